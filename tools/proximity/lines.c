/* SPDX-License-Identifier: MIT */
/* --lines: a line for each pair, from the place of the origin to that of the facility. */
#include <inttypes.h>
#include <math.h>

#include "ask.h"

static const cli_column line_columns[] = {
    {"origin", GEO_INT, NULL, "row of the origin", "起点行号", NULL},
    {"facility", GEO_INT, NULL, "row of the facility", "设施行号", NULL},
    {"label", GEO_TEXT, NULL, "name of the facility", "设施名称", NULL},
    {"distance_m", GEO_REAL, "m", "distance", "距离", NULL},
    {"bearing", GEO_REAL, "deg", "direction clockwise from north", "方位角", NULL},
};

/* A line from place to place; a pair that meets has none. */
static geo_status draw(cli_call *call, int64_t n, const geo_pair *pairs, const pair_places *p,
                       geo_layer **out)
{
    uint8_t *type = cli_array(call, n, 1);
    int64_t *part = cli_array(call, n + 1, sizeof *part);
    int64_t *coord = cli_array(call, n + 1, sizeof *coord);
    double *x = cli_array(call, 2 * n, sizeof *x), *y = cli_array(call, 2 * n, sizeof *y);
    int64_t lines = 0;
    for (int64_t i = 0; i < n; i++) {
        if (pairs[i].distance_m > 0.0) {
            type[i] = GEO_LINESTRING;
            x[2 * lines] = p->from_lon[i];
            y[2 * lines] = p->from_lat[i];
            x[2 * lines + 1] = p->to_lon[i];
            y[2 * lines + 1] = p->to_lat[i];
            lines++;
            coord[lines] = 2 * lines;
        }
        part[i + 1] = lines;
    }
    const geo_geometry g = {.n = n,
                            .part_count = lines,
                            .ring_count = lines,
                            .coord_count = 2 * lines,
                            .type = type,
                            .part_offset = part,
                            .coord_offset = coord,
                            .x = x,
                            .y = y};
    if (n > lines) {
        cli_note(call, "%s that meet: they have no line, and distance 0",
                 cli_count(call, n - lines, "pair"));
    }
    return geo_layer_create(cli_ctx(call), "lines", &g, out);
}

static geo_status add_columns(cli_call *call, const sides *s, int64_t n, const geo_pair *pairs,
                              const pair_places *p, geo_layer *layer)
{
    geo_status status = GEO_OK;
    int64_t *origin = cli_array(call, n, sizeof *origin);
    int64_t *facility = cli_array(call, n, sizeof *facility);
    double *distance = cli_array(call, n, sizeof *distance);
    double *bearing = cli_array(call, n, sizeof *bearing);
    const char **label = cli_array(call, n, sizeof *label);
    for (int64_t i = 0; i < n; i++) {
        origin[i] = pairs[i].origin + 1;
        facility[i] = pairs[i].facility + 1;
        distance[i] = pairs[i].distance_m;
        label[i] = s->labels != NULL ? s->labels[pairs[i].facility] : NULL;
        bearing[i] =
            distance[i] > 0.0 ? round(proximity_bearing(p, i) * 100.0) / 100.0 : (double)NAN;
    }
    CLI_TRY(cli_add_ints(call, layer, &line_columns[0], NULL, origin, NULL));
    CLI_TRY(cli_add_ints(call, layer, &line_columns[1], NULL, facility, NULL));
    if (s->labels != NULL) {
        CLI_TRY(cli_add_texts(call, layer, &line_columns[2], NULL, label));
    }
    CLI_TRY(cli_add_reals(call, layer, &line_columns[3], NULL, distance));
    CLI_TRY(cli_add_reals(call, layer, &line_columns[4], NULL, bearing));
done:
    return status;
}

static geo_status write_lines(cli_call *call, const arguments *a, const sides *s, int64_t n,
                              const geo_pair *pairs)
{
    geo_status status = GEO_OK;
    geo_layer *layer = NULL;
    pair_places p;
    CLI_TRY(proximity_places(call, n, 1, pairs, &p));
    CLI_TRY(draw(call, n, pairs, &p, &layer));
    CLI_TRY(add_columns(call, s, n, pairs, &p, layer));
    CLI_TRY(cli_write_to(call, a->lines, layer,
                         (cli_style){.kind = GEO_STYLE_GRADUATED, .field = "distance_m"}));
done:
    geo_layer_destroy(layer);
    return status;
}

geo_status proximity_lines(cli_call *call, const arguments *a, const sides *s, const nearest *near)
{
    geo_status status = GEO_OK;
    geo_pairs *within = NULL;
    if (cli_given(call, &a->within_m)) {
        geo_nearest_options o = s->nearest;
        o.max_distance_m = a->within_m;
        CLI_TRY(geo_within_pairs(cli_ctx(call), s->origin_shapes, s->facility_shapes, &o, &within));
        cli_result(call, "within_pairs", (double)geo_pairs_count(within));
        CLI_TRY(write_lines(call, a, s, geo_pairs_count(within), geo_pairs_all(within)));
        goto done;
    }
    int64_t slots = s->n * a->nearest.k, n = 0;
    geo_pair *there = cli_array(call, slots, sizeof *there);
    for (int64_t i = 0; i < slots; i++) {
        if (near->pairs[i].facility >= 0) {
            there[n++] = near->pairs[i];
        }
    }
    CLI_TRY(write_lines(call, a, s, n, there));
done:
    geo_pairs_destroy(within);
    return status;
}
