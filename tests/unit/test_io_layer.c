/* SPDX-License-Identifier: MIT */
/* Reading and writing of whole files, whatever the format. */
#include "place.h"

#include <pthread.h>
#include <unistd.h>

#include "io/sniff.h"

static void reading_changes_nothing_and_adds_no_file(void **state)
{
    place *p = *state;
    static const char *const names[] = {"a.gpkg", "a.fgb"};
    put_text(p, in_folder(p, 0, "in.geojson"), common_types_text);
    for (int f = 0; f < 2; f++) {
        size_t n, m;
        convert(p, p->path[0], in_folder(p, 1, names[f]));
        char *before = bytes_of(p->path[1], &n);
        int there = entries(p->folder);
        geo_layer_destroy(read_layer(p, p->path[1]));
        char *after = bytes_of(p->path[1], &m);
        assert_int_equal(n, m);
        assert_memory_equal(before, after, n);
        assert_int_equal(entries(p->folder), there);
        free(before);
        free(after);
    }
}

static void stems_and_extensions_are_those_of_the_name(void **state)
{
    (void)state;
    static const char *const cases[][2] = {{"/a/b.c/roads.tar.gz", "roads"},
                                           {"-", "layer"},
                                           {"a/.hidden", ".hidden"},
                                           {"道路.geojson", "道路"}};
    char stem[64];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        geoi_stem(cases[i][0], stem, sizeof stem);
        assert_string_equal(stem, cases[i][1]);
    }
    geoi_stem("道路", stem, 5);
    assert_string_equal(stem, "道");
    assert_true(geoi_has_extension("A.CSV", ".csv"));
    assert_false(geoi_has_extension(".csv", ".csv"));
}

/* ---- Threads ----------------------------------------------------------------------- */

typedef struct thread_job {
    const place *p;
    int index;
    bool right;
} thread_job;

/* Reads and writes each format with a context of its own. */
static void *there_and_back(void *data)
{
    thread_job *job = data;
    static const char *const names[] = {"gpkg", "fgb", "geojson"};
    char path[128];
    geo_ctx *ctx;
    geo_write_options o = geo_write_options_default();
    o.overwrite = 1;
    job->right = geo_ctx_create(NULL, &ctx) == GEO_OK;
    for (int k = 0; k < 6 && job->right; k++) {
        geo_layer *layer = NULL, *again = NULL;
        (void)snprintf(path, sizeof path, "%s/%d.%s", job->p->folder, job->index, names[k % 3]);
        job->right = geo_layer_read(ctx, job->p->path[0], NULL, &layer) == GEO_OK &&
                     geo_layer_write(ctx, path, layer, &o) == GEO_OK &&
                     geo_layer_read(ctx, path, NULL, &again) == GEO_OK &&
                     geo_layer_count(again) == geo_layer_count(layer);
        geo_layer_destroy(layer);
        geo_layer_destroy(again);
    }
    geo_ctx_destroy(ctx);
    return NULL;
}

static void contexts_on_different_threads_do_not_meet(void **state)
{
    place *p = *state;
    enum { THREADS = 4 };
    pthread_t thread[THREADS];
    thread_job job[THREADS];
    put_text(p, in_folder(p, 0, "in.geojson"), common_types_text);
    for (int i = 0; i < THREADS; i++) {
        job[i] = (thread_job){p, i, false};
        assert_int_equal(pthread_create(&thread[i], NULL, there_and_back, &job[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(thread[i], NULL), 0);
        assert_true(job[i].right);
    }
}

/* ---- Allocations ------------------------------------------------------------------- */

/* What GDAL and PROJ allocate themselves is not counted. */
static void survives_every_allocation_failure(void **state)
{
    place *p = *state;
    static const char *const names[] = {"a.geojson", "a.gpkg", "a.fgb", "a.csv"};
    put_text(p, in_folder(p, 0, names[0]), common_types_text);
    convert(p, p->path[0], in_folder(p, 1, names[1]));
    convert(p, p->path[0], in_folder(p, 1, names[2]));
    put_text(p, in_folder(p, 1, names[3]), "lon,lat,text,n\n1,2,a,1\n,,\"b\"\"\",2\n");
    for (int f = 0; f < 4; f++) {
        const char *to = f == 0 ? "b.gpkg" : "b.geojson";
        copy_job job = {in_folder(p, 1, names[f]), in_folder(p, 2, to),
                        geo_write_options_default()};
        job.options.overwrite = 1;
        job.options.run = "{}";
        job.options.style = GEO_STYLE_CATEGORIES;
        job.options.style_field = "text";
        assert_true(assert_survives_allocation_failures(copy_once, &job) > 20);
        assert_int_equal(unlink(p->path[2]), 0);
        assert_int_equal(unlink(in_folder(p, 2, "b.qml")), f == 0 ? -1 : 0);
        assert_int_equal(entries(p->folder), 4);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_place, free_place)
    const struct CMUnitTest tests[] = {
        TEST(reading_changes_nothing_and_adds_no_file),
        TEST(stems_and_extensions_are_those_of_the_name),
        TEST(contexts_on_different_threads_do_not_meet),
        TEST(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
