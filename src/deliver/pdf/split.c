/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deliver/pdf/split.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/io.h"
#include "base/mem.h"
#include "deliver/pdf/outline.h"
#include "deliver/pdf/recode.h"
#include "deliver/pdf/structure.h"

/* A page as it was read; its content and resources are given to it anew with every selection. */
struct page {
    int content, resources; /* objects */
    long long number;       /* in the parent tree */
};

enum { FILE_MAX = 1 << 30, LEVEL = 4 };

struct pz_pdf_book {
    struct pz_buf bytes; /* the file */
    qpdf_data q;
    struct pz_arena arena, scratch; /* of the book; of one selection */
    struct pz_cut whole;
    struct page *pages;
    struct pz_structure structure;
    struct pz_outline outline;
    struct pz_recode recode, preface; /* of the document in hand; of the pages before the first one */
    struct pz_deflater *deflater;
    int *spent; /* objects of the streams made for a selection: emptied before the next one */
    size_t spent_n, spent_cap;
    const char *reason; /* why nothing can be cut out of it; NULL: it can */
};

/* Reading --------------------------------------------------------------------------------------------------- */

static bool is_one_of(const char *key, const char *const *known)
{
    for (; *known; known++)
        if (strcmp(key, *known) == 0)
            return true;
    return false;
}

static bool only_keys(struct pz_pdf_book *b, qpdf_oh dict, const char *const *known)
{
    bool all = true;
    qpdf_oh_begin_dict_key_iter(b->q, dict);
    while (qpdf_oh_dict_more_keys(b->q))
        all &= is_one_of(qpdf_oh_dict_next_key(b->q), known);
    return all;
}

static const char *read_page(struct pz_pdf_book *b, qpdf_oh page, struct page *out)
{
    static const char *const known[] = {"/Type",   "/Parent", "/Contents", "/Resources",     "/MediaBox", "/CropBox",
                                        "/Rotate", "/Group",  "/Tabs",     "/StructParents", "/Annots",   NULL};
    qpdf_oh content = qpdf_oh_get_key(b->q, page, "/Contents"), resources = qpdf_oh_get_key(b->q, page, "/Resources");
    if (!only_keys(b, page, known))
        return "a page with something unusual";
    if (!qpdf_oh_is_stream(b->q, content) || !qpdf_oh_is_dictionary(b->q, resources) || !qpdf_oh_get_object_id(b->q, resources))
        return "a page of unusual form";
    out->content = qpdf_oh_get_object_id(b->q, content);
    out->resources = qpdf_oh_get_object_id(b->q, resources);
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
    qpdf_oh dests = qpdf_oh_get_key(b->q, qpdf_get_root(b->q), "/Dests");
    bool all = true;
    if (!qpdf_oh_is_dictionary(b->q, dests))
        return true;
    qpdf_oh_begin_dict_key_iter(b->q, dests);
    while (qpdf_oh_dict_more_keys(b->q))
        all &= strncmp(qpdf_oh_dict_next_key(b->q), "/" PZ_PDF_MARK, sizeof PZ_PDF_MARK) == 0;
    return all;
}

static const char *read_root(struct pz_pdf_book *b)
{
    static const char *const known[] = {
        "/Type",     "/Pages", "/OpenAction",        "/OutputIntents", "/MarkInfo", "/StructTreeRoot", "/Lang",
        "/Metadata", "/Dests", "/ViewerPreferences", "/Outlines",      "/PageMode", "/Version",        NULL};
    if (!only_keys(b, qpdf_get_root(b->q), known))
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

static void number_pages(struct pz_pdf_book *b, unsigned n)
{
    int *pages = pz_arena_array(&b->arena, n, sizeof *pages), objects = 0;
    for (unsigned i = 0; i < n; i++) {
        pages[i] = qpdf_oh_get_object_id(b->q, qpdf_get_page_n(b->q, i));
        objects = pages[i] >= objects ? pages[i] + 1 : objects;
    }
    int *page_of = pz_arena_array(&b->arena, (size_t)objects + 1, sizeof *page_of);
    memset(page_of, -1, ((size_t)objects + 1) * sizeof *page_of);
    for (unsigned i = 0; i < n; i++)
        page_of[pages[i]] = (int)i;
    b->whole = (struct pz_cut){.q = b->q, .arena = &b->arena, .pages = pages, .page_of = page_of, .objects = objects, .n = n};
    b->pages = PZ_NEW_ARRAY(&b->arena, n, struct page);
}

/* What the pages before the first mark show, as far as it can be read; none where there is no mark. */
static void read_preface(struct pz_pdf_book *b)
{
    int until = pz_pdf_book_mark(b, PZ_PDF_MARK "000000");
    pz_recode_init(&b->preface, b->q, &b->arena, b->deflater);
    for (int i = 0; i < until; i++) {
        unsigned char *data = NULL;
        size_t len = 0;
        QPDF_BOOL filtered = QPDF_FALSE;
        struct pz_buf out = PZ_BUF_INIT;
        if (qpdf_oh_get_stream_data(b->q, qpdf_get_object_by_id(b->q, b->pages[i].content, 0), qpdf_dl_all, &filtered, &data,
                                    &len) == QPDF_SUCCESS &&
            filtered)
            pz_recode_page(&b->preface, qpdf_get_object_by_id(b->q, b->pages[i].resources, 0), (char *)data, len, &out);
        free(data); /* qpdf's, from malloc */
        pz_buf_release(&out);
    }
}

static int open_guarded(struct pz_pdf_book *b, const char *path, struct pz_error *err)
{
    jmp_buf oom;
    if (pz_deflater_new(&b->deflater, LEVEL, err) != 0 || pz_file_read(&b->bytes, path, FILE_MAX, err) != 0 ||
        pz_qpdf_open_memory(&b->q, path, b->bytes.data, b->bytes.len, err) != 0)
        return -1;
    int n = qpdf_get_num_pages(b->q);
    if (n < 1)
        return pz_fail(err, PZ_DATA, "E-PDF-005", _("the PDF has no page"));
    pz_arena_trap(&b->arena, &oom);
    if (setjmp(oom))
        return pz_fail_memory(err);
    number_pages(b, (unsigned)n);
    b->reason = look_through(b);
    if (!b->reason)
        read_preface(b);
    pz_arena_trap(&b->arena, NULL);
    return pz_qpdf_complaint(b->q, err);
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
    if (b->q)
        qpdf_cleanup(&b->q);
    pz_deflater_free(b->deflater);
    pz_buf_release(&b->bytes);
    pz_arena_release(&b->arena);
    pz_arena_release(&b->scratch);
    pz_free(b->spent);
    pz_free(b);
}

qpdf_data pz_pdf_book_qpdf(struct pz_pdf_book *b)
{
    return b->q;
}

unsigned pz_pdf_book_pages(const struct pz_pdf_book *b)
{
    return b->whole.n;
}

int pz_pdf_book_mark(struct pz_pdf_book *b, const char *name)
{
    char key[64];
    snprintf(key, sizeof key, "/%s", name);
    qpdf_oh dests = qpdf_oh_get_key(b->q, qpdf_get_root(b->q), "/Dests");
    qpdf_oh dest = qpdf_oh_is_dictionary(b->q, dests) ? qpdf_oh_get_key(b->q, dests, key) : dests;
    if (!qpdf_oh_is_array(b->q, dest) || qpdf_oh_get_array_n_items(b->q, dest) < 1)
        return -1;
    return pz_cut_page(&b->whole, qpdf_oh_get_array_item(b->q, dest, 0));
}

/* Selecting -------------------------------------------------------------------------------------------------- */

/* Bytes of the selection before. */
static void empty_spent(struct pz_pdf_book *b)
{
    for (size_t i = 0; i < b->spent_n; i++)
        qpdf_oh_replace_stream_data(b->q, qpdf_get_object_by_id(b->q, b->spent[i], 0), (const unsigned char *)"", 0,
                                    qpdf_oh_new_null(b->q), qpdf_oh_new_null(b->q));
    b->spent_n = 0;
}

static bool note_spent(struct pz_pdf_book *b, qpdf_oh stream)
{
    if (b->spent_n == b->spent_cap) {
        size_t cap = b->spent_cap * 2 + 64;
        int *more = pz_realloc(b->spent, cap * sizeof *more);
        if (!more)
            return false;
        b->spent = more;
        b->spent_cap = cap;
    }
    b->spent[b->spent_n++] = qpdf_oh_get_object_id(b->q, stream);
    return true;
}

/* Whether what stands last on the page is a heading: in company the office may forget that it keeps with what follows. */
static bool ends_with_heading(const struct pz_buf *content)
{
    static const char mark[] = "<</MCID ";
    const char *end = content->data + content->len, *tag = NULL;
    for (const char *p = content->data; p && (p = memmem(p, (size_t)(end - p), mark, sizeof mark - 1)); p++)
        tag = memrchr(content->data, '/', (size_t)(p - content->data));
    return tag && end - tag > 3 && tag[1] == 'H' && tag[2] >= '1' && tag[2] <= '9' && tag[3] == '<';
}

static const char *recode_page(struct pz_pdf_book *b, const struct page *page, qpdf_oh page_oh, bool last)
{
    unsigned char *data = NULL;
    size_t len = 0;
    QPDF_BOOL filtered = QPDF_FALSE;
    struct pz_buf out = PZ_BUF_INIT;
    const char *why = "a page that cannot be read";
    if (qpdf_oh_get_stream_data(b->q, qpdf_get_object_by_id(b->q, page->content, 0), qpdf_dl_all, &filtered, &data, &len) ==
            QPDF_SUCCESS &&
        filtered)
        why = pz_recode_page(&b->recode, qpdf_get_object_by_id(b->q, page->resources, 0), (char *)data, len, &out) == 0
                  ? NULL
                  : b->recode.reason;
    if (!why && last && !memmem(out.data, out.len, "/MCID", 5))
        why = "a last page that shows nothing"; /* it may be one too many */
    if (!why && !last && ends_with_heading(&out))
        why = "a heading at the end of a page";
    free(data); /* qpdf's, from malloc */
    qpdf_oh stream;
    if (!why && pz_recode_stream(&b->recode, &out, &stream) && note_spent(b, stream))
        qpdf_oh_replace_key(b->q, page_oh, "/Contents", stream);
    else if (!why)
        why = "memory ran out";
    pz_buf_release(&out);
    return why;
}

static const char *recode_pages(struct pz_pdf_book *b, const struct pz_cut *cut, qpdf_oh node)
{
    struct pz_recode_streams made = {.n = 0};
    qpdf_oh resources, kids = qpdf_oh_new_array(b->q);
    pz_recode_init(&b->recode, b->q, &b->scratch, b->deflater);
    b->recode.before = &b->preface;
    for (unsigned i = 0; i < cut->n; i++) {
        const char *why =
            recode_page(b, &b->pages[cut->first + i], pz_cut_object(cut, cut->pages[cut->first + i]), i + 1 == cut->n);
        if (why)
            return why;
    }
    if (pz_recode_resources(&b->recode, &resources, &made) != 0)
        return b->recode.reason;
    resources = qpdf_make_indirect_object(b->q, resources);
    for (unsigned i = 0; i < cut->n; i++) {
        qpdf_oh page = pz_cut_object(cut, cut->pages[cut->first + i]);
        qpdf_oh_replace_key(b->q, page, "/Resources", resources);
        qpdf_oh_replace_key(b->q, page, "/Parent", node);
        qpdf_oh_replace_key(b->q, page, "/StructParents", qpdf_oh_new_integer(b->q, i));
        qpdf_oh_append_item(b->q, kids, page);
    }
    qpdf_oh_replace_key(b->q, node, "/Type", qpdf_oh_new_name(b->q, "/Pages"));
    qpdf_oh_replace_key(b->q, node, "/Kids", kids);
    qpdf_oh_replace_key(b->q, node, "/Count", qpdf_oh_new_integer(b->q, cut->n));
    for (unsigned i = 0; i < made.n; i++)
        if (!note_spent(b, made.v[i]))
            return "memory ran out";
    return NULL;
}

/* A link of a page, with the number it has in the parent tree. */
struct link {
    qpdf_oh oh;
    long long number;
};

static int by_number(const void *x, const void *y)
{
    const struct link *a = x, *b = y;
    return (a->number > b->number) - (a->number < b->number);
}

/* Links that stay inside the document or lead to an address. */
static bool is_plain_link(const struct pz_cut *cut, qpdf_oh annotation)
{
    qpdf_data q = cut->q;
    if (!qpdf_oh_is_dictionary(q, annotation) || !pz_cut_is_name(cut, annotation, "/Subtype", "/Link") ||
        qpdf_oh_has_key(q, annotation, "/AP"))
        return false;
    qpdf_oh action = qpdf_oh_get_key(q, annotation, "/A"), dest = qpdf_oh_get_key(q, annotation, "/Dest");
    if (qpdf_oh_is_dictionary(q, action))
        return pz_cut_is_name(cut, action, "/S", "/URI");
    return qpdf_oh_is_array(q, dest) && qpdf_oh_get_array_n_items(q, dest) > 0 &&
           pz_cut_holds(cut, pz_cut_page(cut, qpdf_oh_get_array_item(q, dest, 0)));
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
static const char *cut_links(const struct pz_cut *cut, qpdf_oh page, struct numbers *numbers)
{
    qpdf_data q = cut->q;
    qpdf_oh annotations = qpdf_oh_get_key(q, page, "/Annots"), sorted = qpdf_oh_new_array(q);
    if (!qpdf_oh_is_array(q, annotations))
        return NULL;
    size_t n = (size_t)qpdf_oh_get_array_n_items(q, annotations);
    struct link *links = PZ_NEW_ARRAY(cut->arena, n + 1, struct link);
    for (size_t i = 0; i < n; i++) {
        links[i].oh = qpdf_oh_get_array_item(q, annotations, (int)i);
        if (!is_plain_link(cut, links[i].oh) || (links[i].number = pz_cut_integer(cut, links[i].oh, "/StructParent")) < 0)
            return "an annotation of unusual form";
    }
    qsort(links, n, sizeof *links, by_number);
    for (size_t i = 0; i < n; i++) {
        qpdf_oh_replace_key(q, links[i].oh, "/StructParent", qpdf_oh_new_integer(q, (long long)numbers->n));
        qpdf_oh_append_item(q, sorted, links[i].oh);
        add_number(numbers, cut->arena, links[i].number);
    }
    qpdf_oh_replace_key(q, page, "/Annots", sorted);
    return NULL;
}

static const char *cut_structure(struct pz_pdf_book *b, const struct pz_cut *cut, qpdf_oh *tree)
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

static void set_root(struct pz_pdf_book *b, const struct pz_cut *cut, qpdf_oh pages, qpdf_oh tree)
{
    qpdf_data q = b->q;
    qpdf_oh root = qpdf_get_root(q), outline, action = qpdf_oh_new_array(q);
    qpdf_oh_append_item(q, action, pz_cut_object(cut, cut->pages[cut->first]));
    qpdf_oh_append_item(q, action, qpdf_oh_new_name(q, "/XYZ"));
    qpdf_oh_append_item(q, action, qpdf_oh_new_null(q));
    qpdf_oh_append_item(q, action, qpdf_oh_new_null(q));
    qpdf_oh_append_item(q, action, qpdf_oh_new_integer(q, 0));
    qpdf_oh_replace_key(q, root, "/OpenAction", action);
    qpdf_oh_replace_key(q, root, "/Pages", pages);
    qpdf_oh_replace_key(q, root, "/StructTreeRoot", tree);
    qpdf_oh_remove_key(q, root, "/Dests");
    qpdf_oh_remove_key(q, root, "/PageMode");
    if (pz_outline_cut(&b->outline, cut, &outline))
        qpdf_oh_replace_key(q, root, "/Outlines", outline);
    else
        qpdf_oh_remove_key(q, root, "/Outlines");
}

static const char *select_guarded(struct pz_pdf_book *b, const struct pz_cut *cut)
{
    qpdf_oh tree, pages = qpdf_make_indirect_object(b->q, qpdf_oh_new_dictionary(b->q));
    const char *why = recode_pages(b, cut, pages);
    why = why ? why : cut_structure(b, cut, &tree);
    if (why)
        return why;
    set_root(b, cut, pages, tree);
    return qpdf_update_all_pages_cache(b->q) == QPDF_SUCCESS ? NULL : "a tree of pages that cannot be read";
}

const char *pz_pdf_book_select(struct pz_pdf_book *b, unsigned first, unsigned n)
{
    jmp_buf oom;
    struct pz_cut cut = b->whole;
    if (b->reason)
        return b->reason;
    cut.first = first;
    cut.n = n;
    cut.arena = &b->scratch;
    pz_arena_clear(&b->scratch);
    qpdf_oh_release_all(b->q);
    empty_spent(b);
    pz_arena_trap(&b->scratch, &oom);
    const char *why = setjmp(oom) ? "memory ran out" : select_guarded(b, &cut);
    pz_arena_trap(&b->scratch, NULL);
    return why;
}
