/* SPDX-License-Identifier: MIT */
/* Options in a text of their own, such as the cell of a table: the same names, values and messages
 * as on the command line. */
#include <string.h>

#include "call.h"

/* The next word of @p at, without its quotes; NULL at the end. "--a='b c'" is one word. */
static char *next_word(cli_call *call, const char **at, bool *open)
{
    const char *from = *at + strspn(*at, " \t");
    char *word = cli_array(call, (int64_t)strlen(from) + 1, 1);
    size_t size = 0;
    char quote = '\0';
    const char *c = from;
    for (; *c != '\0' && (quote != '\0' || (*c != ' ' && *c != '\t')); c++) {
        if (quote == '\0' && (*c == '"' || *c == '\'')) {
            quote = *c;
        } else if (*c == quote) {
            quote = '\0';
        } else {
            word[size++] = *c;
        }
    }
    *at = c;
    *open = quote != '\0';
    return c == from ? NULL : word;
}

static int find_option(const cli_option *options, const char *name, size_t size)
{
    for (int i = 0; options[i].name != NULL; i++) {
        if (strlen(options[i].name) == size && memcmp(options[i].name, name, size) == 0) {
            return i;
        }
    }
    return -1;
}

static geo_status tell_unknown(cli_call *call, const cli_option *options, const char *word)
{
    cli_text mend = {NULL, 0, 0};
    for (int i = 0; options[i].name != NULL; i++) {
        cli_text_add(&mend, "%s--%s", i > 0 ? ", " : "", options[i].name);
    }
    const char *what = strncmp(word, "--", 2) == 0 ? "there is no option here" : "not an option";
    geo_status status = cli_fail(call, GEO_DATA, mend.data != NULL ? mend.data : "no options",
                                 "%s: %s", word, what);
    cli_text_clear(&mend);
    return status;
}

/* Keep the value of the option that @p word names: attached, or the next word. */
static geo_status keep(cli_call *call, const cli_option *options, const char **text,
                       const char *word, const char **at)
{
    bool open = false;
    size_t size = strncmp(word, "--", 2) == 0 ? strcspn(word + 2, "=") : 0;
    int i = size > 0 ? find_option(options, word + 2, size) : -1;
    if (i < 0) {
        return tell_unknown(call, options,
                            size > 0 ? cli_format(call, "%.*s", (int)size + 2, word) : word);
    }
    const char *value = word[size + 2] == '=' ? word + size + 3 : next_word(call, at, &open);
    if (open) {
        return cli_fail(call, GEO_DATA, NULL, "--%s: a quote is not closed", options[i].name);
    }
    if (value == NULL) {
        return cli_fail(call, GEO_DATA, NULL, "--%s needs a value", options[i].name);
    }
    if (text[i] != NULL) {
        return cli_fail(call, GEO_DATA, NULL, "--%s is given twice", options[i].name);
    }
    text[i] = value;
    return GEO_OK;
}

geo_status cli_options_read(cli_call *call, const cli_option *options, const char *text)
{
    geo_status status = GEO_OK;
    const char *given[CLI_MAX_OPTIONS] = {NULL}, *at = text;
    bool open;
    for (const char *word; (word = next_word(call, &at, &open)) != NULL;) {
        if (open) {
            return cli_fail(call, GEO_DATA, NULL, "%s: a quote is not closed", word);
        }
        CLI_TRY(keep(call, options, given, word, &at));
    }
    for (int i = 0; options[i].name != NULL; i++) {
        if (given[i] == NULL && options[i].required) {
            const char *example = cli_type_about(options[i].type)->example;
            return cli_fail(call, GEO_DATA,
                            cli_format(call, "--%s %s", options[i].name,
                                       example != NULL ? example : options[i].choices[0]),
                            "--%s is missing", options[i].name);
        }
        if (given[i] != NULL && !cli_value_parse(call, &options[i], given[i])) {
            return GEO_DATA;
        }
    }
done:
    return status;
}
