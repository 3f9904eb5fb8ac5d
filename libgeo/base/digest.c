/* SPDX-License-Identifier: MIT */
/* BLAKE2b, RFC 7693, section 3. */
#include "base/digest.h"

enum { BLOCK = 128 };

static const uint64_t start[8] = {UINT64_C(0x6a09e667f3bcc908), UINT64_C(0xbb67ae8584caa73b),
                                  UINT64_C(0x3c6ef372fe94f82b), UINT64_C(0xa54ff53a5f1d36f1),
                                  UINT64_C(0x510e527fade682d1), UINT64_C(0x9b05688c2b3e6c1f),
                                  UINT64_C(0x1f83d9abfb41bd6b), UINT64_C(0x5be0cd19137e2179)};

static inline uint64_t rotate(uint64_t x, int n)
{
    return x >> n | x << (64 - n);
}

/* A macro, so that the words stay in registers. */
#define MIX(a, b, c, d, x, y)                                                                      \
    do {                                                                                           \
        (a) += (b) + (x);                                                                          \
        (d) = rotate((d) ^ (a), 32);                                                               \
        (c) += (d);                                                                                \
        (b) = rotate((b) ^ (c), 24);                                                               \
        (a) += (b) + (y);                                                                          \
        (d) = rotate((d) ^ (a), 16);                                                               \
        (c) += (d);                                                                                \
        (b) = rotate((b) ^ (c), 63);                                                               \
    } while (0)

/* A round with the words of the message in this order: constants, so that no index is looked up. */
#define ROUND(s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11, s12, s13, s14, s15)                \
    do {                                                                                           \
        MIX(v[0], v[4], v[8], v[12], m[s0], m[s1]);                                                \
        MIX(v[1], v[5], v[9], v[13], m[s2], m[s3]);                                                \
        MIX(v[2], v[6], v[10], v[14], m[s4], m[s5]);                                               \
        MIX(v[3], v[7], v[11], v[15], m[s6], m[s7]);                                               \
        MIX(v[0], v[5], v[10], v[15], m[s8], m[s9]);                                               \
        MIX(v[1], v[6], v[11], v[12], m[s10], m[s11]);                                             \
        MIX(v[2], v[7], v[8], v[13], m[s12], m[s13]);                                              \
        MIX(v[3], v[4], v[9], v[14], m[s14], m[s15]);                                              \
    } while (0)

/* Written out, for then compilers know it as one load. */
static inline uint64_t load(const uint8_t *b)
{
    return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 | (uint64_t)b[3] << 24 |
           (uint64_t)b[4] << 32 | (uint64_t)b[5] << 40 | (uint64_t)b[6] << 48 |
           (uint64_t)b[7] << 56;
}

/* length: of all bytes up to the end of this block. */
static void compress(uint64_t state[8], const uint8_t *block, uint64_t length, bool last)
{
    uint64_t m[16], v[16];
    for (size_t i = 0; i < 16; i++) {
        m[i] = load(block + 8 * i);
    }
    memcpy(v, state, 8 * sizeof v[0]);
    memcpy(v + 8, start, sizeof start);
    v[12] ^= length;
    v[14] = last ? ~v[14] : v[14];
    ROUND(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    ROUND(14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3);
    ROUND(11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4);
    ROUND(7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8);
    ROUND(9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13);
    ROUND(2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9);
    ROUND(12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11);
    ROUND(13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10);
    ROUND(6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5);
    ROUND(10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0);
    ROUND(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    ROUND(14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3);
    for (int i = 0; i < 8; i++) {
        state[i] ^= v[i] ^ v[i + 8];
    }
}

void geoi_blake2b_init(geoi_blake2b *b, int size)
{
    geoi_blake2b fresh = {.size = size};
    *b = fresh;
    memcpy(b->state, start, sizeof start);
    b->state[0] ^= UINT64_C(0x01010000) ^ (uint64_t)size;
}

/* The last block is compressed by geoi_blake2b_hex(), so a full one is held until more comes. */
void geoi_blake2b_add(geoi_blake2b *b, const void *bytes, size_t size)
{
    const uint8_t *next = bytes;
    while (size > 0) {
        if (b->held == 0 && size > BLOCK) {
            b->length += BLOCK;
            compress(b->state, next, b->length, false);
            next += BLOCK;
            size -= BLOCK;
            continue;
        }
        if (b->held == BLOCK) {
            b->length += BLOCK;
            compress(b->state, b->block, b->length, false);
            b->held = 0;
            continue;
        }
        size_t take = size < BLOCK - b->held ? size : BLOCK - b->held;
        memcpy(b->block + b->held, next, take);
        b->held += take;
        next += take;
        size -= take;
    }
}

void geoi_blake2b_hex(geoi_blake2b *b, char *out)
{
    static const char digits[] = "0123456789abcdef";
    memset(b->block + b->held, 0, BLOCK - b->held);
    compress(b->state, b->block, b->length + b->held, true);
    size_t size = (size_t)b->size;
    for (size_t i = 0; i < size; i++) {
        unsigned byte = (unsigned)(b->state[i / 8] >> (8 * (i % 8))) & 0xFF;
        out[2 * i] = digits[byte >> 4];
        out[2 * i + 1] = digits[byte & 15];
    }
    out[2 * size] = '\0';
}
