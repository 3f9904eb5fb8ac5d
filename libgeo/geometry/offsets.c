/* SPDX-License-Identifier: MIT */
/* Areas within reach: the outlines that bound each depth, and the pieces of the region's edges
 * that lie in it, enclose the area (Green's theorem); see offset_shapes.h for how outlines are
 * kept from coinciding. That they close is checked; if not, they are made anew a little
 * differently. */
#include "geometry/offsets.h"

#include "geometry/disc_circle.h"
#include "geometry/offset_curve.h"
#include "geometry/offset_reach.h"

enum { GRAIN = 64, MOST_SUMS = 1 << 21, ATTEMPTS = 4 };

/* Shares of an area that are what the wider shapes leave: nothing, or all. */
static const double ROUNDING = 1e-11;

/* ---- Pieces ------------------------------------------------------------------------------ */

typedef struct measuring {
    const geoi_curve *curve;
    geoi_sum *area, *east, *north; /* [limit + 1] the last: of every depth */
    int64_t limit;
} measuring;

static void add_to(measuring *m, int64_t entry, double times, double area, const geoi_stretch *at)
{
    geoi_sum_add(&m->area[entry], times * area);
    geoi_sum_add(&m->east[entry], times * (at->bx - at->ax));
    geoi_sum_add(&m->north[entry], times * (at->by - at->ay));
}

/* Half the integral of x dy - y dx along the piece, less what the extra adds: the length that
 * was gone along, times the extra, and of an arc a little that is too much. */
static double area_of(const geoi_curve *c, const geoi_stretch *at)
{
    if (!c->round) {
        double dx = at->bx - at->ax, dy = at->by - at->ay;
        return 0.5 * (at->ax * dy - at->ay * dx) - c->extra * sqrt(dx * dx + dy * dy);
    }
    geoi_event from = {.px = at->ax - c->cx, .py = at->ay - c->cy};
    geoi_event to = {.px = at->bx - c->cx, .py = at->by - c->cy};
    double angle = geoi_angle_between(&from, &to, at->to - at->from);
    double area = c->r * c->r * angle + c->cx * (at->by - at->ay) - c->cy * (at->bx - at->ax);
    return 0.5 * area - c->extra * (c->r - 0.5 * c->extra) * angle;
}

static void measure_outline(void *user, const geoi_piece *piece)
{
    measuring *m = user;
    double area = area_of(m->curve, &piece->at);
    add_to(m, m->limit, piece->inside, area, &piece->at);
    if (piece->depth < m->limit) {
        add_to(m, piece->depth, piece->inside, area, &piece->at);
    }
}

static void measure_region(void *user, const geoi_piece *piece)
{
    measuring *m = user;
    if (piece->depth > 0) {
        double area = area_of(m->curve, &piece->at);
        add_to(m, m->limit, (double)piece->depth, area, &piece->at);
        add_to(m, (piece->depth < m->limit ? piece->depth : m->limit) - 1, 1.0, area, &piece->at);
    }
}

static measuring begin_chunk(const geoi_offset_job *job, geoi_curve *c, int64_t begin)
{
    int64_t width = job->limit + 1;
    geoi_sum *sums = job->sums + begin / job->grain * 3 * width;
    return (measuring){c, sums, sums + width, sums + 2 * width, job->limit};
}

/* ---- Curves ------------------------------------------------------------------------------ */

/* Items are rounds, then right sides of bars, then left ones. */
static geo_status measure_outlines(void *user, int64_t begin, int64_t end)
{
    const geoi_offset_job *job = user;
    geo_status status = GEO_OK;
    geoi_curve c;
    int64_t rounds = job->shapes->round_count, bars = job->shapes->bar_count;
    GEO_TRY(geoi_curve_init(&c, job));
    measuring m = begin_chunk(job, &c, begin);
    for (int64_t k = begin; k < end; k++) {
        if (k < rounds) {
            geoi_curve_of_round(&c, k);
        } else {
            geoi_curve_of_side(&c, (k - rounds) % bars, k - rounds < bars ? 0 : 2);
        }
        GEO_TRY(geoi_curve_own(&c));
        for (int64_t s = 0; s < c.stretch_count; s++) {
            geoi_stretch stretch = c.stretch[s];
            GEO_TRY(geoi_curve_walk(&c, &stretch, measure_outline, &m));
        }
    }
done:
    geoi_curve_clear(&c);
    return status;
}

static geo_status measure_edges(void *user, int64_t begin, int64_t end)
{
    const geoi_offset_job *job = user;
    geo_status status = GEO_OK;
    geoi_curve c;
    GEO_TRY(geoi_curve_init(&c, job));
    measuring m = begin_chunk(job, &c, begin);
    for (int64_t k = begin; k < end; k++) {
        geoi_curve_of_region(&c, k);
        geoi_stretch whole = geoi_curve_whole(&c);
        GEO_TRY(geoi_curve_walk(&c, &whole, measure_region, &m));
    }
done:
    geoi_curve_clear(&c);
    return status;
}

/* Run one half and add its chunks' sums, in their order, to total [3 (limit + 1)]. */
static geo_status run_half(geoi_offset_job *job, int64_t n, geoi_chunk_fn fn, geoi_sum *total)
{
    geo_status status = GEO_OK;
    int64_t width = 3 * (job->limit + 1);
    int64_t smallest = n / (MOST_SUMS / width + 1) + 1; /* bounds the memory for the sums */
    job->grain = smallest > GRAIN ? smallest : GRAIN;
    int64_t chunks = n > 0 ? (n - 1) / job->grain + 1 : 0;
    job->sums = NULL;
    GEO_TRY(geoi_array(job->ctx, chunks * width, sizeof *job->sums, &job->sums));
    GEO_TRY(geoi_parallel(job->ctx, n, job->grain, fn, job));
    for (int64_t c = 0; c < chunks; c++) {
        for (int64_t k = 0; k < width; k++) {
            geoi_sum_merge(&total[k], &job->sums[c * width + k]);
        }
    }
done:
    geoi_release(job->sums);
    return status;
}

/* ---- Together ---------------------------------------------------------------------------- */

/* outlines[d] bound depth d + 1 from outside; edges[d] lie at depth d + 1, and so bound all depths
 * up to there. */
static void sum_depths(const geoi_sum *outlines, const geoi_sum *edges, int64_t limit, double *out)
{
    geoi_sum deeper = {0};
    for (int64_t d = limit - 1; d >= 0; d--) {
        geoi_sum_merge(&deeper, &edges[d]);
        geoi_sum all = deeper;
        geoi_sum_merge(&all, &outlines[d]);
        out[d] = geoi_sum_value(&all);
    }
    geoi_sum all = edges[limit];
    geoi_sum_merge(&all, &outlines[limit]);
    out[limit] = geoi_sum_value(&all);
}

static double settle(double area, double nothing, double most)
{
    if (!(area > nothing)) {
        return 0.0;
    }
    return area < most * (1.0 - ROUNDING) ? area : most;
}

/* Outlines that close end where they began. */
static bool is_closed(const geoi_offset_job *job, const double *east, const double *north)
{
    geo_box b = job->region->box;
    double size = fmax(fmax(fabs(b.min_x), b.max_x), fmax(fabs(b.min_y), b.max_y));
    double gap = 0x1p-34 * size + 0x1p-44 * job->shapes->reach;
    for (int64_t d = 0; d <= job->limit; d++) {
        if (!(fabs(east[d]) <= gap && fabs(north[d]) <= gap)) {
            return false;
        }
    }
    return true;
}

static geo_status measure(geoi_offset_job *job, double *at_least, double *sum_m2, bool *closed)
{
    geo_status status = GEO_OK;
    geoi_sum *total = NULL;
    double *value = NULL;
    int64_t limit = job->limit, width = limit + 1;
    const geoi_offset_shapes *s = job->shapes;
    GEO_TRY(geoi_array(job->ctx, 6 * width, sizeof *total, &total));
    GEO_TRY(geoi_array(job->ctx, 3 * width, sizeof *value, &value));
    GEO_TRY(run_half(job, s->round_count + 2 * s->bar_count, measure_outlines, total));
    GEO_TRY(run_half(job, job->region->n, measure_edges, total + 3 * width));
    for (int k = 0; k < 3; k++) {
        sum_depths(total + k * width, total + (3 + k) * width, limit, value + k * width);
    }
    *closed = is_closed(job, value + width, value + 2 * width);
    double nothing = ROUNDING * fmin(job->region->area, s->area);
    for (int64_t d = 0; d < limit; d++) {
        at_least[d] = settle(value[d], nothing, d > 0 ? at_least[d - 1] : job->region->area);
    }
    *sum_m2 = settle(value[limit], nothing, job->region->area * (double)s->groups);
done:
    geoi_release(total);
    geoi_release(value);
    return status;
}

static geo_status refuse(geo_ctx *ctx, int64_t i)
{
    geo_status status =
        geoi_fail(ctx, GEO_LIMIT, "study areas: feature %lld cannot be measured", (long long)i + 1);
    geoi_hint(ctx, "outlines around facilities nearly coincide; give each facility once");
    return status;
}

static geo_status try_to_measure(geo_ctx *ctx, const geoi_disc_region *region,
                                 const geoi_near_features *features, int64_t limit,
                                 double *at_least_m2, double *sum_m2, bool *closed)
{
    geo_status status = GEO_OK;
    geoi_offset_shapes shapes = {0};
    *closed = limit == 0;
    for (int64_t attempt = 0; !*closed && attempt < ATTEMPTS; attempt++) {
        geoi_offset_shapes_clear(&shapes);
        GEO_TRY(geoi_offset_shapes_init(ctx, &shapes, region, features, attempt));
        geoi_offset_job job = {.ctx = ctx, .region = region, .shapes = &shapes, .limit = limit};
        GEO_TRY(measure(&job, at_least_m2, sum_m2, closed));
    }
done:
    geoi_offset_shapes_clear(&shapes);
    return status;
}

geo_status geoi_offsets_measure(geo_ctx *ctx, const geo_geometry *areas, int64_t i,
                                const geoi_near_features *features, int64_t max_depth,
                                double *at_least_m2, geo_disc_areas *out)
{
    geo_status status = GEO_OK;
    geoi_disc_region region = {0};
    int64_t limit = max_depth < features->n ? max_depth : features->n;
    bool closed;
    *out = (geo_disc_areas){0};
    memset(at_least_m2, 0, (size_t)max_depth * sizeof *at_least_m2);
    if (features->n > INT32_MAX) {
        return geoi_fail(ctx, GEO_LIMIT, "%lld facilities are more than can be counted",
                         (long long)features->n);
    }
    GEO_TRY(geoi_disc_region_init(ctx, &region, areas, i));
    out->total_m2 = region.area;
    GEO_TRY(try_to_measure(ctx, &region, features, limit, at_least_m2, &out->sum_m2, &closed));
    if (!closed) {
        status = refuse(ctx, i);
        goto done;
    }
    while (out->depth_count < limit && at_least_m2[out->depth_count] > 0.0) {
        out->depth_count++;
    }
    GEO_TRY(geoi_offsets_count(ctx, areas, i, &region, features, out));
done:
    geoi_disc_region_clear(&region);
    return status;
}
