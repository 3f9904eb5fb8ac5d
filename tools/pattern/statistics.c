/* SPDX-License-Identifier: MIT */
/* The statistics of geo-pattern: what each is called, which options it takes, who measures it. */
#include "question.h"

enum {
    CURVE = ASKS_DISTANCES | ASKS_CORRECTION | ASKS_TYPES | ASKS_INTENSITY | ASKS_SIMULATIONS |
            ASKS_ENVELOPE,
    SECTORS = ASKS_SECTOR | ASKS_COSTS | ASKS_SIMULATIONS | ASKS_NO_WINDOW
};

/* The first six stand in the order of geo_pattern_statistic. */
const statistic statistics[] = {
    {"k", CURVE, pattern_curve},
    {"l", CURVE, pattern_curve},
    {"pair", CURVE | ASKS_BANDWIDTH, pattern_curve},
    {"f", CURVE | ASKS_SPACING, pattern_curve},
    {"g", CURVE, pattern_curve},
    {"j", CURVE | ASKS_SPACING, pattern_curve},
    {"clark-evans", ASKS_SIMULATIONS, pattern_clark_evans},
    {"quadrat", ASKS_QUADRATS, pattern_quadrats},
    {"kd", SECTORS | ASKS_ONE | ASKS_WEIGHT | ASKS_DISTANCES | ASKS_BANDWIDTH | ASKS_ALPHA,
     pattern_kd},
    {"m", SECTORS | ASKS_ONE | ASKS_OTHER | ASKS_WEIGHT | ASKS_RADIUS | ASKS_ALPHA, pattern_m},
    {"colocation", SECTORS, pattern_colocation},
    {"quotients", ASKS_SECTOR | ASKS_WEIGHT | ASKS_ZONE | ASKS_NO_WINDOW, pattern_quotients},
    {"density", ASKS_DENSITY | ASKS_BANDWIDTH | ASKS_WEIGHT | GIVES_LAYER, pattern_density},
    {NULL, 0, NULL},
};

const char *statistic_names[sizeof statistics / sizeof statistics[0]];

void statistics_list(void)
{
    for (int i = 0; statistics[i].name != NULL; i++) {
        statistic_names[i] = statistics[i].name;
    }
}
