/* SPDX-License-Identifier: MIT */
/* Costs from CSV, as a row a pair or as a matrix. */
#include "io/cost_read.h"
#include "io/csv.h"

enum { NAME = 80, REPORT_EVERY = 4096 };

static const char missing_pair[] = "leave out the rows of pairs that are out of reach";
static const char missing_cell[] = "leave the cells of pairs that are out of reach empty";

typedef struct csv_costs {
    geo_ctx *ctx;
    geoi_csv csv;
    const char *begin;
    int64_t size;
    int64_t origin, destination, cost; /* columns of the long form; -1 = none */
    int64_t *to;                       /* [width] of a matrix: the destination of each column */
    int64_t *seen;                     /* [origins] of a matrix: line of its row, or 0 */
    geoi_pairs *pairs;
} csv_costs;

/* ---- Cells ------------------------------------------------------------------------------ */

/* Blanks around what does not stand in quotes belong to nobody. */
static geoi_csv_cell trimmed(geoi_csv_cell c)
{
    while (!c.quoted && c.length > 0 && (c.text[0] == ' ' || c.text[0] == '\t')) {
        c.text++;
        c.length--;
    }
    while (!c.quoted && c.length > 0 &&
           (c.text[c.length - 1] == ' ' || c.text[c.length - 1] == '\t')) {
        c.length--;
    }
    return c;
}

static geo_status at_line(const csv_costs *j, geo_status status)
{
    if (status == GEO_DATA) {
        geoi_where(j->ctx, "line %lld", (long long)j->csv.line);
    }
    return status;
}

static geo_status find(const csv_costs *j, const geoi_names *names, geoi_csv_cell c, int64_t *out)
{
    *out = geoi_names_find(names, c.text, c.length);
    return *out >= 0 ? GEO_OK : at_line(j, geoi_names_unknown(j->ctx, names, c.text, c.length));
}

static geo_status add_cost(const csv_costs *j, int64_t origin, int64_t destination, geoi_csv_cell c,
                           const char *missing)
{
    geo_status status = GEO_OK;
    double cost;
    GEO_TRY(at_line(j, geoi_cost_parse(j->ctx, c.text, c.length, missing, &cost)));
    GEO_TRY(geoi_pairs_add(j->ctx, j->pairs, origin, destination, cost));
done:
    return status;
}

/* ---- The first row ---------------------------------------------------------------------- */

static int64_t find_word(const geoi_csv *csv, const char *const *words)
{
    for (int64_t k = 0; words[k] != NULL; k++) {
        for (int64_t i = 0; i < csv->count; i++) {
            geoi_csv_cell c = trimmed(csv->cell[i]);
            if (c.length == (int64_t)strlen(words[k]) &&
                memcmp(c.text, words[k], (size_t)c.length) == 0) {
                return i;
            }
        }
    }
    return -1;
}

static int64_t find_cost(const geoi_csv *csv, char unit[GEOI_COST_UNIT_SIZE])
{
    for (int64_t i = 0; i < csv->count; i++) {
        geoi_csv_cell c = trimmed(csv->cell[i]);
        if (geoi_cost_title(c.text, c.length, unit)) {
            return i;
        }
    }
    return -1;
}

static geo_status read_header(csv_costs *j, geo_cost_format *format)
{
    geo_status status = GEO_OK;
    bool more;
    geoi_csv_open(&j->csv, j->begin, j->size);
    GEO_TRY(geoi_csv_next(j->ctx, &j->csv, &more));
    if (!more) {
        GEO_TRY(geoi_fail(j->ctx, GEO_DATA, "is empty: the first row must name the columns"));
    }
    j->origin = find_word(&j->csv, geoi_origin_words);
    j->destination = find_word(&j->csv, geoi_destination_words);
    j->cost = find_cost(&j->csv, j->pairs->unit);
    bool named = j->origin >= 0 && j->destination >= 0 && j->cost >= 0;
    if (*format == GEO_COST_AUTO) {
        bool matrix = j->cost == 0 || (j->origin < 0 && j->destination < 0);
        *format = matrix ? GEO_COST_MATRIX : GEO_COST_LONG;
    }
    if (*format == GEO_COST_LONG && !named) {
        status = geoi_fail(j->ctx, GEO_DATA, "the first row does not name columns of %s",
                           j->origin < 0        ? "origins"
                           : j->destination < 0 ? "destinations"
                                                : "costs");
        geoi_hint(j->ctx, "call them origin, destination and cost (or cost_min, cost_m)");
    }
done:
    return status;
}

/* ---- Rows ------------------------------------------------------------------------------- */

static geo_status read_long_row(csv_costs *j)
{
    geo_status status = GEO_OK;
    int64_t origin, destination;
    GEO_TRY(find(j, j->pairs->origins, trimmed(j->csv.cell[j->origin]), &origin));
    GEO_TRY(find(j, j->pairs->destinations, trimmed(j->csv.cell[j->destination]), &destination));
    GEO_TRY(add_cost(j, origin, destination, trimmed(j->csv.cell[j->cost]), missing_pair));
done:
    return status;
}

/* The first row of a matrix: which destinations its columns are. */
static geo_status read_matrix_head(csv_costs *j)
{
    geo_status status = GEO_OK;
    int64_t *column = NULL;
    GEO_TRY(geoi_array(j->ctx, j->csv.width, sizeof *j->to, &j->to));
    GEO_TRY(geoi_array(j->ctx, j->pairs->origins->n, sizeof *j->seen, &j->seen));
    GEO_TRY(geoi_array(j->ctx, j->pairs->destinations->n, sizeof *column, &column));
    for (int64_t i = 1; i < j->csv.width; i++) {
        geoi_csv_cell c = trimmed(j->csv.cell[i]);
        GEO_TRY(find(j, j->pairs->destinations, c, &j->to[i]));
        if (column[j->to[i]] != 0) {
            char shown[NAME];
            GEO_TRY(geoi_fail(j->ctx, GEO_DATA, "columns %lld and %lld are both of \"%s\"",
                              (long long)column[j->to[i]], (long long)i + 1,
                              geoi_printable(c.text, c.length, shown, sizeof shown)));
        }
        column[j->to[i]] = i + 1;
    }
done:
    if (status == GEO_DATA) {
        char hint[512];
        (void)snprintf(hint, sizeof hint, "%s", geo_ctx_hint(j->ctx));
        geoi_hint(j->ctx,
                  "%s; or, if each row is a pair, call the columns origin, destination and "
                  "cost",
                  hint[0] != '\0' ? hint : "give each destination one column");
    }
    geoi_release(column);
    return status;
}

static geo_status read_matrix_row(csv_costs *j)
{
    geo_status status = GEO_OK;
    int64_t origin;
    geoi_csv_cell name = trimmed(j->csv.cell[0]);
    GEO_TRY(find(j, j->pairs->origins, name, &origin));
    if (j->seen[origin] != 0) {
        char shown[NAME];
        GEO_TRY(geoi_fail(j->ctx, GEO_DATA, "line %lld: \"%s\" has a row already, on line %lld",
                          (long long)j->csv.line,
                          geoi_printable(name.text, name.length, shown, sizeof shown),
                          (long long)j->seen[origin]));
    }
    j->seen[origin] = j->csv.line;
    for (int64_t i = 1; i < j->csv.width; i++) {
        geoi_csv_cell c = trimmed(j->csv.cell[i]);
        if (c.length > 0) {
            GEO_TRY(add_cost(j, origin, j->to[i], c, missing_cell));
        }
    }
done:
    return status;
}

/* ---- The whole -------------------------------------------------------------------------- */

geo_status geoi_cost_csv_read(geo_ctx *ctx, const char *text, int64_t size, geo_cost_format *format,
                              geoi_pairs *out)
{
    geo_status status = GEO_OK;
    csv_costs j = {.ctx = ctx, .begin = text, .size = size, .pairs = out};
    GEO_TRY(read_header(&j, format));
    if (*format == GEO_COST_MATRIX) {
        GEO_TRY(read_matrix_head(&j));
    }
    for (int64_t row = 0;; row++) {
        bool more;
        GEO_TRY(geoi_csv_next(ctx, &j.csv, &more));
        if (!more) {
            break;
        }
        GEO_TRY(*format == GEO_COST_MATRIX ? read_matrix_row(&j) : read_long_row(&j));
        if (row % REPORT_EVERY == 0) {
            GEO_TRY(geoi_progress(ctx, (double)(j.csv.at - text) / (double)size));
        }
    }
done:
    geoi_csv_close(&j.csv);
    geoi_release(j.to);
    geoi_release(j.seen);
    return status;
}

int64_t geoi_cost_csv_line(geo_ctx *ctx, const char *text, int64_t size, int64_t row)
{
    geoi_csv csv;
    bool more = true;
    int64_t line = 0;
    geoi_csv_open(&csv, text, size);
    for (int64_t i = 0; i <= row + 1 && more; i++) { /* the first row names the columns */
        if (geoi_csv_next(ctx, &csv, &more) != GEO_OK) {
            break;
        }
        line = csv.line;
    }
    geoi_csv_close(&csv);
    return line;
}
