/* SPDX-License-Identifier: MIT */
/* Rasters out: what is written is what geo_raster_open() reads, and what is refused. */
#include "place.h"
#include "support.h"

#include <float.h>

#include "geo/raster.h"
#include "geo/space.h"

enum { MOST = 300 * 530 };

static double values[MOST], got[MOST];

/* An eighth are no data; the others have as many digits as a float keeps. */
static geo_raster_cells cells_of(int64_t width, int64_t height, const char *crs)
{
    test_random random = {(uint64_t)(width * 1000 + height)};
    for (int64_t i = 0; i < width * height; i++) {
        double value = (double)(float)(1e4 * test_random_unit(&random) - 3e3);
        values[i] = test_random_below(&random, 8) == 0 ? (double)NAN : value;
    }
    geo_raster_cells c = {width, height, values, 440000.0, 4420000.0, 250.0, 100.0, crs, NULL};
    return c;
}

static void assert_comes_back(place *p, const geo_raster_cells *c, const char *crs)
{
    geo_raster *r;
    assert_ok(p->ctx, geo_raster_open(p->ctx, p->path[0], NULL, &r));
    const geo_raster_info *i = geo_raster_describe(r);
    geo_raster_window all = {0, 0, c->width, c->height};
    assert_true(i->width == c->width && i->height == c->height && i->bands == 1);
    assert_true(i->block_width == 256 && i->block_height == 256 && i->has_nodata && !i->masked);
    assert_true(i->transform[0] == c->west && i->transform[1] == c->cell_width);
    assert_true(i->transform[3] == c->north && i->transform[5] == -c->cell_height);
    assert_true(i->transform[2] == 0.0 && i->transform[4] == 0.0);
    if (crs != NULL) {
        assert_string_equal(i->crs, crs);
    }
    assert_ok(p->ctx, geo_raster_read(p->ctx, r, all, got));
    for (int64_t k = 0; k < c->width * c->height; k++) {
        assert_true(isnan(c->values[k]) ? isnan(got[k]) : got[k] == c->values[k]);
    }
    geo_raster_close(r);
}

static void what_is_written_comes_back(void **state)
{
    place *p = *state;
    static const int64_t sizes[][2] = {{1, 1}, {5, 1}, {1, 300}, {256, 256}, {300, 530}};
    in_folder(p, 0, "a.tif");
    for (int way = 0; way < 20; way++) {
        geo_raster_write_options o = geo_raster_write_options_default();
        geo_raster_cells c = cells_of(sizes[way % 5][0], sizes[way % 5][1], "EPSG:4548");
        o.overwrite = way > 0;
        o.doubles = way / 5 % 2;
        o.nodata = way / 10 == 0 ? (double)NAN : -9999.0;
        values[0] = o.doubles != 0 ? 1.0 / 3.0 : 0.25;
        assert_ok(p->ctx, geo_raster_write(p->ctx, p->path[0], &c, &o));
        assert_comes_back(p, &c, "EPSG:4548");
    }
}

static void any_system_of_a_frame_is_kept(void **state)
{
    place *p = *state;
    static const geo_box boxes[] = {
        {116.2, 39.8, 116.4, 40.0}, {2.2, 48.8, 2.5, 48.9}, {-70, -30, -40, 0}};
    in_folder(p, 0, "a.tif");
    for (int k = 0; k < 3; k++) {
        geo_frame *frame = NULL;
        geo_frame_options asked = geo_frame_options_default();
        geo_raster_write_options o = geo_raster_write_options_default();
        asked.max_scale_error = 1.0;
        assert_ok(p->ctx, geo_frame_create(p->ctx, boxes[k], &asked, &frame));
        geo_raster_cells c = cells_of(40, 30, geo_frame_crs(frame));
        c.west = k == 0 ? 448000 : 1000;
        c.north = k == 0 ? 4410000 : 7000;
        o.overwrite = 1;
        assert_ok(p->ctx, geo_raster_write(p->ctx, p->path[0], &c, &o));
        assert_comes_back(p, &c, k == 0 ? "EPSG:4548" : NULL);
        /* The first corner lies where the frame has it. */
        geo_raster *r;
        double lon[2 * 2], lat[2 * 2], x = c.west, y = c.north;
        assert_ok(p->ctx, geo_raster_open(p->ctx, p->path[0], NULL, &r));
        assert_ok(p->ctx, geo_raster_corners(p->ctx, r, (geo_raster_window){0, 0, 1, 1}, lon, lat));
        assert_ok(p->ctx, geo_frame_inverse(p->ctx, frame, 1, &x, &y, &x, &y));
        assert_near(lon[0], x, 1e-11);
        assert_near(lat[0], y, 1e-11);
        geo_raster_close(r);
        geo_frame_destroy(frame);
    }
}

static void degrees_and_wkt_are_systems_too(void **state)
{
    place *p = *state;
    static const char wkt[] =
        "PROJCS[\"local\",GEOGCS[\"WGS 84\",DATUM[\"WGS_1984\",SPHEROID[\"WGS 84\",6378137,"
        "298.257223563]],PRIMEM[\"Greenwich\",0],UNIT[\"degree\",0.0174532925199433]],"
        "PROJECTION[\"Transverse_Mercator\"],PARAMETER[\"latitude_of_origin\",0],"
        "PARAMETER[\"central_meridian\",116],PARAMETER[\"scale_factor\",1],"
        "PARAMETER[\"false_easting\",500000],PARAMETER[\"false_northing\",0],UNIT[\"metre\",1]]";
    geo_raster_write_options o = geo_raster_write_options_default();
    in_folder(p, 0, "a.tiff");
    o.overwrite = 1;
    geo_raster_cells c = cells_of(20, 10, "EPSG:4326");
    c.west = 116;
    c.north = 40;
    c.cell_width = c.cell_height = 0.01;
    assert_ok(p->ctx, geo_raster_write(p->ctx, p->path[0], &c, &o));
    assert_comes_back(p, &c, "EPSG:4326");
    c = cells_of(20, 10, wkt);
    assert_ok(p->ctx, geo_raster_write(p->ctx, p->path[0], &c, &o));
    assert_comes_back(p, &c, NULL);
}

static void equal_cells_are_equal_bytes_with_title_and_run(void **state)
{
    place *p = *state;
    geo_raster_write_options o = geo_raster_write_options_default();
    geo_raster_cells c = cells_of(300, 280, "EPSG:4548");
    size_t size[2];
    in_folder(p, 0, "a.tif");
    in_folder(p, 1, "b.tif");
    c.title = "points per km\xc2\xb2";
    o.run = "{\"command\": \"a < b\"}";
    assert_ok(p->ctx, geo_raster_write(p->ctx, p->path[0], &c, &o));
    assert_ok(p->ctx, geo_raster_write(p->ctx, p->path[1], &c, &o));
    assert_comes_back(p, &c, "EPSG:4548");
    char *a = bytes_of(p->path[0], &size[0]), *b = bytes_of(p->path[1], &size[1]);
    assert_true(size[0] == size[1] && memcmp(a, b, size[0]) == 0);
    assert_true(size[0] < 300 * 280 * 4);
    bool run = false, title = false;
    for (size_t i = 0; i + 30 < size[0]; i++) {
        run = run || memcmp(a + i, "name=\"GEO_RUN\"", 14) == 0;
        title = title || memcmp(a + i, "points per km\xc2\xb2", 15) == 0;
    }
    assert_true(run && title);
    free(a);
    free(b);
    assert_int_equal(entries(p->folder), 2);
}

/* ---- What is refused ------------------------------------------------------------------ */

static void refuses(place *p, const geo_raster_cells *c, const geo_raster_write_options *o,
                    geo_status expected, const char *message)
{
    assert_status(p->ctx, geo_raster_write(p->ctx, p->path[0], c, o), expected);
    assert_message_has(p->ctx, message);
    assert_message_has(p->ctx, p->path[0]);
    assert_int_equal(entries(p->folder), 0);
}

static void what_cannot_be_written_leaves_nothing(void **state)
{
    place *p = *state;
    const geo_raster_cells good = cells_of(4, 3, "EPSG:4548");
    geo_raster_write_options o = geo_raster_write_options_default();
    geo_raster_cells c = good;
    in_folder(p, 0, "a.tif");
    c.crs = "EPSG:999999";
    refuses(p, &c, NULL, GEO_INVALID, "EPSG:999999");
    c.crs = NULL;
    refuses(p, &c, NULL, GEO_INVALID, "system");
    c.crs = "/etc/passwd";
    refuses(p, &c, NULL, GEO_INVALID, "passwd");
    c = good;
    c.width = 0;
    refuses(p, &c, NULL, GEO_INVALID, "0 x 3");
    c.width = INT64_MAX;
    refuses(p, &c, NULL, GEO_INVALID, "cannot be written");
    c = good;
    c.cell_height = -1.0;
    refuses(p, &c, NULL, GEO_INVALID, "no place");
    c = good;
    c.west = (double)NAN;
    refuses(p, &c, NULL, GEO_INVALID, "no place");
    values[6] = (double)INFINITY;
    refuses(p, &good, NULL, GEO_DATA, "row 2, column 3");
    values[6] = 1e39;
    refuses(p, &good, NULL, GEO_DATA, "cannot be written");
    values[6] = -9.0;
    o.nodata = -9.0;
    refuses(p, &good, &o, GEO_DATA, "stands for no data");
    o = geo_raster_write_options_default();
    o.run = "[1]";
    refuses(p, &good, &o, GEO_INVALID, "JSON");
    in_folder(p, 0, "a.png");
    refuses(p, &good, NULL, GEO_INVALID, ".tif");
    assert_status(p->ctx, geo_raster_write_check(p->ctx, p->path[0], NULL), GEO_INVALID);
}

static void what_exists_is_replaced_only_when_asked(void **state)
{
    place *p = *state;
    geo_raster_cells c = cells_of(4, 3, "EPSG:4548");
    geo_raster_write_options o = geo_raster_write_options_default();
    size_t size;
    in_folder(p, 0, "a.tif");
    assert_ok(p->ctx, geo_raster_write_check(p->ctx, p->path[0], NULL));
    assert_int_equal(entries(p->folder), 0);
    put_text(p, p->path[0], "mine");
    assert_status(p->ctx, geo_raster_write_check(p->ctx, p->path[0], NULL), GEO_IO);
    assert_status(p->ctx, geo_raster_write(p->ctx, p->path[0], &c, NULL), GEO_IO);
    assert_message_has(p->ctx, "exists");
    o.overwrite = 1;
    o.style = 1;
    values[2] = (double)INFINITY; /* fails on the way: what was there stays */
    assert_status(p->ctx, geo_raster_write(p->ctx, p->path[0], &c, &o), GEO_DATA);
    char *text = bytes_of(p->path[0], &size);
    assert_string_equal(text, "mine");
    free(text);
    values[2] = 2.0;
    assert_ok(p->ctx, geo_raster_write_check(p->ctx, p->path[0], &o));
    assert_ok(p->ctx, geo_raster_write(p->ctx, p->path[0], &c, &o));
    assert_comes_back(p, &c, "EPSG:4548");
    assert_int_equal(entries(p->folder), 2);
    assert_ok(p->ctx, geo_raster_write(p->ctx, p->path[0], &c, &o));
    o.overwrite = 0;
    in_folder(p, 0, "a.tiff");
    assert_status(p->ctx, geo_raster_write_check(p->ctx, p->path[0], &o), GEO_IO);
    assert_message_has(p->ctx, "a.qml");
    assert_int_equal(entries(p->folder), 2);
}

static int times(const char *text, const char *word)
{
    int n = 0;
    for (const char *at = strstr(text, word); at != NULL; at = strstr(at + 1, word)) {
        n++;
    }
    return n;
}

/* 1 .. 20 in fives of four cells each, whatever has no number. */
static void a_style_has_classes_of_equally_many_cells(void **state)
{
    place *p = *state;
    geo_raster_write_options o = geo_raster_write_options_default();
    geo_raster_cells c = cells_of(5, 6, "EPSG:4548");
    for (int i = 0; i < 30; i++) {
        values[i] = i < 20 ? (double)(i * 7 % 20 + 1) : (double)NAN;
    }
    o.style = 1;
    in_folder(p, 0, "a.b.tif");
    in_folder(p, 1, "a.b.qml");
    assert_ok(p->ctx, geo_raster_write(p->ctx, p->path[0], &c, &o));
    size_t size;
    char *text = bytes_of(p->path[1], &size);
    assert_int_equal(times(text, "<item "), 5);
    assert_non_null(strstr(text, "<item value=\"4\" label=\"1 - 4\" color=\"#ffffcc\""));
    assert_non_null(strstr(text, "<item value=\"16\" label=\"12 - 16\" color=\"#2c7fb8\""));
    assert_non_null(strstr(text, "<item value=\"inf\" label=\"16 - 20\" color=\"#253494\""));
    free(text);
}

static void a_style_may_have_one_class_or_none(void **state)
{
    place *p = *state;
    geo_raster_write_options o = geo_raster_write_options_default();
    geo_raster_cells c = cells_of(2, 2, "EPSG:4548");
    in_folder(p, 0, "a.tif");
    in_folder(p, 1, "a.qml");
    o.style = o.overwrite = o.doubles = 1;
    for (int way = 0; way < 3; way++) {
        for (int i = 0; i < 4; i++) {
            values[i] = way == 0 ? (double)NAN : way == 1 ? 3.0 : i % 2 == 0 ? DBL_MAX : -DBL_MAX;
        }
        assert_ok(p->ctx, geo_raster_write(p->ctx, p->path[0], &c, &o));
        size_t size;
        char *text = bytes_of(p->path[1], &size);
        assert_int_equal(times(text, "<item "), way);
        assert_non_null(strstr(text, "</qgis>"));
        free(text);
    }
    assert_status(p->ctx, geo_raster_write(p->ctx, "-", &c, &o), GEO_INVALID);
    assert_message_has(p->ctx, "style");
}

static void no_data_is_compared_as_it_is_kept(void **state)
{
    place *p = *state;
    static const double never[] = {0.1, -9999.1, 1e39, -DBL_MAX, 16777217.0, 1e-50};
    static const double fine[] = {-(double)FLT_MAX, 0.0, (double)INFINITY, 0.5, (double)NAN};
    geo_raster_write_options o = geo_raster_write_options_default();
    geo_raster_cells c = cells_of(4, 3, "EPSG:4548");
    in_folder(p, 0, "a.tif");
    for (size_t i = 0; i < sizeof never / sizeof *never; i++) {
        o.nodata = never[i];
        refuses(p, &c, &o, GEO_INVALID, "for no data cannot be held by float32");
    }
    o.nodata = 16777216.0;
    values[5] = 16777217.0; /* differ as doubles, are one float */
    refuses(p, &c, &o, GEO_DATA, "row 2, column 2");
    o.doubles = 1;
    assert_ok(p->ctx, geo_raster_write(p->ctx, p->path[0], &c, &o));
    assert_comes_back(p, &c, "EPSG:4548");
    o.overwrite = 1;
    o.nodata = 0.1;
    assert_ok(p->ctx, geo_raster_write(p->ctx, p->path[0], &c, &o));
    assert_comes_back(p, &c, "EPSG:4548");
    o.doubles = 0;
    values[5] = 1.5;
    for (size_t i = 0; i < sizeof fine / sizeof *fine; i++) {
        o.nodata = fine[i];
        assert_ok(p->ctx, geo_raster_write(p->ctx, p->path[0], &c, &o));
        assert_comes_back(p, &c, "EPSG:4548");
    }
}

/* ---- Interrupted, out of memory ------------------------------------------------------- */

static int stop_half_way(double fraction, const char *message, void *user)
{
    (void)message;
    (void)user;
    return fraction < 0.4;
}

static void an_interrupt_leaves_nothing(void **state)
{
    place *p = *state;
    geo_ctx *ctx;
    geo_ctx_options options = geo_ctx_options_default();
    geo_raster_cells c = cells_of(300, 530, "EPSG:4548");
    geo_raster_write_options o = geo_raster_write_options_default();
    options.progress = stop_half_way;
    o.style = 1;
    in_folder(p, 0, "a.tif");
    assert_true(geo_ctx_create(&options, &ctx) == GEO_OK);
    assert_status(ctx, geo_raster_write(ctx, p->path[0], &c, &o), GEO_CANCELLED);
    assert_int_equal(entries(p->folder), 0);
    geo_ctx_destroy(ctx);
}

static geo_status write_once(geo_ctx *ctx, void *path)
{
    const geo_raster_cells c = {3, 2, values, 440000, 4420000, 100, 100, "EPSG:4548", NULL};
    geo_raster_write_options o = geo_raster_write_options_default();
    o.overwrite = o.style = 1;
    return geo_raster_write(ctx, path, &c, &o);
}

static void a_lack_of_memory_is_survived(void **state)
{
    place *p = *state;
    (void)cells_of(3, 2, NULL);
    in_folder(p, 0, "a.tif");
    assert_true(assert_survives_allocation_failures(write_once, p->path[0]) > 3);
    assert_int_equal(entries(p->folder), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_written_comes_back, make_place, free_place),
        cmocka_unit_test_setup_teardown(any_system_of_a_frame_is_kept, make_place, free_place),
        cmocka_unit_test_setup_teardown(degrees_and_wkt_are_systems_too, make_place, free_place),
        cmocka_unit_test_setup_teardown(equal_cells_are_equal_bytes_with_title_and_run, make_place,
                                        free_place),
        cmocka_unit_test_setup_teardown(what_cannot_be_written_leaves_nothing, make_place,
                                        free_place),
        cmocka_unit_test_setup_teardown(no_data_is_compared_as_it_is_kept, make_place, free_place),
        cmocka_unit_test_setup_teardown(what_exists_is_replaced_only_when_asked, make_place,
                                        free_place),
        cmocka_unit_test_setup_teardown(a_style_has_classes_of_equally_many_cells, make_place,
                                        free_place),
        cmocka_unit_test_setup_teardown(a_style_may_have_one_class_or_none, make_place, free_place),
        cmocka_unit_test_setup_teardown(an_interrupt_leaves_nothing, make_place, free_place),
        cmocka_unit_test_setup_teardown(a_lack_of_memory_is_survived, make_place, free_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
