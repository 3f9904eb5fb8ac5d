/* SPDX-License-Identifier: MIT */
/* Rows are read in blocks of about as many entries as fit a processor's cache, and weighed block
 * by block. What is done with a row never depends on its block. */
#include "metrics/access_internal.h"

/* Chunks are small enough that a few facilities, each in reach of many, are shared out too. */
enum { GRAIN = 512, CHUNKS = 64, MOST_ROWS = 64, ENTRIES = 1 << 14 };

/* Where one thread has got to. */
typedef struct walk {
    geo_cost_reader *reader;
    geo_cost_rows rows;
    double *weight;
    int64_t room;
    int64_t block; /* rows to read at once */
} walk;

geo_status geoi_rows_init(geo_ctx *ctx, const geo_costs *costs, const geo_access_options *options,
                          geoi_rows *out)
{
    geo_status status = GEO_OK;
    geo_access_options o = geo_access_options_default();
    *out = (geoi_rows){.ctx = ctx, .costs = costs};
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

/* ---- Blocks --------------------------------------------------------------------------- */

static void weigh(const geoi_rows *rows, walk *w)
{
    int64_t from = w->rows.begin[0], n = w->rows.begin[w->rows.count] - from;
    const double *cost = w->rows.cost + from;
    geoi_decay_weights(&rows->decay, n, cost, w->weight);
    for (int64_t k = 0; k < n; k++) {
        w->weight[k] = cost[k] <= rows->cutoff ? w->weight[k] : 0.0;
    }
}

/* Read and weigh rows from `first`, and settle how many to read next. */
static geo_status read_block(const geoi_rows *rows, walk *w, int64_t first, int64_t end)
{
    geo_status status = GEO_OK;
    int64_t count = end - first < w->block ? end - first : w->block;
    GEO_TRY(geo_cost_reader_rows(rows->ctx, w->reader, first, count, &w->rows));
    int64_t entries = w->rows.begin[count] - w->rows.begin[0];
    GEO_TRY(geoi_grow(rows->ctx, &w->weight, &w->room, entries, sizeof *w->weight));
    weigh(rows, w);
    int64_t fitting = count * ENTRIES / (entries > 0 ? entries : 1);
    w->block = fitting < 1 ? 1 : fitting > MOST_ROWS ? MOST_ROWS : fitting;
done:
    return status;
}

static geoi_row row_of(const walk *w, int64_t k)
{
    int64_t begin = w->rows.begin[k], from = begin - w->rows.begin[0];
    return (geoi_row){.origin = w->rows.first + k,
                      .n = w->rows.begin[k + 1] - begin,
                      .at = w->rows.destination + begin,
                      .cost = w->rows.cost + begin,
                      .weight = w->weight + from};
}

static void walk_end(walk *w)
{
    geo_cost_reader_destroy(w->reader);
    geoi_release(w->weight);
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
            geoi_row row = row_of(&w, k);
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
            geoi_row row = row_of(&w, k);
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
