/* SPDX-License-Identifier: MIT */
/* Distances: from each feature to the nearest other, and between the centres of study areas. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "geo/proximity.h"
#include "scorecard.h"

/* ---- To the nearest -------------------------------------------------------------------- */

/* With k = 2 of its own layer a feature finds itself and another: take the other. */
static void other_than_self(const picked *p, const picked *facilities, const int64_t *index,
                            const double *found, double *out)
{
    for (int64_t i = 0; i < p->n; i++) {
        bool first_is_self = index[2 * i] >= 0 && facilities->rows[index[2 * i]] == p->rows[i];
        bool second_is_self =
            index[2 * i + 1] >= 0 && facilities->rows[index[2 * i + 1]] == p->rows[i];
        out[i] = found[2 * i + (first_is_self && !second_is_self ? 1 : 0)];
    }
}

/* The distance of every feature of the layer, NaN where not looked at. */
static geo_status nearest(measurement *m, const picked *p, const picked *facilities)
{
    geo_status status = GEO_OK;
    geo_nearest_options options = geo_nearest_options_default();
    bool own = p->place == facilities->place;
    vector_of_before(m);
    if (m->cell->vector != NULL) {
        return GEO_OK;
    }
    options.k = own ? 2 : 1;
    int64_t *index = cli_array(m->card->call, options.k * p->n, sizeof *index);
    double *found = cli_array(m->card->call, options.k * p->n, sizeof *found);
    double *other = cli_array(m->card->call, p->n, sizeof *other);
    CLI_TRY(geo_nearest(m->card->ctx, p->shapes, facilities->shapes, &options, index, found));
    if (own) {
        other_than_self(p, facilities, index, found, other);
    }
    vector_keep(m, p, own ? other : found);
done:
    return status;
}

typedef enum what { MEAN, MEDIAN, NINETIETH, LARGEST } what;

/* What each feature of the layer weighs; NULL = 1 each. */
static geo_status origin_weights(measurement *m, const picked *p, int64_t n, double **out)
{
    geo_status status = GEO_OK;
    *out = NULL;
    if (m->row->options.weight != NULL && n > 0) {
        *out = cli_array(m->card->call, n, sizeof **out);
        CLI_TRY(geo_layer_numbers(m->card->ctx, p->place->stored->file->layer,
                                  m->row->options.weight, *out));
    }
done:
    return status;
}

static geo_status summarize(measurement *m, const picked *p, what asked)
{
    geo_status status = GEO_OK;
    geo_summary s;
    double *weight;
    int64_t n = geo_layer_count(p->place->stored->file->layer);
    CLI_TRY(origin_weights(m, p, n, &weight));
    CLI_TRY(geo_summarize(m->card->ctx, n, m->cell->vector, weight, &s));
    const double values[] = {s.mean, s.median, s.p90, s.max};
    m->value = values[asked];
    if (s.used == 0) {
        note_add(m, m->card->chinese ? "没有起点或终点"
                                     : "no such distance: nothing to measure from, or to");
    }
done:
    return status;
}

static geo_status nearest_figure(measurement *m, what asked)
{
    geo_status status = GEO_OK;
    picked p = {0}, facilities = {0};
    CLI_TRY(pick_subject(m, &p));
    CLI_TRY(pick_facilities(m, &facilities));
    if (p.place != NULL && facilities.place != NULL) {
        CLI_TRY(nearest(m, &p, &facilities));
        CLI_TRY(summarize(m, &p, asked));
        note_picked(m, &p, m->value);
        if (p.place != facilities.place) {
            note_picked(m, &facilities, m->value);
        }
    }
done:
    picked_clear(&p);
    picked_clear(&facilities);
    return status;
}

geo_status measure_nearest_mean(measurement *m)
{
    return nearest_figure(m, MEAN);
}

geo_status measure_nearest_median(measurement *m)
{
    return nearest_figure(m, MEDIAN);
}

geo_status measure_nearest_p90(measurement *m)
{
    return nearest_figure(m, NINETIETH);
}

geo_status measure_nearest_max(measurement *m)
{
    return nearest_figure(m, LARGEST);
}

/* ---- Between centres --------------------------------------------------------------------- */

/* The mean of the picked features' first positions, in degrees; NaN when there is none. */
static geo_status mean_center(const scorecard *card, const study_area *study, const picked *p,
                              double *lon, double *lat)
{
    const geo_geometry *g = geo_shapes_geometry(p->shapes);
    double x = 0.0, y = 0.0;
    int64_t n = 0;
    for (int64_t i = 0; i < g->n; i++) {
        geo_span s = geo_feature_coords(g, i);
        if (s.begin < s.end) {
            x += g->x[s.begin];
            y += g->y[s.begin];
            n++;
        }
    }
    *lon = *lat = (double)NAN;
    if (n == 0) {
        return GEO_OK;
    }
    x /= (double)n;
    y /= (double)n;
    return geo_frame_inverse(card->ctx, study->frame, 1, &x, &y, lon, lat);
}

/* facilities is "area/layer", another study area's layer: it is chosen as that area sees it. */
geo_status measure_center_distance(measurement *m)
{
    geo_status status = GEO_OK;
    picked here = {0}, there = {0};
    double lon[2], lat[2];
    study_area *other = study_of_path(m->card, m->row->facilities);
    if (other == NULL) {
        return row_fails(m->card, m->row, "write the folder and its layer: huairou/institutions",
                         "'%s' is no layer of a study area", m->row->facilities);
    }
    if (other == m->study) {
        m->cell->itself = true;
        return GEO_OK;
    }
    CLI_TRY(pick_subject(m, &here));
    CLI_TRY(pick(m->card, other, strchr(m->row->facilities, '/') + 1, &m->row->facilities_filter,
                 true, &there));
    if (here.place != NULL) {
        CLI_TRY(mean_center(m->card, m->study, &here, &lon[0], &lat[0]));
        CLI_TRY(mean_center(m->card, other, &there, &lon[1], &lat[1]));
        m->value = geo_geodesic_distance(lon[0], lat[0], lon[1], lat[1]);
    }
done:
    picked_clear(&here);
    picked_clear(&there);
    return status;
}
