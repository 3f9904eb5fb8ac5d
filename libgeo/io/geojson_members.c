/* SPDX-License-Identifier: MIT */
/* Members that RFC 7946 does not know (its section 6.1), kept as JSON text. */
#include "io/geojson_read_internal.h"

geo_status geoi_geojson_end_members(geoi_geojson_reader *r, geoi_text *members)
{
    geo_status status = GEO_OK;
    geoi_json j = {.ctx = NULL};
    GEO_TRY(geoi_text_append(r->json.ctx, members, "}", 1));
    geoi_json_init(&j, r->json.ctx, members->bytes, members->length);
    j.unique_names = true;
    status = geoi_json_skip(&j);
    if (status == GEO_DATA) { /* it says where in the text kept, which nobody sees */
        status = geoi_fail(r->json.ctx, GEO_DATA, "a member that is not GeoJSON's is there twice");
    }
done:
    geoi_json_clear(&j);
    return status;
}

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
