/* SPDX-License-Identifier: MIT */
/* Filters: what they choose, what they refuse and how they say it. */
#include "geo/where.h"

#include "support.h"

/* ---- A layer to ask ------------------------------------------------------------------- */

enum { ROWS = 6 };

/* row   jobs   rate   kind            open    begun         mixed
 * 0     10     0.5    lab             true    2024-05-01    5
 * 1     null   2.5    Office          false   2025-01-31    "5"
 * 2     -3     null   null            null    null          null
 * 3     2^53+1 10     a_b%c           true    2026-11-22    true
 * 4     0      -0.25  大学            false   2024-12-31    "\u5927\ud83d\ude00"
 * 5     10     10     (empty)         true    2024-05-01    [1,2] */
static geo_layer *sample(geo_ctx *ctx)
{
    geo_layer *layer;
    const double zero[ROWS] = {0};
    const int64_t jobs[ROWS] = {10, 0, -3, (INT64_C(1) << 53) + 1, 0, 10};
    const uint8_t jobs_valid = 0x3D;
    const double rate[ROWS] = {0.5, 2.5, NAN, 10, -0.25, 10};
    const char *kind[ROWS] = {"lab", "Office", NULL, "a_b%c", "大学", ""};
    const uint8_t open[ROWS] = {1, 0, 0, 1, 0, 1};
    const uint8_t open_valid = 0x3B;
    const char *begun[ROWS] = {"2024-05-01", "2025-01-31", NULL,
                               "2026-11-22", "2024-12-31", "2024-05-01"};
    const char *mixed[ROWS] = {"5", "\"5\"", NULL, "true", "\"\\u5927\\ud83d\\ude00\"", "[1,2]"};
    assert_ok(ctx, geo_layer_create_points(ctx, "", ROWS, zero, zero, &layer));
    geo_column_info info = {"jobs", NULL, NULL, NULL};
    assert_ok(ctx, geo_layer_add_ints(ctx, layer, &info, jobs, &jobs_valid));
    info.name = "rate";
    assert_ok(ctx, geo_layer_add_reals(ctx, layer, &info, rate, NULL));
    info.name = "kind";
    assert_ok(ctx, geo_layer_add_texts(ctx, layer, &info, GEO_TEXT, kind));
    info.name = "open now";
    assert_ok(ctx, geo_layer_add_flags(ctx, layer, &info, open, &open_valid));
    info.name = "begun";
    assert_ok(ctx, geo_layer_add_texts(ctx, layer, &info, GEO_DATETIME, begun));
    info.name = "混合";
    assert_ok(ctx, geo_layer_add_texts(ctx, layer, &info, GEO_JSON, mixed));
    return layer;
}

/* The rows chosen as digits: "035". */
static const char *chosen(geo_ctx *ctx, const geo_layer *layer, const char *expression)
{
    static char text[ROWS + 1];
    geo_where *where;
    int64_t rows[ROWS], count;
    assert_ok(ctx, geo_where_create(ctx, expression, &where));
    assert_ok(ctx, geo_where_rows(ctx, where, layer, 0, rows, &count));
    for (int64_t i = 0; i < count; i++) {
        text[i] = (char)('0' + rows[i]);
    }
    text[count] = '\0';
    geo_where_destroy(where);
    return text;
}

static void chooses_by_comparison(void **state)
{
    geo_layer *layer = sample(*state);
    static const struct {
        const char *expression, *rows;
    } cases[] = {
        {"jobs = 10", "05"},
        {"10 = jobs", "05"},
        {"jobs != 10", "234"},
        {"jobs <> 10", "234"},
        {"jobs<0", "2"},
        {"jobs <= 0", "24"},
        {"jobs > -3", "0345"},
        {"jobs >= 1e1", "035"},
        {"rate = 10", "35"},
        {"rate < 0.5", "4"},
        {"jobs = rate", "5"},
        {"jobs > rate", "034"},
        {"kind = 'lab'", "0"},
        {"kind = ''", "5"},
        {"kind < 'b'", "135"},
        {"kind >= '大学'", "4"},
        {"\"open now\" = true", "035"},
        {"\"open now\" != TRUE", "14"},
        {"begun >= '2025-01-01'", "13"},
        {"begun < '2024-06'", "05"},
        {"1 = 1", "012345"},
        {"'a' = 'b'", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_string_equal(chosen(*state, layer, cases[i].expression), cases[i].rows);
    }
    geo_layer_destroy(layer);
}

static void compares_integers_beyond_doubles_exactly(void **state)
{
    geo_layer *layer = sample(*state);
    assert_string_equal(chosen(*state, layer, "jobs = 9007199254740993"), "3");
    assert_string_equal(chosen(*state, layer, "jobs = 9007199254740992"), "");
    assert_string_equal(chosen(*state, layer, "jobs > 9007199254740992.0"), "3");
    assert_string_equal(chosen(*state, layer, "jobs = 9007199254740992.0"), "");
    assert_string_equal(chosen(*state, layer, "jobs = 9007199254740993.0"), "3");
    assert_string_equal(chosen(*state, layer, "jobs = 9.007199254740993e15"), "3");
    assert_string_equal(chosen(*state, layer, "jobs in (90071992547409930e-1)"), "3");
    assert_string_equal(chosen(*state, layer, "jobs = 9007199254740993.5"), "");
    assert_string_equal(chosen(*state, layer, "jobs > 9007199254740992.5"), "3");
    assert_string_equal(chosen(*state, layer, "jobs > 9007199254740993.0000000000001"), "");
    assert_string_equal(chosen(*state, layer, "jobs >= 9223372036854775808"), "");
    assert_string_equal(chosen(*state, layer, "jobs > -9223372036854775809.5"), "02345");
    assert_string_equal(chosen(*state, layer, "jobs < 1e300"), "02345");
    assert_string_equal(chosen(*state, layer, "jobs > -1e300"), "02345");
    geo_layer_destroy(layer);
}

static void knows_lists_patterns_and_nulls(void **state)
{
    geo_layer *layer = sample(*state);
    static const struct {
        const char *expression, *rows;
    } cases[] = {
        {"kind in ('lab', '大学')", "04"},
        {"kind not in ('lab', '大学')", "135"},
        {"jobs in (10)", "05"},
        {"rate IN (10, 0.5)", "035"},
        {"kind like '%'", "01345"},
        {"kind like '__'", "4"},
        {"kind like 'l%b'", "0"},
        {"kind like '%f%c%'", "1"},
        {"kind like 'a\\_b\\%c'", "3"},
        {"kind like 'a\\%b'", ""},
        {"kind not like '%b%'", "145"},
        {"kind like ''", "5"},
        {"kind is null", "2"},
        {"kind is not null", "01345"},
        {"not kind is null", "01345"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_string_equal(chosen(*state, layer, cases[i].expression), cases[i].rows);
    }
    geo_layer_destroy(layer);
}

static void unknown_is_neither_true_nor_false(void **state)
{
    geo_layer *layer = sample(*state);
    /* jobs is null in row 1, rate in row 2 */
    assert_string_equal(chosen(*state, layer, "not jobs = 10"), "234");
    assert_string_equal(chosen(*state, layer, "jobs = 10 or rate = 2.5"), "015");
    assert_string_equal(chosen(*state, layer, "not (jobs = 10 and rate = 2.5)"), "02345");
    assert_string_equal(chosen(*state, layer, "jobs = 10 or not jobs = 10"), "02345");
    assert_string_equal(chosen(*state, layer, "not (rate > 0 and jobs > 0)"), "24");
    geo_layer_destroy(layer);
}

static void not_binds_before_and_before_or(void **state)
{
    geo_layer *layer = sample(*state);
    assert_string_equal(chosen(*state, layer, "kind = 'lab' or jobs = 0 and rate < 0"), "04");
    assert_string_equal(chosen(*state, layer, "(kind = 'lab' or jobs = 0) and rate < 0"), "4");
    assert_string_equal(chosen(*state, layer, "not jobs = 10 and rate = 10"), "3");
    assert_string_equal(chosen(*state, layer, "not (jobs = 10 and rate = 10)"), "01234");
    assert_string_equal(chosen(*state, layer, "not not not(jobs=10)"), "234");
    geo_layer_destroy(layer);
}

static void takes_values_of_a_mixed_column_as_they_are(void **state)
{
    geo_layer *layer = sample(*state);
    assert_string_equal(chosen(*state, layer, "混合 is null"), "2");
    geo_where *where;
    int64_t rows[ROWS], count, first[2] = {0, 4};
    geo_layer *part;
    assert_ok(*state, geo_where_create(*state, "混合 = '大😀'", &where));
    assert_status(*state, geo_where_rows(*state, where, layer, 0, rows, &count), GEO_DATA);
    assert_message_has(*state,
                       "filter, column 1: \"混合\" of feature 1 is a number 5, and cannot be "
                       "compared with text");
    assert_ok(*state, geo_layer_select(*state, layer, first + 1, 1, &part));
    assert_ok(*state, geo_where_rows(*state, where, part, 0, rows, &count));
    assert_int_equal(count, 1);
    geo_layer_destroy(part);
    geo_where_destroy(where);
    geo_layer_destroy(layer);
}

/* ---- What is refused ------------------------------------------------------------------ */

static void says_where_a_filter_is_wrong(void **state)
{
    static const struct {
        const char *expression, *message;
    } cases[] = {
        {"", "filter, column 1: expected a field or a value, found its end"},
        {"jobs", "filter, column 5: expected = != < <= > >= in, like or is null, found its end"},
        {"jobs == 3", "filter, column 7: expected a field or a value (one = is enough), found ="},
        {"jobs = ", "filter, column 8: expected a field or a value, found its end"},
        {"名称 = 'x", "filter, column 6: a quote is opened and never closed"},
        {"jobs = null", "filter, column 8: nothing is equal to null, or unequal"},
        {"jobs = 01", "filter, column 8: this is no number"},
        {"jobs = 3m", "filter, column 8: this is no number"},
        {"jobs = 1e400", "filter, column 8: this number is too large"},
        {"jobs & 3", "filter, column 6: & means nothing here"},
        {"jobs in 3", "filter, column 9: expected ( and values after \"in\", found 3"},
        {"jobs in ()", "filter, column 10: expected a value, such as 5 or 'text', found )"},
        {"jobs in (3, 'a')", "filter, column 13: the values of a list are of one kind"},
        {"jobs in (rate)", "filter, column 10: expected a value, such as 5 or 'text', found rate"},
        {"jobs in (3", "filter, column 11: expected , or ), found its end"},
        {"kind like 3", "filter, column 11: expected a 'pattern' after \"like\", found 3"},
        {"kind is 3", "filter, column 9: expected null or not null after \"is\", found 3"},
        {"kind not = 3", "filter, column 10: expected in or like after \"not\", found ="},
        {"(jobs = 3", "filter, column 10: expected and, or, or ), found its end"},
        {"jobs = 3)", "filter, column 9: expected and, or, or the end, found )"},
        {"jobs = 3 rate = 4", "filter, column 10: expected and, or, or the end, found rate"},
        {"\"\" = 3", "filter, column 1: the name of a field is empty"},
        {"jobs = '\xff'", "filter: is not UTF-8"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        geo_where *where;
        assert_status(*state, geo_where_create(*state, cases[i].expression, &where), GEO_INVALID);
        assert_null(where);
        assert_string_equal(geo_ctx_message(*state), cases[i].message);
    }
}

static void says_which_value_cannot_be_compared(void **state)
{
    static const struct {
        const char *expression, *message;
    } cases[] = {
        {"kind > 5",
         "filter, column 1: \"kind\" of feature 1 is text 'lab', and cannot be compared "
         "with a number"},
        {"1 = 1 and 5 < kind", "filter, column 15: \"kind\" of feature 1 is text 'lab', and cannot "
                               "be compared with a number"},
        {"jobs = '10'", "filter, column 1: \"jobs\" of feature 1 is a number 10, and cannot be "
                        "compared with text"},
        {"jobs in ('10')", "filter, column 1: \"jobs\" of feature 1 is a number 10, and cannot be "
                           "compared with text"},
        {"jobs like '1%'", "filter, column 1: \"jobs\" of feature 1 is a number 10, and cannot be "
                           "matched with a pattern"},
        {"\"open now\" > false", "filter, column 1: \"open now\" of feature 1 is true or false "
                                 "(true), and cannot be greater or less"},
        {"kind = rate", "filter, column 1: \"kind\" of feature 1 is text 'lab', and cannot be "
                        "compared with a number"},
    };
    geo_layer *layer = sample(*state);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        geo_where *where;
        int64_t rows[ROWS], count;
        assert_ok(*state, geo_where_create(*state, cases[i].expression, &where));
        assert_status(*state, geo_where_rows(*state, where, layer, 0, rows, &count), GEO_DATA);
        assert_string_equal(geo_ctx_message(*state), cases[i].message);
        geo_where_destroy(where);
    }
    geo_layer_destroy(layer);
}

static void names_the_nearest_column_unless_rows_may_lack_it(void **state)
{
    geo_layer *layer = sample(*state);
    geo_where *where;
    int64_t rows[ROWS], count;
    assert_ok(*state, geo_where_create(*state, "jbos = 1 or kimd is null or jbos = 2", &where));
    assert_int_equal(geo_where_field_count(where), 2);
    assert_string_equal(geo_where_field(where, 1), "kimd");
    assert_status(*state, geo_where_rows(*state, where, layer, 0, rows, &count), GEO_INVALID);
    assert_message_has(*state, "there is no column \"jbos\"");
    assert_string_equal(geo_ctx_hint(*state), "\"jobs\"");
    assert_ok(*state, geo_where_rows(*state, where, layer, 1, rows, &count));
    assert_int_equal(count, ROWS);
    geo_where_destroy(where);
    geo_layer_destroy(layer);
}

static void bounds_depth_but_not_width(void **state)
{
    geo_layer *layer = sample(*state);
    char *text = calloc(800000, 1);
    geo_where *where;
    assert_non_null(text);
    for (int i = 0; i < 63; i++) {
        strcat(text, "(");
    }
    strcat(text, "jobs = 1");
    for (int i = 0; i < 63; i++) {
        strcat(text, ")");
    }
    assert_string_equal(chosen(*state, layer, text), "");
    memset(text, '(', 5000);
    text[5000] = '\0';
    assert_status(*state, geo_where_create(*state, text, &where), GEO_LIMIT);
    assert_string_equal(geo_ctx_message(*state), "filter, column 65: nested more than 64 deep");
    size_t used = 0;
    /* A long chain stands on the stack two at a time, and takes no time that is worth a word: by
     * the square of its length it would be minutes. */
    for (int i = 0; i < 40000; i++) {
        used += (size_t)sprintf(text + used, "%sjobs = %d", i > 0 ? " or " : "", i);
    }
    assert_string_equal(chosen(*state, layer, text), "045");
    free(text);
    geo_layer_destroy(layer);
}

/* ---- Threads and memory --------------------------------------------------------------- */

static geo_layer *many(geo_ctx *ctx, int64_t n)
{
    geo_layer *layer;
    double *x = calloc((size_t)n, sizeof *x);
    int64_t *v = calloc((size_t)n, sizeof *v);
    test_random random = {3};
    assert_true(x != NULL && v != NULL);
    for (int64_t i = 0; i < n; i++) {
        v[i] = test_random_below(&random, 100);
    }
    geo_column_info info = {"v", NULL, NULL, NULL};
    assert_ok(ctx, geo_layer_create_points(ctx, "", n, x, x, &layer));
    assert_ok(ctx, geo_layer_add_ints(ctx, layer, &info, v, NULL));
    free(x);
    free(v);
    return layer;
}

static void chooses_the_same_on_any_number_of_threads(void **state)
{
    enum { N = 20000 };
    static const int64_t threads[] = {1, 2, 3, 7};
    static int64_t rows[N];
    geo_layer *layer = many(*state, N);
    geo_column v = geo_layer_column(layer, 0);
    for (int k = 0; k < 4; k++) {
        geo_ctx *ctx = ctx_with_threads(threads[k]);
        geo_where *where;
        int64_t count, next = 0;
        assert_ok(ctx, geo_where_create(ctx, "v < 30 and not v in (3, 7) or v = 99", &where));
        assert_ok(ctx, geo_where_rows(ctx, where, layer, 0, rows, &count));
        for (int64_t i = 0; i < N; i++) {
            bool yes = (v.ints[i] < 30 && v.ints[i] != 3 && v.ints[i] != 7) || v.ints[i] == 99;
            if (yes) {
                assert_true(next < count && rows[next] == i);
                next++;
            }
        }
        assert_int_equal(next, count);
        geo_where_destroy(where);
        geo_ctx_destroy(ctx);
    }
    geo_layer_destroy(layer);
}

static geo_status parse_and_run(geo_ctx *ctx, void *data)
{
    geo_where *where = NULL;
    int64_t rows[ROWS], count;
    geo_status status = geo_where_create(
        ctx, "(jobs > 3 or kind in ('a', 'b')) and \"open now\" = true and kind like '%b'", &where);
    if (status == GEO_OK) {
        status = geo_where_rows(ctx, where, data, 0, rows, &count);
    }
    geo_where_destroy(where);
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    geo_layer *layer = sample(*state);
    assert_true(assert_survives_allocation_failures(parse_and_run, layer) > 8);
    geo_layer_destroy(layer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define CASE(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)
        CASE(chooses_by_comparison),
        CASE(compares_integers_beyond_doubles_exactly),
        CASE(knows_lists_patterns_and_nulls),
        CASE(unknown_is_neither_true_nor_false),
        CASE(not_binds_before_and_before_or),
        CASE(takes_values_of_a_mixed_column_as_they_are),
        CASE(says_where_a_filter_is_wrong),
        CASE(says_which_value_cannot_be_compared),
        CASE(names_the_nearest_column_unless_rows_may_lack_it),
        CASE(bounds_depth_but_not_width),
        CASE(chooses_the_same_on_any_number_of_threads),
        CASE(survives_every_allocation_failure),
#undef CASE
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
