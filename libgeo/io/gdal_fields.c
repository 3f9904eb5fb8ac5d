/* SPDX-License-Identifier: MIT */
/* Fields of a file that GDAL reads: which column each becomes, and its values. */
#include "io/gdal_fields.h"

#include "base/number.h"
#include "io/iso_time.h"
#include "io/json.h"

enum { SHOWN = 80, MINUTE = 60000 };

/* ---- Columns ---------------------------------------------------------------------------- */

/* false: the field cannot be a column. */
static bool column_type(OGRFieldType type, OGRFieldSubType subtype, geo_column_type *as)
{
    switch ((int)type) {
    case OFTInteger:
        *as = subtype == OFSTBoolean ? GEO_BOOL : GEO_INT;
        return true;
    case OFTInteger64:
        *as = GEO_INT;
        return true;
    case OFTReal:
        *as = GEO_REAL;
        return true;
    case OFTString:
        *as = subtype == OFSTJSON ? GEO_JSON : GEO_TEXT;
        return true;
    case OFTDate:
    case OFTTime:
    case OFTDateTime:
        *as = GEO_DATETIME;
        return true;
    case OFTIntegerList:
    case OFTInteger64List:
    case OFTRealList:
    case OFTStringList:
        *as = GEO_JSON;
        return true;
    default:
        return false;
    }
}

/* Decode into f->text. A character cut at the field's width is dropped and counted. */
static geo_status decode(geo_ctx *ctx, geoi_gdal_fields *f, const char *bytes, int64_t length,
                         int width)
{
    geo_status status = GEO_OK;
    bool cut;
    f->text.length = 0;
    GEO_TRY(geoi_text_append(ctx, &f->text, "", 0));
    status = geoi_decode(ctx, &f->decoder, bytes, length, &f->text, &cut);
    if (status == GEO_OK && cut && length < width) {
        status = geoi_fail(ctx, GEO_DATA, "text ends inside a character");
    }
    f->cut += status == GEO_OK && cut;
    if (status == GEO_DATA) {
        geoi_hint(ctx, f->declared ? "the declared encoding is wrong: try --encoding GBK"
                                   : "no encoding is declared: try --encoding GBK");
    }
done:
    return status;
}

/* The field's decoded name, made unlike those of the columns before it. */
static geo_status add_column(geo_ctx *ctx, geoi_gdal_fields *f, int i, OGRFieldDefnH definition)
{
    geo_status status = GEO_OK;
    geoi_text name = {0};
    enum { NAME_BYTES = 10 }; /* of a .dbf */
    const char *alias = OGR_Fld_GetAlternativeNameRef(definition);
    alias = alias != NULL && alias[0] != '\0' && geoi_utf8_valid(alias, (int64_t)strlen(alias))
                ? alias
                : NULL;
    const char *own = OGR_Fld_GetNameRef(definition);
    GEO_TRY(decode(ctx, f, own, (int64_t)strlen(own), NAME_BYTES));
    GEO_TRY(geoi_text_append(ctx, &name, f->text.bytes, f->text.length));
    if (name.length == 0) {
        GEO_TRY(geoi_text_format(ctx, &name, "column_%d", i + 1));
    }
    int64_t plain = name.length;
    for (int copy = 2;; copy++) {
        geo_column_info info = {name.bytes, alias, NULL, NULL};
        status = geoi_layer_builder_typed_column(ctx, f->builder, &info, f->field[i].as,
                                                 &f->field[i].index);
        if (status != GEO_INVALID || copy > f->count + 1) {
            break;
        }
        name.length = plain;
        GEO_TRY(geoi_text_format(ctx, &name, "_%d", copy));
    }
done:
    geoi_release(name.bytes);
    return status;
}

geo_status geoi_gdal_fields_open(geo_ctx *ctx, OGRFeatureDefnH definition, const char *encoding,
                                 const bool *json, geoi_layer_builder *b, geoi_gdal_fields *f)
{
    geo_status status = GEO_OK;
    *f = (geoi_gdal_fields){.builder = b, .count = OGR_FD_GetFieldCount(definition)};
    f->declared = encoding != NULL && encoding[0] != '\0';
    GEO_TRY(geoi_decoder_open(ctx, f->declared ? encoding : "UTF-8", &f->decoder));
    GEO_TRY(geoi_array(ctx, f->count, sizeof *f->field, &f->field));
    for (int i = 0; i < f->count; i++) {
        OGRFieldDefnH field = OGR_FD_GetFieldDefn(definition, i);
        f->field[i].type = OGR_Fld_GetType(field);
        f->field[i].width = OGR_Fld_GetWidth(field);
        f->field[i].index = -1;
        bool told = json != NULL && json[i] && f->field[i].type == OFTString;
        OGRFieldSubType subtype = told ? OFSTJSON : OGR_Fld_GetSubType(field);
        if (column_type(f->field[i].type, subtype, &f->field[i].as)) {
            status = add_column(ctx, f, i, field);
            if (status != GEO_OK) {
                geoi_where(ctx, "name of column %d", i + 1);
                goto done;
            }
        }
    }
    f->cut = 0; /* names are cut at 10 bytes by the format: nothing to tell */
done:
    if (status != GEO_OK) {
        geoi_gdal_fields_close(f);
    }
    return status;
}

void geoi_gdal_fields_close(geoi_gdal_fields *f)
{
    geoi_decoder_close(&f->decoder);
    geoi_release(f->field);
    geoi_release(f->text.bytes);
    *f = (geoi_gdal_fields){0};
}

void geoi_gdal_fields_notes(geo_ctx *ctx, const geoi_gdal_fields *f, OGRFeatureDefnH definition)
{
    for (int i = 0; i < f->count; i++) {
        char shown[SHOWN];
        const char *name = OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(definition, i));
        if (f->field[i].index < 0) {
            geoi_note(ctx, "the column \"%s\" holds binary data: left out, with %lld %s",
                      geoi_printable(name, (int64_t)strlen(name), shown, sizeof shown),
                      (long long)f->field[i].seen,
                      geoi_plural(f->field[i].seen, "value", "values"));
        }
    }
    if (f->cut > 0) {
        geoi_note(ctx, "%lld %s, which is left out", (long long)f->cut,
                  geoi_plural(f->cut, "text was cut inside its last character",
                              "texts were cut inside their last character"));
    }
    if (f->not_json > 0) {
        geoi_note(ctx, "%lld %s: kept as strings", (long long)f->not_json,
                  geoi_plural(f->not_json, "value of a JSON column is no JSON",
                              "values of JSON columns are no JSON"));
    }
}

/* ---- Values ----------------------------------------------------------------------------- */

static geo_status append_quoted(geo_ctx *ctx, geoi_text *out, const char *text, int64_t length)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_grow(ctx, &out->bytes, &out->capacity, out->length + 6 * length + 3, 1));
    out->length += (int64_t)geo_json_quote(text, (size_t)length, out->bytes + out->length);
    out->bytes[out->length] = '\0';
done:
    return status;
}

/* Element k of a list, as JSON. */
static geo_status append_element(geo_ctx *ctx, geoi_text *out, OGRFeatureH feature, int i,
                                 OGRFieldType type, int k)
{
    int n = 0;
    char number[32];
    if (type == OFTStringList) {
        const char *text = OGR_F_GetFieldAsStringList(feature, i)[k];
        return append_quoted(ctx, out, text, (int64_t)strlen(text));
    }
    if (type == OFTRealList) {
        double v = OGR_F_GetFieldAsDoubleList(feature, i, &n)[k];
        int length = isfinite(v) ? geoi_number_format(v, number) : 4;
        return geoi_text_append(ctx, out, isfinite(v) ? number : "null", length);
    }
    int64_t v = type == OFTIntegerList ? OGR_F_GetFieldAsIntegerList(feature, i, &n)[k]
                                       : OGR_F_GetFieldAsInteger64List(feature, i, &n)[k];
    return geoi_text_format(ctx, out, "%lld", (long long)v);
}

static int list_length(OGRFeatureH feature, int i, OGRFieldType type)
{
    int n = 0;
    if (type == OFTStringList) {
        char **list = OGR_F_GetFieldAsStringList(feature, i);
        while (list != NULL && list[n] != NULL) {
            n++;
        }
    } else if (type == OFTRealList) {
        (void)OGR_F_GetFieldAsDoubleList(feature, i, &n);
    } else if (type == OFTIntegerList) {
        (void)OGR_F_GetFieldAsIntegerList(feature, i, &n);
    } else {
        (void)OGR_F_GetFieldAsInteger64List(feature, i, &n);
    }
    return n;
}

static geo_status list_as_json(geo_ctx *ctx, geoi_gdal_fields *f, OGRFeatureH feature, int i)
{
    geo_status status = GEO_OK;
    OGRFieldType type = f->field[i].type;
    int n = list_length(feature, i, type);
    f->text.length = 0;
    GEO_TRY(geoi_text_append(ctx, &f->text, "[", 1));
    for (int k = 0; k < n; k++) {
        GEO_TRY(geoi_text_append(ctx, &f->text, ",", k > 0));
        GEO_TRY(append_element(ctx, &f->text, feature, i, type, k));
    }
    GEO_TRY(geoi_text_append(ctx, &f->text, "]", 1));
done:
    return status;
}

static geo_status time_as_text(geo_ctx *ctx, geoi_gdal_fields *f, OGRFeatureH feature, int i)
{
    char text[GEOI_ISO_TIME_SIZE];
    geoi_iso_time t = {.date = f->field[i].type != OFTTime, .clock = f->field[i].type != OFTDate};
    float second;
    (void)OGR_F_GetFieldAsDateTimeEx(feature, i, &t.year, &t.month, &t.day, &t.hour, &t.minute,
                                     &second, &t.zone);
    int millisecond = (int)lround((double)second * 1000.0);
    t.millisecond = millisecond < MINUTE ? millisecond : MINUTE - 1;
    int length = geoi_iso_time_format(&t, text);
    if (!geoi_iso_time_parse(text, length, &t)) {
        return geoi_fail(ctx, GEO_DATA, "\"%s\" is no time", text);
    }
    f->text.length = 0;
    return geoi_text_append(ctx, &f->text, text, length);
}

geo_status geoi_gdal_fields_text(geo_ctx *ctx, geoi_gdal_fields *f, int i, const char *bytes,
                                 int64_t length)
{
    geo_status status = GEO_OK;
    const geoi_gdal_field *field = &f->field[i];
    GEO_TRY(decode(ctx, f, bytes, length, field->width));
    if (field->as == GEO_JSON) {
        status = geoi_json_validate(ctx, f->text.bytes, f->text.length);
    }
    if (status == GEO_DATA) {
        f->not_json++;
        f->text.length = 0;
        GEO_TRY(append_quoted(ctx, &f->text, bytes, length));
    }
    GEO_TRY(geoi_layer_builder_text(ctx, f->builder, field->index, field->as, f->text.bytes,
                                    f->text.length));
done:
    return status;
}

static geo_status add_text(geo_ctx *ctx, geoi_gdal_fields *f, OGRFeatureH feature, int i)
{
    geo_status status = GEO_OK;
    const geoi_gdal_field *field = &f->field[i];
    if (field->type == OFTString) {
        const char *value = OGR_F_GetFieldAsString(feature, i);
        return geoi_gdal_fields_text(ctx, f, i, value, (int64_t)strlen(value));
    }
    GEO_TRY(field->as == GEO_DATETIME ? time_as_text(ctx, f, feature, i)
                                      : list_as_json(ctx, f, feature, i));
    GEO_TRY(geoi_layer_builder_text(ctx, f->builder, field->index, field->as, f->text.bytes,
                                    f->text.length));
done:
    return status;
}

static geo_status add_value(geo_ctx *ctx, geoi_gdal_fields *f, OGRFeatureH feature, int i)
{
    const geoi_gdal_field *field = &f->field[i];
    if (!OGR_F_IsFieldSetAndNotNull(feature, i)) {
        return geoi_layer_builder_null(ctx, f->builder, field->index);
    }
    switch (field->as) {
    case GEO_BOOL:
        return geoi_layer_builder_flag(ctx, f->builder, field->index,
                                       OGR_F_GetFieldAsInteger(feature, i) != 0);
    case GEO_INT:
        return geoi_layer_builder_int(ctx, f->builder, field->index,
                                      OGR_F_GetFieldAsInteger64(feature, i));
    case GEO_REAL:
        return geoi_layer_builder_real(ctx, f->builder, field->index,
                                       OGR_F_GetFieldAsDouble(feature, i), NULL, 0);
    case GEO_TEXT:
    case GEO_DATETIME:
    case GEO_JSON:
        break;
    }
    return add_text(ctx, f, feature, i);
}

static void name_column(geo_ctx *ctx, OGRFeatureH feature, int i)
{
    char shown[SHOWN];
    const char *name = OGR_Fld_GetNameRef(OGR_F_GetFieldDefnRef(feature, i));
    geoi_where(ctx, "column \"%s\"",
               geoi_printable(name, (int64_t)strlen(name), shown, sizeof shown));
}

geo_status geoi_gdal_fields_check(geo_ctx *ctx, geoi_gdal_fields *f, OGRFeatureH feature)
{
    geo_status status = GEO_OK;
    int64_t cut = f->cut; /* counted when it is added */
    for (int i = 0; i < f->count; i++) {
        const geoi_gdal_field *field = &f->field[i];
        if (field->index < 0 || !OGR_F_IsFieldSetAndNotNull(feature, i)) {
            continue;
        }
        if (field->type == OFTString) {
            const char *value = OGR_F_GetFieldAsString(feature, i);
            status = decode(ctx, f, value, (int64_t)strlen(value), field->width);
        } else if (field->as == GEO_DATETIME) {
            status = time_as_text(ctx, f, feature, i);
        }
        if (status != GEO_OK) {
            name_column(ctx, feature, i);
            goto done;
        }
    }
done:
    f->cut = cut;
    return status;
}

geo_status geoi_gdal_fields_add(geo_ctx *ctx, geoi_gdal_fields *f, OGRFeatureH feature)
{
    geo_status status = GEO_OK;
    for (int i = 0; i < f->count; i++) {
        if (f->field[i].index < 0) {
            f->field[i].seen += OGR_F_IsFieldSetAndNotNull(feature, i) != 0;
            continue;
        }
        status = add_value(ctx, f, feature, i);
        if (status != GEO_OK) {
            name_column(ctx, feature, i);
            goto done;
        }
    }
done:
    return status;
}
