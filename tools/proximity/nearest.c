/* SPDX-License-Identifier: MIT */
/* The columns of each origin: its nearest facilities, and how many are within a distance. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ask.h"

/* ---- Places ---------------------------------------------------------------------------- */

geo_status proximity_places(cli_call *call, int64_t n, int64_t step, const geo_pair *pairs,
                            pair_places *out)
{
    geo_status status = GEO_OK;
    double *column[4];
    int64_t found = 0;
    for (int c = 0; c < 4; c++) {
        column[c] = cli_array(call, n, sizeof *column[c]);
    }
    *out = (pair_places){column[0], column[1], column[2], column[3]};
    for (int64_t i = 0; i < n; i++) { /* those there are come first: nowhere has no degrees */
        const geo_pair *p = &pairs[i * step];
        if (p->facility >= 0) {
            column[0][found] = p->origin_x;
            column[1][found] = p->origin_y;
            column[2][found] = p->facility_x;
            column[3][found++] = p->facility_y;
        }
    }
    for (int c = 0; c < 4; c += 2) {
        CLI_TRY(geo_frame_inverse(cli_ctx(call), cli_frame(call), found, column[c], column[c + 1],
                                  column[c], column[c + 1]));
    }
    for (int64_t i = n - 1; i >= 0; i--) {
        bool there = pairs[i * step].facility >= 0;
        found -= there;
        for (int c = 0; c < 4; c++) {
            column[c][i] = there ? column[c][found] : (double)NAN;
        }
    }
done:
    return status;
}

double proximity_bearing(const pair_places *p, int64_t i)
{
    return geo_geodesic_azimuth(p->from_lon[i], p->from_lat[i], p->to_lon[i], p->to_lat[i]);
}

static geo_status add_places(cli_call *call, const arguments *a, const sides *s,
                             const geo_pair *pairs)
{
    geo_status status = GEO_OK;
    pair_places p;
    geo_layer *layer = s->origins->layer;
    CLI_TRY(proximity_places(call, s->n, a->nearest.k, pairs, &p));
    if (a->bearing) {
        double *bearing = cli_array(call, s->n, sizeof *bearing);
        for (int64_t i = 0; i < s->n; i++) {
            bool apart = pairs[i * a->nearest.k].distance_m > 0.0;
            double degrees = apart ? round(proximity_bearing(&p, i) * 100.0) / 100.0 : (double)NAN;
            bearing[i] = degrees == 360.0 ? 0.0 : degrees;
        }
        CLI_TRY(cli_add_reals(call, layer, &proximity_columns[NEAR_AZ], NULL, bearing));
    }
    for (int64_t i = 0; i < s->n && a->place; i++) { /* a centimetre, as --decimals has it */
        p.to_lon[i] = round(p.to_lon[i] * 1e7) / 1e7;
        p.to_lat[i] = round(p.to_lat[i] * 1e7) / 1e7;
    }
    if (a->place) {
        CLI_TRY(cli_add_reals(call, layer, &proximity_columns[NEAR_LON], NULL, p.to_lon));
        CLI_TRY(cli_add_reals(call, layer, &proximity_columns[NEAR_LAT], NULL, p.to_lat));
    }
done:
    return status;
}

/* ---- Nearest --------------------------------------------------------------------------- */

static geo_status add_rank(cli_call *call, const arguments *a, const sides *s, int64_t rank,
                           const nearest *near)
{
    geo_status status = GEO_OK;
    const int64_t k = a->nearest.k;
    const cli_column *c = &proximity_columns[rank == 0 ? NEAR_M : NEXT_M];
    cli_slot slot = {0};
    snprintf(slot.name, sizeof slot.name, "%d", (int)rank + 1);
    snprintf(slot.title, sizeof slot.title, "%d", (int)rank + 1);
    double *m = cli_array(call, s->n, sizeof *m);
    int64_t *row = cli_array(call, s->n, sizeof *row);
    const char **name = cli_array(call, s->n, sizeof *name);
    uint8_t *valid = cli_array(call, s->n / 8 + 1, 1);
    for (int64_t i = 0; i < s->n; i++) {
        int64_t found = near->index[i * k + rank];
        m[i] = near->distance_m[i * k + rank];
        row[i] = found + 1;
        name[i] = found >= 0 && s->labels != NULL ? s->labels[found] : NULL;
        valid[i >> 3] = (uint8_t)(valid[i >> 3] | (found >= 0 ? 1u << (i & 7) : 0u));
    }
    CLI_TRY(cli_add_reals(call, s->origins->layer, c + NEAR_M, &slot, m));
    CLI_TRY(cli_add_ints(call, s->origins->layer, c + NEAR_I, &slot, row, valid));
    if (s->labels != NULL) {
        CLI_TRY(cli_add_texts(call, s->origins->layer, c + NEAR_ID, &slot, name));
    }
done:
    return status;
}

static geo_status find(cli_call *call, const arguments *a, const sides *s, nearest *out)
{
    geo_status status = GEO_OK;
    int64_t slots = s->n * a->nearest.k;
    out->index = cli_array(call, slots, sizeof *out->index);
    out->distance_m = cli_array(call, slots, sizeof *out->distance_m);
    if (!a->bearing && !a->place && a->lines == NULL) {
        return geo_nearest(cli_ctx(call), s->origin_shapes, s->facility_shapes, &s->nearest,
                           out->index, out->distance_m);
    }
    out->pairs = cli_array(call, slots, sizeof *out->pairs);
    CLI_TRY(geo_nearest_pairs(cli_ctx(call), s->origin_shapes, s->facility_shapes, &s->nearest,
                              out->pairs));
    for (int64_t i = 0; i < slots; i++) {
        out->index[i] = out->pairs[i].facility;
        out->distance_m[i] = out->pairs[i].distance_m;
    }
done:
    return status;
}

/* Both layers are of one file, and no origin is away from all facilities. */
static void tell_itself(cli_call *call, const arguments *a, const sides *s, const nearest *near)
{
    bool same_file = s->facilities != s->origins && geo_layer_count(s->facilities->layer) == s->n &&
                     s->origins->digest != NULL && s->origins->digest[0] != '\0' &&
                     strcmp(s->origins->digest, s->facilities->digest) == 0;
    int64_t there = 0;
    for (int64_t i = 0; same_file && i < s->n; i++) {
        double m = near->distance_m[i * a->nearest.k];
        if (m > 0.0) {
            return;
        }
        there += m == 0.0;
    }
    if (there > 0) {
        cli_note(call,
                 "%s: origins and facilities are the same, so that each is nearest to itself, at "
                 "0 m; without --facilities it is the nearest other",
                 s->origins->source);
    }
}

geo_status proximity_nearest(cli_call *call, const arguments *a, const sides *s, nearest *out)
{
    geo_status status = GEO_OK;
    CLI_TRY(find(call, a, s, out));
    tell_itself(call, a, s, out);
    for (int64_t rank = 0; rank < a->nearest.k; rank++) {
        CLI_TRY(add_rank(call, a, s, rank, out));
    }
    if (a->bearing || a->place) {
        CLI_TRY(add_places(call, a, s, out->pairs));
    }
done:
    return status;
}

/* ---- Within ---------------------------------------------------------------------------- */

geo_status proximity_within(cli_call *call, const arguments *a, const sides *s)
{
    geo_status status = GEO_OK;
    for (int64_t j = 0; j < a->radius.n; j++) {
        int64_t *count = cli_array(call, s->n, sizeof *count);
        double *sum = cli_array(call, s->n, sizeof *sum);
        cli_slot slot = cli_distance_slot(a->radius.m[j], j);
        const cli_column *c = &proximity_columns[a->radius.n == 1 ? NEAR_N : RADIUS_N];
        geo_nearest_options o = s->nearest;
        o.max_distance_m = a->radius.m[j];
        CLI_TRY(geo_within_others(cli_ctx(call), s->origin_shapes, s->facility_shapes, &o,
                                  s->weight, count, sum));
        CLI_TRY(cli_add_ints(call, s->origins->layer, c, &slot, count, NULL));
        if (s->weight != NULL) {
            CLI_TRY(cli_add_reals(call, s->origins->layer, c + 1, &slot, sum));
        }
    }
done:
    return status;
}
