/* SPDX-License-Identifier: MIT */
/* Rows of a table: views of one in memory, or straight lines measured now. The latter:
 *
 * 1. The strips near a few neighbouring origins say where destinations within reach may stand,
 *    and where all stand within reach of them all.
 * 2. Those that are within reach of an origin are listed as they stand in the strips.
 * 3. They are put in the order of destinations without comparing, unless they stand in it: a bit
 *    is set for each, and its place in the row is the number of bits before its own. Words with
 *    bits are found through a summary, a bit a word, so a row costs little more than its
 *    entries. */
#include "space/cost_internal.h"

enum { WORD = 64, GROUP = 64, WORTH = 32 };

/* Some of one strip, and those in the middle of them that need not be compared. */
typedef struct stretch {
    geo_span all, sure;
} stretch;

struct geo_cost_reader {
    const geo_costs *costs;
    /* the rows last asked for, when measured: */
    int64_t *begin;
    int32_t *destination;
    double *cost;
    int64_t begin_room, destination_room, cost_room;
    /* where those near a few origins may stand, and how many there are: */
    stretch *stretch;
    int64_t stretch_room, stretches, candidates;
    /* one row, unsorted: */
    int32_t *near_id;
    double *near_d2;
    int64_t near_room, near_d2_room;
    /* all zero between rows: */
    uint64_t *bits, *summary;
    int32_t *before; /* bits set in words before this one; known of words with bits */
};

static int64_t words_of(int64_t bits)
{
    return (bits + WORD - 1) / WORD;
}

geo_status geo_cost_reader_create(geo_ctx *ctx, const geo_costs *costs, geo_cost_reader **out)
{
    geo_status status = GEO_OK;
    geo_cost_reader *r = NULL;
    *out = NULL;
    GEO_TRY(geoi_array(ctx, 1, sizeof *r, &r));
    r->costs = costs;
    if (costs->measured && !costs->ordered) {
        int64_t words = words_of(costs->destinations);
        GEO_TRY(geoi_array(ctx, words, sizeof *r->bits, &r->bits));
        GEO_TRY(geoi_array(ctx, words_of(words), sizeof *r->summary, &r->summary));
        GEO_TRY(geoi_array_raw(ctx, words, sizeof *r->before, &r->before));
    }
    *out = r;
    r = NULL;
done:
    geo_cost_reader_destroy(r);
    return status;
}

void geo_cost_reader_destroy(geo_cost_reader *reader)
{
    if (reader != NULL) {
        geoi_release(reader->begin);
        geoi_release(reader->destination);
        geoi_release(reader->cost);
        geoi_release(reader->stretch);
        geoi_release(reader->near_id);
        geoi_release(reader->near_d2);
        geoi_release(reader->bits);
        geoi_release(reader->summary);
        geoi_release(reader->before);
        geoi_release(reader);
    }
}

/* ---- Step 1 --------------------------------------------------------------------------- */

/* The rows from `first` on that are so near each other that they search together; those without
 * a position search for nothing. */
static int64_t group_rows(const geo_costs *costs, int64_t first, int64_t count, geo_box *box)
{
    const double *x = costs->from.x, *y = costs->from.y;
    double limit = costs->cutoff / 16.0;
    int64_t n = 1;
    *box = (geo_box){x[first], y[first], x[first], y[first]};
    for (; !isnan(x[first]) && n < count && n < GROUP; n++) {
        double px = x[first + n], py = y[first + n];
        geo_box wider = {fmin(box->min_x, px), fmin(box->min_y, py), fmax(box->max_x, px),
                         fmax(box->max_y, py)};
        if (isnan(px) || !(wider.max_x - wider.min_x <= limit) ||
            !(wider.max_y - wider.min_y <= limit)) {
            break;
        }
        *box = wider;
    }
    return n;
}

static geo_status search(geo_ctx *ctx, geo_cost_reader *r, const geo_box *box)
{
    geo_status status = GEO_OK;
    const geoi_strips *s = r->costs->strips;
    int64_t first, last;
    r->stretches = r->candidates = 0;
    if (isnan(box->min_x)) {
        return GEO_OK;
    }
    geoi_strips_near(s, box->min_y, box->max_y, &first, &last);
    GEO_TRY(geoi_grow(ctx, &r->stretch, &r->stretch_room, last - first + 1, sizeof *r->stretch));
    for (int64_t strip = first; strip <= last; strip++) {
        geo_span at = geoi_strips_stretch(s, strip, box), sure = {at.end, at.end};
        if (at.end - at.begin >= WORTH && !r->costs->skip_self) {
            sure = geoi_strips_whole(s, strip, at, box);
        }
        r->stretch[r->stretches] = (stretch){at, sure};
        r->stretches += at.begin < at.end;
        r->candidates += at.end - at.begin;
    }
done:
    return status;
}

/* ---- Step 2 --------------------------------------------------------------------------- */

/* Those of a stretch within reach, written after the first n. Every one is written, and kept
 * by counting it: there is no branch to guess wrongly. */
static int64_t keep_near(const geoi_strips *s, geo_span at, double x, double y, int64_t self,
                         int64_t n, int32_t *id, double *near_d2)
{
    for (int64_t i = at.begin; i < at.end; i++) {
        double dx = s->x[i] - x, dy = s->y[i] - y;
        double d2 = dx * dx + dy * dy;
        id[n] = s->id[i];
        near_d2[n] = d2;
        n += (d2 <= s->d2) & (s->id[i] != self);
    }
    return n;
}

/* All of a stretch. */
static void keep_all(const geoi_strips *s, geo_span at, double x, double y, int32_t *restrict id,
                     double *restrict near_d2)
{
    for (int64_t i = at.begin; i < at.end; i++) {
        double dx = s->x[i] - x, dy = s->y[i] - y;
        id[i - at.begin] = s->id[i];
        near_d2[i - at.begin] = dx * dx + dy * dy;
    }
}

static int64_t self_of(const geo_costs *costs, int64_t row)
{
    return !costs->skip_self ? -1 : costs->self != NULL ? costs->self[row] : row;
}

/* There is room for all candidates. */
static int64_t list_near(const geo_cost_reader *r, int64_t row, int32_t *id, double *near_d2)
{
    const geo_costs *costs = r->costs;
    const geoi_strips *s = costs->strips;
    double x = costs->from.x[row], y = costs->from.y[row];
    int64_t n = 0, self = self_of(costs, row);
    for (int64_t k = 0; k < r->stretches; k++) {
        geo_span all = r->stretch[k].all, sure = r->stretch[k].sure;
        n = keep_near(s, (geo_span){all.begin, sure.begin}, x, y, self, n, id, near_d2);
        keep_all(s, sure, x, y, id + n, near_d2 + n);
        n += sure.end - sure.begin;
        n = keep_near(s, (geo_span){sure.end, all.end}, x, y, self, n, id, near_d2);
    }
    return n;
}

/* ---- Step 3 --------------------------------------------------------------------------- */

static void set_bits(geo_cost_reader *r, int64_t n)
{
    for (int64_t i = 0; i < n; i++) {
        int32_t id = r->near_id[i], word = id / WORD;
        r->bits[word] |= (uint64_t)1 << id % WORD;
        r->summary[word / WORD] |= (uint64_t)1 << word % WORD;
    }
}

static void count_bits_before(geo_cost_reader *r)
{
    int64_t words = words_of(words_of(r->costs->destinations));
    int32_t before = 0;
    for (int64_t i = 0; i < words; i++) {
        for (uint64_t some = r->summary[i]; some != 0; some &= some - 1) {
            int64_t word = i * WORD + __builtin_ctzll(some);
            r->before[word] = before;
            before += __builtin_popcountll(r->bits[word]);
        }
        r->summary[i] = 0;
    }
}

static void write_row(geo_cost_reader *r, int64_t n, int64_t begin)
{
    for (int64_t i = 0; i < n; i++) {
        int32_t id = r->near_id[i], word = id / WORD;
        uint64_t lower = r->bits[word] & (((uint64_t)1 << id % WORD) - 1);
        /* mostly none, and counting is slow where the processor has no instruction for it */
        int64_t at = begin + r->before[word] + (lower != 0 ? __builtin_popcountll(lower) : 0);
        r->destination[at] = id;
        r->cost[at] = r->near_d2[i];
    }
    for (int64_t i = 0; i < n; i++) {
        r->bits[r->near_id[i] / WORD] = 0;
    }
}

static geo_status sort_row(geo_ctx *ctx, geo_cost_reader *r, int64_t row, int64_t begin,
                           int64_t *end)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_grow(ctx, &r->near_id, &r->near_room, r->candidates, sizeof *r->near_id));
    GEO_TRY(geoi_grow(ctx, &r->near_d2, &r->near_d2_room, r->candidates, sizeof *r->near_d2));
    int64_t n = list_near(r, row, r->near_id, r->near_d2);
    set_bits(r, n);
    count_bits_before(r);
    write_row(r, n, begin);
    *end = begin + n;
done:
    return status;
}

static geo_status measure_rows(geo_ctx *ctx, geo_cost_reader *r, int64_t first, int64_t count,
                               bool roots)
{
    geo_status status = GEO_OK;
    const geo_costs *costs = r->costs;
    int64_t end = 0, searched = 0;
    geo_box box;
    GEO_TRY(geoi_grow(ctx, &r->begin, &r->begin_room, count + 1, sizeof *r->begin));
    r->begin[0] = 0;
    for (int64_t i = 0; i < count; i++) {
        int64_t row = first + i;
        if (i == searched) {
            searched += group_rows(costs, row, count - i, &box);
            GEO_TRY(search(ctx, r, &box));
        }
        int64_t most = end + r->candidates;
        GEO_TRY(
            geoi_grow(ctx, &r->destination, &r->destination_room, most, sizeof *r->destination));
        GEO_TRY(geoi_grow(ctx, &r->cost, &r->cost_room, most, sizeof *r->cost));
        if (costs->ordered) {
            end += list_near(r, row, r->destination + end, r->cost + end);
        } else {
            GEO_TRY(sort_row(ctx, r, row, end, &end));
        }
        r->begin[i + 1] = end;
    }
    for (int64_t k = 0; roots && k < end; k++) {
        r->cost[k] = sqrt(r->cost[k]);
    }
done:
    return status;
}

/* ---- The call ------------------------------------------------------------------------- */

geo_status geoi_cost_reader_rows(geo_ctx *ctx, geo_cost_reader *reader, int64_t first,
                                 int64_t count, bool roots, geo_cost_rows *out)
{
    geo_status status = GEO_OK;
    const geo_costs *costs = reader->costs;
    *out = (geo_cost_rows){0};
    if (first < 0 || count < 0 || first > costs->origins - count) {
        return geoi_fail(ctx, GEO_INVALID, "%lld rows from %lld on are not among the %lld origins",
                         (long long)count, (long long)first, (long long)costs->origins);
    }
    if (!costs->measured) {
        *out = (geo_cost_rows){first, count, &costs->begin[first], costs->destination, costs->cost};
        return GEO_OK;
    }
    GEO_TRY(measure_rows(ctx, reader, first, count, roots));
    *out = (geo_cost_rows){first, count, reader->begin, reader->destination, reader->cost};
done:
    return status;
}

geo_status geo_cost_reader_rows(geo_ctx *ctx, geo_cost_reader *reader, int64_t first, int64_t count,
                                geo_cost_rows *out)
{
    return geoi_cost_reader_rows(ctx, reader, first, count, true, out);
}
