/* SPDX-License-Identifier: MIT */
/* Statistics of a pattern in metres, for pattern*.R to compare. Files are of doubles of this
 * machine.
 *
 * usage: peer_pattern FOLDER STATISTIC CORRECTION [SETTING]
 *
 * FOLDER holds x, y, and where they are asked for u, v (others), intensity, others_intensity, r;
 * ring_x and ring_y, the window's corners. STATISTIC is k, l, pair, f, g, j, any of these with
 * -cross, -inhomogeneous or both behind it, clark-evans, or quadrat; CORRECTION one of none,
 * border, translation, isotropic, kaplan-meier, or -. SETTING is the bandwidth, the spacing, or the
 * number of quadrats a side. Prints numbers, one a line. */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "geo/pattern.h"

typedef struct column {
    int64_t n;
    double *value;
} column;

/* Nothing when there is no such file. */
static column read_column(const char *folder, const char *name)
{
    char path[1024];
    column c = {0, NULL};
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0) {
        return c;
    }
    c.n = (int64_t)ftell(file) / (int64_t)sizeof(double);
    rewind(file);
    c.value = calloc((size_t)c.n + 1, sizeof *c.value);
    if (c.value == NULL || fread(c.value, sizeof(double), (size_t)c.n, file) != (size_t)c.n) {
        c.n = 0;
    }
    (void)fclose(file);
    return c;
}

static geo_status read_window(geo_ctx *ctx, const char *folder, geo_window **out)
{
    column x = read_column(folder, "ring_x"), y = read_column(folder, "ring_y");
    const uint8_t type = GEO_POLYGON;
    const int64_t offset[] = {0, x.n};
    const geo_geometry g = {.n = 1,
                            .part_count = 1,
                            .ring_count = 1,
                            .coord_count = x.n,
                            .type = &type,
                            .coord_offset = offset,
                            .x = x.value,
                            .y = y.value};
    geo_shapes *shape = NULL;
    geo_status status = geo_shapes_create(ctx, &g, &shape);
    *out = NULL;
    if (status == GEO_OK) {
        status = geo_window_create(ctx, shape, out);
    }
    geo_shapes_destroy(shape);
    free(x.value);
    free(y.value);
    return status;
}

/* Of the word up to a hyphen. */
static int place_of(const char *word, const char *const *words)
{
    size_t length = word[0] == '-' ? 1 : strcspn(word, "-");
    int i = 0;
    while (words[i] != NULL &&
           (strlen(words[i]) != length || strncmp(word, words[i], length) != 0)) {
        i++;
    }
    return i;
}

static geo_status tell_whole(geo_ctx *ctx, const geo_pattern *p, char **argv, int argc)
{
    geo_clark_evans e;
    geo_quadrats q;
    int64_t side = argc > 4 ? strtoll(argv[4], NULL, 10) : 5;
    geo_status status;
    if (strcmp(argv[2], "quadrat") == 0) {
        status = geo_quadrat_test(ctx, p->window, p->points, side, side, NULL, NULL, &q);
        (void)printf("%.17g\n%.17g\n%.17g\n%.17g\n", q.chi2, q.df, q.p, q.p_gathered);
    } else {
        status = geo_clark_evans_test(ctx, p->window, p->points, 0, 1, &e);
        (void)printf("%.17g\n%.17g\n%.17g\n", e.ratio, e.donnelly_ratio, e.p);
    }
    return status;
}

static geo_status tell_curve(geo_ctx *ctx, geo_pattern *p, const column *r, char **argv, int argc)
{
    static const char *const statistics[] = {"k", "l", "pair", "f", "g", "j", NULL};
    static const char *const corrections[] = {"-",         "none",   "border", "translation",
                                              "isotropic", "kaplan", NULL};
    geo_pattern_options o = geo_pattern_options_default();
    o.statistic = (geo_pattern_statistic)place_of(argv[2], statistics);
    o.correction = (geo_edge_correction)place_of(argv[3], corrections);
    o.bandwidth_m = o.statistic == GEO_PATTERN_PAIR && argc > 4 ? strtod(argv[4], NULL) : 0.0;
    o.spacing_m = o.statistic >= GEO_PATTERN_F && argc > 4 ? strtod(argv[4], NULL) : 0.0;
    geo_curve c = {.value = calloc((size_t)r->n + 1, sizeof(double))};
    geo_status status = c.value == NULL ? GEO_MEMORY : GEO_OK;
    if (status == GEO_OK) {
        status = geo_pattern_curve(ctx, p, r->n, r->value, &o, &c);
    }
    for (int64_t k = 0; k < r->n && status == GEO_OK; k++) {
        (void)printf("%.17g\n", c.value[k]);
    }
    free(c.value);
    return status;
}

int main(int argc, char **argv)
{
    geo_ctx *ctx = NULL;
    geo_window *window = NULL;
    geo_shapes *points = NULL, *others = NULL;
    if (argc < 4) {
        (void)fprintf(stderr, "usage: peer_pattern FOLDER STATISTIC CORRECTION [SETTING]\n");
        return 2;
    }
    if (geo_ctx_create(NULL, &ctx) != GEO_OK) {
        return 1;
    }
    column x = read_column(argv[1], "x"), y = read_column(argv[1], "y");
    column u = read_column(argv[1], "u"), v = read_column(argv[1], "v");
    column r = read_column(argv[1], "r"), intensity = read_column(argv[1], "intensity");
    column others_intensity = read_column(argv[1], "others_intensity");
    bool cross = strstr(argv[2], "-cross") != NULL, even = strstr(argv[2], "-inhom") == NULL,
         whole = strcmp(argv[2], "quadrat") == 0 || strcmp(argv[2], "clark-evans") == 0;
    geo_status status = read_window(ctx, argv[1], &window);
    status =
        status == GEO_OK ? geo_shapes_create_points(ctx, x.n, x.value, y.value, &points) : status;
    if (status == GEO_OK && cross) {
        status = geo_shapes_create_points(ctx, u.n, u.value, v.value, &others);
    }
    if (status == GEO_OK) {
        geo_pattern p = {.window = window, .points = points, .others = others};
        p.intensity = even ? NULL : intensity.value;
        p.others_intensity = cross && !even ? others_intensity.value : NULL;
        status = whole ? tell_whole(ctx, &p, argv, argc) : tell_curve(ctx, &p, &r, argv, argc);
    }
    if (status != GEO_OK) {
        (void)fprintf(stderr, "peer_pattern: %s\n", geo_ctx_message(ctx));
    }
    geo_shapes_destroy(points);
    geo_shapes_destroy(others);
    geo_window_destroy(window);
    geo_ctx_destroy(ctx);
    free(x.value);
    free(y.value);
    free(u.value);
    free(v.value);
    free(r.value);
    free(intensity.value);
    free(others_intensity.value);
    return status == GEO_OK ? 0 : 1;
}
