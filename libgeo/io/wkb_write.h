/* SPDX-License-Identifier: MIT */
/* Well-known binary (OGC 06-103r4, ISO 13249-3), little-endian. As with GeoJSON, room is counted
 * first; then nothing can fail. */
#ifndef GEOI_WKB_WRITE_H
#define GEOI_WKB_WRITE_H

#include "geo/layer.h"

#include "base/base.h"

/* Whether any position of feature i has a height: then all are written with one, NaN where there
 * is none. */
bool geoi_wkb_has_heights(const geo_geometry *g, int64_t i);
/* Bytes that geoi_wkb_put() needs at most. */
int64_t geoi_wkb_room(const geo_geometry *g, int64_t i);
/* Feature i, which has a geometry, as type `as`: its own, or the Multi type of it. An empty point
 * is one at NaN, NaN. Returns the end. */
uint8_t *geoi_wkb_put(const geo_geometry *g, int64_t i, geo_geometry_type as, uint8_t *out);
/* The end of the member of a collection that begins at `part`; the collection ends at `end`. */
int64_t geoi_wkb_member_end(const geo_geometry *g, int64_t part, int64_t end);

static inline uint8_t *geoi_put_u32(uint8_t *out, uint32_t v)
{
    for (int k = 0; k < 4; k++) {
        out[k] = (uint8_t)(v >> (8 * k));
    }
    return out + 4;
}

static inline uint8_t *geoi_put_double(uint8_t *out, double v)
{
    uint64_t bits;
    memcpy(&bits, &v, sizeof bits);
    for (int k = 0; k < 8; k++) {
        out[k] = (uint8_t)(bits >> (8 * k));
    }
    return out + 8;
}

#endif /* GEOI_WKB_WRITE_H */
