/* SPDX-License-Identifier: MIT */
/* Costs from files: which form it is, and from pairs to a table. */
#include "io/cost_read.h"

#include "geo/io.h"

#include "base/number.h"
#include "io/cost_binary.h"
#include "io/encoding.h"
#include "io/file.h"
#include "space/cost_internal.h"

enum { SHOWN = 80 };

const char *const geoi_origin_words[] = {"origin", "origin_id", "from", "from_id", "起点", NULL};
const char *const geoi_destination_words[] = {"destination", "destination_id", "dest", "to",
                                              "to_id",       "终点",           NULL};

/* ---- Pairs ------------------------------------------------------------------------------ */

geo_status geoi_pairs_add(geo_ctx *ctx, geoi_pairs *p, int64_t origin, int64_t destination,
                          double cost)
{
    geo_status status = GEO_OK;
    if (p->n == p->room[2]) { /* the last to grow */
        GEO_TRY(geoi_grow(ctx, &p->origin, &p->room[0], p->n + 1, sizeof *p->origin));
        GEO_TRY(geoi_grow(ctx, &p->destination, &p->room[1], p->n + 1, sizeof *p->destination));
        GEO_TRY(geoi_grow(ctx, &p->cost, &p->room[2], p->n + 1, sizeof *p->cost));
    }
    p->origin[p->n] = origin;
    p->destination[p->n] = destination;
    p->cost[p->n++] = cost;
done:
    return status;
}

void geoi_pairs_clear(geoi_pairs *p)
{
    geoi_release(p->origin);
    geoi_release(p->destination);
    geoi_release(p->cost);
}

geo_status geoi_cost_parse(geo_ctx *ctx, const char *text, int64_t length, const char *missing,
                           double *out)
{
    char shown[SHOWN];
    bool is_integer;
    int64_t integer;
    geo_status status;
    if (length == 0) {
        status = geoi_fail(ctx, GEO_DATA, "the cost is missing");
        geoi_hint(ctx, "%s", missing);
        return status;
    }
    const char *end = geoi_number_parse(text, text + length, out, &is_integer, &integer);
    geoi_printable(text, length, shown, sizeof shown);
    if (end != text + length) {
        status = geoi_fail(ctx, GEO_DATA, "the cost \"%s\" is no number", shown);
        geoi_hint(ctx, "%s", missing);
        return status;
    }
    if (!(*out >= 0.0) || isinf(*out)) {
        status =
            geoi_fail(ctx, GEO_DATA, "the cost is %s, but must be finite and 0 or more", shown);
        geoi_hint(ctx, "%s", missing);
        return status;
    }
    return GEO_OK;
}

bool geoi_cost_title(const char *text, int64_t length, char unit[GEOI_COST_UNIT_SIZE])
{
    unit[0] = '\0';
    if (length < 4 || memcmp(text, "cost", 4) != 0 || (length > 4 && text[4] != '_')) {
        return false;
    }
    int64_t n = length > 5 ? length - 5 : 0;
    if (n > 0 && geoi_cost_unit_fits(text + 5, n)) {
        memcpy(unit, text + 5, (size_t)n);
        unit[n] = '\0';
    }
    return true;
}

/* ---- Forms ------------------------------------------------------------------------------ */

/* Nothing at all is a sequence of no features where the name says so, and else no table. */
static geo_cost_format sniff(const char *path, const char *bytes, int64_t size)
{
    if (size == 0 && geo_format_of(path) == GEO_FORMAT_GEOJSONSEQ) {
        return GEO_COST_LINES;
    }
    if (geoi_is_cost_binary(bytes, size)) {
        return GEO_COST_BINARY;
    }
    int64_t i = size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    while (i < size && (bytes[i] == ' ' || bytes[i] == '\n' || bytes[i] == '\r' ||
                        bytes[i] == '\t' || bytes[i] == 0x1E)) {
        i++;
    }
    return i < size && bytes[i] == '{' ? GEO_COST_LINES : GEO_COST_AUTO;
}

/* CSV that is there twice is told by lines; binary and lines by their own counting. */
static geo_status fail_twice(geo_ctx *ctx, const geoi_pairs *p, const int64_t twice[2],
                             geo_cost_format format, const char *text, int64_t size)
{
    char names[2][SHOWN];
    geoi_text origin = geoi_names_at(p->origins, p->origin[twice[1]]);
    geoi_text destination = geoi_names_at(p->destinations, p->destination[twice[1]]);
    geoi_printable(origin.bytes, origin.length, names[0], SHOWN);
    geoi_printable(destination.bytes, destination.length, names[1], SHOWN);
    bool lines = format == GEO_COST_LONG;
    const char *what = lines ? "line" : format == GEO_COST_LINES ? "feature" : "pair";
    int64_t first = lines ? geoi_cost_csv_line(ctx, text, size, twice[0]) : twice[0] + 1;
    int64_t second = lines ? geoi_cost_csv_line(ctx, text, size, twice[1]) : twice[1] + 1;
    geo_status status =
        geoi_fail(ctx, GEO_DATA, "%s %lld: the pair of \"%s\" and \"%s\" is on %s %lld already",
                  what, (long long)second, names[0], names[1], what, (long long)first);
    geoi_hint(ctx, "give each pair one cost, such as the least");
    return status;
}

static geo_status build(geo_ctx *ctx, const geoi_pairs *p, geo_cost_format format, const char *text,
                        int64_t size, geo_costs **out)
{
    int64_t twice[2] = {-1, -1};
    geo_status status = geoi_costs_build(ctx, p->origins->n, p->destinations->n, p->n, p->origin,
                                         p->destination, p->cost, p->unit, twice, out);
    return status == GEO_DATA && twice[1] >= 0 ? fail_twice(ctx, p, twice, format, text, size)
                                               : status;
}

geo_status geoi_costs_parse(geo_ctx *ctx, const char *path, const char *bytes, int64_t length,
                            geo_cost_format format, geoi_pairs *p, geo_costs **out)
{
    geo_status status = GEO_OK;
    geoi_text decoded = {0};
    char encoding[40];
    const char *text = bytes;
    int64_t size = length;
    *out = NULL;
    format = format == GEO_COST_AUTO ? sniff(path, text, size) : format;
    if (format == GEO_COST_BINARY) {
        GEO_TRY(geoi_is_cost_binary(text, size)
                    ? geoi_cost_binary_read(ctx, text, size, p)
                    : geoi_fail(ctx, GEO_DATA, "is no binary table of costs"));
    } else if (format == GEO_COST_LINES) {
        GEO_TRY(geoi_cost_lines_read(ctx, text, size, p));
    } else {
        GEO_TRY(geoi_decode_file(ctx, NULL, bytes, length, &decoded, &text, &size, encoding));
        GEO_TRY(geoi_cost_csv_read(ctx, text, size, &format, p));
    }
    GEO_TRY(geoi_stage(ctx, 0.7, 1.0, "ordering costs"));
    GEO_TRY(build(ctx, p, format, text, size, out));
done:
    geoi_release(decoded.bytes);
    return status;
}

geo_status geo_costs_read(geo_ctx *ctx, const char *path, geo_cost_format format,
                          const geo_cost_names *origins, const geo_cost_names *destinations,
                          geo_costs **out)
{
    geo_status status = GEO_OK;
    geoi_bytes bytes = {0};
    geoi_names from = {0}, to = {0};
    geoi_pairs pairs = {.origins = &from, .destinations = &to};
    *out = NULL;
    GEO_TRY(geoi_names_create(ctx, origins, "origin", &from));
    GEO_TRY(geoi_names_create(ctx, destinations, "destination", &to));
    GEO_TRY(geoi_stage(ctx, 0.0, 0.7, "reading costs"));
    status = geoi_bytes_read(ctx, path, &bytes);
    if (status == GEO_OK) {
        status = geoi_costs_parse(ctx, path, bytes.data, bytes.size, format, &pairs, out);
    }
    if (status == GEO_OK) {
        status = geoi_bytes_digest(ctx, &bytes, &(*out)->digest);
    }
    if (status != GEO_OK) {
        geoi_at_input(ctx, path);
        geo_costs_destroy(*out);
        *out = NULL;
    }
done:
    geoi_pairs_clear(&pairs);
    geoi_names_clear(&from);
    geoi_names_clear(&to);
    geoi_bytes_release(&bytes);
    return status;
}

const char *geo_costs_digest(const geo_costs *costs)
{
    return costs->digest != NULL ? geoi_digest_hex(costs->digest) : "";
}
