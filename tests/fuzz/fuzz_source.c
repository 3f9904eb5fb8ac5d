/* SPDX-License-Identifier: MIT */
/* Any text is taken for the source of a layer. Promises: what may be shown of it is not longer than
 * said, is cut where there is no room, and has stars where the connection that it makes has a
 * password; and nothing that is refused has left a connection. */
#include "fuzz.h"

#include "geo/io.h"
#include "io/connection.h"
#include "io/remote.h"

static void check_shown(const char *text, char *shown, size_t size)
{
    char few[8];
    size_t length = geo_source_shown(text, shown, size);
    PROMISE(length < size && strlen(shown) == length);
    PROMISE(geo_source_shown(text, NULL, 0) == length);
    PROMISE(geo_source_shown(text, few, sizeof few) == length);
    PROMISE(strncmp(few, shown, sizeof few - 1) == 0);
    PROMISE(geo_source_is_remote(text) || strcmp(text, shown) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    geo_ctx *ctx;
    geoi_connection connection;
    size_t room = 4 * size + 16;
    char *text = malloc(size + 1), *shown = malloc(room);
    PROMISE(geo_ctx_create(NULL, &ctx) == GEO_OK && text != NULL && shown != NULL);
    memcpy(text, bytes, size);
    text[size] = '\0';
    check_shown(text, shown, room);
    if (geoi_place_of(text) == GEOI_PLACE_POSTGIS) {
        geo_status status = geoi_connection_read(ctx, text, &connection);
        PROMISE((status == GEO_OK) == (connection.name.bytes != NULL));
        PROMISE(status == GEO_OK || geo_ctx_message(ctx)[0] != '\0');
        PROMISE(connection.password == NULL || strstr(shown, "***") != NULL);
        geoi_connection_clear(&connection);
    }
    free(text);
    free(shown);
    geo_ctx_destroy(ctx);
    return 0;
}
