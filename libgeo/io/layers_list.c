/* SPDX-License-Identifier: MIT */
/* Which layers a file has. */
#include "io/layers_list.h"

#include "io/kml_check.h"
#include "io/remote.h"

geo_status geoi_layers_add(geo_ctx *ctx, geo_layers *list, const geo_layers_entry *entry)
{
    geo_status status = GEO_OK;
    size_t size = strlen(entry->name) + 1;
    char *name = NULL;
    GEO_TRY(
        geoi_grow(ctx, &list->entries, &list->entry_room, list->count + 1, sizeof *list->entries));
    GEO_TRY(geoi_grow(ctx, &list->names, &list->name_room, list->count + 1, sizeof *list->names));
    GEO_TRY(geoi_array(ctx, (int64_t)size, 1, &name));
    memcpy(name, entry->name, size);
    list->entries[list->count] = *entry;
    list->entries[list->count].name = name;
    list->names[list->count++] = name;
done:
    return status;
}

/* Of other formats the file is the layer, of which nothing is read. */
static geo_status add_only(geo_ctx *ctx, const char *path, geo_layers *list)
{
    char stem[GEOI_PATH_SIZE];
    geoi_stem(path, stem, sizeof stem);
    const geo_layers_entry only = {stem, "any", -1, 0};
    return geoi_layers_add(ctx, list, &only);
}

static geo_status list_layers(geo_ctx *ctx, const char *path, const geo_read_options *options,
                              geoi_bytes *bytes, geo_layers *list)
{
    geo_status status = GEO_OK;
    geoi_kind kind = GEOI_KIND_POSTGIS;
    GEO_TRY(geoi_stage(ctx, 0.0, 1.0, "reading"));
    if (!geoi_is_postgis(path, options)) {
        GEO_TRY(geoi_bytes_read(ctx, path, bytes));
        GEO_TRY(geoi_sniff(ctx, path, bytes->data, bytes->size, &kind));
    }
    if (kind == GEOI_KIND_KML) {
        GEO_TRY(geoi_kml_check(ctx, bytes, NULL));
    }
    GEO_TRY(geoi_has_layers(kind) ? geoi_gdal_list(ctx, path, kind, bytes, options, list)
                                  : add_only(ctx, path, list));
    GEO_TRY(geoi_progress(ctx, 1.0));
done:
    return status;
}

geo_status geo_layers_list(geo_ctx *ctx, const char *path, const geo_read_options *options,
                           geo_layers **out)
{
    geo_status status = GEO_OK;
    geoi_bytes bytes = {0};
    geo_read_options o = geo_read_options_default();
    *out = NULL;
    GEO_TRY(geoi_options(ctx, &o, options));
    GEO_TRY(geoi_array(ctx, 1, sizeof **out, out));
    GEO_TRY(list_layers(ctx, path, &o, &bytes, *out));
done:
    if (status != GEO_OK) {
        geo_layers_destroy(*out);
        *out = NULL;
        geoi_at_input(ctx, path);
    }
    geoi_bytes_release(&bytes);
    return status;
}

int64_t geo_layers_count(const geo_layers *layers)
{
    return layers->count;
}

geo_layers_entry geo_layers_at(const geo_layers *layers, int64_t i)
{
    return layers->entries[i];
}

void geo_layers_destroy(geo_layers *layers)
{
    if (layers == NULL) {
        return;
    }
    for (int64_t i = 0; i < layers->count; i++) {
        geoi_release(layers->names[i]);
    }
    geoi_release(layers->names);
    geoi_release(layers->entries);
    geoi_release(layers);
}
