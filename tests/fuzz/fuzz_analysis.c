/* SPDX-License-Identifier: MIT */
/* Any layer that GeoJSON can hold goes through every function that takes layers or shapes.
 * Promises: a result exactly when the status says so, a message when not; and what can be said of
 * a result whatever the input: labels below the count, shares from 0 to 1, parts no larger than
 * the whole, orders that name each row once. */
#include "fuzz.h"

#include <math.h>
#include <stdbool.h>

#include "fuzz_layer.h"
#include "geo/cluster.h"
#include "geo/coverage.h"
#include "geo/geometry.h"
#include "geo/proximity.h"
#include "geo/space.h"

enum { MOST_FEATURES = 60, MOST_COORDS = 2000, K = 3 };

static double real[MOST_FEATURES * K];
static int64_t whole[MOST_FEATURES * K];

/* Whether a call succeeded; one that failed says why. */
static bool worked(const geo_ctx *ctx, geo_status status)
{
    PROMISE(status == GEO_OK || geo_ctx_message(ctx)[0] != '\0');
    PROMISE(status != GEO_MEMORY);
    return status == GEO_OK;
}

/* ---- Layers ----------------------------------------------------------------------------- */

static void check_order(const geo_layer *layer)
{
    bool seen[MOST_FEATURES] = {false};
    for (int64_t i = 0; i < geo_layer_count(layer); i++) {
        PROMISE(whole[i] >= 0 && whole[i] < geo_layer_count(layer) && !seen[whole[i]]);
        seen[whole[i]] = true;
    }
}

static void order_rows(geo_ctx *ctx, const geo_layer *layer)
{
    if (worked(ctx, geo_layer_curve_order(ctx, layer, whole))) {
        check_order(layer);
    }
    for (int64_t c = 0; c < geo_layer_column_count(layer) && c < K; c++) {
        geo_column column = geo_layer_column(layer, c);
        if (worked(ctx, geo_layer_order(ctx, layer, column.info.name, whole))) {
            check_order(layer);
        }
        (void)worked(ctx, geo_layer_numbers(ctx, layer, column.info.name, real));
    }
}

static void clip_layer(geo_ctx *ctx, const geo_layer *layer)
{
    geo_clip *clip;
    geo_layer *out;
    geo_box box = geo_layer_extent(layer);
    box.max_x = box.min_x + (box.max_x - box.min_x) / 2.0;
    for (int with_itself = 0; with_itself < 2; with_itself++) {
        bool made = with_itself ? worked(ctx, geo_clip_create(ctx, layer, &clip))
                                : worked(ctx, geo_clip_create_box(ctx, box, &clip));
        PROMISE(made == (clip != NULL));
        if (!made) {
            continue;
        }
        for (int64_t i = 0; i < geo_layer_count(layer); i++) {
            whole[i] = i;
        }
        if (worked(ctx, geo_clip_layer(ctx, clip, layer, whole, geo_layer_count(layer), &out))) {
            PROMISE(geo_layer_count(out) <= geo_layer_count(layer));
        }
        geo_layer_destroy(out);
        geo_clip_destroy(clip);
    }
}

/* The layer with its defects mended, or NULL. */
static geo_layer *mend(geo_ctx *ctx, const geo_layer *layer)
{
    geo_defects *defects, *left;
    geo_layer *mended = NULL;
    if (!worked(ctx, geo_layer_check(ctx, layer, &defects))) {
        return NULL;
    }
    for (int64_t i = 0; i < geo_defects_count(defects); i++) {
        const geo_defect *d = geo_defects_at(defects, i);
        PROMISE(d->feature >= 0 && d->feature < geo_layer_count(layer) && d->reason[0] != '\0');
    }
    if (worked(ctx, geo_layer_mend(ctx, layer, defects, &mended))) {
        PROMISE(geo_layer_count(mended) == geo_layer_count(layer));
        if (worked(ctx, geo_layer_check(ctx, mended, &left))) {
            PROMISE(geo_defects_count(left) == 0);
        }
        geo_defects_destroy(left);
    }
    geo_defects_destroy(defects);
    if (mended != NULL &&
        worked(ctx, geo_geodesic_measure(ctx, mended, real, real + MOST_FEATURES))) {
        PROMISE(geo_layer_count(mended) == 0 || isnan(real[0]) || real[0] >= 0.0);
    }
    return mended;
}

/* ---- Shapes ----------------------------------------------------------------------------- */

static void cut_shapes(geo_ctx *ctx, const geo_frame *frame, const geo_shapes *shapes)
{
    geo_shapes *out, *served, *unserved;
    geo_layer *back;
    for (int dissolve = 0; dissolve < 2; dissolve++) {
        if (worked(ctx, geo_shapes_buffer(ctx, shapes, 150.0, 4, dissolve, &out)) &&
            worked(ctx, geo_shapes_layer(ctx, frame, out, "buffer", &back))) {
            geo_layer_destroy(back);
        }
        geo_shapes_destroy(out);
    }
    for (int kind = GEO_INTERSECTION; kind <= GEO_UNION; kind++) {
        (void)worked(ctx, geo_shapes_overlay(ctx, (geo_overlay)kind, shapes, shapes, &out));
        geo_shapes_destroy(out);
    }
    if (worked(ctx, geo_coverage_regions(ctx, shapes, shapes, 90.0, NULL, &served, &unserved))) {
        geo_shapes_destroy(served);
        geo_shapes_destroy(unserved);
    }
}

static void cover(geo_ctx *ctx, const geo_shapes *shapes, int64_t n)
{
    static geo_area_coverage areas[MOST_FEATURES];
    const double distance[] = {0.0, 250.0};
    geo_demand_total total;
    (void)worked(ctx, geo_coverage_areas(ctx, shapes, shapes, distance + 1, 1, NULL, areas));
    if (!worked(ctx, geo_coverage_demand(ctx, shapes, shapes, distance, 2, NULL, real, whole))) {
        return;
    }
    for (int64_t i = 0; i < 2 * n; i++) {
        PROMISE(isnan(real[i]) || (real[i] >= 0.0 && real[i] <= 1.0));
        PROMISE(whole[i] >= -1 && whole[i] <= n);
    }
    (void)worked(ctx, geo_coverage_total(ctx, n, real, 2, NULL, &total));
}

static void find_near(geo_ctx *ctx, const geo_shapes *shapes, int64_t n)
{
    geo_nearest_options o = geo_nearest_options_default();
    geo_summary summary;
    o.k = K;
    o.skip_self = 1;
    if (worked(ctx, geo_nearest(ctx, shapes, shapes, &o, whole, real))) {
        for (int64_t i = 0; i < n * K; i++) {
            PROMISE(whole[i] >= -1 && whole[i] < n && whole[i] != i / K);
            PROMISE(whole[i] < 0 ? isnan(real[i]) : real[i] >= 0.0);
        }
        (void)worked(ctx, geo_summarize(ctx, n * K, real, NULL, &summary));
    }
    if (worked(ctx, geo_within(ctx, shapes, shapes, 500.0, NULL, 1, whole, real))) {
        for (int64_t i = 0; i < n; i++) {
            PROMISE(whole[i] >= 0 && whole[i] < n);
        }
    }
}

static void cluster(geo_ctx *ctx, const geo_shapes *shapes, int64_t n)
{
    uint8_t role[MOST_FEATURES];
    int64_t count;
    double center[2 * K];
    geo_kmeans_options o = geo_kmeans_options_default();
    o.k = K;
    if (worked(ctx, geo_dbscan(ctx, shapes, NULL, NULL, whole, role, &count))) {
        for (int64_t i = 0; i < n; i++) {
            PROMISE(whole[i] >= -1 && whole[i] < count);
        }
    }
    if (worked(ctx, geo_kmeans(ctx, shapes, NULL, &o, whole, center, center + K, NULL))) {
        for (int64_t i = 0; i < n; i++) {
            PROMISE(whole[i] >= -1 && whole[i] < K);
        }
    }
}

static void analyse(geo_ctx *ctx, const geo_layer *layer)
{
    geo_frame *frame;
    geo_shapes *shapes;
    int64_t n = geo_layer_count(layer);
    if (!worked(ctx, geo_frame_create(ctx, geo_layer_extent(layer), NULL, &frame))) {
        return;
    }
    if (worked(ctx, geo_shapes_project(ctx, frame, layer, &shapes))) {
        cut_shapes(ctx, frame, shapes);
        cover(ctx, shapes, n);
        find_near(ctx, shapes, n);
        cluster(ctx, shapes, n);
    }
    geo_shapes_destroy(shapes);
    geo_frame_destroy(frame);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    geo_ctx_options options = geo_ctx_options_default();
    options.threads = 1;
    geo_ctx *ctx;
    PROMISE(geo_ctx_create(&options, &ctx) == GEO_OK);
    geo_layer *layer = fuzz_read_geojson(ctx, (const char *)bytes, (int64_t)size, 0);
    if (layer != NULL && geo_layer_count(layer) <= MOST_FEATURES &&
        geo_layer_geometry(layer)->coord_count <= MOST_COORDS) {
        order_rows(ctx, layer);
        clip_layer(ctx, layer);
        geo_layer *mended = mend(ctx, layer);
        if (mended != NULL) {
            analyse(ctx, mended);
        }
        geo_layer_destroy(mended);
    }
    geo_layer_destroy(layer);
    geo_ctx_destroy(ctx);
    return 0;
}
