/* SPDX-License-Identifier: MIT */
/* Is a pipeline of PROJ a transverse Mercator that the series of krueger.h carries out?
 *
 * Only what is wholly understood is taken: one inverse step with known parameters, then degrees.
 * Then the series must land where PROJ does at places all over its reach. */
#include "base/number.h"
#include "space/projection.h"

static const double MUST_AGREE = 1e-6; /* metres; a wrong parameter would miss by far more */
static const double FLATTEST = 1.0 / 150.0;

enum { NAME = 12 }; /* of a parameter; longer ones are unknown */

typedef struct parameter {
    char name[NAME];
    double value; /* NaN = not a number */
} parameter;

/* The next of "+name=value ..."; NULL after the last. */
static const char *next_parameter(const char *s, parameter *out)
{
    *out = (parameter){.value = NAN};
    s += strspn(s, " ");
    if (*s != '+') {
        return NULL;
    }
    const char *end = s + strcspn(s, " "), *name = s + 1;
    size_t length = strcspn(name, "= ");
    memcpy(out->name, name, length < NAME ? length : 0);
    if (name[length] == '=') {
        const char *from = name + length + 1;
        bool is_integer;
        int64_t integer;
        double value;
        out->value = geoi_number_parse(from, end, &value, &is_integer, &integer) == end
                         ? value
                         : (double)NAN;
    }
    return end;
}

/* Take one parameter of the projection; false when it is unknown. */
static bool take_parameter(const parameter *p, bool utm, geoi_krueger_terms *t)
{
    struct known {
        const char *name;
        double *to;
    } known[] = {{"lat_0", &t->lat_0}, {"lon_0", &t->lon_0}, {"k", &t->k_0},
                 {"k_0", &t->k_0},     {"x_0", &t->x_0},     {"y_0", &t->y_0}};
    if (strcmp(p->name, "ellps") == 0) { /* the terms have it from the system */
        return true;
    }
    if (utm && strcmp(p->name, "south") == 0) {
        t->y_0 = 10000000.0;
        return true;
    }
    if (utm && strcmp(p->name, "zone") == 0) {
        t->lon_0 = 6.0 * p->value - 183.0;
        return isfinite(p->value);
    }
    for (int64_t i = 0; i < GEOI_COUNT_OF(known) && !utm; i++) {
        if (strcmp(p->name, known[i].name) == 0) {
            *known[i].to = p->value;
            return isfinite(p->value);
        }
    }
    return false;
}

/* The terms of the pipeline; a and f are there already. */
static bool read_terms(const char *pipeline, geoi_krueger_terms *t)
{
    static const char *const starts[] = {"+proj=pipeline +step +inv +proj=tmerc ",
                                         "+proj=pipeline +step +inv +proj=utm "};
    static const char ending[] = " +step +proj=unitconvert +xy_in=rad +xy_out=deg";
    bool utm = strncmp(pipeline, starts[1], strlen(starts[1])) == 0;
    const char *s = pipeline + strlen(starts[utm]), *end = strstr(pipeline, " +step +proj=unitc");
    if (strncmp(pipeline, starts[utm], strlen(starts[utm])) != 0 || end == NULL ||
        strcmp(end, ending) != 0) {
        return false;
    }
    t->k_0 = utm ? 0.9996 : 1.0;
    t->x_0 = utm ? 500000.0 : 0.0;
    while (s < end) {
        parameter p;
        s = next_parameter(s, &p);
        if (s == NULL || !take_parameter(&p, utm, t)) {
            return false;
        }
    }
    return fabs(t->lon_0) <= 360.0 && fabs(t->lat_0) < 89.0 && t->k_0 > 0.0;
}

static bool agree_at(const geoi_krueger *series, PJ *pipeline, double lon, double lat)
{
    double x, y, lon_back, lat_back;
    PJ_COORD metres = proj_trans(pipeline, PJ_INV, proj_coord(lon, lat, 0.0, 0.0));
    geoi_krueger_forward(series, 1, &lon, &lat, &x, &y);
    if (!(hypot(metres.xy.x - x, metres.xy.y - y) < MUST_AGREE)) {
        return false;
    }
    PJ_COORD degrees = proj_trans(pipeline, PJ_FWD, metres);
    geoi_krueger_inverse(series, 1, &metres.xy.x, &metres.xy.y, &lon_back, &lat_back);
    return fabs(degrees.xy.x - lon_back) < 1e-9 && fabs(degrees.xy.y - lat_back) < 1e-9;
}

static bool agree(const geoi_krueger *series, PJ *pipeline)
{
    static const double east[] = {-7.9, -3.0, 0.25, 1.5, 6.0};
    static const double north[] = {-75.0, -33.3, 0.5, 39.9, 66.6};
    for (int64_t i = 0; i < GEOI_COUNT_OF(east); i++) {
        for (int64_t j = 0; j < GEOI_COUNT_OF(north); j++) {
            double lon = remainder(series->lon_0 + east[i], 360.0);
            if (!agree_at(series, pipeline, lon, north[j])) {
                return false;
            }
        }
    }
    return true;
}

void geoi_projection_find_series(PJ_CONTEXT *context, const PJ *crs, geoi_projection *p)
{
    geoi_krueger_terms terms = {0};
    double inverse_flattening = NAN;
    PJ *ellipsoid = proj_get_ellipsoid(context, crs), *pipeline = NULL;
    p->has_series = false;
    if (ellipsoid == NULL || !proj_ellipsoid_get_parameters(context, ellipsoid, &terms.a, NULL,
                                                            NULL, &inverse_flattening)) {
        goto done;
    }
    terms.f = inverse_flattening != 0.0 ? 1.0 / inverse_flattening : 0.0; /* 0 = a sphere */
    if (terms.f >= 0.0 && terms.f <= FLATTEST && read_terms(p->pipeline, &terms)) {
        geoi_krueger_init(&terms, &p->series);
        pipeline = proj_create(context, p->pipeline);
        p->has_series = pipeline != NULL && agree(&p->series, pipeline);
    }
done:
    proj_destroy(pipeline);
    proj_destroy(ellipsoid);
}
