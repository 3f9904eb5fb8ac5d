/* SPDX-License-Identifier: MIT */
/* Invalid geometries: found, refused or mended, and told once however many there were. */
#include <inttypes.h>
#include <string.h>

#include "call.h"
#include "geo/geometry.h"

static bool has_lines_or_polygons(const geo_layer *layer)
{
    const geo_geometry *g = geo_layer_geometry(layer);
    for (int64_t i = 0; i < g->n; i++) {
        if (g->type[i] != GEO_NONE && g->type[i] != GEO_POINT && g->type[i] != GEO_MULTIPOINT) {
            return true;
        }
    }
    return false;
}

static geo_status refuse(cli_call *call, const char *source, int64_t first,
                         const geo_defects *defects)
{
    const geo_defect *d = geo_defects_at(defects, 0);
    int64_t n = geo_defects_count(defects);
    return cli_fail(call, GEO_DATA, "leave out --strict to have them mended",
                    "%s: feature %" PRId64 ": not valid: %s at %.7f, %.7f (%s)", source,
                    first + d->feature + 1, d->reason, d->lon, d->lat,
                    cli_count(call, n, "such feature"));
}

/* What does not fit into the table of reasons is counted, but not named. */
static void count_reason(cli_mends *sum, const char *reason)
{
    int k = 0;
    while (k < sum->reasons && strcmp(sum->reason[k].text, reason) != 0) {
        k++;
    }
    if (k == sum->reasons && k < CLI_MEND_REASONS) {
        snprintf(sum->reason[k].text, sizeof sum->reason[k].text, "%s", reason);
        sum->reasons++;
    }
    if (k < CLI_MEND_REASONS) {
        sum->reason[k].count++;
    }
}

static void count_defects(cli_mends *sum, int64_t first, const geo_defects *defects)
{
    for (int64_t i = 0; i < geo_defects_count(defects); i++) {
        const geo_defect *d = geo_defects_at(defects, i);
        if (sum->count < CLI_MEND_SHOWN) {
            sum->feature[sum->count] = first + d->feature + 1;
        }
        sum->count++;
        count_reason(sum, d->reason);
    }
}

static geo_status count_land(cli_call *call, cli_mends *sum, const geo_layer *before,
                             const geo_defects *defects, const geo_layer *after)
{
    double *m2 = cli_array(call, geo_defects_count(defects), sizeof *m2);
    geo_status status = geo_layer_mended_land(call->ctx, before, defects, after, m2);
    for (int64_t i = 0; i < geo_defects_count(defects) && status == GEO_OK; i++) {
        sum->with_land += m2[i] > 0.0;
        sum->land_m2 += m2[i];
    }
    return status;
}

geo_status cli_mend(cli_call *call, const char *source, geo_layer **layer, cli_mends *sum)
{
    geo_status status = GEO_OK;
    geo_defects *defects = NULL;
    geo_layer *mended = NULL;
    if (!has_lines_or_polygons(*layer)) {
        return GEO_OK;
    }
    cli_progress_stage(cli_format(call, "checking %s", source));
    CLI_TRY(geo_layer_check(call->ctx, *layer, &defects));
    if (geo_defects_count(defects) > 0 && call->common.strict) {
        status = refuse(call, source, geo_layer_first(*layer), defects);
    } else if (geo_defects_count(defects) > 0) {
        CLI_TRY(geo_layer_mend(call->ctx, *layer, defects, &mended));
        count_defects(sum, geo_layer_first(*layer), defects);
        CLI_TRY(count_land(call, sum, *layer, defects, mended));
        geo_layer_destroy(*layer);
        *layer = mended;
        mended = NULL;
    }
done:
    geo_layer_destroy(mended);
    geo_defects_destroy(defects);
    return status;
}

/* "feature 3", "features 3, 7, 9 and 12 more" */
static void list_features(cli_text *out, const cli_mends *sum)
{
    cli_text_add(out, sum->count == 1 ? "feature" : "features");
    for (int64_t i = 0; i < sum->count && i < CLI_MEND_SHOWN; i++) {
        cli_text_add(out, "%s %" PRId64, i > 0 ? "," : "", sum->feature[i]);
    }
    if (sum->count > CLI_MEND_SHOWN) {
        cli_text_add(out, " and %" PRId64 " more", sum->count - CLI_MEND_SHOWN);
    }
}

void cli_mends_tell(cli_call *call, const char *source, const cli_mends *sum)
{
    cli_text text = {NULL, 0, 0};
    if (sum->count == 0) {
        return;
    }
    list_features(&text, sum);
    cli_text_add(&text, " (");
    for (int k = 0; k < sum->reasons; k++) {
        cli_text_add(&text, "%s", k > 0 ? ", " : "");
        if (sum->reasons > 1) {
            cli_text_add(&text, "%" PRId64 " ", sum->reason[k].count);
        }
        cli_text_add(&text, "%s", sum->reason[k].text);
    }
    cli_note(call, "%s: mended %s: %s)", source, cli_count(call, sum->count, "invalid geometry"),
             text.data);
    cli_text_clear(&text);
    if (sum->with_land > 0) {
        cli_note(call,
                 "%s: holes of %s lie outside their outer rings and have become land, %s in all: "
                 "are they islands?",
                 source, cli_count(call, sum->with_land, "feature"),
                 cli_area_text(call, sum->land_m2));
    }
}
