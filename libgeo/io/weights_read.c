/* SPDX-License-Identifier: MIT */
/* Weights from files: which form it is, and from pairs to rows. */
#include "io/weights_read.h"

#include "base/digest.h"
#include "base/number.h"
#include "io/encoding.h"
#include "io/file.h"
#include "io/out_columns.h"
#include "space/order.h"
#include "space/weights_internal.h"

enum { SHOWN = 80, INDEX_BITS = 32, NUMBER = 32 };

/* ---- Pairs ------------------------------------------------------------------------------ */

geo_status geoi_weight_pairs_add(geo_ctx *ctx, geoi_weight_pairs *p, int64_t from, int64_t to,
                                 double weight, int64_t at)
{
    geo_status status = GEO_OK;
    if (from == to) {
        p->selves++;
        return GEO_OK;
    }
    if (p->n == p->room[3]) { /* the last to grow */
        GEO_TRY(geoi_grow(ctx, &p->from, &p->room[0], p->n + 1, sizeof *p->from));
        GEO_TRY(geoi_grow(ctx, &p->to, &p->room[1], p->n + 1, sizeof *p->to));
        GEO_TRY(geoi_grow(ctx, &p->weight, &p->room[2], p->n + 1, sizeof *p->weight));
        GEO_TRY(geoi_grow(ctx, &p->at, &p->room[3], p->n + 1, sizeof *p->at));
    }
    p->from[p->n] = from;
    p->to[p->n] = to;
    p->weight[p->n] = p->ones ? 1.0 : weight;
    p->at[p->n++] = at;
done:
    return status;
}

void geoi_weight_pairs_clear(geoi_weight_pairs *p)
{
    geoi_release(p->from);
    geoi_release(p->to);
    geoi_release(p->weight);
    geoi_release(p->at);
}

geo_status geoi_weights_check_count(geo_ctx *ctx, const geoi_names *names, double count)
{
    char number[NUMBER];
    if (count == (double)names->n) {
        return GEO_OK;
    }
    number[geoi_number_format(count, number)] = '\0';
    geo_status status = geoi_fail(ctx, GEO_DATA, "is of %s features, but the layer has %lld",
                                  number, (long long)names->n);
    geoi_hint(ctx, "give the layer that the weights were made of, whole and unfiltered");
    return status;
}

void geoi_weights_tell_column(geo_ctx *ctx, const geoi_names *names, const char *column,
                              int64_t length)
{
    char shown[SHOWN], ours[SHOWN];
    geoi_printable(column, length, shown, sizeof shown);
    if (length == 0 || geoi_same_word(shown, "unknown") ||
        (names->column != NULL && geoi_same_word(shown, names->column))) {
        return;
    }
    if (names->column == NULL) {
        geoi_note(
            ctx,
            "weights: their file calls features by its column \"%s\", here they are called by "
            "their places, from 1",
            shown);
        return;
    }
    geoi_note(ctx, "weights: their file calls features by its column \"%s\", here by \"%s\"", shown,
              geoi_printable(names->column, (int64_t)strlen(names->column), ours, sizeof ours));
}

geo_status geoi_weights_check_weight(geo_ctx *ctx, double weight, const char *shown)
{
    return weight >= 0.0 && weight <= GEOI_WEIGHT_MOST
               ? GEO_OK
               : geoi_fail(ctx, GEO_DATA, "the weight is %s, but must be from 0 to %g", shown,
                           GEOI_WEIGHT_MOST);
}

/* ---- Forms ------------------------------------------------------------------------------ */

static geo_weights_format format_of(const char *path, const char *bytes, int64_t size)
{
    return memchr(bytes, '\0', (size_t)size) != NULL ? GEO_WEIGHTS_SWM
                                                     : geoi_weights_text_format(path, bytes, size);
}

/* Which pair is there twice is looked for once it is known that one is. */
static geo_status fail_twice(geo_ctx *ctx, const geoi_weight_pairs *p, geo_weights_format format)
{
    geo_status status = GEO_OK;
    uint64_t *key = NULL;
    int64_t *order = NULL, second = 1;
    char name[2][SHOWN];
    const char *unit = format == GEO_WEIGHTS_SWM ? "byte" : "line";
    GEO_TRY(geoi_array_raw(ctx, p->n, sizeof *key, &key));
    GEO_TRY(geoi_array_raw(ctx, p->n, sizeof *order, &order));
    for (int64_t k = 0; k < p->n; k++) {
        key[k] = (uint64_t)p->from[k] << INDEX_BITS | (uint64_t)p->to[k];
    }
    GEO_TRY(geoi_sort_keys(ctx, p->n, 2 * INDEX_BITS, key, order));
    while (second + 1 < p->n && key[second] != key[second - 1]) {
        second++;
    }
    for (int side = 0; side < 2; side++) {
        int64_t k = order[second];
        geoi_text text = geoi_names_at(p->names, side == 0 ? p->from[k] : p->to[k]);
        geoi_printable(text.bytes, text.length, name[side], SHOWN);
    }
    status =
        geoi_fail(ctx, GEO_DATA, "%s %lld: the pair of \"%s\" and \"%s\" is on %s %lld already",
                  unit, (long long)p->at[order[second]], name[0], name[1], unit,
                  (long long)p->at[order[second - 1]]);
done:
    geoi_release(key);
    geoi_release(order);
    return status;
}

geo_status geoi_weights_parse(geo_ctx *ctx, const char *path, const char *bytes, int64_t size,
                              geo_weights_format format, geoi_weight_pairs *p, geo_weights **out)
{
    geo_status status = GEO_OK;
    geoi_text decoded = {0};
    char encoding[40];
    const char *text = bytes;
    int64_t length = size;
    *out = NULL;
    format = format == GEO_WEIGHTS_AUTO ? format_of(path, bytes, size) : format;
    if (format == GEO_WEIGHTS_SWM) {
        GEO_TRY(geoi_weights_swm_read(ctx, bytes, size, p));
    } else {
        GEO_TRY(geoi_decode_file(ctx, NULL, bytes, size, &decoded, &text, &length, encoding));
        GEO_TRY(format == GEO_WEIGHTS_GAL ? geoi_weights_gal_read(ctx, text, length, p)
                                          : geoi_weights_gwt_read(ctx, text, length, p));
    }
    status = geo_weights_create(ctx, p->names->n, p->n, p->from, p->to, p->weight, out);
    if (status == GEO_DATA) { /* all else has been looked at */
        GEO_TRY(fail_twice(ctx, p, format));
    }
done:
    geoi_release(decoded.bytes);
    return status;
}

/* ---- The call --------------------------------------------------------------------------- */

geo_status geo_weights_read(geo_ctx *ctx, const char *path, const geo_cost_names *names,
                            const geo_weights_read_options *options, geo_weights **out)
{
    geo_status status = GEO_OK;
    geo_weights_read_options o = geo_weights_read_options_default();
    geoi_bytes bytes = {0};
    geoi_names features = {0};
    geoi_weight_pairs pairs = {.names = &features};
    *out = NULL;
    GEO_TRY(geoi_options(ctx, &o, options));
    if ((int)o.format < GEO_WEIGHTS_AUTO || o.format > GEO_WEIGHTS_SWM) {
        return geoi_fail(ctx, GEO_INVALID, "there is no format %d of weights", (int)o.format);
    }
    pairs.ones = o.ones != 0;
    GEO_TRY(geoi_names_create(ctx, names, "feature", &features));
    GEO_TRY(geoi_stage(ctx, 0.0, 1.0, "reading weights"));
    status = geoi_bytes_read(ctx, path, &bytes);
    if (status == GEO_OK) {
        status = geoi_weights_parse(ctx, path, bytes.data, bytes.size, o.format, &pairs, out);
    }
    if (status == GEO_OK) {
        status = geoi_bytes_digest(ctx, &bytes, &(*out)->digest);
    }
    if (status != GEO_OK) {
        geoi_at_input(ctx, path);
        geo_weights_destroy(*out);
        *out = NULL;
        goto done;
    }
    if (pairs.selves > 0) {
        geoi_note(ctx, "weights: %lld %s of a feature with itself: left out",
                  (long long)pairs.selves, geoi_plural(pairs.selves, "pair", "pairs"));
    }
done:
    geoi_weight_pairs_clear(&pairs);
    geoi_names_clear(&features);
    geoi_bytes_release(&bytes);
    return status;
}

const char *geo_weights_digest(const geo_weights *weights)
{
    return weights->digest != NULL ? geoi_digest_hex(weights->digest) : "";
}
