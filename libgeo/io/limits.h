/* SPDX-License-Identifier: MIT */
/* How large things may be that come in. Nothing a planner has is near these; what is beyond was
 * made to hurt, or was damaged. */
#ifndef GEOI_LIMITS_H
#define GEOI_LIMITS_H

#include "base/base.h"

#define GEOI_MIB INT64_C(1048576)
#define GEOI_LARGEST_FILE (4096 * GEOI_MIB)
#define GEOI_LARGEST_PIPE (1024 * GEOI_MIB)
#define GEOI_LARGEST_FEATURE (200 * GEOI_MIB)
#define GEOI_LONGEST_STRING (64 * GEOI_MIB)

enum {
    GEOI_LONGEST_KEY = 65536,     /* bytes of a member's name */
    GEOI_MOST_PROPERTIES = 10000, /* of a feature */
    GEOI_DEEPEST_GEOMETRY = 32    /* collections inside one another */
};

#endif /* GEOI_LIMITS_H */
