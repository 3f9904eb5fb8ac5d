/* SPDX-License-Identifier: MIT */
/* Orders in which indexes lay out what they hold. */
#include "support.h"

#include "space/order.h"

static void sort_by_key_is_stable_for_any_number_of_bits(void **state)
{
    (void)state;
    enum { N = 40000 };
    static uint64_t key[N], before[N];
    static int64_t order[N];
    const int bits[] = {1, 11, 12, 23, 64};
    for (int b = 0; b < 5; b++) {
        geo_ctx *ctx = ctx_with_threads(b + 1);
        test_random r = {.state = 5};
        for (int64_t i = 0; i < N; i++) {
            before[i] = key[i] = test_random_next(&r) >> (64 - bits[b]);
        }
        assert_ok(ctx, geoi_sort_keys(ctx, N, bits[b], key, order));
        for (int64_t i = 0; i < N; i++) {
            assert_true(key[i] == before[order[i]]);
            assert_true(i == 0 || key[i - 1] < key[i] ||
                        (key[i - 1] == key[i] && order[i - 1] < order[i]));
        }
        geo_ctx_destroy(ctx);
    }
}

static void keys_of_doubles_sort_as_doubles_do(void **state)
{
    (void)state;
    const double ascending[] = {-(double)INFINITY, -1e300, -1.0, -1e-300, 0.0, 1e-300, 2.5,
                                (double)INFINITY};
    for (int i = 1; i < 8; i++) {
        assert_true(geoi_double_key(ascending[i - 1]) < geoi_double_key(ascending[i]));
    }
}

static void hilbert_curve_steps_from_neighbour_to_neighbour(void **state)
{
    (void)state;
    enum { BITS = 5, SIDE = 1 << BITS };
    static int column[SIDE * SIDE], row[SIDE * SIDE];
    memset(column, -1, sizeof column);
    for (uint32_t x = 0; x < SIDE; x++) {
        for (uint32_t y = 0; y < SIDE; y++) {
            uint64_t place = geoi_hilbert(x, y, BITS);
            assert_true(place < SIDE * SIDE && column[place] == -1);
            column[place] = (int)x;
            row[place] = (int)y;
        }
    }
    for (int i = 1; i < SIDE * SIDE; i++) {
        assert_int_equal(abs(column[i] - column[i - 1]) + abs(row[i] - row[i - 1]), 1);
    }
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(sort_by_key_is_stable_for_any_number_of_bits),
        CASE(keys_of_doubles_sort_as_doubles_do),
        CASE(hilbert_curve_steps_from_neighbour_to_neighbour),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
