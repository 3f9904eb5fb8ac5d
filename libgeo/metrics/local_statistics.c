/* SPDX-License-Identifier: MIT */
/* Statistics of a feature and its neighbours. All but Gi* are sums of w_j f(v_j) over neighbours;
 * if k of the n - 1 others stand there at random, the sum has the mean W m and the variance
 * s2 ((n - 1) W2 - W^2) / (n - 2), with W and W2 the sums of weights and of their squares, m and
 * s2 the mean and variance of f(v) among the others. */
#include "base/sum.h"
#include "metrics/autocorrelation_internal.h"
#include "space/weights_internal.h"

typedef enum kind { MORAN, BIVARIATE, GETIS, GETIS_STAR, GEARY, JOINS } kind;

typedef struct local {
    kind kind;
    geo_autocorrelation_options o;
    geoi_sample s;
    double n, m3, m4;
    double black; /* features that have it, for joins */
} local;

/* A feature's row. */
typedef struct row {
    double sum, squares, most; /* of weights */
    double lag;                /* of values */
    double apart;              /* of squared differences from the feature's own value */
    double size;               /* of absolute values: what a lag of 0 is measured against */
} row;

typedef struct result {
    double value, expected, variance, z;
    geo_spot spot;
} result;

static row row_of(const local *l, int64_t i)
{
    const geo_weights *w = l->s.weights;
    const double *v = l->kind == BIVARIATE ? l->s.y : l->s.z;
    row r = {0.0, 0.0, 0.0, 0.0, 0.0, 0.0};
    for (int64_t at = w->begin[i]; at < w->begin[i + 1]; at++) {
        double weight = w->weight[at], value = v[w->neighbour[at]], off = v[i] - value;
        r.sum += weight;
        r.squares += weight * weight;
        r.most = fmax(r.most, weight);
        r.lag += weight * value;
        r.size += weight * fabs(value);
        r.apart += weight * off * off;
    }
    return r;
}

/* Variance of a sum whose terms have the variance s2; 0 where rounding alone says otherwise. */
static double spread(const row *r, double s2, double population)
{
    double whole = population * r->squares, less = r->sum * r->sum;
    return whole - less > 1e-12 * whole ? s2 * (whole - less) / (population - 1.0) : 0.0;
}

/* Variance of the values of all but one, of which all have the mean square `square` about their
 * mean and the one is `v` off it; 0 where rounding alone says otherwise. */
static double variance_of_others(double n, double square, double v)
{
    double mean = v / (n - 1.0);
    double variance = (n * square - v * v) / (n - 1.0) - mean * mean;
    return variance > 1e-14 * square ? variance : 0.0;
}

static geo_spot quadrant(double value, double lag, double size)
{
    if (fabs(value) <= 1e-12 || fabs(lag) <= 1e-12 * size) {
        return GEO_SPOT_NONE;
    }
    return value > 0.0 ? lag > 0.0 ? GEO_SPOT_HH : GEO_SPOT_HL
           : lag > 0.0 ? GEO_SPOT_LH
                       : GEO_SPOT_LL;
}

/* ---- One feature --------------------------------------------------------------------------- */

static result moran_at(const local *l, int64_t i, const row *r)
{
    const geoi_sample *s = &l->s;
    double z = s->z[i], v = l->kind == BIVARIATE ? s->y[i] : z;
    double v2 = l->kind == BIVARIATE ? s->y2 : s->m2;
    double scale = l->kind == BIVARIATE ? sqrt(s->m2) * sqrt(s->y2) : s->m2;
    double mean = -v / (l->n - 1.0);
    double s2 = variance_of_others(l->n, v2, v);
    return (result){.value = z * r->lag / scale,
                    .expected = z * r->sum * mean / scale,
                    .variance = z * z / (scale * scale) * spread(r, s2, l->n - 1.0),
                    .spot = quadrant(z, r->lag, r->size)};
}

static result getis_at(const local *l, int64_t i, const row *r)
{
    double z = l->s.z[i], mean = -z / (l->n - 1.0);
    double s2 = variance_of_others(l->n, l->s.m2, z);
    double off = r->lag - r->sum * mean, variance = spread(r, s2, l->n - 1.0);
    if (l->kind == GETIS_STAR) {
        row star = *r;
        star.sum += r->most;
        star.squares += r->most * r->most;
        off = r->lag + r->most * z;
        variance = spread(&star, l->s.m2, l->n);
    }
    double value = variance > 0.0 ? off / sqrt(variance) : (double)NAN;
    bool undefined = !(fabs(value) > 1e-12);
    return (result){.value = value,
                    .expected = 0.0,
                    .variance = 1.0,
                    .spot = undefined     ? GEO_SPOT_NONE
                            : value > 0.0 ? GEO_SPOT_HH
                                          : GEO_SPOT_LL};
}

static result geary_at(const local *l, int64_t i, const row *r)
{
    double z = l->s.z[i], m2 = l->s.m2, others = l->n - 1.0;
    double mean = l->n * (z * z + m2) / others;
    double second = l->n * (z * z * z * z + 6.0 * z * z * m2 - 4.0 * z * l->m3 + l->m4) / others;
    double s2 = fmax(second - mean * mean, 0.0);
    result out = {.value = r->apart / m2,
                  .expected = r->sum * mean / m2,
                  .variance = spread(r, s2, others) / (m2 * m2)};
    geo_spot side = quadrant(z, r->lag, r->size);
    out.spot = out.value > out.expected                     ? GEO_SPOT_UNLIKE
               : out.value == out.expected                  ? GEO_SPOT_NONE
               : side == GEO_SPOT_HH || side == GEO_SPOT_LL ? side
                                                            : GEO_SPOT_ALIKE;
    return out;
}

/* z of a feature that has it is above the mean, of the others below. */
static result joins_at(const local *l, int64_t i, const row *r)
{
    const geo_weights *w = l->s.weights;
    double joined = 0.0, share = (l->black - 1.0) / (l->n - 1.0);
    if (l->s.z[i] < 0.0) {
        return (result){0.0, 0.0, 0.0, (double)NAN, GEO_SPOT_NONE};
    }
    for (int64_t at = w->begin[i]; at < w->begin[i + 1]; at++) {
        joined += l->s.z[w->neighbour[at]] > 0.0 ? w->weight[at] : 0.0;
    }
    return (result){.value = joined,
                    .expected = r->sum * share,
                    .variance = spread(r, share * (1.0 - share), l->n - 1.0),
                    .spot = joined > 0.0 ? GEO_SPOT_HH : GEO_SPOT_HL};
}

static result measure(const local *l, int64_t i)
{
    row r = row_of(l, i);
    result out = l->kind == JOINS                           ? joins_at(l, i, &r)
                 : l->kind == GEARY                         ? geary_at(l, i, &r)
                 : l->kind == MORAN || l->kind == BIVARIATE ? moran_at(l, i, &r)
                                                            : getis_at(l, i, &r);
    out.z = out.variance > 0.0 ? (out.value - out.expected) / sqrt(out.variance) : (double)NAN;
    out.value += 0.0; /* no negative zero */
    out.expected += 0.0;
    if (l->s.n < 3) { /* nobody else could be a neighbour */
        out.expected = out.variance = out.z = (double)NAN;
    }
    return out;
}

/* ---- All features --------------------------------------------------------------------------- */

static void write(const geo_local *out, int64_t feature, const result *r)
{
    double *const to[] = {out->value, out->expected, out->variance, out->z};
    const double from[] = {r->value, r->expected, r->variance, r->z};
    for (int k = 0; k < 4; k++) {
        if (to[k] != NULL) {
            to[k][feature] = from[k];
        }
    }
    if (out->spot != NULL) {
        out->spot[feature] = (uint8_t)r->spot;
    }
}

static void write_nothing(const local *l, int64_t n, const geo_local *out)
{
    const double none = (double)NAN;
    for (int64_t i = 0; i < n; i++) {
        write(out, i, &(result){none, none, none, none, (geo_spot)l->s.spot[i]});
        if (out->p != NULL) {
            out->p[i] = none;
        }
    }
}

static geo_status draw(geo_ctx *ctx, const local *l, geo_local *out)
{
    geo_status status = GEO_OK;
    double *p = NULL;
    uint8_t *exact = NULL;
    bool signs = l->kind == MORAN || l->kind == BIVARIATE;
    GEO_TRY(geoi_array_raw(ctx, l->s.n, sizeof *p, &p));
    GEO_TRY(geoi_array_raw(ctx, l->s.n, sizeof *exact, &exact));
    const geoi_draw d = {.weights = l->s.weights,
                         .row = l->s.row,
                         .pool = l->kind == BIVARIATE ? l->s.y : l->s.z,
                         .own = l->kind == GEARY ? l->s.z : NULL,
                         .factor = signs ? l->s.z : NULL,
                         .p = p,
                         .exact = exact};
    GEO_TRY(geoi_draw_neighbours(ctx, &d, &l->o));
    for (int64_t k = 0; k < l->s.n; k++) {
        bool nothing = l->kind == JOINS && l->s.z[k] < 0.0;
        out->p[l->s.row[k]] = nothing ? (double)NAN : p[k];
        out->exact += nothing ? 0 : exact[k];
    }
done:
    geoi_release(p);
    geoi_release(exact);
    return status;
}

static void add_moments(local *l)
{
    geoi_sum m3 = {0.0, 0.0}, m4 = {0.0, 0.0};
    for (int64_t k = 0; k < l->s.n; k++) {
        double z = l->s.z[k];
        geoi_sum_add(&m3, z * z * z);
        geoi_sum_add(&m4, z * z * z * z);
    }
    l->n = (double)l->s.n;
    l->m3 = geoi_sum_value(&m3) / l->n;
    l->m4 = geoi_sum_value(&m4) / l->n;
    for (int64_t k = 0; k < l->s.n; k++) {
        l->black += l->s.z[k] > 0.0 ? 1.0 : 0.0;
    }
}

static geo_status measure_all(geo_ctx *ctx, kind what, const geo_weights *weights, const double *x,
                              const double *y, const geo_autocorrelation_options *options,
                              geo_local *out)
{
    geo_status status = GEO_OK;
    local l = {.kind = what};
    out->exact = 0;
    GEO_TRY(geoi_sample_create(ctx, weights, x, y, options, &l.o, &l.s));
    out->used = l.s.n;
    out->islands = l.s.islands;
    out->unknown = l.s.unknown;
    write_nothing(&l, weights->n, out);
    if (!(l.s.m2 > 0.0) || (y != NULL && !(l.s.y2 > 0.0))) {
        goto done; /* all are equal */
    }
    add_moments(&l);
    for (int64_t k = 0; k < l.s.n; k++) {
        if (l.s.weights->begin[k] < l.s.weights->begin[k + 1]) {
            result r = measure(&l, k);
            write(out, l.s.row[k], &r);
        }
    }
    if (out->p != NULL) {
        GEO_TRY(draw(ctx, &l, out));
    }
done:
    geoi_sample_clear(&l.s);
    return status;
}

geo_status geo_local_moran(geo_ctx *ctx, const geo_weights *weights, const double *x,
                           const geo_autocorrelation_options *options, geo_local *out)
{
    return measure_all(ctx, MORAN, weights, x, NULL, options, out);
}

geo_status geo_local_moran_bivariate(geo_ctx *ctx, const geo_weights *weights, const double *x,
                                     const double *y, const geo_autocorrelation_options *options,
                                     geo_local *out)
{
    return measure_all(ctx, BIVARIATE, weights, x, y, options, out);
}

geo_status geo_local_g(geo_ctx *ctx, const geo_weights *weights, const double *x, int star,
                       const geo_autocorrelation_options *options, geo_local *out)
{
    return measure_all(ctx, star != 0 ? GETIS_STAR : GETIS, weights, x, NULL, options, out);
}

geo_status geo_local_geary(geo_ctx *ctx, const geo_weights *weights, const double *x,
                           const geo_autocorrelation_options *options, geo_local *out)
{
    return measure_all(ctx, GEARY, weights, x, NULL, options, out);
}

geo_status geo_local_joins(geo_ctx *ctx, const geo_weights *weights, const double *black,
                           const geo_autocorrelation_options *options, geo_local *out)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_check_colours(ctx, geo_weights_rows(weights).n, black));
    GEO_TRY(measure_all(ctx, JOINS, weights, black, NULL, options, out));
done:
    return status;
}
