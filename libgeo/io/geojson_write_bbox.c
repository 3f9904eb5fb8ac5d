/* SPDX-License-Identifier: MIT */
/* Bounding boxes (RFC 7946, section 5): south-west and north-east corner, of longitudes the
 * narrower of the box that does not cross the antimeridian and the one that does, whose west is
 * greater than its east. */
#include "base/number.h"
#include "io/geojson_write_internal.h"

typedef struct range {
    double least, most;
} range;

static range range_of(const double *v, geo_span at)
{
    range r = {(double)INFINITY, -(double)INFINITY};
    for (int64_t i = at.begin; i < at.end; i++) {
        r.least = v[i] < r.least ? v[i] : r.least; /* NaN, a height that is not there, never is */
        r.most = v[i] > r.most ? v[i] : r.most;
    }
    return r;
}

static range join(range a, range b)
{
    range r = {a.least < b.least ? a.least : b.least, a.most > b.most ? a.most : b.most};
    return r;
}

geoi_extent geoi_extent_none(void)
{
    double infinity = (double)INFINITY;
    geoi_extent e = {infinity,  -infinity, infinity,  -infinity, infinity,
                     -infinity, infinity,  -infinity, false};
    return e;
}

void geoi_extent_add(geoi_extent *e, const geo_geometry *g, int64_t i)
{
    geo_span parts = geo_parts(g, i), all = geo_feature_coords(g, i);
    range y = join((range){e->south, e->north}, range_of(g->y, all));
    range z = {e->low, e->high};
    z = g->z != NULL ? join(z, range_of(g->z, all)) : z;
    e->south = y.least, e->north = y.most;
    e->low = z.least, e->high = z.most;
    for (int64_t p = parts.begin; p < parts.end; p++) {
        geo_span rings = geo_rings(g, p);
        if (rings.begin == rings.end) {
            continue;
        }
        range x = range_of(g->x, geo_coords(g, rings.begin)); /* holes lie within */
        range all_x = join((range){e->west, e->east}, x);
        e->west = all_x.least, e->east = all_x.most;
        if (x.least >= 0.0) {
            e->far_west = x.least < e->far_west ? x.least : e->far_west;
        } else if (x.most <= 0.0) {
            e->far_east = x.most > e->far_east ? x.most : e->far_east;
        } else {
            e->middle = true;
        }
    }
}

static char *put_number(double v, int decimals, char *out)
{
    out += geoi_number_fixed(v, decimals, out);
    *out++ = ',';
    return out;
}

char *geoi_put_bbox(const geoi_extent *e, int decimals, char *out)
{
    bool crosses = !e->middle && isfinite(e->far_west) && isfinite(e->far_east) &&
                   e->far_east + 360.0 - e->far_west < e->east - e->west;
    bool heights = e->low <= e->high;
    if (!(e->west <= e->east)) {
        return out;
    }
    out = GEOI_PUT(out, "\"bbox\":[");
    out = put_number(crosses ? e->far_west : e->west, decimals, out);
    out = put_number(e->south, decimals, out);
    out = heights ? put_number(e->low, decimals, out) : out;
    out = put_number(crosses ? e->far_east : e->east, decimals, out);
    out = put_number(e->north, decimals, out);
    out = heights ? put_number(e->high, decimals, out) : out;
    out[-1] = ']';
    *out++ = ',';
    return out;
}
