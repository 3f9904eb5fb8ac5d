/* SPDX-License-Identifier: MIT */
/* How much of each area's land lies within each distance. */
#include <math.h>

#include "question.h"

enum { LAND_COLUMNS = AREA_TWICE + 1 };

/* Of n areas, which do not overlap. */
static double tell_land(cli_call *call, const question *q, const geo_area_coverage *c, int64_t n,
                        int64_t j)
{
    double total = 0.0, covered = 0.0;
    bool people = q->layer != NULL || q->raster != NULL; /* whose share has that name then */
    for (int64_t i = 0; i < n; i++) {
        const geo_area_coverage *area = &c[i * q->m + j];
        total += isnan(area->total_m2) ? 0.0 : area->total_m2;
        covered += isnan(area->covered_m2) ? 0.0 : area->covered_m2;
    }
    cli_slot slot = question_slot(q, j);
    double share = total > 0.0 ? 100.0 * covered / total : (double)NAN;
    cli_result(call, question_key(call, q, "covered_km2", j), covered / 1e6);
    cli_result(call, question_key(call, q, people ? "land_share_pct" : "share_pct", j), share);
    if (total > 0.0) {
        cli_note(call, "within %s: %.3f of %.3f km2 (%.1f %%)", slot.title, covered / 1e6,
                 total / 1e6, share);
    }
    if (covered == 0.0 && q->distance_m != NULL && q->distance_m[j] == 0.0) {
        cli_note(call, "within 0 m lies only what facilities stand on: points cover no land");
    }
    return covered;
}

static geo_status add_land_columns(cli_call *call, const question *q, const land *l,
                                   const geo_area_coverage *c, int64_t j)
{
    geo_status status = GEO_OK;
    cli_slot slot = question_slot(q, j);
    double *value[LAND_COLUMNS];
    for (int k = 0; k < LAND_COLUMNS; k++) {
        value[k] = cli_array(call, l->n, sizeof *value[k]);
    }
    for (int64_t i = 0; i < l->n; i++) {
        const geo_area_coverage *area = &c[i * q->m + j];
        value[AREA_SHARE][i] = 100.0 * area->share;
        value[AREA_COVERED][i] = area->covered_m2 / 1e6;
        value[AREA_GAP][i] = area->uncovered_m2 / 1e6;
        value[AREA_OVERLAP][i] = area->overlap_m2 / 1e6;
        value[AREA_DEPTH][i] = round(area->mean_depth * 1e6) / 1e6;
        value[AREA_TWICE][i] =
            area->covered_m2 > 0.0 ? 100.0 * area->overlap_m2 / area->covered_m2 : (double)NAN;
    }
    for (int k = 0; k < LAND_COLUMNS; k++) {
        CLI_TRY(cli_add_reals(call, l->layer->layer, &coverage_columns[k], &slot, value[k]));
    }
done:
    return status;
}

/* The polygons within, or beyond, the distance, with the attributes of their areas. */
static geo_status write_region(cli_call *call, const char *path, const question *q,
                               const geo_shapes *region)
{
    geo_status status = GEO_OK;
    geo_layer *layer = NULL;
    if (path == NULL || cli_frame(call) == NULL) {
        return GEO_OK;
    }
    int64_t *rows = cli_array(call, q->areas.n, sizeof *rows);
    for (int64_t i = 0; i < q->areas.n; i++) {
        rows[i] = i;
    }
    CLI_TRY(question_layer(call, q, region, rows, &layer));
    CLI_TRY(cli_write_to(call, path, layer, (cli_style){.kind = GEO_STYLE_SINGLE}));
done:
    geo_layer_destroy(layer);
    return status;
}

static geo_status draw_regions(cli_call *call, const arguments *a, const question *q)
{
    geo_status status = GEO_OK;
    geo_shapes *served = NULL, *unserved = NULL;
    CLI_TRY(geo_coverage_regions(
        cli_ctx(call), q->areas.shapes, q->facility_shapes, question_largest(q), &q->coverage,
        a->served != NULL ? &served : NULL, a->unserved != NULL ? &unserved : NULL));
    CLI_TRY(write_region(call, a->served, q, served));
    CLI_TRY(write_region(call, a->unserved, q, unserved));
done:
    geo_shapes_destroy(served);
    geo_shapes_destroy(unserved);
    return status;
}

static geo_status measure(cli_call *call, const question *q, const land *l, geo_area_coverage **out)
{
    *out = cli_array(call, l->n * q->m, sizeof **out);
    return geo_coverage_areas(cli_ctx(call), l->shapes, q->facility_shapes, q->distance_m, q->m,
                              &q->coverage, *out);
}

geo_status coverage_of_land(cli_call *call, const arguments *a, question *q)
{
    geo_status status = GEO_OK;
    const land *out = q->cells.layer != NULL ? &q->cells : &q->areas;
    geo_area_coverage *areas = NULL, *all;
    double covered = 0.0;
    CLI_TRY(unite_overlapping(call, &q->areas));
    land whole = q->areas;
    if (q->areas.whole != NULL) { /* land in several areas is land once */
        whole = (land){.shapes = q->areas.whole, .n = 1};
    }
    CLI_TRY(measure(call, q, &whole, &all));
    areas = all;
    CLI_TRY(out->shapes != whole.shapes ? measure(call, q, out, &areas) : GEO_OK);
    for (int64_t j = 0; j < q->m; j++) {
        covered += tell_land(call, q, all, whole.n, j);
        CLI_TRY(add_land_columns(call, q, out, areas, j));
    }
    CLI_TRY(covered > 0.0 ? GEO_OK : tell_apart(call, q));
    if (a->served != NULL || a->unserved != NULL) {
        CLI_TRY(draw_regions(call, a, q));
    }
    CLI_TRY(coverage_gaps(call, a, q));
    CLI_TRY(coverage_depths(call, a, q));
done:
    return status;
}
