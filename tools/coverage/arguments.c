/* SPDX-License-Identifier: MIT */
/* What is asked of geo-coverage: checked, and the layers read. */
#include <inttypes.h>
#include <math.h>

#include "question.h"

static geo_status fail_usage(cli_call *call, const char *mend, const char *text)
{
    return cli_fail(call, GEO_INVALID, mend, "%s", text);
}

/* One of land, people in a layer and people in a raster; over a grid land and people. */
static geo_status check_layers(cli_call *call, const arguments *a)
{
    if (a->demand != NULL && a->raster != NULL) {
        return fail_usage(call, "leave one of them out",
                          "--demand and --raster both say where "
                          "people are");
    }
    if (asks_grid(a) && a->areas == NULL) {
        return fail_usage(call, "geo-coverage AREAS --demand LAYER --grid 250m ...",
                          "a grid is laid over AREAS, and none are given");
    }
    if (!asks_grid(a) && (a->areas != NULL) + asks_people(a) != 1) {
        return fail_usage(call,
                          "geo-coverage AREAS ..., or --demand LAYER ..., or --raster FILE ...; or "
                          "both by cell: --grid 250m",
                          "give one of AREAS, for land, and --demand or --raster, for people");
    }
    return GEO_OK;
}

static geo_status check_grid(cli_call *call, const arguments *a)
{
    if (!isnan(a->square_m) && !isnan(a->hex_m)) {
        return fail_usage(call, "--grid 250m, or --hex 500m",
                          "cells are squares or hexagons, not both");
    }
    if (asks_grid(a) && (a->by != NULL || a->zones != NULL)) {
        return cli_fail(call, GEO_INVALID, "leave one of them out",
                        "%s says the zones, and so do the cells of --%s",
                        a->by != NULL ? "--by" : "--zones", isnan(a->hex_m) ? "grid" : "hex");
    }
    if (a->clip && !asks_grid(a)) {
        return fail_usage(call, "--grid 250m, or --hex 500m", "--clip cuts the cells of a grid");
    }
    return GEO_OK;
}

static geo_status check_question(cli_call *call, const arguments *a)
{
    geo_status status = GEO_OK;
    CLI_TRY(check_layers(call, a));
    CLI_TRY(check_grid(call, a));
    if ((a->radius.n > 0) + (a->radius_field != NULL) + (a->preset != NULL) != 1) {
        return fail_usage(call, "--radius 500m,800m, --radius-field FIELD or --preset metro800",
                          "give one of --radius, for all facilities, --radius-field and --preset");
    }
    if (a->radius.name != NULL && a->type == NULL) {
        return fail_usage(call, "--type FIELD, a column of --facilities",
                          "--radius names types, but --type does not say which column has them");
    }
    if (a->presets != NULL && a->preset == NULL) {
        return fail_usage(call, "--preset NAME", "--presets is where --preset looks");
    }
done:
    return status;
}

static geo_status check_people(cli_call *call, const arguments *a)
{
    if (a->weight != NULL && a->demand == NULL && a->people == NULL) {
        return fail_usage(call, "--demand LAYER, or --gaps FILE --people LAYER",
                          "--weight is a column of --demand or --people");
    }
    if (a->people != NULL && a->gaps == NULL) {
        return fail_usage(call, "--gaps FILE --people LAYER",
                          "--people is who is counted in --gaps");
    }
    if (a->people != NULL && asks_people(a)) {
        return fail_usage(
            call, "leave one of them out",
            "--people is who is counted in --gaps, and --demand or --raster in cells");
    }
    if (a->raster == NULL && (a->raster_crs != NULL || !isnan(a->nodata) || a->raster_cells != 0)) {
        return fail_usage(call, "--raster FILE",
                          "--raster-crs, --raster-cells and --nodata are of --raster");
    }
    if (a->zones_only && (a->raster == NULL || (a->zones == NULL && !asks_grid(a)))) {
        return fail_usage(call, "--raster FILE --zones LAYER",
                          "--zones-only is of --raster with --zones, --grid or --hex");
    }
    if (a->zone_name != NULL && a->zones == NULL) {
        return fail_usage(call, "--zones LAYER", "--zone-name is a column of --zones");
    }
    if (a->by != NULL && a->demand == NULL) {
        return fail_usage(call, "--zones LAYER", "--by is a column of --demand");
    }
    if (a->by != NULL && a->zones != NULL) {
        return fail_usage(call, "leave one of them out", "--by and --zones both say the zones");
    }
    if (!asks_people(a) && (a->zones != NULL || a->table != NULL || a->facilities_out != NULL)) {
        return fail_usage(call, "--demand LAYER, or --raster FILE",
                          "--zones, --table and --facilities-out are of people");
    }
    if (!asks_people(a) && a->type != NULL && a->radius.name == NULL) {
        return fail_usage(call, "--radius metro=800m,bus=500m",
                          "of land, --type says how far facilities reach");
    }
    return GEO_OK;
}

/* Each a file of its own; drawn layers are of land. */
static geo_status check_outputs(cli_call *call, const arguments *a)
{
    geo_status status = GEO_OK;
    static const char *const drawn[] = {"--served", "--unserved", "--gaps", "--depth"};
    const char *const path[] = {a->served, a->unserved, a->gaps,
                                a->depth,  a->table,    a->facilities_out};
    enum { DRAWN = sizeof drawn / sizeof *drawn, FILES = sizeof path / sizeof *path };
    for (int i = 0; i < FILES; i++) {
        if (a->areas == NULL && i < DRAWN && path[i] != NULL) {
            return cli_fail(call, GEO_INVALID, NULL, "%s is of AREAS", drawn[i]);
        }
        CLI_TRY(cli_check_output(call, path[i]));
    }
done:
    return status;
}

geo_status check_arguments(cli_call *call, const arguments *a)
{
    geo_status status = GEO_OK;
    CLI_TRY(check_question(call, a));
    CLI_TRY(check_people(call, a));
    CLI_TRY(check_outputs(call, a));
done:
    return status;
}

/* What zones are called: by a column of theirs, or their number; null is a number too. */
static void name_zones(cli_call *call, question *q, const char *by)
{
    const geo_layer *layer = q->zone_layer->layer;
    int64_t n = geo_layer_count(layer), at = geo_layer_find(layer, by);
    const char **name = cli_array(call, n, sizeof *name);
    for (int64_t i = 0; i < n; i++) {
        geo_column column = {0};
        if (at >= 0) {
            column = geo_layer_column(layer, at);
        }
        name[i] = at >= 0 ? cli_value_of(call, &column, i) : NULL;
        name[i] = name[i] != NULL ? name[i] : cli_format(call, "%" PRId64, i + 1);
    }
    q->zones = (cli_groups){n, name, NULL};
}

static geo_status read_zones(cli_call *call, const arguments *a, question *q)
{
    geo_status status = GEO_OK;
    const char *field = a->zone_name != NULL ? a->zone_name : "name";
    CLI_TRY(cli_read(call, a->zones, &q->zone_layer));
    CLI_TRY(cli_polygons_only(call, q->zone_layer));
    bool named = geo_layer_find(q->zone_layer->layer, field) >= 0;
    if (!named && a->zone_name != NULL) {
        double *unused; /* says that there is no such column, and names the nearest */
        return cli_numbers(call, q->zone_layer, field, &unused);
    }
    name_zones(call, q, field);
    if (named) {
        cli_note(call, "%s: zones are named by the column %s", q->zone_layer->source, field);
    } else {
        cli_note(call, "%s: zones are named by their place, from 1; --zone-name FIELD names them",
                 q->zone_layer->source);
    }
done:
    return status;
}

static geo_status read_layers(cli_call *call, const arguments *a, question *q)
{
    geo_status status = GEO_OK;
    if (a->areas != NULL) {
        CLI_TRY(cli_read(call, a->areas, &q->areas.layer));
        CLI_TRY(cli_polygons_only(call, q->areas.layer));
    }
    if (a->demand != NULL) {
        CLI_TRY(cli_read(call, a->demand, &q->layer));
    }
    CLI_TRY(cli_read(call, a->facilities, &q->facilities));
    if (a->people != NULL) {
        CLI_TRY(cli_read(call, a->people, &q->people));
    }
    if (a->zones != NULL) {
        CLI_TRY(read_zones(call, a, q));
    }
    if (a->raster != NULL) {
        geo_raster_options o = geo_raster_options_default();
        o.crs = a->raster_crs;
        o.nodata = a->nodata;
        q->cells_by_area = a->raster_cells != 0;
        q->zones_only = a->zones_only;
        CLI_TRY(cli_raster_open(call, a->raster, &o, &q->raster));
    }
    if (a->type != NULL) {
        CLI_TRY(cli_group(call, q->facilities, a->type, &q->types));
    }
    if (a->by != NULL) {
        CLI_TRY(cli_group(call, q->layer, a->by, &q->zones));
    }
done:
    return status;
}

/* A grid over the areas, whose cells are the zones of people too. */
static geo_status make_cells(cli_call *call, const arguments *a, question *q)
{
    geo_status status = GEO_OK;
    cli_layer *cells = cli_array(call, 1, sizeof *cells);
    cli_grid_asked asked = {geo_grid_options_default(), NULL, a->clip};
    bool hex = !isnan(a->hex_m);
    asked.grid.kind = hex ? GEO_GRID_HEXAGON : GEO_GRID_SQUARE;
    asked.grid.size_m = hex ? a->hex_m : a->square_m;
    cells->source = "the grid";
    q->cells.layer = cells;
    CLI_TRY(cli_grid(call, q->areas.layer, &asked, &cells->layer));
    q->cells.n = geo_layer_count(cells->layer);
    CLI_TRY(cli_project(call, cells, &q->cells.shapes));
    if (asks_people(a)) {
        q->zone_layer = cells;
        name_zones(call, q, "cell");
    }
done:
    return status;
}

void clear_question(question *q)
{
    geo_zones_destroy(q->places);
    geo_shapes_destroy(q->areas.whole);
    geo_raster_close(q->raster);
    if (q->cells.layer != NULL) {
        geo_shapes_destroy(q->cells.layer->shapes);
        geo_layer_destroy(q->cells.layer->layer);
    }
}

static geo_status project_layers(cli_call *call, const arguments *a, question *q)
{
    geo_status status = GEO_OK;
    const geo_shapes *zones;
    CLI_TRY(cli_project(call, q->facilities, &q->facility_shapes));
    if (q->areas.layer != NULL) {
        CLI_TRY(cli_project(call, q->areas.layer, &q->areas.shapes));
        q->areas.n = geo_layer_count(q->areas.layer->layer);
    }
    if (q->layer != NULL) {
        CLI_TRY(cli_project(call, q->layer, &q->shapes));
        q->n = geo_layer_count(q->layer->layer);
    }
    if (q->people != NULL) {
        CLI_TRY(cli_project(call, q->people, &q->people_shapes));
    }
    if (asks_grid(a)) {
        CLI_TRY(make_cells(call, a, q));
    }
    if (q->zone_layer != NULL) {
        CLI_TRY(cli_project(call, q->zone_layer, &zones));
        CLI_TRY(geo_zones_create(cli_ctx(call), zones, &q->places));
    }
done:
    return status;
}

/* Demand without a number is in no sum. */
static void skip_unknown(cli_call *call, const arguments *a, const question *q)
{
    int64_t unknown = 0;
    for (int64_t i = 0; q->layer != NULL && q->weight != NULL && i < q->n; i++) {
        unknown += isnan(q->weight[i]);
    }
    if (unknown > 0) {
        cli_skip(call, unknown, "%s: %s without %s: in no sum", q->layer->source,
                 cli_count(call, unknown, "feature"), a->weight);
    }
}

/* A depth map is drawn by discs. */
static geo_status check_depth(cli_call *call, const arguments *a, const question *q)
{
    const geo_geometry *g = geo_layer_geometry(q->facilities->layer);
    for (int64_t i = 0; a->depth != NULL && i < g->n; i++) {
        if (g->type[i] != GEO_NONE && g->type[i] != GEO_POINT && g->type[i] != GEO_MULTIPOINT) {
            return cli_fail(call, GEO_INVALID, "leave --depth out; --served draws what they reach",
                            "--depth is of points, and feature %" PRId64 " of %s is a %s", i + 1,
                            q->facilities->source,
                            geo_geometry_type_name((geo_geometry_type)g->type[i]));
        }
    }
    return GEO_OK;
}

geo_status read_question(cli_call *call, const arguments *a, question *q)
{
    geo_status status = GEO_OK;
    CLI_TRY(read_layers(call, a, q));
    CLI_TRY(check_depth(call, a, q));
    if (a->weight != NULL) {
        CLI_TRY(cli_amounts(call, q->people != NULL ? q->people : q->layer, a->weight, &q->weight));
    }
    CLI_TRY(project_layers(call, a, q));
    CLI_TRY(question_radii(call, a, q));
    const cli_layer *layers[] = {q->areas.layer, q->layer, q->facilities,
                                 a->zones != NULL ? q->zone_layer : NULL};
    static const char *const what[] = {"not measured", "not measured", "cover nothing",
                                       "hold nobody"};
    for (int i = 0; i < 4; i++) {
        int64_t without = layers[i] != NULL ? cli_without_geometry(layers[i]) : 0;
        if (without > 0) {
            cli_skip(call, without, "%s: %s without geometry: %s", layers[i]->source,
                     cli_count(call, without, "feature"), what[i]);
        }
    }
    skip_unknown(call, a, q);
done:
    return status;
}
