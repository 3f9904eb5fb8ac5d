/* SPDX-License-Identifier: MIT */
/* The card on the terminal: a row per indicator, a column per study area, footnotes below. What
 * tells of agglomeration is a table of its own, with what each number stands on. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "scorecard.h"

enum { HEAD_WIDTH = 14, HEAD_LINES = 6, GAP = 2 };
#define SELDOM 0.05

/* Print the line without the blanks it ends in, and begin another. */
static void end_line(cli_text *line)
{
    while (line->size > 0 && line->data[line->size - 1] == ' ') {
        line->size--;
    }
    fwrite(line->data, 1, line->size, stdout);
    fputc('\n', stdout);
    line->size = 0;
}

/* ---- What stands in a cell ------------------------------------------------------------------ */

typedef struct shown {
    const char *number; /* "64.1" or "no data" */
    const char *mark;   /* " ✓ [2]" */
} shown;

static const char *grouped(scorecard *card, double value, int decimals)
{
    char digits[64];
    cli_text out = {NULL, 0, 0};
    (void)snprintf(digits, sizeof digits, "%.*f", decimals, value);
    size_t whole = strcspn(digits, ".");
    size_t start = digits[0] == '-' ? 1 : 0;
    for (size_t i = 0; digits[i] != '\0'; i++) {
        bool comma = whole - start > 4 && i > start && i < whole && (whole - i) % 3 == 0;
        cli_text_add(&out, comma ? ",%c" : "%c", digits[i]);
    }
    const char *kept = cli_format(card->call, "%s", out.data);
    cli_text_clear(&out);
    return kept;
}

/* Kd has no p, but what it tells is what lies beyond a band that chance seldom leaves. */
static bool is_seldom(const indicator *row, const score *cell)
{
    bool beyond = cell->curves != NULL && row->options.alpha <= SELDOM && cell->value > 0.0;
    return beyond || cell->p <= SELDOM;
}

/* "* (27)": chance alone seldom goes as far, and 27 stand behind the number. */
static void add_support(cli_text *mark, const indicator *row, const score *cell)
{
    cli_text_add(mark, is_seldom(row, cell) ? "*" : " ");
    if (cell->n >= 0) {
        cli_text_add(mark, " (%lld)", (long long)cell->n);
    }
}

static shown show(scorecard *card, const study_area *study, const indicator *row)
{
    const score *cell = cell_of(card, study, row);
    const char *met = target_met(row, cell);
    cli_text mark = {NULL, 0, 0};
    if (is_agglomeration(row)) {
        add_support(&mark, row, cell);
    }
    if (row->target.given) {
        cli_text_add(&mark, met[0] == '\0' ? "  " : met[0] == 'y' ? " ✓" : " ✗");
    }
    for (int i = 0; i < cell->note_count; i++) {
        cli_text_add(&mark, "%s%d", i == 0 ? " [" : ",", cell->notes[i] + 1);
    }
    cli_text_add(&mark, cell->note_count > 0 ? "]" : "");
    const char *nothing = cell->itself ? "-" : card->chinese ? "无数据" : "no data";
    shown s = {isnan(cell->value) ? nothing : grouped(card, cell->value, row->unit->decimals),
               cli_format(card->call, "%s", mark.data != NULL ? mark.data : "")};
    cli_text_clear(&mark);
    return s;
}

/* ---- Heads ------------------------------------------------------------------------------- */

typedef struct head {
    const char *line[HEAD_LINES];
    int lines, width;
} head;

/* Break a title between words, so that a column stays narrow. */
static head head_of(scorecard *card, const study_area *study)
{
    head h = {{NULL}, 0, 0};
    bool zh = card->chinese && study->title_zh[0] != '\0';
    const char *mark = study->mark < 0 ? "" : cli_format(card->call, " [%d]", study->mark + 1);
    const char *rest = cli_format(card->call, "%s%s", zh ? study->title_zh : study->title, mark);
    while (*rest != '\0' && h.lines < HEAD_LINES) {
        size_t best = strlen(rest);
        bool fits = cli_text_width(rest) <= HEAD_WIDTH || h.lines == HEAD_LINES - 1;
        for (const char *at = strchr(rest, ' '); at != NULL && !fits; at = strchr(at + 1, ' ')) {
            const char *piece = cli_format(card->call, "%.*s", (int)(at - rest), rest);
            if (best == strlen(rest) || cli_text_width(piece) <= HEAD_WIDTH) {
                best = (size_t)(at - rest);
            }
        }
        h.line[h.lines] = cli_format(card->call, "%.*s", (int)best, rest);
        int width = cli_text_width(h.line[h.lines++]);
        h.width = width > h.width ? width : h.width;
        rest += best + (rest[best] == ' ' ? 1 : 0);
    }
    return h;
}

/* ---- The table --------------------------------------------------------------------------- */

typedef struct table {
    const indicator **rows; /* [n] */
    int64_t n;
    int title, unit, target; /* widths */
    int *number, *mark;      /* [study_count] */
    head *heads;             /* [study_count] */
    shown *cells;            /* [study_count * n] */
    int head_lines;
} table;

static const char *title_of(const scorecard *card, const indicator *row)
{
    return card->chinese && row->title_zh[0] != '\0' ? row->title_zh : row->title;
}

static int larger(int a, int b)
{
    return a > b ? a : b;
}

static void lay_out_column(scorecard *card, table *t, int64_t s)
{
    study_area *study = &card->studies[s];
    t->heads[s] = head_of(card, study);
    t->head_lines = larger(t->head_lines, t->heads[s].lines);
    for (int64_t r = 0; r < t->n; r++) {
        shown *here = &t->cells[s * t->n + r];
        *here = show(card, study, t->rows[r]);
        t->number[s] = larger(t->number[s], cli_text_width(here->number));
        t->mark[s] = larger(t->mark[s], cli_text_width(here->mark));
    }
    t->number[s] = larger(t->number[s], t->heads[s].width - t->mark[s]);
}

static table lay_out(scorecard *card, const indicator **rows, int64_t n)
{
    table t = {rows, n, 0, 0, 0, NULL, NULL, NULL, NULL, 1};
    t.number = cli_array(card->call, card->study_count, sizeof *t.number);
    t.mark = cli_array(card->call, card->study_count, sizeof *t.mark);
    t.heads = cli_array(card->call, card->study_count, sizeof *t.heads);
    t.cells = cli_array(card->call, card->study_count * n, sizeof *t.cells);
    t.title = cli_text_width(card->chinese ? "指标" : "Indicator");
    for (int64_t r = 0; r < n; r++) {
        const indicator *row = rows[r];
        t.title = larger(t.title, cli_text_width(title_of(card, row)));
        t.unit = larger(t.unit, cli_text_width(row->unit->name));
        t.target = larger(t.target, cli_text_width(row->target.text));
    }
    if (t.target > 0) {
        t.target = larger(t.target, cli_text_width(card->chinese ? "目标" : "Target"));
    }
    for (int64_t s = 0; s < card->study_count; s++) {
        lay_out_column(card, &t, s);
    }
    return t;
}

static void print_heads(const scorecard *card, const table *t)
{
    cli_text out = {NULL, 0, 0};
    for (int line = 0; line < t->head_lines; line++) {
        bool last = line == t->head_lines - 1;
        cli_text_pad(&out,
                     !last           ? ""
                     : card->chinese ? "指标"
                                     : "Indicator",
                     t->title + GAP + t->unit);
        for (int64_t s = 0; s < card->study_count; s++) {
            const head *h = &t->heads[s];
            int skipped = t->head_lines - h->lines;
            cli_text_pad(&out, "", GAP);
            cli_text_pad(&out, line < skipped ? "" : h->line[line - skipped],
                         t->number[s] + t->mark[s]);
        }
        cli_text_pad(&out, "", GAP);
        cli_text_pad(&out, !last || t->target == 0 ? "" : card->chinese ? "目标" : "Target", 0);
        end_line(&out);
    }
    cli_text_clear(&out);
}

static void print_row(const scorecard *card, const table *t, int64_t r)
{
    const indicator *row = t->rows[r];
    cli_text out = {NULL, 0, 0};
    cli_text_pad(&out, title_of(card, row), t->title + GAP);
    cli_text_pad(&out, row->unit->name, t->unit);
    for (int64_t s = 0; s < card->study_count; s++) {
        const shown *cell = &t->cells[s * t->n + r];
        cli_text_pad(&out, "", GAP);
        cli_text_pad(&out, cell->number, -t->number[s]);
        cli_text_pad(&out, cell->mark, t->mark[s]);
    }
    cli_text_pad(&out, "", GAP);
    cli_text_pad(&out, row->target.text, 0);
    end_line(&out);
    cli_text_clear(&out);
}

static bool is_known(const scorecard *card, const indicator *row)
{
    for (int64_t s = 0; s < card->study_count; s++) {
        if (!isnan(cell_of(card, &card->studies[s], row)->value)) {
            return true;
        }
    }
    return false;
}

/* Lines without any number would hide those with one: their titles follow the table. */
static void print_unknown(const scorecard *card, const indicator *const *rows, int64_t n)
{
    if (n > 0) {
        fputs(card->chinese ? "\n各市均无数据(原因见 agglomeration.csv):"
                            : "\nNo city has a number (agglomeration.csv says why) for:",
              stdout);
        for (int64_t r = 0; r < n; r++) {
            printf("%s %s", r > 0 ? ";" : "", title_of(card, rows[r]));
        }
        fputc('\n', stdout);
    }
}

static void print_table(scorecard *card, const indicator **rows, int64_t n)
{
    table t = lay_out(card, rows, n);
    print_heads(card, &t);
    for (int64_t r = 0; r < n; r++) {
        print_row(card, &t, r);
    }
}

/* What a star is, and how many of them chance alone would give: each number is a test. */
static void print_stars(const scorecard *card, const indicator *const *rows, int64_t n)
{
    int64_t tests = 0;
    for (int64_t k = 0; k < n * card->study_count; k++) {
        const score *cell = cell_of(card, &card->studies[k / n], rows[k % n]);
        tests += !isnan(cell->p) || (cell->curves != NULL && !isnan(cell->value));
    }
    printf(card->chinese
               ? "M 与 CLQ:1 为随机水平;Kd:0.0 为未超出随机;* 随机情形很少如此(双侧 p 不大于 "
                 "%g;Kd:超出总体包络)。\n各数各自检验:%lld 个中,仅凭随机约有 %.2g 个带星\n"
               : "M, CLQ: 1 is as chance would have it. Kd: 0.0 is not more than chance allows. * "
                 "chance alone is\nseldom as far off (two-sided p at most %g; of Kd: beyond its "
                 "global band), each by itself: of the\n%lld numbers that are tested, chance alone "
                 "would give about %.2g a star\n",
           SELDOM, (long long)tests, SELDOM * (double)tests);
}

static void print_agglomeration(scorecard *card)
{
    const indicator **known = cli_array(card->call, card->row_count, sizeof *known);
    const indicator **unknown = cli_array(card->call, card->row_count, sizeof *unknown);
    int64_t n = 0, without = 0;
    for (int64_t r = 0; r < card->row_count; r++) {
        const indicator *row = &card->rows[r];
        if (is_agglomeration(row) && is_known(card, row)) {
            known[n++] = row;
        } else if (is_agglomeration(row)) {
            unknown[without++] = row;
        }
    }
    fputs(card->chinese ? "\n集聚(括号内为统计所依据的数目)\n"
                        : "\nAgglomeration (in brackets how many the number stands on)\n",
          stdout);
    print_table(card, known, n);
    print_unknown(card, unknown, without);
    print_stars(card, known, n);
}

/* All but those of agglomeration. */
static void print_main(scorecard *card)
{
    const indicator **rows = cli_array(card->call, card->row_count, sizeof *rows);
    int64_t n = 0;
    for (int64_t r = 0; r < card->row_count; r++) {
        if (!is_agglomeration(&card->rows[r])) {
            rows[n++] = &card->rows[r];
        }
    }
    if (n > 0) {
        print_table(card, rows, n);
    }
}

void card_print(scorecard *card)
{
    bool targets = false;
    errno = 0;
    print_main(card);
    if (has_agglomeration(card)) {
        print_agglomeration(card);
    }
    for (int64_t r = 0; r < card->row_count; r++) {
        targets = targets || card->rows[r].target.given;
    }
    fputc('\n', stdout);
    if (targets) {
        fputs(card->chinese ? "✓ 达到目标  ✗ 未达到;数据不全时不作判断\n"
                            : "✓ target met  ✗ not met; not judged where data are incomplete\n",
              stdout);
    }
    for (int i = 0; i < card->note_count; i++) {
        printf("[%d] %s\n", i + 1, card->notes[i]);
    }
    cli_printed(card->call);
}
