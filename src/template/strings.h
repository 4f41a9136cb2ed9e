/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Work on texts that filters and methods share. Each returns a new string in the rendering's memory, safe where `s` was. */
#ifndef PZ_TEMPLATE_STRINGS_H
#define PZ_TEMPLATE_STRINGS_H

#include "template/exec.h"

enum pzt_string_case { STRING_UPPER, STRING_LOWER, STRING_CAPITALIZE, STRING_TITLE, STRING_SWAP };

struct pz_value pzt_string_case(struct exec *x, struct pz_value s, enum pzt_string_case how);
/* Characters of `chars` (missing or none: white space) away from the left (1), the right (2) or both (3). */
struct pz_value pzt_string_strip(struct exec *x, struct pz_value s, struct pz_value chars, int sides);
/* count < 0: all. */
struct pz_value pzt_string_replace(struct exec *x, struct pz_value s, struct pz_value from, struct pz_value to, int64_t count);
/* `left` and `right` characters `fill` around it. */
struct pz_value pzt_string_pad(struct exec *x, struct pz_value s, int64_t left, int64_t right, struct pz_value fill);
struct pz_list *pzt_string_lines(struct exec *x, struct pz_value s, bool keep_ends);
/* The first bytes of `s` for sorting and comparing without regard to case: its lower-case form when it is a string. */
struct pz_value pzt_fold_case(struct exec *x, struct pz_value v);
/* A new map of a map or of pairs, with the call's named arguments behind. */
struct pz_value pzt_dict_from(struct call *c, struct pz_value v);
struct pz_value pzt_run_urlize(struct call *c);
struct pz_value pzt_run_wordwrap(struct call *c);
bool pzt_is_line_end(uint32_t rune);
/* Byte offset of a part, or -1. */
int64_t pzt_string_find(struct pz_value s, struct pz_value part, bool last);

#endif
