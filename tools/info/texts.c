/* SPDX-License-Identifier: MIT */
/* Texts that were read in the wrong encoding before they came here.
 *
 * - U+FFFD, or what it becomes in GBK: characters were lost
 * - nothing but question marks: the same, by other software
 * - all Latin letters whose bytes are UTF-8, or four accented ones in a row: UTF-8 or GBK that was
 *   taken for Latin 1
 * - Chinese whose GBK bytes are UTF-8: UTF-8 that was taken for GBK */
#include <iconv.h>
#include <string.h>

#include "facts.h"

enum { LONGEST = 1024 }; /* bytes looked at; trouble shows early */

static const char LOST[] = "\xEF\xBF\xBD", LOST_IN_GBK[] = "\xE9\x94\x9F\xE6\x96\xA4\xE6\x8B\xB7";

/* Length of the UTF-8 sequences at the start of s [n], and how many bytes of them are in sequences
 * of `least` bytes or more. */
static size_t utf8_prefix(const unsigned char *s, size_t n, size_t least, size_t *high)
{
    size_t at = 0;
    *high = 0;
    while (at < n) {
        size_t length = s[at] < 0x80   ? 1
                        : s[at] < 0xC2 ? 0
                        : s[at] < 0xE0 ? 2
                        : s[at] < 0xF0 ? 3
                                       : 4;
        bool whole = length > 0 && at + length <= n;
        for (size_t k = 1; whole && k < length; k++) {
            whole = (s[at + k] & 0xC0) == 0x80;
        }
        if (!whole) {
            break;
        }
        *high += length >= least ? length : 0;
        at += length;
    }
    return at;
}

/* The text's bytes in Latin 1, when it has no other characters; else 0. */
static size_t to_latin(const unsigned char *s, size_t n, unsigned char *out, size_t *run)
{
    size_t used = 0, now = 0;
    *run = 0;
    for (size_t i = 0; i < n; i++, used++) {
        if (s[i] >= 0x80 && (s[i] > 0xC3 || i + 1 == n)) {
            return 0;
        }
        out[used] = s[i] < 0x80 ? s[i] : (unsigned char)((s[i] & 3) << 6 | (s[i + 1] & 0x3F));
        i += s[i] >= 0x80;
        now = out[used] >= 0xA0 ? now + 1 : 0;
        *run = now > *run ? now : *run;
    }
    return used;
}

static bool is_latin_mojibake(const char *text, size_t n)
{
    unsigned char bytes[LONGEST];
    size_t high, run, length = to_latin((const unsigned char *)text, n, bytes, &run);
    bool utf8 = length > 0 && utf8_prefix(bytes, length, 2, &high) == length && high >= 2;
    return length > 0 && (utf8 || run >= 4);
}

static bool is_gbk_mojibake(iconv_t converter, const char *text, size_t n)
{
    char copy[LONGEST];
    unsigned char bytes[2 * LONGEST];
    memcpy(copy, text, n);
    char *from = copy, *to = (char *)bytes;
    size_t left = n, room = sizeof bytes, high;
    (void)iconv(converter, NULL, NULL, NULL, NULL);
    if (iconv(converter, &from, &left, &to, &room) == (size_t)-1) {
        return false;
    }
    size_t made = sizeof bytes - room, prefix = utf8_prefix(bytes, made, 3, &high);
    /* Of an odd character the last byte is lost. Genuine Chinese may pass for UTF-8 of two bytes a
     * character by chance, as the name of China Unicom does, and a metro station's in Beijing; but
     * Chinese in UTF-8 has three. */
    return high >= 6 && made - prefix <= 2;
}

static bool is_only_question_marks(const char *text, size_t n)
{
    return n >= 2 && strspn(text, "?") == n;
}

enum trouble { FINE, LOST_CHARACTERS, QUESTION_MARKS, MISREAD, TROUBLES };

static enum trouble trouble_of(iconv_t converter, const char *text)
{
    size_t n = strlen(text);
    if (strstr(text, LOST) != NULL || strstr(text, LOST_IN_GBK) != NULL) {
        return LOST_CHARACTERS;
    }
    if (is_only_question_marks(text, n)) {
        return QUESTION_MARKS;
    }
    bool wrong = is_latin_mojibake(text, n) || is_gbk_mojibake(converter, text, n);
    return wrong ? MISREAD : FINE;
}

/* The beginning of a cell, cut between characters. */
static const char *cell_text(const geo_column *c, int64_t row, char out[LONGEST])
{
    const char *text = c->text + c->text_begin[row];
    size_t n = (size_t)(c->text_begin[row + 1] - c->text_begin[row]);
    size_t seen = n < LONGEST - 1 ? n : LONGEST - 1;
    while (seen < n && seen > 0 && ((unsigned char)text[seen] & 0xC0) == 0x80) {
        seen--;
    }
    memcpy(out, text, seen);
    out[seen] = '\0';
    return out;
}

static void check_column(cli_call *call, facts *f, const geo_column *c, iconv_t converter)
{
    static const char *const ids[TROUBLES] = {"", "lost-characters", "question-marks", "mojibake"};
    static const char *const what[TROUBLES] = {"", "characters were lost (U+FFFD)",
                                               "only question marks: characters were lost",
                                               "text that was read in the wrong encoding"};
    int64_t count[TROUBLES] = {0}, first[TROUBLES] = {0};
    for (int64_t i = 0; i < c->n; i++) {
        char text[LONGEST];
        bool there = !geo_column_is_null(c, i);
        enum trouble t = there ? trouble_of(converter, cell_text(c, i, text)) : FINE;
        first[t] = count[t]++ == 0 ? i + 1 : first[t];
    }
    for (int t = LOST_CHARACTERS; t < TROUBLES; t++) {
        if (count[t] > 0) {
            const finding found = {ids[t], true, count[t], first[t],
                                   cli_format(call, "column \"%s\": %s", c->info.name, what[t])};
            info_found(call, f, &found);
        }
    }
}

void info_check_texts(cli_call *call, facts *f)
{
    iconv_t converter = iconv_open("GB18030", "UTF-8");
    if (converter == (iconv_t)-1) { /* NOLINT(performance-no-int-to-ptr): as POSIX has it */
        cli_note(call, "texts are not checked: this system does not know GB18030");
        return;
    }
    for (int64_t i = 0; i < f->field_count; i++) {
        if (f->fields[i].c.type == GEO_TEXT) {
            check_column(call, f, &f->fields[i].c, converter);
        }
    }
    (void)iconv_close(converter);
}
