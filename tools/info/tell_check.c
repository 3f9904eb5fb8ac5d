/* SPDX-License-Identifier: MIT */
/* What --check found, as text and as JSON. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "facts.h"

static const char *const readings[READINGS + 1] = {"as it is",           "as GCJ-02",
                                                   "as BD-09",           "reference as GCJ-02",
                                                   "reference as BD-09", "cannot be told"};

/* Rounded to 1/parts, and never a negative zero. */
static double whole(double value, double parts)
{
    return round(value * parts) / parts + 0.0;
}

void info_tell_check(const facts *f, cli_text *out)
{
    cli_text_add(out, "check\n");
    for (int i = 0; i < f->finding_count; i++) {
        const finding *w = &f->findings[i];
        cli_text_add(out, "  %-6s ", w->wrong ? "wrong" : "note");
        if (w->first > 0) {
            cli_text_add(out, "%" PRId64 " feature%s, first %" PRId64 ": ", w->count,
                         w->count == 1 ? "" : "s", w->first);
        }
        cli_text_add(out, "%s\n", w->text);
    }
    if (f->finding_count == 0) {
        cli_text_add(out, "  nothing found\n");
    }
    cli_text_add(out, "  datum  %s\n", f->datum);
    const shift *s = &f->against;
    if (s->reference != NULL) {
        cli_text_add(out, "  against %s, %" PRId64 " places, median distance\n", s->reference,
                     s->pairs);
        for (int k = 0; k < READINGS; k++) {
            cli_text_add(out, "         %.1f m %s\n", s->apart[k], readings[k]);
        }
        cli_text_add(out, "         as it is, %.1f m east and %.1f m north of the nearest\n",
                     whole(s->east, 10.0), whole(s->north, 10.0));
    }
}

void info_tell_check_json(const facts *f, cli_text *out)
{
    cli_text_add(out, ",\n  \"check\": {\"wrong\": %s, \"findings\": [",
                 info_is_wrong(f) ? "true" : "false");
    for (int i = 0; i < f->finding_count; i++) {
        const finding *w = &f->findings[i];
        cli_text_add(out, "%s\n    {\"id\": \"%s\", \"wrong\": %s, \"features\": %" PRId64,
                     i > 0 ? "," : "", w->id, w->wrong ? "true" : "false", w->count);
        if (w->first > 0) {
            cli_text_add(out, ", \"first\": %" PRId64, w->first);
        }
        cli_text_add(out, ", \"text\": ");
        cli_text_json(out, w->text);
        cli_text_add(out, "}");
    }
    cli_text_add(out, "], \"datum\": ");
    cli_text_json(out, f->datum);
    const shift *s = &f->against;
    if (s->reference != NULL) {
        cli_text_add(out, ",\n    \"against\": {\"reference\": ");
        cli_text_json(out, s->reference);
        cli_text_add(out, ", \"places\": %" PRId64 ", \"likely\": \"%s\", \"median_m\": {",
                     s->pairs, readings[s->likely]);
        for (int k = 0; k < READINGS; k++) {
            cli_text_add(out, "%s\"%s\": %.3f", k > 0 ? ", " : "", readings[k], s->apart[k]);
        }
        cli_text_add(out, "}, \"east_m\": %.3f, \"north_m\": %.3f}", whole(s->east, 1000.0),
                     whole(s->north, 1000.0));
    }
    cli_text_add(out, "}");
}
