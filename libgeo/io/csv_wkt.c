/* SPDX-License-Identifier: MIT */
/* Finds the column of a CSV that holds geometries. The name alone does not tell: "geometry" may
 * be GeoJSON, or a remark. */
#include "io/csv.h"
#include "io/wkt_read.h"

enum { NAMES = 4, NAME = 16 };

/* The place of a header's cell among the usual names, NAMES when it is none. */
static int rank_of(geoi_csv_cell c)
{
    static const char *const usual[NAMES] = {"geometry", "wkt", "geom", "the_geom"};
    char name[NAME];
    while (c.length > 0 && c.text[0] == ' ') {
        c.text++;
        c.length--;
    }
    while (c.length > 0 && c.text[c.length - 1] == ' ') {
        c.length--;
    }
    if (c.length >= NAME) {
        return NAMES;
    }
    for (int64_t i = 0; i < c.length; i++) {
        char letter = c.text[i];
        name[i] = (char)(letter >= 'A' && letter <= 'Z' ? letter + 32 : letter);
    }
    name[c.length] = '\0';
    for (int k = 0; k < NAMES; k++) {
        if (strcmp(name, usual[k]) == 0) {
            return k;
        }
    }
    return NAMES;
}

static int64_t named_column(const geoi_csv *csv)
{
    int best = NAMES;
    int64_t column = -1;
    for (int64_t i = 0; i < csv->count; i++) {
        int rank = rank_of(csv->cell[i]);
        if (rank < best) {
            best = rank;
            column = i;
        }
    }
    return column;
}

geo_status geoi_csv_find_wkt(geo_ctx *ctx, const char *bytes, int64_t size, int64_t *column)
{
    geo_status status = GEO_OK;
    geoi_csv csv = {0};
    bool more;
    *column = -1;
    geoi_csv_open(&csv, bytes, size);
    GEO_TRY(geoi_csv_next(ctx, &csv, &more));
    int64_t named = more ? named_column(&csv) : -1;
    while (named >= 0) {
        GEO_TRY(geoi_csv_next(ctx, &csv, &more));
        geoi_csv_cell c = more ? csv.cell[named] : (geoi_csv_cell){"", 0, false};
        if (!more || c.length > 0) {
            /* a layer without any geometry is read as one, too */
            *column = !more || geoi_wkt_is(c.text, c.length) ? named : -1;
            break;
        }
    }
done:
    geoi_csv_close(&csv);
    return status;
}
