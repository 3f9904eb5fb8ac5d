/* SPDX-License-Identifier: MIT */
/* The index of a FlatGeobuf: what GDAL finds by it, and what a search of a few lines finds, against
 * a look at every feature. */
#include <gdal.h>
#include <ogr_api.h>

#include "geo/io.h"
#include "layer/builder.h"
#include "place.h"

extern void RegisterOGRFlatGeobuf(void); /* of GDAL's headers only those in C++ have it */

enum { N = 3000, QUERIES = 60, NODE = 40, PER_NODE = 16 };

/* A box per feature, max_x < min_x for one that lies nowhere. */
static void make_boxes(test_random *r, geo_box *box)
{
    for (int64_t i = 0; i < N; i++) {
        double x = 20.0 * test_random_unit(r) + 100.0, y = 10.0 * test_random_unit(r) + 30.0;
        double size = i % 3 == 0 ? 0.0 : 0.5 * test_random_unit(r);
        box[i] = (geo_box){x, y, x + size, y + size};
        if (i % 50 == 0) {
            box[i] = (geo_box){1.0, 1.0, 0.0, 0.0};
        }
    }
}

/* Points, squares, features without geometry and empty ones; the column "n" numbers them. */
static void write_boxes(place *p, const geo_box *box, const char *path)
{
    geoi_layer_builder *b;
    geo_layer *layer;
    geo_write_options o = geo_write_options_default();
    o.index = 1;
    assert_ok(p->ctx, geoi_layer_builder_create(p->ctx, "a", &b));
    for (int64_t i = 0; i < N; i++) {
        geoi_geometry_builder *g = geoi_layer_builder_geometry(b);
        int64_t column;
        bool nowhere = box[i].max_x < box[i].min_x, point = box[i].max_x == box[i].min_x;
        assert_ok(p->ctx, geoi_layer_builder_column(p->ctx, b, "n", 1, &column));
        assert_ok(p->ctx, geoi_layer_builder_int(p->ctx, b, column, i));
        assert_ok(p->ctx, geoi_geometry_feature(p->ctx, g,
                                                nowhere && i % 100 == 0 ? GEO_NONE
                                                : point                 ? GEO_POINT
                                                                        : GEO_POLYGON));
        if (!nowhere) {
            double x[] = {box[i].min_x, box[i].max_x, box[i].max_x, box[i].min_x, box[i].min_x};
            double y[] = {box[i].min_y, box[i].min_y, box[i].max_y, box[i].max_y, box[i].min_y};
            assert_ok(p->ctx, geoi_geometry_part(p->ctx, g, 0));
            assert_ok(p->ctx, geoi_geometry_ring(p->ctx, g));
            assert_ok(p->ctx, geoi_geometry_add_many(p->ctx, g, x, y, NULL, point ? 1 : 5));
        }
        assert_ok(p->ctx, geoi_layer_builder_next(p->ctx, b));
    }
    assert_ok(p->ctx, geoi_layer_builder_finish(p->ctx, b, &layer));
    geoi_layer_builder_destroy(b);
    assert_ok(p->ctx, geo_layer_write(p->ctx, path, layer, &o));
    geo_layer_destroy(layer);
}

static bool meet(const geo_box *a, const geo_box *b)
{
    return a->min_x <= b->max_x && b->min_x <= a->max_x && a->min_y <= b->max_y &&
           b->min_y <= a->max_y && a->min_x <= a->max_x;
}

static geo_box random_query(test_random *r)
{
    double x = 22.0 * test_random_unit(r) + 99.0, y = 12.0 * test_random_unit(r) + 29.0;
    double size = pow(10.0, -3.0 * test_random_unit(r) + 1.0);
    return (geo_box){x, y, x + size, y + size};
}

static void assert_found(const bool *found, const geo_box *box, const geo_box *query)
{
    for (int64_t i = 0; i < N; i++) {
        if (found[i] != meet(&box[i], query)) {
            fail_msg("feature %lld is %s", (long long)i, found[i] ? "found" : "not found");
        }
    }
}

/* ---- By GDAL ----------------------------------------------------------------------------- */

static void gdal_finds_by_the_index_what_is_there(void **state)
{
    place *p = *state;
    test_random r = {8};
    geo_box box[N];
    int64_t all = 0;
    make_boxes(&r, box);
    write_boxes(p, box, in_folder(p, 0, "a.fgb"));
    RegisterOGRFlatGeobuf();
    GDALDatasetH file = GDALOpenEx(p->path[0], GDAL_OF_VECTOR, NULL, NULL, NULL);
    assert_non_null(file);
    OGRLayerH layer = GDALDatasetGetLayer(file, 0);
    assert_true(OGR_L_TestCapability(layer, OLCFastSpatialFilter));
    for (int k = 0; k < QUERIES; k++) {
        bool found[N] = {false};
        geo_box q = random_query(&r);
        OGR_L_SetSpatialFilterRect(layer, q.min_x, q.min_y, q.max_x, q.max_y);
        OGR_L_ResetReading(layer);
        for (OGRFeatureH f = OGR_L_GetNextFeature(layer); f != NULL;
             f = OGR_L_GetNextFeature(layer)) {
            int64_t n = OGR_F_GetFieldAsInteger64(f, 0);
            assert_false(found[n]);
            found[n] = true;
            all++;
            OGR_F_Destroy(f);
        }
        assert_found(found, box, &q);
    }
    assert_true(all > QUERIES);
    GDALClose(file);
}

/* ---- By the book -------------------------------------------------------------------------- */

static uint64_t number_at(const char *at, int bytes)
{
    uint64_t v = 0;
    memcpy(&v, at, (size_t)bytes); /* this machine is little-endian, as the file is */
    return v;
}

/* Where field i of the table leads. */
static const char *field_at(const char *table, int i)
{
    const char *description = table - (int32_t)number_at(table, 4);
    const char *at = table + number_at(description + 4 + 2 * (size_t)i, 2);
    return at + number_at(at, 4);
}

/* The first value of a feature: that of column 0, "n". */
static int64_t number_of(const char *feature)
{
    const char *table = feature + 4 + number_at(feature + 4, 4);
    const char *values = field_at(table, 1);
    assert_true(number_at(values, 4) == 10 && number_at(values + 4, 2) == 0);
    return (int64_t)number_at(values + 6, 8);
}

typedef struct search {
    const char *tree, *features;
    const geo_box *query;
    int64_t levels, begin[20], end[20]; /* nodes of a level, leaves first */
    bool *found;
} search;

static void look(const search *s, int64_t level, int64_t first)
{
    for (int64_t i = first; i < first + PER_NODE && i < s->end[level]; i++) {
        geo_box box;
        const char *node = s->tree + i * NODE;
        memcpy(&box, node, sizeof box); /* its numbers stand in the same order */
        uint64_t to = number_at(node + sizeof box, 8);
        if (!meet(&box, s->query)) {
            continue;
        }
        if (level > 0) {
            look(s, level - 1, (int64_t)to);
            continue;
        }
        int64_t n = number_of(s->features + to);
        assert_false(s->found[n]);
        s->found[n] = true;
    }
}

static void the_tree_is_that_of_the_format(void **state)
{
    place *p = *state;
    test_random r = {9};
    geo_box box[N];
    size_t size;
    search s = {.levels = 0};
    int64_t nodes = 0;
    make_boxes(&r, box);
    write_boxes(p, box, in_folder(p, 0, "a.fgb"));
    char *bytes = bytes_of(p->path[0], &size);
    assert_memory_equal(bytes,
                        "fgb\x03"
                        "fgb\x01",
                        8);
    for (int64_t n = N; s.levels == 0 || n > 1; s.levels++) {
        n = s.levels == 0 ? N : (n + PER_NODE - 1) / PER_NODE;
        s.end[s.levels] = n; /* of nodes, for now */
        nodes += n;
    }
    s.tree = bytes + 12 + number_at(bytes + 8, 4);
    s.features = s.tree + nodes * NODE;
    for (int64_t level = 0, end = nodes; level < s.levels; level++) {
        s.begin[level] = end - s.end[level];
        s.end[level] = end;
        end = s.begin[level];
    }
    assert_int_equal(s.begin[s.levels - 1], 0);
    for (int k = 0; k < QUERIES; k++) {
        bool found[N] = {false};
        geo_box q = random_query(&r);
        s.query = &q;
        s.found = found;
        look(&s, s.levels - 1, 0);
        assert_found(found, box, &q);
    }
    free(bytes);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_place, free_place)
    const struct CMUnitTest tests[] = {
        TEST(gdal_finds_by_the_index_what_is_there),
        TEST(the_tree_is_that_of_the_format),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
