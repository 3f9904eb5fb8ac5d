/* SPDX-License-Identifier: MIT */
/* The assignment step, by filtering (Kanungo et al. 2002, doi:10.1109/TPAMI.2002.1017616) over
 * two levels of boxes instead of a tree: of all centres, a batch of 4096 neighbouring points
 * keeps those that can be nearest to a place in its box; of these, each block of 64 points
 * keeps its own. Most blocks keep one centre, and then take one addition instead of 64; the
 * others compare each point with the few that are left. The labels are those of comparing
 * every point with every centre. */
#include "layer/box.h"
#include "metrics/kmeans_internal.h"
#include "space/order.h"

enum { FEW = 32 }; /* centres of a block that its own sums have room for */

/* ---- Blocks --------------------------------------------------------------------------- */

typedef struct layout {
    geoi_kmeans *m;
    const geoi_points *points;
    const double *weight;
} layout;

static geoi_moments block_moments(const geoi_kmeans *m, geo_span at)
{
    geoi_moments sum = {0.0, 0.0, 0.0};
    for (int64_t i = at.begin; i < at.end; i++) {
        sum.weight += m->weight[i];
        sum.x += m->weight[i] * (m->x[i] - m->origin_x);
        sum.y += m->weight[i] * (m->y[i] - m->origin_y);
    }
    return sum;
}

static geo_status fill_blocks(void *job, int64_t begin, int64_t end)
{
    const layout *l = job;
    geoi_kmeans *m = l->m;
    for (int64_t b = begin; b < end; b++) {
        geo_span at = geoi_block_points(m, b);
        for (int64_t i = at.begin; i < at.end; i++) {
            int64_t from = m->index[i];
            m->x[i] = l->points->x[from];
            m->y[i] = l->points->y[from];
            m->weight[i] = l->weight != NULL ? l->weight[from] : 1.0;
            m->label[i] = -1;
            m->d2[i] = (double)INFINITY;
        }
        m->block[b].box = geoi_extent(at.end - at.begin, &m->x[at.begin], &m->y[at.begin]);
        m->block[b].all = block_moments(m, at);
        m->block[b].label = -1;
        m->block[b].largest_d2 = (double)INFINITY;
    }
    return GEO_OK;
}

geo_status geoi_kmeans_make_blocks(geoi_kmeans *m, const geoi_points *points, const double *weight)
{
    geo_status status = GEO_OK;
    layout l = {m, points, weight};
    m->block_count = (m->n + GEOI_BLOCK - 1) / GEOI_BLOCK;
    m->batch_count = (m->n + GEOI_BATCH - 1) / GEOI_BATCH;
    m->origin_x = points->x[0];
    m->origin_y = points->y[0];
    GEO_TRY(geoi_array_raw(m->ctx, m->n, sizeof *m->x, &m->x));
    GEO_TRY(geoi_array_raw(m->ctx, m->n, sizeof *m->y, &m->y));
    GEO_TRY(geoi_array_raw(m->ctx, m->n, sizeof *m->weight, &m->weight));
    GEO_TRY(geoi_array_raw(m->ctx, m->n, sizeof *m->index, &m->index));
    GEO_TRY(geoi_array_raw(m->ctx, m->n, sizeof *m->label, &m->label));
    GEO_TRY(geoi_array_raw(m->ctx, m->n, sizeof *m->d2, &m->d2));
    GEO_TRY(geoi_array(m->ctx, m->block_count, sizeof *m->block, &m->block));
    GEO_TRY(geoi_array(m->ctx, m->batch_count, sizeof *m->batch, &m->batch));
    GEO_TRY(geoi_array(m->ctx, m->k, sizeof *m->centre_x, &m->centre_x));
    GEO_TRY(geoi_array(m->ctx, m->k, sizeof *m->centre_y, &m->centre_y));
    GEO_TRY(geoi_hilbert_order(m->ctx, m->n, points->x, points->y, m->index));
    GEO_TRY(geoi_parallel(m->ctx, m->block_count, GEOI_BATCH_BLOCKS, fill_blocks, &l));
done:
    return status;
}

void geoi_kmeans_clear(geoi_kmeans *m)
{
    for (int64_t i = 0; i < m->batch_count && m->batch != NULL; i++) {
        geoi_release(m->batch[i].centre);
        geoi_release(m->batch[i].moments);
    }
    geoi_release(m->x);
    geoi_release(m->y);
    geoi_release(m->weight);
    geoi_release(m->index);
    geoi_release(m->label);
    geoi_release(m->d2);
    geoi_release(m->block);
    geoi_release(m->batch);
    geoi_release(m->centre_x);
    geoi_release(m->centre_y);
}

/* ---- Filtering ------------------------------------------------------------------------ */

static double d2_to(const geoi_kmeans *m, int64_t c, double x, double y)
{
    double dx = m->centre_x[c] - x, dy = m->centre_y[c] - y;
    return dx * dx + dy * dy;
}

/* list NULL stands for all centres. */
static int64_t nearest_of(const geoi_kmeans *m, const int64_t *list, int64_t count, geo_box box)
{
    double x = box.min_x + (box.max_x - box.min_x) / 2.0;
    double y = box.min_y + (box.max_y - box.min_y) / 2.0;
    int64_t nearest = 0;
    double least = (double)INFINITY;
    for (int64_t i = 0; i < count; i++) {
        int64_t c = list != NULL ? list[i] : i;
        double d2 = d2_to(m, c, x, y);
        if (d2 < least) {
            least = d2;
            nearest = c;
        }
    }
    return nearest;
}

/* Every place of the box is nearer to `near` than to c, by more than rounding can hide. The
 * difference of the squared distances is linear, so the corner most towards c decides. */
static bool is_hopeless(const geoi_kmeans *m, int64_t c, int64_t near, geo_box box)
{
    double x = m->centre_x[c] > m->centre_x[near] ? box.max_x : box.min_x;
    double y = m->centre_y[c] > m->centre_y[near] ? box.max_y : box.min_y;
    double width = box.max_x - box.min_x, height = box.max_y - box.min_y;
    double to_c = d2_to(m, c, x, y);
    double doubt = (to_c + width * width + height * height) * 0x1p-40;
    return to_c - d2_to(m, near, x, y) > doubt;
}

static geo_box batch_box(const geoi_kmeans *m, int64_t first, int64_t end)
{
    geo_box box = m->block[first].box;
    for (int64_t b = first + 1; b < end; b++) {
        box.min_x = fmin(box.min_x, m->block[b].box.min_x);
        box.min_y = fmin(box.min_y, m->block[b].box.min_y);
        box.max_x = fmax(box.max_x, m->block[b].box.max_x);
        box.max_y = fmax(box.max_y, m->block[b].box.max_y);
    }
    return box;
}

static geo_status filter_batch(const geoi_kmeans *m, geoi_kmeans_batch *batch, geo_box box)
{
    geo_status status = GEO_OK;
    int64_t near = nearest_of(m, NULL, m->k, box);
    batch->count = 0;
    for (int64_t c = 0; c < m->k; c++) {
        if (c == near || !is_hopeless(m, c, near, box)) {
            GEO_TRY(geoi_grow(m->ctx, &batch->centre, &batch->room, batch->count + 1,
                              sizeof *batch->centre));
            batch->centre[batch->count++] = c;
        }
    }
    GEO_TRY(geoi_grow(m->ctx, &batch->moments, &batch->moment_room, batch->count,
                      sizeof *batch->moments));
    memset(batch->moments, 0, (size_t)batch->count * sizeof *batch->moments);
done:
    return status;
}

/* Slots of the batch's centres that the block's points may belong to. */
static int64_t filter_block(const geoi_kmeans *m, const geoi_kmeans_batch *batch, geo_box box,
                            int64_t slot[FEW])
{
    int64_t near = nearest_of(m, batch->centre, batch->count, box), count = 0;
    for (int64_t i = 0; i < batch->count; i++) {
        int64_t c = batch->centre[i];
        if (c == near || !is_hopeless(m, c, near, box)) {
            if (count == FEW) {
                return FEW + 1;
            }
            slot[count++] = i;
        }
    }
    return count;
}

/* ---- Assigning ------------------------------------------------------------------------ */

static void add_moments(geoi_moments *to, const geoi_moments *from)
{
    to->weight += from->weight;
    to->x += from->x;
    to->y += from->y;
}

/* One centre with n points. Values are loaded before they are chosen between, and nothing is
 * stored on a condition: so the compiler makes vectors of the loop. */
static void compare_column(int64_t n, const double *restrict x, const double *restrict y, double cx,
                           double cy, double number, double *restrict least, double *restrict best)
{
    for (int64_t i = 0; i < n; i++) {
        double dx = cx - x[i], dy = cy - y[i], old_d2 = least[i], old = best[i];
        double d2 = dx * dx + dy * dy;
        double new_best = d2 < old_d2 ? number : old;
        double new_d2 = d2 < old_d2 ? d2 : old_d2;
        best[i] = new_best;
        least[i] = new_d2;
    }
}

/* best[i]: the slot of the nearest centre; slots ascend with centres, so the first stays at
 * equal distance. slot NULL stands for all of the batch. */
static void compare_points(const geoi_kmeans *m, const geoi_kmeans_batch *batch,
                           const int64_t *slot, int64_t count, geo_span at, double best[GEOI_BLOCK])
{
    double least[GEOI_BLOCK];
    int64_t n = at.end - at.begin;
    for (int64_t i = 0; i < n; i++) {
        least[i] = (double)INFINITY;
        best[i] = 0.0;
    }
    for (int64_t s = 0; s < count; s++) {
        int64_t which = slot != NULL ? slot[s] : s, c = batch->centre[which];
        compare_column(n, &m->x[at.begin], &m->y[at.begin], m->centre_x[c], m->centre_y[c],
                       (double)which, least, best);
    }
}

/* Each centre's share of the block is added up on its own first: the sums of a cluster are
 * then the same whether the filter knew that the block has one label or not. */
static void share_block(const geoi_kmeans *m, geoi_kmeans_batch *batch, geo_span at,
                        const double best[GEOI_BLOCK])
{
    bool taken[GEOI_BLOCK] = {false};
    for (int64_t first = at.begin; first < at.end; first++) {
        if (taken[first - at.begin]) {
            continue;
        }
        geoi_moments sum = {0.0, 0.0, 0.0};
        double slot = best[first - at.begin];
        for (int64_t i = first; i < at.end; i++) {
            if (best[i - at.begin] == slot) {
                taken[i - at.begin] = true;
                sum.weight += m->weight[i];
                sum.x += m->weight[i] * (m->x[i] - m->origin_x);
                sum.y += m->weight[i] * (m->y[i] - m->origin_y);
            }
        }
        add_moments(&batch->moments[(int64_t)slot], &sum);
    }
}

static void label_block(const geoi_kmeans *m, geoi_kmeans_batch *batch, int64_t b)
{
    geoi_kmeans_block *block = &m->block[b];
    geo_span at = geoi_block_points(m, b);
    int64_t slot[FEW] = {0};
    int64_t count = filter_block(m, batch, block->box, slot);
    if (count == 1) {
        int64_t c = batch->centre[slot[0]];
        add_moments(&batch->moments[slot[0]], &block->all);
        if (block->label != c) {
            for (int64_t i = at.begin; i < at.end; i++) {
                batch->changed |= m->label[i] != c;
                m->label[i] = c;
            }
            block->label = c;
        }
        return;
    }
    double best[GEOI_BLOCK] = {0.0};
    if (count <= FEW) {
        compare_points(m, batch, slot, count, at, best);
    } else {
        compare_points(m, batch, NULL, batch->count, at, best);
    }
    for (int64_t i = at.begin; i < at.end; i++) {
        int64_t c = batch->centre[(int64_t)best[i - at.begin]];
        batch->changed |= m->label[i] != c;
        m->label[i] = c;
    }
    block->label = -1;
    share_block(m, batch, at, best);
}

static geo_status assign_batch(void *job, int64_t begin, int64_t end)
{
    geo_status status = GEO_OK;
    geoi_kmeans *m = job;
    geoi_kmeans_batch *batch = &m->batch[begin / GEOI_BATCH_BLOCKS];
    batch->changed = false;
    GEO_TRY(filter_batch(m, batch, batch_box(m, begin, end)));
    for (int64_t b = begin; b < end; b++) {
        label_block(m, batch, b);
    }
done:
    return status;
}

geo_status geoi_kmeans_assign(geoi_kmeans *m, geoi_moments *moments, bool *changed)
{
    geo_status status = GEO_OK;
    *changed = false;
    GEO_TRY(geoi_parallel(m->ctx, m->block_count, GEOI_BATCH_BLOCKS, assign_batch, m));
    memset(moments, 0, (size_t)m->k * sizeof *moments);
    for (int64_t i = 0; i < m->batch_count; i++) {
        const geoi_kmeans_batch *batch = &m->batch[i];
        *changed |= batch->changed;
        for (int64_t s = 0; s < batch->count; s++) {
            add_moments(&moments[batch->centre[s]], &batch->moments[s]);
        }
    }
done:
    return status;
}
