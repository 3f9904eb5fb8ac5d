/* SPDX-License-Identifier: MIT */
/* The binary form of a table of costs, both ways. What is read may be hostile: nothing is taken
 * for more than the bytes that are there, whatever its numbers say. */
#include "io/cost_binary.h"

#include "base/digest.h"
#include "space/cost_internal.h"

static const char magic[] = "GEOCOST1";

enum {
    MAGIC = 8,
    NUMBER = 8,
    CHECK_SIZE = 16,
    CHECK = 2 * CHECK_SIZE,
    ORIGINS_NAMED = 1,
    DESTINATIONS_NAMED = 2,
    LONGEST_VARINT = 10,
    REPORT_EVERY = 4096
};

bool geoi_is_cost_binary(const char *bytes, int64_t size)
{
    return size >= MAGIC && memcmp(bytes, magic, MAGIC) == 0;
}

/* ---- Writing ---------------------------------------------------------------------------- */

static char *put_u64(char *out, uint64_t v)
{
    for (int i = 0; i < NUMBER; i++) {
        *out++ = (char)(v >> 8 * i & 0xFF);
    }
    return out;
}

static char *put_varint(char *out, uint64_t v)
{
    for (; v >= 0x80; v >>= 7) {
        *out++ = (char)((v & 0x7F) | 0x80);
    }
    *out++ = (char)v;
    return out;
}

static geo_status append_u64(geo_ctx *ctx, geoi_text *out, uint64_t v)
{
    char bytes[NUMBER];
    (void)put_u64(bytes, v);
    return geoi_text_append(ctx, out, bytes, NUMBER);
}

static geo_status append_names(geo_ctx *ctx, geoi_text *out, const geoi_names *names)
{
    geo_status status = GEO_OK;
    char length[LONGEST_VARINT];
    for (int64_t i = 0; i < names->n && !names->places; i++) {
        geoi_text name = geoi_names_at(names, i);
        GEO_TRY(
            geoi_text_append(ctx, out, length, put_varint(length, (uint64_t)name.length) - length));
        GEO_TRY(geoi_text_append(ctx, out, name.bytes, name.length));
    }
done:
    return status;
}

geo_status geoi_cost_binary_head(geo_ctx *ctx, const geoi_cost_form *form, geoi_text *out)
{
    geo_status status = GEO_OK;
    int64_t unit = (int64_t)strlen(form->unit);
    char flags[2] = {(char)((form->origins->places ? 0 : ORIGINS_NAMED) |
                            (form->destinations->places ? 0 : DESTINATIONS_NAMED)),
                     (char)unit};
    GEO_TRY(geoi_text_append(ctx, out, magic, MAGIC));
    GEO_TRY(append_u64(ctx, out, (uint64_t)form->origins->n));
    GEO_TRY(append_u64(ctx, out, (uint64_t)form->destinations->n));
    GEO_TRY(geoi_text_append(ctx, out, flags, 2));
    GEO_TRY(geoi_text_append(ctx, out, form->unit, unit));
    GEO_TRY(append_names(ctx, out, form->origins));
    GEO_TRY(append_names(ctx, out, form->destinations));
done:
    return status;
}

geo_status geoi_cost_binary_row(geo_ctx *ctx, const geo_cost_rows *rows, int64_t i, geoi_text *out)
{
    geo_status status = GEO_OK;
    int64_t begin = rows->begin[i], end = rows->begin[i + 1], next = 0;
    int64_t room = (end - begin + 1) * (LONGEST_VARINT / 2 + NUMBER) + LONGEST_VARINT;
    GEO_TRY(geoi_grow(ctx, &out->bytes, &out->capacity, out->length + room, 1));
    char *at = put_varint(out->bytes + out->length, (uint64_t)(end - begin));
    for (int64_t e = begin; e < end; e++) { /* of 32 bits: five bytes at most */
        at = put_varint(at, (uint64_t)(rows->destination[e] - next));
        next = (int64_t)rows->destination[e] + 1;
    }
    for (int64_t e = begin; e < end; e++) {
        uint64_t bits;
        memcpy(&bits, &rows->cost[e], sizeof bits);
        at = put_u64(at, bits);
    }
    out->length = at - out->bytes;
done:
    return status;
}

geo_status geoi_cost_binary_tail(geo_ctx *ctx, int64_t pairs, geoi_text *out)
{
    return append_u64(ctx, out, (uint64_t)pairs);
}

/* ---- Reading ---------------------------------------------------------------------------- */

typedef struct scan {
    geo_ctx *ctx;
    const unsigned char *at, *end; /* of what is left before the digest */
    int64_t origins, destinations;
    int64_t *origin, *destination; /* which of the layer's they are; NULL = the same */
} scan;

static geo_status fail_form(geo_ctx *ctx)
{
    geo_status status = geoi_fail(ctx, GEO_DATA, "is no table of costs that this version reads");
    geoi_hint(ctx, "write it again: geo proximity --table");
    return status;
}

static bool read_u64(scan *s, uint64_t *v)
{
    *v = 0;
    if (s->end - s->at < NUMBER) {
        return false;
    }
    for (int i = 0; i < NUMBER; i++) {
        *v |= (uint64_t)*s->at++ << 8 * i;
    }
    return true;
}

static bool read_varint(scan *s, uint64_t most, uint64_t *v)
{
    *v = 0;
    for (int shift = 0; shift < 63 && s->at < s->end; shift += 7) {
        unsigned char byte = *s->at++;
        *v |= (uint64_t)(byte & 0x7F) << shift;
        if (byte < 0x80) {
            return *v <= most;
        }
    }
    return false;
}

static geo_status check_digest(geo_ctx *ctx, const char *bytes, int64_t size)
{
    geoi_blake2b b;
    char check[CHECK + 1] = "";
    if (size >= MAGIC + CHECK) {
        geoi_blake2b_init(&b, CHECK_SIZE);
        geoi_blake2b_add(&b, bytes, (size_t)(size - CHECK));
        geoi_blake2b_hex(&b, check);
    }
    if (size < MAGIC + CHECK || memcmp(check, bytes + size - CHECK, CHECK) != 0) {
        geo_status status =
            geoi_fail(ctx, GEO_DATA, "is damaged or cut off: its checksum is another");
        geoi_hint(ctx, "copy it again, or write it again: geo proximity --table");
        return status;
    }
    return GEO_OK;
}

/* Without names it is a table of so many features, and must be of the same. */
static geo_status match_places(scan *s, int64_t count, const geoi_names *names)
{
    if (count == names->n) {
        return GEO_OK;
    }
    geo_status status =
        geoi_fail(s->ctx, GEO_DATA, "is of %lld %ss without names, but there are %lld",
                  (long long)count, names->what, (long long)names->n);
    geoi_hint(s->ctx, "is it the table of these layers? names tell which features are which");
    return status;
}

/* With names: where each stands in the layer. */
static geo_status match_names(scan *s, int64_t count, const geoi_names *names, int64_t **out)
{
    geo_status status = GEO_OK;
    uint64_t length;
    if (count > s->end - s->at) { /* a byte each at least */
        return fail_form(s->ctx);
    }
    GEO_TRY(geoi_array_raw(s->ctx, count, sizeof **out, out));
    for (int64_t i = 0; i < count; i++) {
        if (!read_varint(s, (uint64_t)(s->end - s->at), &length) ||
            (int64_t)length > s->end - s->at) {
            GEO_TRY(fail_form(s->ctx));
        }
        const char *name = (const char *)s->at;
        (*out)[i] = geoi_names_find(names, name, (int64_t)length);
        if ((*out)[i] < 0) {
            GEO_TRY(geoi_names_unknown(s->ctx, names, name, (int64_t)length));
        }
        s->at += length;
    }
done:
    return status;
}

static geo_status read_head(scan *s, geoi_pairs *out)
{
    geo_status status = GEO_OK;
    uint64_t origins, destinations;
    s->at += MAGIC;
    if (!read_u64(s, &origins) || !read_u64(s, &destinations) || s->end - s->at < 2 ||
        origins > INT32_MAX * UINT64_C(2) || destinations > INT32_MAX) {
        return fail_form(s->ctx);
    }
    unsigned flags = s->at[0], unit = s->at[1];
    s->at += 2;
    if (flags > 3 || unit >= GEOI_COST_UNIT_SIZE || s->end - s->at < (int64_t)unit ||
        !geoi_cost_unit_fits((const char *)s->at, (int64_t)unit)) {
        return fail_form(s->ctx);
    }
    memcpy(out->unit, s->at, unit);
    out->unit[unit] = '\0';
    s->at += unit;
    s->origins = (int64_t)origins;
    s->destinations = (int64_t)destinations;
    GEO_TRY((flags & ORIGINS_NAMED) != 0 ? match_names(s, s->origins, out->origins, &s->origin)
                                         : match_places(s, s->origins, out->origins));
    GEO_TRY((flags & DESTINATIONS_NAMED) != 0
                ? match_names(s, s->destinations, out->destinations, &s->destination)
                : match_places(s, s->destinations, out->destinations));
done:
    return status;
}

static geo_status read_row(scan *s, int64_t row, geoi_pairs *out)
{
    geo_status status = GEO_OK;
    uint64_t entries, step, bits;
    int64_t next = 0;
    if (!read_varint(s, (uint64_t)(s->end - s->at) / (NUMBER + 1) + 1, &entries) ||
        (int64_t)entries > (s->end - s->at) / (NUMBER + 1)) {
        return fail_form(s->ctx);
    }
    scan costs = *s;
    for (uint64_t e = 0; e < entries; e++) { /* the costs come after the last of them */
        if (!read_varint(&costs, INT32_MAX, &step)) {
            return fail_form(s->ctx);
        }
    }
    for (uint64_t e = 0; e < entries; e++) {
        double cost;
        if (!read_varint(s, INT32_MAX, &step) || !read_u64(&costs, &bits) ||
            (int64_t)step >= s->destinations - next) {
            return fail_form(s->ctx);
        }
        memcpy(&cost, &bits, sizeof cost);
        if (!(cost >= 0.0) || isinf(cost)) {
            return fail_form(s->ctx);
        }
        next += (int64_t)step;
        GEO_TRY(geoi_pairs_add(s->ctx, out, s->origin != NULL ? s->origin[row] : row,
                               s->destination != NULL ? s->destination[next] : next, cost));
        next++;
    }
    s->at = costs.at;
done:
    return status;
}

geo_status geoi_cost_binary_read(geo_ctx *ctx, const char *bytes, int64_t size, geoi_pairs *out)
{
    geo_status status = GEO_OK;
    scan s = {.ctx = ctx};
    uint64_t pairs;
    GEO_TRY(check_digest(ctx, bytes, size));
    s.at = (const unsigned char *)bytes;
    s.end = s.at + size - CHECK;
    GEO_TRY(read_head(&s, out));
    for (int64_t row = 0; row < s.origins; row++) {
        GEO_TRY(read_row(&s, row, out));
        if (row % REPORT_EVERY == 0) {
            GEO_TRY(geoi_progress(ctx, (double)row / (double)s.origins));
        }
    }
    if (!read_u64(&s, &pairs) || pairs != (uint64_t)out->n || s.at != s.end) {
        GEO_TRY(fail_form(ctx));
    }
done:
    geoi_release(s.origin);
    geoi_release(s.destination);
    return status;
}
