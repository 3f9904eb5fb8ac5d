/* SPDX-License-Identifier: MIT */
#include "io/cost_names.h"

#include "base/number.h"
#include "io/out_columns.h"
#include "space/order.h"

enum { SHOWN = 80, HASH_BITS = 64 };

/* FNV-1a, 64 bits (Fowler, Noll, Vo). */
static uint64_t hash_of(const char *text, int64_t length)
{
    uint64_t h = UINT64_C(0xCBF29CE484222325);
    for (int64_t i = 0; i < length; i++) {
        h = (h ^ (unsigned char)text[i]) * UINT64_C(0x100000001B3);
    }
    return h;
}

static bool is_called(const geoi_names *names, int64_t i, const char *text, int64_t length)
{
    geoi_text name = geoi_names_at(names, i);
    return name.length == length && memcmp(name.bytes, text, (size_t)length) == 0;
}

/* ---- Making --------------------------------------------------------------------------- */

static geo_status check_column(geo_ctx *ctx, const geo_cost_names *from, const char *what)
{
    const geo_column *c = &from->column;
    if (c->n != 0 && c->n != from->count) {
        return geoi_fail(ctx, GEO_INVALID, "there are %lld names of %lld %ss", (long long)c->n,
                         (long long)from->count, what);
    }
    if (c->n != 0 && c->type != GEO_INT && c->type != GEO_TEXT) {
        geo_status status = geoi_fail(ctx, GEO_INVALID, "the names of %ss are of type %s", what,
                                      geo_column_type_name(c->type));
        geoi_hint(ctx, "use a column of integers or of texts");
        return status;
    }
    return GEO_OK;
}

static geo_status append_names(geo_ctx *ctx, const geo_column *c, geoi_names *out)
{
    geo_status status = GEO_OK;
    char number[24];
    for (int64_t i = 0; i < out->n; i++) {
        if (c->n != 0 && geo_column_is_null(c, i)) {
            status = geoi_fail(ctx, GEO_DATA, "%ss: feature %lld has no name", out->what,
                               (long long)i + 1);
            geoi_hint(ctx, "give each a name, or use none at all: then they are numbered");
            return status;
        }
        if (c->n != 0 && c->type == GEO_TEXT) {
            GEO_TRY(geoi_text_append(ctx, &out->text, c->text + c->text_begin[i],
                                     geoi_text_length(c, i)));
        } else {
            int length = geoi_integer_format(c->n != 0 ? c->ints[i] : i + 1, number);
            GEO_TRY(geoi_text_append(ctx, &out->text, number, length));
        }
        out->begin[i + 1] = out->text.length;
    }
done:
    return status;
}

/* Names of the same hash stand side by side, in index order: compare each with those before. */
static geo_status check_twice(geo_ctx *ctx, const geoi_names *names)
{
    char shown[SHOWN];
    for (int64_t k = 1; k < names->n; k++) {
        geoi_text name = geoi_names_at(names, names->order[k]);
        for (int64_t j = k - 1; j >= 0 && names->hash[j] == names->hash[k]; j--) {
            if (is_called(names, names->order[j], name.bytes, name.length)) {
                geo_status status = geoi_fail(
                    ctx, GEO_DATA, "%ss: features %lld and %lld are both called \"%s\"",
                    names->what, (long long)names->order[j] + 1, (long long)names->order[k] + 1,
                    geoi_printable(name.bytes, name.length, shown, sizeof shown));
                geoi_hint(ctx, "name them by a column in which each value is there once");
                return status;
            }
        }
    }
    return GEO_OK;
}

geo_status geoi_names_create(geo_ctx *ctx, const geo_cost_names *from, const char *what,
                             geoi_names *out)
{
    geo_status status = GEO_OK;
    *out = (geoi_names){.what = what, .n = from->count};
    GEO_TRY(check_column(ctx, from, what));
    out->places = from->column.n == 0;
    out->column = out->places ? NULL : from->column.info.name;
    out->integers = out->places || from->column.type == GEO_INT;
    GEO_TRY(geoi_array(ctx, out->n + 1, sizeof *out->begin, &out->begin));
    GEO_TRY(geoi_text_append(ctx, &out->text, "", 0)); /* bytes are never NULL */
    GEO_TRY(append_names(ctx, &from->column, out));
    if (!out->places) {
        GEO_TRY(geoi_array_raw(ctx, out->n, sizeof *out->hash, &out->hash));
        GEO_TRY(geoi_array_raw(ctx, out->n, sizeof *out->order, &out->order));
        for (int64_t i = 0; i < out->n; i++) {
            geoi_text name = geoi_names_at(out, i);
            out->hash[i] = hash_of(name.bytes, name.length);
        }
        GEO_TRY(geoi_sort_keys(ctx, out->n, HASH_BITS, out->hash, out->order));
        GEO_TRY(check_twice(ctx, out));
    }
done:
    return status;
}

void geoi_names_clear(geoi_names *names)
{
    geoi_release(names->begin);
    geoi_release(names->text.bytes);
    geoi_release(names->hash);
    geoi_release(names->order);
    *names = (geoi_names){0};
}

/* ---- Finding -------------------------------------------------------------------------- */

static int64_t find_place(int64_t n, const char *text, int64_t length)
{
    double value;
    bool is_integer;
    int64_t place;
    const char *end = geoi_number_parse(text, text + length, &value, &is_integer, &place);
    bool one = end == text + length && is_integer && place >= 1 && place <= n;
    return one ? place - 1 : -1;
}

int64_t geoi_names_find(const geoi_names *names, const char *text, int64_t length)
{
    if (names->places) {
        return find_place(names->n, text, length);
    }
    uint64_t hash = hash_of(text, length);
    int64_t low = 0, high = names->n;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        low = names->hash[middle] < hash ? middle + 1 : low;
        high = names->hash[middle] < hash ? high : middle;
    }
    for (; low < names->n && names->hash[low] == hash; low++) {
        if (is_called(names, names->order[low], text, length)) {
            return names->order[low];
        }
    }
    return -1;
}

geo_status geoi_names_unknown(geo_ctx *ctx, const geoi_names *names, const char *text,
                              int64_t length)
{
    char shown[SHOWN], first[SHOWN];
    geo_status status = geoi_fail(ctx, GEO_DATA, "no %s is called \"%s\"", names->what,
                                  geoi_printable(text, length, shown, sizeof shown));
    if (names->n == 0) {
        geoi_hint(ctx, "there are none");
    } else if (names->places) {
        geoi_hint(ctx, "without a column of names they are called 1 to %lld, by their places",
                  (long long)names->n);
    } else {
        geoi_text name = geoi_names_at(names, 0);
        geoi_hint(ctx, "is it the column of names that was meant? its first one is \"%s\"",
                  geoi_printable(name.bytes, name.length, first, sizeof first));
    }
    return status;
}
