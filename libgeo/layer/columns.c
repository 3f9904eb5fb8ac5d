/* SPDX-License-Identifier: MIT */
/* Columns: owning them, adding them to a layer, reading them as numbers. */
#include "base/number.h"
#include "layer/layer_internal.h"

/* ---- Owned columns -------------------------------------------------------------------- */

geo_column geoi_column_view(const geoi_owned_column *c)
{
    geo_column view = {.info = {c->name != NULL ? c->name : "", c->alias, c->alias_zh, c->unit},
                       .type = c->type,
                       .n = c->n,
                       .valid = c->valid,
                       .flags = c->flags,
                       .ints = c->ints,
                       .reals = c->reals,
                       .text_begin = c->text_begin,
                       .text = c->text == NULL && c->text_begin != NULL ? "" : c->text,
                       .absent = c->absent};
    return view;
}

geo_status geoi_column_label(geo_ctx *ctx, geoi_owned_column *c, const geo_column_info *info)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_copy_text(ctx, info->name, &c->name));
    GEO_TRY(geoi_copy_text(ctx, info->alias, &c->alias));
    GEO_TRY(geoi_copy_text(ctx, info->alias_zh, &c->alias_zh));
    GEO_TRY(geoi_copy_text(ctx, info->unit, &c->unit));
done:
    return status;
}

void geoi_column_clear(geoi_owned_column *c)
{
    geoi_release(c->name);
    geoi_release(c->alias);
    geoi_release(c->alias_zh);
    geoi_release(c->unit);
    geoi_release(c->valid);
    geoi_release(c->absent);
    geoi_release(c->flags);
    geoi_release(c->ints);
    geoi_release(c->reals);
    geoi_release(c->text_begin);
    geoi_release(c->text);
    geoi_owned_column none = {0};
    *c = none;
}

/* Makes the bits after the last row 0. Are the others all as `expected`? */
static bool tidy_bits(uint8_t *bits, int64_t n, unsigned expected)
{
    int64_t whole = n / 8;
    unsigned rest = (1U << (n % 8)) - 1;
    bool same = true;
    for (int64_t i = 0; i < whole; i++) {
        same &= bits[i] == expected;
    }
    if (rest != 0) {
        bits[whole] = (uint8_t)(bits[whole] & rest);
        same &= bits[whole] == (expected & rest);
    }
    return same;
}

void geoi_column_tidy(geoi_owned_column *c)
{
    if (c->valid != NULL && tidy_bits(c->valid, c->n, 0xFF)) {
        geoi_release(c->valid);
        c->valid = NULL;
    }
    if (c->absent != NULL && tidy_bits(c->absent, c->n, 0)) {
        geoi_release(c->absent);
        c->absent = NULL;
    }
}

geo_status geoi_bitmap_room(geo_ctx *ctx, uint8_t **bits, int64_t *room, int64_t rows)
{
    geo_status status = GEO_OK;
    int64_t had = *room;
    if (*bits == NULL || geoi_bitmap_size(rows) > had) {
        GEO_TRY(geoi_grow(ctx, bits, room, geoi_bitmap_size(rows), 1));
        memset(*bits + had, 0, (size_t)(*room - had));
    }
done:
    return status;
}

/* ---- Adding --------------------------------------------------------------------------- */

static geo_status check_name(geo_ctx *ctx, const geo_layer *layer, const geo_column_info *info)
{
    if (info->name == NULL || info->name[0] == '\0') {
        return geoi_fail(ctx, GEO_INVALID, "the name of a column is empty");
    }
    if (geo_layer_find(layer, info->name) >= 0) {
        char shown[64];
        (void)geoi_printable(info->name, (int64_t)strlen(info->name), shown, sizeof shown);
        geo_status status =
            geoi_fail(ctx, GEO_INVALID, "the layer has a column \"%s\" already", shown);
        geoi_hint(ctx, "remove or rename that column first");
        return status;
    }
    return GEO_OK;
}

/* Rows marked null in a bitmap that is made when the first is met. */
static geo_status mark_null(geo_ctx *ctx, geoi_owned_column *c, int64_t row)
{
    if (c->valid == NULL) {
        geo_status status = geoi_array_raw(ctx, geoi_bitmap_size(c->n), 1, &c->valid);
        if (status != GEO_OK) {
            return status;
        }
        memset(c->valid, 0xFF, (size_t)geoi_bitmap_size(c->n));
    }
    c->valid[row >> 3] = (uint8_t)(c->valid[row >> 3] & ~(1U << (row & 7)));
    return GEO_OK;
}

static geo_status copy_reals(geo_ctx *ctx, geoi_owned_column *c, const double *values)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_copy(ctx, values, c->n, sizeof *values, &c->reals));
    for (int64_t i = 0; i < c->n; i++) {
        if (!isfinite(c->reals[i])) {
            c->reals[i] = 0.0;
            GEO_TRY(mark_null(ctx, c, i));
        }
    }
done:
    return status;
}

static geo_status copy_flags(geo_ctx *ctx, geoi_owned_column *c, const uint8_t *values)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_array_raw(ctx, c->n, sizeof *values, &c->flags));
    for (int64_t i = 0; i < c->n; i++) {
        c->flags[i] = values[i] != 0;
    }
done:
    return status;
}

/* Text may begin anywhere in the source's bytes (a slice); here it begins at 0. */
static geo_status copy_text(geo_ctx *ctx, geoi_owned_column *c, const geo_column *from)
{
    geo_status status = GEO_OK;
    int64_t first = c->n > 0 ? from->text_begin[0] : 0; /* without rows there may be no array */
    int64_t size = c->n > 0 ? from->text_begin[c->n] - first : 0;
    GEO_TRY(geoi_array_raw(ctx, c->n + 1, sizeof *c->text_begin, &c->text_begin));
    for (int64_t i = 0; i < c->n; i++) {
        c->text_begin[i] = from->text_begin[i] - first;
    }
    c->text_begin[c->n] = size;
    GEO_TRY(geoi_array_raw(ctx, size, 1, &c->text));
    if (size > 0) {
        memcpy(c->text, from->text + first, (size_t)size);
    }
done:
    return status;
}

static geo_status copy_values(geo_ctx *ctx, geoi_owned_column *c, const geo_column *from)
{
    switch (from->type) {
    case GEO_BOOL:
        return copy_flags(ctx, c, from->flags);
    case GEO_INT:
        return geoi_copy(ctx, from->ints, c->n, sizeof *from->ints, &c->ints);
    case GEO_REAL:
        return copy_reals(ctx, c, from->reals);
    case GEO_TEXT:
    case GEO_DATETIME:
    case GEO_JSON:
        return copy_text(ctx, c, from);
    }
    return geoi_fail(ctx, GEO_INVALID, "a column has the unknown type %d", (int)from->type);
}

geo_status geo_layer_add_column(geo_ctx *ctx, geo_layer *layer, const geo_column *column)
{
    geo_status status = GEO_OK;
    geoi_owned_column c = {0};
    GEO_TRY(check_name(ctx, layer, &column->info));
    if (column->n != geo_layer_count(layer)) {
        GEO_TRY(geoi_fail(ctx, GEO_INVALID, "the column has %lld rows, the layer %lld",
                          (long long)column->n, (long long)geo_layer_count(layer)));
    }
    GEO_TRY(geoi_column_label(ctx, &c, &column->info));
    c.type = column->type;
    c.n = column->n;
    if (column->valid != NULL) {
        GEO_TRY(geoi_copy(ctx, column->valid, geoi_bitmap_size(c.n), 1, &c.valid));
    }
    GEO_TRY(copy_values(ctx, &c, column));
    if (column->absent != NULL) {
        GEO_TRY(geoi_copy(ctx, column->absent, geoi_bitmap_size(c.n), 1, &c.absent));
    }
    geoi_column_tidy(&c);
    GEO_TRY(geoi_layer_push(ctx, layer, &c));
done:
    geoi_column_clear(&c);
    return status;
}

geo_status geo_layer_add_reals(geo_ctx *ctx, geo_layer *layer, const geo_column_info *info,
                               const double *values, const uint8_t *valid)
{
    geo_column c = {.info = *info,
                    .type = GEO_REAL,
                    .n = geo_layer_count(layer),
                    .valid = valid,
                    .reals = values};
    return geo_layer_add_column(ctx, layer, &c);
}

geo_status geo_layer_add_ints(geo_ctx *ctx, geo_layer *layer, const geo_column_info *info,
                              const int64_t *values, const uint8_t *valid)
{
    geo_column c = {.info = *info,
                    .type = GEO_INT,
                    .n = geo_layer_count(layer),
                    .valid = valid,
                    .ints = values};
    return geo_layer_add_column(ctx, layer, &c);
}

geo_status geo_layer_add_flags(geo_ctx *ctx, geo_layer *layer, const geo_column_info *info,
                               const uint8_t *values, const uint8_t *valid)
{
    geo_column c = {.info = *info,
                    .type = GEO_BOOL,
                    .n = geo_layer_count(layer),
                    .valid = valid,
                    .flags = values};
    return geo_layer_add_column(ctx, layer, &c);
}

geo_status geo_layer_add_texts(geo_ctx *ctx, geo_layer *layer, const geo_column_info *info,
                               geo_column_type type, const char *const *values)
{
    geo_status status = GEO_OK;
    geoi_column_builder b = {0};
    GEO_TRY(check_name(ctx, layer, info));
    if (type != GEO_TEXT && type != GEO_DATETIME && type != GEO_JSON) {
        GEO_TRY(geoi_fail(ctx, GEO_INVALID, "texts cannot make a column of type %s",
                          geo_column_type_name(type)));
    }
    GEO_TRY(geoi_column_label(ctx, &b.c, info));
    b.c.type = type;
    b.typed = true;
    for (int64_t i = 0; i < geo_layer_count(layer); i++) {
        if (values[i] != NULL) {
            GEO_TRY(geoi_build_text(ctx, &b, i, type, values[i], (int64_t)strlen(values[i])));
        }
    }
    GEO_TRY(geoi_build_finish(ctx, &b, geo_layer_count(layer)));
    GEO_TRY(geoi_layer_push(ctx, layer, &b.c));
done:
    geoi_column_clear(&b.c);
    return status;
}

/* ---- As numbers ----------------------------------------------------------------------- */

static bool is_numeric(geo_column_type type)
{
    return type == GEO_BOOL || type == GEO_INT || type == GEO_REAL;
}

/* "one of: name, jobs" */
static void hint_columns(geo_ctx *ctx, const geo_layer *layer, bool numbers)
{
    char list[200] = "", shown[64];
    size_t used = 0;
    for (int64_t i = 0; i < layer->column_count; i++) {
        if (numbers && !is_numeric(layer->columns[i].type)) {
            continue;
        }
        const char *name = layer->columns[i].name;
        (void)geoi_printable(name, (int64_t)strlen(name), shown, sizeof shown);
        if (used + strlen(shown) + 8 > sizeof list) {
            used += (size_t)snprintf(list + used, sizeof list - used, ", ...");
            break;
        }
        used +=
            (size_t)snprintf(list + used, sizeof list - used, "%s%s", used > 0 ? ", " : "", shown);
    }
    geoi_hint(ctx,
              used > 0  ? "one of: %s"
              : numbers ? "no column holds numbers%s"
                        : "it has no columns%s",
              list);
}

geo_status geoi_no_such_column(geo_ctx *ctx, const geo_layer *layer, const char *name)
{
    geo_status status = GEO_OK;
    geoi_mark mark = geoi_scratch_mark(ctx);
    const char **names;
    char shown[64];
    GEO_TRY(geoi_scratch(ctx, layer->column_count, sizeof *names, &names));
    for (int64_t i = 0; i < layer->column_count; i++) {
        names[i] = layer->columns[i].name;
    }
    (void)geoi_printable(name, (int64_t)strlen(name), shown, sizeof shown);
    status = geoi_fail(ctx, GEO_INVALID, "there is no column \"%s\"", shown);
    const char *nearest = geo_closest_word(name, names, layer->column_count);
    if (nearest != NULL) {
        geoi_hint(ctx, "\"%s\"",
                  geoi_printable(nearest, (int64_t)strlen(nearest), shown, sizeof shown));
    } else {
        hint_columns(ctx, layer, false);
    }
done:
    geoi_scratch_reset(ctx, mark);
    return status;
}

/* A column of nulls has no type of its own: formats without types call it text. */
static bool is_all_null(const geo_column *c)
{
    int64_t i = 0;
    while (i < c->n && geo_column_is_null(c, i)) {
        i++;
    }
    return i == c->n;
}

/* The first text that is no number; of numbers written as texts the first of all. */
static int64_t first_word(const geo_column *c)
{
    int64_t first = -1;
    for (int64_t i = 0; i < c->n; i++) {
        const char *text = c->text + c->text_begin[i], *end = c->text + c->text_begin[i + 1];
        double value;
        bool is_integer;
        int64_t integer;
        if (!geo_column_is_null(c, i) &&
            geoi_number_parse(text, end, &value, &is_integer, &integer) != end) {
            return i;
        }
        first = first < 0 && !geo_column_is_null(c, i) ? i : first;
    }
    return first;
}

/* A column of something else: what it holds, and of texts which is none. */
static geo_status fail_no_numbers(geo_ctx *ctx, const geo_layer *layer, const geo_column *c)
{
    char shown[64], word[64];
    int64_t i = c->type == GEO_TEXT ? first_word(c) : -1;
    (void)geoi_printable(c->info.name, (int64_t)strlen(c->info.name), shown, sizeof shown);
    if (i < 0) {
        (void)geoi_fail(ctx, GEO_DATA, "the column \"%s\" holds %s, not numbers", shown,
                        geo_column_type_name(c->type));
    } else {
        (void)geoi_printable(c->text + c->text_begin[i], c->text_begin[i + 1] - c->text_begin[i],
                             word, sizeof word);
        (void)geoi_fail(ctx, GEO_DATA,
                        "the column \"%s\" holds text, not numbers: feature %lld has \"%s\"", shown,
                        (long long)i + 1, word);
    }
    hint_columns(ctx, layer, true);
    return GEO_DATA;
}

geo_status geo_layer_numbers(geo_ctx *ctx, const geo_layer *layer, const char *name, double *values)
{
    int64_t index = geo_layer_find(layer, name);
    if (index < 0) {
        return geoi_no_such_column(ctx, layer, name);
    }
    geo_column c = geo_layer_column(layer, index);
    bool numbers = is_numeric(c.type);
    if (!numbers && !is_all_null(&c)) {
        return fail_no_numbers(ctx, layer, &c);
    }
    for (int64_t i = 0; i < c.n; i++) {
        double number = !numbers             ? (double)NAN
                        : c.type == GEO_REAL ? c.reals[i]
                        : c.type == GEO_INT  ? (double)c.ints[i]
                                             : (double)c.flags[i];
        values[i] = geo_column_is_null(&c, i) ? (double)NAN : number;
    }
    return GEO_OK;
}
