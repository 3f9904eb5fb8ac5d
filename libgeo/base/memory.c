/* SPDX-License-Identifier: MIT */
/* Memory: arrays that know their allocator, and the scratch stack.
 *
 * A block begins with a header (allocator and size) and so can be given back without a
 * context: results may outlive the context that made them. */
#define GEOI_ALLOW_BANNED
#include "base/context.h"

enum { ALIGN = 32, PAGE = 1 << 18 }; /* data are aligned to 16, as the heap is */

typedef struct header {
    geo_allocator allocator;
    size_t size; /* header included */
} header;

_Static_assert(sizeof(header) <= ALIGN, "the header must fit before the data");

static void *heap_resize(void *user, void *block, size_t old_size, size_t new_size)
{
    (void)user, (void)old_size;
    if (new_size == 0) {
        free(block);
        return NULL;
    }
    return realloc(block, new_size);
}

geo_allocator geoi_heap(void)
{
    geo_allocator a = {heap_resize, NULL};
    return a;
}

/* ---- Arrays --------------------------------------------------------------------------- */

static geo_status out_of_memory(geo_ctx *ctx, int64_t count, size_t size)
{
    geo_status status = geoi_fail(ctx, GEO_MEMORY, "out of memory (%lld items of %zu bytes)",
                                  (long long)count, size);
    geoi_hint(ctx, "use a machine with more memory, or a smaller input");
    return status;
}

/* Bytes for count elements and the header; 0 when that does not fit. */
static size_t block_size(int64_t count, size_t size)
{
    size_t bytes;
    if (count < 0 || __builtin_mul_overflow((size_t)count, size, &bytes) ||
        bytes > (size_t)PTRDIFF_MAX - ALIGN) {
        return 0;
    }
    return bytes + ALIGN;
}

geo_status geoi_resize(geo_ctx *ctx, void *array, int64_t count, size_t size)
{
    void *data;
    memcpy(&data, array, sizeof data);
    char *block = data != NULL ? (char *)data - ALIGN : NULL;
    header h = {ctx->allocator, 0};
    if (block != NULL) {
        memcpy(&h, block, sizeof h);
    }
    size_t bytes = block_size(count, size);
    char *fresh = bytes != 0 ? h.allocator.resize(h.allocator.user, block, h.size, bytes) : NULL;
    if (fresh == NULL) {
        return out_of_memory(ctx, count, size);
    }
    h.size = bytes;
    memcpy(fresh, &h, sizeof h);
    data = fresh + ALIGN;
    memcpy(array, &data, sizeof data);
    return GEO_OK;
}

geo_status geoi_array_raw(geo_ctx *ctx, int64_t count, size_t size, void *out)
{
    void *none = NULL;
    memcpy(out, &none, sizeof none);
    return geoi_resize(ctx, out, count, size);
}

geo_status geoi_array(geo_ctx *ctx, int64_t count, size_t size, void *out)
{
    geo_status status = geoi_array_raw(ctx, count, size, out);
    if (status == GEO_OK) {
        void *data;
        memcpy(&data, out, sizeof data);
        memset(data, 0, (size_t)count * size);
    }
    return status;
}

geo_status geoi_grow(geo_ctx *ctx, void *array, int64_t *capacity, int64_t needed, size_t size)
{
    if (needed <= *capacity) {
        return GEO_OK;
    }
    int64_t larger = *capacity + *capacity / 2 + 16;
    int64_t count = larger > needed ? larger : needed;
    geo_status status = geoi_resize(ctx, array, count, size);
    if (status == GEO_OK) {
        *capacity = count;
    }
    return status;
}

void geoi_release(void *array)
{
    if (array != NULL) {
        char *block = (char *)array - ALIGN;
        header h;
        memcpy(&h, block, sizeof h);
        h.allocator.resize(h.allocator.user, block, h.size, 0);
    }
}

geo_status geoi_copy(geo_ctx *ctx, const void *from, int64_t count, size_t size, void *out)
{
    geo_status status = geoi_array_raw(ctx, count, size, out);
    if (status == GEO_OK && count > 0) {
        void *data;
        memcpy(&data, out, sizeof data);
        memcpy(data, from, (size_t)count * size);
    }
    return status;
}

geo_status geoi_copy_text(geo_ctx *ctx, const char *text, char **out)
{
    *out = NULL;
    return text == NULL ? GEO_OK : geoi_copy(ctx, text, (int64_t)strlen(text) + 1, 1, out);
}

/* ---- Scratch -------------------------------------------------------------------------- */

struct geoi_page {
    geoi_page *below;
    size_t size; /* of the bytes after the page header */
    size_t used;
};

enum { PAGE_HEADER = (sizeof(geoi_page) + ALIGN - 1) / ALIGN * ALIGN };

geoi_mark geoi_scratch_mark(geo_ctx *ctx)
{
    geoi_mark mark = {ctx->page, ctx->page != NULL ? ctx->page->used : 0};
    return mark;
}

void geoi_scratch_reset(geo_ctx *ctx, geoi_mark mark)
{
    while (ctx->page != mark.page) {
        geoi_page *top = ctx->page;
        ctx->page = top->below;
        geoi_release(top);
    }
    if (ctx->page != NULL) {
        ctx->page->used = mark.used;
    }
}

void geoi_scratch_destroy(geo_ctx *ctx)
{
    geoi_mark bottom = {NULL, 0};
    geoi_scratch_reset(ctx, bottom);
}

geo_status geoi_scratch(geo_ctx *ctx, int64_t count, size_t size, void *out)
{
    void *data = NULL;
    memcpy(out, &data, sizeof data);
    size_t bytes = block_size(count, size); /* the extra ALIGN pays for rounding up */
    if (bytes == 0) {
        return out_of_memory(ctx, count, size);
    }
    bytes = bytes / ALIGN * ALIGN;
    geoi_page *page = ctx->page;
    if (page == NULL || page->size - page->used < bytes) {
        size_t room = bytes > PAGE ? bytes : PAGE;
        geo_status status = geoi_array_raw(ctx, (int64_t)(room + PAGE_HEADER), 1, &page);
        if (status != GEO_OK) {
            return status;
        }
        page->below = ctx->page;
        page->size = room;
        page->used = 0;
        ctx->page = page;
    }
    data = (char *)page + PAGE_HEADER + page->used;
    page->used += bytes;
    memcpy(out, &data, sizeof data);
    return GEO_OK;
}
