/* SPDX-License-Identifier: MIT */
/* Some features of a layer, as a layer of their own. */
#include "layer/layer_internal.h"

static geo_status check_rows(geo_ctx *ctx, const geo_layer *layer, const int64_t *rows,
                             int64_t count)
{
    int64_t n = geo_layer_count(layer);
    if (count < 0) {
        return geoi_fail(ctx, GEO_INVALID, "the number of rows to select is negative");
    }
    for (int64_t i = 0; i < count; i++) {
        if (rows[i] < 0 || rows[i] >= n) {
            return geoi_fail(ctx, GEO_INVALID, "row %lld is not one of the layer's %lld",
                             (long long)rows[i] + 1, (long long)n);
        }
    }
    return GEO_OK;
}

static geo_status select_geometry(geo_ctx *ctx, const geo_layer *layer, const int64_t *rows,
                                  int64_t count, geoi_geometry_builder *b)
{
    geo_status status = GEO_OK;
    for (int64_t i = 0; i < count; i++) {
        GEO_TRY(geoi_geometry_copy_feature(ctx, b, geo_layer_geometry(layer), rows[i]));
    }
    GEO_TRY(geoi_geometry_finish(ctx, b));
done:
    return status;
}

/* ---- Columns -------------------------------------------------------------------------- */

/* NULL stays NULL. */
static geo_status select_bits(geo_ctx *ctx, const uint8_t *from, const int64_t *rows, int64_t count,
                              uint8_t **to)
{
    geo_status status = GEO_OK;
    if (from != NULL) {
        GEO_TRY(geoi_array(ctx, geoi_bitmap_size(count), 1, to));
        for (int64_t i = 0; i < count; i++) {
            unsigned bit = geoi_bitmap_has(from, rows[i]);
            (*to)[i >> 3] = (uint8_t)((*to)[i >> 3] | bit << (i & 7));
        }
    }
done:
    return status;
}

static geo_status select_text(geo_ctx *ctx, const geo_column *from, const int64_t *rows,
                              geoi_owned_column *c)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_array_raw(ctx, c->n + 1, sizeof *c->text_begin, &c->text_begin));
    c->text_begin[0] = 0;
    for (int64_t i = 0; i < c->n; i++) {
        int64_t length = from->text_begin[rows[i] + 1] - from->text_begin[rows[i]];
        c->text_begin[i + 1] = c->text_begin[i] + length;
    }
    GEO_TRY(geoi_array_raw(ctx, c->text_begin[c->n], 1, &c->text));
    for (int64_t i = 0; i < c->n; i++) {
        int64_t length = c->text_begin[i + 1] - c->text_begin[i];
        if (length > 0) {
            memcpy(c->text + c->text_begin[i], from->text + from->text_begin[rows[i]],
                   (size_t)length);
        }
    }
done:
    return status;
}

static geo_status select_values(geo_ctx *ctx, const geo_column *from, const int64_t *rows,
                                geoi_owned_column *c)
{
    geo_status status = GEO_OK;
    switch (from->type) {
    case GEO_BOOL:
        GEO_TRY(geoi_array_raw(ctx, c->n, sizeof *c->flags, &c->flags));
        for (int64_t i = 0; i < c->n; i++) {
            c->flags[i] = from->flags[rows[i]];
        }
        break;
    case GEO_INT:
        GEO_TRY(geoi_array_raw(ctx, c->n, sizeof *c->ints, &c->ints));
        for (int64_t i = 0; i < c->n; i++) {
            c->ints[i] = from->ints[rows[i]];
        }
        break;
    case GEO_REAL:
        GEO_TRY(geoi_array_raw(ctx, c->n, sizeof *c->reals, &c->reals));
        for (int64_t i = 0; i < c->n; i++) {
            c->reals[i] = from->reals[rows[i]];
        }
        break;
    case GEO_TEXT:
    case GEO_DATETIME:
    case GEO_JSON:
        GEO_TRY(select_text(ctx, from, rows, c));
        break;
    }
done:
    return status;
}

static geo_status select_column(geo_ctx *ctx, const geo_column *from, const int64_t *rows,
                                int64_t count, geoi_owned_column *c)
{
    geo_status status = GEO_OK;
    c->type = from->type;
    c->n = count;
    GEO_TRY(geoi_column_label(ctx, c, &from->info));
    GEO_TRY(select_bits(ctx, from->valid, rows, count, &c->valid));
    GEO_TRY(select_bits(ctx, from->absent, rows, count, &c->absent));
    geoi_column_tidy(c);
    GEO_TRY(select_values(ctx, from, rows, c));
done:
    return status;
}

static geo_status select_columns(geo_ctx *ctx, const geo_layer *from, const int64_t *rows,
                                 int64_t count, geo_layer *to)
{
    geo_status status = GEO_OK;
    geoi_owned_column c = {0};
    for (int64_t i = 0; i < from->column_count; i++) {
        geo_column column = geo_layer_column(from, i);
        GEO_TRY(select_column(ctx, &column, rows, count, &c));
        GEO_TRY(geoi_layer_push(ctx, to, &c));
    }
    if (from->ids.n > 0 && count > 0) {
        geo_column ids = geo_layer_ids(from);
        GEO_TRY(select_column(ctx, &ids, rows, count, &to->ids));
    }
done:
    geoi_column_clear(&c);
    return status;
}

/* What the file said beside its features, and beside geometry and columns of those chosen. */
static geo_status select_extras(geo_ctx *ctx, const geo_layer *layer, const int64_t *rows,
                                int64_t count, geoi_extras *to)
{
    geo_status status = GEO_OK;
    const geoi_extras *from = &layer->extras;
    to->has_bbox = from->has_bbox;
    GEO_TRY(geoi_copy_text(ctx, from->members, &to->members));
    GEO_TRY(geoi_copy_text(ctx, from->run, &to->run));
    GEO_TRY(select_bits(ctx, from->feature_bbox, rows, count, &to->feature_bbox));
    if (from->feature_members.n > 0 && count > 0) {
        geo_column members = geoi_column_view(&from->feature_members);
        GEO_TRY(select_column(ctx, &members, rows, count, &to->feature_members));
    }
done:
    return status;
}

/* ---- The whole ------------------------------------------------------------------------ */

geo_status geo_layer_select(geo_ctx *ctx, const geo_layer *layer, const int64_t *rows,
                            int64_t count, geo_layer **out)
{
    geo_status status = GEO_OK;
    geoi_geometry_builder geometry = {0};
    geo_layer *chosen = NULL;
    *out = NULL;
    GEO_TRY(check_rows(ctx, layer, rows, count));
    GEO_TRY(select_geometry(ctx, layer, rows, count, &geometry));
    GEO_TRY(geoi_layer_adopt(ctx, layer->name, &geometry, &chosen));
    GEO_TRY(geoi_copy_text(ctx, layer->source, &chosen->source));
    chosen->digest = geoi_digest_share(layer->digest);
    GEO_TRY(geoi_copy_text(ctx, layer->source_crs, &chosen->source_crs));
    GEO_TRY(geoi_copy_text(ctx, layer->source_encoding, &chosen->source_encoding));
    GEO_TRY(geoi_copy_text(ctx, layer->likely_crs, &chosen->likely_crs));
    GEO_TRY(geoi_copy_text(ctx, layer->likely_reason, &chosen->likely_reason));
    GEO_TRY(select_columns(ctx, layer, rows, count, chosen));
    GEO_TRY(select_extras(ctx, layer, rows, count, &chosen->extras));
    chosen->first = layer->first;
    *out = chosen;
    chosen = NULL;
done:
    geoi_geometry_clear(&geometry);
    geo_layer_destroy(chosen);
    return status;
}
