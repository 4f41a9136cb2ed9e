/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a format tells the shared code about its markup. */
#ifndef PZ_OFFICE_FORMAT_H
#define PZ_OFFICE_FORMAT_H

#include "office/part.h"

struct pz_office_state;
struct pz_site;
struct pz_rich;

struct pz_office_options;
struct pz_office;
struct pz_package;

struct pz_office_format {
    const struct pz_markup_names *names;
    const char *foreign; /* a member by which a document of the other format is known */
    /* Open a template of this format; errors go to diags. */
    int (*open)(struct pz_office **out, const char *path, struct pz_package *package, const struct pz_office_options *options,
                struct pz_diags *diags);
    const uint8_t *roles;   /* by node name (0: names not known) */
    bool text_in_paragraph; /* ODT: text stands in paragraphs and spans themselves; DOCX: in leaves only */
    /* The role of a node that depends on where it stands; may be NULL. */
    enum pz_role (*role)(const struct pz_part *part, uint32_t node, enum pz_role usual);
    /* The character a blank element stands for. */
    char (*blank)(const struct pz_part *part, uint32_t node);
    /* Whether the value of an attribute may hold tags. */
    bool (*attribute)(const struct pz_part *part, uint32_t node, const char *name, size_t len);
    /* Statements of the format's own (cellbg, vm …): whether the word is one. */
    bool (*is_special)(const char *word, size_t len);
    /* Make the edits of such a statement. */
    void (*special)(struct pz_part *part, uint32_t tag);
    /* The site of a print tag; `at`: source offset of its first character. */
    uint32_t (*site)(struct pz_part *part, uint32_t tag);
    /* Whether a paragraph ends a section or page layout and so has to stay; may be NULL. */
    bool (*breaks_section)(const struct pz_part *part, uint32_t paragraph);
    /* What holds text apart from the body, in words: a header, a note, a text box; NULL for any other element. */
    const char *(*apart)(const struct pz_part *part, uint32_t node);
    /* Where a paragraph's own content begins: behind its start tag and properties. */
    uint32_t (*content_start)(const struct pz_part *part, uint32_t paragraph);
    /* Whether a part has something to fill in that its own bytes do not show: links of DOCX. own: the format's. May be NULL. */
    bool (*always)(struct pz_arena *arena, const void *own);
    /* After all tags are in place: fields, controls, guards, numbering. */
    void (*finish)(struct pz_part *part);
    /* The part with fields that hold tags turned into text, in the arena; NULL when there are none. May be NULL. */
    const char *(*rewrite)(struct pz_arena *arena, const char *xml, size_t len, size_t *new_len);
    /* Write a rich value at a site. */
    int (*rich)(struct pz_office_state *state, const struct pz_site *site, const struct pz_rich *rich, struct pz_arena *arena,
                struct pz_buf *out, struct pz_error *err);
    /* After a part is rendered: what has to be put in at its head; may be NULL. */
    int (*complete)(struct pz_office_state *state, struct pz_buf *xml, struct pz_error *err);
    /* While a part is rendered: how many bytes at its beginning nothing changes any more, but for what `complete` puts in at its head.
     * NULL: a part is held until it is complete. */
    size_t (*settled)(struct pz_office_state *state, const struct pz_buf *xml);
};

#endif
