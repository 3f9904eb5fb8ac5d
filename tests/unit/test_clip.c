/* SPDX-License-Identifier: MIT */
/* Clipping: kinds kept, coordinates kept where nothing is cut, and what two halves make. */
#include "geo/geometry.h"

#include "draft.h"

static geo_layer *layer_of(geo_ctx *ctx, draft *d)
{
    geo_layer *layer;
    const geo_geometry *g = draft_view(d);
    int64_t *number = calloc((size_t)g->n + 1, sizeof *number);
    assert_non_null(number);
    for (int64_t i = 0; i < g->n; i++) {
        number[i] = i;
    }
    geo_column_info info = {"number", NULL, NULL, NULL};
    assert_ok(ctx, geo_layer_create(ctx, "", g, &layer));
    assert_ok(ctx, geo_layer_add_ints(ctx, layer, &info, number, NULL));
    free(number);
    return layer;
}

static geo_layer *cut(geo_ctx *ctx, const geo_clip *clip, const geo_layer *layer)
{
    geo_layer *out;
    int64_t n = geo_layer_count(layer);
    int64_t *rows = calloc((size_t)n + 1, sizeof *rows);
    assert_non_null(rows);
    for (int64_t i = 0; i < n; i++) {
        rows[i] = i;
    }
    assert_ok(ctx, geo_clip_layer(ctx, clip, layer, rows, n, &out));
    free(rows);
    return out;
}

static geo_layer *cut_by_box(geo_ctx *ctx, geo_box box, const geo_layer *layer)
{
    geo_clip *clip;
    assert_ok(ctx, geo_clip_create_box(ctx, box, &clip));
    geo_layer *out = cut(ctx, clip, layer);
    geo_clip_destroy(clip);
    return out;
}

static void add_line(draft *d, const double *x, const double *y, int n)
{
    draft_feature(d, GEO_LINESTRING);
    draft_part(d, 0);
    for (int i = 0; i < n; i++) {
        draft_add(d, x[i], y[i]);
    }
}

static double ring_area(const geo_geometry *g, int64_t r)
{
    geo_span s = geo_coords(g, r);
    double twice = 0;
    for (int64_t i = s.begin; i + 1 < s.end; i++) {
        twice += g->x[i] * g->y[i + 1] - g->x[i + 1] * g->y[i];
    }
    return fabs(twice) / 2;
}

static double area_of(const geo_layer *layer)
{
    const geo_geometry *g = geo_layer_geometry(layer);
    double area = 0;
    for (int64_t p = 0; p < g->part_count; p++) {
        geo_span rings = geo_rings(g, p);
        for (int64_t r = rings.begin; r < rings.end; r++) {
            area += r == rings.begin ? ring_area(g, r) : -ring_area(g, r);
        }
    }
    return area;
}

/* ---- Kinds ---------------------------------------------------------------------------- */

static void every_kind_is_cut_and_stays_what_it_is(void **state)
{
    draft *d = draft_new();
    draft_feature(d, GEO_POINT); /* 0: on the edge, which belongs to the box */
    draft_part(d, 0);
    draft_add(d, 2, 1);
    draft_feature(d, GEO_POINT); /* 1: outside */
    draft_part(d, 0);
    draft_add(d, 2.0000001, 1);
    draft_feature(d, GEO_MULTIPOINT); /* 2: two of three */
    for (int i = 0; i < 3; i++) {
        draft_part(d, 0);
        draft_add(d, i, 1);
    }
    add_line(d, (double[]){-1, 1, 1, 3}, (double[]){1, 1, 1.5, 1.5}, 4); /* 3: both ends go */
    add_line(d, (double[]){0.5, 3, 3, 0.5}, (double[]){0.5, 0.5, 1.5, 1.5}, 4); /* 4: two pieces */
    add_line(d, (double[]){2, 3}, (double[]){1, 1}, 2); /* 5: a touch is nothing */
    draft_feature(d, GEO_POLYGON);                      /* 6: a half */
    draft_part(d, 0);
    draft_box(d, 1, 0.5, 3, 1.5);
    draft_feature(d, GEO_POLYGON); /* 7: shares an edge */
    draft_part(d, 0);
    draft_box(d, 2, 0.5, 3, 1.5);
    draft_feature(d, GEO_NONE); /* 8 */
    geo_layer *layer = layer_of(*state, d);
    geo_layer *out = cut_by_box(*state, (geo_box){0.5, 0, 2, 2}, layer);
    const geo_geometry *g = geo_layer_geometry(out);
    geo_column number = geo_layer_column(out, 0);
    static const int64_t kept[] = {0, 2, 3, 4, 6};
    static const geo_geometry_type types[] = {GEO_POINT, GEO_MULTIPOINT, GEO_LINESTRING,
                                              GEO_MULTILINESTRING, GEO_POLYGON};
    assert_int_equal(g->n, 5);
    for (int i = 0; i < 5; i++) {
        assert_int_equal(number.ints[i], kept[i]);
        assert_int_equal(g->type[i], types[i]);
    }
    geo_span line = geo_feature_coords(g, 2);
    static const double x[] = {0.5, 1, 1, 2}, y[] = {1, 1, 1.5, 1.5};
    assert_int_equal(line.end - line.begin, 4);
    for (int i = 0; i < 4; i++) {
        assert_near(g->x[line.begin + i], x[i], 0);
        assert_near(g->y[line.begin + i], y[i], 0);
    }
    assert_near(ring_area(g, g->ring_count - 1), 1.0, 1e-12);
    geo_layer_destroy(out);
    geo_layer_destroy(layer);
    free(d);
}

static void a_collection_is_cut_kind_by_kind(void **state)
{
    draft *d = draft_new();
    draft_feature(d, GEO_COLLECTION);
    draft_part(d, GEO_POINT | GEO_PART_FIRST);
    draft_add(d, 5, 5);
    draft_part(d, GEO_LINESTRING | GEO_PART_FIRST);
    draft_add(d, 0, 1);
    draft_add(d, 4, 1);
    draft_part(d, GEO_POLYGON | GEO_PART_FIRST);
    draft_box(d, 1, 0, 1.5, 2);
    geo_layer *layer = layer_of(*state, d);
    geo_layer *out = cut_by_box(*state, (geo_box){0, 0, 2, 2}, layer);
    const geo_geometry *g = geo_layer_geometry(out);
    assert_int_equal(g->n, 1);
    assert_int_equal(g->type[0], GEO_COLLECTION);
    assert_int_equal(g->part_count, 2);
    assert_int_equal(g->part_kind[0] & GEO_PART_TYPE, GEO_LINESTRING);
    assert_int_equal(g->part_kind[1] & GEO_PART_TYPE, GEO_POLYGON);
    geo_layer_destroy(out);
    geo_layer_destroy(layer);
    free(d);
}

static void what_lies_inside_keeps_every_bit(void **state)
{
    draft *d = draft_new(), *with = draft_new();
    test_random random = {5};
    for (int i = 0; i < 30; i++) {
        draft_star_feature(d, &random, test_random_unit(&random), test_random_unit(&random), 0.1,
                           0.3, 9);
    }
    draft_star_feature(with, &random, 0.5, 0.5, 3, 4, 40);
    geo_layer *layer = layer_of(*state, d), *polygons = layer_of(*state, with);
    geo_clip *clip;
    assert_ok(*state, geo_clip_create(*state, polygons, &clip));
    geo_layer_destroy(polygons); /* it has a copy */
    geo_layer *out = cut(*state, clip, layer);
    const geo_geometry *a = geo_layer_geometry(layer), *b = geo_layer_geometry(out);
    assert_int_equal(a->coord_count, b->coord_count);
    assert_memory_equal(a->x, b->x, (size_t)a->coord_count * sizeof *a->x);
    assert_memory_equal(a->y, b->y, (size_t)a->coord_count * sizeof *a->y);
    geo_layer_destroy(out);
    geo_layer_destroy(layer);
    geo_clip_destroy(clip);
    free(d);
    free(with);
}

/* ---- Halves and oracles --------------------------------------------------------------- */

static void halves_add_up_to_the_whole(void **state)
{
    draft *d = draft_new();
    test_random random = {11};
    for (int i = 0; i < 60; i++) {
        draft_star_feature(d, &random, 4 * test_random_unit(&random), 4 * test_random_unit(&random),
                           0.2, 1.5, 12);
    }
    geo_layer *layer = layer_of(*state, d);
    geo_layer *left = cut_by_box(*state, (geo_box){-9, -9, 1.7, 9}, layer);
    geo_layer *right = cut_by_box(*state, (geo_box){1.7, -9, 9, 9}, layer);
    assert_near(area_of(left) + area_of(right), area_of(layer), 1e-12);
    geo_layer_destroy(left);
    geo_layer_destroy(right);
    geo_layer_destroy(layer);
    free(d);
}

/* Even-odd over all edges of one ring. */
static bool is_inside(const geo_geometry *g, double x, double y)
{
    bool inside = false;
    for (int64_t i = 0; i + 1 < g->coord_count; i++) {
        double ax = g->x[i], ay = g->y[i], bx = g->x[i + 1], by = g->y[i + 1];
        if ((ay > y) != (by > y) && x < ax + (y - ay) / (by - ay) * (bx - ax)) {
            inside = !inside;
        }
    }
    return inside;
}

static void points_are_chosen_as_counting_crossings_does(void **state)
{
    enum { N = 3000 };
    draft *with = draft_new();
    static double x[N], y[N];
    test_random random = {2};
    draft_star_feature(with, &random, 0, 0, 0.3, 1, 30);
    for (int i = 0; i < N; i++) {
        x[i] = 2 * test_random_unit(&random) - 1;
        y[i] = 2 * test_random_unit(&random) - 1;
    }
    geo_layer *layer, *polygons = layer_of(*state, with);
    geo_clip *clip;
    assert_ok(*state, geo_layer_create_points(*state, "", N, x, y, &layer));
    assert_ok(*state, geo_clip_create(*state, polygons, &clip));
    geo_layer *out = cut(*state, clip, layer);
    const geo_geometry *g = geo_layer_geometry(out);
    int64_t next = 0;
    for (int i = 0; i < N; i++) {
        if (is_inside(geo_layer_geometry(polygons), x[i], y[i])) {
            assert_true(next < g->n && g->x[next] == x[i] && g->y[next] == y[i]);
            next++;
        }
    }
    assert_int_equal(next, g->n);
    assert_true(next > N / 10 && next < N);
    geo_layer_destroy(out);
    geo_layer_destroy(layer);
    geo_layer_destroy(polygons);
    geo_clip_destroy(clip);
    free(with);
}

static void neighbours_cut_as_their_union(void **state)
{
    draft *d = draft_new(), *with = draft_new();
    for (int i = 0; i < 3; i++) { /* three columns that touch or overlap */
        draft_box_feature(with, i, 0, i + 1 + 0.25 * (i == 0), 1);
    }
    draft_box_feature(d, -1, 0.25, 4, 0.75);
    geo_layer *layer = layer_of(*state, d), *polygons = layer_of(*state, with);
    geo_clip *clip;
    assert_ok(*state, geo_clip_create(*state, polygons, &clip));
    geo_layer *out = cut(*state, clip, layer);
    assert_int_equal(geo_layer_geometry(out)->type[0], GEO_POLYGON);
    assert_near(area_of(out), 1.5, 1e-12);
    geo_layer_destroy(out);
    geo_layer_destroy(layer);
    geo_layer_destroy(polygons);
    geo_clip_destroy(clip);
    free(d);
    free(with);
}

static void a_box_may_cross_the_antimeridian(void **state)
{
    const double x[] = {179.5, -179.5, 178, -178, 0}, y[] = {0, 0, 0, 0, 0};
    geo_layer *layer;
    assert_ok(*state, geo_layer_create_points(*state, "", 5, x, y, &layer));
    geo_layer *out = cut_by_box(*state, (geo_box){179, -1, -179, 1}, layer);
    assert_int_equal(geo_layer_count(out), 2);
    geo_layer_destroy(out);
    geo_layer_destroy(layer);
}

/* ---- Refusals, threads, memory -------------------------------------------------------- */

static void refuses_what_cannot_be_clipped_with(void **state)
{
    static const geo_box boxes[] = {{1, 0, 1, 2},    {0, 2, 1, 2},  {0, 3, 1, 2},
                                    {-181, 0, 1, 1}, {0, 0, 1, 91}, {NAN, 0, 1, 1}};
    geo_clip *clip;
    for (int i = 0; i < 6; i++) {
        assert_status(*state, geo_clip_create_box(*state, boxes[i], &clip), GEO_INVALID);
        assert_null(clip);
    }
    draft *d = draft_new();
    add_line(d, (double[]){0, 1}, (double[]){0, 1}, 2);
    geo_layer *layer = layer_of(*state, d);
    assert_status(*state, geo_clip_create(*state, layer, &clip), GEO_DATA);
    assert_message_has(*state, "the layer to clip with: feature 1 is a LineString, not a polygon");
    geo_layer_destroy(layer);
    assert_ok(*state, geo_layer_create_points(*state, "", 0, NULL, NULL, &layer));
    assert_status(*state, geo_clip_create(*state, layer, &clip), GEO_DATA);
    assert_message_has(*state, "has no polygon");
    geo_layer_destroy(layer);
    free(d);
}

static void names_the_invalid_feature_that_must_be_cut(void **state)
{
    draft *d = draft_new();
    draft_box_feature(d, 0.1, 0.1, 0.2, 0.2);
    draft_feature(d, GEO_POLYGON); /* a bow tie over the edge */
    draft_part(d, 0);
    const double x[] = {0, 2, 2, 0, 0}, y[] = {0, 1, 0, 1, 0};
    for (int i = 0; i < 5; i++) {
        draft_add(d, x[i], y[i]);
    }
    geo_layer *layer = layer_of(*state, d), *out;
    geo_clip *clip;
    const int64_t rows[] = {0, 1}, wrong = 2;
    assert_ok(*state, geo_clip_create_box(*state, (geo_box){0, 0, 1.5, 1}, &clip));
    assert_status(*state, geo_clip_layer(*state, clip, layer, rows, 2, &out), GEO_DATA);
    assert_null(out);
    assert_message_has(*state, "feature 2 is not valid: Self-intersection");
    assert_status(*state, geo_clip_layer(*state, clip, layer, &wrong, 1, &out), GEO_INVALID);
    assert_ok(*state, geo_clip_layer(*state, clip, layer, rows, 1, &out));
    geo_layer_destroy(out);
    geo_layer_destroy(layer);
    geo_clip_destroy(clip);
    free(d);
}

static void any_number_of_threads_gives_the_same(void **state)
{
    enum { N = 4000 };
    static double x[N], y[N];
    test_random random = {8};
    draft *with = draft_new();
    static const int64_t threads[] = {1, 2, 3, 7};
    geo_layer *layer, *first = NULL;
    for (int i = 0; i < N; i++) {
        x[i] = test_random_unit(&random);
        y[i] = test_random_unit(&random);
    }
    draft_star_feature(with, &random, 0.5, 0.5, 0.2, 0.6, 50);
    assert_ok(*state, geo_layer_create_points(*state, "", N, x, y, &layer));
    geo_layer *polygons = layer_of(*state, with);
    for (int k = 0; k < 4; k++) {
        geo_ctx *ctx = ctx_with_threads(threads[k]);
        geo_clip *clip;
        assert_ok(ctx, geo_clip_create(ctx, polygons, &clip));
        geo_layer *out = cut(ctx, clip, layer);
        if (first == NULL) {
            first = out;
        } else {
            const geo_geometry *a = geo_layer_geometry(first), *b = geo_layer_geometry(out);
            assert_int_equal(a->n, b->n);
            assert_memory_equal(a->x, b->x, (size_t)a->n * sizeof *a->x);
            geo_layer_destroy(out);
        }
        geo_clip_destroy(clip);
        geo_ctx_destroy(ctx);
    }
    geo_layer_destroy(first);
    geo_layer_destroy(layer);
    geo_layer_destroy(polygons);
    free(with);
}

typedef struct pair {
    geo_layer *layer, *polygons;
} pair;

static geo_status clip_once(geo_ctx *ctx, void *data)
{
    const pair *p = data;
    geo_clip *clip = NULL;
    geo_layer *out = NULL;
    const int64_t rows[] = {0, 1, 2};
    geo_status status = geo_clip_create(ctx, p->polygons, &clip);
    if (status == GEO_OK) {
        status = geo_clip_layer(ctx, clip, p->layer, rows, 3, &out);
    }
    geo_clip_destroy(clip);
    geo_layer_destroy(out);
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    draft *d = draft_new(), *with = draft_new();
    for (int i = 0; i < 3; i++) {
        draft_box_feature(d, i, 0, i + 0.9, 1);
    }
    for (int i = 0; i < 2; i++) {
        draft_box_feature(with, 0.5 + 0.5 * i, -1, 1.5 + 0.5 * i, 2);
    }
    pair p = {layer_of(*state, d), layer_of(*state, with)};
    assert_true(assert_survives_allocation_failures(clip_once, &p) > 10);
    geo_layer_destroy(p.layer);
    geo_layer_destroy(p.polygons);
    free(d);
    free(with);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define CASE(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)
        CASE(every_kind_is_cut_and_stays_what_it_is),
        CASE(a_collection_is_cut_kind_by_kind),
        CASE(what_lies_inside_keeps_every_bit),
        CASE(halves_add_up_to_the_whole),
        CASE(points_are_chosen_as_counting_crossings_does),
        CASE(neighbours_cut_as_their_union),
        CASE(a_box_may_cross_the_antimeridian),
        CASE(refuses_what_cannot_be_clipped_with),
        CASE(names_the_invalid_feature_that_must_be_cut),
        CASE(any_number_of_threads_gives_the_same),
        CASE(survives_every_allocation_failure),
#undef CASE
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
