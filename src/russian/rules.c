/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "russian/rules.h"

#include <string.h>

#include "base/utf8.h"
#include "russian/tsv.h"

/* The trie while it is being built: children in a list. */
struct draft {
    struct draft *child, *sibling;
    uint8_t letter;
    uint32_t rule;
    uint32_t number;
};

struct builder {
    struct pz_arena *arena;
    struct draft root;
    struct pz_rule *rules;
    uint32_t rules_n, rules_cap, nodes_n;
};

static struct draft *draft_child(struct builder *b, struct draft *node, uint8_t letter)
{
    struct draft **at = &node->child;
    while (*at && (*at)->letter < letter)
        at = &(*at)->sibling;
    if (*at && (*at)->letter == letter)
        return *at;
    struct draft *made = PZ_NEW(b->arena, struct draft);
    *made = (struct draft){.sibling = *at, .letter = letter};
    b->nodes_n++;
    return *at = made;
}

/* Rules of one pattern stand in the order of the table. */
static void draft_add_rule(struct builder *b, struct draft *node, const struct pz_rule *rule)
{
    if (b->rules_n == b->rules_cap) {
        uint32_t cap = b->rules_cap ? b->rules_cap * 2 : 256;
        b->rules = pz_arena_grow(b->arena, b->rules, b->rules_n, cap, sizeof *b->rules);
        b->rules_cap = cap;
    }
    uint32_t number = b->rules_n++;
    b->rules[number] = *rule;
    uint32_t *at = &node->rule;
    while (*at)
        at = &b->rules[*at].next;
    *at = number;
}

/* Set of letters for one place of a pattern, as bits; the place ends at *end (moving backwards), or 0 on a bad pattern. */
static uint64_t pattern_place(const char *start, const char **end)
{
    const uint64_t all = ((UINT64_C(1) << PZ_LETTER_YA) - 1) << 1;
    uint64_t vowels = 0, set = 0;
    for (uint8_t c = 1; c <= PZ_LETTER_YA; c++)
        vowels |= pz_letter_vowel(c) ? UINT64_C(1) << c : 0;
    const char *p = *end;
    uint32_t rune = pz_utf8_prev(&p, start);
    if (rune == 'V' || rune == 'C') {
        *end = p;
        return rune == 'V' ? vowels : all & ~vowels;
    }
    const char *last = *end;
    if (rune == ']') {
        last = p;
        while (p > start && *p != '[')
            p--;
        *end = p;
        p++;
    } else {
        *end = p;
    }
    uint8_t c[PZ_WORD_MAX];
    size_t n = pz_letters(c, PZ_WORD_MAX, p, (size_t)(last - p));
    for (size_t i = 0; i < n; i++)
        set |= UINT64_C(1) << c[i];
    return set;
}

static void pattern_add(struct builder *b, struct draft *node, const char *start, const char *end, const struct pz_rule *rule)
{
    if (end == start) {
        draft_add_rule(b, node, rule);
        return;
    }
    if (end - start == 1 && *start == '^') {
        draft_add_rule(b, draft_child(b, node, PZ_LETTER_START), rule);
        return;
    }
    uint64_t set = pattern_place(start, &end);
    for (uint8_t c = 1; c <= PZ_LETTER_ANY; c++)
        if (set & UINT64_C(1) << c)
            pattern_add(b, draft_child(b, node, c), start, end, rule);
}

/* Nodes in breadth-first order, so that the children of one node stand together. */
static struct pz_trie_node *flatten(struct builder *b)
{
    uint32_t n = b->nodes_n + 1;
    struct pz_trie_node *nodes = PZ_NEW_ARRAY(b->arena, n, struct pz_trie_node);
    struct draft **queue = PZ_NEW_ARRAY(b->arena, n, struct draft *);
    queue[0] = &b->root;
    for (uint32_t head = 0, tail = 1; head < n; head++) {
        nodes[head] = (struct pz_trie_node){.first = tail, .rule = queue[head]->rule};
        for (struct draft *child = queue[head]->child; child; child = child->sibling) {
            nodes[head].children |= UINT64_C(1) << child->letter;
            queue[tail++] = child;
        }
    }
    return nodes;
}

static bool rule_read(struct pz_rule *rule, const struct pz_tsv_field *f)
{
    *rule = (struct pz_rule){.syllables_max = 255};
    for (size_t i = 0; i < f[0].len; i++)
        rule->sexes |= strchr("ms", f[0].s[i]) ? PZ_RULE_MALE : strchr("fq", f[0].s[i]) ? PZ_RULE_FEMALE : 0;
    if (f[1].len && f[1].s[0] >= '1' && f[1].s[0] <= '9') {
        rule->syllables_min = (uint8_t)(f[1].s[0] - '0');
        if (f[1].len == 1)
            rule->syllables_max = rule->syllables_min;
    }
    switch (f[3].len ? f[3].s[0] : 0) {
    case 'c': rule->confidence = PZ_CERTAIN; break;
    case 'n': rule->confidence = PZ_CONVENTION; break;
    case 'a': rule->confidence = PZ_ASK; break;
    default: return false;
    }
    return rule->sexes != 0;
}

int pz_rules_build(struct pz_rules *out, struct pz_arena *arena, const char *text, size_t len,
                   int (*number)(const void *self, const char *name, size_t len), const void *self, unsigned *bad_line)
{
    struct builder b = {.arena = arena};
    struct pz_rule rule = {0};
    draft_add_rule(&b, &b.root, &rule); /* rule 0 is none */
    b.root.rule = 0;
    struct pz_tsv tsv = pz_tsv_open(text, len);
    struct pz_tsv_field f[5];
    while (pz_tsv_next(&tsv, f, 5)) {
        *bad_line = tsv.line;
        int value = f[2].s ? number(self, f[2].s, f[2].len) : -1;
        if (tsv.fields != 5 || value < 0 || !rule_read(&rule, f))
            return -1;
        rule.value = (uint16_t)value;
        for (const char *p = f[4].s, *end = p + f[4].len; p < end;) {
            const char *stop = memchr(p, ' ', (size_t)(end - p));
            stop = stop ? stop : end;
            if (stop > p)
                pattern_add(&b, &b.root, p, stop, &rule);
            p = stop + 1;
        }
    }
    out->nodes = flatten(&b);
    out->rules = b.rules;
    return 0;
}

static const struct pz_rule *rule_of(const struct pz_rules *rules, uint32_t number, const struct pz_word *w, unsigned sexes)
{
    for (const struct pz_rule *r; number; number = r->next) {
        r = &rules->rules[number];
        if (r->sexes & sexes && w->syllables >= r->syllables_min && w->syllables <= r->syllables_max)
            return r;
    }
    return NULL;
}

/* Bits set; the compiler's own is a call where the processor is not known to count them. */
static inline unsigned count_bits(uint64_t v)
{
    v -= v >> 1 & 0x5555555555555555u;
    v = (v & 0x3333333333333333u) + (v >> 2 & 0x3333333333333333u);
    return (unsigned)(((v + (v >> 4)) & 0x0F0F0F0F0F0F0F0Fu) * 0x0101010101010101u >> 56);
}

static inline const struct pz_trie_node *step(const struct pz_rules *rules, const struct pz_trie_node *node, uint8_t letter)
{
    uint64_t bit = UINT64_C(1) << letter;
    if (!(node->children & bit))
        return NULL;
    if (node->children == bit) /* an only child, the usual case far from the end */
        return rules->nodes + node->first;
    return rules->nodes + node->first + count_bits(node->children & (bit - 1));
}

const struct pz_rule *pz_rules_find(const struct pz_rules *rules, const struct pz_word *w, unsigned sexes)
{
    const struct pz_trie_node *node = rules->nodes;
    uint32_t met[PZ_WORD_MAX + 2];
    unsigned n = 0;
    met[n++] = node->rule;
    for (unsigned i = w->n; i-- > 0;) {
        node = step(rules, node, w->c[i]);
        if (!node)
            break;
        if (node->rule)
            met[n++] = node->rule;
    }
    if (node && (node = step(rules, node, PZ_LETTER_START)))
        met[n++] = node->rule;
    while (n-- > 0) {
        const struct pz_rule *r = rule_of(rules, met[n], w, sexes);
        if (r)
            return r;
    }
    return NULL;
}
