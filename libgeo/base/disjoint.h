/* SPDX-License-Identifier: MIT */
/* Disjoint sets as a forest: above[i] is a member of i's set nearer to its root, and a root stands
 * above itself. Who joins two sets puts one root above the other. */
#ifndef GEOI_DISJOINT_H
#define GEOI_DISJOINT_H

#include <stdint.h>

/* The root of i's set; ways to it become half as long. */
static inline int64_t geoi_root64(int64_t *above, int64_t i)
{
    while (above[i] != i) {
        above[i] = above[above[i]];
        i = above[i];
    }
    return i;
}

static inline int32_t geoi_root32(int32_t *above, int32_t i)
{
    while (above[i] != i) {
        above[i] = above[above[i]];
        i = above[i];
    }
    return i;
}

#endif /* GEOI_DISJOINT_H */
