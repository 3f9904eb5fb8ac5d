/* SPDX-License-Identifier: MIT */
/* A layer against one that is trusted: GCJ-02 and BD-09 cannot be told from the numbers, but where
 * the same things are known in WGS 84, only the right reading brings them together.
 *
 * Each reading is tried: the layer's positions, taken from that datum to WGS 84, and how far their
 * nearest neighbours in the reference are. The likely reading has the least median distance, if
 * that is at most half of what it is as it is; and as it is counts as right when it is within
 * NEAR_M. Of lines and polygons the middles of their boxes are compared. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "facts.h"
#include "geo/proximity.h"

enum { FEWEST = 20, MOST = 20000 };
static const double BETTER = 0.5, NEAR_M = 30.0;

typedef struct places {
    int64_t n;
    double *lon, *lat;         /* as they are */
    double *x, *y;             /* in metres, in the reading at hand */
    double *plain_x, *plain_y; /* in metres as they are */
} places;

static int by_value(const void *a, const void *b)
{
    double p, q;
    memcpy(&p, a, sizeof p);
    memcpy(&q, b, sizeof q);
    return (p > q) - (p < q);
}

static double median(double *values, int64_t n)
{
    qsort(values, (size_t)n, sizeof *values, by_value);
    return (values[(n - 1) / 2] + values[n / 2]) / 2.0;
}

/* At most `most` of a layer's places, evenly chosen. */
static places places_of(cli_call *call, const geo_layer *layer, int64_t most)
{
    int64_t all = geo_layer_count(layer);
    places p = {.lon = cli_array(call, all, sizeof(double)),
                .lat = cli_array(call, all, sizeof(double))};
    int64_t there = info_middles(layer, p.lon, p.lat, NULL);
    p.n = there < most ? there : most;
    for (int64_t i = 0; i < p.n; i++) {
        int64_t from = p.n < there ? (int64_t)((double)i * (double)there / (double)p.n) : i;
        p.lon[i] = p.lon[from];
        p.lat[i] = p.lat[from];
    }
    p.x = cli_array(call, p.n, sizeof *p.x);
    p.y = cli_array(call, p.n, sizeof *p.y);
    p.plain_x = cli_array(call, p.n, sizeof *p.plain_x);
    p.plain_y = cli_array(call, p.n, sizeof *p.plain_y);
    return p;
}

static geo_box box_of(const places *a, const places *b)
{
    geo_box box = {180.0, 90.0, -180.0, -90.0};
    const places *both[] = {a, b};
    for (int k = 0; k < 2; k++) {
        for (int64_t i = 0; i < both[k]->n; i++) {
            box.min_x = fmin(box.min_x, both[k]->lon[i]);
            box.min_y = fmin(box.min_y, both[k]->lat[i]);
            box.max_x = fmax(box.max_x, both[k]->lon[i]);
            box.max_y = fmax(box.max_y, both[k]->lat[i]);
        }
    }
    return box;
}

/* The places, taken from `datum` to WGS 84, in metres. */
static geo_status project(cli_call *call, const geo_frame *frame, geo_datum datum, places *p,
                          geo_shapes **out)
{
    geo_status status = GEO_OK;
    *out = NULL;
    memcpy(p->x, p->lon, (size_t)p->n * sizeof *p->x);
    memcpy(p->y, p->lat, (size_t)p->n * sizeof *p->y);
    geo_datum_convert(datum, GEO_DATUM_WGS84, p->n, p->x, p->y);
    CLI_TRY(geo_frame_forward(cli_ctx(call), frame, p->n, p->x, p->y, p->x, p->y));
    CLI_TRY(geo_shapes_create_points(cli_ctx(call), p->n, p->x, p->y, out));
done:
    return status;
}

/* How far apart they are when each is in its datum; and by what those that are then neighbours
 * are off as they are. */
static geo_status compare(cli_call *call, const geo_frame *frame, places *layer, geo_datum of_layer,
                          places *reference, geo_datum of_reference, double *apart,
                          double offset[2])
{
    geo_status status = GEO_OK;
    geo_shapes *a = NULL, *b = NULL;
    int64_t *index = cli_array(call, layer->n, sizeof *index);
    double *metres = cli_array(call, layer->n, sizeof *metres);
    CLI_TRY(project(call, frame, of_layer, layer, &a));
    CLI_TRY(project(call, frame, of_reference, reference, &b));
    CLI_TRY(geo_nearest(cli_ctx(call), a, b, NULL, index, metres));
    *apart = median(metres, layer->n);
    for (int axis = 0; axis < 2; axis++) {
        for (int64_t i = 0; i < layer->n; i++) {
            metres[i] = axis == 0 ? layer->plain_x[i] - reference->plain_x[index[i]]
                                  : layer->plain_y[i] - reference->plain_y[index[i]];
        }
        offset[axis] = median(metres, layer->n);
    }
done:
    geo_shapes_destroy(a);
    geo_shapes_destroy(b);
    return status;
}

static void judge(cli_call *call, facts *f)
{
    static const char *const text[READINGS] = {
        "lies off the reference", "lies where GCJ-02 would be: read it with --in-crs GCJ-02",
        "lies where BD-09 would be: read it with --in-crs BD-09",
        "the reference is in GCJ-02 where this layer is not",
        "the reference is in BD-09 where this layer is not"};
    shift *s = &f->against;
    int best = AS_IT_IS;
    for (int k = 1; k < READINGS; k++) {
        best = s->apart[k] < s->apart[best] ? k : best;
    }
    bool better = best != AS_IT_IS && s->apart[best] <= BETTER * s->apart[AS_IT_IS];
    if (better) {
        s->likely = best;
    } else {
        s->likely = s->apart[AS_IT_IS] <= NEAR_M ? AS_IT_IS : READINGS;
    }
    if (better) {
        const finding what = {"datum", true, f->n, 0,
                              cli_format(call, "%s (off by %.4g m as it is, by %.4g m so)",
                                         text[best], s->apart[AS_IT_IS], s->apart[best])};
        info_found(call, f, &what);
    } else if (s->likely == READINGS) {
        const finding what = {
            "shift", false, f->n, 0,
            cli_format(call,
                       "%s by %.4g m, in no reading much less: another datum, or other things",
                       text[AS_IT_IS], s->apart[AS_IT_IS])};
        info_found(call, f, &what);
    }
}

static geo_status measure(cli_call *call, facts *f, places *layer, places *reference)
{
    static const geo_datum datums[READINGS][2] = {{GEO_DATUM_WGS84, GEO_DATUM_WGS84},
                                                  {GEO_DATUM_GCJ02, GEO_DATUM_WGS84},
                                                  {GEO_DATUM_BD09, GEO_DATUM_WGS84},
                                                  {GEO_DATUM_WGS84, GEO_DATUM_GCJ02},
                                                  {GEO_DATUM_WGS84, GEO_DATUM_BD09}};
    geo_status status = GEO_OK;
    geo_frame *frame = NULL;
    geo_frame_options options = geo_frame_options_default();
    double offset[READINGS][2];
    options.max_scale_error = 1.0; /* a comparison can bear it */
    CLI_TRY(geo_frame_create(cli_ctx(call), box_of(layer, reference), &options, &frame));
    CLI_TRY(geo_frame_forward(cli_ctx(call), frame, layer->n, layer->lon, layer->lat,
                              layer->plain_x, layer->plain_y));
    CLI_TRY(geo_frame_forward(cli_ctx(call), frame, reference->n, reference->lon, reference->lat,
                              reference->plain_x, reference->plain_y));
    for (int k = 0; k < READINGS; k++) {
        CLI_TRY(compare(call, frame, layer, datums[k][0], reference, datums[k][1],
                        &f->against.apart[k], offset[k]));
    }
    judge(call, f);
    int pairing = f->against.likely < READINGS ? f->against.likely : AS_IT_IS;
    f->against.east = offset[pairing][0];
    f->against.north = offset[pairing][1];
done:
    geo_frame_destroy(frame);
    return status;
}

geo_status info_check_against(cli_call *call, facts *f, const char *reference)
{
    geo_status status = GEO_OK;
    geo_layer *trusted = NULL;
    /* As its file says: --in-crs is about the layer that is checked. */
    CLI_TRY(geo_layer_read(cli_ctx(call), reference, NULL, &trusted));
    places a = places_of(call, f->layer->layer, MOST);
    places b = places_of(call, trusted, INT64_MAX);
    if (a.n < FEWEST || b.n < FEWEST) {
        status = cli_fail(call, GEO_DATA, NULL,
                          "%s: at least %d features with geometry are needed to compare, in the "
                          "layer and in the reference; there are %" PRId64 " and %" PRId64,
                          reference, FEWEST, a.n, b.n);
        goto done;
    }
    f->against.reference = reference;
    f->against.pairs = a.n;
    CLI_TRY(measure(call, f, &a, &b));
done:
    geo_layer_destroy(trusted);
    return status;
}
