/* SPDX-License-Identifier: MIT */
/* Rows of costs as CSV and as GeoJSON. */
#include "base/number.h"
#include "io/cost_binary.h"
#include "io/csv_write.h"

enum {
    NUMBER = 64, /* bytes of one at most */
    FRAME = 160, /* and of what stands around a pair */
    PAIRS = 64,
    POSITION_DECIMALS = 7
};

/* ---- Cells ------------------------------------------------------------------------------ */

static geo_status end_cell(geoi_cells *cells, int64_t i)
{
    int64_t length = cells->text.length - cells->begin[i];
    cells->begin[i + 1] = cells->text.length;
    cells->longest = length > cells->longest ? length : cells->longest;
    return GEO_OK;
}

static geo_status quote(geo_ctx *ctx, geoi_text *out, geoi_text name)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_grow(ctx, &out->bytes, &out->capacity, out->length + 6 * name.length + 3, 1));
    out->length +=
        (int64_t)geo_json_quote(name.bytes, (size_t)name.length, out->bytes + out->length);
done:
    return status;
}

static geo_status make_names(geo_ctx *ctx, geoi_cost_form *form, const geoi_names *names,
                             geoi_cells *out)
{
    geo_status status = GEO_OK;
    bool lines = form->format == GEO_COST_LINES;
    GEO_TRY(geoi_array(ctx, names->n + 1, sizeof *out->begin, &out->begin));
    for (int64_t i = 0; i < names->n; i++) {
        geoi_text name = geoi_names_at(names, i);
        if (names->integers) {
            GEO_TRY(geoi_text_append(ctx, &out->text, name.bytes, name.length));
        } else if (lines) {
            GEO_TRY(quote(ctx, &out->text, name));
        } else {
            GEO_TRY(geoi_csv_append_text(ctx, &out->text, name.bytes, name.length, false,
                                         &form->formulas));
        }
        GEO_TRY(end_cell(out, i));
    }
done:
    return status;
}

static geo_status make_positions(geo_ctx *ctx, const geo_layer *layer, const geoi_names *names,
                                 geoi_cells *out)
{
    geo_status status = GEO_OK;
    if (layer == NULL || geo_layer_count(layer) != names->n) {
        return geoi_fail(ctx, GEO_INVALID, "lines need the layer of the %ss", names->what);
    }
    const geo_geometry *g = geo_layer_geometry(layer);
    GEO_TRY(geoi_array(ctx, names->n + 1, sizeof *out->begin, &out->begin));
    for (int64_t i = 0; i < names->n; i++) {
        geo_span at = geo_feature_coords(g, i);
        char x[NUMBER], y[NUMBER];
        if (at.end - at.begin > 1) {
            status = geoi_fail(ctx, GEO_DATA, "%ss: feature %lld is no point", names->what,
                               (long long)i + 1);
            goto done;
        }
        if (at.begin < at.end) {
            (void)geoi_number_fixed(g->x[at.begin], POSITION_DECIMALS, x);
            (void)geoi_number_fixed(g->y[at.begin], POSITION_DECIMALS, y);
            GEO_TRY(geoi_text_format(ctx, &out->text, "[%s,%s]", x, y));
        }
        GEO_TRY(end_cell(out, i));
    }
done:
    return status;
}

geo_status geoi_cost_form_prepare(geo_ctx *ctx, geoi_cost_form *form, const geo_layer *origins,
                                  const geo_layer *destinations)
{
    geo_status status = GEO_OK;
    (void)snprintf(form->title, sizeof form->title, form->unit[0] != '\0' ? "cost_%s" : "cost",
                   form->unit);
    if (form->format == GEO_COST_BINARY) {
        return GEO_OK;
    }
    GEO_TRY(make_names(ctx, form, form->origins, &form->origin));
    GEO_TRY(make_names(ctx, form, form->destinations, &form->destination));
    if (form->format == GEO_COST_LINES) {
        GEO_TRY(make_positions(ctx, origins, form->origins, &form->from));
        GEO_TRY(make_positions(ctx, destinations, form->destinations, &form->to));
    }
done:
    return status;
}

void geoi_cost_form_clear(geoi_cost_form *form)
{
    geoi_cells *all[] = {&form->origin, &form->destination, &form->from, &form->to};
    for (int i = 0; i < 4; i++) {
        geoi_release(all[i]->begin);
        geoi_release(all[i]->text.bytes);
        *all[i] = (geoi_cells){0};
    }
}

/* ---- Rows ------------------------------------------------------------------------------- */

static char *put(char *out, const char *bytes, int64_t n)
{
    memcpy(out, bytes, (size_t)n);
    return out + n;
}

#define PUT(out, literal) put((out), "" literal, (int64_t)sizeof(literal) - 1)

static char *put_cell(char *out, const geoi_cells *cells, int64_t i)
{
    int64_t begin = cells->begin[i], n = cells->begin[i + 1] - begin;
    return n > 0 ? put(out, cells->text.bytes + begin, n) : out;
}

static char *put_cost(char *out, const geoi_cost_form *form, double cost)
{
    char number[NUMBER];
    int n = form->decimals < 0 ? geoi_number_format(cost, number)
                               : geoi_number_fixed(cost, form->decimals, number);
    return put(out, number, n);
}

/* A pair of a place that is nowhere cannot be drawn: costs from a file may have such. */
static char *put_line(char *out, const geoi_cost_form *form, int64_t origin, int64_t destination,
                      double cost)
{
    bool drawn = form->from.begin[origin] < form->from.begin[origin + 1] &&
                 form->to.begin[destination] < form->to.begin[destination + 1];
    out = PUT(out, "{\"type\":\"Feature\",\"properties\":{\"origin\":");
    out = put_cell(out, &form->origin, origin);
    out = PUT(out, ",\"destination\":");
    out = put_cell(out, &form->destination, destination);
    out = PUT(out, ",\"");
    out = put(out, form->title, (int64_t)strlen(form->title));
    out = PUT(out, "\":");
    out = put_cost(out, form, cost);
    if (!drawn) {
        out = PUT(out, "},\"geometry\":null}");
    } else {
        out = PUT(out, "},\"geometry\":{\"type\":\"LineString\",\"coordinates\":[");
        out = put_cell(out, &form->from, origin);
        out = PUT(out, ",");
        out = put_cell(out, &form->to, destination);
        out = PUT(out, "]}}");
    }
    return form->sequence ? PUT(out, "\n") : PUT(out, ",\n");
}

static char *put_pair(char *out, const geoi_cost_form *form, int64_t origin, int64_t destination,
                      double cost)
{
    if (form->format == GEO_COST_LINES) {
        return put_line(out, form, origin, destination, cost);
    }
    out = put_cell(out, &form->origin, origin);
    out = PUT(out, ",");
    out = put_cell(out, &form->destination, destination);
    out = PUT(out, ",");
    out = put_cost(out, form, cost);
    return PUT(out, "\r\n");
}

static char *put_matrix_row(char *out, const geoi_cost_form *form, const geo_cost_rows *rows,
                            int64_t i)
{
    int64_t e = rows->begin[i];
    out = put_cell(out, &form->origin, rows->first + i);
    for (int64_t d = 0; d < form->destinations->n; d++) {
        out = PUT(out, ",");
        if (e < rows->begin[i + 1] && rows->destination[e] == d) {
            out = put_cost(out, form, rows->cost[e++]);
        }
    }
    return PUT(out, "\r\n");
}

/* Room is made for some pairs at a time, so that wide rows take no more than they need. */
static geo_status put_pairs(geo_ctx *ctx, const geoi_cost_form *form, const geo_cost_rows *rows,
                            int64_t i, geoi_text *out)
{
    geo_status status = GEO_OK;
    int64_t longest = form->origin.longest + form->destination.longest + form->from.longest +
                      form->to.longest + GEOI_COST_TITLE_SIZE + FRAME + NUMBER;
    for (int64_t e = rows->begin[i]; e < rows->begin[i + 1]; e += PAIRS) {
        int64_t last = e + PAIRS < rows->begin[i + 1] ? e + PAIRS : rows->begin[i + 1];
        int64_t room = (last - e) * longest;
        GEO_TRY(geoi_grow(ctx, &out->bytes, &out->capacity, out->length + room, 1));
        char *end = out->bytes + out->length;
        for (int64_t k = e; k < last; k++) {
            end = put_pair(end, form, rows->first + i, rows->destination[k], rows->cost[k]);
        }
        out->length = end - out->bytes;
    }
done:
    return status;
}

geo_status geoi_cost_put_row(geo_ctx *ctx, const geoi_cost_form *form, const geo_cost_rows *rows,
                             int64_t i, geoi_text *out)
{
    geo_status status = GEO_OK;
    if (form->format == GEO_COST_BINARY) {
        return geoi_cost_binary_row(ctx, rows, i, out);
    }
    if (form->format != GEO_COST_MATRIX) {
        return put_pairs(ctx, form, rows, i, out);
    }
    int64_t entries = rows->begin[i + 1] - rows->begin[i];
    int64_t room = form->origin.longest + form->destinations->n + entries * NUMBER + FRAME;
    GEO_TRY(geoi_grow(ctx, &out->bytes, &out->capacity, out->length + room, 1));
    out->length = put_matrix_row(out->bytes + out->length, form, rows, i) - out->bytes;
done:
    return status;
}
