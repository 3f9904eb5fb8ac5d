/* SPDX-License-Identifier: MIT */
#include "density_oracle.h"

/* ---- Mutual reachability --------------------------------------------------------------------- */

static double distance2(const density_oracle *d, int64_t i, int64_t j)
{
    double dx = d->x[i] - d->x[j], dy = d->y[i] - d->y[j];
    return dx * dx + dy * dy;
}

static int compare_reals(const void *a, const void *b)
{
    double p = *(const double *)a, q = *(const double *)b;
    return p < q ? -1 : p > q;
}

void density_oracle_cores(density_oracle *d)
{
    static double all[ORACLE_POINTS];
    for (int64_t i = 0; i < d->n; i++) {
        for (int64_t j = 0; j < d->n; j++) {
            all[j] = distance2(d, i, j);
        }
        qsort(all, (size_t)d->n, sizeof *all, compare_reals);
        d->core2[i] = fmax(all[d->o.min_points - 1], d->o.shortest_m * d->o.shortest_m);
    }
}

static bool at_one_place(const density_oracle *d, oracle_link a)
{
    return distance2(d, a.low, a.high) == 0.0;
}

/* The lowest of the points at the place of i stands for it. */
static int64_t first_at(const density_oracle *d, int64_t i)
{
    int64_t first = 0;
    while (distance2(d, first, i) != 0.0) {
        first++;
    }
    return first;
}

static oracle_link link_of(const density_oracle *d, int64_t i, int64_t j)
{
    double w2 = fmax(fmax(d->core2[i], d->core2[j]), distance2(d, i, j));
    return (oracle_link){w2, i < j ? i : j, i < j ? j : i};
}

/* By length; those within a place first; then by the points that stand for the places. */
static bool comes_before(const density_oracle *d, oracle_link a, oracle_link b)
{
    bool a_one = at_one_place(d, a), b_one = at_one_place(d, b);
    if (a.w2 != b.w2 || a_one != b_one) {
        return a.w2 != b.w2 ? a.w2 < b.w2 : a_one;
    }
    int64_t fa = first_at(d, a.low), fb = first_at(d, b.low);
    int64_t ga = first_at(d, a.high), gb = first_at(d, b.high);
    int64_t low_a = fa < ga ? fa : ga, low_b = fb < gb ? fb : gb;
    int64_t high_a = fa < ga ? ga : fa, high_b = fb < gb ? gb : fb;
    if (!a_one && (low_a != low_b || high_a != high_b)) {
        return low_a != low_b ? low_a < low_b : high_a < high_b;
    }
    return a.low != b.low ? a.low < b.low : a.high < b.high;
}

/* Prim's method, and insertion into order. */
void density_oracle_tree(const density_oracle *d, const int64_t *point, int64_t count,
                         oracle_link *link)
{
    static oracle_link nearest[ORACLE_POINTS];
    static bool in[ORACLE_POINTS];
    for (int64_t k = 0; k < count; k++) {
        in[k] = k == 0;
        nearest[k] = k == 0 ? (oracle_link){0} : link_of(d, point[0], point[k]);
    }
    for (int64_t made = 0; made < count - 1; made++) {
        int64_t best = -1;
        for (int64_t k = 0; k < count; k++) {
            if (!in[k] && (best < 0 || comes_before(d, nearest[k], nearest[best]))) {
                best = k;
            }
        }
        in[best] = true;
        oracle_link taken = nearest[best];
        int64_t at = made;
        for (; at > 0 && comes_before(d, taken, link[at - 1]); at--) {
            link[at] = link[at - 1];
        }
        link[at] = taken;
        for (int64_t k = 0; k < count; k++) {
            oracle_link other = in[k] ? taken : link_of(d, point[best], point[k]);
            if (!in[k] && comes_before(d, other, nearest[k])) {
                nearest[k] = other;
            }
        }
    }
}

/* ---- The tree ------------------------------------------------------------------------- */

static int64_t add_node(density_oracle *d, int64_t parent, int64_t size, double birth_m)
{
    int64_t t = d->node_count++;
    assert_true(t < ORACLE_NODES);
    d->parent[t] = parent;
    d->size[t] = size;
    d->birth_m[t] = d->death_m[t] = birth_m;
    d->stability[t] = 0.0;
    return t;
}

static void add_stability(density_oracle *d, int64_t t, double count, double leave_m)
{
    d->stability[t] += count * (1.0 / leave_m - 1.0 / d->birth_m[t]);
}

/* part[k]: the part that point k of the set is in, when links cut are gone. Returns how many. */
static int64_t cut(const density_oracle *d, const int64_t *point, int64_t count, int64_t *part,
                   double *height)
{
    oracle_link *link = calloc((size_t)count, sizeof *link);
    int64_t *at = calloc((size_t)d->n, sizeof *at), parts = count;
    density_oracle_tree(d, point, count, link);
    *height = sqrt(link[count - 2].w2);
    bool together = d->o.ties == GEO_TIES_TOGETHER || *height == 0.0;
    for (int64_t k = 0; k < count; k++) {
        at[point[k]] = part[k] = k;
    }
    for (int64_t e = 0; e < count - 1; e++) {
        bool is_cut = together ? sqrt(link[e].w2) == *height : e == count - 2;
        int64_t from = part[at[link[e].high]], to = part[at[link[e].low]];
        for (int64_t k = 0; k < count && !is_cut; k++) {
            part[k] = part[k] == from ? to : part[k];
        }
        parts -= !is_cut;
    }
    free(link);
    free(at);
    return parts;
}

static void leave(density_oracle *d, int64_t point, int64_t t, double height)
{
    d->node[point] = t;
    d->leave_m[point] = height;
    add_stability(d, t, 1.0, height);
}

static void walk(density_oracle *d, const int64_t *point, int64_t count, int64_t t)
{
    int64_t *part = calloc((size_t)count, sizeof *part), *own = calloc((size_t)count, sizeof *own);
    int64_t *size = calloc((size_t)count, sizeof *size), large = 0;
    double height = (double)INFINITY;
    if (count > 1) {
        (void)cut(d, point, count, part, &height);
    }
    for (int64_t k = 0; k < count; k++) {
        size[part[k]]++;
    }
    d->death_m[t] = height;
    for (int64_t k = 0; k < count; k++) {
        large += size[k] >= d->o.min_cluster_size;
        if (size[part[k]] < d->o.min_cluster_size) {
            leave(d, point[k], t, height);
        }
    }
    for (int64_t k = 0; k < count; k++) {
        int64_t n = 0, inner = t;
        for (int64_t i = 0; i < count && size[k] >= d->o.min_cluster_size; i++) {
            if (part[i] == k) {
                own[n++] = point[i];
            }
        }
        if (n > 0 && large > 1) {
            add_stability(d, t, (double)n, height);
            inner = add_node(d, t, n, height);
        }
        if (n > 0) {
            walk(d, own, n, inner);
        }
    }
    free(part);
    free(own);
    free(size);
}

/* ---- Clusters ------------------------------------------------------------------------- */

static bool may_be(const density_oracle *d, int64_t t)
{
    return t > 0 || (d->o.allow_single && d->n >= d->o.min_cluster_size);
}

static bool has_children(const density_oracle *d, int64_t t)
{
    for (int64_t k = 0; k < d->node_count; k++) {
        if (d->parent[k] == t) {
            return true;
        }
    }
    return false;
}

static bool is_below(const density_oracle *d, int64_t t, int64_t above)
{
    for (t = d->parent[t]; t >= 0; t = d->parent[t]) {
        if (t == above) {
            return true;
        }
    }
    return false;
}

static void keep_highest(density_oracle *d)
{
    for (int64_t t = 0; t < d->node_count; t++) {
        for (int64_t k = 0; k < d->node_count && d->chosen[t]; k++) {
            d->chosen[k] = d->chosen[k] && !is_below(d, k, t);
        }
    }
}

/* The best that the tree below and with t gives. */
static double best_of(density_oracle *d, int64_t t)
{
    double sum = 0.0;
    for (int64_t k = 0; k < d->node_count; k++) {
        sum += d->parent[k] == t ? best_of(d, k) : 0.0;
    }
    d->chosen[t] = may_be(d, t) && d->stability[t] >= sum;
    return d->chosen[t] ? d->stability[t] : sum;
}

static void choose(density_oracle *d)
{
    if (d->o.selection == GEO_SELECT_EXCESS) {
        (void)best_of(d, 0);
    }
    for (int64_t t = 0; t < d->node_count && d->o.selection == GEO_SELECT_LEAVES; t++) {
        d->chosen[t] = may_be(d, t) && !has_children(d, t);
    }
    keep_highest(d);
    for (int64_t t = d->node_count - 1; t > 0; t--) {
        int64_t up = t;
        while (d->chosen[t] && d->birth_m[up] < d->o.merge_m && may_be(d, d->parent[up])) {
            up = d->parent[up];
        }
        if (up != t) {
            d->chosen[t] = false;
            d->chosen[up] = true;
        }
    }
    keep_highest(d);
}

static double deepest(const density_oracle *d, int64_t t)
{
    double least = d->death_m[t];
    for (int64_t k = 0; k < d->node_count; k++) {
        least = is_below(d, k, t) ? fmin(least, d->death_m[k]) : least;
    }
    return least;
}

static void tell(density_oracle *d)
{
    int64_t name[ORACLE_NODES];
    for (int64_t t = 0; t < d->node_count; t++) {
        name[t] = -1;
    }
    for (int64_t i = 0; i < d->n; i++) {
        int64_t t = d->node[i];
        double least = deepest(d, t);
        d->outlier[i] = d->leave_m[i] <= least ? 0.0 : 1.0 - least / d->leave_m[i];
        while (t >= 0 && !d->chosen[t]) {
            t = d->parent[t];
        }
        if (t >= 0 && name[t] < 0) {
            name[t] = d->cluster_count++;
        }
        d->label[i] = t >= 0 ? name[t] : -1;
        d->probability[i] = t < 0                            ? 0.0
                            : d->leave_m[i] <= d->death_m[t] ? 1.0
                                                             : d->death_m[t] / d->leave_m[i];
    }
}

void density_oracle_run(density_oracle *d)
{
    int64_t all[ORACLE_POINTS];
    for (int64_t i = 0; i < d->n; i++) {
        all[i] = i;
    }
    d->node_count = d->cluster_count = 0;
    density_oracle_cores(d);
    walk(d, all, d->n, add_node(d, -1, d->n, (double)INFINITY));
    for (int64_t t = 0; t < d->node_count; t++) {
        d->stability[t] = d->death_m[t] > 0.0 ? d->stability[t] : (double)INFINITY;
    }
    choose(d);
    tell(d);
}
