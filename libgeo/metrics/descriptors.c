/* SPDX-License-Identifier: MIT */
/* Clusters described: points sorted by cluster, x and y, so that each cluster is a piece of four
 * columns, and none depends on the order of the input.
 *
 * 1. Sort                                    here
 * 2. Per cluster: hull, spread, median       here, descriptors_spread.c, median_centre.c
 * 3. The outline and its compactness         here, compactness.c
 * 4. The sector of most weight               here */
#include "geometry/hull.h"
#include "metrics/compactness.h"
#include "metrics/descriptors_internal.h"
#include "metrics/points.h"
#include "space/order.h"
#include "space/shapes_internal.h"

enum { GRAIN = 16, ELLIPSE_CORNERS = 128 };
static const double PI = 3.14159265358979323846, KM2 = 1e6;

struct geo_descriptors {
    int64_t count;
    geo_descriptor *one; /* [count] */
    geo_shapes *shapes;
};

typedef struct describing {
    geo_ctx *ctx;
    const geo_descriptor_options *o;
    int64_t n, count;
    double *x, *y, *weight; /* [n] by cluster, x, y */
    int64_t *sector;        /* [n] */
    int64_t *begin;         /* [count + 1] */
    geo_descriptor *one;
    geoi_geometry_builder *made; /* [chunks] */
} describing;

/* ---- Step 1: sort --------------------------------------------------------------------------- */

static geo_status check(geo_ctx *ctx, int64_t n, const int64_t *label, int64_t count,
                        const geo_descriptor_options *o)
{
    if (count < 0 || o->sector_count < 0) {
        return geoi_fail(ctx, GEO_INVALID, "%lld %s cannot be",
                         (long long)(count < 0 ? count : o->sector_count),
                         count < 0 ? "clusters" : "sectors");
    }
    if (!(o->concave_ratio >= 0.0 && o->concave_ratio <= 1.0)) {
        return geoi_fail(ctx, GEO_INVALID, "ratio of the concave hull is %g, but must be 0 to 1",
                         o->concave_ratio);
    }
    if (!(o->ellipse_factor > 0.0) || isinf(o->ellipse_factor)) {
        return geoi_fail(ctx, GEO_INVALID, "factor of the ellipse is %g, but must be above 0",
                         o->ellipse_factor);
    }
    if (o->outline < GEO_OUTLINE_CONVEX || o->outline > GEO_OUTLINE_ELLIPSE) {
        return geoi_fail(ctx, GEO_INVALID, "%d is no kind of outline", (int)o->outline);
    }
    for (int64_t i = 0; i < n; i++) {
        if (label[i] < -1 || label[i] >= count) {
            return geoi_fail(ctx, GEO_INVALID, "feature %lld is in cluster %lld of %lld",
                             (long long)i + 1, (long long)label[i], (long long)count);
        }
        if (o->sector != NULL && (o->sector[i] < -1 || o->sector[i] >= o->sector_count)) {
            return geoi_fail(ctx, GEO_INVALID, "feature %lld is of sector %lld of %lld",
                             (long long)i + 1, (long long)o->sector[i], (long long)o->sector_count);
        }
    }
    return GEO_OK;
}

static geo_status make_room(describing *d)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_scratch(d->ctx, d->n, sizeof *d->x, &d->x));
    GEO_TRY(geoi_scratch(d->ctx, d->n, sizeof *d->y, &d->y));
    GEO_TRY(geoi_scratch(d->ctx, d->n, sizeof *d->weight, &d->weight));
    GEO_TRY(geoi_scratch(d->ctx, d->n, sizeof *d->sector, &d->sector));
done:
    return status;
}

/* order: points by x and y; those in clusters, by cluster. */
static geo_status sort_members(describing *d, const geoi_points *p, const int64_t *label,
                               int64_t *order)
{
    geo_status status = GEO_OK;
    uint64_t *key;
    int64_t *by_place, *by_cluster;
    GEO_TRY(geoi_scratch(d->ctx, p->n, sizeof *key, &key));
    GEO_TRY(geoi_scratch(d->ctx, p->n, sizeof *by_place, &by_place));
    GEO_TRY(geoi_scratch(d->ctx, p->n, sizeof *by_cluster, &by_cluster));
    GEO_TRY(geoi_sort_places(d->ctx, p->n, p->x, p->y, by_place));
    for (int64_t k = 0; k < p->n; k++) {
        key[k] = (uint64_t)(label[geoi_point_row(p, by_place[k])] + 1); /* 0 = none */
    }
    int bits = geoi_bit_count((uint64_t)d->count);
    GEO_TRY(geoi_sort_keys(d->ctx, p->n, bits, key, by_cluster));
    int64_t none = 0;
    while (none < p->n && key[none] == 0) {
        none++;
    }
    d->n = p->n - none;
    GEO_TRY(geoi_scratch(d->ctx, d->count + 1, sizeof *d->begin, &d->begin));
    int64_t at = 0;
    for (int64_t c = 0; c <= d->count; c++) {
        while (at < d->n && (int64_t)key[none + at] - 1 < c) {
            at++;
        }
        d->begin[c] = at;
    }
    for (int64_t k = 0; k < d->n; k++) {
        order[k] = by_place[by_cluster[none + k]];
    }
done:
    return status;
}

static geo_status arrange(describing *d, const geoi_points *p, const double *weight,
                          const int64_t *label)
{
    geo_status status = GEO_OK;
    int64_t *order;
    GEO_TRY(geoi_scratch(d->ctx, p->n, sizeof *order, &order));
    GEO_TRY(sort_members(d, p, label, order));
    GEO_TRY(make_room(d));
    for (int64_t k = 0; k < d->n; k++) {
        int64_t i = order[k];
        d->x[k] = p->x[i];
        d->y[k] = p->y[i];
        d->weight[k] = weight != NULL ? weight[i] : 1.0;
        d->sector[k] = d->o->sector != NULL ? d->o->sector[geoi_point_row(p, i)] : -1;
    }
done:
    return status;
}

/* ---- Steps 2 and 3: one cluster -------------------------------------------------------------- */

static geo_status add_ring(geo_ctx *ctx, geoi_geometry_builder *b, const geoi_hull *ring)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_geometry_feature(ctx, b, GEO_POLYGON));
    GEO_TRY(geoi_geometry_part(ctx, b, 0));
    GEO_TRY(geoi_geometry_ring(ctx, b));
    GEO_TRY(geoi_geometry_add_many(ctx, b, ring->x, ring->y, NULL, ring->n));
    GEO_TRY(geoi_geometry_add(ctx, b, ring->x[0], ring->y[0], (double)NAN));
done:
    return status;
}

static geo_status add_ellipse(geo_ctx *ctx, geoi_geometry_builder *b, const geo_descriptor *d)
{
    double x[ELLIPSE_CORNERS], y[ELLIPSE_CORNERS];
    double azimuth = d->ellipse_azimuth * (PI / 180.0), s = sin(azimuth), c = cos(azimuth);
    for (int i = 0; i < ELLIPSE_CORNERS; i++) { /* from the major axis, counter-clockwise */
        double turn = 2.0 * PI * (double)i / ELLIPSE_CORNERS;
        double along = d->ellipse_major_m * cos(turn), left = d->ellipse_minor_m * sin(turn);
        x[i] = d->weighted_x + along * s - left * c;
        y[i] = d->weighted_y + along * c + left * s;
    }
    const geoi_hull ring = {ELLIPSE_CORNERS, x, y};
    return add_ring(ctx, b, &ring);
}

static geo_status draw(const describing *d, const geoi_members *m, const geoi_hull *hull,
                       const geo_descriptor *one, geoi_geometry_builder *b)
{
    bool ellipse = d->o->outline == GEO_OUTLINE_ELLIPSE;
    if (hull->n < 3 || (ellipse && !(one->ellipse_minor_m > 0.0))) {
        return geoi_geometry_feature(d->ctx, b, GEO_NONE);
    }
    if (ellipse) {
        return add_ellipse(d->ctx, b, one);
    }
    return d->o->outline == GEO_OUTLINE_CONVEX
               ? add_ring(d->ctx, b, hull)
               : geoi_concave_hull(d->ctx, m->n, m->x, m->y, d->o->concave_ratio, b);
}

static geo_status find_hull(geo_ctx *ctx, const geoi_members *m, geoi_hull *out)
{
    geo_status status = GEO_OK;
    int64_t *corner = NULL;
    *out = (geoi_hull){0};
    GEO_TRY(geoi_array_raw(ctx, 2 * m->n, sizeof *corner, &corner));
    int64_t n = geoi_convex_hull(m->n, m->x, m->y, corner);
    GEO_TRY(geoi_array_raw(ctx, 2 * n, sizeof *out->x, &out->x));
    *out = (geoi_hull){n, out->x, out->x + n};
    for (int64_t i = 0; i < n; i++) {
        out->x[i] = m->x[corner[i]];
        out->y[i] = m->y[corner[i]];
    }
done:
    geoi_release(corner);
    return status;
}

static geo_status describe(const describing *d, int64_t cluster, geoi_geometry_builder *b)
{
    geo_status status = GEO_OK;
    const int64_t begin = d->begin[cluster];
    geoi_members m = {d->begin[cluster + 1] - begin, d->x + begin, d->y + begin, d->weight + begin};
    geo_descriptor *one = &d->one[cluster];
    const double none = (double)NAN;
    geoi_hull hull = {0};
    *one = (geo_descriptor){.mean_x = none, .mean_y = none, .weighted_x = none, .weighted_y = none};
    one->median_x = one->median_y = one->median_m = one->standard_distance_m = none;
    one->ellipse_major_m = one->ellipse_minor_m = one->ellipse_azimuth = none;
    if (m.n > 0) {
        GEO_TRY(find_hull(d->ctx, &m, &hull));
        geoi_describe_spread(&m, hull.n < 3, one);
        geoi_median_centre(&m, one);
    }
    one->ellipse_major_m *= d->o->ellipse_factor;
    one->ellipse_minor_m *= d->o->ellipse_factor;
    one->hull_area_m2 = geoi_hull_area(&hull);
    one->hull_perimeter_m = geoi_hull_perimeter(&hull);
    bool wide = one->hull_area_m2 > 0.0;
    one->density_km2 = wide ? (double)m.n / (one->hull_area_m2 / KM2) : none;
    one->weight_density_km2 = wide ? one->weight / (one->hull_area_m2 / KM2) : none;
    GEO_TRY(draw(d, &m, &hull, one, b));
done:
    geoi_release(hull.x);
    return status;
}

/* ---- Step 4: sectors ------------------------------------------------------------------ */

/* total [sectors] is zeroes, and is so again afterwards. */
static void find_sector(const describing *d, int64_t cluster, double *total)
{
    geo_descriptor *one = &d->one[cluster];
    geoi_sum known = {0};
    double most = 0.0;
    one->sector = -1;
    for (int64_t k = d->begin[cluster]; k < d->begin[cluster + 1]; k++) {
        if (d->sector[k] >= 0) {
            total[d->sector[k]] += d->weight[k];
            geoi_sum_add(&known, d->weight[k]);
        }
    }
    for (int64_t k = d->begin[cluster]; k < d->begin[cluster + 1]; k++) {
        int64_t s = d->sector[k];
        if (s >= 0 && total[s] > 0.0 &&
            (total[s] > most || (total[s] == most && s < one->sector))) {
            most = total[s];
            one->sector = s;
        }
    }
    for (int64_t k = d->begin[cluster]; k < d->begin[cluster + 1]; k++) {
        if (d->sector[k] >= 0) {
            total[d->sector[k]] = 0.0;
        }
    }
    one->sector_share = one->sector >= 0 ? most / geoi_sum_value(&known) : (double)NAN;
}

/* ---- All ------------------------------------------------------------------------------ */

static geo_status describe_some(void *job, int64_t begin, int64_t end)
{
    geo_status status = GEO_OK;
    const describing *d = job;
    geoi_geometry_builder *b = &d->made[begin / GRAIN];
    double *total = NULL;
    GEO_TRY(
        geoi_array(d->ctx, d->o->sector != NULL ? d->o->sector_count : 0, sizeof *total, &total));
    for (int64_t c = begin; c < end; c++) {
        GEO_TRY(describe(d, c, b));
        find_sector(d, c, total);
    }
    GEO_TRY(geoi_geometry_finish(d->ctx, b));
    for (int64_t c = begin; c < end; c++) {
        GEO_TRY(geoi_compactness_of(d->ctx, &b->g, c - begin, &d->one[c].outline));
    }
done:
    geoi_release(total);
    return status;
}

static geo_status describe_all(describing *d, geo_descriptors *out)
{
    geo_status status = GEO_OK;
    const int64_t chunks = (d->count + GRAIN - 1) / GRAIN;
    geoi_geometry_builder all = {0};
    GEO_TRY(geoi_array(d->ctx, d->count, sizeof *out->one, &out->one));
    GEO_TRY(geoi_array(d->ctx, chunks, sizeof *d->made, &d->made));
    d->one = out->one;
    out->count = d->count;
    GEO_TRY(geoi_stage(d->ctx, 0.2, 0.9, "describing clusters"));
    GEO_TRY(geoi_parallel(d->ctx, d->count, GRAIN, describe_some, d));
    for (int64_t k = 0; k < chunks; k++) {
        GEO_TRY(geoi_geometry_append(d->ctx, &all, &d->made[k].g));
    }
    GEO_TRY(geoi_geometry_finish(d->ctx, &all));
    GEO_TRY(geoi_shapes_adopt(d->ctx, &all, &out->shapes));
done:
    for (int64_t k = 0; k < chunks && d->made != NULL; k++) {
        geoi_geometry_clear(&d->made[k]);
    }
    geoi_release(d->made);
    geoi_geometry_clear(&all);
    return status;
}

geo_status geo_descriptors_create(geo_ctx *ctx, const geo_shapes *points, const double *weight,
                                  const int64_t *label, int64_t cluster_count,
                                  const geo_descriptor_options *options, geo_descriptors **out)
{
    geo_status status = GEO_OK;
    geoi_mark mark = geoi_scratch_mark(ctx);
    geo_descriptor_options o = geo_descriptor_options_default();
    geo_descriptors *made = NULL;
    geoi_points p;
    const double *w = NULL;
    const int64_t n = geo_shapes_geometry(points)->n;
    *out = NULL;
    GEO_TRY(geoi_options(ctx, &o, options));
    GEO_TRY(check(ctx, n, label, cluster_count, &o));
    GEO_TRY(geoi_points_of(ctx, points, "points", &p));
    if (weight != NULL) {
        GEO_TRY(geoi_point_weights(ctx, &p, n, weight, false, &w));
    }
    describing d = {.ctx = ctx, .o = &o, .count = cluster_count};
    GEO_TRY(geoi_stage(ctx, 0.0, 0.2, "sorting points"));
    GEO_TRY(arrange(&d, &p, w, label));
    GEO_TRY(geoi_array(ctx, 1, sizeof *made, &made));
    GEO_TRY(describe_all(&d, made));
    *out = made;
    made = NULL;
done:
    geo_descriptors_destroy(made);
    geoi_scratch_reset(ctx, mark);
    return status;
}

void geo_descriptors_destroy(geo_descriptors *descriptors)
{
    if (descriptors != NULL) {
        geo_shapes_destroy(descriptors->shapes);
        geoi_release(descriptors->one);
        geoi_release(descriptors);
    }
}

int64_t geo_descriptors_count(const geo_descriptors *descriptors)
{
    return descriptors->count;
}

const geo_descriptor *geo_descriptors_at(const geo_descriptors *descriptors, int64_t index)
{
    return &descriptors->one[index];
}

const geo_shapes *geo_descriptors_shapes(const geo_descriptors *descriptors)
{
    return descriptors->shapes;
}
