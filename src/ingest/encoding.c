/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/encoding.h"

#include <iconv.h>
#include <string.h>
#include <uchardet/uchardet.h>

#include "base/utf8.h"

enum { SAMPLE = 8192 };

static const char *by_mark(const char *s, size_t len, size_t *mark)
{
    *mark = 2;
    if (len >= 2 && memcmp(s, "\xFF\xFE", 2) == 0)
        return "UTF-16LE";
    if (len >= 2 && memcmp(s, "\xFE\xFF", 2) == 0)
        return "UTF-16BE";
    *mark = 3;
    if (len >= 3 && memcmp(s, "\xEF\xBB\xBF", 3) == 0)
        return "UTF-8";
    *mark = 0;
    return NULL;
}

/* UTF-16 without a mark: high bytes of Latin and Cyrillic text are 00 and 04, low bytes hardly ever. */
static const char *by_zeros(const char *s, size_t len)
{
    size_t even = 0, odd = 0, pairs = len / 2;
    for (size_t i = 0; i + 1 < len; i += 2) {
        even += s[i] == 0 || s[i] == 4;
        odd += s[i + 1] == 0 || s[i + 1] == 4;
    }
    if (pairs < 2 || !memchr(s, 0, len))
        return NULL;
    if (odd * 10 >= pairs * 8 && even * 2 < odd)
        return "UTF-16LE";
    if (even * 10 >= pairs * 8 && odd * 2 < even)
        return "UTF-16BE";
    return NULL;
}

/* How often a letter stands in Russian text, in ninths: о 9 … ъ 0. Order: а to я. */
static int letter_weight(uint32_t r)
{
    static const char weight[] = "83324712615459547643211111112133";
    if (r >= 0x430 && r <= 0x44F)
        return weight[r - 0x430] - '0';
    if (r >= 0x410 && r <= 0x42F)
        return weight[r - 0x410] - '0' > 2 ? 2 : 1;
    return r == 0x451 || r == 0x401 ? 1 : 0;
}

/* What decoded text earns for looking like Russian (or, in Latin letters, like any language of Europe). */
static long score_text(const char *s, size_t len)
{
    long score = 0;
    uint32_t before = 0;
    for (const char *p = s, *end = s + len; p < end;) {
        uint32_t r = pz_utf8_next(&p, end);
        bool cyrillic = pz_rune_is_cyrillic(r), letter = pz_rune_is_letter(r), after_letter = pz_rune_is_letter(before);
        score += letter_weight(r);
        if (letter && after_letter && cyrillic != pz_rune_is_cyrillic(before))
            score -= 12; /* two scripts in one word */
        else if (cyrillic && after_letter && pz_rune_is_upper(r) && pz_rune_is_lower(before))
            score -= 8;
        if ((r >= 0x2500 && r < 0x2600) || (r >= 0x80 && r < 0xA0) || (cyrillic && !letter_weight(r)))
            score -= 6; /* box drawing, controls, letters that are not Russian */
        if (!cyrillic && letter && r >= 0x80)
            score += after_letter ? 3 : 0; /* é behind an ASCII letter */
        before = r;
    }
    return score;
}

static bool decode(const char *encoding, const char *s, size_t len, char *out, size_t room, size_t *out_len)
{
    iconv_t cd = iconv_open("UTF-8", encoding);
    if (cd == (iconv_t)-1)
        return false;
    union {
        const char *in;
        char *out;
    } from = {.in = s}; /* iconv does not write through its input pointer but is declared so */
    char *to = out;
    size_t left = room;
    size_t rc = iconv(cd, &from.out, &len, &to, &left);
    iconv_close(cd);
    *out_len = room - left;
    return rc != (size_t)-1;
}

static const char *by_uchardet(const char *s, size_t len, char *name, size_t size)
{
    uchardet_t u = uchardet_new();
    if (!u)
        return NULL;
    const char *found = NULL;
    if (uchardet_handle_data(u, s, len) == 0) {
        uchardet_data_end(u);
        found = uchardet_get_charset(u);
    }
    bool good = found && found[0] && strlen(found) < size;
    if (good)
        memcpy(name, found, strlen(found) + 1);
    uchardet_delete(u);
    return good ? name : NULL;
}

/* Names live as long as the program: only those of this list are returned. */
static const char *const single_byte[] = {"WINDOWS-1251", "IBM866",       "KOI8-R",       "ISO-8859-5",
                                          "MACCYRILLIC",  "WINDOWS-1252", "ISO-8859-1",   "WINDOWS-1250",
                                          "ISO-8859-2",   "ISO-8859-15",  "WINDOWS-1257", "WINDOWS-1254"};

static const char *by_words(const char *s, size_t len)
{
    char text[SAMPLE * 3], guess[64];
    if (len > SAMPLE)
        len = SAMPLE;
    const char *named = by_uchardet(s, len, guess, sizeof guess), *best = "WINDOWS-1251";
    long best_score = 0;
    for (size_t i = 0; i < sizeof single_byte / sizeof single_byte[0]; i++) {
        bool is_named = named && strcmp(named, single_byte[i]) == 0;
        size_t out_len;
        if ((i > 2 && !is_named) || !decode(single_byte[i], s, len, text, sizeof text, &out_len))
            continue;
        long score = score_text(text, out_len) + is_named;
        if (score > best_score) {
            best_score = score;
            best = single_byte[i];
        }
    }
    return best;
}

const char *pz_encoding_guess(const char *bytes, size_t len, bool utf8, size_t *mark, bool *guessed)
{
    *guessed = false;
    const char *name = by_mark(bytes, len, mark);
    if (name)
        return name;
    if ((name = by_zeros(bytes, len < SAMPLE ? len : SAMPLE))) {
        *guessed = true;
        return name;
    }
    if (utf8)
        return "UTF-8";
    *guessed = true;
    /* Long stretches of plain ASCII tell nothing: begin a little before the first other byte. */
    size_t first = 0;
    while (first < len && !((unsigned char)bytes[first] & 0x80))
        first++;
    first = first > 64 ? first - 64 : 0;
    return by_words(bytes + first, len - first);
}

/* Delimiters ---------------------------------------------------------------------------------------------- */

enum { RECORDS = 200 };

/* Count fields of up to RECORDS records as CSV would split them at `d`; quotes hide delimiters and line ends. */
static size_t count_fields(const char *s, size_t len, char d, bool whole, unsigned *fields)
{
    size_t n = 0;
    unsigned f = 1;
    bool quoted = false, start = true;
    for (size_t i = 0; i < len && n < RECORDS; i++) {
        if (quoted) {
            quoted = s[i] != '"';
        } else if (s[i] == '"' && start) {
            quoted = true;
        } else if (s[i] == d) {
            f++;
            start = true;
            continue;
        } else if (s[i] == '\n' || (s[i] == '\r' && !(i + 1 < len && s[i + 1] == '\n'))) {
            fields[n++] = f;
            f = 1;
            start = true;
            continue;
        } else if (s[i] == '"') {
            quoted = i && s[i - 1] == '"'; /* a doubled quote inside a quoted field reopens it */
        }
        start = false;
    }
    if (whole && n < RECORDS && !start)
        fields[n++] = f;
    return n;
}

/* Records that agree on the commonest number of fields above one, per thousand records. */
static unsigned agreement(const unsigned *fields, size_t n)
{
    size_t best = 0;
    for (size_t i = 0; i < n; i++) {
        size_t same = 0;
        for (size_t j = 0; fields[i] > 1 && j < n; j++)
            same += fields[j] == fields[i];
        if (same > best)
            best = same;
    }
    return n ? (unsigned)(best * 1000 / n) : 0;
}

char pz_delimiter_guess(const char *text, size_t len, bool whole)
{
    /* Excel's own first line says it. */
    if (len >= 5 && strncmp(text, "sep=", 4) == 0 && strchr(";,\t|", text[4]))
        return text[4];
    /* In this order between equals: commas stand inside numbers, semicolons hardly anywhere else. */
    static const char candidates[] = {'\t', ';', ',', '|'};
    unsigned fields[RECORDS], best = 0;
    char choice = ';';
    for (size_t i = 0; i < sizeof candidates; i++) {
        size_t n = count_fields(text, len, candidates[i], whole, fields);
        unsigned score = agreement(fields, n);
        if (candidates[i] == ',' && best >= 300 && score * 2 < best * 3)
            continue;
        if (score > best) {
            best = score;
            choice = candidates[i];
        }
    }
    return choice;
}
