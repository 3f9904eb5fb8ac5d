/* SPDX-License-Identifier: MIT */
/* Rows of GeoPackage and FlatGeobuf in batches of columns, as GDAL gives them through the Arrow C
 * stream interface (https://arrow.apache.org/docs/format/CStreamInterface.html).
 *
 * This is the fast way for plain columns and simple geometries. Whatever is odd (a type that
 * GDAL 3.6 does not hand over exactly, such as date-times with their zones, and booleans of which
 * some come out false; a geometry with curves; a batch that fails) ends it, and the caller reads
 * all again feature by feature, which is the way that says what is wrong and where. */
#include "io/gdal_arrow_column.h"
#include "io/gdal_read.h"
#include "io/iso_time.h"

typedef struct arrow_job {
    geoi_gdal_job *job;
    geoi_gdal_fields *fields;
    geoi_wkb *wkb;
    struct ArrowArrayStream stream;
    struct ArrowSchema schema;
    int64_t first_field, geometry; /* children of the schema; the key is child 0 */
    int64_t progress_rows, nulls;  /* nulls: rows without geometry */
    bool ids;
    bool *whole; /* fields of which all values of this batch are in the builder */
    geoi_arrow_room room;
} arrow_job;

/* ---- Which columns ---------------------------------------------------------------------- */

/* The one format in which values of the field come exactly; "" for none. */
static const char *format_of(OGRFieldDefnH field)
{
    OGRFieldSubType subtype = OGR_Fld_GetSubType(field);
    switch ((int)OGR_Fld_GetType(field)) {
    case OFTInteger:
        return subtype == OFSTBoolean ? "" : subtype == OFSTInt16 ? "s" : "i";
    case OFTInteger64:
        return "l";
    case OFTReal:
        return subtype == OFSTFloat32 ? "" : "g"; /* GeoPackages may have doubles there */
    case OFTString:
        return "u";
    case OFTBinary:
        return "z";
    case OFTDate:
        return "tdD";
    default:
        return "";
    }
}

static bool is_plain(OGRFeatureDefnH definition)
{
    for (int i = 0; i < OGR_FD_GetFieldCount(definition); i++) {
        if (format_of(OGR_FD_GetFieldDefn(definition, i))[0] == '\0') {
            return false;
        }
    }
    return OGR_FD_GetGeomFieldCount(definition) == 1;
}

/* The children are the key, the fields in their order, and the geometry. */
static bool fits(arrow_job *a, OGRFeatureDefnH definition)
{
    const struct ArrowSchema *s = &a->schema;
    int n = OGR_FD_GetFieldCount(definition);
    a->first_field = 1;
    a->geometry = n + 1;
    if (s->n_children != n + 2 || strcmp(s->children[0]->format, "l") != 0 ||
        strcmp(s->children[n + 1]->format, "z") != 0) {
        return false;
    }
    for (int i = 0; i < n; i++) {
        if (strcmp(s->children[i + 1]->format, format_of(OGR_FD_GetFieldDefn(definition, i))) !=
            0) {
            return false;
        }
    }
    return true;
}

/* ---- Values ----------------------------------------------------------------------------- */

static bool has_value(const struct ArrowArray *c, int64_t row)
{
    const uint8_t *valid = c->null_count != 0 ? c->buffers[0] : NULL;
    int64_t at = row + c->offset;
    return valid == NULL || ((valid[at >> 3] >> (at & 7)) & 1) != 0;
}

/* The days since 1970-01-01 as a date of the Gregorian calendar (Richards, 2013, Explanatory
 * Supplement to the Astronomical Almanac, 15.11). */
static void date_of(int32_t days, geoi_iso_time *t)
{
    int64_t j = (int64_t)days + 2440588;
    int64_t f = j + 1401 + (4 * j + 274277) / 146097 * 3 / 4 - 38;
    int64_t e = 4 * f + 3, g = e % 1461 / 4, h = 5 * g + 2;
    t->day = (int)(h % 153 / 5 + 1);
    t->month = (int)((h / 153 + 2) % 12 + 1);
    t->year = (int)(e / 1461 - 4716 + (12 + 2 - t->month) / 12);
}

static geo_status add_date(arrow_job *a, int64_t column, int32_t days)
{
    char text[GEOI_ISO_TIME_SIZE];
    geoi_iso_time t = {.date = true};
    date_of(days, &t);
    int length = geoi_iso_time_format(&t, text);
    return geoi_layer_builder_text(a->job->ctx, a->job->builder, column, GEO_DATETIME, text,
                                   length);
}

static geo_status add_text(arrow_job *a, int64_t i, const struct ArrowArray *c, int64_t at)
{
    const int32_t *offset = c->buffers[1];
    const char *bytes = c->buffers[2];
    int64_t length = (int64_t)offset[at + 1] - offset[at];
    if (length < 0) {
        return geoi_fail(a->job->ctx, GEO_DATA, "a text ends before it begins");
    }
    return geoi_gdal_fields_text(a->job->ctx, a->fields, (int)i,
                                 length > 0 ? bytes + offset[at] : "", length);
}

static geo_status add_value(arrow_job *a, int64_t i, const struct ArrowArray *c, int64_t row)
{
    geo_ctx *ctx = a->job->ctx;
    geoi_layer_builder *b = a->job->builder;
    const geoi_gdal_field *field = &a->fields->field[i];
    int64_t at = row + c->offset, column = field->index;
    const void *values = c->buffers[1];
    switch (a->schema.children[a->first_field + i]->format[0]) {
    case 's':
        return geoi_layer_builder_int(ctx, b, column, ((const int16_t *)values)[at]);
    case 'i':
        return geoi_layer_builder_int(ctx, b, column, ((const int32_t *)values)[at]);
    case 'l':
        return geoi_layer_builder_int(ctx, b, column, ((const int64_t *)values)[at]);
    case 'g':
        return geoi_layer_builder_real(ctx, b, column, ((const double *)values)[at], NULL, 0);
    case 't':
        return add_date(a, column, ((const int32_t *)values)[at]);
    default:
        break;
    }
    return add_text(a, i, c, at);
}

/* Fields of which all rows can be taken at once. */
static geo_status add_columns(arrow_job *a, const struct ArrowArray *batch)
{
    geo_status status = GEO_OK;
    for (int64_t i = 0; i < a->fields->count; i++) {
        const geoi_gdal_field *field = &a->fields->field[i];
        a->whole[i] = false;
        if (field->index >= 0) {
            GEO_TRY(geoi_arrow_add_column(a->job->ctx, a->job->builder, field->index, field->as,
                                          a->schema.children[a->first_field + i]->format,
                                          batch->children[a->first_field + i], &a->room,
                                          &a->whole[i]));
        }
    }
done:
    return status;
}

static geo_status add_values(arrow_job *a, const struct ArrowArray *batch, int64_t row)
{
    geo_status status = GEO_OK;
    for (int64_t i = 0; i < a->fields->count; i++) {
        if (a->whole[i]) {
            continue;
        }
        const struct ArrowArray *c = batch->children[a->first_field + i];
        geoi_gdal_field *field = &a->fields->field[i];
        bool value = has_value(c, row);
        if (field->index < 0) {
            field->seen += value;
        } else if (value) {
            GEO_TRY(add_value(a, i, c, row));
        } else {
            GEO_TRY(geoi_layer_builder_null(a->job->ctx, a->job->builder, field->index));
        }
    }
done:
    return status;
}

/* ---- Rows ------------------------------------------------------------------------------- */

static geo_status fail_odd(const arrow_job *a)
{
    return geoi_fail(a->job->ctx, GEO_DATA, "cannot be read in batches");
}

static geo_status add_geometry(arrow_job *a, const struct ArrowArray *c, int64_t row)
{
    geo_ctx *ctx = a->job->ctx;
    geoi_geometry_builder *b = geoi_layer_builder_geometry(a->job->builder);
    if (!has_value(c, row)) {
        a->nulls++;
        return geoi_geometry_feature(ctx, b, GEO_NONE);
    }
    const int32_t *offset = c->buffers[1];
    const char *bytes = c->buffers[2];
    int64_t at = row + c->offset, length = (int64_t)offset[at + 1] - offset[at];
    if (length <= 0) {
        return geoi_fail(ctx, GEO_DATA, "a geometry has no bytes");
    }
    geo_status status = geoi_wkb_add(ctx, a->wkb, bytes + offset[at], length, b);
    /* Of FlatGeobuf GDAL makes a point empty that has but one of its two coordinates; only feature
     * by feature it can be asked for both. */
    bool unsure = a->wkb->empty_points > 0 && a->job->kind == GEOI_KIND_FLATGEOBUF;
    return status == GEO_OK && unsure ? fail_odd(a) : status;
}

static geo_status add_batch(arrow_job *a, const struct ArrowArray *batch)
{
    geo_status status = GEO_OK;
    const struct ArrowArray *key = batch->children[0];
    GEO_TRY(add_columns(a, batch));
    for (int64_t row = 0; row < batch->length; row++) {
        GEO_TRY(add_geometry(a, batch->children[a->geometry], row));
        GEO_TRY(add_values(a, batch, row));
        if (a->ids) {
            const int64_t *ids = key->buffers[1];
            GEO_TRY(geoi_gdal_add_id(a->job, ids[row + key->offset]));
        }
        GEO_TRY(geoi_layer_builder_next(a->job->ctx, a->job->builder));
    }
done:
    return status;
}

static bool is_sound(const arrow_job *a, const struct ArrowArray *batch)
{
    if (batch->n_children != a->schema.n_children || batch->offset != 0) {
        return false;
    }
    for (int64_t i = 0; i < batch->n_children; i++) {
        if (batch->children[i]->length != batch->length || batch->children[i]->offset < 0) {
            return false;
        }
    }
    return true;
}

/* GDAL 3.6 goes on for ever with empty batches at the end of some FlatGeobuf files. */
static geo_status read_stream(arrow_job *a)
{
    geo_status status = GEO_OK;
    struct ArrowArray batch = {0};
    for (;;) {
        if (a->stream.get_next(&a->stream, &batch) != 0 || a->job->gdal.failures > 0) {
            GEO_TRY(fail_odd(a));
        }
        if (batch.release == NULL || batch.length == 0) {
            break;
        }
        GEO_TRY(is_sound(a, &batch) ? add_batch(a, &batch) : fail_odd(a));
        batch.release(&batch);
        batch = (struct ArrowArray){0};
        if (a->progress_rows > 0) {
            double part =
                (double)geoi_layer_builder_count(a->job->builder) / (double)a->progress_rows;
            GEO_TRY(geoi_progress(a->job->ctx, part < 1.0 ? part : 1.0));
        }
    }
done:
    if (batch.release != NULL) {
        batch.release(&batch);
    }
    return status;
}

/* What is no geometry at all (a text, a column that is not there) comes as null, too. */
static geo_status check_nulls(arrow_job *a)
{
    geo_status status = GEO_OK;
    int64_t nulls = a->nulls;
    if (nulls > 0 && a->job->kind == GEOI_KIND_GEOPACKAGE) {
        GEO_TRY(geoi_gpkg_count_nulls(a->job->ctx, &a->job->gpkg, OGR_L_GetName(a->job->layer),
                                      OGR_L_GetGeometryColumn(a->job->layer), &nulls));
    }
    status = nulls == a->nulls ? GEO_OK : fail_odd(a);
done:
    return status;
}

geo_status geoi_gdal_read_batches(geoi_gdal_job *job, geoi_gdal_fields *fields, geoi_wkb *wkb,
                                  bool *able)
{
    geo_status status = GEO_OK;
    arrow_job a = {.job = job, .fields = fields, .wkb = wkb, .ids = geoi_gdal_has_ids(job)};
    /* Batches that stay in the cache, where GDAL's own are of 65,536 rows: what it reads ahead is
     * then less, too. */
    char *options[] = {"MAX_FEATURES_IN_BATCH=2048", NULL};
    OGRFeatureDefnH definition = OGR_L_GetLayerDefn(job->layer);
    *able = false;
    if ((job->kind != GEOI_KIND_GEOPACKAGE && job->kind != GEOI_KIND_FLATGEOBUF) ||
        !is_plain(definition)) {
        return GEO_OK;
    }
    a.progress_rows = OGR_L_GetFeatureCount(job->layer, FALSE);
    OGR_L_ResetReading(job->layer);
    if (!OGR_L_GetArrowStream(job->layer, &a.stream, options)) {
        return GEO_OK;
    }
    if (a.stream.get_schema(&a.stream, &a.schema) == 0 && fits(&a, definition)) {
        *able = true;
        GEO_TRY(geoi_array(job->ctx, fields->count + 1, sizeof *a.whole, &a.whole));
        GEO_TRY(read_stream(&a));
        GEO_TRY(check_nulls(&a));
    }
done:
    if (a.schema.release != NULL) {
        a.schema.release(&a.schema);
    }
    a.stream.release(&a.stream);
    geoi_arrow_room_clear(&a.room);
    geoi_release(a.whole);
    return status;
}
