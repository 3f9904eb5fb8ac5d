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
#include "geo/demand.h"
#include "geo/geometry.h"
#include "geo/proximity.h"
#include "geo/space.h"
#include "geo/weights.h"

enum { MOST_FEATURES = 60, MOST_COORDS = 2000, K = 3 };

static double real[MOST_FEATURES * K];
static int64_t whole[MOST_FEATURES * K];

/* ---- Layers ----------------------------------------------------------------------------- */

static void check_order(const geo_layer *layer)
{
    bool seen[MOST_FEATURES] = {false};
    for (int64_t i = 0; i < geo_layer_count(layer); i++) {
        PROMISE(whole[i] >= 0 && whole[i] < geo_layer_count(layer) && !seen[whole[i]]);
        seen[whole[i]] = true;
    }
}

/* What a layer says of itself. */
static void ask(const geo_layer *layer)
{
    int64_t n = geo_layer_count(layer);
    geo_column ids = geo_layer_ids(layer), members = geo_layer_feature_members(layer);
    PROMISE(ids.n == 0 || ids.n == n);
    PROMISE(members.n == 0 || members.n == n);
    PROMISE(geo_layer_members(layer) != NULL && geo_layer_run(layer) != NULL);
    PROMISE(geo_layer_has_bbox(layer) == 0 || geo_layer_has_bbox(layer) == 1);
    PROMISE(n > 0 || geo_layer_feature_bbox(layer) == NULL);
    for (int64_t c = 0; c < geo_layer_column_count(layer); c++) {
        geo_column column = geo_layer_column(layer, c);
        PROMISE(column.n == n && geo_layer_find(layer, column.info.name) == c);
        PROMISE(geo_column_type_name(column.type)[0] != '\0');
        size_t length = strlen(column.info.name);
        char *quoted = malloc(6 * length + 2);
        PROMISE(quoted != NULL);
        size_t written = geo_json_quote(column.info.name, length, quoted);
        PROMISE(written >= length + 2 && written <= 6 * length + 2);
        PROMISE(quoted[0] == '"' && quoted[written - 1] == '"');
        free(quoted);
    }
}

/* Every second row, and of that no columns. */
static void choose_rows(geo_ctx *ctx, const geo_layer *layer)
{
    geo_layer *chosen, *copy;
    int64_t count = 0;
    for (int64_t i = 0; i < geo_layer_count(layer); i += 2) {
        whole[count++] = i;
    }
    PROMISE(worked(ctx, geo_layer_select(ctx, layer, whole, count, &chosen)));
    PROMISE(geo_layer_count(chosen) == count);
    ask(chosen);
    PROMISE(worked(ctx, geo_layer_keep_columns(ctx, chosen, NULL, 0)));
    PROMISE(geo_layer_column_count(chosen) == 0);
    PROMISE(worked(ctx, geo_layer_create(ctx, "copy", geo_layer_geometry(chosen), &copy)));
    PROMISE(geo_layer_count(copy) == count);
    geo_layer_destroy(copy);
    geo_layer_destroy(chosen);
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
        if (worked(ctx, geo_layer_mended_land(ctx, layer, defects, mended, real))) {
            PROMISE(geo_defects_count(defects) == 0 || isnan(real[0]) || real[0] >= 0.0);
        }
    }
    geo_defects_destroy(defects);
    if (mended != NULL &&
        worked(ctx, geo_geodesic_measure(ctx, mended, real, real + MOST_FEATURES))) {
        PROMISE(geo_layer_count(mended) == 0 || isnan(real[0]) || real[0] >= 0.0);
    }
    return mended;
}

/* The web maps' datums and the plane, there and back. */
static void move(geo_ctx *ctx, const geo_frame *frame, const geo_layer *layer)
{
    const geo_geometry *g = geo_layer_geometry(layer);
    double lon = g->coord_count > 0 ? g->x[0] : 0.0, lat = g->coord_count > 0 ? g->y[0] : 0.0;
    double x = lon, y = lat, east, north;
    geo_datum_convert(GEO_DATUM_WGS84, GEO_DATUM_BD09, 1, &x, &y);
    geo_datum_convert(GEO_DATUM_BD09, GEO_DATUM_WGS84, 1, &x, &y);
    PROMISE(fabs(x - lon) < 1e-5 || fabs(lat) > 89.0 || fabs(lon) > 179.0);
    PROMISE(geo_geodesic_distance(lon, lat, x, y) >= 0.0);
    double azimuth = geo_geodesic_azimuth(lon, lat, x, y);
    PROMISE(isnan(azimuth) || (azimuth >= 0.0 && azimuth < 360.0));
    if (worked(ctx, geo_frame_forward(ctx, frame, 1, &lon, &lat, &east, &north)) &&
        worked(ctx, geo_frame_inverse(ctx, frame, 1, &east, &north, &x, &y))) {
        PROMISE(isnan(x) || geo_geodesic_distance(lon, lat, x, y) < 0.01);
    }
    PROMISE(geo_frame_scale_error(frame) >= 0.0);
}

/* ---- Shapes ----------------------------------------------------------------------------- */

/* What sites reach and leave of the shapes, drawn. */
static void draw_reach(geo_ctx *ctx, const geo_shapes *shapes, const geo_shapes *sites)
{
    geo_shapes *served, *unserved;
    geo_gap_options o = geo_gap_options_default();
    geo_gaps *gaps;
    geo_depths *depths;
    o.people = shapes;
    if (worked(ctx, geo_coverage_gaps(ctx, shapes, sites, 90.0, &o, &gaps))) {
        for (int64_t i = 0; i < geo_gaps_count(gaps); i++) {
            PROMISE(geo_gaps_at(gaps, i)->area_m2 >= o.least_area_m2);
        }
        PROMISE(geo_shapes_geometry(geo_gaps_shapes(gaps))->n == geo_gaps_count(gaps));
        PROMISE((geo_gaps_sliver_m2(gaps) > 0.0) <= (geo_gaps_sliver_count(gaps) > 0));
        geo_gaps_destroy(gaps);
    }
    if (worked(ctx, geo_coverage_depths(ctx, shapes, sites, 90.0, 0, NULL, &depths))) {
        for (int64_t i = 0; i < geo_depths_count(depths); i++) {
            PROMISE(geo_depths_at(depths, i)->area_m2 > 0.0);
        }
        PROMISE(geo_shapes_geometry(geo_depths_shapes(depths))->n == geo_depths_count(depths));
        geo_depths_destroy(depths);
    }
    if (worked(ctx, geo_coverage_regions(ctx, shapes, sites, 90.0, NULL, &served, &unserved))) {
        geo_shapes_destroy(served);
        geo_shapes_destroy(unserved);
    }
}

static void cut_shapes(geo_ctx *ctx, const geo_frame *frame, const geo_shapes *shapes)
{
    geo_shapes *out, *sites = NULL;
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
    const geo_geometry *g = geo_shapes_geometry(shapes);
    int64_t n = g->coord_count < MOST_FEATURES ? g->coord_count : MOST_FEATURES;
    draw_reach(ctx, shapes, shapes);
    if (worked(ctx, geo_shapes_create_points(ctx, n, g->x, g->y, &sites))) {
        draw_reach(ctx, shapes, sites);
    }
    geo_shapes_destroy(sites);
}

static void cover(geo_ctx *ctx, const geo_shapes *shapes, int64_t n)
{
    static geo_area_coverage areas[MOST_FEATURES];
    const double distance[] = {0.0, 250.0};
    geo_demand_total total;
    static double radius[MOST_FEATURES];
    geo_coverage_options own = geo_coverage_options_default();
    (void)worked(ctx, geo_coverage_areas(ctx, shapes, shapes, distance + 1, 1, NULL, areas));
    (void)worked(ctx, geo_coverage_classes(ctx, shapes, shapes, 250.0, K - 1, NULL, real));
    for (int64_t i = 0; i < n; i++) {
        radius[i] = i % 5 == 0 ? (double)NAN : 100.0 * (double)i;
    }
    own.radius_m = radius;
    (void)worked(ctx, geo_coverage_areas(ctx, shapes, shapes, NULL, 1, &own, areas));
    if (!worked(ctx, geo_coverage_demand(ctx, shapes, shapes, distance, 2, NULL, real, whole))) {
        return;
    }
    for (int64_t i = 0; i < 2 * n; i++) {
        PROMISE(isnan(real[i]) || (real[i] >= 0.0 && real[i] <= 1.0));
        PROMISE(whole[i] >= -1 && whole[i] <= n);
    }
    (void)worked(ctx, geo_coverage_total(ctx, n, real, 2, NULL, &total));
}

static void account(geo_ctx *ctx, const geo_shapes *shapes, int64_t n)
{
    static int64_t type[MOST_FEATURES], zone[MOST_FEATURES];
    static double sole[MOST_FEATURES];
    const double distance[] = {250.0, 0.0};
    geo_demand_options o = geo_demand_options_default();
    geo_demand *account = NULL;
    geo_demand_row row;
    for (int64_t i = 0; i < n; i++) {
        type[i] = i % 3 - 1;
        zone[i] = i % 2 - 1;
    }
    o.zones = 1, o.types = 2, o.type = type, o.by_facility = 1;
    if (worked(ctx, geo_demand_create(ctx, shapes, distance, 2, &o, &account)) &&
        worked(ctx, geo_demand_add(ctx, account, shapes, NULL, zone, NULL, whole))) {
        PROMISE(geo_demand_read(ctx, account, 0, -1, GEO_EVERY_TYPE, &row, NULL) == GEO_OK);
        PROMISE(geo_demand_read(ctx, account, 0, -1, GEO_ANY_TYPE, &row, NULL) == GEO_OK);
        PROMISE(row.used + row.unknown == n && !(row.covered > row.weight * (1.0 + 1e-9)));
        PROMISE(geo_demand_facilities(ctx, account, 1, real, sole) == GEO_OK);
        for (int64_t i = 0; i < n; i++) {
            PROMISE(sole[i] >= 0.0 && sole[i] <= real[i] * (1.0 + 1e-9));
        }
    }
    geo_demand_destroy(account);
}

/* Of layers that are polygons, which are then the zones too. */
static void account_by_zone(geo_ctx *ctx, const geo_shapes *shapes, int64_t n)
{
    const double distance = 250.0;
    geo_demand_options o = geo_demand_options_default();
    geo_demand *account = NULL;
    geo_zones *zones = NULL;
    geo_demand_row row;
    o.zones = n;
    if (worked(ctx, geo_zones_create(ctx, shapes, &zones)) &&
        worked(ctx, geo_demand_create(ctx, shapes, &distance, 1, &o, &account)) &&
        worked(ctx, geo_demand_add_divided(ctx, account, shapes, NULL, zones, NULL, NULL))) {
        for (int64_t z = 0; z < n; z++) {
            PROMISE(geo_demand_read(ctx, account, 0, z, GEO_ANY_TYPE, &row, NULL) == GEO_OK);
            PROMISE(row.weight <= (double)n * (1.0 + 1e-9));
            PROMISE(!(row.covered > row.weight * (1.0 + 1e-9) + 1e-9));
        }
    }
    geo_demand_destroy(account);
    geo_zones_destroy(zones);
}

static void measure(geo_ctx *ctx, const geo_shapes *shapes, int64_t n)
{
    const geo_geometry *g = geo_shapes_geometry(shapes);
    geo_shapes *again;
    geo_disc_areas areas;
    double radius[K] = {200.0, 200.0, 500.0}, at_least[K];
    geo_shapes_area(shapes, real);
    if (worked(ctx, geo_shapes_create(ctx, g, &again))) {
        PROMISE(geo_shapes_geometry(again)->n == n);
    }
    geo_shapes_destroy(again);
    for (int64_t i = 0; i < n && g->coord_count >= K; i++) {
        if (worked(ctx, geo_disc_areas_measure(ctx, shapes, i, K, g->x, g->y, radius, K, at_least,
                                               &areas))) {
            PROMISE(at_least[0] >= at_least[1] && at_least[1] >= at_least[2]);
        }
    }
}

/* Who touches whom, and the points that stand for all. */
static void find_neighbours(geo_ctx *ctx, const geo_shapes *shapes, int64_t n)
{
    geo_shapes *centres;
    if (worked(ctx, geo_shapes_centroids(ctx, shapes, &centres))) {
        const geo_geometry *g = geo_shapes_geometry(centres);
        PROMISE(g->n == n && g->coord_count <= n);
        for (int64_t c = 0; c < g->coord_count; c++) {
            PROMISE(isfinite(g->x[c]) && isfinite(g->y[c]));
        }
    }
    geo_shapes_destroy(centres);
    for (int kind = 0; kind < 4; kind++) {
        geo_weights *w;
        geo_weight_sums s;
        geo_contiguity how = kind % 2 == 0 ? GEO_QUEEN : GEO_ROOK;
        if (worked(ctx, geo_weights_contiguity(ctx, shapes, how, kind < 2 ? 0.0 : 50.0, &w))) {
            PROMISE(worked(ctx, geo_weights_sums(ctx, w, &s)));
            PROMISE(s.symmetric && s.most < n && geo_weights_rows(w).n == n);
        }
        geo_weights_destroy(w);
    }
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
        const double share[] = {0.25, 0.5};
        double quantile[2];
        PROMISE(worked(ctx, geo_quantiles(ctx, n * K, real, NULL, 2, share, quantile)));
        PROMISE(isnan(quantile[0]) || quantile[0] <= quantile[1]);
    }
    if (worked(ctx, geo_within(ctx, shapes, shapes, 500.0, NULL, 1, whole, real))) {
        for (int64_t i = 0; i < n; i++) {
            PROMISE(whole[i] >= 0 && whole[i] < n);
        }
    }
}

/* What is listed within is what is counted, and a distance reaches as far both ways. */
static void find_pairs(geo_ctx *ctx, const geo_shapes *shapes, int64_t n)
{
    static geo_pair pair[MOST_FEATURES * K];
    geo_nearest_options o = geo_nearest_options_default();
    geo_pairs *pairs;
    int64_t counted = 0;
    o.k = K;
    for (int64_t i = 0; i < n; i++) {
        whole[MOST_FEATURES + i] = i % 3 - 1;
    }
    o.origin_type = o.facility_type = whole + MOST_FEATURES;
    if (worked(ctx, geo_nearest_pairs(ctx, shapes, shapes, &o, pair))) {
        for (int64_t i = 0; i < n * K; i++) {
            PROMISE(pair[i].origin == i / K && pair[i].facility < n);
            PROMISE(pair[i].facility < 0 || pair[i].distance_m >= 0.0);
        }
    }
    geo_hausdorff h;
    if (worked(ctx, geo_hausdorff_measure(ctx, shapes, shapes, GEO_HAUSDORFF_CONTINUOUS, &h))) {
        PROMISE(h.from_feature < 0 ? isnan(h.distance_m) : h.distance_m < 2e-6);
    }
    o.max_distance_m = 400.0;
    if (!worked(ctx, geo_within_others(ctx, shapes, shapes, &o, NULL, whole, real))) {
        return;
    }
    for (int64_t i = 0; i < n; i++) {
        counted += whole[i];
    }
    if (worked(ctx, geo_within_pairs(ctx, shapes, shapes, &o, &pairs))) {
        PROMISE(geo_pairs_count(pairs) == counted);
        for (int64_t i = 0; i < counted; i++) {
            PROMISE(geo_pairs_all(pairs)[i].distance_m <= 400.0);
        }
        geo_pairs_destroy(pairs);
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
    if (worked(ctx, geo_radius_clusters(ctx, shapes, 300.0, whole, NULL, &count))) {
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
        move(ctx, frame, layer);
        measure(ctx, shapes, n);
        cut_shapes(ctx, frame, shapes);
        cover(ctx, shapes, n);
        account(ctx, shapes, n);
        account_by_zone(ctx, shapes, n);
        find_near(ctx, shapes, n);
        find_neighbours(ctx, shapes, n);
        find_pairs(ctx, shapes, n);
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
        ask(layer);
        choose_rows(ctx, layer);
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
