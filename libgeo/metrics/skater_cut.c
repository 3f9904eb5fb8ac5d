/* SPDX-License-Identifier: MIT */
/* Cutting trees of zones: where it pays most, and in place.
 *
 * A tree of n zones cut into a and b has sums of squares that are less by n_a n_b / n times the
 * squared distance of the two means; sums of all subtrees come from one walk up the tree. */
#include "metrics/regions_internal.h"

#include "space/weights_internal.h"

/* Totals of every subtree, from the last zone of the order to the root. */
static void add_up(geoi_forest *f, int64_t begin, int64_t end)
{
    const geoi_zone_graph *g = f->graph;
    for (int64_t at = begin; at < end; at++) {
        int64_t v = f->order[at];
        memcpy(&f->sum[v * g->columns], &g->value[v * g->columns],
               (size_t)g->columns * sizeof *f->sum);
        f->amount[v] = g->amount != NULL ? g->amount[v] : 0.0;
    }
    for (int64_t at = end - 1; at > begin; at--) {
        int64_t v = f->order[at], up = f->parent[v];
        for (int64_t c = 0; c < g->columns; c++) {
            f->sum[up * g->columns + c] += f->sum[v * g->columns + c];
        }
        f->amount[up] += f->amount[v];
    }
}

static double gain_of(const geoi_forest *f, int64_t root, int64_t v)
{
    const int64_t columns = f->graph->columns;
    double all = (double)f->size[root], below = (double)f->size[v], above = all - below, d2 = 0.0;
    for (int64_t c = 0; c < columns; c++) {
        double sum = f->sum[v * columns + c], rest = f->sum[root * columns + c] - sum;
        double d = sum / below - rest / above;
        d2 += d * d;
    }
    return above * below / all * d2;
}

geoi_cut geoi_best_cut(geoi_forest *f, int64_t begin, int64_t end)
{
    const int64_t root = f->order[begin];
    geoi_cut best = {begin, end, -1, 0, 0, -1.0};
    add_up(f, begin, end);
    for (int64_t at = begin + 1; at < end; at++) {
        int64_t v = f->order[at], up = f->parent[v];
        int64_t low = v < up ? v : up, high = v < up ? up : v;
        if (!(f->amount[v] >= f->floor && f->amount[root] - f->amount[v] >= f->floor)) {
            continue;
        }
        double gain = gain_of(f, root, v);
        bool before = low < best.low || (low == best.low && high < best.high);
        if (gain > best.gain || (gain == best.gain && before)) {
            best = (geoi_cut){begin, end, v, low, high, gain};
        }
    }
    return best;
}

int64_t geoi_cut_tree(geoi_forest *f, const geoi_cut *cut, int64_t *room)
{
    const int64_t from = f->place[cut->below], count = f->size[cut->below];
    for (int64_t up = f->parent[cut->below]; up >= 0; up = f->parent[up]) {
        f->size[up] -= count;
    }
    f->parent[cut->below] = -1;
    memcpy(room, f->order + from, (size_t)count * sizeof *room);
    memmove(f->order + from, f->order + from + count,
            (size_t)(cut->end - from - count) * sizeof *f->order);
    memcpy(f->order + cut->end - count, room, (size_t)count * sizeof *room);
    for (int64_t at = from; at < cut->end; at++) {
        f->place[f->order[at]] = at;
    }
    return cut->end - count;
}
