/* SPDX-License-Identifier: MIT */
/* The two questions of geo-coverage: how much land, and how many people. */
#ifndef GEO_COVERAGE_QUESTION_H
#define GEO_COVERAGE_QUESTION_H

#include <math.h>

#include "cli.h"
#include "geo/coverage.h"
#include "geo/demand.h"
#include "geo/zones.h"

/* Places in the table of columns. */
enum {
    AREA_SHARE,
    AREA_COVERED,
    AREA_GAP,
    AREA_OVERLAP,
    AREA_DEPTH,
    AREA_TWICE,
    UNIT_SHARE,
    UNIT_COUNT,
    GAP_AREA,
    GAP_PEOPLE,
    GAP_DEPTH,
    GAP_LON,
    GAP_LAT,
    GAP_NEAR,
    DEPTH_COUNT,
    DEPTH_AREA,
    DEPTH_SHARE,
    ZONE_DEMAND,
    ZONE_COVERED,
    ZONE_DEPTH,
    FACILITY_REACH,
    FACILITY_SOLE
};
extern const cli_column coverage_columns[];
extern const cli_column coverage_table_columns[]; /* of --table */

typedef struct arguments {
    const char *gaps, *depth, *people;
    double gap_ha, gap_width_m;
    const char *areas, *facilities, *demand, *raster, *weight, *served, *unserved;
    const char *radius_field, *type, *by, *zones, *table, *facilities_out, *preset, *presets;
    const char *raster_crs, *zone_name;
    double nodata, square_m, hex_m;
    bool clip, zones_only;
    int raster_cells; /* 0 centre, 1 area */
    cli_distances radius;
    geo_coverage_options coverage;
} arguments;

/* A rule of a standard that --preset names (presets.c). */
typedef struct preset {
    int64_t n;
    const double *distance_m, *min_ha; /* [n] min_ha: facilities of this area and more; 0 = all */
    const char *id, *rule, *source, *status;
    bool network; /* the rule means distances along streets */
} preset;

/* Polygons whose land is measured. */
typedef struct land {
    cli_layer *layer; /* NULL = none */
    const geo_shapes *shapes;
    int64_t n;
    geo_shapes *whole; /* their union, where they overlap; else NULL */
} land;

/* The layers that are measured, the facilities, and the distances. */
typedef struct question {
    land areas;       /* AREAS, or NULL */
    land cells;       /* of a grid over them, or NULL: then they are the output */
    cli_layer *layer; /* of --demand, or NULL */
    cli_layer *facilities;
    const geo_shapes *shapes, *facility_shapes; /* of demand and facilities */
    int64_t n, m;                               /* units of demand, distances */
    const double *distance_m;                   /* [m]; NULL where each facility has its own */
    geo_coverage_options coverage;
    cli_layer *people; /* NULL without --people */
    const geo_shapes *people_shapes;
    double *weight; /* of the people, or the layer's features; NULL without --weight */
    cli_groups types, zones;
    cli_layer *zone_layer; /* of --zones, or the cells */
    geo_zones *places;     /* the same, to look places up in */
    geo_raster *raster;
    bool cells_by_area; /* of the raster: not by their centres */
    bool zones_only;    /* of the raster: nothing is read away from them */
} question;

/* What stands for distance j in names and titles. */
cli_slot question_slot(const question *q, int64_t j);
/* And in the keys of results. */
const char *question_key(cli_call *call, const question *q, const char *what, int64_t j);

/* Refuse what does not go together, and read the layers. */
geo_status check_arguments(cli_call *call, const arguments *a);
geo_status read_question(cli_call *call, const arguments *a, question *q);
void clear_question(question *q);

static inline bool asks_grid(const arguments *a)
{
    return !isnan(a->square_m) || !isnan(a->hex_m);
}

static inline bool asks_people(const arguments *a)
{
    return a->demand != NULL || a->raster != NULL;
}

/* Distances, or of each facility its own: by --radius, --radius-field or --preset (radii.c).
 * The layers have been brought into metres. */
geo_status question_radii(cli_call *call, const arguments *a, question *q);

/* Find the rule called `a->preset`, and tell of it. */
geo_status preset_find(cli_call *call, const arguments *a, preset *out);
/* Print all rules there are. */
geo_status preset_list(cli_call *call, const char *file);

/* Measure, add the columns and tell the sums. */
geo_status coverage_of_land(cli_call *call, const arguments *a, question *q);
geo_status coverage_of_people(cli_call *call, const arguments *a, question *q);

/* Of areas that overlap the union, and a word about it (whole.c). */
geo_status unite_overlapping(cli_call *call, land *areas);
/* Overlapping zones: what of points, and of a raster, that means. */
geo_status tell_zones_overlap(cli_call *call, const question *q);

/* Nothing at all is within reach: how far away the nearest facility is (apart.c). */
geo_status tell_apart(cli_call *call, const question *q);
void tell_beside_facilities(cli_call *call, const question *q); /* of a layer of demand */

/* People: cells of a raster added to the account (raster.c). */
geo_status add_raster(cli_call *call, const question *q, geo_demand *account);
/* What the account says, told and kept (accounts.c), and as a table. */
enum { MOST_TOLD_APART = 3 };
geo_status tell_account(cli_call *call, const question *q, const geo_demand *account);
geo_status write_table(cli_call *call, const char *path, const question *q,
                       const geo_demand *account);
/* Distances from the smallest on: order[m]. */
void order_distances(const question *q, int64_t *order);

/* Write --gaps and --depth, at the largest distance. */
geo_status coverage_gaps(cli_call *call, const arguments *a, const question *q);
geo_status coverage_depths(cli_call *call, const arguments *a, const question *q);
/* That distance; 0 where each facility has its own. */
double question_largest(const question *q);
/* Shapes [n] as a layer, with the attributes of the areas rows[0 .. n - 1]. */
geo_status question_layer(cli_call *call, const question *q, const geo_shapes *shapes,
                          const int64_t *rows, geo_layer **out);

#endif /* GEO_COVERAGE_QUESTION_H */
