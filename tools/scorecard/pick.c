/* SPDX-License-Identifier: MIT */
/* Choosing features: by a condition on their columns, and by lying in the study area. A point
 * lies in it or not; of a polygon the part inside counts, by its share of the area. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "geo/coverage.h"
#include "geo/geometry.h"
#include "scorecard.h"

/* ---- Values as text -------------------------------------------------------------------- */

geo_column column_of(const geo_layer *layer, const char *name)
{
    int64_t index = geo_layer_find(layer, name);
    return index < 0 ? (geo_column){.n = 0} : geo_layer_column(layer, index);
}

const char *cell_text(const geo_column *c, int64_t row, char buffer[32], size_t *size)
{
    buffer[0] = '\0';
    if (row < c->n && !geo_column_is_null(c, row)) { /* one that is not there has no rows */
        switch (c->type) {
        case GEO_BOOL:
            (void)snprintf(buffer, 32, "%s", c->flags[row] ? "true" : "false");
            break;
        case GEO_INT:
            (void)snprintf(buffer, 32, "%" PRId64, c->ints[row]);
            break;
        case GEO_REAL:
            (void)snprintf(buffer, 32, "%.15g", c->reals[row]);
            break;
        case GEO_TEXT:
        case GEO_DATETIME:
        case GEO_JSON:
            *size = (size_t)(c->text_begin[row + 1] - c->text_begin[row]);
            return c->text + c->text_begin[row];
        }
    }
    *size = strlen(buffer);
    return buffer;
}

/* ---- Conditions ------------------------------------------------------------------------ */

static bool term_holds(const term *t, const geo_column *column, int64_t row)
{
    char buffer[32];
    size_t size = 0;
    bool equal = false;
    const char *text = cell_text(column, row, buffer, &size);
    for (int64_t v = 0; v < t->value_count && !equal; v++) {
        equal = strlen(t->values[v]) == size && memcmp(t->values[v], text, size) == 0;
    }
    return equal != t->differs;
}

static void apply_condition(const geo_layer *layer, const conditions *condition, picked *p)
{
    for (int64_t i = 0; i < condition->n; i++) {
        const term *t = &condition->terms[i];
        geo_column column = column_of(layer, t->column);
        int64_t kept = 0;
        for (int64_t k = 0; k < p->n; k++) {
            if (term_holds(t, &column, p->rows[k])) {
                p->rows[kept++] = p->rows[k];
            }
        }
        p->n = kept;
    }
}

/* ---- The boundary ---------------------------------------------------------------------- */

static geo_status project_place(scorecard *card, const study_area *study, placed *place)
{
    if (place->shapes != NULL) {
        return GEO_OK;
    }
    return geo_shapes_project(card->ctx, study->frame, place->stored->file->layer, &place->shapes);
}

/* The share of every feature inside the boundary: what lies within 0 m of it. */
static geo_status measure_within(scorecard *card, const study_area *study, placed *place)
{
    geo_status status = GEO_OK;
    const double touching = 0.0;
    if (place->within == NULL) {
        CLI_TRY(project_place(card, study, place));
        int64_t n = geo_layer_count(place->stored->file->layer);
        place->within = cli_array(card->call, n, sizeof *place->within);
        CLI_TRY(geo_coverage_demand(card->ctx, place->shapes, study->boundary.shapes, &touching, 1,
                                    NULL, place->within, NULL));
    }
done:
    return status;
}

static void keep_inside(scorecard *card, picked *p)
{
    int64_t kept = 0;
    for (int64_t k = 0; k < p->n; k++) {
        if (p->place->within[p->rows[k]] > 0.0) { /* NaN, without geometry, is not */
            p->rows[kept++] = p->rows[k];
        }
    }
    p->n = kept;
    p->within = cli_array(card->call, kept, sizeof *p->within);
    for (int64_t k = 0; k < kept; k++) {
        p->within[k] = p->place->within[p->rows[k]];
    }
}

static bool has_polygons(const geo_layer *layer)
{
    const geo_geometry *g = geo_layer_geometry(layer);
    for (int64_t i = 0; i < g->n; i++) {
        if (g->type[i] == GEO_POLYGON || g->type[i] == GEO_MULTIPOLYGON) {
            return true;
        }
    }
    return false;
}

static geo_status cut_at_boundary(scorecard *card, const study_area *study, picked *p)
{
    geo_shapes *cut = NULL;
    geo_status status =
        geo_shapes_overlay(card->ctx, GEO_INTERSECTION, p->shapes, study->boundary.shapes, &cut);
    if (status == GEO_OK) {
        geo_shapes_destroy(p->shapes);
        p->shapes = cut;
    }
    return status;
}

/* ---- Pick ------------------------------------------------------------------------------ */

geo_status pick(scorecard *card, study_area *study, const char *name, const conditions *condition,
                bool inside, picked *out)
{
    geo_status status = GEO_OK;
    memset(out, 0, sizeof *out);
    out->place = place_of(card, study, name);
    if (out->place->stored->file == NULL) {
        return GEO_OK;
    }
    const geo_layer *layer = out->place->stored->file->layer;
    out->n = geo_layer_count(layer);
    out->rows = cli_array(card->call, out->n, sizeof *out->rows);
    for (int64_t i = 0; i < out->n; i++) {
        out->rows[i] = i;
    }
    apply_condition(layer, condition, out);
    if (inside) {
        CLI_TRY(measure_within(card, study, out->place));
        keep_inside(card, out);
    }
    CLI_TRY(geo_layer_select(card->ctx, layer, out->rows, out->n, &out->layer));
    CLI_TRY(geo_shapes_project(card->ctx, study->frame, out->layer, &out->shapes));
    if (inside && has_polygons(out->layer)) {
        CLI_TRY(cut_at_boundary(card, study, out));
    }
done:
    if (status != GEO_OK) {
        picked_clear(out);
    }
    return status;
}

void picked_clear(picked *p)
{
    geo_shapes_destroy(p->shapes);
    geo_layer_destroy(p->layer);
    p->shapes = NULL;
    p->layer = NULL;
}
