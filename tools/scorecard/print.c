/* SPDX-License-Identifier: MIT */
/* The card on the terminal: a row per indicator, a column per study area, footnotes below. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "scorecard.h"

enum { HEAD_WIDTH = 14, HEAD_LINES = 6, GAP = 2 };

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

static shown show(scorecard *card, const study_area *study, const indicator *row)
{
    const score *cell = cell_of(card, study, row);
    const char *met = target_met(row, cell);
    cli_text mark = {NULL, 0, 0};
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
    int title, unit, target; /* widths */
    int *number, *mark;      /* [study_count] */
    head *heads;             /* [study_count] */
    shown *cells;            /* [study_count * row_count], as the card's */
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
    for (int64_t r = 0; r < card->row_count; r++) {
        shown *here = &t->cells[s * card->row_count + r];
        *here = show(card, study, &card->rows[r]);
        t->number[s] = larger(t->number[s], cli_text_width(here->number));
        t->mark[s] = larger(t->mark[s], cli_text_width(here->mark));
    }
    t->number[s] = larger(t->number[s], t->heads[s].width - t->mark[s]);
}

static table lay_out(scorecard *card)
{
    table t = {0, 0, 0, NULL, NULL, NULL, NULL, 1};
    t.number = cli_array(card->call, card->study_count, sizeof *t.number);
    t.mark = cli_array(card->call, card->study_count, sizeof *t.mark);
    t.heads = cli_array(card->call, card->study_count, sizeof *t.heads);
    t.cells = cli_array(card->call, card->study_count * card->row_count, sizeof *t.cells);
    t.title = cli_text_width(card->chinese ? "指标" : "Indicator");
    t.target = cli_text_width(card->chinese ? "目标" : "Target");
    for (int64_t r = 0; r < card->row_count; r++) {
        const indicator *row = &card->rows[r];
        t.title = larger(t.title, cli_text_width(title_of(card, row)));
        t.unit = larger(t.unit, cli_text_width(row->unit->name));
        t.target = larger(t.target, cli_text_width(row->target.text));
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
        cli_text_pad(&out, !last ? "" : card->chinese ? "目标" : "Target", 0);
        end_line(&out);
    }
    cli_text_clear(&out);
}

static void print_row(const scorecard *card, const table *t, int64_t r)
{
    const indicator *row = &card->rows[r];
    cli_text out = {NULL, 0, 0};
    cli_text_pad(&out, title_of(card, row), t->title + GAP);
    cli_text_pad(&out, row->unit->name, t->unit);
    for (int64_t s = 0; s < card->study_count; s++) {
        const shown *cell = &t->cells[s * card->row_count + r];
        cli_text_pad(&out, "", GAP);
        cli_text_pad(&out, cell->number, -t->number[s]);
        cli_text_pad(&out, cell->mark, t->mark[s]);
    }
    cli_text_pad(&out, "", GAP);
    cli_text_pad(&out, row->target.text, 0);
    end_line(&out);
    cli_text_clear(&out);
}

void card_print(scorecard *card)
{
    bool targets = false;
    table t = lay_out(card);
    print_heads(card, &t);
    for (int64_t r = 0; r < card->row_count; r++) {
        print_row(card, &t, r);
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
}
