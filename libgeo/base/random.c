/* SPDX-License-Identifier: MIT */
/* Philox 4x32-10, a counter-based generator.
 *
 *   Salmon, J. K., Moraes, M. A., Dror, R. O. & Shaw, D. E. (2011). Parallel random numbers: as
 *   easy as 1, 2, 3. SC'11. doi:10.1145/2063384.2063405
 *   Lemire, D. (2019). Fast random integer generation in an interval. ACM TOMACS 29(1).
 *   doi:10.1145/3230636
 *
 * The key is the seed; the counter is (draw, item), low words first. The streams are part of
 * the contract: a result must be repeatable years later. */
#include "base/base.h"

enum { ROUNDS = 10 };

static uint32_t multiply(uint32_t a, uint32_t b, uint32_t *high)
{
    uint64_t product = (uint64_t)a * b;
    *high = (uint32_t)(product >> 32);
    return (uint32_t)product;
}

geoi_random4 geoi_philox(uint64_t seed, uint64_t item, uint64_t draw)
{
    uint32_t key0 = (uint32_t)seed, key1 = (uint32_t)(seed >> 32);
    geoi_random4 c = {
        {(uint32_t)draw, (uint32_t)(draw >> 32), (uint32_t)item, (uint32_t)(item >> 32)}};
    for (int round = 0; round < ROUNDS; round++) {
        uint32_t high0, high2;
        uint32_t low0 = multiply(0xD2511F53u, c.word[0], &high0);
        uint32_t low2 = multiply(0xCD9E8D57u, c.word[2], &high2);
        c = (geoi_random4){{high2 ^ c.word[1] ^ key0, low2, high0 ^ c.word[3] ^ key1, low0}};
        key0 += 0x9E3779B9u;
        key1 += 0xBB67AE85u;
    }
    return c;
}

static uint64_t word64(geoi_random4 r, int half)
{
    return (uint64_t)r.word[2 * half + 1] << 32 | r.word[2 * half];
}

double geoi_random_unit(uint64_t seed, uint64_t item, uint64_t draw)
{
    return (double)(word64(geoi_philox(seed, item, draw), 0) >> 11) * 0x1p-53;
}

uint64_t geoi_random_below(uint64_t seed, uint64_t item, uint64_t draw, uint64_t bound)
{
    __extension__ typedef unsigned __int128 wide;
    uint64_t reject_below = (0 - bound) % bound;
    for (uint64_t attempt = 0;; attempt++) {
        /* Attempt 2t and 2t+1 use the two halves of the block at draw + t * 2^32: draws of
         * one item stay far apart, so retries never meet another draw's words. */
        geoi_random4 r = geoi_philox(seed, item, draw + ((attempt / 2) << 32));
        wide product = (wide)word64(r, (int)(attempt % 2)) * bound;
        if ((uint64_t)product >= reject_below) {
            return (uint64_t)(product >> 64);
        }
    }
}
