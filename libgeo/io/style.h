/* SPDX-License-Identifier: MIT */
/* How QGIS shall draw a layer at first sight. */
#ifndef GEOI_STYLE_H
#define GEOI_STYLE_H

#include "geo/io.h"
#include "geo/raster.h"

#include "base/base.h"
#include "io/file.h"

/* The classes of a column (style_classes.c) -------------------------------------------------- */

enum { GEOI_STYLE_CATEGORIES = 20, GEOI_STYLE_CLASSES = 5, GEOI_STYLE_NUMBER = 64 };

/* A value of a category; of which member depends on the column's type. */
typedef struct geoi_style_value {
    int64_t integer; /* GEO_INT, GEO_BOOL */
    double real;
    const char *text;
    int64_t length;
    int64_t count; /* features that have it */
} geoi_style_value;

typedef struct geoi_style_classes {
    int64_t count;
    geoi_style_value value[GEOI_STYLE_CATEGORIES]; /* categories, ascending */
    double bound[GEOI_STYLE_CLASSES + 1];          /* of graduated classes, ascending */
    bool more;                                     /* there are values without a category */
    bool nulls;
} geoi_style_classes;

/* The distinct values; when there are too many, the most frequent. */
geo_status geoi_style_categories(geo_ctx *ctx, const geo_column *c, geoi_style_classes *out);
/* Five classes of equally many values; fewer when values repeat. */
geo_status geoi_style_graduate(geo_ctx *ctx, const geo_column *c, geoi_style_classes *out);

/* Class i of graduated ones: its colour, 0xRRGGBB, and "from - to" with as many decimals as tell
 * the classes apart. */
uint32_t geoi_style_shade(const geoi_style_classes *c, int64_t i);
void geoi_style_label(const geoi_style_classes *c, int64_t i, char label[2 * GEOI_STYLE_NUMBER]);

/* What is asked of a style. */
typedef struct geoi_style {
    geo_style_kind kind;
    const char *field;
    const geo_style_class *classes; /* [class_count], with categories */
    int64_t class_count;
} geoi_style;

static inline geoi_style geoi_style_of(const geo_write_options *o)
{
    return (geoi_style){o->style, o->style_field, o->style_classes, o->style_class_count};
}

/* The file (style.c) ------------------------------------------------------------------------- */

/* A QGIS style file (QML, read by QGIS 3) for the layer: renderer and the columns' titles.
 * `names` [columns]: what the file calls the layer's columns, where other than the layer; NULL =
 * nowhere. GEO_INVALID: `field` is not there, or holds no numbers to graduate. */
geo_status geoi_style_qml(geo_ctx *ctx, const geo_layer *layer, const geoi_style *style,
                          const char *const *names, geoi_text *out);

/* The same for a raster (style_raster.c): five classes of equally many cells. */
geo_status geoi_style_raster_qml(geo_ctx *ctx, const geo_raster_cells *cells, geoi_text *out);

/* The place where QGIS looks for it (style_beside.c): out/roads.qml beside out/roads.fgb. Not
 * committed. */
geo_status geoi_style_beside(geo_ctx *ctx, const char *path, const geoi_text *qml,
                             const geoi_file_options *how, geoi_file *out);

#endif /* GEOI_STYLE_H */
