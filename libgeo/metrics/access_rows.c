/* SPDX-License-Identifier: MIT */
/* Rows are read in blocks of about as many entries as fit a processor's cache, and weighed block
 * by block. What is done with a row never depends on its block. */
#include "metrics/access_internal.h"

/* Chunks are small enough that a few facilities, each in reach of many, are shared out too. */
enum { GRAIN = 512, CHUNKS = 64, MOST_ROWS = 64, ENTRIES = 1 << 13 };

/* Where one thread has got to. */
typedef struct walk {
    geo_cost_reader *reader;
    geo_cost_rows rows;
    double *weight, *term;
    int64_t room, term_room;
    int64_t block; /* rows to read at once */
} walk;

/* ---- Making ----------------------------------------------------------------------------- */

static geo_status init(geo_ctx *ctx, const geo_access_options *options, geoi_rows *out)
{
    geo_status status = GEO_OK;
    geo_access_options o = geo_access_options_default();
    *out = (geoi_rows){.ctx = ctx};
    GEO_TRY(geoi_options(ctx, &o, options));
    if (!(o.cutoff > 0.0)) {
        status = geoi_fail(ctx, GEO_INVALID, "the cut-off is %g", o.cutoff);
        geoi_hint(ctx, "it is a cost above 0, in the unit of the table");
        return status;
    }
    out->cutoff = o.cutoff;
    GEO_TRY(geoi_decay_check(ctx, o.decay, &out->decay));
done:
    return status;
}

geo_status geoi_rows_arrange(geo_ctx *ctx, const geo_costs *costs,
                             const geo_access_options *options, bool both, bool renumber,
                             geoi_both_rows *out)
{
    geo_status status = GEO_OK;
    geoi_arrangement *a = &out->arrangement;
    *out = (geoi_both_rows){0};
    GEO_TRY(init(ctx, options, &out->by_place));
    GEO_TRY(geoi_costs_arrange(ctx, costs, both, renumber, a));
    out->by_facility = out->by_place;
    out->by_place.costs = a->by_place;
    out->by_place.name = a->place;
    out->by_facility.costs = a->by_facility;
    out->by_facility.name = a->facility;
done:
    return status;
}

void geoi_rows_end(geoi_both_rows *rows)
{
    geoi_arrangement_end(&rows->arrangement);
}

bool geoi_rows_plain(const geoi_rows *rows)
{
    return rows->only_weights && rows->decay.form == GEO_DECAY_NONE &&
           rows->cutoff >= geo_costs_cutoff(rows->costs);
}

/* ---- Blocks --------------------------------------------------------------------------- */

static void weigh(const geoi_rows *rows, walk *w)
{
    int64_t from = w->rows.begin[0], n = w->rows.begin[w->rows.count] - from;
    const double *cost = w->rows.cost + from;
    geoi_decay_weights(&rows->decay, n, cost, w->weight);
    for (int64_t k = 0; k < n && rows->cutoff < (double)INFINITY; k++) {
        w->weight[k] = cost[k] <= rows->cutoff ? w->weight[k] : 0.0;
    }
}

/* Where all weigh 1, that stands there already. */
static geo_status make_room(const geoi_rows *rows, walk *w, int64_t entries)
{
    geo_status status = GEO_OK;
    int64_t before = w->room;
    entries = entries > 0 ? entries : 1; /* row_of() points into both, whatever the rows hold */
    GEO_TRY(geoi_grow(rows->ctx, &w->weight, &w->room, entries, sizeof *w->weight));
    for (int64_t k = before; k < w->room; k++) {
        w->weight[k] = 1.0;
    }
    GEO_TRY(geoi_grow(rows->ctx, &w->term, &w->term_room, entries, sizeof *w->term));
done:
    return status;
}

/* Read and weigh rows from `first`, and settle how many to read next. */
static geo_status read_block(const geoi_rows *rows, walk *w, int64_t first, int64_t end)
{
    geo_status status = GEO_OK;
    int64_t count = end - first < w->block ? end - first : w->block;
    bool plain = geoi_rows_plain(rows);
    GEO_TRY(geoi_cost_reader_rows(rows->ctx, w->reader, first, count, !plain, &w->rows));
    int64_t entries = w->rows.begin[count] - w->rows.begin[0];
    GEO_TRY(make_room(rows, w, entries));
    if (!plain) {
        weigh(rows, w);
    }
    int64_t fitting = count * ENTRIES / (entries > 0 ? entries : 1);
    w->block = fitting < 1 ? 1 : fitting > MOST_ROWS ? MOST_ROWS : fitting;
done:
    return status;
}

static geoi_row row_of(const geoi_rows *rows, const walk *w, int64_t k)
{
    int64_t begin = w->rows.begin[k], from = begin - w->rows.begin[0];
    return (geoi_row){.origin = w->rows.first + k,
                      .name = geoi_name(rows->name, w->rows.first + k),
                      .n = w->rows.begin[k + 1] - begin,
                      .at = w->rows.destination + begin,
                      .cost = w->rows.cost + begin,
                      .weight = w->weight + from,
                      .term = w->term};
}

static void walk_end(walk *w)
{
    geo_cost_reader_destroy(w->reader);
    geoi_release(w->weight);
    geoi_release(w->term);
}

/* ---- All rows ------------------------------------------------------------------------- */

typedef struct each_job {
    const geoi_rows *rows;
    geoi_row_fn fn;
    void *job;
} each_job;

static geo_status each_chunk(void *job, int64_t begin, int64_t end)
{
    const each_job *e = job;
    geo_status status = GEO_OK;
    walk w = {.block = 1};
    GEO_TRY(geo_cost_reader_create(e->rows->ctx, e->rows->costs, &w.reader));
    for (int64_t first = begin; first < end; first += w.rows.count) {
        GEO_TRY(read_block(e->rows, &w, first, end));
        for (int64_t k = 0; k < w.rows.count; k++) {
            geoi_row row = row_of(e->rows, &w, k);
            e->fn(e->job, &row);
        }
    }
done:
    walk_end(&w);
    return status;
}

geo_status geoi_rows_each(const geoi_rows *rows, geoi_row_fn fn, void *job)
{
    each_job e = {rows, fn, job};
    int64_t n = geo_costs_origins(rows->costs), grain = n / CHUNKS + 1;
    return geoi_parallel(rows->ctx, n, grain < GRAIN ? grain : GRAIN, each_chunk, &e);
}

geo_status geoi_rows_tell(const geoi_rows *rows, geoi_row_told_fn fn, void *job)
{
    geo_status status = GEO_OK;
    int64_t n = geo_costs_origins(rows->costs);
    walk w = {.block = 1};
    GEO_TRY(geo_cost_reader_create(rows->ctx, rows->costs, &w.reader));
    for (int64_t first = 0; first < n; first += w.rows.count) {
        GEO_TRY(read_block(rows, &w, first, n));
        for (int64_t k = 0; k < w.rows.count; k++) {
            geoi_row row = row_of(rows, &w, k);
            if (!fn(job, &row)) {
                status = geoi_fail(rows->ctx, GEO_CANCELLED, "stopped on request");
                goto done;
            }
        }
        GEO_TRY(geoi_progress(rows->ctx, (double)(first + w.rows.count) / (double)n));
    }
done:
    walk_end(&w);
    return status;
}
