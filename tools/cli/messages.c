/* SPDX-License-Identifier: MIT */
/* Messages on standard error: "geo-x: error: what and where", then "  try: how to mend". */
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "call.h"

static const char *tool_name = "geo"; /* for the one message that has no call at hand */

void cli_set_tool_name(const char *name)
{
    tool_name = name;
}

/* ---- Escapes: what a file says must not steer the terminal ----------------------------- */

/* Length of the printable UTF-8 character at @p s; 0 when it is none. */
static size_t printable_length(const unsigned char *s)
{
    if (s[0] >= 0x20 && s[0] < 0x7f) {
        return 1;
    }
    size_t length = s[0] >= 0xc2 && s[0] < 0xe0   ? 2
                    : s[0] >= 0xe0 && s[0] < 0xf0 ? 3
                    : s[0] >= 0xf0 && s[0] < 0xf5 ? 4
                                                  : 0;
    for (size_t i = 1; i < length; i++) {
        if ((s[i] & 0xc0) != 0x80) {
            return 0;
        }
    }
    bool is_c1 = length == 2 && s[0] == 0xc2 && s[1] < 0xa0; /* e.g. U+009B starts a sequence */
    return is_c1 ? 0 : length;
}

static void put_printable(FILE *stream, const char *text)
{
    const unsigned char *s = (const unsigned char *)text;
    while (*s != '\0') {
        size_t length = printable_length(s);
        if (length > 0) {
            fwrite(s, 1, length, stream);
            s += length;
        } else {
            fprintf(stream, "\\x%02x", *s);
            s++;
        }
    }
}

/* Whatever quotes an argument, the password in it stays out. */
static void put_without_secrets(FILE *stream, const char *text)
{
    char *shown = cli_without_secrets(text);
    put_printable(stream, shown != NULL ? shown : text);
    free(shown);
}

/* ---- Words --------------------------------------------------------------------------- */

const char *cli_count(cli_call *call, int64_t n, const char *noun)
{
    size_t size = strlen(noun);
    bool ends_in_y = size > 1 && noun[size - 1] == 'y' && strchr("aeiou", noun[size - 2]) == NULL;
    if (n == 1) {
        return cli_format(call, "1 %s", noun);
    }
    return cli_format(call, "%" PRId64 " %.*s%s", n, (int)(ends_in_y ? size - 1 : size), noun,
                      ends_in_y ? "ies" : "s");
}

/* ---- Messages ------------------------------------------------------------------------ */

static bool in_colour(void)
{
    const char *refused = getenv("NO_COLOR"), *terminal = getenv("TERM");
    return isatty(STDERR_FILENO) && (refused == NULL || refused[0] == '\0') && terminal != NULL &&
           strcmp(terminal, "dumb") != 0;
}

void cli_message(const char *tool, cli_message_kind kind, const char *text, const char *mend)
{
    const char *word = kind == CLI_ERROR ? "error" : "note";
    cli_progress_erase();
    if (in_colour()) {
        fprintf(stderr, "%s: \033[%sm%s:\033[0m ", tool, kind == CLI_ERROR ? "1;31" : "1;36", word);
    } else {
        fprintf(stderr, "%s: %s: ", tool, word);
    }
    put_without_secrets(stderr, text);
    fputc('\n', stderr);
    if (mend != NULL && mend[0] != '\0') {
        fputs("  try: ", stderr);
        put_without_secrets(stderr, mend);
        fputc('\n', stderr);
    }
}

static char *format_text(const char *format, va_list args) __attribute__((format(printf, 1, 0)));
static char *format_text(const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int size = vsnprintf(NULL, 0, format, again);
    va_end(again);
    char *text = size < 0 ? NULL : malloc((size_t)size + 1);
    if (text == NULL) {
        cli_out_of_memory();
    }
    vsnprintf(text, (size_t)size + 1, format, args);
    return text;
}

static void say(cli_call *call, cli_message_kind kind, const char *mend, const char *format,
                va_list args) __attribute__((format(printf, 4, 0)));
static void say(cli_call *call, cli_message_kind kind, const char *mend, const char *format,
                va_list args)
{
    char *text = format_text(format, args);
    bool placed = kind == CLI_ERROR && call->place != NULL;
    cli_message(call->tool->name, kind,
                placed ? cli_format(call, "%s: %s", call->place, text) : text, mend);
    free(text);
}

void cli_wrong(cli_call *call, const char *mend, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say(call, CLI_ERROR, mend, format, args);
    va_end(args);
    call->reported = true;
}

geo_status cli_fail(cli_call *call, geo_status status, const char *mend, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say(call, CLI_ERROR, mend, format, args);
    va_end(args);
    call->reported = true;
    return status;
}

void cli_place(cli_call *call, const char *place)
{
    call->place = place;
}

void cli_note(cli_call *call, const char *format, ...)
{
    if (call->common.quiet) {
        return;
    }
    va_list args;
    va_start(args, format);
    say(call, CLI_NOTE, NULL, format, args);
    va_end(args);
}

void cli_skip(cli_call *call, int64_t count, const char *format, ...)
{
    if (count == 0) {
        return;
    }
    call->skipped += count;
    if (!call->common.quiet) {
        va_list args;
        va_start(args, format);
        say(call, CLI_NOTE, NULL, format, args);
        va_end(args);
    }
}

void cli_out_of_memory(void)
{
    cli_message(tool_name, CLI_ERROR, "out of memory", NULL);
    exit(CLI_FAILED);
}
