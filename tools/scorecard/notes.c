/* SPDX-License-Identifier: MIT */
/* Footnotes: what must be known to read a number. Equal notes share one number. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "scorecard.h"

int note_number(scorecard *card, const char *text)
{
    for (int i = 0; i < card->note_count; i++) {
        if (strcmp(card->notes[i], text) == 0) {
            return i;
        }
    }
    if (card->note_count == card->note_room) {
        card->note_room = 2 * card->note_room + 8;
        const char **more = cli_array(card->call, card->note_room, sizeof *more);
        if (card->note_count > 0) {
            memcpy(more, card->notes, (size_t)card->note_count * sizeof *more);
        }
        card->notes = more;
    }
    card->notes[card->note_count] = text;
    return card->note_count++;
}

void note_add(measurement *m, const char *text)
{
    score *cell = m->cell;
    int number = note_number(m->card, text);
    for (int i = 0; i < cell->note_count; i++) {
        if (cell->notes[i] == number) {
            return;
        }
    }
    if (cell->note_count < MAX_CELL_NOTES) {
        cell->notes[cell->note_count++] = number;
    }
}

/* A layer says of itself that it is incomplete by a column `complete` with a false in it. */
static bool is_incomplete(const geo_layer *layer)
{
    geo_column c = column_of(layer, "complete");
    for (int64_t i = 0; c.type == GEO_BOOL && i < c.n; i++) {
        if (!geo_column_is_null(&c, i) && !c.flags[i]) {
            return true;
        }
    }
    return false;
}

/* Positions that may be wrong by more than half the distance asked of them (`accuracy_m`). */
static void note_coarse(measurement *m, const picked *p, double distance_m)
{
    double worst = 0.0;
    if (p->n == 0 || !isfinite(distance_m) || geo_layer_find(p->layer, "accuracy_m") < 0) {
        return;
    }
    double *accuracy = cli_array(m->card->call, p->n, sizeof *accuracy);
    if (geo_layer_numbers(m->card->ctx, p->layer, "accuracy_m", accuracy) != GEO_OK) {
        return; /* not a number: it says nothing that can be compared */
    }
    for (int64_t i = 0; i < p->n; i++) {
        if (accuracy[i] > distance_m / 2.0) {
            worst = fmax(worst, accuracy[i]);
        }
    }
    if (worst > 0.0) {
        note_add(m, cli_format(m->card->call,
                               m->card->chinese ? "%s:部分位置精度仅为 %.0f 米"
                                                : "%s: some positions are known only within %.0f m",
                               p->place->stored->name, worst));
    }
}

/* People of a whole quarter counted at one point make a rough share. */
static void note_points(measurement *m, const picked *p)
{
    const geo_geometry *g = geo_layer_geometry(p->layer);
    bool points = weighing_field(m->row)[0] != '\0' && p->within != NULL && g->n > 0;
    for (int64_t i = 0; i < g->n && points; i++) {
        points = g->type[i] == GEO_POINT;
    }
    if (points) {
        note_add(m, m->card->chinese
                        ? cli_format(m->card->call, "%lld 个单元,各按一个点计", (long long)g->n)
                        : cli_format(m->card->call, "%s, %scounted at one point",
                                     cli_count(m->card->call, g->n, "unit"),
                                     g->n == 1 ? "" : "each "));
    }
}

void note_picked(measurement *m, const picked *p, double distance_m)
{
    if (is_incomplete(p->place->stored->file->layer)) {
        m->cell->partial = true;
        note_add(m, cli_format(m->card->call,
                               m->card->chinese ? "%s 数据不全,仅为已知部分"
                                                : "%s is incomplete: this is of what is known",
                               p->place->stored->name));
    }
    note_points(m, p);
    note_coarse(m, p, distance_m);
}
