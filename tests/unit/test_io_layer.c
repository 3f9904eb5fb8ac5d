/* SPDX-License-Identifier: MIT */
/* Layers through the doors: formats told by content, there and back, real files. */
#define _GNU_SOURCE /* memmem */ /* NOLINT(bugprone-reserved-identifier,cert-dcl37-c) */
#include "support.h"

#include <dirent.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#include "geo/io.h"
#include "io/iso_time.h"
#include "io/sniff.h"

/* ---- A folder, and what the library told ----------------------------------------------- */

typedef struct place {
    geo_ctx *ctx;
    char folder[64], notes[2000];
    char path[3][128]; /* for short names of files in the folder */
} place;

static void keep_note(const char *text, void *user)
{
    place *p = user;
    size_t used = strlen(p->notes);
    (void)snprintf(p->notes + used, sizeof p->notes - used, "%s\n", text);
}

static int make_place(void **state)
{
    place *p = calloc(1, sizeof *p);
    geo_ctx_options options = geo_ctx_options_default();
    options.note = keep_note;
    options.note_user = p;
    (void)snprintf(p->folder, sizeof p->folder, "/tmp/geo-test-XXXXXX");
    *state = p;
    return mkdtemp(p->folder) != NULL && geo_ctx_create(&options, &p->ctx) == GEO_OK ? 0 : -1;
}

static int free_place(void **state)
{
    place *p = *state;
    DIR *d = opendir(p->folder);
    for (struct dirent *e = readdir(d); e != NULL; e = readdir(d)) {
        (void)unlinkat(dirfd(d), e->d_name, 0);
    }
    closedir(d);
    (void)rmdir(p->folder);
    geo_ctx_destroy(p->ctx);
    free(p);
    return 0;
}

/* "<folder>/<name>", kept in slot 0, 1 or 2. */
static const char *in_folder(place *p, int slot, const char *name)
{
    (void)snprintf(p->path[slot], sizeof p->path[slot], "%s/%s", p->folder, name);
    return p->path[slot];
}

static int entries(const char *folder)
{
    int n = 0;
    DIR *d = opendir(folder);
    for (struct dirent *e = readdir(d); e != NULL; e = readdir(d)) {
        n += e->d_name[0] != '.' || e->d_name[1] > '.';
    }
    closedir(d);
    return n;
}

static void put_text(place *p, const char *path, const char *text)
{
    assert_ok(p->ctx, geo_file_write(p->ctx, path, text, strlen(text), 1));
}

static char *bytes_of(const char *path, size_t *size)
{
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    *size = (size_t)info.st_size;
    char *bytes = malloc(*size + 1);
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    assert_int_equal(fread(bytes, 1, *size, f), *size);
    fclose(f);
    bytes[*size] = '\0';
    return bytes;
}

static geo_layer *read_layer(place *p, const char *path)
{
    geo_layer *layer;
    assert_ok(p->ctx, geo_layer_read(p->ctx, path, NULL, &layer));
    return layer;
}

static void convert(place *p, const char *from, const char *to)
{
    geo_write_options o = geo_write_options_default();
    geo_layer *layer = read_layer(p, from);
    o.overwrite = 1;
    assert_ok(p->ctx, geo_layer_write(p->ctx, to, layer, &o));
    geo_layer_destroy(layer);
}

/* Files are equal but for the line that names the layer. */
static void assert_same_features(const char *left, const char *right)
{
    size_t n, m;
    char *a = bytes_of(left, &n), *b = bytes_of(right, &m);
    assert_string_equal(strstr(a, "\"features\""), strstr(b, "\"features\""));
    free(a);
    free(b);
}

/* ---- There and back -------------------------------------------------------------------- */

/* All types of geometry and of columns, nulls, an empty geometry, Z, Chinese, quotes. */
static const char everything[] =
    "{\"type\":\"FeatureCollection\",\"features\":[\n"
    "{\"type\":\"Feature\",\"id\":3,\"properties\":{\"text\":\"学院路 "
    "\\\"a\\\"\",\"int\":9007199254740993,"
    "\"real\":0.1,\"flag\":true,\"json\":{\"a\":[1,null]}},\"geometry\":{\"type\":\"Point\","
    "\"coordinates\":[116.3,40.1,52.5]}},\n"
    "{\"type\":\"Feature\",\"id\":5,\"properties\":{\"text\":\"\",\"int\":-1,\"real\":-2.5e-300,"
    "\"flag\":false,\"json\":[\"x\"]},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[0,0],["
    "9,0],"
    "[9,9],[0,0]],[[5,2],[6,3],[6,2],[5,2]]]}},\n"
    "{\"type\":\"Feature\",\"id\":6,\"properties\":{\"text\":null,\"int\":null,\"real\":null,"
    "\"flag\":null,\"json\":null},\"geometry\":null},\n"
    "{\"type\":\"Feature\",\"id\":7,\"properties\":{\"text\":\"e\",\"int\":1,\"real\":2,\"flag\":"
    "true,"
    "\"json\":[]},\"geometry\":{\"type\":\"MultiPoint\",\"coordinates\":[]}},\n"
    "{\"type\":\"Feature\",\"id\":8,\"properties\":{\"text\":\"m\",\"int\":0,\"real\":1e300,"
    "\"flag\":true,"
    "\"json\":1},\"geometry\":{\"type\":\"MultiLineString\",\"coordinates\":[[[1,1],[2,2]],[[3,3],["
    "4,4],"
    "[5,5]]]}},\n"
    "{\"type\":\"Feature\",\"id\":9,\"properties\":{\"text\":\"c\",\"int\":1,\"real\":2,\"flag\":"
    "true,"
    "\"json\":\"s\"},\"geometry\":{\"type\":\"GeometryCollection\",\"geometries\":[{\"type\":"
    "\"Point\","
    "\"coordinates\":[1,2]},{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0,0],[1,0],[1,1],[0,0]]]"
    ","
    "[[[5,5],[6,5],[6,6],[5,5]]]]},{\"type\":\"LineString\",\"coordinates\":[[7,7],[8,8]]}]}}\n]}"
    "\n";

static void every_type_survives_geopackage(void **state)
{
    place *p = *state;
    const char *source = in_folder(p, 0, "in.geojson");
    put_text(p, source, everything);
    convert(p, source, in_folder(p, 1, "one.geojson"));
    convert(p, source, in_folder(p, 2, "two.gpkg"));
    convert(p, p->path[2], in_folder(p, 0, "three.geojson"));
    assert_same_features(p->path[1], p->path[0]);
}

/* What FlatGeobuf can keep: no ids, no JSON, all positions with a height or none. */
static const char places[] =
    "{\"type\":\"FeatureCollection\",\"features\":[\n"
    "{\"type\":\"Feature\",\"properties\":{\"text\":\"学院路 \\\"a\\\"\",\"int\":9007199254740993,"
    "\"real\":0.1,\"flag\":true},\"geometry\":{\"type\":\"Point\",\"coordinates\":[116.3,40.1]}},\n"
    "{\"type\":\"Feature\",\"properties\":{\"text\":\"\",\"int\":-1,\"real\":-2.5e-300,\"flag\":"
    "false},"
    "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[9,0],[9,9],[0,0]],[[5,2],[6,3],"
    "[6,2],[5,2]]]}},\n"
    "{\"type\":\"Feature\",\"properties\":{\"text\":null,\"int\":null,\"real\":null,\"flag\":null},"
    "\"geometry\":{\"type\":\"MultiLineString\",\"coordinates\":[[[1,1],[2,2]],[[3,3],[4,4],[5,5]]]"
    "}},"
    "\n"
    "{\"type\":\"Feature\",\"properties\":{\"text\":\"c\",\"int\":1,\"real\":2,\"flag\":true},"
    "\"geometry\":{\"type\":\"GeometryCollection\",\"geometries\":[{\"type\":\"Point\","
    "\"coordinates\":[1,2]},{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0,0],[1,0],[1,1],[0,0]]]"
    ","
    "[[[5,5],[6,5],[6,6],[5,5]]]]},{\"type\":\"LineString\",\"coordinates\":[[7,7],[8,8]]}]}}\n]}"
    "\n";

static void every_type_survives_flatgeobuf(void **state)
{
    place *p = *state;
    put_text(p, in_folder(p, 0, "in.geojson"), places);
    convert(p, p->path[0], in_folder(p, 1, "one.geojson"));
    convert(p, p->path[0], in_folder(p, 2, "two.fgb"));
    convert(p, p->path[2], in_folder(p, 0, "three.geojson"));
    assert_same_features(p->path[1], p->path[0]);
}

/* GDAL would drop the first without a word, and give the second heights of 0. */
static void flatgeobuf_refuses_features_that_it_cannot_keep(void **state)
{
    place *p = *state;
    static const char *const texts[] = {
        everything, "{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":\"LineString\","
                    "\"coordinates\":[[1,2],[1,3,5]]}}"};
    static const char *const messages[] = {"a.fgb: feature 3 has no geometry",
                                           "a.fgb: some positions have heights and others not"};
    for (int k = 0; k < 2; k++) {
        put_text(p, in_folder(p, 0, "in.geojson"), texts[k]);
        geo_layer *layer = read_layer(p, p->path[0]);
        assert_status(p->ctx, geo_layer_write(p->ctx, in_folder(p, 1, "a.fgb"), layer, NULL),
                      GEO_UNSUPPORTED);
        assert_message_has(p->ctx, messages[k]);
        assert_int_equal(entries(p->folder), 1);
        geo_layer_destroy(layer);
    }
}

static void a_layer_without_features_is_a_file_like_any_other(void **state)
{
    place *p = *state;
    static const char *const names[] = {"a.gpkg", "a.fgb", "a.geojson"};
    put_text(p, in_folder(p, 0, "in.geojson"), "{\"type\":\"FeatureCollection\",\"features\":[]}");
    for (int f = 0; f < 3; f++) {
        convert(p, p->path[0], in_folder(p, 1, names[f]));
        geo_layer *layer = read_layer(p, p->path[1]);
        assert_int_equal(geo_layer_count(layer), 0);
        geo_layer_destroy(layer);
    }
}

static void ids_that_are_no_keys_become_a_column(void **state)
{
    place *p = *state;
    put_text(p, in_folder(p, 0, "in.geojson"),
             "{\"type\":\"Feature\",\"id\":\"way/7\",\"properties\":{\"a\":1},\"geometry\":null}");
    convert(p, p->path[0], in_folder(p, 1, "out.gpkg"));
    geo_layer *layer = read_layer(p, p->path[1]);
    geo_column id = geo_layer_column(layer, 0);
    assert_string_equal(id.info.name, "id");
    assert_memory_equal(id.text, "\"way/7\"", 7);
    assert_non_null(strstr(p->notes, "ids of features are kept in the column \"id\""));
    geo_layer_destroy(layer);
}

static void times_come_back_as_they_were(void **state)
{
    place *p = *state;
    static const char *const days[] = {"2024-02-29", NULL, "1949-10-01"};
    static const char *const moments[] = {"2024-05-01T08:30:00+08:00", "2024-05-01T08:30:00.250Z",
                                          NULL};
    static const char *const others[] = {"2024", "08:30", "spring"};
    static const geo_column_info info[3] = {
        {"day", NULL, NULL, NULL}, {"moment", NULL, NULL, NULL}, {"other", NULL, NULL, NULL}};
    static const char *const files[] = {"a.gpkg", "a.fgb"};
    double lon[3] = {1, 2, 3}, lat[3] = {1, 2, 3};
    geo_layer *layer;
    assert_ok(p->ctx, geo_layer_create_points(p->ctx, "times", 3, lon, lat, &layer));
    assert_ok(p->ctx, geo_layer_add_texts(p->ctx, layer, &info[0], GEO_DATETIME, days));
    assert_ok(p->ctx, geo_layer_add_texts(p->ctx, layer, &info[1], GEO_DATETIME, moments));
    assert_ok(p->ctx, geo_layer_add_texts(p->ctx, layer, &info[2], GEO_DATETIME, others));
    assert_ok(p->ctx, geo_layer_write(p->ctx, in_folder(p, 0, "a.geojson"), layer, NULL));
    for (int f = 0; f < 2; f++) {
        assert_ok(p->ctx, geo_layer_write(p->ctx, in_folder(p, 1, files[f]), layer, NULL));
        geo_layer *again = read_layer(p, p->path[1]);
        for (int c = 0; c < 3; c++) {
            geo_column a = geo_layer_column(layer, c), b = geo_layer_column(again, c);
            for (int64_t i = 0; i < 3; i++) {
                assert_int_equal(geo_column_is_null(&a, i), geo_column_is_null(&b, i));
            }
            assert_memory_equal(a.text_begin, b.text_begin, 4 * sizeof(int64_t));
            assert_memory_equal(a.text, b.text, (size_t)a.text_begin[3]);
            assert_true(b.type == GEO_DATETIME || c == 2 || (c == 0 && f == 1));
        }
        geo_layer_destroy(again);
    }
    geo_layer_destroy(layer);
}

static void only_exact_times_are_parsed(void **state)
{
    (void)state;
    static const char *const right[] = {"2024-02-29", "23:59:59", "2024-01-01T00:00:00",
                                        "2024-01-01T00:00:00Z", "1900-12-31T12:00:00.001-03:30"};
    static const char *const wrong[] = {"2023-02-29",
                                        "2024-13-01",
                                        "24:00:00",
                                        "2024-1-1",
                                        "",
                                        "2024-01-01T00:00:00.5Z",
                                        "2024-01-01 00:00:00",
                                        "2024-01-01T00:00:00+08:07",
                                        "2024-01-01T00:00:00+00:00",
                                        "2024-01-01T",
                                        "1:00:00"};
    geoi_iso_time t;
    for (size_t i = 0; i < sizeof right / sizeof right[0]; i++) {
        assert_true(geoi_iso_time_parse(right[i], (int64_t)strlen(right[i]), &t));
    }
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_false(geoi_iso_time_parse(wrong[i], (int64_t)strlen(wrong[i]), &t));
    }
}

static void columns_that_sql_cannot_tell_apart_are_renamed(void **state)
{
    place *p = *state;
    put_text(p, in_folder(p, 0, "in.geojson"),
             "{\"type\":\"Feature\",\"properties\":{\"Name\":1,\"name\":2,\"fid\":3,\"GEOM\":4},"
             "\"geometry\":{\"type\":\"Point\",\"coordinates\":[1,2]}}");
    convert(p, p->path[0], in_folder(p, 1, "out.gpkg"));
    geo_layer *layer = read_layer(p, p->path[1]);
    static const char *const names[] = {"Name", "name_2", "fid", "GEOM"};
    assert_int_equal(geo_layer_column_count(layer), 4);
    for (int64_t i = 0; i < 4; i++) {
        geo_column c = geo_layer_column(layer, i);
        assert_string_equal(c.info.name, names[i]);
        assert_int_equal(c.ints[0], i + 1);
    }
    assert_non_null(strstr(p->notes, "\"name\" is called \"name_2\""));
    geo_layer_destroy(layer);
}

/* As the GeoPackage schema extension keeps them; GDAL reads them back from 3.7 on. */
static void titles_are_kept_in_a_geopackage(void **state)
{
    place *p = *state;
    size_t n;
    double at[1] = {1}, value[1] = {2};
    geo_column_info info = {"near_m", "Distance to O'Hare", "距离", "m"};
    geo_layer *layer;
    assert_ok(p->ctx, geo_layer_create_points(p->ctx, "a", 1, at, at, &layer));
    assert_ok(p->ctx, geo_layer_add_reals(p->ctx, layer, &info, value, NULL));
    assert_ok(p->ctx, geo_layer_write(p->ctx, in_folder(p, 0, "a.gpkg"), layer, NULL));
    geo_layer_destroy(layer);
    char *bytes = bytes_of(p->path[0], &n);
    assert_non_null(memmem(bytes, n, "near_mDistance to O'Hare (距离, m)", 34));
    free(bytes);
    layer = read_layer(p, p->path[0]);
    assert_true(geo_layer_column(layer, 0).reals[0] == 2.0);
    geo_layer_destroy(layer);
}

static void equal_layers_give_equal_bytes(void **state)
{
    place *p = *state;
    static const char *const names[] = {"a.gpkg", "a.fgb", "a.geojson"};
    put_text(p, in_folder(p, 0, "in.geojson"), places);
    geo_write_options o = geo_write_options_default();
    o.run = "{\"tool\":\"test\"}";
    o.overwrite = 1;
    for (int f = 0; f < 3; f++) {
        size_t n[2];
        char *bytes[2];
        for (int k = 0; k < 2; k++) {
            geo_layer *layer = read_layer(p, p->path[0]);
            assert_ok(p->ctx, geo_layer_write(p->ctx, in_folder(p, 1, names[f]), layer, &o));
            geo_layer_destroy(layer);
            bytes[k] = bytes_of(p->path[1], &n[k]);
        }
        assert_int_equal(n[0], n[1]);
        assert_memory_equal(bytes[0], bytes[1], n[0]);
        assert_non_null(f == 1 ? bytes[0] : memmem(bytes[0], n[0], "{\"tool\":\"test\"}", 15));
        free(bytes[0]);
        free(bytes[1]);
    }
}

/* ---- Real files ------------------------------------------------------------------------ */

/* "<shared data>/<name>", or NULL (and a word) when the folder is not there. */
static const char *shared_file(const char *name, char path[200])
{
    const char *folder = shared_data();
    if (folder == NULL) {
        print_message("no ../shared/data: skipped\n");
        return NULL;
    }
    (void)snprintf(path, 200, "%s/%s", folder, name);
    return path;
}

static void assert_twins(const geo_layer *a, const geo_layer *b)
{
    const geo_geometry *g = geo_layer_geometry(a), *h = geo_layer_geometry(b);
    assert_int_equal(geo_layer_count(a), geo_layer_count(b));
    for (int64_t i = 0; i < g->n; i++) {
        geo_span s = geo_feature_coords(g, i), t = geo_feature_coords(h, i);
        geo_box one = {INFINITY, INFINITY, -INFINITY, -INFINITY}, two = one;
        for (int64_t k = s.begin; k < s.end; k++) {
            one = (geo_box){fmin(one.min_x, g->x[k]), fmin(one.min_y, g->y[k]),
                            fmax(one.max_x, g->x[k]), fmax(one.max_y, g->y[k])};
        }
        for (int64_t k = t.begin; k < t.end; k++) {
            two = (geo_box){fmin(two.min_x, h->x[k]), fmin(two.min_y, h->y[k]),
                            fmax(two.max_x, h->x[k]), fmax(two.max_y, h->y[k])};
        }
        assert_int_equal(s.end - s.begin, t.end - t.begin);
        assert_near(one.min_x, two.min_x, 1e-10);
        assert_near(one.min_y, two.min_y, 1e-10);
        assert_near(one.max_x, two.max_x, 1e-10);
        assert_near(one.max_y, two.max_y, 1e-10);
    }
}

/* Every vertex of `b` is one of the same feature of `a`: rings may be turned or rotated. */
static void assert_same_vertices(const geo_layer *a, const geo_layer *b, double tolerance)
{
    const geo_geometry *g = geo_layer_geometry(a), *h = geo_layer_geometry(b);
    for (int64_t i = 0; i < g->n; i++) {
        geo_span s = geo_feature_coords(g, i), t = geo_feature_coords(h, i);
        for (int64_t k = t.begin; k < t.end; k++) {
            double nearest = INFINITY;
            for (int64_t m = s.begin; m < s.end; m++) {
                nearest = fmin(nearest, fmax(fabs(g->x[m] - h->x[k]), fabs(g->y[m] - h->y[k])));
            }
            assert_true(nearest <= tolerance);
        }
    }
}

static void assert_same_texts(const geo_layer *a, const geo_layer *b, const char *name)
{
    geo_column c = geo_layer_column(a, geo_layer_find(a, name));
    geo_column d = geo_layer_column(b, geo_layer_find(b, name));
    assert_memory_equal(c.text_begin, d.text_begin, (size_t)(c.n + 1) * sizeof(int64_t));
    assert_memory_equal(c.text, d.text, (size_t)c.text_begin[c.n]);
}

static void gbk_shapefiles_in_four_systems_are_the_same_townships(void **state)
{
    place *p = *state;
    static const char *const files[] = {"crs/ht_4490.shp", "crs/ht_4527.shp", "crs/ht_4548.shp",
                                        "crs/ht_32650.shp", "crs/ht_4527_nocpg.shp"};
    static const char *const systems[] = {"EPSG:4490", "EPSG:4527", "EPSG:4548", "EPSG:32650",
                                          "EPSG:4527"};
    char path[200];
    if (shared_file("beijing/haidian_townships_pop.geojson", path) == NULL) {
        skip();
    }
    geo_layer *twin = read_layer(p, path);
    for (int f = 0; f < 5; f++) {
        geo_layer *layer;
        geo_read_options o = geo_read_options_default();
        (void)shared_file(files[f], path);
        if (f == 4) {
            assert_status(p->ctx, geo_layer_read(p->ctx, path, &o, &layer), GEO_DATA);
            assert_message_has(p->ctx,
                               "ht_4527_nocpg.shp: feature 1: column \"name\": text is not");
            assert_message_has(p->ctx, "--encoding GBK");
            o.encoding = "GBK";
        }
        assert_ok(p->ctx, geo_layer_read(p->ctx, path, &o, &layer));
        assert_string_equal(geo_layer_source_crs(layer), systems[f]);
        assert_int_equal(strlen(geo_layer_digest(layer)), 64);
        assert_twins(layer, twin);
        assert_same_vertices(layer, twin, 1e-8);
        assert_same_texts(layer, twin, "name");
        geo_layer_destroy(layer);
    }
    geo_layer_destroy(twin);
}

static void a_shapefile_must_be_complete(void **state)
{
    place *p = *state;
    static const char *const ends[] = {"shp", "prj", "shx", "dbf"};
    geo_layer *layer;
    char path[200], name[40];
    if (shared_file("crs/ht_4548.shp", path) == NULL) {
        skip();
    }
    for (int k = 0; k < 4; k++) {
        size_t n;
        (void)snprintf(name, sizeof name, "crs/ht_4548.%s", ends[k]);
        char *bytes = bytes_of(shared_file(name, path), &n);
        (void)snprintf(name, sizeof name, "PART.%s", ends[k]);
        assert_ok(p->ctx, geo_file_write(p->ctx, in_folder(p, 0, name), bytes, n, 0));
        free(bytes);
        geo_read_options o = geo_read_options_default();
        o.encoding = "GBK";
        geo_status status = geo_layer_read(p->ctx, in_folder(p, 1, "PART.shp"), &o, &layer);
        assert_int_equal(status, k < 2 ? GEO_DATA : GEO_OK);
        if (k < 2) {
            assert_message_has(p->ctx, "its .shx is missing or cut");
        } else if (k == 2) {
            assert_non_null(strstr(p->notes, "has no .dbf beside it"));
            assert_int_equal(geo_layer_column_count(layer), 0);
        }
        geo_layer_destroy(layer);
    }
    assert_int_equal(unlink(in_folder(p, 2, "PART.prj")), 0);
    assert_status(p->ctx, geo_layer_read(p->ctx, p->path[1], NULL, &layer), GEO_DATA);
    assert_status(p->ctx, geo_layer_read(p->ctx, in_folder(p, 2, "PART.dbf"), NULL, &layer),
                  GEO_DATA);
    assert_message_has(p->ctx, "give the file that ends in .shp");
}

/* A Shapefile of one point and one number, byte by byte, with one of them changed. */
static geo_status read_small_shapefile(place *p, int type, const char *number, int row_size)
{
    unsigned char shp[128] = {0}, shx[108] = {0};
    char dbf[32 + 32 + 1 + 9] = {3};
    static const double at[2] = {116.25, 40.5};
    geo_read_options o = geo_read_options_default();
    geo_layer *layer;
    shp[2] = 0x27, shp[3] = 0x0A, shp[27] = 64, shp[29] = 3, shp[28] = 0xE8; /* version 1000 */
    shp[32] = 1;
    memcpy(shx, shp, 100);
    shx[27] = 54, shx[103] = 50, shx[107] = 10;
    shp[103] = 1, shp[107] = 10, shp[108] = (unsigned char)type;
    memcpy(shp + 112, at, sizeof at);
    dbf[4] = 1, dbf[8] = 65, dbf[10] = (char)row_size;
    memcpy(dbf + 32, "pop", 3);
    dbf[43] = 'N', dbf[48] = 8, dbf[49] = 2, dbf[64] = 0x0D;
    memcpy(dbf + 65, " ", 1);
    memcpy(dbf + 66, number, 8);
    assert_ok(p->ctx, geo_file_write(p->ctx, in_folder(p, 0, "a.shp"), shp, sizeof shp, 1));
    assert_ok(p->ctx, geo_file_write(p->ctx, in_folder(p, 1, "a.shx"), shx, sizeof shx, 1));
    assert_ok(p->ctx, geo_file_write(p->ctx, in_folder(p, 1, "a.dbf"), dbf, sizeof dbf, 1));
    o.crs = "EPSG:4326";
    geo_status status = geo_layer_read(p->ctx, p->path[0], &o, &layer);
    if (status == GEO_OK) {
        assert_true(geo_layer_column(layer, 0).reals[0] == 12.5);
        assert_true(geo_layer_geometry(layer)->x[0] == 116.25);
    }
    geo_layer_destroy(layer);
    return status;
}

static void what_gdal_would_misread_is_refused(void **state)
{
    place *p = *state;
    assert_ok(p->ctx, read_small_shapefile(p, 1, "   12.50", 9));
    assert_status(p->ctx, read_small_shapefile(p, 1, "   12,50", 9), GEO_DATA);
    assert_message_has(p->ctx, "a.shp: feature 1: column \"pop\": \"   12,50\" is no number");
    assert_status(p->ctx, read_small_shapefile(p, 99, "   12.50", 9), GEO_DATA);
    assert_message_has(p->ctx, "feature 1: there is no shape type 99");
    assert_status(p->ctx, read_small_shapefile(p, 1, "   12.50", 10), GEO_DATA);
    assert_message_has(p->ctx, "its .dbf is cut off or damaged");
    assert_status(p->ctx, read_small_shapefile(p, 1, "   12.50", 0), GEO_DATA);
}

static void gcj_02_and_bd_09_are_undone(void **state)
{
    place *p = *state;
    static const char *const files[] = {"crs/haidian_townships_gcj02.geojson",
                                        "crs/haidian_townships_bd09.geojson"};
    static const char *const systems[] = {"GCJ-02", "BD-09"};
    char path[200];
    if (shared_file("beijing/haidian_townships_pop.geojson", path) == NULL) {
        skip();
    }
    geo_layer *twin = read_layer(p, path);
    for (int f = 0; f < 2; f++) {
        geo_layer *layer;
        geo_read_options o = geo_read_options_default();
        o.crs = systems[f];
        assert_ok(p->ctx, geo_layer_read(p->ctx, shared_file(files[f], path), &o, &layer));
        assert_same_vertices(layer, twin, 1e-6);
        geo_layer_destroy(layer);
    }
    geo_layer_destroy(twin);
}

static void a_flatgeobuf_in_web_mercator_becomes_degrees(void **state)
{
    place *p = *state;
    char path[200];
    if (shared_file("networks/amsterdam_roads.fgb", path) == NULL) {
        skip();
    }
    geo_layer *layer = read_layer(p, path);
    geo_box box = geo_layer_extent(layer);
    assert_int_equal(geo_layer_count(layer), 21648);
    assert_true(box.min_x > 4.7 && box.max_x < 5.1 && box.min_y > 52.2 && box.max_y < 52.5);
    geo_layer_destroy(layer);
}

/* ---- Layers of a GeoPackage ------------------------------------------------------------ */

static void an_unknown_layer_is_named_with_the_nearest(void **state)
{
    place *p = *state;
    geo_layer *layer;
    geo_read_options o = geo_read_options_default();
    put_text(p, in_folder(p, 0, "in.geojson"), everything);
    convert(p, p->path[0], in_folder(p, 1, "stations.gpkg"));
    o.layer = "statoins";
    assert_status(p->ctx, geo_layer_read(p->ctx, p->path[1], &o, &layer), GEO_INVALID);
    assert_message_has(p->ctx, "stations.gpkg: has no layer \"statoins\"");
    assert_message_has(p->ctx, "did you mean \"stations\"?");
    o.layer = "stations";
    assert_ok(p->ctx, geo_layer_read(p->ctx, p->path[1], &o, &layer));
    geo_layer_destroy(layer);
    assert_status(p->ctx, geo_layer_read(p->ctx, p->path[0], &o, &layer), GEO_INVALID);
    assert_message_has(p->ctx, "a layer can only be named in a GeoPackage");
}

/* The one in the corpus never ends. */
static void a_view_is_not_run(void **state)
{
    place *p = *state;
    geo_layer *layer;
    char path[200];
    geo_read_options o = geo_read_options_default();
    o.layer = "v";
    if (shared_file("../corpus/own/gpkg/view_infinite_recursion.gpkg", path) == NULL ||
        access(path, R_OK) != 0) {
        skip();
    }
    assert_status(p->ctx, geo_layer_read(p->ctx, path, &o, &layer), GEO_UNSUPPORTED);
    assert_message_has(p->ctx, "the layer \"v\" is a view");
    o.layer = "pts";
    assert_ok(p->ctx, geo_layer_read(p->ctx, path, &o, &layer));
    geo_layer_destroy(layer);
}

static void unsaved_changes_beside_a_geopackage_are_refused(void **state)
{
    place *p = *state;
    geo_layer *layer;
    put_text(p, in_folder(p, 0, "in.geojson"), everything);
    convert(p, p->path[0], in_folder(p, 1, "a.gpkg"));
    put_text(p, in_folder(p, 2, "a.gpkg-wal"), "rows");
    assert_status(p->ctx, geo_layer_read(p->ctx, p->path[1], NULL, &layer), GEO_DATA);
    assert_message_has(p->ctx, "another program has unsaved changes in it (-wal)");
    layer = read_layer(p, p->path[0]);
    geo_write_options o = geo_write_options_default();
    o.overwrite = 1;
    assert_status(p->ctx, geo_layer_write(p->ctx, p->path[1], layer, &o), GEO_DATA);
    geo_layer_destroy(layer);
}

static void reading_changes_nothing_and_adds_no_file(void **state)
{
    place *p = *state;
    static const char *const names[] = {"a.gpkg", "a.fgb"};
    put_text(p, in_folder(p, 0, "in.geojson"), places);
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

/* ---- Bad input ------------------------------------------------------------------------- */

static void files_of_no_format_are_refused(void **state)
{
    place *p = *state;
    static const struct {
        const char *name, *bytes;
        size_t size;
        geo_status status;
        const char *message;
    } cases[] = {
        {"a.geojson", "", 0, GEO_DATA, "a.geojson: is empty"},
        {"a.bin", "hello", 5, GEO_DATA, "is in no format that is read here"},
        {"a.csv", "a\0b", 3, GEO_DATA, "is in no format"},
        {"a.gz", "\x1F\x8B\x08", 3, GEO_UNSUPPORTED, "is a gzip file"},
        {"a.zip", "PK\x03\x04", 4, GEO_UNSUPPORTED, "is a ZIP archive"},
        {"a.kml", "<?xml version", 13, GEO_UNSUPPORTED, "is an XML file"},
        {"a.db", "SQLite format 3\0 and more", 25, GEO_UNSUPPORTED, "no GeoPackage"},
        {"a.gpkg", "SQLite format 3\0 and more", 25, GEO_DATA, "cannot be read as GeoPackage"},
        {"a.fgb",
         "fgb\x03"
         "fgb\x01 and more",
         17, GEO_DATA, "cannot be read as FlatGeobuf"},
        {"a.csv", "lon,lat\n200,10\n", 15, GEO_DATA, "EPSG:4548"},
        {"a.csv", "name,kind\n1,2\n", 14, GEO_DATA, "no column of longitude"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        geo_layer *layer;
        const char *path = in_folder(p, 0, cases[i].name);
        assert_ok(p->ctx, geo_file_write(p->ctx, path, cases[i].bytes, cases[i].size, 1));
        assert_status(p->ctx, geo_layer_read(p->ctx, path, NULL, &layer), cases[i].status);
        assert_null(layer);
        assert_message_has(p->ctx, cases[i].message);
        assert_message_has(p->ctx, cases[i].name);
    }
}

/* Every cut of a file is an error or a layer, never a crash; a cut FlatGeobuf is never taken
 * for a whole one. */
static void files_that_are_cut_off_are_refused(void **state)
{
    place *p = *state;
    static const char *const names[] = {"a.gpkg", "a.fgb"};
    put_text(p, in_folder(p, 0, "in.geojson"), places);
    for (int f = 0; f < 2; f++) {
        size_t n;
        convert(p, p->path[0], in_folder(p, 1, names[f]));
        char *bytes = bytes_of(p->path[1], &n);
        (void)in_folder(p, 2, f == 0 ? "cut.gpkg" : "cut.fgb");
        for (size_t k = 1; k <= 20; k++) {
            geo_layer *layer;
            size_t size = n * k / 21;
            assert_ok(p->ctx, geo_file_write(p->ctx, p->path[2], bytes, size, 1));
            geo_status status = geo_layer_read(p->ctx, p->path[2], NULL, &layer);
            if (status == GEO_OK && geo_layer_count(layer) == 4 && f == 1) {
                fail_msg("%zu of %zu bytes of %s were taken for all", size, n, names[f]);
            }
            geo_layer_destroy(layer);
        }
        free(bytes);
    }
}

static void outputs_that_cannot_be_are_refused(void **state)
{
    place *p = *state;
    geo_layer *layer;
    geo_write_options o = geo_write_options_default();
    put_text(p, in_folder(p, 0, "in.geojson"), everything);
    layer = read_layer(p, p->path[0]);
    assert_status(p->ctx, geo_layer_write(p->ctx, in_folder(p, 1, "a.shp"), layer, NULL),
                  GEO_INVALID);
    assert_message_has(p->ctx, "a Shapefile would cut names");
    assert_status(p->ctx, geo_layer_write(p->ctx, p->path[0], layer, NULL), GEO_IO);
    assert_message_has(p->ctx, "in.geojson: exists already");
    o.decimals = 16;
    assert_status(p->ctx, geo_layer_write(p->ctx, in_folder(p, 1, "a.geojson"), layer, &o),
                  GEO_INVALID);
    o = geo_write_options_default();
    o.run = "[1]";
    assert_status(p->ctx, geo_layer_write(p->ctx, p->path[1], layer, &o), GEO_INVALID);
    o = geo_write_options_default();
    o.style = GEO_STYLE_SINGLE;
    assert_status(p->ctx, geo_layer_write(p->ctx, "-", layer, &o), GEO_INVALID);
    assert_message_has(p->ctx, "standard output: style");
    assert_status(p->ctx, geo_layer_write_check(p->ctx, "-", &o), GEO_INVALID);
    assert_status(p->ctx, geo_layer_write_check(p->ctx, p->path[0], NULL), GEO_IO);
    assert_message_has(p->ctx, "in.geojson: exists already");
    assert_status(p->ctx, geo_layer_write_check(p->ctx, "nowhere/a.gpkg", NULL), GEO_IO);
    assert_status(p->ctx, geo_layer_write_check(p->ctx, "a.docx", NULL), GEO_INVALID);
    assert_ok(p->ctx, geo_layer_write_check(p->ctx, in_folder(p, 1, "a.geojson"), &o));
    assert_ok(p->ctx, geo_layer_write_check(p->ctx, in_folder(p, 1, "a.gpkg"), NULL));
    assert_ok(p->ctx, geo_layer_write_check(p->ctx, "-", NULL));
    geo_layer_destroy(layer);
    assert_int_equal(entries(p->folder), 1);
}

static void the_caller_overrules_the_files_system_and_is_told(void **state)
{
    place *p = *state;
    geo_layer *layer;
    geo_read_options o = geo_read_options_default();
    put_text(p, in_folder(p, 0, "a.csv"), "x,y\n441064.2374,4427980.5179\n");
    o.crs = "EPSG:4548";
    assert_ok(p->ctx, geo_layer_read(p->ctx, p->path[0], &o, &layer));
    assert_near(geo_layer_geometry(layer)->x[0], 116.31, 1e-11);
    assert_near(geo_layer_geometry(layer)->y[0], 39.984, 1e-11);
    assert_string_equal(geo_layer_source_crs(layer), "EPSG:4548");
    put_text(p, in_folder(p, 2, "degrees.csv"), "x,y\n116.31,39.984\n");
    geo_layer *none;
    assert_status(p->ctx, geo_layer_read(p->ctx, p->path[2], &o, &none), GEO_DATA);
    assert_null(none);
    assert_message_has(p->ctx, "degrees, not the metres of EPSG:4548");
    assert_int_equal(remove(p->path[2]), 0);
    assert_ok(p->ctx, geo_layer_write(p->ctx, in_folder(p, 1, "a.gpkg"), layer, NULL));
    geo_layer_destroy(layer);
    o.crs = "GCJ-02";
    assert_ok(p->ctx, geo_layer_read(p->ctx, p->path[1], &o, &layer));
    assert_non_null(strstr(p->notes, "read in GCJ-02 as asked, though the file says EPSG:4326"));
    geo_layer_destroy(layer);
}

static void stems_and_extensions_are_those_of_the_name(void **state)
{
    (void)state;
    static const char *const cases[][2] = {{"/a/b.c/roads.tar.gz", "roads.tar"},
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

/* ---- Threads --------------------------------------------------------------------------- */

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
    put_text(p, in_folder(p, 0, "in.geojson"), places);
    for (int i = 0; i < THREADS; i++) {
        job[i] = (thread_job){p, i, false};
        assert_int_equal(pthread_create(&thread[i], NULL, there_and_back, &job[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(thread[i], NULL), 0);
        assert_true(job[i].right);
    }
}

/* ---- Allocations ----------------------------------------------------------------------- */

typedef struct copy_job {
    const char *from, *to;
} copy_job;

static geo_status copy_once(geo_ctx *ctx, void *data)
{
    const copy_job *job = data;
    geo_layer *layer;
    geo_write_options o = geo_write_options_default();
    o.overwrite = 1;
    o.run = "{}";
    o.style = GEO_STYLE_CATEGORIES;
    o.style_field = "text";
    geo_status status = geo_layer_read(ctx, job->from, NULL, &layer);
    if (status == GEO_OK) {
        status = geo_layer_write(ctx, job->to, layer, &o);
    }
    geo_layer_destroy(layer);
    return status;
}

/* What GDAL and PROJ allocate themselves is not counted. */
static void survives_every_allocation_failure(void **state)
{
    place *p = *state;
    static const char *const names[] = {"a.geojson", "a.gpkg", "a.fgb", "a.csv"};
    put_text(p, in_folder(p, 0, names[0]), places);
    convert(p, p->path[0], in_folder(p, 1, names[1]));
    convert(p, p->path[0], in_folder(p, 1, names[2]));
    put_text(p, in_folder(p, 1, names[3]), "lon,lat,text,n\n1,2,a,1\n,,\"b\"\"\",2\n");
    for (int f = 0; f < 4; f++) {
        const char *to = f == 0 ? "b.gpkg" : "b.geojson";
        copy_job job = {in_folder(p, 1, names[f]), in_folder(p, 2, to)};
        assert_true(assert_survives_allocation_failures(copy_once, &job) > 20);
        assert_int_equal(unlink(p->path[2]), 0);
        assert_int_equal(unlink(in_folder(p, 2, "b.qml")), 0);
        assert_int_equal(entries(p->folder), 4);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_place, free_place)
    const struct CMUnitTest tests[] = {
        TEST(every_type_survives_geopackage),
        TEST(every_type_survives_flatgeobuf),
        TEST(flatgeobuf_refuses_features_that_it_cannot_keep),
        TEST(a_layer_without_features_is_a_file_like_any_other),
        TEST(ids_that_are_no_keys_become_a_column),
        TEST(times_come_back_as_they_were),
        TEST(only_exact_times_are_parsed),
        TEST(columns_that_sql_cannot_tell_apart_are_renamed),
        TEST(titles_are_kept_in_a_geopackage),
        TEST(equal_layers_give_equal_bytes),
        TEST(gbk_shapefiles_in_four_systems_are_the_same_townships),
        TEST(a_shapefile_must_be_complete),
        TEST(what_gdal_would_misread_is_refused),
        TEST(gcj_02_and_bd_09_are_undone),
        TEST(a_flatgeobuf_in_web_mercator_becomes_degrees),
        TEST(an_unknown_layer_is_named_with_the_nearest),
        TEST(a_view_is_not_run),
        TEST(unsaved_changes_beside_a_geopackage_are_refused),
        TEST(reading_changes_nothing_and_adds_no_file),
        TEST(files_of_no_format_are_refused),
        TEST(files_that_are_cut_off_are_refused),
        TEST(outputs_that_cannot_be_are_refused),
        TEST(the_caller_overrules_the_files_system_and_is_told),
        TEST(stems_and_extensions_are_those_of_the_name),
        TEST(contexts_on_different_threads_do_not_meet),
        TEST(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
