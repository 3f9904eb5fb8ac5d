/* SPDX-License-Identifier: MIT */
/* Polygons that overlap: the land of all is that of their union, counted once, though each has its
 * own in full. */
#include "geo/geometry.h"
#include "question.h"

geo_status unite_overlapping(cli_call *call, land *areas)
{
    geo_status status = GEO_OK;
    double m2;
    CLI_TRY(cli_overlap(call, areas->shapes, &m2));
    if (m2 > 0.0) {
        CLI_TRY(geo_shapes_overlay(cli_ctx(call), GEO_UNION, areas->shapes, NULL, &areas->whole));
        cli_result(call, "areas_overlap_km2", m2 / 1e6);
    }
    if (cli_overlap_tells(areas->shapes, m2)) {
        cli_note(call,
                 "%s: its areas overlap by %s; each has its land in full, what is told of all "
                 "counts it once",
                 areas->layer->source, cli_area_text(call, m2));
    }
done:
    return status;
}

/* Some of the demand is in one place: the centres of a raster's cells, or points. */
static bool has_places(const question *q)
{
    bool any = q->raster != NULL && !q->cells_by_area;
    const geo_geometry *g = q->layer != NULL ? geo_layer_geometry(q->layer->layer) : NULL;
    for (int64_t i = 0; g != NULL && i < g->n && !any; i++) {
        any = g->type[i] == GEO_POINT || g->type[i] == GEO_MULTIPOINT;
    }
    return any;
}

geo_status tell_zones_overlap(cli_call *call, const question *q)
{
    geo_status status = GEO_OK;
    double m2;
    bool places = has_places(q);
    if (!places && q->raster == NULL) {
        return GEO_OK; /* polygons: how many are counted twice has been told */
    }
    CLI_TRY(cli_overlap(call, q->zone_layer->shapes, &m2));
    if (m2 > 0.0) {
        cli_result(call, "zones_overlap_km2", m2 / 1e6);
    }
    if (cli_overlap_tells(q->zone_layer->shapes, m2)) {
        cli_note(call, "zones overlap by %s: %s", cli_area_text(call, m2),
                 places ? "a place in several counts for the first of them alone"
                        : "people there count in each of them, and so more than once in what is "
                          "told of all");
    }
done:
    return status;
}
