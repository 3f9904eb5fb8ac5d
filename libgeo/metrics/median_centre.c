/* SPDX-License-Identifier: MIT */
/* The place with the least weighted sum of distances to points.
 *
 * Weiszfeld 1937: the mean with weights w / d about a place is a better place. Vardi & Zhang 2000,
 * doi:10.1073/pnas.97.4.1423: where the place is a point itself, that point holds it back by its
 * weight, and when the pull R of all others is no more than that, it is the median. Two steps make
 * it quick: Newton's, as long as it lessens the pull by half; and when another point becomes the
 * nearest, whether that is the median, for Weiszfeld's steps creep up to points. */
#include "metrics/descriptors_internal.h"

enum { MOST_STEPS = 1000 };
/* What is rounding: of a pull as a share of the weight, times the root of the number of points;
 * of a step as a share of the mean distance. */
static const double STILL = 1e-15, SHORT = 1e-14;

/* What a place sees; coordinates are from the weighted mean. */
typedef struct sight {
    double x, y;
    double pull_x, pull_y; /* sum of w times the direction to each point that is elsewhere */
    double sum;            /* of w / d */
    double wx, wy;         /* of w / d times the point */
    double xx, xy, yy;     /* the sum of distances, derived twice */
    double here;           /* weight of the points at the place itself */
    int64_t nearest;       /* point, or -1 */
} sight;

static sight look(const geoi_members *m, const geo_descriptor *d, double x, double y)
{
    sight s = {.x = x, .y = y, .nearest = -1};
    double least = (double)INFINITY;
    for (int64_t i = 0; i < m->n; i++) {
        double px = m->x[i] - d->weighted_x, py = m->y[i] - d->weighted_y;
        double dx = px - x, dy = py - y, d2 = dx * dx + dy * dy, w = m->weight[i];
        if (w > 0.0 && d2 < least) {
            least = d2;
            s.nearest = i;
        }
        if (!(d2 > 0.0)) {
            s.here += w;
            continue;
        }
        double far = sqrt(d2), part = w / far, ux = dx / far, uy = dy / far;
        s.pull_x += w * ux;
        s.pull_y += w * uy;
        s.sum += part;
        s.wx += part * px;
        s.wy += part * py;
        s.xx += part * uy * uy;
        s.xy -= part * ux * uy;
        s.yy += part * ux * ux;
    }
    return s;
}

static double pull_of(const sight *s)
{
    return sqrt(s->pull_x * s->pull_x + s->pull_y * s->pull_y);
}

static bool is_median(const sight *s, const geo_descriptor *d)
{
    return pull_of(s) <= s->here + STILL * sqrt((double)d->points) * d->weight;
}

/* False where the distances have no curvature in some direction: points in a line. */
static bool newton(const sight *s, double *x, double *y)
{
    double det = s->xx * s->yy - s->xy * s->xy;
    if (s->here > 0.0 || !(det > 1e-12 * s->sum * s->sum)) {
        return false;
    }
    *x = s->x + (s->yy * s->pull_x - s->xy * s->pull_y) / det;
    *y = s->y + (s->xx * s->pull_y - s->xy * s->pull_x) / det;
    return true;
}

static void weiszfeld(const sight *s, double *x, double *y)
{
    double stay = s->here > 0.0 ? fmin(1.0, s->here / pull_of(s)) : 0.0;
    *x = (1.0 - stay) * s->wx / s->sum + stay * s->x;
    *y = (1.0 - stay) * s->wy / s->sum + stay * s->y;
}

static sight step(const geoi_members *m, const geo_descriptor *d, const sight *from)
{
    double x, y;
    if (newton(from, &x, &y)) {
        sight s = look(m, d, x, y);
        if (pull_of(&s) <= 0.5 * pull_of(from) || is_median(&s, d)) {
            return s;
        }
    }
    weiszfeld(from, &x, &y);
    return look(m, d, x, y);
}

static double mean_distance(const geoi_members *m, const geo_descriptor *d)
{
    geoi_sum sum = {0};
    for (int64_t i = 0; i < m->n; i++) {
        double dx = m->x[i] - d->median_x, dy = m->y[i] - d->median_y;
        geoi_sum_add(&sum, m->weight[i] * sqrt(dx * dx + dy * dy));
    }
    return geoi_sum_value(&sum) / d->weight;
}

void geoi_median_centre(const geoi_members *m, geo_descriptor *out)
{
    out->median_x = out->median_y = out->median_m = (double)NAN;
    if (!(out->weight > 0.0)) {
        return;
    }
    sight at = look(m, out, 0.0, 0.0);
    int64_t asked = -1; /* the point that was looked at last */
    for (int64_t i = 0; i < MOST_STEPS && !is_median(&at, out); i++) {
        if (at.nearest != asked) {
            asked = at.nearest;
            sight there =
                look(m, out, m->x[asked] - out->weighted_x, m->y[asked] - out->weighted_y);
            if (is_median(&there, out)) {
                at = there;
                break;
            }
        }
        sight next = step(m, out, &at);
        double dx = next.x - at.x, dy = next.y - at.y, far = out->weight / at.sum;
        at = next;
        if (dx * dx + dy * dy <= SHORT * SHORT * far * far) {
            break;
        }
    }
    bool on_point = at.here > 0.0 && at.nearest >= 0;
    out->median_x = on_point ? m->x[at.nearest] : out->weighted_x + at.x;
    out->median_y = on_point ? m->y[at.nearest] : out->weighted_y + at.y;
    out->median_m = mean_distance(m, out);
}
