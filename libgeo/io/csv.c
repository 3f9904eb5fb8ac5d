/* SPDX-License-Identifier: MIT */
/* RFC 4180, and what people make of it: other delimiters, LF alone, a byte order mark. */
#include "io/csv.h"

/* ---- Beginning -------------------------------------------------------------------------- */

/* The delimiter most frequent in the first row outside quotes; comma when there is none. */
static char sniff_delimiter(const char *at, const char *end)
{
    static const char choices[] = {',', ';', '\t'};
    int64_t seen[3] = {0};
    bool quoted = false;
    for (; at < end && (quoted || *at != '\n'); at++) {
        quoted ^= *at == '"';
        for (int i = 0; !quoted && i < 3; i++) {
            seen[i] += *at == choices[i];
        }
    }
    int best = 0;
    for (int i = 1; i < 3; i++) {
        best = seen[i] > seen[best] ? i : best;
    }
    return choices[best];
}

void geoi_csv_open(geoi_csv *csv, const char *bytes, int64_t size)
{
    *csv = (geoi_csv){.at = bytes, .end = bytes + size, .next_line = 1};
    if (size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
        csv->at += 3;
    }
    csv->delimiter = sniff_delimiter(csv->at, csv->end);
}

void geoi_csv_close(geoi_csv *csv)
{
    geoi_release(csv->cell);
    geoi_release(csv->plain_at);
    geoi_release(csv->plain.bytes);
    *csv = (geoi_csv){0};
}

/* ---- Cells ------------------------------------------------------------------------------ */

static bool at_line_end(const geoi_csv *csv)
{
    bool crlf = csv->end - csv->at >= 2 && csv->at[0] == '\r' && csv->at[1] == '\n';
    return csv->at == csv->end || *csv->at == '\n' || crlf;
}

static void pass_line_end(geoi_csv *csv)
{
    if (csv->at < csv->end) {
        csv->at += *csv->at == '\r' ? 2 : 1;
        csv->next_line++;
    }
}

static geo_status new_cell(geo_ctx *ctx, geoi_csv *csv, geoi_csv_cell cell, int64_t plain_at)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_grow(ctx, &csv->cell, &csv->room, csv->count + 1, sizeof *csv->cell));
    GEO_TRY(
        geoi_grow(ctx, &csv->plain_at, &csv->plain_room, csv->count + 1, sizeof *csv->plain_at));
    csv->cell[csv->count] = cell;
    csv->plain_at[csv->count] = plain_at;
    csv->count++;
done:
    return status;
}

static geo_status read_plain(geo_ctx *ctx, geoi_csv *csv)
{
    const char *begin = csv->at;
    while (!at_line_end(csv) && *csv->at != csv->delimiter) {
        csv->at++;
    }
    return new_cell(ctx, csv, (geoi_csv_cell){begin, csv->at - begin, false}, -1);
}

/* Pass the quotes at csv->at, and all up to those that close. */
static geo_status pass_quoted(geo_ctx *ctx, geoi_csv *csv, bool *doubled)
{
    int64_t begins = csv->next_line;
    *doubled = false;
    for (csv->at++; csv->at < csv->end; csv->at++) {
        bool quote = *csv->at == '"';
        if (quote && (csv->at + 1 == csv->end || csv->at[1] != '"')) {
            csv->at++;
            return GEO_OK;
        }
        *doubled |= quote;
        csv->at += quote;
        csv->next_line += *csv->at == '\n';
    }
    geo_status status =
        geoi_fail(ctx, GEO_DATA, "line %lld: a quoted field does not end", (long long)begins);
    geoi_hint(ctx, "close it with \", and write \" inside a field as \"\"");
    return status;
}

static geo_status read_quoted(geo_ctx *ctx, geoi_csv *csv)
{
    geo_status status = GEO_OK;
    bool doubled;
    int64_t plain_at = -1;
    const char *begin = csv->at + 1;
    GEO_TRY(pass_quoted(ctx, csv, &doubled));
    const char *end = csv->at - 1;
    if (!at_line_end(csv) && *csv->at != csv->delimiter) {
        GEO_TRY(geoi_fail(ctx, GEO_DATA, "line %lld: text after the closing quotes of field %lld",
                          (long long)csv->next_line, (long long)csv->count + 1));
    }
    if (doubled) {
        plain_at = csv->plain.length;
        for (const char *s = begin; s < end;) {
            const char *quote = memchr(s, '"', (size_t)(end - s));
            const char *stop = quote != NULL ? quote + 1 : end;
            GEO_TRY(geoi_text_append(ctx, &csv->plain, s, stop - s));
            s = quote != NULL ? quote + 2 : end;
        }
    }
    int64_t length = doubled ? csv->plain.length - plain_at : end - begin;
    GEO_TRY(new_cell(ctx, csv, (geoi_csv_cell){begin, length, true}, plain_at));
done:
    return status;
}

/* ---- Rows ------------------------------------------------------------------------------- */

static void pass_blank_lines(geoi_csv *csv)
{
    while (csv->at < csv->end && at_line_end(csv)) {
        pass_line_end(csv);
    }
}

geo_status geoi_csv_next(geo_ctx *ctx, geoi_csv *csv, bool *more)
{
    geo_status status = GEO_OK;
    pass_blank_lines(csv);
    *more = csv->at < csv->end;
    csv->line = csv->next_line;
    csv->count = 0;
    csv->plain.length = 0;
    for (bool last = !*more; !last;) {
        bool quoted = csv->at < csv->end && *csv->at == '"';
        GEO_TRY(quoted ? read_quoted(ctx, csv) : read_plain(ctx, csv));
        last = at_line_end(csv);
        if (last) {
            pass_line_end(csv);
        } else {
            csv->at++;
        }
    }
    for (int64_t i = 0; i < csv->count; i++) { /* `plain` stands still only now */
        if (csv->plain_at[i] >= 0) {
            csv->cell[i].text = csv->plain.bytes + csv->plain_at[i];
        }
    }
    if (*more && csv->width == 0) {
        csv->width = csv->count;
    }
    if (*more && csv->count != csv->width) {
        GEO_TRY(geoi_fail(ctx, GEO_DATA, "line %lld has %lld fields, the first line has %lld",
                          (long long)csv->line, (long long)csv->count, (long long)csv->width));
    }
done:
    return status;
}
