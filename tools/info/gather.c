/* SPDX-License-Identifier: MIT */
/* What is in a layer: kinds of geometry, values of columns, reasons why it is not valid. */
#include <string.h>

#include "facts.h"

static void count_kinds(facts *f)
{
    const geo_geometry *g = geo_layer_geometry(f->layer->layer);
    for (int64_t i = 0; i < g->n; i++) {
        geo_span s = geo_feature_coords(g, i);
        f->kind[g->type[i]] += s.begin < s.end;
        f->empty[g->type[i]] += s.begin == s.end;
    }
}

static double number_at(const geo_column *c, int64_t row)
{
    return c->type == GEO_REAL  ? c->reals[row]
           : c->type == GEO_INT ? (double)c->ints[row]
                                : (double)c->flags[row];
}

static void look_at_column(cli_call *call, field *f)
{
    f->first = -1;
    for (int64_t i = 0; i < f->c.n; i++) {
        if (geo_column_is_null(&f->c, i)) {
            f->nulls++;
            continue;
        }
        if (!info_is_text(f->c.type)) {
            double value = number_at(&f->c, i);
            f->min = f->first < 0 || value < f->min ? value : f->min;
            f->max = f->first < 0 || value > f->max ? value : f->max;
        }
        f->first = f->first < 0 ? i : f->first;
    }
    f->distinct = info_is_text(f->c.type) ? info_distinct(call, &f->c) : 0;
}

static geo_status find_defects(cli_call *call, facts *f, geo_defects **defects)
{
    geo_status status = GEO_OK;
    CLI_TRY(geo_layer_check(cli_ctx(call), f->layer->layer, defects));
    for (int64_t i = 0; i < geo_defects_count(*defects); i++) {
        const geo_defect *d = geo_defects_at(*defects, i);
        int k = 0;
        while (k < f->reason_count && strcmp(f->reasons[k].text, d->reason) != 0) {
            k++;
        }
        if (k == f->reason_count && k < MAX_REASONS) {
            f->reasons[f->reason_count++] = (reason){d->reason, 0, d->feature + 1};
        }
        f->reasons[k < MAX_REASONS ? k : MAX_REASONS - 1].count++;
    }
done:
    return status;
}

/* A local system is known to its file alone; no names then. Memory that runs out inside PROJ
 * looks the same, so a code, which PROJ read the layer by, must have names. */
static geo_status name_system(cli_call *call, const char *crs, geo_crs_names *names)
{
    geo_status status = geo_crs_describe(cli_ctx(call), crs, names);
    if (status != GEO_INVALID || strncmp(crs, "EPSG:", 5) == 0) {
        return status;
    }
    *names = (geo_crs_names){"", ""};
    return GEO_OK;
}

/* What a layer without a system, or with the usual one, says by its names. */
static const char *name_likely(cli_call *call, const cli_layer *layer)
{
    const char *crs = geo_layer_likely_crs(layer->layer);
    bool declared = strcmp(layer->crs, "OGC:CRS84") != 0;
    return crs[0] == '\0' ? NULL
                          : cli_format(call, "%s%s; likely %s: %s", declared ? "declared as " : "",
                                       declared ? layer->crs : "undeclared", crs,
                                       geo_layer_likely_reason(layer->layer));
}

geo_status info_gather(cli_call *call, const cli_layer *layer, facts *f, geo_defects **defects)
{
    geo_status status = GEO_OK;
    f->layer = layer;
    f->n = geo_layer_count(layer->layer);
    f->extent = geo_layer_extent(layer->layer);
    f->field_count = geo_layer_column_count(layer->layer);
    f->fields = cli_array(call, f->field_count, sizeof *f->fields);
    count_kinds(f);
    CLI_TRY(name_system(call, layer->crs, &f->names));
    f->likely = name_likely(call, layer);
    CLI_TRY(find_defects(call, f, defects));
    for (int64_t i = 0; i < f->field_count; i++) {
        f->fields[i].c = geo_layer_column(layer->layer, i);
        look_at_column(call, &f->fields[i]);
    }
done:
    return status;
}
