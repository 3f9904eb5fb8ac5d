/* SPDX-License-Identifier: MIT */
/* Text that grows: help, man pages, JSON. */
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "call.h"

static void reserve(cli_text *text, size_t more)
{
    size_t need = text->size + more + 1;
    if (need <= text->capacity) {
        return;
    }
    size_t capacity = text->capacity < 256 ? 256 : text->capacity;
    while (capacity < need) {
        capacity *= 2;
    }
    char *data = realloc(text->data, capacity);
    if (data == NULL) {
        cli_out_of_memory();
    }
    text->data = data;
    text->capacity = capacity;
}

void cli_text_add(cli_text *text, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int size = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (size < 0) {
        cli_out_of_memory();
    }
    reserve(text, (size_t)size);
    va_start(args, format);
    vsnprintf(text->data + text->size, (size_t)size + 1, format, args);
    va_end(args);
    text->size += (size_t)size;
}

void cli_text_json(cli_text *text, const char *value)
{
    if (value == NULL) {
        cli_text_add(text, "null");
        return;
    }
    size_t n = strlen(value);
    reserve(text, 6 * n + 2);
    text->size += geo_json_quote(value, n, text->data + text->size);
    text->data[text->size] = '\0';
}

void cli_text_number(cli_text *text, double value)
{
    if (!isfinite(value)) {
        cli_text_add(text, "null");
        return;
    }
    char digits[32];
    for (int precision = 15; precision <= 17; precision++) {
        snprintf(digits, sizeof digits, "%.*g", precision, value);
        if (strtod(digits, NULL) == value) {
            break;
        }
    }
    cli_text_add(text, "%s", digits);
}

/* ---- Width on a terminal ---------------------------------------------------------------- */

/* The blocks that are shown two places wide: Unicode's East Asian Width W and F, coarsely. */
static bool is_wide(uint32_t c)
{
    return (c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0xa4cf && c != 0x303f) ||
           (c >= 0xac00 && c <= 0xd7a3) || (c >= 0xf900 && c <= 0xfaff) ||
           (c >= 0xfe30 && c <= 0xfe6f) || (c >= 0xff00 && c <= 0xff60) ||
           (c >= 0xffe0 && c <= 0xffe6) || (c >= 0x1f300 && c <= 0x1faff) ||
           (c >= 0x20000 && c <= 0x3fffd);
}

int cli_text_width(const char *text)
{
    int width = 0;
    for (const unsigned char *s = (const unsigned char *)text; *s != '\0';) {
        int more = *s >= 0xf0 ? 3 : *s >= 0xe0 ? 2 : *s >= 0xc0 ? 1 : 0;
        uint32_t c = more == 0 ? *s : *s & (0x3fu >> more);
        s++;
        for (; more > 0 && (*s & 0xc0) == 0x80; more--, s++) {
            c = c << 6 | (*s & 0x3fu);
        }
        width += is_wide(c) ? 2 : 1;
    }
    return width;
}

void cli_text_pad(cli_text *text, const char *value, int width)
{
    int blanks = abs(width) - cli_text_width(value);
    blanks = blanks > 0 ? blanks : 0;
    if (width < 0) {
        cli_text_add(text, "%*s%s", blanks, "", value);
    } else {
        cli_text_add(text, "%s%*s", value, blanks, "");
    }
}

void cli_text_clear(cli_text *text)
{
    free(text->data);
    *text = (cli_text){NULL, 0, 0};
}
