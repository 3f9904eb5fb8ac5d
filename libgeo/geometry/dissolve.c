/* SPDX-License-Identifier: MIT */
/* The polygons of a group made one. */
#include "geo/geometry.h"

#include "geometry/geos_union.h"
#include "geometry/polygons.h"
#include "space/shapes_internal.h"

enum { GRAIN = 4 }; /* groups a thread takes at a time */

typedef struct dissolving {
    geo_ctx *ctx;
    const geo_geometry *g;
    int64_t groups, members;     /* members: of all groups */
    int64_t *begin;              /* [groups + 2] members of group k: begin[k] .. begin[k + 1] - 1 */
    int64_t *member;             /* features, group after group, ascending in each */
    geoi_geometry_builder *made; /* [chunks] */
} dissolving;

static geo_status list_members(dissolving *d, const int64_t *group)
{
    geo_status status = GEO_OK;
    for (int64_t i = 0; i < d->g->n; i++) {
        if (group[i] < -1 || group[i] >= d->groups) {
            return geoi_fail(d->ctx, GEO_INVALID,
                             "feature %lld is of group %lld, but groups are 0 to %lld, or -1",
                             (long long)i + 1, (long long)group[i], (long long)d->groups - 1);
        }
    }
    int64_t begins = d->groups < INT64_MAX - 2 ? d->groups + 2 : INT64_MAX; /* out of memory */
    GEO_TRY(geoi_array(d->ctx, begins, sizeof *d->begin, &d->begin));
    GEO_TRY(geoi_array_raw(d->ctx, d->g->n, sizeof *d->member, &d->member));
    for (int64_t i = 0; i < d->g->n; i++) {
        if (group[i] >= 0) {
            d->begin[group[i] + 2]++;
        }
    }
    for (int64_t k = 0; k < d->groups; k++) {
        d->begin[k + 2] += d->begin[k + 1];
    }
    for (int64_t i = 0; i < d->g->n; i++) { /* until here where a group begins stood one later */
        if (group[i] >= 0) {
            d->member[d->begin[group[i] + 1]++] = i;
        }
    }
    d->members = d->begin[d->groups];
done:
    return status;
}

static geo_status dissolve_group(geoi_geos *geos, const dissolving *d, int64_t k,
                                 geoi_geometry_builder *b)
{
    geo_status status = GEO_OK;
    GEOSGeometry *united = NULL;
    const geoi_near_features members = {.g = d->g,
                                        .which = d->member + d->begin[k],
                                        .n = d->begin[k + 1] - d->begin[k],
                                        .quad_segments = 1};
    GEO_TRY(geoi_geos_buffer_union(geos, &members, &united));
    GEO_TRY(geoi_geos_write(geos, united, GEOI_KEEP_POLYGONS, GEO_POLYGON, GEO_NONE, b));
done:
    geoi_geos_drop(geos, united);
    return status;
}

static geo_status dissolve_chunk(void *job, int64_t begin, int64_t end)
{
    geo_status status = GEO_OK;
    const dissolving *d = job;
    geoi_geometry_builder *b = &d->made[begin / GRAIN];
    geoi_geos geos;
    GEO_TRY(geoi_geos_init(d->ctx, &geos));
    for (int64_t k = begin; k < end; k++) {
        GEO_TRY(dissolve_group(&geos, d, k, b));
    }
    GEO_TRY(geoi_geometry_finish(d->ctx, b));
done:
    geoi_geos_clear(&geos);
    return status;
}

geo_status geo_shapes_dissolve(geo_ctx *ctx, const geo_shapes *polygons, const int64_t *group,
                               int64_t groups, geo_shapes **out)
{
    geo_status status = GEO_OK;
    geoi_geometry_builder all = {0};
    dissolving d = {.ctx = ctx, .g = geo_shapes_geometry(polygons), .groups = groups};
    int64_t chunks = groups / GRAIN + (groups % GRAIN > 0);
    *out = NULL;
    if (groups < 0) {
        return geoi_fail(ctx, GEO_INVALID, "%lld groups", (long long)groups);
    }
    GEO_TRY(list_members(&d, group));
    GEO_TRY(geoi_stage(ctx, 0.0, 0.2, "checking polygons"));
    GEO_TRY(geoi_polygons_check(ctx, d.g, d.member, d.members, "polygons to dissolve"));
    GEO_TRY(geoi_array(ctx, chunks, sizeof *d.made, &d.made));
    GEO_TRY(geoi_stage(ctx, 0.2, 1.0, "dissolving polygons"));
    GEO_TRY(geoi_parallel(ctx, groups, GRAIN, dissolve_chunk, &d));
    for (int64_t c = 0; c < chunks; c++) {
        GEO_TRY(geoi_geometry_append(ctx, &all, &d.made[c].g));
    }
    GEO_TRY(geoi_geometry_finish(ctx, &all));
    GEO_TRY(geoi_shapes_adopt(ctx, &all, out));
done:
    for (int64_t c = 0; d.made != NULL && c < chunks; c++) {
        geoi_geometry_clear(&d.made[c]);
    }
    geoi_release(d.made);
    geoi_release(d.begin);
    geoi_release(d.member);
    geoi_geometry_clear(&all);
    return status;
}
