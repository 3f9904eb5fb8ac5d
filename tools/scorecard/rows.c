/* SPDX-License-Identifier: MIT */
/* Do the rows fit the layers: is there such a layer, such a column, such a value? */
#include <string.h>

#include "scorecard.h"

/* ---- Layers and columns ------------------------------------------------------------------ */

static geo_status check_column(scorecard *card, const indicator *row, const stored *s,
                               const char *column)
{
    const char *names[64];
    int64_t n = geo_layer_column_count(s->file->layer);
    if (geo_layer_find(s->file->layer, column) >= 0) {
        return GEO_OK;
    }
    n = n < 64 ? n : 64;
    for (int64_t i = 0; i < n; i++) {
        names[i] = geo_layer_column(s->file->layer, i).info.name;
    }
    const char *closest = geo_closest_word(column, names, n);
    const char *mend = closest != NULL ? cli_format(card->call, "did you mean %s?", closest) : NULL;
    return row_fails(card, row, mend, "%s has no column '%s'", s->file->source, column);
}

/* A layer without features has no columns to check. */
static geo_status check_columns(scorecard *card, const indicator *row, const stored *s,
                                bool facilities)
{
    geo_status status = GEO_OK;
    const conditions *condition = facilities ? &row->facilities_filter : &row->filter;
    int at = 0;
    if (geo_layer_count(s->file->layer) == 0) {
        return GEO_OK;
    }
    for (int64_t i = 0; i < condition->n; i++) {
        CLI_TRY(check_column(card, row, s, condition->terms[i].column));
    }
    for (const char *field; (field = options_field(row, facilities, &at)) != NULL;) {
        CLI_TRY(check_column(card, row, s, field));
    }
done:
    return status;
}

/* A layer that one study area lacks is "no data" there; one that nobody has is a mistake. */
static geo_status check_layer(scorecard *card, const indicator *row, bool facilities)
{
    geo_status status = GEO_OK;
    const char *name = facilities ? row->facilities : row->layer;
    bool found = false;
    for (int64_t i = 0; i < card->study_count && name[0] != '\0'; i++) {
        const stored *s = find_stored(card, stored_name(card, &card->studies[i], name));
        found = found || s->file != NULL;
        if (s->file != NULL) {
            CLI_TRY(check_columns(card, row, s, facilities));
        }
    }
    if (!found && name[0] != '\0') {
        const char *what = strchr(name, '/') != NULL
                               ? cli_format(card->call, "there is no %s", layer_path(card, name))
                               : cli_format(card->call, "no study area has a %s.geojson", name);
        return row_fails(card, row, "add that layer, or take the row out", "%s", what);
    }
done:
    return status;
}

/* ---- Are there such values? -------------------------------------------------------------- */

/* Values of a column in all study areas, to find one among, or the nearest to it. */
typedef struct vocabulary {
    const char **word; /* [n] */
    int64_t n, room;
} vocabulary;

static geo_status gather_words(scorecard *card, const char *layer, const char *column,
                               vocabulary *out)
{
    geo_status status = GEO_OK;
    cli_groups groups;
    *out = (vocabulary){NULL, 0, 0};
    for (int64_t i = 0; i < card->study_count; i++) {
        const stored *s = find_stored(card, stored_name(card, &card->studies[i], layer));
        if (s->file == NULL || geo_layer_count(s->file->layer) == 0) {
            continue;
        }
        CLI_TRY(cli_group(card->call, s->file, column, &groups));
        if (out->n + groups.n > out->room) {
            out->room = 2 * (out->n + groups.n);
            const char **more = cli_array(card->call, out->room, sizeof *more);
            for (int64_t k = 0; k < out->n; k++) {
                more[k] = out->word[k];
            }
            out->word = more;
        }
        for (int64_t k = 0; k < groups.n; k++) {
            out->word[out->n++] = groups.name[k];
        }
    }
done:
    return status;
}

static bool has_word(const vocabulary *v, const char *word)
{
    for (int64_t i = 0; i < v->n; i++) {
        if (strcmp(v->word[i], word) == 0) {
            return true;
        }
    }
    return false;
}

/* A value that no city has leaves nothing, or everything: told, for it may be so. */
static geo_status note_values(scorecard *card, const indicator *row, const char *layer,
                              const conditions *condition)
{
    geo_status status = GEO_OK;
    vocabulary v;
    for (int64_t i = 0; i < condition->n; i++) {
        const term *t = &condition->terms[i];
        CLI_TRY(gather_words(card, layer, t->column, &v));
        for (int64_t k = 0; k < t->value_count && v.n > 0; k++) {
            if (t->values[k][0] == '\0' || has_word(&v, t->values[k])) {
                continue;
            }
            const char *closest = geo_closest_word(t->values[k], v.word, v.n);
            cli_note(card->call, "indicators.csv: line %lld (%s): no feature has %s \"%s\"%s",
                     (long long)row->line, row->id, t->column, t->values[k],
                     closest == NULL ? ""
                                     : cli_format(card->call, "; did you mean \"%s\"?", closest));
        }
    }
done:
    return status;
}

/* A sector that a city lacks has no number there; one that nobody has is a mistake. */
static geo_status check_sectors(scorecard *card, const indicator *row)
{
    geo_status status = GEO_OK;
    const row_options *o = &row->options;
    const char *const asked[] = {o->from, o->to};
    vocabulary v;
    if (o->sector == NULL) {
        return GEO_OK;
    }
    CLI_TRY(gather_words(card, row->layer, o->sector, &v));
    for (int k = 0; k < 2; k++) {
        if (asked[k] != NULL && v.n > 0 && !has_word(&v, asked[k])) {
            const char *closest = geo_closest_word(asked[k], v.word, v.n);
            CLI_TRY(row_fails(
                card, row,
                closest != NULL ? cli_format(card->call, "did you mean \"%s\"?", closest) : NULL,
                "no feature of any study area has %s \"%s\"", o->sector, asked[k]));
        }
    }
done:
    return status;
}

geo_status rows_check(scorecard *card)
{
    geo_status status = GEO_OK;
    for (int64_t r = 0; r < card->row_count; r++) {
        const indicator *row = &card->rows[r];
        CLI_TRY(check_layer(card, row, false));
        CLI_TRY(check_layer(card, row, true));
        CLI_TRY(check_sectors(card, row));
        CLI_TRY(note_values(card, row, row->layer, &row->filter));
        CLI_TRY(note_values(card, row, row->facilities, &row->facilities_filter));
    }
done:
    return status;
}
