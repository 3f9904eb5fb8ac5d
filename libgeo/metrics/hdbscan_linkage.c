/* SPDX-License-Identifier: MIT */
/* Single linkage: the links one after another, from the shortest, each joining two sets. */
#include "metrics/hdbscan_internal.h"

#include "base/disjoint.h"

static int32_t size_of(const geoi_linkage *l, int32_t node)
{
    return node < l->n ? 1 : l->size[node - l->n];
}

/* up: union-find of points, the larger set on top; top: the node that a set is, by its root. */
static void join_all(geoi_linkage *l, const geoi_link *link, int32_t *up, int32_t *top)
{
    for (int64_t i = 0; i < l->n; i++) {
        up[i] = top[i] = (int32_t)i;
    }
    for (int64_t e = 0; e < l->n - 1; e++) {
        int32_t a = geoi_root32(up, (int32_t)link[e].low);
        int32_t b = geoi_root32(up, (int32_t)link[e].high);
        int32_t of_a = size_of(l, top[a]), of_b = size_of(l, top[b]);
        l->side[e][0] = top[a];
        l->side[e][1] = top[b];
        l->size[e] = of_a + of_b;
        l->height_m[e] = sqrt(link[e].w2);
        int32_t over = of_a >= of_b ? a : b;
        up[of_a >= of_b ? b : a] = over;
        top[over] = (int32_t)(l->n + e);
    }
}

geo_status geoi_linkage_make(geo_ctx *ctx, int64_t n, const geoi_link *link, geoi_linkage *out)
{
    geo_status status = GEO_OK;
    int32_t *up = NULL, *top = NULL;
    out->n = n;
    GEO_TRY(geoi_array_raw(ctx, n - 1, sizeof *out->side, &out->side));
    GEO_TRY(geoi_array_raw(ctx, n - 1, sizeof *out->size, &out->size));
    GEO_TRY(geoi_array_raw(ctx, n - 1, sizeof *out->height_m, &out->height_m));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *up, &up));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *top, &top));
    join_all(out, link, up, top);
done:
    geoi_release(up);
    geoi_release(top);
    return status;
}

void geoi_linkage_clear(geoi_linkage *linkage)
{
    geoi_release(linkage->side);
    geoi_release(linkage->size);
    geoi_release(linkage->height_m);
}
