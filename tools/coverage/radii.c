/* SPDX-License-Identifier: MIT */
/* How far facilities reach: one distance or several for all, each its own, or by their type. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "geo/geometry.h"
#include "question.h"

enum { MOST_TYPES_TOLD = 5 };
static const double FARTHEST_M = 2.1e7; /* no two places are farther apart */
static const double SHORT_M = 20.0;     /* hardly any facility serves so near alone */

static void own_radii(cli_call *call, question *q, const double *radius, const char *why)
{
    int64_t unknown = 0, n = geo_layer_count(q->facilities->layer);
    for (int64_t i = 0; i < n; i++) {
        unknown += isnan(radius[i]);
    }
    cli_skip(call, unknown, "%s: %s %s: cover nothing", q->facilities->source,
             cli_count(call, unknown, "feature"), why);
    q->coverage.radius_m = radius;
    q->distance_m = NULL;
    q->m = 1;
}

/* Numbers, which have no unit, that are likelier to be km than metres. */
static void tell_short(cli_call *call, const arguments *a, const question *q, const double *radius)
{
    const geo_layer *layer = q->facilities->layer;
    double most = 0.0;
    if (geo_layer_column(layer, geo_layer_find(layer, a->radius_field)).type == GEO_TEXT) {
        return;
    }
    for (int64_t i = 0; i < geo_layer_count(layer); i++) {
        most = radius[i] > most ? radius[i] : most;
    }
    if (most > 0.0 && most <= SHORT_M) {
        cli_note(call,
                 "%s: the largest %s is %g m: numbers are read as metres; km are "
                 "written as texts, \"%gkm\"",
                 q->facilities->source, a->radius_field, most, most);
    }
}

static geo_status tell_no_type(cli_call *call, const arguments *a, const question *q,
                               const char *name)
{
    const char *near = geo_closest_word(name, q->types.name, (int)q->types.n);
    near = near != NULL || q->types.n == 0 ? near : q->types.name[0];
    const char *mend = near != NULL ? cli_format(call, "--radius %s=...", near) : NULL;
    return cli_fail(call, GEO_INVALID, mend, "%s: no feature has \"%s\" in %s",
                    q->facilities->source, name, a->type);
}

/* The types that --radius leaves out: "bus, tram and 3 more". */
static const char *types_without(cli_call *call, const question *q, const double *of_type)
{
    const char *text = "";
    int64_t n = 0;
    for (int64_t t = 0; t < q->types.n; t++) {
        if (isnan(of_type[t]) && ++n <= MOST_TYPES_TOLD) {
            text = cli_format(call, "%s%s%s", text, n > 1 ? ", " : "", q->types.name[t]);
        }
    }
    return n > MOST_TYPES_TOLD
               ? cli_format(call, "%s and %" PRId64 " more", text, n - MOST_TYPES_TOLD)
               : text;
}

/* --radius metro=800m,bus=500m */
static geo_status radii_by_type(cli_call *call, const arguments *a, question *q)
{
    int64_t n = geo_layer_count(q->facilities->layer);
    double *of_type = cli_array(call, q->types.n, sizeof *of_type);
    double *radius = cli_array(call, n, sizeof *radius);
    for (int64_t t = 0; t < q->types.n; t++) {
        of_type[t] = NAN;
    }
    for (int64_t i = 0; i < a->radius.n; i++) {
        int64_t t = 0;
        while (t < q->types.n && strcmp(q->types.name[t], a->radius.name[i]) != 0) {
            t++;
        }
        if (t == q->types.n) {
            return tell_no_type(call, a, q, a->radius.name[i]);
        }
        of_type[t] = a->radius.m[i];
    }
    for (int64_t i = 0; i < n; i++) {
        radius[i] = q->types.of[i] >= 0 ? of_type[q->types.of[i]] : (double)NAN;
    }
    const char *without = types_without(call, q, of_type);
    own_radii(call, q, radius,
              without[0] != '\0' ? cli_format(call, "whose %s has no radius (%s)", a->type, without)
                                 : cli_format(call, "without %s", a->type));
    return GEO_OK;
}

/* A rule with sizes: the radius is that of the largest size which the facility has. */
static geo_status radii_by_size(cli_call *call, question *q, const preset *rule)
{
    int64_t n = geo_layer_count(q->facilities->layer), sized = 0;
    double *radius = cli_array(call, n, sizeof *radius);
    double *m2 = cli_array(call, n, sizeof *m2), size;
    geo_shapes_area(q->facility_shapes, m2);
    for (int64_t i = 0; i < n; i++) {
        sized += m2[i] > 0.0;
        radius[i] = NAN;
        size = -1.0;
        for (int64_t k = 0; k < rule->n; k++) {
            if (m2[i] >= 1e4 * rule->min_ha[k] && rule->min_ha[k] > size) {
                size = rule->min_ha[k];
                radius[i] = rule->distance_m[k];
            }
        }
    }
    if (sized == 0 && n > 0) {
        return cli_fail(call, GEO_DATA,
                        cli_format(call, "give their outlines, or --radius %.12gm for all",
                                   rule->distance_m[0]),
                        "%s: --preset %s goes by the area of each, and no feature is a polygon",
                        q->facilities->source, rule->id);
    }
    own_radii(call, q, radius, cli_format(call, "too small for %s", rule->id));
    return GEO_OK;
}

static geo_status radii_by_preset(cli_call *call, const arguments *a, question *q)
{
    geo_status status = GEO_OK;
    preset rule;
    bool sizes = false;
    CLI_TRY(preset_find(call, a, &rule));
    for (int64_t k = 0; k < rule.n; k++) {
        sizes = sizes || rule.min_ha[k] > 0.0;
    }
    q->m = rule.n;
    q->distance_m = rule.distance_m;
    if (sizes) {
        CLI_TRY(radii_by_size(call, q, &rule));
    }
done:
    return status;
}

/* The library names the facility, this the file. */
static geo_status check_radii(cli_call *call, const arguments *a, const question *q,
                              const double *radius)
{
    for (int64_t i = 0; radius != NULL && i < geo_layer_count(q->facilities->layer); i++) {
        if (radius[i] < 0.0 || radius[i] > FARTHEST_M) {
            return cli_fail(call, GEO_DATA, "metres from 0 to 21000000; null reaches nothing",
                            "%s: feature %" PRId64 ": %s is %g m, which is no distance",
                            q->facilities->source, i + 1, a->radius_field, radius[i]);
        }
    }
    return GEO_OK;
}

geo_status question_radii(cli_call *call, const arguments *a, question *q)
{
    geo_status status = GEO_OK;
    double *radius = NULL;
    q->coverage = a->coverage;
    q->m = a->radius.n;
    q->distance_m = a->radius.m;
    if (a->preset != NULL) {
        return radii_by_preset(call, a, q);
    }
    if (a->radius.name != NULL) {
        return radii_by_type(call, a, q);
    }
    CLI_TRY(cli_metres(call, q->facilities, a->radius_field, &radius));
    CLI_TRY(check_radii(call, a, q, radius));
    if (radius != NULL) {
        tell_short(call, a, q, radius);
        own_radii(call, q, radius, cli_format(call, "without %s", a->radius_field));
    }
done:
    return status;
}
