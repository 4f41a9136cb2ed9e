/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What agrees with a head from behind: «сестра диетическая», «лицо, ответственное за …», «организация, осуществляющая …». */
#include "russian/phrase_words.h"

bool pz_tail_read(struct pz_group *out, const struct pz_tables *t, const struct pz_phrase_words *words, unsigned i,
                  const struct pz_group *head)
{
    const struct pz_phrase_word *word = &words->v[i];
    bool behind = i == head->next && word->before == PZ_GAP_BLANK;
    struct pz_word w;
    struct pz_adjective a;
    if (head->fixed || word->quoted || (word->before != PZ_GAP_COMMA && !behind) || !pz_word_read(&w, word->s, word->len) ||
        pz_word_ends(&w, "ой") /* the genitive of a feminine as likely */ || w.capital || pz_noun_form_bits(&t->nouns, &w) ||
        !pz_adjective_read(&a, &w) || a.gender != head->gender || pz_noun_follows(t, words, i + 1, a.gender))
        return false;
    *out = (struct pz_group){.v = {{PZ_ROLE_ADJECTIVE, i}},
                             .n = 1,
                             .next = i + 1,
                             .gender = head->gender,
                             .animate = head->animate,
                             .confidence = head->confidence};
    return true;
}

void pz_tail_put(struct pz_buf *out, const struct pz_tables *t, const struct pz_phrase_words *words, const struct pz_group *tail,
                 const struct pz_form_wanted *form, const char **written)
{
    struct pz_form_wanted own = *form;
    if (form->paucal) /* «две организации, осуществляющие …» */
        own = (struct pz_form_wanted){.c = PZ_NOMINATIVE, .plural = true};
    pz_group_put(out, t, words, tail, &own, written);
}
