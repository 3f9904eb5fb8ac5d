/* SPDX-License-Identifier: MIT */
/* The numbers of GCJ-02 and BD-09 look like those of WGS 84, and no format has a place to name
 * them. What people do is to say it in a name. In this order, and the first that says anything
 * decides, WGS 84 too:
 *
 *   1. points that are the values of two of their columns: gcj_lon and gcj_lat
 *   2. a column of the coordinates' kind, with one value: coord_type = gcj02
 *   3. the members of a GeoJSON collection
 *   4. the layer's name, then the file's
 *
 * Not so: other columns (baidu_id tells who made the list, not where its points are), what our own
 * tools wrote, and layers outside of China, where the datums do not differ. */
#include "io/read_clue.h"

#include <math.h>

#include "geo/layer.h"
#include "io/file.h"
#include "io/sniff.h"
#include "layer/builder.h"
#include "space/crs_name.h"

enum { ROWS = 1000, COLUMNS = 256, LONGEST = 4096, SAID = 48, REASON = 240 };

typedef struct clue {
    const char *crs; /* NULL: nothing has been said */
    char reason[REASON];
} clue;

static bool is_in_china(const geo_layer *layer)
{
    geo_box e = geo_layer_extent(layer); /* the shift applies there: see datum.c */
    return e.min_x <= e.max_x && e.min_x < 137.8347 && e.max_x > 72.004 && e.min_y < 55.8271 &&
           e.max_y > 0.8293;
}

/* The word of `text` that says it, as it stands there. */
static void take_word(clue *c, const geoi_named_crs *named, const char *text, const char *who)
{
    char word[SAID];
    c->crs = named->crs;
    geoi_printable(text + named->begin, named->end - named->begin, word, sizeof word);
    (void)snprintf(c->reason, sizeof c->reason, "%s %s", who, word);
}

/* ---- Columns ------------------------------------------------------------------------------ */

/* Not thousands: pairs of them are looked for. */
static int64_t looked_at(const geo_layer *layer)
{
    int64_t count = geo_layer_column_count(layer);
    return count < COLUMNS ? count : COLUMNS;
}

static double number_at(const geo_column *c, int64_t row)
{
    bool number = c->type == GEO_REAL || c->type == GEO_INT;
    if (!number || geo_column_is_null(c, row)) {
        return (double)NAN;
    }
    return c->type == GEO_REAL ? c->reals[row] : (double)c->ints[row];
}

/* Are the first points what the columns hold? The last digits may have been cut. */
static bool points_are_in(const geo_layer *layer, const geo_column *x, const geo_column *y)
{
    static const double NEAR = 2e-6; /* degrees, a fifth of a metre */
    const geo_geometry *g = geo_layer_geometry(layer);
    int64_t same = 0;
    for (int64_t i = 0; i < g->n && i < ROWS; i++) {
        geo_span at = geo_feature_coords(g, i);
        double lon = number_at(x, i), lat = number_at(y, i);
        if (at.begin == at.end || isnan(lon) || isnan(lat)) {
            continue;
        }
        if (g->type[i] != GEO_POINT || fabs(g->x[at.begin] - lon) > NEAR ||
            fabs(g->y[at.begin] - lat) > NEAR) {
            return false;
        }
        same++;
    }
    return same > 0;
}

static void look_at_pair(const geo_layer *layer, const geo_column *x, const geoi_axis_name *x_axis,
                         clue *c)
{
    int64_t x_length = (int64_t)strlen(x->info.name);
    for (int64_t k = 0; k < looked_at(layer) && c->crs == NULL; k++) {
        geo_column y = geo_layer_column(layer, k);
        int64_t y_length = (int64_t)strlen(y.info.name);
        geoi_axis_name axis = geoi_axis_in_name(y.info.name, y_length);
        if (geoi_axes_are_pair(x->info.name, x_length, x_axis, y.info.name, y_length, &axis) &&
            points_are_in(layer, x, &y)) {
            char names[2][SAID];
            c->crs = x_axis->named.crs;
            (void)snprintf(c->reason, sizeof c->reason,
                           "its points are those of the columns \"%s\" and \"%s\"",
                           geoi_printable(x->info.name, x_length, names[0], SAID),
                           geoi_printable(y.info.name, y_length, names[1], SAID));
        }
    }
}

static bool is_kind_of_coordinates(const char *name)
{
    static const char *const names[] = {"coord_type", "coordtype", "coord_sys", "coordsys", "crs",
                                        "datum",      "坐标系",    "坐标系统",  "坐标类型", NULL};
    for (int i = 0; names[i] != NULL; i++) {
        if (strcmp(name, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* All of its first values, and at least one, say the same. */
static void look_at_values(const geo_column *column, clue *c)
{
    geoi_named_crs said = {NULL, 0, 0, false};
    const char *first = NULL;
    for (int64_t i = 0; i < column->n && i < ROWS; i++) {
        if (geo_column_is_null(column, i)) {
            continue;
        }
        const char *text = column->text + column->text_begin[i];
        int64_t length = column->text_begin[i + 1] - column->text_begin[i];
        geoi_named_crs named =
            geoi_crs_in_name(text, length < LONGEST ? length : LONGEST, GEOI_NAME_IN_TEXT);
        if (named.crs == NULL || (first != NULL && strcmp(named.crs, said.crs) != 0)) {
            return;
        }
        said = first == NULL ? named : said;
        first = first == NULL ? text : first;
    }
    if (first != NULL) {
        char name[SAID], who[2 * SAID];
        geoi_printable(column->info.name, (int64_t)strlen(column->info.name), name, sizeof name);
        (void)snprintf(who, sizeof who, "its column \"%s\" says", name);
        take_word(c, &said, first, who);
    }
}

static void look_at_columns(const geo_layer *layer, clue *c)
{
    int64_t count = looked_at(layer);
    for (int64_t i = 0; i < count && c->crs == NULL; i++) {
        geo_column x = geo_layer_column(layer, i);
        geoi_axis_name axis = geoi_axis_in_name(x.info.name, (int64_t)strlen(x.info.name));
        if (axis.axis == 'x' && axis.named.crs != NULL) {
            look_at_pair(layer, &x, &axis, c);
        }
    }
    for (int64_t i = 0; i < count && c->crs == NULL; i++) {
        geo_column column = geo_layer_column(layer, i);
        if (column.type == GEO_TEXT && is_kind_of_coordinates(column.info.name)) {
            look_at_values(&column, c);
        }
    }
}

/* ---- Names -------------------------------------------------------------------------------- */

static void look_at_text(const char *text, geoi_name_kind kind, const char *who, clue *c)
{
    int64_t length = (int64_t)strlen(text);
    geoi_named_crs named = {NULL, 0, 0, false};
    if (c->crs == NULL) {
        named = geoi_crs_in_name(text, length < LONGEST ? length : LONGEST, kind);
    }
    if (named.crs != NULL) {
        take_word(c, &named, text, who);
    }
}

static void look_at_file(const char *path, clue *c)
{
    char stem[GEOI_PATH_SIZE];
    if (!geo_source_is_remote(path) && strcmp(path, "-") != 0) {
        geoi_stem(path, stem, sizeof stem);
        look_at_text(stem, GEOI_NAME_OF_LAYER, "the file's name says", c);
    }
}

static void look_at_names(const char *path, const geo_layer *layer, clue *c)
{
    char stem[GEOI_PATH_SIZE];
    geoi_stem(path, stem, sizeof stem);
    look_at_text(geo_layer_members(layer), GEOI_NAME_IN_TEXT, "a member of the collection says", c);
    if (strcmp(stem, geo_layer_name(layer)) != 0) {
        look_at_text(geo_layer_name(layer), GEOI_NAME_OF_LAYER, "the layer's name says", c);
    }
    look_at_file(path, c);
}

/* ---- All together ------------------------------------------------------------------------- */

static bool is_degrees_of_web_map(const clue *c)
{
    geoi_named_crs named = {c->crs, 0, 0, false};
    return geoi_is_web_map(&named) && strcmp(c->crs, "BD09MC") != 0;
}

geo_status geoi_read_clue(geo_ctx *ctx, const char *path, geo_layer *layer)
{
    geo_status status = GEO_OK;
    clue c = {NULL, ""};
    if (geo_layer_run(layer)[0] != '\0' || !is_in_china(layer)) {
        return GEO_OK;
    }
    look_at_columns(layer, &c);
    look_at_names(path, layer, &c);
    if (is_degrees_of_web_map(&c)) {
        GEO_TRY(geoi_layer_set_likely(ctx, layer, c.crs, c.reason));
        geoi_note(ctx, "read as WGS 84, though %s; if it is in %s, add --in-crs %s", c.reason,
                  c.crs, c.crs);
    }
done:
    return status;
}

void geoi_clue_hint(geo_ctx *ctx, const char *path)
{
    clue c = {NULL, ""};
    char hint[1024];
    (void)snprintf(hint, sizeof hint, "%s", geo_ctx_hint(ctx));
    look_at_file(path, &c);
    geoi_named_crs named = {c.crs, 0, 0, false};
    if (geoi_is_web_map(&named) && strstr(hint, "--in-crs ") != NULL) {
        geoi_hint(ctx, "%s: --in-crs %s; else, %s", c.reason, c.crs, hint);
    }
}
