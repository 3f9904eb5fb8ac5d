/* SPDX-License-Identifier: MIT */
/* Clark and Evans: one number for all distances to the nearest neighbour. */
#include <inttypes.h>
#include <math.h>

#include "question.h"

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
    if (isnan(e.ratio)) {
        cli_note(call, "%" PRId64 " points inside the window: too few for a nearest neighbour",
                 e.used);
    } else {
        cli_note(call, "R is %.4g, z %.4g, p %.4g: points %s", e.ratio, e.z, e.p,
                 e.p > 0.05      ? "lie as chance would have them"
                 : e.ratio < 1.0 ? "gather"
                                 : "keep apart");
    }
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
