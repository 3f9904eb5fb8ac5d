/* SPDX-License-Identifier: MIT */
/* A packed Hilbert R-tree (Kamel & Faloutsos 1993, doi:10.1145/170088.170403): the boxes stand
 * in the Hilbert order of their centres, every FANOUT neighbours make a node, and so on up.
 * Nearest is the best-first walk of Hjaltason & Samet 1999, doi:10.1145/320248.320255. */
#include "space/rtree.h"

#include "space/order.h"

enum {
    FANOUT = 16,
    MAX_LEVELS = 17, /* 16^16 = 2^64 */
    HEAP_ROOM = 192  /* entries of a nearest walk before the heap is asked for memory */
};

/* Level 0 holds the items; entry i of level l + 1 is the box of entries [i FANOUT, ...) of
 * level l. Levels stand one after another in `box`. */
struct geoi_rtree {
    int64_t n; /* items that are not empty */
    int level_count;
    int64_t level_begin[MAX_LEVELS + 1];
    geo_box *box;
    int64_t *item; /* [n] index of the box given */
};

static bool is_empty(geo_box b)
{
    return !(b.min_x <= b.max_x && b.min_y <= b.max_y);
}

/* ---- Building ------------------------------------------------------------------------- */

/* Keep the boxes that are not empty, and find their centres. */
static geo_status collect_items(geo_ctx *ctx, geoi_rtree *tree, int64_t n, const geo_box *boxes,
                                int64_t **kept, double **x, double **y)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_array_raw(ctx, n, sizeof **kept, kept));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof **x, x));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof **y, y));
    for (int64_t i = 0; i < n; i++) {
        if (!is_empty(boxes[i])) {
            (*kept)[tree->n] = i;
            (*x)[tree->n] = boxes[i].min_x / 2.0 + boxes[i].max_x / 2.0;
            (*y)[tree->n] = boxes[i].min_y / 2.0 + boxes[i].max_y / 2.0;
            tree->n++;
        }
    }
done:
    return status;
}

static void plan_levels(geoi_rtree *tree)
{
    int64_t count = tree->n;
    tree->level_begin[1] = count;
    tree->level_count = 1;
    while (count > 1) {
        count = (count + FANOUT - 1) / FANOUT;
        int level = tree->level_count++;
        tree->level_begin[level + 1] = tree->level_begin[level] + count;
    }
}

static geo_box joined(geo_box a, geo_box b)
{
    geo_box j = {fmin(a.min_x, b.min_x), fmin(a.min_y, b.min_y), fmax(a.max_x, b.max_x),
                 fmax(a.max_y, b.max_y)};
    return j;
}

static int64_t level_size(const geoi_rtree *tree, int level)
{
    return tree->level_begin[level + 1] - tree->level_begin[level];
}

static void pack_levels(geoi_rtree *tree)
{
    for (int level = 1; level < tree->level_count; level++) {
        const geo_box *child = &tree->box[tree->level_begin[level - 1]];
        geo_box *node = &tree->box[tree->level_begin[level]];
        for (int64_t i = 0; i < level_size(tree, level - 1); i++) {
            node[i / FANOUT] = i % FANOUT == 0 ? child[i] : joined(node[i / FANOUT], child[i]);
        }
    }
}

geo_status geoi_rtree_create(geo_ctx *ctx, int64_t n, const geo_box *boxes, geoi_rtree **out)
{
    geo_status status = GEO_OK;
    geoi_rtree *tree;
    int64_t *kept = NULL, *order = NULL;
    double *x = NULL, *y = NULL;
    *out = NULL;
    GEO_TRY(geoi_array(ctx, 1, sizeof *tree, &tree));
    GEO_TRY(collect_items(ctx, tree, n, boxes, &kept, &x, &y));
    plan_levels(tree);
    GEO_TRY(
        geoi_array_raw(ctx, tree->level_begin[tree->level_count], sizeof *tree->box, &tree->box));
    GEO_TRY(geoi_array_raw(ctx, tree->n, sizeof *tree->item, &tree->item));
    GEO_TRY(geoi_array_raw(ctx, tree->n, sizeof *order, &order));
    GEO_TRY(geoi_hilbert_order(ctx, tree->n, x, y, order));
    for (int64_t i = 0; i < tree->n; i++) {
        tree->item[i] = kept[order[i]];
        tree->box[i] = boxes[tree->item[i]];
    }
    pack_levels(tree);
    *out = tree;
    tree = NULL;
done:
    geoi_release(kept);
    geoi_release(x);
    geoi_release(y);
    geoi_release(order);
    geoi_rtree_destroy(tree);
    return status;
}

void geoi_rtree_destroy(geoi_rtree *tree)
{
    if (tree != NULL) {
        geoi_release(tree->box);
        geoi_release(tree->item);
        geoi_release(tree);
    }
}

/* ---- Search --------------------------------------------------------------------------- */

typedef struct node_ref {
    int level;
    int64_t index; /* within the level */
} node_ref;

static bool meet(const geo_box *a, const geo_box *b)
{
    return a->min_x <= b->max_x && b->min_x <= a->max_x && a->min_y <= b->max_y &&
           b->min_y <= a->max_y;
}

static int64_t children_end(const geoi_rtree *tree, node_ref node)
{
    int64_t end = (node.index + 1) * FANOUT, size = level_size(tree, node.level - 1);
    return end < size ? end : size;
}

void geoi_rtree_search(const geoi_rtree *tree, geo_box query, geoi_rtree_visit visit, void *user)
{
    node_ref stack[MAX_LEVELS * FANOUT];
    int depth = 0;
    if (tree->n == 0 || is_empty(query)) {
        return;
    }
    stack[depth++] = (node_ref){tree->level_count - 1, 0};
    while (depth > 0) {
        node_ref node = stack[--depth];
        if (!meet(&tree->box[tree->level_begin[node.level] + node.index], &query)) {
            continue;
        }
        if (node.level == 0) {
            if (!visit(user, tree->item[node.index])) {
                return;
            }
            continue;
        }
        int64_t end = children_end(tree, node);
        for (int64_t i = node.index * FANOUT; i < end; i++) {
            stack[depth++] = (node_ref){node.level - 1, i};
        }
    }
}

/* ---- Nearest -------------------------------------------------------------------------- */

/* A node that waits at its box's distance, or an item at its own. */
typedef struct waiting {
    double d2;
    int64_t owner; /* of an item; -1 for a node, which so comes before items as near */
    node_ref node;
} waiting;

typedef struct walk {
    geo_ctx *ctx;
    const geoi_rtree *tree;
    const geoi_rtree_query *query;
    double limit;
    waiting *heap;  /* least first */
    waiting *grown; /* NULL while the heap fits `room` */
    int64_t count, capacity;
    waiting room[HEAP_ROOM];
} walk;

static bool before(const waiting *a, const waiting *b)
{
    return a->d2 < b->d2 || (a->d2 == b->d2 && a->owner < b->owner);
}

static geo_status make_room(walk *w)
{
    if (w->count < w->capacity) {
        return GEO_OK;
    }
    bool first = w->grown == NULL;
    int64_t capacity = first ? 0 : w->capacity;
    geo_status status = geoi_grow(w->ctx, &w->grown, &capacity, 2 * w->capacity, sizeof *w->grown);
    if (status != GEO_OK) {
        return status;
    }
    if (first) {
        memcpy(w->grown, w->room, (size_t)w->count * sizeof *w->room);
    }
    w->heap = w->grown;
    w->capacity = capacity;
    return GEO_OK;
}

static geo_status push(walk *w, waiting entry)
{
    geo_status status = make_room(w);
    if (status != GEO_OK) {
        return status;
    }
    int64_t i = w->count++;
    for (; i > 0 && before(&entry, &w->heap[(i - 1) / 2]); i = (i - 1) / 2) {
        w->heap[i] = w->heap[(i - 1) / 2];
    }
    w->heap[i] = entry;
    return GEO_OK;
}

static waiting pop(walk *w)
{
    waiting top = w->heap[0], last = w->heap[--w->count];
    int64_t i = 0;
    for (int64_t child = 1; child < w->count; child = 2 * i + 1) {
        child += child + 1 < w->count && before(&w->heap[child + 1], &w->heap[child]);
        if (!before(&w->heap[child], &last)) {
            break;
        }
        w->heap[i] = w->heap[child];
        i = child;
    }
    w->heap[i] = last;
    return top;
}

static double gap(double low, double high, double at)
{
    return at < low ? low - at : at > high ? at - high : 0.0;
}

/* Just under the distance to the box: an item's own distance is another formula, whose
 * rounding may fall a little below that of its box. */
static double box_bound(const walk *w, const geo_box *b)
{
    double dx = gap(b->min_x, b->max_x, w->query->x);
    double dy = gap(b->min_y, b->max_y, w->query->y);
    return (dx * dx + dy * dy) * (1.0 - 0x1p-40);
}

static geo_status push_child(walk *w, node_ref child)
{
    const geoi_rtree *t = w->tree;
    const geoi_rtree_query *q = w->query;
    waiting entry = {box_bound(w, &t->box[t->level_begin[child.level] + child.index]), -1, child};
    if (!(entry.d2 <= w->limit)) {
        return GEO_OK;
    }
    if (child.level == 0) {
        int64_t item = t->item[child.index];
        entry.owner = q->owner != NULL ? q->owner[item] : item;
        if (entry.owner == q->skip) {
            return GEO_OK;
        }
        entry.d2 = q->distance2(q->user, item, q->x, q->y);
        if (!(entry.d2 <= w->limit)) {
            return GEO_OK;
        }
        if (q->k == 1) {
            w->limit = entry.d2; /* with more than one wanted, owners may come twice */
        }
    }
    return push(w, entry);
}

static bool is_found(const int64_t *id, int64_t found, int64_t owner)
{
    for (int64_t i = found - 1; i >= 0; i--) {
        if (id[i] == owner) {
            return true;
        }
    }
    return false;
}

static geo_status run_walk(walk *w, int64_t *id, double *d2, int64_t *found)
{
    geo_status status = GEO_OK;
    GEO_TRY(push_child(w, (node_ref){w->tree->level_count - 1, 0}));
    while (w->count > 0 && *found < w->query->k) {
        waiting top = pop(w);
        if (top.owner < 0) {
            int64_t end = children_end(w->tree, top.node);
            for (int64_t i = top.node.index * FANOUT; i < end; i++) {
                GEO_TRY(push_child(w, (node_ref){top.node.level - 1, i}));
            }
        } else if (!is_found(id, *found, top.owner)) {
            id[*found] = top.owner;
            d2[(*found)++] = top.d2;
        }
    }
done:
    return status;
}

geo_status geoi_rtree_nearest(geo_ctx *ctx, const geoi_rtree *tree, const geoi_rtree_query *query,
                              int64_t *id, double *d2, int64_t *found)
{
    walk w; /* not zeroed: the room is large and fills from its beginning */
    *found = 0;
    if (tree->n == 0 || query->k < 1) {
        return GEO_OK;
    }
    w.ctx = ctx;
    w.tree = tree;
    w.query = query;
    w.limit = query->max_d2;
    w.heap = w.room;
    w.grown = NULL;
    w.count = 0;
    w.capacity = HEAP_ROOM;
    geo_status status = run_walk(&w, id, d2, found);
    geoi_release(w.grown);
    return status;
}
