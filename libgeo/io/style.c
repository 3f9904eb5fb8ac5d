/* SPDX-License-Identifier: MIT */
/* QML, the style files of QGIS, for layers. What is written is what QGIS 3.22 reads; later ones
 * read it too. Colours of categories: the eight of Okabe & Ito (2008, "Color universal design"),
 * told apart by colour-blind readers, then the same lighter and darker. */
#include "io/style.h"

#include "base/number.h"
#include "io/titles.h"
#include "layer/builder.h"

enum { SHOWN = 80, NAMES = 64 };

typedef struct colour {
    unsigned r, g, b;
} colour;

static const colour okabe_ito[] = {
    {0, 114, 178},  {230, 159, 0}, {0, 158, 115},  {204, 121, 167},
    {86, 180, 233}, {213, 94, 0},  {240, 228, 66},
};
static const colour no_data = {190, 190, 190};
static const colour place = {50, 50, 50}; /* points alone, told from those of a category */
static const colour yes = {0, 158, 115}, no = {225, 225, 225}; /* a flag: there or not */

typedef struct style_job {
    geo_ctx *ctx;
    const geo_layer *layer;
    geo_geometry_type shape;  /* point, line or polygon: what most features are */
    const char *const *names; /* of the columns in the file; NULL = their own */
    geo_column column;
    const char *field; /* what the file calls it */
    geoi_style_classes classes;
    const geo_style_class *given; /* [given_count] come before those of the column */
    int64_t given_count;
    geoi_text *out;
} style_job;

/* ---- XML -------------------------------------------------------------------------------- */

static geo_status put(style_job *job, const char *xml)
{
    return geoi_text_append(job->ctx, job->out, xml, (int64_t)strlen(xml));
}

/* Text inside an attribute. Characters that XML 1.0 does not have become spaces. */
static geo_status put_text(style_job *job, const char *text, int64_t length)
{
    geo_status status = GEO_OK;
    for (int64_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        switch (c) {
        case '&':
            GEO_TRY(put(job, "&amp;"));
            break;
        case '<':
            GEO_TRY(put(job, "&lt;"));
            break;
        case '>':
            GEO_TRY(put(job, "&gt;"));
            break;
        case '"':
            GEO_TRY(put(job, "&quot;"));
            break;
        default:
            GEO_TRY(geoi_text_append(job->ctx, job->out, c < 0x20 ? " " : text + i, 1));
        }
    }
done:
    return status;
}

/* name="value" */
static geo_status put_attribute(style_job *job, const char *name, const char *value, int64_t length)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_text_format(job->ctx, job->out, " %s=\"", name));
    GEO_TRY(put_text(job, value, length));
    GEO_TRY(put(job, "\""));
done:
    return status;
}

/* ---- Symbols ---------------------------------------------------------------------------- */

static colour colour_of(uint32_t rgb)
{
    return (colour){rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255};
}

/* Of value `value` of the column, the i-th that is given no colour. */
static colour category_colour(const style_job *job, int64_t value, int64_t i)
{
    if (job->column.type == GEO_BOOL) {
        return job->classes.value[value].integer != 0 ? yes : no;
    }
    int64_t n = GEOI_COUNT_OF(okabe_ito);
    colour c = okabe_ito[i % n];
    if (i / n == 1) {
        return (colour){(c.r + 255) / 2, (c.g + 255) / 2, (c.b + 255) / 2};
    }
    return i / n == 0 ? c : (colour){c.r * 3 / 5, c.g * 3 / 5, c.b * 3 / 5};
}

static geo_status put_option(style_job *job, const char *name, const char *value)
{
    return geoi_text_format(job->ctx, job->out,
                            "     <Option type=\"QString\" name=\"%s\" value=\"%s\"/>\n", name,
                            value);
}

static geo_status put_outline(style_job *job)
{
    geo_status status = GEO_OK;
    GEO_TRY(put_option(job, "outline_color", "60,60,60,255"));
    GEO_TRY(put_option(job, "outline_style", "solid"));
    GEO_TRY(put_option(job, "outline_width", "0.2"));
    GEO_TRY(put_option(job, "outline_width_unit", "MM"));
done:
    return status;
}

static geo_status put_point_options(style_job *job, const char *rgba)
{
    geo_status status = GEO_OK;
    GEO_TRY(put_option(job, "color", rgba));
    GEO_TRY(put_option(job, "name", "circle"));
    GEO_TRY(put_outline(job));
    GEO_TRY(put_option(job, "size", "2.4"));
    GEO_TRY(put_option(job, "size_unit", "MM"));
done:
    return status;
}

static geo_status put_line_options(style_job *job, const char *rgba)
{
    geo_status status = GEO_OK;
    GEO_TRY(put_option(job, "capstyle", "round"));
    GEO_TRY(put_option(job, "joinstyle", "round"));
    GEO_TRY(put_option(job, "line_color", rgba));
    GEO_TRY(put_option(job, "line_style", "solid"));
    GEO_TRY(put_option(job, "line_width", "0.6"));
    GEO_TRY(put_option(job, "line_width_unit", "MM"));
done:
    return status;
}

static geo_status put_fill_options(style_job *job, const char *rgba)
{
    geo_status status = GEO_OK;
    GEO_TRY(put_option(job, "color", rgba));
    GEO_TRY(put_outline(job));
    GEO_TRY(put_option(job, "style", "solid"));
done:
    return status;
}

static geo_status put_symbol(style_job *job, int64_t name, colour c)
{
    geo_status status = GEO_OK;
    bool point = job->shape == GEO_POINT, line = job->shape == GEO_LINESTRING;
    const char *type = point ? "marker" : line ? "line" : "fill";
    const char *class = point ? "SimpleMarker" : line ? "SimpleLine" : "SimpleFill";
    char rgba[NAMES];
    (void)snprintf(rgba, sizeof rgba, "%u,%u,%u,255", c.r, c.g, c.b);
    GEO_TRY(geoi_text_format(job->ctx, job->out,
                             "   <symbol type=\"%s\" name=\"%lld\" alpha=\"%s\" "
                             "clip_to_extent=\"1\" force_rhr=\"0\">\n"
                             "    <layer class=\"%s\" enabled=\"1\" locked=\"0\" pass=\"0\">\n"
                             "    <Option type=\"Map\">\n",
                             type, (long long)name, point || line ? "1" : "0.6", class));
    GEO_TRY(point  ? put_point_options(job, rgba)
            : line ? put_line_options(job, rgba)
                   : put_fill_options(job, rgba));
    GEO_TRY(put(job, "    </Option>\n    </layer>\n   </symbol>\n"));
done:
    return status;
}

/* ---- Renderers -------------------------------------------------------------------------- */

static geo_status put_single(style_job *job)
{
    geo_status status = GEO_OK;
    GEO_TRY(put(job, " <renderer-v2 type=\"singleSymbol\" symbollevels=\"0\" forceraster=\"0\" "
                     "enableorderby=\"0\">\n  <symbols>\n"));
    GEO_TRY(put_symbol(job, 0, job->shape == GEO_POINT ? place : okabe_ito[0]));
    GEO_TRY(put(job, "  </symbols>\n </renderer-v2>\n"));
done:
    return status;
}

static geo_status begin_renderer(style_job *job, const char *type)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_text_format(job->ctx, job->out,
                             " <renderer-v2 type=\"%s\" symbollevels=\"0\" forceraster=\"0\" "
                             "enableorderby=\"0\"",
                             type));
    GEO_TRY(put_attribute(job, "attr", job->field, (int64_t)strlen(job->field)));
done:
    return status;
}

/* A value as categories have it; `number` holds the bytes of those that are no text. */
static const char *value_text(const style_job *job, int64_t i, char *number, int64_t *length)
{
    const geoi_style_value *v = &job->classes.value[i];
    switch (job->column.type) {
    case GEO_BOOL:
        *length = v->integer != 0 ? 4 : 5;
        return v->integer != 0 ? "true" : "false";
    case GEO_INT:
        *length = geoi_integer_format(v->integer, number);
        return number;
    case GEO_REAL:
        *length = geoi_number_format(v->real, number);
        return number;
    case GEO_TEXT:
    case GEO_DATETIME:
    case GEO_JSON:
        break;
    }
    *length = v->length;
    return v->text;
}

static geo_status put_category(style_job *job, int64_t symbol, const char *value, int64_t length,
                               const char *label)
{
    static const char *const types[] = {
        [GEO_BOOL] = "bool",   [GEO_INT] = "long",        [GEO_REAL] = "double",
        [GEO_TEXT] = "string", [GEO_DATETIME] = "string", [GEO_JSON] = "string"};
    geo_status status = GEO_OK;
    GEO_TRY(geoi_text_format(
        job->ctx, job->out, "   <category symbol=\"%lld\" render=\"true\" type=\"%s\"",
        (long long)symbol, value != NULL ? types[job->column.type] : "string"));
    GEO_TRY(put_attribute(job, "value", value != NULL ? value : "", length));
    GEO_TRY(put_attribute(job, "label", label != NULL ? label : value,
                          label != NULL ? (int64_t)strlen(label) : length));
    GEO_TRY(put(job, "/>\n"));
done:
    return status;
}

/* What is given to a value, NULL = to nulls. */
static const geo_style_class *find_given(const style_job *job, const char *value, int64_t length)
{
    for (int64_t k = 0; k < job->given_count; k++) {
        const char *mine = job->given[k].value;
        if (mine == NULL || value == NULL
                ? mine == value
                : (int64_t)strlen(mine) == length && memcmp(mine, value, (size_t)length) == 0) {
            return &job->given[k];
        }
    }
    return NULL;
}

static geo_status put_given(style_job *job, bool symbols, int64_t *next)
{
    geo_status status = GEO_OK;
    for (int64_t k = 0; k < job->given_count; k++) {
        const geo_style_class *g = &job->given[k];
        if (g->value == NULL) {
            continue; /* comes last, as it does without */
        }
        GEO_TRY(symbols ? put_symbol(job, *next, colour_of(g->colour))
                        : put_category(job, *next, g->value, (int64_t)strlen(g->value), g->label));
        ++*next;
    }
done:
    return status;
}

static geo_status put_found(style_job *job, bool symbols, int64_t *next)
{
    geo_status status = GEO_OK;
    char number[GEOI_STYLE_NUMBER];
    int64_t length, others = 0;
    for (int64_t i = 0; i < job->classes.count; i++) {
        const char *value = value_text(job, i, number, &length);
        if (find_given(job, length > 0 ? value : "", length) != NULL) {
            continue;
        }
        GEO_TRY(symbols ? put_symbol(job, *next, category_colour(job, i, others))
                        : put_category(job, *next, value, length, NULL));
        ++*next;
        others++;
    }
done:
    return status;
}

/* A category whose value is empty takes all that has none of its own, nulls too. */
static geo_status put_rest(style_job *job, bool symbols, int64_t next)
{
    const geo_style_class *g = find_given(job, NULL, 0);
    const geoi_style_classes *c = &job->classes;
    const char *nulls = g != NULL && g->label != NULL ? g->label : "no data";
    char label[SHOWN + sizeof "other, "];
    if (!c->more && !c->nulls && g == NULL) {
        return GEO_OK;
    }
    if (symbols) {
        return put_symbol(job, next, g != NULL ? colour_of(g->colour) : no_data);
    }
    (void)snprintf(label, sizeof label, "other, %.*s", SHOWN, nulls);
    return put_category(job, next, NULL, 0,
                        !c->more                ? nulls
                        : c->nulls || g != NULL ? label
                                                : "other");
}

static geo_status put_categories(style_job *job)
{
    geo_status status = GEO_OK;
    GEO_TRY(begin_renderer(job, "categorizedSymbol"));
    GEO_TRY(put(job, ">\n"));
    for (int symbols = 0; symbols < 2; symbols++) {
        int64_t next = 0;
        GEO_TRY(put(job, symbols ? "  <symbols>\n" : "  <categories>\n"));
        GEO_TRY(put_given(job, symbols, &next));
        GEO_TRY(put_found(job, symbols, &next));
        GEO_TRY(put_rest(job, symbols, next));
        GEO_TRY(put(job, symbols ? "  </symbols>\n" : "  </categories>\n"));
    }
    GEO_TRY(put(job, " </renderer-v2>\n"));
done:
    return status;
}

static geo_status put_range(style_job *job, int64_t i)
{
    char lower[GEOI_STYLE_NUMBER], upper[GEOI_STYLE_NUMBER], label[2 * GEOI_STYLE_NUMBER];
    const double *bound = &job->classes.bound[i];
    (void)geoi_number_format(bound[0], lower);
    (void)geoi_number_format(bound[1], upper);
    geoi_style_label(&job->classes, i, label);
    return geoi_text_format(job->ctx, job->out,
                            "   <range symbol=\"%lld\" render=\"true\" lower=\"%s\" "
                            "upper=\"%s\" label=\"%s\"/>\n",
                            (long long)i, lower, upper, label);
}

static geo_status put_graduated(style_job *job)
{
    geo_status status = GEO_OK;
    int64_t n = job->classes.count;
    GEO_TRY(begin_renderer(job, "graduatedSymbol"));
    GEO_TRY(put(job, " graduatedMethod=\"GraduatedColor\">\n  <ranges>\n"));
    for (int64_t i = 0; i < n; i++) {
        GEO_TRY(put_range(job, i));
    }
    GEO_TRY(put(job, "  </ranges>\n  <symbols>\n"));
    for (int64_t i = 0; i < n; i++) {
        GEO_TRY(put_symbol(job, i, colour_of(geoi_style_shade(&job->classes, i))));
    }
    GEO_TRY(put(job, "  </symbols>\n  <classificationMethod id=\"Quantile\"/>\n </renderer-v2>\n"));
done:
    return status;
}

/* ---- Titles ----------------------------------------------------------------------------- */

static const char *name_of(const style_job *job, int64_t column)
{
    return job->names != NULL && job->names[column] != NULL
               ? job->names[column]
               : geo_layer_column(job->layer, column).info.name;
}

static geo_status put_aliases(style_job *job)
{
    geo_status status = GEO_OK;
    geoi_text title = {0};
    GEO_TRY(put(job, " <aliases>\n"));
    for (int64_t i = 0; i < geo_layer_column_count(job->layer); i++) {
        geo_column_info info = geo_layer_column(job->layer, i).info;
        const char *name = name_of(job, i);
        title.length = 0;
        GEO_TRY(geoi_title(job->ctx, &info, &title));
        GEO_TRY(geoi_text_format(job->ctx, job->out, "  <alias index=\"%lld\"", (long long)i));
        GEO_TRY(put_attribute(job, "field", name, (int64_t)strlen(name)));
        GEO_TRY(put_attribute(job, "name", title.bytes, title.length));
        GEO_TRY(put(job, "/>\n"));
    }
    GEO_TRY(put(job, " </aliases>\n"));
done:
    geoi_release(title.bytes);
    return status;
}

/* ---- All together ----------------------------------------------------------------------- */

static geo_geometry_type shape_of(const geo_layer *layer)
{
    const geo_geometry *g = geo_layer_geometry(layer);
    int64_t seen[4] = {0};
    for (int64_t i = 0; i < g->n; i++) {
        if (g->type[i] != GEO_COLLECTION) {
            seen[g->type[i] > GEO_POLYGON ? g->type[i] - 3 : g->type[i]]++;
        }
    }
    geo_geometry_type best = GEO_POINT;
    best = seen[GEO_LINESTRING] > seen[best] ? GEO_LINESTRING : best;
    return seen[GEO_POLYGON] > seen[best] ? GEO_POLYGON : best;
}

static geo_status find_column(style_job *job, geo_style_kind kind, const char *field)
{
    if (kind == GEO_STYLE_SINGLE) {
        return GEO_OK;
    }
    if (field == NULL) {
        return geoi_fail(job->ctx, GEO_INVALID, "style: it needs a column to colour by");
    }
    int64_t index = geo_layer_find(job->layer, field);
    if (index < 0) {
        geo_status status = geoi_no_such_column(job->ctx, job->layer, field);
        geoi_where(job->ctx, "style");
        return status;
    }
    job->column = geo_layer_column(job->layer, index);
    job->field = name_of(job, index);
    if (kind == GEO_STYLE_CATEGORIES) {
        return geoi_style_categories(job->ctx, &job->column, &job->classes);
    }
    if (job->column.type != GEO_INT && job->column.type != GEO_REAL) {
        char shown[SHOWN];
        return geoi_fail(job->ctx, GEO_INVALID, "style: the column \"%s\" holds no numbers",
                         geoi_printable(field, (int64_t)strlen(field), shown, sizeof shown));
    }
    return geoi_style_graduate(job->ctx, &job->column, &job->classes);
}

geo_status geoi_style_qml(geo_ctx *ctx, const geo_layer *layer, const geoi_style *style,
                          const char *const *names, geoi_text *out)
{
    geo_status status = GEO_OK;
    bool categories = style->kind == GEO_STYLE_CATEGORIES;
    style_job job = {.ctx = ctx,
                     .layer = layer,
                     .shape = shape_of(layer),
                     .field = "", /* none, until its column is found */
                     .names = names,
                     .given = style->classes,
                     .given_count = categories ? style->class_count : 0,
                     .out = out};
    GEO_TRY(find_column(&job, style->kind, style->field));
    GEO_TRY(put(&job, "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
                      "<qgis version=\"3.22.0\">\n"));
    if (job.classes.count + job.given_count == 0) { /* one symbol, or a column without a value */
        GEO_TRY(put_single(&job));
    } else {
        GEO_TRY(categories ? put_categories(&job) : put_graduated(&job));
    }
    GEO_TRY(put_aliases(&job));
    GEO_TRY(geoi_text_format(ctx, out, " <layerGeometryType>%d</layerGeometryType>\n</qgis>\n",
                             (int)job.shape - 1));
done:
    return status;
}
