/* SPDX-License-Identifier: MIT */
/* In which encoding a Shapefile's attributes are: what its .cpg says, else the language byte of
 * its .dbf, else what the texts themselves show. */
#include "io/encoding_guess.h"
#include "io/gdal.h"

enum {
    DBF_HEADER = 32,
    LANGUAGE_BYTE = 29,
    FIELD = 32,      /* bytes of a field's description */
    FIELD_NAME = 11, /* bytes of its name, which come first */
    NAME_SIZE = 40
};

/* ---- What is declared -------------------------------------------------------------------- */

typedef struct language {
    unsigned byte;
    const char *encoding;
} language;

/* dBASE language drivers that name one code page. 0x57 means "the system's own" and says
 * nothing: Chinese systems write it for GBK, others for Latin 1. */
static const language languages[] = {
    {0x4D, "CP936"},  {0x7A, "CP936"},  {0x4F, "CP950"},  {0x78, "CP950"},  {0x4E, "CP949"},
    {0x79, "CP949"},  {0x13, "CP932"},  {0x7B, "CP932"},  {0x03, "CP1252"}, {0x58, "CP1252"},
    {0x59, "CP1252"}, {0xC8, "CP1250"}, {0xC9, "CP1251"}, {0x01, "CP437"},  {0x02, "CP850"},
    {0x65, "CP866"},  {0x26, "CP866"},
};

static geo_status fail_cpg(geo_ctx *ctx, const geoi_bytes *cpg)
{
    char shown[60];
    geo_status status =
        geoi_fail(ctx, GEO_DATA, "its .cpg names no known encoding: \"%s\"",
                  geoi_printable(cpg->data, cpg->size < 40 ? cpg->size : 40, shown, sizeof shown));
    geoi_hint(ctx, "name the encoding, such as --encoding GBK, or mend the .cpg");
    return status;
}

/* "" when the file is empty. A byte order mark and what follows the first line do not count. */
static geo_status read_cpg(geo_ctx *ctx, const geoi_bytes *cpg, char out[NAME_SIZE])
{
    char name[NAME_SIZE];
    int64_t from = cpg->size >= 3 && memcmp(cpg->data, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    int64_t to = from;
    while (to < cpg->size && to - from < NAME_SIZE - 1 && cpg->data[to] >= ' ' &&
           cpg->data[to] <= '~') {
        to++;
    }
    memcpy(name, cpg->data + from, (size_t)(to - from));
    name[to - from] = '\0';
    bool ended = to == cpg->size || cpg->data[to] == '\n' || cpg->data[to] == '\r';
    if (cpg->size > from && (!ended || !geoi_encoding_is_listed(name))) {
        return fail_cpg(ctx, cpg);
    }
    memcpy(out, name, NAME_SIZE);
    return GEO_OK;
}

static const char *language_of(const geoi_bytes *dbf)
{
    for (int64_t i = 0; dbf->size >= DBF_HEADER && i < GEOI_COUNT_OF(languages); i++) {
        if ((unsigned char)dbf->data[LANGUAGE_BYTE] == languages[i].byte) {
            return languages[i].encoding;
        }
    }
    return "";
}

/* ---- What the texts show ------------------------------------------------------------------ */

/* dBASE III: a header with its size at 8 and the rows' size at 10, then rows of fixed fields. */
typedef struct table {
    const char *data;
    int64_t size, header, row, rows, fields;
} table;

static int64_t number_at(const char *data, int bytes)
{
    int64_t n = 0;
    for (int i = bytes - 1; i >= 0; i--) {
        n = n << 8 | (unsigned char)data[i];
    }
    return n;
}

static table table_of(const geoi_bytes *dbf)
{
    table t = {.data = dbf->data, .size = dbf->size};
    if (dbf->size >= DBF_HEADER) {
        t.header = number_at(dbf->data + 8, 2);
        t.row = number_at(dbf->data + 10, 2);
        t.rows = number_at(dbf->data + 4, 4);
        int64_t most = t.header < t.size ? t.header : t.size;
        while (DBF_HEADER + FIELD * (t.fields + 1) <= most &&
               t.data[DBF_HEADER + FIELD * t.fields] != '\r') {
            t.fields++;
        }
    }
    return t;
}

/* Without the zeros or blanks that fill it up. */
static int64_t text_length(const char *bytes, int64_t width)
{
    const char *zero = memchr(bytes, '\0', (size_t)width);
    int64_t n = zero != NULL ? zero - bytes : width;
    while (n > 0 && bytes[n - 1] == ' ') {
        n--;
    }
    return n;
}

static geo_status add_names(geo_ctx *ctx, const table *t, geoi_guess *g)
{
    geo_status status = GEO_OK;
    for (int64_t f = 0; f < t->fields; f++) {
        const char *name = t->data + DBF_HEADER + FIELD * f;
        GEO_TRY(geoi_guess_add(ctx, g, name, text_length(name, FIELD_NAME)));
    }
done:
    return status;
}

static geo_status add_row(geo_ctx *ctx, const table *t, const char *row, geoi_guess *g)
{
    geo_status status = GEO_OK;
    int64_t at = 1; /* after the mark of deleted rows */
    for (int64_t f = 0; f < t->fields; f++) {
        const char *field = t->data + DBF_HEADER + FIELD * f;
        int64_t width = (unsigned char)field[16];
        width += field[11] == 'C' ? (int64_t)(unsigned char)field[17] << 8 : 0;
        if (at + width > t->row) {
            break; /* GDAL will refuse it */
        }
        if (field[11] == 'C') {
            GEO_TRY(geoi_guess_add(ctx, g, row + at, text_length(row + at, width)));
        }
        at += width;
    }
done:
    return status;
}

static geo_status guess(geo_ctx *ctx, const geoi_bytes *dbf, char out[NAME_SIZE])
{
    geo_status status = GEO_OK;
    geoi_guess *g = NULL;
    const table t = table_of(dbf);
    GEO_TRY(geoi_array(ctx, 1, sizeof *g, &g));
    GEO_TRY(add_names(ctx, &t, g));
    for (int64_t i = 0; i < t.rows && t.row > 0 && t.header + (i + 1) * t.row <= t.size; i++) {
        GEO_TRY(add_row(ctx, &t, t.data + t.header + i * t.row, g));
    }
    GEO_TRY(geoi_guess_tell(ctx, g, out));
done:
    if (g != NULL) {
        geoi_guess_clear(g);
        geoi_release(g);
    }
    return status;
}

geo_status geoi_sidecars_encoding(geo_ctx *ctx, const geoi_sidecars *s, const char *asked,
                                  char out[40])
{
    geo_status status = GEO_OK;
    out[0] = '\0';
    if (asked != NULL) {
        (void)snprintf(out, NAME_SIZE, "%.39s", asked);
        return GEO_OK;
    }
    if (s->cpg.size > 0) {
        GEO_TRY(read_cpg(ctx, &s->cpg, out));
    }
    if (out[0] == '\0') {
        (void)snprintf(out, NAME_SIZE, "%s", language_of(&s->dbf));
    }
    if (out[0] == '\0') {
        GEO_TRY(guess(ctx, &s->dbf, out));
    }
done:
    return status;
}
