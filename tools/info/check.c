/* SPDX-License-Identifier: MIT */
/* Is a layer healthy? Geometry, columns, and the likely datum; other subjects have files of their
 * own. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "facts.h"

void info_found(cli_call *call, facts *f, const finding *what)
{
    (void)call;
    if (f->finding_count < MAX_FINDINGS) {
        f->findings[f->finding_count++] = *what;
    }
}

bool info_is_wrong(const facts *f)
{
    for (int i = 0; i < f->finding_count; i++) {
        if (f->findings[i].wrong) {
            return true;
        }
    }
    return false;
}

int64_t info_middles(const geo_layer *layer, double *x, double *y, int64_t *row)
{
    const geo_geometry *g = geo_layer_geometry(layer);
    int64_t count = 0;
    for (int64_t i = 0; i < g->n; i++) {
        geo_span s = geo_feature_coords(g, i);
        if (s.begin == s.end) {
            continue;
        }
        geo_box box = {g->x[s.begin], g->y[s.begin], g->x[s.begin], g->y[s.begin]};
        for (int64_t k = s.begin + 1; k < s.end; k++) {
            box.min_x = fmin(box.min_x, g->x[k]);
            box.min_y = fmin(box.min_y, g->y[k]);
            box.max_x = fmax(box.max_x, g->x[k]);
            box.max_y = fmax(box.max_y, g->y[k]);
        }
        x[count] = (box.min_x + box.max_x) / 2.0;
        y[count] = (box.min_y + box.max_y) / 2.0;
        if (row != NULL) {
            row[count] = i;
        }
        count++;
    }
    return count;
}

/* ---- Geometry ----------------------------------------------------------------------------- */

static void check_geometry(cli_call *call, facts *f)
{
    const geo_geometry *g = geo_layer_geometry(f->layer->layer);
    int64_t none = 0, empty = 0, first_none = 0, first_empty = 0;
    for (int i = 0; i < f->reason_count; i++) {
        const reason *r = &f->reasons[i];
        const finding what = {"invalid", true, r->count, r->first,
                              cli_format(call, "geometry that is not valid: %s", r->text)};
        info_found(call, f, &what);
    }
    for (int64_t i = 0; i < g->n; i++) {
        geo_span s = geo_feature_coords(g, i);
        if (s.begin == s.end && g->type[i] == GEO_NONE) {
            first_none = none++ == 0 ? i + 1 : first_none;
        } else if (s.begin == s.end) {
            first_empty = empty++ == 0 ? i + 1 : first_empty;
        }
    }
    if (none > 0) {
        const finding what = {"no-geometry", true, none, first_none, "no geometry"};
        info_found(call, f, &what);
    }
    if (empty > 0) {
        const finding what = {"empty-geometry", true, empty, first_empty, "empty geometry"};
        info_found(call, f, &what);
    }
}

/* ---- Columns ------------------------------------------------------------------------------ */

static bool is_constant(const field *c)
{
    return c->first >= 0 && c->nulls == 0 && c->c.n > 1 &&
           (info_is_text(c->c.type) ? c->distinct == 1 : c->min == c->max);
}

static void check_columns(cli_call *call, facts *f)
{
    for (int64_t i = 0; i < f->field_count; i++) {
        const field *c = &f->fields[i];
        const char *name = c->c.info.name;
        if (c->c.n > 0 && c->first < 0) {
            const finding what = {"null-column", false, 0, 0,
                                  cli_format(call, "column \"%s\" is null everywhere", name)};
            info_found(call, f, &what);
        } else if (is_constant(c)) {
            const finding what = {
                "constant-column", false, 0, 0,
                cli_format(call, "column \"%s\" has the same value everywhere", name)};
            info_found(call, f, &what);
        }
    }
}

/* ---- Datum -------------------------------------------------------------------------------- */

static bool in_china(geo_box e)
{
    return e.min_x >= 72.0 && e.max_x <= 138.0 && e.min_y >= 3.0 && e.max_y <= 55.0;
}

/* What the reference tells; what names say agrees with it, or is outweighed. */
static const char *datum_against(cli_call *call, const facts *f)
{
    static const char *const read_as[] = {"", "GCJ-02", "BD-09"};
    const shift *s = &f->against;
    const char *named = geo_layer_likely_crs(f->layer->layer), *said = "";
    if (f->likely != NULL) {
        bool agrees = s->likely != AS_IT_IS && strcmp(named, read_as[s->likely]) == 0;
        said = cli_format(call, agrees ? "; %s too" : ", though %s",
                          geo_layer_likely_reason(f->layer->layer));
    }
    return s->likely == AS_IT_IS
               ? cli_format(call, "%s: it fits the reference as it is%s",
                            f->names.datum[0] != '\0' ? f->names.datum : f->layer->crs, said)
               : cli_format(call,
                            "%s: read so, it fits the reference%s; read it again with --in-crs %s",
                            read_as[s->likely], said, read_as[s->likely]);
}

static bool is_told_by_reference(const facts *f)
{
    const shift *s = &f->against;
    return s->reference != NULL &&
           (s->likely == AS_IT_IS || s->likely == AS_GCJ02 || s->likely == AS_BD09);
}

/* Where no reference tells, a name that does is a finding. */
static void check_names(cli_call *call, facts *f)
{
    if (f->likely != NULL && !is_told_by_reference(f)) {
        const finding what = {"datum", true, f->n, 0,
                              cli_format(call, "%s, but it was read as WGS 84", f->likely)};
        info_found(call, f, &what);
    }
}

static const char *likely_datum(cli_call *call, const facts *f)
{
    if (is_told_by_reference(f)) {
        return datum_against(call, f);
    }
    if (f->likely != NULL) {
        return cli_format(call, "%s; read it again with --in-crs %s", f->likely,
                          geo_layer_likely_crs(f->layer->layer));
    }
    if (strcmp(f->layer->crs, "OGC:CRS84") != 0) {
        return cli_format(call, "%s: the file or --in-crs says so",
                          f->names.datum[0] != '\0' ? f->names.datum : f->layer->crs);
    }
    return in_china(f->extent)
               ? "WGS 84 by the format's rule; but GCJ-02 and BD-09 of web maps look the same, "
                 "some "
                 "500 m and 1300 m off: compare it with a layer you trust by --against"
               : "WGS 84 by the format's rule";
}

geo_status info_check(cli_call *call, facts *f, const char *reference)
{
    geo_status status = GEO_OK;
    f->checked = true;
    check_geometry(call, f);
    info_check_duplicates(call, f);
    info_check_places(call, f);
    info_check_texts(call, f);
    check_columns(call, f);
    if (reference != NULL) {
        CLI_TRY(info_check_against(call, f, reference));
    }
    check_names(call, f);
    f->datum = likely_datum(call, f);
done:
    return status;
}
