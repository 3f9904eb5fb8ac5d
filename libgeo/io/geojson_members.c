/* SPDX-License-Identifier: MIT */
/* Members that RFC 7946 does not know (its section 6.1), kept as JSON text. */
#include "io/geojson_read_internal.h"

geo_status geoi_geojson_keep_member(geoi_geojson_reader *r, geoi_json_text key, geoi_text *members)
{
    geo_status status = GEO_OK;
    geo_ctx *ctx = r->json.ctx;
    int64_t room = members->length + 6 * key.length + 4;
    GEO_TRY(geoi_grow(ctx, &members->bytes, &members->capacity, room, 1));
    members->bytes[members->length] = members->length == 0 ? '{' : ',';
    members->length++;
    members->length +=
        (int64_t)geo_json_quote(key.bytes, (size_t)key.length, members->bytes + members->length);
    GEO_TRY(geoi_text_append(ctx, members, ":", 1));
    GEO_TRY(geoi_json_compact(&r->json, members));
done:
    return status;
}
