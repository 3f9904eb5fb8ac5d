/* SPDX-License-Identifier: MIT */
/* Every method that makes clusters, on the same things in another order: the partition stays. */
#include "support.h"

#include "geo/cluster.h"
#include "geo/hierarchy.h"
#include "geo/regions.h"

enum { POINTS = 1500, SIDE = 20, ZONES = SIDE * SIDE, MANY = POINTS, TRIALS = 4 };

/* What is clustered: points, each with a time and a weight, or zones side by side, with two values
 * and an amount. */
typedef struct things {
    int64_t n;
    double x[MANY], y[MANY], time_s[MANY], weight[MANY];
    int64_t pairs, from[2 * MANY], to[2 * MANY]; /* zones that touch */
} things;

typedef geo_status (*method)(geo_ctx *ctx, const geo_shapes *points, const things *t,
                             int64_t *label);

/* ---- Methods of points ----------------------------------------------------------------------- */

static geo_status dbscan(geo_ctx *ctx, const geo_shapes *points, const things *t, int64_t *label)
{
    int64_t count;
    geo_dbscan_options o = geo_dbscan_options_default();
    o.eps_m = 2.0;
    o.min_weight = 8.0;
    return geo_dbscan(ctx, points, t->weight, &o, label, NULL, &count);
}

static geo_status dbscan_star(geo_ctx *ctx, const geo_shapes *points, const things *t,
                              int64_t *label)
{
    int64_t count;
    geo_dbscan_options o = geo_dbscan_options_default();
    o.eps_m = 2.0;
    o.core_only = 1;
    (void)t;
    return geo_dbscan(ctx, points, NULL, &o, label, NULL, &count);
}

static geo_status dbscan_in_time(geo_ctx *ctx, const geo_shapes *points, const things *t,
                                 int64_t *label)
{
    int64_t count;
    geo_dbscan_options o = geo_dbscan_options_default();
    o.eps_m = 3.0;
    o.time_s = t->time_s;
    o.time_eps_s = 40.0;
    return geo_dbscan(ctx, points, NULL, &o, label, NULL, &count);
}

static geo_status hdbscan(geo_ctx *ctx, const geo_shapes *points, const things *t, int64_t *label)
{
    geo_membership out = {.label = label};
    (void)t;
    return geo_hdbscan(ctx, points, NULL, &out, NULL);
}

/* The order, cut where the reach is more than 2: its core points. Those of xi are ranges of an
 * order in which points of equal reach stand as they do in the input. */
static geo_status optics(geo_ctx *ctx, const geo_shapes *points, const things *t, int64_t *label)
{
    static int64_t place[MANY], at[MANY];
    static double reach_m[MANY], core_m[MANY];
    const double cut_m = 2.0;
    geo_optics out = {.place = place, .reach_m = reach_m, .core_m = core_m};
    int64_t count = -1;
    geo_status status = geo_optics_order(ctx, points, NULL, &out);
    for (int64_t i = 0; status == GEO_OK && i < t->n; i++) {
        at[place[i]] = i;
    }
    for (int64_t k = 0; status == GEO_OK && k < t->n; k++) {
        bool is_core = core_m[at[k]] <= cut_m;
        count += is_core && !(reach_m[at[k]] <= cut_m);
        label[at[k]] = is_core ? count : -1;
    }
    return status;
}

static geo_status kmeans(geo_ctx *ctx, const geo_shapes *points, const things *t, int64_t *label)
{
    const double start_x[] = {10.0, 50.0, 90.0, 10.0}, start_y[] = {10.0, 50.0, 90.0, 90.0};
    double x[4], y[4];
    geo_kmeans_options o = geo_kmeans_options_default();
    o.k = 4;
    o.start_x = start_x;
    o.start_y = start_y;
    return geo_kmeans(ctx, points, t->weight, &o, label, x, y, NULL);
}

static geo_status radius(geo_ctx *ctx, const geo_shapes *points, const things *t, int64_t *label)
{
    int64_t count;
    (void)t;
    return geo_radius_clusters(ctx, points, 15.0, label, NULL, &count);
}

/* ---- Methods of zones ------------------------------------------------------------------------ */

static geo_status zone_weights_of(geo_ctx *ctx, const things *t, geo_weights **out)
{
    return geo_weights_create(ctx, t->n, t->pairs, t->from, t->to, NULL, out);
}

/* The two columns of values, one after another. */
static const double *values_of(const things *t)
{
    static double value[2 * MANY];
    memcpy(value, t->x, (size_t)t->n * sizeof *value);
    memcpy(value + t->n, t->y, (size_t)t->n * sizeof *value);
    return value;
}

static geo_status skater(geo_ctx *ctx, const geo_shapes *points, const things *t, int64_t *label)
{
    geo_weights *w = NULL;
    geo_skater_options o = geo_skater_options_default();
    (void)points;
    o.regions = 9;
    geo_status status = zone_weights_of(ctx, t, &w);
    status = status == GEO_OK ? geo_skater(ctx, w, 2, values_of(t), &o, label, NULL) : status;
    geo_weights_destroy(w);
    return status;
}

static geo_status max_p(geo_ctx *ctx, const geo_shapes *points, const things *t, int64_t *label)
{
    geo_weights *w = NULL;
    geo_max_p_options o = geo_max_p_options_default();
    (void)points;
    o.starts = 6;
    o.patience = 10;
    geo_status status = zone_weights_of(ctx, t, &w);
    status = status == GEO_OK
                 ? geo_max_p(ctx, w, 2, values_of(t), t->weight, 120.0, &o, label, NULL)
                 : status;
    geo_weights_destroy(w);
    return status;
}

/* ---- Things, and the same in another order --------------------------------------------------- */

/* Twelve groups and what lies between them; no two distances are the same. */
static void fill_points(things *t, uint64_t seed)
{
    test_random r = {.state = seed};
    t->n = POINTS;
    t->pairs = 0;
    for (int64_t i = 0; i < t->n; i++) {
        double group = (double)test_random_below(&r, 12), spread = i % 4 == 0 ? 100.0 : 8.0;
        double u = test_random_unit(&r), v = test_random_unit(&r);
        t->x[i] = i % 4 == 0 ? spread * u : 25.0 * fmod(group, 4.0) + spread * u * v;
        t->y[i] = i % 4 == 0 ? spread * v : 30.0 * floor(group / 4.0) + spread * v;
        t->time_s[i] = floor(400.0 * test_random_unit(&r));
        t->weight[i] = 1.0 + (double)test_random_below(&r, 5);
    }
}

static void fill_zones(things *t, uint64_t seed)
{
    test_random r = {.state = seed};
    t->n = ZONES;
    t->pairs = 0;
    for (int64_t i = 0; i < t->n; i++) {
        int64_t row = i / SIDE;
        t->x[i] = (double)(i % SIDE) + 6.0 * test_random_unit(&r);
        t->y[i] = (double)row + 6.0 * test_random_unit(&r);
        t->weight[i] = 1.0 + (double)test_random_below(&r, 20);
        if (i % SIDE > 0) {
            t->from[t->pairs] = i - 1;
            t->to[t->pairs++] = i;
        }
        if (i >= SIDE) {
            t->from[t->pairs] = i - SIDE;
            t->to[t->pairs++] = i;
        }
    }
}

/* to[i]: where thing i comes to stand. */
static void shuffle(const things *t, uint64_t seed, things *out, int64_t *to)
{
    test_random r = {.state = seed};
    for (int64_t i = 0; i < t->n; i++) {
        int64_t j = test_random_below(&r, i + 1);
        to[i] = to[j];
        to[j] = i;
    }
    out->n = t->n;
    out->pairs = t->pairs;
    for (int64_t i = 0; i < t->n; i++) {
        out->x[to[i]] = t->x[i];
        out->y[to[i]] = t->y[i];
        out->time_s[to[i]] = t->time_s[i];
        out->weight[to[i]] = t->weight[i];
    }
    for (int64_t k = 0; k < t->pairs; k++) {
        out->from[t->pairs - 1 - k] = to[t->from[k]];
        out->to[t->pairs - 1 - k] = to[t->to[k]];
    }
}

/* ---- The property --------------------------------------------------------------------- */

typedef struct named_method {
    const char *name;
    method find;
    bool of_zones;
} named_method;

static const named_method methods[] = {
    {"dbscan", dbscan, false},
    {"dbscan*", dbscan_star, false},
    {"dbscan in time", dbscan_in_time, false},
    {"hdbscan*", hdbscan, false},
    {"optics", optics, false},
    {"k-means", kmeans, false},
    {"radius", radius, false},
    {"skater", skater, true},
    {"max-p", max_p, true},
};

static void find(geo_ctx *ctx, const named_method *m, const things *t, int64_t *label)
{
    geo_shapes *points = NULL;
    assert_ok(ctx, geo_shapes_create_points(ctx, t->n, t->x, t->y, &points));
    assert_ok(ctx, m->find(ctx, points, t, label));
    geo_shapes_destroy(points);
}

/* A name of one is a name of the other, and noise is noise. */
static void assert_same_partition(const char *name, int64_t n, const int64_t *a, const int64_t *b,
                                  const int64_t *to)
{
    static int64_t name_of[MANY], other[MANY];
    int64_t largest = -1;
    for (int64_t i = 0; i < n; i++) {
        name_of[i] = other[i] = -1;
    }
    for (int64_t i = 0; i < n; i++) {
        int64_t mine = a[i], theirs = b[to[i]];
        if ((mine < 0) != (theirs < 0)) {
            fail_msg("%s: %lld is noise in one order only", name, (long long)i);
        }
        if (mine < 0) {
            continue;
        }
        largest = mine > largest ? mine : largest;
        name_of[mine] = name_of[mine] < 0 ? theirs : name_of[mine];
        other[theirs] = other[theirs] < 0 ? mine : other[theirs];
        if (name_of[mine] != theirs || other[theirs] != mine) {
            fail_msg("%s: %lld is with others in another order", name, (long long)i);
        }
    }
    if (largest < 3) {
        fail_msg("%s: too few clusters to tell anything", name);
    }
}

static void shuffled_input_gives_the_same_partition(void **state)
{
    geo_ctx *ctx = *state;
    static things plain, mixed;
    static int64_t to[MANY], before[MANY], after[MANY];
    for (size_t k = 0; k < sizeof methods / sizeof methods[0]; k++) {
        const named_method *m = &methods[k];
        for (uint64_t trial = 0; trial < TRIALS; trial++) {
            (m->of_zones ? fill_zones : fill_points)(&plain, 3 + trial);
            shuffle(&plain, 17 * trial + k, &mixed, to);
            find(ctx, m, &plain, before);
            find(ctx, m, &mixed, after);
            assert_same_partition(m->name, plain.n, before, after, to);
        }
    }
}

static void any_number_of_threads_gives_the_same_partition(void **state)
{
    static things plain;
    static int64_t one[MANY], more[MANY];
    const int64_t threads[] = {1, 2, 3, 7};
    (void)state;
    for (size_t k = 0; k < sizeof methods / sizeof methods[0]; k++) {
        (methods[k].of_zones ? fill_zones : fill_points)(&plain, 5);
        for (int i = 0; i < 4; i++) {
            geo_ctx *ctx = ctx_with_threads(threads[i]);
            find(ctx, &methods[k], &plain, i == 0 ? one : more);
            geo_ctx_destroy(ctx);
            if (i > 0) {
                assert_memory_equal(one, more, (size_t)plain.n * sizeof *one);
            }
        }
    }
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)
    const struct CMUnitTest tests[] = {
        CASE(shuffled_input_gives_the_same_partition),
        cmocka_unit_test(any_number_of_threads_gives_the_same_partition),
    };
    return cmocka_run_group_tests_name("cluster_order", tests, NULL, NULL);
}
