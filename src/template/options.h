/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options of the language from a map whose keys are the keyword names of Jinja2's Environment: trim_blocks, lstrip_blocks,
 * keep_trailing_newline, newline_sequence, undefined (StrictUndefined, Undefined, ChainableUndefined, DebugUndefined, or strict, empty,
 * chainable, debug), block_start_string … comment_end_string, line_statement_prefix, line_comment_prefix, policies. */
#ifndef PZ_TEMPLATE_OPTIONS_H
#define PZ_TEMPLATE_OPTIONS_H

#include "template/program.h"

/* Set in *options what the map names; texts are copied to the arena, which must outlive what is compiled with them.
 * Errors: E-TPL-050 unknown option or wrong kind of value. */
int pz_template_options_read(struct pz_template_options *options, const struct pz_map *map, struct pz_arena *arena,
                             struct pz_error *err);

#endif
