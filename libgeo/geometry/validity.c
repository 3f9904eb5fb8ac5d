/* SPDX-License-Identifier: MIT */
/* Which geometries are not valid, and mending them. What is valid is for GEOS to say; it
 * mends by its "structure" method: outer rings add, holes subtract. */
#include "geometry/geos.h"
#include "geometry/plain.h"

#include "geo/geometry.h"

enum { GRAIN = 256 };

struct geo_defects {
    geo_defect *defect;
    int64_t count, room;
};

/* ---- Checking ------------------------------------------------------------------------------- */

typedef struct checking {
    geo_ctx *ctx;
    const geo_geometry *g;
    geo_defects *found; /* [chunks] */
} checking;

static geo_status add_defect(geo_ctx *ctx, geo_defects *to, geo_defect defect)
{
    geo_status status = GEO_OK;
    char *reason = NULL;
    GEO_TRY(geoi_copy_text(ctx, defect.reason, &reason));
    defect.reason = reason;
    GEO_TRY(geoi_grow(ctx, &to->defect, &to->room, to->count + 1, sizeof *to->defect));
    to->defect[to->count++] = defect;
    reason = NULL;
done:
    geoi_release(reason);
    return status;
}

static geo_status check_chunk(void *job, int64_t begin, int64_t end)
{
    checking *c = job;
    geo_status status = GEO_OK;
    geoi_geos geos;
    GEOSGeometry *geometry = NULL;
    geoi_flaw flaw;
    GEO_TRY(geoi_geos_init(c->ctx, &geos));
    for (int64_t i = begin; i < end; i++) {
        unsigned type = c->g->type[i];
        if (type == GEO_NONE || type == GEO_POINT || type == GEO_MULTIPOINT ||
            geoi_plainly_valid(c->g, i)) {
            continue;
        }
        GEO_TRY(geoi_geos_read(&geos, c->g, i, GEOI_KEEP_ALL, &geometry));
        GEO_TRY(geoi_geos_flaw(&geos, geometry, &flaw));
        if (flaw.found) {
            geo_defect defect = {i, flaw.reason, flaw.x, flaw.y};
            GEO_TRY(add_defect(c->ctx, &c->found[begin / GRAIN], defect));
        }
        geoi_geos_drop(&geos, geometry);
        geometry = NULL;
    }
done:
    geoi_geos_drop(&geos, geometry);
    geoi_geos_clear(&geos);
    return status;
}

static void clear_defects(geo_defects *defects)
{
    for (int64_t i = 0; i < defects->count; i++) {
        char *reason;
        memcpy(&reason, &defects->defect[i].reason, sizeof reason);
        geoi_release(reason);
    }
    geoi_release(defects->defect);
    *defects = (geo_defects){0};
}

/* The chunks' defects, one after another, handed over. */
static geo_status join_defects(geo_ctx *ctx, geo_defects *chunks, int64_t chunk_count,
                               geo_defects *all)
{
    geo_status status = GEO_OK;
    for (int64_t c = 0; c < chunk_count; c++) {
        geo_defects *from = &chunks[c];
        GEO_TRY(geoi_grow(ctx, &all->defect, &all->room, all->count + from->count,
                          sizeof *all->defect));
        if (from->count > 0) {
            memcpy(all->defect + all->count, from->defect,
                   (size_t)from->count * sizeof *from->defect);
        }
        all->count += from->count;
        from->count = 0;
    }
done:
    return status;
}

geo_status geo_layer_check(geo_ctx *ctx, const geo_layer *layer, geo_defects **out)
{
    geo_status status = GEO_OK;
    checking c = {ctx, geo_layer_geometry(layer), NULL};
    geo_defects *all = NULL;
    int64_t chunk_count = (c.g->n + GRAIN - 1) / GRAIN;
    *out = NULL;
    GEO_TRY(geoi_array(ctx, 1, sizeof *all, &all));
    GEO_TRY(geoi_array(ctx, chunk_count, sizeof *c.found, &c.found));
    GEO_TRY(geoi_stage(ctx, 0.0, 1.0, "checking geometry"));
    GEO_TRY(geoi_parallel(ctx, c.g->n, GRAIN, check_chunk, &c));
    GEO_TRY(join_defects(ctx, c.found, chunk_count, all));
    *out = all;
    all = NULL;
done:
    for (int64_t k = 0; c.found != NULL && k < chunk_count; k++) {
        clear_defects(&c.found[k]);
    }
    geoi_release(c.found);
    geo_defects_destroy(all);
    return status;
}

void geo_defects_destroy(geo_defects *defects)
{
    if (defects != NULL) {
        clear_defects(defects);
        geoi_release(defects);
    }
}

int64_t geo_defects_count(const geo_defects *defects)
{
    return defects->count;
}

const geo_defect *geo_defects_at(const geo_defects *defects, int64_t index)
{
    return &defects->defect[index];
}

/* ---- Mending -------------------------------------------------------------------------------- */

static geo_status mend_feature(geoi_geos *geos, const geo_geometry *g, int64_t i,
                               geoi_geometry_builder *b)
{
    geo_status status = GEO_OK;
    GEOSGeometry *broken = NULL, *mended = NULL;
    GEOSMakeValidParams *params = GEOSMakeValidParams_create_r(geos->handle);
    if (params == NULL) {
        return geoi_geos_fail(geos, "a geometry could not be mended");
    }
    (void)GEOSMakeValidParams_setMethod_r(geos->handle, params, GEOS_MAKE_VALID_STRUCTURE);
    (void)GEOSMakeValidParams_setKeepCollapsed_r(geos->handle, params, 0);
    GEO_TRY(geoi_geos_read(geos, g, i, GEOI_KEEP_ALL, &broken));
    GEO_TRY(geoi_geos_take(geos, GEOSMakeValidWithParams_r(geos->handle, broken, params),
                           "a geometry could not be mended", &mended));
    geo_geometry_type type = (geo_geometry_type)g->type[i];
    GEO_TRY(geoi_geos_write(geos, mended, geoi_kinds_of(g, i), type, type, b));
done:
    GEOSMakeValidParams_destroy_r(geos->handle, params);
    geoi_geos_drop(geos, broken);
    geoi_geos_drop(geos, mended);
    return status;
}

static geo_status mend_all(geo_ctx *ctx, const geo_geometry *g, const geo_defects *defects,
                           geoi_geometry_builder *b)
{
    geo_status status = GEO_OK;
    geoi_geos geos;
    int64_t next = 0;
    GEO_TRY(geoi_geos_init(ctx, &geos));
    for (int64_t i = 0; i < g->n; i++) {
        if (next < defects->count && defects->defect[next].feature == i) {
            GEO_TRY(mend_feature(&geos, g, i, b));
            GEO_TRY(geoi_progress(ctx, (double)++next / (double)defects->count));
        } else {
            GEO_TRY(geoi_geometry_copy_feature(ctx, b, g, i));
        }
    }
    GEO_TRY(geoi_geometry_finish(ctx, b));
done:
    geoi_geos_clear(&geos);
    return status;
}

geo_status geo_layer_mend(geo_ctx *ctx, const geo_layer *layer, const geo_defects *defects,
                          geo_layer **out)
{
    geo_status status = GEO_OK;
    geoi_geometry_builder b = {0};
    geo_layer *mended = NULL;
    int64_t *rows = NULL, n = geo_layer_count(layer);
    *out = NULL;
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *rows, &rows));
    for (int64_t i = 0; i < n; i++) {
        rows[i] = i;
    }
    GEO_TRY(geoi_stage(ctx, 0.0, 1.0, "mending geometry"));
    GEO_TRY(mend_all(ctx, geo_layer_geometry(layer), defects, &b));
    GEO_TRY(geo_layer_select(ctx, layer, rows, n, &mended));
    GEO_TRY(geoi_layer_replace_geometry(ctx, mended, &b));
    *out = mended;
    mended = NULL;
done:
    geoi_release(rows);
    geoi_geometry_clear(&b);
    geo_layer_destroy(mended);
    return status;
}
