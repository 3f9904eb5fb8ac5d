/* SPDX-License-Identifier: MIT */
/* Columns: the entry of a tool's table becomes the column of a layer, and a cell becomes text. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "call.h"

cli_slot cli_distance_slot(double distance_m, int64_t index)
{
    cli_slot slot;
    bool short_whole = distance_m == floor(distance_m) && distance_m < 100000.0;
    if (short_whole) {
        snprintf(slot.name, sizeof slot.name, "%d", (int)distance_m);
    } else {
        snprintf(slot.name, sizeof slot.name, "_%d", (int)(index % 1000) + 1);
    }
    cli_distance_text(distance_m, slot.title);
    return slot;
}

/* @p text with each "<r>" replaced. */
static char *filled(cli_call *call, const char *text, const char *with)
{
    cli_text out = {NULL, 0, 0};
    for (const char *mark; (mark = strstr(text, "<r>")) != NULL; text = mark + 3) {
        cli_text_add(&out, "%.*s%s", (int)(mark - text), text, with);
    }
    cli_text_add(&out, "%s", text);
    char *kept = cli_format(call, "%s", out.data);
    cli_text_clear(&out);
    return kept;
}

static geo_column_info info_of(cli_call *call, const cli_column *c, const cli_slot *slot)
{
    geo_column_info info = {c->name, c->alias, c->alias_zh, c->unit};
    if (slot != NULL) {
        info.name = filled(call, c->name, slot->name);
        info.alias = filled(call, c->alias, slot->title);
        info.alias_zh = filled(call, c->alias_zh, slot->title);
    }
    return info;
}

/* Places after the point that mean something in a unit; -1 = all. A millimetre, a square metre:
 * finer digits would only tell one machine's rounding from another's. */
static int places_of(const char *unit)
{
    static const struct {
        const char *unit;
        int places;
    } known[] = {{"m", 3}, {"km", 6}, {"km2", 6}, {"%", 4}};
    for (size_t i = 0; unit != NULL && i < sizeof known / sizeof known[0]; i++) {
        if (strcmp(known[i].unit, unit) == 0) {
            return known[i].places;
        }
    }
    return -1;
}

/* Densities may be of any size: six digits, more than any count of people is good for. */
static double six_digits(double value)
{
    enum { DIGITS = 6 };
    if (!isfinite(value) || !(fabs(value) > 1e-15) || !(fabs(value) < 1e15)) {
        return value;
    }
    double places = DIGITS - 1 - floor(log10(fabs(value)));
    double scale = pow(10.0, fabs(places));
    return places >= 0.0 ? round(value * scale) / scale : round(value / scale) * scale;
}

const double *cli_rounded(cli_call *call, const char *unit, const double *values, int64_t n)
{
    int places = places_of(unit);
    bool density = unit != NULL && strcmp(unit, "1/km2") == 0;
    if (places < 0 && !density) {
        return values;
    }
    double *rounded = cli_array(call, n, sizeof *rounded), scale = pow(10.0, places);
    for (int64_t i = 0; i < n && density; i++) {
        rounded[i] = six_digits(values[i]);
    }
    for (int64_t i = 0; i < n && !density; i++) {
        rounded[i] = fabs(values[i]) < 1e15 / scale ? round(values[i] * scale) / scale : values[i];
    }
    return rounded;
}

geo_status cli_add_reals(cli_call *call, geo_layer *layer, const cli_column *column,
                         const cli_slot *slot, const double *values)
{
    geo_column_info info = info_of(call, column, slot);
    const double *rounded = cli_rounded(call, column->unit, values, geo_layer_count(layer));
    return geo_layer_add_reals(call->ctx, layer, &info, rounded, NULL);
}

geo_status cli_add_ints(cli_call *call, geo_layer *layer, const cli_column *column,
                        const cli_slot *slot, const int64_t *values, const uint8_t *valid)
{
    geo_column_info info = info_of(call, column, slot);
    return geo_layer_add_ints(call->ctx, layer, &info, values, valid);
}

geo_status cli_add_flags(cli_call *call, geo_layer *layer, const cli_column *column,
                         const cli_slot *slot, const uint8_t *values, const uint8_t *valid)
{
    geo_column_info info = info_of(call, column, slot);
    return geo_layer_add_flags(call->ctx, layer, &info, values, valid);
}

geo_status cli_add_texts(cli_call *call, geo_layer *layer, const cli_column *column,
                         const cli_slot *slot, const char *const *values)
{
    geo_column_info info = info_of(call, column, slot);
    return geo_layer_add_texts(call->ctx, layer, &info, GEO_TEXT, values);
}

const char *cli_value_of(cli_call *call, const geo_column *column, int64_t row)
{
    if (geo_column_is_null(column, row)) {
        return NULL;
    }
    cli_text text = {NULL, 0, 0};
    switch (column->type) {
    case GEO_BOOL:
        return column->flags[row] ? "true" : "false";
    case GEO_INT:
        return cli_format(call, "%" PRId64, column->ints[row]);
    case GEO_REAL:
        cli_text_number(&text, column->reals[row]);
        break;
    case GEO_TEXT:
    case GEO_DATETIME:
    case GEO_JSON:
        return cli_format(call, "%.*s",
                          (int)(column->text_begin[row + 1] - column->text_begin[row]),
                          column->text + column->text_begin[row]);
    }
    const char *kept = cli_format(call, "%s", text.data);
    cli_text_clear(&text);
    return kept;
}

geo_status cli_find_column(cli_call *call, const cli_layer *l, const char *field, geo_column *out)
{
    int64_t at = geo_layer_find(l->layer, field);
    if (at < 0) {
        double *unused; /* says that there is no such column, and names the nearest */
        return cli_numbers(call, l, field, &unused);
    }
    *out = geo_layer_column(l->layer, at);
    return GEO_OK;
}

geo_status cli_texts(cli_call *call, const cli_layer *l, const char *field, const char *const **out)
{
    *out = NULL;
    if (field == NULL) {
        return GEO_OK;
    }
    geo_status status = GEO_OK;
    geo_column column;
    CLI_TRY(cli_find_column(call, l, field, &column));
    const char **texts = cli_array(call, column.n, sizeof *texts);
    for (int64_t i = 0; i < column.n; i++) {
        texts[i] = cli_value_of(call, &column, i);
    }
    *out = texts;
done:
    return status;
}
