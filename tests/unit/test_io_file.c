/* SPDX-License-Identifier: MIT */
#include "support.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "geo/io.h"
#include "io/file.h"

/* ---- A folder of its own for each test ------------------------------------------------- */

typedef struct place {
    geo_ctx *ctx;
    char folder[64];
    char file[128]; /* "<folder>/out.txt", which is not there yet */
} place;

static int make_place(void **state)
{
    place *p = calloc(1, sizeof *p);
    (void)snprintf(p->folder, sizeof p->folder, "/tmp/geo-test-XXXXXX");
    if (mkdtemp(p->folder) == NULL) {
        return -1;
    }
    (void)snprintf(p->file, sizeof p->file, "%s/out.txt", p->folder);
    *state = p;
    return geo_ctx_create(NULL, &p->ctx) == GEO_OK ? 0 : -1;
}

/* How many entries the folder has, hidden ones too. */
static int entries(const char *folder)
{
    int n = 0;
    DIR *d = opendir(folder);
    assert_non_null(d);
    for (struct dirent *e = readdir(d); e != NULL; e = readdir(d)) {
        n += strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
    }
    closedir(d);
    return n;
}

static void empty_folder(const char *folder)
{
    DIR *d = opendir(folder);
    for (struct dirent *e = readdir(d); e != NULL; e = readdir(d)) {
        (void)unlinkat(dirfd(d), e->d_name, 0);
    }
    closedir(d);
}

static int free_place(void **state)
{
    place *p = *state;
    empty_folder(p->folder);
    (void)rmdir(p->folder);
    geo_ctx_destroy(p->ctx);
    free(p);
    return 0;
}

static void assert_holds(const char *path, const char *text)
{
    char buffer[256] = "";
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    buffer[fread(buffer, 1, sizeof buffer - 1, f)] = '\0';
    fclose(f);
    assert_string_equal(buffer, text);
}

/* ---- Writing --------------------------------------------------------------------------- */

static void a_file_appears_whole_under_its_name(void **state)
{
    place *p = *state;
    geoi_file file;
    geoi_file_options how = {false, false};
    assert_ok(p->ctx, geoi_file_create(p->ctx, p->file, &how, &file));
    assert_ok(p->ctx, geoi_file_put(p->ctx, &file, "one ", 4));
    assert_ok(p->ctx, geoi_file_put(p->ctx, &file, "two", 3));
    assert_int_equal(entries(p->folder), 0);
    assert_ok(p->ctx, geoi_file_commit(p->ctx, &file));
    assert_holds(p->file, "one two");
    assert_int_equal(entries(p->folder), 1);
}

static void a_file_given_up_leaves_nothing(void **state)
{
    place *p = *state;
    for (int named = 0; named < 2; named++) {
        geoi_file file;
        geoi_file_options how = {false, named != 0};
        assert_ok(p->ctx, geoi_file_create(p->ctx, p->file, &how, &file));
        assert_ok(p->ctx, geoi_file_put(p->ctx, &file, "half", 4));
        geoi_file_close(&file);
        assert_int_equal(entries(p->folder), 0);
    }
}

static void large_and_small_pieces_come_out_in_order(void **state)
{
    place *p = *state;
    enum { SIZE = 3 << 20 };
    char *bytes = malloc(SIZE);
    test_random r = {7};
    for (int i = 0; i < SIZE; i++) {
        bytes[i] = (char)test_random_next(&r);
    }
    geoi_file file;
    geoi_file_options how = {false, false};
    assert_ok(p->ctx, geoi_file_create(p->ctx, p->file, &how, &file));
    for (int64_t at = 0; at < SIZE;) {
        int64_t n = test_random_below(&r, 10) == 0 ? 700000 : test_random_below(&r, 5000);
        n = n < SIZE - at ? n : SIZE - at;
        assert_ok(p->ctx, geoi_file_put(p->ctx, &file, bytes + at, n));
        at += n;
    }
    assert_ok(p->ctx, geoi_file_commit(p->ctx, &file));
    geoi_bytes again;
    assert_ok(p->ctx, geoi_bytes_read(p->ctx, p->file, &again));
    assert_int_equal(again.size, SIZE);
    assert_memory_equal(again.data, bytes, SIZE);
    geoi_bytes_release(&again);
    free(bytes);
}

static void an_existing_file_is_refused_and_left_alone(void **state)
{
    place *p = *state;
    assert_ok(p->ctx, geo_file_write(p->ctx, p->file, "old", 3, 0));
    assert_status(p->ctx, geo_file_write(p->ctx, p->file, "new", 3, 0), GEO_IO);
    assert_message_has(p->ctx, "out.txt: exists already");
    assert_message_has(p->ctx, "--overwrite");
    assert_holds(p->file, "old");
    assert_int_equal(entries(p->folder), 1);
}

static void a_file_that_appears_meanwhile_is_not_replaced(void **state)
{
    place *p = *state;
    for (int named = 0; named < 2; named++) {
        geoi_file file;
        geoi_file_options how = {false, named != 0};
        assert_ok(p->ctx, geoi_file_create(p->ctx, p->file, &how, &file));
        assert_ok(p->ctx, geoi_file_put(p->ctx, &file, "mine", 4));
        assert_ok(p->ctx, geo_file_write(p->ctx, p->file, "theirs", 6, 0));
        assert_status(p->ctx, geoi_file_commit(p->ctx, &file), GEO_IO);
        assert_holds(p->file, "theirs");
        assert_int_equal(entries(p->folder), 1);
        assert_int_equal(unlink(p->file), 0);
    }
}

static void overwriting_replaces_the_bytes_and_keeps_the_permissions(void **state)
{
    place *p = *state;
    struct stat info;
    for (int named = 0; named < 2; named++) {
        geoi_file file;
        geoi_file_options how = {true, named != 0};
        assert_ok(p->ctx, geo_file_write(p->ctx, p->file, "old and longer", 14, 1));
        assert_int_equal(chmod(p->file, 0640), 0);
        assert_ok(p->ctx, geoi_file_create(p->ctx, p->file, &how, &file));
        assert_ok(p->ctx, geoi_file_put(p->ctx, &file, "new", 3));
        assert_ok(p->ctx, geoi_file_commit(p->ctx, &file));
        assert_holds(p->file, "new");
        assert_int_equal(stat(p->file, &info), 0);
        assert_int_equal(info.st_mode & 07777, 0640);
        assert_int_equal(entries(p->folder), 1);
    }
}

static void overwriting_follows_a_symbolic_link(void **state)
{
    place *p = *state;
    char link[128];
    struct stat info;
    (void)snprintf(link, sizeof link, "%s/link", p->folder);
    assert_ok(p->ctx, geo_file_write(p->ctx, p->file, "old", 3, 0));
    assert_int_equal(symlink(p->file, link), 0);
    assert_ok(p->ctx, geo_file_write(p->ctx, link, "new", 3, 1));
    assert_holds(p->file, "new");
    assert_int_equal(lstat(link, &info), 0);
    assert_true(S_ISLNK(info.st_mode));
}

static void the_temporary_name_also_serves_a_new_file(void **state)
{
    place *p = *state;
    geoi_file file;
    geoi_file_options how = {false, true};
    assert_ok(p->ctx, geoi_file_create(p->ctx, p->file, &how, &file));
    assert_ok(p->ctx, geoi_file_put(p->ctx, &file, "text", 4));
    assert_ok(p->ctx, geoi_file_commit(p->ctx, &file));
    assert_holds(p->file, "text");
    assert_int_equal(entries(p->folder), 1);
}

static void places_that_cannot_be_written_are_named(void **state)
{
    place *p = *state;
    char path[200];
    (void)snprintf(path, sizeof path, "%s/missing/out.txt", p->folder);
    assert_status(p->ctx, geo_file_write(p->ctx, path, "x", 1, 0), GEO_IO);
    assert_message_has(p->ctx, "no such file or folder");
    (void)snprintf(path, sizeof path, "%s/", p->folder);
    assert_status(p->ctx, geo_file_write(p->ctx, path, "x", 1, 0), GEO_IO);
    assert_message_has(p->ctx, "is a folder");
    assert_status(p->ctx, geo_file_write(p->ctx, p->folder, "x", 1, 1), GEO_IO);
    assert_message_has(p->ctx, "is not a regular file");
    assert_status(p->ctx, geo_file_write(p->ctx, "/dev/full", "x", 1, 1), GEO_IO);
    assert_status(p->ctx, geo_file_write(p->ctx, "", "x", 1, 1), GEO_IO);
    assert_int_equal(entries(p->folder), 0);
}

/* Runs `job` in a child that then ends; its exit code, or -1 when a signal ended it. */
static int in_child(void (*job)(place *), place *p)
{
    int code;
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        job(p);
        _exit(0);
    }
    assert_true(child > 0);
    assert_int_equal(waitpid(child, &code, 0), child);
    return WIFEXITED(code) ? WEXITSTATUS(code) : -1;
}

static void write_into_a_folder_without_permission(place *p)
{
    char path[200];
    (void)snprintf(path, sizeof path, "%s/closed/out.txt", p->folder);
    if (setuid(65534) != 0) { /* root may write everywhere */
        _exit(77);
    }
    bool right = geo_file_write(p->ctx, path, "x", 1, 0) == GEO_IO &&
                 strstr(geo_ctx_message(p->ctx), "permission denied") != NULL;
    _exit(right ? 0 : 1);
}

static void a_folder_without_permission_is_an_error(void **state)
{
    place *p = *state;
    char closed[200];
    (void)snprintf(closed, sizeof closed, "%s/closed", p->folder);
    assert_int_equal(chmod(p->folder, 0755), 0);
    assert_int_equal(mkdir(closed, 0555), 0);
    int code = in_child(write_into_a_folder_without_permission, p);
    assert_int_equal(entries(closed), 0);
    assert_int_equal(rmdir(closed), 0);
    if (code == 77) {
        skip();
    }
    assert_int_equal(code, 0);
}

static void write_more_than_the_limit(place *p)
{
    static char bytes[1 << 16];
    struct rlimit limit = {4096, 4096};
    (void)signal(SIGXFSZ, SIG_IGN);
    bool right = setrlimit(RLIMIT_FSIZE, &limit) == 0 &&
                 geo_file_write(p->ctx, p->file, bytes, sizeof bytes, 0) == GEO_IO &&
                 strstr(geo_ctx_message(p->ctx), "larger than the limit") != NULL;
    _exit(right ? 0 : 1);
}

static void a_write_that_fails_midway_leaves_nothing(void **state)
{
    place *p = *state;
    assert_int_equal(in_child(write_more_than_the_limit, p), 0);
    assert_int_equal(entries(p->folder), 0);
}

static void write_to_a_full_device(place *p)
{
    int full = open("/dev/full", O_WRONLY);
    (void)dup2(full, STDOUT_FILENO);
    bool right = geo_file_write(p->ctx, "-", "text", 4, 0) == GEO_IO &&
                 strcmp(geo_ctx_message(p->ctx),
                        "standard output: cannot be written: no space left on the device") == 0;
    _exit(right ? 0 : 1);
}

static void write_to_a_closed_pipe(place *p)
{
    int ends[2];
    (void)signal(SIGPIPE, SIG_IGN);
    bool right = pipe(ends) == 0 && dup2(ends[1], STDOUT_FILENO) >= 0 && close(ends[0]) == 0 &&
                 geo_file_write(p->ctx, "-", "text", 4, 0) == GEO_IO &&
                 strstr(geo_ctx_message(p->ctx), "the reader closed the pipe") != NULL;
    _exit(right ? 0 : 1);
}

static void write_to_a_closed_output(place *p)
{
    (void)close(STDOUT_FILENO);
    _exit(geo_file_write(p->ctx, "-", "text", 4, 0) == GEO_IO ? 0 : 1);
}

static void write_to_a_pipe(place *p)
{
    int ends[2];
    char got[8] = "";
    bool right = pipe(ends) == 0 && dup2(ends[1], STDOUT_FILENO) >= 0 &&
                 geo_file_write(p->ctx, "-", "text", 4, 0) == GEO_OK &&
                 read(ends[0], got, sizeof got) == 4 && memcmp(got, "text", 4) == 0;
    _exit(right ? 0 : 1);
}

static void standard_output_is_checked(void **state)
{
    place *p = *state;
    assert_int_equal(in_child(write_to_a_full_device, p), 0);
    assert_int_equal(in_child(write_to_a_closed_pipe, p), 0);
    assert_int_equal(in_child(write_to_a_closed_output, p), 0);
    assert_int_equal(in_child(write_to_a_pipe, p), 0);
}

/* Writes for ever, and tells through `ready` when it has begun. */
static void a_killed_writer_leaves_nothing(void **state)
{
    place *p = *state;
    for (int round = 0; round < 5; round++) {
        int ready[2];
        char byte;
        assert_int_equal(pipe(ready), 0);
        fflush(NULL);
        pid_t child = fork();
        if (child == 0) {
            static char bytes[100000];
            geoi_file file;
            geoi_file_options how = {false, false};
            if (geoi_file_create(p->ctx, p->file, &how, &file) != GEO_OK) {
                _exit(1);
            }
            for (int i = 0; i < 100; i++) {
                if (geoi_file_put(p->ctx, &file, bytes, sizeof bytes) != GEO_OK ||
                    (i == 10 * round && write(ready[1], "x", 1) != 1)) {
                    _exit(1);
                }
            }
            pause();
        }
        assert_true(child > 0);
        assert_int_equal(read(ready[0], &byte, 1), 1);
        assert_int_equal(kill(child, SIGKILL), 0);
        assert_int_equal(waitpid(child, NULL, 0), child);
        close(ready[0]);
        close(ready[1]);
        assert_int_equal(entries(p->folder), 0);
    }
}

/* ---- Reading --------------------------------------------------------------------------- */

static void files_are_read_with_their_digest(void **state)
{
    place *p = *state;
    geoi_bytes bytes;
    geoi_digest *digest;
    assert_ok(p->ctx, geo_file_write(p->ctx, p->file, "abc", 3, 0));
    assert_ok(p->ctx, geoi_bytes_read(p->ctx, p->file, &bytes));
    assert_int_equal(bytes.size, 3);
    assert_memory_equal(bytes.data, "abc", 3);
    bytes.data[0] = 'X'; /* in memory only */
    assert_ok(p->ctx, geoi_bytes_digest(p->ctx, &bytes, &digest));
    assert_string_equal(geoi_digest_hex(digest),
                        "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
    geoi_digest_release(digest);
    geoi_bytes_release(&bytes);
    assert_holds(p->file, "abc");
}

static void an_empty_file_has_no_bytes(void **state)
{
    place *p = *state;
    geoi_bytes bytes;
    assert_ok(p->ctx, geo_file_write(p->ctx, p->file, "", 0, 0));
    assert_ok(p->ctx, geoi_bytes_read(p->ctx, p->file, &bytes));
    assert_int_equal(bytes.size, 0);
    assert_non_null(bytes.data);
    geoi_bytes_release(&bytes);
}

static void a_named_pipe_is_waited_for_and_read_to_its_end(void **state)
{
    place *p = *state;
    enum { SIZE = 300000 };
    assert_int_equal(mkfifo(p->file, 0600), 0);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        static char text[SIZE];
        (void)poll(NULL, 0, 20); /* so that the reader comes first */
        memset(text, 'a', sizeof text);
        int fd = open(p->file, O_WRONLY);
        for (ssize_t done = 0, n = 1; done < SIZE && n > 0; done += n) {
            n = write(fd, text + done, (size_t)(SIZE - done));
        }
        _exit(0);
    }
    assert_true(child > 0);
    geoi_bytes bytes = {0};
    assert_ok(p->ctx, geoi_bytes_read(p->ctx, p->file, &bytes));
    assert_int_equal(bytes.size, SIZE);
    assert_int_equal(bytes.data[SIZE - 1], 'a');
    geoi_bytes_release(&bytes);
    assert_int_equal(waitpid(child, NULL, 0), child);
}

static void only_files_and_pipes_are_read(void **state)
{
    place *p = *state;
    geoi_bytes bytes;
    assert_status(p->ctx, geoi_bytes_read(p->ctx, p->folder, &bytes), GEO_IO);
    assert_message_has(p->ctx, "is a folder");
    assert_status(p->ctx, geoi_bytes_read(p->ctx, "/dev/zero", &bytes), GEO_IO);
    assert_message_has(p->ctx, "is a socket or a device");
    assert_status(p->ctx, geoi_bytes_read(p->ctx, p->file, &bytes), GEO_IO);
    assert_message_has(p->ctx, "no such file");
    assert_status(p->ctx, geoi_bytes_read(p->ctx, "http://example.org/a.geojson", &bytes),
                  GEO_UNSUPPORTED);
    assert_message_has(p->ctx, "download it first");
    assert_status(p->ctx, geoi_bytes_read(p->ctx, "/vsicurl/http://example.org", &bytes),
                  GEO_UNSUPPORTED);
    assert_message_has(p->ctx, "download it first");
    assert_null(bytes.data);
}

/* ---- Allocations ----------------------------------------------------------------------- */

static geo_status write_and_read(geo_ctx *ctx, void *data)
{
    place *p = data;
    geoi_bytes bytes = {0};
    geo_status status = geo_file_write(ctx, p->file, "text", 4, 1);
    if (status == GEO_OK) {
        status = geoi_bytes_read(ctx, p->file, &bytes);
    }
    geoi_bytes_release(&bytes);
    assert_int_equal(entries(p->folder), status == GEO_OK || access(p->file, F_OK) == 0);
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    assert_true(assert_survives_allocation_failures(write_and_read, *state) > 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_place, free_place)
    const struct CMUnitTest tests[] = {
        TEST(a_file_appears_whole_under_its_name),
        TEST(a_file_given_up_leaves_nothing),
        TEST(large_and_small_pieces_come_out_in_order),
        TEST(an_existing_file_is_refused_and_left_alone),
        TEST(a_file_that_appears_meanwhile_is_not_replaced),
        TEST(overwriting_replaces_the_bytes_and_keeps_the_permissions),
        TEST(overwriting_follows_a_symbolic_link),
        TEST(the_temporary_name_also_serves_a_new_file),
        TEST(places_that_cannot_be_written_are_named),
        TEST(a_folder_without_permission_is_an_error),
        TEST(a_write_that_fails_midway_leaves_nothing),
        TEST(standard_output_is_checked),
        TEST(a_killed_writer_leaves_nothing),
        TEST(files_are_read_with_their_digest),
        TEST(an_empty_file_has_no_bytes),
        TEST(a_named_pipe_is_waited_for_and_read_to_its_end),
        TEST(only_files_and_pipes_are_read),
        TEST(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
