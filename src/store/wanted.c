/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/wanted.h"

#include <ctype.h>
#include <math.h>

/* A decimal number at *p with blanks in thousands and a comma or point; steps over it. */
static bool read_number(const char **p, double *number, int *decimals)
{
    char digits[40];
    size_t n = 0;
    const char *s = *p;
    bool point = false;
    *decimals = 0;
    if (*s == '-' || strncmp(s, "−", 3) == 0) {
        digits[n++] = '-';
        s += *s == '-' ? 1 : 3;
    }
    if (!isdigit((unsigned char)*s))
        return false;
    for (; n < sizeof digits - 2; s++) {
        if (isdigit((unsigned char)*s)) {
            digits[n++] = *s;
            *decimals += point;
        } else if ((*s == ',' || *s == '.') && !point && isdigit((unsigned char)s[1])) {
            digits[n++] = '.';
            point = true;
        } else if (!point && *s == ' ' && isdigit((unsigned char)s[1])) {
            continue;
        } else if (!point && (strncmp(s, "\xC2\xA0", 2) == 0 && isdigit((unsigned char)s[2]))) {
            s++;
        } else {
            break;
        }
    }
    digits[n] = '\0';
    *number = strtod(digits, NULL);
    *p = s;
    return true;
}

static const char *skip_blanks(const char *p)
{
    while (*p == ' ' || strncmp(p, "\xC2\xA0", 2) == 0)
        p += *p == ' ' ? 1 : 2;
    return p;
}

struct wanted wanted_read(const struct catalogue *c, const char *text)
{
    struct wanted w = {.number = NAN, .of = NAN};
    const char *p = skip_blanks(text);
    if (*p == '+')
        p++;
    w.is_number = read_number(&p, &w.number, &w.decimals);
    if (!w.is_number)
        return w;
    p = skip_blanks(p);
    const char *of = skip_blanks(c->of); /* « из » */
    size_t len = strcspn(of, " ");
    int ignored;
    if (len && strncmp(p, of, len) == 0) {
        p = skip_blanks(p + len);
        w.is_number = read_number(&p, &w.of, &ignored);
    }
    w.percent = *p == '%';
    if (w.percent || strncmp(p, "п", 2) == 0) { /* «%», «п. п.», «процентов» */
        w.percent = true;
        p += strlen(p);
    }
    w.is_number = w.is_number && !*skip_blanks(p);
    return w;
}
