/* SPDX-License-Identifier: MIT */
/* --explain: the formula, its parameters, and one feature worked out, so that the number can be
 * checked with a pocket calculator. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "question.h"

enum { SHOWN = 10 };

/* ---- The formula ------------------------------------------------------------------------ */

static const struct {
    const char *name, *formula, *source;
} methods[] = {
    [CUMULATIVE] = {"cumulative opportunities", "A_i = sum over j of S_j, for c_ij <= cutoff",
                    "Hansen 1959 with a weight of 1, doi:10.1080/01944365908978307"},
    [CLOSEST] = {"cost to the closest facility", "A_i = min over j of c_ij; ties: lower row",
                 "definition"},
    [HANSEN] = {"Hansen's accessibility", "A_i = sum over j of S_j f(c_ij)",
                "Hansen 1959, doi:10.1080/01944365908978307"},
    [TWO_STEP] = {"2SFCA, two-step floating catchment area",
                  "R_j = S_j / sum over i of P_i W_ij; A_i = sum over j of W_ij R_j, W_ij = 1 for "
                  "c_ij <= cutoff",
                  "Luo & Wang 2003, doi:10.1068/b29120"},
    [ENHANCED] =
        {"E2SFCA, enhanced two-step floating catchment area",
         "R_j = S_j / sum over i of P_i W_ij; A_i = sum over j of W_ij R_j, W_ij = f(c_ij)",
         "Luo & Qi 2009, doi:10.1016/j.healthplace.2009.06.002"},
    [THREE_STEP] = {"3SFCA, three-step floating catchment area",
                    "G_ij = W_ij / sum over j of W_ij; R_j = S_j / sum over i of P_i G_ij W_ij; "
                    "A_i = sum over j of G_ij W_ij R_j",
                    "Wan, Zou & Sternberg 2012, doi:10.1080/13658816.2011.624987"},
    [MODIFIED] = {"M2SFCA, modified two-step floating catchment area",
                  "R_j = S_j / sum over i of P_i W_ij; A_i = sum over j of W_ij^2 R_j",
                  "Delamater 2013, doi:10.1016/j.healthplace.2013.07.012"},
    [BALANCED] =
        {"BFCA, balanced floating catchment areas",
         "R_j = S_j / sum over i of P_i W_ij/row_i; A_i = sum over j of R_j W_ij/column_j; "
         "row_i = sum over j, column_j = sum over i of W_ij",
         "Paez, Higgins & Vivona 2019, doi:10.1371/journal.pone.0218773"},
    [HUFF] = {"Huff's choice", "P_ij = S_j^alpha c_ij^-beta / sum over k of S_k^alpha c_ik^-beta",
              "Huff 1963, doi:10.2307/3144521"},
};

static const char *decay_formula(geo_decay_form form)
{
    static const char *const text[] = {
        "f(c) = 1",
        "f(c) = max(c, min)^-beta",
        "f(c) = exp(-beta c)",
        "f(c) = exp(-c^2 / (2 sigma^2))",
        "f(c) = exp(-c^2 / beta)",
        "f(c) = max(0, 1 - c / T)",
        "f(c) = 1 / (1 + exp(b (c - a)))",
        "f(c) = 1 / (1 + (c / a)^b)",
        "f(c) = (exp(-(c / d0)^2 / 2) - exp(-1/2)) / (1 - exp(-1/2)), 0 beyond d0",
        "f(c) = 1 - (c / d0)^2, 0 beyond d0",
        "f(c) = (1 - (c / d0)^2)^2, 0 beyond d0",
        "f(c) = the weight of the first step with c <= its end, 0 beyond the last"};
    return text[form];
}

static void write_parameters(cli_call *call, const arguments *a, const question *q, cli_text *out)
{
    const geo_decay *d = &q->decay;
    if (a->costs != NULL) {
        cli_text_add(out, "costs     c_ij as in %s%s%s\n", a->costs, q->unit[0] != '\0' ? ", " : "",
                     q->unit);
    } else {
        cli_text_add(out, "costs     c_ij = straight line, m\n");
    }
    cli_text_add(out, "demand    P_i = %s of %s\n", a->weight != NULL ? a->weight : "1 each",
                 q->demand->source);
    cli_text_add(out, "supply    S_j = %s of %s\n", a->capacity != NULL ? a->capacity : "1 each",
                 q->facilities->source);
    cli_text_add(out, "cutoff    %s\n",
                 isfinite(q->cutoff) ? access_cost_text(call, q, q->cutoff) : "none");
    if (a->method == HUFF) {
        cli_text_add(out, "choice    alpha = %.10g, beta = %.10g, c counts as at least %.10g\n",
                     a->huff.alpha, a->huff.beta, a->huff.c_min);
    }
    if (a->decay != NULL) {
        cli_text_add(out, "decay     %s, with %s\n", decay_formula(d->form), a->decay);
    }
}

/* ---- One row ---------------------------------------------------------------------------- */

/* A facility in reach: what it adds to the score. */
typedef struct term {
    int64_t j;
    double cost, weight, part;
} term;

/* What place `i` gets of j for each of R_j; `row` and `column` are the sums of W. */
static double part_of(const arguments *a, const question *q, int64_t j, double cost, double weight,
                      double row, double column)
{
    switch ((access_method)a->method) {
    case CUMULATIVE:
    case HANSEN:
        return q->capacity[j] * weight;
    case CLOSEST:
        return cost;
    case TWO_STEP:
    case ENHANCED:
        return weight * q->ratio[j];
    case THREE_STEP:
        return weight * weight / row * q->ratio[j];
    case MODIFIED:
        return weight * weight * q->ratio[j];
    case BALANCED:
        return column > 0.0 ? weight / column * q->ratio[j] : 0.0;
    case HUFF:
        return pow(q->capacity[j], a->huff.alpha) * pow(fmax(cost, a->huff.c_min), -a->huff.beta);
    }
    return 0.0;
}

/* Largest first, ties by row: only what is shown is put in order. */
static void show_first(term *terms, int64_t n)
{
    for (int64_t k = 0; k < n && k < SHOWN; k++) {
        int64_t best = k;
        for (int64_t t = k + 1; t < n; t++) {
            best = terms[t].part > terms[best].part ? t : best;
        }
        term swap = terms[best];
        for (int64_t t = best; t > k; t--) {
            terms[t] = terms[t - 1];
        }
        terms[k] = swap;
    }
}

static geo_status weigh_row(cli_call *call, const question *q, const geo_costs *costs, int64_t i,
                            geo_cost_rows *rows, double **weight)
{
    geo_status status = GEO_OK;
    geo_cost_reader *reader = NULL;
    geo_cost_rows read;
    CLI_TRY(geo_cost_reader_create(cli_ctx(call), costs, &reader));
    CLI_TRY(geo_cost_reader_rows(cli_ctx(call), reader, i, 1, &read));
    int64_t begin = read.begin[0], n = read.begin[1] - begin;
    int64_t *bounds = cli_array(call, 2, sizeof *bounds);
    int32_t *at = cli_array(call, n + 1, sizeof *at);
    double *cost = cli_array(call, n + 1, sizeof *cost);
    *weight = cli_array(call, n + 1, sizeof **weight);
    for (int64_t k = 0; k < n; k++) {
        at[k] = read.destination[begin + k];
        cost[k] = read.cost[begin + k];
    }
    bounds[1] = n;
    CLI_TRY(geo_decay_weights(cli_ctx(call), &q->decay, n, cost, *weight));
    for (int64_t k = 0; k < n; k++) {
        (*weight)[k] = cost[k] <= q->cutoff ? (*weight)[k] : 0.0;
    }
    *rows = (geo_cost_rows){i, 1, bounds, at, cost};
done:
    geo_cost_reader_destroy(reader);
    return status;
}

/* column_j of BFCA, over the places with a demand. */
static geo_status column_of(cli_call *call, const question *q, const geo_costs *turned, int64_t j,
                            double *out)
{
    geo_status status = GEO_OK;
    geo_cost_rows rows;
    double *weight;
    *out = 0.0;
    CLI_TRY(weigh_row(call, q, turned, j, &rows, &weight));
    for (int64_t k = 0; k < rows.begin[1]; k++) {
        *out += isnan(q->weight[rows.destination[k]]) ? 0.0 : weight[k];
    }
done:
    return status;
}

static void write_terms(cli_call *call, const arguments *a, const question *q, const term *terms,
                        int64_t n, double sum, cli_text *out)
{
    bool shares = access_shares(a);
    cli_text_add(out, "%-10s %14s %12s %12s %14s %14s %14s\n", "facility", "c", "f(c)", "S_j",
                 shares ? "divided by" : "", shares ? "R_j" : "",
                 a->method == HUFF ? "chance" : "adds");
    for (int64_t k = 0; k < n && k < SHOWN; k++) {
        int64_t j = terms[k].j;
        const char *load = shares ? cli_format(call, "%.10g", q->load[j]) : "";
        const char *ratio = shares ? cli_format(call, "%.10g", q->ratio[j]) : "";
        cli_text_add(out, "%-10" PRId64 " %14.10g %12.8g %12.8g %14s %14s %14.10g\n", j + 1,
                     terms[k].cost, terms[k].weight, q->capacity[j], load, ratio,
                     a->method == HUFF ? terms[k].part / sum : terms[k].part);
    }
    if (n > SHOWN) {
        cli_text_add(out, "and %" PRId64 " smaller ones\n", n - SHOWN);
    }
}

/* Who shares the facility that adds the most. */
static geo_status write_catchment(cli_call *call, const question *q, const geo_costs *turned,
                                  int64_t j, cli_text *out)
{
    geo_status status = GEO_OK;
    geo_cost_rows rows;
    double *weight;
    CLI_TRY(weigh_row(call, q, turned, j, &rows, &weight));
    int64_t n = 0;
    term *terms = cli_array(call, rows.begin[1] + 1, sizeof *terms);
    for (int64_t k = 0; k < rows.begin[1]; k++) {
        int64_t i = rows.destination[k];
        if (weight[k] > 0.0 && !isnan(q->weight[i])) {
            terms[n++] = (term){i, rows.cost[k], weight[k], q->weight[i] * weight[k]};
        }
    }
    show_first(terms, n);
    cli_text_add(out, "\nfacility %" PRId64 " is shared by %s%s\n", j + 1,
                 cli_count(call, n, "place"), n > 1 ? ", the largest first" : "");
    cli_text_add(out, "%-10s %14s %12s %12s %14s\n", "place", "c", "f(c)", "P_i", "P_i f(c)");
    for (int64_t k = 0; k < n && k < SHOWN; k++) {
        cli_text_add(out, "%-10" PRId64 " %14.10g %12.8g %12.8g %14.10g\n", terms[k].j + 1,
                     terms[k].cost, terms[k].weight, q->weight[terms[k].j], terms[k].part);
    }
    if (n > SHOWN) {
        cli_text_add(out, "and %" PRId64 " smaller ones\n", n - SHOWN);
    }
done:
    return status;
}

static geo_status write_row(cli_call *call, const arguments *a, const question *q, int64_t i,
                            cli_text *out)
{
    geo_status status = GEO_OK;
    geo_costs *turned = NULL;
    geo_cost_rows rows;
    double *weight, row = 0.0, sum = 0.0, column = 0.0;
    int64_t n = 0;
    CLI_TRY(geo_costs_transpose(cli_ctx(call), q->costs, &turned));
    CLI_TRY(weigh_row(call, q, q->costs, i, &rows, &weight));
    term *terms = cli_array(call, rows.begin[1] + 1, sizeof *terms);
    for (int64_t k = 0; k < rows.begin[1]; k++) {
        row += isnan(q->capacity[rows.destination[k]]) ? 0.0 : weight[k];
    }
    for (int64_t k = 0; k < rows.begin[1]; k++) {
        int64_t j = rows.destination[k];
        if (weight[k] > 0.0 && !isnan(q->capacity[j])) {
            if (a->method == BALANCED) {
                CLI_TRY(column_of(call, q, turned, j, &column));
            }
            terms[n] = (term){j, rows.cost[k], weight[k], 0.0};
            terms[n].part = part_of(a, q, j, rows.cost[k], weight[k], row, column);
            sum += terms[n++].part;
        }
    }
    show_first(terms, n);
    cli_text_add(out, "P_%" PRId64 " = %.10g; %s in reach", i + 1, q->weight[i],
                 cli_count(call, n, "facility"));
    cli_text_add(
        out,
        a->method == THREE_STEP || a->method == BALANCED ? ", sum of f(c) over them %.10g\n" : "\n",
        row);
    write_terms(call, a, q, terms, n, sum, out);
    if (a->method == HUFF) {
        cli_text_add(out, "chances add up to 1; the likeliest has %.10g\n", q->score[i]);
    } else {
        cli_text_add(out, "A_%" PRId64 " = the sum = %.10g (ac_score %.10g)\n", i + 1, sum,
                     q->score[i]);
    }
    if (access_shares(a) && n > 0) {
        CLI_TRY(write_catchment(call, q, turned, terms[0].j, out));
    }
done:
    geo_costs_destroy(turned);
    return status;
}

/* ---- The whole -------------------------------------------------------------------------- */

geo_status access_explain(cli_call *call, const arguments *a, const question *q)
{
    geo_status status = GEO_OK;
    cli_text out = {NULL, 0, 0};
    int64_t i = a->explain - 1;
    if (i >= q->n) {
        return cli_fail(call, GEO_INVALID, NULL, "--explain %" PRId64 ": %s has %s", a->explain,
                        q->demand->source, cli_count(call, q->n, "feature"));
    }
    cli_text_add(&out, "method    %s\nsource    %s\nformula   %s\n", methods[a->method].name,
                 methods[a->method].source, methods[a->method].formula);
    write_parameters(call, a, q, &out);
    cli_text_add(&out, "\nfeature %" PRId64 " of %s\n", a->explain, q->demand->source);
    if (isnan(q->score[i])) {
        cli_text_add(&out, "has no result: it has no geometry, no demand, or nothing in reach\n");
    } else if (a->method == CLOSEST) {
        cli_text_add(&out, "facility %" PRId64 " is the closest, at %s\n", q->facility[i] + 1,
                     access_cost_text(call, q, q->score[i]));
    } else {
        CLI_TRY(write_row(call, a, q, i, &out));
    }
    if (a->explain_to != NULL) {
        CLI_TRY(cli_write_text(call, a->explain_to, out.data, out.size));
    } else {
        (void)fputs(out.data, stderr);
    }
done:
    cli_text_clear(&out);
    return status;
}
