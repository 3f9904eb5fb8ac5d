/* SPDX-License-Identifier: MIT */
/* Access to facilities that are shared: all who may use them compete, those of other study areas
 * too, and the number is that of those in this one. Jobs against homes. */
#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "access/question.h"
#include "scorecard.h"

/* ---- Who competes -------------------------------------------------------------------------- */

/* The row's layer in every study area, those inside each; or all of a layer that they share. */
typedef struct users {
    int64_t n;
    geo_layer *layer; /* places alone */
    geo_shapes *shapes;
    double *weight;            /* [n] */
    int64_t *mine, mine_count; /* of this study area */
} users;

static void users_clear(users *u)
{
    geo_shapes_destroy(u->shapes);
    geo_layer_destroy(u->layer);
}

/* What those picked weigh, behind the others. */
static geo_status add_weights(measurement *m, const picked *p, double *out)
{
    geo_status status = GEO_OK;
    const char *field = weighing_field(m->row);
    for (int64_t k = 0; k < p->n; k++) {
        out[k] = 1.0;
    }
    if (field[0] != '\0' && p->n > 0) {
        CLI_TRY(geo_layer_numbers(m->card->ctx, p->layer, field, out));
    }
    for (int64_t k = 0; k < p->n; k++) {
        if (out[k] < 0.0) {
            return row_fails(m->card, m->row, "leave unknown amounts empty",
                             "%s: feature %" PRId64 ": %s is %g, below 0",
                             p->place->stored->file->source, p->rows[k] + 1, field, out[k]);
        }
    }
done:
    return status;
}

static geo_status join_users(measurement *m, const picked *parts, int64_t n, users *u)
{
    geo_status status = GEO_OK;
    const geo_layer **layers = cli_array(m->card->call, n, sizeof(const geo_layer *));
    int64_t at = 0, used = 0;
    for (int64_t i = 0; i < n; i++) {
        if (parts[i].layer != NULL) {
            layers[used++] = parts[i].layer;
            u->n += parts[i].n;
        }
    }
    u->weight = cli_array(m->card->call, u->n, sizeof *u->weight);
    for (int64_t i = 0; i < n; i++) {
        if (parts[i].layer != NULL) {
            CLI_TRY(add_weights(m, &parts[i], u->weight + at));
            at += parts[i].n;
        }
    }
    CLI_TRY(layers_join(m->card, "users", layers, used, &u->layer));
    CLI_TRY(geo_shapes_project(m->card->ctx, m->study->frame, u->layer, &u->shapes));
done:
    return status;
}

/* Where those of this study area, @p own, stand among all: of one layer by their rows, else they
 * begin at @p first. */
static void find_own(measurement *m, const picked *own, const picked *all, int64_t first, users *u)
{
    u->mine_count = own->n;
    u->mine = cli_array(m->card->call, own->n, sizeof *u->mine);
    for (int64_t k = 0, at = 0; k < own->n; k++) {
        while (all != NULL && all->rows[at] != own->rows[k]) {
            at++;
        }
        u->mine[k] = all != NULL ? at : first + k;
    }
}

static geo_status gather(measurement *m, const picked *own, users *u)
{
    geo_status status = GEO_OK;
    scorecard *card = m->card;
    bool shared = strchr(m->row->layer, '/') != NULL;
    int64_t n = shared ? 1 : card->study_count, first = 0;
    picked *parts = cli_array(card->call, n, sizeof *parts);
    for (int64_t i = 0; i < n; i++) {
        study_area *study = shared ? m->study : &card->studies[i];
        CLI_TRY(pick(card, study, m->row->layer, &m->row->filter, !shared, &parts[i]));
        if (study == m->study) {
            find_own(m, own, shared ? &parts[i] : NULL, first, u);
        }
        first += parts[i].layer != NULL ? parts[i].n : 0;
    }
    CLI_TRY(join_users(m, parts, n, u));
done:
    for (int64_t i = 0; i < n; i++) {
        picked_clear(&parts[i]);
    }
    return status;
}

/* ---- What they get --------------------------------------------------------------------------- */

static geo_status scores_of(measurement *m, const users *u, const picked *facilities,
                            double *scores)
{
    geo_status status = GEO_OK;
    const row_options *o = &m->row->options;
    const arguments a = {.cutoff = o->cutoff, .decay = o->decay, .method = o->method};
    question q = {.unit = "m"};
    geo_access_options reach = geo_access_options_default();
    geo_catchments out = {.score = scores};
    geo_costs *costs = NULL;
    double *capacity = NULL;
    CLI_TRY(access_read_cutoff(m->card->call, &a, &q));
    CLI_TRY(access_read_decay(m->card->call, &a, &q));
    reach.cutoff = fmin(q.cutoff, access_support(&q.decay));
    reach.decay = &q.decay;
    if (o->capacity != NULL && facilities->n > 0) {
        capacity = cli_array(m->card->call, facilities->n, sizeof *capacity);
        CLI_TRY(geo_layer_numbers(m->card->ctx, facilities->layer, o->capacity, capacity));
        for (int64_t j = 0; j < facilities->n; j++) {
            m->cell->unknown += isnan(capacity[j]) != 0;
        }
    }
    CLI_TRY(
        geo_costs_measure(m->card->ctx, u->shapes, facilities->shapes, reach.cutoff, 0, &costs));
    if (access_shares(&a)) {
        CLI_TRY(geo_access_catchments(m->card->ctx, costs, access_catchment_method(&a), u->weight,
                                      capacity, &reach, &out));
    } else {
        CLI_TRY(geo_access_opportunities(m->card->ctx, costs, capacity, &reach, scores, NULL));
    }
done:
    geo_costs_destroy(costs);
    return status;
}

/* Weights that are not known make scores that are not known. */
static geo_status score_users(measurement *m, const picked *own, const picked *facilities)
{
    geo_status status = GEO_OK;
    users u = {0};
    vector_of_before(m);
    if (m->cell->vector != NULL) {
        return GEO_OK;
    }
    CLI_TRY(gather(m, own, &u));
    double *scores = cli_array(m->card->call, u.n, sizeof *scores);
    double *kept = cli_array(m->card->call, own->n, sizeof *kept);
    CLI_TRY(scores_of(m, &u, facilities, scores));
    for (int64_t k = 0; k < own->n; k++) {
        kept[k] = scores[u.mine[k]];
    }
    vector_keep(m, own, kept);
done:
    users_clear(&u);
    return status;
}

/* ---- How evenly ------------------------------------------------------------------------------ */

static geo_status judge(measurement *m, const picked *own, double standard, geo_equity *out)
{
    geo_status status = GEO_OK;
    double *weight = cli_array(m->card->call, own->n, sizeof *weight);
    double *scores = cli_array(m->card->call, own->n, sizeof *scores);
    CLI_TRY(add_weights(m, own, weight));
    for (int64_t k = 0; k < own->n; k++) {
        scores[k] = m->cell->vector[own->rows[k]];
    }
    CLI_TRY(geo_equity_measure(m->card->ctx, own->n, scores, weight, standard, out));
    if (out->used == 0) {
        note_nothing(m);
    } else {
        note_unknown(m, out->unknown);
    }
done:
    return status;
}

static geo_status fairness(measurement *m, double standard, geo_equity *out)
{
    geo_status status = GEO_OK;
    picked own = {0}, facilities = {0};
    const double none = (double)NAN;
    *out = (geo_equity){0, 0, none, none, none, none, none, none, none, none};
    CLI_TRY(pick_subject(m, &own));
    CLI_TRY(pick_facilities(m, &facilities));
    if (own.place != NULL && own.n == 0) {
        note_nothing(m);
    } else if (own.place != NULL && facilities.place != NULL) {
        CLI_TRY(score_users(m, &own, &facilities));
        note_unknown(m, m->cell->unknown);
        CLI_TRY(judge(m, &own, standard, out));
        if (out->mean == 0.0) {
            note_add(m, cli_format(m->card->call,
                                   m->card->chinese ? "%s 均不可达" : "nobody reaches any of %s",
                                   facilities.place->stored->name));
        }
        note_picked(m, &own, INFINITY);
        note_picked(m, &facilities, INFINITY);
    }
done:
    picked_clear(&own);
    picked_clear(&facilities);
    return status;
}

#define FIGURE(name, expression)                                                                   \
    geo_status measure_access_##name(measurement *m)                                               \
    {                                                                                              \
        geo_equity e;                                                                              \
        geo_status status = fairness(m, m->row->options.standard, &e);                             \
        m->value = status == GEO_OK ? (expression) : (double)NAN;                                  \
        return status;                                                                             \
    }

FIGURE(mean, e.mean)
FIGURE(gini, e.gini)
FIGURE(theil, e.theil)
FIGURE(hoover, e.hoover)
FIGURE(palma, e.palma)
FIGURE(below, e.below)

geo_status measure_access_none(measurement *m)
{
    geo_equity e;
    geo_status status = fairness(m, DBL_TRUE_MIN, &e); /* less than that is 0 */
    m->value = status == GEO_OK ? e.below : (double)NAN;
    return status;
}

/* ---- Jobs and homes -------------------------------------------------------------------------- */

/* By the share of each zone that lies inside. */
static geo_status numbers_inside(measurement *m, const picked *p, const char *field, double **out)
{
    geo_status status = GEO_OK;
    *out = cli_array(m->card->call, p->n, sizeof **out);
    if (p->n > 0) {
        CLI_TRY(geo_layer_numbers(m->card->ctx, p->layer, field, *out));
    }
    for (int64_t k = 0; k < p->n; k++) {
        (*out)[k] *= p->within[k];
    }
done:
    return status;
}

static geo_status balance_of(measurement *m, geo_balance *out)
{
    geo_status status = GEO_OK;
    picked p = {0};
    double *jobs, *residents;
    *out = (geo_balance){.ratio = (double)NAN, .mismatch = (double)NAN};
    CLI_TRY(pick_subject(m, &p));
    if (p.place != NULL) {
        CLI_TRY(numbers_inside(m, &p, m->row->options.jobs, &jobs));
        CLI_TRY(numbers_inside(m, &p, m->row->options.residents, &residents));
        CLI_TRY(geo_balance_measure(m->card->ctx, p.n, jobs, residents, NULL, NULL, out));
        if (out->used == 0) {
            note_nothing(m);
        }
        note_unknown(m, out->unknown);
        note_picked(m, &p, INFINITY);
    }
done:
    picked_clear(&p);
    return status;
}

geo_status measure_jobs_ratio(measurement *m)
{
    geo_balance b;
    geo_status status = balance_of(m, &b);
    m->value = status == GEO_OK ? b.ratio : (double)NAN;
    return status;
}

geo_status measure_mismatch(measurement *m)
{
    geo_balance b;
    geo_status status = balance_of(m, &b);
    m->value = status == GEO_OK ? b.mismatch : (double)NAN;
    return status;
}
