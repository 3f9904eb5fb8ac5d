/* SPDX-License-Identifier: MIT */
/* Columns as a dBASE III table, and what is lost by it, told. */
#include "base/number.h"
#include "io/shapefile_write.h"
#include "io/wkb_write.h"

enum { HEAD = 32, FIELD = 32, NAME = 10, SHOWN = 80, MOST_FIELDS = 255, MOST_BYTES = 65535 };
enum { LONGEST_TEXT = 254, DIGITS = 18, LONGEST_REAL = 24, MOST_DECIMALS = 15, DATE = 8 };
enum { REPORT_EVERY = 4096, NUMBER = 32 };

typedef struct dbf_field {
    const geoi_out_column *column;
    char name[NAME + 1];
    char type; /* C, N, F or D */
    int width, decimals;
    int64_t cut; /* texts that do not fit */
} dbf_field;

typedef struct dbf_job {
    geo_ctx *ctx;
    int64_t count, rows, empty; /* empty: texts, which will read as null */
    dbf_field *field;
    char *record;
    int64_t record_size;
} dbf_job;

/* ---- Names ------------------------------------------------------------------------------ */

/* Bytes of the longest beginning that fits and ends between characters. */
static int64_t fitting(const char *text, int64_t length, int64_t most)
{
    int64_t n = length < most ? length : most;
    while (n < length && n > 0 && ((unsigned char)text[n] & 0xC0) == 0x80) {
        n--;
    }
    return n;
}

static bool is_taken(const dbf_job *job, int64_t count, const char *name)
{
    for (int64_t i = 0; i < count; i++) {
        if (geoi_same_word(job->field[i].name, name)) {
            return true;
        }
    }
    return false;
}

static geo_status choose_name(dbf_job *job, int64_t i, geoi_out_column *column)
{
    geo_status status = GEO_OK;
    char shown[SHOWN], end[NAME], *name = job->field[i].name, *copy;
    const char *own = column->name;
    int64_t length = (int64_t)strlen(own), kept = fitting(own, length, NAME);
    (void)snprintf(name, NAME + 1, "%.*s", (int)kept, own);
    for (int k = 2; is_taken(job, i, name); k++) {
        int room = NAME - snprintf(end, sizeof end, "_%d", k);
        (void)snprintf(name, NAME + 1, "%.*s%s", (int)fitting(own, length, room), own, end);
    }
    if (strcmp(name, own) != 0) {
        geoi_note(job->ctx, "the column \"%s\" is called \"%s\" in the Shapefile",
                  geoi_printable(own, length, shown, sizeof shown), name);
    }
    GEO_TRY(geoi_copy_text(job->ctx, name, &copy));
    geoi_release(column->name);
    column->name = copy;
done:
    return status;
}

/* ---- Types ------------------------------------------------------------------------------ */

static int64_t longest_text(const geo_column *c)
{
    int64_t most = 1;
    for (int64_t i = 0; i < c->n; i++) {
        int64_t n = geo_column_is_null(c, i) ? 0 : geoi_text_length(c, i);
        most = n > most ? n : most;
    }
    return most;
}

static void size_ints(dbf_field *f, const geo_column *c)
{
    char number[NUMBER];
    f->type = 'N';
    f->width = 1;
    for (int64_t i = 0; i < c->n; i++) {
        int n = geo_column_is_null(c, i) ? 0 : geoi_integer_format(c->ints[i], number);
        f->width = n > f->width ? n : f->width;
    }
    if (f->width > DIGITS) { /* readers take longer ones for reals, which round them */
        f->type = 'C';
    }
}

/* Shortest digits, which read back the same; an exponent needs a field of the floating kind. */
static void size_reals(dbf_field *f, const geo_column *c)
{
    char number[NUMBER];
    f->type = 'N';
    f->width = 3;
    f->decimals = 1;
    for (int64_t i = 0; i < c->n; i++) {
        if (geo_column_is_null(c, i)) {
            continue;
        }
        int n = geoi_number_format(c->reals[i], number);
        const char *point = memchr(number, '.', (size_t)n);
        int decimals = point != NULL ? (int)(number + n - point - 1) : 0;
        f->type = memchr(number, 'e', (size_t)n) != NULL ? 'F' : f->type;
        f->width = n > f->width ? n : f->width;
        f->decimals = decimals > f->decimals ? decimals : f->decimals;
    }
    if (f->type == 'F' || f->decimals > MOST_DECIMALS) {
        f->width = LONGEST_REAL;
        f->decimals = MOST_DECIMALS;
    }
}

static void choose_type(dbf_field *f)
{
    const geo_column *c = &f->column->column;
    int64_t n;
    switch (f->column->kind) {
    case GEOI_OUT_FLAG:
        f->type = 'N'; /* there is a type for flags, which most programs read as text */
        f->width = 1;
        return;
    case GEOI_OUT_INT:
        size_ints(f, c);
        return;
    case GEOI_OUT_REAL:
        size_reals(f, c);
        return;
    case GEOI_OUT_DATE:
        f->type = 'D';
        f->width = DATE;
        return;
    case GEOI_OUT_TEXT:
    case GEOI_OUT_JSON:
    case GEOI_OUT_MOMENT:
        break;
    }
    n = longest_text(c);
    f->type = 'C';
    f->width = n < LONGEST_TEXT ? (int)n : LONGEST_TEXT;
}

static void note_type(geo_ctx *ctx, const dbf_field *f)
{
    const char *what = NULL;
    if (f->type == 'C' && f->column->kind == GEOI_OUT_INT) {
        what = "text: it holds numbers of more than 18 places";
    } else if (f->column->kind == GEOI_OUT_JSON) {
        what = "text: it holds JSON";
    } else if (f->type == 'C' && f->column->column.type == GEO_DATETIME) {
        what = "text: it holds times";
    } else if (f->column->kind == GEOI_OUT_FLAG) {
        what = "the numbers 1 and 0: it holds true and false";
    }
    if (what != NULL) {
        geoi_note(ctx, "the column \"%s\" becomes %s", f->name, what);
    }
}

static geo_status fail_size(geo_ctx *ctx, const char *what)
{
    geo_status status = geoi_fail(ctx, GEO_UNSUPPORTED, "%s", what);
    geoi_hint(ctx, "keep fewer columns, or write .gpkg");
    return status;
}

static geo_status plan(dbf_job *job, geoi_out_columns *columns)
{
    geo_status status = GEO_OK;
    if (columns->count > MOST_FIELDS) {
        GEO_TRY(fail_size(job->ctx, "a Shapefile holds at most 255 columns"));
    }
    job->count = columns->count;
    job->record_size = 1;
    GEO_TRY(geoi_array(job->ctx, job->count, sizeof *job->field, &job->field));
    for (int64_t i = 0; i < job->count; i++) {
        dbf_field *f = &job->field[i];
        f->column = &columns->column[i];
        GEO_TRY(choose_name(job, i, &columns->column[i]));
        choose_type(f);
        note_type(job->ctx, f);
        job->record_size += f->width;
    }
    if (job->record_size > MOST_BYTES) {
        GEO_TRY(fail_size(job->ctx, "a row of a Shapefile's table holds at most 65535 bytes"));
    }
    GEO_TRY(geoi_array_raw(job->ctx, job->record_size, 1, &job->record));
done:
    return status;
}

/* ---- Bytes ------------------------------------------------------------------------------ */

static geo_status put_head(const dbf_job *job, geoi_sink *sink)
{
    geo_status status = GEO_OK;
    uint8_t head[HEAD] = {3, 70, 1, 1}; /* 1970-01-01: equal layers give equal bytes */
    int64_t size = HEAD + FIELD * job->count + 1;
    (void)geoi_put_u32(head + 4, (uint32_t)job->rows);
    (void)geoi_put_u32(head + 8, (uint32_t)size | (uint32_t)job->record_size << 16);
    GEO_TRY(sink->put(job->ctx, sink->user, (const char *)head, HEAD));
    for (int64_t i = 0; i < job->count; i++) {
        const dbf_field *f = &job->field[i];
        uint8_t field[FIELD] = {0};
        memcpy(field, f->name, strlen(f->name));
        field[11] = (uint8_t)f->type;
        field[16] = (uint8_t)f->width;
        field[17] = (uint8_t)f->decimals;
        GEO_TRY(sink->put(job->ctx, sink->user, (const char *)field, FIELD));
    }
    GEO_TRY(sink->put(job->ctx, sink->user, "\r", 1));
done:
    return status;
}

static void put_number(const dbf_field *f, const char *text, int n, char *out)
{
    memcpy(f->type == 'C' ? out : out + f->width - n, text, (size_t)n);
}

static void put_text(dbf_job *job, dbf_field *f, int64_t row, char *out)
{
    const geo_column *c = &f->column->column;
    const char *text = c->text + c->text_begin[row];
    int64_t length = geoi_text_length(c, row);
    if (f->type == 'D') { /* 2024-05-01 */
        memcpy(out, text, 4);
        memcpy(out + 4, text + 5, 2);
        memcpy(out + 6, text + 8, 2);
        return;
    }
    int64_t n = fitting(text, length, f->width);
    if (n > 0) { /* a column of empty texts has no bytes at all */
        memcpy(out, text, (size_t)n);
    }
    f->cut += n < length;
    job->empty += length == 0;
}

/* Null is blank. */
static void put_value(dbf_job *job, dbf_field *f, int64_t row, char *out)
{
    const geo_column *c = &f->column->column;
    char number[NUMBER];
    memset(out, ' ', (size_t)f->width);
    if (geo_column_is_null(c, row)) {
        return;
    }
    switch (c->type) {
    case GEO_BOOL:
        out[0] = c->flags[row] ? '1' : '0';
        return;
    case GEO_INT:
        put_number(f, number, geoi_integer_format(c->ints[row], number), out);
        return;
    case GEO_REAL:
        put_number(f, number, geoi_number_format(c->reals[row], number), out);
        return;
    case GEO_TEXT:
    case GEO_DATETIME:
    case GEO_JSON:
        break;
    }
    put_text(job, f, row, out);
}

static geo_status put_rows(dbf_job *job, geoi_sink *sink)
{
    geo_status status = GEO_OK;
    for (int64_t row = 0; row < job->rows; row++) {
        char *out = job->record;
        *out++ = ' '; /* not deleted */
        for (int64_t i = 0; i < job->count; i++) {
            put_value(job, &job->field[i], row, out);
            out += job->field[i].width;
        }
        GEO_TRY(sink->put(job->ctx, sink->user, job->record, job->record_size));
        if (row % REPORT_EVERY == 0) {
            GEO_TRY(geoi_progress(job->ctx, (double)row / (double)job->rows));
        }
    }
    GEO_TRY(sink->put(job->ctx, sink->user, "\x1A", 1));
done:
    return status;
}

static void note_lost(const dbf_job *job)
{
    for (int64_t i = 0; i < job->count; i++) {
        const dbf_field *f = &job->field[i];
        if (f->cut > 0) {
            geoi_note(job->ctx, "%lld %s of the column \"%s\" cut to %d bytes", (long long)f->cut,
                      geoi_plural(f->cut, "text", "texts"), f->name, f->width);
        }
    }
    if (job->empty > 0) {
        geoi_note(job->ctx, "%lld empty %s will be read as null", (long long)job->empty,
                  geoi_plural(job->empty, "text", "texts"));
    }
}

geo_status geoi_dbf_write(geo_ctx *ctx, geoi_out_columns *columns, int64_t rows, geoi_sink *sink)
{
    geo_status status = GEO_OK;
    dbf_job job = {.ctx = ctx, .rows = rows};
    GEO_TRY(plan(&job, columns));
    if (rows > 0 && job.record_size > 2147483647 / rows) {
        GEO_TRY(fail_size(ctx, "the table of a Shapefile holds at most 2 GB"));
    }
    GEO_TRY(put_head(&job, sink));
    GEO_TRY(put_rows(&job, sink));
    note_lost(&job);
done:
    geoi_release(job.field);
    geoi_release(job.record);
    return status;
}
