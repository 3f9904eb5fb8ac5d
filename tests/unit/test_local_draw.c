/* SPDX-License-Identifier: MIT */
/* Neighbours drawn many permutations at once (libgeo/metrics/local_draw_few.c). */
#include "support.h"

#include "metrics/local_draw_lanes.h"
#include "metrics/random_words.h"

enum { MANY = 450 };

/* By vector registers or without: the same neighbours. */
static void registers_change_no_draw(void **state)
{
    geoi_lanes lanes[2];
    geoi_batch batch[2];
    (void)state;
#if GEOI_DRAW_WIDE
    if (!__builtin_cpu_supports("avx512f")) {
        skip();
    }
    for (int64_t run = 0; run < 4 * GEOI_FEW; run++) {
        geoi_urn u = {.n = run % 3 == 0 ? MANY : 40,
                      .self = run % 5 == 0 ? 0 : run % 40,
                      .k = run % GEOI_FEW + 1,
                      .seed = 5,
                      .item = (uint64_t)run};
        for (int way = 0; way < 2; way++) {
            memset(&batch[way], 0, sizeof batch[way]);
            batch[way].spare = run % 4 == 3 ? UINT32_MAX / 3 /* of many products */
                                            : geoi_spare_words((uint32_t)u.n);
            geoi_begin_lanes(&u, &lanes[way]);
            for (int time = 0; time < 5; time++) {
                (way == 0 ? geoi_draw_plain : geoi_draw_widest)(&u, &lanes[way], &batch[way]);
            }
        }
        assert_memory_equal(&lanes[0], &lanes[1], sizeof lanes[0]);
        assert_memory_equal(batch[0].index, batch[1].index, sizeof batch[0].index);
        assert_true(batch[0].again == batch[1].again);
    }
#else
    skip();
#endif
}

/* Each of a batch is a neighbour of its own, not the feature itself, unless it is marked. */
static void batches_hold_choices_without_replacement(void **state)
{
    geoi_lanes lanes;
    geoi_batch b;
    int64_t marked = 0, right = 0;
    geoi_urn u = {.n = 30, .self = 7, .k = 5, .seed = 3, .item = 1};
    (void)state;
    geoi_begin_lanes(&u, &lanes);
    b.spare = geoi_spare_words((uint32_t)u.n);
    for (int time = 0; time < 50; time++) {
        geoi_draw_plain(&u, &lanes, &b);
        for (int p = 0; p < GEOI_BATCH; p++) {
            bool apart = true;
            for (int64_t j = 0; j < u.k; j++) {
                assert_true(b.index[j][p] < (uint32_t)u.n);
                apart = apart && b.index[j][p] != (uint32_t)u.self;
                for (int64_t i = 0; i < j; i++) {
                    apart = apart && b.index[i][p] != b.index[j][p];
                }
            }
            bool again = (b.again >> p & 1) != 0;
            assert_true(again || apart);
            marked += again;
            right += apart;
        }
    }
    assert_true(marked > 0 && right > 0 && marked + right >= 50 * GEOI_BATCH);
}

static void expect_same_counts(geoi_urn *u, const int16_t *whole)
{
    geoi_lanes lanes;
    geoi_batch b;
    geoi_tally by[2] = {{0}, {0}}, exact = {0};
    geoi_begin_lanes(u, &lanes);
    b.spare = 0;
    geoi_draw_plain(u, &lanes, &b);
    for (int p = 0; p < GEOI_BATCH; p++) {
        double got = 0.0;
        for (int64_t j = 0; j < u->k; j++) {
            got += u->weight[j] * geoi_urn_value(u, u->pool[b.index[j][p]]);
        }
        geoi_tally_add(&exact, u, got);
    }
    for (int way = 0; way < 2; way++) {
        u->whole = way == 0 ? NULL : whole;
        geoi_sums sums = geoi_sums_of(u);
        assert_int_equal(sums.whole, way == 1 && u->equal && u->own == NULL);
        geoi_sums_count(&sums, &b, GEOI_BATCH, &by[way]);
        assert_memory_equal(&by[way], &exact, sizeof exact);
    }
}

/* Rounded to 16 bits, to floats, or not at all: the same counts, also where sums are equal to what
 * is to be beaten, and where one value is far greater than the others. */
static void rounding_changes_no_count(void **state)
{
    static double pool[MANY], weight[GEOI_FEW];
    static float rough[MANY];
    static int16_t whole[MANY];
    (void)state;
    for (int64_t run = 0; run < 6 * GEOI_FEW; run++) {
        double own = 0.25, scale = run % 6 < 2 ? 1.0 : 0.002;
        geoi_urn u = {.pool = pool,
                      .rough = rough,
                      .n = MANY,
                      .self = run,
                      .k = run / 6 + 1,
                      .weight = weight,
                      .equal = run % 2 == 0,
                      .own = run % 3 == 2 ? &own : NULL,
                      .seed = 5,
                      .item = (uint64_t)run};
        test_random r = {.state = (uint64_t)run + 17};
        for (int i = 0; i < MANY; i++) {
            double value =
                run % 4 == 0 ? (double)test_random_below(&r, 4) / 4.0 : test_random_unit(&r);
            pool[i] = i == 9 ? -1.0 : value * scale;
            rough[i] = (float)pool[i];
            whole[i] = (int16_t)lrint(pool[i] * INT16_MAX);
        }
        double sum = 0.0, total = 0.0;
        for (int64_t j = 0; j < u.k; j++) {
            weight[j] = u.equal ? 1.0 : (double)(j + 1);
            total += weight[j];
        }
        for (int64_t j = 0; j < u.k; j++) {
            weight[j] /= total;
            sum += weight[j] * geoi_urn_value(&u, pool[j + 100]);
        }
        u.low = sum + 1e-12;
        u.high = sum - 1e-12;
        expect_same_counts(&u, whole);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(registers_change_no_draw),
        cmocka_unit_test(batches_hold_choices_without_replacement),
        cmocka_unit_test(rounding_changes_no_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
