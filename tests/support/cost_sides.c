/* SPDX-License-Identifier: MIT */
#include "cost_sides.h"

const char *const form_files[FORMS] = {"t.csv", "m.csv", "t.geojson", "t.geojsonl", "t.geocost"};
const geo_cost_format cost_forms[FORMS] = {GEO_COST_AUTO, GEO_COST_MATRIX, GEO_COST_AUTO,
                                           GEO_COST_AUTO, GEO_COST_AUTO};

const char *const hard_names[HARD_NAMES] = {"\"quoted\"", "a,b",    " blank ", "中关村", "=1+1",
                                            "",           "line\n", "007",     "7",      "to;"};

static geo_layer *named_layer(geo_ctx *ctx, int64_t n, bool texts)
{
    double lon[SIDE], lat[SIDE];
    int64_t number[SIDE];
    const char *text[SIDE];
    static char plain[SIDE][16];
    geo_layer *layer;
    for (int64_t i = 0; i < n; i++) {
        lon[i] = 116.3 + 0.001 * (double)i;
        lat[i] = 39.9;
        number[i] = 1000 - 7 * i;
        (void)snprintf(plain[i], sizeof plain[i], "name %d", (int)i);
        text[i] = i < HARD_NAMES ? hard_names[i] : plain[i];
    }
    const geo_column_info info = {"id", NULL, NULL, NULL};
    assert_ok(ctx, geo_layer_create_points(ctx, "layer", n, lon, lat, &layer));
    if (texts) {
        assert_ok(ctx, geo_layer_add_texts(ctx, layer, &info, GEO_TEXT, text));
    } else {
        assert_ok(ctx, geo_layer_add_ints(ctx, layer, &info, number, NULL));
    }
    return layer;
}

sides make_sides(geo_ctx *ctx, int64_t n, int64_t m, int names)
{
    sides s = {.n = n, .m = m, .from = {.count = n}, .to = {.count = m}};
    int64_t origin[SIDE * SIDE], destination[SIDE * SIDE], pairs = 0;
    double cost[SIDE * SIDE];
    test_random r = {.state = 11};
    s.origins = named_layer(ctx, n, names == 2);
    s.destinations = named_layer(ctx, m, names == 2);
    if (names > 0) {
        s.from.column = geo_layer_column(s.origins, 0);
        s.to.column = geo_layer_column(s.destinations, 0);
    }
    for (int64_t i = 0; i < n * m; i++) {
        s.cost[i] = (double)INFINITY;
        if (i / m % 5 != 3 && test_random_below(&r, 3) == 0) {
            double u = test_random_unit(&r);
            origin[pairs] = i / m;
            destination[pairs] = i % m;
            s.cost[i] = cost[pairs++] = i % 4 == 0 ? floor(9.0 * u) : 1e5 * u * u * u;
        }
    }
    assert_ok(ctx, geo_costs_create(ctx, n, m, pairs, origin, destination, cost, "min", &s.costs));
    return s;
}

void free_sides(sides *s)
{
    geo_layer_destroy(s->origins);
    geo_layer_destroy(s->destinations);
    geo_costs_destroy(s->costs);
}

int64_t write_costs(place *p, const sides *s, int form, const char *path)
{
    geo_cost_write_options o = geo_cost_write_options_default();
    int64_t pairs;
    o.format = cost_forms[form];
    o.overwrite = 1;
    o.origins = s->origins;
    o.destinations = s->destinations;
    assert_ok(p->ctx, geo_costs_write_check(p->ctx, path, &o));
    assert_ok(p->ctx, geo_costs_write(p->ctx, path, s->costs, &s->from, &s->to, &o, &pairs));
    return pairs;
}

void assert_same_costs(geo_ctx *ctx, const geo_costs *costs, const sides *s)
{
    geo_cost_reader *reader;
    geo_cost_rows rows;
    static double got[SIDE * SIDE];
    assert_int_equal(geo_costs_origins(costs), s->n);
    assert_int_equal(geo_costs_destinations(costs), s->m);
    assert_ok(ctx, geo_cost_reader_create(ctx, costs, &reader));
    assert_ok(ctx, geo_cost_reader_rows(ctx, reader, 0, s->n, &rows));
    for (int64_t i = 0; i < s->n * s->m; i++) {
        got[i] = (double)INFINITY;
    }
    for (int64_t i = 0; i < s->n; i++) {
        for (int64_t e = rows.begin[i]; e < rows.begin[i + 1]; e++) {
            got[i * s->m + rows.destination[e]] = rows.cost[e];
        }
    }
    for (int64_t i = 0; i < s->n * s->m; i++) {
        assert_true(got[i] == s->cost[i]); /* to the bit */
    }
    geo_cost_reader_destroy(reader);
}
