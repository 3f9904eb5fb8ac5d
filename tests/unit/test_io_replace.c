/* SPDX-License-Identifier: MIT */
/* One file takes the place of another: what a killed process left, and who else is at work. */
#include <unistd.h>

#include "place.h"

#include "io/file.h"

static void assert_holds(const char *path, const char *text)
{
    size_t size;
    char *bytes = bytes_of(path, &size);
    assert_string_equal(bytes, text);
    free(bytes);
}

/* Killed between giving the temporary name and the true one. */
static void what_a_killed_writer_left_goes_with_the_next_writing(void **state)
{
    place *p = *state;
    const char *left = in_folder(p, 0, ".out.txt.geo-0.part"), *out = in_folder(p, 1, "out.txt");
    for (int round = 0; round < 3; round++) {
        assert_ok(p->ctx, geo_file_write(p->ctx, left, "left behind", 11, 0));
        assert_ok(p->ctx, geo_file_write(p->ctx, out, "text", 4, round > 0));
        assert_holds(out, "text");
        assert_int_equal(entries(p->folder), 1);
    }
}

static void a_temporary_file_in_use_is_left_alone(void **state)
{
    place *p = *state;
    const char *out = in_folder(p, 0, "out.txt");
    geoi_file file;
    geoi_file_options how = {true, true};
    assert_ok(p->ctx, geoi_file_create(p->ctx, out, &how, &file));
    assert_int_equal(entries(p->folder), 1); /* the temporary name */
    assert_ok(p->ctx, geoi_file_put(p->ctx, &file, "first", 5));
    assert_ok(p->ctx, geo_file_write(p->ctx, out, "second", 6, 1));
    assert_holds(out, "second");
    assert_int_equal(entries(p->folder), 2);
    assert_ok(p->ctx, geoi_file_commit(p->ctx, &file));
    assert_holds(out, "first");
    assert_int_equal(entries(p->folder), 1);
}

/* Other files, even with such a name, are nobody's business but their owner's. */
static void only_plain_files_of_that_name_are_removed(void **state)
{
    place *p = *state;
    const char *other = in_folder(p, 0, "other.txt"), *out = in_folder(p, 1, "out.txt");
    const char *link = in_folder(p, 2, ".out.txt.geo-0.part");
    assert_ok(p->ctx, geo_file_write(p->ctx, other, "mine", 4, 0));
    assert_int_equal(symlink(other, link), 0);
    assert_ok(p->ctx, geo_file_write(p->ctx, out, "old", 3, 0));
    assert_ok(p->ctx, geo_file_write(p->ctx, out, "new", 3, 1));
    assert_holds(out, "new");
    assert_holds(other, "mine");
    assert_int_equal(entries(p->folder), 3);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_place, free_place)
    const struct CMUnitTest tests[] = {
        TEST(what_a_killed_writer_left_goes_with_the_next_writing),
        TEST(a_temporary_file_in_use_is_left_alone),
        TEST(only_plain_files_of_that_name_are_removed),
    };
    return cmocka_run_group_tests_name("io_replace", tests, NULL, NULL);
}
