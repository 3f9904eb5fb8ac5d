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

void cli_text_clear(cli_text *text)
{
    free(text->data);
    *text = (cli_text){NULL, 0, 0};
}
