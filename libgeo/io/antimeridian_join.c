/* SPDX-License-Identifier: MIT */
/* Chains that end at the antimeridian, closed to rings.
 *
 * Each crossing ends one chain and begins another: one of the two ends lies at 180, the other at
 * -180, at the same latitude. Along either side, from south to north, the polygon's inside begins
 * at the first end, ends at the second, and so on; so neighbours are joined in pairs. An odd
 * number means that a pole is inside: the way round it is a chain of its own. Chains that only
 * lie along the antimeridian bound nothing and do not count. */
#include "io/antimeridian_internal.h"

/* End 2k of chain k is its beginning, 2k + 1 its end. */
typedef struct chain_end {
    double y, slope; /* of chains that meet at one place, the steeper upwards lies above */
    int64_t end;
} chain_end;

static int compare_ends(const void *a, const void *b)
{
    const chain_end *p = a, *q = b;
    if (p->y != q->y) {
        return p->y < q->y ? -1 : 1;
    }
    if (p->slope != q->slope) {
        return p->slope < q->slope ? -1 : 1;
    }
    return p->end < q->end ? -1 : p->end > q->end;
}

/* The k-th position of a chain from one of its ends. */
static geoi_place place_of(const geoi_cutter *c, int64_t end, int64_t k)
{
    geoi_run run = c->chain[end / 2];
    return c->at[end % 2 == 0 ? run.begin + k : run.end - 1 - k];
}

static chain_end describe_end(const geoi_cutter *c, int64_t end)
{
    geoi_place a = place_of(c, end, 0), b = place_of(c, end, 1);
    chain_end e = {a.y, (b.y - a.y) / fabs(b.x - a.x), end}; /* infinite along the antimeridian */
    return e;
}

static bool bounds_nothing(const geoi_cutter *c, geoi_run chain)
{
    for (int64_t i = chain.begin; i < chain.end; i++) {
        if (c->at[i].x != c->at[chain.begin].x) {
            return false;
        }
    }
    return true;
}

/* Chains that bound something, in their order. */
static void drop_flat_chains(geoi_cutter *c)
{
    int64_t kept = 0;
    for (int64_t k = 0; k < c->chain_count; k++) {
        if (!bounds_nothing(c, c->chain[k])) {
            c->chain[kept++] = c->chain[k];
        }
    }
    c->chain_count = kept;
}

static geo_status add_pole(geoi_cutter *c, double y)
{
    geo_status status = GEO_OK;
    int64_t begin = c->count;
    GEO_TRY(geoi_cutter_add(c, 180.0, y, (double)NAN));
    GEO_TRY(geoi_cutter_add(c, -180.0, y, (double)NAN));
    GEO_TRY(geoi_grow(c->ctx, &c->chain, &c->chain_room, c->chain_count + 1, sizeof *c->chain));
    c->chain[c->chain_count++] = (geoi_run){begin, c->count};
done:
    return status;
}

/* The partner of each end: the one it is joined with along its side. */
static geo_status pair_ends(const geoi_cutter *c, int64_t *partner)
{
    geo_status status = GEO_OK;
    chain_end *side;
    GEO_TRY(geoi_array_raw(c->ctx, 2 * c->chain_count, sizeof *side, &side));
    for (int east = 0; east < 2; east++) {
        int64_t n = 0;
        for (int64_t end = 0; end < 2 * c->chain_count; end++) {
            if ((place_of(c, end, 0).x > 0.0) == (east != 0)) {
                side[n++] = describe_end(c, end);
            }
        }
        qsort(side, (size_t)n, sizeof *side, compare_ends);
        for (int64_t i = 0; i + 1 < n; i += 2) {
            partner[side[i].end] = side[i + 1].end;
            partner[side[i + 1].end] = side[i].end;
        }
    }
done:
    geoi_release(side);
    return status;
}

static geo_status add_run(geoi_cutter *c, int64_t ring_begin, geoi_run run, bool backwards)
{
    geo_status status = GEO_OK;
    for (int64_t k = run.begin; k < run.end; k++) {
        geoi_place p = c->at[backwards ? run.begin + run.end - 1 - k : k];
        if (c->count > ring_begin) {
            geoi_place last = c->at[c->count - 1];
            if (last.x == p.x && last.y == p.y) {
                continue;
            }
        }
        GEO_TRY(geoi_cutter_add(c, p.x, p.y, p.z));
    }
done:
    return status;
}

/* Twice the area, with the sign of the way round. */
static double ring_area(const geoi_cutter *c, geoi_run ring)
{
    double sum = 0.0;
    geoi_place first = c->at[ring.begin];
    for (int64_t i = ring.begin + 1; i + 1 < ring.end; i++) {
        geoi_place a = c->at[i], b = c->at[i + 1];
        sum += (a.x - first.x) * (b.y - first.y) - (a.y - first.y) * (b.x - first.x);
    }
    return sum;
}

/* Go from chain to chain until back at the first. */
static geo_status join_ring(geoi_cutter *c, int64_t first, const int64_t *partner, bool *used)
{
    geo_status status = GEO_OK;
    geoi_run ring = {c->count, 0};
    int64_t from = 2 * first;
    do {
        used[from / 2] = true;
        GEO_TRY(add_run(c, ring.begin, c->chain[from / 2], from % 2 != 0));
        from = partner[from ^ 1];
    } while (from != 2 * first);
    geoi_place begin = c->at[ring.begin], end = c->at[c->count - 1];
    if (begin.x != end.x || begin.y != end.y) {
        GEO_TRY(geoi_cutter_add(c, begin.x, begin.y, begin.z));
    }
    ring.end = c->count;
    if (ring.end - ring.begin >= 4 && ring_area(c, ring) != 0.0) {
        GEO_TRY(geoi_grow(c->ctx, &c->ring, &c->ring_room, c->ring_count + 1, sizeof *c->ring));
        c->ring[c->ring_count++] = ring;
    }
done:
    return status;
}

geo_status geoi_join_chains(geoi_cutter *c, double mean_latitude)
{
    geo_status status = GEO_OK;
    int64_t *partner = NULL;
    bool *used = NULL;
    bool around_pole = c->chain_count % 2 != 0;
    drop_flat_chains(c);
    if (around_pole) {
        GEO_TRY(add_pole(c, mean_latitude < 0.0 ? -90.0 : 90.0));
    }
    GEO_TRY(geoi_array(c->ctx, 2 * c->chain_count, sizeof *partner, &partner));
    GEO_TRY(geoi_array(c->ctx, c->chain_count, sizeof *used, &used));
    GEO_TRY(pair_ends(c, partner));
    for (int64_t k = 0; k < c->chain_count; k++) {
        if (!used[k]) {
            GEO_TRY(join_ring(c, k, partner, used));
        }
    }
done:
    geoi_release(partner);
    geoi_release(used);
    return status;
}
