/* SPDX-License-Identifier: MIT */
#include "demand_case.h"

void demand_case_read(geo_ctx *ctx, const test_vectors *v, demand_case *out)
{
    double points[3 * DEMAND_ROOM], boxes[5 * DEMAND_ROOM], sites[4 * DEMAND_ROOM];
    int64_t point_count = parse_numbers(vector_text(v, "points"), points, 3 * DEMAND_ROOM) / 3;
    int64_t box_count = parse_numbers(vector_text(v, "boxes"), boxes, 5 * DEMAND_ROOM) / 5;
    draft *people = draft_new(), *facilities = draft_new();
    memset(out, 0, sizeof *out);
    for (int64_t i = 0; i < point_count; i++) {
        const double *p = points + 3 * i;
        draft_point_feature(people, p[0], p[1]);
        out->weight[out->n++] = p[2];
    }
    for (int64_t i = 0; i < box_count; i++) {
        const double *b = boxes + 5 * i;
        draft_box_feature(people, b[0], b[1], b[2], b[3]);
        out->weight[out->n++] = b[4];
    }
    out->facility_count = parse_numbers(vector_text(v, "facilities"), sites, 4 * DEMAND_ROOM) / 4;
    for (int64_t j = 0; j < out->facility_count; j++) {
        const double *s = sites + 4 * j;
        draft_point_feature(facilities, s[0], s[1]);
        out->radius[j] = s[2];
        out->type[j] = (int64_t)s[3];
        out->types = out->type[j] + 1 > out->types ? out->type[j] + 1 : out->types;
    }
    out->people = draft_shapes(ctx, people);
    out->facilities = draft_shapes(ctx, facilities);
    free(people);
    free(facilities);
}

void demand_case_end(demand_case *c)
{
    geo_shapes_destroy(c->people);
    geo_shapes_destroy(c->facilities);
}
