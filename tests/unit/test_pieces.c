/* SPDX-License-Identifier: MIT */
/* Output in pieces: the bytes are those of the items in order, and memory does not grow with how
 * long they are. */
#include "support.h"

#include <stdatomic.h>

#include "io/pieces.h"

enum { KIB = 1 << 10, MIB = 1 << 20 };

/* n items of lengths that repeat; item i is so often the letter 'a' + i % 26. */
typedef struct items {
    geo_ctx *ctx;
    int64_t n, kinds;
    const int64_t *size;                 /* [kinds] */
    _Atomic int64_t pending, most, kept; /* bytes made and not put; the capacity of a text reused */
    int64_t item, within;                /* where the sink is */
    int64_t fail_at;                     /* the item at which the sink fails; 0 = none */
    bool wrong;                          /* a letter that does not belong there */
} items;

static int64_t size_of(const items *s, int64_t i)
{
    return s->size[i % s->kinds];
}

static int64_t length_of(const void *user, int64_t begin, int64_t end)
{
    const items *s = user;
    int64_t sum = 0;
    for (int64_t i = begin; i < end; i++) {
        sum += size_of(s, i);
    }
    return sum;
}

static void raise_to(_Atomic int64_t *most, int64_t value)
{
    int64_t seen = atomic_load(most);
    while (value > seen && !atomic_compare_exchange_weak(most, &seen, value)) {
    }
}

static geo_status make_items(const void *user, int64_t begin, int64_t end, geoi_text *text,
                             int64_t *count)
{
    geo_status status = GEO_OK;
    items *s = (items *)(uintptr_t)user;
    raise_to(&s->kept, text->capacity);
    text->length = 0;
    for (int64_t i = begin; i < end; i++) {
        char page[4 * KIB];
        memset(page, 'a' + (int)(i % 26), sizeof page);
        for (int64_t left = size_of(s, i); left > 0; left -= (int64_t)sizeof page) {
            int64_t some = left < (int64_t)sizeof page ? left : (int64_t)sizeof page;
            GEO_TRY(geoi_text_append(s->ctx, text, page, some));
        }
        ++*count;
    }
    raise_to(&s->most, atomic_fetch_add(&s->pending, text->length) + text->length);
done:
    return status;
}

static geo_status take(geo_ctx *ctx, void *user, const char *bytes, int64_t n)
{
    items *s = user;
    for (int64_t k = 0; k < n;) {
        while (s->within == size_of(s, s->item)) {
            s->item++;
            s->within = 0;
        }
        int64_t left = size_of(s, s->item) - s->within, some = left < n - k ? left : n - k;
        char letter = (char)('a' + s->item % 26);
        s->wrong = s->wrong || bytes[k] != letter ||
                   (some > 1 && memcmp(bytes + k, bytes + k + 1, (size_t)some - 1) != 0);
        s->within += some;
        k += some;
    }
    atomic_fetch_sub(&s->pending, n);
    return s->fail_at > 0 && s->item >= s->fail_at ? geoi_fail(ctx, GEO_IO, "no more room")
                                                   : GEO_OK;
}

static void put_all(geo_ctx *ctx, items *s)
{
    geoi_pieces pieces = {s->n, s, length_of, make_items};
    geoi_sink sink = {take, s};
    int64_t count = 0;
    s->ctx = ctx;
    assert_ok(ctx, geoi_pieces_put(ctx, &pieces, 0.0, &sink, &count));
    assert_int_equal(count, s->n);
    assert_false(s->wrong);
    assert_int_equal(s->item, s->n - 1);
    assert_int_equal(s->within, size_of(s, s->n - 1));
    assert_int_equal(atomic_load(&s->pending), 0);
}

static void items_of_all_lengths_are_put_in_order(void **state)
{
    (void)state;
    const int64_t size[] = {1, 0, 300, 5 * MIB, 2, 70 * KIB, 300 * KIB, 1, 0};
    for (int threads = 1; threads <= 7; threads++) {
        items s = {.n = 43, .kinds = 9, .size = size}; /* the last is no empty one */
        geo_ctx *ctx = ctx_with_threads(threads);
        put_all(ctx, &s);
        geo_ctx_destroy(ctx);
    }
}

/* Two batches of a few megabytes are there at a time, not two of eight long items each. */
static void long_items_do_not_add_up_in_memory(void **state)
{
    const int64_t size[] = {3 * MIB};
    items s = {.n = 40, .kinds = 1, .size = size};
    put_all(*state, &s);
    assert_true(atomic_load(&s.most) <= 2 * (4 + 3) * (int64_t)MIB);
}

/* What one very long item took is not kept for short ones. */
static void the_room_of_a_long_item_is_given_back(void **state)
{
    const int64_t size[] = {24 * MIB, 4 * KIB, 4 * KIB, 4 * KIB,
                            4 * KIB,  4 * KIB, 4 * KIB, 4 * KIB};
    items s = {.n = 24, .kinds = 8, .size = size};
    put_all(*state, &s);
    assert_true(atomic_load(&s.kept) <= MIB);
}

static void short_items_share_a_piece(void **state)
{
    const int64_t size[] = {100};
    items s = {.n = 200000, .kinds = 1, .size = size};
    put_all(*state, &s);
    assert_true(atomic_load(&s.most) > MIB); /* eight pieces of a quarter each, and more */
    assert_true(atomic_load(&s.most) < 6 * (int64_t)MIB);
}

static void a_sink_that_fails_ends_it(void **state)
{
    const int64_t size[] = {MIB};
    items s = {.ctx = *state, .n = 40, .kinds = 1, .size = size, .fail_at = 9};
    geoi_pieces pieces = {s.n, &s, length_of, make_items};
    geoi_sink sink = {take, &s};
    assert_status(*state, geoi_pieces_put(*state, &pieces, 0.0, &sink, NULL), GEO_IO);
    assert_message_has(*state, "no more room");
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(items_of_all_lengths_are_put_in_order),
        CASE(long_items_do_not_add_up_in_memory),
        CASE(the_room_of_a_long_item_is_given_back),
        CASE(short_items_share_a_piece),
        CASE(a_sink_that_fails_ends_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
