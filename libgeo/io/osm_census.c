/* SPDX-License-Identifier: MIT */
/* Which nodes and ways a file holds, so that what it lacks can be told. */
#include "io/osm.h"

/* GDAL keeps places by id in pages; it takes ids up to here, in ascending order. */
static const int64_t LARGEST_PLAIN = (int64_t)1 << 36;

static geo_status add(geo_ctx *ctx, geoi_osm_census *c, int64_t **ids, int64_t *count,
                      int64_t *room, int64_t id)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_grow(ctx, ids, room, *count + 1, sizeof **ids));
    c->plain = (c->plain || c->node_count + c->way_count == 0) && id > 0 && id < LARGEST_PLAIN &&
               (*count == 0 || (*ids)[*count - 1] < id);
    (*ids)[(*count)++] = id;
done:
    return status;
}

geo_status geoi_osm_add_node(geo_ctx *ctx, geoi_osm_census *c, int64_t id)
{
    return add(ctx, c, &c->nodes, &c->node_count, &c->node_room, id);
}

geo_status geoi_osm_add_way(geo_ctx *ctx, geoi_osm_census *c, int64_t id)
{
    return add(ctx, c, &c->ways, &c->way_count, &c->way_room, id);
}

static int compare(const void *a, const void *b)
{
    int64_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return (x > y) - (x < y);
}

static geo_status sort_ids(geo_ctx *ctx, int64_t *ids, int64_t n, const char *what)
{
    bool ascending = true;
    for (int64_t i = 1; i < n && ascending; i++) {
        ascending = ids[i - 1] < ids[i];
    }
    if (!ascending) {
        qsort(ids, (size_t)n, sizeof *ids, compare);
    }
    for (int64_t i = 1; i < n && !ascending; i++) {
        if (ids[i - 1] == ids[i]) {
            geo_status status =
                geoi_fail(ctx, GEO_DATA, "the %s %lld comes twice", what, (long long)ids[i]);
            geoi_hint(ctx, "a history, or several files in one: make one state of it with osmium");
            return status;
        }
    }
    return GEO_OK;
}

geo_status geoi_osm_census_sort(geo_ctx *ctx, geoi_osm_census *c)
{
    geo_status status = GEO_OK;
    GEO_TRY(sort_ids(ctx, c->nodes, c->node_count, "node"));
    GEO_TRY(sort_ids(ctx, c->ways, c->way_count, "way"));
done:
    return status;
}

static bool has(const int64_t *ids, int64_t n, int64_t id)
{
    return n > 0 && bsearch(&id, ids, (size_t)n, sizeof id, compare) != NULL;
}

bool geoi_osm_has_node(const geoi_osm_census *c, int64_t id)
{
    return has(c->nodes, c->node_count, id);
}

bool geoi_osm_has_way(const geoi_osm_census *c, int64_t id)
{
    return has(c->ways, c->way_count, id);
}

void geoi_osm_notes(geo_ctx *ctx, const geoi_osm_census *c)
{
    if (c->incomplete_ways > 0) {
        geoi_note(ctx,
                  "%lld %s nodes that are not in the file, as at the edge of an extract: drawn "
                  "without those",
                  (long long)c->incomplete_ways,
                  geoi_plural(c->incomplete_ways, "way names", "ways name"));
    }
    if (c->short_ways > 0) {
        geoi_note(ctx, "%lld %s fewer than two nodes: left out", (long long)c->short_ways,
                  geoi_plural(c->short_ways, "way has", "ways have"));
    }
    if (c->incomplete_relations > 0) {
        geoi_note(
            ctx,
            "%lld %s ways that are not in the file, as at the edge of an extract: left out, or "
            "without those",
            (long long)c->incomplete_relations,
            geoi_plural(c->incomplete_relations, "relation (area, route) names",
                        "relations (areas, routes) name"));
    }
}

void geoi_osm_census_clear(geoi_osm_census *c)
{
    geoi_release(c->nodes);
    geoi_release(c->ways);
    *c = (geoi_osm_census){0};
}
