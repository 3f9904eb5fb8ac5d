/* SPDX-License-Identifier: MIT */
/* Zones at borders move to the region next to them where that makes regions most alike, or least
 * unlike; a zone that moved may not go back for a while, but to something better than all so far
 * (tabu search: Glover 1989, doi:10.1287/ijoc.1.3.190). What a move does is kept with each zone,
 * and found again only about the two regions that changed. */
#include "metrics/regions_internal.h"

#include "space/weights_internal.h"

static const double BETTER = 1e-12; /* less than this share is rounding */

typedef struct search {
    geoi_max_p_plan *plan;
    int64_t step, tabu;
    double now, best;
    int64_t *target; /* [n] where the zone would go; -1: all its neighbours are of its region */
    double *change;  /* [n] of the heterogeneity */
    uint8_t *loose;  /* [n] 1: its region holds together without it, 2: it does not, 0: not asked */
    int64_t *banned, *until; /* [n] the region where it may not go before that step */
    int64_t *seen;           /* [n] step at which the zone was looked at */
    int64_t *kept;           /* [n] regions of the best */
} search;

/* ---- One zone -------------------------------------------------------------------------------- */

static void look(search *s, int64_t zone)
{
    geoi_max_p_plan *p = s->plan;
    const geo_weights *w = p->graph->touch;
    const int64_t own = p->region[zone];
    double least = 0.0;
    s->target[zone] = -1;
    for (int64_t at = w->begin[zone]; at < w->begin[zone + 1]; at++) {
        int64_t r = p->region[w->neighbour[at]];
        if (r == own || p->mark[r] != 0) {
            continue;
        }
        p->mark[r] = 1;
        double u = geoi_max_p_unlikeness(p, zone, r);
        if (s->target[zone] < 0 || u < least || (u == least && r < s->target[zone])) {
            s->target[zone] = r;
            least = u;
        }
    }
    for (int64_t at = w->begin[zone]; at < w->begin[zone + 1]; at++) {
        p->mark[p->region[w->neighbour[at]]] = 0;
    }
    if (s->target[zone] >= 0) {
        s->change[zone] = least - geoi_max_p_unlikeness(p, zone, own);
    }
}

/* Whether the region of the zone holds together without it. */
static bool is_loose(geoi_max_p_plan *p, int64_t zone)
{
    const geo_weights *w = p->graph->touch;
    const int64_t region = p->region[zone];
    int64_t members = 0, count = 0;
    for (int64_t i = p->first[region]; i >= 0; i = p->next[i]) {
        members++;
    }
    int64_t start = p->first[region] == zone ? p->next[zone] : p->first[region];
    if (start < 0) {
        return false;
    }
    p->mark[zone] = p->mark[start] = 1;
    p->list[count++] = start;
    for (int64_t k = 0; k < count; k++) {
        int64_t i = p->list[k];
        for (int64_t at = w->begin[i]; at < w->begin[i + 1]; at++) {
            int64_t j = w->neighbour[at];
            if (p->region[j] == region && p->mark[j] == 0) {
                p->mark[j] = 1;
                p->list[count++] = j;
            }
        }
    }
    p->mark[zone] = 0;
    for (int64_t k = 0; k < count; k++) {
        p->mark[p->list[k]] = 0;
    }
    return count == members - 1;
}

/* ---- One move ------------------------------------------------------------------------- */

static bool is_better(const search *s, double value)
{
    return value < s->best - BETTER * (s->best > 1.0 ? s->best : 1.0);
}

static bool may_move(const search *s, int64_t zone)
{
    const geoi_max_p_plan *p = s->plan;
    if (s->target[zone] < 0 || s->loose[zone] == 2 ||
        !(p->amount[p->region[zone]] - p->graph->amount[zone] >= p->floor)) {
        return false;
    }
    bool tabu = s->banned[zone] == s->target[zone] && s->step < s->until[zone];
    return !tabu || is_better(s, s->now + s->change[zone]);
}

/* The zone to move next; -1 when none may. */
static int64_t choose(search *s)
{
    for (;;) {
        int64_t best = -1;
        for (int64_t i = 0; i < s->plan->graph->n; i++) {
            if ((best < 0 || s->change[i] < s->change[best]) && may_move(s, i)) {
                best = i;
            }
        }
        if (best < 0 || s->loose[best] == 1) {
            return best;
        }
        s->loose[best] = is_loose(s->plan, best) ? 1 : 2;
        if (s->loose[best] == 1) {
            return best;
        }
    }
}

/* What changed with a region: its members, and who is next to them. */
static void look_about(search *s, int64_t region)
{
    const geoi_max_p_plan *p = s->plan;
    const geo_weights *w = p->graph->touch;
    for (int64_t i = p->first[region]; i >= 0; i = p->next[i]) {
        s->loose[i] = 0;
        if (s->seen[i] != s->step) {
            s->seen[i] = s->step;
            look(s, i);
        }
        for (int64_t at = w->begin[i]; at < w->begin[i + 1]; at++) {
            int64_t j = w->neighbour[at];
            if (s->seen[j] != s->step) {
                s->seen[j] = s->step;
                look(s, j);
            }
        }
    }
}

static void move(search *s, int64_t zone)
{
    geoi_max_p_plan *p = s->plan;
    const int64_t from = p->region[zone], to = s->target[zone];
    s->now += s->change[zone];
    geoi_max_p_leave(p, zone);
    geoi_max_p_join(p, zone, to);
    s->banned[zone] = from;
    s->until[zone] = s->step + 1 + s->tabu;
    look_about(s, from);
    look_about(s, to);
}

/* ---- Until nothing better is found ---------------------------------------------------- */

static geo_status make_room(search *s)
{
    geo_status status = GEO_OK;
    geo_ctx *ctx = s->plan->ctx;
    const int64_t n = s->plan->graph->n;
    GEO_TRY(geoi_array(ctx, n, sizeof *s->target, &s->target));
    GEO_TRY(geoi_array(ctx, n, sizeof *s->change, &s->change));
    GEO_TRY(geoi_array(ctx, n, sizeof *s->loose, &s->loose));
    GEO_TRY(geoi_array(ctx, n, sizeof *s->banned, &s->banned));
    GEO_TRY(geoi_array(ctx, n, sizeof *s->until, &s->until));
    GEO_TRY(geoi_array(ctx, n, sizeof *s->seen, &s->seen));
    GEO_TRY(geoi_copy(ctx, s->plan->region, n, sizeof *s->kept, &s->kept));
done:
    return status;
}

static void clear(search *s)
{
    geoi_release(s->target);
    geoi_release(s->change);
    geoi_release(s->loose);
    geoi_release(s->banned);
    geoi_release(s->until);
    geoi_release(s->seen);
    geoi_release(s->kept);
}

/* Regions as they were at best. */
static void go_back(search *s)
{
    geoi_max_p_plan *p = s->plan;
    for (int64_t r = 0; r < p->regions; r++) {
        p->first[r] = -1;
        p->amount[r] = 0.0;
    }
    for (int64_t i = 0; i < p->graph->n; i++) {
        geoi_max_p_join(p, i, s->kept[i]);
    }
}

geo_status geoi_max_p_improve(geoi_max_p_plan *plan, int64_t tabu, int64_t patience)
{
    geo_status status = GEO_OK;
    search s = {.plan = plan, .tabu = tabu, .now = geoi_max_p_heterogeneity(plan)};
    const int64_t n = plan->graph->n;
    s.best = s.now;
    GEO_TRY(make_room(&s));
    for (int64_t i = 0; i < n; i++) {
        look(&s, i);
    }
    for (int64_t since = 0; since < patience; since++) {
        s.step++;
        int64_t zone = choose(&s);
        if (zone < 0) {
            break;
        }
        move(&s, zone);
        if (is_better(&s, s.now)) {
            s.best = s.now;
            memcpy(s.kept, plan->region, (size_t)n * sizeof *s.kept);
            since = -1;
        }
    }
    go_back(&s);
done:
    clear(&s);
    return status;
}
