/* SPDX-License-Identifier: MIT */
/* Study areas and their layers: every folder with a boundary is one. All that the indicators
 * name is read once, and the rows are checked against it before anything is measured. */
#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "geo/geometry.h"
#include "scorecard.h"

/* ---- Folders --------------------------------------------------------------------------- */

static int by_name(const void *a, const void *b)
{
    return strcmp(((const study_area *)a)->name, ((const study_area *)b)->name);
}

const char *layer_path(scorecard *card, const char *name)
{
    return cli_format(card->call, "%s/%s.geojson", card->folder, name);
}

static bool is_study(scorecard *card, const char *folder)
{
    const char *name = cli_format(card->call, "%s/boundary", folder);
    return folder[0] != '.' && access(layer_path(card, name), F_OK) == 0;
}

static geo_status find_studies(scorecard *card)
{
    int64_t room = 0;
    DIR *folder = opendir(card->folder);
    if (folder == NULL) {
        return cli_fail(card->call, GEO_IO, NULL, "%s: %s", card->folder, strerror(errno));
    }
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        if (!is_study(card, entry->d_name)) {
            continue;
        }
        if (card->study_count == room) {
            room = 2 * room + 8;
            study_area *more = cli_array(card->call, room, sizeof *more);
            if (card->study_count > 0) {
                memcpy(more, card->studies, (size_t)card->study_count * sizeof *more);
            }
            card->studies = more;
        }
        card->studies[card->study_count++].name = cli_format(card->call, "%s", entry->d_name);
    }
    closedir(folder);
    if (card->study_count == 0) {
        return cli_fail(card->call, GEO_DATA,
                        "make a folder per study area, each with a boundary.geojson",
                        "%s: no study area", card->folder);
    }
    qsort(card->studies, (size_t)card->study_count, sizeof *card->studies, by_name);
    return GEO_OK;
}

/* ---- Layers ---------------------------------------------------------------------------- */

/* A name with a slash is a path in the data folder; others are in the study area's own. */
const char *stored_name(scorecard *card, const study_area *study, const char *name)
{
    return strchr(name, '/') != NULL ? name : cli_format(card->call, "%s/%s", study->name, name);
}

stored *find_stored(const scorecard *card, const char *name)
{
    for (int64_t i = 0; i < card->layer_count; i++) {
        if (strcmp(card->layers[i].name, name) == 0) {
            return &card->layers[i];
        }
    }
    return NULL;
}

static geo_status store(scorecard *card, const char *name)
{
    geo_status status = GEO_OK;
    if (find_stored(card, name) != NULL) {
        return GEO_OK;
    }
    stored *s = &card->layers[card->layer_count++];
    const char *path = layer_path(card, name);
    s->name = name;
    if (access(path, F_OK) == 0) {
        CLI_TRY(cli_read(card->call, path, &s->file));
    }
done:
    return status;
}

static geo_status store_row(scorecard *card, const study_area *study, const indicator *row)
{
    geo_status status = GEO_OK;
    if (row->layer[0] != '\0') {
        CLI_TRY(store(card, stored_name(card, study, row->layer)));
    }
    if (row->facilities[0] != '\0') {
        CLI_TRY(store(card, stored_name(card, study, row->facilities)));
    }
done:
    return status;
}

static geo_status store_study(scorecard *card, study_area *study)
{
    geo_status status = GEO_OK;
    const char *boundary = stored_name(card, study, "boundary");
    CLI_TRY(store(card, boundary));
    study->boundary.stored = find_stored(card, boundary);
    study->places = cli_array(card->call, 3 * card->row_count, sizeof *study->places);
    for (int64_t r = 0; r < card->row_count; r++) {
        CLI_TRY(store_row(card, study, &card->rows[r]));
    }
done:
    return status;
}

placed *place_of(scorecard *card, study_area *study, const char *name)
{
    const stored *s = find_stored(card, stored_name(card, study, name));
    for (int64_t i = 0; i < study->place_count; i++) {
        if (study->places[i].stored == s) {
            return &study->places[i];
        }
    }
    placed *p = &study->places[study->place_count++];
    p->stored = s;
    return p;
}

study_area *study_of_path(const scorecard *card, const char *path)
{
    const char *slash = strchr(path, '/');
    size_t size = slash != NULL ? (size_t)(slash - path) : 0;
    for (int64_t i = 0; i < card->study_count; i++) {
        const char *name = card->studies[i].name;
        if (strlen(name) == size && memcmp(name, path, size) == 0) {
            return &card->studies[i];
        }
    }
    return NULL;
}

/* ---- One study area ---------------------------------------------------------------------- */

static const char *text_of(scorecard *card, const geo_layer *layer, const char *column)
{
    char buffer[32];
    size_t size = 0;
    geo_column c = column_of(layer, column);
    const char *text = c.n > 0 ? cell_text(&c, 0, buffer, &size) : "";
    return cli_format(card->call, "%.*s", (int)size, text);
}

static void stretch(geo_box *all, geo_box box)
{
    if (box.min_x <= box.max_x) {
        all->min_x = fmin(all->min_x, box.min_x);
        all->min_y = fmin(all->min_y, box.min_y);
        all->max_x = fmax(all->max_x, box.max_x);
        all->max_y = fmax(all->max_y, box.max_y);
    }
}

/* Access is measured for all who compete, wherever they are. */
static void stretch_to_users(const scorecard *card, const indicator *row, geo_box *all)
{
    for (int64_t i = 0; row->measure->evidence == SCORES && i < card->study_count; i++) {
        const stored *s =
            find_stored(card, cli_format(card->call, "%s/%s", card->studies[i].name, row->layer));
        if (s != NULL && s->file != NULL) {
            stretch(all, geo_layer_extent(s->file->layer));
        }
    }
}

/* The frame must be good where distances are measured: over all layers of the study area. */
static geo_status make_frame(scorecard *card, study_area *study)
{
    geo_status status = GEO_OK;
    geo_frame_options options = geo_frame_options_default();
    geo_box all = geo_layer_extent(study->boundary.stored->file->layer);
    for (int64_t r = 0; r < card->row_count; r++) {
        const char *names[] = {card->rows[r].layer, card->rows[r].facilities};
        bool far = card->rows[r].measure->run == measure_center_distance;
        for (int k = 0; k < (far ? 1 : 2); k++) {
            const stored *s =
                names[k][0] == '\0' ? NULL : find_stored(card, stored_name(card, study, names[k]));
            if (s != NULL && s->file != NULL) {
                stretch(&all, geo_layer_extent(s->file->layer));
            }
        }
        stretch_to_users(card, &card->rows[r], &all);
    }
    options.crs = card->crs;
    options.max_scale_error = card->max_scale_error;
    cli_place(card->call,
              cli_format(card->call, "%s/%s and what its rows look at", card->folder, study->name));
    CLI_TRY(geo_frame_create(card->ctx, all, &options, &study->frame));
    cli_place(card->call, NULL);
done:
    return status;
}

/* "Huairou Science City: schematic boundary: hand-drawn around ..."; -1 without a status. */
static int boundary_note(scorecard *card, const study_area *study)
{
    bool zh = card->chinese && study->title_zh[0] != '\0';
    if (study->status[0] == '\0') {
        return -1;
    }
    return note_number(card, cli_format(card->call,
                                        card->chinese ? "%s:边界 %s%s%s" : "%s: %s boundary%s%s",
                                        zh ? study->title_zh : study->title, study->status,
                                        study->note[0] != '\0' ? ": " : "", study->note));
}

static geo_status open_study(scorecard *card, study_area *study)
{
    geo_status status = GEO_OK;
    const cli_layer *file = study->boundary.stored->file;
    const geo_geometry *g = geo_layer_geometry(file->layer);
    if (g->n == 0) {
        CLI_TRY(cli_fail(card->call, GEO_DATA, "one polygon or multipolygon",
                         "%s: the boundary has no feature", file->source));
    }
    if (g->n != 1 || (g->type[0] != GEO_POLYGON && g->type[0] != GEO_MULTIPOLYGON)) {
        CLI_TRY(cli_fail(card->call, GEO_DATA, "join its parts into one multipolygon",
                         "%s: a boundary is one polygon or multipolygon", file->source));
    }
    study->title = text_of(card, file->layer, "name");
    study->title_zh = text_of(card, file->layer, "name_zh");
    study->status = text_of(card, file->layer, "status");
    study->note = text_of(card, file->layer, "note");
    if (study->title[0] == '\0') {
        study->title = study->name;
    }
    study->mark = boundary_note(card, study);
    CLI_TRY(make_frame(card, study));
    CLI_TRY(geo_shapes_project(card->ctx, study->frame, file->layer, &study->boundary.shapes));
    geo_shapes_area(study->boundary.shapes, &study->area_m2);
    if (!(study->area_m2 > 0.0)) {
        CLI_TRY(cli_fail(card->call, GEO_DATA, NULL, "%s: the boundary encloses no area",
                         file->source));
    }
done:
    return status;
}

geo_status studies_open(scorecard *card)
{
    geo_status status = GEO_OK;
    CLI_TRY(find_studies(card));
    card->layers =
        cli_array(card->call, card->study_count * (1 + 2 * card->row_count), sizeof *card->layers);
    for (int64_t i = 0; i < card->study_count; i++) {
        CLI_TRY(store_study(card, &card->studies[i]));
    }
    CLI_TRY(rows_check(card));
    for (int64_t i = 0; i < card->study_count; i++) {
        CLI_TRY(open_study(card, &card->studies[i]));
    }
done:
    return status;
}

void card_clear(scorecard *card)
{
    for (int64_t i = 0; i < card->study_count; i++) {
        study_area *study = &card->studies[i];
        for (int64_t p = 0; p < study->place_count; p++) {
            geo_shapes_destroy(study->places[p].shapes);
            geo_layer_destroy(study->places[p].copy);
        }
        geo_shapes_destroy(study->boundary.shapes);
        geo_frame_destroy(study->frame);
    }
}
