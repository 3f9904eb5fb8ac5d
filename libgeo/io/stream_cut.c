/* SPDX-License-Identifier: MIT */
/* Items of a text sequence, found by brackets and quotes alone. */
#include "io/stream_cut.h"

/* The end of the string, or NULL. */
static const char *pass_string(geoi_cutter *c, const char *at, const char *end)
{
    for (; at < end; at++) {
        if (c->escaped) {
            c->escaped = false;
        } else if (*at == '\\') {
            c->escaped = true;
        } else if (*at == '"' || *at == '\n') {
            c->in_string = false;
            return at;
        }
    }
    return NULL;
}

const char *geoi_cutter_next(geoi_cutter *c, const char *at, const char *end)
{
    while (at < end) {
        if (c->in_string) {
            at = pass_string(c, at, end);
            if (at == NULL) {
                return NULL;
            }
            if (*at++ == '\n') {
                c->depth = 0;
                return at;
            }
            continue;
        }
        char b = *at++;
        if (b == '"') {
            c->in_string = true;
        } else if (b == '{' && c->before == '}' && c->depth > 0) {
            c->depth = 0; /* an item was never closed, and here the next one begins */
            c->before = 0;
            return at - 1;
        } else if (b == '{' || b == '[') {
            c->depth++;
        } else if ((b == '}' || b == ']') && --c->depth <= 0) {
            c->depth = 0;
            c->before = 0;
            return at;
        }
        c->before = b == ' ' || b == '\t' || b == '\r' || b == '\n' ? c->before : b;
    }
    return NULL;
}
