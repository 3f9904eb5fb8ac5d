/* SPDX-License-Identifier: MIT */
/* Zones made ready, and which of them places are in. */
#include "metrics/zones_internal.h"

#include "geometry/polygons.h"

enum { GRAIN = 4096 };

/* ---- Life -------------------------------------------------------------------------------- */

static geo_box box_of_edge(const geo_geometry *g, int64_t end)
{
    return (geo_box){fmin(g->x[end - 1], g->x[end]), fmin(g->y[end - 1], g->y[end]),
                     fmax(g->x[end - 1], g->x[end]), fmax(g->y[end - 1], g->y[end])};
}

static geo_status index_edges(geo_ctx *ctx, geo_zones *z)
{
    geo_status status = GEO_OK;
    geo_box *boxes = NULL;
    int64_t most = z->g->coord_count;
    GEO_TRY(geoi_array_raw(ctx, most, sizeof *boxes, &boxes));
    GEO_TRY(geoi_array_raw(ctx, most, sizeof *z->edge_end, &z->edge_end));
    for (int64_t r = 0; r < z->g->ring_count; r++) {
        geo_span at = geo_coords(z->g, r);
        for (int64_t i = at.begin + 1; i < at.end; i++) {
            boxes[z->edge_count] = box_of_edge(z->g, i);
            z->edge_end[z->edge_count++] = i;
        }
    }
    GEO_TRY(geoi_rtree_create(ctx, z->edge_count, boxes, &z->edges));
done:
    geoi_release(boxes);
    return status;
}

geo_status geo_zones_create(geo_ctx *ctx, const geo_shapes *zones, geo_zones **out)
{
    geo_status status = GEO_OK;
    geo_zones *z = NULL;
    *out = NULL;
    GEO_TRY(geoi_array(ctx, 1, sizeof *z, &z));
    z->g = geo_shapes_geometry(zones);
    GEO_TRY(geoi_polygons_check(ctx, z->g, NULL, z->g->n, "zones"));
    GEO_TRY(geoi_inside_create(ctx, z->g, &z->inside));
    GEO_TRY(index_edges(ctx, z));
    *out = z;
    z = NULL;
done:
    geo_zones_destroy(z);
    return status;
}

void geo_zones_destroy(geo_zones *zones)
{
    if (zones != NULL) {
        geoi_inside_destroy(zones->inside);
        geoi_rtree_destroy(zones->edges);
        geoi_release(zones->edge_end);
        geoi_release(zones);
    }
}

int64_t geo_zones_count(const geo_zones *zones)
{
    return zones->g->n;
}

/* ---- Places ------------------------------------------------------------------------------ */

static bool keep_first(void *user, int64_t feature)
{
    int64_t *first = user;
    if (*first < 0 || feature < *first) {
        *first = feature;
    }
    return true;
}

int64_t geoi_zone_of(const geo_zones *zones, double x, double y)
{
    int64_t first = -1;
    if (isfinite(x) && isfinite(y)) {
        geoi_inside_search_closed(zones->inside, x, y, keep_first, &first);
    }
    return first;
}

typedef struct locating {
    const geo_zones *zones;
    const double *x, *y;
    int64_t *zone;
} locating;

static geo_status locate_chunk(void *data, int64_t begin, int64_t end)
{
    const locating *l = data;
    for (int64_t i = begin; i < end; i++) {
        l->zone[i] = geoi_zone_of(l->zones, l->x[i], l->y[i]);
    }
    return GEO_OK;
}

geo_status geo_zones_locate(geo_ctx *ctx, const geo_zones *zones, int64_t n, const double *x,
                            const double *y, int64_t *zone)
{
    locating l = {zones, x, y, zone};
    if (n < 0) {
        return geoi_fail(ctx, GEO_INVALID, "there cannot be %lld places", (long long)n);
    }
    return geoi_parallel(ctx, n, GRAIN, locate_chunk, &l);
}
