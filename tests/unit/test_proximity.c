/* SPDX-License-Identifier: MIT */
/* Nearest, within and summaries, against METHODS 2.1 and 2.3 and scans of everything. */
#include "support.h"

#include "geo/proximity.h"

enum { MANY = 6000, MAX_K = 20, KINDS = 6 };

/* ---- Data ----------------------------------------------------------------------------- */

static void fill(int kind, int64_t n, uint64_t seed, double *x, double *y)
{
    test_random r = {.state = seed};
    for (int64_t i = 0; i < n; i++) {
        double u = test_random_unit(&r), v = test_random_unit(&r);
        const double at[KINDS][2] = {
            {441000.0 + 5000.0 * u, 4427000.0 + 3000.0 * v},             /* even */
            {floor(5.0 * u) * 900.0 + 40.0 * u * v, 1000.0 * v * v * v}, /* clustered */
            {floor(40.0 * u), floor(40.0 * v)},                          /* lattice: ties */
            {floor(3.0 * u), 1.0},                                       /* many on few places */
            {7.0 * u, 7.0 * u},                                          /* one line */
            {v < 0.9 ? u : 1e6 * u, v < 0.9 ? v : -1e6 * v},             /* dense core, wide rim */
        };
        x[i] = at[kind][0];
        y[i] = at[kind][1];
    }
}

static geo_shapes *points(geo_ctx *ctx, int64_t n, const double *x, const double *y)
{
    geo_shapes *s;
    assert_ok(ctx, geo_shapes_create_points(ctx, n, x, y, &s));
    return s;
}

/* ---- Nearest -------------------------------------------------------------------------- */

static const double golden_x[] = {0, 2, 0, 2, 1, 5}, golden_y[] = {0, 0, 2, 2, 1, 5};

static void nearest_gives_the_worked_example(void **state)
{
    geo_ctx *ctx = *state;
    geo_shapes *s = points(ctx, 6, golden_x, golden_y);
    geo_nearest_options o = geo_nearest_options_default();
    int64_t index[18];
    double distance[18];
    o.k = 3;
    o.skip_self = 1;
    assert_ok(ctx, geo_nearest(ctx, s, s, &o, index, distance));
    for (int64_t i = 0; i < 3; i++) { /* #3 is as near, and loses by index */
        assert_int_equal(index[4 * 3 + i], i);
        assert_near(distance[4 * 3 + i], 1.4142135623730951, 1e-15);
    }
    const double qx = 4.0, qy = 4.0;
    geo_shapes *q = points(ctx, 1, &qx, &qy);
    o.k = 2;
    o.skip_self = 0;
    assert_ok(ctx, geo_nearest(ctx, q, s, &o, index, distance));
    assert_int_equal(index[0], 5);
    assert_int_equal(index[1], 3);
    assert_near(distance[0], 1.414214, 1e-6);
    assert_near(distance[1], 2.828427, 1e-6);
    geo_shapes_destroy(q);
    geo_shapes_destroy(s);
}

typedef struct neighbours {
    int64_t index[MAX_K];
    double d2[MAX_K];
    int64_t found;
} neighbours;

static void slow_nearest(double x, double y, int64_t m, const double *fx, const double *fy,
                         int64_t k, double max_d2, int64_t skip, neighbours *out)
{
    out->found = 0;
    for (int64_t j = 0; j < m; j++) {
        double dx = fx[j] - x, dy = fy[j] - y, d2 = dx * dx + dy * dy;
        if (j == skip || !(d2 <= max_d2)) {
            continue;
        }
        int64_t at = out->found;
        while (at > 0 && out->d2[at - 1] > d2) {
            at--;
        }
        if (at == k) {
            continue;
        }
        out->found += out->found < k;
        for (int64_t i = out->found - 1; i > at; i--) {
            out->d2[i] = out->d2[i - 1];
            out->index[i] = out->index[i - 1];
        }
        out->d2[at] = d2;
        out->index[at] = j;
    }
}

static void assert_nearest_is_right(geo_ctx *ctx, int64_t n, const double *x, const double *y,
                                    int64_t m, const double *fx, const double *fy,
                                    const geo_nearest_options *o)
{
    static int64_t index[MANY * MAX_K];
    static double distance[MANY * MAX_K];
    geo_shapes *origins = points(ctx, n, x, y), *facilities = points(ctx, m, fx, fy);
    assert_ok(ctx, geo_nearest(ctx, origins, facilities, o, index, distance));
    for (int64_t i = 0; i<n; i += n> 500 ? 7 : 1) {
        neighbours slow;
        slow_nearest(x[i], y[i], m, fx, fy, o->k, o->max_distance_m * o->max_distance_m,
                     o->skip_self ? i : -1, &slow);
        for (int64_t j = 0; j < o->k; j++) {
            bool any = j < slow.found;
            assert_int_equal(index[i * o->k + j], any ? slow.index[j] : -1);
            double d = distance[i * o->k + j];
            assert_true(any ? d == sqrt(slow.d2[j]) : isnan(d));
        }
    }
    geo_shapes_destroy(origins);
    geo_shapes_destroy(facilities);
}

static void nearest_is_what_a_scan_finds(void **state)
{
    geo_ctx *ctx = *state;
    static double x[MANY], y[MANY], fx[MANY], fy[MANY];
    const int64_t ks[] = {1, 1, 3, 20}, facility_counts[] = {700, 1, 40, 0};
    for (int kind = 0; kind < KINDS; kind++) {
        for (int c = 0; c < 4; c++) {
            geo_nearest_options o = geo_nearest_options_default();
            o.k = ks[c];
            fill(kind, 1500, 1, x, y);
            fill(kind, facility_counts[c], 2, fx, fy);
            assert_nearest_is_right(ctx, 1500, x, y, facility_counts[c], fx, fy, &o);
            o.max_distance_m = 3.0;
            assert_nearest_is_right(ctx, 1500, x, y, facility_counts[c], fx, fy, &o);
        }
        for (int64_t k = 1; k <= 4; k++) {
            geo_nearest_options o = geo_nearest_options_default();
            o.k = k;
            o.skip_self = 1;
            fill(kind, 1000, 3, x, y);
            assert_nearest_is_right(ctx, 1000, x, y, 1000, x, y, &o);
            assert_nearest_is_right(ctx, 3, x, y, 3, x, y, &o);
            assert_nearest_is_right(ctx, 100, x, y, 2, x, y, &o);
        }
    }
}

static void largest_distance_is_closed(void **state)
{
    geo_ctx *ctx = *state;
    const double x = 0.0, y = 0.0, fx = 3.0, fy = 4.0;
    geo_nearest_options o = geo_nearest_options_default();
    o.max_distance_m = 5.0;
    assert_nearest_is_right(ctx, 1, &x, &y, 1, &fx, &fy, &o);
    geo_shapes *origin = points(ctx, 1, &x, &y), *facility = points(ctx, 1, &fx, &fy);
    int64_t index;
    double distance;
    assert_ok(ctx, geo_nearest(ctx, origin, facility, &o, &index, &distance));
    assert_int_equal(index, 0);
    o.max_distance_m = 4.9999999999;
    assert_ok(ctx, geo_nearest(ctx, origin, facility, &o, &index, &distance));
    assert_int_equal(index, -1);
    assert_true(isnan(distance));
    geo_shapes_destroy(origin);
    geo_shapes_destroy(facility);
}

/* A square with a hole, a line, a multipoint, nothing, a square in the hole, and a collection
 * of a point and a line. */
static const uint8_t mixed_type[] = {GEO_POLYGON, GEO_LINESTRING, GEO_MULTIPOINT,
                                     GEO_NONE,    GEO_POLYGON,    GEO_COLLECTION};
static const int64_t mixed_parts[] = {0, 1, 2, 4, 4, 5, 7};
static const int64_t mixed_rings[] = {0, 2, 3, 4, 5, 6, 7, 8};
static const int64_t mixed_coords[] = {0, 5, 10, 12, 13, 14, 19, 20, 22};
static const uint8_t mixed_kinds[] = {
    0, 0, 0, 0, 0, GEO_POINT | GEO_PART_FIRST, GEO_LINESTRING | GEO_PART_FIRST};
static const double mixed_x[] = {0,  10, 10, 0, 0, 3, 3, 7, 7,  3,  20,
                                 30, 15, 40, 4, 6, 6, 4, 4, 50, 60, 60};
static const double mixed_y[] = {0, 0, 10, 10, 0, 3, 7, 7, 3, 3, 0,
                                 0, 5, 5,  4,  4, 6, 6, 4, 0, 0, 9};
static const geo_geometry mixed = {.n = 6,
                                   .part_count = 7,
                                   .ring_count = 8,
                                   .coord_count = 22,
                                   .type = mixed_type,
                                   .part_offset = mixed_parts,
                                   .ring_offset = mixed_rings,
                                   .coord_offset = mixed_coords,
                                   .part_kind = mixed_kinds,
                                   .x = mixed_x,
                                   .y = mixed_y};

static void nearest_knows_lines_polygons_and_groups(void **state)
{
    geo_ctx *ctx = *state;
    geo_shapes *facilities;
    assert_ok(ctx, geo_shapes_create(ctx, &mixed, &facilities));
    const double x[] = {1, 5, 3.5, 25, 38, 50, 60, 10}, y[] = {1, 5, 5, 2, 5, 0, 5, 5};
    const int64_t first[] = {0, 4, 0, 1, 2, 5, 5, 0};
    const double first_m[] = {0, 0, 0.5, 2, 2, 0, 0, 0};
    geo_shapes *origins = points(ctx, 8, x, y);
    geo_nearest_options o = geo_nearest_options_default();
    int64_t index[16];
    double distance[16];
    o.k = 2;
    assert_ok(ctx, geo_nearest(ctx, origins, facilities, &o, index, distance));
    for (int i = 0; i < 8; i++) {
        assert_int_equal(index[2 * i], first[i]);
        assert_near(distance[2 * i], first_m[i], 1e-15);
    }
    assert_int_equal(index[1], 4);
    assert_near(distance[1], sqrt(18.0), 1e-15);
    assert_int_equal(index[3], 0); /* from the hole to its edge */
    assert_near(distance[3], 2.0, 1e-15);
    assert_int_equal(index[5], 4);
    assert_near(distance[5], 0.5, 1e-15);
    o.k = 6; /* one has no geometry */
    static int64_t all[48];
    static double all_m[48];
    assert_ok(ctx, geo_nearest(ctx, origins, facilities, &o, all, all_m));
    for (int i = 0; i < 8; i++) {
        assert_int_equal(all[6 * i + 5], -1);
        assert_true(isnan(all_m[6 * i + 5]) && !isnan(all_m[6 * i + 4]));
        for (int j = 0; j < 5; j++) {
            assert_int_not_equal(all[6 * i + j], 3);
        }
    }
    o.k = 1;
    o.skip_self = 1; /* origin 0 is inside facility 0, and passes it over */
    assert_ok(ctx, geo_nearest(ctx, origins, facilities, &o, index, distance));
    assert_int_equal(index[0], 4);
    geo_shapes_destroy(origins);
    geo_shapes_destroy(facilities);
}

/* Random stars: a scan over every edge and an even-odd count tell the truth. */
typedef struct stars {
    int64_t n, ring_begin[401];
    uint8_t type[400];
    double x[400 * 9], y[400 * 9];
} stars;

static void fill_stars(stars *s, int64_t n)
{
    test_random r = {.state = 99};
    s->n = n;
    s->ring_begin[0] = 0;
    for (int64_t i = 0; i < n; i++) {
        bool line = i % 3 == 0;
        double cx = 100.0 * test_random_unit(&r), cy = 100.0 * test_random_unit(&r);
        int64_t at = s->ring_begin[i];
        for (int64_t j = 0; j < 8; j++) {
            double size = 2.0 + 8.0 * test_random_unit(&r), turn = (double)j * 0.785398;
            s->x[at + j] = cx + size * cos(turn);
            s->y[at + j] = cy + (j % 4 == 0 ? 0.0 : size * sin(turn)); /* some level edges */
        }
        s->x[at + 8] = s->x[at];
        s->y[at + 8] = s->y[at];
        s->type[i] = line ? GEO_LINESTRING : GEO_POLYGON;
        s->ring_begin[i + 1] = at + (line ? 8 : 9);
    }
}

static double star_distance(const stars *s, int64_t i, double x, double y)
{
    double least = (double)INFINITY;
    bool inside = false;
    for (int64_t a = s->ring_begin[i]; a + 1 < s->ring_begin[i + 1]; a++) {
        double vx = s->x[a + 1] - s->x[a], vy = s->y[a + 1] - s->y[a];
        double t = ((x - s->x[a]) * vx + (y - s->y[a]) * vy) / (vx * vx + vy * vy);
        t = fmin(1.0, fmax(0.0, t));
        least = fmin(least, hypot(s->x[a] + t * vx - x, s->y[a] + t * vy - y));
        if ((s->y[a] > y) != (s->y[a + 1] > y) && x < s->x[a] + (y - s->y[a]) / vy * vx) {
            inside = !inside;
        }
    }
    return inside && s->type[i] == GEO_POLYGON ? 0.0 : least;
}

static void nearest_of_shapes_is_what_a_scan_finds(void **state)
{
    geo_ctx *ctx = *state;
    static stars s;
    static double x[300], y[300], distance[300 * 5];
    static int64_t index[300 * 5];
    fill_stars(&s, 400);
    geo_geometry g = {.n = s.n,
                      .part_count = s.n,
                      .ring_count = s.n,
                      .coord_count = s.ring_begin[s.n],
                      .type = s.type,
                      .coord_offset = s.ring_begin,
                      .x = s.x,
                      .y = s.y};
    geo_shapes *facilities;
    assert_ok(ctx, geo_shapes_create(ctx, &g, &facilities));
    test_random r = {.state = 4};
    for (int i = 0; i < 300; i++) {
        x[i] = 120.0 * test_random_unit(&r) - 10.0;
        y[i] = 120.0 * test_random_unit(&r) - 10.0;
    }
    geo_shapes *origins = points(ctx, 300, x, y);
    geo_nearest_options o = geo_nearest_options_default();
    for (o.k = 1; o.k <= 5; o.k += 2) {
        assert_ok(ctx, geo_nearest(ctx, origins, facilities, &o, index, distance));
        for (int64_t i = 0; i < 300; i++) {
            int64_t nearer = 0;
            double last = distance[(i + 1) * o.k - 1];
            for (int64_t j = 0; j < o.k; j++) {
                int64_t f = index[i * o.k + j];
                assert_near(distance[i * o.k + j], star_distance(&s, f, x[i], y[i]), 1e-11);
                assert_true(j == 0 || distance[i * o.k + j] > distance[i * o.k + j - 1] ||
                            (distance[i * o.k + j] == distance[i * o.k + j - 1] &&
                             f > index[i * o.k + j - 1]));
            }
            for (int64_t f = 0; f < s.n; f++) {
                nearer += star_distance(&s, f, x[i], y[i]) < last - 1e-9;
            }
            assert_true(nearer < o.k);
        }
    }
    geo_shapes_destroy(origins);
    geo_shapes_destroy(facilities);
}

static void origins_without_geometry_have_no_neighbours(void **state)
{
    geo_ctx *ctx = *state;
    const uint8_t type[] = {GEO_NONE, GEO_POINT, GEO_MULTIPOINT, GEO_POINT};
    const int64_t parts[] = {0, 0, 1, 2, 2};
    const double x[] = {1.0, 2.0}, y[] = {0.0, 0.0};
    const geo_geometry g = {.n = 4,
                            .part_count = 2,
                            .ring_count = 2,
                            .coord_count = 2,
                            .type = type,
                            .part_offset = parts,
                            .x = x,
                            .y = y};
    geo_shapes *s;
    int64_t index[4], count[4];
    double distance[4], sum[4];
    const double weight[] = {8.0, 4.0, 2.0, 1.0};
    geo_nearest_options o = geo_nearest_options_default();
    assert_ok(ctx, geo_shapes_create(ctx, &g, &s));
    o.skip_self = 1;
    assert_ok(ctx, geo_nearest(ctx, s, s, &o, index, distance));
    const int64_t expected[] = {-1, 2, 1, -1};
    assert_memory_equal(index, expected, sizeof index);
    assert_true(isnan(distance[0]) && distance[1] == 1.0 && isnan(distance[3]));
    assert_ok(ctx, geo_within(ctx, s, s, 1.0, weight, 1, count, sum));
    const int64_t counts[] = {0, 1, 1, 0};
    const double sums[] = {0.0, 2.0, 4.0, 0.0};
    assert_memory_equal(count, counts, sizeof count);
    assert_memory_equal(sum, sums, sizeof sum);
    geo_shapes_destroy(s);
}

static void what_is_no_point_is_refused(void **state)
{
    geo_ctx *ctx = *state;
    geo_shapes *shapes, *ok = points(ctx, 6, golden_x, golden_y);
    int64_t index[6], count[6];
    double distance[6];
    assert_ok(ctx, geo_shapes_create(ctx, &mixed, &shapes));
    assert_status(ctx, geo_nearest(ctx, shapes, ok, NULL, index, distance), GEO_DATA);
    assert_message_has(ctx, "origins: feature 1 is a Polygon, not a point");
    assert_status(ctx, geo_within(ctx, ok, shapes, 1.0, NULL, 0, count, NULL), GEO_DATA);
    assert_message_has(ctx, "facilities: feature 1 is a Polygon");
    geo_nearest_options o = geo_nearest_options_default();
    o.k = 0;
    assert_status(ctx, geo_nearest(ctx, ok, ok, &o, index, distance), GEO_INVALID);
    o.k = 1;
    o.max_distance_m = -1.0;
    assert_status(ctx, geo_nearest(ctx, ok, ok, &o, index, distance), GEO_INVALID);
    o.max_distance_m = (double)NAN;
    assert_status(ctx, geo_nearest(ctx, ok, ok, &o, index, distance), GEO_INVALID);
    assert_status(ctx, geo_within(ctx, ok, ok, -1.0, NULL, 0, count, NULL), GEO_INVALID);
    const double weight[] = {1.0, 1.0, (double)NAN, 1.0, 1.0, 1.0};
    assert_status(ctx, geo_within(ctx, ok, ok, 1.0, weight, 0, count, distance), GEO_DATA);
    assert_message_has(ctx, "feature 3");
    geo_shapes_destroy(shapes);
    geo_shapes_destroy(ok);
}

/* ---- Within --------------------------------------------------------------------------- */

static void within_gives_the_worked_example(void **state)
{
    geo_ctx *ctx = *state;
    geo_shapes *s = points(ctx, 6, golden_x, golden_y);
    int64_t count[6];
    double sum[6];
    const double weight[] = {1, 2, 4, 8, 16, 32};
    assert_ok(ctx, geo_within(ctx, s, s, 2.0, weight, 1, count, sum));
    assert_int_equal(count[0], 3); /* 1, 2 at exactly 2.0, and 4 */
    assert_true(sum[0] == 2.0 + 4.0 + 16.0);
    assert_ok(ctx, geo_within(ctx, s, s, 2.0, NULL, 0, count, sum));
    assert_int_equal(count[0], 4);
    assert_true(sum[0] == 4.0);
    geo_shapes_destroy(s);
}

static void assert_within_is_right(geo_ctx *ctx, int64_t n, const double *x, const double *y,
                                   int64_t m, const double *fx, const double *fy, double distance,
                                   const double *weight, int skip_self)
{
    static int64_t count[MANY];
    static double sum[MANY];
    geo_shapes *origins = points(ctx, n, x, y), *facilities = points(ctx, m, fx, fy);
    assert_ok(ctx, geo_within(ctx, origins, facilities, distance, weight, skip_self, count, sum));
    for (int64_t i = 0; i < n; i += 7) {
        int64_t slow_count = 0;
        double slow_sum = 0.0;
        for (int64_t j = 0; j < m; j++) {
            double dx = fx[j] - x[i], dy = fy[j] - y[i];
            if (dx * dx + dy * dy <= distance * distance && (!skip_self || i != j)) {
                slow_count++;
                slow_sum += weight != NULL ? weight[j] : 1.0;
            }
        }
        assert_int_equal(count[i], slow_count);
        assert_true(sum[i] == slow_sum); /* to the bit: in index order */
    }
    geo_shapes_destroy(origins);
    geo_shapes_destroy(facilities);
}

static void within_is_what_a_scan_finds(void **state)
{
    geo_ctx *ctx = *state;
    static double x[MANY], y[MANY], fx[MANY], fy[MANY], weight[MANY];
    const double distances[] = {0.0, 1.0, 2.5, 300.0, 1e9, (double)INFINITY, 1e-12};
    test_random r = {.state = 8};
    for (int64_t i = 0; i < MANY; i++) {
        weight[i] = test_random_unit(&r) - 0.25;
    }
    for (int kind = 0; kind < KINDS; kind++) {
        fill(kind, 900, 1, x, y);
        fill(kind, 700, 2, fx, fy);
        for (int d = 0; d < 7; d++) {
            assert_within_is_right(ctx, 900, x, y, 700, fx, fy, distances[d], NULL, 0);
            assert_within_is_right(ctx, 900, x, y, 700, fx, fy, distances[d], weight, 0);
            assert_within_is_right(ctx, 900, x, y, 900, x, y, distances[d], NULL, 1);
            assert_within_is_right(ctx, 900, x, y, 900, x, y, distances[d], weight, 1);
        }
        assert_within_is_right(ctx, 900, x, y, 0, fx, fy, 5.0, NULL, 0);
        assert_within_is_right(ctx, 0, x, y, 700, fx, fy, 5.0, NULL, 0);
    }
}

/* ---- Summary -------------------------------------------------------------------------- */

static void quantiles_are_of_type_7(void **state)
{
    geo_ctx *ctx = *state;
    const double value[] = {4.0, (double)NAN, 1.0, 3.0, 2.0};
    geo_summary s;
    assert_ok(ctx, geo_summarize(ctx, 5, value, NULL, &s));
    assert_int_equal(s.used, 4);
    assert_int_equal(s.unknown, 1);
    assert_near(s.p90, 3.7, 1e-15);
    assert_near(s.median, 2.5, 1e-15);
    assert_near(s.mean, 2.5, 1e-15);
    assert_near(s.sum, 10.0, 1e-15);
    assert_near(s.min, 1.0, 0.0);
    assert_near(s.max, 4.0, 0.0);
}

/* METHODS 2.3: the closest facility of four places. */
static void weighted_quantiles_are_lower_inverses(void **state)
{
    geo_ctx *ctx = *state;
    const double cost[] = {5, 8, 4, 6}, people[] = {100, 200, 150, 50};
    geo_summary s;
    assert_ok(ctx, geo_summarize(ctx, 4, cost, people, &s));
    assert_near(s.mean, 6.0, 1e-15);
    assert_near(s.median, 5.0, 0.0);
    assert_near(s.p90, 8.0, 0.0);
    assert_near(s.sum, 3000.0, 1e-15);
}

static void summary_of_nothing_is_unknown(void **state)
{
    geo_ctx *ctx = *state;
    const double value[] = {(double)NAN, 5.0}, weight[] = {1.0, (double)NAN}, none[] = {0.0, 0.0};
    geo_summary s;
    assert_ok(ctx, geo_summarize(ctx, 2, value, weight, &s));
    assert_int_equal(s.used, 0);
    assert_int_equal(s.unknown, 2);
    assert_true(isnan(s.mean) && isnan(s.median) && isnan(s.p90) && isnan(s.min));
    assert_ok(ctx, geo_summarize(ctx, 2, value, none, &s));
    assert_int_equal(s.used, 1);
    assert_true(isnan(s.mean) && s.sum == 0.0);
    assert_ok(ctx, geo_summarize(ctx, 0, NULL, NULL, &s));
    assert_int_equal(s.used, 0);
}

static void summary_keeps_infinities_and_small_terms(void **state)
{
    geo_ctx *ctx = *state;
    const double infinite[] = {1.0, (double)INFINITY, 2.0, 3.0};
    const double small[] = {1e16, 1.0, 1.0, -1e16};
    geo_summary s;
    assert_ok(ctx, geo_summarize(ctx, 4, infinite, NULL, &s));
    assert_true(isinf(s.mean) && isinf(s.max) && s.median == 2.5);
    assert_ok(ctx, geo_summarize(ctx, 4, small, NULL, &s));
    assert_true(s.sum == 2.0);
    const double bad[] = {1.0, -1.0, 1.0, 1.0};
    assert_status(ctx, geo_summarize(ctx, 4, small, bad, &s), GEO_DATA);
    assert_message_has(ctx, "feature 2");
}

/* ---- Promises of all ------------------------------------------------------------------ */

static void any_number_of_threads_gives_the_same(void **state)
{
    (void)state;
    static double x[MANY], y[MANY], distance[2][MANY * 2], sum[2][MANY];
    static int64_t index[2][MANY * 2], count[2][MANY];
    const int64_t threads[] = {1, 2, 3, 7};
    fill(1, MANY, 5, x, y);
    for (int t = 0; t < 4; t++) {
        geo_ctx *ctx = ctx_with_threads(threads[t]);
        geo_shapes *s = points(ctx, MANY, x, y);
        geo_nearest_options o = geo_nearest_options_default();
        int into = t > 0;
        o.k = 2;
        o.skip_self = 1;
        assert_ok(ctx, geo_nearest(ctx, s, s, &o, index[into], distance[into]));
        assert_ok(ctx, geo_within(ctx, s, s, 25.0, y, 0, count[into], sum[into]));
        if (t > 0) {
            assert_memory_equal(index[0], index[1], sizeof index[0]);
            assert_memory_equal(distance[0], distance[1], sizeof distance[0]);
            assert_memory_equal(count[0], count[1], sizeof count[0]);
            assert_memory_equal(sum[0], sum[1], sizeof sum[0]);
        }
        geo_shapes_destroy(s);
        geo_ctx_destroy(ctx);
    }
}

static geo_status run_all(geo_ctx *ctx, void *data)
{
    static int64_t index[MANY];
    static double distance[MANY];
    const double *x = data, *y = x + 2000;
    geo_shapes *s = NULL, *facilities = NULL;
    geo_summary summary;
    geo_status status = geo_shapes_create_points(ctx, 2000, x, y, &s);
    if (status == GEO_OK) {
        status = geo_shapes_create(ctx, &mixed, &facilities);
    }
    if (status == GEO_OK) {
        status = geo_nearest(ctx, s, s, NULL, index, distance);
    }
    if (status == GEO_OK) {
        status = geo_nearest(ctx, s, facilities, NULL, index, distance);
    }
    if (status == GEO_OK) {
        status = geo_within(ctx, s, s, 100.0, y, 1, index, distance);
    }
    if (status == GEO_OK) {
        status = geo_summarize(ctx, 2000, distance, x, &summary);
    }
    geo_shapes_destroy(s);
    geo_shapes_destroy(facilities);
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    (void)state;
    static double xy[4000];
    fill(1, 2000, 6, xy, xy + 2000);
    assert_true(assert_survives_allocation_failures(run_all, xy) > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nearest_gives_the_worked_example, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(nearest_is_what_a_scan_finds, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(largest_distance_is_closed, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(nearest_knows_lines_polygons_and_groups, make_ctx,
                                        free_ctx),
        cmocka_unit_test_setup_teardown(nearest_of_shapes_is_what_a_scan_finds, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(origins_without_geometry_have_no_neighbours, make_ctx,
                                        free_ctx),
        cmocka_unit_test_setup_teardown(what_is_no_point_is_refused, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(within_gives_the_worked_example, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(within_is_what_a_scan_finds, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(quantiles_are_of_type_7, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(weighted_quantiles_are_lower_inverses, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(summary_of_nothing_is_unknown, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(summary_keeps_infinities_and_small_terms, make_ctx,
                                        free_ctx),
        cmocka_unit_test(any_number_of_threads_gives_the_same),
        cmocka_unit_test(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
