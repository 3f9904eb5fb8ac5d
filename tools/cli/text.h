/* SPDX-License-Identifier: MIT */
/** @file tools/cli/text.h
 *  Text that grows: reports and JSON, and how wide it is on a terminal.
 */
#ifndef GEO_CLI_TEXT_H
#define GEO_CLI_TEXT_H

#include <stddef.h>

typedef struct cli_text {
    char *data; /* terminated; NULL while empty */
    size_t size, capacity;
} cli_text;

/* Without memory these end the tool with a message. */
void cli_text_add(cli_text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
/** As a JSON string, quotes included; NULL is null. */
void cli_text_json(cli_text *text, const char *value);
/** As a JSON number that reads back the same; null when not finite. */
void cli_text_number(cli_text *text, double value);
/** Places that @p text takes on a terminal. */
int cli_text_width(const char *text);
/** @p value, then blanks up to @p width places on a terminal, where a Chinese character takes
 *  two; a negative width sets it to the right. */
void cli_text_pad(cli_text *text, const char *value, int width);
void cli_text_clear(cli_text *text);

#endif /* GEO_CLI_TEXT_H */
