/* SPDX-License-Identifier: MIT */
/* ArcGIS's spatial weights matrix. What is read may be hostile: nothing is taken for more than the
 * bytes that are there, whatever its numbers say. */
#include "base/number.h"
#include "io/weights_read.h"

enum {
    INT = 4,
    TWO_INTS = 2 * INT,
    DOUBLE = 8,
    HEAD_MOST = 1 << 16,
    REPORT_EVERY = 4096,
    NUMBER = 32
};

typedef struct swm {
    geo_ctx *ctx;
    const unsigned char *begin, *at, *end;
    bool fixed; /* one weight for all neighbours of a feature */
} swm;

/* ---- Bytes ------------------------------------------------------------------------------ */

static int64_t place_of(const swm *s)
{
    return s->at - s->begin + 1;
}

static geo_status at_byte(const swm *s, geo_status status, int64_t byte)
{
    if (status == GEO_DATA) {
        geoi_where(s->ctx, "byte %lld", (long long)byte);
    }
    return status;
}

static geo_status need(const swm *s, int64_t bytes)
{
    return s->end - s->at >= bytes
               ? GEO_OK
               : at_byte(s, geoi_fail(s->ctx, GEO_DATA, "the file is cut off"), place_of(s));
}

static int32_t int_at(const unsigned char *b)
{
    return (int32_t)((uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 |
                     (uint32_t)b[3] << 24);
}

static double double_at(const unsigned char *b)
{
    uint64_t bits = 0;
    double value;
    for (int i = DOUBLE - 1; i >= 0; i--) {
        bits = bits << 8 | b[i];
    }
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* ---- The first line --------------------------------------------------------------------- */

static bool has_word(const unsigned char *begin, const unsigned char *end, const char *word)
{
    int64_t length = (int64_t)strlen(word);
    for (; end - begin >= length; begin++) {
        int64_t same = 0;
        while (same < length && (begin[same] & 0xDF) == ((unsigned char)word[same] & 0xDF)) {
            same++; /* in either case; the signs among them differ in no other bit that counts */
        }
        if (same == length) {
            return true;
        }
    }
    return false;
}

/* "column;system", or "UNIQUEID@column" among others. */
static void tell_column(const swm *s, const geoi_names *names, const unsigned char *begin,
                        const unsigned char *end)
{
    static const char key[] = "UNIQUEID@";
    const int64_t length = (int64_t)sizeof key - 1;
    const unsigned char *column = begin, *stop = begin;
    for (const unsigned char *at = begin; at + length <= end; at++) {
        if (has_word(at, at + length, key)) {
            column = at + length;
        }
    }
    if (column == begin && memchr(begin, '@', (size_t)(end - begin)) != NULL) {
        return;
    }
    for (stop = column; stop < end && *stop != ';' && *stop != '\r';) {
        stop++;
    }
    geoi_weights_tell_column(s->ctx, names, (const char *)column, stop - column);
}

static geo_status read_head(swm *s, const geoi_names *names)
{
    geo_status status = GEO_OK;
    int64_t size = s->end - s->at, most = size < HEAD_MOST ? size : HEAD_MOST;
    const unsigned char *feed = most > 0 ? memchr(s->at, '\n', (size_t)most) : NULL;
    if (feed == NULL || memchr(s->at, ';', (size_t)(feed - s->at)) == NULL) {
        status = geoi_fail(s->ctx, GEO_DATA, "is no spatial weights matrix of ArcGIS");
        geoi_hint(s->ctx, "its first line is \"column;system\" or \"VERSION@...;UNIQUEID@...\"");
        return status;
    }
    s->fixed = has_word(s->at, feed, "FIXEDWEIGHTS@TRUE");
    const unsigned char *first = s->at;
    s->at = feed + 1;
    GEO_TRY(need(s, TWO_INTS));
    GEO_TRY(
        at_byte(s, geoi_weights_check_count(s->ctx, names, (double)int_at(s->at)), place_of(s)));
    tell_column(s, names, first, feed);
    s->at += TWO_INTS; /* whether rows were standardised: weights stand as they are */
done:
    return status;
}

/* ---- Rows ------------------------------------------------------------------------------- */

static geo_status find(const swm *s, const geoi_names *names, const unsigned char *at, int64_t *out)
{
    char number[NUMBER];
    int length = geoi_integer_format(int_at(at), number);
    *out = geoi_names_find(names, number, length);
    return *out >= 0
               ? GEO_OK
               : at_byte(s, geoi_names_unknown(s->ctx, names, number, length), at - s->begin + 1);
}

static geo_status read_pairs(swm *s, geoi_weight_pairs *p, int64_t i, int64_t count)
{
    geo_status status = GEO_OK;
    char shown[NUMBER];
    GEO_TRY(need(s, count * INT + (s->fixed ? 2 : count + 1) * (int64_t)DOUBLE));
    const unsigned char *weights = s->at + count * INT;
    for (int64_t k = 0; k < count; k++) {
        const unsigned char *at = weights + (s->fixed ? 0 : k * DOUBLE);
        double weight = double_at(at);
        int64_t j;
        GEO_TRY(find(s, p->names, s->at + k * INT, &j));
        (void)snprintf(shown, sizeof shown, "%.6g", weight);
        GEO_TRY(at_byte(s, geoi_weights_check_weight(s->ctx, weight, shown), at - s->begin + 1));
        GEO_TRY(geoi_weight_pairs_add(s->ctx, p, i, j, weight, s->at + k * INT - s->begin + 1));
    }
    s->at = weights + ((s->fixed ? 1 : count) + 1) * DOUBLE; /* the sum is of no use */
done:
    return status;
}

static geo_status read_row(swm *s, geoi_weight_pairs *p, int64_t *seen)
{
    geo_status status = GEO_OK;
    int64_t i;
    GEO_TRY(need(s, TWO_INTS));
    GEO_TRY(find(s, p->names, s->at, &i));
    if (seen[i] != 0) {
        GEO_TRY(at_byte(s,
                        geoi_fail(s->ctx, GEO_DATA,
                                  "feature %d has its neighbours at byte %lld "
                                  "already",
                                  (int)int_at(s->at), (long long)seen[i]),
                        place_of(s)));
    }
    seen[i] = place_of(s);
    int64_t count = int_at(s->at + INT);
    if (count < 0 || count > p->names->n) {
        GEO_TRY(at_byte(s,
                        geoi_fail(s->ctx, GEO_DATA, "%lld neighbours of %lld features",
                                  (long long)count, (long long)p->names->n),
                        place_of(s) + INT));
    }
    s->at += TWO_INTS;
    if (count > 0) {
        GEO_TRY(read_pairs(s, p, i, count));
    }
done:
    return status;
}

geo_status geoi_weights_swm_read(geo_ctx *ctx, const char *bytes, int64_t size,
                                 geoi_weight_pairs *out)
{
    geo_status status = GEO_OK;
    const unsigned char *begin = (const unsigned char *)bytes;
    swm s = {.ctx = ctx, .begin = begin, .at = begin, .end = begin + size};
    int64_t *seen = NULL, n = out->names->n;
    GEO_TRY(read_head(&s, out->names));
    GEO_TRY(geoi_array(ctx, n, sizeof *seen, &seen));
    for (int64_t row = 0; row < n; row++) {
        GEO_TRY(read_row(&s, out, seen));
        if (row % REPORT_EVERY == 0) {
            GEO_TRY(geoi_progress(ctx, (double)row / (double)n));
        }
    }
    if (s.at < s.end) {
        GEO_TRY(
            at_byte(&s, geoi_fail(ctx, GEO_DATA, "goes on after the last feature"), place_of(&s)));
    }
done:
    geoi_release(seen);
    return status;
}
