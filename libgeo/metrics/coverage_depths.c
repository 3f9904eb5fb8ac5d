/* SPDX-License-Identifier: MIT */
/* The depth map of each study area: areas by true arcs, polygons traced from their chords. */
#include "metrics/coverage_internal.h"

#include "geo/geometry.h"
#include "geometry/disc_draw.h"
#include "geometry/polygons.h"
#include "space/shapes_internal.h"

enum { FIRST_DEPTHS = 16, VALUE_BITS = 31 };

struct geo_depths {
    geo_depth *depth;
    int64_t count, room;
    geo_shapes *shapes;
};

typedef struct mapping {
    geo_ctx *ctx;
    geoi_facilities facilities;
    const geo_shapes *areas;
    const geo_geometry *g;
    double distance;
    int64_t most; /* 0 = all */
    geoi_found found;
    geoi_geometry_builder made;
    geo_depths *depths;
} mapping;

/* Areas under at least 1, 2, ... discs, as many as there are or are told apart. */
static geo_status measure_depths(mapping *m, int64_t i, const double *xyr, double **at_least,
                                 geo_disc_areas *areas)
{
    geo_status status = GEO_OK;
    int64_t n = m->found.count, depth = m->most > 0 ? m->most : FIRST_DEPTHS;
    for (;;) {
        GEO_TRY(geoi_resize(m->ctx, at_least, depth, sizeof **at_least));
        GEO_TRY(geo_disc_areas_measure(m->ctx, m->areas, i, n, xyr, xyr + n, xyr + 2 * n, depth,
                                       *at_least, areas));
        if (m->most > 0 || areas->depth_count < depth || depth >= n) {
            break;
        }
        depth *= 4;
    }
done:
    return status;
}

static geo_status add_depth(mapping *m, int64_t i, int64_t count, double area,
                            const geoi_disc_faces *f)
{
    geo_status status = GEO_OK;
    geo_depths *d = m->depths;
    GEO_TRY(geoi_grow(m->ctx, &d->depth, &d->room, d->count + 1, sizeof *d->depth));
    GEO_TRY(geoi_faces_write_all(&f->lines, &f->faces, (int32_t)count, f->origin_x, f->origin_y,
                                 &m->made));
    d->depth[d->count++] = (geo_depth){i, count, area};
done:
    return status;
}

static geo_status refuse_area(geo_ctx *ctx, int64_t i)
{
    geo_status status =
        geoi_fail(ctx, GEO_LIMIT, "study areas: feature %lld cannot be drawn", (long long)i + 1);
    geoi_hint(ctx, "circles of many kilometres nearly coincide; give each facility once");
    return status;
}

static geo_status map_area(mapping *m, int64_t i)
{
    geo_status status = GEO_OK;
    geo_span parts = geo_parts(m->g, i);
    geoi_disc_faces f = {0};
    geo_disc_areas areas;
    double *xyr = NULL, *at_least = NULL;
    bool clean;
    if (parts.begin == parts.end) {
        goto done;
    }
    GEO_TRY(
        geoi_facilities_find(&m->facilities, geoi_feature_box(m->g, i), m->distance, &m->found));
    GEO_TRY(geoi_found_discs(&m->facilities, &m->found, m->distance, &xyr));
    GEO_TRY(measure_depths(m, i, xyr, &at_least, &areas));
    int64_t n = m->found.count, deepest = areas.depth_count;
    geoi_disc_drawing what = {.g = m->g, .i = i, .n = n, .x = xyr, .y = xyr + n};
    what.radius = xyr + 2 * n;
    what.limit = deepest > 0 ? deepest : 1;
    what.quad_segments = m->facilities.quad_segments;
    GEO_TRY(geoi_disc_faces_trace(m->ctx, &what, &f, &clean));
    if (!clean) {
        status = refuse_area(m->ctx, i);
        goto done;
    }
    for (int64_t k = 0; k <= deepest; k++) {
        double more = k < deepest ? at_least[k] : 0.0;
        double area = (k > 0 ? at_least[k - 1] : areas.total_m2) - more;
        if (area > 0.0) {
            GEO_TRY(add_depth(m, i, k, area, &f));
        }
    }
done:
    geoi_disc_faces_clear(&f);
    geoi_release(xyr);
    geoi_release(at_least);
    return status;
}

static geo_status map_all(mapping *m)
{
    geo_status status = GEO_OK;
    for (int64_t i = 0; i < m->g->n; i++) {
        double from = 0.1 + 0.9 * (double)i / (double)m->g->n;
        GEO_TRY(geoi_stage(m->ctx, from, from + 0.9 / (double)m->g->n, "drawing depths"));
        GEO_TRY(map_area(m, i));
    }
    GEO_TRY(geoi_geometry_finish(m->ctx, &m->made));
    GEO_TRY(geoi_shapes_adopt(m->ctx, &m->made, &m->depths->shapes));
done:
    return status;
}

geo_status geo_coverage_depths(geo_ctx *ctx, const geo_shapes *areas, const geo_shapes *facilities,
                               double distance_m, int64_t most, const geo_coverage_options *options,
                               geo_depths **out)
{
    geo_status status = GEO_OK;
    geoi_mark mark = geoi_scratch_mark(ctx);
    const double *distance = &distance_m;
    mapping m = {.ctx = ctx, .areas = areas, .g = geo_shapes_geometry(areas), .most = most};
    *out = NULL;
    if (most < 0 || most >> VALUE_BITS != 0) {
        return geoi_fail(ctx, GEO_INVALID, "%lld depths", (long long)most);
    }
    GEO_TRY(geoi_stage(ctx, 0.0, 0.1, "checking study areas"));
    GEO_TRY(geoi_facilities_init(ctx, &m.facilities, facilities, &distance, 1, options));
    if (!m.facilities.discs) {
        status = geoi_fail(ctx, GEO_UNSUPPORTED,
                           "depth is drawn of facilities that are points, and these are not");
        geoi_hint(ctx, "give points; what lines and polygons reach can be drawn as one region");
        goto done;
    }
    m.distance = *distance;
    GEO_TRY(geoi_polygons_check(ctx, m.g, NULL, m.g->n, "study areas"));
    GEO_TRY(geoi_array(ctx, 1, sizeof *m.depths, &m.depths));
    GEO_TRY(map_all(&m));
    *out = m.depths;
    m.depths = NULL;
done:
    geo_depths_destroy(m.depths);
    geoi_geometry_clear(&m.made);
    geoi_found_clear(&m.found);
    geoi_facilities_clear(&m.facilities);
    geoi_scratch_reset(ctx, mark);
    return status;
}

void geo_depths_destroy(geo_depths *depths)
{
    if (depths != NULL) {
        geoi_release(depths->depth);
        geo_shapes_destroy(depths->shapes);
        geoi_release(depths);
    }
}

int64_t geo_depths_count(const geo_depths *depths)
{
    return depths->count;
}

const geo_depth *geo_depths_at(const geo_depths *depths, int64_t index)
{
    return &depths->depth[index];
}

const geo_shapes *geo_depths_shapes(const geo_depths *depths)
{
    return depths->shapes;
}
