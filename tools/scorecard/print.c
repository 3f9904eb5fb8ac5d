/* SPDX-License-Identifier: MIT */
/* The card on the terminal: a row per indicator, a column per study area, footnotes below. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "scorecard.h"

enum { HEAD_WIDTH = 14, HEAD_LINES = 6, GAP = 2 };

/* ---- Width ----------------------------------------------------------------------------- */

/* The next code point of UTF-8 @p text, which moves on; a stray byte is one column wide. */
static uint32_t next_letter(const char **text)
{
    const unsigned char *s = (const unsigned char *)*text;
    int more = s[0] >= 0xF0 ? 3 : s[0] >= 0xE0 ? 2 : s[0] >= 0xC0 ? 1 : 0;
    uint32_t letter = more == 0 ? s[0] : s[0] & (0x3FU >> more);
    int used = 1;
    for (; used <= more && (s[used] & 0xC0) == 0x80; used++) {
        letter = letter << 6 | (s[used] & 0x3FU);
    }
    *text += used;
    return letter;
}

/* Unicode Standard Annex 11: what is wide or full-width in it, by blocks. */
static int letter_width(uint32_t c)
{
    static const uint32_t wide[][2] = {{0x1100, 0x115F},  {0x2E80, 0x303E}, {0x3041, 0xA4CF},
                                       {0xAC00, 0xD7A3},  {0xF900, 0xFAFF}, {0xFE30, 0xFE6F},
                                       {0xFF00, 0xFF60},  {0xFFE0, 0xFFE6}, {0x1F300, 0x1FAFF},
                                       {0x20000, 0x3FFFD}};
    if ((c >= 0x300 && c <= 0x36F) || (c >= 0x200B && c <= 0x200F)) {
        return 0;
    }
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++) {
        if (c >= wide[i][0] && c <= wide[i][1]) {
            return 2;
        }
    }
    return 1;
}

int text_width(const char *text)
{
    int width = 0;
    while (*text != '\0') {
        width += letter_width(next_letter(&text));
    }
    return width;
}

static void put_left(cli_text *line, const char *text, int width)
{
    cli_text_add(line, "%s%*s", text, width - text_width(text), "");
}

static void put_right(cli_text *line, const char *text, int width)
{
    cli_text_add(line, "%*s%s", width - text_width(text), "", text);
}

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
        bool fits = text_width(rest) <= HEAD_WIDTH || h.lines == HEAD_LINES - 1;
        for (const char *at = strchr(rest, ' '); at != NULL && !fits; at = strchr(at + 1, ' ')) {
            const char *piece = cli_format(card->call, "%.*s", (int)(at - rest), rest);
            if (best == strlen(rest) || text_width(piece) <= HEAD_WIDTH) {
                best = (size_t)(at - rest);
            }
        }
        h.line[h.lines] = cli_format(card->call, "%.*s", (int)best, rest);
        int width = text_width(h.line[h.lines++]);
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
        t->number[s] = larger(t->number[s], text_width(here->number));
        t->mark[s] = larger(t->mark[s], text_width(here->mark));
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
    t.title = text_width(card->chinese ? "指标" : "Indicator");
    t.target = text_width(card->chinese ? "目标" : "Target");
    for (int64_t r = 0; r < card->row_count; r++) {
        const indicator *row = &card->rows[r];
        t.title = larger(t.title, text_width(title_of(card, row)));
        t.unit = larger(t.unit, text_width(row->unit->name));
        t.target = larger(t.target, text_width(row->target.text));
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
        put_left(&out, !last ? "" : card->chinese ? "指标" : "Indicator", t->title + GAP + t->unit);
        for (int64_t s = 0; s < card->study_count; s++) {
            const head *h = &t->heads[s];
            int skipped = t->head_lines - h->lines;
            put_left(&out, "", GAP);
            put_left(&out, line < skipped ? "" : h->line[line - skipped],
                     t->number[s] + t->mark[s]);
        }
        put_left(&out, "", GAP);
        put_left(&out, !last ? "" : card->chinese ? "目标" : "Target", 0);
        end_line(&out);
    }
    cli_text_clear(&out);
}

static void print_row(const scorecard *card, const table *t, int64_t r)
{
    const indicator *row = &card->rows[r];
    cli_text out = {NULL, 0, 0};
    put_left(&out, title_of(card, row), t->title + GAP);
    put_left(&out, row->unit->name, t->unit);
    for (int64_t s = 0; s < card->study_count; s++) {
        const shown *cell = &t->cells[s * card->row_count + r];
        put_left(&out, "", GAP);
        put_right(&out, cell->number, t->number[s]);
        put_left(&out, cell->mark, t->mark[s]);
    }
    put_left(&out, "", GAP);
    put_left(&out, row->target.text, 0);
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
