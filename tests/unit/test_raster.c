/* SPDX-License-Identifier: MIT */
/* Rasters: what GeoTIFFs written here give back, and what is refused. */
#include "place.h"
#include "support.h"
#include "tiff.h"

#include "geo/raster.h"

static const double degrees[6] = {116.0, 0.001, 0.0, 40.0, 0.0, -0.001};

static tiff_spec spec_of(int width, int height, tiff_type type)
{
    tiff_spec s = {.width = width, .height = height, .type = type, .epsg = 4326};
    memcpy(s.transform, degrees, sizeof degrees);
    return s;
}

static geo_raster *open_spec(place *p, const tiff_spec *spec, const geo_raster_options *o)
{
    geo_raster *r;
    write_tiff(in_folder(p, 0, "a.tif"), spec);
    assert_ok(p->ctx, geo_raster_open(p->ctx, p->path[0], o, &r));
    return r;
}

/* The whole raster; free() it. */
static double *values_of(place *p, geo_raster *r)
{
    const geo_raster_info *i = geo_raster_describe(r);
    geo_raster_window all = {0, 0, i->width, i->height};
    double *values = malloc((size_t)(i->width * i->height) * sizeof *values);
    assert_non_null(values);
    assert_ok(p->ctx, geo_raster_read(p->ctx, r, all, values));
    return values;
}

static void refused(place *p, const tiff_spec *spec, const geo_raster_options *o,
                    geo_status expected, const char *message)
{
    geo_raster *r;
    write_tiff(in_folder(p, 0, "a.tif"), spec);
    assert_status(p->ctx, geo_raster_open(p->ctx, p->path[0], o, &r), expected);
    assert_null(r);
    assert_message_has(p->ctx, message);
    assert_message_has(p->ctx, p->path[0]);
}

/* Without the wait for the disk that the library's own way takes. */
static void put_bytes(const char *path, const char *bytes, size_t n)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
}

/* ---- Values ------------------------------------------------------------------------------ */

static void any_window_of_strips_or_tiles_holds_its_cells(void **state)
{
    place *p = *state;
    static const int tiles[] = {0, 16, 32};
    test_random random = {7};
    for (int kind = 0; kind < 3; kind++) {
        tiff_spec s = spec_of(61, 47, TIFF_INT16);
        double values[61 * 47];
        s.tile = tiles[kind];
        s.strips_of = 5;
        geo_raster *r = open_spec(p, &s, NULL);
        for (int k = 0; k < 40; k++) {
            geo_raster_window w = {test_random_below(&random, 61), test_random_below(&random, 47),
                                   0, 0};
            w.width = 1 + test_random_below(&random, 61 - w.column);
            w.height = 1 + test_random_below(&random, 47 - w.row);
            assert_ok(p->ctx, geo_raster_read(p->ctx, r, w, values));
            for (int64_t i = 0; i < w.width * w.height; i++) {
                int column = (int)(w.column + i % w.width), row = (int)(w.row + i / w.width);
                assert_true(values[i] == tiff_value(&s, 0, column, row));
            }
        }
        geo_raster_close(r);
    }
}

static void what_the_file_says_is_told(void **state)
{
    place *p = *state;
    tiff_spec s = spec_of(40, 30, TIFF_FLOAT32);
    s.tile = 16;
    s.nodata = "-9999";
    geo_raster *r = open_spec(p, &s, NULL);
    const geo_raster_info *i = geo_raster_describe(r);
    assert_int_equal(i->width, 40);
    assert_int_equal(i->height, 30);
    assert_int_equal(i->bands, 1);
    assert_int_equal(i->band, 1);
    assert_int_equal(i->block_width, 16);
    assert_int_equal(i->block_height, 16);
    assert_string_equal(i->type, "float32");
    assert_string_equal(i->crs, "EPSG:4326");
    assert_true(i->has_nodata && i->nodata == -9999.0 && !i->masked);
    assert_memory_equal(i->transform, degrees, sizeof degrees);
    assert_true(i->extent.min_x <= 116.0 && i->extent.max_x >= 116.04);
    assert_true(i->extent.min_y <= 39.97 && i->extent.max_y >= 40.0);
    assert_string_equal(geo_raster_source(r), p->path[0]);
    assert_int_equal(strlen(geo_raster_digest(r)), 64);
    assert_string_equal(p->notes, "");
    geo_raster_close(r);
}

static double spotted(int band, int column, int row)
{
    (void)band;
    return (column + row) % 3 == 0 ? -9999.0 : column == 5 ? (double)NAN : column;
}

static void no_data_and_what_is_no_number_are_nan(void **state)
{
    place *p = *state;
    tiff_spec s = spec_of(10, 10, TIFF_FLOAT32);
    s.value = spotted;
    s.nodata = "-9999";
    geo_raster *r = open_spec(p, &s, NULL);
    double *values = values_of(p, r);
    for (int i = 0; i < 100; i++) {
        bool none = (i % 10 + i / 10) % 3 == 0 || i % 10 == 5;
        assert_true(none ? isnan(values[i]) : values[i] == i % 10);
    }
    free(values);
    geo_raster_close(r);
}

static void a_value_for_no_data_can_be_named(void **state)
{
    place *p = *state;
    tiff_spec s = spec_of(4, 1, TIFF_UINT8);
    geo_raster_options o = geo_raster_options_default();
    geo_raster *r = open_spec(p, &s, NULL);
    assert_non_null(strstr(p->notes, "no value of it stands for no data: every cell counts"));
    double *values = values_of(p, r);
    assert_true(values[0] == 0.0 && values[3] == 3.0);
    free(values);
    geo_raster_close(r);
    o.nodata = 3.0;
    r = open_spec(p, &s, &o);
    values = values_of(p, r);
    assert_true(values[0] == 0.0 && isnan(values[3]));
    free(values);
    geo_raster_close(r);
}

static double smallest(int band, int column, int row)
{
    (void)band, (void)row;
    return column == 1 ? -3.4028234663852886e38 : column;
}

/* It is written with as many digits as one likes, and then is not quite the float. */
static void the_lowest_float_for_no_data_is_recognised(void **state)
{
    place *p = *state;
    static const char *const texts[] = {"-3.40282346638529e+38", "-3.4028234663852886e+38",
                                        "-3.4028235e+38"};
    for (int i = 0; i < 3; i++) {
        tiff_spec s = spec_of(3, 1, TIFF_FLOAT32);
        s.value = smallest;
        s.nodata = texts[i];
        geo_raster *r = open_spec(p, &s, NULL);
        double *values = values_of(p, r);
        assert_true(values[0] == 0.0 && isnan(values[1]) && values[2] == 2.0);
        free(values);
        geo_raster_close(r);
    }
}

static void cells_outside_the_mask_of_the_file_are_no_data(void **state)
{
    place *p = *state;
    tiff_spec s = spec_of(8, 8, TIFF_UINT8);
    s.masked = true;
    geo_raster *r = open_spec(p, &s, NULL);
    assert_true(geo_raster_describe(r)->masked);
    double *values = values_of(p, r);
    for (int i = 0; i < 64; i++) {
        assert_true((i % 8 + i / 8) % 2 == 0 ? values[i] == i : isnan(values[i]));
    }
    free(values);
    geo_raster_close(r);
}

static void scale_and_offset_make_the_values(void **state)
{
    place *p = *state;
    tiff_spec s = spec_of(5, 1, TIFF_INT16);
    s.nodata = "2";
    s.metadata = "<GDALMetadata>\n<Item name=\"OFFSET\" sample=\"0\" role=\"offset\">10</Item>\n"
                 "<Item name=\"SCALE\" sample=\"0\" role=\"scale\">0.5</Item>\n</GDALMetadata>\n";
    geo_raster *r = open_spec(p, &s, NULL);
    assert_true(geo_raster_describe(r)->scale == 0.5 && geo_raster_describe(r)->offset == 10.0);
    double *values = values_of(p, r);
    assert_true(values[0] == 10.0 && values[1] == 10.5 && isnan(values[2]) && values[4] == 12.0);
    free(values);
    geo_raster_close(r);
}

static void a_band_is_read_by_its_number(void **state)
{
    place *p = *state;
    tiff_spec s = spec_of(6, 4, TIFF_FLOAT64);
    geo_raster_options o = geo_raster_options_default();
    s.bands = 3;
    o.band = 2;
    geo_raster *r = open_spec(p, &s, &o);
    assert_int_equal(geo_raster_describe(r)->bands, 3);
    double *values = values_of(p, r);
    assert_true(values[0] == 10000.0 && values[23] == 10023.0);
    free(values);
    geo_raster_close(r);
    refused(p, &s, NULL, GEO_INVALID, "has 3 bands");
    o.band = 4;
    refused(p, &s, &o, GEO_INVALID, "has no band 4");
}

/* What GDAL otherwise looks for beside a raster changes nothing. */
static void files_beside_a_raster_are_not_looked_at(void **state)
{
    place *p = *state;
    tiff_spec s = spec_of(6, 4, TIFF_UINT8), half = spec_of(3, 2, TIFF_UINT8);
    geo_raster *r;
    put_text(p, in_folder(p, 1, "a.tif.aux.xml"),
             "<PAMDataset><SRS>EPSG:4548</SRS><GeoTransform>1,1,0,1,0,-1</GeoTransform>"
             "<PAMRasterBand band=\"1\"><NoDataValue>1</NoDataValue></PAMRasterBand></PAMDataset>");
    put_text(p, in_folder(p, 1, "a.tfw"), "5\n0\n0\n-5\n5\n5\n");
    write_tiff(in_folder(p, 1, "a.tif.msk"), &s);
    write_tiff(in_folder(p, 1, "a.tif.ovr"), &half);
    r = open_spec(p, &s, NULL);
    const geo_raster_info *i = geo_raster_describe(r);
    assert_true(!i->has_nodata && !i->masked && i->transform[0] == 116.0);
    double *values = values_of(p, r);
    assert_true(values[1] == 1.0);
    free(values);
    geo_raster_close(r);
    s.unplaced = true;
    refused(p, &s, NULL, GEO_DATA, "does not say where on the Earth");
    assert_int_equal(entries(p->folder), 5); /* nothing was written either */
}

/* A raster that is open and a layer read meanwhile do not see each other. */
static void layers_can_be_read_while_a_raster_is_open(void **state)
{
    place *p = *state;
    tiff_spec s = spec_of(6, 4, TIFF_FLOAT32);
    double one;
    geo_raster *r = open_spec(p, &s, NULL);
    put_text(p, in_folder(p, 1, "a.kml"),
             "<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document><Placemark><Point>"
             "<coordinates>116,40</coordinates></Point></Placemark></Document></kml>");
    geo_layer *layer = read_layer(p, p->path[1]);
    geo_raster *other = open_spec(p, &s, NULL);
    assert_int_equal(geo_layer_count(layer), 1);
    geo_raster_close(other);
    assert_ok(p->ctx, geo_raster_read(p->ctx, r, (geo_raster_window){5, 3, 1, 1}, &one));
    assert_true(one == 23.0);
    geo_layer_destroy(layer);
    geo_raster_close(r);
}

/* ---- Refusals ---------------------------------------------------------------------------- */

static void what_cannot_be_placed_or_read_is_refused(void **state)
{
    place *p = *state;
    tiff_spec s = spec_of(4, 4, TIFF_COMPLEX64);
    geo_raster *r;
    geo_raster_options o = geo_raster_options_default();
    refused(p, &s, NULL, GEO_UNSUPPORTED, "its cells are complex numbers");
    s = spec_of(4, 4, TIFF_UINT8);
    s.epsg = 0;
    refused(p, &s, NULL, GEO_DATA, "does not say in which system");
    assert_message_has(p->ctx, "--raster-crs");
    s.epsg = 4548;
    refused(p, &s, NULL, GEO_DATA, "cannot be those of EPSG:4548");
    o.crs = "OGC:CRS84";
    r = open_spec(p, &s, &o);
    assert_string_equal(geo_raster_describe(r)->crs, "OGC:CRS84");
    geo_raster_close(r);
    o.crs = "EPSG:1";
    refused(p, &s, &o, GEO_INVALID, "EPSG:1");
    s.epsg = 4326;
    s.transform[0] = 400000.0;
    refused(p, &s, NULL, GEO_DATA, "cannot be those of EPSG:4326");
    s.transform[0] = 116.0;
    s.transform[1] = 0.0;
    refused(p, &s, NULL, GEO_DATA, "does not say where on the Earth");
}

static void what_is_no_tiff_or_is_cut_off_is_refused(void **state)
{
    place *p = *state;
    tiff_spec s = spec_of(20, 20, TIFF_FLOAT32);
    geo_raster *r;
    size_t size;
    double values[400];
    put_text(p, in_folder(p, 0, "a.tif"), "lon,lat\n1,2\n");
    assert_status(p->ctx, geo_raster_open(p->ctx, p->path[0], NULL, &r), GEO_DATA);
    assert_message_has(p->ctx, "is no GeoTIFF");
    assert_status(p->ctx, geo_raster_open(p->ctx, "/vsicurl/http://a/b.tif", NULL, &r),
                  GEO_UNSUPPORTED);
    write_tiff(p->path[0], &s);
    char *bytes = bytes_of(p->path[0], &size);
    int opened = 0, failed = 0;
    for (size_t cut = 8; cut < size; cut += 37) { /* the directory stands last */
        put_bytes(p->path[0], bytes, cut);
        geo_status status = geo_raster_open(p->ctx, p->path[0], NULL, &r);
        failed += status != GEO_OK;
        opened += status == GEO_OK;
        assert_true(status == GEO_OK || status == GEO_DATA || status == GEO_LIMIT);
        if (status == GEO_OK) {
            status = geo_raster_read(p->ctx, r, (geo_raster_window){0, 0, 20, 20}, values);
            assert_true(status == GEO_OK || status == GEO_DATA);
        }
        geo_raster_close(r);
    }
    assert_true(failed > opened);
    free(bytes);
}

/* Bytes changed at random, most of them in what says how the cells are stored. */
static void damage_is_found_or_harmless(void **state)
{
    place *p = *state;
    tiff_spec s = spec_of(20, 20, TIFF_FLOAT32);
    test_random random = {11};
    size_t size;
    double one;
    s.nodata = "-9999";
    write_tiff(in_folder(p, 0, "a.tif"), &s);
    char *bytes = bytes_of(p->path[0], &size);
    for (int k = 0; k < 400; k++) {
        geo_raster *r;
        char *mutant = malloc(size);
        assert_non_null(mutant);
        memcpy(mutant, bytes, size);
        for (int64_t i = 0; i < 1 + k % 4; i++) {
            int64_t at = 1600 + test_random_below(&random, (int64_t)size - 1600);
            mutant[at] = (char)test_random_next(&random);
        }
        put_bytes(p->path[0], mutant, size);
        geo_status status = geo_raster_open(p->ctx, p->path[0], NULL, &r);
        if (status == GEO_OK) {
            status = geo_raster_read(p->ctx, r, (geo_raster_window){0, 0, 1, 1}, &one);
        }
        assert_true(status != GEO_IO && status != GEO_MEMORY && status != GEO_CANCELLED);
        assert_true(status == GEO_OK || geo_ctx_message(p->ctx)[0] != '\0');
        geo_raster_close(r);
        free(mutant);
    }
    free(bytes);
}

static double endless(int band, int column, int row)
{
    (void)band;
    return column == 2 && row == 1 ? (double)-INFINITY : 1.0;
}

static void a_value_that_is_infinite_is_refused_unless_it_is_no_data(void **state)
{
    place *p = *state;
    tiff_spec s = spec_of(3, 3, TIFF_FLOAT32);
    double values[9];
    geo_raster_options o = geo_raster_options_default();
    s.value = endless;
    geo_raster *r = open_spec(p, &s, NULL);
    assert_status(p->ctx, geo_raster_read(p->ctx, r, (geo_raster_window){1, 1, 2, 2}, values),
                  GEO_DATA);
    assert_message_has(p->ctx, "row 2, column 3: the value is infinite");
    geo_raster_close(r);
    o.nodata = -(double)INFINITY;
    r = open_spec(p, &s, &o);
    assert_ok(p->ctx, geo_raster_read(p->ctx, r, (geo_raster_window){1, 1, 2, 2}, values));
    assert_true(isnan(values[1]));
    geo_raster_close(r);
}

static void windows_beyond_the_raster_are_refused(void **state)
{
    place *p = *state;
    static const geo_raster_window wrong[] = {{0, 0, 0, 1},  {0, 0, 1, 0}, {-1, 0, 1, 1},
                                              {0, -1, 1, 1}, {2, 0, 2, 1}, {0, 3, 1, 1},
                                              {0, 0, 4, 1},  {0, 0, 1, 4}, {INT64_MAX, 0, 1, 1}};
    tiff_spec s = spec_of(3, 3, TIFF_UINT8);
    double a[16], b[16];
    geo_raster *r = open_spec(p, &s, NULL);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_status(p->ctx, geo_raster_read(p->ctx, r, wrong[i], a), GEO_INVALID);
        assert_status(p->ctx, geo_raster_centres(p->ctx, r, wrong[i], a, b), GEO_INVALID);
        assert_status(p->ctx, geo_raster_areas(p->ctx, r, wrong[i], a), GEO_INVALID);
        assert_message_has(p->ctx, "there is no window of");
    }
    geo_raster_close(r);
}

static geo_status open_and_read(geo_ctx *ctx, void *data)
{
    const char *path = data;
    geo_raster *r = NULL;
    double values[9], lon[16], lat[16];
    geo_raster_window all = {0, 0, 3, 3}, w = {0};
    geo_status status = geo_raster_open(ctx, path, NULL, &r);
    if (status == GEO_OK) {
        status = geo_raster_next(ctx, r, NULL, &w);
    }
    if (status == GEO_OK) {
        status = geo_raster_read(ctx, r, all, values);
    }
    if (status == GEO_OK) {
        status = geo_raster_corners(ctx, r, all, lon, lat);
    }
    if (status == GEO_OK) {
        status = geo_raster_areas(ctx, r, all, values);
    }
    geo_raster_close(r);
    return status;
}

static void running_out_of_memory_leaves_nothing(void **state)
{
    place *p = *state;
    tiff_spec s = spec_of(3, 3, TIFF_UINT8);
    s.masked = true;
    s.epsg = 4548;
    s.transform[0] = 440000.0;
    s.transform[1] = 100.0;
    s.transform[3] = 4430000.0;
    s.transform[5] = -100.0;
    write_tiff(in_folder(p, 0, "a.tif"), &s);
    assert_true(assert_survives_allocation_failures(open_and_read, p->path[0]) > 3);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, make_place, free_place)
    const struct CMUnitTest tests[] = {
        TEST(any_window_of_strips_or_tiles_holds_its_cells),
        TEST(what_the_file_says_is_told),
        TEST(no_data_and_what_is_no_number_are_nan),
        TEST(a_value_for_no_data_can_be_named),
        TEST(the_lowest_float_for_no_data_is_recognised),
        TEST(cells_outside_the_mask_of_the_file_are_no_data),
        TEST(scale_and_offset_make_the_values),
        TEST(a_band_is_read_by_its_number),
        TEST(files_beside_a_raster_are_not_looked_at),
        TEST(layers_can_be_read_while_a_raster_is_open),
        TEST(what_cannot_be_placed_or_read_is_refused),
        TEST(what_is_no_tiff_or_is_cut_off_is_refused),
        TEST(damage_is_found_or_harmless),
        TEST(a_value_that_is_infinite_is_refused_unless_it_is_no_data),
        TEST(windows_beyond_the_raster_are_refused),
        TEST(running_out_of_memory_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
