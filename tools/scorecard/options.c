/* SPDX-License-Identifier: MIT */
/* The options of a row: names, values and messages are those of the tool's command line. */
#include <math.h>
#include <string.h>

#include "access/question.h"
#include "scorecard.h"

enum { CATALOGUE = 29 };
enum { KD_STEPS = 100, SIMULATIONS = 999, NEIGHBOURS = 8 };

static const char *const neighbours[] = {"knn",      "queen",   "rook", "band",
                                         "delaunay", "gabriel", NULL};

/* Every option that some measure takes, with its place in the row. A column is one of the layer or
 * of the facilities. */
static void catalogue(indicator *row, cli_option out[CATALOGUE + 1])
{
    row_options *o = &row->options;
    const cli_option all[CATALOGUE + 1] = {
        {"radius", 0, CLI_DISTANCE(&o->radius), .max = HUGE_VAL},
        {"gap-area", 0, CLI_REAL(&o->gap_ha), .max = 1e9},
        {"gap-width", 0, CLI_DISTANCE(&o->gap_width_m), .max = HUGE_VAL},
        {"eps", 0, CLI_DISTANCE(&o->eps_m), .above_min = true},
        {"min", 0, CLI_REAL(&o->min_weight), .above_min = true},
        {"method", 0, CLI_CHOICE(&o->method), .choices = access_methods},
        {"cutoff", 0, CLI_TEXT(&o->cutoff), .help = NULL},
        {"decay", 0, CLI_TEXT(&o->decay), .help = NULL},
        {"standard", 0, CLI_REAL(&o->standard), .max = HUGE_VAL},
        {"weight", 0, CLI_FIELD(&o->weight), .of = "layer"},
        {"origin-weight", 0, CLI_FIELD(&o->weight), .of = "layer"},
        {"sum", 0, CLI_FIELD(&o->sum), .of = "layer"},
        {"jobs", 0, CLI_FIELD(&o->jobs), .of = "layer"},
        {"residents", 0, CLI_FIELD(&o->residents), .of = "layer"},
        {"capacity", 0, CLI_FIELD(&o->capacity), .of = "facilities"},
        {"sector", 0, CLI_FIELD(&o->sector), .of = "layer"},
        {"from", 0, CLI_TEXT(&o->from), .help = NULL},
        {"to", 0, CLI_TEXT(&o->to), .help = NULL},
        {"reach", 0, CLI_DISTANCE(&o->reach_m), .above_min = true},
        {"bandwidth", 0, CLI_DISTANCE(&o->bandwidth_m), .above_min = true},
        {"steps", 0, CLI_INTEGER(&o->steps), .min = 1, .max = 1e4},
        {"simulations", 0, CLI_INTEGER(&o->simulations), .min = 1, .max = 1e5},
        {"alpha", 0, CLI_SHARE(&o->alpha), .max = 0.5, .above_min = true},
        {"permutations", 0, CLI_INTEGER(&o->simulations), .min = 1, .max = 1e7},
        {"seed", 0, CLI_INTEGER(&o->seed), .help = NULL},
        {"weights", 0, CLI_CHOICE(&o->weights), .choices = neighbours},
        {"k", 0, CLI_INTEGER(&o->k), .min = 1, .max = 1e6},
        {"distance", 0, CLI_DISTANCE(&o->distance_m), .above_min = true},
        {"snap", 0, CLI_DISTANCE(&o->snap_m), .max = HUGE_VAL},
    };
    memcpy(out, all, sizeof all);
}

/* Whether the measure takes the option of that name, and needs it. */
static bool takes(const measure *m, const char *name, bool *needs)
{
    size_t size = strlen(name);
    for (const char *at = m->options; *at != '\0';) {
        size_t length = strcspn(at, " !");
        *needs = at[length] == '!';
        if (length == size && memcmp(at, name, size) == 0) {
            return true;
        }
        at += length + strspn(at + length, " !");
    }
    return false;
}

static void defaults(row_options *o)
{
    *o = (row_options){.gap_ha = 0.5,
                       .gap_width_m = 25.0,
                       .eps_m = (double)NAN,
                       .min_weight = (double)NAN,
                       .standard = (double)NAN,
                       .steps = KD_STEPS,
                       .simulations = SIMULATIONS,
                       .alpha = 0.05,
                       .seed = 1,
                       .k = NEIGHBOURS,
                       .method = TWO_STEP};
}

/* ---- What must fit together ---------------------------------------------------------------- */

/* A band lies between two distances; others take one. */
static geo_status check_radius(scorecard *card, const indicator *row)
{
    const cli_distances *r = &row->options.radius;
    bool band = row->measure->run == measure_band;
    if (r->n > 0 && r->n != (band ? 2 : 1)) {
        return row_fails(card, row, band ? "--radius 500m,1km" : "--radius 800m",
                         band ? "measure %s lies between two distances"
                              : "measure %s takes one "
                                "distance",
                         row->measure->name);
    }
    if (band && r->m[0] >= r->m[1]) {
        return row_fails(card, row, "the nearer distance first",
                         "--radius: no place lies between those distances");
    }
    return GEO_OK;
}

static geo_status check_access(scorecard *card, const indicator *row)
{
    geo_status status = GEO_OK;
    const row_options *o = &row->options;
    const arguments a = {.cutoff = o->cutoff, .decay = o->decay, .method = o->method};
    question q = {.unit = "m"};
    if (o->method == CLOSEST || o->method == HUFF) {
        return row_fails(card, row,
                         o->method == CLOSEST ? "tool proximity, measure nearest_mean"
                                              : "--method e2sfca",
                         "--method %s gives no amount that is shared", access_methods[o->method]);
    }
    CLI_TRY(access_check_method(card->call, &a));
    CLI_TRY(access_read_cutoff(card->call, &a, &q));
    CLI_TRY(access_read_decay(card->call, &a, &q));
done:
    return status == GEO_INVALID ? GEO_DATA : status;
}

/* ---- The row ------------------------------------------------------------------------------ */

geo_status options_read(scorecard *card, indicator *row)
{
    geo_status status = GEO_OK;
    cli_option all[CATALOGUE + 1], taken[CATALOGUE + 1];
    int n = 0;
    bool needed, has_method = takes(row->measure, "method", &needed);
    defaults(&row->options);
    catalogue(row, all);
    for (int i = 0; all[i].name != NULL; i++) {
        if (takes(row->measure, all[i].name, &needed)) {
            taken[n] = all[i];
            taken[n++].required = needed;
        }
    }
    taken[n] = (cli_option){.name = NULL};
    row_place(card, row);
    CLI_TRY(cli_options_read(card->call, taken, row->options_text));
    CLI_TRY(check_radius(card, row));
    if (has_method) {
        CLI_TRY(check_access(card, row));
    }
    cli_place(card->call, NULL);
done:
    return status;
}

const char *options_field(const indicator *row, bool of_facilities, int *at)
{
    const row_options *o = &row->options;
    const char *const of_layer[] = {o->weight, o->sum, o->jobs, o->residents, o->sector};
    for (; !of_facilities && *at < 5; ++*at) {
        if (of_layer[*at] != NULL) {
            return of_layer[(*at)++];
        }
    }
    return of_facilities && (*at)++ == 0 ? o->capacity : NULL;
}

const char *weighing_field(const indicator *row)
{
    const row_options *o = &row->options;
    return o->weight != NULL ? o->weight : o->sum != NULL ? o->sum : "";
}

double largest_radius(const indicator *row)
{
    const cli_distances *r = &row->options.radius;
    return r->n > 0 ? r->m[r->n - 1] : (double)NAN;
}

/* ---- Alike -------------------------------------------------------------------------------- */

static bool same_text(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static bool same_number(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

/* Of pattern and hotspot. */
static bool chance_alike(const row_options *a, const row_options *b)
{
    return a->reach_m == b->reach_m && a->bandwidth_m == b->bandwidth_m && a->alpha == b->alpha &&
           a->distance_m == b->distance_m && a->snap_m == b->snap_m && a->steps == b->steps &&
           a->simulations == b->simulations && a->k == b->k && a->seed == b->seed &&
           a->weights == b->weights && same_text(a->sector, b->sector) &&
           same_text(a->from, b->from) && same_text(a->to, b->to);
}

bool options_alike(const indicator *left, const indicator *right)
{
    const row_options *a = &left->options, *b = &right->options;
    bool alike = a->radius.n == b->radius.n && a->method == b->method && chance_alike(a, b);
    for (int64_t i = 0; alike && i < a->radius.n; i++) {
        alike = a->radius.m[i] == b->radius.m[i];
    }
    return alike && same_number(a->gap_ha, b->gap_ha) &&
           same_number(a->gap_width_m, b->gap_width_m) && same_number(a->eps_m, b->eps_m) &&
           same_number(a->min_weight, b->min_weight) && same_text(a->weight, b->weight) &&
           same_text(a->sum, b->sum) && same_text(a->capacity, b->capacity) &&
           same_text(a->cutoff, b->cutoff) && same_text(a->decay, b->decay) &&
           same_text(a->jobs, b->jobs) && same_text(a->residents, b->residents);
}
