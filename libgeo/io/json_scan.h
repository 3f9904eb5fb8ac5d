/* SPDX-License-Identifier: MIT */
/* The bytes of a JSON string passed over: sixteen at a time where the processor can, else eight.
 * Both ways are compared in test_json_scan.c. */
#ifndef GEOI_JSON_SCAN_H
#define GEOI_JSON_SCAN_H

#include "base/base.h"

#define GEOI_EVERY(byte) (UINT64_C(0x0101010101010101) * (byte))

/* A set bit 7 marks a byte that is '"', '\\', a control or not ASCII. Borrows may mark plain
 * bytes too, but only above one that deserves it. */
static inline uint64_t geoi_mark_special(uint64_t eight)
{
    uint64_t quote = eight ^ GEOI_EVERY('"'), slash = eight ^ GEOI_EVERY('\\');
    return (eight | (quote - GEOI_EVERY(1)) | (slash - GEOI_EVERY(1)) |
            (eight - GEOI_EVERY(0x20))) &
           GEOI_EVERY(0x80);
}

static inline bool geoi_is_special(char c)
{
    return c == '"' || c == '\\' || (unsigned char)c < 0x20 || (unsigned char)c >= 0x80;
}

/* The first byte from s on that is not plain ASCII of a string; or end. */
static inline const char *geoi_pass_ascii_by_8(const char *s, const char *end)
{
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    while (end - s >= 8) {
        uint64_t eight;
        memcpy(&eight, s, sizeof eight);
        uint64_t marks = geoi_mark_special(eight);
        if (marks != 0) {
            return s + (__builtin_ctzll(marks) >> 3); /* the lowest byte is the first */
        }
        s += 8;
    }
#endif
    while (s < end && !geoi_is_special(*s)) {
        s++;
    }
    return s;
}

#if defined(__SSE2__)
/* By the compilers' own vectors: the headers of intrinsics call what base.h bans. */
typedef char geoi_sixteen __attribute__((vector_size(16)));

static inline const char *geoi_pass_ascii_by_16(const char *s, const char *end)
{
    while (end - s >= 16) {
        geoi_sixteen bytes;
        memcpy(&bytes, s, sizeof bytes);
        /* as signed numbers controls and all that is not ASCII are below the blank */
        geoi_sixteen special = (geoi_sixteen)((bytes < ' ') | (bytes == '"') | (bytes == '\\'));
        unsigned marks = (unsigned)__builtin_ia32_pmovmskb128(special);
        if (marks != 0) {
            return s + __builtin_ctz(marks);
        }
        s += 16;
    }
    return geoi_pass_ascii_by_8(s, end);
}
#else
#define geoi_pass_ascii_by_16 geoi_pass_ascii_by_8
#endif

/* The first byte from s on that is '"', '\\', a control or not UTF-8; or end. */
static inline const char *geoi_pass_plain(const char *s, const char *end)
{
    for (;;) {
        s = geoi_pass_ascii_by_16(s, end);
        if (s >= end || (unsigned char)*s < 0x80) {
            return s;
        }
        do {
            int length = geoi_utf8_length(s, end);
            if (length == 0) {
                return s;
            }
            s += length;
        } while (s < end && (unsigned char)*s >= 0x80); /* they come in words */
    }
}

#endif /* GEOI_JSON_SCAN_H */
