/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules by the end of a word, read from a table and kept as a trie from the last letter backwards.
 *
 * A line of a rule table: SEX (m, f, mf; for common nouns s in any use, q behind a number) · SYLLABLES (-, 1, 2+, 2) · CLASS · CERTAINTY (c certain, n convention, a ask) · PATTERNS divided by
 * blanks. A pattern is an ending; ^ before it means the whole word; [абв] one of these letters; V a vowel, C a consonant.
 * The longest pattern that fits wins; between equals the earlier line. */
#ifndef PZ_RUSSIAN_RULES_H
#define PZ_RUSSIAN_RULES_H

#include "base/arena.h"
#include "russian/russian.h"
#include "russian/word.h"

enum { PZ_RULE_MALE = 1, PZ_RULE_FEMALE = 2 };

struct pz_rule {
    uint8_t sexes; /* PZ_RULE_… */
    uint8_t syllables_min, syllables_max;
    uint8_t confidence; /* enum pz_confidence */
    uint16_t value;     /* number of the class, as the table's owner gave it */
    uint32_t next;      /* another rule of the same pattern; 0: none */
};

struct pz_trie_node {
    uint64_t children; /* bit per letter */
    uint32_t first;    /* node of the lowest child; the others follow */
    uint32_t rule;     /* 0: none */
};

struct pz_rules {
    const struct pz_trie_node *nodes;
    const struct pz_rule *rules; /* from 1 */
};

/* Build from the text of a table. number: the value of a CLASS; -1 for an unknown one. A bad line is a fault of the program's own data:
 * building fails. 0 or -1 with the line's number in *bad_line; memory: the arena's trap. */
int pz_rules_build(struct pz_rules *out, struct pz_arena *arena, const char *text, size_t len,
                   int (*number)(const void *self, const char *name, size_t len), const void *self, unsigned *bad_line);

/* The rule for a word; NULL when none fits. sexes: those wanted. */
const struct pz_rule *pz_rules_find(const struct pz_rules *rules, const struct pz_word *w, unsigned sexes);

#endif
