/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "office/svg.h"

#define SVG(inside) "<svg xmlns='http://www.w3.org/2000/svg' width='600' height='400'>" inside "</svg>"

static const char plain[] =
    SVG("<rect width='90' height='40' fill='#369'/><text x='9' y='99' font-family='Liberation Sans'>Сад</text>");

static const struct pz_svg_order page = {
    .output = PZ_SVG_PNG, .limit_ms = 900, .width_mm = 165, .widest_mm = 165, .dpi = 200, .most_pixels = 4000000};

static const char *drawer(void)
{
    const char *program = getenv("PRIKAZ");
    return program ? program : "build/std/prikaz";
}

static const char *outcome(const char *svg, const struct pz_svg_order *order)
{
    static struct pz_error err;
    struct pz_buf out = PZ_BUF_INIT;
    struct pz_svg_drawn drawn;
    pz_error_clear(&err);
    int status = pz_svg_draw(&out, &drawn, svg, strlen(svg), order, &err);
    pz_buf_release(&out);
    return status ? err.id : "";
}

static void same_bytes_in_another_process(void **state)
{
    (void)state;
    for (int output = PZ_SVG_PNG; output <= PZ_SVG_PDF; output++) {
        struct pz_svg_order order = page;
        struct pz_buf here = PZ_BUF_INIT, there = PZ_BUF_INIT;
        struct pz_svg_drawn a, b;
        order.output = output;
        pz_svg_drawer(NULL);
        assert_int_equal(pz_svg_draw(&here, &a, plain, strlen(plain), &order, NULL), 0);
        pz_svg_drawer(drawer());
        for (int again = 0; again < 2; again++) {
            pz_buf_clear(&there);
            assert_int_equal(pz_svg_draw(&there, &b, plain, strlen(plain), &order, NULL), 0);
            assert_int_equal(here.len, there.len);
            if (getenv("UNDER_VALGRIND")) /* which rounds otherwise, and leaves the other process alone */
                continue;
            assert_memory_equal(here.data, there.data, here.len);
            assert_true(a.width == b.width && a.height == b.height && b.took_ns > 0);
        }
        pz_buf_release(&here);
        pz_buf_release(&there);
    }
}

/* The kind of pixels a PNG says it has (ISO/IEC 15948, 11.2.2). */
static int colour_type(const char *svg)
{
    struct pz_buf out = PZ_BUF_INIT;
    struct pz_svg_drawn drawn;
    pz_svg_drawer(NULL);
    assert_int_equal(pz_svg_draw(&out, &drawn, svg, strlen(svg), &page, NULL), 0);
    int type = out.data[25];
    pz_buf_release(&out);
    return type;
}

/* 165 mm at 200 to the inch are no whole number of pixels, and the background fills them all the same. */
static void channels_that_say_nothing_are_left_out(void **state)
{
    (void)state;
    enum { GREY = 0, COLOUR = 2, TRANSPARENT = 6 };
    assert_int_equal(colour_type(SVG("<rect width='600' height='400' fill='#fff'/><circle r='50' fill='#777'/>")), GREY);
    assert_int_equal(colour_type(SVG("<rect width='600' height='400' fill='#fff'/><circle r='50' fill='#778'/>")), COLOUR);
    assert_int_equal(colour_type(SVG("<circle r='50' fill='#777'/>")), TRANSPARENT);
    assert_int_equal(colour_type("<svg xmlns='http://www.w3.org/2000/svg' width='1000' height='282'><rect width='1000' "
                                 "height='282' fill='#fff'/></svg>"),
                     GREY);
}

static double children_seconds(void)
{
    struct rusage u;
    getrusage(RUSAGE_CHILDREN, &u);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) + (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

/* Each would take seconds or gigabytes. What comes after is drawn. */
static void hostile_drawings_are_stopped(void **state)
{
    (void)state;
    static const char *const hostile[] = {
        SVG("<style>rect{filter:url(#f)}</style><filter id='f'><feTurbulence baseFrequency='.01' numOctaves='1000000000'/></filter>"
            "<rect width='600' height='400'/>"),
        SVG("<filter id='f'><feMorphology radius='1000'/></filter><rect width='600' height='400' filter='url(#f)'/>"),
        SVG("<g id='a'><g id='b'><g id='c'><rect width='9' height='9'/></g></g></g>"
            "<filter id='f'><feConvolveMatrix order='2000' kernelMatrix='1'/></filter><rect filter='url(#f)' width='600' "
            "height='400'/>"
            "<marker id='m'><path marker-mid='url(#n)' d='M0 0h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1'/></marker>"
            "<marker id='n'><path marker-mid='url(#o)' d='M0 0h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1'/></marker>"
            "<marker id='o'><path marker-mid='url(#p)' d='M0 0h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1'/></marker>"
            "<marker id='p'><path marker-mid='url(#q)' d='M0 0h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1'/></marker>"
            "<marker id='q'><path d='M0 0h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1'/></marker>"
            "<path marker-mid='url(#m)' d='M0 0h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1h1'/>"),
    };
    struct pz_svg_order order = page;
    order.limit_ms = 200;
    pz_svg_drawer(drawer());
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        double before = children_seconds();
        assert_string_equal(outcome(hostile[i], &order), "E-DOC-022");
        assert_true(children_seconds() - before < 0.8);
        assert_string_equal(outcome(plain, &page), "");
    }
}

static void what_is_no_drawing_is_told(void **state)
{
    (void)state;
    struct pz_svg_order pdf = {.output = PZ_SVG_PDF, .limit_ms = 900};
    pz_svg_drawer(drawer());
    assert_string_equal(outcome("<svg", &page), "E-DOC-022");
    assert_string_equal(outcome("<svg xmlns='http://www.w3.org/2000/svg' height='0'/>", &pdf), "E-DOC-022");
    assert_string_equal(outcome(plain, &pdf), "");
    struct pz_buf out = PZ_BUF_INIT;
    struct pz_svg_drawn drawn;
    struct pz_error err = PZ_ERROR_INIT;
    assert_int_equal(pz_svg_draw(&out, &drawn, "<svg", 4, &page, &err), -1);
    assert_null(strchr(err.message, '\n')); /* librsvg's words have one at their end */
    pz_buf_release(&out);
    pz_error_clear(&err);
}

static void drawer_that_is_none_is_told(void **state)
{
    (void)state;
    pz_svg_dismiss();
    pz_svg_drawer("/nonexistent/prikaz");
    assert_string_equal(outcome(plain, &page), "E-SYS-010");
    pz_svg_drawer("/bin/false");
    assert_string_equal(outcome(plain, &page), "E-SYS-010");
}

static void none_stays_behind(void **state)
{
    (void)state;
    pz_svg_dismiss();
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_bytes_in_another_process), cmocka_unit_test(channels_that_say_nothing_are_left_out),
        cmocka_unit_test(hostile_drawings_are_stopped),  cmocka_unit_test(what_is_no_drawing_is_told),
        cmocka_unit_test(drawer_that_is_none_is_told),   cmocka_unit_test(none_stays_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
