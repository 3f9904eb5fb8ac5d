/* SPDX-License-Identifier: MIT */
/* Any bytes are a file of weights, the first of them choosing the names and the format. Promises:
 * weights exactly when the status says so, and a message when not; of as many features as there
 * are names; rows that ascend, without the feature itself; weights in their range. */
#include "fuzz.h"

#include <math.h>
#include <stdbool.h>

#include "fuzz_names.h"
#include "io/weights_read.h"

static void check_weights(const geo_weights *w)
{
    geo_weight_rows r = geo_weights_rows(w);
    PROMISE(r.n == FEATURES && r.begin[0] == 0);
    for (int64_t i = 0; i < r.n; i++) {
        for (int64_t at = r.begin[i]; at < r.begin[i + 1]; at++) {
            PROMISE(r.neighbour[at] >= 0 && r.neighbour[at] < r.n && r.neighbour[at] != i);
            PROMISE(at == r.begin[i] || r.neighbour[at] > r.neighbour[at - 1]);
            PROMISE(r.weight[at] >= 1e-100 && r.weight[at] <= 1e100);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    geo_ctx_options o = geo_ctx_options_default();
    geo_ctx *ctx;
    geoi_names names;
    geo_weights *weights;
    o.threads = 1;
    if (size < 1) {
        return 0;
    }
    PROMISE(geo_ctx_create(&o, &ctx) == GEO_OK);
    geo_cost_names given = names_of(bytes[0] % 3);
    PROMISE(geoi_names_create(ctx, &given, "feature", &names) == GEO_OK);
    geoi_weight_pairs pairs = {.names = &names, .ones = (bytes[0] & 0x80) != 0};
    geo_weights_format format = (geo_weights_format)(bytes[0] / 3 % 4);
    geo_status status = geoi_weights_parse(ctx, "weights.gwt", (const char *)bytes + 1,
                                           (int64_t)size - 1, format, &pairs, &weights);
    PROMISE((status == GEO_OK) == (weights != NULL) && status != GEO_MEMORY);
    PROMISE(status == GEO_OK || geo_ctx_message(ctx)[0] != '\0');
    if (weights != NULL) {
        check_weights(weights);
    }
    geo_weights_destroy(weights);
    geoi_weight_pairs_clear(&pairs);
    geoi_names_clear(&names);
    geo_ctx_destroy(ctx);
    return 0;
}
