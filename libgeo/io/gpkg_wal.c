/* SPDX-License-Identifier: MIT */
/* The write-ahead log of SQLite (https://sqlite.org/fileformat2.html, section 4) applied to a
 * copy in memory. Whoever opens such a file with SQLite changes it and what lies beside it; we
 * only read both, and the rows that are not in the file yet are there all the same. */
#include <sys/stat.h>

#include "io/gpkg_check.h"

enum {
    HEADER = 100, /* of the database */
    WRITE_VERSION = 18,
    READ_VERSION = 19,
    LOG_HEADER = 32,
    FRAME_HEADER = 24,
    LEAST_PAGE = 512,
    MOST_PAGE = 65536
};

static const uint32_t MAGIC = 0x377F0682U, LOG_VERSION = 3007000U;

typedef struct wal {
    const unsigned char *bytes;
    int64_t size, page;
    bool big;                 /* the order of bytes in checksums */
    uint32_t sum[2];          /* running */
    int64_t committed, pages; /* frames up to the last commit, and the database's size then */
} wal;

static uint32_t big32(const unsigned char *s)
{
    return (uint32_t)s[0] << 24 | (uint32_t)s[1] << 16 | (uint32_t)s[2] << 8 | (uint32_t)s[3];
}

static uint32_t word(const wal *w, const unsigned char *s)
{
    uint32_t v = big32(s);
    return w->big ? v : (v >> 24) | (v >> 8 & 0xFF00U) | (v << 8 & 0xFF0000U) | (v << 24);
}

static void add_sum(wal *w, const unsigned char *s, int64_t n)
{
    for (int64_t i = 0; i + 8 <= n; i += 8) {
        w->sum[0] += word(w, s + i) + w->sum[1];
        w->sum[1] += word(w, s + i + 4) + w->sum[0];
    }
}

static bool sum_is(const wal *w, const unsigned char *s)
{
    return big32(s) == w->sum[0] && big32(s + 4) == w->sum[1];
}

static const unsigned char *frame_of(const wal *w, int64_t i)
{
    return w->bytes + LOG_HEADER + i * (FRAME_HEADER + w->page);
}

/* Frames count up to the first that is not of this log, as in SQLite itself. */
static void find_committed(wal *w)
{
    int64_t n = (w->size - LOG_HEADER) / (FRAME_HEADER + w->page);
    for (int64_t i = 0; i < n; i++) {
        const unsigned char *f = frame_of(w, i);
        if (memcmp(f + 8, w->bytes + 16, 8) != 0 || big32(f) == 0) {
            return;
        }
        add_sum(w, f, 8);
        add_sum(w, f + FRAME_HEADER, w->page);
        if (!sum_is(w, f + 16)) {
            return;
        }
        if (big32(f + 4) != 0) {
            w->committed = i + 1;
            w->pages = big32(f + 4);
        }
    }
}

/* Is it a log for a database of pages of this size? */
static bool open_log(wal *w, const geoi_bytes *bytes, int64_t page)
{
    *w = (wal){.bytes = (const unsigned char *)bytes->data, .size = bytes->size};
    if (w->size < LOG_HEADER || (big32(w->bytes) & ~1U) != MAGIC ||
        big32(w->bytes + 4) != LOG_VERSION) {
        return false;
    }
    w->big = (big32(w->bytes) & 1U) != 0;
    w->page = big32(w->bytes + 8);
    add_sum(w, w->bytes, FRAME_HEADER);
    if (w->page != page || !sum_is(w, w->bytes + FRAME_HEADER)) {
        return false;
    }
    find_committed(w);
    return true;
}

static geo_status apply(geo_ctx *ctx, const wal *w, const geoi_bytes *file, geoi_bytes *out)
{
    geo_status status = GEO_OK;
    int64_t size = w->committed > 0 ? w->pages * w->page : file->size;
    int64_t kept = file->size < size ? file->size : size;
    GEO_TRY(geoi_array(ctx, size, 1, &out->data));
    out->size = size;
    memcpy(out->data, file->data, (size_t)kept);
    for (int64_t i = 0; i < w->committed; i++) {
        const unsigned char *f = frame_of(w, i);
        int64_t at = ((int64_t)big32(f) - 1) * w->page;
        if (at + w->page <= size) { /* else: cut off again by a later commit */
            memcpy(out->data + at, f + FRAME_HEADER, (size_t)w->page);
        }
    }
    out->data[WRITE_VERSION] = 1;
    out->data[READ_VERSION] = 1;
done:
    return status;
}

static bool is_beside(const char *path, const char *end, char out[GEOI_PATH_SIZE])
{
    struct stat info;
    int length = snprintf(out, GEOI_PATH_SIZE, "%s%s", path, end);
    return strcmp(path, "-") != 0 && length < GEOI_PATH_SIZE && stat(out, &info) == 0 &&
           info.st_size > 0;
}

static geo_status refuse(geo_ctx *ctx, const char *what)
{
    geo_status status =
        geoi_fail(ctx, GEO_DATA, "another program has unsaved changes in it (%s)", what);
    geoi_hint(ctx, "close it in QGIS or whatever has it open, then try again");
    return status;
}

geo_status geoi_gpkg_check_unfinished(geo_ctx *ctx, const char *path)
{
    static const char *const ends[] = {"-wal", "-journal"};
    char beside[GEOI_PATH_SIZE];
    for (int i = 0; i < 2; i++) {
        if (is_beside(path, ends[i], beside)) {
            return refuse(ctx, ends[i]);
        }
    }
    return GEO_OK;
}

geo_status geoi_gpkg_settle(geo_ctx *ctx, const char *path, const geoi_bytes *file, geoi_bytes *out)
{
    geo_status status = GEO_OK;
    char beside[GEOI_PATH_SIZE];
    geoi_bytes log = {0};
    wal w = {0};
    *out = (geoi_bytes){0};
    if (is_beside(path, "-journal", beside)) {
        return refuse(ctx, "-journal");
    }
    bool pending = is_beside(path, "-wal", beside);
    const unsigned char *head = (const unsigned char *)file->data;
    if (file->size < HEADER || (!pending && head[READ_VERSION] != 2 && head[WRITE_VERSION] != 2)) {
        return GEO_OK;
    }
    int64_t page = (int64_t)head[16] << 8 | head[17];
    page = page == 1 ? MOST_PAGE : page;
    if (pending) {
        GEO_TRY(geoi_bytes_read(ctx, beside, &log));
        if (page < LEAST_PAGE || !open_log(&w, &log, page) ||
            w.pages > file->size / page + w.committed) {
            GEO_TRY(refuse(ctx, "-wal"));
        }
        geoi_note(ctx, "another program has it open: read with what that one saved last, which "
                       "is in the -wal beside it");
    } else {
        geoi_note(ctx, "was open in another program: if its -wal was lost in copying, the last "
                       "changes are missing");
    }
    GEO_TRY(apply(ctx, &w, file, out));
done:
    geoi_bytes_release(&log);
    return status;
}
