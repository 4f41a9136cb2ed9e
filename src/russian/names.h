/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of people: parts, sex, cases, initials.
 *
 * A full name is read in any usual order: «Фамилия Имя Отчество», «Имя Отчество Фамилия», «Фамилия И.О.», «И. О. Фамилия», one or two
 * parts alone, hyphen compounds, particles («фон», «де»), patronymics with «оглы», «кызы» as a word of their own. */
#ifndef PZ_RUSSIAN_NAMES_H
#define PZ_RUSSIAN_NAMES_H

#include "russian/russian.h"

struct pz_slice {
    const char *s; /* borrowed from the text given */
    size_t len;    /* 0: no such part */
};

/* Parts of one person's name. `first` and `middle` hold initials where those were written («Н.», «М.»). */
struct pz_person {
    struct pz_slice last, first, middle;
    bool initials;   /* first (and middle) are initials */
    bool last_first; /* the surname was written before the rest */
};

enum pz_name_part { PZ_LAST, PZ_FIRST, PZ_MIDDLE };

/* Cut a name into parts. PZ_ASK when the order cannot be told for sure, PZ_UNKNOWN when it is no name. */
enum pz_confidence pz_name_split(struct pz_person *out, const char *text, size_t len);

/* The sex a name shows: patronymic, then surname, then first name decide. *confidence (may be NULL): certain, convention (by the ending of
 * an unlisted first name) or ask; PZ_SEX_UNKNOWN comes with ask. */
enum pz_sex pz_name_sex(const struct pz_person *person, enum pz_confidence *confidence);
/* The same for a name written whole. */
enum pz_sex pz_name_sex_of(const char *text, size_t len, enum pz_confidence *confidence);

/* A name written whole, in the order it stands. PZ_SEX_UNKNOWN: find the sex in the name itself; where it cannot be found and the form
 * depends on it, the answer is PZ_UNKNOWN and the text is written unchanged. */
enum pz_confidence pz_name_inflect(struct pz_buf *out, const char *text, size_t len, enum pz_sex sex, enum pz_case c);
/* One part alone. */
enum pz_confidence pz_name_part_inflect(struct pz_buf *out, enum pz_name_part part, const char *text, size_t len, enum pz_sex sex,
                                        enum pz_case c);

enum pz_initials_order {
    PZ_INITIALS_FIRST, /* «И.О. Фамилия», as in a signature */
    PZ_INITIALS_LAST,  /* «Фамилия И.О.», as in an addressee */
};
enum pz_initials_space {
    PZ_INITIALS_CLOSE,  /* «И.О. Фамилия»: no space between initials; the one before the surname does not break */
    PZ_INITIALS_SPACED, /* «И. О. Фамилия»: no-break spaces throughout */
    PZ_INITIALS_TIGHT,  /* «И.О.Фамилия» */
};
/* Surname with initials in a case; a name that has initials already is put in order. A double first name gives «Ж.-Ж.»; a patronymic with
 * «оглы», «кызы» the initial of its name. */
enum pz_confidence pz_name_initials(struct pz_buf *out, const char *text, size_t len, enum pz_sex sex, enum pz_case c,
                                    enum pz_initials_order order, enum pz_initials_space space);
/* First name and patronymic («Алексей Петрович») in a case, for the salutation. PZ_UNKNOWN when the name has only initials. */
enum pz_confidence pz_name_given(struct pz_buf *out, const char *text, size_t len, enum pz_sex sex, enum pz_case c);

#endif
