/* SPDX-License-Identifier: MIT */
/* Any bytes are read as one geometry. Promises: it is there exactly when the status says so, a
 * message when not, and a builder that was refused something is as it was; what was read holds
 * together as geometry must, and written as bytes it reads back the same; and half of the bytes are
 * read or refused as well. */
#include "fuzz.h"

#include "io/wkb.h"
#include "io/wkb_write.h"

/* Whether the bytes are a geometry; *builder then has it as its only feature. */
static bool read_geometry(geo_ctx *ctx, const uint8_t *bytes, size_t size,
                          geoi_geometry_builder *builder)
{
    geoi_wkb room = {0};
    geo_status status = geoi_wkb_add(ctx, &room, bytes, (int64_t)size, builder);
    PROMISE(status == GEO_OK || status == GEO_DATA || status == GEO_UNSUPPORTED);
    PROMISE(status == GEO_OK || geo_ctx_message(ctx)[0] != '\0');
    PROMISE(builder->g.n == (status == GEO_OK));
    PROMISE(room.measured >= 0 && room.nested >= 0 && room.empty_members >= 0);
    geoi_wkb_clear(&room);
    PROMISE(geoi_geometry_finish(ctx, builder) == GEO_OK);
    return status == GEO_OK;
}

static void same_when_written(geo_ctx *ctx, const geo_geometry *g)
{
    geoi_geometry_builder again = {0};
    uint8_t *bytes = malloc((size_t)geoi_wkb_room(g, 0));
    PROMISE(bytes != NULL);
    uint8_t *end = geoi_wkb_put(g, 0, (geo_geometry_type)g->type[0], bytes);
    PROMISE(end - bytes <= geoi_wkb_room(g, 0));
    PROMISE(read_geometry(ctx, bytes, (size_t)(end - bytes), &again));
    PROMISE(again.g.type[0] == g->type[0] && again.g.coord_count == g->coord_count);
    size_t size = (size_t)g->coord_count * sizeof(double);
    PROMISE(size == 0 || memcmp(again.g.x, g->x, size) == 0);
    PROMISE(size == 0 || memcmp(again.g.y, g->y, size) == 0);
    geoi_geometry_clear(&again);
    free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    geo_ctx_options options = geo_ctx_options_default();
    options.threads = 1;
    geo_ctx *ctx;
    PROMISE(geo_ctx_create(&options, &ctx) == GEO_OK);
    geoi_geometry_builder whole = {0}, cut = {0}, copy = {0};
    if (read_geometry(ctx, bytes, size, &whole)) {
        /* Lines of one position and numbers that are no place are for whoever reads the layer. */
        geo_status status = geoi_geometry_validate(ctx, &whole.g, false);
        PROMISE(status == GEO_OK || status == GEO_DATA);
        if (status == GEO_OK && whole.g.type[0] != GEO_NONE) {
            same_when_written(ctx, &whole.g);
        }
        PROMISE(geoi_geometry_copy_feature(ctx, &copy, &whole.g, 0) == GEO_OK);
        PROMISE(copy.g.n == 1);
    }
    if (size > 0) {
        (void)read_geometry(ctx, bytes, size / 2, &cut);
    }
    geoi_geometry_clear(&whole);
    geoi_geometry_clear(&cut);
    geoi_geometry_clear(&copy);
    geo_ctx_destroy(ctx);
    return 0;
}
