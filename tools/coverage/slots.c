/* SPDX-License-Identifier: MIT */
/* What a distance is called in columns and results. */
#include "question.h"

cli_slot question_slot(const question *q, int64_t j)
{
    static const cli_slot own = {"_own", "its own radius"};
    return q->distance_m != NULL ? cli_distance_slot(q->distance_m[j], j) : own;
}

const char *question_key(cli_call *call, const question *q, const char *what, int64_t j)
{
    return q->distance_m != NULL ? cli_format(call, "%s_%.12gm", what, q->distance_m[j])
                                 : cli_format(call, "%s_own", what);
}
