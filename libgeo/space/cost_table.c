/* SPDX-License-Identifier: MIT */
/* Costs as a table in memory: rows of a sparse matrix, compressed, each by ascending
 * destination. */
#include "space/cost_internal.h"
#include "space/order.h"

enum { ORIGIN_BITS = 32, DESTINATION_BITS = 31 };

/* ---- Making --------------------------------------------------------------------------- */

static geo_status check_sides(geo_ctx *ctx, int64_t origins, int64_t destinations, int64_t pairs)
{
    if (origins < 0 || destinations < 0 || pairs < 0) {
        return geoi_fail(ctx, GEO_INVALID,
                         "a number of origins, destinations or pairs is negative");
    }
    if (origins >= (int64_t)1 << ORIGIN_BITS || destinations > GEOI_COST_SIDE_MAX) {
        return geoi_fail(ctx, GEO_LIMIT,
                         "a table of %lld origins and %lld destinations is too large",
                         (long long)origins, (long long)destinations);
    }
    return GEO_OK;
}

static geo_status check_pairs(geo_ctx *ctx, int64_t origins, int64_t destinations, int64_t pairs,
                              const int64_t *origin, const int64_t *destination, const double *cost)
{
    for (int64_t i = 0; i < pairs; i++) {
        if (origin[i] < 0 || origin[i] >= origins) {
            return geoi_fail(ctx, GEO_DATA, "pair %lld: there is no origin %lld", (long long)i + 1,
                             (long long)origin[i] + 1);
        }
        if (destination[i] < 0 || destination[i] >= destinations) {
            return geoi_fail(ctx, GEO_DATA, "pair %lld: there is no destination %lld",
                             (long long)i + 1, (long long)destination[i] + 1);
        }
        if (!(cost[i] >= 0.0) || isinf(cost[i])) {
            return geoi_fail(ctx, GEO_DATA, "pair %lld: the cost is %g, but must be 0 or more",
                             (long long)i + 1, cost[i]);
        }
    }
    return GEO_OK;
}

/* One number a pair, in the order of the table. */
static uint64_t key_of(int64_t origin, int64_t destination)
{
    return (uint64_t)origin << DESTINATION_BITS | (uint64_t)destination;
}

/* Of the pairs that are there again the one given first. The order is stable: of equal pairs
 * the earlier comes first. */
static bool find_twice(int64_t pairs, const uint64_t *key, const int64_t *order, int64_t twice[2])
{
    twice[0] = twice[1] = -1;
    for (int64_t i = 1; i < pairs; i++) {
        if (key[i] == key[i - 1] && (twice[1] < 0 || order[i] < twice[1])) {
            twice[0] = order[i - 1];
            twice[1] = order[i];
        }
    }
    return twice[1] >= 0;
}

/* As tables mostly are that a program wrote; each pair is then there once. */
static bool are_sorted(int64_t pairs, const int64_t *origin, const int64_t *destination)
{
    for (int64_t i = 1; i < pairs; i++) {
        if (key_of(origin[i - 1], destination[i - 1]) >= key_of(origin[i], destination[i])) {
            return false;
        }
    }
    return true;
}

static geo_status sort_pairs(geo_ctx *ctx, int64_t origins, int64_t pairs, const int64_t *origin,
                             const int64_t *destination, int64_t twice[2], int64_t **order)
{
    geo_status status = GEO_OK;
    uint64_t *key = NULL;
    GEO_TRY(geoi_array_raw(ctx, pairs, sizeof *key, &key));
    GEO_TRY(geoi_array_raw(ctx, pairs, sizeof **order, order));
    for (int64_t i = 0; i < pairs; i++) {
        key[i] = key_of(origin[i], destination[i]);
    }
    int bits = geoi_bit_count((uint64_t)origins) + DESTINATION_BITS;
    GEO_TRY(geoi_sort_keys(ctx, pairs, bits, key, *order));
    if (find_twice(pairs, key, *order, twice)) {
        GEO_TRY(GEO_DATA);
    }
done:
    geoi_release(key);
    return status;
}

static geo_status room_for_table(geo_ctx *ctx, int64_t origins, int64_t destinations, int64_t pairs,
                                 geo_costs **out)
{
    geo_status status = GEO_OK;
    geo_costs *costs = NULL;
    *out = NULL;
    GEO_TRY(geoi_array(ctx, 1, sizeof *costs, &costs));
    GEO_TRY(geoi_array(ctx, origins + 1, sizeof *costs->begin, &costs->begin));
    GEO_TRY(geoi_array_raw(ctx, pairs, sizeof *costs->destination, &costs->destination));
    GEO_TRY(geoi_array_raw(ctx, pairs, sizeof *costs->cost, &costs->cost));
    costs->origins = origins;
    costs->destinations = destinations;
    costs->cutoff = (double)INFINITY;
    *out = costs;
    costs = NULL;
done:
    geo_costs_destroy(costs);
    return status;
}

/* begin[i] is the number of entries of row i - 1 as yet: add them up. */
static void counts_to_begins(int64_t rows, int64_t *begin)
{
    for (int64_t i = 0; i < rows; i++) {
        begin[i + 1] += begin[i];
    }
}

static void set_unit(geo_costs *costs, const char *unit)
{
    int64_t length = unit != NULL ? (int64_t)strlen(unit) : 0;
    if (length < GEOI_COST_UNIT_SIZE) {
        memcpy(costs->unit, unit != NULL ? unit : "", (size_t)length);
    }
}

geo_status geoi_costs_build(geo_ctx *ctx, int64_t origins, int64_t destinations, int64_t pairs,
                            const int64_t *origin, const int64_t *destination, const double *cost,
                            const char *unit, int64_t twice[2], geo_costs **out)
{
    geo_status status = GEO_OK;
    geo_costs *costs = NULL;
    int64_t *order = NULL;
    *out = NULL;
    GEO_TRY(check_sides(ctx, origins, destinations, pairs));
    if (!are_sorted(pairs, origin, destination)) {
        GEO_TRY(sort_pairs(ctx, origins, pairs, origin, destination, twice, &order));
    }
    GEO_TRY(room_for_table(ctx, origins, destinations, pairs, &costs));
    for (int64_t i = 0; i < pairs; i++) {
        int64_t from = order != NULL ? order[i] : i;
        costs->begin[origin[from] + 1]++;
        costs->destination[i] = (int32_t)destination[from];
        costs->cost[i] = cost[from] + 0.0; /* no negative zero */
    }
    counts_to_begins(origins, costs->begin);
    set_unit(costs, unit);
    *out = costs;
    costs = NULL;
done:
    geoi_release(order);
    geo_costs_destroy(costs);
    return status;
}

geo_status geo_costs_create(geo_ctx *ctx, int64_t origins, int64_t destinations, int64_t pairs,
                            const int64_t *origin, const int64_t *destination, const double *cost,
                            const char *unit, geo_costs **out)
{
    geo_status status = GEO_OK;
    int64_t twice[2] = {-1, -1};
    *out = NULL;
    GEO_TRY(check_sides(ctx, origins, destinations, pairs));
    if (unit != NULL && !geoi_cost_unit_fits(unit, (int64_t)strlen(unit))) {
        GEO_TRY(geoi_fail(ctx, GEO_INVALID,
                          "a unit has at most %d bytes, and no blanks, delimiters or quotes",
                          GEOI_COST_UNIT_SIZE - 1));
    }
    GEO_TRY(check_pairs(ctx, origins, destinations, pairs, origin, destination, cost));
    status = geoi_costs_build(ctx, origins, destinations, pairs, origin, destination, cost, unit,
                              twice, out);
    if (status == GEO_DATA && twice[1] >= 0) {
        (void)geoi_fail(ctx, GEO_DATA,
                        "pair %lld: origin %lld and destination %lld are in pair %lld",
                        (long long)twice[1] + 1, (long long)origin[twice[1]] + 1,
                        (long long)destination[twice[1]] + 1, (long long)twice[0] + 1);
        geoi_hint(ctx, "give each pair one cost");
    }
done:
    return status;
}

/* ---- Turning -------------------------------------------------------------------------- */

/* Destinations are shared out in ranges: each part reads of every row what falls into its own, and
 * writes to a stretch of the new table that fits a cache. */
enum { PARTS = 32, ENTRIES_EACH = 16 };

typedef struct turning {
    const geo_costs *from;
    geo_costs *to;
    int64_t *next; /* [destinations] where the next origin of each goes */
} turning;

/* The first entry of a row whose destination is `destination` or a later one. */
static int64_t entry_from(const geo_costs *costs, int64_t row, int64_t destination)
{
    int64_t begin = costs->begin[row], end = costs->begin[row + 1];
    while (begin < end) {
        int64_t middle = begin + (end - begin) / 2;
        bool before = costs->destination[middle] < destination;
        begin = before ? middle + 1 : begin;
        end = before ? end : middle;
    }
    return begin;
}

/* Of the destinations begin .. end: place their entries, or only count them. Inlined, so that
 * neither loop asks which. */
static inline void turn_rows(const turning *t, int64_t begin, int64_t end, bool places)
{
    const geo_costs *from = t->from;
    for (int64_t row = 0; row < from->origins; row++) {
        int64_t last = from->begin[row + 1];
        for (int64_t i = entry_from(from, row, begin); i < last && from->destination[i] < end;
             i++) {
            int64_t destination = from->destination[i];
            if (places) {
                int64_t at = t->next[destination]++;
                t->to->destination[at] = (int32_t)row;
                t->to->cost[at] = from->cost[i];
            } else {
                t->to->begin[destination + 1]++;
            }
        }
    }
}

static geo_status count_part(void *job, int64_t begin, int64_t end)
{
    turn_rows(job, begin, end, false);
    return GEO_OK;
}

static geo_status turn_part(void *job, int64_t begin, int64_t end)
{
    turn_rows(job, begin, end, true);
    return GEO_OK;
}

static geo_status turn_table(geo_ctx *ctx, const geo_costs *from, geo_costs **out)
{
    geo_status status = GEO_OK;
    turning t = {.from = from};
    int64_t pairs = from->begin[from->origins], m = from->destinations;
    /* finding the place in a row costs as much as a few entries */
    int64_t parts = pairs / (from->origins + 1) / ENTRIES_EACH;
    int64_t grain = m / (parts < 1 ? 1 : parts > PARTS ? PARTS : parts) + 1;
    GEO_TRY(room_for_table(ctx, m, from->origins, pairs, &t.to));
    GEO_TRY(geoi_parallel(ctx, m, grain, count_part, &t));
    counts_to_begins(m, t.to->begin);
    GEO_TRY(geoi_copy(ctx, t.to->begin, m + 1, sizeof *t.next, &t.next));
    GEO_TRY(geoi_parallel(ctx, m, grain, turn_part, &t));
    set_unit(t.to, from->unit);
    *out = t.to;
    t.to = NULL;
done:
    geoi_release(t.next);
    geo_costs_destroy(t.to);
    return status;
}

geo_status geo_costs_transpose(geo_ctx *ctx, const geo_costs *costs, geo_costs **out)
{
    geo_status status = GEO_OK;
    geoi_cost_side from = {0}, to = {0};
    *out = NULL;
    if (costs->origins > GEOI_COST_SIDE_MAX) {
        return geoi_fail(ctx, GEO_LIMIT,
                         "%lld origins are more than the %lld destinations of a table",
                         (long long)costs->origins, (long long)GEOI_COST_SIDE_MAX);
    }
    if (!costs->measured) {
        return turn_table(ctx, costs, out);
    }
    GEO_TRY(geoi_cost_side_copy(ctx, &costs->to, &from));
    GEO_TRY(geoi_cost_side_copy(ctx, &costs->from, &to));
    status = geoi_costs_of_sides(ctx, &from, &to, costs->cutoff, costs->skip_self, out);
done:
    geoi_release(from.x);
    geoi_release(from.y);
    geoi_release(to.x);
    geoi_release(to.y);
    return status;
}
