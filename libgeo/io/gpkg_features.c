/* SPDX-License-Identifier: MIT */
/* Rows of a layer's table: geometry as GeoPackage binary (OGC 12-128r17, 2.1.3), values bound
 * from where they are. */
#include "io/gpkg_internal.h"
#include "io/iso_time.h"
#include "io/wkb_write.h"

enum { HEADER = 8, ENVELOPE = 32, REPORT_EVERY = 4096 };
enum { LITTLE = 1, WITH_ENVELOPE = 2, EMPTY = 16 }; /* flags of the header */
enum { KEY_AT = 1, GEOMETRY_AT = 2, COLUMNS_AT = 3 };

typedef struct rows {
    const geoi_gpkg *p;
    sqlite3_stmt *insert;
    uint8_t *blob;
    int64_t blob_room;
} rows;

/* ---- Geometry --------------------------------------------------------------------------- */

static geo_box box_of(const geo_geometry *g, geo_span at)
{
    geo_box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (int64_t c = at.begin; c < at.end; c++) {
        box.min_x = g->x[c] < box.min_x ? g->x[c] : box.min_x;
        box.max_x = g->x[c] > box.max_x ? g->x[c] : box.max_x;
        box.min_y = g->y[c] < box.min_y ? g->y[c] : box.min_y;
        box.max_y = g->y[c] > box.max_y ? g->y[c] : box.max_y;
    }
    return box;
}

/* As SQLite's R-tree rounds what it is given. */
static float rounded_down(double v)
{
    float f = (float)v;
    return (double)f > v ? nextafterf(f, -INFINITY) : f;
}

static float rounded_up(double v)
{
    float f = (float)v;
    return (double)f < v ? nextafterf(f, INFINITY) : f;
}

static uint8_t *put_header(uint8_t *out, const geo_box *box, bool empty, bool envelope)
{
    *out++ = 'G';
    *out++ = 'P';
    *out++ = 0; /* version 1 */
    *out++ = (uint8_t)(LITTLE | (envelope ? WITH_ENVELOPE : 0) | (empty ? EMPTY : 0));
    out = geoi_put_u32(out, GEOI_GPKG_WGS84);
    if (envelope) {
        out = geoi_put_double(out, box->min_x);
        out = geoi_put_double(out, box->max_x);
        out = geoi_put_double(out, box->min_y);
        out = geoi_put_double(out, box->max_y);
    }
    return out;
}

static geo_status bind_geometry(rows *r, int64_t row, int64_t key, geoi_gpkg_boxes *boxes)
{
    geo_status status = GEO_OK;
    const geo_geometry *g = geo_layer_geometry(r->p->layer);
    geo_geometry_type type = (geo_geometry_type)g->type[row];
    if (type == GEO_NONE) {
        return geoi_sqlite_check(&r->p->db, sqlite3_bind_null(r->insert, GEOMETRY_AT), SQLITE_OK);
    }
    geo_span at = geo_feature_coords(g, row);
    bool empty = at.begin == at.end;
    geo_box box = box_of(g, at);
    int64_t room = HEADER + ENVELOPE + geoi_wkb_room(g, row);
    GEO_TRY(geoi_grow(r->p->ctx, &r->blob, &r->blob_room, room, 1));
    uint8_t *end = put_header(r->blob, &box, empty, !empty && type != GEO_POINT);
    end = geoi_wkb_put(g, row, geoi_out_geometry_as(&r->p->shape, type), end);
    if (!empty) {
        boxes->box[boxes->n] = (geoi_gpkg_box){rounded_down(box.min_x), rounded_up(box.max_x),
                                               rounded_down(box.min_y), rounded_up(box.max_y)};
        boxes->key[boxes->n++] = key;
    }
    GEO_TRY(geoi_sqlite_check(&r->p->db,
                              sqlite3_bind_blob64(r->insert, GEOMETRY_AT, r->blob,
                                                  (sqlite3_uint64)(end - r->blob), SQLITE_STATIC),
                              SQLITE_OK));
done:
    return status;
}

/* ---- Values ----------------------------------------------------------------------------- */

static int bind_text(sqlite3_stmt *insert, int at, const char *text, int64_t length)
{
    return sqlite3_bind_text64(insert, at, text, (sqlite3_uint64)length, SQLITE_STATIC,
                               SQLITE_UTF8);
}

/* A time in UTC is written with milliseconds, as the standard asks; one of another zone cannot
 * be, and is kept as it is, which readers take. */
static int bind_moment(sqlite3_stmt *insert, int at, const char *text, int64_t length)
{
    char whole[GEOI_ISO_TIME_SIZE];
    if (text[length - 1] != 'Z' || memchr(text, '.', (size_t)length) != NULL) {
        return bind_text(insert, at, text, length);
    }
    int n = snprintf(whole, sizeof whole, "%.*s.000Z", (int)length - 1, text);
    return sqlite3_bind_text(insert, at, whole, n, SQLITE_TRANSIENT);
}

static int bind_value(sqlite3_stmt *insert, int at, const geoi_out_column *f, int64_t row)
{
    const geo_column *c = &f->column;
    const char *text;
    if (geo_column_is_null(c, row)) {
        return sqlite3_bind_null(insert, at);
    }
    switch (c->type) {
    case GEO_BOOL:
        return sqlite3_bind_int(insert, at, c->flags[row]);
    case GEO_INT:
        return sqlite3_bind_int64(insert, at, c->ints[row]);
    case GEO_REAL:
        return sqlite3_bind_double(insert, at, c->reals[row]);
    case GEO_TEXT:
    case GEO_DATETIME:
    case GEO_JSON:
        break;
    }
    text = c->text + c->text_begin[row];
    return f->kind == GEOI_OUT_MOMENT ? bind_moment(insert, at, text, geoi_text_length(c, row))
                                      : bind_text(insert, at, text, geoi_text_length(c, row));
}

/* ---- Rows ------------------------------------------------------------------------------- */

static geo_status put_row(rows *r, int64_t row, geoi_gpkg_boxes *boxes)
{
    geo_status status = GEO_OK;
    const geoi_sqlite *db = &r->p->db;
    const geoi_out_columns *c = &r->p->columns;
    int64_t key = c->ids != NULL ? c->ids[row] : row + 1;
    GEO_TRY(geoi_sqlite_check(db, sqlite3_bind_int64(r->insert, KEY_AT, key), SQLITE_OK));
    GEO_TRY(bind_geometry(r, row, key, boxes));
    for (int i = 0; i < c->count; i++) {
        GEO_TRY(geoi_sqlite_check(db, bind_value(r->insert, COLUMNS_AT + i, &c->column[i], row),
                                  SQLITE_OK));
    }
    GEO_TRY(geoi_sqlite_check(db, sqlite3_step(r->insert), SQLITE_DONE));
    GEO_TRY(geoi_sqlite_check(db, sqlite3_reset(r->insert), SQLITE_OK));
done:
    if (status != GEO_OK) {
        geoi_where(r->p->ctx, "feature %lld", (long long)row + 1);
    }
    return status;
}

static geo_status prepare_insert(rows *r)
{
    geo_status status = GEO_OK;
    geoi_text marks = {0};
    for (int64_t i = 0; i < r->p->columns.count; i++) {
        GEO_TRY(geoi_text_append(r->p->ctx, &marks, ",?", 2));
    }
    GEO_TRY(geoi_sqlite_prepare(&r->p->db, &r->insert, "INSERT INTO \"%w\" VALUES (?,?%s)",
                                r->p->name, marks.length > 0 ? marks.bytes : ""));
done:
    geoi_release(marks.bytes);
    return status;
}

geo_status geoi_gpkg_put_features(const geoi_gpkg *p, geoi_gpkg_boxes *boxes)
{
    geo_status status = GEO_OK;
    int64_t n = geo_layer_count(p->layer);
    rows r = {.p = p};
    GEO_TRY(geoi_array_raw(p->ctx, n, sizeof *boxes->box, &boxes->box));
    GEO_TRY(geoi_array_raw(p->ctx, n, sizeof *boxes->key, &boxes->key));
    GEO_TRY(prepare_insert(&r));
    for (int64_t row = 0; row < n; row++) {
        GEO_TRY(put_row(&r, row, boxes));
        if (row % REPORT_EVERY == 0) {
            GEO_TRY(geoi_progress(p->ctx, (double)row / (double)n));
        }
    }
done:
    (void)sqlite3_finalize(r.insert);
    geoi_release(r.blob);
    return status;
}
