/* SPDX-License-Identifier: MIT */
/* Kernel density: METHODS 4.4, and all points for each place. */
#include "support.h"

#include "kernel_oracle.h"
#include "vectors.h"

enum { KINDS = 5, MANY = 60, EDGES = 3, MOST_CELLS_A_SIDE = 80 };

static const double eight_x[] = {1, 2, 1.5, 8, 9, 8.5, 5, 2};
static const double eight_y[] = {1, 1, 2, 8, 8, 9, 5, 8};

static int place_of(const char *word, const char *const *words)
{
    int k = 0;
    while (strcmp(words[k], word) != 0) {
        k++;
    }
    return k;
}

/* ---- Published numbers ---------------------------------------------------------------- */

static double vector_density(geo_ctx *ctx, const test_vectors *v, const geo_window *w,
                             geo_density_kernel kernel)
{
    static const char *const edges[] = {"uniform", "points", "none"};
    const double two = 2.0;
    double density = 0.0;
    geo_density_sum sum;
    if (strcmp(vector_text(v, "edge"), "share") == 0) {
        return geo_density_share(w, kernel, 2.0, 2.0, 2.0);
    }
    geo_density_options o =
        kernel_asked(kernel, (geo_density_edge)place_of(vector_text(v, "edge"), edges), 2.0);
    geo_shapes *points = draft_points(ctx, 8, eight_x, eight_y);
    geo_shapes *place = draft_points(ctx, 1, &two, &two);
    assert_ok(ctx, geo_density_at(ctx, w, points, NULL, place, &o, &density, &sum));
    geo_shapes_destroy(points);
    geo_shapes_destroy(place);
    return density;
}

static double vector_width(geo_ctx *ctx, const test_vectors *v, const geo_window *w,
                           geo_density_kernel kernel)
{
    static const char *const rules[] = {"scott x", "scott y", "silverman x", "nrd0 x", "distance"};
    static const geo_density_rule rule[] = {GEO_DENSITY_SCOTT, GEO_DENSITY_SCOTT,
                                            GEO_DENSITY_SILVERMAN, GEO_DENSITY_NRD0,
                                            GEO_DENSITY_DISTANCE};
    int k = place_of(vector_text(v, "rule"), rules);
    geo_shapes *points = draft_points(ctx, 8, eight_x, eight_y);
    geo_density_width width;
    assert_ok(ctx, geo_density_bandwidth(ctx, w, points, rule[k], kernel, &width));
    geo_shapes_destroy(points);
    return k == 4 ? width.bandwidth_m : k == 1 ? width.sigma_y_m : width.sigma_x_m;
}

static void gives_the_published_numbers(void **state)
{
    static const char *const kernels[] = {"gaussian", "quartic",    "epanechnikov",
                                          "uniform",  "triangular", "triweight"};
    geo_ctx *ctx = *state;
    test_window w = test_window_make(ctx, 0);
    test_vectors v;
    int rows = 0;
    vectors_open(&v, "vectors/density.tsv");
    for (; vectors_next(&v); rows++) {
        geo_density_kernel kernel =
            (geo_density_kernel)place_of(vector_text(&v, "kernel"), kernels);
        double got = strcmp(vector_text(&v, "rule"), "-") == 0
                         ? vector_density(ctx, &v, w.window, kernel)
                         : vector_width(ctx, &v, w.window, kernel);
        assert_vector(&v, "density", got, vector_number(&v, "expected"),
                      vector_number(&v, "tolerance"));
    }
    assert_int_equal(rows, 14);
    test_window_clear(&w);
}

/* ---- Shares --------------------------------------------------------------------------- */

/* The share of every circle about the place times the mass of its ring. */
static double mass_of_rings(const test_window *w, geo_density_kernel kernel, double x, double y,
                            double h)
{
    enum { RINGS = 4000 };
    double sum = 0.0;
    for (int i = 0; i < RINGS; i++) {
        double v = (i + 0.5) / RINGS;
        sum += slow_height[kernel](v * v) * v * geo_window_circle_share(w->window, x, y, v * h);
    }
    return sum * 6.283185307179586 / RINGS;
}

static void shares_are_the_mass_inside(void **state)
{
    geo_ctx *ctx = *state;
    test_random random = {4};
    for (int kind = 0; kind < KINDS; kind++) {
        test_window w = test_window_make(ctx, kind);
        for (int k = 0; k < 6 * (KERNELS - 1); k++) {
            geo_density_kernel kernel = (geo_density_kernel)(1 + k % (KERNELS - 1));
            double x = 14 * test_random_unit(&random) - 2, y = 12 * test_random_unit(&random) - 1;
            double h = exp(4 * test_random_unit(&random) - 1.5);
            double share = geo_density_share(w.window, kernel, h, x, y);
            double slow = slow_mass(&w, slow_height[kernel], x, y, h);
            assert_near(share, slow, 1e-3);
            if (geo_window_contains(w.window, x, y)) { /* as that of circles asks for */
                assert_near(share, mass_of_rings(&w, kernel, x, y, h), 2e-6);
            }
        }
        test_window_clear(&w);
    }
}

static void a_border_through_the_centre_halves_any_kernel(void **state)
{
    geo_ctx *ctx = *state;
    test_window w = test_window_make(ctx, 0);
    for (int k = 0; k < KERNELS; k++) {
        geo_density_kernel kernel = (geo_density_kernel)k;
        assert_near(geo_density_share(w.window, kernel, 0.5, 10, 4.75), 0.5, 1e-14);
        assert_near(geo_density_share(w.window, kernel, 0.5, 5, 5), 1.0, 1e-14);
        assert_near(geo_density_share(w.window, kernel, 0.5, 0, 10), 0.25, 1e-14);
        assert_near(geo_density_share(w.window, kernel, 0.5, 100, 5), 0.0, 1e-14);
        assert_true(isnan(geo_density_share(w.window, kernel, 0.0, 5, 5)));
        assert_true(isnan(geo_density_share(w.window, kernel, 1.0, (double)NAN, 5)));
    }
    /* Nearer to the border than rounding can tell. */
    for (int i = -8; i <= 8; i++) {
        assert_near(geo_density_share(w.window, GEO_DENSITY_QUARTIC, 0.7, 10 + i * 1e-16, 5.1), 0.5,
                    1e-12);
    }
    test_window_clear(&w);
}

static void bandwidths_of_kernels_are_as_wide(void **state)
{
    (void)state;
    const double factor[] = {1, sqrt(8), sqrt(6), 2, sqrt(20.0 / 3), sqrt(10)};
    for (int k = 0; k < KERNELS; k++) {
        geo_density_kernel kernel = (geo_density_kernel)k;
        double variance = 0.0, mass = 0.0;
        assert_near(geo_density_bandwidth_of(kernel, 3.0), 3.0 * factor[k], 1e-15);
        assert_near(geo_density_sigma_of(kernel, 3.0 * factor[k]), 3.0, 1e-15);
        for (int i = 0; i < 100000; i++) { /* rings; those of the Gaussian reach 10 */
            double far = k == 0 ? 10 : 1, v = (i + 0.5) * far / 100000;
            double ring = slow_height[k](v * v) * 6.283185307179586 * v * far / 100000;
            mass += ring;
            variance += ring * v * v / 2;
        }
        assert_near(mass, 1.0, 1e-8);
        assert_near(1 / variance, factor[k] * factor[k], 1e-6);
    }
    assert_true(isnan(geo_density_bandwidth_of((geo_density_kernel)6, 1.0)));
}

/* ---- Sums ----------------------------------------------------------------------------- */

/* Points in a window, some at one place, one of unknown weight, one of none, two outside. */
typedef struct scattered {
    test_window w;
    double x[MANY], y[MANY], weight[MANY];
    geo_shapes *points;
    slow_points slow;
} scattered;

static scattered *scatter(geo_ctx *ctx, int kind)
{
    scattered *s = calloc(1, sizeof *s);
    test_random random = {(uint64_t)kind + 9};
    assert_non_null(s);
    s->w = test_window_make(ctx, kind);
    assert_ok(ctx, geo_window_draw(ctx, s->w.window, 3, (uint64_t)kind, MANY - 2, s->x, s->y));
    for (int i = 0; i < MANY; i++) {
        s->weight[i] = i == 7 ? (double)NAN : i == 8 ? 0.0 : 5 * test_random_unit(&random);
    }
    s->x[3] = s->x[2];
    s->y[3] = s->y[2];
    s->x[MANY - 1] = s->x[MANY - 2] = -500;
    s->points = draft_points(ctx, MANY, s->x, s->y);
    s->slow = (slow_points){MANY, s->x, s->y, s->weight};
    return s;
}

static void scattered_free(scattered *s)
{
    test_window_clear(&s->w);
    geo_shapes_destroy(s->points);
    free(s);
}

static void sums_are_those_of_all_points(void **state)
{
    geo_ctx *ctx = *state;
    static const double widths[] = {0.2, 0.9, 3.0, 40.0};
    for (int way = 0; way < KINDS * KERNELS * EDGES; way++) {
        scattered *s = scatter(ctx, way % KINDS);
        double x[MANY], y[MANY], density[MANY];
        geo_density_sum sum;
        geo_density_options o =
            kernel_asked((geo_density_kernel)(way / KINDS % KERNELS),
                         (geo_density_edge)(way / KINDS / KERNELS), widths[way % 4]);
        assert_ok(ctx, geo_window_draw(ctx, s->w.window, 5, (uint64_t)way, MANY, x, y));
        x[0] = s->x[2]; /* on two points; on one; outside */
        y[0] = s->y[2];
        x[1] = -500;
        geo_shapes *places = draft_points(ctx, MANY, x, y);
        assert_ok(
            ctx, geo_density_at(ctx, s->w.window, s->points, s->weight, places, &o, density, &sum));
        for (int i = 0; i < MANY; i++) {
            double slow = slow_density(&s->w, &s->slow, &o, x[i], y[i]);
            assert_near(density[i], i == 1 ? (double)NAN : slow, 1e-12);
        }
        assert_true(sum.used == MANY - 3 && sum.outside == 2 && sum.unknown == 1);
        assert_true(sum.unplaced == 0 && sum.places == MANY - 1 && isnan(sum.integral));
        geo_shapes_destroy(places);
        scattered_free(s);
    }
}

/* The grid has the same sums, in windows of any shape and with cells of any size. */
static void grids_have_the_density_of_their_centres(void **state)
{
    geo_ctx *ctx = *state;
    static const double widths[] = {0.05, 0.31, 1.1, 7.0}, sizes[] = {0.17, 0.4, 1.3, 2.9};
    static double x[MOST_CELLS_A_SIDE * MOST_CELLS_A_SIDE * 2], y[sizeof x / sizeof *x],
        at[sizeof x / sizeof *x], on[sizeof x / sizeof *x];
    for (int way = 0; way < KINDS * KERNELS * EDGES; way++) {
        scattered *s = scatter(ctx, way % KINDS);
        geo_density_grid g;
        geo_density_sum sum, other;
        geo_density_options o =
            kernel_asked((geo_density_kernel)(way / KINDS % KERNELS),
                         (geo_density_edge)(way / KINDS / KERNELS), widths[(way / 3) % 4]);
        assert_ok(ctx, geo_density_grid_over(ctx, s->w.window, sizes[way % 4], &g));
        int64_t n = g.rows * g.columns;
        assert_true(n <= (int64_t)(sizeof x / sizeof *x));
        for (int64_t i = 0; i < n; i++) {
            x[i] = g.west_m + ((double)(i % g.columns) + 0.5) * g.cell_m;
            y[i] = g.north_m - ((double)(i / g.columns) + 0.5) * g.cell_m;
        }
        geo_shapes *places = draft_points(ctx, n, x, y);
        assert_ok(ctx,
                  geo_density_on_grid(ctx, s->w.window, s->points, s->weight, &g, &o, on, &sum));
        assert_ok(ctx,
                  geo_density_at(ctx, s->w.window, s->points, s->weight, places, &o, at, &other));
        for (int64_t i = 0; i < n; i++) {
            /* The share of a Gaussian is known to 1e-13 on a grid, which counts where it is small.
             */
            assert_near(on[i], at[i], 1e-10);
        }
        assert_true(sum.places == other.places && sum.used == other.used);
        assert_near(sum.total, other.total, 0.0);
        geo_shapes_destroy(places);
        scattered_free(s);
    }
}

/* Points in the window count as much as they do, however near the border they are. */
static void what_points_count_stays_in_the_window(void **state)
{
    geo_ctx *ctx = *state;
    static double density[600 * 600];
    for (int way = 0; way < KINDS * KERNELS; way++) {
        scattered *s = scatter(ctx, way % KINDS);
        geo_density_grid g;
        geo_density_sum sum;
        geo_density_options o =
            kernel_asked((geo_density_kernel)(way / KINDS), GEO_DENSITY_EDGE_POINTS, 2.2);
        geo_box e = geo_window_extent(s->w.window);
        double longest = fmax(e.max_x - e.min_x, e.max_y - e.min_y);
        assert_ok(ctx, geo_density_grid_over(ctx, s->w.window, longest / 500, &g));
        assert_true(g.rows * g.columns <= (int64_t)(sizeof density / sizeof *density));
        assert_ok(ctx, geo_density_on_grid(ctx, s->w.window, s->points, s->weight, &g, &o, density,
                                           &sum));
        /* What a border cell has more or less than its share is the error of the sum. */
        assert_near(sum.integral / sum.total, 1.0, way % KINDS == 0 ? 1e-3 : 4e-3);
        scattered_free(s);
    }
}

/* ---- Gaussians in a row --------------------------------------------------------------- */

static void an_even_pattern_has_an_even_density(void **state)
{
    /* Points of a lattice, seen with the uniform correction, up to the corners. */
    geo_ctx *ctx = *state;
    enum { SIDE = 60, N = SIDE * SIDE, CELLS = 100 };
    static double x[N], y[N], density[CELLS * CELLS];
    test_window w = test_window_make(ctx, 0);
    geo_density_grid g;
    geo_density_sum sum;
    for (int i = 0; i < N; i++) {
        x[i] = 10.0 * (i % SIDE + 0.5) / SIDE;
        y[i] = 10.0 * (i / SIDE + 0.5) / SIDE;
    }
    geo_shapes *points = draft_points(ctx, N, x, y);
    geo_density_options o = kernel_asked(GEO_DENSITY_GAUSSIAN, GEO_DENSITY_EDGE_UNIFORM, 0.6);
    assert_ok(ctx, geo_density_grid_over(ctx, w.window, 0.1, &g));
    assert_ok(ctx, geo_density_on_grid(ctx, w.window, points, NULL, &g, &o, density, &sum));
    assert_true(sum.places == CELLS * CELLS);
    for (int i = 0; i < CELLS * CELLS; i++) {
        assert_near(density[i] / (N / 100.0), 1.0, 3e-3);
    }
    geo_shapes_destroy(points);
    test_window_clear(&w);
}

/* ---- Rules ---------------------------------------------------------------------------- */

static void diggle_has_the_least_error_of_all_pairs(void **state)
{
    geo_ctx *ctx = *state;
    enum { N = 90 };
    const geo_box box = {0, 0, 10, 6};
    geo_window *w = NULL;
    assert_ok(ctx, geo_window_create_box(ctx, box, &w));
    for (uint64_t seed = 1; seed < 5; seed++) {
        double x[N], y[N];
        geo_density_width width;
        assert_ok(ctx, geo_window_draw(ctx, w, seed, 0, N, x, y));
        for (int i = N / 2; i < N && seed > 2; i++) { /* in heaps */
            x[i] = 0.9 * x[i % 4] + 0.03 * x[i];
            y[i] = 0.9 * y[i % 4] + 0.03 * y[i];
        }
        geo_shapes *points = draft_points(ctx, N, x, y);
        assert_ok(ctx, geo_density_bandwidth(ctx, w, points, GEO_DENSITY_DIGGLE,
                                             GEO_DENSITY_QUARTIC, &width));
        assert_near(width.sigma_m, slow_diggle(box, N, x, y), 1e-12);
        assert_near(width.bandwidth_m, width.sigma_m * sqrt(8), 1e-12);
        assert_true(width.used == N && isnan(width.sigma_x_m));
        geo_shapes_destroy(points);
    }
    geo_window_destroy(w);
}

/* ---- Threads, memory ------------------------------------------------------------------ */

typedef struct everything {
    double on[100 * 100], at[MANY];
    geo_density_sum sum[2];
    geo_density_width width;
} everything;

static geo_status measure(geo_ctx *ctx, int kind, geo_density_edge edge, everything *e)
{
    scattered *s = scatter(ctx, kind);
    geo_density_grid g = {0, 11, 0.15, 90, 70};
    geo_density_options o = kernel_asked(GEO_DENSITY_GAUSSIAN, edge, 0.4);
    geo_status status =
        geo_density_on_grid(ctx, s->w.window, s->points, s->weight, &g, &o, e->on, &e->sum[0]);
    o.kernel = GEO_DENSITY_TRIWEIGHT;
    if (status == GEO_OK) {
        status = geo_density_at(ctx, s->w.window, s->points, s->weight, s->points, &o, e->at,
                                &e->sum[1]);
    }
    if (status == GEO_OK) {
        status = geo_density_bandwidth(ctx, s->w.window, s->points, GEO_DENSITY_NRD0,
                                       GEO_DENSITY_UNIFORM, &e->width);
    }
    scattered_free(s);
    return status;
}

static void measure_in_a_star(geo_ctx *ctx, void *result)
{
    assert_ok(ctx, measure(ctx, 3, GEO_DENSITY_EDGE_UNIFORM, result));
}

static void measure_by_points(geo_ctx *ctx, void *result)
{
    assert_ok(ctx, measure(ctx, 4, GEO_DENSITY_EDGE_POINTS, result));
}

static void threads_change_nothing(void **state)
{
    (void)state;
    static everything e;
    assert_same_on_any_threads(measure_in_a_star, &e, sizeof e);
    assert_same_on_any_threads(measure_by_points, &e, sizeof e);
}

typedef struct prepared {
    const scattered *s;
    int what;
} prepared;

static geo_status with_failures(geo_ctx *ctx, void *data)
{
    const prepared *p = data;
    static everything e;
    const geo_density_grid g = {0, 11, 0.6, 20, 18};
    const geo_window *w = p->s->w.window;
    geo_density_options o =
        kernel_asked(p->what % 2 == 0 ? GEO_DENSITY_GAUSSIAN : GEO_DENSITY_QUARTIC,
                     (geo_density_edge)(p->what % EDGES), 0.9);
    if (p->what < 3) {
        return geo_density_on_grid(ctx, w, p->s->points, p->s->weight, &g, &o, e.on, &e.sum[0]);
    }
    if (p->what < 6) {
        return geo_density_at(ctx, w, p->s->points, NULL, p->s->points, &o, e.at, &e.sum[1]);
    }
    return geo_density_bandwidth(ctx, w, p->s->points, (geo_density_rule)(p->what - 4),
                                 GEO_DENSITY_QUARTIC, &e.width);
}

static void a_lack_of_memory_is_survived(void **state)
{
    scattered *s = scatter(*state, 3);
    for (int what = 0; what < 9; what++) {
        prepared p = {s, what};
        assert_true(assert_survives_allocation_failures(with_failures, &p) > 3);
    }
    scattered_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(gives_the_published_numbers, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(shares_are_the_mass_inside, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(a_border_through_the_centre_halves_any_kernel, make_ctx,
                                        free_ctx),
        cmocka_unit_test(bandwidths_of_kernels_are_as_wide),
        cmocka_unit_test_setup_teardown(sums_are_those_of_all_points, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(grids_have_the_density_of_their_centres, make_ctx,
                                        free_ctx),
        cmocka_unit_test_setup_teardown(what_points_count_stays_in_the_window, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(an_even_pattern_has_an_even_density, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(diggle_has_the_least_error_of_all_pairs, make_ctx,
                                        free_ctx),
        cmocka_unit_test(threads_change_nothing),
        cmocka_unit_test_setup_teardown(a_lack_of_memory_is_survived, make_ctx, free_ctx),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
