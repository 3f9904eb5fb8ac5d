/* SPDX-License-Identifier: MIT */
#include "tiff.h"

#include "support.h"

/* Little-endian, uncompressed, bands one after the other (TIFF 6.0; GeoTIFF 1.1). */

enum {
    SHORT = 3,
    LONG = 4,
    ASCII = 2,
    DOUBLE = 12,
    ROOM = 1 << 20,
    MOST_TAGS = 24,
    WIDTH = 256,
    HEIGHT = 257,
    BITS = 258,
    COMPRESSION = 259,
    PHOTOMETRIC = 262,
    STRIP_OFFSETS = 273,
    SAMPLES = 277,
    ROWS_PER_STRIP = 278,
    STRIP_BYTES = 279,
    PLANAR = 284,
    TILE_WIDTH = 322,
    TILE_HEIGHT = 323,
    TILE_OFFSETS = 324,
    TILE_BYTES = 325,
    SAMPLE_FORMAT = 339,
    SUBFILE = 254,
    MATRIX = 34264,
    GEO_KEYS = 34735,
    GDAL_METADATA = 42112,
    GDAL_NODATA = 42113
};

typedef struct tiff {
    uint8_t *bytes;
    size_t used;
} tiff;

static void put(tiff *t, const void *bytes, size_t n)
{
    assert_true(t->used + n <= ROOM);
    memcpy(t->bytes + t->used, bytes, n);
    t->used += n;
}

static void put16(tiff *t, uint32_t v)
{
    uint8_t b[2] = {(uint8_t)v, (uint8_t)(v >> 8)};
    put(t, b, 2);
}

static void put32(tiff *t, uint32_t v)
{
    put16(t, v & 0xFFFF);
    put16(t, v >> 16);
}

static void set32(tiff *t, size_t at, uint32_t v)
{
    tiff here = {t->bytes, at};
    put32(&here, v);
}

/* ---- Cells ------------------------------------------------------------------------------- */

double tiff_value(const tiff_spec *spec, int band, int column, int row)
{
    return spec->value != NULL ? spec->value(band, column, row)
                               : band * 10000.0 + row * spec->width + column;
}

static void put_cell(tiff *t, tiff_type type, double v)
{
    int16_t whole = 0;
    float single = (float)v;
    uint8_t byte = 0;
    switch (type) {
    case TIFF_UINT8:
        byte = (uint8_t)v;
        put(t, &byte, 1);
        break;
    case TIFF_INT16:
        whole = (int16_t)v;
        put(t, &whole, 2);
        break;
    case TIFF_FLOAT64:
        put(t, &v, 8);
        break;
    case TIFF_FLOAT32:
    case TIFF_COMPLEX64:
        put(t, &single, 4);
        if (type == TIFF_COMPLEX64) {
            put(t, &single, 4);
        }
        break;
    }
}

/* One strip or tile; cells of a tile beyond the edge repeat the last. */
static void put_block(tiff *t, const tiff_spec *s, int band, int column, int row, int w, int h)
{
    for (int k = row; k < row + h; k++) {
        for (int c = column; c < column + w; c++) {
            int in_c = c < s->width ? c : s->width - 1, in_k = k < s->height ? k : s->height - 1;
            put_cell(t, s->type, tiff_value(s, band, in_c, in_k));
        }
    }
}

typedef struct blocks {
    int w, h, count;
    uint32_t offset[4096], bytes[4096];
} blocks;

static void put_blocks(tiff *t, const tiff_spec *s, blocks *b)
{
    int bands = s->bands > 0 ? s->bands : 1;
    b->w = s->tile > 0 ? s->tile : s->width;
    b->h = s->tile > 0 ? s->tile : s->strips_of > 0 ? s->strips_of : 1;
    b->count = 0;
    for (int band = 0; band < bands; band++) {
        for (int row = 0; row < s->height; row += b->h) {
            int h = s->tile > 0 || row + b->h <= s->height ? b->h : s->height - row;
            for (int column = 0; column < s->width; column += b->w) {
                assert_true(b->count < 4096);
                b->offset[b->count] = (uint32_t)t->used;
                put_block(t, s, band, column, row, b->w, h);
                b->bytes[b->count] = (uint32_t)t->used - b->offset[b->count];
                b->count++;
            }
        }
    }
}

/* ---- Tags -------------------------------------------------------------------------------- */

typedef struct tags {
    int n;
    struct {
        uint32_t tag, type, count, value;
    } at[MOST_TAGS];
} tags;

static void tag(tags *d, uint32_t id, uint32_t type, uint32_t count, uint32_t value)
{
    assert_true(d->n < MOST_TAGS);
    d->at[d->n].tag = id;
    d->at[d->n].type = type;
    d->at[d->n].count = count;
    d->at[d->n].value = value;
    d->n++;
}

static void tag_longs(tiff *t, tags *d, uint32_t id, const uint32_t *values, int n)
{
    uint32_t at = (uint32_t)t->used;
    for (int i = 0; i < n; i++) {
        put32(t, values[i]);
    }
    tag(d, id, LONG, (uint32_t)n, n == 1 ? values[0] : at);
}

static void tag_text(tiff *t, tags *d, uint32_t id, const char *text)
{
    uint32_t at = (uint32_t)t->used, n = (uint32_t)strlen(text) + 1;
    char padded[4] = "";
    if (n <= 4) { /* so short a value stands in the tag itself */
        memcpy(padded, text, n - 1);
        memcpy(&at, padded, 4);
    } else {
        put(t, text, n);
    }
    tag(d, id, ASCII, n, at);
}

/* The same number for each band. */
static void tag_shorts(tiff *t, tags *d, uint32_t id, uint32_t value, int bands)
{
    uint32_t at = (uint32_t)t->used;
    for (int i = 0; i < bands && bands > 2; i++) {
        put16(t, value);
    }
    tag(d, id, SHORT, (uint32_t)bands, bands > 2 ? at : value | value << 16);
}

static void tag_place(tiff *t, tags *d, const tiff_spec *s)
{
    const double *g = s->transform;
    double matrix[16] = {g[1], g[2], 0, g[0], g[4], g[5], 0, g[3], 0, 0, 0, 0, 0, 0, 0, 1};
    bool degrees = s->epsg == 4326 || s->epsg == 4490;
    if (!s->unplaced) {
        tag(d, MATRIX, DOUBLE, 16, (uint32_t)t->used);
        put(t, matrix, sizeof matrix);
    }
    if (s->epsg != 0) { /* four keys: the version and count, kind, cells are areas, code */
        uint32_t keys[16] = {1,
                             1,
                             0,
                             3,
                             1024,
                             0,
                             1,
                             degrees ? 2 : 1,
                             1025,
                             0,
                             1,
                             1,
                             degrees ? 2048 : 3072,
                             0,
                             1,
                             (uint32_t)s->epsg};
        tag(d, GEO_KEYS, SHORT, 16, (uint32_t)t->used);
        for (int i = 0; i < 16; i++) {
            put16(t, keys[i]);
        }
    }
}

/* Returns where the offset of the next directory stands. */
static size_t put_tags(tiff *t, const tags *d, size_t link)
{
    t->used += t->used & 1;
    set32(t, link, (uint32_t)t->used);
    put16(t, (uint32_t)d->n);
    for (int i = 0; i < d->n; i++) {
        put16(t, d->at[i].tag);
        put16(t, d->at[i].type);
        put32(t, d->at[i].count);
        put32(t, d->at[i].value);
    }
    put32(t, 0);
    return t->used - 4;
}

static void tag_blocks(tiff *t, tags *d, const tiff_spec *s, const blocks *b, bool offsets)
{
    const uint32_t *values = offsets ? b->offset : b->bytes;
    uint32_t id = s->tile > 0 ? (offsets ? TILE_OFFSETS : TILE_BYTES)
                              : (offsets ? STRIP_OFFSETS : STRIP_BYTES);
    tag_longs(t, d, id, values, b->count);
}

static size_t put_image(tiff *t, const tiff_spec *s, bool mask, size_t link)
{
    static const uint32_t bits[] = {8, 16, 32, 64, 64}, formats[] = {1, 2, 3, 3, 6};
    blocks *b = malloc(sizeof *b);
    tags d = {.n = 0};
    int bands = s->bands > 0 ? s->bands : 1;
    assert_non_null(b);
    put_blocks(t, s, b);
    if (mask) {
        tag(&d, SUBFILE, LONG, 1, 4);
    }
    tag(&d, WIDTH, LONG, 1, (uint32_t)s->width);
    tag(&d, HEIGHT, LONG, 1, (uint32_t)s->height);
    tag_shorts(t, &d, BITS, bits[s->type], bands);
    tag(&d, COMPRESSION, SHORT, 1, 1);
    tag(&d, PHOTOMETRIC, SHORT, 1, mask ? 4 : 1);
    if (s->tile == 0) {
        tag_blocks(t, &d, s, b, true);
    }
    tag(&d, SAMPLES, SHORT, 1, (uint32_t)bands);
    if (s->tile == 0) {
        tag(&d, ROWS_PER_STRIP, LONG, 1, (uint32_t)b->h);
        tag_blocks(t, &d, s, b, false);
    }
    tag(&d, PLANAR, SHORT, 1, bands > 1 ? 2 : 1);
    if (s->tile > 0) {
        tag(&d, TILE_WIDTH, LONG, 1, (uint32_t)s->tile);
        tag(&d, TILE_HEIGHT, LONG, 1, (uint32_t)s->tile);
        tag_blocks(t, &d, s, b, true);
        tag_blocks(t, &d, s, b, false);
    }
    tag_shorts(t, &d, SAMPLE_FORMAT, formats[s->type], bands);
    if (!mask) {
        tag_place(t, &d, s);
        if (s->metadata != NULL) {
            tag_text(t, &d, GDAL_METADATA, s->metadata);
        }
        if (s->nodata != NULL) {
            tag_text(t, &d, GDAL_NODATA, s->nodata);
        }
    }
    free(b);
    return put_tags(t, &d, link);
}

static double mask_value(int band, int column, int row)
{
    (void)band;
    return (column + row) % 2 == 0 ? 255.0 : 0.0;
}

void write_tiff(const char *path, const tiff_spec *spec)
{
    tiff t = {malloc(ROOM), 0};
    assert_non_null(t.bytes);
    put(&t, "II*\0\0\0\0\0", 8);
    size_t link = put_image(&t, spec, false, 4);
    if (spec->masked) {
        tiff_spec mask = {.width = spec->width,
                          .height = spec->height,
                          .type = TIFF_UINT8,
                          .tile = spec->tile,
                          .value = mask_value};
        (void)put_image(&t, &mask, true, link);
    }
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(t.bytes, 1, t.used, f), t.used);
    assert_int_equal(fclose(f), 0);
    free(t.bytes);
}
