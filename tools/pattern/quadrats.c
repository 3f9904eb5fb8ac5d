/* SPDX-License-Identifier: MIT */
/* Points counted in equal rectangles. */
#include <inttypes.h>
#include <math.h>

#include "question.h"

enum { FEW = 5 };

static void tell(cli_call *call, const geo_quadrats *t)
{
    cli_result(call, "quadrats", (double)t->count);
    cli_result(call, "used", (double)t->used);
    cli_result(call, "ratio", t->ratio);
    cli_result(call, "chi2", t->chi2);
    cli_result(call, "df", t->df);
    cli_result(call, "p_gathered", t->p_gathered);
    cli_result(call, "p_apart", t->p_apart);
    cli_result(call, "p", t->p);
    if (isnan(t->chi2)) {
        cli_note(call, "no point, or one quadrat only: nothing to test");
        return;
    }
    cli_note(call, "chi2 %.6g with %.0f degrees of freedom, p %.4g: points %s", t->chi2, t->df,
             t->p,
             t->p > 0.05      ? "lie as chance would have them"
             : t->ratio > 1.0 ? "gather"
                              : "keep apart");
    if (t->expected < FEW) {
        cli_note(call, "%.3g points are expected in a quadrat, fewer than %d: the test is rough",
                 t->expected, FEW);
    }
}

geo_status pattern_quadrats(cli_call *call, const arguments *a, question *q)
{
    geo_status status = GEO_OK;
    geo_quadrats t;
    int64_t count = a->columns * a->rows, kept = 0;
    int64_t *seen = cli_array(call, count, sizeof *seen);
    double *area = cli_array(call, count, sizeof *area);
    double *column = cli_array(call, count, sizeof *column);
    double *row = cli_array(call, count, sizeof *row);
    double *points = cli_array(call, count, sizeof *points);
    double *expected = cli_array(call, count, sizeof *expected);
    CLI_TRY(
        geo_quadrat_test(cli_ctx(call), q->window, q->shapes, a->columns, a->rows, seen, area, &t));
    pattern_tell_left_out(call, q, t.outside);
    tell(call, &t);
    for (int64_t i = 0; i < count; i++) {
        if (area[i] > 0.0) {
            column[kept] = (double)(i % a->columns + 1);
            row[kept] = (double)(i / a->columns + 1);
            points[kept] = (double)seen[i];
            expected[kept] = (double)t.used * (area[i] / geo_window_area(q->window));
            area[kept++] = area[i];
        }
    }
    const cli_table_column columns[] = {
        {"column", column, NULL},     {"row", row, NULL},      {"points", points, NULL},
        {"expected", expected, NULL}, {"area_m2", area, NULL}, {0},
    };
    CLI_TRY(cli_write_table(call, kept, columns));
done:
    return status;
}
