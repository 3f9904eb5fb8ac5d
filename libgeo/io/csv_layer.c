/* SPDX-License-Identifier: MIT */
/* CSV to a layer, in two passes over the text: the first learns the columns' types, the second
 * fills them. Nothing but the columns themselves is kept in memory. */
#include "base/number.h"
#include "io/csv.h"
#include "io/wkt_read.h"
#include "layer/builder.h"

enum { NAME = 120, REPORT_EVERY = 4096 };

/* What every cell of a column so far can be read as. */
typedef struct csv_column {
    bool seen, flags, ints, reals;
    geo_column_type type;
    int64_t index; /* in the builder; -1 for those of places */
} csv_column;

typedef struct csv_job {
    geo_ctx *ctx;
    geoi_layer_builder *builder;
    geoi_csv csv;
    csv_column *column; /* [width] */
    int64_t width;
    geoi_csv_places places;
    int64_t wkt; /* column of geometries; -1 = none */
    geoi_wkt_counts wkt_counts;
    const char *begin;
    int64_t size;
    geoi_rejects *rejects; /* or NULL */
    bool filling;          /* the second pass: rejects are kept */
    int64_t row;           /* of data, from 1, faulty ones too */
    const char *row_begin;
} csv_job;

/* ---- Cells ------------------------------------------------------------------------------ */

static bool is_flag(geoi_csv_cell c, bool *value)
{
    static const char *const words[] = {"true", "True", "TRUE", "false", "False", "FALSE"};
    for (int i = 0; i < 6; i++) {
        if (c.length == (int64_t)strlen(words[i]) &&
            memcmp(c.text, words[i], (size_t)c.length) == 0) {
            *value = i < 3;
            return true;
        }
    }
    return false;
}

/* JSON's numbers, so that 010004 and 1,5 and +1 stay the texts they are. */
static bool is_number(geoi_csv_cell c, double *value, bool *is_integer, int64_t *integer)
{
    const char *end = c.text + c.length;
    const char *stop = geoi_number_parse(c.text, end, value, is_integer, integer);
    return stop != NULL && stop == end && isfinite(*value);
}

/* An identifier of 20 digits must not become a rounded number. */
static bool keeps_digits(geoi_csv_cell c, double value, bool is_integer, int64_t integer)
{
    if (is_integer) {
        return integer >= -((int64_t)1 << 53) && integer <= (int64_t)1 << 53;
    }
    for (int64_t i = 0; i < c.length; i++) {
        if (c.text[i] == '.' || c.text[i] == 'e' || c.text[i] == 'E') {
            return true;
        }
    }
    return value == 0.0; /* "-0" */
}

/* ---- The header ------------------------------------------------------------------------- */

static geo_status find_places(csv_job *job, const geo_read_options *options)
{
    geo_status status = GEO_OK;
    if (options->x_field == NULL && options->y_field == NULL) {
        GEO_TRY(geoi_csv_find_wkt(job->ctx, job->begin, job->size, &job->wkt));
    }
    if (job->wkt < 0) {
        GEO_TRY(geoi_csv_find_places(job->ctx, &job->csv, options, &job->places));
    }
done:
    return status;
}

static geo_status read_header(csv_job *job, bool places, const geo_read_options *options)
{
    geo_status status = GEO_OK;
    bool more;
    geoi_csv_open(&job->csv, job->begin, job->size);
    GEO_TRY(geoi_csv_next(job->ctx, &job->csv, &more));
    if (!more) {
        GEO_TRY(geoi_fail(job->ctx, GEO_DATA, "is empty: the first row must name the columns"));
    }
    job->width = job->csv.width;
    GEO_TRY(geoi_array(job->ctx, job->width, sizeof *job->column, &job->column));
    for (int64_t i = 0; i < job->width; i++) {
        job->column[i] = (csv_column){false, true, true, true, GEO_TEXT, -1};
    }
    if (places) {
        GEO_TRY(find_places(job, options));
    }
done:
    return status;
}

/* ---- Rows -------------------------------------------------------------------------------- */

static geo_status fail_coordinate(const csv_job *job, geoi_csv_cell c, const char *axis)
{
    char shown[NAME];
    geo_status status = geoi_fail(job->ctx, GEO_DATA, "line %lld: %s \"%s\" is not a number",
                                  (long long)job->csv.line, axis,
                                  geoi_printable(c.text, c.length, shown, sizeof shown));
    geoi_hint(job->ctx, "write coordinates as 116.31; leave both empty if there is no place");
    return status;
}

/* Where the row is; *is_null when both cells are empty, or there are no such columns. */
static geo_status read_place(const csv_job *job, double at[2], bool *is_null)
{
    bool is_integer;
    int64_t integer;
    *is_null = job->places.x < 0;
    if (*is_null) {
        return GEO_OK;
    }
    geoi_csv_cell cell[2] = {geoi_csv_trimmed(job->csv.cell[job->places.x]),
                             geoi_csv_trimmed(job->csv.cell[job->places.y])};
    *is_null = cell[0].length == 0 && cell[1].length == 0;
    for (int i = 0; i < 2 && !*is_null; i++) {
        if (cell[i].length > 1 && cell[i].text[0] == '+') {
            cell[i].text++;
            cell[i].length--;
        }
        if (!is_number(cell[i], &at[i], &is_integer, &integer)) {
            return fail_coordinate(job, cell[i], i == 0 ? "x" : "y");
        }
    }
    return GEO_OK;
}

/* The well-known text of the row as its geometry; nothing of it is left when it is none. */
static geo_status add_wkt(csv_job *job)
{
    geoi_geometry_builder *g = geoi_layer_builder_geometry(job->builder);
    geoi_geometry_mark before = geoi_geometry_place(g);
    geoi_csv_cell c = geoi_csv_trimmed(job->csv.cell[job->wkt]);
    if (c.length == 0) {
        return geoi_geometry_feature(job->ctx, g, GEO_NONE);
    }
    geo_status status = geoi_wkt_read(job->ctx, c.text, c.length, g, &job->wkt_counts);
    if (status == GEO_DATA) {
        geoi_geometry_back(g, before);
        geoi_where(job->ctx, "line %lld", (long long)job->csv.line);
    }
    return status;
}

/* The row goes to the rejects, and the next one begins on the next line. */
static geo_status reject_row(csv_job *job)
{
    geoi_csv *csv = &job->csv;
    const char *end = csv->at;
    if (end > job->row_begin && end[-1] != '\n') { /* it broke off in the middle */
        while (csv->at < csv->end && *csv->at != '\n') {
            csv->at++;
        }
        end = csv->at;
        csv->next_line += csv->at < csv->end;
        csv->at += csv->at < csv->end;
    }
    while (end > job->row_begin && (end[-1] == '\n' || end[-1] == '\r')) {
        end--;
    }
    return job->filling ? geoi_rejects_add(job->ctx, job->rejects, job->row, csv->line,
                                           job->row_begin, end - job->row_begin)
                        : GEO_OK;
}

/* The next row with which nothing is wrong. */
static geo_status next_row(csv_job *job, bool *more, double at[2], bool *is_null)
{
    geo_status status;
    do {
        job->row++;
        job->row_begin = job->csv.at;
        status = geoi_csv_next(job->ctx, &job->csv, more);
        if (status == GEO_OK && *more) {
            status = job->wkt < 0   ? read_place(job, at, is_null)
                     : job->filling ? add_wkt(job)
                                    : GEO_OK;
        }
        if (status != GEO_DATA || job->rejects == NULL) {
            return status;
        }
        status = reject_row(job);
    } while (status == GEO_OK);
    return status;
}

/* ---- Pass 1: types ---------------------------------------------------------------------- */

static void learn_from(csv_column *column, geoi_csv_cell c)
{
    double value;
    int64_t integer;
    bool flag, is_integer;
    if (c.length == 0) {
        return;
    }
    bool number = (column->ints || column->reals) && is_number(c, &value, &is_integer, &integer);
    column->seen = true;
    column->flags = column->flags && is_flag(c, &flag);
    column->ints = column->ints && number && is_integer;
    column->reals = column->reals && number && keeps_digits(c, value, is_integer, integer);
}

static geo_status learn_types(csv_job *job, bool places)
{
    geo_status status = GEO_OK;
    bool more, is_null;
    double at[2];
    job->row = 0;
    for (;;) {
        GEO_TRY(next_row(job, &more, at, &is_null));
        if (!more) {
            break;
        }
        for (int64_t i = 0; places && i < job->width; i++) {
            learn_from(&job->column[i], job->csv.cell[i]);
        }
    }
    for (int64_t i = 0; i < job->width; i++) {
        csv_column *c = &job->column[i];
        c->type = !places || !c->seen ? GEO_TEXT
                  : c->flags          ? GEO_BOOL
                  : c->ints           ? GEO_INT
                  : c->reals          ? GEO_REAL
                                      : GEO_TEXT;
    }
done:
    return status;
}

/* ---- Pass 2: values --------------------------------------------------------------------- */

static geo_status add_column(csv_job *job, int64_t i)
{
    geo_status status = GEO_OK;
    char shown[NAME];
    geoi_text name = {0};
    geoi_csv_cell c = geoi_csv_trimmed(job->csv.cell[i]);
    if (c.length > 0) {
        GEO_TRY(geoi_text_append(job->ctx, &name, c.text, c.length));
    } else {
        GEO_TRY(geoi_text_format(job->ctx, &name, "column_%lld", (long long)i + 1));
    }
    geo_column_info info = {name.bytes, NULL, NULL, NULL};
    GEO_TRY(geoi_layer_builder_typed_column(job->ctx, job->builder, &info, job->column[i].type,
                                            &job->column[i].index));
done:
    if (status == GEO_INVALID) {
        status = geoi_fail(job->ctx, GEO_DATA, "two columns are called \"%s\"",
                           geoi_printable(name.bytes, name.length, shown, sizeof shown));
        geoi_hint(job->ctx, "give each column a name of its own in the first row");
    }
    geoi_release(name.bytes);
    return status;
}

static geo_status add_value(csv_job *job, const csv_column *column, geoi_csv_cell c)
{
    double value = 0.0;
    int64_t integer = 0;
    bool flag = false, is_integer = false;
    bool places = job->places.x >= 0 || job->wkt >= 0; /* a table has no empty texts */
    if (c.length == 0 && !(places && c.quoted && column->type == GEO_TEXT)) {
        return geoi_layer_builder_null(job->ctx, job->builder, column->index);
    }
    if (column->type == GEO_BOOL) {
        (void)is_flag(c, &flag);
        return geoi_layer_builder_flag(job->ctx, job->builder, column->index, flag);
    }
    if (column->type == GEO_TEXT) {
        return geoi_layer_builder_text(job->ctx, job->builder, column->index, GEO_TEXT, c.text,
                                       c.length);
    }
    (void)is_number(c, &value, &is_integer, &integer);
    if (column->type == GEO_INT) {
        return geoi_layer_builder_int(job->ctx, job->builder, column->index, integer);
    }
    return geoi_layer_builder_real(job->ctx, job->builder, column->index, value, c.text, c.length);
}

static geo_status fill(csv_job *job)
{
    geo_status status = GEO_OK;
    bool more, is_null;
    double at[2];
    geoi_geometry_builder *g = geoi_layer_builder_geometry(job->builder);
    job->filling = true;
    job->row = 0;
    geoi_csv_close(&job->csv);
    geoi_csv_open(&job->csv, job->begin, job->size);
    GEO_TRY(geoi_csv_next(job->ctx, &job->csv, &more));
    for (int64_t i = 0; i < job->width; i++) {
        if (i != job->places.x && i != job->places.y && i != job->wkt) {
            GEO_TRY(add_column(job, i));
        }
    }
    for (int64_t row = 0;; row++) {
        GEO_TRY(next_row(job, &more, at, &is_null));
        if (!more) {
            break;
        }
        if (job->wkt < 0) {
            GEO_TRY(is_null ? geoi_geometry_feature(job->ctx, g, GEO_NONE)
                            : geoi_geometry_point(job->ctx, g, at[0], at[1], (double)NAN));
        }
        for (int64_t i = 0; i < job->width; i++) {
            if (job->column[i].index >= 0) {
                GEO_TRY(add_value(job, &job->column[i], job->csv.cell[i]));
            }
        }
        GEO_TRY(geoi_layer_builder_next(job->ctx, job->builder));
        if (row % REPORT_EVERY == 0) {
            GEO_TRY(
                geoi_progress(job->ctx, (double)(job->csv.at - job->begin) / (double)job->size));
        }
    }
done:
    return status;
}

geo_status geoi_csv_layer(geo_ctx *ctx, const char *bytes, int64_t size, bool places,
                          const geo_read_options *options, geoi_rejects *rejects,
                          geoi_layer_builder *b, geoi_csv_places *found)
{
    geo_status status = GEO_OK;
    csv_job job = {.ctx = ctx,
                   .builder = b,
                   .places = {-1, -1, true, NULL},
                   .wkt = -1,
                   .begin = bytes,
                   .size = size,
                   .rejects = rejects};
    GEO_TRY(read_header(&job, places, options));
    GEO_TRY(learn_types(&job, places));
    GEO_TRY(fill(&job));
    geoi_wkt_notes(ctx, &job.wkt_counts);
done:
    *found = job.places;
    geoi_csv_close(&job.csv);
    geoi_release(job.column);
    return status;
}
