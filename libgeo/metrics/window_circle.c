/* SPDX-License-Identifier: MIT */
/* How much of a circle, and of a round Gaussian, is inside of a window.
 *
 * Where the circle is walked counter-clockwise, the window is entered at an edge that leaves the
 * disc and left at one that enters it, for the window is to the left of its edges. So the angle
 * inside is the sum of the angles where edges come in less that of those where they go out, but
 * for whole turns. */
#include "metrics/window_internal.h"

static const double TURN = 6.283185307179586476925;

/* ---- Rectangles ------------------------------------------------------------------------------ */

/* Half of the angle that a line `away` from the centre cuts off. */
static double half_cap(double away, double r)
{
    return away < r ? acos(away / r) : 0.0;
}

/* Two caps overlap where the corner between them is within the circle. */
static double corner(double x, double y, double cap_x, double cap_y, double r2)
{
    return x * x + y * y < r2 ? cap_x + cap_y - TURN / 4.0 : 0.0;
}

static double box_share(const geo_box *e, double x, double y, double r)
{
    double left = x - e->min_x, right = e->max_x - x, low = y - e->min_y, high = e->max_y - y;
    double a = half_cap(left, r), b = half_cap(right, r), c = half_cap(low, r),
           d = half_cap(high, r), r2 = r * r;
    double outside = 2.0 * (a + b + c + d) - corner(left, low, a, c, r2) -
                     corner(left, high, a, d, r2) - corner(right, low, b, c, r2) -
                     corner(right, high, b, d, r2);
    return fmin(fmax(1.0 - outside / TURN, 0.0), 1.0);
}

/* ---- Any window ----------------------------------------------------------------------- */

typedef struct walk {
    double x, y, r, r2;
    double angle; /* of edges that come in, less those that go out */
    double last;  /* where the last of them crosses */
    int64_t crossings;
} walk;

/* The place along the edge where it crosses is exact enough as an angle of the circle. */
static void cross(walk *w, const geoi_side *s, double along, double sign)
{
    double x = s->ax + along * (s->bx - s->ax) - w->x, y = s->ay + along * (s->by - s->ay) - w->y;
    w->last = atan2(y, x);
    w->angle += sign * w->last;
    w->crossings++;
}

/* An end is in the disc or not, the same for both edges that have it. */
static void walk_edge(walk *w, const geoi_side *s)
{
    double ax = s->ax - w->x, ay = s->ay - w->y, bx = s->bx - w->x, by = s->by - w->y;
    bool a_in = ax * ax + ay * ay < w->r2, b_in = bx * bx + by * by < w->r2;
    if (a_in && b_in) {
        return;
    }
    double ex = bx - ax, ey = by - ay, length2 = ex * ex + ey * ey;
    double foot = -(ax * ex + ay * ey) / length2;
    double across = (ax * ey - ay * ex) * (ax * ey - ay * ex) / length2; /* distance squared */
    double half = sqrt(fmax(w->r2 - across, 0.0) / length2);
    if (!a_in && !b_in) {
        if (across < w->r2 && foot > 0.0 && foot < 1.0) {
            cross(w, s, foot - half, 1.0);
            cross(w, s, foot + half, -1.0);
        }
    } else if (b_in) {
        cross(w, s, fmin(fmax(foot - half, 0.0), 1.0), 1.0);
    } else {
        cross(w, s, fmin(fmax(foot + half, 0.0), 1.0), -1.0);
    }
}

double geoi_circle_share(const geo_window *window, int64_t n, const int32_t *edge, double x,
                         double y, double radius_m)
{
    walk w = {.x = x, .y = y, .r = radius_m, .r2 = radius_m * radius_m};
    for (int64_t i = 0; i < (edge != NULL ? n : window->n); i++) {
        const geoi_side *s = &window->side[edge != NULL ? edge[i] : i];
        if (fmin(s->ax, s->bx) <= x + radius_m && fmax(s->ax, s->bx) >= x - radius_m &&
            fmin(s->ay, s->by) <= y + radius_m && fmax(s->ay, s->by) >= y - radius_m) {
            walk_edge(&w, s);
        }
    }
    double turns = w.angle / TURN, share = turns - floor(turns);
    if (w.crossings > 0 && share > 1e-9 && share < 1.0 - 1e-9) {
        return share;
    }
    /* Next to nothing or next to all, or no crossing: ask a place of the circle far from the last
     * crossing, and rounding cannot make all of nothing. */
    double at = w.last + TURN / 2.0;
    bool inside = geo_window_contains(window, x + radius_m * cos(at), y + radius_m * sin(at)) != 0;
    if (w.crossings == 0) {
        return inside ? 1.0 : 0.0;
    }
    return inside ? (share > 0.5 ? share : 1.0) : (share < 0.5 ? share : 0.0);
}

double geo_window_circle_share(const geo_window *window, double x, double y, double radius_m)
{
    return window->box ? box_share(&window->extent, x, y, radius_m)
                       : geoi_circle_share(window, 0, NULL, x, y, radius_m);
}

/* ---- Gaussians ------------------------------------------------------------------------ */

const double geoi_legendre_place[] = {
    0.0950125098376374402, 0.2816035507792589132, 0.4580167776572273863, 0.6178762444026437484,
    0.7554044083550030339, 0.8656312023878317439, 0.9445750230732325761, 0.9894009349916499326};
const double geoi_legendre_weight[] = {
    0.1894506104550684963, 0.1826034150449235889, 0.1691565193950025382, 0.1495959888165767321,
    0.1246289712555338720, 0.0951585116824927848, 0.0622535239386478929, 0.0271524594117540949};

static const double FAR = GEOI_GAUSSIAN_FAR;

/* By Green's theorem the mass is that of the distribution function along the border. */
static double green(double x, double y)
{
    return 0.5 * erfc(-x / sqrt(2.0)) * exp(-0.5 * y * y) / sqrt(TURN);
}

/* Along one edge, in standard deviations: panels of at most one. */
static double edge_mass(double ax, double ay, double bx, double by)
{
    double length = sqrt((bx - ax) * (bx - ax) + (by - ay) * (by - ay));
    int64_t panels = (int64_t)ceil(length);
    double sum = 0.0, climb = by - ay;
    for (int64_t p = 0; p < panels; p++) {
        double half = 0.5 / (double)panels, middle = ((double)p + 0.5) / (double)panels;
        for (int k = 0; k < 8; k++) {
            double back = middle - half * geoi_legendre_place[k],
                   on = middle + half * geoi_legendre_place[k];
            sum += half * geoi_legendre_weight[k] *
                   (green(ax + back * (bx - ax), ay + back * climb) +
                    green(ax + on * (bx - ax), ay + on * climb));
        }
    }
    return sum * climb;
}

/* The part of the edge within FAR of the level of the centre; beyond it nothing adds up. */
static double clipped_mass(double ax, double ay, double bx, double by)
{
    double low = fmin(ay, by), high = fmax(ay, by);
    if (high <= -FAR || low >= FAR || !(low < high) || fmax(ax, bx) <= -FAR) {
        return 0.0;
    }
    double slope = (bx - ax) / (by - ay);
    double ay2 = fmin(fmax(ay, -FAR), FAR), by2 = fmin(fmax(by, -FAR), FAR);
    double ax2 = ax + (ay2 - ay) * slope, bx2 = ax + (by2 - ay) * slope;
    if (fmin(ax2, bx2) >= FAR) { /* all of the distribution is to the left */
        return 0.5 * (erfc(-by2 / sqrt(2.0)) - erfc(-ay2 / sqrt(2.0)));
    }
    double x_low = -FAR, x_high = FAR, mass = 0.0;
    /* Cut where the edge passes FAR to either side: outside of it there is a closed form. */
    double cut[4] = {0.0, 1.0, 1.0, 1.0};
    int cuts = 1;
    double t0 = (x_low - ax2) / (bx2 - ax2), t1 = (x_high - ax2) / (bx2 - ax2);
    double first = fmin(t0, t1), second = fmax(t0, t1);
    if (first > 0.0 && first < 1.0) {
        cut[cuts++] = first;
    }
    if (second > 0.0 && second < 1.0) {
        cut[cuts++] = second;
    }
    cut[cuts] = 1.0;
    for (int k = 0; k < cuts; k++) {
        double px = ax2 + cut[k] * (bx2 - ax2), py = ay2 + cut[k] * (by2 - ay2);
        double qx = ax2 + cut[k + 1] * (bx2 - ax2), qy = ay2 + cut[k + 1] * (by2 - ay2);
        double middle = 0.5 * (px + qx);
        mass += middle >= FAR    ? 0.5 * (erfc(-qy / sqrt(2.0)) - erfc(-py / sqrt(2.0)))
                : middle <= -FAR ? 0.0
                                 : edge_mass(px, py, qx, qy);
    }
    return mass;
}

static double normal_between(double low, double high)
{
    return 0.5 * (erfc(-high / sqrt(2.0)) - erfc(-low / sqrt(2.0)));
}

double geoi_gaussian_share(const geo_window *window, int64_t n, const int32_t *edge, double x,
                           double y, double sigma_m)
{
    const geo_box *e = &window->extent;
    double mass = 0.0;
    if (window->box) {
        return normal_between((e->min_x - x) / sigma_m, (e->max_x - x) / sigma_m) *
               normal_between((e->min_y - y) / sigma_m, (e->max_y - y) / sigma_m);
    }
    if (geo_window_border_m(window, x, y) >= FAR * sigma_m) {
        return geo_window_contains(window, x, y) ? 1.0 : 0.0;
    }
    for (int64_t i = 0; i < (edge != NULL ? n : window->n); i++) {
        const geoi_side *s = &window->side[edge != NULL ? edge[i] : i];
        mass += clipped_mass((s->ax - x) / sigma_m, (s->ay - y) / sigma_m, (s->bx - x) / sigma_m,
                             (s->by - y) / sigma_m);
    }
    return fmin(fmax(mass, 0.0), 1.0);
}

double geo_window_gaussian_share(const geo_window *window, double x, double y, double sigma_m)
{
    return geoi_gaussian_share(window, 0, NULL, x, y, sigma_m);
}
