/* SPDX-License-Identifier: MIT */
/* SKATER: Assuncao, Neves, Camara & Da Costa Freitas 2006, doi:10.1080/13658810600665111.
 *
 * 1. Zones with values and who touches whom               regions_graph.c
 * 2. The minimum spanning tree of each part (Kruskal)     here
 * 3. Zones in preorder, so that a subtree is a stretch    here
 * 4. Cut where it pays most, until there are enough       here, skater_cut.c */
#include "metrics/regions_internal.h"

#include "base/disjoint.h"
#include "space/order.h"
#include "space/weights_internal.h"

typedef struct skater {
    geo_ctx *ctx;
    geoi_zone_graph graph;
    geoi_forest forest;
    int64_t edges;      /* of the forest */
    int64_t *from, *to; /* [n] the ends of each, from < to */
    double tree_cost;
    geoi_cut *heap; /* trees, the best cut first */
    int64_t trees;
    int64_t *room; /* [n] scratch */
} skater;

/* ---- Step 2: minimum spanning trees -------------------------------------------------------- */

static double cost_of(const geoi_zone_graph *g, int64_t i, int64_t j)
{
    double d2 = 0.0;
    for (int64_t c = 0; c < g->columns; c++) {
        double d = g->value[i * g->columns + c] - g->value[j * g->columns + c];
        d2 += d * d;
    }
    return sqrt(d2);
}

/* Each pair once, by cost, then by the lower zone, then by the higher. */
static geo_status sort_pairs(skater *s, uint64_t *key, int64_t *pair, int64_t *order,
                             int64_t *count)
{
    const geoi_zone_graph *g = &s->graph;
    int64_t n = 0;
    for (int64_t i = 0; i < g->n; i++) {
        for (int64_t at = g->touch->begin[i]; at < g->touch->begin[i + 1]; at++) {
            int64_t j = g->touch->neighbour[at];
            if (i < j) {
                key[n] = geoi_double_key(cost_of(g, i, j));
                pair[2 * n] = i;
                pair[2 * n++ + 1] = j;
            }
        }
    }
    *count = n;
    return geoi_sort_keys(s->ctx, n, 64, key, order);
}

static geo_status span(skater *s)
{
    geo_status status = GEO_OK;
    const geoi_zone_graph *g = &s->graph;
    int64_t pairs = g->touch->begin[g->n] / 2, count = 0;
    uint64_t *key = NULL;
    int64_t *pair = NULL, *order = NULL;
    geoi_sum cost = {0};
    GEO_TRY(geoi_array_raw(s->ctx, pairs, sizeof *key, &key));
    GEO_TRY(geoi_array_raw(s->ctx, 2 * pairs, sizeof *pair, &pair));
    GEO_TRY(geoi_array_raw(s->ctx, pairs, sizeof *order, &order));
    GEO_TRY(sort_pairs(s, key, pair, order, &count));
    for (int64_t i = 0; i < g->n; i++) {
        s->room[i] = i;
    }
    for (int64_t k = 0; k < count; k++) {
        int64_t i = pair[2 * order[k]], j = pair[2 * order[k] + 1];
        int64_t a = geoi_root64(s->room, i), b = geoi_root64(s->room, j);
        if (a != b) {
            s->room[a > b ? a : b] = a > b ? b : a;
            s->from[s->edges] = i;
            s->to[s->edges++] = j;
            geoi_sum_add(&cost, cost_of(g, i, j));
        }
    }
    s->tree_cost = geoi_sum_value(&cost);
done:
    geoi_release(key);
    geoi_release(pair);
    geoi_release(order);
    return status;
}

/* ---- Step 3: preorder ------------------------------------------------------------------------ */

/* Each root is the lowest zone of its part; `stack` holds what is still to be visited. */
static void walk(geoi_forest *f, const geo_weights *tree, int64_t *stack)
{
    int64_t count = 0;
    for (int64_t root = 0; root < tree->n; root++) {
        int64_t depth = 0;
        if (f->place[root] >= 0) {
            continue;
        }
        f->parent[root] = -1;
        stack[depth++] = root;
        while (depth > 0) {
            int64_t v = stack[--depth];
            f->place[v] = count;
            f->order[count++] = v;
            for (int64_t at = tree->begin[v]; at < tree->begin[v + 1]; at++) {
                int64_t w = tree->neighbour[at];
                if (w != f->parent[v]) {
                    f->parent[w] = v;
                    stack[depth++] = w;
                }
            }
        }
    }
    for (int64_t at = tree->n - 1; at >= 0; at--) {
        int64_t v = f->order[at];
        f->size[v]++;
        if (f->parent[v] >= 0) {
            f->size[f->parent[v]] += f->size[v];
        }
    }
}

static geo_status plant(skater *s)
{
    geo_status status = GEO_OK;
    geoi_neighbours list = {0};
    geo_weights *tree = NULL;
    for (int64_t k = 0; k < s->edges; k++) {
        GEO_TRY(geoi_neighbours_add(s->ctx, &list, s->from[k], s->to[k]));
    }
    GEO_TRY(geoi_neighbours_weights(s->ctx, &list, s->graph.n, &tree));
    for (int64_t i = 0; i < s->graph.n; i++) {
        s->forest.place[i] = -1;
    }
    walk(&s->forest, tree, s->room);
done:
    geoi_release(list.key);
    geo_weights_destroy(tree);
    return status;
}

/* ---- Step 4: cuts --------------------------------------------------------------------- */

static bool is_better(const geoi_cut *a, const geoi_cut *b)
{
    if (a->gain != b->gain) {
        return a->gain > b->gain;
    }
    return a->low < b->low || (a->low == b->low && a->high < b->high);
}

static void push(skater *s, geoi_cut cut)
{
    int64_t i = s->trees++;
    for (; i > 0 && is_better(&cut, &s->heap[(i - 1) / 2]); i = (i - 1) / 2) {
        s->heap[i] = s->heap[(i - 1) / 2];
    }
    s->heap[i] = cut;
}

static geoi_cut pop(skater *s)
{
    geoi_cut top = s->heap[0], last = s->heap[--s->trees];
    int64_t i = 0;
    for (int64_t child = 1; child < s->trees; child = 2 * i + 1) {
        child += child + 1 < s->trees && is_better(&s->heap[child + 1], &s->heap[child]);
        if (!is_better(&s->heap[child], &last)) {
            break;
        }
        s->heap[i] = s->heap[child];
        i = child;
    }
    s->heap[i] = last;
    return top;
}

static geo_status cut_trees(skater *s, int64_t regions)
{
    geo_status status = GEO_OK;
    geoi_forest *f = &s->forest;
    for (int64_t begin = 0; begin < s->graph.n;) {
        int64_t end = begin + f->size[f->order[begin]];
        push(s, geoi_best_cut(f, begin, end));
        begin = end;
    }
    while (s->trees < regions) {
        GEO_TRY(geoi_progress(s->ctx, (double)s->trees / (double)regions));
        if (s->heap[0].below < 0) {
            break; /* the best is none: no tree has one */
        }
        geoi_cut cut = pop(s);
        int64_t middle = geoi_cut_tree(f, &cut, s->room);
        push(s, geoi_best_cut(f, cut.begin, middle));
        push(s, geoi_best_cut(f, middle, cut.end));
    }
done:
    return status;
}

/* ---- The call ------------------------------------------------------------------------- */

/* Squared differences from the mean of the zones order[begin .. end). */
static double ssd_of(const geoi_zone_graph *g, const int64_t *order, int64_t begin, int64_t end)
{
    geoi_sum ssd = {0};
    for (int64_t c = 0; c < g->columns; c++) {
        geoi_sum sum = {0};
        for (int64_t at = begin; at < end; at++) {
            geoi_sum_add(&sum, g->value[order[at] * g->columns + c]);
        }
        double mean = geoi_sum_value(&sum) / (double)(end - begin);
        for (int64_t at = begin; at < end; at++) {
            double d = g->value[order[at] * g->columns + c] - mean;
            geoi_sum_add(&ssd, d * d);
        }
    }
    return geoi_sum_value(&ssd);
}

static geo_status check(geo_ctx *ctx, const geoi_zone_graph *g, const geo_skater_options *o)
{
    if (o->regions > g->n || o->regions < g->parts) {
        geo_status status =
            geoi_fail(ctx, GEO_INVALID, "%lld %s cannot be made of %lld %s", (long long)o->regions,
                      geoi_plural(o->regions, "region", "regions"),
                      (long long)(o->regions > g->n ? g->n : g->parts),
                      o->regions > g->n ? "zones" : "parts that do not touch");
        geoi_hint(ctx, o->regions > g->n ? "ask for at most as many regions as there are zones"
                                         : "ask for at least as many regions as there are parts");
        return status;
    }
    int64_t bound = 0;
    return g->amount != NULL ? geoi_check_floor(ctx, g, o->floor, &bound) : GEO_OK;
}

static geo_status make_room(skater *s, double floor)
{
    geo_status status = GEO_OK;
    const int64_t n = s->graph.n;
    geoi_forest *f = &s->forest;
    f->graph = &s->graph;
    f->floor = floor;
    GEO_TRY(geoi_array(s->ctx, n, sizeof *s->from, &s->from));
    GEO_TRY(geoi_array(s->ctx, n, sizeof *s->to, &s->to));
    GEO_TRY(geoi_array(s->ctx, n, sizeof *s->heap, &s->heap));
    GEO_TRY(geoi_array(s->ctx, n, sizeof *s->room, &s->room));
    GEO_TRY(geoi_array(s->ctx, n, sizeof *f->order, &f->order));
    GEO_TRY(geoi_array(s->ctx, n, sizeof *f->place, &f->place));
    GEO_TRY(geoi_array(s->ctx, n, sizeof *f->parent, &f->parent));
    GEO_TRY(geoi_array(s->ctx, n, sizeof *f->size, &f->size));
    GEO_TRY(geoi_array(s->ctx, n, sizeof *f->amount, &f->amount));
    GEO_TRY(geoi_array(s->ctx, n * s->graph.columns, sizeof *f->sum, &f->sum));
done:
    return status;
}

static void clear(skater *s)
{
    geoi_zone_graph_clear(&s->graph);
    geoi_release(s->from);
    geoi_release(s->to);
    geoi_release(s->heap);
    geoi_release(s->room);
    geoi_release(s->forest.order);
    geoi_release(s->forest.place);
    geoi_release(s->forest.parent);
    geoi_release(s->forest.size);
    geoi_release(s->forest.amount);
    geoi_release(s->forest.sum);
}

/* The trees, which stand one after another in the order, become regions. */
static void write_result(const skater *s, int64_t features, int64_t *label,
                         geo_skater_summary *summary)
{
    const geoi_forest *f = &s->forest;
    const int64_t n = s->graph.n;
    int64_t *region = s->from, *number = s->to, trees = 0;
    geoi_sum within = {0};
    summary->ssd_total = ssd_of(&s->graph, f->order, 0, n);
    for (int64_t begin = 0, end; begin < n; begin = end) {
        end = begin + f->size[f->order[begin]];
        geoi_sum_add(&within, ssd_of(&s->graph, f->order, begin, end));
        for (int64_t at = begin; at < end; at++) {
            region[f->order[at]] = trees;
        }
        trees++;
    }
    summary->ssd_within = geoi_sum_value(&within);
    summary->regions = geoi_number_regions(&s->graph, region, features, number, label);
    summary->parts = s->graph.parts;
    summary->left_out = s->graph.left_out;
    summary->tree_cost = s->tree_cost;
}

geo_status geo_skater(geo_ctx *ctx, const geo_weights *weights, int64_t columns,
                      const double *value, const geo_skater_options *options, int64_t *label,
                      geo_skater_summary *summary)
{
    geo_status status = GEO_OK;
    geo_skater_options o = geo_skater_options_default();
    geo_skater_summary found = {0};
    skater s = {.ctx = ctx};
    if (summary != NULL) {
        *summary = found;
    }
    GEO_TRY(geoi_options(ctx, &o, options));
    if (o.regions < 1 || !(o.floor >= 0.0) || isinf(o.floor)) {
        return geoi_fail(ctx, GEO_INVALID, "%s is %g, but must be %s",
                         o.regions < 1 ? "number of regions" : "floor",
                         o.regions < 1 ? (double)o.regions : o.floor,
                         o.regions < 1 ? "1 or more" : "0 or more");
    }
    const geoi_zone_question q = {weights,        columns, value, o.floor_of, o.standardize != 0,
                                  o.by_part != 0, false};
    GEO_TRY(geoi_zone_graph_create(ctx, &q, &s.graph));
    GEO_TRY(check(ctx, &s.graph, &o));
    GEO_TRY(make_room(&s, s.graph.amount != NULL ? o.floor : 0.0));
    GEO_TRY(geoi_stage(ctx, 0.0, 0.2, "joining zones"));
    GEO_TRY(span(&s));
    GEO_TRY(plant(&s));
    GEO_TRY(geoi_stage(ctx, 0.2, 1.0, "cutting trees"));
    GEO_TRY(cut_trees(&s, o.regions));
    write_result(&s, weights->n, label, &found);
    if (summary != NULL) {
        *summary = found;
    }
done:
    clear(&s);
    return status;
}
