/* SPDX-License-Identifier: MIT */
/* Tags of OpenStreetMap as columns. What GDAL makes of them is told it in a configuration of our
 * own, so that no file of the machine or the user decides. */
#include "io/osm.h"

/* Keys whose closed ways are areas; others, such as highway, are loops. */
static const char areas[] =
    "aeroway,amenity,boundary,building,building:part,craft,geological,historic,landuse,leisure,"
    "man_made,military,natural,office,place,shop,sport,tourism,highway=platform,"
    "public_transport=platform";

static const char usual[] = "name,name:en,highway,railway,waterway,building,landuse,natural,"
                            "leisure,amenity,shop,office,tourism,place,boundary,admin_level,"
                            "public_transport";

static geo_status check_tags(geo_ctx *ctx, const char *tags)
{
    for (const char *s = tags; *s != '\0'; s++) {
        bool fine = (*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z') ||
                    (*s >= '0' && *s <= '9') || *s == '_' || *s == ':' || *s == '-' ||
                    (*s == ',' && s > tags && s[-1] != ',' && s[1] != '\0');
        if (!fine) {
            geo_status status = geoi_fail(ctx, GEO_INVALID, "tags are keys with commas between");
            geoi_hint(ctx, "as in --tags highway,name,building:levels");
            return status;
        }
    }
    return GEO_OK;
}

geo_status geoi_osm_config(geo_ctx *ctx, const char *tags, geoi_text *config)
{
    static const char *const layers[] = {"points", "lines", "multipolygons", "multilinestrings",
                                         "other_relations"};
    geo_status status = GEO_OK;
    const char *columns = tags != NULL ? tags : usual;
    GEO_TRY(check_tags(ctx, columns));
    GEO_TRY(geoi_text_format(ctx, config,
                             "closed_ways_are_polygons=%s\nattribute_name_laundering=no\n"
                             "report_all_nodes=no\nreport_all_ways=no\n",
                             areas));
    for (int i = 0; i < 5; i++) {
        GEO_TRY(geoi_text_format(ctx, config,
                                 "[%s]\nosm_id=yes\nosm_version=no\nosm_timestamp=no\n"
                                 "osm_uid=no\nosm_user=no\nosm_changeset=no\nattributes=%s%s\n"
                                 "unsignificant=created_by\nignore=created_by\nother_tags=yes\n",
                                 layers[i], i >= 2 ? "type," : "", columns));
    }
done:
    return status;
}
