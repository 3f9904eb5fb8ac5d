/* SPDX-License-Identifier: MIT */
/* Filters against a slow oracle that works on trees with other code. */
#include "geo/where.h"

#include "support.h"

/* A random filter is written as text and answered at once, by recursion over its tree: -1
 * stands for unknown. */
typedef struct oracle {
    test_random random;
    char text[4096];
    int64_t a; /* the row's values; a is null when a_null */
    bool a_null;
    double b;
    const char *c; /* or NULL */
} oracle;

static const char *const words[] = {"", "a", "ab", "b", "大", "ba"};

static void say(oracle *o, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void say(oracle *o, const char *format, ...)
{
    va_list args;
    size_t used = strlen(o->text);
    va_start(args, format);
    vsnprintf(o->text + used, sizeof o->text - used, format, args);
    va_end(args);
}

static int compare(int which, int order)
{
    switch (which) { /* = <> < <= > >= */
    case 0:
        return order == 0;
    case 1:
        return order != 0;
    case 2:
        return order < 0;
    case 3:
        return order <= 0;
    case 4:
        return order > 0;
    default:
        return order >= 0;
    }
}

/* Each pattern here is a prefix, a suffix or a length. */
static int ask_text(oracle *o)
{
    const char *word = words[test_random_below(&o->random, 6)];
    size_t n = strlen(word), length = o->c != NULL ? strlen(o->c) : 0;
    int answer;
    switch (test_random_below(&o->random, 5)) {
    case 0:
        say(o, "c like '%s%%'", word);
        answer = o->c != NULL && strncmp(o->c, word, n) == 0;
        break;
    case 1:
        say(o, "c like '%%%s'", word);
        answer = o->c != NULL && length >= n && strcmp(o->c + length - n, word) == 0;
        break;
    case 2:
        say(o, "c not like '_'");
        answer = o->c != NULL && strcmp(o->c, "a") != 0 && strcmp(o->c, "b") != 0 &&
                 strcmp(o->c, "大") != 0;
        break;
    case 3:
        say(o, "c in ('%s', 'ab')", word);
        answer = o->c != NULL && (strcmp(o->c, word) == 0 || strcmp(o->c, "ab") == 0);
        break;
    default:
        say(o, "c is not null");
        return o->c != NULL;
    }
    return o->c == NULL ? -1 : answer;
}

static int ask_number(oracle *o)
{
    static const char *const signs[] = {"=", "<>", "<", "<=", ">", ">="};
    int which = (int)test_random_below(&o->random, 6);
    if (test_random_below(&o->random, 2) == 0) {
        double than = (double)test_random_below(&o->random, 9) / 2 - 2;
        say(o, "b %s %g", signs[which], than);
        return compare(which, (o->b > than) - (o->b < than));
    }
    if (test_random_below(&o->random, 2) == 0) {
        say(o, "a %s b", signs[which]);
        return o->a_null ? -1 : compare(which, ((double)o->a > o->b) - ((double)o->a < o->b));
    }
    int64_t than = test_random_below(&o->random, 5) - 2;
    say(o, "%d %s a", (int)than, signs[which]);
    return o->a_null ? -1 : compare(which, (than > o->a) - (than < o->a));
}

static int ask(oracle *o, int depth)
{
    int64_t choice = test_random_below(&o->random, depth > 4 ? 2 : 6);
    if (choice < 2) {
        return choice == 0 ? ask_text(o) : ask_number(o);
    }
    if (choice == 2) {
        say(o, "not (");
        int inner = ask(o, depth + 1);
        say(o, ")");
        return inner < 0 ? -1 : !inner;
    }
    say(o, "(");
    int left = ask(o, depth + 1);
    say(o, choice % 2 ? ") AND (" : ") or (");
    int right = ask(o, depth + 1);
    say(o, ")");
    int strong = choice % 2 ? 0 : 1; /* and: one false is enough; or: one true */
    if (left == strong || right == strong) {
        return strong;
    }
    return left < 0 || right < 0 ? -1 : !strong;
}

static geo_layer *one_row(geo_ctx *ctx, const oracle *o)
{
    geo_layer *layer;
    const double zero = 0;
    const uint8_t valid = !o->a_null;
    geo_column_info info = {"a", NULL, NULL, NULL};
    assert_ok(ctx, geo_layer_create_points(ctx, "", 1, &zero, &zero, &layer));
    assert_ok(ctx, geo_layer_add_ints(ctx, layer, &info, &o->a, &valid));
    info.name = "b";
    assert_ok(ctx, geo_layer_add_reals(ctx, layer, &info, &o->b, NULL));
    info.name = "c";
    assert_ok(ctx, geo_layer_add_texts(ctx, layer, &info, GEO_TEXT, &o->c));
    return layer;
}

static void answers_as_a_slow_oracle_does(void **state)
{
    oracle o = {.random = {7}};
    int said[3] = {0};
    for (int round = 0; round < 3000; round++) {
        geo_where *where;
        int64_t row, count;
        o.text[0] = '\0';
        o.a = test_random_below(&o.random, 5) - 2;
        o.a_null = test_random_below(&o.random, 4) == 0;
        o.b = (double)test_random_below(&o.random, 9) / 2 - 2;
        o.c = test_random_below(&o.random, 4) == 0 ? NULL : words[test_random_below(&o.random, 6)];
        int expected = ask(&o, 0);
        said[expected + 1]++;
        geo_layer *layer = one_row(*state, &o);
        assert_ok(*state, geo_where_create(*state, o.text, &where));
        assert_ok(*state, geo_where_rows(*state, where, layer, 0, &row, &count));
        if (count != (expected == 1)) {
            fail_msg("%s: %lld rows, expected %d", o.text, (long long)count, expected);
        }
        geo_where_destroy(where);
        geo_layer_destroy(layer);
    }
    assert_true(said[0] > 100 && said[1] > 100 && said[2] > 100);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(answers_as_a_slow_oracle_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
