/* SPDX-License-Identifier: MIT */
/* The envelope as a band, what is expected as dashes, the curve on top; ticks at 1, 2 or 5 times a
 * power of ten, large numbers in thousands or millions, told beside the axis. */
#include "plot.h"

#include <math.h>
#include <string.h>

enum { WIDTH = 800, HEIGHT = 500, LEFT = 92, RIGHT = 24, TOP = 66, BOTTOM = 96 };
enum { X_TICKS = 8, Y_TICKS = 6 };

typedef struct axis {
    double low, high, step;
    int power; /* ticks are told in this power of ten */
} axis;

typedef struct drawing {
    const plot *p;
    axis x, y;
    cli_text svg;
} drawing;

/* ---- Axes ----------------------------------------------------------------------------------- */

static void widen(axis *a, int64_t n, const double *value)
{
    for (int64_t i = 0; i < n && value != NULL; i++) {
        if (isfinite(value[i])) {
            a->low = fmin(a->low, value[i]);
            a->high = fmax(a->high, value[i]);
        }
    }
}

/* 1, 2 or 5 times a power of ten, so that there are at most so many steps. */
static double step_of(double range, int most)
{
    double rough = range / most, ten = pow(10.0, floor(log10(rough)));
    double share = rough / ten;
    return ten * (share <= 1.0 ? 1.0 : share <= 2.0 ? 2.0 : share <= 5.0 ? 5.0 : 10.0);
}

/* Without any value, or with one only, there is still an axis. */
static void settle(axis *a, int ticks, bool round)
{
    if (!(a->low <= a->high)) {
        a->low = 0.0;
        a->high = 1.0;
    }
    if (!(a->high - a->low > 1e-12 * fmax(fabs(a->low), fabs(a->high)))) {
        double room = fmax(fabs(a->high), 1.0) / 2.0;
        a->low -= room;
        a->high += room;
    }
    a->step = step_of(a->high - a->low, ticks);
    if (round) {
        a->low = floor(a->low / a->step) * a->step;
        a->high = ceil(a->high / a->step) * a->step;
    }
    double most = fmax(fabs(a->low), fabs(a->high));
    int power = (int)floor(log10(most));
    a->power = power >= 5 || power <= -4 ? (int)floor(power / 3.0) * 3 : 0;
}

static double x_at(const drawing *d, double x)
{
    return LEFT + (x - d->x.low) / (d->x.high - d->x.low) * (WIDTH - LEFT - RIGHT);
}

static double y_at(const drawing *d, double y)
{
    return HEIGHT - BOTTOM - (y - d->y.low) / (d->y.high - d->y.low) * (HEIGHT - TOP - BOTTOM);
}

/* ---- Words ---------------------------------------------------------------------------------- */

static void add_word(cli_text *svg, const char *word)
{
    for (; *word != '\0'; word++) {
        switch (*word) {
        case '&':
            cli_text_add(svg, "&amp;");
            break;
        case '<':
            cli_text_add(svg, "&lt;");
            break;
        case '>':
            cli_text_add(svg, "&gt;");
            break;
        default:
            if ((unsigned char)*word >= ' ') {
                cli_text_add(svg, "%c", *word);
            }
        }
    }
}

static void add_power(cli_text *svg, int power)
{
    static const char *const digits[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    if (power == 0) {
        return;
    }
    cli_text_add(svg, ", × 10%s", power < 0 ? "⁻" : "");
    power = power < 0 ? -power : power;
    if (power >= 10) {
        cli_text_add(svg, "%s", digits[power / 10 % 10]);
    }
    cli_text_add(svg, "%s", digits[power % 10]);
}

static void add_tick_word(cli_text *svg, const axis *a, double value)
{
    double scale = pow(10.0, a->power), step = a->step / scale;
    int decimals = step < 1.0 ? (int)ceil(-log10(step) - 1e-9) : 0;
    double shown = value / scale;
    cli_text_add(svg, "%.*f", decimals, fabs(shown) < step / 1e6 ? 0.0 : shown);
}

/* ---- Lines ---------------------------------------------------------------------------------- */

static void draw_frame(drawing *d)
{
    const double bottom = HEIGHT - BOTTOM, right = WIDTH - RIGHT;
    const double slack = 1e-9;
    for (double v = ceil(d->x.low / d->x.step - slack) * d->x.step;
         v <= d->x.high + slack * d->x.step; v += d->x.step) {
        cli_text_add(&d->svg,
                     "<line class=\"grid\" x1=\"%.2f\" y1=\"%d\" x2=\"%.2f\" y2=\"%.2f\"/>\n"
                     "<text class=\"tick\" x=\"%.2f\" y=\"%.2f\" text-anchor=\"middle\">",
                     x_at(d, v), TOP, x_at(d, v), bottom, x_at(d, v), bottom + 18.0);
        add_tick_word(&d->svg, &d->x, v);
        cli_text_add(&d->svg, "</text>\n");
    }
    for (double v = ceil(d->y.low / d->y.step - slack) * d->y.step;
         v <= d->y.high + slack * d->y.step; v += d->y.step) {
        cli_text_add(&d->svg,
                     "<line class=\"grid\" x1=\"%d\" y1=\"%.2f\" x2=\"%.2f\" y2=\"%.2f\"/>\n"
                     "<text class=\"tick\" x=\"%d\" y=\"%.2f\" text-anchor=\"end\">",
                     LEFT, y_at(d, v), right, y_at(d, v), LEFT - 8, y_at(d, v) + 4.0);
        add_tick_word(&d->svg, &d->y, v);
        cli_text_add(&d->svg, "</text>\n");
    }
    cli_text_add(&d->svg,
                 "<rect x=\"%d\" y=\"%d\" width=\"%.2f\" height=\"%.2f\" fill=\"none\" "
                 "stroke=\"#888\"/>\n",
                 LEFT, TOP, right - LEFT, bottom - TOP);
}

static void draw_words(drawing *d)
{
    cli_text_add(&d->svg, "<text class=\"title\" x=\"%d\" y=\"28\">", LEFT);
    add_word(&d->svg, d->p->title);
    cli_text_add(&d->svg, "</text>\n<text class=\"tick\" x=\"%d\" y=\"50\">", LEFT);
    add_word(&d->svg, d->p->subtitle);
    cli_text_add(&d->svg, "</text>\n<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">",
                 (LEFT + WIDTH - RIGHT) / 2, HEIGHT - BOTTOM + 42);
    add_word(&d->svg, d->p->x_label);
    add_power(&d->svg, d->x.power);
    cli_text_add(&d->svg,
                 "</text>\n<text transform=\"translate(24 %d) rotate(-90)\" "
                 "text-anchor=\"middle\">",
                 (TOP + HEIGHT - BOTTOM) / 2);
    add_word(&d->svg, d->p->y_label);
    add_power(&d->svg, d->y.power);
    cli_text_add(&d->svg, "</text>\n");
}

static void draw_line(drawing *d, const char *kind, const double *value)
{
    bool down = false;
    if (value == NULL) {
        return;
    }
    cli_text_add(&d->svg, "<path class=\"%s\" d=\"", kind);
    for (int64_t i = 0; i < d->p->n; i++) {
        bool there = isfinite(value[i]) && isfinite(d->p->x[i]);
        if (there) {
            cli_text_add(&d->svg, "%s%.2f %.2f", down ? "L" : "M", x_at(d, d->p->x[i]),
                         y_at(d, value[i]));
        }
        down = there;
    }
    cli_text_add(&d->svg, "\"/>\n");
}

/* One area for each stretch without a gap. */
static void draw_band(drawing *d)
{
    const plot *p = d->p;
    if (p->low == NULL || p->high == NULL) {
        return;
    }
    for (int64_t i = 0; i < p->n;) {
        int64_t end = i;
        while (end < p->n && isfinite(p->low[end]) && isfinite(p->high[end])) {
            end++;
        }
        for (int64_t k = i; k < end; k++) {
            cli_text_add(&d->svg, "%s%.2f %.2f", k == i ? "<path class=\"band\" d=\"M" : "L",
                         x_at(d, p->x[k]), y_at(d, p->high[k]));
        }
        for (int64_t k = end - 1; k >= i; k--) {
            cli_text_add(&d->svg, "L%.2f %.2f%s", x_at(d, p->x[k]), y_at(d, p->low[k]),
                         k == i ? "Z\"/>\n" : "");
        }
        i = end + 1;
    }
}

static void draw_legend(drawing *d)
{
    const plot *p = d->p;
    const double y = HEIGHT - 22.0;
    const char *const kind[] = {"observed", "band", "expected"};
    const char *const name[] = {p->observed_name != NULL ? p->observed_name : "observed",
                                p->band_name != NULL ? p->band_name : "envelope of chance",
                                p->expected_name != NULL ? p->expected_name : "expected"};
    const bool there[] = {p->observed != NULL, p->low != NULL && p->high != NULL,
                          p->expected != NULL};
    double x = LEFT;
    for (int i = 0; i < 3; i++) {
        if (!there[i]) {
            continue;
        }
        if (i == 1) {
            cli_text_add(&d->svg,
                         "<rect class=\"band\" x=\"%.2f\" y=\"%.2f\" width=\"28\" "
                         "height=\"12\"/>\n",
                         x, y - 10.0);
        } else {
            cli_text_add(&d->svg, "<path class=\"%s\" d=\"M%.2f %.2fh28\"/>\n", kind[i], x,
                         y - 4.0);
        }
        cli_text_add(&d->svg, "<text x=\"%.2f\" y=\"%.2f\">", x + 36.0, y);
        add_word(&d->svg, name[i]);
        cli_text_add(&d->svg, "</text>\n");
        x += 68.0 + 7.0 * cli_text_width(name[i]);
    }
}

static void draw(drawing *d)
{
    cli_text_add(&d->svg,
                 "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
                 "viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"13\">\n"
                 "<style>.title{font-size:16px;font-weight:bold}.tick{fill:#444;font-size:12px}"
                 ".grid{stroke:#e4e4e4}.band{fill:#c9d3dd;stroke:none}"
                 ".observed{fill:none;stroke:#b2182b;stroke-width:2}"
                 ".expected{fill:none;stroke:#333;stroke-dasharray:6 4}</style>\n"
                 "<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>\n",
                 WIDTH, HEIGHT, WIDTH, HEIGHT, WIDTH, HEIGHT);
    draw_frame(d);
    draw_band(d);
    draw_line(d, "expected", d->p->expected);
    draw_line(d, "observed", d->p->observed);
    draw_words(d);
    draw_legend(d);
    cli_text_add(&d->svg, "</svg>\n");
}

geo_status plot_check(cli_call *call, const char *path)
{
    static const char extension[] = ".svg";
    size_t length = path != NULL ? strlen(path) : 0, size = sizeof extension - 1;
    if (path == NULL || strcmp(path, "-") == 0) {
        return GEO_OK;
    }
    if (length <= size || strcmp(path + length - size, extension) != 0) {
        return cli_fail(call, GEO_INVALID, "--plot FILE.svg", "%s: a plot is drawn as SVG", path);
    }
    geo_write_options o = geo_write_options_default();
    o.format = GEO_FORMAT_CSV; /* a text like it: the extension says nothing else */
    o.overwrite = cli_overwrites(call);
    return geo_layer_write_check(cli_ctx(call), path, &o);
}

void plot_draw(const plot *p, cli_text *svg)
{
    drawing d = {.p = p,
                 .x = {.low = HUGE_VAL, .high = -HUGE_VAL},
                 .y = {.low = HUGE_VAL, .high = -HUGE_VAL},
                 .svg = *svg};
    widen(&d.x, p->n, p->x);
    widen(&d.y, p->n, p->observed);
    widen(&d.y, p->n, p->low);
    widen(&d.y, p->n, p->high);
    widen(&d.y, p->n, p->expected);
    settle(&d.x, X_TICKS, false);
    settle(&d.y, Y_TICKS, true);
    draw(&d);
    *svg = d.svg;
}

geo_status plot_write(cli_call *call, const char *path, const plot *p)
{
    cli_text svg = {NULL, 0, 0};
    if (path == NULL) {
        return GEO_OK;
    }
    plot_draw(p, &svg);
    geo_status status = cli_write_text(call, path, svg.data, svg.size);
    cli_text_clear(&svg);
    return status;
}
