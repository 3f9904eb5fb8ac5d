/* SPDX-License-Identifier: MIT */
/* Weights as files: what is written is what is read, in every format, and what is wrong with a
 * file is told where it is. */
#include "lattice_weights.h"
#include "place.h"

#include "geo/layer.h"
#include "geo/weights_file.h"

enum { FEATURES = 30, FORMATS = 3, KINDS = 3, HEAD = 32 };

static const char *const files[FORMATS] = {"w.gal", "w.gwt", "w.swm"};

/* ---- Names ------------------------------------------------------------------------------- */

typedef struct named {
    geo_layer *layer;
    geo_cost_names names;
} named;

/* 0 = places, 1 = integers, 2 = texts. */
static named make_names(geo_ctx *ctx, int64_t n, int kind)
{
    static double at[FEATURES];
    int64_t number[FEATURES];
    char text[FEATURES][16];
    const char *texts[FEATURES];
    const geo_column_info info = {"POLY_ID", NULL, NULL, NULL};
    named out = {.names = {.count = n}};
    for (int64_t i = 0; i < n; i++) {
        number[i] = 1000 - 37 * i;
        (void)snprintf(text[i], sizeof text[i], kind == 2 ? "街%lld" : "%lld", (long long)(i * i));
        texts[i] = text[i];
    }
    assert_ok(ctx, geo_layer_create_points(ctx, "zones", n, at, at, &out.layer));
    if (kind == 1) {
        assert_ok(ctx, geo_layer_add_ints(ctx, out.layer, &info, number, NULL));
    } else if (kind == 2) {
        assert_ok(ctx, geo_layer_add_texts(ctx, out.layer, &info, GEO_TEXT, texts));
    }
    if (kind > 0) {
        out.names.column = geo_layer_column(out.layer, 0);
    }
    return out;
}

static void assert_same_weights(const geo_weights *got, const geo_weights *expected, bool ones)
{
    geo_weight_rows a = geo_weights_rows(got), b = geo_weights_rows(expected);
    assert_int_equal(a.n, b.n);
    for (int64_t i = 0; i < a.n; i++) {
        assert_int_equal(a.begin[i + 1], b.begin[i + 1]);
    }
    for (int64_t at = 0; at < a.begin[a.n]; at++) {
        assert_int_equal(a.neighbour[at], b.neighbour[at]);
        assert_true(a.weight[at] == (ones ? 1.0 : b.weight[at]));
    }
}

/* ---- Round trips --------------------------------------------------------------------------- */

static void every_format_brings_every_pair_back(void **state)
{
    place *p = *state;
    const double share[3] = {0.0, 0.05, 0.4};
    for (int run = 0; run < KINDS * FORMATS * 3; run++) {
        int kind = run % KINDS, format = run / KINDS % FORMATS;
        named s = make_names(p->ctx, FEATURES, kind);
        geo_weights *w = chance_weights(p->ctx, FEATURES, share[run / KINDS / FORMATS], false, 7);
        geo_weights_write_options o = geo_weights_write_options_default();
        geo_weights_read_options ones = geo_weights_read_options_default();
        geo_weights *back;
        const char *path = in_folder(p, 0, files[format]);
        o.overwrite = 1;
        ones.ones = 1;
        if (format == 2 && kind == 2) {
            assert_status(p->ctx, geo_weights_write(p->ctx, path, w, &s.names, &o), GEO_DATA);
            assert_message_has(p->ctx, "feature 1: the name");
            assert_message_has(p->ctx, "integers of 32 bits");
        } else {
            assert_ok(p->ctx, geo_weights_write(p->ctx, path, w, &s.names, &o));
            assert_ok(p->ctx, geo_weights_read(p->ctx, path, &s.names, NULL, &back));
            assert_same_weights(back, w, format == 0);
            assert_int_equal(strlen(geo_weights_digest(back)), 64);
            assert_string_equal(geo_weights_digest(w), "");
            geo_weights_destroy(back);
            assert_ok(p->ctx, geo_weights_read(p->ctx, path, &s.names, &ones, &back));
            assert_same_weights(back, w, true);
            geo_weights_destroy(back);
        }
        geo_weights_destroy(w);
        geo_layer_destroy(s.layer);
    }
}

static void files_are_as_described(void **state)
{
    place *p = *state;
    const int64_t from[] = {0, 0, 2}, to[] = {1, 2, 0};
    const double weight[] = {0.5, 2.0, 0.125};
    const char *const expected[] = {
        "0 3 unknown POLY_ID\n1000 2\n963 926\n963 0\n\n926 1\n1000\n",
        "0 3 unknown POLY_ID\n1000 963 0.5\n1000 926 2\n926 1000 0.125\n"};
    named s = make_names(p->ctx, 3, 1);
    geo_weights *w;
    size_t size;
    assert_ok(p->ctx, geo_weights_create(p->ctx, 3, 3, from, to, weight, &w));
    for (int format = 0; format < 2; format++) {
        const char *path = in_folder(p, 0, files[format]);
        assert_ok(p->ctx, geo_weights_write(p->ctx, path, w, &s.names, NULL));
        char *text = bytes_of(path, &size);
        assert_string_equal(text, expected[format]);
        free(text);
    }
    const unsigned char swm[] = {3, 0, 0, 0, 0, 0, 0, 0, 0xE8, 3, 0, 0, 2, 0, 0, 0, 0xC3, 3};
    assert_ok(p->ctx, geo_weights_write(p->ctx, in_folder(p, 0, "w.swm"), w, &s.names, NULL));
    char *bytes = bytes_of(p->path[0], &size);
    assert_int_equal(size, strlen("POLY_ID;Unknown\n") + 8 + 3 * 8 + 3 * 12 + 2 * 8);
    assert_memory_equal(bytes, "POLY_ID;Unknown\n", 16);
    assert_memory_equal(bytes + 16, swm, sizeof swm);
    free(bytes);
    geo_weights_destroy(w);
    geo_layer_destroy(s.layer);
}

/* ---- Reading what others wrote ------------------------------------------------------------- */

static geo_status read_text(place *p, const char *name, const char *text, geo_weights **out)
{
    const geo_cost_names three = {.count = 3};
    const char *path = in_folder(p, 0, name);
    put_text(p, path, text);
    return geo_weights_read(p->ctx, path, &three, NULL, out);
}

static void other_spellings_are_read(void **state)
{
    place *p = *state;
    static const char *const texts[] = {
        "3\n1 2\n2 3\n2 1\n1\n3 0\n\n",                           /* as PySAL and spdep write it */
        "0 3 zones POLY_ID\r\n3 0\r\n1 2\r\n3 2\r\n2 1\r\n1\r\n", /* no line for no neighbours */
        "\xEF\xBB\xBF\x33   \n2 1 \n 1\n\n1 2\n2\t3\n3 0\n",      /* "3", after a mark */
        "0 3 zones.shp POLY_ID\n1 2 1\n2 1         1.0\n1 3 1e0\n",
        "1 3 a layer with blanks ID\n1 2 1\n1 3 1\n2 1 1\n2 2 7\n3 1 0\n"};
    const int64_t from[] = {0, 0, 1}, to[] = {1, 2, 0};
    geo_weights *expected, *got;
    assert_ok(p->ctx, geo_weights_create(p->ctx, 3, 3, from, to, NULL, &expected));
    for (int i = 0; i < 4; i++) {
        assert_ok(p->ctx, read_text(p, "given", texts[i], &got));
        assert_same_weights(got, expected, false);
        geo_weights_destroy(got);
    }
    /* "0 3 ...": the second word is the number; here it is among more */
    assert_ok(p->ctx, read_text(p, "given", texts[4], &got));
    assert_same_weights(got, expected, false);
    assert_non_null(strstr(p->notes, "1 pair of a feature with itself: left out"));
    geo_weights_destroy(got);
    geo_weights_destroy(expected);
    assert_ok(p->ctx, read_text(p, "none.gwt", "3\n", &got)); /* islands all */
    assert_int_equal(geo_weights_rows(got).begin[3], 0);
    geo_weights_destroy(got);
}

/* Bytes of a matrix, put together by hand. */
typedef struct bytes {
    char data[400];
    size_t size;
} bytes;

static void put_int(bytes *b, int32_t value)
{
    for (int i = 0; i < 4; i++) {
        b->data[b->size++] = (char)((uint32_t)value >> 8 * i & 0xFF);
    }
}

static void put_double(bytes *b, double value)
{
    memcpy(b->data + b->size, &value, sizeof value); /* of a machine with the least byte first */
    b->size += sizeof value;
}

static bytes matrix(const char *head, bool fixed)
{
    bytes b = {.size = strlen(head)};
    memcpy(b.data, head, b.size);
    put_int(&b, 3);
    put_int(&b, 1);
    put_int(&b, 1);
    put_int(&b, 2);
    put_int(&b, 2);
    put_int(&b, 3);
    put_double(&b, 0.5);
    if (!fixed) {
        put_double(&b, 0.25);
    }
    put_double(&b, 4.0);
    put_int(&b, 2);
    put_int(&b, 0);
    put_int(&b, 3);
    put_int(&b, 0);
    return b;
}

static geo_status read_bytes(place *p, const bytes *b, size_t size, geo_weights **out)
{
    const geo_cost_names three = {.count = 3};
    const char *path = in_folder(p, 1, "given.swm");
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(b->data, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
    return geo_weights_read(p->ctx, path, &three, NULL, out);
}

static void both_versions_of_arcgis_are_read(void **state)
{
    place *p = *state;
    geo_weights *w;
    bytes old = matrix("MYID;GCS_WGS_1984\n", false);
    bytes fixed = matrix("VERSION@10.1;UNIQUEID@MYID;SPATIALREFNAME@x;FIXEDWEIGHTS@True\n", true);
    assert_ok(p->ctx, read_bytes(p, &old, old.size, &w));
    assert_true(weight_at(w, 0, 1) == 0.5 && weight_at(w, 0, 2) == 0.25);
    assert_int_equal(geo_weights_rows(w).begin[3], 2);
    geo_weights_destroy(w);
    assert_ok(p->ctx, read_bytes(p, &fixed, fixed.size, &w));
    assert_true(weight_at(w, 0, 1) == 0.5 && weight_at(w, 0, 2) == 0.5);
    geo_weights_destroy(w);
}

static void a_matrix_that_is_not_whole_is_refused(void **state)
{
    place *p = *state;
    geo_weights *w;
    bytes b = matrix("MYID;\n", false);
    for (size_t size = 8; size < b.size; size++) {
        assert_status(p->ctx, read_bytes(p, &b, size, &w), GEO_DATA);
        assert_null(w);
    }
    assert_message_has(p->ctx, "byte");
    const struct {
        size_t at;
        int value;
        const char *part;
    } wrong[] = {{6, 4, "is of 4 features, but the layer has 3"},
                 {14, 9, "byte 15: no feature is called \"9\""},
                 {18, 5, "byte 19: 5 neighbours of 3 features"},
                 {21, 0x80, "byte 19: -"},
                 {22, 7, "byte 23: no feature is called \"7\""},
                 {26, 2, "byte 27: the pair of \"1\" and \"2\" is on byte 23 already"},
                 {37, 0xFF, "byte 31: the weight is -"},
                 {54, 1, "byte 55: feature 1 has its neighbours at byte 15 already"}};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        char right = b.data[wrong[i].at];
        b.data[wrong[i].at] = (char)wrong[i].value;
        assert_status(p->ctx, read_bytes(p, &b, b.size, &w), GEO_DATA);
        assert_message_has(p->ctx, wrong[i].part);
        b.data[wrong[i].at] = right;
    }
    b.data[b.size] = 0;
    assert_status(p->ctx, read_bytes(p, &b, b.size + 1, &w), GEO_DATA);
    assert_message_has(p->ctx, "goes on after the last feature");
    bytes text = matrix("not such a file\n", false);
    assert_status(p->ctx, read_bytes(p, &text, text.size, &w), GEO_DATA);
    assert_message_has(p->ctx, "is no spatial weights matrix");
}

static void what_is_wrong_is_told_with_its_line(void **state)
{
    place *p = *state;
    static const char *const wrong[][2] = {
        {"", "is empty"},
        {"three\n", "line 1: \"three\" is no number of features"},
        {"4\n1 0\n", "line 1: is of 4 features, but the layer has 3"},
        {"3\n1 1\n2\n", "ends after 1 of 3 features"},
        {"3\n1 0\n\n2 0\n\n3 0\n\n1 0\n", "line 8: goes on after the last feature"},
        {"3\n1 0\n\n1 0\n\n3 0\n\n", "line 4: \"1\" has its neighbours on line 2 already"},
        {"3\n1 0\n\n2 1\n7\n3 0\n\n", "line 5: no feature is called \"7\""},
        {"3\n1 0\n\n0 1\n1\n3 0\n\n", "line 4: no feature is called \"0\""},
        {"3\n1 2\n2\n2 0\n\n3 0\n\n", "line 3: 1 neighbours, but 2 were told before"},
        {"3\n1 1\n2 3\n2 0\n\n3 0\n\n", "line 3: 2 neighbours, but 1 were told before"},
        {"3\n1 -1\n\n2 0\n\n3 0\n\n", "line 2: is no feature with its number"},
        {"3\n1 1.5\n2\n2 0\n\n3 0\n\n", "line 2: is no feature with its number"},
        {"3\n1 2\n2 2\n2 0\n\n3 0\n\n", "line 3: the pair of \"1\" and \"2\" is on line 3 already"},
        {"3\n1 2 1\n1 3 1\n1 2 4\n", "line 4: the pair of \"1\" and \"2\" is on line 2 already"},
        {"3\n1 2 1\n1 3\n", "line 3: has 2 words, not three"},
        {"3\n1 2 x\n", "line 2: the weight \"x\" is no number"},
        {"3\n1 2 -1\n", "line 2: the weight is -1, but must be from 0"},
        {"3\n1 2 1e101\n", "line 2: the weight is 1e101, but must be from 0"},
        {"3\n1 2 1e999\n", "line 2: the weight is 1e999"},
        {"3\n1 9 1\n", "line 2: no feature is called \"9\""}};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        geo_weights *w;
        assert_status(p->ctx, read_text(p, "given", wrong[i][0], &w), GEO_DATA);
        assert_null(w);
        assert_message_has(p->ctx, wrong[i][1]);
        assert_message_has(p->ctx, "given: ");
    }
}

/* ---- Promises ------------------------------------------------------------------------------ */

static void writing_refuses_what_cannot_be(void **state)
{
    place *p = *state;
    const char *const blank[] = {"a", "b c", "d"};
    const double at[] = {0.0, 0.0, 0.0};
    const geo_column_info info = {"name", NULL, NULL, NULL};
    const geo_cost_names three = {.count = 3}, four = {.count = 4};
    geo_weights_write_options o = geo_weights_write_options_default();
    geo_weights_read_options r = geo_weights_read_options_default();
    geo_weights *w = chance_weights(p->ctx, 3, 0.5, true, 1), *back;
    geo_layer *layer;
    const char *path = in_folder(p, 0, "w.gal");
    assert_status(p->ctx, geo_weights_write(p->ctx, path, w, &four, &o), GEO_INVALID);
    assert_message_has(p->ctx, "the weights are of 3 features, the names of 4");
    assert_ok(p->ctx, geo_layer_create_points(p->ctx, "x", 3, at, at, &layer));
    assert_ok(p->ctx, geo_layer_add_texts(p->ctx, layer, &info, GEO_TEXT, blank));
    const geo_cost_names words = {3, geo_layer_column(layer, 0)};
    assert_status(p->ctx, geo_weights_write(p->ctx, path, w, &words, &o), GEO_DATA);
    assert_message_has(p->ctx, "feature 2: the name \"b c\"");
    assert_int_equal(entries(p->folder), 0);
    assert_status(p->ctx, geo_weights_write_check(p->ctx, in_folder(p, 1, "w.txt"), &o),
                  GEO_INVALID);
    assert_message_has(p->ctx, ".gal, .gwt or .swm");
    assert_ok(p->ctx, geo_weights_write_check(p->ctx, path, &o));
    assert_int_equal(entries(p->folder), 0);
    put_text(p, path, "mine");
    assert_status(p->ctx, geo_weights_write_check(p->ctx, path, &o), GEO_IO);
    assert_status(p->ctx, geo_weights_write(p->ctx, path, w, &three, &o), GEO_IO);
    o.format = (geo_weights_format)9;
    assert_status(p->ctx, geo_weights_write_check(p->ctx, path, &o), GEO_INVALID);
    r.format = (geo_weights_format)9;
    assert_status(p->ctx, geo_weights_read(p->ctx, path, &three, &r, &back), GEO_INVALID);
    assert_status(p->ctx, geo_weights_read(p->ctx, "/nowhere.gal", &three, NULL, &back), GEO_IO);
    geo_layer_destroy(layer);
    geo_weights_destroy(w);
}

typedef struct run {
    geo_weights *weights;
    char path[FORMATS][160];
} run;

static geo_status run_all(geo_ctx *ctx, void *data)
{
    const run *r = data;
    const geo_cost_names names = {.count = FEATURES};
    geo_status status = GEO_OK;
    geo_weights_write_options o = geo_weights_write_options_default();
    o.overwrite = 1;
    for (int i = 0; i < FORMATS && status == GEO_OK; i++) {
        geo_weights *back = NULL;
        status = geo_weights_write(ctx, r->path[i], r->weights, &names, &o);
        if (status == GEO_OK) {
            status = geo_weights_read(ctx, r->path[i], &names, NULL, &back);
        }
        geo_weights_destroy(back);
    }
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    place *p = *state;
    run r = {.weights = chance_weights(p->ctx, FEATURES, 0.2, true, 3)};
    for (int i = 0; i < FORMATS; i++) {
        (void)snprintf(r.path[i], sizeof r.path[i], "%s/%s", p->folder, files[i]);
    }
    assert_true(assert_survives_allocation_failures(run_all, &r) > 30);
    geo_weights_destroy(r.weights);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_place, free_place)
    const struct CMUnitTest tests[] = {
        TEST(every_format_brings_every_pair_back),
        TEST(files_are_as_described),
        TEST(other_spellings_are_read),
        TEST(both_versions_of_arcgis_are_read),
        TEST(a_matrix_that_is_not_whole_is_refused),
        TEST(what_is_wrong_is_told_with_its_line),
        TEST(writing_refuses_what_cannot_be),
        TEST(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
