/* SPDX-License-Identifier: MIT */
/* A call from its command line to its exit code. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "call.h"

geo_ctx *cli_ctx(cli_call *call)
{
    return call->ctx;
}

void cli_found(cli_call *call)
{
    call->found = true;
}

static void note_of_library(const char *text, void *user)
{
    cli_call *call = user;
    if (call->reading != NULL) {
        cli_note(call, "%s: %s", call->reading, text);
    } else {
        cli_note(call, "%s", text);
    }
}

/* ---- What is asked instead of a run ------------------------------------------------------- */

/* Returns errno of a write that failed, for close_stdout(): the stream only knows that one did. */
static int answer(const cli_call *call)
{
    const cli_common *c = &call->common;
    cli_text out = {NULL, 0, 0};
    if (c->help) {
        cli_help(&out, call);
    } else if (c->version) {
        cli_text_add(&out, "%s %s\n", call->tool->name, geo_version());
    } else if (c->describe) {
        cli_describe(&out, call);
    } else if (c->summary) {
        cli_text_add(&out, "%s\n", call->tool->summary);
    } else if (c->man) {
        cli_man(&out, call);
    } else {
        cli_completion(&out, call);
    }
    errno = 0;
    int error = fwrite(out.data, 1, out.size, stdout) < out.size ? errno : 0;
    cli_text_clear(&out);
    return error;
}

/* ---- Run and report --------------------------------------------------------------------- */

static geo_status run(cli_call *call)
{
    geo_status status = GEO_OK;
    geo_ctx_options options = geo_ctx_options_default();
    options.threads = call->common.threads;
    options.progress = cli_progress_step;
    options.note = note_of_library;
    options.note_user = call;
    CLI_TRY(geo_ctx_create(&options, &call->ctx));
    cli_progress_start(call->common.quiet);
    if ((call->tool->uses & CLI_WRITES) != 0) {
        CLI_TRY(cli_check_output(call, call->common.output));
        CLI_TRY(cli_check_idle(call));
    }
    CLI_TRY(cli_check_output(call, call->common.rejects));
    CLI_TRY(cli_check_all_apart(call));
    CLI_TRY(call->tool->run(call, call->tool->user));
    CLI_TRY(cli_write_rejects(call));
done:
    cli_progress_erase();
    return status;
}

static int report_failure(cli_call *call, geo_status status)
{
    if (cli_caught_signal() != 0) {
        cli_message(call->tool->name, CLI_ERROR, "interrupted", NULL);
        return 128 + cli_caught_signal();
    }
    if (!call->reported) {
        const char *text = call->ctx != NULL ? geo_ctx_message(call->ctx) : "";
        cli_wrong(call, call->ctx != NULL ? geo_ctx_hint(call->ctx) : NULL, "%s",
                  text[0] != '\0' ? text : geo_status_text(status));
    }
    return status == GEO_INVALID ? CLI_USAGE : CLI_FAILED;
}

static int report(cli_call *call, geo_status status)
{
    if (status == GEO_OK) {
        return call->found                          ? CLI_FOUND
               : call->skipped + call->rejected > 0 ? CLI_SKIPPED
                                                    : CLI_DONE;
    }
    int code = report_failure(call, status);
    if (call->begun) {
        cli_message(call->tool->name, CLI_NOTE, "standard output: what was written is incomplete",
                    NULL);
    }
    return code;
}

void cli_printed(cli_call *call)
{
    if (fflush(stdout) != 0 || ferror(stdout) != 0) {
        call->print_error = errno;
    }
}

/* What was printed may still fail to arrive: a full disk shows itself here. */
static int close_stdout(const cli_call *call, int code, int error)
{
    bool failed = ferror(stdout) != 0;
    errno = 0;
    failed = fflush(stdout) != 0 || failed;
    error = error != 0 ? error : errno;
    if (fclose(stdout) != 0 && errno != EBADF) { /* closed, and nothing was to be printed */
        failed = true;
        error = error != 0 ? error : errno;
    }
    if (!failed || code == CLI_FAILED) {
        return code;
    }
    const char *why = error == EBADF ? "it is closed"
                      : error != 0   ? strerror(error)
                                     : "it cannot be written";
    char text[160];
    snprintf(text, sizeof text, "standard output: %s", why);
    cli_message(call->tool->name, CLI_ERROR, text, NULL);
    return CLI_FAILED;
}

int cli_main(const cli_tool *tool, int argc, char **argv)
{
    cli_call *call = calloc(1, sizeof *call);
    int code = CLI_USAGE, error = 0;
    cli_set_tool_name(tool->name);
    if (call == NULL) {
        cli_out_of_memory();
    }
    call->tool = tool;
    call->argc = argc;
    call->argv = argv;
    cli_catch_signals();
    /* A proj.db or proj.ini in the user's home would change results without a word. */
    setenv("PROJ_SKIP_READ_USER_WRITABLE_DIRECTORY", "YES", 1);
    cli_hide_arguments(call);
    cli_common_init(call);
    if (cli_parse(call)) {
        if (cli_asks(&call->common)) {
            error = answer(call);
            code = CLI_DONE;
        } else {
            code = report(call, run(call));
            error = call->print_error;
        }
    }
    code = close_stdout(call, code, error);
    cli_layers_clear(call);
    geo_ctx_destroy(call->ctx);
    cli_text_clear(&call->results);
    cli_free_blocks(call);
    free(call);
    return code;
}
