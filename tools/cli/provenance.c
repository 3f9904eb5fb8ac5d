/* SPDX-License-Identifier: MIT */
/* geo:run: how an output was made. No time, no place: equal runs give equal bytes. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "call.h"

/* ---- The command, ready to be typed again ------------------------------------------------ */

static bool needs_quotes(const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "_@%+=:,./-";
    return word[0] == '\0' || word[strspn(word, plain)] != '\0';
}

static void add_plain_word(cli_text *out, const char *word)
{
    if (!needs_quotes(word)) {
        cli_text_add(out, " %s", word);
        return;
    }
    cli_text_add(out, " '");
    for (; *word != '\0'; word++) {
        if (*word == '\'') {
            cli_text_add(out, "'\\''");
        } else {
            cli_text_add(out, "%c", *word);
        }
    }
    cli_text_add(out, "'");
}

static void add_word(cli_text *out, const char *word)
{
    char *shown = cli_without_secrets(word);
    add_plain_word(out, shown != NULL ? shown : word);
    free(shown);
}

/* The number of arguments that say only how to work, which the bytes must not depend on. */
static int working_arguments(const cli_call *call, int at)
{
    const char *a = call->argv[at];
    if (strcmp(a, "-q") == 0 || strcmp(a, "--quiet") == 0 || strncmp(a, "--threads=", 10) == 0 ||
        (strncmp(a, "-j", 2) == 0 && a[2] != '\0')) {
        return 1;
    }
    return strcmp(a, "-j") == 0 || strcmp(a, "--threads") == 0 ? 2 : 0;
}

static void add_command(cli_text *json, const cli_call *call)
{
    cli_text command = {NULL, 0, 0};
    cli_text_add(&command, "%s", call->tool->name);
    for (int i = 1; i < call->argc;) {
        int skipped = working_arguments(call, i);
        if (skipped == 0) {
            add_word(&command, call->argv[i++]);
        }
        i += skipped;
    }
    cli_text_json(json, command.data);
    cli_text_clear(&command);
}

/* ---- The object ------------------------------------------------------------------------ */

/* Readers refuse JSON that nests deeper than 64: of a very long history the oldest part goes. */
enum { DEEPEST_RUN = 48 };

static int depth_of(const char *json)
{
    int depth = 0, deepest = 0;
    bool in_string = false;
    for (; *json != '\0'; json++) {
        if (*json == '\\' && in_string && json[1] != '\0') {
            json++;
        } else if (*json == '"') {
            in_string = !in_string;
        } else if (!in_string) {
            depth += *json == '{' || *json == '[';
            depth -= *json == '}' || *json == ']';
            deepest = depth > deepest ? depth : deepest;
        }
    }
    return deepest;
}

/* Those that had a part in it, for their versions can change a result. */
static void add_libraries(cli_text *json, const cli_call *call)
{
    geo_library library = geo_ctx_library(call->ctx, 0);
    if (library.name == NULL) {
        return;
    }
    cli_text_add(json, ", \"libraries\": {");
    for (int64_t i = 0; library.name != NULL; library = geo_ctx_library(call->ctx, ++i)) {
        cli_text_add(json, "%s", i > 0 ? ", " : "");
        cli_text_json(json, library.name);
        cli_text_add(json, ": ");
        cli_text_json(json, library.version);
    }
    cli_text_add(json, "}");
}

/* Nothing is better than an empty text: it cannot be taken for what it is not. */
static void add_known(cli_text *json, const char *member, const char *text)
{
    if (text != NULL && text[0] != '\0') {
        cli_text_add(json, ", \"%s\": ", member);
        cli_text_json(json, text);
    }
}

static void add_inputs(cli_text *json, const cli_call *call)
{
    cli_text_add(json, ", \"inputs\": [");
    for (int i = 0; i < call->layer_count; i++) {
        const cli_layer *l = &call->layers[i];
        cli_text_add(json, "%s{\"path\": ", i > 0 ? ", " : "");
        cli_text_json(json, l->source);
        if (call->layer_name[i] != NULL) {
            cli_text_add(json, ", \"layer\": ");
            cli_text_json(json, call->layer_name[i]);
        }
        add_known(json, "blake2b", l->digest);
        cli_text_add(json, ", \"features\": %" PRId64, call->features[i]);
        add_known(json, "crs", l->crs);
        cli_text_add(json, ", \"mended\": %" PRId64, l->mended);
        if (l->run != NULL && l->run[0] != '\0' && depth_of(l->run) <= DEEPEST_RUN) {
            cli_text_add(json, ", \"run\": %s", l->run); /* the history of a pipeline is kept */
        }
        cli_text_add(json, "}");
    }
    for (int i = 0; i < call->raster_count; i++) {
        cli_text_add(json, "%s{\"path\": ", call->layer_count + i > 0 ? ", " : "");
        cli_text_json(json, call->rasters[i].source);
        cli_text_add(json, ", \"blake2b\": ");
        cli_text_json(json, call->rasters[i].digest);
        cli_text_add(json, ", \"cells\": %" PRId64 ", \"crs\": ", call->rasters[i].cells);
        cli_text_json(json, call->rasters[i].crs);
        cli_text_add(json, "}");
    }
    if (call->costs.source != NULL) {
        cli_text_add(json, "%s{\"path\": ", call->layer_count + call->raster_count > 0 ? ", " : "");
        cli_text_json(json, call->costs.source);
        add_known(json, "blake2b", call->costs.digest);
        cli_text_add(json, ", \"pairs\": %" PRId64 "}", call->costs.pairs);
    }
    cli_text_add(json, "]");
}

static void add_frame(cli_text *json, const geo_frame *frame)
{
    if (frame == NULL) {
        return;
    }
    cli_text_add(json, ", \"frame\": {\"crs\": ");
    cli_text_json(json, geo_frame_crs(frame));
    cli_text_add(json, ", \"title\": ");
    cli_text_json(json, geo_frame_title(frame));
    cli_text_add(json, ", \"scale_error\": %.3g}", geo_frame_scale_error(frame));
}

const char *cli_run_json(cli_call *call, int64_t features_out)
{
    cli_text json = {NULL, 0, 0};
    cli_text_add(&json, "{\"command\": ");
    add_command(&json, call);
    cli_text_add(&json, ", \"version\": ");
    cli_text_json(&json, geo_version());
    add_libraries(&json, call);
    add_inputs(&json, call);
    add_frame(&json, call->frame);
    if (call->has_seed) {
        cli_text_add(&json, ", \"seed\": %" PRIu64, call->seed);
    }
    int64_t features_in = call->layer_count > 0 ? call->features[0] : 0;
    features_in +=
        call->layer_count > 0 && call->rejects[0] != NULL ? geo_layer_count(call->rejects[0]) : 0;
    cli_text_add(&json,
                 ", \"counts\": {\"in\": %" PRId64 ", \"out\": %" PRId64 ", \"rejected\": %" PRId64
                 ", \"filtered\": %" PRId64 ", \"skipped\": %" PRId64 "}",
                 features_in, features_out, call->rejected, call->filtered, call->skipped);
    if (call->results.size > 0) {
        cli_text_add(&json, ", \"results\": {%s}", call->results.data);
    }
    cli_text_add(&json, "}");
    char *kept = cli_format(call, "%s", json.data);
    cli_text_clear(&json);
    return kept;
}

void cli_costs_read(cli_call *call, const char *path, const geo_costs *costs, int64_t pairs)
{
    cli_pairs_read(call, path, geo_costs_digest(costs), pairs);
}

void cli_pairs_read(cli_call *call, const char *path, const char *digest, int64_t pairs)
{
    call->costs.source = path;
    call->costs.digest = cli_format(call, "%s", digest);
    call->costs.pairs = pairs;
}

void cli_filtered(cli_call *call, int64_t count)
{
    call->filtered += count;
}

void cli_result(cli_call *call, const char *key, double value)
{
    cli_text_add(&call->results, "%s", call->results.size > 0 ? ", " : "");
    cli_text_json(&call->results, key);
    if (isfinite(value)) {
        cli_text_add(&call->results, ": %.10g", value);
    } else {
        cli_text_add(&call->results, ": null");
    }
}

void cli_result_text(cli_call *call, const char *key, const char *value)
{
    cli_text_add(&call->results, "%s", call->results.size > 0 ? ", " : "");
    cli_text_json(&call->results, key);
    cli_text_add(&call->results, ": ");
    cli_text_json(&call->results, value);
}

void cli_seed(cli_call *call, uint64_t seed)
{
    call->seed = seed;
    call->has_seed = true;
}

/* ---- History ----------------------------------------------------------------------------- */

static bool is_moved(const char *crs, size_t length)
{
    static const char *const moved[] = {"GCJ-02", "BD-09", "BD-09 Mercator"};
    for (size_t i = 0; i < sizeof moved / sizeof moved[0]; i++) {
        if (strlen(moved[i]) == length && strncmp(moved[i], crs, length) == 0) {
            return true;
        }
    }
    return false;
}

/* The moved system that a layer made by @p run came in; or its first input, when that was made by a
 * run, too; or NULL. */
static const char *moved_before(cli_call *call, const char *run)
{
    static const char key[] = "\"crs\":", inner[] = "\"run\":";
    for (const char *at = strstr(run, key); at != NULL; at = strstr(at, key)) {
        const char *name = at + sizeof key - 1;
        name += strspn(name, " \"");
        const char *end = strchr(name, '"');
        if (end == NULL || is_moved(name, (size_t)(end - name))) {
            return end != NULL ? cli_format(call, "%.*s", (int)(end - name), name) : NULL;
        }
        at = strchr(end, '}'); /* its own, unless a run stands in it, which has braces before */
        const char *of_input = strstr(end, inner);
        if (at == NULL || of_input == NULL || of_input > at) {
            return NULL;
        }
        at = of_input;
    }
    return NULL;
}

void cli_tell_moved_twice(cli_call *call, const cli_layer *l)
{
    const char *before = is_moved(l->crs, strlen(l->crs)) ? moved_before(call, l->run) : NULL;
    if (before != NULL) {
        cli_note(call,
                 "%s: its geo:run says that it was converted from %s already: as --in-crs asks, it "
                 "is once more",
                 l->source, before);
    }
}
