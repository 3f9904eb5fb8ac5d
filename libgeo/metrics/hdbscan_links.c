/* SPDX-License-Identifier: MIT */
/* The links of the minimum spanning tree, in order. Points at one place are all linked to the
 * lowest of them: no link of theirs can be shorter than the core distance they share. */
#include "metrics/hdbscan_internal.h"

#include "space/order.h"

enum { GRAIN = 1 << 14 };

typedef struct sorting {
    const geoi_link *link;
    const int64_t *first, *second; /* orders: of all, then of what the first gives */
    uint64_t *key;
    geoi_link *out;
    int64_t within; /* links that come first are within a place */
    int bits;
} sorting;

/* ---- Sort ----------------------------------------------------------------------------------- */

static geo_status key_of_pairs(void *job, int64_t begin, int64_t end)
{
    const sorting *s = job;
    for (int64_t i = begin; i < end; i++) {
        uint64_t between = i >= s->within;
        s->key[i] =
            (between << s->bits | (uint64_t)s->link[i].low) << s->bits | (uint64_t)s->link[i].high;
    }
    return GEO_OK;
}

static geo_status key_of_lengths(void *job, int64_t begin, int64_t end)
{
    const sorting *s = job;
    for (int64_t i = begin; i < end; i++) {
        s->key[i] = geoi_double_key(s->link[s->first[i]].w2);
    }
    return GEO_OK;
}

static geo_status gather(void *job, int64_t begin, int64_t end)
{
    const sorting *s = job;
    for (int64_t i = begin; i < end; i++) {
        s->out[i] = s->link[s->first[s->second[i]]];
    }
    return GEO_OK;
}

geo_status geoi_sort_links(geo_ctx *ctx, int64_t count, int64_t n, int64_t within, geoi_link *link)
{
    geo_status status = GEO_OK;
    sorting s = {.within = within, .bits = geoi_bit_count((uint64_t)n)};
    int64_t *first = NULL, *second = NULL;
    geoi_link *copy = NULL;
    GEO_TRY(geoi_array_raw(ctx, count, sizeof *s.key, &s.key));
    GEO_TRY(geoi_array_raw(ctx, count, sizeof *first, &first));
    GEO_TRY(geoi_array_raw(ctx, count, sizeof *second, &second));
    GEO_TRY(geoi_copy(ctx, link, count, sizeof *link, &copy));
    s.link = copy;
    GEO_TRY(geoi_parallel(ctx, count, GRAIN, key_of_pairs, &s));
    GEO_TRY(geoi_sort_keys(ctx, count, 2 * s.bits + 1, s.key, first));
    s.first = first;
    GEO_TRY(geoi_parallel(ctx, count, GRAIN, key_of_lengths, &s));
    GEO_TRY(geoi_sort_keys(ctx, count, 64, s.key, second));
    s.second = second;
    s.out = link;
    GEO_TRY(geoi_parallel(ctx, count, GRAIN, gather, &s));
done:
    geoi_release(s.key);
    geoi_release(first);
    geoi_release(second);
    geoi_release(copy);
    return status;
}

/* ---- The call ------------------------------------------------------------------------------ */

static int64_t link_within_places(const geoi_points *points, const geoi_cores *cores,
                                  geoi_link *link)
{
    const geoi_places *places = &cores->places;
    int64_t count = 0;
    for (int64_t i = 0; i < points->n; i++) {
        int64_t place = places->of[i];
        if (places->first[place] != i) {
            link[count++] = (geoi_link){cores->core2[place], places->first[place], i};
        }
    }
    return count;
}

geo_status geoi_hdbscan_links(geo_ctx *ctx, const geoi_points *points, const geoi_cores *cores,
                              geoi_link *link)
{
    geo_status status = GEO_OK;
    const int64_t *first = cores->places.first, links = points->n - 1;
    GEO_TRY(geoi_stage(ctx, 0.3, 0.8, "spanning a tree"));
    int64_t within = link_within_places(points, cores, link);
    GEO_TRY(geoi_kdtree_span(ctx, cores->tree, cores->core2, link + within));
    for (int64_t i = within; i < links; i++) { /* of places, then of points */
        link[i].low = first[link[i].low];
        link[i].high = first[link[i].high];
    }
    GEO_TRY(geoi_stage(ctx, 0.8, 0.9, "sorting links"));
    GEO_TRY(geoi_sort_links(ctx, links, points->n, within, link));
done:
    return status;
}
