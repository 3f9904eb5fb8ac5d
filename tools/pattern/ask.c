/* SPDX-License-Identifier: MIT */
/* Options that fit the statistic, the points, their window, and the distances. */
#include <inttypes.h>
#include <math.h>

#include "plot.h"
#include "question.h"

/* An option, and which statistics make something of it. */
typedef struct fit {
    const void *value;
    const char *name;
    unsigned asks, or_asks;
} fit;

static const char *others_with(cli_call *call, const fit *f)
{
    const char *list = "";
    for (int i = 0; statistics[i].name != NULL; i++) {
        if ((statistics[i].asks & (f->asks | f->or_asks)) != 0) {
            list =
                cli_format(call, "%s%s%s", list, list[0] != '\0' ? ", " : "", statistics[i].name);
        }
    }
    return list;
}

static geo_status check_fits(cli_call *call, const arguments *a)
{
    const fit fits[] = {
        {&a->reach_m, "reach", ASKS_DISTANCES, 0},
        {&a->steps, "steps", ASKS_DISTANCES, 0},
        {&a->plot, "plot", ASKS_DISTANCES, 0},
        {&a->correction, "correction", ASKS_CORRECTION, 0},
        {&a->type, "type", ASKS_TYPES, 0},
        {&a->from, "from", ASKS_TYPES, ASKS_ONE},
        {&a->to, "to", ASKS_TYPES, ASKS_OTHER},
        {&a->intensity, "intensity", ASKS_INTENSITY, 0},
        {&a->sigma_m, "sigma", ASKS_INTENSITY, 0},
        {&a->bandwidth_m, "bandwidth", ASKS_BANDWIDTH, 0},
        {&a->spacing_m, "spacing", ASKS_SPACING, 0},
        {&a->chance.simulations, "simulations", ASKS_SIMULATIONS, 0},
        {&a->chance.seed, "seed", ASKS_SIMULATIONS, 0},
        {&a->envelope, "envelope", ASKS_ENVELOPE, 0},
        {&a->chance.rank, "rank", ASKS_ENVELOPE, 0},
        {&a->chance.alpha, "alpha", ASKS_ENVELOPE, ASKS_ALPHA},
        {&a->relabel, "relabel", ASKS_ENVELOPE, 0},
        {&a->columns, "columns", ASKS_QUADRATS, 0},
        {&a->rows, "rows", ASKS_QUADRATS, 0},
        {&a->sector, "sector", ASKS_SECTOR, 0},
        {&a->weight, "weight", ASKS_WEIGHT, 0},
        {&a->costs, "costs", ASKS_COSTS, 0},
        {&a->id, "id", ASKS_COSTS, 0},
        {&a->radius, "radius", ASKS_RADIUS, 0},
        {&a->keep_weights, "keep-weights", ASKS_RADIUS, 0},
        {&a->zone, "zone", ASKS_ZONE, 0},
        {&a->shrink, "shrink", ASKS_ZONE, 0},
        {&a->cell_m, "cell", ASKS_DENSITY, 0},
        {&a->kernel, "kernel", ASKS_DENSITY, 0},
        {&a->edge, "edge", ASKS_DENSITY, 0},
        {&a->rule, "rule", ASKS_DENSITY, 0},
    };
    const statistic *s = &statistics[a->statistic];
    for (size_t i = 0; i < sizeof fits / sizeof fits[0]; i++) {
        if (cli_given(call, fits[i].value) && (s->asks & (fits[i].asks | fits[i].or_asks)) == 0) {
            return cli_fail(call, GEO_INVALID, others_with(call, &fits[i]),
                            "--%s says nothing with --statistic %s", fits[i].name, s->name);
        }
    }
    if (a->window != NULL && (s->asks & ASKS_NO_WINDOW) != 0) {
        return cli_fail(call, GEO_INVALID, "leave --window out",
                        "--statistic %s looks at all points, in no window", s->name);
    }
    return GEO_OK;
}

/* What says how patterns are drawn or compared needs some. */
static geo_status check_chance(cli_call *call, const arguments *a)
{
    const struct {
        const void *value;
        const char *name;
    } of_chance[] = {{&a->chance.seed, "seed"}, {&a->envelope, "envelope"},
                     {&a->chance.rank, "rank"}, {&a->chance.alpha, "alpha"},
                     {&a->relabel, "relabel"},  {&a->keep_weights, "keep-weights"}};
    for (size_t i = 0; i < sizeof of_chance / sizeof of_chance[0]; i++) {
        if (a->chance.simulations == 0 && cli_given(call, of_chance[i].value)) {
            return cli_fail(call, GEO_INVALID, "--simulations 999",
                            "--%s is of --simulations, and none are asked for", of_chance[i].name);
        }
    }
    return GEO_OK;
}

static geo_status check_sectors(cli_call *call, const arguments *a)
{
    const char *name = statistics[a->statistic].name;
    unsigned asks = statistics[a->statistic].asks;
    if (a->sector == NULL) {
        return cli_fail(call, GEO_INVALID, "--sector FIELD",
                        "--statistic %s compares sectors: which column names them?", name);
    }
    if ((asks & ASKS_ZONE) != 0 && a->zone == NULL) {
        return cli_fail(call, GEO_INVALID, "--zone FIELD",
                        "--statistic %s compares zones: which column names them?", name);
    }
    if (a->to != NULL && a->from == NULL) {
        return cli_fail(call, GEO_INVALID, "--from university --to enterprise",
                        "--to is the sector near that of --from");
    }
    if (a->id != NULL && a->costs == NULL) {
        return cli_fail(call, GEO_INVALID, "--costs FILE", "--id is the names that --costs has");
    }
    if (a->plot != NULL && a->from == NULL) {
        return cli_fail(call, GEO_INVALID, "--from university", "--plot draws one sector");
    }
    return GEO_OK;
}

geo_status pattern_check(cli_call *call, const arguments *a)
{
    geo_status status = GEO_OK;
    CLI_TRY(check_fits(call, a));
    CLI_TRY(check_chance(call, a));
    if ((statistics[a->statistic].asks & ASKS_SECTOR) != 0) {
        CLI_TRY(check_sectors(call, a));
    } else if ((a->type != NULL) != (a->from != NULL) || (a->from != NULL) != (a->to != NULL)) {
        return cli_fail(call, GEO_INVALID, "--type kind --from university --to enterprise",
                        "--type, --from and --to go together");
    }
    if (a->intensity != NULL && cli_given(call, &a->sigma_m)) {
        return cli_fail(call, GEO_INVALID, "one of them",
                        "--intensity and --sigma both say the expected density");
    }
    if (a->relabel && a->type == NULL) {
        return cli_fail(call, GEO_INVALID, "--type kind --from university --to enterprise",
                        "--relabel deals out types");
    }
    if (cli_given(call, &a->rule) && cli_given(call, &a->bandwidth_m)) {
        return cli_fail(call, GEO_INVALID, "one of them",
                        "--bandwidth and --rule both say how wide to spread");
    }
    CLI_TRY(plot_check(call, a->plot));
    if ((statistics[a->statistic].asks & GIVES_LAYER) == 0) {
        CLI_TRY(cli_check_table(call));
    }
done:
    return status;
}

/* Whole metres, or centimetres of what is small: points about which it lies are no better known. */
static double told(double distance_m)
{
    return distance_m < 10.0 ? round(distance_m * 100.0) / 100.0 : round(distance_m);
}

/* Do the points lie on one line, or nearly: is their spread across it so much less than along it?
 * Two always do. */
static bool on_one_line(const geo_geometry *g)
{
    static const double NEARLY = 0.01;
    double n = 0.0, x = 0.0, y = 0.0, xx = 0.0, xy = 0.0, yy = 0.0;
    for (int64_t i = 0; i < g->coord_count; i++) {
        double dx = g->x[i] - g->x[0], dy = g->y[i] - g->y[0];
        n += 1.0, x += dx, y += dy, xx += dx * dx, xy += dx * dy, yy += dy * dy;
    }
    xx -= x * x / n, xy -= x * y / n, yy -= y * y / n;
    double half = (xx + yy) / 2.0, apart = hypot((xx - yy) / 2.0, xy);
    return n > 2.0 && half - apart <= NEARLY * NEARLY * (half + apart);
}

static geo_status make_window(cli_call *call, question *q)
{
    geo_status status = GEO_OK;
    const geo_shapes *areas;
    char side[2][32];
    if (q->areas != NULL) {
        CLI_TRY(cli_project(call, q->areas, &areas));
        return geo_window_create(cli_ctx(call), areas, &q->window);
    }
    CLI_TRY(geo_window_create_around(cli_ctx(call), q->shapes, &q->window));
    geo_box box = geo_window_extent(q->window);
    cli_distance_text(told(box.max_x - box.min_x), side[0]);
    cli_distance_text(told(box.max_y - box.min_y), side[1]);
    cli_note(call, "no --window: a rectangle of %s by %s about the points", side[0], side[1]);
    if (on_one_line(geo_shapes_geometry(q->shapes))) {
        cli_note(call,
                 "the points lie on one line: where else they could have been, only a --window "
                 "tells");
    }
done:
    return status;
}

/* Curves that reach too far: told, or refused where no pair of points can lie as far apart. */
static geo_status check_reach(cli_call *call, const question *q, double reach)
{
    geo_box box = geo_window_extent(q->window);
    double wise = geo_pattern_reach_m(q->window);
    double most = hypot(box.max_x - box.min_x, box.max_y - box.min_y);
    char there[3][32];
    cli_distance_text(told(reach), there[0]);
    cli_distance_text(told(wise), there[1]);
    cli_distance_text(told(most), there[2]);
    if (reach > most) {
        return cli_fail(call, GEO_INVALID, cli_format(call, "--reach up to %s", there[1]),
                        "--reach of %s leaves the window, which is %s from corner to corner",
                        there[0], there[2]);
    }
    if (reach > wise) {
        cli_note(call,
                 "--reach of %s: beyond %s, a quarter of the window's shorter side, the curve "
                 "tells more of the border than of the points",
                 there[0], there[1]);
    }
    return GEO_OK;
}

static geo_status make_distances(cli_call *call, const arguments *a, question *q)
{
    geo_status status = GEO_OK;
    double reach = a->reach_m > 0.0 ? a->reach_m : geo_pattern_reach_m(q->window);
    CLI_TRY(check_reach(call, q, reach));
    double *r = cli_array(call, a->steps + 1, sizeof *r);
    for (int64_t k = 0; k <= a->steps; k++) {
        r[k] = k == a->steps ? reach : reach * ((double)k / (double)a->steps);
    }
    q->r_count = a->steps + 1;
    q->r = r;
    cli_result(call, "reach_m", reach);
done:
    return status;
}

/* A window of another place is told before anybody looks for metres that are true in both. */
static geo_status check_meet(cli_call *call, const question *q)
{
    geo_box p = geo_layer_extent(q->points->layer), w = geo_layer_extent(q->areas->layer);
    bool whole = p.min_x <= p.max_x && w.min_x <= w.max_x; /* neither crosses the antimeridian */
    if (whole &&
        (p.max_x < w.min_x || w.max_x < p.min_x || p.max_y < w.min_y || w.max_y < p.min_y)) {
        return cli_fail(call, GEO_DATA,
                        "look whether the window is the area in which the points lie",
                        "%s: no point lies in the window: all are beside the extent of %s",
                        q->points->source, q->areas->source);
    }
    return GEO_OK;
}

geo_status pattern_read(cli_call *call, const arguments *a, question *q)
{
    geo_status status = GEO_OK;
    unsigned asks = statistics[a->statistic].asks;
    CLI_TRY(cli_read(call, a->points, &q->points));
    if (a->window != NULL) {
        CLI_TRY(cli_read(call, a->window, &q->areas));
        CLI_TRY(check_meet(call, q));
    }
    CLI_TRY(cli_project(call, q->points, &q->shapes));
    q->n = geo_layer_count(q->points->layer);
    if ((asks & ASKS_NO_WINDOW) == 0) {
        CLI_TRY(make_window(call, q));
        cli_result(call, "window_m2", geo_window_area(q->window));
    }
    if ((asks & ASKS_DISTANCES) != 0 && q->window != NULL) {
        CLI_TRY(make_distances(call, a, q));
    }
done:
    return status;
}

void pattern_tell_left_out(cli_call *call, const question *q, int64_t outside)
{
    int64_t unplaced = cli_without_geometry(q->points);
    cli_skip(call, unplaced, "%s: %s without geometry: left out", q->points->source,
             cli_count(call, unplaced, "feature"));
    cli_skip(call, outside, "%s: %s outside the window: left out", q->points->source,
             cli_count(call, outside, "point"));
}
