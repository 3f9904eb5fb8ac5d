/* SPDX-License-Identifier: MIT */
/* A packed Hilbert R-tree (Kamel & Faloutsos 1993, doi:10.1145/170088.170403): the boxes stand
 * in the Hilbert order of their centres, every FANOUT neighbours make a node, and so on up.
 * From near to far is the best-first walk of Hjaltason & Samet 1999, doi:10.1145/320248.320255. */
#include "space/rtree.h"

#include "space/order.h"

enum {
    FANOUT = 16,
    MAX_LEVELS = 17, /* 16^16 = 2^64 */
    HEAP_ROOM = 192, /* entries of a walk before the heap is asked for memory */
    MIXED = -2
};

/* Level 0 holds the items; entry i of level l + 1 is the box of entries [i FANOUT, ...) of
 * level l. Levels stand one after another in `box`. */
struct geoi_rtree {
    int64_t n; /* items that are not empty */
    int level_count;
    int64_t level_begin[MAX_LEVELS + 1];
    geo_box *box;
    int64_t *item; /* [n] index of the box given */
    int64_t *kind; /* of every entry of `box`, MIXED where its items are of several; or NULL */
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
    int64_t *kept = NULL;
    double *x = NULL, *y = NULL;
    *out = NULL;
    GEO_TRY(geoi_array(ctx, 1, sizeof *tree, &tree));
    GEO_TRY(collect_items(ctx, tree, n, boxes, &kept, &x, &y));
    plan_levels(tree);
    GEO_TRY(
        geoi_array_raw(ctx, tree->level_begin[tree->level_count], sizeof *tree->box, &tree->box));
    GEO_TRY(geoi_array_raw(ctx, tree->n, sizeof *tree->item, &tree->item));
    GEO_TRY(geoi_hilbert_sort(ctx, tree->n, x, y, kept));
    for (int64_t i = 0; i < tree->n; i++) {
        tree->item[i] = kept[i];
        tree->box[i] = boxes[tree->item[i]];
    }
    pack_levels(tree);
    *out = tree;
    tree = NULL;
done:
    geoi_release(kept);
    geoi_release(x);
    geoi_release(y);
    geoi_rtree_destroy(tree);
    return status;
}

void geoi_rtree_destroy(geoi_rtree *tree)
{
    if (tree != NULL) {
        geoi_release(tree->box);
        geoi_release(tree->item);
        geoi_release(tree->kind);
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

/* ---- Kinds ---------------------------------------------------------------------------- */

geo_status geoi_rtree_set_kinds(geo_ctx *ctx, geoi_rtree *tree, const int64_t *kind)
{
    geo_status status = GEO_OK;
    int64_t *own;
    GEO_TRY(geoi_array_raw(ctx, tree->level_begin[tree->level_count], sizeof *own, &own));
    for (int64_t i = 0; i < tree->n; i++) {
        own[i] = kind[tree->item[i]];
    }
    for (int level = 1; level < tree->level_count; level++) {
        const int64_t *child = &own[tree->level_begin[level - 1]];
        int64_t *node = &own[tree->level_begin[level]];
        for (int64_t i = 0; i < level_size(tree, level - 1); i++) {
            bool same = i % FANOUT == 0 || node[i / FANOUT] == child[i];
            node[i / FANOUT] = same ? child[i] : MIXED;
        }
    }
    geoi_release(tree->kind);
    tree->kind = own;
done:
    return status;
}

/* ---- Walk ----------------------------------------------------------------------------- */

typedef struct waiting {
    double d2;
    node_ref node;
} waiting;

typedef struct walk {
    geo_ctx *ctx;
    const geoi_rtree *tree;
    const geoi_rtree_walk *asked;
    waiting *heap;  /* least first */
    waiting *grown; /* NULL while the heap fits `room` */
    int64_t count, capacity;
    waiting room[HEAP_ROOM];
} walk;

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
    for (; i > 0 && entry.d2 < w->heap[(i - 1) / 2].d2; i = (i - 1) / 2) {
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
        child += child + 1 < w->count && w->heap[child + 1].d2 < w->heap[child].d2;
        if (!(w->heap[child].d2 < last.d2)) {
            break;
        }
        w->heap[i] = w->heap[child];
        i = child;
    }
    w->heap[i] = last;
    return top;
}

/* An item is visited at once, so that the limit falls early; a node waits for its turn. */
static geo_status meet_child(walk *w, node_ref child)
{
    const geoi_rtree *t = w->tree;
    const geoi_rtree_walk *q = w->asked;
    int64_t at = t->level_begin[child.level] + child.index;
    if (q->skip_kind >= 0 && t->kind != NULL && t->kind[at] == q->skip_kind) {
        return GEO_OK;
    }
    waiting entry = {q->bound2(q->user, &t->box[at]), child};
    if (!(entry.d2 <= *q->limit)) {
        return GEO_OK;
    }
    return child.level == 0 ? q->visit(q->user, t->item[child.index]) : push(w, entry);
}

geo_status geoi_rtree_walk_near(geo_ctx *ctx, const geoi_rtree *tree, const geoi_rtree_walk *asked)
{
    geo_status status = GEO_OK;
    walk w; /* not zeroed: the room is large and fills from its beginning */
    if (tree->n == 0) {
        return GEO_OK;
    }
    w.ctx = ctx;
    w.tree = tree;
    w.asked = asked;
    w.heap = w.room;
    w.grown = NULL;
    w.count = 0;
    w.capacity = HEAP_ROOM;
    GEO_TRY(meet_child(&w, (node_ref){tree->level_count - 1, 0}));
    while (w.count > 0 && w.heap[0].d2 <= *asked->limit) {
        node_ref node = pop(&w).node;
        int64_t end = children_end(tree, node);
        for (int64_t i = node.index * FANOUT; i < end; i++) {
            GEO_TRY(meet_child(&w, (node_ref){node.level - 1, i}));
        }
    }
done:
    geoi_release(w.grown);
    return status;
}
