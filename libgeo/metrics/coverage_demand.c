/* SPDX-License-Identifier: MIT */
/* Share of each demand unit within reach. Points are counted by the proximity metrics, polygons
 * measured like study areas; the two meet in the output columns. */
#include "metrics/coverage_internal.h"

#include "geo/geometry.h"
#include "geo/proximity.h"
#include "geometry/polygons.h"

enum { GRAIN = 16, POINT_GRAIN = 1024, FIRST_K = 8 };

typedef struct demand {
    geoi_facilities facilities;
    const geo_shapes *shapes;
    const geo_geometry *g;
    const double *distance;
    int64_t m;
    double *share;
    int64_t *count; /* or NULL */
    double *total;  /* [n] m2 */
    int64_t *point; /* [point_count] units that are one place */
    double *x, *y;  /* [point_count] */
    int64_t point_count;
    int64_t *polygon; /* [polygon_count] units with an area */
    int64_t polygon_count;
} demand;

static void set_unit(const demand *d, int64_t i, int64_t j, double share, int64_t count)
{
    d->share[i * d->m + j] = share;
    if (d->count != NULL) {
        d->count[i * d->m + j] = count;
    }
}

/* ---- Points and polygons ------------------------------------------------------------ */

static geo_status refuse_unit(geo_ctx *ctx, const geo_geometry *g, int64_t i)
{
    geo_status status = geoi_fail(ctx, GEO_DATA, "demand: feature %lld is a %s", (long long)i + 1,
                                  geo_geometry_type_name((geo_geometry_type)g->type[i]));
    geoi_hint(ctx, "demand is points, or polygons that people live in");
    return status;
}

static geo_status sort_unit(geo_ctx *ctx, demand *d, int64_t i)
{
    geo_span s = geo_feature_coords(d->g, i);
    unsigned type = d->g->type[i];
    if (type == GEO_NONE || s.begin == s.end) {
        return GEO_OK; /* unknown */
    }
    bool polygon = type == GEO_POLYGON || type == GEO_MULTIPOLYGON;
    bool point = type == GEO_POINT || (type == GEO_MULTIPOINT && s.end - s.begin == 1);
    if (!polygon && !point) {
        return refuse_unit(ctx, d->g, i);
    }
    if (polygon && d->total[i] > 0.0) {
        d->polygon[d->polygon_count++] = i;
    } else {
        d->x[d->point_count] = d->g->x[s.begin];
        d->y[d->point_count] = d->g->y[s.begin];
        d->point[d->point_count++] = i;
    }
    return GEO_OK;
}

static geo_status sort_units(geo_ctx *ctx, demand *d)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_scratch(ctx, d->g->n, sizeof *d->total, &d->total));
    GEO_TRY(geoi_scratch(ctx, d->g->n, sizeof *d->point, &d->point));
    GEO_TRY(geoi_scratch(ctx, d->g->n, sizeof *d->x, &d->x));
    GEO_TRY(geoi_scratch(ctx, d->g->n, sizeof *d->y, &d->y));
    GEO_TRY(geoi_scratch(ctx, d->g->n, sizeof *d->polygon, &d->polygon));
    geo_shapes_area(d->shapes, d->total);
    for (int64_t i = 0; i < d->g->n; i++) {
        GEO_TRY(sort_unit(ctx, d, i));
    }
    /* those of no area may be what they like: they count as places */
    GEO_TRY(geoi_polygons_check(ctx, d->g, d->polygon, d->polygon_count, "demand"));
done:
    return status;
}

/* ---- Units that are places ---------------------------------------------------------- */

/* How many facilities of any kind lie within the distance of each of n points: ask for the k
 * nearest, and ask again for more where k were found. */
static geo_status count_shapes(geo_ctx *ctx, const demand *d, double distance, int64_t *count)
{
    geo_status status = GEO_OK;
    geo_nearest_options o = geo_nearest_options_default();
    geo_shapes *points = NULL;
    double *x = NULL, *y = NULL, *away = NULL;
    int64_t *unit = NULL, *index = NULL, n = d->point_count;
    GEO_TRY(geoi_copy(ctx, d->x, n, sizeof *x, &x));
    GEO_TRY(geoi_copy(ctx, d->y, n, sizeof *y, &y));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *unit, &unit));
    for (int64_t k = 0; k < n; k++) {
        unit[k] = k;
    }
    o.max_distance_m = distance;
    for (o.k = d->count != NULL ? FIRST_K : 1; n > 0; o.k *= FIRST_K) {
        GEO_TRY(geo_shapes_create_points(ctx, n, x, y, &points));
        GEO_TRY(geoi_resize(ctx, &index, n * o.k, sizeof *index));
        GEO_TRY(geoi_resize(ctx, &away, n * o.k, sizeof *away));
        GEO_TRY(geo_nearest(ctx, points, d->facilities.shapes, &o, index, away));
        int64_t left = 0;
        for (int64_t p = 0; p < n; p++) {
            int64_t found = 0;
            while (found < o.k && index[p * o.k + found] >= 0) {
                found++;
            }
            count[unit[p]] = found;
            if (found == o.k && o.k > 1 && found < d->facilities.g->n) {
                x[left] = x[p], y[left] = y[p];
                unit[left++] = unit[p];
            }
        }
        n = left;
        geo_shapes_destroy(points);
        points = NULL;
    }
done:
    geo_shapes_destroy(points);
    geoi_release(x);
    geoi_release(y);
    geoi_release(unit);
    geoi_release(index);
    geoi_release(away);
    return status;
}

/* Facilities of which each has its own radius: those whose boxes hold the place are asked. */
typedef struct own_radii {
    const demand *d;
    int64_t *count; /* [point_count] */
    int64_t point;
} own_radii;

static bool count_own(void *user, int64_t k)
{
    own_radii *w = user;
    const geoi_facilities *f = &w->d->facilities;
    double dx = f->points.x[k] - w->d->x[w->point], dy = f->points.y[k] - w->d->y[w->point];
    double r = geoi_facility_radius(f, k, 0.0);
    w->count[w->point] += dx * dx + dy * dy <= r * r;
    return true;
}

static geo_status count_own_chunk(void *job, int64_t begin, int64_t end)
{
    own_radii w = *(own_radii *)job;
    for (w.point = begin; w.point < end; w.point++) {
        double x = w.d->x[w.point], y = w.d->y[w.point];
        geoi_nearby_search(&w.d->facilities.near, (geo_box){x, y, x, y}, count_own, &w);
    }
    return GEO_OK;
}

static geo_status count_by_own_radius(geo_ctx *ctx, const demand *d, int64_t *count)
{
    own_radii job = {d, count, 0};
    if (!d->facilities.discs) {
        return geoi_fail(ctx, GEO_UNSUPPORTED,
                         "demand points about facilities that are no points and have radii");
    }
    return geoi_parallel(ctx, d->point_count, POINT_GRAIN, count_own_chunk, &job);
}

static geo_status cover_points(geo_ctx *ctx, const demand *d)
{
    geo_status status = GEO_OK;
    geo_shapes *points = NULL;
    int64_t *count = NULL;
    GEO_TRY(geo_shapes_create_points(ctx, d->point_count, d->x, d->y, &points));
    GEO_TRY(geoi_array(ctx, d->point_count, sizeof *count, &count));
    for (int64_t j = 0; j < d->m; j++) {
        if (d->facilities.radius != NULL) {
            GEO_TRY(count_by_own_radius(ctx, d, count));
        } else if (d->facilities.discs) {
            GEO_TRY(geo_within(ctx, points, d->facilities.shapes, d->distance[j], NULL, 0, count,
                               NULL));
        } else {
            GEO_TRY(count_shapes(ctx, d, d->distance[j], count));
        }
        for (int64_t k = 0; k < d->point_count; k++) {
            set_unit(d, d->point[k], j, count[k] > 0 ? 1.0 : 0.0, count[k]);
        }
    }
done:
    geo_shapes_destroy(points);
    geoi_release(count);
    return status;
}

/* ---- Units with an area ------------------------------------------------------------- */

static geo_status cover_chunk(void *job, int64_t begin, int64_t end)
{
    const demand *d = job;
    geo_status status = GEO_OK;
    geoi_found found = {0};
    geo_area_coverage cover;
    for (int64_t k = begin; k < end; k++) {
        int64_t i = d->polygon[k];
        for (int64_t j = 0; j < d->m; j++) {
            GEO_TRY(geoi_facilities_find(&d->facilities, geoi_feature_box(d->g, i), d->distance[j],
                                         &found));
            GEO_TRY(geoi_cover_polygon(&d->facilities, d->shapes, i, d->total[i], &found,
                                       d->distance[j], &cover));
            set_unit(d, i, j, cover.share, cover.reaching);
        }
    }
done:
    geoi_found_clear(&found);
    return status;
}

geo_status geo_coverage_demand(geo_ctx *ctx, const geo_shapes *shapes, const geo_shapes *facilities,
                               const double *distances_m, int64_t m,
                               const geo_coverage_options *options, double *share, int64_t *count)
{
    geo_status status = GEO_OK;
    geoi_mark mark = geoi_scratch_mark(ctx);
    demand d = {.shapes = shapes, .distance = distances_m, .m = m, .share = share, .count = count};
    d.g = geo_shapes_geometry(shapes);
    for (int64_t i = 0; i < d.g->n; i++) {
        for (int64_t j = 0; j < m; j++) {
            set_unit(&d, i, j, NAN, 0);
        }
    }
    GEO_TRY(geoi_stage(ctx, 0.0, 0.1, "checking demand"));
    GEO_TRY(geoi_facilities_init(ctx, &d.facilities, facilities, &d.distance, m, options));
    GEO_TRY(sort_units(ctx, &d));
    GEO_TRY(geoi_stage(ctx, 0.1, 0.3, "covering demand points"));
    GEO_TRY(cover_points(ctx, &d));
    GEO_TRY(geoi_stage(ctx, 0.3, 1.0, "covering demand polygons"));
    GEO_TRY(geoi_parallel(ctx, d.polygon_count, GRAIN, cover_chunk, &d));
done:
    geoi_facilities_clear(&d.facilities);
    geoi_scratch_reset(ctx, mark);
    return status;
}
