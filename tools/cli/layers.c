/* SPDX-License-Identifier: MIT */
/* Layers in: read, checked, mended, and brought into metres. */
#include <inttypes.h>
#include <math.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "call.h"
#include "geo/stream.h"

/* ---- Read ---------------------------------------------------------------------------- */

/* Cut path:layer in two, unless a file has the whole as its name. */
static void split_operand(cli_call *call, const char *operand, const char **path,
                          const char **layer)
{
    const char *colon = strrchr(operand, ':');
    *path = operand;
    *layer = NULL;
    if (geo_source_is_remote(operand)) {
        return;
    }
    if (colon == NULL || colon == operand || colon[1] == '\0' || access(operand, F_OK) == 0) {
        return;
    }
    char *before = cli_format(call, "%.*s", (int)(colon - operand), operand);
    if (access(before, F_OK) == 0) {
        *path = before;
        *layer = colon + 1;
    }
}

/* Options for one format do not concern the others: a second layer may be of another kind. */
static bool ends_in(const char *path, const char *const *extensions)
{
    const char *dot = strrchr(path, '.');
    for (int i = 0; dot != NULL && extensions[i] != NULL; i++) {
        if (strcasecmp(dot, extensions[i]) == 0) {
            return true;
        }
    }
    return false;
}

static geo_read_options options_for(const cli_call *call, const char *path)
{
    static const char *const decoded[] = {".shp", ".csv", ".tsv", ".txt", ".tab", ".mif", NULL};
    static const char *const tables[] = {".csv", ".tsv", ".txt", NULL};
    static const char *const tagged[] = {".pbf", ".osm", NULL};
    const cli_common *c = &call->common;
    geo_read_options options = geo_read_options_default();
    options.crs = c->in_crs;
    options.allow_ballpark = c->allow_ballpark;
    options.allow_views = c->allow_views;
    options.allow_remote = c->allow_remote;
    options.reader = c->reader == 1 ? "gdal" : NULL;
    bool file = !geo_source_is_remote(path);
    options.encoding = file && ends_in(path, decoded) ? c->encoding : NULL;
    bool table = file && ends_in(path, tables);
    if (c->xy.n == 2 && (table || (strcmp(path, "-") == 0 && call->layer_count == 0))) {
        options.x_field = c->xy.word[0];
        options.y_field = c->xy.word[1];
    }
    options.tags = file && ends_in(path, tagged) ? c->tags : NULL;
    return options;
}

/* path:layer or --layer, which is of the first file. */
static geo_status choose_layer(cli_call *call, const char *operand, const char **layer)
{
    const char *asked = call->layer_count == 0 ? call->common.layer : NULL;
    if (asked != NULL && *layer != NULL && strcmp(asked, *layer) != 0) {
        return cli_fail(call, GEO_INVALID, "leave one of them out",
                        "%s names another layer than --layer", operand);
    }
    *layer = asked != NULL ? asked : *layer;
    return GEO_OK;
}

static geo_status check_xy(cli_call *call)
{
    const cli_words *xy = &call->common.xy;
    return xy->n == 0 || xy->n == 2 ? GEO_OK
                                    : cli_fail(call, GEO_INVALID, "for example: --xy lon,lat",
                                               "--xy: two columns are needed, not %" PRId64, xy->n);
}

/* The next of the call's layers: what it is called, and where and how it shall be read. */
static geo_status begin_layer(cli_call *call, const char *operand, const char **path,
                              geo_read_options *options, cli_layer **out)
{
    geo_status status = GEO_OK;
    const char *layer;
    int at = call->layer_count;
    *out = &call->layers[at];
    for (int i = 0; i < at && strcmp(operand, "-") == 0; i++) {
        if (strcmp(call->layers[i].source, "-") == 0) {
            return cli_fail(call, GEO_INVALID, NULL, "standard input can be read only once");
        }
    }
    if (at == CLI_MAX_LAYERS) {
        return cli_fail(call, GEO_LIMIT, NULL, "more than %d layers", CLI_MAX_LAYERS);
    }
    split_operand(call, operand, path, &layer);
    (*out)->source = cli_shown(call, *path);
    CLI_TRY(choose_layer(call, operand, &layer));
    CLI_TRY(check_xy(call));
    CLI_TRY(cli_check_kept(call, *path, layer));
    *options = options_for(call, *path);
    options->layer = layer;
    options->rejects = call->common.rejects != NULL ? &call->rejects[at] : NULL;
    cli_progress_stage(cli_format(call, "reading %s", cli_shown(call, operand)));
    call->layer_name[at] = options->layer;
done:
    return status;
}

/* What only looks at a layer tells nobody its digest; a database has none. */
static geo_status take_digest(cli_call *call, cli_layer *l)
{
    l->digest = "";
    if (call->tool->uses == CLI_READS || geo_source_is_remote(l->source)) {
        return GEO_OK;
    }
    l->digest = cli_format(call, "%s", geo_layer_digest(l->layer));
    return l->digest[0] != '\0'
               ? GEO_OK
               : cli_fail(call, GEO_IO, "try again when nothing else writes to it",
                          "%s: has changed, or could not be read again, since it was read",
                          l->source);
}

static geo_status read_layer(cli_call *call, const char *operand, cli_layer **out)
{
    geo_status status = GEO_OK;
    geo_read_options options;
    const char *path;
    cli_layer *l;
    *out = NULL;
    CLI_TRY(begin_layer(call, operand, &path, &options, &l));
    call->reading = l->source;
    options.digest = call->tool->uses != CLI_READS;
    CLI_TRY(geo_layer_read(call->ctx, path, &options, &l->layer));
    CLI_TRY(take_digest(call, l));
    l->crs = cli_format(call, "%s", geo_layer_source_crs(l->layer));
    l->run = cli_format(call, "%s", geo_layer_run(l->layer));
    cli_tell_moved_twice(call, l);
    call->features[call->layer_count] = geo_layer_count(l->layer);
    cli_rejected(call, call->layer_count);
    call->layer_count++;
    *out = l;
done:
    call->reading = NULL;
    return status;
}

geo_status cli_read_as_is(cli_call *call, const char *operand, cli_layer **out)
{
    return read_layer(call, operand, out);
}

geo_status cli_read(cli_call *call, const char *operand, cli_layer **out)
{
    geo_status status = GEO_OK;
    cli_mends mends = {0};
    CLI_TRY(read_layer(call, operand, out));
    CLI_TRY(cli_mend(call, (*out)->source, &(*out)->layer, &mends));
    (*out)->mended = mends.count;
    cli_mends_tell(call, (*out)->source, &mends);
done:
    return status;
}

/* ---- Batches -------------------------------------------------------------------------- */

struct cli_input {
    geo_reader *reader;
    const char *source;
    int at; /* of the call's layers */
    bool ended;
};

geo_status cli_input_open(cli_call *call, const char *operand, cli_input **out)
{
    geo_status status = GEO_OK;
    geo_read_options options;
    const char *path;
    cli_layer *l;
    cli_input *input = cli_array(call, 1, sizeof *input);
    *out = input;
    CLI_TRY(begin_layer(call, operand, &path, &options, &l));
    input->source = l->source;
    input->at = call->layer_count;
    call->layer_count++; /* its system is known with the first batch, its digest never */
    call->reading = l->source;
    status = geo_reader_open(call->ctx, path, &options, &input->reader);
done:
    call->reading = NULL;
    return status;
}

geo_status cli_input_next(cli_call *call, cli_input *input, geo_layer **batch)
{
    call->reading = input->source;
    geo_status status = geo_reader_next(call->ctx, input->reader, batch);
    call->reading = NULL;
    if (status == GEO_OK && *batch != NULL) {
        cli_layer *l = &call->layers[input->at];
        call->features[input->at] += geo_layer_count(*batch);
        l->crs = l->crs != NULL ? l->crs : cli_format(call, "%s", geo_layer_source_crs(*batch));
        if (l->run == NULL) {
            l->run = cli_format(call, "%s", geo_layer_run(*batch));
            cli_tell_moved_twice(call, l);
        }
    }
    if (status == GEO_OK && *batch == NULL && !input->ended) {
        input->ended = true;
        cli_rejected(call, input->at);
    }
    return status;
}

const char *cli_input_source(const cli_input *input)
{
    return input->source;
}

void cli_input_close(cli_input *input)
{
    if (input != NULL) {
        geo_reader_close(input->reader);
    }
}

/* ---- Metres -------------------------------------------------------------------------- */

static geo_status make_frame(cli_call *call, const geo_box *more)
{
    geo_status status = GEO_OK;
    geo_frame_options options = geo_frame_options_default();
    geo_box all = {1.0, 1.0, 0.0, 0.0};
    int files = call->layer_count + call->raster_count;
    for (int i = 0; i < files + (more != NULL); i++) {
        geo_box box = i < call->layer_count ? geo_layer_extent(call->layers[i].layer)
                      : i < files           ? call->rasters[i - call->layer_count].extent
                                            : *more;
        if (box.min_x > box.max_x) {
            continue;
        }
        bool first = all.min_x > all.max_x;
        all.min_x = first || box.min_x < all.min_x ? box.min_x : all.min_x;
        all.min_y = first || box.min_y < all.min_y ? box.min_y : all.min_y;
        all.max_x = first || box.max_x > all.max_x ? box.max_x : all.max_x;
        all.max_y = first || box.max_y > all.max_y ? box.max_y : all.max_y;
    }
    if (all.min_x > all.max_x) {
        return GEO_OK; /* no position anywhere: there is nothing to bring into metres */
    }
    options.crs = call->common.crs;
    options.max_scale_error = call->common.max_scale_error;
    status = geo_frame_create(call->ctx, all, &options, &call->frame);
    CLI_TRY(status == GEO_LIMIT ? cli_far_apart(call, status) : status);
    cli_note(call, "measured in %s (%s), where lengths are wrong by %.2g %% at most",
             geo_frame_crs(call->frame), geo_frame_title(call->frame),
             100.0 * geo_frame_scale_error(call->frame));
done:
    return status;
}

static geo_status make_shapes(cli_call *call, cli_layer *l)
{
    geo_status status = cli_check_sides(call, l);
    if (status != GEO_OK) {
        return status;
    }
    if (call->frame == NULL) {
        CLI_TRY(make_frame(call, NULL));
    }
    cli_progress_stage(cli_format(call, "projecting %s", l->source));
    status = call->frame != NULL
                 ? geo_shapes_project(call->ctx, call->frame, l->layer, &l->shapes)
                 : geo_shapes_create(call->ctx, geo_layer_geometry(l->layer), &l->shapes);
done:
    return status;
}

geo_status cli_project(cli_call *call, cli_layer *l, const geo_shapes **out)
{
    if (l->shapes == NULL && geo_layer_count(l->layer) == 0) {
        cli_note(call, "%s: no features", l->source);
    }
    geo_status status = l->shapes == NULL ? make_shapes(call, l) : GEO_OK;
    cli_progress_stage("measuring");
    *out = status == GEO_OK ? l->shapes : NULL;
    return status;
}

geo_status cli_frame_over(cli_call *call, geo_box box)
{
    return make_frame(call, &box);
}

const geo_frame *cli_frame(const cli_call *call)
{
    return call->frame;
}

/* ---- Columns in ------------------------------------------------------------------------ */

int64_t cli_without_geometry(const cli_layer *l)
{
    const geo_geometry *g = geo_layer_geometry(l->layer);
    int64_t n = 0;
    for (int64_t i = 0; i < g->n; i++) {
        geo_span s = geo_feature_coords(g, i);
        n += s.begin == s.end;
    }
    return n;
}

geo_status cli_numbers(cli_call *call, const cli_layer *l, const char *field, double **out)
{
    *out = NULL;
    if (field == NULL) {
        return GEO_OK;
    }
    double *values = cli_array(call, geo_layer_count(l->layer), sizeof *values);
    geo_status status = geo_layer_numbers(call->ctx, l->layer, field, values);
    if (status != GEO_OK) {
        return cli_fail(call, status, geo_ctx_hint(call->ctx), "%s: %s", l->source,
                        geo_ctx_message(call->ctx));
    }
    *out = values;
    return GEO_OK;
}

geo_status cli_amounts(cli_call *call, const cli_layer *l, const char *field, double **out)
{
    geo_status status = cli_numbers(call, l, field, out);
    for (int64_t i = 0; status == GEO_OK && *out != NULL && i < geo_layer_count(l->layer); i++) {
        if ((*out)[i] < 0.0 || isinf((*out)[i])) {
            return cli_fail(call, GEO_DATA, "leave unknown amounts empty",
                            "%s: feature %" PRId64 ": %s is %g, which cannot be", l->source, i + 1,
                            field, (*out)[i]);
        }
    }
    return status;
}

geo_status cli_cost_names(cli_call *call, const cli_layer *layer, const char *field,
                          geo_cost_names *out)
{
    *out = (geo_cost_names){.count = geo_layer_count(layer->layer)};
    return field != NULL ? cli_find_column(call, layer, field, &out->column) : GEO_OK;
}

void cli_layers_clear(cli_call *call)
{
    for (int i = 0; i < CLI_MAX_LAYERS; i++) {
        geo_shapes_destroy(call->layers[i].shapes);
        geo_layer_destroy(call->layers[i].layer);
        geo_layer_destroy(call->rejects[i]);
    }
    geo_frame_destroy(call->frame);
}
