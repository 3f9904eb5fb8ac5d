/* SPDX-License-Identifier: MIT */
/* Licences go with what is made of a layer: its column `license` says which, feature by feature. */
#include <string.h>

#include "scorecard.h"

enum { MAX_LICENCES = 16 };

typedef struct licences {
    const char *text[MAX_LICENCES];
    size_t size[MAX_LICENCES];
    int n;
} licences;

static void take(licences *all, const char *text, size_t size)
{
    for (int i = 0; i < all->n; i++) {
        if (all->size[i] == size && memcmp(all->text[i], text, size) == 0) {
            return;
        }
    }
    if (size > 0 && all->n < MAX_LICENCES) {
        all->text[all->n] = text;
        all->size[all->n++] = size;
    }
}

static void take_layer(licences *all, const geo_layer *layer)
{
    char buffer[32];
    size_t size = 0;
    geo_column column = column_of(layer, "license");
    for (int64_t i = 0; column.type == GEO_TEXT && i < column.n; i++) {
        const char *text = cell_text(&column, i, buffer, &size);
        take(all, text, size);
    }
}

const char *licences_of(scorecard *card, const stored *const *layers, int64_t n)
{
    licences all = {.n = 0};
    cli_text out = {NULL, 0, 0};
    for (int64_t i = 0; i < n; i++) {
        if (layers[i]->file != NULL) {
            take_layer(&all, layers[i]->file->layer);
        }
    }
    for (int i = 0; i < all.n; i++) {
        cli_text_add(&out, "%s%.*s", i > 0 ? "; " : "", (int)all.size[i], all.text[i]);
    }
    const char *kept = cli_format(card->call, "%s", out.data != NULL ? out.data : "");
    cli_text_clear(&out);
    return kept;
}
