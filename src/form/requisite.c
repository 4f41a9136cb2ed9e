/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requisites: found by what they say, checked by where they stand and how they agree. */
#include <ctype.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "form/rules.h"
#include "russian/agree.h"
#include "russian/typography.h"

enum { HEAD_PARAGRAPHS = 40, TEXT_MIN = 60, NBSP_LEN = 2 };

static const char nbsp[] = "\u00A0";

/* Text helpers ----------------------------------------------------------------------------------------------- */

static bool starts(const struct pz_form_paragraph *p, const char *with)
{
    size_t n = strlen(with);
    return p->len >= n && memcmp(p->text, with, n) == 0;
}

static size_t blank_at(const char *p, const char *end)
{
    if (p < end && (*p == ' ' || *p == '\t' || *p == '\n'))
        return 1;
    return end - p >= NBSP_LEN && memcmp(p, nbsp, NBSP_LEN) == 0 ? NBSP_LEN : 0;
}

/* The paragraph without blanks at its ends; letters spaced by blanks are put together. Appends to out. */
static void plain(const struct pz_form_paragraph *p, struct pz_buf *out)
{
    const char *from = p->text, *end = p->text + p->len;
    for (size_t n; from < end && (n = blank_at(from, end));)
        from += n;
    while (end > from && (end[-1] == ' ' || end[-1] == '\t' || end[-1] == '\n'))
        end--;
    pz_typography_unspace(out, from, (size_t)(end - from));
    if (!out->len)
        pz_buf_put(out, from, (size_t)(end - from));
}

/* Whether text is one of the words «a|b|c». */
static bool is_one_of(const char *text, size_t len, const char *words)
{
    for (const char *w = words; w; w = strchr(w, '|') ? strchr(w, '|') + 1 : NULL)
        if (strcspn(w, "|") == len && memcmp(w, text, len) == 0)
            return true;
    return false;
}

static bool starts_with_one_of(const struct pz_form_paragraph *p, const char *words)
{
    for (const char *w = words; w; w = strchr(w, '|') ? strchr(w, '|') + 1 : NULL) {
        size_t n = strcspn(w, "|");
        if (p->len > n && memcmp(p->text, w, n) == 0 &&
            (blank_at(p->text + n, p->text + p->len) || ispunct((unsigned char)p->text[n])))
            return true;
    }
    return false;
}

static const char *words_of(const struct pz_form_state *s, const char *key)
{
    const struct pz_form_figure *f = pz_form_figure(s->rules, s->edition, key);
    return f ? f->value : NULL;
}

bool pz_form_is_text(const struct pz_form_paragraph *p)
{
    return p->area == PZ_AREA_BODY && p->table < 0 && p->len > 0;
}

size_t pz_form_point_label(const struct pz_form_paragraph *p, const char **label)
{
    if (p->label && p->label[0] >= '0' && p->label[0] <= '9') {
        *label = p->label;
        return strlen(p->label);
    }
    size_t n = 0, digits = 0;
    while (n < p->len && (isdigit((unsigned char)p->text[n]) || (n && p->text[n] == '.'))) {
        digits = p->text[n] == '.' ? 0 : digits + 1;
        if (digits > 3)
            return 0; /* a date */
        n++;
    }
    if (!n || !memchr(p->text, '.', n) || !blank_at(p->text + n, p->text + p->len))
        return 0;
    *label = p->text;
    return n;
}

/* Dates and signatures --------------------------------------------------------------------------------------- */

/* A date anywhere in the text: «25.06.2021», «25 июня 2021 г.», or the blank for one that comes later («___ № ___»). */
static bool find_date(const struct pz_form_paragraph *p, struct pz_date *date)
{
    for (size_t i = 0; i < p->len; i++) {
        if (!isdigit((unsigned char)p->text[i]) || (i && isdigit((unsigned char)p->text[i - 1])))
            continue;
        for (size_t n = p->len - i < 48 ? p->len - i : 48; n >= 8; n--)
            if (pz_date_parse(date, p->text + i, n) == 0 && date->day)
                return true;
    }
    return false;
}

static bool has_blank_line(const struct pz_form_paragraph *p)
{
    return strstr(p->text, "___") != NULL;
}

/* «И.О. Фамилия» at the end of the paragraph. */
static bool ends_with_signature(const struct pz_form_paragraph *p)
{
    const char *q = p->text + p->len;
    while (q > p->text && (q[-1] == ' ' || q[-1] == '\t' || q[-1] == '\n'))
        q--;
    const char *surname_end = q;
    uint32_t r = 0;
    const char *at = q;
    while (q > p->text) {
        at = q;
        r = pz_utf8_prev(&at, p->text);
        if (!pz_rune_is_letter(r) && r != '-')
            break;
        q = at;
    }
    const char *surname = q;
    const char *first = surname;
    if (surname == surname_end || !pz_rune_is_upper(pz_utf8_next(&first, surname_end)) || first == surname_end)
        return false;
    int initials = 0;
    while (q > p->text) {
        at = q;
        r = pz_utf8_prev(&at, p->text);
        if (r == ' ' || r == 0xA0) {
            q = at;
            continue;
        }
        if (r != '.' || at == p->text)
            break;
        const char *letter = at;
        if (!pz_rune_is_upper(pz_utf8_prev(&letter, p->text)))
            break;
        initials++;
        q = letter;
    }
    return initials == 1 || initials == 2;
}

/* Finding ---------------------------------------------------------------------------------------------------- */

/* Whether the kind's name goes on as a meeting's: the next line of the body begins with «совещания», «заседания»… */
static bool of_meeting(const struct pz_form_state *s, size_t kind_at)
{
    for (size_t i = kind_at + 1; i < s->model->n; i++) {
        const struct pz_form_paragraph *p = &s->model->paragraphs[i];
        if (p->area == PZ_AREA_BODY && p->len)
            return starts_with_one_of(p, words_of(s, "meeting-name"));
    }
    return false;
}

static void find_kind(struct pz_form_state *s)
{
    const char *orders = words_of(s, "kind-order");
    struct pz_buf text = PZ_BUF_INIT;
    for (size_t i = 0; i < s->model->n && i < 4 * HEAD_PARAGRAPHS; i++) {
        const struct pz_form_paragraph *p = &s->model->paragraphs[i];
        if (p->area != PZ_AREA_BODY)
            continue;
        if (s->salutation_at < 0 && starts(p, "Уважаем")) {
            s->salutation_at = (long)i;
            s->kind = PZ_FORM_LETTER;
            break;
        }
        pz_buf_clear(&text);
        plain(p, &text);
        if (s->kind_at < 0 && i < HEAD_PARAGRAPHS && is_one_of(pz_buf_str(&text), text.len, orders)) {
            s->kind_at = (long)i;
            s->kind = of_meeting(s, i) ? PZ_FORM_MEETING : PZ_FORM_ORDER;
            break;
        }
    }
    pz_buf_release(&text);
}

static bool is_title(const struct pz_form_paragraph *p)
{
    static const char *const begins[] = {"О ", "Об ", "Обо ", "О\u00A0", "Об\u00A0", "О\n", "Об\n", "«О ", "«Об "};
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
        if (starts(p, begins[i]))
            return true;
    return false;
}

static void find_head(struct pz_form_state *s)
{
    struct pz_date date;
    const char *begins = words_of(s, "text-begins");
    for (size_t i = 0; i < s->model->n; i++) {
        const struct pz_form_paragraph *p = &s->model->paragraphs[i];
        const char *label;
        if (p->area != PZ_AREA_BODY || !p->len)
            continue;
        if (s->text_at < 0) {
            if (s->date_at < 0 && (find_date(p, &date) || has_blank_line(p)))
                s->date_at = (long)i;
            if (s->number_at < 0 && strstr(p->text, "№"))
                s->number_at = (long)i;
            if (s->title_at < 0 && (long)i > s->kind_at && is_title(p) && (s->kind != PZ_FORM_OTHER || s->date_at >= 0))
                s->title_at = (long)i;
            bool begins_text = s->salutation_at >= 0
                                   ? (long)i == s->salutation_at
                                   : p->table < 0 && (long)i != s->title_at && !starts(p, "УТВЕРЖД") &&
                                         (starts_with_one_of(p, begins) || pz_form_point_label(p, &label) ||
                                          (s->kind == PZ_FORM_OTHER && pz_utf8_length(p->text, p->len) > TEXT_MIN));
            if (begins_text)
                s->text_at = (long)i;
        }
        if (s->text_at >= 0 && s->first_point_at < 0 && p->table < 0 && pz_form_point_label(p, &label))
            s->first_point_at = (long)i;
    }
}

/* The first «И.О. Фамилия» behind the text and before the appendices. */
static void find_signature(struct pz_form_state *s)
{
    for (size_t i = s->text_at >= 0 ? (size_t)s->text_at + 1 : s->model->n; i < s->model->n; i++) {
        const struct pz_form_paragraph *p = &s->model->paragraphs[i];
        const char *label;
        if (p->area != PZ_AREA_BODY)
            continue;
        if (starts(p, "УТВЕРЖД") || (starts(p, "Приложение") && (p->shape.left_mm > 50 || p->shape.align == PZ_ALIGN_RIGHT)))
            break;
        if (ends_with_signature(p) && !pz_form_point_label(p, &label)) {
            s->signature_at = (long)i;
            break;
        }
    }
}

void pz_form_find_requisites(struct pz_form_state *s)
{
    s->kind_at = s->date_at = s->number_at = s->title_at = s->text_at = s->signature_at = s->salutation_at = s->first_point_at = -1;
    find_kind(s);
    find_head(s);
    find_signature(s);
}

/* Checks ----------------------------------------------------------------------------------------------------- */

static void need(struct pz_form_state *s, long at, const char *key, const char *name)
{
    char clause[256];
    if (at >= 0)
        return;
    struct pz_place place = pz_place_file(s->model->file);
    pz_report(s->diags, "E-FORM-050", &place, _("the requisite “%s” is missing%s"), name, pz_form_clause(s, key, clause));
}

static void check_stop(struct pz_form_state *s, size_t last)
{
    const struct pz_form_paragraph *p = &s->model->paragraphs[last];
    if (!p->len || p->text[p->len - 1] != '.' || (p->len > 3 && memcmp(p->text + p->len - 3, "г.", 3) == 0))
        return;
    struct pz_place place = pz_form_place(s->model, last);
    char clause[256];
    pz_report(s->diags, "E-FORM-051", &place, _("the title ends in a full stop%s"), pz_form_clause(s, "title", clause));
}

static void check_title_stop(struct pz_form_state *s)
{
    long last = s->title_at;
    while (last >= 0 && last + 1 < (long)s->model->n && last + 1 < s->text_at) {
        const struct pz_form_paragraph *next = &s->model->paragraphs[last + 1];
        if (!next->len || next->table != s->model->paragraphs[s->title_at].table)
            break;
        last++;
    }
    if (last >= 0)
        check_stop(s, (size_t)last);
}

static void check_addressee(struct pz_form_state *s)
{
    const char *nominative = words_of(s, "addressee-nominative");
    char clause[256];
    for (long i = 0; i < s->salutation_at; i++) {
        const struct pz_form_paragraph *p = &s->model->paragraphs[i];
        bool box = p->area == PZ_AREA_TEXT_BOX;
        bool at_right = box || p->shape.left_mm > 50 || p->shape.align == PZ_ALIGN_RIGHT || (p->table >= 0 && p->column > 0);
        if ((p->area != PZ_AREA_BODY && !box) || !at_right || !starts_with_one_of(p, nominative))
            continue;
        struct pz_place place = pz_form_place(s->model, (size_t)i);
        pz_report(s->diags, "E-FORM-052", &place, _("the addressee stands in the nominative, the dative is needed%s"),
                  pz_form_clause(s, "addressee", clause));
    }
}

static bool is_centred(const struct pz_form_paragraph *p)
{
    return p->len && p->area == PZ_AREA_BODY && p->table < 0 && p->shape.align == PZ_ALIGN_CENTRE;
}

/* The heading that the mark approves: the first centred line behind it. */
static const struct pz_form_paragraph *approved(const struct pz_form_state *s, size_t mark)
{
    for (size_t i = mark + 1; i < s->model->n && i < mark + 12; i++) {
        const struct pz_form_paragraph *p = &s->model->paragraphs[i];
        if (is_centred(p))
            return p;
    }
    return NULL;
}

static void check_approval_gender(struct pz_form_state *s, size_t i, const char *word, size_t len)
{
    const struct pz_form_paragraph *what = approved(s, i), *end_of_all = s->model->paragraphs + s->model->n, *last = what;
    if (!what)
        return;
    while (last + 1 < end_of_all && is_centred(last + 1) && !last[1].shape.outline)
        last++;
    check_stop(s, (size_t)(last - s->model->paragraphs));
    struct pz_buf right = PZ_BUF_INIT, subject = PZ_BUF_INIT;
    /* «ДОРОЖНАЯ КАРТА» is compared as «дорожная карта». */
    for (const char *p = what->text, *end = what->text + strcspn(what->text, "\n"); p < end;)
        pz_buf_put_rune(&subject, pz_rune_lower(pz_utf8_next(&p, end)));
    char clause[256];
    if (pz_agree_with(&right, word, len, pz_buf_str(&subject), subject.len) == PZ_CERTAIN &&
        (right.len != len || memcmp(right.data, word, len) != 0)) {
        struct pz_place place = pz_form_place(s->model, i);
        pz_report(s->diags, "E-FORM-053", &place, _("the mark “%.*s” does not agree with what is approved: “%s” is needed%s"),
                  (int)len, word, pz_buf_str(&right), pz_form_clause(s, "approval", clause));
    }
    pz_buf_release(&right);
    pz_buf_release(&subject);
}

static void check_approvals(struct pz_form_state *s)
{
    char clause[256];
    for (size_t i = 0; i + 1 < s->model->n; i++) {
        const struct pz_form_paragraph *p = &s->model->paragraphs[i];
        if (!starts(p, "УТВЕРЖД"))
            continue;
        size_t len = strcspn(p->text, " \n\t");
        check_approval_gender(s, i, p->text, len);
        const char *act = p->text + len + strspn(p->text + len, " \n\t");
        if (!*act)
            act = s->model->paragraphs[i + 1].text;
        size_t word = strcspn(act, " \n\t");
        if (is_one_of(act, word, "приказ|Приказ|распоряжение|постановление|решение")) {
            struct pz_place place = pz_form_place(s->model, i);
            pz_report(s->diags, "E-FORM-054", &place,
                      _("behind the mark of approval the act stands in the instrumental (“приказом …”)%s"),
                      pz_form_clause(s, "approval", clause));
        }
    }
}

void pz_form_check_requisites(struct pz_form_state *s)
{
    if (s->kind != PZ_FORM_OTHER) {
        need(s, s->date_at, "date", _("date"));
        if (s->kind != PZ_FORM_MEETING)
            need(s, s->number_at, "number", _("number"));
        need(s, s->text_at, "text", _("text"));
        need(s, s->signature_at, "signature", _("signature"));
    }
    if (s->kind == PZ_FORM_ORDER)
        need(s, s->title_at, "title", _("title"));
    check_title_stop(s);
    check_addressee(s);
    check_approvals(s);
}
