/* SPDX-License-Identifier: MIT */
/* Nearest among points, by a kd-tree (Bentley 1975, doi:10.1145/361002.361007) that is asked
 * for a group of neighbouring origins at a time.
 *
 * 1. The k-th nearest facility of the middle of the group's box is at d. By the triangle
 *    inequality every origin of the group has k facilities within d plus half the diagonal.
 * 2. So only facilities within that of the box can be among the nearest: gather them, once.
 * 3. Compare each origin with each of them. The comparison of a column of origins with one
 *    facility has no branches, and the compiler makes vectors of it.
 * Where too many would be gathered the group is halved, down to origins on their own. */
#include "metrics/nearest_internal.h"
#include "space/best.h"
#include "space/kdtree.h"

enum {
    GRAIN = 1 << 11,
    GROUP = 32,
    ALONE = 4,    /* groups of so few are not worth the gathering */
    WORTH = 64,   /* facilities expected at most */
    GATHER = 128, /* facilities per group at most */
    GROUP_K = 8   /* for more neighbours each origin asks on its own */
};

typedef struct search {
    geoi_nearest_job *job;
    const geoi_kdtree *tree;
} search;

typedef struct group {
    int64_t n;
    int64_t row[GROUP];
    double x[GROUP], y[GROUP];
    double self[GROUP]; /* facility to pass over, or -1; ids are exact as doubles */
} group;

typedef struct gathered {
    int64_t n;
    double x[GATHER], y[GATHER];
    int64_t id[GATHER];
} gathered;

static void ask_alone(const search *s, int64_t row, double x, double y)
{
    const geoi_nearest_job *job = s->job;
    double *d = &job->distance_m[row * job->k];
    int64_t found = geoi_kdtree_nearest(s->tree, x, y, job->k, job->max_d2,
                                        job->skip_self ? row : -1, &job->index[row * job->k], d);
    for (int64_t i = 0; i < found; i++) {
        d[i] = sqrt(d[i]);
    }
    for (int64_t i = found; i < job->k; i++) {
        job->index[row * job->k + i] = -1;
        d[i] = (double)NAN;
    }
}

/* ---- Steps 1 and 2 -------------------------------------------------------------------- */

static geo_box box_of(const group *g, int64_t begin, int64_t end)
{
    geo_box box = {g->x[begin], g->y[begin], g->x[begin], g->y[begin]};
    for (int64_t i = begin + 1; i < end; i++) {
        box.min_x = g->x[i] < box.min_x ? g->x[i] : box.min_x;
        box.max_x = g->x[i] > box.max_x ? g->x[i] : box.max_x;
        box.min_y = g->y[i] < box.min_y ? g->y[i] : box.min_y;
        box.max_y = g->y[i] > box.max_y ? g->y[i] : box.max_y;
    }
    return box;
}

/* False when there are too many to be worth it, or too few to bound the distance. */
static bool gather(const search *s, geo_box box, gathered *out)
{
    int64_t need = s->job->k + s->job->skip_self, id[GROUP_K + 1];
    double d2[GROUP_K + 1];
    double x = box.min_x + (box.max_x - box.min_x) / 2.0;
    double y = box.min_y + (box.max_y - box.min_y) / 2.0;
    if (geoi_kdtree_nearest(s->tree, x, y, need, (double)INFINITY, -1, id, d2) < need) {
        return false;
    }
    double half_x = fmax(box.max_x - x, x - box.min_x);
    double half_y = fmax(box.max_y - y, y - box.min_y);
    double reach = sqrt(d2[need - 1]) + sqrt(half_x * half_x + half_y * half_y);
    /* As many to the area as around the middle: worth less than a walk of the tree each? */
    double share = 4.0 * (half_x + reach) * (half_y + reach) / (3.14159 * d2[need - 1]);
    if (!((double)need * share <= WORTH)) {
        return false;
    }
    double bound = reach * reach * (1.0 + 0x1p-40); /* rounding must not lose a facility */
    bound = bound < s->job->max_d2 ? bound : s->job->max_d2;
    out->n = geoi_kdtree_gather(s->tree, box, bound, GATHER, out->x, out->y, out->id);
    return out->n >= 0;
}

/* ---- Step 3 --------------------------------------------------------------------------- */

/* One facility with n origins. Values are loaded before they are chosen between, and nothing
 * is stored on a condition: so the compiler makes vectors of the loop. */
static void compare_column(const group *g, int64_t begin, int64_t n, double x, double y, double id,
                           double *restrict best_d2, double *restrict best_id)
{
    const double *restrict gx = &g->x[begin], *restrict gy = &g->y[begin];
    const double *restrict self = &g->self[begin];
    for (int64_t i = 0; i < n; i++) {
        double dx = x - gx[i], dy = y - gy[i], old_d2 = best_d2[i], old_id = best_id[i];
        double d2 = dx * dx + dy * dy;
        double lower_id = id < old_id ? id : old_id;
        double tied_id = d2 == old_d2 ? lower_id : old_id;
        double new_id = d2 < old_d2 ? id : tied_id;
        double new_d2 = d2 < old_d2 ? d2 : old_d2;
        new_id = self[i] == id ? old_id : new_id;
        new_d2 = self[i] == id ? old_d2 : new_d2;
        best_id[i] = new_id;
        best_d2[i] = new_d2;
    }
}

static void compare_one(const search *s, const group *g, int64_t begin, int64_t end,
                        const gathered *near)
{
    double best_d2[GROUP], best_id[GROUP];
    const double unknown = (double)INFINITY;
    int64_t n = end - begin;
    for (int64_t i = 0; i < n; i++) {
        best_d2[i] = unknown;
        best_id[i] = unknown;
    }
    for (int64_t c = 0; c < near->n; c++) {
        compare_column(g, begin, n, near->x[c], near->y[c], (double)near->id[c], best_d2, best_id);
    }
    for (int64_t i = 0; i < n; i++) {
        if (best_d2[i] <= s->job->max_d2 && best_d2[i] < unknown) {
            s->job->index[g->row[begin + i]] = (int64_t)best_id[i];
            s->job->distance_m[g->row[begin + i]] = sqrt(best_d2[i]);
        }
    }
}

static void compare_several(const search *s, const group *g, int64_t i, const gathered *near)
{
    const geoi_nearest_job *job = s->job;
    int64_t id[GROUP_K] = {0};
    double d2[GROUP_K] = {0.0};
    geoi_best best = {job->k, 0, job->max_d2, id, d2};
    int64_t self = job->skip_self ? g->row[i] : -1;
    for (int64_t c = 0; c < near->n; c++) {
        double dx = near->x[c] - g->x[i], dy = near->y[c] - g->y[i];
        double from_here = dx * dx + dy * dy;
        if (from_here <= best.limit && near->id[c] != self) {
            geoi_best_offer(&best, from_here, near->id[c]);
        }
    }
    geoi_best_finish(&best);
    for (int64_t j = 0; j < best.count; j++) {
        job->index[g->row[i] * job->k + j] = id[j];
        job->distance_m[g->row[i] * job->k + j] = sqrt(d2[j]);
    }
}

static void solve(const search *s, const group *g)
{
    gathered near;
    int64_t width = g->n; /* origins asked together; halved where facilities are dense */
    for (int64_t begin = 0; begin < g->n;) {
        int64_t end = begin + width < g->n ? begin + width : g->n;
        if (end - begin <= ALONE || s->job->k > GROUP_K) {
            for (int64_t i = begin; i < end; i++) {
                ask_alone(s, g->row[i], g->x[i], g->y[i]);
            }
            begin = end;
        } else if (!gather(s, box_of(g, begin, end), &near)) {
            width = (end - begin) / 2;
        } else {
            if (s->job->k == 1) {
                compare_one(s, g, begin, end, &near);
            }
            for (int64_t i = begin; i < end && s->job->k > 1; i++) {
                compare_several(s, g, i, &near);
            }
            begin = end;
        }
    }
}

static geo_status solve_chunk(void *user, int64_t begin, int64_t end)
{
    const search *s = user;
    const geoi_points *origins = &s->job->origins;
    group g = {0};
    for (int64_t i = begin; i < end; i++) {
        int64_t from = s->job->order[i], row = geoi_point_row(origins, from);
        g.row[g.n] = row;
        g.x[g.n] = origins->x[from];
        g.y[g.n] = origins->y[from];
        g.self[g.n++] = s->job->skip_self ? (double)row : -1.0;
        if (g.n == GROUP || i + 1 == end) {
            solve(s, &g);
            g.n = 0;
        }
    }
    return GEO_OK;
}

geo_status geoi_nearest_points(geoi_nearest_job *job, const geoi_points *facilities)
{
    geo_status status = GEO_OK;
    geoi_kdtree *tree = NULL;
    GEO_TRY(geoi_stage(job->ctx, 0.1, 0.3, "indexing facilities"));
    GEO_TRY(geoi_kdtree_create(job->ctx, facilities->n, facilities->x, facilities->y,
                               facilities->row, &tree));
    GEO_TRY(geoi_stage(job->ctx, 0.3, 1.0, "finding the nearest"));
    search s = {job, tree};
    GEO_TRY(geoi_parallel(job->ctx, job->origins.n, GRAIN, solve_chunk, &s));
done:
    geoi_kdtree_destroy(tree);
    return status;
}
