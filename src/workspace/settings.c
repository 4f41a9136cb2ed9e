/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/internal.h"

#include "base/i18n.h"

void pz_composer_init(struct pz_composer *c, const struct pz_workspace *ws, struct pz_arena *arena, struct pz_error *err)
{
    *c = (struct pz_composer){.arena = arena, .phrases = &ws->phrases, .forms = {.approved = ws->approved}, .err = err};
}

/* prikaz.xml without documents and phrases, with the stock data before it and the plans behind it, as one definition. */
static struct pz_def *whole(struct pz_workspace *ws)
{
    struct pz_def *def = PZ_NEW(&ws->arena, struct pz_def);
    *def = *ws->root;
    def->kids = PZ_NEW_ARRAY(&ws->arena, ws->root->kid_n + ws->part_n + 1, struct pz_def *);
    def->kid_n = 0;
    for (int plans = 0; plans < 2; plans++) {
        for (size_t i = 0; i < ws->part_n; i++)
            if (ws->parts[i]->pattern->open != (plans == 1))
                def->kids[def->kid_n++] = (struct pz_def *)(uintptr_t)ws->parts[i];
        for (size_t i = 0; plans == 0 && i < ws->root->kid_n; i++) {
            const char *type = ws->root->kids[i]->type;
            if (strcmp(type, "documents") != 0 && strcmp(type, "phrases") != 0 && strcmp(type, "plans") != 0)
                def->kids[def->kid_n++] = ws->root->kids[i];
        }
    }
    return def;
}

/* Twice: the first time registers refer to each other in any order, the second time everything has to be there. */
int pz_settings_make(struct pz_workspace *ws, struct pz_diags *diags)
{
    struct pz_def *def = whole(ws);
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_map *seen = pz_map_new(&ws->arena, 8);
    for (int pass = 0; pass < 2; pass++) {
        struct pz_composer c;
        pz_composer_init(&c, ws, &ws->arena, &err);
        c.context = seen;
        c.lenient = pass == 0;
        c.forms.doubts = pass ? &ws->doubts : NULL; /* each text is made twice */
        int rc = pz_compose(&c, def, NULL, NULL, &ws->settings);
        pz_composer_release(&c);
        if (rc) {
            pz_report_error(diags, &err);
            return -1;
        }
        seen = ws->settings.u.map;
    }
    return 0;
}
