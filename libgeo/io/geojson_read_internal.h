/* SPDX-License-Identifier: MIT */
/* What the files of the GeoJSON reader share. */
#ifndef GEOI_GEOJSON_READ_INTERNAL_H
#define GEOI_GEOJSON_READ_INTERNAL_H

#include "io/geojson_read.h"
#include "io/geojson_shape.h"
#include "io/json.h"
#include "io/limits.h"
#include "io/rejects.h"
#include "layer/builder.h"

/* A place in the text: a feature counted from 1, and a byte. */
typedef struct geoi_geojson_place {
    int64_t feature;
    const char *at; /* NULL = none */
} geoi_geojson_place;

/* What was left out or mended, to be told in a note each. */
typedef struct geoi_geojson_counts {
    int64_t ordinates;   /* positions with a 4th number */
    int64_t nested;      /* collections inside collections */
    int64_t empties;     /* empty members of Multi geometries */
    int64_t heights;     /* rings whose last position is at another height than the first */
    int64_t foreign;     /* members of geometries that RFC 7946 does not know */
    int64_t described;   /* collections with such members */
    int64_t null_crs;    /* "crs": null, by which GeoJSON 2008 said that nothing is known */
    int64_t marks;       /* byte order marks before a text that is not the first */
    int64_t bare;        /* features and geometries outside of collections; no note */
    int64_t collections; /* FeatureCollections read into the one layer */
    int64_t named;       /* of these, features outside of any that name a system themselves */
} geoi_geojson_counts;

/* One stretch of the text being read into one builder. */
typedef struct geoi_geojson_reader {
    geoi_json json;
    geoi_layer_builder *builder;
    geoi_geometry_builder *geometry; /* the builder's */
    int64_t chunk;                   /* cut the text into stretches of this size; 0 = do not */
    int64_t largest;                 /* bytes of a feature */
    bool crs_is_known;               /* the text's own does not matter */
    bool inside;                     /* a feature is being read, so messages name it */
    bool bare;                       /* what is being read is in no collection */
    int64_t feature;                 /* being read or last read, from 1; 0 = none yet */
    unsigned part_kind;              /* of the next part: 0 outside of collections */
    geoi_text text;                  /* for values that are copied without blanks */
    geoi_text members;               /* the feature's that RFC 7946 does not know */
    geoi_geojson_shape *shape;       /* what the next feature may look like */
    geoi_rejects *rejects;           /* where faulty items go; NULL: they fail the whole */
    geoi_geojson_counts counts;
    geoi_geojson_place far; /* the first position that cannot be degrees */
    char *name;             /* the first that a collection had */
    char *crs;              /* of the first collection; NULL = degrees */
} geoi_geojson_reader;

/* A byte order mark. */
static inline bool geoi_is_mark(const char *at, const char *end)
{
    return end - at >= 3 && memcmp(at, "\xEF\xBB\xBF", 3) == 0;
}

/* Past what may stand before and between the texts of a sequence: blanks, record separators
 * (RFC 8142), and byte order marks, which are counted. */
static inline const char *geoi_pass_between(const char *at, const char *end, int64_t *marks)
{
    while (at < end && *at != '{') {
        bool mark = geoi_is_mark(at, end);
        if (!mark && *at != ' ' && *at != '\n' && *at != '\r' && *at != '\t' && *at != 0x1E) {
            break;
        }
        *marks += mark;
        at += mark ? 3 : 1;
    }
    return at;
}

/* Which of `names` [n] a member is, or n when it is none of them. Each may come once: `seen`
 * has a bit for every name (geojson_feature.c) */
geo_status geoi_geojson_which(geoi_geojson_reader *r, geoi_json_text key,
                              const geoi_json_text *names, int64_t n, unsigned *seen,
                              int64_t *which);

/* The geometry object at which the reader stands becomes that of the feature (geojson_geometry.c)
 */
geo_status geoi_geojson_read_geometry(geoi_geojson_reader *r);
/* The coordinates at which the reader stands, of the feature or of a member of its collection
 * (geojson_coordinates.c) */
geo_status geoi_geojson_read_coordinates(geoi_geojson_reader *r, geo_geometry_type type,
                                         bool member);
/* GEO_NONE when there is no such type. */
geo_geometry_type geoi_geojson_type(geoi_json_text name);
/* A bbox is 4 or 6 numbers; they are not used, since a wrong one is worse than none. */
geo_status geoi_geojson_read_bbox(geoi_geojson_reader *r);

/* The item from `start` to where the reader stands is not beyond reason (geojson_feature.c) */
geo_status geoi_geojson_check_size(const geoi_geojson_reader *r, const char *start);
/* The feature at which the reader stands is added to the builder (geojson_feature.c) */
geo_status geoi_geojson_read_feature(geoi_geojson_reader *r);
/* The item at which the reader stands, read by `general` unless it looks as the feature before it
 * did (geojson_shape.c) */
geo_status geoi_geojson_read_like_last(geoi_geojson_reader *r,
                                       geo_status (*general)(geoi_geojson_reader *), bool bare);
/* Closes the object of members; no name is there twice (geojson_members.c) */
geo_status geoi_geojson_end_members(geoi_geojson_reader *r, geoi_text *members);
/* The member at whose value the reader stands, added to the object that `members` will be: it
 * lacks the closing brace (geojson_members.c) */
geo_status geoi_geojson_keep_member(geoi_geojson_reader *r, geoi_json_text key, geoi_text *members);

/* The value of a "crs" member. *crs: "EPSG:3857", or NULL when it is longitude and latitude or
 * null (geojson_crs.c) */
geo_status geoi_geojson_read_crs(geoi_geojson_reader *r, char **crs);
/* The same inside a larger object, where only longitude and latitude make sense. */
geo_status geoi_geojson_read_inner_crs(geoi_geojson_reader *r);

/* The item at which the reader stands, by `read`; when something is wrong with it, it goes to
 * r->rejects instead (geojson_reject.c) */
geo_status geoi_geojson_read_or_reject(geoi_geojson_reader *r,
                                       geo_status (*read)(geoi_geojson_reader *), bool array);
/* The feature that was just read, from `start` on, is what the next may look like: r->shape
 * (geojson_learn.c) */
void geoi_geojson_learn(geoi_geojson_reader *r, const char *start);
void geoi_geojson_clear(geoi_geojson_reader *r);
void geoi_geojson_add_counts(geoi_geojson_counts *to, const geoi_geojson_counts *from);
/* Items until the array closes (array) or the text ends (a sequence): on several threads where
 * r->chunk says so (geojson_stretch.c) */
geo_status geoi_geojson_read_items(geoi_geojson_reader *r, bool array);
/* Is there another text of a sequence? Passes what stands before it (geojson_stretch.c) */
bool geoi_geojson_next_text(geoi_geojson_reader *r);
/* One text of a sequence: a FeatureCollection, a Feature or a geometry (geojson_read.c) */
geo_status geoi_geojson_read_text(geoi_geojson_reader *r);
/* A collection's crs must be that of the others; takes it over. */
geo_status geoi_geojson_use_crs(geoi_geojson_reader *r, const char *at, char *crs);

/* No longitude is beyond 180 degrees after this, of those up to 360 (geojson_wrap.c) */
geo_status geoi_geojson_wrap(geo_ctx *ctx, geoi_geometry_builder *b);
enum { GEOI_FARTHEST_LONGITUDE = 360, GEOI_FARTHEST_LATITUDE = 90 };
static inline bool geoi_geojson_is_far(double x, double y)
{
    return !(fabs(x) <= GEOI_FARTHEST_LONGITUDE && fabs(y) <= GEOI_FARTHEST_LATITUDE);
}

/* Say what is wrong with bytes that do not begin as GeoJSON can; GEO_OK when they do
 * (geojson_sniff.c) */
geo_status geoi_geojson_sniff(geo_ctx *ctx, const char *bytes, int64_t size);

#endif /* GEOI_GEOJSON_READ_INTERNAL_H */
