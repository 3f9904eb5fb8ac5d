/* SPDX-License-Identifier: MIT */
/* Philox 4x32-10, a counter-based generator.
 *
 *   Salmon, J. K., Moraes, M. A., Dror, R. O. & Shaw, D. E. (2011). Parallel random numbers: as
 *   easy as 1, 2, 3. SC'11. doi:10.1145/2063384.2063405
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

double geoi_random_unit(uint64_t seed, uint64_t item, uint64_t draw)
{
    geoi_random4 r = geoi_philox(seed, item, draw);
    uint64_t bits = (uint64_t)r.word[1] << 32 | r.word[0];
    return (double)(bits >> 11) * 0x1p-53;
}
