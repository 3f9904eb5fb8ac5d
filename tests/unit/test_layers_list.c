/* SPDX-License-Identifier: MIT */
/* The layers of a file, listed and then read. */
#include "place.h"

/* Two layers with 4 and 1 features, and a table without geometry beside them. */
static void make_two(place *p)
{
    geo_write_options o = geo_write_options_default();
    geo_layer *layer;
    double lon = 116.3, lat = 39.9;
    put_text(p, in_folder(p, 0, "in.geojson"), common_types_text);
    layer = read_layer(p, p->path[0]);
    o.layer = "kinds";
    o.style = GEO_STYLE_SINGLE;
    assert_ok(p->ctx, geo_layer_write(p->ctx, in_folder(p, 1, "a.gpkg"), layer, &o));
    geo_layer_destroy(layer);
    assert_ok(p->ctx, geo_layer_create_points(p->ctx, "b", 1, &lon, &lat, &layer));
    o = geo_write_options_default();
    o.layer = "站 \"x\"; drop";
    assert_ok(p->ctx, geo_layer_write(p->ctx, p->path[1], layer, &o));
    geo_layer_destroy(layer);
}

/* What is listed of a layer with geometry is what reading it gives. */
static void assert_as_read(place *p, const char *path, geo_layers_entry e)
{
    geo_layer *layer;
    geo_read_options o = geo_read_options_default();
    o.layer = e.name;
    assert_ok(p->ctx, geo_layer_read(p->ctx, path, &o, &layer));
    assert_int_equal(geo_layer_count(layer), e.features);
    const geo_geometry *g = geo_layer_geometry(layer);
    for (int64_t i = 0; i < g->n && strcmp(e.geometry, "any") != 0; i++) {
        assert_string_equal(geo_geometry_type_name((geo_geometry_type)g->type[i]), e.geometry);
    }
    geo_layer_destroy(layer);
}

static void what_is_listed_is_what_is_read(void **state)
{
    place *p = *state;
    geo_layers *layers;
    make_two(p);
    assert_ok(p->ctx, geo_layers_list(p->ctx, p->path[1], NULL, &layers));
    int64_t spatial = 0;
    for (int64_t i = 0; i < geo_layers_count(layers); i++) {
        geo_layers_entry e = geo_layers_at(layers, i);
        assert_false(e.view);
        if (strcmp(e.geometry, "none") != 0) {
            assert_string_equal(e.geometry, spatial == 0 ? "any" : "Point");
            assert_int_equal(e.features, spatial == 0 ? 4 : 1);
            assert_as_read(p, p->path[1], e);
            spatial++;
        }
    }
    assert_int_equal(spatial, 2);
    geo_layers_destroy(layers);
}

static void a_file_of_another_format_is_one_layer(void **state)
{
    place *p = *state;
    geo_layers *layers;
    put_text(p, in_folder(p, 0, "stations.geojson"), common_types_text);
    assert_ok(p->ctx, geo_layers_list(p->ctx, p->path[0], NULL, &layers));
    assert_int_equal(geo_layers_count(layers), 1);
    assert_string_equal(geo_layers_at(layers, 0).name, "stations");
    assert_int_equal(geo_layers_at(layers, 0).features, -1);
    geo_layers_destroy(layers);
    geo_layers_destroy(NULL);
}

static void what_is_no_layer_is_refused(void **state)
{
    place *p = *state;
    geo_layers *layers;
    assert_status(p->ctx, geo_layers_list(p->ctx, in_folder(p, 0, "none.gpkg"), NULL, &layers), GEO_IO);
    assert_null(layers);
    assert_message_has(p->ctx, "none.gpkg");
    put_text(p, in_folder(p, 0, "a.gpkg"), "hello");
    assert_status(p->ctx, geo_layers_list(p->ctx, p->path[0], NULL, &layers), GEO_DATA);
    assert_null(layers);
}

/* A view that never ends, beside a layer of two points. */
static void a_view_is_listed_but_not_run(void **state)
{
    place *p = *state;
    geo_layers *layers;
    char path[200];
    int views = 0;
    if (shared_file("../corpus/own/gpkg/view_infinite_recursion.gpkg", path) == NULL) {
        skip();
    }
    assert_ok(p->ctx, geo_layers_list(p->ctx, path, NULL, &layers));
    for (int64_t i = 0; i < geo_layers_count(layers); i++) {
        geo_layers_entry e = geo_layers_at(layers, i);
        views += e.view;
        assert_int_equal(e.features < 0, e.view);
    }
    assert_int_equal(views, 1);
    geo_layers_destroy(layers);
}

static geo_status list_once(geo_ctx *ctx, void *data)
{
    geo_layers *layers;
    geo_status status = geo_layers_list(ctx, data, NULL, &layers);
    geo_layers_destroy(layers);
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    place *p = *state;
    make_two(p);
    assert_true(assert_survives_allocation_failures(list_once, p->path[1]) > 5);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_place, free_place)
    const struct CMUnitTest tests[] = {
        TEST(what_is_listed_is_what_is_read),    TEST(a_file_of_another_format_is_one_layer),
        TEST(what_is_no_layer_is_refused),       TEST(a_view_is_listed_but_not_run),
        TEST(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
