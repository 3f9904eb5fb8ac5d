/* SPDX-License-Identifier: MIT */
/* Rules of standards by name: the table of datasets/presets.csv, which is part of the program, or
 * a file of one's own in the same form. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "presets_table.h"
#include "question.h"

enum { ID, DISTANCE, MIN_HA, MEASURE, RULE, SOURCE, CLAUSE, STATUS, FIELDS };
enum { MOST_ROWS = 1000, MOST_BYTES = 1 << 20 };
_Static_assert(sizeof presets_table < MOST_BYTES, "the table fits where files are read");
static const char *const field_names[FIELDS] = {"id",   "distance", "min_ha", "measure",
                                                "rule", "source",   "clause", "status"};

typedef struct table {
    const char *path; /* for messages */
    int64_t n;
    const char *cell[MOST_ROWS][FIELDS];
} table;

/* ---- Read ------------------------------------------------------------------------------------ */

/* One field of CSV: up to a comma or the end of the line, or between quotes. */
static const char *take_field(cli_call *call, const char **at)
{
    cli_text out = {NULL, 0, 0};
    const char *p = *at;
    if (*p == '"') {
        for (p++; *p != '\0' && (*p != '"' || p[1] == '"'); p++) {
            cli_text_add(&out, "%c", *p);
            p += *p == '"';
        }
        p += *p == '"';
    }
    size_t size = strcspn(p, ",\r\n");
    cli_text_add(&out, "%.*s", (int)size, p);
    *at = p + size;
    char *kept = cli_format(call, "%s", out.data);
    cli_text_clear(&out);
    return kept;
}

static void end_line(const char **at)
{
    *at += strcspn(*at, "\n");
    *at += **at == '\n';
}

static geo_status read_head(cli_call *call, const char *path, const char **at, int *place)
{
    int column = 0;
    for (int f = 0; f < FIELDS; f++) {
        place[f] = -1;
    }
    for (bool more = true; more; column++) {
        const char *name = take_field(call, at);
        for (int f = 0; f < FIELDS; f++) {
            place[f] = strcmp(name, field_names[f]) == 0 ? column : place[f];
        }
        more = **at == ',';
        *at += more;
    }
    end_line(at);
    for (int f = 0; f < FIELDS; f++) {
        if (place[f] < 0) {
            return cli_fail(call, GEO_DATA,
                            "begin it with: id,distance,min_ha,measure,rule,source,clause,status",
                            "%s: there is no column %s", path, field_names[f]);
        }
    }
    return GEO_OK;
}

static geo_status read_table(cli_call *call, const char *bytes, table *out)
{
    geo_status status = GEO_OK;
    int place[FIELDS];
    const char *at = strncmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? bytes + 3 : bytes;
    CLI_TRY(read_head(call, out->path, &at, place));
    while (*at != '\0') {
        if (out->n == MOST_ROWS) {
            return cli_fail(call, GEO_LIMIT, NULL, "%s: more than %d rows", out->path, MOST_ROWS);
        }
        const char **row = out->cell[out->n];
        for (int f = 0; f < FIELDS; f++) {
            row[f] = "";
        }
        bool more = true;
        for (int column = 0; more; column++) {
            const char *text = take_field(call, &at);
            for (int f = 0; f < FIELDS; f++) {
                row[f] = place[f] == column ? text : row[f];
            }
            more = *at == ',';
            at += more;
        }
        end_line(&at);
        out->n += row[ID][0] != '\0';
    }
done:
    return status;
}

/* Into MOST_BYTES + 1 zeroes. */
static geo_status read_file(cli_call *call, const char *path, char *bytes)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return cli_fail(call, GEO_IO, NULL, "%s: %s", path, strerror(errno));
    }
    size_t size = fread(bytes, 1, MOST_BYTES, file);
    bool whole = feof(file) != 0 || fgetc(file) == EOF;
    bool failed = ferror(file) != 0;
    (void)fclose(file);
    if (failed || !whole || memchr(bytes, '\0', size) != NULL) {
        return cli_fail(call, failed ? GEO_IO : GEO_DATA, NULL, "%s: %s", path,
                        failed ? "cannot be read" : "is no table of rules");
    }
    return GEO_OK;
}

static geo_status load(cli_call *call, const char *file, table **out)
{
    geo_status status = GEO_OK;
    char *bytes = cli_array(call, MOST_BYTES + 1, 1);
    table *t = cli_array(call, 1, sizeof *t);
    t->path = file != NULL ? file : "presets";
    if (file != NULL) {
        CLI_TRY(read_file(call, file, bytes));
    } else {
        memcpy(bytes, presets_table, sizeof presets_table);
    }
    CLI_TRY(read_table(call, bytes, t));
    *out = t;
done:
    return status;
}

/* ---- Use ------------------------------------------------------------------------------------- */

/* The rules whose names begin so: "metro800 or metro500"; NULL when there are none. */
static const char *begin_so(cli_call *call, const table *t, const char *id)
{
    const char *text = NULL;
    for (int64_t i = 0; i < t->n; i++) {
        const char *name = t->cell[i][ID];
        bool again = i > 0 && strcmp(name, t->cell[i - 1][ID]) == 0;
        if (!again && strncmp(name, id, strlen(id)) == 0) {
            text = text == NULL ? name : cli_format(call, "%s or %s", text, name);
        }
    }
    return text;
}

static geo_status tell_unknown(cli_call *call, const table *t, const char *id)
{
    const char **words = cli_array(call, t->n, sizeof *words);
    for (int64_t i = 0; i < t->n; i++) {
        words[i] = t->cell[i][ID];
    }
    const char *near = begin_so(call, t, id);
    near = near != NULL ? near : geo_closest_word(id, words, (int)t->n);
    const char *mend = near != NULL ? cli_format(call, "--preset %s", near) : "--preset list";
    return cli_fail(call, GEO_INVALID, mend, "--preset: %s has no rule \"%s\"", t->path, id);
}

static geo_status number_of(cli_call *call, const table *t, int64_t row, int field, double *out)
{
    char *end;
    const char *text = t->cell[row][field];
    *out = text[0] == '\0' && field == MIN_HA ? 0.0 : strtod(text, &end);
    bool good = text[0] == '\0' ? field == MIN_HA : *end == '\0';
    if (!good || !isfinite(*out) || *out < 0.0) {
        return cli_fail(call, GEO_DATA, "write a plain number: metres, or hectares",
                        "%s: %s of %s is \"%s\"", t->path, field_names[field], t->cell[row][ID],
                        text);
    }
    return GEO_OK;
}

static void tell_rule(cli_call *call, const preset *p)
{
    cli_note(call, "rule %s: %s; %s (%s)", p->id, p->rule, p->source, p->status);
    cli_note(call,
             p->network
                 ? "rule %s is along streets; measured by straight line here, which covers more"
                 : "rule %s is by straight line, and so it is measured",
             p->id);
    cli_result_text(call, "rule", p->rule);
    cli_result_text(call, "rule_source", p->source);
    cli_result_text(call, "rule_status", p->status);
    cli_result_text(call, "rule_measure", p->network ? "network" : "straight line");
}

geo_status preset_find(cli_call *call, const arguments *a, preset *out)
{
    geo_status status = GEO_OK;
    table *t = NULL;
    CLI_TRY(load(call, a->presets, &t));
    double *distance = cli_array(call, t->n, sizeof *distance);
    double *min_ha = cli_array(call, t->n, sizeof *min_ha);
    *out = (preset){0, distance, min_ha, a->preset, "", "", "", false};
    for (int64_t i = 0; i < t->n; i++) {
        const char **row = t->cell[i];
        if (strcmp(row[ID], a->preset) != 0) {
            continue;
        }
        CLI_TRY(number_of(call, t, i, DISTANCE, &distance[out->n]));
        CLI_TRY(number_of(call, t, i, MIN_HA, &min_ha[out->n]));
        bool network = strcmp(row[MEASURE], "network") == 0;
        if (!network && strcmp(row[MEASURE], "straight") != 0) {
            return cli_fail(call, GEO_DATA, "write straight or network",
                            "%s: measure of %s is \"%s\"", t->path, row[ID], row[MEASURE]);
        }
        out->network = network;
        out->rule = out->n == 0 ? row[RULE] : cli_format(call, "%s; %s", out->rule, row[RULE]);
        out->source = row[CLAUSE][0] == '\0' ? row[SOURCE]
                                             : cli_format(call, "%s, %s", row[SOURCE], row[CLAUSE]);
        out->status = row[STATUS];
        out->n++;
    }
    if (out->n == 0) {
        return tell_unknown(call, t, a->preset);
    }
    tell_rule(call, out);
done:
    return status;
}

geo_status preset_list(cli_call *call, const char *file)
{
    geo_status status = GEO_OK;
    table *t = NULL;
    CLI_TRY(load(call, file, &t));
    errno = 0;
    printf("id\tdistance\tmeasure\trule\tsource\tstatus\n");
    for (int64_t i = 0; i < t->n; i++) {
        const char **row = t->cell[i];
        const char *size =
            row[MIN_HA][0] != '\0' ? cli_format(call, " from %s ha", row[MIN_HA]) : "";
        printf("%s\t%s m%s\t%s\t%s\t%s%s%s\t%s\n", row[ID], row[DISTANCE], size, row[MEASURE],
               row[RULE], row[SOURCE], row[CLAUSE][0] != '\0' ? ", " : "", row[CLAUSE],
               row[STATUS]);
    }
    cli_printed(call);
done:
    return status;
}
