/* SPDX-License-Identifier: MIT */
#include "vectors.h"

#include "support.h"

/* Cut a line into fields at tabs; returns how many. */
static int cut_fields(char *line, char **field)
{
    int count = 0;
    line[strcspn(line, "\r\n")] = '\0';
    for (char *at = line; at != NULL && count < VECTOR_FIELDS; count++) {
        field[count] = at;
        at = strchr(at, '\t');
        if (at != NULL) {
            *at++ = '\0';
        }
    }
    return count;
}

void vectors_open(test_vectors *v, const char *path)
{
    memset(v, 0, sizeof *v);
    v->file = fopen(path, "r");
    if (v->file == NULL || fgets(v->names, sizeof v->names, v->file) == NULL) {
        fail_msg("%s cannot be read", path);
    }
    v->line = 1;
    v->columns = cut_fields(v->names, v->name);
}

bool vectors_next(test_vectors *v)
{
    while (fgets(v->text, sizeof v->text, v->file) != NULL) {
        v->line++;
        if (v->text[0] == '#' || v->text[0] == '\n') {
            continue;
        }
        int count = cut_fields(v->text, v->field);
        if (count != v->columns) {
            fail_msg("line %d has %d fields, not %d", v->line, count, v->columns);
        }
        return true;
    }
    fclose(v->file);
    v->file = NULL;
    return false;
}

const char *vector_text(const test_vectors *v, const char *column)
{
    for (int i = 0; i < v->columns; i++) {
        if (strcmp(v->name[i], column) == 0) {
            return v->field[i];
        }
    }
    fail_msg("there is no column %s", column);
    return "";
}

double vector_number(const test_vectors *v, const char *column)
{
    const char *text = vector_text(v, column);
    char *end;
    double value = strtod(text, &end);
    if (end == text || *end != '\0') {
        fail_msg("line %d: %s is \"%s\", not a number", v->line, column, text);
    }
    return value;
}

void assert_vector(const test_vectors *v, const char *what, double got, double expected,
                   double tolerance)
{
    if (!(fabs(got - expected) <= tolerance)) {
        fail_msg("%s (line %d): %s is %.17g, not %.17g (tolerance %g)", v->field[0], v->line, what,
                 got, expected, tolerance);
    }
}
