/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deliver/pdf/split.h"

#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/io.h"
#include "base/mem.h"
#include "deliver/pdf/outline.h"
#include "deliver/pdf/parse.h"
#include "deliver/pdf/qpdf.h"
#include "deliver/pdf/recode.h"
#include "deliver/pdf/save.h"
#include "deliver/pdf/structure.h"

/* A page as it was read; its content and resources are given to it anew with every selection. */
struct page {
    int content, resources; /* objects */
    long long number;       /* in the parent tree */
};

/* Object numbers. */
struct list {
    int *v;
    unsigned n, cap;
};

enum { FILE_MAX = 1 << 30, LEVEL = 4, DEPTH_MAX = 50, PAGES_MAX = 1 << 20 };

struct pz_pdf_book {
    struct pz_buf bytes; /* the file's */
    struct pz_pdf_file file;
    struct pz_arena arena;
    struct pz_buf content; /* of the page that is being rewritten */
    struct pz_cut whole;
    struct page *pages;
    struct pz_structure structure;
    struct pz_outline outline;
    struct pz_recode recode;
    struct pz_deflater *deflater;
    const char *reason; /* why nothing can be cut out of it; NULL: it can */
};

/* Reading --------------------------------------------------------------------------------------------------- */

static bool only_keys(const struct pz_cos *dict, const char *const *known)
{
    for (size_t i = 0; i < dict->n; i++) {
        const struct pz_cos_pair *pair = &dict->u.pairs[i];
        const char *const *key = known;
        while (*key && !(strlen(*key) == pair->len && memcmp(*key, pair->key, pair->len) == 0))
            key++;
        if (!*key)
            return false;
    }
    return true;
}

static const char *read_page(struct pz_pdf_book *b, struct pz_cos *page, struct page *out)
{
    static const char *const known[] = {"/Type",   "/Parent", "/Contents", "/Resources",     "/MediaBox", "/CropBox",
                                        "/Rotate", "/Group",  "/Tabs",     "/StructParents", "/Annots",   NULL};
    struct pz_cos *content = pz_cos_get(&b->file, page, "/Contents"), *resources = pz_cos_get(&b->file, page, "/Resources");
    if (!only_keys(page, known))
        return "a page with something unusual";
    if (content->kind != PZ_COS_STREAM || !pz_cos_is_dictionary(resources) || !resources->number)
        return "a page of unusual form";
    out->content = content->number;
    out->resources = resources->number;
    out->number = pz_cut_integer(&b->whole, page, "/StructParents");
    return out->number < 0 ? "a page without structure" : NULL;
}

static const char *read_pages(struct pz_pdf_book *b)
{
    for (unsigned i = 0; i < b->whole.n; i++) {
        const char *why = read_page(b, pz_cut_object(&b->whole, b->whole.pages[i]), &b->pages[i]);
        if (why)
            return why;
    }
    return NULL;
}

/* Named destinations other than the marks between documents would be lost. */
static bool only_marks(struct pz_pdf_book *b)
{
    struct pz_cos *dests = pz_cos_get(&b->file, pz_pdf_file_root(&b->file), "/Dests");
    if (!pz_cos_is_dictionary(dests))
        return true;
    for (size_t i = 0; i < dests->n; i++)
        if (strncmp(dests->u.pairs[i].key, "/" PZ_PDF_MARK, sizeof PZ_PDF_MARK) != 0)
            return false;
    return true;
}

static const char *read_root(struct pz_pdf_book *b)
{
    static const char *const known[] = {
        "/Type",     "/Pages", "/OpenAction",        "/OutputIntents", "/MarkInfo", "/StructTreeRoot", "/Lang",
        "/Metadata", "/Dests", "/ViewerPreferences", "/Outlines",      "/PageMode", "/Version",        NULL};
    if (!only_keys(pz_pdf_file_root(&b->file), known))
        return "a PDF with something unusual";
    return only_marks(b) ? NULL : "named destinations";
}

static const char *look_through(struct pz_pdf_book *b)
{
    const char *why = read_root(b);
    why = why ? why : read_pages(b);
    why = why ? why : pz_structure_read(&b->structure, &b->whole, &b->arena);
    return why ? why : pz_outline_read(&b->outline, &b->whole, &b->arena);
}

/* Pages in their order (ISO 32000-1, 7.7.3): those below a node. */
static bool list_pages(struct pz_pdf_book *b, struct pz_cos *node, unsigned depth, struct list *list)
{
    struct pz_cos *kids = pz_cos_get(&b->file, node, "/Kids");
    if (!pz_cos_is_array(kids) || depth == DEPTH_MAX)
        return false;
    for (size_t i = 0; i < kids->n; i++) {
        struct pz_cos *kid = pz_cos_item(&b->file, kids, i);
        if (!pz_cos_is_dictionary(kid) || !kid->number || list->n == PAGES_MAX)
            return false;
        if (pz_cos_has(&b->file, kid, "/Kids")) {
            if (!list_pages(b, kid, depth + 1, list))
                return false;
            continue;
        }
        if (list->n == list->cap) {
            list->v = pz_arena_grow(&b->arena, list->v, list->n, list->cap * 2 + 64, sizeof *list->v);
            list->cap = list->cap * 2 + 64;
        }
        list->v[list->n++] = kid->number;
    }
    return true;
}

static void number_pages(struct pz_pdf_book *b, const struct list *list)
{
    int objects = (int)b->file.n;
    int *page_of = pz_arena_array(&b->arena, (size_t)objects + 1, sizeof *page_of);
    memset(page_of, -1, ((size_t)objects + 1) * sizeof *page_of);
    for (unsigned i = 0; i < list->n; i++)
        page_of[list->v[i]] = (int)i;
    b->whole = (struct pz_cut){
        .file = &b->file, .arena = &b->arena, .pages = list->v, .page_of = page_of, .objects = objects, .n = list->n};
    b->pages = PZ_NEW_ARRAY(&b->arena, list->n, struct page);
}

/* A file of another shape is given the one that is read here, and what is damaged is named, by libqpdf. */
static int read_file(struct pz_pdf_book *b, const char *path, struct pz_error *err)
{
    if (pz_file_read(&b->bytes, path, FILE_MAX, err) != 0)
        return -1;
    if (!pz_pdf_file_read(&b->file, &b->arena, b->bytes.data, b->bytes.len))
        return 0;
    struct pz_buf plain = PZ_BUF_INIT;
    int rc = pz_qpdf_plain(&plain, path, b->bytes.data, b->bytes.len, err);
    pz_buf_release(&b->bytes);
    b->bytes = plain;
    const char *why = rc == 0 ? pz_pdf_file_read(&b->file, &b->arena, b->bytes.data, b->bytes.len) : NULL;
    return why ? pz_fail(err, PZ_DATA, "E-PDF-004", _("the PDF is damaged: %s"), why) : rc;
}

static int open_guarded(struct pz_pdf_book *b, const char *path, struct pz_error *err)
{
    jmp_buf oom;
    struct list list = {0};
    if (pz_deflater_new(&b->deflater, LEVEL, err) != 0)
        return -1;
    pz_arena_trap(&b->arena, &oom);
    if (setjmp(oom))
        return pz_fail_memory(err);
    if (read_file(b, path, err) != 0)
        return -1;
    bool good = list_pages(b, pz_cos_get(&b->file, pz_pdf_file_root(&b->file), "/Pages"), 0, &list) && !b->file.fault;
    if (good && !list.n)
        return pz_fail(err, PZ_DATA, "E-PDF-005", _("the PDF has no page"));
    if (!good)
        return pz_fail(err, PZ_DATA, "E-PDF-004", _("the PDF is damaged: %s"),
                       b->file.fault ? b->file.fault : "a damaged tree of pages");
    number_pages(b, &list);
    b->reason = look_through(b);
    pz_arena_trap(&b->arena, NULL);
    return 0;
}

int pz_pdf_book_open(struct pz_pdf_book **out, const char *path, struct pz_error *err)
{
    struct pz_pdf_book *b = pz_calloc(1, sizeof *b);
    if (!b)
        return pz_fail_memory(err);
    if (open_guarded(b, path, err) != 0) {
        pz_pdf_book_close(b);
        return -1;
    }
    *out = b;
    return 0;
}

void pz_pdf_book_close(struct pz_pdf_book *b)
{
    if (!b)
        return;
    pz_recode_release(&b->recode);
    pz_deflater_free(b->deflater);
    pz_buf_release(&b->bytes);
    pz_buf_release(&b->content);
    pz_arena_release(&b->arena);
    pz_free(b);
}

struct pz_pdf_file *pz_pdf_book_file(struct pz_pdf_book *b)
{
    return &b->file;
}

unsigned pz_pdf_book_pages(const struct pz_pdf_book *b)
{
    return b->whole.n;
}

int pz_pdf_book_mark(struct pz_pdf_book *b, const char *name)
{
    char key[64];
    snprintf(key, sizeof key, "/%s", name);
    struct pz_cos *dests = pz_cos_get(&b->file, pz_pdf_file_root(&b->file), "/Dests");
    struct pz_cos *dest = pz_cos_is_dictionary(dests) ? pz_cos_get(&b->file, dests, key) : dests;
    if (!pz_cos_is_array(dest) || dest->n < 1)
        return -1;
    return pz_cut_page(&b->whole, pz_cos_item(&b->file, dest, 0));
}

/* Selecting -------------------------------------------------------------------------------------------------- */

static const char *recode_page(struct pz_pdf_book *b, const struct page *page, struct pz_cos *page_oh, bool last)
{
    const char *data;
    size_t len = 0;
    if (!pz_cos_plain(&b->file, pz_pdf_file_object(&b->file, page->content), &data, &len))
        return "a page that cannot be read";
    pz_buf_clear(&b->content);
    if (pz_recode_page(&b->recode, pz_pdf_file_object(&b->file, page->resources), data, len, &b->content) != 0)
        return b->recode.reason;
    if (last && !memmem(pz_buf_str(&b->content), b->content.len, "/MCID", 5))
        return "a last page that shows nothing"; /* it may be one too many */
    struct pz_cos *stream = pz_recode_stream(&b->recode, &b->content);
    if (!stream)
        return "memory ran out";
    pz_cos_set(&b->file, page_oh, "/Contents", stream);
    return NULL;
}

static const char *recode_pages(struct pz_pdf_book *b, const struct pz_cut *cut, struct pz_cos *node)
{
    struct pz_cos *resources, *kids = pz_cos_array(&b->file);
    pz_recode_init(&b->recode, &b->file, b->deflater);
    for (unsigned i = 0; i < cut->n; i++) {
        const char *why =
            recode_page(b, &b->pages[cut->first + i], pz_cut_object(cut, cut->pages[cut->first + i]), i + 1 == cut->n);
        if (why)
            return why;
    }
    if (!(resources = pz_recode_resources(&b->recode)))
        return b->recode.reason;
    pz_cos_numbered(&b->file, resources);
    for (unsigned i = 0; i < cut->n; i++) {
        struct pz_cos *page = pz_cut_object(cut, cut->pages[cut->first + i]);
        pz_cos_set(&b->file, page, "/Resources", resources);
        pz_cos_set(&b->file, page, "/Parent", node);
        pz_cos_set(&b->file, page, "/StructParents", pz_cos_integer(&b->file, i));
        pz_cos_push(&b->file, kids, page);
    }
    pz_cos_set(&b->file, node, "/Type", pz_cos_name(&b->file, "/Pages"));
    pz_cos_set(&b->file, node, "/Kids", kids);
    pz_cos_set(&b->file, node, "/Count", pz_cos_integer(&b->file, cut->n));
    return NULL;
}

/* A link of a page, with the number it has in the parent tree. */
struct link {
    struct pz_cos *oh;
    long long number;
};

static int by_number(const void *x, const void *y)
{
    const struct link *a = x, *b = y;
    return (a->number > b->number) - (a->number < b->number);
}

/* Links that stay inside the document or lead to an address. */
static bool is_plain_link(const struct pz_cut *cut, struct pz_cos *annotation)
{
    struct pz_pdf_file *f = cut->file;
    if (!pz_cos_is_dictionary(annotation) || !pz_cut_is_name(cut, annotation, "/Subtype", "/Link") ||
        pz_cos_has(f, annotation, "/AP"))
        return false;
    struct pz_cos *action = pz_cos_get(f, annotation, "/A"), *dest = pz_cos_get(f, annotation, "/Dest");
    if (pz_cos_is_dictionary(action))
        return pz_cut_is_name(cut, action, "/S", "/URI");
    return pz_cos_is_array(dest) && dest->n > 0 && pz_cut_holds(cut, pz_cut_page(cut, pz_cos_item(f, dest, 0)));
}

struct numbers {
    long long *v;
    size_t n, cap;
};

static void add_number(struct numbers *numbers, struct pz_arena *arena, long long number)
{
    if (numbers->n == numbers->cap) {
        numbers->v = pz_arena_grow(arena, numbers->v, numbers->n, numbers->cap * 2 + 16, sizeof *numbers->v);
        numbers->cap = numbers->cap * 2 + 16;
    }
    numbers->v[numbers->n++] = number;
}

/* Links of a page in the order of the structure, numbered behind the pages. They are changed in place: a page is selected once. */
static const char *cut_links(const struct pz_cut *cut, struct pz_cos *page, struct numbers *numbers)
{
    struct pz_pdf_file *f = cut->file;
    struct pz_cos *annotations = pz_cos_get(f, page, "/Annots"), *sorted = pz_cos_array(f);
    if (!pz_cos_is_array(annotations))
        return NULL;
    size_t n = annotations->n;
    struct link *links = PZ_NEW_ARRAY(cut->arena, n + 1, struct link);
    for (size_t i = 0; i < n; i++) {
        links[i].oh = pz_cos_item(f, annotations, i);
        if (!is_plain_link(cut, links[i].oh) || (links[i].number = pz_cut_integer(cut, links[i].oh, "/StructParent")) < 0)
            return "an annotation of unusual form";
    }
    qsort(links, n, sizeof *links, by_number);
    for (size_t i = 0; i < n; i++) {
        pz_cos_set(f, links[i].oh, "/StructParent", pz_cos_integer(f, (long long)numbers->n));
        pz_cos_push(f, sorted, links[i].oh);
        add_number(numbers, cut->arena, links[i].number);
    }
    pz_cos_set(f, page, "/Annots", sorted);
    return NULL;
}

static const char *cut_structure(struct pz_pdf_book *b, const struct pz_cut *cut, struct pz_cos **tree)
{
    struct numbers numbers = {0};
    for (unsigned i = 0; i < cut->n; i++)
        add_number(&numbers, cut->arena, b->pages[cut->first + i].number);
    for (unsigned i = 0; i < cut->n; i++) {
        const char *why = cut_links(cut, pz_cut_object(cut, cut->pages[cut->first + i]), &numbers);
        if (why)
            return why;
    }
    return pz_structure_cut(&b->structure, cut, numbers.v, numbers.n, tree);
}

static void set_root(struct pz_pdf_book *b, const struct pz_cut *cut, struct pz_cos *pages, struct pz_cos *tree)
{
    struct pz_pdf_file *f = &b->file;
    struct pz_cos *root = pz_pdf_file_root(f), *outline, *action = pz_cos_array(f);
    pz_cos_push(f, action, pz_cut_object(cut, cut->pages[cut->first]));
    pz_cos_push(f, action, pz_cos_name(f, "/XYZ"));
    pz_cos_push(f, action, pz_cos_parse(f, "null"));
    pz_cos_push(f, action, pz_cos_parse(f, "null"));
    pz_cos_push(f, action, pz_cos_integer(f, 0));
    pz_cos_set(f, root, "/OpenAction", action);
    pz_cos_set(f, root, "/Pages", pages);
    pz_cos_set(f, root, "/StructTreeRoot", tree);
    pz_cos_drop(root, "/Dests");
    pz_cos_drop(root, "/PageMode");
    if (pz_outline_cut(&b->outline, cut, &outline))
        pz_cos_set(f, root, "/Outlines", outline);
    else
        pz_cos_drop(root, "/Outlines");
}

static const char *select_guarded(struct pz_pdf_book *b, const struct pz_cut *cut)
{
    struct pz_cos *tree, *pages = pz_cos_numbered(&b->file, pz_cos_dictionary(&b->file));
    const char *why = recode_pages(b, cut, pages);
    why = why ? why : cut_structure(b, cut, &tree);
    if (why)
        return why;
    set_root(b, cut, pages, tree);
    return b->file.fault;
}

const char *pz_pdf_book_select(struct pz_pdf_book *b, unsigned first, unsigned n)
{
    jmp_buf oom;
    struct pz_cut cut = b->whole;
    if (b->reason)
        return b->reason;
    cut.first = first;
    cut.n = n;
    pz_arena_trap(&b->arena, &oom);
    const char *why = setjmp(oom) ? "memory ran out" : select_guarded(b, &cut);
    pz_arena_trap(&b->arena, NULL);
    return why;
}

int pz_pdf_book_save(struct pz_pdf_book *b, struct pz_buf *out, struct pz_error *err)
{
    return pz_pdf_file_save(&b->file, b->deflater, out, err);
}

bool pz_pdf_book_fill(struct pz_pdf_book *b, struct pz_cos *stream, const char *bytes, size_t len)
{
    pz_buf_clear(&b->content);
    if (pz_deflater_zlib(b->deflater, &b->content, bytes, len, NULL) != 0)
        return false;
    pz_cos_fill(&b->file, stream, b->content.data, b->content.len, "/FlateDecode");
    return true;
}
