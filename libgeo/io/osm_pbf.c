/* SPDX-License-Identifier: MIT */
/* OSM PBF (https://wiki.openstreetmap.org/wiki/PBF_Format): blobs of a header and then blocks,
 * packed by zlib or not at all. All blocks are unpacked, counted, and handed on unpacked, those
 * with nodes first, then ways, then relations. */
#include <zlib.h>

#include "io/osm.h"
#include "io/protobuf.h"

enum {
    MOST_HEAD = 64 << 10,
    MOST_BLOB = 32 << 20,
    WORD = 4,
    /* kinds of what a group holds, as bits */
    NODES = 1,
    WAYS = 2,
    RELATIONS = 4
};
static const int64_t MOST_UNPACKED = (int64_t)4 << 30, MOST_RATIO = 200;

typedef struct block {
    int64_t at, size; /* in job.raw */
    unsigned kinds;
} block;

typedef struct pbf_job {
    geo_ctx *ctx;
    const geoi_bytes *file;
    geoi_osm_census *census;
    geoi_text raw;
    block *blocks;
    int64_t count, room;
    int64_t at; /* in the file */
} pbf_job;

typedef struct blob {
    bool header, data;
    const unsigned char *bytes;
    int64_t size;
} blob;

static geo_status fail(const pbf_job *job, const char *what)
{
    geo_status status = geoi_fail(job->ctx, GEO_DATA, "byte %lld: %s", (long long)job->at, what);
    geoi_hint(job->ctx, "it seems damaged or cut off: download it again");
    return status;
}

/* ---- Blobs ------------------------------------------------------------------------------ */

static bool is(const geoi_pb *bytes, const char *text)
{
    return (size_t)(bytes->end - bytes->at) == strlen(text) &&
           memcmp(bytes->at, text, strlen(text)) == 0;
}

/* The blob at job->at, which is moved behind it. */
static geo_status next_blob(pbf_job *job, blob *b)
{
    const unsigned char *s = (const unsigned char *)job->file->data + job->at;
    int64_t left = job->file->size - job->at, size = -1;
    *b = (blob){0};
    if (left < WORD) {
        return fail(job, "the file is cut off");
    }
    int64_t head = (int64_t)s[0] << 24 | (int64_t)s[1] << 16 | (int64_t)s[2] << 8 | s[3];
    if (head < 1 || head > MOST_HEAD || head > left - WORD) {
        return fail(job, "this is no header of a block");
    }
    geoi_pb p = geoi_pb_of(s + WORD, head);
    geoi_pb_field f;
    while (geoi_pb_next(&p, &f)) {
        b->header = b->header || (f.number == 1 && is(&f.bytes, "OSMHeader"));
        b->data = b->data || (f.number == 1 && is(&f.bytes, "OSMData"));
        size = f.number == 3 ? (int64_t)f.value : size;
    }
    if (p.bad || size < 0 || size > MOST_BLOB) {
        return fail(job, "this is no header of a block");
    }
    if (size > left - WORD - head) {
        return fail(job, "the file is cut off");
    }
    b->bytes = s + WORD + head;
    b->size = size;
    job->at += WORD + head + size;
    return GEO_OK;
}

static geo_status inflate_blob(pbf_job *job, const geoi_pb *packed, int64_t size)
{
    geo_status status = GEO_OK;
    uLongf got = (uLongf)size;
    uLong given = (uLong)(packed->end - packed->at);
    if (job->raw.length + size > MOST_UNPACKED ||
        (job->raw.length + size > (64 << 20) &&
         (job->raw.length + size) / MOST_RATIO > job->file->size)) {
        return geoi_fail(job->ctx, GEO_LIMIT, "unpacks to far more than a map would");
    }
    GEO_TRY(
        geoi_grow(job->ctx, &job->raw.bytes, &job->raw.capacity, job->raw.length + size + 1, 1));
    if (uncompress((Bytef *)job->raw.bytes + job->raw.length, &got, packed->at, given) != Z_OK ||
        (int64_t)got != size) {
        return fail(job, "the block before cannot be unpacked");
    }
    job->raw.length += size;
done:
    return status;
}

/* Appends the content of a blob to job->raw. */
static geo_status unpack(pbf_job *job, const blob *b)
{
    geoi_pb p = geoi_pb_of(b->bytes, b->size), raw = {0}, packed = {0};
    geoi_pb_field f;
    int64_t size = -1;
    bool other = false;
    while (geoi_pb_next(&p, &f)) {
        raw = f.number == 1 ? f.bytes : raw;
        size = f.number == 2 ? (int64_t)f.value : size;
        packed = f.number == 3 ? f.bytes : packed;
        other = other || f.number > 3;
    }
    if (p.bad) {
        return fail(job, "the block before is damaged");
    }
    if (raw.at != NULL) {
        return geoi_text_append(job->ctx, &job->raw, (const char *)raw.at, raw.end - raw.at);
    }
    if (packed.at == NULL && other) {
        geo_status status =
            geoi_fail(job->ctx, GEO_UNSUPPORTED, "is compressed otherwise than by zlib");
        geoi_hint(job->ctx, "convert it: osmium cat FILE -o new.osm.pbf");
        return status;
    }
    if (packed.at == NULL || size < 0 || size > MOST_BLOB) {
        return fail(job, "the block before is damaged");
    }
    return inflate_blob(job, &packed, size);
}

/* ---- The header ------------------------------------------------------------------------- */

static geo_status check_feature(const pbf_job *job, const geoi_pb *name)
{
    char shown[60];
    if (is(name, "OsmSchema-V0.6") || is(name, "DenseNodes")) {
        return GEO_OK;
    }
    geoi_printable((const char *)name->at, name->end - name->at, shown, sizeof shown);
    geo_status status = geoi_fail(job->ctx, GEO_UNSUPPORTED, "requires \"%s\"", shown);
    geoi_hint(job->ctx, is(name, "HistoricalInformation")
                            ? "it is a history: take one state of it with osmium time-filter"
                            : "convert it to a plain file with osmium cat");
    return status;
}

/* A plain header is written in place of the file's: what it says, such as an order, need not hold
 * any more. */
static geo_status read_header(pbf_job *job)
{
    geo_status status = GEO_OK;
    blob b;
    geoi_pb_field f;
    GEO_TRY(next_blob(job, &b));
    if (!b.header) {
        return geoi_fail(job->ctx, GEO_DATA, "does not begin with the header of OSM PBF");
    }
    GEO_TRY(unpack(job, &b));
    geoi_pb p = geoi_pb_of(job->raw.bytes, job->raw.length);
    while (geoi_pb_next(&p, &f)) {
        if (f.number == 4) {
            GEO_TRY(check_feature(job, &f.bytes));
        }
    }
    status = p.bad ? fail(job, "the header is damaged") : GEO_OK;
    job->raw.length = 0;
done:
    return status;
}

/* ---- Blocks ----------------------------------------------------------------------------- */

static unsigned kind_of(int64_t number)
{
    return number <= 2 ? NODES : number == 3 ? WAYS : number == 4 ? RELATIONS : 0;
}

static unsigned kinds_of_group(geoi_pb group, bool *bad)
{
    unsigned kinds = 0;
    geoi_pb_field f;
    while (geoi_pb_next(&group, &f)) {
        kinds |= kind_of(f.number);
    }
    *bad = *bad || group.bad;
    return kinds;
}

/* The id of a node, way or relation (field 1). */
static int64_t id_of(geoi_pb object, bool zigzag)
{
    geoi_pb_field f;
    while (geoi_pb_next(&object, &f)) {
        if (f.number == 1) {
            return zigzag ? (int64_t)(f.value >> 1) ^ -(int64_t)(f.value & 1) : (int64_t)f.value;
        }
    }
    return 0;
}

static geo_status count_dense(pbf_job *job, geoi_pb dense)
{
    geo_status status = GEO_OK;
    geoi_pb_field f;
    int64_t id = 0;
    while (geoi_pb_next(&dense, &f)) {
        while (f.number == 1 && f.bytes.at < f.bytes.end) {
            id = (int64_t)((uint64_t)id + (uint64_t)geoi_pb_signed(&f.bytes));
            GEO_TRY(f.bytes.bad ? fail(job, "the block before is damaged")
                                : geoi_osm_add_node(job->ctx, job->census, id));
        }
    }
    status = dense.bad ? fail(job, "the block before is damaged") : GEO_OK;
done:
    return status;
}

static geo_status count_group(pbf_job *job, geoi_pb group)
{
    geo_status status = GEO_OK;
    geoi_pb_field f;
    while (geoi_pb_next(&group, &f)) {
        if (f.number == 1) {
            GEO_TRY(geoi_osm_add_node(job->ctx, job->census, id_of(f.bytes, true)));
        } else if (f.number == 2) {
            GEO_TRY(count_dense(job, f.bytes));
        } else if (f.number == 3) {
            GEO_TRY(geoi_osm_add_way(job->ctx, job->census, id_of(f.bytes, false)));
        }
        job->census->relations += f.number == 4;
    }
done:
    return status;
}

static geo_status add_block(pbf_job *job, int64_t at)
{
    geo_status status = GEO_OK;
    geoi_pb p = geoi_pb_of(job->raw.bytes + at, job->raw.length - at);
    geoi_pb_field f;
    block b = {at, job->raw.length - at, 0};
    while (geoi_pb_next(&p, &f)) {
        if (f.number == 2) {
            unsigned kinds = kinds_of_group(f.bytes, &p.bad);
            GEO_TRY((kinds & (kinds - 1)) != 0
                        ? fail(job, "a group mixes nodes, ways and relations")
                        : count_group(job, f.bytes));
            b.kinds |= kinds;
        }
    }
    GEO_TRY(p.bad ? fail(job, "the block before is damaged") : GEO_OK);
    GEO_TRY(geoi_grow(job->ctx, &job->blocks, &job->room, job->count + 1, sizeof *job->blocks));
    job->blocks[job->count++] = b;
done:
    return status;
}

static geo_status read_blocks(pbf_job *job)
{
    geo_status status = GEO_OK;
    while (job->at < job->file->size) {
        blob b;
        GEO_TRY(next_blob(job, &b));
        if (b.data) { /* else of a kind to pass over, says the format */
            int64_t at = job->raw.length;
            GEO_TRY(unpack(job, &b));
            GEO_TRY(add_block(job, at));
        }
        GEO_TRY(geoi_progress(job->ctx, 0.3 * (double)job->at / (double)job->file->size));
    }
done:
    return status;
}

/* ---- What is missing -------------------------------------------------------------------- */

static void check_way(pbf_job *job, geoi_pb way)
{
    geoi_pb_field f;
    int64_t id = 0, refs = 0, missing = 0;
    while (geoi_pb_next(&way, &f)) {
        while (f.number == 8 && f.bytes.at < f.bytes.end) {
            id = (int64_t)((uint64_t)id + (uint64_t)geoi_pb_signed(&f.bytes));
            missing += !geoi_osm_has_node(job->census, id);
            refs++;
        }
    }
    job->census->incomplete_ways += missing > 0;
    job->census->short_ways += refs < 2;
}

static void check_relation(pbf_job *job, geoi_pb relation)
{
    geoi_pb_field f;
    geoi_pb ids = {0}, types = {0};
    int64_t id = 0, missing = 0;
    while (geoi_pb_next(&relation, &f)) {
        ids = f.number == 9 ? f.bytes : ids;
        types = f.number == 10 ? f.bytes : types;
    }
    while (ids.at < ids.end && types.at < types.end) {
        id = (int64_t)((uint64_t)id + (uint64_t)geoi_pb_signed(&ids));
        missing += geoi_pb_varint(&types) == 1 && !geoi_osm_has_way(job->census, id);
    }
    job->census->incomplete_relations += missing > 0;
}

static void check_block(pbf_job *job, const block *b)
{
    geoi_pb p = geoi_pb_of(job->raw.bytes + b->at, b->size);
    geoi_pb_field f, g;
    while (geoi_pb_next(&p, &f)) {
        while (f.number == 2 && geoi_pb_next(&f.bytes, &g)) {
            if (g.number == 3) {
                check_way(job, g.bytes);
            } else if (g.number == 4) {
                check_relation(job, g.bytes);
            }
        }
    }
}

/* ---- In order --------------------------------------------------------------------------- */

static geo_status put_blob(pbf_job *job, const char *type, const char *bytes, int64_t size,
                           geoi_text *out)
{
    geo_status status = GEO_OK;
    geoi_text head = {0}, prefix = {0};
    GEO_TRY(geoi_pb_put_varint(job->ctx, &prefix, 1U << 3 | 2U)); /* Blob.raw and its length */
    GEO_TRY(geoi_pb_put_varint(job->ctx, &prefix, (uint64_t)size));
    GEO_TRY(geoi_pb_put_bytes(job->ctx, &head, 1, type, (int64_t)strlen(type)));
    GEO_TRY(geoi_pb_put_varint(job->ctx, &head, 3U << 3));
    GEO_TRY(geoi_pb_put_varint(job->ctx, &head, (uint64_t)(prefix.length + size)));
    char length[WORD] = {0, 0, (char)(head.length >> 8), (char)(head.length & 0xFF)};
    GEO_TRY(geoi_text_append(job->ctx, out, length, WORD));
    GEO_TRY(geoi_text_append(job->ctx, out, head.bytes, head.length));
    GEO_TRY(geoi_text_append(job->ctx, out, prefix.bytes, prefix.length));
    GEO_TRY(geoi_text_append(job->ctx, out, bytes, size));
done:
    geoi_release(head.bytes);
    geoi_release(prefix.bytes);
    return status;
}

/* The block without the groups of other kinds. */
static geo_status put_part(pbf_job *job, const block *b, unsigned kind, geoi_text *out)
{
    geo_status status = GEO_OK;
    geoi_text part = {0};
    geoi_pb p = geoi_pb_of(job->raw.bytes + b->at, b->size);
    geoi_pb_field f;
    bool bad = false;
    while (geoi_pb_next(&p, &f)) {
        if (f.number != 2 || kinds_of_group(f.bytes, &bad) == kind) {
            GEO_TRY(geoi_text_append(job->ctx, &part, (const char *)f.begin, p.at - f.begin));
        }
    }
    GEO_TRY(put_blob(job, "OSMData", part.bytes, part.length, out));
done:
    geoi_release(part.bytes);
    return status;
}

static geo_status put_all(pbf_job *job, geoi_text *out)
{
    static const char header[] = "\x22\x0EOsmSchema-V0.6\x22\x0A"
                                 "DenseNodes";
    geo_status status = GEO_OK;
    GEO_TRY(put_blob(job, "OSMHeader", header, (int64_t)sizeof header - 1, out));
    for (unsigned kind = NODES; kind <= RELATIONS; kind <<= 1) {
        for (int64_t i = 0; i < job->count; i++) {
            const block *b = &job->blocks[i];
            if (b->kinds == kind) {
                GEO_TRY(put_blob(job, "OSMData", job->raw.bytes + b->at, b->size, out));
            } else if ((b->kinds & kind) != 0) {
                GEO_TRY(put_part(job, b, kind, out));
            }
        }
    }
done:
    return status;
}

geo_status geoi_osm_pbf(geo_ctx *ctx, const geoi_bytes *file, geoi_osm_census *c,
                        geoi_text *ordered)
{
    geo_status status = GEO_OK;
    pbf_job job = {.ctx = ctx, .file = file, .census = c};
    GEO_TRY(read_header(&job));
    GEO_TRY(read_blocks(&job));
    GEO_TRY(geoi_osm_census_sort(ctx, c));
    for (int64_t i = 0; i < job.count; i++) {
        check_block(&job, &job.blocks[i]);
    }
    GEO_TRY(put_all(&job, ordered));
done:
    geoi_release(job.raw.bytes);
    geoi_release(job.blocks);
    return status;
}
