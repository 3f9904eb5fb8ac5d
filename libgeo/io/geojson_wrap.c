/* SPDX-License-Identifier: MIT */
/* Longitudes beyond 180 degrees, as many programs write what crosses the antimeridian: 170 to 190
 * rather than 170 to -170 in two parts (RFC 7946, section 3.1.9).
 *
 * What lies beyond 180 degrees as a whole is turned around the world once; what crosses the
 * antimeridian is cut there. An edge of 180 degrees and more might go either way round. */
#include "io/antimeridian.h"
#include "io/geojson_read_internal.h"

static bool is_wide(const geo_geometry *g, geo_span at)
{
    for (int64_t i = at.begin; i < at.end; i++) {
        if (fabs(g->x[i]) > 180.0) {
            return true;
        }
    }
    return false;
}

static void turn(double *x, geo_span at, double by)
{
    for (int64_t i = at.begin; i < at.end; i++) {
        x[i] += by;
    }
}

static geo_status check_edges(geo_ctx *ctx, const geo_geometry *g, geo_span ring, int64_t feature)
{
    for (int64_t i = ring.begin; i + 1 < ring.end; i++) {
        if (!(fabs(g->x[i + 1] - g->x[i]) < 180.0)) {
            (void)geoi_fail(ctx, GEO_DATA,
                            "feature %lld: from longitude %.9g to %.9g an edge goes half around "
                            "the world or more, beyond 180 degrees",
                            (long long)feature + 1, g->x[i], g->x[i + 1]);
            geoi_hint(ctx, "wrap longitudes into -180 to 180, and cut at the antimeridian");
            return GEO_DATA;
        }
    }
    return GEO_OK;
}

/* *crosses: some of it lies on either side. */
static geo_status wrap_part(geo_ctx *ctx, geoi_geometry_builder *b, int64_t p, int64_t feature,
                            bool *crosses)
{
    geo_status status = GEO_OK;
    geo_span rings = geo_rings(&b->g, p);
    geo_span at = {0, 0};
    double least = (double)INFINITY, most = -(double)INFINITY;
    for (int64_t r = rings.begin; r < rings.end; r++) {
        geo_span ring = geo_coords(&b->g, r);
        at.begin = r == rings.begin ? ring.begin : at.begin;
        at.end = ring.end;
        for (int64_t i = ring.begin; i < ring.end; i++) {
            least = b->x[i] < least ? b->x[i] : least;
            most = b->x[i] > most ? b->x[i] : most;
        }
    }
    if (least >= 180.0 || most <= -180.0) {
        turn(b->x, at, least >= 180.0 ? -360.0 : 360.0);
    } else if (least < -180.0 || most > 180.0) {
        for (int64_t r = rings.begin; r < rings.end; r++) {
            GEO_TRY(check_edges(ctx, &b->g, geo_coords(&b->g, r), feature));
        }
        for (int64_t i = at.begin; i < at.end; i++) {
            b->x[i] -= fabs(b->x[i]) > 180.0 ? copysign(360.0, b->x[i]) : 0.0;
        }
        *crosses = true;
    }
done:
    return status;
}

/* Features that cross, cut, take the place of what they were. */
static geo_status cut(geo_ctx *ctx, geoi_geometry_builder *b, const uint8_t *crosses)
{
    geo_status status = GEO_OK;
    geoi_geometry_builder some = {0}, parts = {0}, all = {0};
    int64_t count, k = 0;
    for (int64_t i = 0; i < b->g.n; i++) {
        GEO_TRY(crosses[i] ? geoi_geometry_copy_feature(ctx, &some, &b->g, i) : GEO_OK);
    }
    GEO_TRY(geoi_geometry_finish(ctx, &some));
    GEO_TRY(geoi_cut_at_antimeridian(ctx, &some.g, &parts, &count));
    if (count == 0) {
        goto done;
    }
    for (int64_t i = 0; i < b->g.n; i++) {
        GEO_TRY(geoi_geometry_copy_feature(ctx, &all, crosses[i] ? &parts.g : &b->g,
                                           crosses[i] ? k++ : i));
    }
    GEO_TRY(geoi_geometry_finish(ctx, &all));
    geoi_geometry_clear(b);
    *b = all;
    geoi_geometry_builder none = {0};
    all = none;
done:
    geoi_geometry_clear(&some);
    geoi_geometry_clear(&parts);
    geoi_geometry_clear(&all);
    return status;
}

geo_status geoi_geojson_wrap(geo_ctx *ctx, geoi_geometry_builder *b)
{
    geo_status status = GEO_OK;
    uint8_t *crosses = NULL;
    int64_t wide = 0;
    bool any = false;
    geo_span everything = {0, b->g.coord_count};
    GEO_TRY(geoi_geometry_finish(ctx, b));
    if (!is_wide(&b->g, everything)) {
        goto done;
    }
    GEO_TRY(geoi_array(ctx, b->g.n, 1, &crosses));
    for (int64_t i = 0; i < b->g.n; i++) {
        geo_span parts = geo_parts(&b->g, i);
        bool crossing = false;
        if (!is_wide(&b->g, geo_feature_coords(&b->g, i))) {
            continue;
        }
        for (int64_t p = parts.begin; p < parts.end; p++) {
            GEO_TRY(wrap_part(ctx, b, p, i, &crossing));
        }
        crosses[i] = crossing;
        any |= crossing;
        wide++;
    }
    geoi_note(ctx,
              "%lld %s beyond 180 degrees of longitude: turned back, and cut where crossing the "
              "antimeridian",
              (long long)wide, geoi_plural(wide, "feature goes", "features go"));
    GEO_TRY(any ? cut(ctx, b, crosses) : GEO_OK);
done:
    geoi_release(crosses);
    return status;
}
