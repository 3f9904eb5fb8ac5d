/* SPDX-License-Identifier: MIT */
/* Which options go together. */
#include <stddef.h>

#include "geo/weights_file.h"
#include "question.h"

const char *const hotspot_statistics[] = {"moran",     "gi",  "gi-star", "geary",
                                          "bivariate", "lee", "joins",   NULL};
const char *const hotspot_neighbours[] = {"knn",    "queen",    "rook",    "band",  "inverse",
                                          "kernel", "delaunay", "gabriel", "block", NULL};
const char *const hotspot_kernels[] = {"uniform", "triangular", "epanechnikov",
                                       "quartic", "gaussian",   NULL};
const char *const hotspot_codings[] = {"binary", "row", "global", "unity", "variance", NULL};

/* An option of some kinds of neighbours. */
typedef struct owned {
    const void *value;
    unsigned kinds; /* a bit each */
    const char *name, *words, *mend;
} owned;

#define KIND(k) (1U << (k))

static geo_status check_owned(cli_call *call, const arguments *a)
{
    const owned list[] = {
        {&a->k, KIND(KNN) | KIND(KERNEL), "--k", "knn and kernel", "--weights knn"},
        {&a->distance_m, KIND(BAND) | KIND(INVERSE) | KIND(KERNEL), "--distance",
         "band, inverse and kernel", "--weights band"},
        {&a->snap_m, KIND(QUEEN) | KIND(ROOK), "--snap", "queen and rook", "--weights queen"},
        {&a->power, KIND(INVERSE), "--power", "inverse", "--weights inverse"},
        {&a->least_m, KIND(INVERSE), "--min-distance", "inverse", "--weights inverse"},
        {&a->kernel, KIND(KERNEL), "--kernel", "kernel", "--weights kernel"},
        {&a->block, KIND(BLOCK), "--block", "block", "--weights block"},
        {&a->weights, 0, "--weights", NULL, NULL},
    };
    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
        const owned *o = &list[i];
        if (a->read_weights != NULL && cli_given(call, o->value)) {
            return cli_fail(call, GEO_INVALID, NULL,
                            "with --read-weights the file tells who is a neighbour, not %s",
                            o->name);
        }
        if (o->kinds != 0 && cli_given(call, o->value) && (o->kinds & KIND(a->weights)) == 0) {
            return cli_fail(call, GEO_INVALID, o->mend, "%s is of %s", o->name, o->words);
        }
    }
    return GEO_OK;
}

static geo_status check_neighbours(cli_call *call, const arguments *a)
{
    geo_status status = GEO_OK;
    CLI_TRY(check_owned(call, a));
    if (a->weights == BLOCK && a->block == NULL) {
        return cli_fail(call, GEO_INVALID, "--weights block --block FIELD",
                        "--block is the column of --weights block");
    }
    if (a->weights == KERNEL && cli_given(call, &a->k) && cli_given(call, &a->distance_m)) {
        return cli_fail(call, GEO_INVALID, "leave one of them out",
                        "a kernel is as wide as --distance, or as the --k nearest");
    }
    if (a->id != NULL && a->read_weights == NULL && a->write_weights == NULL) {
        return cli_fail(call, GEO_INVALID, "--read-weights FILE or --write-weights FILE",
                        "--id is how a file of weights calls the features");
    }
    if (a->ones && a->read_weights == NULL) {
        return cli_fail(call, GEO_INVALID, "--read-weights FILE", "--ones is of --read-weights");
    }
done:
    return status;
}

static geo_status check_statistic(cli_call *call, const arguments *a)
{
    bool two = a->statistic == BIVARIATE || a->statistic == LEE;
    bool getis = a->statistic == GI || a->statistic == GI_STAR;
    if ((a->with != NULL) != two) {
        return cli_fail(call, GEO_INVALID, "--statistic bivariate --with FIELD",
                        "--with is the second column of bivariate and lee");
    }
    if (a->per != NULL && (two || a->statistic == JOINS)) {
        return cli_fail(call, GEO_INVALID, "--statistic moran", "%s has no --per",
                        hotspot_statistics[a->statistic]);
    }
    if (a->per != NULL && getis && (a->global || a->distances.n > 0)) {
        return cli_fail(call, GEO_INVALID, "--statistic moran",
                        "G of all is of amounts, but --per makes deviations of rates, half of them "
                        "negative");
    }
    return GEO_OK;
}

static geo_status check_reports(cli_call *call, const arguments *a)
{
    bool two = a->statistic == BIVARIATE || a->statistic == LEE;
    if (a->distances.n > 0 && (two || a->statistic == JOINS)) {
        return cli_fail(call, GEO_INVALID, "--statistic moran",
                        "--distances is of moran, geary "
                        "and gi");
    }
    for (int64_t k = 1; k < a->distances.n; k++) {
        if (!(a->distances.m[k] > a->distances.m[k - 1])) {
            return cli_fail(call, GEO_INVALID, "--distances 500m:5km:500m",
                            "--distances must ascend: peaks are looked for from one to the next");
        }
    }
    if (a->distances_to != NULL && a->distances.n == 0) {
        return cli_fail(call, GEO_INVALID, "--distances 500m:5km:500m",
                        "--distances-to writes what --distances asks");
    }
    if (a->explain > 0 && a->statistic == LEE) {
        return cli_fail(call, GEO_INVALID, "--statistic bivariate", "lee has no --explain");
    }
    if (a->statistic == LEE && a->inference.permutations == 0 && cli_given(call, &a->correction)) {
        return cli_fail(call, GEO_INVALID, "--permutations 999",
                        "lee has no p without permutations that --correction could be of");
    }
    if (a->inference.permutations == 0 && cli_given(call, &a->inference.seed)) {
        return cli_fail(call, GEO_INVALID, "--permutations 999",
                        "--seed is of permutations, and there are none");
    }
    if (a->explain_to != NULL && a->explain == 0) {
        return cli_fail(call, GEO_INVALID, "--explain N",
                        "--explain-to writes what --explain asks");
    }
    return GEO_OK;
}

geo_status hotspot_check(cli_call *call, const arguments *a)
{
    geo_status status = GEO_OK;
    geo_weights_write_options how = geo_weights_write_options_default();
    how.overwrite = cli_overwrites(call);
    CLI_TRY(check_statistic(call, a));
    CLI_TRY(check_reports(call, a));
    CLI_TRY(check_neighbours(call, a));
    if (a->write_weights != NULL) {
        CLI_TRY(geo_weights_write_check(cli_ctx(call), a->write_weights, &how));
    }
    CLI_TRY(cli_check_output(call, a->distances_to));
done:
    return status;
}
