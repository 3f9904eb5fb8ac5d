/* SPDX-License-Identifier: MIT */
#include "twins.h"

#include "support.h"

void assert_twins(const geo_layer *a, const geo_layer *b)
{
    const geo_geometry *g = geo_layer_geometry(a), *h = geo_layer_geometry(b);
    assert_int_equal(geo_layer_count(a), geo_layer_count(b));
    for (int64_t i = 0; i < g->n; i++) {
        geo_span s = geo_feature_coords(g, i), t = geo_feature_coords(h, i);
        geo_box one = {INFINITY, INFINITY, -INFINITY, -INFINITY}, two = one;
        for (int64_t k = s.begin; k < s.end; k++) {
            one = (geo_box){fmin(one.min_x, g->x[k]), fmin(one.min_y, g->y[k]),
                            fmax(one.max_x, g->x[k]), fmax(one.max_y, g->y[k])};
        }
        for (int64_t k = t.begin; k < t.end; k++) {
            two = (geo_box){fmin(two.min_x, h->x[k]), fmin(two.min_y, h->y[k]),
                            fmax(two.max_x, h->x[k]), fmax(two.max_y, h->y[k])};
        }
        assert_int_equal(s.end - s.begin, t.end - t.begin);
        assert_near(one.min_x, two.min_x, 1e-10);
        assert_near(one.min_y, two.min_y, 1e-10);
        assert_near(one.max_x, two.max_x, 1e-10);
        assert_near(one.max_y, two.max_y, 1e-10);
    }
}

/* Every vertex of `b` is one of the same feature of `a`: rings may be turned or rotated. */
void assert_same_vertices(const geo_layer *a, const geo_layer *b, double tolerance)
{
    const geo_geometry *g = geo_layer_geometry(a), *h = geo_layer_geometry(b);
    double worst = 0.0;
    for (int64_t i = 0; i < g->n; i++) {
        geo_span s = geo_feature_coords(g, i), t = geo_feature_coords(h, i);
        for (int64_t k = t.begin; k < t.end; k++) {
            double nearest = INFINITY;
            for (int64_t m = s.begin; m < s.end; m++) {
                nearest = fmin(nearest, fmax(fabs(g->x[m] - h->x[k]), fabs(g->y[m] - h->y[k])));
            }
            worst = fmax(worst, nearest);
            assert_true(nearest <= tolerance);
        }
    }
    print_message("%s: every vertex within %.2g degrees\n", geo_layer_name(a), worst);
}

void assert_same_texts(const geo_layer *a, const geo_layer *b, const char *name)
{
    geo_column c = geo_layer_column(a, geo_layer_find(a, name));
    geo_column d = geo_layer_column(b, geo_layer_find(b, name));
    assert_memory_equal(c.text_begin, d.text_begin, (size_t)(c.n + 1) * sizeof(int64_t));
    assert_memory_equal(c.text, d.text, (size_t)c.text_begin[c.n]);
}
