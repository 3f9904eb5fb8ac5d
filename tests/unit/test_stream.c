/* SPDX-License-Identifier: MIT */
/* Sequences in batches: the same features as in one piece, wherever they are cut, and mistakes
 * named by their place in the whole stream. */
#include "geo/stream.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "io/stream_cut.h"
#include "support.h"

static char folder[] = "/tmp/geo-stream-XXXXXX";
static char path_in[64], path_out[64], path_whole[64];

static int make_folder(void **state)
{
    (void)state;
    if (mkdtemp(folder) == NULL) {
        return -1;
    }
    snprintf(path_in, sizeof path_in, "%s/in.geojsonl", folder);
    snprintf(path_out, sizeof path_out, "%s/out.geojsonl", folder);
    snprintf(path_whole, sizeof path_whole, "%s/whole.geojsonl", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(path_in);
    unlink(path_out);
    unlink(path_whole);
    return rmdir(folder);
}

static void put_file(const char *path, const char *text, size_t size)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, size, f), size);
    assert_int_equal(fclose(f), 0);
}

static char *get_file(const char *path, size_t *size)
{
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    assert_int_equal(fseek(f, 0, SEEK_END), 0);
    *size = (size_t)ftell(f);
    rewind(f);
    char *text = malloc(*size + 1);
    assert_non_null(text);
    assert_int_equal(fread(text, 1, *size, f), *size);
    text[*size] = '\0';
    fclose(f);
    return text;
}

/* ---- A long sequence -------------------------------------------------------------------- */

typedef struct script {
    char *text;
    size_t size, room;
} script;

static void say(script *s, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void say(script *s, const char *format, ...)
{
    va_list args;
    if (s->size + 4096 > s->room) {
        s->room = 2 * s->room + 8192;
        s->text = realloc(s->text, s->room);
        assert_non_null(s->text);
    }
    va_start(args, format);
    s->size += (size_t)vsnprintf(s->text + s->size, s->room - s->size, format, args);
    va_end(args);
}

/* Features whose properties change in type, come late, and go; strings that look like brackets;
 * some over several lines, some with RS before them, or with a byte order mark, as files that were
 * joined have them, some with nothing between. */
static script sequence(int64_t n)
{
    script s = {NULL, 0, 0};
    test_random random = {6};
    for (int64_t i = 0; i < n; i++) {
        say(&s, "%s%s{\"type\":\"Feature\",%s\"properties\":{", i % 13 == 0 ? "\xEF\xBB\xBF" : "",
            i % 5 == 0 ? "\x1E" : "", i % 3 == 0 ? "\n " : "");
        if (i > n / 2 && i % 4 == 0) {
            say(&s, "\"late\":[%d,{\"a\":\"}\"}],", (int)i);
        }
        say(&s, "\"text\":\"}{\\\"]\\\\%d\"", (int)test_random_below(&random, 1000));
        if (i % 2 == 0) {
            say(&s, ",\"number\":%s", i < n / 3 ? "7" : i % 3 ? "1.0" : "2.5");
        }
        if (i % 7 == 0) {
            say(&s, ",\"mixed\":%s", i < n / 2 ? "5" : "\"five\"");
        }
        say(&s, "},\"geometry\":{\"type\":\"Point\",\"coordinates\":[%.4f,%.4f]}}%s",
            116 + test_random_unit(&random), 39 + test_random_unit(&random),
            i % 11 == 0 ? "" : "\n");
    }
    return s;
}

static geo_status copy_in_batches(geo_ctx *ctx, const char *from, const char *to, int64_t *batches)
{
    geo_reader *reader = NULL;
    geo_writer *writer = NULL;
    geo_layer *batch = NULL;
    geo_write_options options = geo_write_options_default();
    int64_t features = 0;
    options.overwrite = 1;
    *batches = 0;
    geo_status status = geo_reader_open(ctx, from, NULL, &reader);
    if (status == GEO_OK) {
        status = geo_writer_open(ctx, to, &options, &writer);
    }
    while (status == GEO_OK) {
        status = geo_reader_next(ctx, reader, &batch);
        if (status != GEO_OK || batch == NULL) {
            break;
        }
        assert_int_equal(geo_layer_first(batch), features);
        features += geo_layer_count(batch);
        ++*batches;
        status = geo_writer_append(ctx, writer, batch);
        geo_layer_destroy(batch);
    }
    if (status == GEO_OK) {
        status = geo_writer_commit(ctx, writer);
    }
    geo_reader_close(reader);
    geo_writer_close(writer);
    return status;
}

static void batches_make_the_same_as_the_whole(void **state)
{
    script s = sequence(40000);
    static const int64_t threads[] = {1, 2, 3, 7};
    size_t size, whole_size;
    geo_layer *layer;
    geo_write_options options = geo_write_options_default();
    options.overwrite = 1;
    put_file(path_in, s.text, s.size);
    assert_ok(*state, geo_layer_read(*state, path_in, NULL, &layer));
    assert_ok(*state, geo_layer_write(*state, path_whole, layer, &options));
    geo_layer_destroy(layer);
    char *whole = get_file(path_whole, &whole_size);
    for (int k = 0; k < 4; k++) {
        geo_ctx *ctx = ctx_with_threads(threads[k]);
        int64_t batches;
        assert_ok(ctx, copy_in_batches(ctx, path_in, path_out, &batches));
        assert_true(batches >= 2);
        char *out = get_file(path_out, &size);
        assert_int_equal(size, whole_size);
        assert_memory_equal(out, whole, size);
        free(out);
        geo_ctx_destroy(ctx);
    }
    free(whole);
    free(s.text);
}

static void names_feature_and_line_of_the_whole_stream(void **state)
{
    script s = {NULL, 0, 0};
    int64_t batches;
    for (int i = 0; i < 30000; i++) {
        say(&s,
            "{\"type\":\"Feature\",\"properties\":{\"n\":%d},\"geometry\":{\"type\":\"Point\","
            "\"coordinates\":[116.5,%s]}}\n",
            i, i == 29990 ? "\"x\"" : "39.5");
    }
    put_file(path_in, s.text, s.size);
    unlink(path_out);
    assert_status(*state, copy_in_batches(*state, path_in, path_out, &batches), GEO_DATA);
    assert_message_has(*state, "in.geojsonl: feature 29991: line 29991, column ");
    assert_true(batches >= 1);
    assert_int_not_equal(access(path_out, F_OK), 0); /* all or nothing */
    free(s.text);
}

static void what_is_no_sequence_is_one_batch(void **state)
{
    static const char *const texts[] = {
        "{\"features\":[{\"type\":\"Feature\",\"properties\":{},\"geometry\":null}],"
        "\"type\":\"FeatureCollection\"}",
        "\xEF\xBB\xBF\n{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\","
        "\"properties\":"
        "{},\"geometry\":null}]}",
    };
    for (int i = 0; i < 2; i++) {
        geo_reader *reader;
        geo_layer *batch;
        put_file(path_in, texts[i], strlen(texts[i]));
        assert_ok(*state, geo_reader_open(*state, path_in, NULL, &reader));
        assert_ok(*state, geo_reader_next(*state, reader, &batch));
        assert_non_null(batch);
        assert_int_equal(geo_layer_count(batch), 1);
        geo_layer_destroy(batch);
        assert_ok(*state, geo_reader_next(*state, reader, &batch));
        assert_null(batch);
        geo_reader_close(reader);
    }
}

static void broken_text_fails_as_it_does_in_one_piece(void **state)
{
    static const char *const texts[] = {
        "",
        " \n ",
        "{",
        "{\"type\":\"Feature\"",
        "{\"type\":\"Feat\nure\"}",
        "}",
        "{}",
        "[",
        "{\"type\":\"Point\",\"coordinates\":[1,2]}}",
        "{\"type\":\"Point\",\"coordinates\":[1,2]} x",
        "{\"type\":\"Point\",\"coordinates\":[1,2]}\n\x1E\n{\"type\":\"Poit\"}",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        int64_t batches;
        geo_layer *layer = NULL;
        char message[512];
        put_file(path_in, texts[i], strlen(texts[i]));
        geo_status status = geo_layer_read(*state, path_in, NULL, &layer);
        assert_true(status == GEO_DATA);
        snprintf(message, sizeof message, "%s", geo_ctx_message(*state));
        assert_status(*state, copy_in_batches(*state, path_in, path_out, &batches), GEO_DATA);
        assert_string_equal(geo_ctx_message(*state), message);
    }
}

/* What was delivered is what the system has got, not what waits in the buffer. */
static void bytes_count_as_delivered_when_they_have_left(void **state)
{
    geo_layer *layer;
    geo_writer *writer;
    geo_write_options options = geo_write_options_default();
    script s = sequence(100);
    size_t size;
    options.overwrite = 1;
    put_file(path_in, s.text, s.size);
    assert_ok(*state, geo_layer_read(*state, path_in, NULL, &layer));
    assert_ok(*state, geo_writer_open(*state, path_out, &options, &writer));
    assert_int_equal(geo_writer_delivered(writer), 0);
    assert_ok(*state, geo_writer_append(*state, writer, layer));
    assert_int_equal(geo_writer_delivered(writer), 0);
    for (int i = 0; i < 20; i++) {
        assert_ok(*state, geo_writer_append(*state, writer, layer));
    }
    assert_true(geo_writer_delivered(writer) > 0);
    assert_ok(*state, geo_writer_commit(*state, writer));
    free(get_file(path_out, &size));
    assert_int_equal(geo_writer_delivered(writer), size);
    assert_int_equal(geo_writer_delivered(NULL), 0);
    geo_writer_close(writer);
    geo_layer_destroy(layer);
    free(s.text);
}

static void only_sequences_are_written_in_batches(void **state)
{
    geo_writer *writer;
    assert_int_equal(geo_format_of("a.GeoJSONL"), GEO_FORMAT_GEOJSONSEQ);
    assert_int_equal(geo_format_of("-"), GEO_FORMAT_GEOJSON);
    assert_int_equal(geo_format_of("a.xyz"), GEO_FORMAT_AUTO);
    assert_status(*state, geo_writer_open(*state, "a.geojson", NULL, &writer), GEO_UNSUPPORTED);
    assert_null(writer);
}

/* ---- Cutting ---------------------------------------------------------------------------- */

static void items_end_where_their_brackets_do_however_the_text_comes(void **state)
{
    (void)state;
    const char *text = "{\"a\":\"}\\\"]{\"} [1,[2]]\n{\"b\":{}}";
    const size_t ends[] = {13, 21, 30}, n = strlen(text);
    for (size_t piece = 1; piece <= n; piece++) {
        geoi_cutter c = {0};
        size_t found = 0;
        for (size_t begin = 0; begin < n; begin += piece) {
            const char *end = text + (begin + piece < n ? begin + piece : n);
            const char *at = text + begin;
            while ((at = geoi_cutter_next(&c, at, end)) != NULL) {
                assert_true(found < 3);
                assert_int_equal(at - text, ends[found++]);
            }
        }
        assert_int_equal(found, 3);
    }
}

/* ---- Memory ----------------------------------------------------------------------------- */

static geo_status copy_once(geo_ctx *ctx, void *data)
{
    (void)data;
    int64_t batches;
    return copy_in_batches(ctx, path_in, path_out, &batches);
}

/* ---- Pipes ------------------------------------------------------------------------------- */

static bool write_all(int fd, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t n = write(fd, bytes, size);
        if (n <= 0) {
            return false;
        }
        bytes += n;
        size -= (size_t)n;
    }
    return true;
}

/* Writes the first bytes, waits until they have been read, then the rest; never returns. */
static void write_in_two(const char *path, const char *text, size_t size, size_t first)
{
    int waiting = 1;
    struct timespec while_idle = {0, 1000000};
    int fd = open(path, O_WRONLY);
    bool good = fd >= 0 && write_all(fd, text, first);
    while (good && waiting > 0) {
        good = ioctl(fd, FIONREAD, &waiting) == 0 && nanosleep(&while_idle, NULL) == 0;
    }
    good = good && write_all(fd, text + first, size - first);
    _exit(good ? 0 : 1);
}

/* A pipe may give so little at first that nothing is to be seen of an item yet. */
static void a_pipe_that_breaks_off_in_a_mark_is_still_read_in_batches(void **state)
{
    geo_ctx *ctx = *state;
    enum { ITEMS = 60000 };
    static const char item[] = "{\"type\":\"Feature\",\"properties\":{},\"geometry\":"
                               "{\"type\":\"Point\",\"coordinates\":[116.25,39.75]}}\n";
    char pipe_path[80];
    size_t size = 3 + ITEMS * (sizeof item - 1);
    char *text = malloc(size);
    assert_non_null(text);
    memcpy(text, "\xEF\xBB\xBF", 3);
    for (int i = 0; i < ITEMS; i++) {
        memcpy(text + 3 + (size_t)i * (sizeof item - 1), item, sizeof item - 1);
    }
    (void)snprintf(pipe_path, sizeof pipe_path, "%s/pipe", folder);
    for (size_t first = 1; first <= 4; first++) {
        int64_t batches = 0, features = 0;
        int ended;
        geo_reader *reader;
        geo_layer *batch;
        assert_int_equal(mkfifo(pipe_path, 0600), 0);
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            write_in_two(pipe_path, text, size, first);
        }
        assert_ok(ctx, geo_reader_open(ctx, pipe_path, NULL, &reader));
        for (;; batches++) {
            assert_ok(ctx, geo_reader_next(ctx, reader, &batch));
            if (batch == NULL) {
                break;
            }
            features += geo_layer_count(batch);
            geo_layer_destroy(batch);
        }
        geo_reader_close(reader);
        assert_int_equal(waitpid(child, &ended, 0), child);
        assert_int_equal(ended, 0);
        assert_int_equal(features, ITEMS);
        assert_true(batches > 1);
        assert_int_equal(unlink(pipe_path), 0);
    }
    free(text);
}

static void survives_every_allocation_failure(void **state)
{
    (void)state;
    script s = sequence(40);
    put_file(path_in, s.text, s.size);
    assert_true(assert_survives_allocation_failures(copy_once, NULL) > 20);
    free(s.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define CASE(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)
        CASE(batches_make_the_same_as_the_whole),
        CASE(names_feature_and_line_of_the_whole_stream),
        CASE(what_is_no_sequence_is_one_batch),
        CASE(broken_text_fails_as_it_does_in_one_piece),
        CASE(bytes_count_as_delivered_when_they_have_left),
        CASE(only_sequences_are_written_in_batches),
        CASE(items_end_where_their_brackets_do_however_the_text_comes),
        CASE(a_pipe_that_breaks_off_in_a_mark_is_still_read_in_batches),
        CASE(survives_every_allocation_failure),
#undef CASE
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
