/* SPDX-License-Identifier: MIT */
/* In which columns of a CSV file the coordinates are: those asked for, else those of the usual
 * names, else the only pair whose names tell it: gcj_lon and gcj_lat, lng_bd09 and lat_bd09,
 * home_lon and home_lat. Such a name may say in which system they are. */
#include "io/csv.h"
#include "space/crs.h"
#include "space/crs_name.h"

enum { NAME = 120, LIST = 400, MOST_PAIRS = 16, MOST_TRIED = 64 };

static const char *const X_NAMES[] = {"lon", "longitude", "lng", "经度", "x", NULL};
static const char *const Y_NAMES[] = {"lat", "latitude", "纬度", "y", NULL};

/* ---- Names one by one ---------------------------------------------------------------------- */

geoi_csv_cell geoi_csv_trimmed(geoi_csv_cell c)
{
    while (c.length > 0 && (c.text[0] == ' ' || c.text[0] == '\t')) {
        c.text++;
        c.length--;
    }
    while (c.length > 0 && (c.text[c.length - 1] == ' ' || c.text[c.length - 1] == '\t')) {
        c.length--;
    }
    return c;
}

/* Only ASCII letters have cases here. */
static bool same_word(geoi_csv_cell c, const char *word)
{
    if (c.length != (int64_t)strlen(word)) {
        return false;
    }
    for (int64_t i = 0; i < c.length; i++) {
        char a = c.text[i], b = word[i];
        a = (char)(a >= 'A' && a <= 'Z' ? a + 32 : a);
        b = (char)(b >= 'A' && b <= 'Z' ? b + 32 : b);
        if (a != b) {
            return false;
        }
    }
    return true;
}

static int64_t find_cell(const geoi_csv *csv, const char *word)
{
    for (int64_t i = 0; i < csv->count; i++) {
        if (same_word(geoi_csv_trimmed(csv->cell[i]), word)) {
            return i;
        }
    }
    return -1;
}

static int64_t find_usual(const geoi_csv *csv, const char *const *usual)
{
    int64_t column = -1;
    for (int i = 0; usual[i] != NULL && column < 0; i++) {
        column = find_cell(csv, usual[i]);
    }
    return column;
}

/* "a, b, c": the columns there are, as many as fit. */
static void list_columns(const geoi_csv *csv, char *out, size_t size)
{
    size_t used = 0;
    out[0] = '\0';
    for (int64_t i = 0; i < csv->count && used + NAME < size; i++) {
        char name[NAME];
        geoi_printable(csv->cell[i].text, csv->cell[i].length, name, sizeof name - 4);
        used += (size_t)snprintf(out + used, size - used, "%s%s", i > 0 ? ", " : "", name);
    }
}

static geo_status find_axis(geo_ctx *ctx, const geoi_csv *header, const char *asked,
                            const char *const *usual, const char *what, int64_t *column)
{
    char names[400], shown[NAME];
    *column = asked != NULL ? find_cell(header, asked) : find_usual(header, usual);
    if (*column >= 0) {
        return GEO_OK;
    }
    list_columns(header, names, sizeof names);
    geo_status status =
        asked != NULL
            ? geoi_fail(ctx, GEO_INVALID, "no column is called \"%s\"",
                        geoi_printable(asked, (int64_t)strlen(asked), shown, sizeof shown))
            : geoi_fail(ctx, GEO_DATA, "no column of %s, such as %s", what, usual[0]);
    geoi_hint(ctx, "name the columns as --xy X,Y; there are: %s", names);
    return status;
}

/* ---- Pairs --------------------------------------------------------------------------------- */

/* One of the pairs, and all of them as text. */
typedef struct csv_pairs {
    int count;
    geoi_csv_places first;
    char list[LIST];
} csv_pairs;

static geoi_axis_name axis_of(const geoi_csv *csv, int64_t column)
{
    geoi_csv_cell c = geoi_csv_trimmed(csv->cell[column]);
    return geoi_axis_in_name(c.text, c.length);
}

static bool are_pair(const geoi_csv *csv, int64_t x, const geoi_axis_name *x_axis, int64_t y,
                     const geoi_axis_name *y_axis)
{
    geoi_csv_cell p = geoi_csv_trimmed(csv->cell[x]), q = geoi_csv_trimmed(csv->cell[y]);
    return geoi_axes_are_pair(p.text, p.length, x_axis, q.text, q.length, y_axis);
}

static void show_pair(const geoi_csv *csv, int64_t x, int64_t y, const char *between, char *out,
                      size_t size)
{
    char names[2][NAME];
    geoi_csv_cell a = geoi_csv_trimmed(csv->cell[x]), b = geoi_csv_trimmed(csv->cell[y]);
    (void)snprintf(out, size, "%s%s%s", geoi_printable(a.text, a.length, names[0], NAME), between,
                   geoi_printable(b.text, b.length, names[1], NAME));
}

static void add_pair(const geoi_csv *csv, int64_t x, int64_t y, const char *crs, csv_pairs *pairs)
{
    size_t used = strlen(pairs->list);
    if (pairs->count++ == 0) {
        pairs->first = (geoi_csv_places){x, y, false, crs};
    } else {
        (void)snprintf(pairs->list + used, LIST - used, "; ");
        used = strlen(pairs->list);
    }
    show_pair(csv, x, y, ",", pairs->list + used, LIST - used);
}

/* x and y alone are two of many things; with a system's name they are coordinates. */
static void pair_up(const geoi_csv *csv, const geoi_axis_name *axes, csv_pairs *pairs)
{
    int tried = 0; /* not all of thousands with all of thousands */
    for (int64_t x = 0; x < csv->count && pairs->count < MOST_PAIRS && tried < MOST_TRIED; x++) {
        const geoi_axis_name *axis = &axes[x];
        if (axis->axis != 'x' || (!axis->degrees && axis->named.crs == NULL)) {
            continue;
        }
        tried++;
        for (int64_t y = 0; y < csv->count; y++) {
            if (are_pair(csv, x, axis, y, &axes[y])) {
                add_pair(csv, x, y, axis->named.crs, pairs);
                break;
            }
        }
    }
}

static geo_status find_pairs(geo_ctx *ctx, const geoi_csv *csv, csv_pairs *pairs)
{
    geo_status status = GEO_OK;
    geoi_axis_name *axes = NULL;
    GEO_TRY(geoi_array(ctx, csv->count, sizeof *axes, &axes));
    for (int64_t k = 0; k < csv->count; k++) {
        axes[k] = axis_of(csv, k);
    }
    pair_up(csv, axes, pairs);
done:
    geoi_release(axes);
    return status;
}

/* ---- All together -------------------------------------------------------------------------- */

static geo_status use_only_pair(geo_ctx *ctx, const geoi_csv *header, geoi_csv_places *out)
{
    geo_status status = GEO_OK;
    csv_pairs pairs = {0};
    GEO_TRY(find_pairs(ctx, header, &pairs));
    if (pairs.count > 1) {
        char first[2 * NAME + 2];
        show_pair(header, pairs.first.x, pairs.first.y, ",", first, sizeof first);
        status = geoi_fail(ctx, GEO_DATA, "has several pairs of coordinates: %s", pairs.list);
        geoi_hint(ctx, "choose one of them: --xy %s", first);
    }
    if (pairs.count == 1) {
        *out = pairs.first;
    }
done:
    return status;
}

static void tell(geo_ctx *ctx, const geoi_csv *header, const geoi_csv_places *p)
{
    char pair[2 * NAME + 12];
    show_pair(header, p->x, p->y, "\" and \"", pair, sizeof pair);
    if (p->crs != NULL) {
        bool doubtful = axis_of(header, p->x).named.doubtful;
        geoi_note(ctx, "its columns \"%s\" hold the coordinates, by their names in %s%s", pair,
                  strcmp(p->crs, "WGS84") == 0 ? "WGS 84" : geoi_crs_spelling(p->crs),
                  doubtful ? "; if \"bd\" means something else, say which with --in-crs" : "");
    } else {
        geoi_note(ctx, "its columns \"%s\" hold the coordinates", pair);
    }
}

/* Named against their names: it may be meant, for there are files whose names are wrong. */
static void tell_turned(geo_ctx *ctx, const geoi_csv *header, const geoi_csv_places *p)
{
    char asked[2 * NAME + 12], turned[2 * NAME + 12];
    show_pair(header, p->x, p->y, "\" and \"", asked, sizeof asked);
    show_pair(header, p->y, p->x, ",", turned, sizeof turned);
    geoi_note(ctx,
              "its columns \"%s\" are read as longitude and latitude in this order, as asked, "
              "though their names say the other: that is --xy %s",
              asked, turned);
}

geo_status geoi_csv_find_places(geo_ctx *ctx, const geoi_csv *header,
                                const geo_read_options *options, geoi_csv_places *out)
{
    geo_status status = GEO_OK;
    bool asked = options->x_field != NULL || options->y_field != NULL;
    *out = (geoi_csv_places){-1, -1, true, NULL};
    if (!asked && (find_usual(header, X_NAMES) < 0 || find_usual(header, Y_NAMES) < 0)) {
        GEO_TRY(use_only_pair(ctx, header, out));
    }
    if (out->x < 0) {
        GEO_TRY(find_axis(ctx, header, options->x_field, X_NAMES, "longitude or x", &out->x));
        GEO_TRY(find_axis(ctx, header, options->y_field, Y_NAMES, "latitude or y", &out->y));
    }
    if (out->x == out->y) {
        GEO_TRY(geoi_fail(ctx, GEO_INVALID, "x and y are the same column"));
    }
    geoi_axis_name x_axis = axis_of(header, out->x), y_axis = axis_of(header, out->y);
    if (asked && are_pair(header, out->x, &x_axis, out->y, &y_axis)) {
        out->crs = x_axis.named.crs;
    }
    if (!out->usual || out->crs != NULL) {
        tell(ctx, header, out);
    }
    if (asked && x_axis.axis == 'y' && x_axis.degrees && y_axis.axis == 'x' && y_axis.degrees) {
        tell_turned(ctx, header, out);
    }
done:
    return status;
}
