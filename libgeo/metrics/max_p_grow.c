/* SPDX-License-Identifier: MIT */
/* One start of max-p: regions are grown until they have enough, what is left over goes to the
 * region next to it that it is most like, and regions that can be cut into two are.
 *
 * Starts take turns in what a region takes next of the zones at its border: any; that which is
 * most like the region; that with the fewest free neighbours, so that no corner is left over. */
#include "metrics/regions_internal.h"

#include "space/weights_internal.h"

enum { ANY, MOST_LIKE, CORNERS, MANNERS };

/* ---- Plans ----------------------------------------------------------------------------------- */

geo_status geoi_max_p_create(geo_ctx *ctx, const geoi_zone_graph *graph, double floor,
                             int64_t *rank, geoi_max_p_plan *out)
{
    geo_status status = GEO_OK;
    const int64_t n = graph->n;
    *out = (geoi_max_p_plan){.ctx = ctx, .graph = graph, .floor = floor, .rank = rank};
    GEO_TRY(geoi_array(ctx, n, sizeof *out->region, &out->region));
    GEO_TRY(geoi_array(ctx, n, sizeof *out->first, &out->first));
    GEO_TRY(geoi_array(ctx, n, sizeof *out->next, &out->next));
    GEO_TRY(geoi_array(ctx, n, sizeof *out->amount, &out->amount));
    GEO_TRY(geoi_array(ctx, n, sizeof *out->list, &out->list));
    GEO_TRY(geoi_array(ctx, n, sizeof *out->mark, &out->mark));
    GEO_TRY(geoi_array(ctx, n, sizeof *out->order, &out->order));
    GEO_TRY(geoi_array(ctx, n, sizeof *out->unlike, &out->unlike));
    GEO_TRY(geoi_array(ctx, 2 * n, sizeof *out->total, &out->total));
done:
    return status;
}

void geoi_max_p_clear(geoi_max_p_plan *plan)
{
    geoi_release(plan->region);
    geoi_release(plan->first);
    geoi_release(plan->next);
    geoi_release(plan->amount);
    geoi_release(plan->list);
    geoi_release(plan->mark);
    geoi_release(plan->order);
    geoi_release(plan->unlike);
    geoi_release(plan->total);
    *plan = (geoi_max_p_plan){0};
}

void geoi_max_p_restart(geoi_max_p_plan *plan, uint64_t seed, int64_t item)
{
    plan->seed = seed;
    plan->item = (uint64_t)item;
    plan->draw = 0;
    plan->regions = 0;
    for (int64_t i = 0; i < plan->graph->n; i++) {
        plan->region[i] = plan->first[i] = plan->next[i] = -1;
        plan->amount[i] = 0.0;
    }
}

uint64_t geoi_max_p_random(geoi_max_p_plan *plan, uint64_t below)
{
    return (uint64_t)(geoi_random_unit(plan->seed, plan->item, plan->draw++) * (double)below);
}

void geoi_max_p_join(geoi_max_p_plan *plan, int64_t zone, int64_t region)
{
    plan->region[zone] = region;
    plan->next[zone] = plan->first[region];
    plan->first[region] = zone;
    plan->amount[region] += plan->graph->amount[zone];
}

void geoi_max_p_leave(geoi_max_p_plan *plan, int64_t zone)
{
    int64_t region = plan->region[zone], *at = &plan->first[region];
    while (*at != zone) {
        at = &plan->next[*at];
    }
    *at = plan->next[zone];
    plan->next[zone] = plan->region[zone] = -1;
    plan->amount[region] =
        0.0; /* anew, for sums that lose what was added are never what they were */
    for (int64_t i = plan->first[region]; i >= 0; i = plan->next[i]) {
        plan->amount[region] += plan->graph->amount[i];
    }
}

static double unlikeness(const geoi_zone_graph *g, int64_t i, int64_t j)
{
    double sum = 0.0;
    for (int64_t c = 0; c < g->columns; c++) {
        sum += fabs(g->value[i * g->columns + c] - g->value[j * g->columns + c]);
    }
    return sum;
}

double geoi_max_p_unlikeness(const geoi_max_p_plan *plan, int64_t zone, int64_t region)
{
    double sum = 0.0;
    for (int64_t i = plan->first[region]; i >= 0; i = plan->next[i]) {
        sum += unlikeness(plan->graph, zone, i);
    }
    return sum;
}

/* Of a column, zones by value: each is as much more than those of its region before it as their
 * number times its value less their sum. */
double geoi_max_p_heterogeneity(const geoi_max_p_plan *plan)
{
    const geoi_zone_graph *g = plan->graph;
    double *count = plan->total, *sum = plan->total + g->n;
    geoi_sum all = {0};
    for (int64_t c = 0; c < g->columns; c++) {
        memset(plan->total, 0, 2 * (size_t)g->n * sizeof *plan->total);
        for (int64_t k = 0; k < g->n; k++) {
            int64_t i = plan->rank[c * g->n + k], r = plan->region[i];
            double v = g->value[i * g->columns + c];
            geoi_sum_add(&all, count[r] * v - sum[r]);
            count[r] += 1.0;
            sum[r] += v;
        }
    }
    return geoi_sum_value(&all);
}

/* ---- Growing -------------------------------------------------------------------------- */

static int64_t free_neighbours(const geoi_max_p_plan *plan, int64_t zone)
{
    const geo_weights *w = plan->graph->touch;
    int64_t count = 0;
    for (int64_t at = w->begin[zone]; at < w->begin[zone + 1]; at++) {
        count += plan->region[w->neighbour[at]] < 0;
    }
    return count;
}

/* What speaks against taking list[k] next. */
static double reluctance(const geoi_max_p_plan *plan, int64_t zone, int manner)
{
    return manner == MOST_LIKE ? plan->unlike[zone] : (double)free_neighbours(plan, zone);
}

/* Take one of the zones at the border, list [count], away from there. */
static int64_t choose(geoi_max_p_plan *plan, int64_t count, int manner)
{
    int64_t best = (int64_t)geoi_max_p_random(plan, (uint64_t)count);
    if (manner != ANY) {
        double least = reluctance(plan, plan->list[best], manner);
        for (int64_t k = 0; k < count; k++) {
            double r = reluctance(plan, plan->list[k], manner);
            best = r < least ? k : best;
            least = r < least ? r : least;
        }
    }
    int64_t zone = plan->list[best];
    plan->list[best] = plan->list[count - 1];
    return zone;
}

/* The free neighbours of a zone that has joined come to the border; those already there are less
 * or more like the region now. */
static int64_t widen(geoi_max_p_plan *plan, int64_t zone, int64_t count, int manner)
{
    const geo_weights *w = plan->graph->touch;
    for (int64_t k = 0; k < count && manner == MOST_LIKE; k++) {
        plan->unlike[plan->list[k]] += unlikeness(plan->graph, plan->list[k], zone);
    }
    for (int64_t at = w->begin[zone]; at < w->begin[zone + 1]; at++) {
        int64_t j = w->neighbour[at];
        if (plan->region[j] == -1 && plan->mark[j] == 0) {
            plan->mark[j] = 1;
            plan->list[count++] = j;
            plan->unlike[j] =
                manner == MOST_LIKE ? geoi_max_p_unlikeness(plan, j, plan->region[zone]) : 0.0;
        }
    }
    return count;
}

/* A region from this zone; where all that is free around it is not enough, none of that is ever
 * enough, and is marked -2: left over. */
static void grow_from(geoi_max_p_plan *plan, int64_t zone, int manner)
{
    const int64_t region = plan->regions;
    int64_t count = 0;
    geoi_max_p_join(plan, zone, region);
    count = widen(plan, zone, count, manner);
    while (!(plan->amount[region] >= plan->floor) && count > 0) {
        int64_t next = choose(plan, count--, manner);
        plan->mark[next] = 0;
        geoi_max_p_join(plan, next, region);
        count = widen(plan, next, count, manner);
    }
    for (int64_t k = 0; k < count; k++) {
        plan->mark[plan->list[k]] = 0;
    }
    if (plan->amount[region] >= plan->floor) {
        plan->regions++;
        return;
    }
    for (int64_t i = plan->first[region], next; i >= 0; i = next) {
        next = plan->next[i];
        plan->region[i] = -2;
        plan->next[i] = -1;
    }
    plan->first[region] = -1;
    plan->amount[region] = 0.0;
}

static int64_t most_like_neighbour(const geoi_max_p_plan *plan, int64_t zone)
{
    const geo_weights *w = plan->graph->touch;
    int64_t best = -1;
    double least = 0.0;
    for (int64_t at = w->begin[zone]; at < w->begin[zone + 1]; at++) {
        int64_t r = plan->region[w->neighbour[at]];
        if (r >= 0 && r != best) {
            double u = geoi_max_p_unlikeness(plan, zone, r);
            if (best < 0 || u < least || (u == least && r < best)) {
                best = r;
                least = u;
            }
        }
    }
    return best;
}

/* From the borders of regions inwards. Each part has a region, for it has enough in all: so all
 * that is left over is reached. */
static void give_away(geoi_max_p_plan *plan)
{
    const geo_weights *w = plan->graph->touch;
    int64_t count = 0;
    for (int64_t i = 0; i < plan->graph->n; i++) {
        if (plan->region[i] < 0 && most_like_neighbour(plan, i) >= 0) {
            plan->list[count++] = i;
            plan->mark[i] = 1;
        }
    }
    for (int64_t k = 0; k < count; k++) {
        int64_t zone = plan->list[k];
        plan->mark[zone] = 0;
        geoi_max_p_join(plan, zone, most_like_neighbour(plan, zone));
        for (int64_t at = w->begin[zone]; at < w->begin[zone + 1]; at++) {
            int64_t j = w->neighbour[at];
            if (plan->region[j] < 0 && plan->mark[j] == 0) {
                plan->list[count++] = j;
                plan->mark[j] = 1;
            }
        }
    }
}

/* ---- Cutting into two ----------------------------------------------------------------- */

/* A spanning tree of the region by breadth, from a zone drawn by chance: list [count] in its
 * order, mark[zone] = place of the parent + 1 (of the first: 1). */
static int64_t span(geoi_max_p_plan *plan, int64_t region)
{
    const geo_weights *w = plan->graph->touch;
    int64_t members = 0, count = 0, root = plan->first[region];
    for (int64_t i = plan->first[region]; i >= 0; i = plan->next[i]) {
        members++;
    }
    for (uint64_t skip = geoi_max_p_random(plan, (uint64_t)members); skip > 0; skip--) {
        root = plan->next[root];
    }
    plan->list[count++] = root;
    plan->mark[root] = 1;
    for (int64_t k = 0; k < count; k++) {
        int64_t zone = plan->list[k];
        for (int64_t at = w->begin[zone]; at < w->begin[zone + 1]; at++) {
            int64_t j = w->neighbour[at];
            if (plan->region[j] == region && plan->mark[j] == 0) {
                plan->mark[j] = k + 1;
                plan->list[count++] = j;
            }
        }
    }
    return count;
}

/* The place in list of a zone below which there is enough, and above; -1 without. */
static int64_t find_cut(geoi_max_p_plan *plan, int64_t region, int64_t count)
{
    double *below = plan->total;
    for (int64_t k = 0; k < count; k++) {
        below[k] = plan->graph->amount[plan->list[k]];
    }
    for (int64_t k = count - 1; k > 0; k--) {
        if (below[k] >= plan->floor && plan->amount[region] - below[k] >= plan->floor) {
            return k;
        }
        below[plan->mark[plan->list[k]] - 1] += below[k];
    }
    return -1;
}

/* Whether the region was cut: what is below becomes a region of its own. */
static bool cut_region(geoi_max_p_plan *plan, int64_t region)
{
    int64_t count = span(plan, region), cut = find_cut(plan, region, count);
    const int64_t other = plan->regions;
    for (int64_t k = 0; k < count && cut >= 0; k++) { /* parents come first */
        int64_t up = plan->mark[plan->list[k]] - 1;
        bool moves = k == cut || (k > cut && plan->unlike[plan->list[up]] < 0.0);
        plan->unlike[plan->list[k]] = moves ? -1.0 : 1.0;
    }
    if (cut >= 0) {
        plan->first[region] = -1;
        plan->amount[region] = 0.0;
        plan->regions++;
    }
    for (int64_t k = 0; k < count; k++) {
        plan->mark[plan->list[k]] = 0;
        if (cut >= 0) {
            geoi_max_p_join(plan, plan->list[k],
                            plan->unlike[plan->list[k]] < 0.0 ? other : region);
        }
    }
    return cut >= 0;
}

void geoi_max_p_grow(geoi_max_p_plan *plan, uint64_t seed, int64_t item)
{
    const int64_t n = plan->graph->n;
    geoi_max_p_restart(plan, seed, item);
    int64_t *order = plan->order;
    for (int64_t i = 0; i < n; i++) {
        int64_t from = (int64_t)geoi_max_p_random(plan, (uint64_t)i + 1);
        order[i] = order[from];
        order[from] = i;
    }
    for (int64_t k = 0; k < n; k++) {
        if (plan->region[order[k]] == -1) {
            grow_from(plan, order[k], (int)(item % MANNERS));
        }
    }
    give_away(plan);
    for (int64_t r = 0; r < plan->regions; r++) {
        while (plan->amount[r] >= 2.0 * plan->floor && cut_region(plan, r)) {
        }
    }
}
