/* SPDX-License-Identifier: MIT */
/* QML of a raster, as QGIS 3.22 reads it: the classes and colours that its cells would have as the
 * squares of a layer. */
#include "io/style.h"

#include "base/number.h"

static geo_status classes_of(geo_ctx *ctx, const geo_raster_cells *cells, geoi_style_classes *out)
{
    geo_status status = GEO_OK;
    double *values = NULL;
    int64_t n = 0;
    GEO_TRY(geoi_array_raw(ctx, cells->width * cells->height, sizeof *values, &values));
    for (int64_t i = 0; i < cells->width * cells->height; i++) {
        values[n] = cells->values[i];
        n += isfinite(values[n]); /* an infinite one is refused when it is written */
    }
    const geo_column column = {.type = GEO_REAL, .n = n, .reals = values};
    GEO_TRY(geoi_style_graduate(ctx, &column, out));
done:
    geoi_release(values);
    return status;
}

/* A cell is in the first class whose upper bound it is not above. The last has none: a float32 may
 * be a bit larger than the number that it stands for. */
static geo_status put_item(geo_ctx *ctx, const geoi_style_classes *c, int64_t i, geoi_text *out)
{
    char upper[GEOI_STYLE_NUMBER] = "inf", label[2 * GEOI_STYLE_NUMBER];
    if (i + 1 < c->count) {
        (void)geoi_number_format(c->bound[i + 1], upper);
    }
    geoi_style_label(c, i, label);
    return geoi_text_format(
        ctx, out, "     <item value=\"%s\" label=\"%s\" color=\"#%06x\" alpha=\"255\"/>\n", upper,
        label, (unsigned)geoi_style_shade(c, i));
}

geo_status geoi_style_raster_qml(geo_ctx *ctx, const geo_raster_cells *cells, geoi_text *out)
{
    geo_status status = GEO_OK;
    geoi_style_classes c;
    char least[GEOI_STYLE_NUMBER], most[GEOI_STYLE_NUMBER];
    GEO_TRY(classes_of(ctx, cells, &c));
    (void)geoi_number_format(c.bound[0], least);
    (void)geoi_number_format(c.bound[c.count], most);
    GEO_TRY(geoi_text_format(
        ctx, out,
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n<qgis version=\"3.22.0\">\n"
        " <pipe>\n  <rasterrenderer type=\"singlebandpseudocolor\" band=\"1\" opacity=\"0.6\" "
        "alphaBand=\"-1\" classificationMin=\"%s\" classificationMax=\"%s\">\n   <rastershader>\n"
        "    <colorrampshader colorRampType=\"DISCRETE\" classificationMode=\"3\" clip=\"0\" "
        "minimumValue=\"%s\" maximumValue=\"%s\">\n",
        least, most, least, most));
    for (int64_t i = 0; i < c.count; i++) {
        GEO_TRY(put_item(ctx, &c, i, out));
    }
    GEO_TRY(geoi_text_format(ctx, out,
                             "    </colorrampshader>\n   </rastershader>\n"
                             "  </rasterrenderer>\n </pipe>\n</qgis>\n"));
done:
    return status;
}
