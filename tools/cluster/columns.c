/* SPDX-License-Identifier: MIT */
/* What is told of clusters, whatever the method, and the columns that say who is in which. */
#include <inttypes.h>

#include "cluster.h"

void cluster_number_by_appearance(cli_call *call, clusters *c)
{
    int64_t *number = cli_array(call, c->count, sizeof *number), next = 0; /* from 1 */
    for (int64_t i = 0; i < c->n; i++) {
        if (c->label[i] >= 0) {
            int64_t *mine = &number[c->label[i]];
            *mine = *mine == 0 ? ++next : *mine;
            c->label[i] = *mine - 1;
        }
    }
    if (next < c->count) {
        cli_note(call, "only %" PRId64 " of the %" PRId64 " clusters asked for %s a point", next,
                 c->count, next == 1 ? "holds" : "hold");
    }
    c->count = next;
}

/* How many points each cluster has. */
static int64_t *tell_sizes(cli_call *call, const subject *s, const clusters *c)
{
    int64_t inside = 0, largest = 0, used = c->n - cli_without_geometry(s->layer);
    int64_t *sizes = cli_array(call, c->count, sizeof *sizes);
    for (int64_t i = 0; i < c->n; i++) {
        if (c->label[i] >= 0) {
            int64_t size = ++sizes[c->label[i]];
            largest = size > largest ? size : largest;
            inside++;
        }
    }
    double share = used > 0 ? 100.0 * (double)inside / (double)used : 0.0;
    cli_result(call, "clusters", (double)c->count);
    cli_result(call, "largest", (double)largest);
    cli_result(call, "inside", (double)inside);
    const char *one = c->are_regions ? "zone" : "point";
    cli_note(call, "%s, the largest of %s; %" PRId64 " of %s inside (%.1f %%)",
             cli_count(call, c->count, c->are_regions ? "region" : "cluster"),
             cli_count(call, largest, one), inside, cli_count(call, used, one), share);
    return sizes;
}

static geo_status add_roles(cli_call *call, const subject *s, const clusters *c)
{
    static const char *const role_names[] = {"noise", "border", "core"};
    const geo_geometry *g = geo_layer_geometry(s->layer->layer);
    const char **role = cli_array(call, c->n, sizeof *role);
    for (int64_t i = 0; i < c->n; i++) {
        geo_span at = geo_feature_coords(g, i);
        role[i] = at.begin < at.end ? role_names[c->role[i]] : NULL;
    }
    return cli_add_texts(call, s->layer->layer, &cluster_columns[CL_ROLE], NULL, role);
}

static geo_status add_extra(cli_call *call, const subject *s, const cluster_extra *e)
{
    const cli_column *column = &cluster_columns[e->column];
    return e->reals != NULL ? cli_add_reals(call, s->layer->layer, column, NULL, e->reals)
                            : cli_add_ints(call, s->layer->layer, column, NULL, e->ints, e->valid);
}

geo_status cluster_add_columns(cli_call *call, const subject *s, const clusters *c)
{
    geo_status status = GEO_OK;
    geo_layer *layer = s->layer->layer;
    int64_t *sizes = tell_sizes(call, s, c);
    int64_t *id = cli_array(call, c->n, sizeof *id);
    int64_t *size = cli_array(call, c->n, sizeof *size);
    uint8_t *valid = cli_array(call, c->n / 8 + 1, 1);
    for (int64_t i = 0; i < c->n; i++) {
        if (c->label[i] >= 0) {
            id[i] = c->label[i] + 1;
            size[i] = sizes[c->label[i]];
            valid[i >> 3] = (uint8_t)(valid[i >> 3] | 1u << (i & 7));
        }
    }
    CLI_TRY(cli_add_ints(call, layer, &cluster_columns[CL_ID], NULL, id, valid));
    if (c->role != NULL) {
        CLI_TRY(add_roles(call, s, c));
    }
    for (int i = 0; i < c->extra_count; i++) {
        CLI_TRY(add_extra(call, s, &c->extra[i]));
    }
    CLI_TRY(cli_add_ints(call, layer, &cluster_columns[CL_SIZE], NULL, size, valid));
done:
    return status;
}

/* ---- Noise ------------------------------------------------------------------------------ */

cli_style cluster_style(const cluster_method *m, const clusters *c)
{
    static const geo_style_class noise = {NULL, 0xBEBEBE, "noise"};
    static const geo_style_class none = {NULL, 0xBEBEBE, "in no cluster"};
    cli_style style = {.kind = GEO_STYLE_CATEGORIES, .field = "cl_id"};
    for (int64_t i = 0; i < c->n && style.class_count == 0; i++) {
        style.class_count = c->label[i] < 0;
    }
    style.classes = m->sweeps ? &noise : &none;
    return style;
}

void cluster_tell_none(cli_call *call, const arguments *a, const cluster_method *m,
                       const subject *s, const clusters *c)
{
    if (c->count > 0 || !m->sweeps || s->n == cli_without_geometry(s->layer)) {
        return;
    }
    if (cluster_takes(m, "single")) {
        cli_note(call, "no cluster: try %s%s",
                 a->hdbscan.min_cluster_size > 3 ? "--min-size 3" : "a smaller --min",
                 a->single ? "" : ", or --single, with which all points may be one");
    } else if (cluster_takes(m, "xi")) {
        cli_note(call, "no cluster: try a smaller --min, --min-size or --xi, or a larger --eps");
    } else {
        cli_note(call, "no cluster: try a larger --eps, or a smaller --min; --k-distance tells an "
                       "--eps to begin with");
    }
}
