/* SPDX-License-Identifier: MIT */
#include "support.h"

#include "geometry/faces.h"

/* A closed run of n random positions in a square. */
static void add_loop(geoi_linework *w, test_random *random, int64_t n, double side)
{
    double x[16], y[16];
    for (int64_t k = 0; k < n; k++) {
        x[k] = side * test_random_unit(random);
        y[k] = side * test_random_unit(random);
    }
    x[n] = x[0];
    y[n] = y[0];
    assert_ok(w->ctx, geoi_linework_add(w, x, y, n + 1, 1, 0.0));
}

static double away(const geoi_linework *w, const geoi_line *l, int32_t place)
{
    double ex = w->x[l->b] - w->x[l->a], ey = w->y[l->b] - w->y[l->a];
    double px = w->x[place] - w->x[l->a], py = w->y[place] - w->y[l->a];
    double t = fmax(0, fmin(1, (px * ex + py * ey) / (ex * ex + ey * ey)));
    double dx = px - t * ex, dy = py - t * ey;
    return sqrt(dx * dx + dy * dy);
}

/* What the header promises, place by place. */
static void assert_apart(const geoi_linework *w)
{
    for (int64_t k = 0; k < w->line_count; k++) {
        const geoi_line *l = &w->line[k];
        for (int64_t j = 0; j < w->line_count; j++) {
            const int32_t ends[] = {w->line[j].a, w->line[j].b};
            for (int e = 0; e < 2; e++) {
                assert_true(ends[e] == l->a || ends[e] == l->b ||
                            away(w, l, ends[e]) >= 0.999 * GEOI_LINEWORK_CLEARANCE);
            }
        }
    }
}

/* From tangles of centimetres, where everything is near to everything, to metres. */
static void tangles_become_clean(void **state)
{
    const double side[] = {0.02, 0.05, 0.1, 0.3, 1, 10};
    test_random random = {41};
    int knots = 0;
    for (int round = 0; round < 600; round++) {
        geoi_linework w = {.ctx = *state};
        bool clean;
        for (int64_t loops = 1 + test_random_below(&random, 4); loops > 0; loops--) {
            add_loop(&w, &random, 3 + test_random_below(&random, 9), side[round % 6]);
        }
        assert_ok(*state, geoi_linework_clean(&w, &clean));
        assert_true(clean || side[round % 6] < 0.3); /* a knot may be too tight, and is told */
        knots += !clean;
        if (clean) {
            assert_apart(&w);
        }
        geoi_linework_clear(&w);
    }
    assert_true(knots < 20);
}

static int64_t winding(const geoi_linework *w, double x, double y)
{
    int64_t winding = 0;
    for (int64_t k = 0; k < w->line_count; k++) {
        const geoi_line *l = &w->line[k];
        double ay = w->y[l->a] - y, by = w->y[l->b] - y;
        double ax = w->x[l->a] - x, bx = w->x[l->b] - x;
        if ((ay <= 0) != (by <= 0) && ax - ay * (bx - ax) / (by - ay) > 0) {
            winding += ay <= 0 ? l->jump : -l->jump;
        }
    }
    return winding;
}

/* Which face is at a place, by the even-odd rule over its rings; -1 = around everything. */
static int64_t face_at(const geoi_linework *w, const geoi_faces *f, double x, double y)
{
    for (int64_t r = 0; r < f->ring_count; r++) {
        bool in = false;
        for (int64_t q = 0; q < f->ring_count; q++) {
            for (int64_t k = f->ring[q].begin; f->ring[q].outer == r && k < f->ring[q].end; k++) {
                int32_t a = geoi_half_from(w, f->half[k]), b = geoi_half_from(w, f->half[k] ^ 1);
                double ay = w->y[a] - y, by = w->y[b] - y, ax = w->x[a] - x, bx = w->x[b] - x;
                in ^= (ay <= 0) != (by <= 0) && ax - ay * (bx - ax) / (by - ay) > 0;
            }
        }
        if (in) {
            return r;
        }
    }
    return -1;
}

/* Every place is in one face, whose value is how often the lines wind around it. */
static void faces_have_the_value_of_their_places(void **state)
{
    test_random random = {43};
    for (int round = 0; round < 40; round++) {
        geoi_linework w = {.ctx = *state};
        geoi_faces f = {0};
        bool clean;
        for (int64_t loops = 1 + test_random_below(&random, 5); loops > 0; loops--) {
            add_loop(&w, &random, 3 + test_random_below(&random, 5), round % 2 == 0 ? 100 : 2);
        }
        assert_ok(*state, geoi_linework_clean(&w, &clean));
        assert_true(clean);
        assert_ok(*state, geoi_faces_trace(&w, 0, &f));
        for (int k = 0; k < 60; k++) {
            double x = 100 * test_random_unit(&random), y = 100 * test_random_unit(&random);
            int64_t r = face_at(&w, &f, x, y);
            assert_int_equal(r >= 0 ? f.ring[r].value : 0, winding(&w, x, y));
        }
        double sum = 0;
        for (int64_t r = 0; r < f.ring_count; r++) {
            sum += f.ring[r].outer >= 0 ? f.ring[r].area : 0;
            assert_true(f.ring[r].area < 0 || f.ring[r].outer == r);
        }
        assert_true(sum >= 0);
        geoi_faces_clear(&f);
        geoi_linework_clear(&w);
    }
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(tangles_become_clean),
        CASE(faces_have_the_value_of_their_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
