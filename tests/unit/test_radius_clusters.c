/* SPDX-License-Identifier: MIT */
/* Clusters of a maximum radius against the traversal as it is told. */
#include "support.h"

#include "draft.h"
#include "geo/cluster.h"
#include "places.h"

enum { MANY = 6000 };

typedef struct result {
    int64_t label[MANY], center[MANY], count;
} result;

static double place_x[MANY], place_y[MANY];

static double d2_of(int64_t i, int64_t j)
{
    double dx = place_x[i] - place_x[j], dy = place_y[i] - place_y[j];
    return dx * dx + dy * dy;
}

static void run(geo_ctx *ctx, int64_t n, double radius, result *out)
{
    geo_shapes *s;
    assert_ok(ctx, geo_shapes_create_points(ctx, n, place_x, place_y, &s));
    assert_ok(ctx, geo_radius_clusters(ctx, s, radius, out->label, out->center, &out->count));
    geo_shapes_destroy(s);
}

static int64_t slow_first(int64_t n)
{
    double lo[2] = {INFINITY, INFINITY}, hi[2] = {-INFINITY, -INFINITY};
    int64_t best = 0;
    for (int64_t i = 0; i < n; i++) {
        lo[0] = fmin(lo[0], place_x[i]), hi[0] = fmax(hi[0], place_x[i]);
        lo[1] = fmin(lo[1], place_y[i]), hi[1] = fmax(hi[1], place_y[i]);
    }
    double x = lo[0] + (hi[0] - lo[0]) / 2.0, y = lo[1] + (hi[1] - lo[1]) / 2.0;
    for (int64_t i = 1; i < n; i++) {
        double dx = place_x[i] - x, dy = place_y[i] - y;
        double ex = place_x[best] - x, ey = place_y[best] - y;
        best = dx * dx + dy * dy < ex * ex + ey * ey ? i : best;
    }
    return best;
}

static void slow_run(int64_t n, double radius, result *out)
{
    static double nearest[MANY];
    int64_t next = slow_first(n);
    for (int64_t i = 0; i < n; i++) {
        nearest[i] = (double)INFINITY;
    }
    for (out->count = 0; next >= 0;) {
        int64_t c = next;
        out->center[out->count++] = c;
        next = -1;
        for (int64_t i = 0; i < n; i++) {
            nearest[i] = fmin(nearest[i], d2_of(i, c));
            bool farther = next < 0 || nearest[i] > nearest[next];
            next = nearest[i] > radius * radius && farther ? i : next;
        }
    }
    for (int64_t i = 0; i < n; i++) {
        out->label[i] = 0;
        for (int64_t c = 1; c < out->count; c++) {
            bool nearer = d2_of(i, out->center[c]) < d2_of(i, out->center[out->label[i]]);
            out->label[i] = nearer ? c : out->label[i];
        }
    }
}

static void does_as_the_traversal_is_told(void **state)
{
    geo_ctx *ctx = *state;
    static result fast, slow;
    for (int kind = 0; kind < PLACE_KINDS; kind++) {
        const int64_t n = kind % 2 == 0 ? 700 : 333;
        const double shares[] = {2.0, 0.3, 0.07};
        fill_places(kind, n, 3, place_x, place_y);
        double far = 0.0;
        for (int64_t i = 0; i < n; i++) {
            far = fmax(far, sqrt(d2_of(0, i)));
        }
        for (int k = 0; k < 3; k++) {
            double radius = far > 0.0 ? far * shares[k] : 1.0;
            run(ctx, n, radius, &fast);
            slow_run(n, radius, &slow);
            assert_int_equal(fast.count, slow.count);
            assert_memory_equal(fast.center, slow.center, (size_t)fast.count * sizeof(int64_t));
            assert_memory_equal(fast.label, slow.label, (size_t)n * sizeof(int64_t));
        }
    }
}

static void no_point_is_farther_than_the_radius(void **state)
{
    geo_ctx *ctx = *state;
    static result r;
    fill_places(1, MANY, 8, place_x, place_y);
    run(ctx, MANY, 300.0, &r);
    for (int64_t i = 0; i < MANY; i++) {
        assert_true(d2_of(i, r.center[r.label[i]]) <= 300.0 * 300.0);
    }
    for (int64_t c = 0; c < r.count; c++) {
        assert_int_equal(r.label[r.center[c]], c);
        for (int64_t other = 0; other < c; other++) {
            assert_true(d2_of(r.center[c], r.center[other]) > 300.0 * 300.0);
        }
    }
    assert_true(r.count > 5);
}

/* The radius is closed: 3 points 2 apart are one cluster about the middle at radius 2. */
static void the_radius_itself_is_within(void **state)
{
    geo_ctx *ctx = *state;
    result r;
    const double x[] = {0, 2, 4};
    memcpy(place_x, x, sizeof x);
    memset(place_y, 0, sizeof x);
    run(ctx, 3, 2.0, &r);
    assert_int_equal(r.count, 1);
    assert_int_equal(r.center[0], 1);
    run(ctx, 3, 1.999999, &r);
    assert_int_equal(r.count, 3);
    assert_int_equal(r.center[1], 0); /* as far as the last, and of lower index */
}

static void cluster_many(geo_ctx *ctx, void *out)
{
    fill_places(1, MANY, 8, place_x, place_y);
    run(ctx, MANY, 500.0, out);
}

static void any_number_of_threads_gives_the_same(void **state)
{
    static result r;
    (void)state;
    assert_same_on_any_threads(cluster_many, &r, sizeof r);
}

static void what_cannot_be_is_refused(void **state)
{
    geo_ctx *ctx = *state;
    int64_t label[2], count;
    const double bad[] = {0.0, -1.0, (double)NAN, (double)INFINITY};
    draft *d = draft_new();
    draft_feature(d, GEO_NONE);
    draft_feature(d, GEO_NONE);
    geo_shapes *s = draft_shapes(ctx, d);
    for (int k = 0; k < 4; k++) {
        assert_status(ctx, geo_radius_clusters(ctx, s, bad[k], label, NULL, &count), GEO_INVALID);
        assert_message_has(ctx, "must be above 0");
    }
    assert_ok(ctx, geo_radius_clusters(ctx, s, 1.0, label, NULL, &count));
    assert_true(count == 0 && label[0] == -1 && label[1] == -1);
    geo_shapes_destroy(s);
    free(d);
}

static geo_status run_sample(geo_ctx *ctx, void *data)
{
    static result r;
    geo_shapes *s = NULL;
    (void)data;
    geo_status status = geo_shapes_create_points(ctx, 300, place_x, place_y, &s);
    if (status == GEO_OK) {
        status = geo_radius_clusters(ctx, s, 400.0, r.label, r.center, &r.count);
    }
    geo_shapes_destroy(s);
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    (void)state;
    fill_places(0, 300, 2, place_x, place_y);
    assert_true(assert_survives_allocation_failures(run_sample, NULL) > 10);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)
    const struct CMUnitTest tests[] = {
        CASE(does_as_the_traversal_is_told), CASE(no_point_is_farther_than_the_radius),
        CASE(the_radius_itself_is_within),   cmocka_unit_test(any_number_of_threads_gives_the_same),
        CASE(what_cannot_be_is_refused),     cmocka_unit_test(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
