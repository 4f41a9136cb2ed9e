/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "russian/russian.h"

#include <string.h>

#include "russian/tables.h"

/* Names a caller may use, the first letters being enough where they are unique. */
struct term {
    const char *text;
    int value;
};

int pz_russian_init(struct pz_error *err)
{
    return pz_tables() ? 0 : pz_fail_memory(err);
}

static int find_term(const struct term *terms, size_t n, const char *text, size_t len)
{
    for (size_t i = 0; i < n; i++)
        if (strlen(terms[i].text) == len && memcmp(terms[i].text, text, len) == 0)
            return terms[i].value;
    return -1;
}

#define FIND(terms, text, len) find_term(terms, sizeof(terms) / sizeof *(terms), text, len)

int pz_case_parse(const char *text, size_t len)
{
    static const struct term terms[] = {
        {"nominative", PZ_NOMINATIVE},
        {"nom", PZ_NOMINATIVE},
        {"именительный", PZ_NOMINATIVE},
        {"им", PZ_NOMINATIVE},
        {"genitive", PZ_GENITIVE},
        {"gen", PZ_GENITIVE},
        {"родительный", PZ_GENITIVE},
        {"род", PZ_GENITIVE},
        {"dative", PZ_DATIVE},
        {"dat", PZ_DATIVE},
        {"дательный", PZ_DATIVE},
        {"дат", PZ_DATIVE},
        {"accusative", PZ_ACCUSATIVE},
        {"acc", PZ_ACCUSATIVE},
        {"винительный", PZ_ACCUSATIVE},
        {"вин", PZ_ACCUSATIVE},
        {"instrumental", PZ_INSTRUMENTAL},
        {"ins", PZ_INSTRUMENTAL},
        {"творительный", PZ_INSTRUMENTAL},
        {"тв", PZ_INSTRUMENTAL},
        {"prepositional", PZ_PREPOSITIONAL},
        {"prp", PZ_PREPOSITIONAL},
        {"prep", PZ_PREPOSITIONAL},
        {"предложный", PZ_PREPOSITIONAL},
        {"пр", PZ_PREPOSITIONAL},
        {"творит", PZ_INSTRUMENTAL},
        {"предл", PZ_PREPOSITIONAL},
    };
    return FIND(terms, text, len);
}

int pz_sex_parse(const char *text, size_t len)
{
    static const struct term terms[] = {
        {"", PZ_SEX_UNKNOWN},  {"-", PZ_SEX_UNKNOWN}, {"m", PZ_MALE},       {"male", PZ_MALE},
        {"м", PZ_MALE},        {"муж", PZ_MALE},      {"мужской", PZ_MALE}, {"f", PZ_FEMALE},
        {"female", PZ_FEMALE}, {"ж", PZ_FEMALE},      {"жен", PZ_FEMALE},   {"женский", PZ_FEMALE},
    };
    return FIND(terms, text, len);
}

int pz_gender_parse(const char *text, size_t len)
{
    static const struct term terms[] = {
        {"m", PZ_MASCULINE}, {"м", PZ_MASCULINE}, {"masculine", PZ_MASCULINE}, {"мужской", PZ_MASCULINE},
        {"f", PZ_FEMININE},  {"ж", PZ_FEMININE},  {"feminine", PZ_FEMININE},   {"женский", PZ_FEMININE},
        {"n", PZ_NEUTER},    {"с", PZ_NEUTER},    {"neuter", PZ_NEUTER},       {"средний", PZ_NEUTER},
        {"pl", PZ_PLURAL},   {"мн", PZ_PLURAL},   {"plural", PZ_PLURAL},       {"множественное", PZ_PLURAL},
    };
    return FIND(terms, text, len);
}

const char *pz_case_name(enum pz_case c)
{
    static const char *const names[PZ_CASES] = {"nominative", "genitive", "dative", "accusative", "instrumental", "prepositional"};
    return c < PZ_CASES ? names[c] : "";
}

const char *pz_confidence_name(enum pz_confidence confidence)
{
    return confidence == PZ_CERTAIN ? "certain" : confidence == PZ_CONVENTION ? "convention" : "ask";
}
