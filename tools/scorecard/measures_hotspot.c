/* SPDX-License-Identifier: MIT */
/* Are zones with many features near others with many? Moran's I of the number in each zone. Zones
 * that are polygons hold what lies in them; of zones known by their centres the nearest does. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "geo/autocorrelation.h"
#include "geo/proximity.h"
#include "geo/zones.h"
#include "scorecard.h"

enum { LEAST_ZONES = 5 };
static const double mostly = 0.5; /* of a zone is inside the boundary */

/* Zones, and the features in those that lie mostly inside. */
typedef struct townships {
    picked all;      /* whole, wherever they are */
    int64_t *number; /* [all] among those kept, or -1 */
    int64_t n;       /* kept */
    geo_layer *layer;
    geo_shapes *shapes; /* [n] of those kept, whole */
    double *count;      /* [n] */
    int64_t held;       /* features in them */
} townships;

static void townships_clear(townships *t)
{
    geo_shapes_destroy(t->shapes);
    geo_layer_destroy(t->layer);
    picked_clear(&t->all);
}

/* ---- Which zones ------------------------------------------------------------------------- */

static geo_status keep_inside(measurement *m, townships *t)
{
    geo_status status = GEO_OK;
    picked inside = {0};
    cli_call *call = m->card->call;
    int64_t *rows = cli_array(call, t->all.n, sizeof *rows);
    t->number = cli_array(call, t->all.n, sizeof *t->number);
    CLI_TRY(pick(m->card, m->study, m->row->facilities, &m->row->facilities_filter, true, &inside));
    for (int64_t k = 0, at = 0; k < t->all.n; k++) {
        while (at < inside.n && inside.rows[at] < t->all.rows[k]) {
            at++;
        }
        bool kept =
            at < inside.n && inside.rows[at] == t->all.rows[k] && inside.within[at] >= mostly;
        t->number[k] = kept ? t->n : -1;
        if (kept) {
            rows[t->n++] = t->all.rows[k];
        }
    }
    CLI_TRY(
        geo_layer_select(m->card->ctx, t->all.place->stored->file->layer, rows, t->n, &t->layer));
    CLI_TRY(geo_shapes_project(m->card->ctx, m->study->frame, t->layer, &t->shapes));
done:
    picked_clear(&inside);
    return status;
}

static bool are_points(const geo_shapes *shapes)
{
    const geo_geometry *g = geo_shapes_geometry(shapes);
    for (int64_t i = 0; i < g->n; i++) {
        if (g->type[i] != GEO_POINT) {
            return false;
        }
    }
    return true;
}

/* ---- Who is in them ---------------------------------------------------------------------- */

static geo_status locate(measurement *m, const townships *t, const geo_shapes *points, int64_t n,
                         int64_t *zone)
{
    geo_status status = GEO_OK;
    const geo_geometry *g = geo_shapes_geometry(points);
    geo_zones *zones = NULL;
    double *x = cli_array(m->card->call, n, sizeof *x), *y = cli_array(m->card->call, n, sizeof *y);
    for (int64_t i = 0; i < n; i++) {
        geo_span at = geo_feature_coords(g, i);
        x[i] = at.begin < at.end ? g->x[at.begin] : (double)NAN;
        y[i] = at.begin < at.end ? g->y[at.begin] : (double)NAN;
    }
    CLI_TRY(geo_zones_create(m->card->ctx, t->all.shapes, &zones));
    CLI_TRY(geo_zones_locate(m->card->ctx, zones, n, x, y, zone));
done:
    geo_zones_destroy(zones);
    return status;
}

static geo_status nearest_centre(measurement *m, const townships *t, const geo_shapes *points,
                                 int64_t n, int64_t *zone)
{
    geo_nearest_options options = geo_nearest_options_default();
    double *away = cli_array(m->card->call, n, sizeof *away);
    note_add(m, cli_format(m->card->call,
                           m->card->chinese ? "%s 仅有中心点,各机构计入最近的中心"
                                            : "%s are known by their centres: each feature counts "
                                              "for the nearest",
                           t->all.place->stored->name));
    return geo_nearest(m->card->ctx, points, t->all.shapes, &options, zone, away);
}

static geo_status count_features(measurement *m, const picked *p, townships *t)
{
    geo_status status = GEO_OK;
    geo_shapes *points = NULL;
    int64_t *zone = cli_array(m->card->call, p->n, sizeof *zone);
    t->count = cli_array(m->card->call, t->n, sizeof *t->count);
    CLI_TRY(geo_shapes_centroids(m->card->ctx, p->shapes, &points));
    CLI_TRY((are_points(t->all.shapes) ? nearest_centre : locate)(m, t, points, p->n, zone));
    int64_t nowhere = 0;
    for (int64_t k = 0; k < p->n; k++) {
        nowhere += zone[k] < 0;
        int64_t number = zone[k] >= 0 ? t->number[zone[k]] : -1;
        if (number >= 0) {
            t->count[number] += 1.0;
            t->held++;
        }
    }
    if (nowhere > 0) {
        note_add(m, cli_format(m->card->call,
                               m->card->chinese ? "%" PRId64 " 个不在任何单元内,未计入"
                                                : "%" PRId64 " in no zone: left out",
                               nowhere));
    }
    if (t->held < p->n - nowhere) {
        note_add(m, cli_format(m->card->call,
                               m->card->chinese ? "%" PRId64 " 个属于主要位于范围之外的单元,未计入"
                                                : "%" PRId64
                                                  " in zones that lie mostly outside: left out",
                               p->n - nowhere - t->held));
    }
done:
    geo_shapes_destroy(points);
    return status;
}

/* ---- Who is whose neighbour -------------------------------------------------------------- */

static geo_status weigh_points(measurement *m, const geo_shapes *points, geo_weights **out)
{
    geo_ctx *ctx = m->card->ctx;
    const row_options *o = &m->row->options;
    double radius = o->distance_m;
    if (o->weights == KNN) {
        return geo_weights_nearest(ctx, points, o->k, out);
    }
    if (o->weights == DELAUNAY || o->weights == GABRIEL) {
        return (o->weights == DELAUNAY ? geo_weights_delaunay : geo_weights_gabriel)(ctx, points,
                                                                                     out);
    }
    geo_status status = radius > 0.0 ? GEO_OK : geo_weights_full_band(ctx, points, &radius);
    return status == GEO_OK ? geo_weights_band(ctx, points, radius, out) : status;
}

static geo_status weigh(measurement *m, const townships *t, geo_weights **out)
{
    geo_status status = GEO_OK;
    const row_options *o = &m->row->options;
    geo_shapes *centres = NULL;
    geo_weights *plain = NULL;
    if (o->weights == QUEEN || o->weights == ROOK) {
        CLI_TRY(geo_weights_contiguity(m->card->ctx, t->shapes,
                                       o->weights == QUEEN ? GEO_QUEEN : GEO_ROOK, o->snap_m,
                                       &plain));
    } else {
        CLI_TRY(geo_shapes_centroids(m->card->ctx, t->shapes, &centres));
        CLI_TRY(weigh_points(m, centres, &plain));
    }
    CLI_TRY(geo_weights_code(m->card->ctx, plain, GEO_CODING_W, out));
done:
    geo_shapes_destroy(centres);
    geo_weights_destroy(plain);
    return status;
}

/* ---- Moran's I --------------------------------------------------------------------------- */

static geo_status moran(measurement *m, const townships *t)
{
    geo_status status = GEO_OK;
    geo_weights *weights = NULL;
    geo_global out;
    geo_autocorrelation_options o = geo_autocorrelation_options_default();
    o.tail = GEO_TAIL_TWO_SIDED;
    o.permutations = m->row->options.simulations;
    o.seed = m->row->options.seed;
    CLI_TRY(weigh(m, t, &weights));
    CLI_TRY(geo_moran(m->card->ctx, weights, t->count, &o, &out));
    m->value = out.value;
    m->cell->p = out.perm_p;
    if (isnan(out.value)) {
        note_add(m, m->card->chinese ? "各单元数目相同,或互不相邻,无从比较"
                                     : "all zones have as many, or none has a neighbour: there is "
                                       "nothing to compare");
    }
done:
    geo_weights_destroy(weights);
    return status;
}

static geo_status moran_of_zones(measurement *m, const picked *p, townships *t)
{
    geo_status status = GEO_OK;
    CLI_TRY(keep_inside(m, t));
    m->cell->n = t->n;
    m->cell->of = -1;
    if (t->n < LEAST_ZONES) {
        note_add(m, cli_format(m->card->call,
                               m->card->chinese ? "范围内的单元少于 %d 个"
                                                : "fewer than %d zones lie mostly inside",
                               LEAST_ZONES));
        goto done;
    }
    CLI_TRY(count_features(m, p, t));
    CLI_TRY(moran(m, t));
    note_picked(m, &t->all, (double)NAN);
    note_picked(m, p, (double)NAN);
done:
    return status;
}

geo_status measure_moran(measurement *m)
{
    geo_status status = GEO_OK;
    picked p = {0};
    townships t = {0};
    CLI_TRY(pick_subject(m, &p));
    CLI_TRY(pick_facilities(m, &t.all));
    if (p.place != NULL && t.all.place != NULL) {
        CLI_TRY(moran_of_zones(m, &p, &t));
    }
done:
    townships_clear(&t);
    picked_clear(&p);
    return status;
}
