/* SPDX-License-Identifier: MIT */
/* geo-access: how much of what facilities offer does each place get? */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "access/question.h"
#include "cli.h"

const cli_column access_columns[] = {
    {"ac_score", GEO_REAL, NULL, "accessibility", "可达性得分",
     "what the place gets, in --capacity per --weight (with cumulative and hansen in --capacity); "
     "0 when nothing is in reach, null when its demand or its place is not known"},
    {"ac_m", GEO_REAL, "m", "distance to the closest", "最近设施距离",
     "with closest: straight line; null when there is none"},
    {"ac_cost", GEO_REAL, NULL, "cost to the closest", "最近设施成本",
     "with closest and --costs: in the unit of the table; null when there is none"},
    {"ac_n", GEO_INT, NULL, "facilities in reach", "可达设施数", "facilities that weigh anything"},
    {"ac_none", GEO_BOOL, NULL, "nothing in reach", "无可达设施",
     "true when no facility is in reach"},
    {"ac_i", GEO_INT, NULL, "row of the facility", "设施行号",
     "with closest and huff: the closest or likeliest, its place in its layer, from 1"},
    {"ac_id", GEO_TEXT, NULL, "name of the facility", "设施名称", "what --label says of it"},
    {"ac_p", GEO_REAL, "%", "chance of the likeliest", "最可能设施概率",
     "with huff: how likely the likeliest is; null when nothing is in reach"},
    {"ac_below", GEO_BOOL, NULL, "below the standard", "低于标准",
     "with --standard: less than it, or with closest farther than it or nothing in reach"},
    {"ac_ratio", GEO_REAL, NULL, "supply per demand", "供需比",
     "with --supplies: what the facility has for each who draws on it; 0 with nobody"},
    {"ac_load", GEO_REAL, NULL, "weighted demand", "加权需求",
     "with --supplies: what it divides by"},
    {"ac_people", GEO_REAL, NULL, "demand in the catchment", "服务区需求",
     "with --supplies: all of --weight in its catchment, unweighted"},
    {"ac_empty", GEO_BOOL, NULL, "empty catchment", "服务区为空",
     "with --supplies: true when nobody is in its catchment"},
    {"ac_visits", GEO_REAL, NULL, "visits", "到访量", "with huff and --supplies: expected visits"},
    {"ac_share", GEO_REAL, "%", "share of visits", "到访份额",
     "with huff and --supplies: of all visits"},
    {"ac_jobs", GEO_REAL, NULL, "jobs per resident", "职住比",
     "with --jobs: null without residents"},
    {"ac_gap", GEO_REAL, "%", "share of jobs less share of residents", "就业与居住份额差",
     "with --jobs: points of per cent; half the sum of their sizes is the mismatch"},
    {"ac_injobs", GEO_REAL, "%", "jobs held by residents", "就业自足率",
     "with --local: of the jobs, those of people who live there; null without jobs"},
    {"ac_inhome", GEO_REAL, "%", "residents who work there", "居住自足率",
     "with --local: of employed residents, those who work there; null without any"},
    {0},
};

/* ---- The command line ------------------------------------------------------------------- */

static geo_status check_jobs(cli_call *call, const arguments *a)
{
    if (a->jobs == NULL || a->residents == NULL) {
        return cli_fail(call, GEO_INVALID, "--jobs FIELD --residents FIELD",
                        "--jobs and --residents go together");
    }
    if (a->facilities != NULL) {
        return cli_fail(call, GEO_INVALID, "leave --facilities out",
                        "--jobs asks of zones, not of facilities");
    }
    if ((a->local == NULL) != (a->workers == NULL)) {
        return cli_fail(call, GEO_INVALID, "--local FIELD --workers FIELD",
                        "--local and --workers go together");
    }
    return GEO_OK;
}

static geo_status check_outputs(cli_call *call, const arguments *a)
{
    const char *name = access_methods[a->method];
    if (a->flows != NULL && a->method != HUFF) {
        return cli_fail(call, GEO_INVALID, "--method huff", "%s has no --flows", name);
    }
    if (a->supplies != NULL && !access_shares(a) && a->method != HUFF) {
        return cli_fail(call, GEO_INVALID, "--method 2sfca",
                        "%s tells nothing of facilities for --supplies", name);
    }
    return GEO_OK;
}

static geo_status check_arguments(cli_call *call, const arguments *a)
{
    geo_status status = GEO_OK;
    if (a->facilities == NULL) {
        return cli_fail(call, GEO_INVALID, "--facilities LAYER, or --jobs FIELD --residents FIELD",
                        "access to what? --facilities is missing");
    }
    if (a->costs == NULL && (a->id != NULL || a->facility_id != NULL)) {
        return cli_fail(call, GEO_INVALID, "--costs FILE",
                        "--id and --facility-id are the names that --costs has");
    }
    CLI_TRY(access_check_method(call, a));
    CLI_TRY(check_outputs(call, a));
    CLI_TRY(cli_check_output(call, a->supplies));
done:
    return status;
}

/* ---- The layers ------------------------------------------------------------------------- */

/* A column of amounts, 1 each without one. What has no place has no amount either. */
static geo_status read_amounts(cli_call *call, const arguments *a, const cli_layer *l,
                               const char *field, double **out)
{
    geo_status status = GEO_OK;
    int64_t n = geo_layer_count(l->layer), unknown = 0, nowhere = 0, known = 0;
    double sum = 0.0;
    const geo_geometry *g = geo_layer_geometry(l->layer);
    CLI_TRY(cli_amounts(call, l, field, out));
    if (*out == NULL) {
        *out = cli_array(call, n, sizeof **out);
        for (int64_t i = 0; i < n; i++) {
            (*out)[i] = 1.0;
        }
    }
    for (int64_t i = 0; i < n; i++) {
        geo_span at = geo_feature_coords(g, i);
        unknown += isnan((*out)[i]);
        if (at.begin == at.end && a->costs == NULL) {
            (*out)[i] = (double)NAN;
            nowhere++;
        }
        known += !isnan((*out)[i]);
        sum += isnan((*out)[i]) ? 0.0 : (*out)[i];
    }
    cli_skip(call, unknown, "%s: %s without %s: left out", l->source,
             cli_count(call, unknown, "feature"), field);
    cli_skip(call, nowhere, "%s: %s without geometry: left out", l->source,
             cli_count(call, nowhere, "feature"));
    if (known == 0 && n > 0) {
        return cli_fail(call, GEO_DATA, NULL, "%s: no feature has %s", l->source,
                        nowhere == n   ? "a geometry"
                        : unknown == n ? cli_format(call, "a number in %s", field)
                                       : cli_format(call, "a geometry and a number in %s", field));
    }
    if (known > 0 && sum == 0.0) {
        cli_note(call, "%s: %s adds up to 0", l->source, field);
    }
done:
    return status;
}

/* A mean or a share is then of places, and not of people; and a facility is a facility. */
static void tell_ones(cli_call *call, const arguments *a, const question *q)
{
    if (a->weight == NULL && q->n > 0) {
        cli_note(call, "%s: each place counts 1; --weight FIELD says how many people there are",
                 q->demand->source);
    }
    if (a->capacity == NULL && a->method != CLOSEST && q->m > 0) {
        cli_note(call, "%s: each facility offers 1; --capacity FIELD says how much",
                 q->facilities->source);
    }
}

static geo_status read_question(cli_call *call, const arguments *a, question *q)
{
    geo_status status = GEO_OK;
    q->unit = "m";
    if (a->costs == NULL) {
        CLI_TRY(access_read_cutoff(call, a, q));
        CLI_TRY(access_read_decay(call, a, q));
    }
    CLI_TRY(cli_read(call, a->demand, &q->demand));
    CLI_TRY(cli_read(call, a->facilities, &q->facilities));
    q->n = geo_layer_count(q->demand->layer);
    q->m = geo_layer_count(q->facilities->layer);
    CLI_TRY(cli_texts(call, q->facilities, a->label, &q->labels));
    if (a->group != NULL) { /* to be told now, not after the search */
        geo_column unused;
        CLI_TRY(cli_find_column(call, q->demand, a->group, &unused));
    }
    if (a->costs != NULL) {
        CLI_TRY(access_read_costs(call, a, q));
    }
    if (a->costs == NULL && a->method != CLOSEST) {
        CLI_TRY(cli_points_only(call, q->demand));
        CLI_TRY(cli_points_only(call, q->facilities));
    }
    CLI_TRY(read_amounts(call, a, q->demand, a->weight, &q->weight));
    const char *capacity = a->method == CLOSEST ? NULL : a->capacity;
    if (a->method == CLOSEST && a->capacity != NULL) {
        cli_note(call, "closest does not look at --capacity: every facility counts");
    }
    CLI_TRY(read_amounts(call, a, q->facilities, capacity, &q->capacity));
    tell_ones(call, a, q);
done:
    return status;
}

static geo_status run(cli_call *call, void *user)
{
    geo_status status = GEO_OK;
    const arguments *a = user;
    question q = {0};
    if (a->jobs != NULL || a->residents != NULL) {
        CLI_TRY(check_jobs(call, a));
        return access_of_jobs(call, a);
    }
    CLI_TRY(check_arguments(call, a));
    CLI_TRY(read_question(call, a, &q));
    CLI_TRY(access_measure(call, a, &q));
    CLI_TRY(access_tell_equity(call, a, &q));
    if (a->explain > 0) {
        CLI_TRY(access_explain(call, a, &q));
    }
    CLI_TRY(access_add_columns(call, a, &q));
    const char *closest = a->costs != NULL && strcmp(q.unit, "m") != 0 ? "ac_cost" : "ac_m";
    const char *field = a->method == HUFF ? "ac_p" : a->method == CLOSEST ? closest : "ac_score";
    CLI_TRY(
        cli_write(call, q.demand->layer, (cli_style){.kind = GEO_STYLE_GRADUATED, .field = field}));
done:
    geo_costs_destroy(q.costs);
    return status;
}

/* ---- The table -------------------------------------------------------------------------- */

static const cli_example examples[] = {
    {"beds per resident, shared with all who reach them",
     "geo access tracts.gpkg -f clinics.csv -w people -c beds --cutoff 2km -o beds.gpkg"},
    {"the same with less of what is farther",
     "geo access tracts.gpkg -f clinics.csv -m e2sfca -w people -c beds "
     "--decay gaussian:sigma=1km"},
    {"how evenly, by district, and who has less than 3 beds per 1000",
     "geo access homes.csv -f clinics.csv -c beds --cutoff 2km --group town --standard 0.003"},
    {"jobs within 5 km, and how the number of feature 17 comes about",
     "geo access homes.csv -f firms.csv -m cumulative -c jobs --cutoff 5km --explain 17"},
    {"by minutes that a table has for the names of both sides",
     "geo access homes.csv -f clinics.csv --costs min.csv --id id --facility-id id --cutoff 9min"},
    {"jobs against residents, zone by zone",
     "geo access zones.geojson --jobs jobs --residents people -o balance.gpkg"},
    {0},
};

static const char about[] =
    "Places are points with people (--weight), facilities points with beds, jobs or seats "
    "(--capacity). cumulative adds up what lies within --cutoff, hansen the same weighted by "
    "--decay, closest finds the nearest. The floating catchments divide what a facility has among "
    "all who can reach it, and add up what each place gets: 2sfca (Luo & Wang 2003), e2sfca with "
    "decay (Luo & Qi 2009), 3sfca (Wan et al. 2012), m2sfca (Delamater 2013), bfca (Paez et al. "
    "2019). huff (1963) tells which facility people are likely to go to. --explain writes the "
    "formula and works one feature out.\n"
    "Costs are straight lines in metres, or those of --costs, such as minutes by network; what "
    "lies at exactly the cut-off is in reach. Decays, f "
    "of the cost c: power:beta=,min= is max(c, min)^-beta; exponential:beta= or half= is "
    "exp(-beta c); gaussian:sigma= is exp(-c^2 / 2 sigma^2); gaussian-beta:beta= is exp(-c^2 / "
    "beta); linear:T= is 1 - c / T; logistic:a=,b= is 1 / (1 + exp(b (c - a))); "
    "log-logistic:a=,b= is 1 / (1 + (c / a)^b); dai:d0=, epanechnikov:d0=, quartic:d0= end at d0; "
    "step:500m=1,1km=.68 is a weight for each distance.\n"
    "A place without a number in --weight and a facility without one in --capacity are left out "
    "and counted; without --weight each place counts 1, without --capacity each facility offers "
    "1. With --jobs and --residents the question is another: how jobs and homes match, "
    "zone by zone, and the spatial mismatch of all (Martin 2004).";

static arguments asked; /* main() sets the defaults, then the options fill it */

static const cli_operand operands[] = {
    {"PLACES", CLI_LAYER(&asked.demand),
     .help = "points where people are, or zones with --jobs: a path, path:layer, or -"},
    {0},
};

static const cli_option options[] = {
    {"facilities", 'f', CLI_LAYER(&asked.facilities), .unless = "only with --jobs",
     .help = "points that offer something"},
    {"method", 'm', CLI_CHOICE(&asked.method), .choices = access_methods,
     .help = "what to measure"},
    {"weight", 'w', CLI_FIELD(&asked.weight), .of = "PLACES", .unless = "1 each",
     .help = "how many people there are; null is unknown"},
    {"capacity", 'c', CLI_FIELD(&asked.capacity), .of = "facilities", .unless = "1 each",
     .help = "how much a facility offers; null is unknown"},
    {"costs", 0, CLI_TEXT(&asked.costs), .unless = "straight lines",
     .help = "a table of costs in place of straight lines: CSV, GeoJSON lines or .geocost; "
             "--cutoff and --decay are then in its unit"},
    {"id", 0, CLI_FIELD(&asked.id), .of = "PLACES", .unless = "their rows, from 1",
     .help = "column with the names that places have in --costs"},
    {"facility-id", 0, CLI_FIELD(&asked.facility_id), .of = "facilities",
     .unless = "their rows, from 1",
     .help = "column with the names that facilities have in --costs"},
    {"cutoff", 0, CLI_TEXT(&asked.cutoff), .unless = "any distance",
     .help = "what is farther away is out of reach: 2km"},
    {"decay", 0, CLI_TEXT(&asked.decay), .unless = "1 within the cut-off",
     .help = "how less counts what is farther: step:500m=1,1km=.68, gaussian:sigma=800m"},
    {"label", 'l', CLI_FIELD(&asked.label), .of = "facilities",
     .help = "column that names a facility, told in ac_id"},
    {"supplies", 0, CLI_OUTPUT(&asked.supplies),
     .help = "write the facilities with their ratio, demand and flag, or visits"},
    {"explain", 0, CLI_INTEGER(&asked.explain), .min = 1, .max = 1e15, .unless = "nothing",
     .help = "write the formula and how this feature's result comes about, from 1"},
    {"explain-to", 0, CLI_OUTPUT(&asked.explain_to), .unless = "standard error",
     .help = "write that to a file"},
    {"alpha", 0, CLI_REAL(&asked.huff.alpha), .min = 0, .max = 100, .group = "huff",
     .help = "exponent of the capacity"},
    {"beta", 0, CLI_REAL(&asked.huff.beta), .min = 0, .max = 100, .group = "huff",
     .help = "exponent of the cost"},
    {"min-cost", 0, CLI_REAL(&asked.huff.c_min), .max = HUGE_VAL, .above_min = true,
     .group = "huff", .help = "what smaller costs count as, in metres or the unit of --costs"},
    {"flows", 0, CLI_OUTPUT(&asked.flows), .group = "huff",
     .help = "write a CSV with a row a pair: demand, facility, chance, visits"},
    {"equity", 0, CLI_FLAG(&asked.equity), .group = "equity",
     .help = "tell Gini, Theil, Hoover and Palma of the result"},
    {"group", 0, CLI_FIELD(&asked.group), .of = "PLACES", .group = "equity",
     .help = "tell them by group, and how much of Theil lies between groups"},
    {"standard", 0, CLI_REAL(&asked.standard), .max = HUGE_VAL, .group = "equity",
     .help = "tell who has less than this, or with closest is farther than these metres or costs"},
    {"lorenz", 0, CLI_OUTPUT(&asked.lorenz), .group = "equity",
     .help = "write the Lorenz curve as .csv or .json"},
    {"jobs", 0, CLI_FIELD(&asked.jobs), .of = "PLACES", .group = "jobs and homes",
     .help = "jobs of each zone; in place of facilities"},
    {"residents", 0, CLI_FIELD(&asked.residents), .of = "PLACES", .group = "jobs and homes",
     .help = "residents of each zone"},
    {"local", 0, CLI_FIELD(&asked.local), .of = "PLACES", .group = "jobs and homes",
     .help = "those who live and work in the zone: self-containment"},
    {"workers", 0, CLI_FIELD(&asked.workers), .of = "PLACES", .group = "jobs and homes",
     .help = "employed residents of the zone, wherever they work"},
    {0},
};

static const cli_tool tool = {
    .name = "geo-access",
    .summary = "what places get of facilities that are shared, and how evenly",
    .about = about,
    .examples = examples,
    .operands = operands,
    .options = options,
    .columns = access_columns,
    .uses = CLI_READS | CLI_CHECKS | CLI_MEASURES | CLI_WRITES,
    .run = run,
    .user = &asked,
};

int main(int argc, char **argv)
{
    asked = (arguments){
        .huff = geo_huff_options_default(), .standard = (double)NAN, .method = TWO_STEP};
    return cli_main(&tool, argc, argv);
}
