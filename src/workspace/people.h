/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who can answer for something: persons of prikaz.xml and of spreadsheets, departments and institutions with a head among them. Found by
 * name, by post, by id, as tables write them: «Мельник Р.О.», «начальник отдела Мельник Р.О.», «Отдел дошкольного образования». Inside
 * src/workspace only. */
#ifndef PZ_WORKSPACE_PEOPLE_H
#define PZ_WORKSPACE_PEOPLE_H

#include "workspace/internal.h"

struct pz_people;

enum pz_people_found {
    PZ_PEOPLE_KNOWN,    /* a person, a post, a department of the register */
    PZ_PEOPLE_STRANGER, /* written as a person's name, and in no register */
    PZ_PEOPLE_OTHERS,   /* no person: «руководители детских садов» */
};

/* Read the registers; in the arena. reader may be NULL: only what prikaz.xml says. */
int pz_people_new(struct pz_people **out, const struct pz_workspace *ws, struct pz_reader *reader, struct pz_arena *arena,
                  struct pz_error *err);
enum pz_people_found pz_people_find(const struct pz_people *people, const char *text, size_t len);
/* The person that the text names, with the keys of `persons.ID`: last, first, middle, name, post, sex …; one who is in no register is a name
 * alone. Lives as long as the arena. */
struct pz_value pz_people_person(const struct pz_people *people, const char *text, size_t len);

#endif
