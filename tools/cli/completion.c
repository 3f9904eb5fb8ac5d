/* SPDX-License-Identifier: MIT */
/* --completion bash: a completion script from the option table. */
#include <string.h>

#include "call.h"

/* "geo-cluster" as a shell function's name: "_geo_cluster" */
static void add_function_name(cli_text *out, const char *tool)
{
    cli_text_add(out, "_");
    for (; *tool != '\0'; tool++) {
        cli_text_add(out, "%c", *tool == '-' ? '_' : *tool);
    }
}

static void add_patterns(cli_text *out, const cli_option *o)
{
    cli_text_add(out, "        --%s", o->name);
    if (o->letter != 0) {
        cli_text_add(out, "|-%c", o->letter);
    }
    cli_text_add(out, ") ");
}

/* What may follow an option that takes a value. */
static void add_case(cli_text *out, const cli_option *o)
{
    add_patterns(out, o);
    if (o->choices != NULL) {
        cli_text_add(out, "COMPREPLY=($(compgen -W \"");
        for (int i = 0; o->choices[i] != NULL; i++) {
            cli_text_add(out, "%s%s", i > 0 ? " " : "", o->choices[i]);
        }
        cli_text_add(out, "\" -- \"$cur\")); ");
    } else if (o->type == CLI_TYPE_LAYER || o->type == CLI_TYPE_OUTPUT) {
        cli_text_add(out, "COMPREPLY=($(compgen -f -- \"$cur\")); ");
    } else if (o->type == CLI_TYPE_FOLDER) {
        cli_text_add(out, "COMPREPLY=($(compgen -d -- \"$cur\")); ");
    }
    cli_text_add(out, "return ;;\n");
}

void cli_completion(cli_text *out, const cli_call *call)
{
    add_function_name(out, call->tool->name);
    cli_text_add(out, "()\n{\n    local cur=${COMP_WORDS[COMP_CWORD]} "
                      "prev=${COMP_WORDS[COMP_CWORD-1]}\n    COMPREPLY=()\n    case $prev in\n");
    for (int i = 0; call->options[i].name != NULL; i++) {
        const cli_option *o = &call->options[i];
        if (!o->hidden && cli_type_about(o->type)->placeholder != NULL) {
            add_case(out, o);
        }
    }
    cli_text_add(out, "    esac\n    if [[ $cur == -* ]]; then\n"
                      "        COMPREPLY=($(compgen -W \"");
    const char *blank = "";
    for (int i = 0; call->options[i].name != NULL; i++) {
        if (!call->options[i].hidden) {
            cli_text_add(out, "%s--%s", blank, call->options[i].name);
            blank = " ";
        }
    }
    cli_text_add(out, "\" -- \"$cur\"))\n    else\n"
                      "        COMPREPLY=($(compgen -f -- \"$cur\"))\n    fi\n}\n"
                      "complete -o filenames -F ");
    add_function_name(out, call->tool->name);
    cli_text_add(out, " %s\n", call->tool->name);
}
