/* SPDX-License-Identifier: MIT */
/* The files: the card itself (GeoJSON and CSV), and per study area the layers behind it. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "geo/io.h"
#include "scorecard.h"

geo_status layer_save(scorecard *card, const char *path, const geo_layer *layer,
                      geo_style_kind style, const char *field)
{
    geo_write_options options = geo_write_options_default();
    options.overwrite = card->overwrite;
    options.run = cli_run_json(card->call, geo_layer_count(layer));
    options.style = style;
    options.style_field = field;
    return geo_layer_write(card->ctx, path, layer, &options);
}

/* ---- Which files ------------------------------------------------------------------------- */

/* A layer of the study area's own folder goes out with its columns; shared ones stay. */
static bool is_own(scorecard *card, study_area *study, const char *name)
{
    return name[0] != '\0' && strchr(name, '/') == NULL &&
           place_of(card, study, name)->stored->file != NULL;
}

/* The first of the rows that fill one column draws it. */
static bool draws_region(scorecard *card, study_area *study, const indicator *row)
{
    bool first = true;
    for (const indicator *other = card->rows; other < row && first; other++) {
        first = other->measure->evidence < REGIONS || strcmp(other->column, row->column) != 0;
    }
    return first && row->measure->evidence >= REGIONS && row->column[0] != '\0' &&
           place_of(card, study, row->facilities)->stored->file != NULL;
}

static const char *study_path(scorecard *card, const study_area *study, const char *name)
{
    return cli_format(card->call, "%s/%s/%s.geojson", card->out, study->name, name);
}

static geo_status refuse(scorecard *card, const char *path)
{
    struct stat found;
    if (card->overwrite || lstat(path, &found) != 0) {
        return GEO_OK;
    }
    return cli_fail(card->call, GEO_IO, "--overwrite, or another folder for -o", "%s exists", path);
}

/* A layer comes with its style. */
static geo_status refuse_layer(scorecard *card, const char *path)
{
    const char *style = cli_format(card->call, "%.*s.qml", (int)(strrchr(path, '.') - path), path);
    geo_status status = refuse(card, path);
    return status != GEO_OK ? status : refuse(card, style);
}

/* The file of a drawn region must not be that of a layer. */
static geo_status refuse_clash(scorecard *card, const indicator *row)
{
    for (const indicator *other = card->rows; other < card->rows + card->row_count; other++) {
        if (strcmp(other->layer, row->column) == 0 || strcmp(other->facilities, row->column) == 0) {
            return row_fails(card, row, "give it another column",
                             "column '%s' would take the file of that layer", row->column);
        }
    }
    return GEO_OK;
}

static geo_status refuse_own(scorecard *card, study_area *study, const char *name)
{
    return is_own(card, study, name) ? refuse_layer(card, study_path(card, study, name)) : GEO_OK;
}

static geo_status refuse_row(scorecard *card, study_area *study, const indicator *row)
{
    geo_status status = GEO_OK;
    CLI_TRY(refuse_own(card, study, row->layer));
    CLI_TRY(refuse_own(card, study, row->facilities));
    const char *curves = curves_path(card, study, row);
    if (curves != NULL) {
        CLI_TRY(refuse(card, cli_format(card->call, "%s.csv", curves)));
        CLI_TRY(refuse(card, cli_format(card->call, "%s.svg", curves)));
    }
    if (draws_region(card, study, row)) {
        CLI_TRY(refuse_clash(card, row));
        CLI_TRY(refuse_layer(card, study_path(card, study, row->column)));
    }
done:
    return status;
}

geo_status outputs_refuse(scorecard *card)
{
    geo_status status = GEO_OK;
    int64_t n = card->study_count * card->row_count;
    CLI_TRY(refuse_layer(card, cli_format(card->call, "%s/scorecard.geojson", card->out)));
    CLI_TRY(refuse(card, cli_format(card->call, "%s/scorecard.csv", card->out)));
    if (has_agglomeration(card)) {
        CLI_TRY(refuse(card, cli_format(card->call, "%s/agglomeration.csv", card->out)));
    }
    for (int64_t i = 0; i < n; i++) {
        CLI_TRY(refuse_row(card, &card->studies[i / card->row_count],
                           &card->rows[i % card->row_count]));
    }
done:
    return status;
}

static geo_status make_folder(scorecard *card, const char *path)
{
    struct stat found;
    if (mkdir(path, 0777) == 0 ||
        (errno == EEXIST && stat(path, &found) == 0 && S_ISDIR(found.st_mode))) {
        return GEO_OK;
    }
    return cli_fail(card->call, GEO_IO, "-o FOLDER in a folder that can be written",
                    "%s: cannot make this folder: %s", path, strerror(errno));
}

/* ---- The layers behind the numbers --------------------------------------------------------- */

static geo_column_info evidence_info(scorecard *card, const indicator *row)
{
    geo_column_info info = {row->column, NULL, NULL, NULL};
    cli_call *call = card->call;
    const row_options *o = &row->options;
    double first = o->radius.n > 1 ? o->radius.m[0] : 0.0;
    switch (row->measure->evidence) {
    case CLUSTERS:
        info.alias = cli_format(call, "cluster (%.0f m, %g)", o->eps_m, o->min_weight);
        info.alias_zh = cli_format(call, "集聚区(%.0f 米,%g)", o->eps_m, o->min_weight);
        break;
    case METRES:
        info.alias = cli_format(call, "distance to the nearest of %s", row->facilities);
        info.alias_zh = cli_format(call, "到最近 %s 的距离", row->facilities);
        info.unit = "m";
        break;
    case SCORES:
        info.alias = cli_format(call, "accessibility of %s", row->facilities);
        info.alias_zh = cli_format(call, "%s 可达性", row->facilities);
        break;
    case SHARES:
        info.alias = first > 0.0 ? cli_format(call, "share from %.0f to %.0f m of %s", first,
                                              largest_radius(row), row->facilities)
                                 : cli_format(call, "share within %.0f m of %s",
                                              largest_radius(row), row->facilities);
        info.alias_zh = first > 0.0 ? cli_format(call, "%s %.0f 至 %.0f 米占比", row->facilities,
                                                 first, largest_radius(row))
                                    : cli_format(call, "%s %.0f 米内占比", row->facilities,
                                                 largest_radius(row));
        break;
    case NO_EVIDENCE:
    case CURVES:
    case REGIONS:
    case GAPS:
        break;
    }
    return info;
}

/* As geo-cluster has them: from 1, and null for noise. */
static geo_status add_clusters(scorecard *card, geo_layer *layer, const geo_column_info *info,
                               const double *vector)
{
    int64_t n = geo_layer_count(layer);
    int64_t *label = cli_array(card->call, n, sizeof *label);
    uint8_t *valid = cli_array(card->call, n / 8 + 1, 1);
    for (int64_t i = 0; i < n; i++) {
        if (vector[i] >= 0.0) {
            label[i] = (int64_t)vector[i] + 1;
            valid[i / 8] = (uint8_t)(valid[i / 8] | (1U << (i % 8)));
        }
    }
    return geo_layer_add_ints(card->ctx, layer, info, label, valid);
}

static bool all_or_nothing(const double *vector, int64_t n)
{
    for (int64_t i = 0; i < n; i++) {
        if (vector[i] > 0.0 && vector[i] < 1.0) {
            return false;
        }
    }
    return true;
}

/* Clusters say most at first sight, then what is covered, then distances. */
static void colour_by(placed *place, const indicator *row, const double *vector, int64_t n)
{
    evidence kind = row->measure->evidence;
    int rank = kind == CLUSTERS ? 3 : kind == SHARES ? 2 : 1;
    if (rank > place->colour_rank) {
        place->colour_rank = rank;
        place->colour = row->column;
        place->style = rank == 3 || (rank == 2 && all_or_nothing(vector, n)) ? GEO_STYLE_CATEGORIES
                                                                             : GEO_STYLE_GRADUATED;
    }
}

static geo_status copy_of(scorecard *card, placed *place)
{
    const geo_layer *layer = place->stored->file->layer;
    if (place->copy != NULL) {
        return GEO_OK;
    }
    int64_t n = geo_layer_count(layer);
    int64_t *rows = cli_array(card->call, n, sizeof *rows);
    for (int64_t i = 0; i < n; i++) {
        rows[i] = i;
    }
    return geo_layer_select(card->ctx, layer, rows, n, &place->copy);
}

static geo_status add_evidence(scorecard *card, study_area *study, const indicator *row)
{
    geo_status status = GEO_OK;
    const double *vector = cell_of(card, study, row)->vector;
    if (vector == NULL || row->column[0] == '\0' || !is_own(card, study, row->layer)) {
        return GEO_OK;
    }
    placed *place = place_of(card, study, row->layer);
    geo_column_info info = evidence_info(card, row);
    CLI_TRY(copy_of(card, place));
    if (geo_layer_find(place->stored->file->layer, row->column) >= 0) {
        CLI_TRY(row_fails(card, row, "give it another column", "%s has a column '%s' already",
                          place->stored->file->source, row->column));
    }
    if (geo_layer_find(place->copy, row->column) < 0) {
        int64_t n = geo_layer_count(place->copy);
        const double *rounded = cli_rounded(card->call, info.unit, vector, n);
        CLI_TRY(row->measure->evidence == CLUSTERS
                    ? add_clusters(card, place->copy, &info, vector)
                    : geo_layer_add_reals(card->ctx, place->copy, &info, rounded, NULL));
        colour_by(place, row, vector, n);
    }
done:
    return status;
}

static geo_status write_place(scorecard *card, study_area *study, placed *place)
{
    geo_status status = GEO_OK;
    const char *name = strrchr(place->stored->name, '/') + 1;
    if (study_of_path(card, place->stored->name) != study || !is_own(card, study, name)) {
        return GEO_OK;
    }
    CLI_TRY(copy_of(card, place));
    CLI_TRY(layer_save(card, study_path(card, study, name), place->copy,
                       place->colour != NULL ? place->style : GEO_STYLE_SINGLE, place->colour));
done:
    return status;
}

static geo_status write_places(scorecard *card, study_area *study)
{
    geo_status status = GEO_OK;
    int64_t n = study->place_count;
    for (int64_t r = 0; r < card->row_count; r++) {
        CLI_TRY(add_evidence(card, study, &card->rows[r]));
    }
    for (int64_t i = 0; i < n; i++) {
        CLI_TRY(write_place(card, study, &study->places[i]));
    }
done:
    return status;
}

static geo_status write_study(scorecard *card, study_area *study)
{
    geo_status status = GEO_OK;
    CLI_TRY(make_folder(card, cli_format(card->call, "%s/%s", card->out, study->name)));
    CLI_TRY(write_places(card, study));
    for (int64_t r = 0; r < card->row_count; r++) {
        const indicator *row = &card->rows[r];
        CLI_TRY(curves_write(card, study, row));
        if (draws_region(card, study, row)) {
            CLI_TRY((row->measure->evidence == GAPS ? gaps_write : regions_write)(
                card, study, row, study_path(card, study, row->column)));
        }
    }
done:
    return status;
}

geo_status outputs_write(scorecard *card)
{
    geo_status status = GEO_OK;
    CLI_TRY(make_folder(card, card->out));
    for (int64_t s = 0; s < card->study_count; s++) {
        CLI_TRY(write_study(card, &card->studies[s]));
    }
    CLI_TRY(scorecard_layer_write(card, cli_format(card->call, "%s/scorecard.geojson", card->out)));
    CLI_TRY(scorecard_table_write(card, cli_format(card->call, "%s/scorecard.csv", card->out)));
    if (has_agglomeration(card)) {
        CLI_TRY(
            agglomeration_write(card, cli_format(card->call, "%s/agglomeration.csv", card->out)));
    }
done:
    return status;
}
