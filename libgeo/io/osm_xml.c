/* SPDX-License-Identifier: MIT */
/* OSM XML (https://wiki.openstreetmap.org/wiki/OSM_XML), as the API, JOSM and Overpass write it:
 * counted, and its nodes, ways and relations put in this order. */
#include "io/osm.h"
#include "io/xml.h"

typedef enum kind { NODE, WAY, RELATION, KINDS } kind;

typedef struct xml_job {
    geo_ctx *ctx;
    geoi_osm_census *census;
    geoi_text by_kind[KINDS];
    geoi_xml xml;
    kind at;           /* of the object at hand */
    const char *begin; /* where it begins */
    int64_t refs, missing;
} xml_job;

static geo_status read_id(xml_job *job, const char *name, int64_t *id)
{
    geoi_xml_span text;
    uint64_t v = 0;
    int64_t i = 0;
    if (!geoi_xml_attribute(&job->xml, name, &text)) {
        return geoi_fail(job->ctx, GEO_DATA, "an element has no %s", name);
    }
    bool minus = text.length > 0 && text.at[0] == '-';
    for (i = minus; i < text.length && i < 19 && text.at[i] >= '0' && text.at[i] <= '9'; i++) {
        v = v * 10 + (uint64_t)(text.at[i] - '0');
    }
    if (i != text.length || i == minus) {
        char shown[40];
        return geoi_fail(job->ctx, GEO_DATA, "%s \"%s\" is no number", name,
                         geoi_printable(text.at, text.length, shown, sizeof shown));
    }
    *id = minus ? -(int64_t)v : (int64_t)v;
    return GEO_OK;
}

static bool kind_of(const geoi_xml_span *name, kind *k)
{
    static const char *const names[KINDS] = {"node", "way", "relation"};
    for (int i = 0; i < KINDS; i++) {
        if (geoi_xml_is(name, names[i])) {
            *k = (kind)i;
            return true;
        }
    }
    return false;
}

static geo_status check_root(const geoi_xml *x)
{
    if (x->depth != 1 || geoi_xml_is(&x->name, "osm")) {
        return GEO_OK;
    }
    geo_status status = geoi_fail(x->ctx, GEO_UNSUPPORTED, "is no map but a list of changes");
    geoi_hint(x->ctx, "apply the changes to a map first, with osmium");
    return status;
}

/* ---- First time: ids, and objects by kind ----------------------------------------------- */

static geo_status begin_object(xml_job *job)
{
    geo_status status = GEO_OK;
    int64_t id;
    GEO_TRY(read_id(job, "id", &id));
    job->begin = job->xml.tag;
    job->census->relations += job->at == RELATION;
    if (job->at == NODE) {
        GEO_TRY(geoi_osm_add_node(job->ctx, job->census, id));
    } else if (job->at == WAY) {
        GEO_TRY(geoi_osm_add_way(job->ctx, job->census, id));
    }
done:
    return status;
}

static geo_status end_object(xml_job *job)
{
    geo_status status = GEO_OK;
    geoi_text *out = &job->by_kind[job->at];
    GEO_TRY(geoi_text_append(job->ctx, out, job->begin, job->xml.at - job->begin));
    GEO_TRY(geoi_text_append(job->ctx, out, "\n", 1));
done:
    return status;
}

static geo_status sort_tag(xml_job *job)
{
    geo_status status = GEO_OK;
    const geoi_xml *x = &job->xml;
    GEO_TRY(check_root(x));
    if (x->depth == 2 && kind_of(&x->name, &job->at)) {
        GEO_TRY(x->opens ? begin_object(job) : GEO_OK);
        GEO_TRY(x->closes ? end_object(job) : GEO_OK);
    }
done:
    return status;
}

/* ---- Second time: what is missing ------------------------------------------------------- */

static geo_status check_member(xml_job *job)
{
    geo_status status = GEO_OK;
    geoi_xml_span type;
    int64_t id;
    const geoi_xml *x = &job->xml;
    if (job->at == WAY && geoi_xml_is(&x->name, "nd")) {
        GEO_TRY(read_id(job, "ref", &id));
        job->refs++;
        job->missing += !geoi_osm_has_node(job->census, id);
    } else if (job->at == RELATION && geoi_xml_is(&x->name, "member") &&
               geoi_xml_attribute(x, "type", &type) && geoi_xml_is(&type, "way")) {
        GEO_TRY(read_id(job, "ref", &id));
        job->missing += !geoi_osm_has_way(job->census, id);
    }
done:
    return status;
}

static void count_object(xml_job *job)
{
    geoi_osm_census *c = job->census;
    c->short_ways += job->at == WAY && job->refs < 2;
    c->incomplete_ways += job->at == WAY && job->missing > 0;
    c->incomplete_relations += job->at == RELATION && job->missing > 0;
}

static geo_status check_tag(xml_job *job)
{
    geo_status status = GEO_OK;
    const geoi_xml *x = &job->xml;
    if (x->depth == 2 && x->opens) {
        job->refs = job->missing = 0;
        job->at = kind_of(&x->name, &job->at) ? job->at : KINDS;
    } else if (x->depth == 3 && x->opens) {
        GEO_TRY(check_member(job));
    }
    if (x->depth == 2 && x->closes) {
        count_object(job);
    }
done:
    return status;
}

/* ---- Both ------------------------------------------------------------------------------- */

static geo_status meet_tags(xml_job *job, const geoi_bytes *file, geo_status (*meet)(xml_job *))
{
    geo_status status = GEO_OK;
    bool found;
    GEO_TRY(geoi_xml_open(job->ctx, file->data, file->size, &job->xml));
    for (;;) {
        GEO_TRY(geoi_xml_next(&job->xml, &found));
        if (!found) {
            break;
        }
        GEO_TRY(meet(job));
    }
done:
    return status;
}

geo_status geoi_osm_xml(geo_ctx *ctx, const geoi_bytes *file, geoi_osm_census *c,
                        geoi_text *ordered)
{
    static const char head[] =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<osm version=\"0.6\">\n";
    geo_status status = GEO_OK;
    xml_job job = {.ctx = ctx, .census = c};
    GEO_TRY(meet_tags(&job, file, sort_tag));
    GEO_TRY(geoi_osm_census_sort(ctx, c));
    GEO_TRY(meet_tags(&job, file, check_tag));
    GEO_TRY(geoi_text_append(ctx, ordered, head, (int64_t)sizeof head - 1));
    for (int k = 0; k < KINDS; k++) {
        GEO_TRY(geoi_text_append(ctx, ordered, job.by_kind[k].bytes, job.by_kind[k].length));
    }
    GEO_TRY(geoi_text_append(ctx, ordered, "</osm>\n", 7));
done:
    for (int k = 0; k < KINDS; k++) {
        geoi_release(job.by_kind[k].bytes);
    }
    return status;
}
