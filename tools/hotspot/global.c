/* SPDX-License-Identifier: MIT */
/* The statistic of all features. */
#include <math.h>

#include "question.h"

enum { LEAST = 4 }; /* features that analytic variances need */

geo_status hotspot_global(cli_call *call, const arguments *a, const question *q,
                          const geo_weights *weights, geo_global *out)
{
    geo_ctx *ctx = cli_ctx(call);
    switch (a->statistic) {
    case GI:
    case GI_STAR:
        return geo_getis_g(ctx, weights, q->x, &a->inference, out);
    case GEARY:
        return geo_geary(ctx, weights, q->x, &a->inference, out);
    case BIVARIATE:
        return geo_moran_bivariate(ctx, weights, q->x, q->y, &a->inference, out);
    case LEE:
        return geo_lee(ctx, weights, q->x, q->y, 1, &a->inference, out);
    default:
        return geo_moran(ctx, weights, q->x, &a->inference, out);
    }
}

static const char *why_no_z(const arguments *a, const geo_global *g)
{
    bool analytic = a->statistic != LEE && a->statistic != BIVARIATE;
    return analytic && g->used < LEAST ? "z null for it needs 4 features"
                                       : "z null for it is the same whoever has which value";
}

/* p of the permutations, or of z when there are none; and the z that goes with it: Lee's L has but
 * that of the permutations. */
static void tell(cli_call *call, const arguments *a, const geo_global *g, const char *key,
                 const char *name)
{
    bool drawn = a->inference.permutations > 0;
    double p = drawn ? g->perm_p : g->p_random;
    double z = a->statistic == LEE ? g->perm_z : g->z_random;
    double expected = a->statistic == LEE ? g->perm_mean : g->expected;
    cli_result(call, key, g->value);
    cli_result(call, cli_format(call, "%s_expected", key), expected);
    cli_result(call, cli_format(call, "%s_z", key), z);
    cli_result(call, cli_format(call, "%s_p", key), p);
    if (isnan(g->value)) {
        cli_note(call, "%s of all is undefined", name);
    } else if (isnan(p)) {
        cli_note(call, "%s of all is %.6g; without --permutations nothing tells what is expected",
                 name, g->value);
    } else {
        const char *exact = drawn && g->exact ? " (exact)" : "";
        cli_note(call, "%s of all is %.6g, expected %.6g, %s, p %.4g%s", name, g->value, expected,
                 isnan(z) ? why_no_z(a, g) : cli_format(call, "z %.4g", z), p, exact);
    }
}

static geo_status tell_joins(cli_call *call, const arguments *a, const question *q)
{
    geo_status status = GEO_OK;
    geo_joins joins;
    CLI_TRY(geo_join_counts(cli_ctx(call), q->coded, q->x, &a->inference, &joins));
    cli_result(call, "joins", joins.joins);
    cli_result(call, "having", (double)joins.black);
    tell(call, a, &joins.bb, "joins_11", "the number of joins of 1 and 1");
    tell(call, a, &joins.ww, "joins_00", "the number of joins of 0 and 0");
    tell(call, a, &joins.bw, "joins_10", "the number of joins of 1 and 0");
done:
    return status;
}

geo_status hotspot_tell_global(cli_call *call, const arguments *a, const question *q)
{
    static const char *const names[] = {
        [MORAN] = "I", [GI] = "G", [GI_STAR] = "G", [GEARY] = "C", [BIVARIATE] = "I", [LEE] = "L"};
    geo_status status = GEO_OK;
    geo_global g;
    if (a->statistic == JOINS) {
        return tell_joins(call, a, q);
    }
    CLI_TRY(hotspot_global(call, a, q, q->coded, &g));
    tell(call, a, &g, "global", names[a->statistic]);
done:
    return status;
}
