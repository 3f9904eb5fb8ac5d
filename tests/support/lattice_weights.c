/* SPDX-License-Identifier: MIT */
#include "lattice_weights.h"

enum { MOST_PAIRS = 200000 };

static geo_weights *coded(geo_ctx *ctx, geo_weights *binary, char coding)
{
    static const char letters[] = "BWCUS";
    geo_weights *w;
    assert_non_null(strchr(letters, coding));
    assert_ok(ctx,
              geo_weights_code(ctx, binary, (geo_coding)(strchr(letters, coding) - letters), &w));
    geo_weights_destroy(binary);
    return w;
}

geo_weights *lattice_weights(geo_ctx *ctx, int64_t side, const char *how)
{
    int64_t n = side * side, pairs = 0;
    int64_t *from = calloc(MOST_PAIRS, sizeof *from), *to = calloc(MOST_PAIRS, sizeof *to);
    bool queen = how[0] == 'q', island = how[0] == 'i';
    geo_weights *w;
    for (int64_t i = 0; i < n; i++) {
        for (int64_t j = 0; j < n; j++) {
            int64_t down = llabs(i / side - j / side), across = llabs(i % side - j % side);
            bool near = queen ? down <= 1 && across <= 1 : down + across == 1;
            if (i != j && near && !(island && (i == n - 1 || j == n - 1))) {
                from[pairs] = i;
                to[pairs++] = j;
            }
        }
    }
    assert_ok(ctx, geo_weights_create(ctx, n, pairs, from, to, NULL, &w));
    free(from);
    free(to);
    return coded(ctx, w, how[strlen(how) - 1]);
}

geo_weights *chance_weights(geo_ctx *ctx, int64_t n, double share, bool binary, uint64_t seed)
{
    test_random r = {.state = seed};
    int64_t *from = calloc(MOST_PAIRS, sizeof *from), *to = calloc(MOST_PAIRS, sizeof *to);
    double *weight = calloc(MOST_PAIRS, sizeof *weight);
    int64_t pairs = 0;
    geo_weights *w;
    for (int64_t i = n - 1; i >= 0; i--) { /* in no order, for those who make them */
        for (int64_t j = 0; j < n && pairs < MOST_PAIRS; j++) {
            if (i != j && test_random_unit(&r) < share) {
                from[pairs] = i;
                to[pairs] = j;
                weight[pairs++] = binary ? 1.0 : 2.0 * test_random_unit(&r) + 1e-3;
            }
        }
    }
    assert_ok(ctx, geo_weights_create(ctx, n, pairs, from, to, weight, &w));
    free(from);
    free(to);
    free(weight);
    return w;
}

double weight_at(const geo_weights *weights, int64_t i, int64_t j)
{
    geo_weight_rows r = geo_weights_rows(weights);
    for (int64_t at = r.begin[i]; at < r.begin[i + 1]; at++) {
        if (r.neighbour[at] == j) {
            return r.weight[at];
        }
    }
    return 0.0;
}

double row_total(const geo_weights *weights, int64_t i)
{
    geo_weight_rows r = geo_weights_rows(weights);
    double sum = 0.0;
    for (int64_t at = r.begin[i]; at < r.begin[i + 1]; at++) {
        sum += r.weight[at];
    }
    return sum;
}

geo_autocorrelation_options permuted(int64_t permutations, geo_tail tail)
{
    geo_autocorrelation_options o = geo_autocorrelation_options_default();
    o.permutations = permutations;
    o.tail = tail;
    return o;
}
