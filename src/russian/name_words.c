/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "russian/name_words.h"

#include <string.h>

#include "base/utf8.h"

struct pz_slice pz_hyphen_piece(const char **s, const char *end)
{
    const char *start = *s, *p = start;
    while (p < end) {
        if (*p == '-') {
            *s = p + 1;
            return (struct pz_slice){start, (size_t)(p - start)};
        }
        if (end - p > 2 && memcmp(p, "\xE2\x80\x90", 2) == 0 &&
            (p[2] == '\x90' || p[2] == '\x91')) { /* ‐ and the no-break hyphen */
            *s = p + 3;
            return (struct pz_slice){start, (size_t)(p - start)};
        }
        p++;
    }
    *s = NULL;
    return (struct pz_slice){start, (size_t)(end - start)};
}

const struct pz_word *pz_name_word_first(const struct pz_name_word *word, struct pz_word *room)
{
    if (word->simple)
        return &word->w;
    const char *p = word->text.s;
    struct pz_slice piece = pz_hyphen_piece(&p, word->text.s + word->text.len);
    return pz_word_read(room, piece.s, piece.len) ? room : NULL;
}

const struct pz_word *pz_name_word_last(const struct pz_name_word *word, struct pz_word *room)
{
    if (word->simple)
        return &word->w;
    const char *p = word->text.s, *end = p + word->text.len;
    struct pz_slice piece = word->text;
    while (p)
        piece = pz_hyphen_piece(&p, end);
    return pz_word_read(room, piece.s, piece.len) ? room : NULL;
}

static enum pz_sex find_sex(const struct pz_rules *rules, const struct pz_word *w)
{
    const struct pz_rule *r = pz_rules_find(rules, w, PZ_RULE_MALE | PZ_RULE_FEMALE);
    if (!r)
        return PZ_SEX_UNKNOWN;
    return r->value == PZ_MARK_MALE ? PZ_MALE : r->value == PZ_MARK_FEMALE ? PZ_FEMALE : PZ_SEX_UNKNOWN;
}

enum pz_sex pz_patronymic_ending(const struct pz_tables *tables, const struct pz_word *w)
{
    return find_sex(&tables->sex_middle, w);
}

enum pz_sex pz_patronymic_word(const struct pz_tables *tables, const struct pz_word *w)
{
    return w->n >= 3 && w->n <= 5 ? find_sex(&tables->patronymic_words, w) : PZ_SEX_UNKNOWN;
}

/* Patronymics end in -ч, -на or one of a few words: most names are told apart by two letters. */
static enum pz_sex patronymic_sex(const struct pz_tables *tables, const struct pz_name_word *word)
{
    enum { CHE = 24, A = 1, EN = 14 };
    struct pz_word room;
    const struct pz_word *w = pz_name_word_last(word, &room);
    if (!w)
        return PZ_SEX_UNKNOWN;
    if (w->n > 3 && (w->c[w->n - 1] == CHE || (w->c[w->n - 1] == A && w->c[w->n - 2] == EN)))
        return pz_patronymic_ending(tables, w);
    return pz_patronymic_word(tables, w);
}

void pz_name_word_set(struct pz_name_word *out, const struct pz_tables *tables, enum pz_name_word_kind kind, struct pz_slice text)
{
    out->kind = kind;
    out->text = text;
    out->simple = pz_word_read(&out->w, text.s, text.len) &&
                  (!out->w.foreign || (!memchr(text.s, '-', text.len) && !memmem(text.s, text.len, "\xE2\x80", 2)));
    out->patronymic = patronymic_sex(tables, out);
}

/* Initials: capital letters each with a full stop («И.», «И.О.», «Ж.-Ж.», «Дж.»), or one capital alone. */
static bool is_initials(const char *s, size_t len)
{
    const char *p = s, *end = s + len;
    unsigned letters = 0, stops = 0;
    if (len > 2 && end[-1] != '.')
        return false;
    while (p < end) {
        uint32_t rune = pz_utf8_next(&p, end);
        if (rune == '.')
            stops++;
        else if (pz_rune_is_upper(rune))
            letters++;
        else if (rune != '-' && !(letters > stops && pz_rune_is_lower(rune) && p < end && *p == '.'))
            return false;
    }
    return letters > 0 && letters <= 4 && (stops == letters || (letters == 1 && stops == 0));
}

static void add_word(struct pz_name_words *out, const struct pz_tables *tables, const char *s, const char *end)
{
    if (s == end)
        return;
    if (out->n == PZ_NAME_WORDS) {
        out->confidence = PZ_UNKNOWN;
        return;
    }
    struct pz_slice text = {s, (size_t)(end - s)};
    pz_name_word_set(&out->v[out->n++], tables, is_initials(s, text.len) ? PZ_WORD_INITIALS : PZ_WORD_LAST, text);
}

/* A word between blanks; initials written close to the surname («Н.М.Соколова») are cut off. */
static void add_chunk(struct pz_name_words *out, const struct pz_tables *tables, const char *s, const char *end)
{
    const char *stop = memrchr(s, '.', (size_t)(end - s));
    if (stop && stop + 1 < end && is_initials(s, (size_t)(stop + 1 - s))) {
        add_word(out, tables, s, stop + 1);
        s = stop + 1;
    }
    add_word(out, tables, s, end);
}

static void cut(struct pz_name_words *out, const struct pz_tables *tables, const char *text, size_t len)
{
    const char *p = text, *end = text + len, *start = text;
    while (p < end) {
        const char *at = p;
        unsigned char byte = (unsigned char)*p;
        if (byte == 0xD0 || byte == 0xD1) { /* Russian letters, nearly all there is */
            p += 2;
            continue;
        }
        if (pz_rune_is_space(pz_utf8_next(&p, end))) {
            add_chunk(out, tables, start, at);
            start = p;
        }
    }
    start = start < end ? start : end;
    add_chunk(out, tables, start, end);
}

/* Particles of foreign surnames are written small. */
static bool is_particle(const struct pz_name_word *word)
{
    static const char *const particles[] = {"фон", "ван", "де",  "дер", "ден", "ди",  "да",  "дю",  "дель", "делла", "ла", "ле",
                                            "цу",  "аф",  "тер", "бен", "ибн", "аль", "эль", "дос", "дас",  "ду",    "и",  NULL};
    if (!word->simple || word->w.capital)
        return false;
    for (const char *const *p = particles; *p; p++)
        if (pz_word_is(&word->w, *p))
            return true;
    return false;
}

static bool is_listed_first(const struct pz_tables *tables, const struct pz_name_word *word)
{
    struct pz_word room;
    const struct pz_word *w = pz_name_word_first(word, &room);
    const struct pz_rule *r = w ? pz_rules_find(&tables->sex_first, w, PZ_RULE_MALE | PZ_RULE_FEMALE) : NULL;
    return r && r->confidence == PZ_CERTAIN;
}

static bool looks_surname(const struct pz_tables *tables, const struct pz_name_word *word)
{
    struct pz_word room;
    const struct pz_word *w = pz_name_word_last(word, &room);
    const struct pz_rule *r = w ? pz_rules_find(&tables->surname_like, w, PZ_RULE_MALE | PZ_RULE_FEMALE) : NULL;
    return r && r->value == PZ_MARK_YES;
}

/* The words that stand for themselves: neither initials nor particles. */
struct plain {
    struct pz_name_word *w[PZ_NAME_WORDS];
    unsigned n;
    bool initials;
};

static void set_kinds(struct plain *p, unsigned from, unsigned n, enum pz_name_word_kind kind)
{
    for (unsigned i = from; i < from + n && i < p->n; i++)
        p->w[i]->kind = kind;
}

/* «Гасан оглы»: the last two words are the patronymic and never change. */
static bool take_patronymic_words(const struct pz_tables *tables, struct plain *p)
{
    for (unsigned i = 1; i < p->n; i++) {
        if (!p->w[i]->simple || pz_patronymic_word(tables, &p->w[i]->w) == PZ_SEX_UNKNOWN)
            continue;
        set_kinds(p, i - 1, 2, PZ_WORD_FIXED_MIDDLE);
        memmove(&p->w[i - 1], &p->w[i + 1], (p->n - i - 1) * sizeof *p->w);
        p->n -= 2;
        return true;
    }
    return false;
}

static enum pz_confidence order_of_two(const struct pz_tables *tables, struct plain *p)
{
    const struct pz_name_word *a = p->w[0], *b = p->w[1];
    bool first_a = is_listed_first(tables, a), first_b = is_listed_first(tables, b);
    bool last_a = looks_surname(tables, a), last_b = looks_surname(tables, b);
    bool first_last = first_a != first_b ? first_a : !last_a && last_b;
    p->w[first_last ? 0 : 1]->kind = PZ_WORD_FIRST;
    return first_a != first_b || last_a != last_b ? PZ_CERTAIN : PZ_CONVENTION;
}

static enum pz_confidence order_plain(const struct pz_tables *tables, struct plain *p)
{
    if (p->n == 1) {
        if (!p->initials && p->w[0]->patronymic == PZ_SEX_UNKNOWN && is_listed_first(tables, p->w[0]))
            p->w[0]->kind = PZ_WORD_FIRST;
        return PZ_CERTAIN;
    }
    if (p->initials) /* a surname of several words, or a name beside initials: «Анна И. Петрова» */
        return PZ_CONVENTION;
    if (p->n == 2)
        return order_of_two(tables, p);
    /* No patronymic in three words: «Ким Чен Ир», «Жан Поль Бельмондо». */
    bool last_first = !(is_listed_first(tables, p->w[0]) && looks_surname(tables, p->w[p->n - 1]));
    set_kinds(p, last_first ? 1 : 0, p->n - 1, PZ_WORD_FIRST);
    return PZ_CONVENTION;
}

/* «Ивановна Смирнова Анна»: a woman's patronymic is no surname, what stands behind it has its own order. */
static enum pz_confidence order_behind_patronymic(const struct pz_tables *tables, struct plain *p)
{
    p->w[0]->kind = PZ_WORD_MIDDLE;
    p->n--;
    memmove(&p->w[0], &p->w[1], p->n * sizeof *p->w);
    (void)order_plain(tables, p);
    return PZ_CONVENTION;
}

/* One of the words is a patronymic: what stands beside it follows. */
static enum pz_confidence order_by_patronymic(const struct pz_tables *tables, struct plain *p, unsigned at)
{
    if (at == 0 && p->n > 1 && p->w[0]->patronymic == PZ_FEMALE)
        return order_behind_patronymic(tables, p);
    if (at == 0 && p->n > 1) /* «Петрович Алексей»: a surname after all */
        return p->w[0]->kind = PZ_WORD_LAST, p->w[1]->kind = PZ_WORD_FIRST, PZ_CONVENTION;
    p->w[at]->kind = PZ_WORD_MIDDLE;
    /* «Анна Смирнова Ивановна»: the surname has come between; of an unknown first name that is a guess. */
    bool between =
        at == 2 && !is_listed_first(tables, p->w[1]) && looks_surname(tables, p->w[1]) && !looks_surname(tables, p->w[0]);
    bool sure = between && is_listed_first(tables, p->w[0]);
    if (at > 0)
        p->w[sure ? 0 : at - 1]->kind = PZ_WORD_FIRST;
    return sure ? PZ_CONVENTION : between ? PZ_ASK : PZ_CERTAIN;
}

/* The place of the patronymic among the plain words; n when there is none. */
static unsigned find_patronymic(const struct pz_tables *tables, const struct plain *p)
{
    unsigned found = p->n;
    for (unsigned i = 0; i < p->n && p->n > 1; i++) {
        if (p->w[i]->patronymic == PZ_SEX_UNKNOWN)
            continue;
        /* «Иван Петрович Абрамович»: behind a first name and a patronymic the third word is the surname. */
        if (found == 1 && i == 2 && is_listed_first(tables, p->w[0]) && !is_listed_first(tables, p->w[1]))
            break;
        found = i;
    }
    return found;
}

static enum pz_confidence find_order(struct pz_name_words *words, const struct pz_tables *tables)
{
    struct plain p = {.n = 0};
    for (unsigned i = 0; i < words->n; i++) {
        struct pz_name_word *w = &words->v[i];
        if (w->kind == PZ_WORD_INITIALS)
            p.initials = true;
        else if (words->n > 1 && i + 1 < words->n && is_particle(w))
            w->kind = PZ_WORD_FIXED_LAST;
        else
            p.w[p.n++] = w;
    }
    if (p.n == 0)
        return words->n ? PZ_CERTAIN : PZ_UNKNOWN;
    if (take_patronymic_words(tables, &p)) {
        if (p.n == 1 && is_listed_first(tables, p.w[0]))
            p.w[0]->kind = PZ_WORD_FIRST;
        if (p.n < 2)
            return PZ_CERTAIN;
        return order_plain(tables, &p);
    }
    unsigned at = p.initials ? p.n : find_patronymic(tables, &p);
    return at < p.n ? order_by_patronymic(tables, &p, at) : order_plain(tables, &p);
}

void pz_name_words_read(struct pz_name_words *out, const struct pz_tables *tables, const char *text, size_t len)
{
    out->n = 0;
    out->confidence = PZ_CERTAIN;
    cut(out, tables, text, len);
    if (out->confidence != PZ_UNKNOWN)
        out->confidence = find_order(out, tables);
}
