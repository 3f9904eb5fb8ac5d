/* SPDX-License-Identifier: MIT */
/* GAL and GWT: lines of words with blanks between them. */
#include "base/number.h"
#include "io/sniff.h"
#include "io/weights_read.h"

enum { SHOWN = 80, REPORT_EVERY = 4096 };

/* A line, and the word at which it is. */
typedef struct lines {
    geo_ctx *ctx;
    const char *begin, *next, *end; /* of the text: next is the line after this one */
    const char *at, *stop;          /* what is left of this line */
    int64_t line;
} lines;

typedef struct word {
    const char *text;
    int64_t length; /* 0 = none */
} word;

/* ---- Words ------------------------------------------------------------------------------ */

static lines lines_of(geo_ctx *ctx, const char *text, int64_t size)
{
    bool marked = size >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0;
    const char *begin = text + (marked ? 3 : 0);
    return (lines){ctx, begin, begin, text + size, begin, begin, 0};
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static bool next_line(lines *l)
{
    if (l->next >= l->end) {
        return false;
    }
    const char *feed = memchr(l->next, '\n', (size_t)(l->end - l->next));
    l->at = l->next;
    l->stop = feed != NULL ? feed : l->end;
    l->next = feed != NULL ? feed + 1 : l->end;
    l->line++;
    return true;
}

static word next_word(lines *l)
{
    while (l->at < l->stop && is_blank(*l->at)) {
        l->at++;
    }
    word w = {l->at, 0};
    while (l->at < l->stop && !is_blank(*l->at)) {
        l->at++;
    }
    w.length = l->at - w.text;
    return w;
}

static int64_t count_words(lines l)
{
    int64_t count = 0;
    while (next_word(&l).length > 0) {
        count++;
    }
    return count;
}

/* The next line that has a word. */
static bool next_full_line(lines *l)
{
    while (next_line(l)) {
        lines look = *l;
        if (next_word(&look).length > 0) {
            return true;
        }
    }
    return false;
}

static geo_status at_line(const lines *l, geo_status status)
{
    if (status == GEO_DATA) {
        geoi_where(l->ctx, "line %lld", (long long)l->line);
    }
    return status;
}

static bool read_number(word w, double *out)
{
    bool is_integer;
    int64_t integer;
    return w.length > 0 && geoi_number_parse(w.text, w.text + w.length, out, &is_integer,
                                             &integer) == w.text + w.length;
}

static geo_status find(const lines *l, const geoi_names *names, word w, int64_t *out)
{
    *out = geoi_names_find(names, w.text, w.length);
    return *out >= 0 ? GEO_OK : geoi_names_unknown(l->ctx, names, w.text, w.length);
}

/* ---- The first line --------------------------------------------------------------------- */

/* `n`, or `0 n layer column`. */
static geo_status read_head(lines *l, const geoi_names *names)
{
    double count = 0.0;
    if (!next_full_line(l)) {
        return geoi_fail(l->ctx, GEO_DATA,
                         "is empty: the first line must tell the number of "
                         "features");
    }
    word first = next_word(l), second = next_word(l);
    word number = second.length > 0 ? second : first;
    if (!read_number(number, &count)) {
        char shown[SHOWN];
        geo_status status =
            geoi_fail(l->ctx, GEO_DATA, "\"%s\" is no number of features",
                      geoi_printable(number.text, number.length, shown, sizeof shown));
        geoi_hint(l->ctx, "the first line of GAL and GWT is \"n\" or \"0 n layer column\"");
        return at_line(l, status);
    }
    (void)next_word(l); /* the layer */
    word column = next_word(l);
    geo_status status = at_line(l, geoi_weights_check_count(l->ctx, names, count));
    if (status == GEO_OK) {
        geoi_weights_tell_column(l->ctx, names, column.text, column.length);
    }
    return status;
}

geo_weights_format geoi_weights_text_format(const char *path, const char *text, int64_t size)
{
    lines l = lines_of(NULL, text, size);
    (void)next_full_line(&l); /* the first line is the same in both */
    if (next_full_line(&l)) {
        return count_words(l) == 3 ? GEO_WEIGHTS_GWT : GEO_WEIGHTS_GAL;
    }
    return geoi_has_extension(path, ".gwt") ? GEO_WEIGHTS_GWT : GEO_WEIGHTS_GAL;
}

/* ---- GAL -------------------------------------------------------------------------------- */

/* "name count" */
static geo_status read_gal_name(lines *l, const geoi_weight_pairs *p, int64_t *seen, int64_t *i,
                                int64_t *count)
{
    geo_status status = GEO_OK;
    double number = -1.0;
    int64_t words = count_words(*l);
    word name = next_word(l), neighbours = next_word(l);
    if (words != 2 || !read_number(neighbours, &number) || number != floor(number) ||
        number < 0.0 || number > (double)p->names->n) {
        status = geoi_fail(l->ctx, GEO_DATA, "is no feature with its number of neighbours");
        geoi_hint(l->ctx, "GAL has two lines a feature: \"name count\", and the names of so many");
        goto done;
    }
    GEO_TRY(find(l, p->names, name, i));
    if (seen[*i] != 0) {
        char shown[SHOWN];
        GEO_TRY(geoi_fail(l->ctx, GEO_DATA, "\"%s\" has its neighbours on line %lld already",
                          geoi_printable(name.text, name.length, shown, sizeof shown),
                          (long long)seen[*i]));
    }
    seen[*i] = l->line;
    *count = (int64_t)number;
done:
    return at_line(l, status);
}

static geo_status read_gal_neighbours(lines *l, geoi_weight_pairs *p, int64_t i, int64_t count)
{
    geo_status status = GEO_OK;
    lines before = *l;
    int64_t words = next_line(l) ? count_words(*l) : 0, j;
    if (count == 0 && words > 0) { /* the line of no names was left out */
        *l = before;
        return GEO_OK;
    }
    if (words != count) {
        GEO_TRY(geoi_fail(l->ctx, GEO_DATA, "%lld neighbours, but %lld were told before",
                          (long long)words, (long long)count));
    }
    for (int64_t k = 0; k < count; k++) {
        GEO_TRY(find(l, p->names, next_word(l), &j));
        GEO_TRY(geoi_weight_pairs_add(l->ctx, p, i, j, 1.0, l->line));
    }
done:
    return at_line(l, status);
}

geo_status geoi_weights_gal_read(geo_ctx *ctx, const char *text, int64_t size,
                                 geoi_weight_pairs *out)
{
    geo_status status = GEO_OK;
    lines l = lines_of(ctx, text, size);
    int64_t *seen = NULL, n = out->names->n, i = 0, count = 0;
    GEO_TRY(read_head(&l, out->names));
    GEO_TRY(geoi_array(ctx, n, sizeof *seen, &seen));
    for (int64_t row = 0; row < n; row++) {
        if (!next_full_line(&l)) {
            GEO_TRY(geoi_fail(ctx, GEO_DATA, "ends after %lld of %lld features", (long long)row,
                              (long long)n));
        }
        GEO_TRY(read_gal_name(&l, out, seen, &i, &count));
        GEO_TRY(read_gal_neighbours(&l, out, i, count));
        if (row % REPORT_EVERY == 0) {
            GEO_TRY(geoi_progress(ctx, (double)row / (double)n));
        }
    }
    if (next_full_line(&l)) {
        GEO_TRY(at_line(&l, geoi_fail(ctx, GEO_DATA, "goes on after the last feature")));
    }
done:
    geoi_release(seen);
    return status;
}

/* ---- GWT -------------------------------------------------------------------------------- */

static geo_status read_gwt_pair(lines *l, geoi_weight_pairs *p)
{
    geo_status status = GEO_OK;
    int64_t words = count_words(*l), i = 0, j = 0;
    double weight = 0.0;
    char shown[SHOWN];
    word from = next_word(l), to = next_word(l), number = next_word(l);
    if (words != 3) {
        status = geoi_fail(l->ctx, GEO_DATA, "has %lld words, not three", (long long)words);
        geoi_hint(l->ctx, "GWT has a line a pair: \"name name weight\"");
        goto done;
    }
    GEO_TRY(find(l, p->names, from, &i));
    GEO_TRY(find(l, p->names, to, &j));
    geoi_printable(number.text, number.length, shown, sizeof shown);
    if (!read_number(number, &weight)) {
        GEO_TRY(geoi_fail(l->ctx, GEO_DATA, "the weight \"%s\" is no number", shown));
    }
    GEO_TRY(geoi_weights_check_weight(l->ctx, weight, shown));
    GEO_TRY(geoi_weight_pairs_add(l->ctx, p, i, j, weight, l->line));
done:
    return at_line(l, status);
}

geo_status geoi_weights_gwt_read(geo_ctx *ctx, const char *text, int64_t size,
                                 geoi_weight_pairs *out)
{
    geo_status status = GEO_OK;
    lines l = lines_of(ctx, text, size);
    GEO_TRY(read_head(&l, out->names));
    while (next_full_line(&l)) {
        GEO_TRY(read_gwt_pair(&l, out));
        if (l.line % REPORT_EVERY == 0) {
            GEO_TRY(geoi_progress(ctx, (double)(l.next - text) / (double)size));
        }
    }
done:
    return status;
}
