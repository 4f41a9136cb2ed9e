/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The filter urlize: addresses in a text become links. */
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "template/operate.h"
#include "template/strings.h"

struct urlize {
    struct exec *x;
    int64_t limit; /* of shown characters; -1: none */
    struct pz_value target;
    const char *rel;
    struct pz_list *schemes;
};

static bool starts(const char *s, size_t len, const char *word)
{
    return len >= strlen(word) && memcmp(s, word, strlen(word)) == 0;
}

static bool name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           (unsigned char)c >= 0x80;
}

static bool word_char(char c)
{
    return name_char(c) || c == '%';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Behind a host: a port, then a path, or nothing. */
static bool host_ends(const char *s, size_t len, size_t at)
{
    if (at < len && s[at] == ':') {
        size_t digits = 0;
        while (at + 1 + digits < len && s[at + 1 + digits] >= '0' && s[at + 1 + digits] <= '9')
            digits++;
        if (!digits || digits > 5)
            return false;
        at += 1 + digits;
    }
    return at == len || strchr("/?#", s[at]);
}

/* The last part of a host: letters, at least two of them, or an encoded name. */
static bool top_level(const char *s, size_t len)
{
    if (len > 6 && strncasecmp(s, "xn--", 4) == 0)
        return true;
    for (size_t i = 0; i < len; i++)
        if (!is_letter(s[i]))
            return false;
    return len >= 2 && len <= 63;
}

/* A host as addresses in texts have it. bare: without a scheme or “www.”, so that its end must be a well-known one. */
static bool looks_like_host(const char *s, size_t len, bool bare)
{
    static const char *const ends[] = {"com", "net", "int", "edu", "gov", "org", "info", "mil"};
    size_t host = 0, last = 0, parts = 0, shortest = 63, numbers = 0;
    for (;;) {
        size_t from = host;
        bool digits = true;
        for (; host < len && word_char(s[host]); host++)
            digits = digits && s[host] >= '0' && s[host] <= '9';
        if (host == from)
            return false;
        last = from;
        parts++;
        numbers += digits && host - from <= 3;
        if (host >= len || s[host] != '.' || host + 1 >= len || !word_char(s[host + 1]))
            break;
        if (host - from < shortest)
            shortest = host - from;
        host++;
    }
    if (!host_ends(s, len, host))
        return false;
    if (!bare)
        return top_level(s + last, host - last) || (parts == 4 && numbers == 4);
    for (size_t i = 0; parts > 1 && shortest >= 2 && i < sizeof ends / sizeof *ends; i++)
        if (strlen(ends[i]) == host - last && strncasecmp(s + last, ends[i], host - last) == 0)
            return true;
    return false;
}

static bool is_mail(const char *s, size_t len)
{
    const char *at = memchr(s, '@', len);
    if (!at || at == s || memchr(at + 1, '@', len - (size_t)(at - s) - 1))
        return false;
    size_t host = len - (size_t)(at - s) - 1;
    const char *dot = memchr(at + 1, '.', host);
    if (!dot || dot == at + 1 || dot + 1 >= s + len)
        return false;
    for (const char *p = s; p < s + len; p++)
        if (p != at && !name_char(*p) && !strchr(".+!#$%&*/=?^`{|}~'", *p))
            return false;
    return !memchr(at + 1, '/', host) && !memchr(at + 1, ':', host);
}

static void put_link(struct urlize *u, const char *prefix, const char *s, size_t len, const char *shown, size_t shown_len,
                     bool limited)
{
    struct pz_buf *out = u->x->out;
    pz_buf_printf(out, "<a href=\"%s", prefix);
    pz_buf_put(out, s, len);
    pz_buf_putc(out, '"');
    if (limited && u->rel[0]) {
        pz_buf_puts(out, " rel=\"");
        pzt_write_escaped(out, u->rel, strlen(u->rel));
        pz_buf_putc(out, '"');
    }
    if (limited && u->target.type == PZ_STRING) {
        pz_buf_puts(out, " target=\"");
        pzt_write_escaped(out, u->target.u.s, u->target.len);
        pz_buf_putc(out, '"');
    }
    pz_buf_putc(out, '>');
    bool cut = limited && u->limit >= 0 && (int64_t)pz_utf8_length(shown, shown_len) > u->limit;
    pz_buf_put(out, shown, cut ? pz_utf8_offset(shown, shown_len, (size_t)u->limit) : shown_len);
    pz_buf_puts(out, cut ? "...</a>" : "</a>");
}

static bool put_scheme(struct urlize *u, const char *s, size_t len)
{
    for (uint32_t i = 0; u->schemes && i < u->schemes->n; i++) {
        struct pz_value scheme = u->schemes->v[i];
        if (scheme.type == PZ_STRING && len > scheme.len && memcmp(s, scheme.u.s, scheme.len) == 0) {
            put_link(u, "", s, len, s, len, true);
            return true;
        }
    }
    return false;
}

/* The middle of a word, already escaped. */
static void put_word(struct urlize *u, const char *s, size_t len)
{
    size_t scheme = starts(s, len, "https://") ? 8 : starts(s, len, "http://") ? 7 : 0;
    bool www = starts(s, len, "www.");
    if (scheme && looks_like_host(s + scheme, len - scheme, false))
        put_link(u, "", s, len, s, len, true);
    else if (!scheme && (www ? looks_like_host(s + 4, len - 4, false) : looks_like_host(s, len, true)))
        put_link(u, "https://", s, len, s, len, true);
    else if (starts(s, len, "mailto:") && is_mail(s + 7, len - 7))
        put_link(u, "", s, len, s + 7, len - 7, false);
    else if (is_mail(s, len) && !www && !memchr(s, ':', len))
        put_link(u, "mailto:", s, len, s, len, false);
    else if (!put_scheme(u, s, len))
        pz_buf_put(u->x->out, s, len);
}

static size_t count_of(const char *s, size_t len, const char *word)
{
    size_t n = 0;
    for (const char *p = s, *end = s + len; (p = memmem(p, (size_t)(end - p), word, strlen(word))); p += strlen(word))
        n++;
    return n;
}

/* Brackets and punctuation around a word stay outside of its link; a closing bracket that the word itself opened stays inside. */
static void put_trimmed(struct urlize *u, const char *s, size_t len)
{
    static const char *const open[] = {"(", "<", "&lt;", NULL}, *const close[] = {")", ">", "&gt;", NULL},
                             *const after[] = {".", ",", "\n", NULL};
    static const char *const pairs[][2] = {{"(", ")"}, {"<", ">"}, {"&lt;", "&gt;"}};
    const char *from = s, *to = s + len;
    for (bool again = true; again;) {
        again = false;
        for (int i = 0; open[i]; i++)
            if (starts(from, (size_t)(to - from), open[i])) {
                from += strlen(open[i]);
                again = true;
            }
    }
    for (bool again = true; again;) {
        again = false;
        for (int set = 0; set < 2; set++)
            for (const char *const *w = set ? after : close; *w; w++)
                if ((size_t)(to - from) >= strlen(*w) && memcmp(to - strlen(*w), *w, strlen(*w)) == 0) {
                    to -= strlen(*w);
                    again = true;
                }
    }
    for (size_t i = 0; i < 3; i++) {
        size_t opened = count_of(from, (size_t)(to - from), pairs[i][0]), closed = count_of(from, (size_t)(to - from), pairs[i][1]);
        while (closed < opened) {
            const char *found = memmem(to, (size_t)(s + len - to), pairs[i][1], strlen(pairs[i][1]));
            if (!found)
                break;
            to = found + strlen(pairs[i][1]);
            closed++;
        }
    }
    pz_buf_put(u->x->out, s, (size_t)(from - s));
    put_word(u, from, (size_t)(to - from));
    pz_buf_put(u->x->out, to, (size_t)(s + len - to));
}

/* Words of `rel` in order, each once: given ones, nofollow, the policy's. */
static const char *relation(struct call *c)
{
    struct pz_value given = pzt_given(c->arg[3]) && c->arg[3].type == PZ_STRING ? c->arg[3] : pz_str("");
    const char *policy = c->x->program->options.urlize_rel ? c->x->program->options.urlize_rel : "noopener";
    const char *sorted[16], *all = pz_arena_printf(c->x->mem, "%.*s %s %s", (int)given.len, given.u.s,
                                                   pzt_arg_bool(c, 1, false) ? "nofollow" : "", policy);
    size_t n = 0, at;
    for (const char *p = all; *(p += strspn(p, " ")) && n < 16; p += strcspn(p, " ")) {
        const char *word = pz_arena_strndup(c->x->mem, p, strcspn(p, " "));
        for (at = 0; at < n && strcmp(sorted[at], word) < 0; at++)
            ;
        if (at < n && strcmp(sorted[at], word) == 0)
            continue;
        memmove(sorted + at + 1, sorted + at, (n - at) * sizeof *sorted);
        sorted[at] = word;
        n++;
    }
    const char *joined = "";
    for (at = 0; at < n; at++)
        joined = pz_arena_printf(c->x->mem, "%s%s%s", joined, at ? " " : "", sorted[at]);
    return joined;
}

struct pz_value pzt_run_urlize(struct call *c)
{
    struct pz_value s = pzt_escape(c->x, pzt_self_text(c));
    struct urlize u = {.x = c->x, .limit = pzt_arg_int(c, 0, -1), .rel = relation(c), .target = pz_none()};
    if (pzt_given(c->arg[2]) && c->arg[2].type == PZ_STRING)
        u.target = c->arg[2];
    if (pzt_given(c->arg[4]) && c->arg[4].type != PZ_NONE)
        u.schemes = pzt_items(c->x, c->node, c->arg[4]);
    size_t begin = pzt_text_begin(c->x);
    for (const char *p = s.u.s, *end = p + s.len; p < end;) {
        const char *from = p;
        while (p < end && strchr(" \t\r\n\f\v", *p))
            p++;
        pz_buf_put(c->x->out, from, (size_t)(p - from));
        for (from = p; p < end && !strchr(" \t\r\n\f\v", *p);)
            p++;
        if (p > from)
            put_trimmed(&u, from, (size_t)(p - from));
        pzt_charge(c->x, 8);
    }
    struct pz_value v = pzt_text_end(c->x, begin);
    v.flags |= c->x->escape ? PZ_SAFE : 0;
    return v;
}
