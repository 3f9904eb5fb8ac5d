/* SPDX-License-Identifier: MIT */
/* --explain: the formula, its parameters, and one feature worked out, so that the number can be
 * checked with a pocket calculator. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "question.h"

enum { SHOWN = 20 };

static const struct {
    const char *name, *formula, *source;
} methods[] = {
    [MORAN] = {"local Moran", "I_i = z_i * sum of w_ij z_j / m2, z = x - mean, m2 = sum z^2 / n",
               "Anselin 1995, doi:10.1111/j.1538-4632.1995.tb00338.x"},
    [GI] =
        {"Getis-Ord Gi",
         "G_i = (sum of w_ij x_j - W m) / (s root of ((n - 1) W2 - W^2) / (n - 2)), W and W2 the "
         "sums of w_ij and their squares, m and s of the others",
         "Ord & Getis 1995, doi:10.1111/j.1538-4632.1995.tb00912.x"},
    [GI_STAR] =
        {"Getis-Ord Gi*",
         "G_i = (sum of w_ij x_j - W mean) / (s root of (n W2 - W^2) / (n - 1)), the feature "
         "itself among its neighbours by the largest weight of the row, W and W2 the sums "
         "of w_ij and their squares",
         "Ord & Getis 1995, doi:10.1111/j.1538-4632.1995.tb00912.x"},
    [GEARY] = {"local Geary", "c_i = sum of w_ij (x_i - x_j)^2 / m2, m2 = sum (x - mean)^2 / n",
               "Anselin 2019, doi:10.1111/gean.12164"},
    [BIVARIATE] = {"bivariate local Moran",
                   "I_i = z_i * sum of w_ij v_j / root of (m2 q2), z = x - mean, v = y - mean, m2 "
                   "and q2 the means of their squares",
                   "Anselin 1995, doi:10.1111/j.1538-4632.1995.tb00338.x"},
    [JOINS] = {"local join count", "J_i = sum of w_ij x_i x_j, x is 1 or 0",
               "Anselin & Li 2019, doi:10.1007/s10109-019-00299-x"},
};

/* Of the features that are used: as the library has them. */
typedef struct moments {
    int64_t n;
    double mean, square; /* of x or y: mean, and mean of squared deviations */
} moments;

static moments moments_of(const question *q, const double *x)
{
    moments m = {0, 0.0, 0.0};
    double sum = 0.0;
    for (int64_t i = 0; i < q->n; i++) {
        if (!isnan(q->value[i])) {
            sum += x[i];
            m.n++;
        }
    }
    m.mean = sum / (double)m.n;
    for (int64_t i = 0; i < q->n; i++) {
        m.square += isnan(q->value[i]) ? 0.0 : (x[i] - m.mean) * (x[i] - m.mean);
    }
    m.square /= (double)m.n;
    return m;
}

/* A row on its way: sums over the neighbours. */
typedef struct sums {
    double weight, squares, most, added;
} sums;

static double term(const arguments *a, const question *q, int64_t i, int64_t j, const moments *x,
                   const moments *y)
{
    switch (a->statistic) {
    case GEARY:
        return (q->x[i] - q->x[j]) * (q->x[i] - q->x[j]);
    case BIVARIATE:
        return q->y != NULL ? q->y[j] - y->mean : 0.0;
    case MORAN:
        return q->x[j] - x->mean;
    case JOINS:
        return q->x[i] * q->x[j];
    default:
        return q->x[j];
    }
}

static const char *term_name(const arguments *a)
{
    return a->statistic == GEARY       ? "(x_i - x_j)^2"
           : a->statistic == BIVARIATE ? "v_j"
           : a->statistic == MORAN     ? "z_j"
           : a->statistic == JOINS     ? "x_i x_j"
                                       : "x_j";
}

static sums write_neighbours(const arguments *a, const question *q, int64_t i, const moments *x,
                             const moments *y, cli_text *out)
{
    geo_weight_rows r = geo_weights_rows(q->coded);
    sums s = {0.0, 0.0, 0.0, 0.0};
    const double *value = a->statistic == BIVARIATE ? q->y : q->x;
    cli_text_add(out, "%-10s %14s %14s %16s %16s\n", "neighbour", "w_ij",
                 a->statistic == BIVARIATE ? "y_j" : "x_j", term_name(a), "adds");
    for (int64_t at = r.begin[i]; at < r.begin[i + 1]; at++) {
        int64_t j = r.neighbour[at];
        double t = term(a, q, i, j, x, y), w = r.weight[at];
        s.weight += w;
        s.squares += w * w;
        s.most = fmax(s.most, w);
        s.added += w * t;
        if (at - r.begin[i] < SHOWN) {
            cli_text_add(out, "%-10" PRId64 " %14.10g %14.10g %16.10g %16.10g\n", j + 1, w,
                         value[j], t, w * t);
        }
    }
    if (r.begin[i + 1] - r.begin[i] > SHOWN) {
        cli_text_add(out, "and %" PRId64 " more\n", r.begin[i + 1] - r.begin[i] - SHOWN);
    }
    return s;
}

static void write_getis(const arguments *a, const question *q, int64_t i, const moments *x, sums s,
                        cli_text *out)
{
    double n = (double)x->n, mean = x->mean, square = x->square, population = n;
    if (a->statistic == GI_STAR) {
        cli_text_add(out, "itself, by %.10g, adds %.10g\n", s.most, s.most * q->x[i]);
        s.weight += s.most;
        s.squares += s.most * s.most;
        s.added += s.most * q->x[i];
    } else {
        population = n - 1.0;
        mean = (n * x->mean - q->x[i]) / population;
        double z = q->x[i] - x->mean;
        square = (n * x->square - z * z) / population - (mean - x->mean) * (mean - x->mean);
    }
    double root = sqrt((population * s.squares - s.weight * s.weight) / (population - 1.0));
    cli_text_add(out, "W = %.10g, W2 = %.10g, %s = %.10g, s = %.10g\n", s.weight, s.squares,
                 a->statistic == GI_STAR ? "mean" : "m", mean, sqrt(square));
    cli_text_add(out, "G_i = (%.10g - %.10g * %.10g) / (%.10g * %.10g) = %.10g", s.added, s.weight,
                 mean, sqrt(square), root, (s.added - s.weight * mean) / (sqrt(square) * root));
}

static void write_value(const arguments *a, const question *q, int64_t i, const moments *x,
                        const moments *y, cli_text *out)
{
    sums s = write_neighbours(a, q, i, x, y, out);
    double z = q->x[i] - x->mean;
    switch (a->statistic) {
    case GI:
    case GI_STAR:
        write_getis(a, q, i, x, s, out);
        break;
    case GEARY:
        cli_text_add(out, "c_i = %.10g / %.10g = %.10g", s.added, x->square, s.added / x->square);
        break;
    case BIVARIATE:
        cli_text_add(out, "I_i = %.10g * %.10g / root of (%.10g * %.10g) = %.10g", z, s.added,
                     x->square, y->square, z * s.added / sqrt(x->square * y->square));
        break;
    case JOINS:
        cli_text_add(out, "J_i = %.10g", s.added);
        break;
    default:
        cli_text_add(out, "I_i = %.10g * %.10g / %.10g = %.10g", z, s.added, x->square,
                     z * s.added / x->square);
        break;
    }
    cli_text_add(out, " (hs_value %.10g)\n", q->value[i]);
}

static void write_chance(const arguments *a, const question *q, int64_t i, cli_text *out)
{
    static const char *const folded[] = {"the smaller of both tails", "twice the smaller tail",
                                         "the tail of greater ones", "the tail of smaller ones"};
    if (!isnan(q->z[i])) {
        cli_text_add(out, "hs_z = %.10g\n", q->z[i]);
    }
    if (isnan(q->p[i])) {
        return;
    }
    if (a->inference.permutations > 0) {
        cli_text_add(out,
                     "hs_p = %.10g: of up to %" PRId64 " draws of as many others in place of the "
                     "neighbours, seed %" PRIu64 ", %s\n",
                     q->p[i], a->inference.permutations, a->inference.seed, folded[a->tail]);
    } else {
        cli_text_add(out, "hs_p = %.10g: of hs_z, by the normal distribution, %s\n", q->p[i],
                     folded[a->tail]);
    }
    cli_text_add(out, "a spot is one with p at most %.10g\n", q->threshold);
}

static void write_all(const arguments *a, const question *q, int64_t i, cli_text *out)
{
    const moments none = {0, 0.0, 0.0};
    moments x = moments_of(q, q->x), y = q->y != NULL ? moments_of(q, q->y) : none;
    cli_text_add(out, "method    %s\nsource    %s\nformula   %s\n", methods[a->statistic].name,
                 methods[a->statistic].source, methods[a->statistic].formula);
    cli_text_add(out, "values    x_i = %s of %s%s%s\n", a->field, q->layer->source,
                 a->per != NULL ? ", as rates per " : "", a->per != NULL ? a->per : "");
    if (a->with != NULL) {
        cli_text_add(out, "          y_i = %s\n", a->with);
    }
    cli_text_add(out, "weights   %s, coded %s\n",
                 a->read_weights != NULL ? a->read_weights : hotspot_neighbours[a->weights],
                 hotspot_codings[a->coding]);
    cli_text_add(out, "used      n = %" PRId64, x.n);
    if (x.n > 0) {
        cli_text_add(out, ", mean %.10g, m2 %.10g", x.mean, x.square);
    }
    if (x.n > 0 && q->y != NULL) {
        cli_text_add(out, "; of y mean %.10g, q2 %.10g", y.mean, y.square);
    }
    cli_text_add(out, "\n\nfeature %" PRId64 " of %s\n", a->explain, q->layer->source);
    if (isnan(q->value[i])) {
        cli_text_add(out, "has no result: %s\n",
                     isnan(q->x[i]) || (q->y != NULL && isnan(q->y[i])) ? "it has no value"
                     : q->spot[i] == GEO_SPOT_ISOLATED                  ? "it has no neighbours"
                                                                        : "all values are equal");
        return;
    }
    cli_text_add(out, "x_i = %.10g, z_i = %.10g\n", q->x[i], q->x[i] - x.mean);
    write_value(a, q, i, &x, &y, out);
    write_chance(a, q, i, out);
}

geo_status hotspot_explain(cli_call *call, const arguments *a, const question *q)
{
    geo_status status = GEO_OK;
    cli_text out = {NULL, 0, 0};
    if (a->explain > q->n) {
        return cli_fail(call, GEO_INVALID, NULL, "--explain %" PRId64 ": %s has %s", a->explain,
                        q->layer->source, cli_count(call, q->n, "feature"));
    }
    write_all(a, q, a->explain - 1, &out);
    if (a->explain_to != NULL) {
        CLI_TRY(cli_write_text(call, a->explain_to, out.data, out.size));
    } else {
        (void)fputs(out.data, stderr);
    }
done:
    cli_text_clear(&out);
    return status;
}
