/* SPDX-License-Identifier: MIT */
/* Names that an object has twice: RFC 8259 leaves open which counts, so each reader sees another
 * value. Found by hashes, of which those that are alike come to stand side by side. */
#include "io/json.h"

enum { FEW = 12 };

/* FNV-1a, 64 bits (Fowler, Noll, Vo). */
static uint64_t hash_of(geoi_json_text name)
{
    uint64_t h = UINT64_C(0xCBF29CE484222325);
    for (int64_t i = 0; i < name.length; i++) {
        h = (h ^ (unsigned char)name.bytes[i]) * UINT64_C(0x100000001B3);
    }
    return h;
}

geo_status geoi_json_add_key(geoi_json *j, const char *at, geoi_json_text name)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_grow(j->ctx, &j->keys, &j->key_room, j->key_count + 1, sizeof *j->keys));
    geoi_json_key key = {hash_of(name), at};
    j->keys[j->key_count++] = key;
done:
    return status;
}

static int by_hash(const void *a, const void *b)
{
    const geoi_json_key *left = a, *right = b;
    if (left->hash != right->hash) {
        return left->hash < right->hash ? -1 : 1;
    }
    return left->at < right->at ? -1 : 1;
}

/* The name again, and where it stands. */
static geo_status read_again(geoi_json *twin, const char *from, const char **at,
                             geoi_json_text *name)
{
    twin->at = from;
    if (geoi_json_peek(twin) == ',') {
        twin->at++;
        (void)geoi_json_peek(twin);
    }
    *at = twin->at;
    return geoi_json_string(twin, name);
}

/* Their hashes are the same; the second stands later. */
static geo_status compare(const geoi_json *j, const geoi_json_key *a, const geoi_json_key *b)
{
    geo_status status = GEO_OK;
    geoi_json left = geoi_json_twin(j), right = geoi_json_twin(j);
    geoi_json_text name, other;
    const char *at;
    char shown[64];
    GEO_TRY(read_again(&left, a->at, &at, &name));
    GEO_TRY(read_again(&right, b->at, &at, &other));
    if (geoi_json_equal(other, name.bytes, (size_t)name.length)) {
        status = geoi_json_fail(j, at, "the member \"%s\" is there twice",
                                geoi_printable(name.bytes, name.length, shown, sizeof shown));
    }
done:
    geoi_json_clear(&left);
    geoi_json_clear(&right);
    return status;
}

static geo_status compare_few(const geoi_json *j, const geoi_json_key *keys, int64_t n)
{
    geo_status status = GEO_OK;
    for (int64_t b = 1; b < n; b++) {
        for (int64_t a = 0; a < b; a++) {
            GEO_TRY(keys[a].hash == keys[b].hash ? compare(j, &keys[a], &keys[b]) : GEO_OK);
        }
    }
done:
    return status;
}

static geo_status compare_many(const geoi_json *j, geoi_json_key *keys, int64_t n)
{
    geo_status status = GEO_OK;
    qsort(keys, (size_t)n, sizeof *keys, by_hash);
    for (int64_t b = 1; b < n; b++) {
        GEO_TRY(keys[b - 1].hash == keys[b].hash ? compare(j, &keys[b - 1], &keys[b]) : GEO_OK);
    }
done:
    return status;
}

geo_status geoi_json_end_keys(geoi_json *j, int64_t first)
{
    int64_t n = j->key_count - first;
    geo_status status = GEO_OK;
    if (n > 1) {
        status =
            n <= FEW ? compare_few(j, j->keys + first, n) : compare_many(j, j->keys + first, n);
    }
    j->key_count = first;
    return status;
}
