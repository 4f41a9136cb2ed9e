/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The package's own records, read once. Private to src/docx. */
#ifndef PZ_DOCX_PACKAGE_H
#define PZ_DOCX_PACKAGE_H

#include "docx/names.h"

struct docx_relation {
    const char *id;
    const char *type;   /* the last part of the type's URI */
    const char *uri;    /* the type */
    const char *target; /* name of a member, or a URI; NULL: leads out of the package */
    bool external;
};
struct docx_relations {
    struct docx_relation *v;
    size_t n, cap;
};

/* A paragraph style that puts its paragraphs into a list; no heading. */
struct docx_numbered_style {
    const char *id;             /* of the style */
    const char *number, *level; /* w:numId, w:ilvl */
};

/* Footnotes, endnotes or comments that a loop repeats: a part without tags that may grow. */
enum docx_notes_kind { DOCX_FOOTNOTES, DOCX_ENDNOTES, DOCX_COMMENTS, DOCX_NOTES };
struct docx_notes {
    bool repeated;         /* a loop has a reference to one */
    bool renumbered;       /* every one that is referred to gets a number anew, in the order of the references */
    bool fixed;            /* some keep their tags in the part: they cannot be numbered anew */
    size_t member;         /* PZ_NO_MEMBER: there are none, or they have tags of their own */
    struct pz_markup text; /* of the part */
    /* Those with tags that are rendered where they are referred to (note.c); rest.s NULL: none. */
    struct pz_text rest;                /* the part without them */
    const char *name;                   /* of the part's member */
    struct pz_map *inside;              /* their identifiers */
    const struct pz_office_part *whole; /* the main part */
    const struct pz_office_part *part;  /* the same as it is inside a note: with the relationships of the note's part */
};

struct docx_package {
    const char *main;                     /* name of the main part */
    struct docx_relations top, relations; /* of the package, of the main part */
    struct pz_text types_xml;
    struct pz_markup types;
    struct pz_markup document;
    /* What may grow. */
    size_t notes_member[DOCX_NOTES]; /* when values, or notes rendered elsewhere, may bring some; else PZ_NO_MEMBER */
    bool has_notes[DOCX_NOTES];
    size_t types_member, main_relations, numbering_member, styles_member; /* styles: PZ_NO_MEMBER without any */
    uint32_t types_known;                                                 /* bits of the picture types that are declared */
    bool has_numbering;
    const char *numbering_prefix;
    struct pz_markup numbering; /* n 0: there is none */
    bool is_signed;             /* a signature was left out */
    bool has_contents;          /* a table of contents or an index, to be made anew */
    uint32_t highest_id;        /* of bookmarks, controls, drawings in all parts */
    uint32_t next_number, next_abstract;
    struct pz_markup styles;
    struct docx_notes notes[DOCX_NOTES];
    struct docx_numbered_style *numbered;
    size_t numbered_n;
    const char *headings[9]; /* identifiers of the styles "heading 1" … */
    const char *hyperlink_style, *list_style;
};

/* Read one Relationship element; 1, or 0 when it lacks what it must have. */
size_t docx_relation_read(struct docx_relation *out, const struct pz_markup *m, uint32_t node, const char *source,
                          struct pz_arena *arena);
const struct docx_relation *docx_relation_of_type(const struct docx_relations *r, const char *type);
/* Whether a member belongs to a signature. */
bool docx_is_signature(const char *name);
/* note.c: put notes with tags behind their references in the main part's text; what is left of a notes' part, or NULL when it is whole;
 * whether a note was moved; after tags are in place, have it moved back. */
struct pz_opening;
int docx_take_notes(struct pz_opening *o, struct pz_text *xml);
const struct pz_text *docx_rest_of_notes(const struct docx_package *docx, const char *member);
bool docx_is_note_inside(const struct docx_package *docx, enum docx_notes_kind kind, const char *id);
void docx_put_notes_apart(struct pz_part *part);
/* grow.c: after all parts are compiled. */
int docx_add_patches(struct pz_opening *o);
/* Find the numbered styles, when styles and numbering are read. */
void docx_number_styles(struct docx_package *docx, struct pz_arena *arena);
/* Content type of a part, "" when it has none. */
const char *docx_type_of(const struct docx_package *docx, const char *part, struct pz_arena *arena);
const char *docx_relations_name(struct pz_arena *arena, const char *part);

#endif
