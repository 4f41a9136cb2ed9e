/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "xml/encoding.h"

#include <errno.h>
#include <iconv.h>
#include <strings.h>

#include "base/i18n.h"
#include "base/utf8.h"

enum { DECLARATION_MAX = 200 };

/* The encoding the declaration names, into `out`; "" without one. */
static void declared(char out[64], const char *data, size_t len)
{
    out[0] = '\0';
    char head[DECLARATION_MAX + 1];
    size_t n = len < DECLARATION_MAX ? len : DECLARATION_MAX;
    memcpy(head, data, n);
    head[n] = '\0';
    char *end = strncmp(head, "<?xml", 5) == 0 ? strstr(head, "?>") : NULL;
    if (!end)
        return;
    *end = '\0';
    const char *at = strstr(head, "encoding");
    if (!at || !(at = strpbrk(at, "\"'")))
        return;
    const char *close = strchr(at + 1, *at);
    if (close && close - at <= 63) {
        memcpy(out, at + 1, (size_t)(close - at - 1));
        out[close - at - 1] = '\0';
    }
}

static int convert(struct pz_buf *out, const char *data, size_t len, const char *encoding, const char *name, struct pz_error *err)
{
    iconv_t cd = iconv_open("UTF-8", encoding);
    if (cd == (iconv_t)-1)
        return pz_fail(err, PZ_DATA, "E-XML-001", _("“%s” is in the encoding “%s”, which is not known here"), name, encoding);
    char piece[4096], *from = (char *)(uintptr_t)data;
    size_t left = len;
    int status = 0;
    while (left && !status) {
        char *to = piece;
        size_t room = sizeof piece;
        if (iconv(cd, &from, &left, &to, &room) == (size_t)-1 && errno != E2BIG)
            status =
                pz_fail(err, PZ_DATA, "E-XML-001", _("“%s” holds bytes that are not text in the encoding “%s”"), name, encoding);
        pz_buf_put(out, piece, (size_t)(to - piece));
    }
    iconv_close(cd);
    return status;
}

/* What the first bytes say; skip: bytes of the mark. */
static const char *by_mark(const unsigned char *p, size_t len, size_t *skip)
{
    *skip = 0;
    if (len >= 3 && p[0] == 0xEF && p[1] == 0xBB && p[2] == 0xBF)
        return *skip = 3, "UTF-8";
    if (len >= 2 && p[0] == 0xFF && p[1] == 0xFE)
        return *skip = 2, "UTF-16LE";
    if (len >= 2 && p[0] == 0xFE && p[1] == 0xFF)
        return *skip = 2, "UTF-16BE";
    if (len >= 4 && p[0] == '<' && !p[1] && p[2] && !p[3])
        return "UTF-16LE";
    if (len >= 4 && !p[0] && p[1] == '<' && !p[2] && p[3])
        return "UTF-16BE";
    return NULL;
}

int pz_xml_to_utf8(struct pz_buf *out, const char *data, size_t len, const char *name, struct pz_error *err)
{
    size_t skip;
    char encoding[64];
    const char *mark = by_mark((const unsigned char *)data, len, &skip);
    if (mark)
        memcpy(encoding, mark, strlen(mark) + 1);
    else
        declared(encoding, data, len);
    data += skip;
    len -= skip;
    if (encoding[0] && strcasecmp(encoding, "UTF-8") != 0 && strcasecmp(encoding, "US-ASCII") != 0) {
        if (convert(out, data, len, encoding, name, err))
            return -1;
    } else {
        size_t valid = pz_utf8_valid(data, len);
        if (valid < len)
            return pz_fail(err, PZ_DATA, "E-XML-001", _("“%s” is not UTF-8 at byte %zu"), name, valid);
        pz_buf_put(out, data, len);
    }
    return out->failed ? pz_fail_memory(err) : 0;
}
