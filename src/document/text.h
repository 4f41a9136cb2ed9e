/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text of a finished document as its reader sees it: paragraphs in order, each with its place in words. For comparing editions,
 * for checks of language, for showing a document as lines. Field codes, comments and deleted text of tracked changes are left out. */
#ifndef PZ_DOCUMENT_TEXT_H
#define PZ_DOCUMENT_TEXT_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"

struct pz_text_paragraph {
    const char *text; /* UTF-8, white space collapsed, NUL behind */
    size_t len;
    const char *place; /* «таблица 2, строка 3, графа 1», «абзац 5», «верхний колонтитул, абзац 1»: Russian always */
    bool heading;      /* styled as heading or title */
    bool cell;         /* inside a table */
};

/* data: a whole DOCX or ODT, HTML or plain text, told by its bytes; name: for messages. Paragraphs without text are left out. Everything lives in
 * the arena.
 * Errors: E-ZIP-…, E-XML-… for packages that cannot be read, E-DOC-090 a package of another kind. */
int pz_document_text(const void *data, size_t len, const char *name, struct pz_arena *arena, struct pz_text_paragraph **v,
                     size_t *n, struct pz_error *err);

#endif
