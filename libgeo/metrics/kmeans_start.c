/* SPDX-License-Identifier: MIT */
/* k-means++ (Arthur & Vassilvitskii 2007, SODA): the first centre is drawn by weight, each next
 * one by weight * D^2, D the distance to the nearest centre so far. Blocks that the new centre
 * cannot be nearest to are passed over whole. Draw c is Philox's, item c of the seed. */
#include "metrics/kmeans_internal.h"

typedef struct newcomer {
    geoi_kmeans *m;
    double x, y;
} newcomer;

static double gap(double low, double high, double at)
{
    return at < low ? low - at : at > high ? at - high : 0.0;
}

static geo_status update_blocks(void *job, int64_t begin, int64_t end)
{
    const newcomer *c = job;
    geoi_kmeans *m = c->m;
    for (int64_t b = begin; b < end; b++) {
        geoi_kmeans_block *block = &m->block[b];
        double bx = gap(block->box.min_x, block->box.max_x, c->x);
        double by = gap(block->box.min_y, block->box.max_y, c->y);
        if (bx * bx + by * by >= block->largest_d2) {
            continue;
        }
        geo_span at = geoi_block_points(m, b);
        block->largest_d2 = 0.0;
        block->chance = 0.0;
        for (int64_t i = at.begin; i < at.end; i++) {
            double dx = c->x - m->x[i], dy = c->y - m->y[i];
            double d2 = dx * dx + dy * dy;
            m->d2[i] = d2 < m->d2[i] ? d2 : m->d2[i];
            block->largest_d2 = m->d2[i] > block->largest_d2 ? m->d2[i] : block->largest_d2;
            block->chance += m->weight[i] * m->d2[i];
        }
    }
    return GEO_OK;
}

geo_status geoi_kmeans_add_centre(geoi_kmeans *m, int64_t centre, double x, double y)
{
    newcomer c = {m, x, y};
    m->centre_x[centre] = x;
    m->centre_y[centre] = y;
    return geoi_parallel(m->ctx, m->block_count, GEOI_BATCH_BLOCKS, update_blocks, &c);
}

static double chance_of_block(const geoi_kmeans *m, int64_t b, bool first)
{
    return first ? m->block[b].all.weight : m->block[b].chance;
}

static double chance_of_point(const geoi_kmeans *m, int64_t i, bool first)
{
    return first ? m->weight[i] : m->weight[i] * m->d2[i];
}

/* The block where the running sum of chances passes the mark; -1 when no block has a chance.
 * Rounding may leave the sum just short: then the last that has one. */
static int64_t draw_block(const geoi_kmeans *m, double mark, bool first, double *passed)
{
    int64_t last = -1;
    double sum = 0.0;
    for (int64_t b = 0; b < m->block_count; b++) {
        double chance = chance_of_block(m, b, first);
        if (!(chance > 0.0)) {
            continue;
        }
        last = b;
        *passed = sum;
        sum += chance;
        if (sum > mark) {
            break;
        }
    }
    return last;
}

/* A point without a chance is drawn only when no point has one: fewer places than centres. */
static int64_t draw_point(const geoi_kmeans *m, double u, bool first)
{
    double total = 0.0, sum = 0.0;
    for (int64_t b = 0; b < m->block_count; b++) {
        total += chance_of_block(m, b, first);
    }
    int64_t block = draw_block(m, u * total, first, &sum), last = 0;
    if (block < 0) {
        return 0;
    }
    geo_span at = geoi_block_points(m, block);
    for (int64_t i = at.begin; i < at.end; i++) {
        double chance = chance_of_point(m, i, first);
        last = chance > 0.0 ? i : last;
        sum += chance;
        if (chance > 0.0 && sum > u * total) {
            break;
        }
    }
    return last;
}

geo_status geoi_kmeans_start(geoi_kmeans *m, uint64_t seed)
{
    geo_status status = GEO_OK;
    for (int64_t c = 0; c < m->k; c++) {
        int64_t i = draw_point(m, geoi_random_unit(seed, (uint64_t)c, 0), c == 0);
        GEO_TRY(geoi_kmeans_add_centre(m, c, m->x[i], m->y[i]));
    }
done:
    return status;
}
