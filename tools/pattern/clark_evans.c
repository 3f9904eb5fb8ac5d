/* SPDX-License-Identifier: MIT */
/* Clark and Evans: one number for all distances to the nearest neighbour. */
#include <inttypes.h>
#include <math.h>

#include "question.h"

/* The best of the tests that were made: simulations see the window as it is, Donnelly corrects for
 * a rectangle's border, and the plain test for none, which lets points seem to keep apart. */
static void tell(cli_call *call, const arguments *a, const geo_clark_evans *e)
{
    bool drawn = a->chance.simulations > 0 && !isnan(e->drawn_p), donnelly = !isnan(e->donnelly_p);
    double ratio = drawn ? e->drawn_ratio : donnelly ? e->donnelly_ratio : e->ratio;
    double p = drawn ? e->drawn_p : donnelly ? e->donnelly_p : e->p;
    const char *by =
        drawn      ? cli_format(call, "of %s", cli_count(call, a->chance.simulations, "simulation"))
        : donnelly ? "with Donnelly's edge correction"
                   : "without edge correction";
    cli_result(call, "used", (double)e->used);
    cli_result(call, "ratio", ratio);
    cli_result(call, "p", p);
    cli_result_text(call, "test", drawn ? "simulations" : donnelly ? "donnelly" : "uncorrected");
    if (isnan(p)) {
        cli_note(call, "%s inside the window: too few for a nearest neighbour",
                 cli_count(call, e->used, "point"));
    } else {
        cli_note(call, "R is %.4g, p %.4g %s: points %s", ratio, p, by,
                 p > 0.05      ? "lie as chance would have them"
                 : ratio < 1.0 ? "gather"
                               : "keep apart");
    }
}

geo_status pattern_clark_evans(cli_call *call, const arguments *a, question *q)
{
    geo_status status = GEO_OK;
    geo_clark_evans e;
    CLI_TRY(geo_clark_evans_test(cli_ctx(call), q->window, q->shapes, a->chance.simulations,
                                 a->chance.seed, &e));
    if (a->chance.simulations > 0) {
        cli_seed(call, a->chance.seed);
    }
    pattern_tell_left_out(call, q, e.outside);
    tell(call, a, &e);
    const double used = (double)e.used;
    const cli_table_column columns[] = {
        {"used", &used, NULL},
        {"mean_m", &e.mean_m, NULL},
        {"expected_m", &e.expected_m, NULL},
        {"ratio", &e.ratio, NULL},
        {"error_m", &e.error_m, NULL},
        {"z", &e.z, NULL},
        {"p", &e.p, NULL},
        {"donnelly_expected_m", &e.donnelly_expected_m, NULL},
        {"donnelly_ratio", &e.donnelly_ratio, NULL},
        {"donnelly_error_m", &e.donnelly_error_m, NULL},
        {"donnelly_z", &e.donnelly_z, NULL},
        {"donnelly_p", &e.donnelly_p, NULL},
        {"drawn_ratio", &e.drawn_ratio, NULL},
        {"drawn_p", &e.drawn_p, NULL},
        {0},
    };
    CLI_TRY(cli_write_table(call, 1, columns));
done:
    return status;
}
