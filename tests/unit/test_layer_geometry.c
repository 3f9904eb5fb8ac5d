/* SPDX-License-Identifier: MIT */
/* Geometry built piece by piece, copied and checked. */
#include "support.h"

#include "built.h"

static void offsets_appear_when_a_child_is_missing_or_a_second_comes(void **state)
{
    geoi_geometry_builder b = {0};
    mixed_geometry(*state, &b);
    const int64_t parts[] = {0, 1, 1, 2, 4, 4, 5}, rings[] = {0, 1, 3, 4, 5, 6};
    const int64_t coords[] = {0, 1, 6, 11, 16, 21, 23};
    assert_int_equal(b.g.n, 6);
    assert_memory_equal(b.g.part_offset, parts, sizeof parts);
    assert_memory_equal(b.g.ring_offset, rings, sizeof rings);
    assert_memory_equal(b.g.coord_offset, coords, sizeof coords);
    assert_null(b.g.part_kind);
    assert_true(isnan(b.g.z[0]) && b.g.z[21] == 7.0 && isnan(b.g.z[22]));
    assert_ok(*state, geoi_geometry_validate(*state, &b.g, true));
    geoi_geometry_clear(&b);
}

static void same_geometry(const geo_geometry *a, const geo_geometry *b)
{
    assert_int_equal(a->n, b->n);
    assert_int_equal(a->part_count, b->part_count);
    assert_int_equal(a->ring_count, b->ring_count);
    assert_int_equal(a->coord_count, b->coord_count);
    assert_memory_equal(a->type, b->type, (size_t)a->n);
    assert_memory_equal(a->x, b->x, (size_t)a->coord_count * sizeof(double));
    assert_memory_equal(a->y, b->y, (size_t)a->coord_count * sizeof(double));
    for (int64_t i = 0; i < a->n; i++) {
        geo_span s = geo_feature_coords(a, i), t = geo_feature_coords(b, i);
        assert_true(s.begin == t.begin && s.end == t.end);
    }
    for (int64_t i = 0; i < a->coord_count; i++) {
        double za = a->z != NULL ? a->z[i] : (double)NAN, zb = b->z != NULL ? b->z[i] : (double)NAN;
        assert_true(za == zb || (isnan(za) && isnan(zb)));
    }
}

/* Random features of all types; the builder is compared with what a copy by feature gives. */
static void feature_by_feature_copy_is_the_same_geometry(void **state)
{
    geo_ctx *ctx = *state;
    test_random r = {7};
    for (int round = 0; round < 200; round++) {
        geoi_geometry_builder b = {0}, copy = {0};
        int64_t n = test_random_below(&r, 6);
        for (int64_t i = 0; i < n; i++) {
            int64_t parts = test_random_below(&r, 3);
            if (test_random_below(&r, 2) == 0) {
                double z = test_random_below(&r, 4) == 0 ? 5.0 : (double)NAN;
                assert_ok(ctx, geoi_geometry_point(ctx, &b, test_random_unit(&r), 1.0, z));
                continue;
            }
            assert_ok(ctx, geoi_geometry_feature(ctx, &b, GEO_MULTIPOLYGON));
            for (int64_t p = 0; p < parts; p++) {
                int64_t rings = 1 + test_random_below(&r, 2);
                assert_ok(ctx, geoi_geometry_part(ctx, &b, 0));
                for (int64_t k = 0; k < rings; k++) {
                    add_ring(ctx, &b, test_random_unit(&r), test_random_unit(&r), 1.0);
                }
            }
        }
        assert_ok(ctx, geoi_geometry_finish(ctx, &b));
        assert_ok(ctx, geoi_geometry_validate(ctx, &b.g, true));
        for (int64_t i = 0; i < n; i++) {
            assert_ok(ctx, geoi_geometry_copy_feature(ctx, &copy, &b.g, i));
        }
        assert_ok(ctx, geoi_geometry_finish(ctx, &copy));
        same_geometry(&b.g, &copy.g);
        geoi_geometry_clear(&b);
        geoi_geometry_clear(&copy);
    }
}

/* The square 0 0, 1 0, 1 1, 0 1, 0 0 as a polygon, to be spoilt. */
typedef struct square {
    geo_geometry g;
    uint8_t type[1], kind[1];
    int64_t part[2], ring[2], coord[2];
    double x[5], y[5];
} square;

static void make_square(square *s)
{
    square whole = {.type = {GEO_POLYGON},
                    .part = {0, 1},
                    .ring = {0, 1},
                    .coord = {0, 5},
                    .x = {0, 1, 1, 0, 0},
                    .y = {0, 0, 1, 1, 0}};
    *s = whole;
    s->g = (geo_geometry){.n = 1,
                          .part_count = 1,
                          .ring_count = 1,
                          .coord_count = 5,
                          .type = s->type,
                          .part_offset = s->part,
                          .ring_offset = s->ring,
                          .coord_offset = s->coord,
                          .x = s->x,
                          .y = s->y};
}

static void is_refused(geo_ctx *ctx, square *s, const char *part)
{
    geo_layer *layer;
    assert_status(ctx, geo_layer_create(ctx, "bad", &s->g, &layer), GEO_DATA);
    assert_message_has(ctx, part);
    make_square(s);
}

static void broken_geometry_is_refused(void **state)
{
    geo_ctx *ctx = *state;
    geo_layer *layer;
    square s;
    make_square(&s);
    assert_ok(ctx, geo_layer_create(ctx, "good", &s.g, &layer));
    geo_layer_destroy(layer);
    s.x[4] = 0.5;
    is_refused(ctx, &s, "feature 1 has a ring that is not closed");
    s.coord[1] = 6;
    is_refused(ctx, &s, "coordinate offsets do not ascend from 0 to 5");
    s.ring[0] = 1;
    is_refused(ctx, &s, "ring offsets");
    s.g.part_offset = NULL;
    s.g.part_count = 2;
    is_refused(ctx, &s, "part offsets");
    s.g.n = -1;
    is_refused(ctx, &s, "negative");
    s.type[0] = 8;
    is_refused(ctx, &s, "unknown type");
    s.type[0] = GEO_NONE;
    is_refused(ctx, &s, "no geometry, but parts");
    s.type[0] = GEO_POINT;
    is_refused(ctx, &s, "a point without exactly one position");
    s.type[0] = GEO_COLLECTION;
    is_refused(ctx, &s, "a part of no kind");
    s.type[0] = GEO_COLLECTION;
    s.kind[0] = GEO_POLYGON;
    s.g.part_kind = s.kind;
    is_refused(ctx, &s, "begins no member");
    s.coord[1] = s.g.coord_count = 3;
    is_refused(ctx, &s, "fewer than 4");
    s.type[0] = GEO_LINESTRING;
    s.coord[1] = s.g.coord_count = 1;
    is_refused(ctx, &s, "only one position");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_ctx, free_ctx)
    const struct CMUnitTest tests[] = {
        TEST(offsets_appear_when_a_child_is_missing_or_a_second_comes),
        TEST(feature_by_feature_copy_is_the_same_geometry),
        TEST(broken_geometry_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
