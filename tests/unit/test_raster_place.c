/* SPDX-License-Identifier: MIT */
/* Where the cells of rasters are, how large, and how one goes through them. */
#include "place.h"
#include "support.h"
#include "tiff.h"

#include "geo/raster.h"
#include "geo/space.h"

static geo_raster *open_at(place *p, int width, int height, int epsg, const double t[6])
{
    geo_raster *r;
    tiff_spec s = {.width = width, .height = height, .type = TIFF_UINT8, .epsg = epsg};
    memcpy(s.transform, t, sizeof s.transform);
    write_tiff(in_folder(p, 0, "a.tif"), &s);
    assert_ok(p->ctx, geo_raster_open(p->ctx, p->path[0], NULL, &r));
    return r;
}

/* ---- Places ------------------------------------------------------------------------------ */

static void cells_in_degrees_are_where_the_transform_says(void **state)
{
    place *p = *state;
    static const double t[] = {116.0, 0.01, 0.0, 40.0, 0.0, -0.02};
    double lon[12], lat[12];
    geo_raster *r = open_at(p, 20, 10, 4326, t);
    assert_ok(p->ctx, geo_raster_centres(p->ctx, r, (geo_raster_window){5, 3, 3, 2}, lon, lat));
    assert_near(lon[0], 116.055, 1e-12);
    assert_near(lat[0], 39.93, 1e-12);
    assert_near(lon[5], 116.075, 1e-12);
    assert_near(lat[5], 39.91, 1e-12);
    assert_ok(p->ctx, geo_raster_corners(p->ctx, r, (geo_raster_window){5, 3, 3, 2}, lon, lat));
    assert_near(lon[0], 116.05, 1e-12);
    assert_near(lat[0], 39.94, 1e-12);
    assert_near(lon[11], 116.08, 1e-12);
    assert_near(lat[11], 39.90, 1e-12);
    geo_raster_close(r);
}

/* A turned raster in metres, against the frame's own way back to degrees. */
static void turned_cells_in_metres_come_to_degrees(void **state)
{
    place *p = *state;
    static const double t[] = {441000.0, 80.0, 60.0, 4428000.0, 60.0, -80.0};
    double lon[200], lat[200], x[200], y[200], back_lon[200], back_lat[200];
    geo_frame_options fo = geo_frame_options_default();
    geo_frame *frame;
    geo_raster *r = open_at(p, 20, 10, 4548, t);
    fo.crs = "EPSG:4548";
    assert_ok(p->ctx, geo_frame_create(p->ctx, geo_raster_describe(r)->extent, &fo, &frame));
    assert_ok(p->ctx, geo_raster_centres(p->ctx, r, (geo_raster_window){0, 0, 20, 10}, lon, lat));
    for (int i = 0; i < 200; i++) {
        double c = i % 20 + 0.5, k = (double)(i / 20) + 0.5;
        x[i] = 441000.0 + 80.0 * c + 60.0 * k;
        y[i] = 4428000.0 + 60.0 * c - 80.0 * k;
    }
    assert_ok(p->ctx, geo_frame_inverse(p->ctx, frame, 200, x, y, back_lon, back_lat));
    for (int i = 0; i < 200; i++) {
        assert_true(geo_geodesic_distance(lon[i], lat[i], back_lon[i], back_lat[i]) < 1e-6);
    }
    geo_frame_destroy(frame);
    geo_raster_close(r);
}

static void longitudes_beyond_180_are_turned_back(void **state)
{
    place *p = *state;
    static const double t[] = {0.0, 1.0, 0.0, 90.0, 0.0, -1.0};
    double lon[360], lat[360];
    geo_raster *r = open_at(p, 360, 180, 4326, t);
    assert_ok(p->ctx, geo_raster_centres(p->ctx, r, (geo_raster_window){0, 0, 360, 1}, lon, lat));
    assert_near(lon[0], 0.5, 1e-12);
    assert_near(lon[179], 179.5, 1e-12);
    assert_near(lon[180], -179.5, 1e-12);
    assert_near(lon[359], -0.5, 1e-12);
    assert_near(lat[0], 89.5, 1e-12);
    geo_raster_close(r);
}

/* A map of the world in one piece has corners where nothing is. */
static void cells_off_the_earth_have_no_place_and_no_area(void **state)
{
    place *p = *state;
    static const double t[] = {-2.0e7, 1.0e6, 0.0, 9.3e6, 0.0, -1.0e6};
    double lon[40 * 18], lat[40 * 18], m2[40 * 18], on_earth = 0.0;
    tiff_spec s = {.width = 40, .height = 18, .type = TIFF_UINT8};
    geo_raster_options o = geo_raster_options_default();
    geo_raster *r;
    memcpy(s.transform, t, sizeof s.transform);
    o.crs = "+proj=moll +datum=WGS84";
    write_tiff(in_folder(p, 0, "a.tif"), &s);
    assert_ok(p->ctx, geo_raster_open(p->ctx, p->path[0], &o, &r));
    assert_ok(p->ctx, geo_raster_centres(p->ctx, r, (geo_raster_window){0, 0, 40, 18}, lon, lat));
    assert_ok(p->ctx, geo_raster_areas(p->ctx, r, (geo_raster_window){0, 0, 40, 18}, m2));
    assert_true(isnan(lon[0]) && isnan(lat[0]) && isnan(m2[0]));
    assert_near(lat[9 * 40 + 20], -1.6176, 1e-3); /* 200 km south of the equator on the map */
    for (int i = 0; i < 40 * 18; i++) {
        assert_true(isnan(lon[i]) == isnan(lat[i]));
        assert_true(isnan(m2[i]) || fabs(m2[i] / 1e12 - 1.0) < 0.2); /* it is equal-area */
        on_earth += isnan(lon[i]) ? 0.0 : 1e12;
    }
    assert_near(on_earth / 5.1006562e14, 1.0, 0.02);
    geo_raster_close(r);
}

/* ---- Areas ------------------------------------------------------------------------------- */

/* Of the cells of all of the Earth, its surface. */
static void cells_in_degrees_add_up_to_the_earth(void **state)
{
    place *p = *state;
    static const double t[] = {-180.0, 1.0, 0.0, 90.0, 0.0, -1.0};
    double *m2 = malloc(360 * 180 * sizeof *m2), total = 0.0;
    geo_raster *r = open_at(p, 360, 180, 4326, t);
    assert_ok(p->ctx, geo_raster_areas(p->ctx, r, (geo_raster_window){0, 0, 360, 180}, m2));
    for (int i = 0; i < 360 * 180; i++) {
        total += m2[i];
    }
    assert_near(total / 510065621724088.44, 1.0, 1e-12); /* WGS 84 */
    assert_near(m2[90 * 360] / m2[89 * 360], 1.0, 1e-12);
    free(m2);
    geo_raster_close(r);
}

/* The cell as a polygon with geodesics for edges. */
static double geodesic_area(place *p, geo_raster *r, geo_raster_window w)
{
    static const uint8_t polygon = GEO_POLYGON;
    static const int64_t offset[] = {0, 5};
    double lon[4], lat[4], area;
    geo_layer *layer;
    assert_ok(p->ctx, geo_raster_corners(p->ctx, r, w, lon, lat));
    const double x[] = {lon[0], lon[2], lon[3], lon[1], lon[0]};
    const double y[] = {lat[0], lat[2], lat[3], lat[1], lat[0]};
    geo_geometry g = {.n = 1,
                      .part_count = 1,
                      .ring_count = 1,
                      .coord_count = 5,
                      .type = &polygon,
                      .coord_offset = offset,
                      .x = x,
                      .y = y};
    assert_ok(p->ctx, geo_layer_create(p->ctx, "cell", &g, &layer));
    assert_ok(p->ctx, geo_geodesic_measure(p->ctx, layer, &area, NULL));
    geo_layer_destroy(layer);
    return area;
}

/* In metres, turned, and in Web Mercator, which says 1.7 times too much at Beijing. */
static void areas_are_those_on_the_ellipsoid_in_any_system(void **state)
{
    place *p = *state;
    static const struct {
        int epsg;
        double t[6];
    } rasters[] = {
        {4326, {116.0, 3.0 / 3600, 0.0, 40.0, 0.0, -3.0 / 3600}},
        {4548, {441000.0, 80.0, 60.0, 4428000.0, 60.0, -80.0}},
        {3857, {12947000.0, 1000.0, 0.0, 4863000.0, 0.0, -1000.0}},
        {32650, {441000.0, 1000.0, 0.0, 4428000.0, 0.0, -1000.0}},
    };
    for (size_t k = 0; k < sizeof rasters / sizeof rasters[0]; k++) {
        geo_raster *r = open_at(p, 9, 7, rasters[k].epsg, rasters[k].t);
        double m2[63];
        assert_ok(p->ctx, geo_raster_areas(p->ctx, r, (geo_raster_window){0, 0, 9, 7}, m2));
        for (int i = 0; i < 63; i += 5) {
            double expected = geodesic_area(p, r, (geo_raster_window){i % 9, i / 9, 1, 1});
            assert_near(m2[i] / expected, 1.0, 1e-6);
        }
        geo_raster_close(r);
    }
}

/* ---- Windows ----------------------------------------------------------------------------- */

static double nothing(int band, int column, int row)
{
    (void)band, (void)column, (void)row;
    return 0.0;
}

/* Every cell is in one window, whatever the blocks are; and with a place in mind no window is
 * passed over that has a cell there. */
static void windows_hold_every_cell_once_and_miss_none_that_is_near(void **state)
{
    place *p = *state;
    static const int tiles[] = {0, 16, 64};
    static const double t[] = {300000.0, 900.0, 0.0, 4700000.0, 0.0, -900.0};
    const geo_box near = {116.2, 39.9, 116.5, 40.1};
    enum { W = 700, H = 650 };
    for (int k = 0; k < 3; k++) {
        tiff_spec s = {.width = W, .height = H, .epsg = 4548, .tile = tiles[k], .value = nothing};
        uint8_t *seen = calloc(W * H, 1);
        double *lon = malloc(W * H * sizeof *lon), *lat = malloc(W * H * sizeof *lat);
        geo_raster *r;
        geo_raster_window w = {0};
        memcpy(s.transform, t, sizeof t);
        write_tiff(in_folder(p, 0, "a.tif"), &s);
        assert_ok(p->ctx, geo_raster_open(p->ctx, p->path[0], NULL, &r));
        for (;;) {
            assert_ok(p->ctx, geo_raster_next(p->ctx, r, NULL, &w));
            if (w.width == 0) {
                break;
            }
            assert_true(w.width * w.height <= 1 << 20);
            for (int64_t i = 0; i < w.width * w.height; i++) {
                seen[(w.row + i / w.width) * W + w.column + i % w.width]++;
            }
        }
        for (int i = 0; i < W * H; i++) {
            assert_int_equal(seen[i], 1);
        }
        for (assert_ok(p->ctx, geo_raster_next(p->ctx, r, &near, &w)); w.width > 0;
             assert_ok(p->ctx, geo_raster_next(p->ctx, r, &near, &w))) {
            for (int64_t i = 0; i < w.width * w.height; i++) {
                seen[(w.row + i / w.width) * W + w.column + i % w.width]++;
            }
        }
        assert_ok(p->ctx, geo_raster_centres(p->ctx, r, (geo_raster_window){0, 0, W, H}, lon, lat));
        for (int i = 0; i < W * H; i++) {
            bool inside = lon[i] >= near.min_x && lon[i] <= near.max_x && lat[i] >= near.min_y &&
                          lat[i] <= near.max_y;
            assert_true(!inside || seen[i] == 2);
        }
        geo_raster_close(r);
        free(seen);
        free(lon);
        free(lat);
    }
}

static bool is_passed_over(place *p, const geo_raster *r, geo_box near)
{
    geo_raster_window w = {0};
    assert_ok(p->ctx, geo_raster_next(p->ctx, r, &near, &w));
    return w.width == 0;
}

static void windows_that_are_elsewhere_are_passed_over(void **state)
{
    place *p = *state;
    static const double here[] = {170.0, 0.1, 0.0, 10.0, 0.0, -0.1};   /* to 179 E, 8.4 N */
    static const double across[] = {170.0, 0.1, 0.0, 10.0, 0.0, -0.2}; /* to 190 E */
    geo_raster *r = open_at(p, 90, 16, 4326, here);
    assert_false(is_passed_over(p, r, (geo_box){178.0, 9.0, -170.0, 11.0}));
    assert_false(is_passed_over(p, r, (geo_box){178.0, 9.0, 190.0, 11.0}));
    assert_false(is_passed_over(p, r, (geo_box){-190.0, 9.0, -182.0, 11.0}));
    assert_true(is_passed_over(p, r, (geo_box){179.9, 9.0, -170.0, 11.0}));
    assert_true(is_passed_over(p, r, (geo_box){170.0, -9.0, 179.0, 7.0}));
    assert_true(is_passed_over(p, r, (geo_box){0.0, -90.0, 160.0, 90.0}));
    geo_raster_close(r);
    r = open_at(p, 200, 16, 4326, across);
    assert_false(is_passed_over(p, r, (geo_box){179.5, 9.0, -179.5, 11.0}));
    assert_false(is_passed_over(p, r, (geo_box){-175.0, 9.0, -174.0, 11.0}));
    geo_raster_close(r);
}

/* ---- Threads, and a real one ------------------------------------------------------------- */

static void places_and_areas_do_not_depend_on_threads(void **state)
{
    place *p = *state;
    static const double t[] = {441000.0, 80.0, 60.0, 4428000.0, 60.0, -80.0};
    enum { W = 300, H = 200 };
    static const int64_t threads[] = {1, 2, 3, 7};
    double *kept = NULL;
    geo_raster_close(open_at(p, W, H, 4548, t));
    for (int k = 0; k < 4; k++) {
        geo_ctx *ctx = ctx_with_threads(threads[k]);
        double *all = malloc(3 * W * H * sizeof *all);
        geo_raster *r;
        geo_raster_window w = {0, 0, W, H};
        assert_ok(ctx, geo_raster_open(ctx, p->path[0], NULL, &r));
        assert_ok(ctx, geo_raster_centres(ctx, r, w, all, all + W * H));
        assert_ok(ctx, geo_raster_areas(ctx, r, w, all + 2 * W * H));
        if (kept != NULL) {
            assert_memory_equal(kept, all, 3 * W * H * sizeof *all);
        }
        free(kept);
        kept = all;
        geo_raster_close(r);
        geo_ctx_destroy(ctx);
    }
    free(kept);
}

static void the_people_of_wuhan_are_all_there(void **state)
{
    place *p = *state;
    char path[200];
    geo_raster *r;
    geo_raster_window w = {0};
    double total = 0.0, *values = malloc((1 << 20) * sizeof *values);
    int64_t cells = 0;
    if (shared_file("population/wuhan_pop20plus.tif", path) == NULL) {
        free(values);
        skip();
    }
    assert_ok(p->ctx, geo_raster_open(p->ctx, path, NULL, &r));
    for (assert_ok(p->ctx, geo_raster_next(p->ctx, r, NULL, &w)); w.width > 0;
         assert_ok(p->ctx, geo_raster_next(p->ctx, r, NULL, &w))) {
        assert_ok(p->ctx, geo_raster_read(p->ctx, r, w, values));
        for (int64_t i = 0; i < w.width * w.height; i++) {
            total += isnan(values[i]) ? 0.0 : values[i];
            cells += !isnan(values[i]);
        }
    }
    assert_int_equal(cells, 494676);
    assert_near(total, 9491334.0, 1e-6); /* as its makers' table has it */
    geo_raster_close(r);
    free(values);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, make_place, free_place)
    const struct CMUnitTest tests[] = {
        TEST(cells_in_degrees_are_where_the_transform_says),
        TEST(turned_cells_in_metres_come_to_degrees),
        TEST(longitudes_beyond_180_are_turned_back),
        TEST(cells_off_the_earth_have_no_place_and_no_area),
        TEST(cells_in_degrees_add_up_to_the_earth),
        TEST(areas_are_those_on_the_ellipsoid_in_any_system),
        TEST(windows_hold_every_cell_once_and_miss_none_that_is_near),
        TEST(windows_that_are_elsewhere_are_passed_over),
        TEST(places_and_areas_do_not_depend_on_threads),
        TEST(the_people_of_wuhan_are_all_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
