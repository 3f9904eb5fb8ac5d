/* SPDX-License-Identifier: MIT */
#include "io/out_columns.h"

#include "base/number.h"
#include "io/iso_time.h"
#include "io/json.h"
#include "io/titles.h"

enum { SHOWN = 80, MOST_COPIES = 100000 };

/* ---- Kinds ------------------------------------------------------------------------------ */

/* A date, or a time with zone, is kept exactly; anything else stays text. */
static geoi_out_kind time_kind(const geo_column *c, unsigned abilities)
{
    int64_t dates = 0, moments = 0, others = 0;
    for (int64_t i = 0; i < c->n && others == 0; i++) {
        geoi_iso_time t;
        if (geo_column_is_null(c, i)) {
            continue;
        }
        bool known = geoi_iso_time_parse(c->text + c->text_begin[i], geoi_text_length(c, i), &t);
        dates += known && t.date && !t.clock;
        moments += known && t.date && t.clock && t.zone > 1;
        others += !known || !t.date || (t.clock && t.zone <= 1) || t.year < 1;
    }
    if (others > 0 || (dates > 0 && moments > 0)) {
        return GEOI_OUT_TEXT;
    }
    return moments > 0 && (abilities & GEOI_OUT_HAS_MOMENTS) != 0 ? GEOI_OUT_MOMENT
           : dates > 0 && (abilities & GEOI_OUT_HAS_DATES) != 0   ? GEOI_OUT_DATE
                                                                  : GEOI_OUT_TEXT;
}

static geoi_out_kind kind_of(const geo_column *c, unsigned abilities)
{
    switch (c->type) {
    case GEO_BOOL:
        return GEOI_OUT_FLAG;
    case GEO_INT:
        return GEOI_OUT_INT;
    case GEO_REAL:
        return GEOI_OUT_REAL;
    case GEO_JSON:
        return GEOI_OUT_JSON;
    case GEO_DATETIME:
        return time_kind(c, abilities);
    case GEO_TEXT:
        break;
    }
    return GEOI_OUT_TEXT;
}

/* ---- Names ------------------------------------------------------------------------------ */

bool geoi_same_word(const char *a, const char *b)
{
    for (; *a != '\0' && *b != '\0'; a++, b++) {
        char x = (char)(*a >= 'A' && *a <= 'Z' ? *a + 32 : *a);
        char y = (char)(*b >= 'A' && *b <= 'Z' ? *b + 32 : *b);
        if (x != y) {
            return false;
        }
    }
    return *a == *b;
}

/* Is `name` that of one of the first `count` fields? */
static bool is_taken(const geoi_out_columns *c, int64_t count, const char *name)
{
    for (int64_t i = 0; i < count; i++) {
        if (geoi_same_word(c->column[i].name, name)) {
            return true;
        }
    }
    return false;
}

static bool is_reserved(const char *const *taken, const char *name)
{
    for (; taken != NULL && *taken != NULL; taken++) {
        if (geoi_same_word(*taken, name)) {
            return true;
        }
    }
    return false;
}

static void note_renamed(geo_ctx *ctx, const char *own, const char *name, const char *format,
                         bool reserved)
{
    char shown[SHOWN], other[SHOWN];
    geoi_note(ctx, "the column \"%s\" is called \"%s\" in the %s, %s",
              geoi_printable(own, (int64_t)strlen(own), shown, sizeof shown),
              geoi_printable(name, (int64_t)strlen(name), other, sizeof other), format,
              reserved ? "whose coordinates have that name"
                       : "which does not tell upper from lower case");
}

static geo_status choose_name(geo_ctx *ctx, geoi_out_columns *c, int64_t i, bool one_case,
                              const char *format, const char *const *taken)
{
    geo_status status = GEO_OK;
    geoi_text name = {0};
    const char *own = c->column[i].column.info.name;
    bool reserved = is_reserved(taken, own);
    GEO_TRY(geoi_text_format(ctx, &name, "%s", own));
    for (int copy = 2;
         copy < MOST_COPIES &&
         (is_reserved(taken, name.bytes) || ((one_case || reserved) && is_taken(c, i, name.bytes)));
         copy++) {
        name.length = 0;
        GEO_TRY(geoi_text_format(ctx, &name, "%s_%d", own, copy));
    }
    if (strcmp(name.bytes, own) != 0) {
        note_renamed(ctx, own, name.bytes, format, reserved);
    }
    c->column[i].name = name.bytes;
    name.bytes = NULL;
done:
    geoi_release(name.bytes);
    return status;
}

void geoi_out_columns_free_name(const geoi_out_columns *c, const char *wish, char out[32])
{
    (void)snprintf(out, 32, "%s", wish);
    for (int copy = 2; copy < MOST_COPIES && is_taken(c, c->count, out); copy++) {
        (void)snprintf(out, 32, "%.16s_%d", wish, copy);
    }
}

geo_status geoi_out_columns_names(geo_ctx *ctx, const geoi_out_columns *c, const geo_layer *layer,
                                  const char ***out)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_array(ctx, geo_layer_column_count(layer) + 1, sizeof **out, out));
    for (int64_t i = 0; i < c->count; i++) {
        if (c->column[i].source >= 0) {
            (*out)[c->column[i].source] = c->column[i].name;
        }
    }
done:
    return status;
}

/* ---- Ids -------------------------------------------------------------------------------- */

/* Can the ids be keys of a table: whole numbers, ascending, so all different? */
static geo_status ids_as_keys(geo_ctx *ctx, const geo_column *ids, geoi_out_columns *c)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_array_raw(ctx, ids->n, sizeof *c->id_block, &c->id_block));
    for (int64_t i = 0; i < ids->n; i++) {
        double value;
        bool whole = false;
        const char *at = ids->text + ids->text_begin[i], *end = at + geoi_text_length(ids, i);
        bool fits = !geo_column_is_null(ids, i) &&
                    geoi_number_parse(at, end, &value, &whole, &c->id_block[i]) == end && whole;
        if (!fits || c->id_block[i] < 0 || (i > 0 && c->id_block[i] <= c->id_block[i - 1])) {
            goto done;
        }
    }
    c->ids = c->id_block;
done:
    return status;
}

/* Ids as integers where all are, else as the texts that the JSON strings are. */
static geo_status plain_ids(geo_ctx *ctx, geo_column *ids, geoi_out_columns *c)
{
    geo_status status = GEO_OK;
    bool whole = true;
    geoi_json j = {0};
    GEO_TRY(geoi_array(ctx, ids->n, sizeof *c->id_block, &c->id_block));
    GEO_TRY(geoi_array(ctx, ids->n + 1, sizeof *c->id_begin, &c->id_begin));
    for (int64_t i = 0; i < ids->n; i++) {
        double value;
        bool is_integer = false;
        const char *at = ids->text + ids->text_begin[i];
        geoi_json_text text = {at, geoi_text_length(ids, i)};
        const char *end = at + text.length;
        whole =
            whole && (geo_column_is_null(ids, i) ||
                      (geoi_number_parse(at, end, &value, &is_integer, &c->id_block[i]) == end &&
                       is_integer));
        if (text.length > 1 && at[0] == '"') {
            geoi_json_clear(&j);
            geoi_json_init(&j, ctx, at, text.length);
            GEO_TRY(geoi_json_string(&j, &text));
        }
        GEO_TRY(geoi_text_append(ctx, &c->id_text, text.bytes, text.length));
        c->id_begin[i + 1] = c->id_text.length;
    }
    ids->type = whole ? GEO_INT : GEO_TEXT;
    ids->ints = c->id_block;
    ids->text = c->id_text.bytes;
    ids->text_begin = c->id_begin;
done:
    geoi_json_clear(&j);
    return status;
}

/* Ids that cannot be keys become the first column. */
static const char *free_id_name(const geo_layer *layer)
{
    static const char *const names[] = {"feature_id", "feature_id_2", "feature_id_3"};
    size_t i = 0;
    if (geo_layer_find(layer, "id") < 0 && geo_layer_find(layer, "ID") < 0) {
        return "id";
    }
    while (i + 1 < GEOI_COUNT_OF(names) && geo_layer_find(layer, names[i]) >= 0) {
        i++;
    }
    return names[i];
}

static geo_status add_ids(geo_ctx *ctx, const geo_layer *layer, unsigned abilities,
                          geoi_out_columns *c)
{
    geo_status status = GEO_OK;
    geo_column ids = geo_layer_ids(layer);
    if (ids.n == 0) {
        return GEO_OK;
    }
    if ((abilities & GEOI_OUT_HAS_KEYS) != 0) {
        GEO_TRY(ids_as_keys(ctx, &ids, c));
    }
    if (c->ids == NULL && (abilities & GEOI_OUT_PLAIN_IDS) != 0) {
        GEO_TRY(plain_ids(ctx, &ids, c));
    }
    if (c->ids == NULL) {
        ids.info = (geo_column_info){free_id_name(layer), NULL, NULL, NULL};
        c->column[c->count].column = ids;
        c->column[c->count++].source = -1;
        geoi_note(ctx, "ids of features are kept in the column \"%s\"", ids.info.name);
    }
done:
    return status;
}

/* ---- Plan ------------------------------------------------------------------------------- */

geo_status geoi_out_columns_plan(geo_ctx *ctx, const geo_layer *layer, unsigned abilities,
                                 const char *format, const char *const *taken, geoi_out_columns *c)
{
    geo_status status = GEO_OK;
    int64_t n = geo_layer_column_count(layer);
    geoi_text title = {0};
    GEO_TRY(geoi_array(ctx, n + 1, sizeof *c->column, &c->column));
    GEO_TRY(add_ids(ctx, layer, abilities, c));
    for (int64_t i = 0; i < n; i++) {
        c->column[c->count].column = geo_layer_column(layer, i);
        c->column[c->count++].source = i;
    }
    for (int64_t i = 0; i < c->count; i++) {
        geoi_out_column *f = &c->column[i];
        f->kind = kind_of(&f->column, abilities);
        GEO_TRY(choose_name(ctx, c, i, (abilities & GEOI_OUT_ONE_CASE) != 0, format, taken));
        title.length = 0;
        GEO_TRY(geoi_title(ctx, &f->column.info, &title));
        if (title.length > 0) {
            GEO_TRY(geoi_copy_text(ctx, title.bytes, &f->title));
        }
    }
done:
    geoi_release(title.bytes);
    return status;
}

void geoi_out_columns_clear(geoi_out_columns *c)
{
    for (int64_t i = 0; i < c->count; i++) {
        geoi_release(c->column[i].name);
        geoi_release(c->column[i].title);
    }
    geoi_release(c->column);
    geoi_release(c->id_block);
    geoi_release(c->id_begin);
    geoi_release(c->id_text.bytes);
    *c = (geoi_out_columns){0};
}
