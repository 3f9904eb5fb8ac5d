/* SPDX-License-Identifier: MIT */
/* The nearest facilities of each origin, against METHODS 2.1 and scans of everything. */
#include "support.h"

#include "draft.h"
#include "geo/proximity.h"
#include "places.h"
#include "vectors.h"

enum { MANY = 6000, MAX_K = 20 };

/* ---- Published numbers ------------------------------------------------------------------- */

static int by_number(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* What the row asks of its origin: rows of facilities, or how far they are. */
static int64_t near_numbers(geo_ctx *ctx, const test_vectors *v, double *got)
{
    double place[2 * MAX_K], x[MAX_K], y[MAX_K], origin[2], distance[MAX_K * MAX_K];
    int64_t index[MAX_K * MAX_K],
        found = 0, n = parse_numbers(vector_text(v, "facilities"), place, 2 * MAX_K) / 2;
    const char *what = vector_text(v, "what"), *from = vector_text(v, "origin");
    double limit = atof(strchr(what, ' '));
    bool within = strncmp(what, "within", 6) == 0, far = strncmp(what, "distances", 9) == 0;
    bool of_row = parse_numbers(from, origin, 2) == 1;
    for (int64_t i = 0; i < n; i++) {
        x[i] = place[2 * i], y[i] = place[2 * i + 1];
    }
    geo_nearest_options o = geo_nearest_options_default();
    o.k = within ? n : (int64_t)limit;
    o.max_distance_m = within ? limit : o.max_distance_m;
    o.skip_self = of_row;
    geo_shapes *facilities = draft_points(ctx, n, x, y),
               *one = draft_points(ctx, 1, origin, origin + 1);
    assert_ok(ctx, geo_nearest(ctx, of_row ? facilities : one, facilities, &o, index, distance));
    int64_t first = of_row ? (int64_t)origin[0] * o.k : 0;
    for (int64_t j = first; j < first + o.k && index[j] >= 0; j++) {
        got[found++] = far ? distance[j] : (double)index[j];
    }
    if (within) {
        qsort(got, (size_t)found, sizeof *got, by_number);
    }
    geo_shapes_destroy(one);
    geo_shapes_destroy(facilities);
    return found;
}

static void published_numbers_are_met(void **state)
{
    test_vectors v;
    int rows = 0;
    for (vectors_open(&v, "vectors/near.tsv"); vectors_next(&v); rows++) {
        double got[MAX_K], expected[MAX_K];
        int64_t n = near_numbers(*state, &v, got);
        assert_int_equal(parse_numbers(vector_text(&v, "expected"), expected, MAX_K), n);
        for (int64_t k = 0; k < n; k++) {
            assert_vector(&v, "number", got[k], expected[k], vector_number(&v, "tolerance"));
        }
    }
    assert_int_equal(rows, 5);
}

/* ---- The slow way --------------------------------------------------------------------------- */

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
    geo_shapes *origins = draft_points(ctx, n, x, y), *facilities = draft_points(ctx, m, fx, fy);
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
    for (int kind = 0; kind < PLACE_KINDS; kind++) {
        for (int c = 0; c < 4; c++) {
            geo_nearest_options o = geo_nearest_options_default();
            o.k = ks[c];
            fill_places(kind, 1500, 1, x, y);
            fill_places(kind, facility_counts[c], 2, fx, fy);
            assert_nearest_is_right(ctx, 1500, x, y, facility_counts[c], fx, fy, &o);
            o.max_distance_m = 3.0;
            assert_nearest_is_right(ctx, 1500, x, y, facility_counts[c], fx, fy, &o);
        }
        for (int64_t k = 1; k <= 4; k++) {
            geo_nearest_options o = geo_nearest_options_default();
            o.k = k;
            o.skip_self = 1;
            fill_places(kind, 1000, 3, x, y);
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
    geo_shapes *origin = draft_points(ctx, 1, &x, &y), *facility = draft_points(ctx, 1, &fx, &fy);
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

static void nearest_knows_lines_polygons_and_groups(void **state)
{
    geo_ctx *ctx = *state;
    geo_shapes *facilities;
    assert_ok(ctx, geo_shapes_create(ctx, &mixed_facilities, &facilities));
    const double x[] = {1, 5, 3.5, 25, 38, 50, 60, 10}, y[] = {1, 5, 5, 2, 5, 0, 5, 5};
    const int64_t first[] = {0, 4, 0, 1, 2, 5, 5, 0};
    const double first_m[] = {0, 0, 0.5, 2, 2, 0, 0, 0};
    geo_shapes *origins = draft_points(ctx, 8, x, y);
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

/* ---- Lines and polygons ------------------------------------------------------------ */

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
    geo_shapes *origins = draft_points(ctx, 300, x, y);
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

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_ctx, free_ctx)
    const struct CMUnitTest tests[] = {
        TEST(published_numbers_are_met),
        TEST(nearest_is_what_a_scan_finds),
        TEST(largest_distance_is_closed),
        TEST(nearest_knows_lines_polygons_and_groups),
        TEST(nearest_of_shapes_is_what_a_scan_finds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
