/* SPDX-License-Identifier: MIT */
/* --outlines: a feature for each cluster, its outline and what it is like. */
#include <inttypes.h>
#include <math.h>

#include "cluster.h"
#include "geo/geometry.h"

/* Digits beyond these differ with the version of PROJ. */
static double to_digits(double value, double scale)
{
    return round(value * scale) / scale;
}

static const double DEGREES = 1e7, RATIO = 1e6, AZIMUTH = 1e4;

/* Regions are drawn as the zones they have, unless something else is asked for. */
static int drawn_as(cli_call *call, const arguments *a, const clusters *c)
{
    return c->of_zones && !cli_given(call, &a->drawn_as) ? DRAWN_AS_ZONES : a->drawn_as;
}

/* The three middles of each, in degrees. */
static geo_status find_middles(cli_call *call, const geo_descriptors *d, double **value)
{
    geo_status status = GEO_OK;
    const int64_t n = geo_descriptors_count(d);
    double *x = cli_array(call, n, sizeof *x), *y = cli_array(call, n, sizeof *y);
    for (int column = CL_MEAN_LON; column <= CL_MEDIAN_LON; column += 2) {
        double *lon = value[column], *lat = value[column + 1];
        for (int64_t i = 0; i < n; i++) {
            const geo_descriptor *one = geo_descriptors_at(d, i);
            bool mean = column == CL_MEAN_LON || !(one->weight > 0.0);
            bool weighted = column == CL_WEIGHTED_LON;
            x[i] = mean ? one->mean_x : weighted ? one->weighted_x : one->median_x;
            y[i] = mean ? one->mean_y : weighted ? one->weighted_y : one->median_y;
        }
        CLI_TRY(geo_frame_inverse(cli_ctx(call), cli_frame(call), n, x, y, lon, lat));
        for (int64_t i = 0; i < n; i++) {
            bool known = column == CL_MEAN_LON || geo_descriptors_at(d, i)->weight > 0.0;
            lon[i] = known ? to_digits(lon[i], DEGREES) : (double)NAN;
            lat[i] = known ? to_digits(lat[i], DEGREES) : (double)NAN;
        }
    }
done:
    return status;
}

/* c: of what is drawn; zones have an area of their own, points only that of their hull. */
static void fill(double **value, int64_t i, const geo_descriptor *one, const geo_compactness *c,
                 bool of_zones)
{
    double km2 = of_zones ? c->area_m2 / 1e6 : (double)NAN;
    value[CL_WEIGHT][i] = one->weight;
    value[CL_DISTANCE][i] = one->standard_distance_m;
    value[CL_MAJOR][i] = one->ellipse_major_m;
    value[CL_MINOR][i] = one->ellipse_minor_m;
    value[CL_AZIMUTH][i] = to_digits(one->ellipse_azimuth, AZIMUTH);
    value[CL_HULL][i] = (of_zones ? c->hull_area_m2 : one->hull_area_m2) / 1e6;
    value[CL_DENSITY][i] = of_zones ? (double)one->points / km2 : one->density_km2;
    value[CL_WEIGHT_DENSITY][i] = of_zones ? one->weight / km2 : one->weight_density_km2;
    value[CL_AREA][i] = c->area_m2 / 1e6;
    value[CL_PERIMETER][i] = c->perimeter_m;
    value[CL_POLSBY][i] = to_digits(c->polsby_popper, RATIO);
    value[CL_SCHWARTZBERG][i] = to_digits(c->schwartzberg, RATIO);
    value[CL_SHAPE][i] = to_digits(c->shape_index, RATIO);
    value[CL_CONVEXITY][i] = to_digits(c->convexity, RATIO);
    value[CL_REOCK][i] = to_digits(c->reock, RATIO);
    value[CL_SHARE][i] = 100.0 * one->sector_share;
}

/* Whether the column says anything here. */
static bool is_asked(const arguments *a, const subject *s, int column)
{
    bool of_weight = column == CL_WEIGHT || column == CL_WEIGHT_DENSITY ||
                     column == CL_WEIGHTED_LON || column == CL_WEIGHTED_LAT;
    return (!of_weight || s->weight != NULL) && (column != CL_SHARE || a->sector != NULL);
}

static geo_status add_sectors(cli_call *call, const geo_descriptors *d, const cli_groups *sectors,
                              geo_layer *layer)
{
    const int64_t n = geo_descriptors_count(d);
    const char **name = cli_array(call, n, sizeof *name);
    for (int64_t i = 0; i < n; i++) {
        int64_t sector = geo_descriptors_at(d, i)->sector;
        name[i] = sector >= 0 ? sectors->name[sector] : NULL;
    }
    return cli_add_texts(call, layer, &cluster_columns[CL_SECTOR], NULL, name);
}

/* drawn [clusters]: of each outline. */
static geo_status add_columns(cli_call *call, const arguments *a, const subject *s,
                              const geo_descriptors *d, const geo_compactness *drawn, bool of_zones,
                              const cli_groups *sectors, geo_layer *layer)
{
    geo_status status = GEO_OK;
    const int64_t n = geo_descriptors_count(d);
    int64_t *id = cli_array(call, n, sizeof *id), *size = cli_array(call, n, sizeof *size);
    double *value[CL_SHARE + 1] = {NULL};
    for (int column = CL_WEIGHT; column <= CL_SHARE; column++) {
        value[column] = cli_array(call, n, sizeof *value[column]);
    }
    for (int64_t i = 0; i < n; i++) {
        id[i] = i + 1;
        size[i] = geo_descriptors_at(d, i)->points;
        fill(value, i, geo_descriptors_at(d, i), &drawn[i], of_zones);
    }
    CLI_TRY(find_middles(call, d, value));
    CLI_TRY(cli_add_ints(call, layer, &cluster_columns[CL_ID], NULL, id, NULL));
    CLI_TRY(cli_add_ints(call, layer, &cluster_columns[CL_SIZE], NULL, size, NULL));
    for (int column = CL_WEIGHT; column <= CL_SHARE; column++) {
        if (column == CL_SECTOR) {
            CLI_TRY(a->sector != NULL ? add_sectors(call, d, sectors, layer) : GEO_OK);
        } else if (is_asked(a, s, column)) {
            CLI_TRY(cli_add_reals(call, layer, &cluster_columns[column], NULL, value[column]));
        }
    }
done:
    return status;
}

static geo_status check_zones(cli_call *call, const subject *s, const clusters *c)
{
    const geo_geometry *g = geo_shapes_geometry(s->shapes);
    for (int64_t i = 0; i < g->n; i++) {
        geo_geometry_type type = (geo_geometry_type)g->type[i];
        if (c->label[i] >= 0 && type != GEO_POLYGON && type != GEO_MULTIPOLYGON) {
            return cli_fail(call, GEO_DATA, "--drawn-as convex",
                            "%s: feature %" PRId64 " is a %s: no zone that could be drawn",
                            s->layer->source, i + 1, geo_geometry_type_name(type));
        }
    }
    return GEO_OK;
}

/* What is drawn of each cluster, and its form; *zones is what to destroy then, or NULL. */
static geo_status draw(cli_call *call, const arguments *a, const subject *s, const clusters *c,
                       const geo_descriptors *d, geo_shapes **zones, const geo_compactness **form)
{
    geo_status status = GEO_OK;
    geo_compactness *all = cli_array(call, c->count, sizeof *all);
    *zones = NULL;
    if (drawn_as(call, a, c) == DRAWN_AS_ZONES) {
        CLI_TRY(check_zones(call, s, c));
        CLI_TRY(geo_shapes_dissolve(cli_ctx(call), s->shapes, c->label, c->count, zones));
        CLI_TRY(geo_compactness_measure(cli_ctx(call), *zones, all));
    }
    for (int64_t i = 0; i < c->count && *zones == NULL; i++) {
        all[i] = geo_descriptors_at(d, i)->outline;
    }
    *form = all;
done:
    return status;
}

geo_status cluster_write_outlines(cli_call *call, const arguments *a, const subject *s,
                                  const clusters *c)
{
    geo_status status = GEO_OK;
    geo_descriptor_options o = a->descriptors;
    geo_descriptors *d = NULL;
    const geo_compactness *form = NULL;
    geo_shapes *centres = NULL, *zones = NULL;
    geo_layer *layer = NULL;
    cli_groups sectors = {0};
    if (a->outlines == NULL || cli_frame(call) == NULL) {
        return GEO_OK;
    }
    o.outline =
        drawn_as(call, a, c) != DRAWN_AS_ZONES ? (geo_outline)a->drawn_as : GEO_OUTLINE_CONVEX;
    if (a->sector != NULL) {
        CLI_TRY(cli_group(call, s->layer, a->sector, &sectors));
        o.sector = sectors.of;
        o.sector_count = sectors.n;
    }
    CLI_TRY(geo_shapes_centroids(cli_ctx(call), s->shapes, &centres));
    CLI_TRY(geo_descriptors_create(cli_ctx(call), centres, s->weight, c->label, c->count, &o, &d));
    CLI_TRY(draw(call, a, s, c, d, &zones, &form));
    CLI_TRY(geo_shapes_layer(cli_ctx(call), cli_frame(call),
                             zones != NULL ? zones : geo_descriptors_shapes(d),
                             geo_layer_name(s->layer->layer), &layer));
    CLI_TRY(add_columns(call, a, s, d, form, zones != NULL, &sectors, layer));
    CLI_TRY(cli_write_to(call, a->outlines, layer,
                         (cli_style){.kind = GEO_STYLE_CATEGORIES, .field = "cl_id"}));
done:
    geo_layer_destroy(layer);
    geo_descriptors_destroy(d);
    geo_shapes_destroy(centres);
    geo_shapes_destroy(zones);
    return status;
}

geo_status cluster_check_outlines(cli_call *call, const arguments *a)
{
    const struct {
        const void *value;
        const char *name;
    } asked[] = {{&a->drawn_as, "drawn-as"},
                 {&a->descriptors.concave_ratio, "concave-ratio"},
                 {&a->descriptors.ellipse_factor, "ellipse-factor"},
                 {&a->sector, "sector"}};
    for (size_t k = 0; k < sizeof asked / sizeof asked[0] && a->outlines == NULL; k++) {
        if (cli_given(call, asked[k].value)) {
            return cli_fail(call, GEO_INVALID, "--outlines clusters.geojson",
                            "--%s is of --outlines", asked[k].name);
        }
    }
    if (cli_given(call, &a->descriptors.concave_ratio) && a->drawn_as != GEO_OUTLINE_CONCAVE) {
        return cli_fail(call, GEO_INVALID, "--drawn-as concave",
                        "--concave-ratio is of --drawn-as concave");
    }
    if (a->outlines != NULL && (a->sweep != NULL || a->k_distance)) {
        return cli_fail(call, GEO_INVALID, "leave --outlines out",
                        "--sweep and --k-distance make no clusters to outline");
    }
    return cli_check_output(call, a->outlines);
}
