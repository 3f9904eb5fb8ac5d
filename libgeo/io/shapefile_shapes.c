/* SPDX-License-Identifier: MIT */
/* Geometry as .shp and .shx. Sizes are known beforehand, so both are written front to back. */
#include "io/shapefile_write.h"
#include "io/wkb_write.h"

enum {
    SHAPE_NULL = 0,
    SHAPE_POINT = 1,
    SHAPE_LINES = 3,
    SHAPE_POLYGON = 5,
    SHAPE_MULTIPOINT = 8,
    SHAPE_WITH_Z = 10 /* more */
};
enum { HEADER = 100, RECORD_HEAD = 8, REPORT_EVERY = 4096, FILE_CODE = 9994, VERSION = 1000 };

static const double no_measure = -1e39; /* below -1e38 means none */
static const int64_t largest = (int64_t)2147483647;

typedef struct shapes_job {
    geo_ctx *ctx;
    const geo_geometry *g;
    int type; /* of the file */
    bool heights;
    uint8_t *record;
    int64_t room;
} shapes_job;

/* ---- Check ------------------------------------------------------------------------------ */

static geo_status fail_kinds(geo_ctx *ctx, const geoi_out_geometry *all)
{
    char kinds[120] = "";
    size_t used = 0;
    for (int t = GEO_POINT; t <= GEO_COLLECTION; t++) {
        if (all->seen[t]) {
            used +=
                (size_t)snprintf(kinds + used, sizeof kinds - used, "%s%s", used > 0 ? ", " : "",
                                 geo_geometry_type_name((geo_geometry_type)t));
        }
    }
    geo_status status = geoi_fail(
        ctx, GEO_UNSUPPORTED, "a Shapefile holds one kind of geometry, and there are: %s", kinds);
    geoi_hint(ctx, "write .gpkg or .geojson, or choose features of one kind first");
    return status;
}

geo_status geoi_shapes_check(geo_ctx *ctx, const geoi_out_geometry *all)
{
    bool any = false;
    for (int t = GEO_POINT; t <= GEO_COLLECTION; t++) {
        any = any || all->seen[t];
    }
    if ((any && all->type == GEO_NONE) || all->type == GEO_COLLECTION) {
        return fail_kinds(ctx, all);
    }
    if (all->heights && all->flat) {
        geo_status status =
            geoi_fail(ctx, GEO_UNSUPPORTED,
                      "some positions have heights and others not, which a Shapefile cannot keep");
        geoi_hint(ctx, "write .gpkg or .geojson");
        return status;
    }
    return GEO_OK;
}

/* ---- Bytes ------------------------------------------------------------------------------ */

static uint8_t *put_big(uint8_t *out, int64_t v)
{
    for (int k = 0; k < 4; k++) {
        out[k] = (uint8_t)(v >> (24 - 8 * k));
    }
    return out + 4;
}

static uint8_t *put_little(uint8_t *out, int64_t v)
{
    return geoi_put_u32(out, (uint32_t)v);
}

static int basic_type(const geoi_out_geometry *all)
{
    switch (all->type) {
    case GEO_POINT:
        return SHAPE_POINT;
    case GEO_MULTIPOINT:
        return SHAPE_MULTIPOINT;
    case GEO_LINESTRING:
    case GEO_MULTILINESTRING:
        return SHAPE_LINES;
    case GEO_POLYGON:
    case GEO_MULTIPOLYGON:
        return SHAPE_POLYGON;
    case GEO_NONE:
    case GEO_COLLECTION:
        break;
    }
    return SHAPE_NULL;
}

static int64_t rings_of(const geo_geometry *g, int64_t i)
{
    geo_span parts = geo_parts(g, i);
    int64_t n = 0;
    for (int64_t p = parts.begin; p < parts.end; p++) {
        geo_span rings = geo_rings(g, p);
        n += rings.end - rings.begin;
    }
    return n;
}

/* Bytes of a record after its head. */
static int64_t record_size(const shapes_job *job, int64_t i)
{
    geo_span at = geo_feature_coords(job->g, i);
    int64_t n = at.end - at.begin, basic = job->type % SHAPE_WITH_Z;
    if (n == 0) {
        return 4;
    }
    if (basic == SHAPE_POINT) {
        return job->heights ? 36 : 20; /* a measure belongs to it */
    }
    int64_t size = 4 + 32 + 4 + 16 * n + (job->heights ? 16 + 8 * n : 0);
    return basic == SHAPE_MULTIPOINT ? size : size + 4 + 4 * rings_of(job->g, i);
}

/* ---- Records ---------------------------------------------------------------------------- */

static uint8_t *put_box(uint8_t *out, const geo_geometry *g, geo_span at)
{
    geo_box b = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (int64_t c = at.begin; c < at.end; c++) {
        b.min_x = fmin(b.min_x, g->x[c]);
        b.min_y = fmin(b.min_y, g->y[c]);
        b.max_x = fmax(b.max_x, g->x[c]);
        b.max_y = fmax(b.max_y, g->y[c]);
    }
    bool none = at.begin == at.end;
    out = geoi_put_double(out, none ? 0.0 : b.min_x);
    out = geoi_put_double(out, none ? 0.0 : b.min_y);
    out = geoi_put_double(out, none ? 0.0 : b.max_x);
    return geoi_put_double(out, none ? 0.0 : b.max_y);
}

static uint8_t *put_height_range(uint8_t *out, const shapes_job *job, geo_span at)
{
    double low = INFINITY, high = -INFINITY;
    for (int64_t c = at.begin; job->heights && c < at.end; c++) {
        low = fmin(low, job->g->z[c]);
        high = fmax(high, job->g->z[c]);
    }
    out = geoi_put_double(out, low <= high ? low : 0.0);
    return geoi_put_double(out, low <= high ? high : 0.0);
}

/* Twice the signed area, against the first position to keep digits; > 0 is counter-clockwise. */
static double turn_of(const geo_geometry *g, geo_span at)
{
    double sum = 0.0;
    for (int64_t c = at.begin + 1; c + 1 < at.end; c++) {
        double ax = g->x[c] - g->x[at.begin], ay = g->y[c] - g->y[at.begin];
        double bx = g->x[c + 1] - g->x[at.begin], by = g->y[c + 1] - g->y[at.begin];
        sum += ax * by - ay * bx;
    }
    return sum;
}

typedef uint8_t *(*put_position_fn)(uint8_t *out, const geo_geometry *g, int64_t c);

static uint8_t *put_xy(uint8_t *out, const geo_geometry *g, int64_t c)
{
    out = geoi_put_double(out, g->x[c]);
    return geoi_put_double(out, g->y[c]);
}

static uint8_t *put_z(uint8_t *out, const geo_geometry *g, int64_t c)
{
    return geoi_put_double(out, g->z[c]);
}

/* Outer rings of polygons go clockwise, holes the other way. */
static uint8_t *put_ring(uint8_t *out, const shapes_job *job, geo_span at, bool outer,
                         put_position_fn put)
{
    const geo_geometry *g = job->g;
    bool polygon = job->type % SHAPE_WITH_Z == SHAPE_POLYGON;
    bool backwards = polygon && (turn_of(g, at) > 0.0) == outer;
    for (int64_t k = 0; k < at.end - at.begin; k++) {
        out = put(out, g, backwards ? at.end - 1 - k : at.begin + k);
    }
    return out;
}

static uint8_t *put_rings(uint8_t *out, const shapes_job *job, int64_t i, put_position_fn put)
{
    geo_span parts = geo_parts(job->g, i);
    for (int64_t p = parts.begin; p < parts.end; p++) {
        geo_span rings = geo_rings(job->g, p);
        for (int64_t r = rings.begin; r < rings.end; r++) {
            out = put_ring(out, job, geo_coords(job->g, r), r == rings.begin, put);
        }
    }
    return out;
}

static uint8_t *put_ring_starts(uint8_t *out, const geo_geometry *g, int64_t i, int64_t first)
{
    geo_span parts = geo_parts(g, i);
    for (int64_t p = parts.begin; p < parts.end; p++) {
        geo_span rings = geo_rings(g, p);
        for (int64_t r = rings.begin; r < rings.end; r++) {
            out = put_little(out, geo_coords(g, r).begin - first);
        }
    }
    return out;
}

static uint8_t *put_shape(uint8_t *out, const shapes_job *job, int64_t i)
{
    const geo_geometry *g = job->g;
    geo_span at = geo_feature_coords(g, i);
    int basic = job->type % SHAPE_WITH_Z;
    if (at.begin == at.end) {
        return put_little(out, SHAPE_NULL);
    }
    out = put_little(out, job->type);
    if (basic == SHAPE_POINT) {
        out = put_xy(out, g, at.begin);
        return job->heights ? geoi_put_double(put_z(out, g, at.begin), no_measure) : out;
    }
    out = put_box(out, g, at);
    if (basic != SHAPE_MULTIPOINT) {
        out = put_little(out, rings_of(g, i));
    }
    out = put_little(out, at.end - at.begin);
    if (basic != SHAPE_MULTIPOINT) {
        out = put_ring_starts(out, g, i, at.begin);
    }
    out = put_rings(out, job, i, put_xy);
    if (job->heights) {
        out = put_height_range(out, job, at);
        out = put_rings(out, job, i, put_z);
    }
    return out;
}

/* ---- Files ------------------------------------------------------------------------------ */

static geo_status put_header(const shapes_job *job, int64_t size, geoi_sink *sink)
{
    uint8_t head[HEADER] = {0}, *out = head;
    geo_span all = {0, job->g->coord_count};
    out = put_big(out, FILE_CODE) + 20;
    out = put_big(out, size / 2);
    out = put_little(out, VERSION);
    out = put_little(out, job->type);
    out = put_box(out, job->g, all);
    (void)put_height_range(out, job, all);
    return sink->put(job->ctx, sink->user, (const char *)head, HEADER);
}

static geo_status put_headers(const shapes_job *job, geoi_sink *shp, geoi_sink *shx)
{
    geo_status status = GEO_OK;
    int64_t size = HEADER;
    for (int64_t i = 0; i < job->g->n; i++) {
        size += RECORD_HEAD + record_size(job, i);
    }
    if (size > largest) {
        status = geoi_fail(job->ctx, GEO_UNSUPPORTED, "a Shapefile holds at most 2 GB");
        geoi_hint(job->ctx, "write .gpkg or .fgb");
        return status;
    }
    GEO_TRY(put_header(job, size, shp));
    GEO_TRY(put_header(job, HEADER + RECORD_HEAD * job->g->n, shx));
done:
    return status;
}

geo_status geoi_shapes_write(geo_ctx *ctx, const geo_geometry *g, const geoi_out_geometry *all,
                             geoi_sink *shp, geoi_sink *shx)
{
    geo_status status = GEO_OK;
    int basic = basic_type(all);
    bool heights = all->heights && basic != SHAPE_NULL;
    shapes_job job = {.ctx = ctx, .g = g, .heights = heights};
    int64_t offset = HEADER;
    job.type = basic + (heights ? SHAPE_WITH_Z : 0);
    GEO_TRY(put_headers(&job, shp, shx));
    for (int64_t i = 0; i < g->n; i++) {
        uint8_t index[RECORD_HEAD];
        int64_t size = record_size(&job, i);
        GEO_TRY(geoi_grow(ctx, &job.record, &job.room, RECORD_HEAD + size, 1));
        (void)put_big(put_big(index, offset / 2), size / 2);
        (void)put_shape(put_big(put_big(job.record, i + 1), size / 2), &job, i);
        GEO_TRY(shp->put(ctx, shp->user, (const char *)job.record, RECORD_HEAD + size));
        GEO_TRY(shx->put(ctx, shx->user, (const char *)index, RECORD_HEAD));
        offset += RECORD_HEAD + size;
        if (i % REPORT_EVERY == 0) {
            GEO_TRY(geoi_progress(ctx, (double)i / (double)g->n));
        }
    }
done:
    geoi_release(job.record);
    return status;
}
