/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything a letter to one organisation needs, in one row: made from the views at the end of an import, read with one step.
 * Internal to src/store.
 *
 *     head | items, one for each item of the catalogue | advice | clusters | former names | properties | texts, each with a NUL
 *
 * The machine's own numbers; a file that comes from a machine with another byte order is made anew (schema_data_digest). */
#ifndef PZ_STORE_PROFILE_H
#define PZ_STORE_PROFILE_H

#include "store/catalogue.h"

/* A text: where in the profile it begins; offset 0 is «none». */
struct profile_text {
    uint32_t offset, len;
};

/* The organisation's fields, in the order of the table `organisation`. */
enum profile_field {
    F_code,
    F_name,
    F_short_name,
    F_kind,
    F_type,
    F_settlement,
    F_district,
    F_address,
    F_email,
    F_phone,
    F_site,
    F_head,
    F_head_sex,
    F_head_post,
    F_head_forms,
    F_forms = F_head_forms + 5,
    F_FIELDS = F_forms + 5
};

struct profile_head {
    uint32_t size, items, advice, clusters, former, properties; /* bytes; how many of each */
    struct profile_text field[F_FIELDS];
};

enum { PROFILE_HERE = 1, PROFILE_DEFICIT = 2, PROFILE_PRACTICE = 4 };

struct profile_item {
    double number, base, normal, old_number, old_base, old_normal; /* NAN: not known */
    int32_t place, place_last;                                     /* 0: none */
    int32_t level, old_level;                                      /* of the item's scheme; -1: none */
    uint32_t known, total, flags, spare;
    struct profile_text text, reason;
};

struct profile_advice {
    uint32_t recommendation, item; /* positions in the catalogue */
};

struct profile_property {
    struct profile_text name, text; /* text: of a text */
    double number;
    int64_t integer;
    uint32_t type, spare; /* enum pz_type */
};

/* Where the parts of a profile are. */
struct profile {
    const char *bytes;
    const struct profile_head *head;
    const struct profile_item *items;
    const struct profile_advice *advice;
    const uint32_t *clusters;
    const struct profile_text *former;
    const struct profile_property *properties;
};
/* Find the parts, checking every position against `size` and the catalogue; false when the bytes are no profile of it. */
bool profile_open(struct profile *p, const char *bytes, size_t size, const struct catalogue *c);

/* Fill the table `profile` for all organisations. */
int profiles_fill(struct pz_store *s, struct pz_error *err);
/* How many rows of the table are not what would be made now. */
int profiles_compare(struct pz_store *s, size_t *different, struct pz_error *err);

#endif
