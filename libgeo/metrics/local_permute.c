/* SPDX-License-Identifier: MIT */
/* p of each feature by permutations of its neighbours. Rows are scaled to the sum 1, which changes
 * no order, so that the slack of ties suits weights of any size. */
#include "metrics/autocorrelation_internal.h"
#include "metrics/local_draw.h"
#include "space/weights_internal.h"

/* A chunk with neighbours that are shuffled has an order of all: so they are few, of many features.
 */
enum { GRAIN = 64, CHUNKS = 512 };

/* Values whose root mean square is so small a part of the largest are not rounded to 16 bits: too
 * many sums would be in doubt. */
enum { WHOLE_LEAST = 256 };

typedef struct permuting {
    geo_ctx *ctx;
    const geoi_draw *d;
    geo_autocorrelation_options o;
    int64_t most;   /* neighbours of a feature */
    float *rough;   /* [n] the pool, rounded */
    int16_t *whole; /* [n] and more so; NULL where all but a few would become 0 */
} permuting;

/* Room of one thread. */
typedef struct desk {
    uint32_t *order; /* of all features, once it is needed */
    double *weight;
    uint32_t *place;
} desk;

/* The feature's row as an urn, and what is to be beaten; *size is the sum of its weights. */
static geoi_urn urn_of(const permuting *m, int64_t i, const desk *room, double *size)
{
    const geo_weights *w = m->d->weights;
    int64_t begin = w->begin[i];
    geoi_urn u = {.pool = m->d->pool,
                  .rough = m->rough,
                  .whole = m->whole,
                  .n = w->n,
                  .self = i,
                  .k = w->begin[i + 1] - begin,
                  .weight = room->weight,
                  .equal = true,
                  .own = m->d->own != NULL ? &m->d->own[i] : NULL,
                  .other = m->d->other,
                  .seed = m->o.seed,
                  .item = (uint64_t)m->d->row[i]};
    double total = 0.0, sum = 0.0, other = 0.0;
    for (int64_t j = 0; j < u.k; j++) {
        total += w->weight[begin + j];
        u.equal = u.equal && w->weight[begin + j] == w->weight[begin];
    }
    if (u.other != NULL) { /* its own values go with those of whoever is drawn */
        u.start[0] = sum = m->d->self[i] / total * u.pool[i];
        u.start[1] = other = m->d->self[i] / total * u.other[i];
    }
    for (int64_t j = 0; j < u.k; j++) {
        int32_t neighbour = w->neighbour[begin + j];
        room->weight[j] = w->weight[begin + j] / total;
        sum += room->weight[j] * geoi_urn_value(&u, u.pool[neighbour]);
        other += u.other != NULL ? room->weight[j] * u.other[neighbour] : 0.0;
    }
    sum = u.other != NULL ? sum * other : sum;
    *size = total;
    u.low = sum + geoi_slack(sum);
    u.high = sum - geoi_slack(sum);
    return u;
}

/* Draw, or take all choices where they are few. */
static geo_status count(const permuting *m, const geoi_urn *u, desk *room, bool *exact,
                        geoi_tally *t)
{
    geo_status status = GEO_OK;
    int64_t choices = geoi_urn_choices(u, m->o.permutations);
    *exact = choices <= m->o.permutations;
    if (!*exact && geoi_urn_is_few(u)) {
        geoi_urn_draw_few(u, m->o.permutations, t);
        return GEO_OK;
    }
    if (room->order == NULL) {
        GEO_TRY(geoi_array_raw(m->ctx, u->n, sizeof *room->order, &room->order));
        for (int64_t j = 0; j < u->n; j++) {
            room->order[j] = (uint32_t)j;
        }
    }
    if (*exact) {
        geoi_urn_take_all(u, room->order, room->place, choices, t);
    } else {
        geoi_urn_draw_many(u, m->o.permutations, room->order, room->place, t);
    }
done:
    return status;
}

static geo_status permute(const permuting *m, int64_t i, desk *room)
{
    geo_status status = GEO_OK;
    double size;
    geoi_urn u = urn_of(m, i, room, &size);
    geoi_tally t = {0, 0, 0, 0.0, 0.0};
    double factor = m->d->factor != NULL ? m->d->factor[i] : 1.0;
    bool exact;
    GEO_TRY(count(m, &u, room, &exact, &t));
    if (factor == 0.0) { /* the same whoever is drawn */
        t.greater = t.less = t.total;
    }
    m->d->p[i] = geoi_p_of_counts(factor < 0.0 ? t.less : t.greater,
                                  factor < 0.0 ? t.greater : t.less, t.total, exact, m->o.tail);
    m->d->exact[i] = exact;
    if (m->d->mean != NULL) { /* of sums whose weights add up to 1 */
        double off = t.sum / (double)t.total;
        double value = 0.5 * (u.low + u.high), variance = t.squares / (double)t.total - off * off;
        m->d->mean[i] = (value + off) * size * size;
        m->d->variance[i] = fmax(variance, 0.0) * size * size * size * size;
    }
done:
    return status;
}

static geo_status permute_chunk(void *job, int64_t begin, int64_t end)
{
    const permuting *m = job;
    const geo_weights *w = m->d->weights;
    geo_status status = GEO_OK;
    desk room = {NULL, NULL, NULL};
    GEO_TRY(geoi_array_raw(m->ctx, m->most, sizeof *room.weight, &room.weight));
    GEO_TRY(geoi_array_raw(m->ctx, m->most, sizeof *room.place, &room.place));
    for (int64_t i = begin; i < end; i++) {
        if (w->begin[i] < w->begin[i + 1]) {
            GEO_TRY(permute(m, i, &room));
        }
        if (geoi_stopping(m->ctx)) {
            GEO_TRY(GEO_CANCELLED);
        }
    }
done:
    geoi_release(room.order);
    geoi_release(room.weight);
    geoi_release(room.place);
    return status;
}

static geo_status round_pool(geo_ctx *ctx, const double *pool, int64_t n, permuting *m)
{
    geo_status status = GEO_OK;
    double squares = 0.0;
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *m->rough, &m->rough));
    for (int64_t i = 0; i < n; i++) {
        m->rough[i] = (float)pool[i];
        squares += pool[i] * pool[i];
    }
    if (squares * WHOLE_LEAST * WHOLE_LEAST >= (double)n) {
        GEO_TRY(geoi_array_raw(ctx, n, sizeof *m->whole, &m->whole));
        for (int64_t i = 0; i < n; i++) {
            m->whole[i] = (int16_t)lrint(pool[i] * INT16_MAX);
        }
    }
done:
    return status;
}

geo_status geoi_draw_neighbours(geo_ctx *ctx, const geoi_draw *d,
                                const geo_autocorrelation_options *o)
{
    geo_status status = GEO_OK;
    permuting m = {.ctx = ctx, .d = d, .o = *o};
    int64_t n = d->weights->n;
    GEO_TRY(round_pool(ctx, d->pool, n, &m));
    for (int64_t i = 0; i < n; i++) {
        int64_t k = d->weights->begin[i + 1] - d->weights->begin[i];
        m.most = k > m.most ? k : m.most;
        d->p[i] = (double)NAN;
        d->exact[i] = 0;
    }
    if (o->permutations > 0) {
        int64_t grain = n / CHUNKS > GRAIN ? n / CHUNKS : GRAIN;
        GEO_TRY(geoi_parallel(ctx, n, grain, permute_chunk, &m));
    }
done:
    geoi_release(m.rough);
    geoi_release(m.whole);
    return status;
}
