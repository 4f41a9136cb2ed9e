/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A finished document as the form check sees it: what stands where and how it looks, with styles, defaults and theme resolved, the same
 * for DOCX and ODT, whatever program made it.
 *
 *     model ── sections (page, margins, header)
 *           ├─ paragraphs in reading order ── runs (font, size, letterspacing, language)
 *           ├─ tables (rows, header row repeated)
 *           └─ pictures (alternative text)
 */
#ifndef PZ_FORM_MODEL_H
#define PZ_FORM_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"

enum pz_form_align { PZ_ALIGN_LEFT, PZ_ALIGN_CENTRE, PZ_ALIGN_RIGHT, PZ_ALIGN_JUSTIFY };

enum pz_form_area { PZ_AREA_BODY, PZ_AREA_HEADER, PZ_AREA_FOOTER, PZ_AREA_NOTE, PZ_AREA_TEXT_BOX };

/* How letters look; 0, NULL: not said anywhere. */
struct pz_form_look {
    double size_pt, spacing_pt;
    const char *font, *language; /* "ru-RU" */
    bool bold, hidden;
};

struct pz_form_run {
    size_t start, len; /* bytes of the paragraph's text */
    struct pz_form_look look;
};

/* How a paragraph stands. */
struct pz_form_shape {
    enum pz_form_align align;
    double left_mm, right_mm, first_mm, before_pt, after_pt;
    double line;     /* multiple of single spacing; 0 when exact_pt is set */
    double exact_pt; /* exact or least distance of lines */
    bool keep_next, keep_lines, break_before;
    unsigned outline; /* 1 to 9: a heading of that level; 0: text */
};

struct pz_form_paragraph {
    const char *text; /* UTF-8; tabs and line ends as \t and \n */
    size_t len;
    const char *label; /* automatic number as it prints («1.2.»), "•" of a bullet; NULL: none */
    const char *style; /* the style's own name, "" for none */
    struct pz_form_run *runs;
    size_t run_n;
    struct pz_form_shape shape;
    enum pz_form_area area;
    bool has_page_number;   /* a page number field stands in it */
    int section;            /* index of its section; headers and footers: the section that uses them */
    int table, row, column; /* table: index into tables, -1 for none; row and column count from 0 */
    unsigned number;        /* among the paragraphs of its area, from 1 */
};

struct pz_form_section {
    double width_mm, height_mm, left_mm, right_mm, top_mm, bottom_mm, header_mm; /* header_mm: edge to header */
    bool first_differs;                                                          /* the first page has a header of its own */
    bool numbered;       /* a page number stands in the header of the following pages */
    bool first_numbered; /* … of the first page */
    bool number_in_footer;
    enum pz_form_align number_align;
};

struct pz_form_table {
    size_t rows, columns;
    size_t header_rows; /* leading rows that repeat on every page */
    int depth;          /* 0: not inside another table */
};

struct pz_form_picture {
    const char *name, *alternative; /* "" when there is none */
    size_t paragraph;               /* index of the paragraph it stands in */
};

struct pz_form_model {
    struct pz_arena arena;        /* of everything */
    const char *file;             /* as messages show it */
    const char *kind;             /* "docx" or "odt" */
    size_t pages;                 /* as the program that saved it says; 0: it does not say */
    const char *title, *language; /* properties; "" when not set. language: of the default style */
    struct pz_form_paragraph *paragraphs;
    size_t n, cap;
    struct pz_form_section *sections;
    size_t section_n, section_cap;
    struct pz_form_table *tables;
    size_t table_n, table_cap;
    struct pz_form_picture *pictures;
    size_t picture_n, picture_cap;
};

/* Read a DOCX or ODT file. name: for messages; NULL: path. *out is the caller's, freed by pz_form_model_free.
 * Errors: E-ZIP-…, E-XML-… (as PZ_DATA), E-FORM-001 neither DOCX nor ODT, E-SYS-…. */
int pz_form_model_new(struct pz_form_model **out, const char *path, const char *name, struct pz_error *err);
void pz_form_model_free(struct pz_form_model *model);

/* Where paragraph i stands, in words: «таблица 2, строка 3, столбец 1», «абзац 7 «Об итогах…»», «верхний колонтитул». */
struct pz_place pz_form_place(const struct pz_form_model *model, size_t i);

#endif
