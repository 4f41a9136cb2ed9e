/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/sarif.h"

#include <stdio.h>
#include <string.h>

static void put_text(struct pz_buf *out, const char *key, const char *text)
{
    pz_buf_printf(out, "\"%s\":", key);
    pz_buf_put_json(out, text, strlen(text));
}

/* Source: SARIF 2.1.0, 3.4 artifactLocation: a URI reference, so what is not unreserved is percent-encoded. */
static void put_uri(struct pz_buf *out, const char *path)
{
    pz_buf_puts(out, "{\"uri\":\"");
    for (const char *p = path; *p; p++) {
        unsigned char c = (unsigned char)*p;
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("-._~/", c))
            pz_buf_putc(out, (char)c);
        else
            pz_buf_printf(out, "%%%02X", c);
    }
    pz_buf_puts(out, "\"}");
}

static void put_location(struct pz_buf *out, const struct pz_place *p)
{
    pz_buf_puts(out, ",\"locations\":[{\"physicalLocation\":{\"artifactLocation\":");
    put_uri(out, p->file);
    if (p->line)
        pz_buf_printf(out, ",\"region\":{\"startLine\":%u,\"startColumn\":%u}", p->line, p->column ? p->column : 1);
    pz_buf_putc(out, '}');
    if (p->inside[0] || p->sheet[0] || p->cell[0]) {
        char cell[sizeof p->sheet + sizeof p->cell + 2];
        snprintf(cell, sizeof cell, "%s!%s", p->sheet, p->cell);
        pz_buf_puts(out, ",\"logicalLocations\":[{");
        put_text(out, "fullyQualifiedName", p->inside[0] ? p->inside : cell);
        pz_buf_puts(out, "}]");
    }
    pz_buf_puts(out, "}]");
}

static void put_result(struct pz_buf *out, const struct pz_diag *d)
{
    static const char *const levels[] = {[PZ_ERROR] = "error", [PZ_WARNING] = "warning", [PZ_NOTE] = "note"};
    pz_buf_printf(out, "{\"ruleId\":\"%s\",\"level\":\"%s\",\"message\":{", d->id, levels[d->severity]);
    struct pz_buf text = PZ_BUF_INIT;
    pz_buf_puts(&text, d->message);
    if (d->hint)
        pz_buf_printf(&text, "; %s", d->hint);
    put_text(out, "text", pz_buf_str(&text));
    pz_buf_release(&text);
    pz_buf_putc(out, '}');
    if (d->place.file[0])
        put_location(out, &d->place);
    pz_buf_putc(out, '}');
}

void cli_sarif(const struct pz_diags *diags, struct pz_buf *out)
{
    pz_buf_puts(
        out, "{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[{\"tool\":{\"driver\":"
             "{\"name\":\"prikaz\",\"version\":\"" PZ_VERSION "\",\"rules\":[]}},\"results\":[");
    for (size_t i = 0; i < diags->n; i++) {
        if (i)
            pz_buf_puts(out, ",\n");
        put_result(out, &diags->v[i]);
    }
    pz_buf_puts(out, "]}]}\n");
}
