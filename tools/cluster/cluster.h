/* SPDX-License-Identifier: MIT */
/* What the parts of geo-cluster share. A method is a file that fills `clusters`, and its row in
 * the table of geo-cluster.c. */
#ifndef GEO_CLUSTER_CLUSTER_H
#define GEO_CLUSTER_CLUSTER_H

#include "cli.h"
#include "geo/cluster.h"
#include "geo/descriptors.h"
#include "geo/hierarchy.h"
#include "geo/regions.h"

/* Places in the table of columns. */
enum { CL_ID, CL_ROLE, CL_PROB, CL_OUTLIER, CL_ORDER, CL_REACH, CL_CORE, CL_SIZE };
/* Of --outlines, after CL_SIZE; what is in degrees stands in pairs. */
enum {
    CL_WEIGHT = CL_SIZE + 1,
    CL_MEAN_LON,
    CL_MEAN_LAT,
    CL_WEIGHTED_LON,
    CL_WEIGHTED_LAT,
    CL_MEDIAN_LON,
    CL_MEDIAN_LAT,
    CL_DISTANCE,
    CL_MAJOR,
    CL_MINOR,
    CL_AZIMUTH,
    CL_HULL,
    CL_DENSITY,
    CL_WEIGHT_DENSITY,
    CL_AREA,
    CL_PERIMETER,
    CL_POLSBY,
    CL_SCHWARTZBERG,
    CL_SHAPE,
    CL_CONVEXITY,
    CL_REOCK,
    CL_SECTOR,
    CL_SHARE
};
extern const cli_column cluster_columns[];

typedef struct arguments {
    const char *points, *weight;
    int method; /* place in the table of methods */
    const cli_option *options;
    geo_dbscan_options dbscan;
    const char *time; /* a column, for dbscan */
    double time_unit_s;
    geo_kmeans_options kmeans; /* its seed is that of max-p, too */
    geo_hdbscan_options hdbscan;
    int selection, ties; /* of hdbscan: geo_selection, geo_ties */
    bool single;
    const char *tree; /* a file */
    double xi;        /* of optics */
    const char *sweep;
    bool k_distance;
    double radius_m;
    cli_words values;
    const char *floor_field;
    double floor, snap_m;
    int touch;
    bool raw, by_part;
    geo_skater_options skater; /* those but the ones above */
    geo_max_p_options max_p;
    const char *outlines, *sector;
    int drawn_as;
    geo_descriptor_options descriptors;
} arguments;

/* What is to be clustered. */
typedef struct subject {
    cli_layer *layer;
    const geo_shapes *shapes; /* of the layer, in metres */
    const double *weight;     /* [n]; NULL = 1 each */
    double *time_s;           /* [n] NaN where unknown; NULL without --time */
    int64_t n;
} subject;

/* A column that a method adds between cl_role and cl_size. */
typedef struct cluster_extra {
    int column;           /* place in the table of columns */
    const double *reals;  /* [n] NaN is null; or */
    const int64_t *ints;  /* [n], of which */
    const uint8_t *valid; /* a cleared bit is null; NULL = none is */
} cluster_extra;

enum { CLUSTER_EXTRAS = 8 };

/* --drawn-as: geo_outline, and one that is of zones alone. */
enum { DRAWN_AS_ZONES = GEO_OUTLINE_ELLIPSE + 1 };

typedef struct clusters {
    int64_t n, count;
    bool are_regions; /* of zones; else clusters of points */
    bool of_zones;    /* of polygons that touch */
    int64_t *label;   /* [n] cluster, -1 = in none */
    uint8_t *role;    /* [n] geo_dbscan_role; NULL where the method knows none */
    cluster_extra extra[CLUSTER_EXTRAS];
    int extra_count;
} clusters;

typedef struct cluster_method {
    const char *name;         /* the word of --method; NULL ends a table */
    const char *const *takes; /* options under a heading that are (also) its own; NULL ends them */
    geo_status (*find)(cli_call *call, const arguments *a, const subject *s, clusters *out);
    bool sweeps; /* may be called many times, telling nothing */
} cluster_method;

geo_status cluster_dbscan(cli_call *call, const arguments *a, const subject *s, clusters *out);
geo_status cluster_dbscan_star(cli_call *call, const arguments *a, const subject *s, clusters *out);
geo_status cluster_hdbscan(cli_call *call, const arguments *a, const subject *s, clusters *out);
geo_status cluster_optics(cli_call *call, const arguments *a, const subject *s, clusters *out);
geo_status cluster_kmeans(cli_call *call, const arguments *a, const subject *s, clusters *out);

geo_status cluster_radius(cli_call *call, const arguments *a, const subject *s, clusters *out);
geo_status cluster_skater(cli_call *call, const arguments *a, const subject *s, clusters *out);
geo_status cluster_max_p(cli_call *call, const arguments *a, const subject *s, clusters *out);

/* --time: into the subject. */
geo_status cluster_read_times(cli_call *call, const arguments *a, subject *s);

/* --min where it is a number of points. */
geo_status cluster_whole_min(cli_call *call, const arguments *a, int64_t *out);

/* Whether the option is one of those under a heading that the method takes. */
bool cluster_takes(const cluster_method *method, const char *option);

/* Options under a heading are of some methods only: fails when one is given that the method does
 * not take. */
geo_status cluster_check_options(cli_call *call, const cluster_method *methods, int chosen,
                                 const cli_option *options);

/* Tell how many clusters there are, the largest and how much is in them; and add the columns. */
geo_status cluster_add_columns(cli_call *call, const subject *s, const clusters *c);
/* Where a method that looks for dense places finds none: what to try. */
void cluster_tell_none(cli_call *call, const arguments *a, const cluster_method *m,
                       const subject *s, const clusters *c);
/* Clusters in colours, what is in none in grey. */
cli_style cluster_style(const cluster_method *m, const clusters *c);

/* --outlines, whatever the method: first whether it can be written, then the file (outlines.c). */
geo_status cluster_check_outlines(cli_call *call, const arguments *a);
geo_status cluster_write_outlines(cli_call *call, const arguments *a, const subject *s,
                                  const clusters *c);

/* Number the clusters as they come in the input, leaving out those that hold nothing. */
void cluster_number_by_appearance(cli_call *call, clusters *c);

/* --sweep and --k-distance: tables in place of the points. */
geo_status cluster_check_sweep(cli_call *call, const arguments *a, const cluster_method *method);
geo_status cluster_sweep(cli_call *call, const arguments *a, const cluster_method *method,
                         const subject *s);
extern const cli_column cluster_sweep_columns[], cluster_k_distance_columns[];
geo_status cluster_check_k_distance(cli_call *call, const arguments *a);
geo_status cluster_k_distance(cli_call *call, const arguments *a, const subject *s);

/* A layer of n rows without geometry. */
geo_status cluster_table(cli_call *call, const char *name, int64_t n, geo_layer **out);

#endif /* GEO_CLUSTER_CLUSTER_H */
