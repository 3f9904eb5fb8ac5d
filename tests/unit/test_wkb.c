/* SPDX-License-Identifier: MIT */
/* Well-known binary: every type and spelling of it, cut at every byte, damaged at any. */
#include "io/wkb.h"
#include "support.h"

/* ---- Bytes ------------------------------------------------------------------------------- */

typedef struct bytes {
    unsigned char at[4000];
    int64_t n;
    bool big;
} bytes;

static void put(bytes *b, const void *value, int64_t n)
{
    const unsigned char *s = value; /* of this machine, which is little-endian */
    for (int64_t i = 0; i < n; i++) {
        b->at[b->n++] = s[b->big ? n - 1 - i : i];
    }
}

static void put_count(bytes *b, uint32_t n)
{
    put(b, &n, 4);
}

static void put_head(bytes *b, uint32_t type)
{
    b->at[b->n++] = b->big ? 0 : 1;
    put_count(b, type);
}

static void put_positions(bytes *b, const double *v, int n)
{
    for (int i = 0; i < n; i++) {
        put(b, &v[i], 8);
    }
}

/* A collection of a point, a multipolygon (a square with a hole, an empty one, a triangle that
 * is left open), an empty line, and a collection of a line with heights and measures. */
static void put_all(bytes *b)
{
    static const double square[] = {0, 0, 9, 0, 9, 9, 0, 0}, hole[] = {5, 2, 6, 3, 6, 2, 5, 2};
    static const double triangle[] = {20, 20, 21, 20, 21, 21}, point[] = {1, 2};
    static const double line[] = {7, 8, 50, 1, 9, 10, 60, 2};
    put_head(b, 7);
    put_count(b, 4);
    put_head(b, 1);
    put_positions(b, point, 2);
    put_head(b, 6);
    put_count(b, 3);
    put_head(b, 3);
    put_count(b, 2);
    put_count(b, 4);
    put_positions(b, square, 8);
    put_count(b, 4);
    put_positions(b, hole, 8);
    put_head(b, 3);
    put_count(b, 0);
    put_head(b, 3);
    put_count(b, 1);
    put_count(b, 3);
    put_positions(b, triangle, 6);
    put_head(b, 2);
    put_count(b, 0);
    put_head(b, 7);
    put_count(b, 1);
    put_head(b, 3002);
    put_count(b, 2);
    put_positions(b, line, 8);
}

/* ---- What comes out ---------------------------------------------------------------------- */

static void a_collection_of_all_comes_out_whole(void **state)
{
    geo_ctx *ctx = *state;
    static const double x[] = {1, 0, 9, 9, 0, 5, 6, 6, 5, 20, 21, 21, 20, 7, 9};
    static const uint8_t kinds[] = {
        GEO_POINT | GEO_PART_FIRST, GEO_POLYGON | GEO_PART_MULTI | GEO_PART_FIRST,
        GEO_POLYGON | GEO_PART_MULTI, GEO_LINESTRING | GEO_PART_FIRST | GEO_PART_EMPTY,
        GEO_LINESTRING | GEO_PART_FIRST};
    for (int big = 0; big < 2; big++) {
        bytes b = {.big = big == 1};
        geoi_wkb w = {0};
        geoi_geometry_builder g = {0};
        put_all(&b);
        assert_ok(ctx, geoi_wkb_add(ctx, &w, b.at, b.n, &g));
        assert_ok(ctx, geoi_geometry_finish(ctx, &g));
        assert_int_equal(g.g.n, 1);
        assert_int_equal(g.g.type[0], GEO_COLLECTION);
        assert_int_equal(g.g.part_count, 5);
        assert_memory_equal(g.g.part_kind, kinds, sizeof kinds);
        assert_int_equal(g.g.coord_count, 15);
        assert_memory_equal(g.g.x, x, sizeof x);
        assert_true(isnan(g.g.z[0]) && g.g.z[13] == 50.0 && g.g.z[14] == 60.0);
        assert_int_equal(w.empty_members, 1);
        assert_int_equal(w.nested, 1);
        geoi_wkb_clear(&w);
        geoi_geometry_clear(&g);
    }
}

static void dimensions_are_told_in_each_spelling(void **state)
{
    geo_ctx *ctx = *state;
    static const struct {
        uint32_t type;
        int numbers;
        double z;
    } cases[] = {
        {1, 2, NAN}, {1001, 3, 3.0}, {2001, 3, NAN}, {3001, 4, 3.0}, {0x80000001U, 3, 3.0},
    };
    static const double at[] = {1, 2, 3, 4};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bytes b = {0};
        geoi_wkb w = {0};
        geoi_geometry_builder g = {0};
        put_head(&b, cases[i].type);
        put_positions(&b, at, cases[i].numbers);
        assert_ok(ctx, geoi_wkb_add(ctx, &w, b.at, b.n, &g));
        assert_true(g.x[0] == 1.0 && g.y[0] == 2.0);
        assert_true(isnan(cases[i].z) ? g.z == NULL : g.z[0] == cases[i].z);
        geoi_wkb_clear(&w);
        geoi_geometry_clear(&g);
    }
}

static void empty_geometries_have_no_parts(void **state)
{
    geo_ctx *ctx = *state;
    static const double none[] = {NAN, NAN};
    geoi_wkb w = {0};
    geoi_geometry_builder g = {0};
    for (uint32_t type = 1; type <= 7; type++) {
        bytes b = {0};
        put_head(&b, type);
        if (type == 1) {
            put_positions(&b, none, 2);
        } else {
            put_count(&b, 0);
        }
        assert_ok(ctx, geoi_wkb_add(ctx, &w, b.at, b.n, &g));
        assert_int_equal(g.type[type - 1], type);
    }
    assert_int_equal(g.g.n, 7);
    assert_int_equal(g.g.part_count, 0);
    geoi_wkb_clear(&w);
    geoi_geometry_clear(&g);
}

/* ---- What is refused --------------------------------------------------------------------- */

static void refuse(geo_ctx *ctx, const bytes *b, geo_status expected, const char *message)
{
    geoi_wkb w = {0};
    geoi_geometry_builder g = {0};
    unsigned char *exact = malloc((size_t)b->n + 1); /* so that a sanitizer sees its end */
    memcpy(exact, b->at, (size_t)b->n);
    assert_status(ctx, geoi_wkb_add(ctx, &w, exact, b->n, &g), expected);
    assert_message_has(ctx, message);
    assert_int_equal(g.g.n, 0);
    free(exact);
    geoi_wkb_clear(&w);
    geoi_geometry_clear(&g);
}

static void every_cut_is_refused(void **state)
{
    bytes b = {0};
    put_all(&b);
    for (int64_t n = b.n - 1; n >= 0; n--) {
        b.n = n;
        refuse(*state, &b, GEO_DATA, "cut off");
    }
}

static void odd_bytes_are_refused(void **state)
{
    static const struct {
        uint32_t type, count;
        geo_status status;
        const char *message;
    } cases[] = {
        {2, 0xFFFFFFFFU, GEO_DATA, "cut off"},
        {3, 0x7FFFFFFFU, GEO_DATA, "cut off"},
        {7, 0xFFFFFFFFU, GEO_DATA, "cut off"},
        {0, 0, GEO_UNSUPPORTED, "type 0"},
        {8, 0, GEO_UNSUPPORTED, "not simple"},
        {17, 0, GEO_UNSUPPORTED, "not simple"},
        {0x20000001U, 4326, GEO_DATA, "no geometry of type"},
        {0x40000001U, 0, GEO_DATA, "type"},
        {18, 0, GEO_DATA, "no geometry of type 18"},
        {4001, 0, GEO_DATA, "type 4001"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bytes b = {0};
        put_head(&b, cases[i].type);
        put_count(&b, cases[i].count);
        refuse(*state, &b, cases[i].status, cases[i].message);
    }
    bytes b = {0};
    put_head(&b, 4);
    put_count(&b, 1);
    put_head(&b, 2);
    put_count(&b, 0);
    refuse(*state, &b, GEO_DATA, "a MultiPoint has a member that is a LineString");
    b.at[0] = 7;
    refuse(*state, &b, GEO_DATA, "no byte order");
    b = (bytes){0};
    put_head(&b, 2);
    put_count(&b, 0);
    put_count(&b, 0);
    refuse(*state, &b, GEO_DATA, "4 bytes follow");
    b = (bytes){0};
    for (int i = 0; i < 100; i++) {
        put_head(&b, 7);
        put_count(&b, 1);
    }
    refuse(*state, &b, GEO_DATA, "nested deeper than 32");
}

/* Whatever a byte becomes, it is read inside its bounds and what comes out is consistent. */
static void any_byte_may_be_wrong(void **state)
{
    geo_ctx *ctx = *state;
    test_random r = {7};
    for (int round = 0; round < 20000; round++) {
        bytes b = {0};
        geoi_wkb w = {0};
        geoi_geometry_builder g = {0};
        put_all(&b);
        for (int64_t k = test_random_below(&r, 3); k >= 0; k--) {
            b.at[test_random_below(&r, b.n)] = (unsigned char)test_random_below(&r, 9);
        }
        if (geoi_wkb_add(ctx, &w, b.at, b.n, &g) == GEO_OK) {
            assert_ok(ctx, geoi_geometry_finish(ctx, &g));
            assert_int_equal(g.g.n, 1);
            assert_true(g.g.coord_count <= 15 + 3);
        }
        geoi_wkb_clear(&w);
        geoi_geometry_clear(&g);
    }
}

static geo_status add_once(geo_ctx *ctx, void *data)
{
    const bytes *b = data;
    geoi_wkb w = {0};
    geoi_geometry_builder g = {0};
    geo_status status = geoi_wkb_add(ctx, &w, b->at, b->n, &g);
    geoi_wkb_clear(&w);
    geoi_geometry_clear(&g);
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    bytes b = {0};
    (void)state;
    put_all(&b);
    assert_true(assert_survives_allocation_failures(add_once, &b) >= 8);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_ctx, free_ctx)
    const struct CMUnitTest tests[] = {
        TEST(a_collection_of_all_comes_out_whole),
        TEST(dimensions_are_told_in_each_spelling),
        TEST(empty_geometries_have_no_parts),
        TEST(every_cut_is_refused),
        TEST(odd_bytes_are_refused),
        TEST(any_byte_may_be_wrong),
        TEST(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
