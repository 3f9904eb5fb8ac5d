/* SPDX-License-Identifier: MIT */
/* What the next feature may look like, learnt from the one that was just read. */
#include "io/geojson_read_internal.h"

typedef struct lesson {
    geoi_geojson_reader *r;
    geoi_geojson_shape *shape;
    geoi_json json;     /* stands in the feature that was just read, so all there is right */
    const char *begin;  /* of the bytes of the next step */
    bool typed, placed; /* the members that make a feature were met */
} lesson;

/* The value at which the lesson stands may be another in the next feature. */
static bool add_step(lesson *l, geoi_step_kind kind, int64_t column)
{
    geoi_geojson_shape *shape = l->shape;
    (void)geoi_json_peek(&l->json);
    if (shape->count >= GEOI_MOST_STEPS) {
        return false;
    }
    geoi_geojson_step step = {l->begin, l->json.at - l->begin, kind, column};
    shape->step[shape->count++] = step;
    if (kind != GEOI_STEP_END) {
        (void)geoi_json_skip(&l->json);
    }
    l->begin = l->json.at;
    return true;
}

static bool learn_properties(lesson *l)
{
    geo_status status = GEO_OK;
    geoi_json_text key;
    bool learnt = true;
    if (geoi_json_peek(&l->json) != '{') {
        return geoi_json_skip(&l->json) == GEO_OK;
    }
    (void)geoi_json_open(&l->json, '{', "");
    while (learnt && geoi_json_member(&l->json, &key, &status)) {
        int64_t column;
        status = geoi_layer_builder_column(l->r->json.ctx, l->r->builder, key.bytes, key.length,
                                           &column);
        learnt = status == GEO_OK && add_step(l, GEOI_STEP_VALUE, column);
    }
    return learnt;
}

/* A point's two numbers are steps of their own; more of them are not foreseen. */
static bool learn_point(lesson *l)
{
    geo_status status = GEO_OK;
    int64_t numbers = 0;
    (void)geoi_json_open(&l->json, '[', "");
    while (numbers < 3 && geoi_json_element(&l->json, &status) &&
           add_step(l, GEOI_STEP_NUMBER, -1)) {
        numbers++;
    }
    return numbers == 2;
}

static bool learn_geometry(lesson *l)
{
    geo_status status = GEO_OK;
    geoi_json_text key, name;
    bool learnt = true;
    l->placed = true;
    if (geoi_json_peek(&l->json) == 'n') {
        return geoi_json_word(&l->json, "null") == GEO_OK;
    }
    (void)geoi_json_open(&l->json, '{', "");
    while (learnt && geoi_json_member(&l->json, &key, &status)) {
        if (GEOI_JSON_IS(key, "type") && geoi_json_string(&l->json, &name) == GEO_OK) {
            l->shape->type = geoi_geojson_type(name);
            learnt = l->shape->type != GEO_COLLECTION;
        } else if (GEOI_JSON_IS(key, "coordinates") && l->shape->type != GEO_NONE) {
            learnt = l->shape->type == GEO_POINT ? learn_point(l)
                                                 : add_step(l, GEOI_STEP_COORDINATES, -1);
        } else {
            learnt = false;
        }
    }
    return learnt;
}

static bool learn_member(lesson *l, geoi_json_text key)
{
    geoi_json_text type;
    if (GEOI_JSON_IS(key, "type")) {
        l->typed = geoi_json_string(&l->json, &type) == GEO_OK && GEOI_JSON_IS(type, "Feature");
        return l->typed;
    }
    if (GEOI_JSON_IS(key, "geometry")) {
        return learn_geometry(l);
    }
    if (GEOI_JSON_IS(key, "properties")) {
        return learn_properties(l);
    }
    return GEOI_JSON_IS(key, "id") && add_step(l, GEOI_STEP_ID, -1);
}

void geoi_geojson_learn(geoi_geojson_reader *r, const char *start)
{
    geoi_geojson_shape *shape = r->shape;
    lesson l = {.r = r, .shape = shape, .json = geoi_json_twin(&r->json), .begin = start};
    geo_status status = GEO_OK;
    geoi_json_text key;
    bool learnt =
        r->json.end - r->json.at > GEOI_SHAPE_MARGIN; /* its bytes are compared eight at a time */
    shape->count = 0;
    shape->type = GEO_NONE;
    l.json.at = start;
    learnt = learnt && geoi_json_open(&l.json, '{', "") == GEO_OK;
    while (learnt && geoi_json_member(&l.json, &key, &status)) {
        learnt = learn_member(&l, key);
    }
    if (!learnt || status != GEO_OK || !l.typed || !l.placed || l.json.at != r->json.at ||
        !add_step(&l, GEOI_STEP_END, -1)) {
        shape->count = 0;
    }
    geoi_json_clear(&l.json);
}
