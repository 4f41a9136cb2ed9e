/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cases and agreement in finished text. Only listed nouns and sure adjectives are judged, so silence proves nothing. */
#include <stdio.h>
#include <string.h>

#include "base/embed.h"
#include "base/i18n.h"
#include "russian/lint_text.h"
#include "russian/names.h"
#include "russian/tsv.h"

PZ_EMBED(pz_data_government, "data/russian/government.tsv");

static uint32_t cases_of(uint32_t bits)
{
    uint32_t cases = 0;
    for (unsigned g = 0; g < PZ_GENDERS; g++)
        cases |= bits >> g * PZ_CASES & ((1u << PZ_CASES) - 1);
    return cases;
}

static uint32_t allowed_cases(const struct pz_tsv_field *f)
{
    uint32_t cases = 0;
    for (size_t i = 0; i < f->len; i++) {
        const char *at = strchr("ngdaip", f->s[i]);
        cases |= at ? 1u << (at - "ngdaip") : 0;
    }
    return cases;
}

/* How many words the phrase takes when it stands at word i; 0: it does not. */
static size_t phrase_at(const struct pz_lint_words *words, size_t i, const struct pz_tsv_field *phrase)
{
    size_t n = 0;
    for (const char *p = phrase->s, *end = p + phrase->len; p < end; n++) {
        const char *stop = memchr(p, ' ', (size_t)(end - p));
        stop = stop ? stop : end;
        uint8_t c[PZ_WORD_MAX];
        size_t len = pz_letters(c, PZ_WORD_MAX, p, (size_t)(stop - p));
        if (i + n >= words->n || words->v[i + n].w.n != len || memcmp(words->v[i + n].w.c, c, len) != 0 ||
            (n && !words->v[i + n].adjacent))
            return 0;
        p = stop + 1;
    }
    return n;
}

/* All that the words behind may be: a noun, or adjectives up to their noun when it is known. */
static uint32_t group_bits(const struct pz_lint_words *words, size_t i, size_t *last)
{
    uint32_t bits = 0;
    for (*last = i; i < words->n && (i == *last || words->v[i].adjacent); i++) {
        const struct pz_lint_word *w = &words->v[i];
        *last = i;
        if (w->noun)
            return bits ? (bits & w->noun ? bits & w->noun : bits) : w->noun;
        if (!w->adjective)
            break;
        bits = bits ? bits & w->adjective : w->adjective;
    }
    return bits;
}

static const char *case_wanted(uint32_t allowed)
{
    static const char *const names[PZ_CASES] = {N_("the nominative"), N_("the genitive"),     N_("the dative"),
                                                N_("the accusative"), N_("the instrumental"), N_("the prepositional")};
    unsigned c = 0;
    if (allowed & 1u << PZ_GENITIVE)
        c = PZ_GENITIVE;
    else
        while (c + 1 < PZ_CASES && !(allowed & 1u << c))
            c++;
    return _(names[c]);
}

/* «Директору школой № 3», «Заведующему садом «Ромашка»»: a line that begins so addresses the head of what is named, and the name behind
 * the noun tells that it is not the one who acts, as in «Директору приказом поручено». */
static bool is_addressed(const struct pz_lint_words *words, size_t i, size_t last)
{
    if (i != 0 || !words->v[last].noun)
        return false;
    const char *p = words->v[last].s + words->v[last].len;
    size_t blank = strncmp(p, "\xC2\xA0", 2) == 0 ? 2 : *p == ' ';
    return blank && (strncmp(p + blank, "№", strlen("№")) == 0 || strncmp(p + blank, "«", strlen("«")) == 0);
}

static void judge(struct pz_lint *lint, size_t at, size_t i, size_t taken, uint32_t allowed, bool plural_only)
{
    const struct pz_lint_words *words = &lint->words[at];
    size_t first = i + taken, last;
    if (first >= words->n || !words->v[first].adjacent || words->v[first].quoted)
        return;
    uint32_t bits = group_bits(words, first, &last);
    bool may_be_singular = bits >> PZ_PLURAL * PZ_CASES == 0 || bits & ((1u << PZ_PLURAL * PZ_CASES) - 1);
    if (plural_only && may_be_singular && !is_addressed(words, i, last))
        return;
    if (bits == 0 || cases_of(bits) & allowed)
        return;
    const char *s = words->v[i].s;
    const struct pz_lint_word *end = &words->v[first];
    char message[PZ_MESSAGE_MAX];
    snprintf(message, sizeof message, _("behind “%.*s” %s is expected, not “%.*s”"),
             (int)(words->v[first - 1].s + words->v[first - 1].len - s), s, case_wanted(allowed), (int)end->len, end->s);
    pz_lint_report(lint, at, end->s, end->len, "E-TEXT-101", NULL, message);
}

void pz_lint_government(struct pz_lint *lint, size_t at)
{
    const struct pz_lint_words *words = &lint->words[at];
    for (size_t i = 0; i < words->n; i++) {
        struct pz_tsv tsv = pz_tsv_open(pz_data_government, PZ_EMBEDDED_SIZE(pz_data_government));
        struct pz_tsv_field f[3];
        while (pz_tsv_next(&tsv, f, 3)) {
            size_t taken = phrase_at(words, i, &f[0]);
            if (taken)
                judge(lint, at, i, taken, allowed_cases(&f[1]), f[2].s[0] == 'x');
        }
    }
}

/* «региональный и муниципальный уровни»: several adjectives share a plural. */
static bool shares_plural(const struct pz_lint_words *words, size_t i)
{
    if (words->v[i].comma)
        return true;
    if (i + 2 < words->n && words->v[i].adjective >> PZ_PLURAL * PZ_CASES && /* «указанными именем и паролем» */
        (words->v[i + 2].comma || pz_word_is(&words->v[i + 2].w, "и") || pz_word_is(&words->v[i + 2].w, "или")))
        return true;
    return i > 0 && (pz_word_is(&words->v[i - 1].w, "и") || pz_word_is(&words->v[i - 1].w, "или") || words->v[i].comma);
}

/* «3 детских сада», «две новые группы»: behind 2, 3, 4 the adjective is in the plural and the noun in the genitive singular. */
static bool is_paucal(const struct pz_lint *lint, size_t at, size_t i)
{
    static const char *const words_for[] = {"два", "две", "три", "четыре", "оба", "обе", NULL};
    const struct pz_lint_words *words = &lint->words[at];
    uint32_t genitives =
        PZ_AGREE_BIT(PZ_MASCULINE, PZ_GENITIVE) | PZ_AGREE_BIT(PZ_FEMININE, PZ_GENITIVE) | PZ_AGREE_BIT(PZ_NEUTER, PZ_GENITIVE);
    if (!(words->v[i].adjective >> PZ_PLURAL * PZ_CASES) || !(words->v[i + 1].noun & genitives))
        return false;
    while (i && words->v[i].adjacent && words->v[i - 1].adjective)
        i--;
    for (const char *const *w = words_for; *w && i && words->v[i].adjacent; w++)
        if (pz_word_is(&words->v[i - 1].w, *w))
            return true;
    const char *s = words->v[i].s, *from = i ? words->v[i - 1].s + words->v[i - 1].len : lint->v[at].text;
    while (s > from && !(s[-1] >= '0' && s[-1] <= '9') && !strchr(".,;:()", s[-1]))
        s--;
    return s > from && s[-1] >= '2' && s[-1] <= '4';
}

/* «в детском саду»: the locative in -у has the letters of the dative. */
static bool may_be_locative(const struct pz_lint_word *adjective, const struct pz_lint_word *noun)
{
    return adjective->adjective & PZ_AGREE_BIT(PZ_MASCULINE, PZ_PREPOSITIONAL) &&
           noun->noun & PZ_AGREE_BIT(PZ_MASCULINE, PZ_DATIVE);
}

static void judge_pair(struct pz_lint *lint, size_t at, size_t i)
{
    const struct pz_lint_words *words = &lint->words[at];
    const struct pz_lint_word *a = &words->v[i], *b = &words->v[i + 1];
    if (!a->adjective || !b->noun || !b->adjacent || a->adjective & b->noun || a->quoted != b->quoted || a->w.capital ||
        a->w.caps || b->w.caps || shares_plural(words, i) || may_be_locative(a, b) || is_paucal(lint, at, i))
        return;
    char message[PZ_MESSAGE_MAX];
    snprintf(message, sizeof message, _("“%.*s” and “%.*s” do not agree"), (int)a->len, a->s, (int)b->len, b->s);
    pz_lint_report(lint, at, a->s, a->len, "E-TEXT-114", NULL, message);
}

/* A short participle or «-н», «-т» form of the predicate, with the genders it fits. */
static bool short_participle(const struct pz_word *w, enum pz_gender *gender)
{
    static const struct {
        const char *ending;
        enum pz_gender gender;
    } endings[] = {
        {"жден", PZ_MASCULINE}, {"влен", PZ_MASCULINE}, {"чен", PZ_MASCULINE},  {"шен", PZ_MASCULINE},   {"ован", PZ_MASCULINE},
        {"отан", PZ_MASCULINE}, {"еден", PZ_MASCULINE}, {"ждена", PZ_FEMININE}, {"влена", PZ_FEMININE},  {"чена", PZ_FEMININE},
        {"шена", PZ_FEMININE},  {"ована", PZ_FEMININE}, {"отана", PZ_FEMININE}, {"едена", PZ_FEMININE},  {"ждено", PZ_NEUTER},
        {"влено", PZ_NEUTER},   {"чено", PZ_NEUTER},    {"шено", PZ_NEUTER},    {"овано", PZ_NEUTER},    {"отано", PZ_NEUTER},
        {"едено", PZ_NEUTER},   {"ждены", PZ_PLURAL},   {"влены", PZ_PLURAL},   {"чены", PZ_PLURAL},     {"шены", PZ_PLURAL},
        {"ованы", PZ_PLURAL},   {"отаны", PZ_PLURAL},   {"едены", PZ_PLURAL},   {"ирован", PZ_MASCULINE}};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (w->n > 6 && pz_word_ends(w, endings[i].ending)) {
            *gender = endings[i].gender;
            return true;
        }
    return false;
}

/* «Утвержден критерии», «выявлены дефицит»: the participle opens the text and its subject follows. */
static void judge_predicate(struct pz_lint *lint, size_t at)
{
    const struct pz_lint_words *words = &lint->words[at];
    enum pz_gender gender;
    if (words->n < 2 || words->v[0].s != pz_lint_body(&lint->v[at]) || words->v[0].w.caps ||
        !short_participle(&words->v[0].w, &gender) || !words->v[1].adjacent)
        return;
    size_t last;
    uint32_t bits = group_bits(words, 1, &last);
    if (last + 1 < words->n && (words->v[last + 1].comma || pz_word_is(&words->v[last + 1].w, "и")))
        return; /* several subjects take the plural or the first one's form */
    const struct pz_lint_word *subject = &words->v[last];
    if (!subject->noun)
        return;
    for (unsigned g = 0; g < PZ_GENDERS; g++) /* the prepositional never stands without a preposition */
        bits &= ~PZ_AGREE_BIT(g, PZ_PREPOSITIONAL);
    if (bits >> gender * PZ_CASES & ((1u << PZ_CASES) - 1))
        return; /* agrees, or the subject stands elsewhere */
    uint32_t nominatives = 0;
    for (unsigned g = 0; g < PZ_GENDERS; g++)
        nominatives |= bits & PZ_AGREE_BIT(g, PZ_NOMINATIVE);
    if (nominatives == 0 || bits & (PZ_AGREE_BIT(0, PZ_INSTRUMENTAL) | PZ_AGREE_BIT(1, PZ_INSTRUMENTAL)))
        return;
    char message[PZ_MESSAGE_MAX];
    snprintf(message, sizeof message, _("“%.*s” and “%.*s” do not agree"), (int)words->v[0].len, words->v[0].s, (int)subject->len,
             subject->s);
    pz_lint_report(lint, at, words->v[0].s, words->v[0].len, "E-TEXT-115", NULL, message);
}

void pz_lint_agreement(struct pz_lint *lint, size_t at)
{
    const struct pz_lint_words *words = &lint->words[at];
    for (size_t i = 0; i + 1 < words->n; i++)
        judge_pair(lint, at, i);
    judge_predicate(lint, at);
}

/* «Уважаемая руководители!», «Уважаемый Анна Петровна!» ---------------------------------------------------------- */

static int salutation_gender(const struct pz_word *w)
{
    static const char *const words[] = {"уважаемый", "уважаемая", NULL, "уважаемые"};
    for (int g = 0; g < 4; g++)
        if (words[g] && pz_word_is(w, words[g]))
            return g;
    return -1;
}

static bool fits_noun(uint32_t noun, int gender)
{
    return noun & PZ_AGREE_BIT(gender, PZ_NOMINATIVE);
}

void pz_lint_salutation(struct pz_lint *lint, size_t at)
{
    const struct pz_lint_paragraph *p = &lint->v[at];
    const struct pz_lint_words *words = &lint->words[at];
    if (words->n < 2 || words->v[0].s != pz_lint_body(p))
        return;
    int gender = salutation_gender(&words->v[0].w);
    if (gender < 0 || !words->v[1].adjacent)
        return;
    const struct pz_lint_word *first = &words->v[1], *last = &words->v[words->n - 1];
    bool wrong = false;
    if (first->noun & (PZ_AGREE_BIT(PZ_MASCULINE, PZ_NOMINATIVE) | PZ_AGREE_BIT(PZ_FEMININE, PZ_NOMINATIVE) |
                       PZ_AGREE_BIT(PZ_PLURAL, PZ_NOMINATIVE))) {
        /* «Уважаемая директор» is said of a woman: only the number is judged there. */
        bool plural = gender == PZ_PLURAL;
        bool can_plural = fits_noun(first->noun, PZ_PLURAL), can_singular = first->noun & ~(0x3Fu << PZ_PLURAL * PZ_CASES);
        wrong =
            plural ? !can_plural && words->n == 2
                   : !can_singular || (can_plural && !fits_noun(first->noun, PZ_MASCULINE) && !fits_noun(first->noun, PZ_FEMININE));
    } else if (words->n <= 4) {
        enum pz_confidence confidence;
        enum pz_sex sex = pz_name_sex_of(first->s, (size_t)(last->s + last->len - first->s), &confidence);
        bool two_people = false;
        for (size_t i = 1; i < words->n; i++)
            two_people |= words->v[i].comma || pz_word_is(&words->v[i].w, "и");
        wrong = sex != PZ_SEX_UNKNOWN && confidence == PZ_CERTAIN && !two_people &&
                gender != (sex == PZ_MALE ? PZ_MASCULINE : PZ_FEMININE);
    }
    if (!wrong)
        return;
    char message[PZ_MESSAGE_MAX];
    snprintf(message, sizeof message, _("“%.*s” and “%.*s” do not agree"), (int)words->v[0].len, words->v[0].s, (int)first->len,
             first->s);
    pz_lint_report(lint, at, words->v[0].s, words->v[0].len, "E-TEXT-102", NULL, message);
}
