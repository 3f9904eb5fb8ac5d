/* SPDX-License-Identifier: MIT */
/* Any bytes are a file of costs, the first of them choosing the names and the form. A binary table
 * gets the digest that its bytes have, so that what comes after the check is reached. Promises: a
 * table exactly when the status says so, and a message when not; of as many features as there are
 * names; its rows in order, its costs finite and not negative. */
#include "fuzz.h"

#include <math.h>
#include <stdbool.h>

#include "base/digest.h"
#include "fuzz_names.h"
#include "io/cost_binary.h"

enum { CHECK_SIZE = 16, CHECK = 2 * CHECK_SIZE };

static void check_costs(geo_ctx *ctx, const geo_costs *costs)
{
    geo_cost_reader *reader;
    geo_cost_rows rows;
    PROMISE(geo_costs_origins(costs) == FEATURES && geo_costs_destinations(costs) == FEATURES);
    PROMISE(geo_cost_reader_create(ctx, costs, &reader) == GEO_OK);
    PROMISE(geo_cost_reader_rows(ctx, reader, 0, FEATURES, &rows) == GEO_OK);
    for (int64_t i = 0; i < FEATURES; i++) {
        for (int64_t e = rows.begin[i]; e < rows.begin[i + 1]; e++) {
            PROMISE(e == rows.begin[i] || rows.destination[e - 1] < rows.destination[e]);
            PROMISE(rows.destination[e] >= 0 && rows.destination[e] < FEATURES);
            PROMISE(rows.cost[e] >= 0.0 && !isinf(rows.cost[e]));
        }
    }
    PROMISE(geoi_utf8_valid(geo_costs_unit(costs), (int64_t)strlen(geo_costs_unit(costs))));
    geo_cost_reader_destroy(reader);
}

static void read_costs(geo_ctx *ctx, unsigned choice, const char *bytes, size_t size)
{
    geo_cost_names given = names_of(choice % 3);
    geoi_names origins, destinations;
    geo_costs *costs;
    PROMISE(geoi_names_create(ctx, &given, "origin", &origins) == GEO_OK);
    PROMISE(geoi_names_create(ctx, &given, "destination", &destinations) == GEO_OK);
    geoi_pairs pairs = {.origins = &origins, .destinations = &destinations};
    geo_cost_format format = (geo_cost_format)(choice / 3 % 5);
    geo_status status =
        geoi_costs_parse(ctx, "costs", bytes, (int64_t)size, format, &pairs, &costs);
    PROMISE((status == GEO_OK) == (costs != NULL) && status != GEO_MEMORY);
    PROMISE(status == GEO_OK || geo_ctx_message(ctx)[0] != '\0');
    if (costs != NULL) {
        check_costs(ctx, costs);
    }
    geo_costs_destroy(costs);
    geoi_pairs_clear(&pairs);
    geoi_names_clear(&origins);
    geoi_names_clear(&destinations);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    geo_ctx_options o = geo_ctx_options_default();
    geo_ctx *ctx;
    o.threads = 1;
    if (size < 1) {
        return 0;
    }
    PROMISE(geo_ctx_create(&o, &ctx) == GEO_OK);
    size_t n = size - 1;
    char *text = malloc(n + CHECK + 1);
    PROMISE(text != NULL);
    memcpy(text, bytes + 1, n);
    if (geoi_is_cost_binary(text, (int64_t)n)) {
        geoi_blake2b b;
        geoi_blake2b_init(&b, CHECK_SIZE);
        geoi_blake2b_add(&b, text, n);
        geoi_blake2b_hex(&b, text + n);
        n += CHECK;
    }
    read_costs(ctx, bytes[0], text, n);
    free(text);
    geo_ctx_destroy(ctx);
    return 0;
}
