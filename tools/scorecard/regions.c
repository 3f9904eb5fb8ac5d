/* SPDX-License-Identifier: MIT */
/* Coverage drawn: one layer of two features, what is served and what is not. */
#include <math.h>
#include <string.h>

#include "geo/coverage.h"
#include "geo/geometry.h"
#include "scorecard.h"

/* ---- Joining layers ---------------------------------------------------------------------- */

typedef struct joined {
    geo_geometry geometry;
    uint8_t *type;
    int64_t *part_offset, *ring_offset, *coord_offset;
    double *x, *y;
} joined;

static joined joined_make(scorecard *card, const geo_layer *const *layers, int64_t n)
{
    joined j;
    memset(&j, 0, sizeof j);
    for (int64_t i = 0; i < n; i++) {
        const geo_geometry *g = geo_layer_geometry(layers[i]);
        j.geometry.n += g->n;
        j.geometry.part_count += g->part_count;
        j.geometry.ring_count += g->ring_count;
        j.geometry.coord_count += g->coord_count;
    }
    j.type = cli_array(card->call, j.geometry.n, sizeof *j.type);
    j.part_offset = cli_array(card->call, j.geometry.n + 1, sizeof *j.part_offset);
    j.ring_offset = cli_array(card->call, j.geometry.part_count + 1, sizeof *j.ring_offset);
    j.coord_offset = cli_array(card->call, j.geometry.ring_count + 1, sizeof *j.coord_offset);
    j.x = cli_array(card->call, j.geometry.coord_count, sizeof *j.x);
    j.y = cli_array(card->call, j.geometry.coord_count, sizeof *j.y);
    j.geometry.type = j.type;
    j.geometry.part_offset = j.part_offset;
    j.geometry.ring_offset = j.ring_offset;
    j.geometry.coord_offset = j.coord_offset;
    j.geometry.x = j.x;
    j.geometry.y = j.y;
    return j;
}

/* Copy one layer behind the features, parts, rings and positions at @p at. */
static void joined_add(joined *j, const geo_geometry *g, geo_geometry *at)
{
    memcpy(j->type + at->n, g->type, (size_t)g->n);
    for (int64_t i = 0; i < g->n; i++) {
        j->part_offset[at->n + i + 1] = at->part_count + geo_parts(g, i).end;
    }
    for (int64_t i = 0; i < g->part_count; i++) {
        j->ring_offset[at->part_count + i + 1] = at->ring_count + geo_rings(g, i).end;
    }
    for (int64_t i = 0; i < g->ring_count; i++) {
        j->coord_offset[at->ring_count + i + 1] = at->coord_count + geo_coords(g, i).end;
    }
    if (g->coord_count > 0) {
        memcpy(j->x + at->coord_count, g->x, (size_t)g->coord_count * sizeof *g->x);
        memcpy(j->y + at->coord_count, g->y, (size_t)g->coord_count * sizeof *g->y);
    }
    at->n += g->n;
    at->part_count += g->part_count;
    at->ring_count += g->ring_count;
    at->coord_count += g->coord_count;
}

geo_status layers_join(scorecard *card, const char *name, const geo_layer *const *layers, int64_t n,
                       geo_layer **out)
{
    joined j = joined_make(card, layers, n);
    geo_geometry at;
    memset(&at, 0, sizeof at);
    for (int64_t i = 0; i < n; i++) {
        joined_add(&j, geo_layer_geometry(layers[i]), &at);
    }
    return geo_layer_create(card->ctx, name, &j.geometry, out);
}

/* ---- Regions ----------------------------------------------------------------------------- */

static geo_status add_columns(scorecard *card, const geo_shapes *const shapes[2],
                              const char *licence, geo_layer *layer)
{
    static const geo_column_info licence_info = {"license", "licence", "许可", NULL};
    const char *licences[] = {licence[0] != '\0' ? licence : NULL,
                              licence[0] != '\0' ? licence : NULL};
    static const uint8_t served[] = {1, 0};
    static const geo_column_info served_info = {"served", "within the distance", "是否覆盖", NULL};
    static const geo_column_info area_info = {"area_km2", "area", "面积", "km2"};
    geo_status status = GEO_OK;
    double area[2];
    for (int i = 0; i < 2; i++) {
        geo_shapes_area(shapes[i], &area[i]);
        area[i] /= 1e6;
    }
    CLI_TRY(geo_layer_add_flags(card->ctx, layer, &served_info, served, NULL));
    CLI_TRY(geo_layer_add_reals(card->ctx, layer, &area_info, area, NULL));
    CLI_TRY(geo_layer_add_texts(card->ctx, layer, &licence_info, GEO_TEXT, licences));
done:
    return status;
}

geo_status regions_write(scorecard *card, study_area *study, const indicator *row, const char *path)
{
    geo_status status = GEO_OK;
    picked facilities;
    geo_shapes *shapes[2] = {NULL, NULL};
    geo_layer *parts[2] = {NULL, NULL}, *layer = NULL;
    CLI_TRY(pick(card, study, row->facilities, &row->facilities_filter, false, &facilities));
    CLI_TRY(geo_coverage_regions(card->ctx, study->boundary.shapes, facilities.shapes,
                                 largest_radius(row), NULL, &shapes[0], &shapes[1]));
    for (int i = 0; i < 2; i++) {
        CLI_TRY(geo_shapes_layer(card->ctx, study->frame, shapes[i], row->column, &parts[i]));
    }
    CLI_TRY(layers_join(card, row->column, (const geo_layer *const *)parts, 2, &layer));
    const stored *sources[] = {study->boundary.stored, facilities.place->stored};
    CLI_TRY(
        add_columns(card, (const geo_shapes *const *)shapes, licences_of(card, sources, 2), layer));
    CLI_TRY(layer_save(card, path, layer, GEO_STYLE_CATEGORIES, "served"));
done:
    picked_clear(&facilities);
    for (int i = 0; i < 2; i++) {
        geo_shapes_destroy(shapes[i]);
        geo_layer_destroy(parts[i]);
    }
    geo_layer_destroy(layer);
    return status;
}
