/* SPDX-License-Identifier: MIT */
/* All facilities within a distance, of any geometry: counted, weighed or listed. What a search
 * finds of an origin, edge by edge, is sorted by facility, and the nearest of each stays. */
#include "metrics/nearest_internal.h"
#include "metrics/shape_search.h"

enum { GRAIN = 256 };

typedef struct hit {
    int64_t facility;
    geoi_meeting at;
} hit;

typedef struct hits {
    geo_ctx *ctx;
    geoi_shape_query query;
    hit *hit;
    int64_t n, room;
} hits;

/* The pairs of one chunk of origins. */
typedef struct block {
    geo_pair *pair;
    int64_t n, room;
} block;

typedef struct job {
    geo_ctx *ctx;
    geoi_shape_index index;
    double max_d2;
    const double *weight;
    int64_t *count; /* or blocks */
    double *sum;
    block *blocks;
} job;

struct geo_pairs {
    int64_t n;
    geo_pair *pair;
};

/* ---- What is within of one origin ------------------------------------------------------ */

static geo_status note(void *user, int64_t facility, const geoi_meeting *m)
{
    hits *h = user;
    if (h->n > 0 && h->hit[h->n - 1].facility == facility) { /* mostly edge after edge of one */
        hit *last = &h->hit[h->n - 1];
        last->at = m->d2 < last->at.d2 ? *m : last->at;
        return GEO_OK;
    }
    geo_status status = geoi_grow(h->ctx, &h->hit, &h->room, h->n + 1, sizeof *h->hit);
    if (status == GEO_OK) {
        h->hit[h->n++] = (hit){facility, *m};
    }
    return status;
}

static bool is_after(const hit *a, const hit *b)
{
    return a->facility > b->facility || (a->facility == b->facility && a->at.d2 > b->at.d2);
}

static void sink(hit *heap, int64_t n, int64_t i, hit h)
{
    for (int64_t child = 2 * i + 1; child < n; child = 2 * i + 1) {
        child += child + 1 < n && is_after(&heap[child + 1], &heap[child]);
        if (!is_after(&heap[child], &h)) {
            break;
        }
        heap[i] = heap[child];
        i = child;
    }
    heap[i] = h;
}

/* By facility, each once at its nearest. */
static void sort_hits(hits *h)
{
    int64_t kept = 0;
    for (int64_t i = h->n / 2 - 1; i >= 0; i--) {
        sink(h->hit, h->n, i, h->hit[i]);
    }
    for (int64_t n = h->n - 1; n > 0; n--) {
        hit last = h->hit[n];
        h->hit[n] = h->hit[0];
        sink(h->hit, n, 0, last);
    }
    for (int64_t i = 0; i < h->n; i++) {
        if (kept == 0 || h->hit[kept - 1].facility != h->hit[i].facility) {
            h->hit[kept++] = h->hit[i];
        }
    }
    h->n = kept;
}

static void add_up(const job *j, const hits *h, int64_t origin)
{
    double sum = 0.0;
    for (int64_t i = 0; i < h->n; i++) {
        sum += j->weight != NULL ? j->weight[h->hit[i].facility] : 1.0;
    }
    j->count[origin] = h->n;
    if (j->sum != NULL) {
        j->sum[origin] = sum;
    }
}

static geo_status list(const job *j, const hits *h, int64_t origin, block *b)
{
    geo_status status = geoi_grow(j->ctx, &b->pair, &b->room, b->n + h->n, sizeof *b->pair);
    for (int64_t i = 0; status == GEO_OK && i < h->n; i++) {
        const geoi_meeting *m = &h->hit[i].at;
        b->pair[b->n++] =
            (geo_pair){origin, h->hit[i].facility, sqrt(m->d2), m->ax, m->ay, m->bx, m->by};
    }
    return status;
}

static geo_status solve_chunk(void *user, int64_t begin, int64_t end)
{
    const job *j = user;
    geo_status status = GEO_OK;
    hits h = {.ctx = j->ctx};
    for (int64_t i = begin; i < end; i++) {
        h.n = 0;
        h.query = (geoi_shape_query){j->max_d2, note, &h};
        GEO_TRY(geoi_shape_search(&j->index, i, &h.query));
        sort_hits(&h);
        if (j->blocks == NULL) {
            add_up(j, &h, i);
        } else {
            GEO_TRY(list(j, &h, i, &j->blocks[begin / GRAIN]));
        }
    }
done:
    geoi_release(h.hit);
    return status;
}

static geo_status solve(job *j, const geo_shapes *origins, const geo_shapes *facilities,
                        const geo_nearest_options *o)
{
    geo_status status = GEO_OK;
    const geo_geometry *from = geo_shapes_geometry(origins);
    j->max_d2 = o->max_distance_m * o->max_distance_m;
    GEO_TRY(geoi_stage(j->ctx, 0.0, 0.3, "indexing facilities"));
    GEO_TRY(geoi_shape_index_create(j->ctx, from, geo_shapes_geometry(facilities), o->origin_type,
                                    o->facility_type, o->skip_self != 0, &j->index));
    GEO_TRY(geoi_stage(j->ctx, 0.3, 1.0, "finding what is within"));
    GEO_TRY(geoi_parallel(j->ctx, from->n, GRAIN, solve_chunk, j));
done:
    geoi_shape_index_clear(&j->index);
    return status;
}

/* ---- Counts --------------------------------------------------------------------------- */

geo_status geoi_within_shapes(geo_ctx *ctx, const geo_shapes *origins, const geo_shapes *facilities,
                              const geo_nearest_options *options, const double *weight,
                              int64_t *count, double *sum)
{
    job j = {.ctx = ctx, .weight = weight, .count = count, .sum = sum};
    geo_status status =
        weight == NULL ? GEO_OK
                       : geoi_check_finite_weights(ctx, geo_shapes_geometry(facilities)->n, weight);
    return status == GEO_OK ? solve(&j, origins, facilities, options) : status;
}

geo_status geo_within_others(geo_ctx *ctx, const geo_shapes *origins, const geo_shapes *facilities,
                             const geo_nearest_options *options, const double *weight,
                             int64_t *count, double *sum)
{
    geo_status status = GEO_OK;
    geo_nearest_options o = geo_nearest_options_default();
    GEO_TRY(geoi_options(ctx, &o, options));
    GEO_TRY(geoi_check_pairing(ctx, &o));
    if (o.origin_type == NULL) {
        return geo_within(ctx, origins, facilities, o.max_distance_m, weight, o.skip_self, count,
                          sum);
    }
    GEO_TRY(geoi_within_shapes(ctx, origins, facilities, &o, weight, count, sum));
done:
    return status;
}

/* ---- Lists ---------------------------------------------------------------------------- */

static geo_status join_blocks(geo_ctx *ctx, block *blocks, int64_t count, geo_pairs *out)
{
    geo_status status = GEO_OK;
    int64_t n = 0;
    for (int64_t i = 0; i < count; i++) {
        n += blocks[i].n;
    }
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *out->pair, &out->pair));
    for (int64_t i = 0; i < count; i++) {
        if (blocks[i].n > 0) {
            memcpy(&out->pair[out->n], blocks[i].pair, (size_t)blocks[i].n * sizeof *out->pair);
            out->n += blocks[i].n;
        }
        geoi_release(blocks[i].pair); /* so that not all stands twice in memory */
        blocks[i].pair = NULL;
    }
done:
    return status;
}

geo_status geo_within_pairs(geo_ctx *ctx, const geo_shapes *origins, const geo_shapes *facilities,
                            const geo_nearest_options *options, geo_pairs **out)
{
    geo_status status = GEO_OK;
    geo_nearest_options o = geo_nearest_options_default();
    geo_pairs *pairs = NULL;
    job j = {.ctx = ctx};
    int64_t count = (geo_shapes_geometry(origins)->n + GRAIN - 1) / GRAIN;
    *out = NULL;
    GEO_TRY(geoi_options(ctx, &o, options));
    GEO_TRY(geoi_check_pairing(ctx, &o));
    GEO_TRY(geoi_array(ctx, count, sizeof *j.blocks, &j.blocks));
    GEO_TRY(solve(&j, origins, facilities, &o));
    GEO_TRY(geoi_array(ctx, 1, sizeof *pairs, &pairs));
    GEO_TRY(join_blocks(ctx, j.blocks, count, pairs));
    *out = pairs;
    pairs = NULL;
done:
    for (int64_t i = 0; i < count && j.blocks != NULL; i++) {
        geoi_release(j.blocks[i].pair);
    }
    geoi_release(j.blocks);
    geo_pairs_destroy(pairs);
    return status;
}

void geo_pairs_destroy(geo_pairs *pairs)
{
    if (pairs != NULL) {
        geoi_release(pairs->pair);
        geoi_release(pairs);
    }
}

int64_t geo_pairs_count(const geo_pairs *pairs)
{
    return pairs->n;
}

const geo_pair *geo_pairs_all(const geo_pairs *pairs)
{
    return pairs->pair;
}
