/* SPDX-License-Identifier: MIT */
/* Conversion into a text sequence, batch by batch. */
#ifndef GEO_CONVERT_STREAM_H
#define GEO_CONVERT_STREAM_H

#include "steps.h"

/* Whether the command can be done a batch at a time: into a sequence, in the order of the input. */
bool convert_can_stream(const cli_call *call, const convert_steps *s);

/* Read, convert and write. Memory does not grow with the length of a sequence. */
geo_status convert_stream(cli_call *call, const char *operand, convert_steps *s);

#endif /* GEO_CONVERT_STREAM_H */
