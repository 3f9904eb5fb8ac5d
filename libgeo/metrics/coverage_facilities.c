/* SPDX-License-Identifier: MIT */
#include "metrics/coverage_internal.h"

#include "geo/geometry.h"
#include "geometry/offsets.h"
#include "geometry/polygons.h"
#include "space/order.h"

/* ---- Facilities made ready ------------------------------------------------------------------ */

/* The box of a facility, or where each reaches as far as it likes of all that it reaches. */
static geo_box box_of(const geoi_facilities *f, int64_t k)
{
    geo_box box = f->discs
                      ? (geo_box){f->points.x[k], f->points.y[k], f->points.x[k], f->points.y[k]}
                      : geoi_feature_box(f->g, k);
    double r = geoi_facility_radius(f, k, 0.0);
    if (isnan(r)) {
        return (geo_box){INFINITY, INFINITY, -INFINITY, -INFINITY};
    }
    r += 1e-9 * r;
    return (geo_box){box.min_x - r, box.min_y - r, box.max_x + r, box.max_y + r};
}

static geo_status index_facilities(geoi_facilities *f)
{
    geo_status status = GEO_OK;
    int64_t n = f->discs ? f->points.n : f->g->n;
    GEO_TRY(geoi_nearby_init(f->ctx, &f->near, n));
    for (int64_t k = 0; k < n; k++) {
        f->near.boxes[k] = box_of(f, k);
    }
    GEO_TRY(geoi_nearby_build(f->ctx, &f->near));
done:
    return status;
}

/* Known radii are distances; unknown ones are NaN. */
static geo_status check_radii(geo_ctx *ctx, int64_t n, int64_t m, const geo_coverage_options *o)
{
    if (m != 1) {
        return geoi_fail(ctx, GEO_INVALID,
                         "%lld distances, where each facility has its own: one is asked",
                         (long long)m);
    }
    for (int64_t i = 0; i < n; i++) {
        geo_status status =
            isnan(o->radius_m[i]) ? GEO_OK : geoi_check_buffer(ctx, o->radius_m[i], 1);
        if (status != GEO_OK) {
            geoi_where(ctx, "radius of facility %lld", (long long)i + 1);
            return status;
        }
    }
    return GEO_OK;
}

static geo_status check_distances(geo_ctx *ctx, int64_t n, const double **distances_m, int64_t m,
                                  const geo_coverage_options *o)
{
    static const double nought = 0.0;
    geo_status status = GEO_OK;
    if (m < 1) {
        return geoi_fail(ctx, GEO_INVALID, "no distance to measure coverage at");
    }
    if (o->radius_m != NULL) {
        GEO_TRY(check_radii(ctx, n, m, o));
        *distances_m = &nought;
    }
    for (int64_t j = 0; j < m; j++) {
        GEO_TRY(geoi_check_buffer(ctx, (*distances_m)[j], o->quad_segments));
    }
done:
    return status;
}

/* Of a bow tie only half would be found inside. */
static geo_status check_polygons(geo_ctx *ctx, const geo_geometry *g)
{
    geo_status status = GEO_OK;
    int64_t *which = NULL, n = 0;
    GEO_TRY(geoi_array_raw(ctx, g->n, sizeof *which, &which));
    for (int64_t i = 0; i < g->n; i++) {
        if (g->type[i] == GEO_POLYGON || g->type[i] == GEO_MULTIPOLYGON) {
            which[n++] = i;
        }
    }
    GEO_TRY(geoi_polygons_check(ctx, g, which, n, "facilities"));
done:
    geoi_release(which);
    return status;
}

geo_status geoi_facilities_init(geo_ctx *ctx, geoi_facilities *f, const geo_shapes *facilities,
                                const double **distances_m, int64_t m,
                                const geo_coverage_options *options)
{
    geo_status status = GEO_OK;
    geo_coverage_options o = geo_coverage_options_default();
    GEO_TRY(geoi_options(ctx, &o, options));
    GEO_TRY(check_distances(ctx, geo_shapes_geometry(facilities)->n, distances_m, m, &o));
    f->ctx = ctx;
    f->radius = o.radius_m;
    f->shapes = facilities;
    f->g = geo_shapes_geometry(facilities);
    f->quad_segments = o.quad_segments;
    f->discs = geoi_points_only(facilities);
    if (f->discs) {
        GEO_TRY(geoi_points_of(ctx, facilities, "facilities", &f->points));
    } else {
        GEO_TRY(check_polygons(ctx, f->g));
    }
    GEO_TRY(index_facilities(f));
done:
    return status;
}

void geoi_facilities_clear(geoi_facilities *f)
{
    geoi_nearby_clear(&f->near);
}

/* ---- Those near a place ------------------------------------------------------------- */

typedef struct finding {
    geo_ctx *ctx;
    geoi_found *found;
    geo_status status;
} finding;

static bool note_found(void *user, int64_t k)
{
    finding *s = user;
    geoi_found *found = s->found;
    s->status = geoi_grow(s->ctx, &found->id, &found->room, found->count + 1, sizeof *found->id);
    if (s->status != GEO_OK) {
        return false;
    }
    found->id[found->count++] = (uint64_t)k;
    return true;
}

geo_status geoi_facilities_find(const geoi_facilities *f, geo_box box, double distance_m,
                                geoi_found *found)
{
    geo_status status = GEO_OK;
    finding s = {f->ctx, found, GEO_OK};
    /* wider by more than rounding: a facility too many costs time, one too few is wrong */
    double reach = distance_m + 1e-9 * (distance_m + fabs(box.min_x) + fabs(box.min_y));
    geo_box wide = {box.min_x - reach, box.min_y - reach, box.max_x + reach, box.max_y + reach};
    found->count = 0;
    geoi_nearby_search(&f->near, wide, note_found, &s);
    GEO_TRY(s.status);
    GEO_TRY(
        geoi_grow(f->ctx, &found->order, &found->order_room, found->count, sizeof *found->order));
    GEO_TRY(geoi_sort_keys(f->ctx, found->count, geoi_bit_count((uint64_t)f->near.n), found->id,
                           found->order));
done:
    return status;
}

void geoi_found_clear(geoi_found *found)
{
    geoi_release(found->id);
    geoi_release(found->order);
    *found = (geoi_found){0};
}

/* ---- One polygon -------------------------------------------------------------------- */

geo_status geoi_found_discs(const geoi_facilities *f, const geoi_found *found, double distance_m,
                            double **xyr)
{
    int64_t n = found->count;
    geo_status status = geoi_array_raw(f->ctx, 3 * n, sizeof **xyr, xyr);
    for (int64_t k = 0; status == GEO_OK && k < n; k++) {
        int64_t id = (int64_t)found->id[k];
        (*xyr)[k] = f->points.x[id];
        (*xyr)[n + k] = f->points.y[id];
        (*xyr)[2 * n + k] = geoi_facility_radius(f, id, distance_m);
    }
    return status;
}

static geo_status depths_of_discs(const geoi_facilities *f, const geo_shapes *areas, int64_t i,
                                  const geoi_found *found, double distance_m, int64_t most,
                                  double *at_least_m2, geo_disc_areas *out)
{
    geo_status status = GEO_OK;
    double *x = NULL;
    int64_t n = found->count;
    GEO_TRY(geoi_found_discs(f, found, distance_m, &x));
    GEO_TRY(
        geo_disc_areas_measure(f->ctx, areas, i, n, x, x + n, x + 2 * n, most, at_least_m2, out));
done:
    geoi_release(x);
    return status;
}

static geo_status depths_of_shapes(const geoi_facilities *f, const geo_shapes *areas, int64_t i,
                                   const geoi_found *found, double distance_m, int64_t most,
                                   double *at_least_m2, geo_disc_areas *out)
{
    geo_status status = GEO_OK;
    int64_t *near = NULL;
    GEO_TRY(geoi_array_raw(f->ctx, found->count, sizeof *near, &near));
    for (int64_t k = 0; k < found->count; k++) {
        near[k] = (int64_t)found->id[k];
    }
    geoi_near_features features = {f->g,       near,      found->count,
                                   distance_m, f->radius, f->quad_segments};
    GEO_TRY(geoi_offsets_measure(f->ctx, geo_shapes_geometry(areas), i, &features, most,
                                 at_least_m2, out));
done:
    geoi_release(near);
    return status;
}

geo_status geoi_found_depths(const geoi_facilities *f, const geo_shapes *areas, int64_t i,
                             const geoi_found *found, double distance_m, int64_t most,
                             double *at_least_m2, geo_disc_areas *out)
{
    return f->discs ? depths_of_discs(f, areas, i, found, distance_m, most, at_least_m2, out)
                    : depths_of_shapes(f, areas, i, found, distance_m, most, at_least_m2, out);
}

geo_status geoi_cover_polygon(const geoi_facilities *f, const geo_shapes *areas, int64_t i,
                              const geoi_found *found, double distance_m, geo_area_coverage *out)
{
    geo_disc_areas a;
    double at_least[2];
    geo_status status = geoi_found_depths(f, areas, i, found, distance_m, 2, at_least, &a);
    if (status == GEO_OK) {
        out->total_m2 = a.total_m2;
        out->covered_m2 = at_least[0];
        out->overlap_m2 = at_least[1];
        out->uncovered_m2 = a.total_m2 - at_least[0];
        out->share = a.total_m2 > 0.0 ? at_least[0] / a.total_m2 : (double)NAN;
        out->mean_depth = a.total_m2 > 0.0 ? a.sum_m2 / a.total_m2 : (double)NAN;
        out->reaching = a.reaching_count;
        out->outside = a.outside_count;
    }
    return status;
}
