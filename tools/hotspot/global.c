/* SPDX-License-Identifier: MIT */
/* The statistic of all features. */
#include "question.h"

geo_status hotspot_tell_global(cli_call *call, const arguments *a, const question *q)
{
    geo_status status = GEO_OK;
    geo_ctx *ctx = cli_ctx(call);
    geo_global g;
    bool getis = a->statistic == GI || a->statistic == GI_STAR;
    const char *name = getis ? "G" : a->statistic == GEARY ? "C" : "I";
    CLI_TRY(getis                   ? geo_getis_g(ctx, q->coded, q->x, &a->inference, &g)
            : a->statistic == GEARY ? geo_geary(ctx, q->coded, q->x, &a->inference, &g)
            : a->statistic == BIVARIATE
                ? geo_moran_bivariate(ctx, q->coded, q->x, q->y, &a->inference, &g)
                : geo_moran(ctx, q->coded, q->x, &a->inference, &g));
    cli_result(call, "global", g.value);
    cli_result(call, "global_expected", g.expected);
    cli_result(call, "global_z", g.z_random);
    cli_result(call, "global_p", g.perm_p);
    cli_note(call, "%s of all is %.6g, expected %.6g, z %.4g, p %.4g", name, g.value, g.expected,
             g.z_random, g.perm_p);
done:
    return status;
}
