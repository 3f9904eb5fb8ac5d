/* SPDX-License-Identifier: MIT */
/* The methods by name: what each needs, and what the library calls it. */
#include "question.h"

const char *const access_methods[] = {"cumulative", "closest", "hansen", "2sfca", "e2sfca",
                                      "3sfca",      "m2sfca",  "bfca",   "huff",  NULL};

geo_status access_check_method(cli_call *call, const arguments *a)
{
    bool decays = a->method == HANSEN || a->method >= ENHANCED;
    const char *name = access_methods[a->method];
    if (a->decay != NULL && (!decays || a->method == HUFF)) {
        return cli_fail(call, GEO_INVALID,
                        a->method == TWO_STEP     ? "--method e2sfca"
                        : a->method == CUMULATIVE ? "--method hansen"
                                                  : NULL,
                        "%s has no --decay", name);
    }
    if (a->decay == NULL && (a->method == HANSEN || a->method == ENHANCED)) {
        return cli_fail(call, GEO_INVALID, "--decay step:500m=1,1km=.68,1.5km=.22",
                        "%s needs --decay", name);
    }
    if (a->cutoff == NULL && a->decay == NULL && a->method != CLOSEST && a->method != HUFF) {
        return cli_fail(call, GEO_INVALID, "--cutoff 2km", "%s needs --cutoff", name);
    }
    return GEO_OK;
}

geo_catchment_method access_catchment_method(const arguments *a)
{
    static const geo_catchment_method methods[] = {[TWO_STEP] = GEO_2SFCA,
                                                   [ENHANCED] = GEO_2SFCA,
                                                   [THREE_STEP] = GEO_3SFCA,
                                                   [MODIFIED] = GEO_M2SFCA,
                                                   [BALANCED] = GEO_BFCA};
    return methods[a->method];
}
