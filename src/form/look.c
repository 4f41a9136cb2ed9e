/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Letters and paragraphs: size, spacing, alignment, indents, letterspacing, places that may not break. */
#include <math.h>
#include <stdio.h>
#include <strings.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "form/rules.h"
#include "russian/typography.h"

enum { LONG_PARAGRAPH = 100, CONTEXT = 12, PHONE_LONG = 10, PHONE_SHORT = 5 };

static const double SIZE_SLACK = 0.05; /* points: what is lost when an editor saves a size in millimetres */

static bool has_letters(const char *text, size_t len)
{
    for (const char *p = text, *end = text + len; p < end;) {
        uint32_t r = pz_utf8_next(&p, end);
        if (pz_rune_is_letter(r) || pz_rune_is_digit(r))
            return true;
    }
    return false;
}

static bool is_body(const struct pz_form_paragraph *p)
{
    return p->area == PZ_AREA_BODY && p->table < 0;
}

/* A telephone number: digits with blanks, hyphens and brackets, ten or more of them or in groups («2-10-12»). */
static bool has_phone(const char *text)
{
    for (const char *p = text; *p; p++) {
        size_t len = strspn(p, "0123456789 -()"), digits = 0, hyphens = 0;
        for (size_t i = 0; i < len; i++) {
            digits += p[i] >= '0' && p[i] <= '9';
            hyphens += p[i] == '-';
        }
        if (digits >= PHONE_LONG || (digits >= PHONE_SHORT && hyphens > 1))
            return true;
        if (len)
            p += len - 1;
    }
    return false;
}

/* The mark about the executor: the last one or two short lines of the body, one of them with a telephone. */
static bool in_executor_mark(const struct pz_form_model *model, size_t at)
{
    size_t lines = 0;
    bool phone = false, within = false;
    for (size_t i = model->n; i-- > 0 && lines < 2;) {
        const struct pz_form_paragraph *p = &model->paragraphs[i];
        if (p->area != PZ_AREA_BODY || !has_letters(p->text, p->len))
            continue;
        if (p->table >= 0 || pz_utf8_length(p->text, p->len) > LONG_PARAGRAPH)
            break;
        phone = phone || has_phone(p->text);
        within = within || i == at;
        lines++;
        if (phone && within)
            return true;
    }
    return false;
}

static bool may_be_small(const struct pz_form_state *s, size_t i)
{
    return !is_body(&s->model->paragraphs[i]) || (s->signature_at >= 0 && (long)i > s->signature_at) ||
           in_executor_mark(s->model, i);
}

/* The first run of the wrong size names the paragraph; one finding a paragraph. */
static void check_size(struct pz_form_state *s, size_t i)
{
    const struct pz_form_paragraph *p = &s->model->paragraphs[i];
    double least = may_be_small(s, i) ? pz_form_value(s, "size-table-min", 8) : pz_form_value(s, "size-min", 12);
    double most = pz_form_value(s, "size-max", 14);
    for (size_t k = 0; k < p->run_n; k++) {
        const struct pz_form_run *run = &p->runs[k];
        if (run->look.hidden || !has_letters(p->text + run->start, run->len))
            continue;
        bool heading = run->look.bold || p->shape.outline || p->shape.align == PZ_ALIGN_CENTRE;
        if (run->look.size_pt >= least - SIZE_SLACK && (run->look.size_pt <= most + SIZE_SLACK || heading))
            continue;
        char clause[256];
        pz_form_report(s, "E-FORM-020", i, _("letters of %g points, %g to %g are allowed%s"), run->look.size_pt, least, most,
                       pz_form_clause(s, "size-min", clause));
        return;
    }
}

static void check_line(struct pz_form_state *s, size_t i)
{
    const struct pz_form_paragraph *p = &s->model->paragraphs[i];
    double line = p->shape.line, size = p->run_n ? p->runs[0].look.size_pt : 0;
    if (p->shape.exact_pt && size)
        line = p->shape.exact_pt / (size * 1.15);
    char clause[256];
    if (!size || (line > 0.86 * pz_form_value(s, "line-min", 1) && line < pz_form_value(s, "line-max", 1.5) + 0.06))
        return;
    pz_form_report(s, "W-FORM-021", i, _("line spacing of %.2f, %g to %g are allowed%s"), line, pz_form_value(s, "line-min", 1),
                   pz_form_value(s, "line-max", 1.5), pz_form_clause(s, "line-min", clause));
}

static void check_stand(struct pz_form_state *s, size_t i)
{
    const struct pz_form_paragraph *p = &s->model->paragraphs[i];
    char clause[256];
    if (pz_utf8_length(p->text, p->len) < LONG_PARAGRAPH || p->shape.outline || (long)i < s->text_at ||
        (s->signature_at >= 0 && (long)i >= s->signature_at && is_body(p) && p->shape.left_mm > 50))
        return;
    if (p->shape.align == PZ_ALIGN_LEFT)
        pz_form_report(s, "W-FORM-022", i, _("text is not justified%s"), pz_form_clause(s, "justified", clause));
    if (p->shape.align != PZ_ALIGN_JUSTIFY || p->label)
        return;
    double want = pz_form_value(s, "first-indent", 12.5), have = p->shape.first_mm;
    if (fabs(have - want) > 0.6)
        pz_form_report(s, "W-FORM-023", i, _("the first line is indented by %.1f mm, %.1f mm are usual%s"), have, want,
                       pz_form_clause(s, "first-indent", clause));
}

static void check_letterspacing(struct pz_form_state *s, size_t i)
{
    const struct pz_form_paragraph *p = &s->model->paragraphs[i];
    struct pz_buf word = PZ_BUF_INIT;
    if (pz_typography_unspace(&word, p->text, p->len)) {
        struct pz_place place = pz_form_place(s->model, i);
        pz_report_hint(s->diags, "W-FORM-024", &place, _("set the spacing of letters as a property of the font"),
                       _("letters are spaced by blanks: a search for the word will not find it"));
    }
    pz_buf_release(&word);
}

/* The words round the blank at `at`, for the message. */
static void fragment(const char *text, size_t len, size_t at, char *to, size_t size)
{
    const char *from = text + at, *until = text + at;
    for (int k = 0; k < CONTEXT && from > text; k++)
        pz_utf8_prev(&from, text);
    for (int k = 0; k < CONTEXT && until < text + len; k++)
        pz_utf8_next(&until, text + len);
    while (from > text && from < text + at && !strchr(" \t", *from) && !strchr(" \t\n", from[-1]))
        pz_utf8_next(&from, text + len);
    for (const char *c = from; c < text + at; c++)
        from = *c == '\n' || *c == '\t' ? c + 1 : from;
    for (const char *c = text + at + 1; c < until; c++)
        until = *c == '\n' ? c : until;
    while (until > text + at + 1 && until < text + len && *until != ' ')
        pz_utf8_prev(&until, text);
    while (*from == ' ' && from < text + at)
        from++;
    snprintf(to, size, "%.*s", (int)(until - from), from);
}

static void check_breaks(struct pz_form_state *s, size_t i)
{
    const struct pz_form_paragraph *p = &s->model->paragraphs[i];
    struct pz_buf good = PZ_BUF_INIT;
    pz_typography_nbsp(&good, p->text, p->len);
    size_t a = 0, b = 0;
    while (a < p->len && b < good.len) {
        if (p->text[a] == ' ' && (unsigned char)good.data[b] == 0xC2 && strncmp(p->text + a + 1, "№", 3) == 0) {
            a++; /* a number may begin a line */
            b += 2;
            continue;
        }
        if (p->text[a] == ' ' && (unsigned char)good.data[b] == 0xC2) {
            char words[160], clause[256];
            fragment(p->text, p->len, a, words, sizeof words);
            struct pz_place place = pz_form_place(s->model, i);
            pz_report(s->diags, "W-FORM-060", &place,
                      _("“%s” may be torn apart at the end of a line: a no-break space is needed%s"), words,
                      pz_form_clause(s, "no-break", clause));
            break; /* one finding a paragraph */
        }
        if (p->text[a] != good.data[b])
            break; /* not only blanks differ: nothing to say here */
        a++;
        b++;
    }
    pz_buf_release(&good);
}

/* Fonts -------------------------------------------------------------------------------------------------------- */

enum { FONTS_MAX = 16 };

struct font {
    const char *name;
    size_t letters, at; /* at: the paragraph it is met in first */
};

static void count_fonts(const struct pz_form_model *model, struct font *fonts, size_t *n)
{
    for (size_t i = 0; i < model->n; i++) {
        const struct pz_form_paragraph *p = &model->paragraphs[i];
        for (size_t k = 0; k < p->run_n; k++) {
            const char *name = p->runs[k].look.font;
            size_t f = 0;
            if (!name || !name[0] || p->runs[k].look.hidden || !has_letters(p->text + p->runs[k].start, p->runs[k].len))
                continue;
            while (f < *n && strcasecmp(fonts[f].name, name) != 0)
                f++;
            if (f == FONTS_MAX)
                continue;
            if (f == *n)
                fonts[(*n)++] = (struct font){.name = name, .at = i};
            fonts[f].letters += p->runs[k].len;
        }
    }
}

/* One document, one font: each other one is named where it is met first. */
static void check_fonts(struct pz_form_state *s)
{
    struct font fonts[FONTS_MAX];
    size_t n = 0, main = 0;
    char clause[256];
    count_fonts(s->model, fonts, &n);
    for (size_t i = 1; i < n; i++)
        main = fonts[i].letters > fonts[main].letters ? i : main;
    for (size_t i = 0; i < n; i++) {
        if (i == main)
            continue;
        struct pz_place place = pz_form_place(s->model, fonts[i].at);
        pz_report(s->diags, "W-FORM-025", &place, _("letters of the font “%s”, the document is in “%s”%s"), fonts[i].name,
                  fonts[main].name, pz_form_clause(s, "size-min", clause));
    }
}

void pz_form_check_look(struct pz_form_state *s)
{
    check_fonts(s);
    for (size_t i = 0; i < s->model->n; i++) {
        const struct pz_form_paragraph *p = &s->model->paragraphs[i];
        if (!has_letters(p->text, p->len))
            continue;
        check_size(s, i);
        check_letterspacing(s, i);
        check_breaks(s, i);
        if (is_body(p)) {
            check_line(s, i);
            check_stand(s, i);
        }
    }
}
