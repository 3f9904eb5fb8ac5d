/* SPDX-License-Identifier: MIT */
#include "region_oracle.h"

void random_zones(oracle_zones *z, int n, int more, uint64_t seed)
{
    test_random r = {.state = seed};
    memset(z, 0, sizeof *z);
    z->n = n;
    for (int i = 0; i < n; i++) {
        int64_t j = i > 0 ? test_random_below(&r, i) : 0;
        z->touch[i][j] = z->touch[j][i] = i > 0;
        z->value[i] = 100.0 * test_random_unit(&r);
        z->amount[i] = 1.0 + (double)test_random_below(&r, 9);
    }
    for (int k = 0; k < more; k++) {
        int64_t i = test_random_below(&r, n), j = test_random_below(&r, n);
        z->touch[i][j] = z->touch[j][i] = i != j;
    }
}

geo_weights *zone_weights(geo_ctx *ctx, const oracle_zones *z)
{
    int64_t from[ORACLE_ZONES * ORACLE_ZONES], to[ORACLE_ZONES * ORACLE_ZONES], n = 0;
    geo_weights *w;
    for (int i = 0; i < z->n; i++) {
        for (int j = 0; j < z->n; j++) {
            if (z->touch[i][j]) {
                from[n] = i;
                to[n++] = j;
            }
        }
    }
    assert_ok(ctx, geo_weights_create(ctx, z->n, n, from, to, NULL, &w));
    return w;
}

/* Name each zone after the lowest that it hangs together with along edges. */
static void components(int n, bool (*edge)[ORACLE_ZONES], int64_t *label)
{
    for (int i = 0; i < n; i++) {
        label[i] = i;
    }
    for (int round = 0; round < n; round++) {
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                if (edge[i][j] && label[j] < label[i]) {
                    label[i] = label[j];
                }
            }
        }
    }
}

int assert_regions(const oracle_zones *z, double floor, const int64_t *label)
{
    static bool inner[ORACLE_ZONES][ORACLE_ZONES];
    int64_t own[ORACLE_ZONES], count = 0;
    double amount[ORACLE_ZONES] = {0.0};
    for (int i = 0; i < z->n; i++) {
        for (int j = 0; j < z->n; j++) {
            inner[i][j] = z->touch[i][j] && label[i] == label[j];
        }
    }
    components(z->n, inner, own);
    for (int i = 0; i < z->n; i++) {
        assert_true(label[i] >= 0 && label[i] <= count);
        count += label[i] == count;
        amount[label[i]] += z->amount[i];
        for (int j = 0; j < z->n; j++) {
            assert_true((label[i] == label[j]) == (own[i] == own[j]));
        }
    }
    for (int64_t r = 0; r < count; r++) {
        assert_true(amount[r] >= floor);
    }
    return (int)count;
}

double slow_heterogeneity(const oracle_zones *z, const int64_t *label)
{
    double sum = 0.0;
    for (int i = 0; i < z->n; i++) {
        for (int j = 0; j < i; j++) {
            sum += label[i] == label[j] ? fabs(z->value[i] - z->value[j]) : 0.0;
        }
    }
    return sum;
}

double slow_ssd(const oracle_zones *z, const int64_t *label)
{
    double sum = 0.0;
    for (int i = 0; i < z->n; i++) {
        double total = 0.0, n = 0.0;
        for (int j = 0; j < z->n; j++) {
            total += label[i] == label[j] ? z->value[j] : 0.0;
            n += label[i] == label[j];
        }
        sum += (z->value[i] - total / n) * (z->value[i] - total / n);
    }
    return sum;
}

/* The cheapest pair that joins two trees, again and again. */
static void slow_tree(const oracle_zones *z, bool (*tree)[ORACLE_ZONES])
{
    int64_t label[ORACLE_ZONES];
    for (int round = 0; round < z->n; round++) {
        int a = -1, b = -1;
        components(z->n, tree, label);
        for (int i = 0; i < z->n; i++) {
            for (int j = i + 1; j < z->n; j++) {
                double cost = fabs(z->value[i] - z->value[j]);
                if (z->touch[i][j] && label[i] != label[j] &&
                    (a < 0 || cost < fabs(z->value[a] - z->value[b]))) {
                    a = i;
                    b = j;
                }
            }
        }
        if (a >= 0) {
            tree[a][b] = tree[b][a] = true;
        }
    }
}

static bool has_floor(const oracle_zones *z, const int64_t *label, double floor)
{
    for (int i = 0; i < z->n; i++) {
        double sum = 0.0;
        for (int j = 0; j < z->n; j++) {
            sum += label[i] == label[j] ? z->amount[j] : 0.0;
        }
        if (sum < floor) {
            return false;
        }
    }
    return true;
}

void slow_skater(const oracle_zones *z, int regions, double floor, int64_t *label)
{
    static bool tree[ORACLE_ZONES][ORACLE_ZONES];
    memset(tree, 0, sizeof tree);
    slow_tree(z, tree);
    for (int r = 1; r < regions; r++) {
        int a = -1, b = -1;
        double least = (double)INFINITY;
        for (int i = 0; i < z->n; i++) {
            for (int j = i + 1; j < z->n; j++) {
                if (!tree[i][j]) {
                    continue;
                }
                tree[i][j] = tree[j][i] = false;
                components(z->n, tree, label);
                double ssd = slow_ssd(z, label);
                if (ssd < least && has_floor(z, label, floor)) {
                    least = ssd;
                    a = i;
                    b = j;
                }
                tree[i][j] = tree[j][i] = true;
            }
        }
        if (a < 0) {
            break;
        }
        tree[a][b] = tree[b][a] = false;
    }
    components(z->n, tree, label);
    int64_t number[ORACLE_ZONES], count = 0;
    for (int i = 0; i < z->n; i++) { /* label[i] <= i */
        number[i] = label[i] == i ? count++ : number[label[i]];
    }
    memcpy(label, number, (size_t)z->n * sizeof *label);
}

typedef struct best {
    int p;
    double heterogeneity, floor;
} best;

static bool is_partition(const oracle_zones *z, const int64_t *label, double floor)
{
    static bool inner[ORACLE_ZONES][ORACLE_ZONES];
    int64_t own[ORACLE_ZONES];
    for (int i = 0; i < z->n; i++) {
        for (int j = 0; j < z->n; j++) {
            inner[i][j] = z->touch[i][j] && label[i] == label[j];
        }
    }
    components(z->n, inner, own);
    for (int i = 0; i < z->n; i++) {
        for (int j = 0; j < i; j++) {
            if (label[i] == label[j] && own[i] != own[j]) {
                return false;
            }
        }
    }
    return has_floor(z, label, floor);
}

/* Every way to give zones i, i + 1, ... one of the labels so far or the next. */
/* NOLINTNEXTLINE(misc-no-recursion): as deep as there are zones */
static void try_all(const oracle_zones *z, int i, int count, int64_t *label, best *b)
{
    if (i == z->n) {
        double h = count >= b->p ? slow_heterogeneity(z, label) : 0.0;
        bool better = count > b->p || (count == b->p && h < b->heterogeneity);
        if (better && is_partition(z, label, b->floor)) {
            b->p = count;
            b->heterogeneity = h;
        }
        return;
    }
    for (int r = 0; r <= count; r++) {
        label[i] = r;
        try_all(z, i + 1, r == count ? count + 1 : count, label, b);
    }
}

int slow_max_p(const oracle_zones *z, double floor, double *heterogeneity)
{
    int64_t label[ORACLE_ZONES] = {0};
    best b = {0, (double)INFINITY, floor};
    try_all(z, 0, 0, label, &b);
    *heterogeneity = b.heterogeneity;
    return b.p;
}
