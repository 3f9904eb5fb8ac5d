/* SPDX-License-Identifier: MIT */
/* Gaps: the unserved parts of study areas that are no slivers. */
#include "metrics/gaps_internal.h"

#include "geometry/disc_draw.h"
#include "geometry/polygons.h"
#include "space/shapes_internal.h"

typedef struct finding {
    geo_ctx *ctx;
    geoi_facilities facilities;
    const geo_geometry *areas;
    double distance;
    const geo_gap_options *o;
    geoi_found found;
    int64_t *near; /* features */
    int64_t near_room;
    geoi_geometry_builder made;
    geo_gaps *gaps;
} finding;

/* ---- Parts ---------------------------------------------------------------------------------- */

static double perimeter_of(const geo_geometry *g, int64_t feature)
{
    double length = 0.0;
    geo_span parts = geo_parts(g, feature);
    for (int64_t p = parts.begin; p < parts.end; p++) {
        geo_span rings = geo_rings(g, p);
        for (int64_t r = rings.begin; r < rings.end; r++) {
            geo_span s = geo_coords(g, r);
            for (int64_t c = s.begin; c + 1 < s.end; c++) {
                double dx = g->x[c + 1] - g->x[c], dy = g->y[c + 1] - g->y[c];
                length += sqrt(dx * dx + dy * dy);
            }
        }
    }
    return length;
}

/* The feature just made in `one` is a gap of area i, or a sliver. */
static geo_status keep_part(finding *f, int64_t i, const geo_geometry *one, double area)
{
    geo_status status = GEO_OK;
    geo_gaps *gaps = f->gaps;
    geo_gap gap = {i, area, perimeter_of(one, 0), NAN, NAN, NAN, NAN, -1};
    if (area < f->o->least_area_m2 || area < f->o->least_width_m * gap.perimeter_m) {
        gaps->sliver_count++;
        gaps->sliver_m2 += area;
        return GEO_OK;
    }
    GEO_TRY(geoi_grow(f->ctx, &gaps->gap, &gaps->room, gaps->count + 1, sizeof *gaps->gap));
    GEO_TRY(geoi_geometry_append(f->ctx, &f->made, one));
    gaps->gap[gaps->count++] = gap;
done:
    return status;
}

/* By the true arcs. *drawn is false when that cannot be done. */
static geo_status find_by_discs(finding *f, int64_t i, bool *drawn)
{
    geo_status status = GEO_OK;
    geoi_disc_faces d = {0};
    geoi_geometry_builder one = {0};
    double *xyr = NULL;
    int64_t n = f->found.count;
    GEO_TRY(geoi_found_discs(&f->facilities, &f->found, f->distance, &xyr));
    geoi_disc_drawing what = {.g = f->areas, .i = i, .n = n, .x = xyr, .y = xyr + n, .limit = 1};
    what.radius = xyr + 2 * n;
    what.quad_segments = f->facilities.quad_segments;
    GEO_TRY(geoi_disc_faces_trace(f->ctx, &what, &d, drawn));
    for (int64_t r = 0; *drawn && r < d.faces.ring_count; r++) {
        if (d.faces.ring[r].value != 0 || d.faces.ring[r].area <= 0.0) {
            continue;
        }
        GEO_TRY(geoi_geometry_feature(f->ctx, &one, GEO_POLYGON));
        GEO_TRY(geoi_faces_write(&d.lines, &d.faces, r, d.origin_x, d.origin_y, &one));
        GEO_TRY(geoi_geometry_finish(f->ctx, &one));
        GEO_TRY(keep_part(f, i, &one.g, geoi_faces_area(&d.faces, r, true)));
        geoi_geometry_clear(&one);
    }
done:
    geoi_disc_faces_clear(&d);
    geoi_geometry_clear(&one);
    geoi_release(xyr);
    return status;
}

static double signed_area(const geo_geometry *g, int64_t r)
{
    geo_span s = geo_coords(g, r);
    double area = 0.0;
    for (int64_t c = s.begin; c + 1 < s.end; c++) {
        double ax = g->x[c] - g->x[s.begin], ay = g->y[c] - g->y[s.begin];
        area += 0.5 * (ax * (g->y[c + 1] - g->y[c]) - ay * (g->x[c + 1] - g->x[c]));
    }
    return area;
}

/* Part p of a feature of `g` as a feature of its own, whose rings have it on their left. */
static geo_status copy_part(geo_ctx *ctx, const geo_geometry *g, int64_t p,
                            geoi_geometry_builder *one, double *area)
{
    geo_status status = GEO_OK;
    geo_span rings = geo_rings(g, p);
    *area = 0.0;
    GEO_TRY(geoi_geometry_feature(ctx, one, GEO_POLYGON));
    GEO_TRY(geoi_geometry_part(ctx, one, 0));
    for (int64_t r = rings.begin; r < rings.end; r++) {
        geo_span s = geo_coords(g, r);
        double enclosed = signed_area(g, r);
        bool hole = r > rings.begin, turn = (enclosed < 0.0) != hole;
        *area += hole ? -fabs(enclosed) : fabs(enclosed);
        GEO_TRY(geoi_geometry_ring(ctx, one));
        for (int64_t c = s.begin; c < s.end; c++) {
            int64_t from = turn ? s.end - 1 - (c - s.begin) : c;
            GEO_TRY(geoi_geometry_add(ctx, one, g->x[from], g->y[from], NAN));
        }
    }
    GEO_TRY(geoi_geometry_finish(ctx, one));
done:
    return status;
}

/* By buffers of GEOS. */
static geo_status find_by_buffers(finding *f, int64_t i)
{
    geo_status status = GEO_OK;
    geoi_geometry_builder all = {0}, one = {0};
    GEO_TRY(geoi_grow(f->ctx, &f->near, &f->near_room, f->found.count, sizeof *f->near));
    for (int64_t k = 0; k < f->found.count; k++) {
        int64_t id = (int64_t)f->found.id[k];
        f->near[k] = f->facilities.discs ? geoi_point_row(&f->facilities.points, id) : id;
    }
    geoi_near_features features = {f->facilities.g,      f->near,
                                   f->found.count,       f->distance,
                                   f->facilities.radius, f->facilities.quad_segments};
    GEO_TRY(geoi_reach_draw(f->ctx, f->areas, i, &features, NULL, &all));
    GEO_TRY(geoi_geometry_finish(f->ctx, &all));
    for (int64_t p = 0; p < all.g.part_count; p++) {
        double area;
        GEO_TRY(copy_part(f->ctx, &all.g, p, &one, &area));
        GEO_TRY(keep_part(f, i, &one.g, area));
        geoi_geometry_clear(&one);
    }
done:
    geoi_geometry_clear(&all);
    geoi_geometry_clear(&one);
    return status;
}

static geo_status find_in_area(finding *f, int64_t i)
{
    geo_status status = GEO_OK;
    geo_span parts = geo_parts(f->areas, i);
    bool drawn = false;
    if (parts.begin == parts.end) {
        goto done;
    }
    GEO_TRY(geoi_facilities_find(&f->facilities, geoi_feature_box(f->areas, i), f->distance,
                                 &f->found));
    if (f->facilities.discs) {
        GEO_TRY(find_by_discs(f, i, &drawn));
    }
    if (!drawn) {
        GEO_TRY(find_by_buffers(f, i));
    }
done:
    return status;
}

static geo_status find_parts(finding *f)
{
    geo_status status = GEO_OK;
    for (int64_t i = 0; i < f->areas->n; i++) {
        double from = 0.1 + 0.5 * (double)i / (double)f->areas->n;
        GEO_TRY(geoi_stage(f->ctx, from, from + 0.5 / (double)f->areas->n, "finding gaps"));
        GEO_TRY(find_in_area(f, i));
    }
    GEO_TRY(geoi_geometry_finish(f->ctx, &f->made));
    GEO_TRY(geoi_shapes_adopt(f->ctx, &f->made, &f->gaps->shapes));
done:
    return status;
}

/* ---- The whole ------------------------------------------------------------------------------ */

static geo_status describe(finding *f)
{
    geo_status status = GEO_OK;
    geoi_outlines outlines = {0};
    GEO_TRY(geoi_stage(f->ctx, 0.6, 0.8, "finding the deepest points"));
    GEO_TRY(geoi_outlines_make(f->ctx, geo_shapes_geometry(f->gaps->shapes), &outlines));
    GEO_TRY(geoi_gaps_deepest(&f->facilities, &outlines, f->gaps));
    if (f->o->people != NULL) {
        GEO_TRY(geoi_gaps_people(&f->facilities, f->distance, f->o, &outlines, f->gaps));
    }
done:
    geoi_outlines_clear(&outlines);
    return status;
}

geo_status geo_coverage_gaps(geo_ctx *ctx, const geo_shapes *areas, const geo_shapes *facilities,
                             double distance_m, const geo_gap_options *options, geo_gaps **out)
{
    geo_status status = GEO_OK;
    geoi_mark mark = geoi_scratch_mark(ctx);
    const double *distance = &distance_m;
    geo_gap_options o = geo_gap_options_default();
    finding f = {.ctx = ctx, .areas = geo_shapes_geometry(areas), .o = &o};
    *out = NULL;
    GEO_TRY(geoi_options(ctx, &o, options));
    if (!(o.least_area_m2 >= 0.0 && o.least_width_m >= 0.0)) {
        status = geoi_fail(ctx, GEO_INVALID, "slivers of %g m2 or %g m", o.least_area_m2,
                           o.least_width_m);
        geoi_hint(ctx, "give sizes of 0 or more");
        goto done;
    }
    GEO_TRY(geoi_stage(ctx, 0.0, 0.1, "checking study areas"));
    GEO_TRY(geoi_facilities_init(ctx, &f.facilities, facilities, &distance, 1, &o.coverage));
    GEO_TRY(geoi_polygons_check(ctx, f.areas, NULL, f.areas->n, "study areas"));
    f.distance = *distance;
    GEO_TRY(geoi_array(ctx, 1, sizeof *f.gaps, &f.gaps));
    GEO_TRY(find_parts(&f));
    GEO_TRY(describe(&f));
    *out = f.gaps;
    f.gaps = NULL;
done:
    geo_gaps_destroy(f.gaps);
    geoi_geometry_clear(&f.made);
    geoi_found_clear(&f.found);
    geoi_release(f.near);
    geoi_facilities_clear(&f.facilities);
    geoi_scratch_reset(ctx, mark);
    return status;
}

void geo_gaps_destroy(geo_gaps *gaps)
{
    if (gaps != NULL) {
        geoi_release(gaps->gap);
        geo_shapes_destroy(gaps->shapes);
        geoi_release(gaps);
    }
}

int64_t geo_gaps_count(const geo_gaps *gaps)
{
    return gaps->count;
}

const geo_gap *geo_gaps_at(const geo_gaps *gaps, int64_t index)
{
    return &gaps->gap[index];
}

const geo_shapes *geo_gaps_shapes(const geo_gaps *gaps)
{
    return gaps->shapes;
}

int64_t geo_gaps_sliver_count(const geo_gaps *gaps)
{
    return gaps->sliver_count;
}

double geo_gaps_sliver_m2(const geo_gaps *gaps)
{
    return gaps->sliver_m2;
}
