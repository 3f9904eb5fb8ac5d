/* SPDX-License-Identifier: MIT */
/* Passwords on the command line: whoever may list processes could read them there, and messages and
 * geo:run quote arguments. */
#include <stdlib.h>
#include <string.h>

#include "call.h"

enum { MAX_SECRETS = 32 };

/* An address as it was given, and as it may be shown. */
typedef struct secret {
    char *given, *shown;
} secret;

static secret secrets[MAX_SECRETS];
static int secret_count;

const char *cli_shown(cli_call *call, const char *operand)
{
    size_t size = geo_source_shown(operand, NULL, 0) + 1;
    char *shown = cli_array(call, (int64_t)size, 1);
    (void)geo_source_shown(operand, shown, size);
    return shown;
}

/* Where in an argument an address begins: the whole, "--facilities=PG:...", "-iPG:...". */
static char *find_address(char *argument)
{
    char *equals = strchr(argument, '=');
    if (geo_source_is_remote(argument)) {
        return argument;
    }
    if (strncmp(argument, "--", 2) == 0) {
        return equals != NULL && geo_source_is_remote(equals + 1) ? equals + 1 : NULL;
    }
    bool letter = argument[0] == '-' && argument[1] != '\0';
    return letter && geo_source_is_remote(argument + 2) ? argument + 2 : NULL;
}

/* The call keeps a copy; the argument itself gets what may be shown, in the room there is. */
static void hide(cli_call *call, int i)
{
    char *address = find_address(call->argv[i]);
    const char *shown = address != NULL ? cli_shown(call, address) : NULL;
    if (shown == NULL || strcmp(shown, address) == 0) {
        return;
    }
    char *copy = cli_format(call, "%s", call->argv[i]);
    size_t length = strlen(address), shorter = strlen(shown);
    if (secret_count < MAX_SECRETS) {
        secrets[secret_count++] =
            (secret){copy + (address - call->argv[i]), cli_format(call, "%s", shown)};
    }
    shorter = shorter < length ? shorter : length;
    memcpy(address, shown, shorter);
    memset(address + shorter, ' ', length - shorter);
    call->argv[i] = copy;
}

void cli_hide_arguments(cli_call *call)
{
    char **own = cli_array(call, (int64_t)call->argc + 1, sizeof *own);
    memcpy(own, call->argv, (size_t)call->argc * sizeof *own);
    call->argv = own;
    for (int i = 1; i < call->argc; i++) {
        hide(call, i);
    }
}

char *cli_without_secrets(const char *text)
{
    cli_text out = {NULL, 0, 0};
    bool changed = false;
    if (secret_count == 0) {
        return NULL;
    }
    while (*text != '\0') {
        const secret *found = NULL;
        for (int i = 0; i < secret_count && found == NULL; i++) {
            size_t length = strlen(secrets[i].given);
            found = strncmp(text, secrets[i].given, length) == 0 ? &secrets[i] : NULL;
        }
        if (found == NULL) {
            cli_text_add(&out, "%c", *text++);
        } else {
            cli_text_add(&out, "%s", found->shown);
            text += strlen(found->given);
            changed = true;
        }
    }
    if (!changed) {
        cli_text_clear(&out);
        return NULL;
    }
    return out.data;
}
