/* SPDX-License-Identifier: MIT */
/* Do the features of one sector gather more than all of the layer do, and near whom: Kd, M and
 * co-location among those inside the boundary. Where a sector has too few there is no number. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "geo/agglomeration.h"
#include "scorecard.h"

/* Duranton and Overman (2005) leave out industries of fewer than ten establishments. Fewer than
 * five tell nothing by chance: their p cannot be small, or rests on one pair. */
enum { LEAST_OF_KD = 10, LEAST_OF_OTHERS = 5 };

/* The sites, and the sector of each. */
typedef struct subject {
    picked p;
    geo_shapes *points;
    int64_t sectors, from, to; /* -1 = no feature of the layer is of it */
    int64_t of_from, of_to;    /* how many sites */
    int64_t of_none;
    int32_t *type;  /* [n] -1 = of none */
    double *weight; /* [n] NaN = unknown; NULL = 1 each */
} subject;

static void subject_clear(subject *s)
{
    geo_shapes_destroy(s->points);
    picked_clear(&s->p);
}

static int64_t find(const cli_groups *groups, const char *name)
{
    for (int64_t k = 0; k < groups->n && name != NULL; k++) {
        if (strcmp(groups->name[k], name) == 0) {
            return k;
        }
    }
    return -1;
}

static geo_status read_sectors(measurement *m, subject *s)
{
    geo_status status = GEO_OK;
    const row_options *o = &m->row->options;
    const cli_layer *file = s->p.place->stored->file;
    cli_groups groups;
    double *weight = NULL;
    CLI_TRY(cli_group(m->card->call, file, o->sector, &groups));
    CLI_TRY(cli_amounts(m->card->call, file, o->weight, &weight));
    s->sectors = groups.n;
    s->from = find(&groups, o->from);
    s->to = o->to != NULL ? find(&groups, o->to) : s->from;
    s->type = cli_array(m->card->call, s->p.n, sizeof *s->type);
    s->weight = weight != NULL ? cli_array(m->card->call, s->p.n, sizeof *weight) : NULL;
    for (int64_t k = 0; k < s->p.n; k++) {
        int64_t sector = groups.of[s->p.rows[k]];
        s->type[k] = (int32_t)sector;
        s->of_none += sector < 0;
        s->of_from += sector >= 0 && sector == s->from;
        s->of_to += sector >= 0 && sector == s->to;
        if (weight != NULL) {
            s->weight[k] = weight[s->p.rows[k]];
        }
    }
done:
    return status;
}

static void note_few(measurement *m, int least)
{
    note_add(m, cli_format(m->card->call,
                           m->card->chinese ? "少于 %d 个,不足以作此统计"
                                            : "fewer than %d of it: too few for this number",
                           least));
}

/* Features of no known sector may be of this one. */
static void note_none(measurement *m, const subject *s)
{
    if (s->of_none > 0) {
        m->cell->partial = true;
        note_add(m, cli_format(m->card->call,
                               m->card->chinese ? "%s 中 %" PRId64 " 个无 %s,按其他计"
                                                : "%s: %" PRId64 " without %s, counted as others",
                               s->p.place->stored->name, s->of_none, m->row->options.sector));
    }
}

/* Read the sites of the row; `enough` tells whether there are so many of the sectors asked for. */
static geo_status subject_read(measurement *m, int least, subject *s, bool *enough)
{
    geo_status status = GEO_OK;
    *s = (subject){.from = -1, .to = -1};
    *enough = false;
    CLI_TRY(pick_subject(m, &s->p));
    if (s->p.place == NULL) {
        return GEO_OK;
    }
    m->cell->of = s->p.n;
    m->cell->n = 0;
    if (s->p.n == 0) {
        note_nothing(m);
        return GEO_OK;
    }
    CLI_TRY(read_sectors(m, s));
    CLI_TRY(geo_shapes_centroids(m->card->ctx, s->p.shapes, &s->points));
    m->cell->n = s->of_from;
    *enough = s->of_from >= least && s->of_to >= least;
    if (*enough) {
        note_none(m, s);
    } else {
        note_few(m, least);
    }
done:
    return status;
}

/* Nothing was undefined by a mistake: say why there is no number. */
static void note_undefined(measurement *m, const char *why, const char *why_zh)
{
    note_add(m, m->card->chinese ? why_zh : why);
}

/* ---- Kd ---------------------------------------------------------------------------------- */

static kd_curves *curves_room(measurement *m, geo_kd *out)
{
    cli_call *call = m->card->call;
    int64_t n = m->row->options.steps + 1;
    kd_curves *c = cli_array(call, 1, sizeof *c);
    double **const arrays[] = {&c->r,          &c->value,      &c->mean,       &c->local_low,
                               &c->local_high, &c->global_low, &c->global_high};
    for (size_t k = 0; k < sizeof arrays / sizeof *arrays; k++) {
        *arrays[k] = cli_array(call, n, sizeof **arrays[k]);
    }
    c->n = n;
    c->simulations = m->row->options.simulations;
    *out = (geo_kd){.r = c->r,
                    .value = c->value,
                    .mean = c->mean,
                    .local_low = c->local_low,
                    .local_high = c->local_high,
                    .global_low = c->global_low,
                    .global_high = c->global_high};
    return c;
}

static geo_kd_options kd_options(const measurement *m)
{
    const row_options *r = &m->row->options;
    geo_kd_options o = geo_kd_options_default();
    o.bandwidth = r->bandwidth_m;
    o.reach = r->reach_m;
    o.steps = r->steps;
    o.simulations = r->simulations;
    o.alpha = r->alpha;
    o.seed = r->seed;
    return o;
}

static geo_status kd_of_subject(measurement *m, const subject *s)
{
    geo_kd out;
    geo_kd_options o = kd_options(m);
    kd_curves *c = curves_room(m, &out);
    uint8_t *member = cli_array(m->card->call, s->p.n, sizeof *member);
    for (int64_t k = 0; k < s->p.n; k++) {
        member[k] = s->type[k] == s->from;
    }
    geo_status status = geo_kd_measure(m->card->ctx, s->points, member, s->weight, &o, &out);
    if (status == GEO_DATA) { /* weights were checked: what is left is where the sites are */
        note_add(m, cli_format(m->card->call, "%s", geo_ctx_message(m->card->ctx)));
        return GEO_OK;
    }
    if (status != GEO_OK) {
        return status;
    }
    c->unknown = out.unknown;
    if (!(out.bandwidth > 0.0)) {
        note_undefined(m, "all pairs of the sector are equally far apart: name a --bandwidth",
                       "各对距离相等:请给出 --bandwidth");
    } else if (out.kept == 0) {
        note_undefined(m, "no simulation is left for the global band: ask for more --simulations",
                       "没有模拟留在全局包络内:请增加 --simulations");
    } else {
        c->localisation = out.localisation;
        c->dispersion = out.dispersion;
        m->cell->curves = c;
    }
    return GEO_OK;
}

/* Notes are those of this row; the curves may be those of an earlier one. */
static geo_status kd(measurement *m)
{
    geo_status status = GEO_OK;
    subject s;
    bool enough;
    CLI_TRY(subject_read(m, LEAST_OF_KD, &s, &enough));
    if (!enough) {
        goto done;
    }
    for (const indicator *row = m->card->rows; row < m->row && m->cell->curves == NULL; row++) {
        m->cell->curves =
            rows_look_alike(row, m->row) ? cell_of(m->card, m->study, row)->curves : NULL;
    }
    if (m->cell->curves == NULL) {
        CLI_TRY(kd_of_subject(m, &s));
    }
    if (m->cell->curves != NULL) {
        note_unknown(m, m->cell->curves->unknown);
        note_picked(m, &s.p, m->cell->curves->r[m->cell->curves->n - 1]);
    }
done:
    subject_clear(&s);
    return status;
}

geo_status measure_kd_localisation(measurement *m)
{
    geo_status status = kd(m);
    m->value = m->cell->curves != NULL ? m->cell->curves->localisation : (double)NAN;
    return status;
}

geo_status measure_kd_dispersion(measurement *m)
{
    geo_status status = kd(m);
    m->value = m->cell->curves != NULL ? m->cell->curves->dispersion : (double)NAN;
    return status;
}

/* ---- M ----------------------------------------------------------------------------------- */

static geo_chance_options chance_of(const measurement *m)
{
    geo_chance_options o = geo_chance_options_default();
    o.simulations = m->row->options.simulations;
    o.seed = m->row->options.seed;
    return o;
}

/* Those without a weight are of no sector and count nothing, as in geo-pattern. */
static void leave_out_unknown(measurement *m, subject *s)
{
    int64_t unknown = 0;
    for (int64_t k = 0; k < s->p.n && s->weight != NULL; k++) {
        if (isnan(s->weight[k])) {
            s->weight[k] = 0.0;
            s->type[k] = -1;
            unknown++;
        }
    }
    note_unknown(m, unknown);
}

geo_status measure_m(measurement *m)
{
    geo_status status = GEO_OK;
    const row_options *r = &m->row->options;
    geo_chance_options o = chance_of(m);
    geo_costs *lines = NULL;
    double value = (double)NAN;
    int64_t used = 0;
    geo_m out = {.value = &value, .p = &m->cell->p, .used = &used};
    subject s;
    bool enough;
    CLI_TRY(subject_read(m, LEAST_OF_OTHERS, &s, &enough));
    if (!enough) {
        goto done;
    }
    leave_out_unknown(m, &s);
    const geo_m_question q = {s.type, s.weight, (int32_t)s.from, (int32_t)s.to, r->radius.m, 1};
    CLI_TRY(geo_costs_measure(m->card->ctx, s.points, s.points, r->radius.m[0], 1, &lines));
    CLI_TRY(geo_m_measure(m->card->ctx, lines, &q, &o, &out));
    m->value = value;
    m->cell->n = used;
    if (isnan(value)) {
        note_undefined(m, "none of it has a neighbour within the radius", "半径内无邻居");
    }
    note_picked(m, &s.p, r->radius.m[0]);
done:
    geo_costs_destroy(lines);
    subject_clear(&s);
    return status;
}

/* ---- Co-location ------------------------------------------------------------------------- */

enum { FROM, TO, OTHERS, SORTS };

geo_status measure_colocation(measurement *m)
{
    geo_status status = GEO_OK;
    geo_chance_options o = chance_of(m);
    subject s;
    bool enough;
    CLI_TRY(subject_read(m, LEAST_OF_OTHERS, &s, &enough));
    if (!enough) {
        goto done;
    }
    for (int64_t k = 0; k < s.p.n; k++) { /* of one pair no more need be known of the others */
        if (s.type[k] >= 0) {
            s.type[k] = s.type[k] == s.from ? FROM : s.type[k] == s.to ? TO : OTHERS;
        }
    }
    double quotient[SORTS * SORTS], p[SORTS * SORTS];
    int asked = FROM * SORTS + (s.from == s.to ? FROM : TO);
    geo_colocation c = {.quotient = quotient, .p = p};
    CLI_TRY(geo_colocation_measure(m->card->ctx, s.points, s.type, SORTS, &o, &c));
    m->value = quotient[asked];
    m->cell->p = p[asked];
    m->cell->of = c.used;
    note_picked(m, &s.p, (double)NAN);
done:
    subject_clear(&s);
    return status;
}
