/* SPDX-License-Identifier: MIT */
/* Sources that are no files: recognised, shown without passwords, refused, and their words read.
 * A server is asked in tests/cli/postgis.py. */
#include "place.h"

#include "geo/stream.h"
#include "io/connection.h"
#include "io/remote.h"

static void addresses_are_told_from_paths(void **state)
{
    static const struct {
        const char *path;
        geoi_place place;
    } cases[] = {
        {"PG:dbname=city", GEOI_PLACE_POSTGIS},
        {"pg:", GEOI_PLACE_POSTGIS},
        {"PG:postgresql://h/db", GEOI_PLACE_POSTGIS},
        {"postgresql://h/db", GEOI_PLACE_POSTGIS},
        {"Postgres://h/db", GEOI_PLACE_POSTGIS},
        {"http://h/a.geojson", GEOI_PLACE_ADDRESS},
        {"https://h/a.geojson", GEOI_PLACE_ADDRESS},
        {"s3://bucket/a", GEOI_PLACE_ADDRESS},
        {"git+ssh://h/a", GEOI_PLACE_ADDRESS},
        {"/vsicurl/http://h/a", GEOI_PLACE_ADDRESS},
        {"/vsicurl_streaming/http://h/a", GEOI_PLACE_ADDRESS},
        {"/vsis3/bucket/a", GEOI_PLACE_ADDRESS},
        {"WFS:http://h", GEOI_PLACE_ADDRESS},
        {"MYSQL:city", GEOI_PLACE_ADDRESS},
        {"/vsizip/a.zip", GEOI_PLACE_VIRTUAL},
        {"/vsistdin/", GEOI_PLACE_VIRTUAL},
        {"a.geojson", GEOI_PLACE_FILE},
        {"./PG:dbname=city", GEOI_PLACE_FILE},
        {"city.gpkg:stations", GEOI_PLACE_FILE},
        {"PGs.geojson", GEOI_PLACE_FILE},
        {"://a", GEOI_PLACE_FILE},
        {"1http://a", GEOI_PLACE_FILE},
        {"/vsi", GEOI_PLACE_FILE},
        {"-", GEOI_PLACE_FILE},
        {"", GEOI_PLACE_FILE},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(geoi_place_of(cases[i].path), cases[i].place);
        assert_int_equal(geo_source_is_remote(cases[i].path), cases[i].place != GEOI_PLACE_FILE);
    }
}

static void passwords_are_not_shown(void **state)
{
    static const char *const cases[][2] = {
        {"PG:dbname=city password=secret", "PG:dbname=city password=***"},
        {"PG:password=secret dbname=city", "PG:password=*** dbname=city"},
        {"PG:password = secret dbname=city", "PG:password = *** dbname=city"},
        {"PG:password='sec ret\\' x' user=me", "PG:password=*** user=me"},
        {"PG:password=sec\\ ret user=me", "PG:password=*** user=me"},
        {"PG:PASSWORD=secret sslpassword=secret", "PG:PASSWORD=*** sslpassword=***"},
        {"PG:dbname=city password='secret", "PG:dbname=city***"},
        {"PG:dbname=city password secret", "PG:dbname=city***"},
        {"PG:dbname=city secret", "PG:dbname=city***"},
        {"PG:pasword=secret user=me", "PG:pasword=*** user=me"},
        {"PG:sslkey=FILE passfile=FILE", "PG:sslkey=FILE passfile=FILE"},
        {"postgres://user:secret@host/db", "postgres://user:***@host/db"},
        {"PG:postgres://user:secret@host:5432/db", "PG:postgres://user:***@host:5432/db"},
        {"postgres://user:se/cr@et@host/db", "postgres://user:***@host/db"},
        {"postgres://user@host:5432/db", "postgres://user@host:5432/db"},
        {"postgres://host:5432/db?user=me", "postgres://host:5432/db?user=me"},
        {"postgres://user:secret/db", "postgres://user:***"},
        {"postgres:///db?password=se@cret&user=me", "postgres:///db?password=***&user=me"},
        {"postgres://[::1]:5432/db", "postgres://[::1]:5432/db"},
        {"https://me:secret@host/a?token=secret&b=1", "https://me:***@host/a?token=***&b=***"},
        {"MYSQL:city,user=me,password=secret", "MYSQL:***"},
        {"password=secret.geojson", "password=secret.geojson"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char shown[200], few[6];
        size_t length = geo_source_shown(cases[i][0], shown, sizeof shown);
        assert_string_equal(shown, cases[i][1]);
        assert_int_equal(length, strlen(shown));
        assert_int_equal(geo_source_shown(cases[i][0], few, sizeof few), length);
        assert_int_equal(strlen(few), length < 5 ? length : 5);
    }
}

/* By everything that reads, whatever is allowed. */
static void addresses_are_refused_with_a_hint(void **state)
{
    static const char *const cases[][2] = {
        {"https://me:secret@h/a.geojson", "download it first"},
        {"/vsis3/bucket/a", "download it first"},
        {"/vsizip/a.zip", "unpack it first"},
        {"PG:dbname=city password=secret", "--allow-remote"},
    };
    place *p = *state;
    geo_read_options o = geo_read_options_default();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        geo_layer *layer;
        geo_layers *layers;
        geo_reader *reader;
        o.allow_remote = i < 3;
        assert_status(p->ctx, geo_layer_read(p->ctx, cases[i][0], &o, &layer), GEO_UNSUPPORTED);
        assert_message_has(p->ctx, "a path is a file");
        assert_message_has(p->ctx, cases[i][1]);
        assert_null(strstr(geo_ctx_message(p->ctx), "secret"));
        assert_null(layer);
        assert_status(p->ctx, geo_layers_list(p->ctx, cases[i][0], &o, &layers), GEO_UNSUPPORTED);
        assert_status(p->ctx, geo_reader_open(p->ctx, cases[i][0], &o, &reader), GEO_UNSUPPORTED);
        assert_status(p->ctx, geo_table_read(p->ctx, cases[i][0], &layer), GEO_UNSUPPORTED);
    }
    assert_null(strstr(geo_ctx_message(p->ctx), "secret"));
}

/* The words of `has` stand in what `path` becomes. */
static void assert_words(geo_ctx *ctx, const char *path, const char *const *has)
{
    geoi_connection c;
    assert_ok(ctx, geoi_connection_read(ctx, path, &c));
    for (; *has != NULL; has++) {
        if (strstr(c.name.bytes, *has) == NULL) {
            fail_msg("%s has no %s", c.name.bytes, *has);
        }
    }
    geoi_connection_clear(&c);
}

static void a_connection_leaves_nothing_to_be_looked_up(void **state)
{
    place *p = *state;
    assert_words(p->ctx, "PG:dbname=city user=me",
                 (const char *const[]){"dbname='city' user='me'", "host=''", "password=''",
                                       "passfile='/dev/null/none'", "connect_timeout='10'",
                                       "sslrootcert='/dev/null/none'", "options=''", NULL});
    assert_words(p->ctx, "PG: dbname = 'a\\'b\\\\c d' passfile= FILE\tconnect_timeout=3",
                 (const char *const[]){"dbname='a\\'b\\\\c d'", "passfile='FILE'",
                                       "connect_timeout='3'", "user='", NULL});
    assert_words(p->ctx, "postgres://me:p%40s%27@h1:1,[::1]:2,h3/ci%20ty?sslmode=require",
                 (const char *const[]){"user='me'", "password='p@s\\''", "host='h1,::1,h3'",
                                       "port='1,2,'", "dbname='ci ty'", "sslmode='require'", NULL});
    assert_words(p->ctx, "PG:postgresql:///city?host=/tmp/x&passfile=",
                 (const char *const[]){"host='/tmp/x'", "passfile='/dev/null/none'", NULL});
}

static void a_wrong_connection_is_refused_without_its_password(void **state)
{
    static const char *const cases[][2] = {
        {"PG:", "does not name a database"},
        {"PG:dbname=", "does not name a database"},
        {"PG:host=h password=secret", "does not name a database"},
        {"PG:dbname=a service=b", "service="},
        {"PG:dbname=a pasword=secret", "did you mean password=?"},
        {"PG:dbname=a dbname=b", "dbname twice"},
        {"PG:dbname=a password='secret", "quote"},
        {"PG:dbname=a secret", "without ="},
        {"PG:dbname=a sslmode=verify-full", "sslrootcert"},
        {"postgres://me:secret/a", "port of the address is no number"},
        {"postgres://me:se/cret@h/a", "no number"},
        {"postgres://me:1/secret@h/a", "%2F"},
        {"postgres://me:sec%ret@h/a", "% of the address"},
        {"postgres://h/a?secret", "without ="},
        {"postgres://[::1/a", "not closed"},
    };
    place *p = *state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        geoi_connection c;
        assert_status(p->ctx, geoi_connection_read(p->ctx, cases[i][0], &c), GEO_INVALID);
        assert_message_has(p->ctx, cases[i][1]);
        assert_null(strstr(geo_ctx_message(p->ctx), "secret"));
        assert_null(c.name.bytes);
    }
}

static void a_service_of_the_environment_is_refused(void **state)
{
    place *p = *state;
    geoi_connection c;
    setenv("PGSERVICE", "city", 1);
    geo_status status = geoi_connection_read(p->ctx, "PG:dbname=city", &c);
    unsetenv("PGSERVICE");
    assert_status(p->ctx, status, GEO_UNSUPPORTED);
    assert_message_has(p->ctx, "unset PGSERVICE");
}

static geo_status connect_once(geo_ctx *ctx, void *data)
{
    geoi_connection c;
    geo_status status = geoi_connection_read(ctx, data, &c);
    geoi_connection_clear(&c);
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    char path[] = "postgres://me:p%40@h:1/city?tables=a.b&schemas=c&connect_timeout=1";
    (void)state;
    assert_true(assert_survives_allocation_failures(connect_once, path) > 5);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_place, free_place)
    const struct CMUnitTest tests[] = {
        TEST(addresses_are_told_from_paths),
        TEST(passwords_are_not_shown),
        TEST(addresses_are_refused_with_a_hint),
        TEST(a_connection_leaves_nothing_to_be_looked_up),
        TEST(a_wrong_connection_is_refused_without_its_password),
        TEST(a_service_of_the_environment_is_refused),
        TEST(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
