/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "office/picture.h"

#include <ctype.h>
#include <limits.h>
#include <math.h>
#include <qrencode.h>
#include <stdlib.h>
#include <strings.h>

#include "base/digest.h"
#include "base/i18n.h"
#include "base/io.h"
#include "office/svg.h"
#include "template/formats.h"
#include "template/loader.h"
#include "xml/markup.h"

enum {
    FILE_MAX = 32 << 20,
    KEPT_MAX = 64 << 20,
    DPI = 200,
    RECIPE = 2,           /* raised when the same SVG is drawn otherwise */
    PIXELS_MAX = 4000000, /* an A4 page; more takes more than its share of a second */
    WIDEST_MM = 165       /* the text of an A4 page */
};

static const double mm_per_inch = 25.4;

const char *pz_office_find_file(const struct pz_office *office, const char *name, struct pz_arena *arena)
{
    char real[PATH_MAX];
    if (!pz_path_is_inside(name))
        return NULL;
    for (const char *const *folder = office->folders; folder && *folder; folder++) {
        if (!pzt_locate(*folder, name, real))
            continue;
        size_t len = strlen(*folder);
        bool here = strcmp(*folder, ".") == 0; /* messages name it as the user would */
        return pz_arena_printf(arena, "%s%s%s", here ? "" : *folder, here || (*folder)[len - 1] == '/' ? "" : "/", name);
    }
    return NULL;
}

/* Data: URIs ---------------------------------------------------------------------------------------------- */

static int digit64(char c)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c ? strchr(digits, c) : NULL;
    return at ? (int)(at - digits) : -1;
}

static struct pz_text decode64(const char *s, struct pz_arena *arena)
{
    char *out = pz_arena_alloc(arena, strlen(s)), *to = out;
    uint32_t bits = 0;
    int n = 0;
    for (; *s; s++) {
        int digit = digit64(*s);
        if (digit < 0)
            continue;
        bits = bits << 6 | (uint32_t)digit;
        n += 6;
        if (n >= 8) {
            n -= 8;
            *to++ = (char)(bits >> n & 0xFF);
        }
    }
    return (struct pz_text){out, (size_t)(to - out)};
}

/* Without “;base64” (RFC 2397): bytes as %hh, the rest as it is. */
static struct pz_text decode_percent(const char *s, struct pz_arena *arena)
{
    char *out = pz_arena_alloc(arena, strlen(s) + 1), *to = out;
    for (; *s; s++) {
        unsigned byte;
        if (s[0] == '%' && isxdigit((unsigned char)s[1]) && isxdigit((unsigned char)s[2]) && sscanf(s + 1, "%2x", &byte) == 1) {
            *to++ = (char)byte;
            s += 2;
        } else {
            *to++ = *s;
        }
    }
    *to = '\0';
    return (struct pz_text){out, (size_t)(to - out)};
}

/* Sizes --------------------------------------------------------------------------------------------------- */

static uint32_t big_endian(const char *p, int bytes)
{
    uint32_t v = 0;
    while (bytes--)
        v = v << 8 | (unsigned char)*p++;
    return v;
}

static bool size_of_png(struct pz_picture *p)
{
    const char *s = p->bytes.s, *end = s + p->bytes.len;
    if (p->bytes.len < 33 || memcmp(s, "\x89PNG\r\n\x1a\n", 8) != 0)
        return false;
    double width = big_endian(s + 16, 4), height = big_endian(s + 20, 4), per_mm = 96 / mm_per_inch;
    for (const char *chunk = s + 8; end - chunk > 20 && memcmp(chunk + 4, "IDAT", 4) != 0;) {
        uint32_t len = big_endian(chunk, 4);
        if (memcmp(chunk + 4, "pHYs", 4) == 0 && len == 9 && chunk[16] == 1 && big_endian(chunk + 8, 4))
            per_mm = big_endian(chunk + 8, 4) / 1000.0;
        if (len > (size_t)(end - chunk) - 12)
            break;
        chunk += len + 12;
    }
    p->width_mm = width / per_mm;
    p->height_mm = height / per_mm;
    return width > 0 && height > 0;
}

static bool size_of_jpeg(struct pz_picture *p)
{
    const char *s = p->bytes.s, *end = s + p->bytes.len;
    if (p->bytes.len < 4 || memcmp(s, "\xFF\xD8\xFF", 3) != 0)
        return false;
    double per_mm = 96 / mm_per_inch;
    for (const char *m = s + 2; end - m > 18 && (unsigned char)m[0] == 0xFF;) {
        unsigned marker = (unsigned char)m[1], len = big_endian(m + 2, 2);
        if (marker == 0xE0 && memcmp(m + 4, "JFIF", 4) == 0 && big_endian(m + 12, 2))
            per_mm = m[11] == 1 ? big_endian(m + 12, 2) / mm_per_inch : m[11] == 2 ? big_endian(m + 12, 2) / 10.0 : per_mm;
        if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC) {
            p->height_mm = big_endian(m + 5, 2) / per_mm;
            p->width_mm = big_endian(m + 7, 2) / per_mm;
            return p->width_mm > 0 && p->height_mm > 0;
        }
        if (len < 2 || (size_t)(end - m) < len + 2)
            break;
        m += len + 2;
    }
    return false;
}

/* SVG ----------------------------------------------------------------------------------------------------- */

static const char *kept_folder;

void pz_picture_keep(const char *folder)
{
    kept_folder = folder;
}

/* What is drawn is known by the digest of the SVG and the size asked. */
static int find_digest(char digest[PZ_DIGEST_SIZE], const struct pz_picture *p, const struct pz_rich *rich, struct pz_error *err)
{
    struct pz_buf key = PZ_BUF_INIT;
    pz_buf_printf(&key, "%d %a %a %d\n", RECIPE, rich->width_mm, rich->height_mm, DPI);
    pz_buf_put(&key, p->bytes.s, p->bytes.len);
    int status = key.failed ? pz_fail_memory(err) : pz_digest(digest, key.data, key.len, err);
    pz_buf_release(&key);
    return status;
}

/* A kept file is one line with the size in mm, then the PNG. */
static bool read_kept(struct pz_picture *p, const char *path, struct pz_arena *arena)
{
    struct pz_buf file = PZ_BUF_INIT;
    struct pz_error ignored = PZ_ERROR_INIT;
    int head = 0;
    bool good = pz_file_exists(path) && pz_file_read(&file, path, KEPT_MAX, &ignored) == 0 &&
                sscanf(pz_buf_str(&file), "%la %la%n", &p->width_mm, &p->height_mm, &head) == 2 && head + 9 < (int)file.len &&
                file.data[head] == '\n' && memcmp(file.data + head + 1, "\x89PNG", 4) == 0;
    if (good) {
        size_t len = file.len - (size_t)head - 1;
        p->png = (struct pz_text){pz_arena_take(arena, &file) + head + 1, len};
    }
    pz_buf_release(&file);
    return good;
}

static void write_kept(const struct pz_picture *p, const char *path)
{
    struct pz_buf file = PZ_BUF_INIT;
    struct pz_error ignored = PZ_ERROR_INIT; /* what cannot be kept is drawn again */
    pz_buf_printf(&file, "%a %a\n", p->width_mm, p->height_mm);
    pz_buf_put(&file, p->png.s, p->png.len);
    if (!file.failed)
        pz_file_write(path, file.data, file.len, false, &ignored);
    pz_buf_release(&file);
}

static struct pz_text take(struct pz_arena *arena, struct pz_buf *buf)
{
    size_t len = buf->len;
    return (struct pz_text){pz_arena_take(arena, buf), len};
}

static int draw_svg(struct pz_picture *p, struct pz_render *render, const struct pz_rich *rich, struct pz_arena *arena,
                    struct pz_error *err)
{
    struct pz_svg_order order = {PZ_SVG_PNG, 0, rich->width_mm, rich->height_mm, WIDEST_MM, DPI, PIXELS_MAX};
    if (pz_render_time_left(render, &order.limit_ms, err) != 0)
        return -1;
    struct pz_buf png = PZ_BUF_INIT;
    struct pz_svg_drawn drawn;
    int status = pz_svg_draw(&png, &drawn, p->bytes.s, p->bytes.len, &order, err);
    pz_render_took(render, drawn.took_ns);
    if (!status) {
        p->png = take(arena, &png);
        p->width_mm = drawn.width;
        p->height_mm = drawn.height;
    }
    pz_buf_release(&png);
    return status;
}

static bool was_drawn(struct pz_picture *p, const struct pz_office_state *state, const char *digest)
{
    const struct pz_drawn *d = state->drawn;
    while (d && strcmp(d->digest, digest) != 0)
        d = d->older;
    if (!d)
        return false;
    p->png = d->png;
    p->width_mm = d->width_mm;
    p->height_mm = d->height_mm;
    return true;
}

static void note_drawn(const struct pz_picture *p, struct pz_office_state *state, const char *digest)
{
    struct pz_drawn *d = PZ_NEW(state->render->arena, struct pz_drawn);
    *d = (struct pz_drawn){.older = state->drawn, .png = p->png, .width_mm = p->width_mm, .height_mm = p->height_mm};
    memcpy(d->digest, digest, sizeof d->digest);
    state->drawn = d;
}

static int finish_svg(struct pz_picture *p, struct pz_office_state *state, const struct pz_rich *rich, struct pz_error *err)
{
    char path[PZ_PATH_MAX], digest[PZ_DIGEST_SIZE];
    struct pz_arena *arena = state->render->arena; /* what is drawn is of use to the whole document */
    p->extension = "svg";
    p->letters = memmem(p->bytes.s, p->bytes.len, "<text", 5) != NULL;
    p->type = "image/svg+xml";
    if (find_digest(digest, p, rich, err))
        return -1;
    if (was_drawn(p, state, digest))
        return 0;
    bool keeps = kept_folder && (size_t)snprintf(path, sizeof path, "%s/%s.png", kept_folder, digest) < sizeof path;
    bool known = keeps && read_kept(p, path, arena);
    if (!known && draw_svg(p, state->render, rich, arena, err))
        return -1;
    if (keeps && !known)
        write_kept(p, path);
    note_drawn(p, state, digest);
    return 0;
}

/* An SVG file is a template: its program writes the picture. */
static int render_svg(struct pz_picture *p, struct pz_office_state *state, const struct pz_rich *rich, struct pz_arena *arena,
                      struct pz_error *err)
{
    const struct pz_program *program;
    if (pz_loader_get(state->office->loader, rich->text, rich->len, &program, err))
        return pz_fail(err, PZ_DATA, "E-DOC-020", _("the picture “%s” is not in the template folders"), rich->text);
    struct pz_text_state text = {.folders = state->office->folders};
    struct pz_render own = *state->render;
    own.format_state = &text;
    if (rich->context.type == PZ_MAP)
        own.context = rich->context;
    struct pz_buf svg = PZ_BUF_INIT;
    int status = pz_program_render(program, &own, &svg, err);
    if (!status)
        p->bytes = take(arena, &svg);
    pz_buf_release(&svg);
    return status ? status : finish_svg(p, state, rich, err);
}

/* QR ------------------------------------------------------------------------------------------------------ */

static int draw_qr(struct pz_picture *p, struct pz_office_state *state, const struct pz_rich *rich, struct pz_arena *arena,
                   struct pz_error *err)
{
    QRecLevel level = rich->level == 'L'   ? QR_ECLEVEL_L
                      : rich->level == 'Q' ? QR_ECLEVEL_Q
                      : rich->level == 'H' ? QR_ECLEVEL_H
                                           : QR_ECLEVEL_M;
    QRcode *code = QRcode_encodeData((int)rich->len, (const unsigned char *)rich->text, 0, level);
    if (!code)
        return pz_fail(err, PZ_DATA, "E-DOC-022", _("the text is too long for a QR code"));
    struct pz_buf svg = PZ_BUF_INIT;
    int n = code->width, margin = 4;
    pz_buf_printf(
        &svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" shape-rendering=\"crispEdges\">"
        "<path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/><path d=\"",
        n + 2 * margin, n + 2 * margin, n + 2 * margin, n + 2 * margin, n + 2 * margin, n + 2 * margin);
    for (int y = 0; y < n; y++) {
        for (int x = 0; x < n; x++) {
            if (code->data[y * n + x] & 1)
                pz_buf_printf(&svg, "M%d %dh1v1h-1z", x + margin, y + margin);
        }
    }
    pz_buf_puts(&svg, "\"/></svg>");
    QRcode_free(code);
    p->bytes = take(arena, &svg);
    return finish_svg(p, state, rich, err);
}

/* A picture that goes in as it is. */
static bool is_raster(struct pz_picture *p)
{
    bool png = size_of_png(p);
    if (!png && !size_of_jpeg(p))
        return false;
    p->extension = png ? "png" : "jpeg";
    p->type = png ? "image/png" : "image/jpeg";
    return true;
}

static bool is_svg(struct pz_text bytes)
{
    return memmem(bytes.s, bytes.len < 4096 ? bytes.len : 4096, "<svg", 4) != NULL;
}

static int no_picture(const char *name, struct pz_error *err)
{
    return pz_fail(err, PZ_DATA, "E-DOC-021", _("“%.200s” is not a picture (PNG, JPEG or SVG)"), name);
}

static int recognise(struct pz_picture *p, struct pz_office_state *state, const struct pz_rich *rich, struct pz_error *err)
{
    if (!is_raster(p))
        return is_svg(p->bytes) ? finish_svg(p, state, rich, err) : no_picture(rich->text, err);
    pz_svg_fit(&p->width_mm, &p->height_mm, rich->width_mm, rich->height_mm, WIDEST_MM);
    return 0;
}

static const char *find_picture(const struct pz_office *office, const char *name, struct pz_arena *arena, struct pz_error *err)
{
    const char *path = pz_office_find_file(office, name, arena);
    if (!path)
        pz_fail(err, PZ_DATA, "E-DOC-020", _("the picture “%s” is not in the template folders"), name);
    return path;
}

static bool is_template(const struct pz_office *office, const char *path)
{
    return strcasecmp(pz_path_extension(path), "svg") == 0 && office->loader;
}

int pz_picture_load(struct pz_picture *out, struct pz_office_state *state, const struct pz_rich *rich, struct pz_arena *arena,
                    struct pz_error *err)
{
    *out = (struct pz_picture){.alt = rich->label ? rich->label : ""};
    if (rich->kind == PZ_RICH_QR)
        return draw_qr(out, state, rich, arena, err);
    if (strncmp(rich->text, "data:", 5) == 0) {
        const char *comma = strchr(rich->text, ',');
        bool encoded = comma && comma - rich->text >= 7 && memcmp(comma - 7, ";base64", 7) == 0;
        out->bytes = encoded ? decode64(comma + 1, arena) : decode_percent(comma ? comma + 1 : "", arena);
        return recognise(out, state, rich, err);
    }
    const char *path = find_picture(state->office, rich->text, arena, err);
    if (!path)
        return -1;
    if (is_template(state->office, path))
        return render_svg(out, state, rich, arena, err);
    struct pz_buf file = PZ_BUF_INIT;
    int status = pz_file_read(&file, path, FILE_MAX, err);
    if (!status)
        out->bytes = take(arena, &file);
    pz_buf_release(&file);
    return status ? status : recognise(out, state, rich, err);
}

static bool has_tags(struct pz_text s)
{
    return memmem(s.s, s.len, "{{", 2) || memmem(s.s, s.len, "{%", 2) || memmem(s.s, s.len, "{#", 2);
}

/* Without tags it is what it will be. Entities and the like are librsvg's affair. */
static int check_svg(struct pz_text svg, const char *name, struct pz_error *err)
{
    struct pz_error why = PZ_ERROR_INIT;
    if (has_tags(svg) || !pz_xml_check(svg.s, svg.len, name, &why) || strcmp(why.id, "E-XML-001") != 0)
        return 0;
    return pz_fail(err, PZ_DATA, "E-DOC-022", _("the picture cannot be drawn: %s"), why.message);
}

int pz_picture_check(const struct pz_office *office, const char *name, struct pz_arena *arena, struct pz_error *err)
{
    if (strncmp(name, "data:", 5) == 0)
        return 0;
    const char *path = find_picture(office, name, arena, err);
    if (!path)
        return -1;
    struct pz_buf file = PZ_BUF_INIT;
    int status = pz_file_read(&file, path, FILE_MAX, err);
    struct pz_picture p = {.bytes = {pz_buf_str(&file), file.len}};
    if (!status && is_template(office, path))
        status = check_svg(p.bytes, name, err);
    else if (!status && !is_raster(&p))
        status = is_svg(p.bytes) ? 0 : no_picture(name, err);
    pz_buf_release(&file);
    return status;
}

const char *pz_picture_type(const char *extension)
{
    static const char *const types[][2] = {{"png", "image/png"},     {"jpg", "image/jpeg"},  {"jpeg", "image/jpeg"},
                                           {"svg", "image/svg+xml"}, {"gif", "image/gif"},   {"bmp", "image/bmp"},
                                           {"tif", "image/tiff"},    {"tiff", "image/tiff"}, {"emf", "image/x-emf"},
                                           {"wmf", "image/x-wmf"},   {"webp", "image/webp"}};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (strcasecmp(types[i][0], extension) == 0)
            return types[i][1];
    }
    return "";
}
