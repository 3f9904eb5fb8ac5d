/* SPDX-License-Identifier: MIT */
/* The spatial index: SQLite's R-tree, filled in one go. Inserting a million boxes one by one
 * takes longer than all the rest together; so the boxes are put along a Hilbert curve, cut into
 * full nodes, the nodes into full nodes above them (Kamel & Faloutsos 1994, "Hilbert R-tree",
 * VLDB), and the nodes are written into the tables in which SQLite keeps them
 * (https://sqlite.org/rtree.html, section 5; a node: its depth in the root, the count of its cells,
 * then of each cell the id and the four bounds, all big-endian). */
#include "io/gpkg_internal.h"
#include "space/order.h"

enum { HEAD = 4, CELL = 24, LEVELS = 40 };

typedef struct tree {
    const geoi_gpkg *p;
    int64_t node_size, per_node;
    int levels;            /* level 0 holds the features */
    int64_t count[LEVELS]; /* nodes of a level */
    int64_t first[LEVELS]; /* the number of its first node; that of the root is 1 */
    int64_t n, *order;     /* of the features along the curve */
    int64_t *key;          /* of the cells of the level at hand: feature keys, node numbers */
    geoi_gpkg_box *box;
    int64_t *key_above; /* of the level above, as it is made */
    geoi_gpkg_box *box_above;
    uint8_t *node;
    sqlite3_stmt *put_node, *put_parent, *put_leaf;
} tree;

/* ---- Plan ------------------------------------------------------------------------------- */

static void plan_levels(tree *t)
{
    int64_t n = t->n;
    do {
        n = (n + t->per_node - 1) / t->per_node;
        t->count[t->levels++] = n;
    } while (n > 1);
    int64_t number = 1;
    for (int level = t->levels - 1; level >= 0; level--) {
        t->first[level] = number;
        number += t->count[level];
    }
}

/* The boxes along the curve of their centres. */
static geo_status order_boxes(tree *t, const geoi_gpkg_boxes *boxes)
{
    geo_status status = GEO_OK;
    geo_ctx *ctx = t->p->ctx;
    double *x = NULL, *y = NULL;
    int64_t n = t->n = boxes->n;
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *x, &x));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *y, &y));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *t->order, &t->order));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *t->key, &t->key));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *t->box, &t->box));
    for (int64_t i = 0; i < n; i++) {
        const geoi_gpkg_box *b = &boxes->box[i];
        x[i] = ((double)b->min_x + (double)b->max_x) / 2.0;
        y[i] = ((double)b->min_y + (double)b->max_y) / 2.0;
    }
    GEO_TRY(geoi_hilbert_order(ctx, n, x, y, t->order));
    for (int64_t i = 0; i < n; i++) {
        t->key[i] = boxes->key[t->order[i]];
        t->box[i] = boxes->box[t->order[i]];
    }
done:
    geoi_release(x);
    geoi_release(y);
    return status;
}

/* ---- Nodes ------------------------------------------------------------------------------ */

static uint8_t *put_bytes(uint8_t *out, uint64_t v, int bytes)
{
    for (int k = 0; k < bytes; k++) {
        out[k] = (uint8_t)(v >> (8 * (bytes - 1 - k)));
    }
    return out + bytes;
}

static uint8_t *put_float(uint8_t *out, float v)
{
    uint32_t bits;
    memcpy(&bits, &v, sizeof bits);
    return put_bytes(out, bits, 4);
}

static uint8_t *put_cell(uint8_t *out, int64_t key, const geoi_gpkg_box *b)
{
    out = put_bytes(out, (uint64_t)key, 8);
    out = put_float(out, b->min_x);
    out = put_float(out, b->max_x);
    out = put_float(out, b->min_y);
    return put_float(out, b->max_y);
}

static geo_status put_pair(const tree *t, sqlite3_stmt *put, int64_t a, int64_t b)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_sqlite_check(&t->p->db, sqlite3_bind_int64(put, 1, a), SQLITE_OK));
    GEO_TRY(geoi_sqlite_check(&t->p->db, sqlite3_bind_int64(put, 2, b), SQLITE_OK));
    GEO_TRY(geoi_sqlite_check(&t->p->db, sqlite3_step(put), SQLITE_DONE));
    GEO_TRY(geoi_sqlite_check(&t->p->db, sqlite3_reset(put), SQLITE_OK));
done:
    return status;
}

static geo_status write_node(tree *t, int64_t number)
{
    geo_status status = GEO_OK;
    sqlite3_stmt *put = t->put_node;
    GEO_TRY(geoi_sqlite_check(&t->p->db, sqlite3_bind_int64(put, 1, number), SQLITE_OK));
    GEO_TRY(geoi_sqlite_check(
        &t->p->db,
        sqlite3_bind_blob64(put, 2, t->node, (sqlite3_uint64)t->node_size, SQLITE_STATIC),
        SQLITE_OK));
    GEO_TRY(geoi_sqlite_check(&t->p->db, sqlite3_step(put), SQLITE_DONE));
    GEO_TRY(geoi_sqlite_check(&t->p->db, sqlite3_reset(put), SQLITE_OK));
done:
    return status;
}

/* Node i of the level: its cells are those from i * per_node on of the `n` at hand. */
static geo_status make_node(tree *t, int level, int64_t i, int64_t n)
{
    geo_status status = GEO_OK;
    int64_t begin = i * t->per_node, end = begin + t->per_node;
    int64_t number = t->first[level] + i;
    end = end < n ? end : n;
    geoi_gpkg_box all = t->box[begin];
    memset(t->node, 0, (size_t)t->node_size);
    uint8_t *out = put_bytes(t->node, level + 1 == t->levels ? (uint64_t)level : 0, 2);
    out = put_bytes(out, (uint64_t)(end - begin), 2);
    for (int64_t k = begin; k < end; k++) {
        const geoi_gpkg_box *b = &t->box[k];
        out = put_cell(out, t->key[k], b);
        all.min_x = b->min_x < all.min_x ? b->min_x : all.min_x;
        all.max_x = b->max_x > all.max_x ? b->max_x : all.max_x;
        all.min_y = b->min_y < all.min_y ? b->min_y : all.min_y;
        all.max_y = b->max_y > all.max_y ? b->max_y : all.max_y;
        if (level > 0) {
            GEO_TRY(put_pair(t, t->put_parent, t->key[k], number));
        }
    }
    GEO_TRY(write_node(t, number));
    t->key_above[i] = number;
    t->box_above[i] = all;
done:
    return status;
}

/* All nodes of a level, from the cells at hand; its nodes are the cells of the level above. */
static geo_status make_level(tree *t, int level, int64_t n)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_array_raw(t->p->ctx, t->count[level], sizeof *t->key_above, &t->key_above));
    GEO_TRY(geoi_array_raw(t->p->ctx, t->count[level], sizeof *t->box_above, &t->box_above));
    for (int64_t i = 0; i < t->count[level]; i++) {
        GEO_TRY(make_node(t, level, i, n));
    }
    geoi_release(t->key);
    geoi_release(t->box);
    t->key = t->key_above;
    t->box = t->box_above;
    t->key_above = NULL;
    t->box_above = NULL;
done:
    return status;
}

/* Which leaf each feature is in, by ascending keys: so the table only grows at its end. */
static geo_status put_leaves(tree *t, const geoi_gpkg_boxes *boxes)
{
    geo_status status = GEO_OK;
    int64_t *leaf = NULL;
    GEO_TRY(geoi_array_raw(t->p->ctx, t->n, sizeof *leaf, &leaf));
    for (int64_t i = 0; i < t->n; i++) {
        leaf[t->order[i]] = t->first[0] + i / t->per_node;
    }
    for (int64_t i = 0; i < t->n; i++) {
        GEO_TRY(put_pair(t, t->put_leaf, boxes->key[i], leaf[i]));
    }
done:
    geoi_release(leaf);
    return status;
}

static geo_status fill_tree(tree *t, const geoi_gpkg_boxes *boxes)
{
    geo_status status = GEO_OK;
    const geoi_sqlite *db = &t->p->db;
    const char *name = t->p->name, *geometry = t->p->geometry;
    GEO_TRY(geoi_array(t->p->ctx, t->node_size, 1, &t->node));
    GEO_TRY(order_boxes(t, boxes));
    plan_levels(t);
    GEO_TRY(geoi_sqlite_prepare(db, &t->put_node,
                                "INSERT OR REPLACE INTO \"rtree_%w_%w_node\" VALUES (?, ?)", name,
                                geometry));
    GEO_TRY(geoi_sqlite_prepare(
        db, &t->put_parent, "INSERT INTO \"rtree_%w_%w_parent\" VALUES (?, ?)", name, geometry));
    GEO_TRY(geoi_sqlite_prepare(db, &t->put_leaf, "INSERT INTO \"rtree_%w_%w_rowid\" VALUES (?, ?)",
                                name, geometry));
    GEO_TRY(put_leaves(t, boxes));
    int64_t n = t->n;
    for (int level = 0; level < t->levels; level++) {
        GEO_TRY(make_level(t, level, n));
        n = t->count[level];
    }
done:
    return status;
}

static void clear(tree *t)
{
    (void)sqlite3_finalize(t->put_node);
    (void)sqlite3_finalize(t->put_parent);
    (void)sqlite3_finalize(t->put_leaf);
    geoi_release(t->order);
    geoi_release(t->key);
    geoi_release(t->box);
    geoi_release(t->key_above);
    geoi_release(t->box_above);
    geoi_release(t->node);
}

/* ---- The extension ---------------------------------------------------------------------- */

/* The triggers keep the index true when others change the layer; they are made when it is full.
 * Their definitions are those of OGC 12-128r17, F.3, with <t> for the table, <i> for the key, <c>
 * for the geometry. */
static const char *const triggers[] = {
    "CREATE TRIGGER \"rtree_<t>_<c>_insert\" AFTER INSERT ON \"<t>\" "
    "WHEN (NEW.\"<c>\" NOTNULL AND NOT ST_IsEmpty(NEW.\"<c>\")) "
    "BEGIN INSERT OR REPLACE INTO \"rtree_<t>_<c>\" VALUES (NEW.\"<i>\", ST_MinX(NEW.\"<c>\"), "
    "ST_MaxX(NEW.\"<c>\"), ST_MinY(NEW.\"<c>\"), ST_MaxY(NEW.\"<c>\")); END;",
    "CREATE TRIGGER \"rtree_<t>_<c>_update1\" AFTER UPDATE OF \"<c>\" ON \"<t>\" "
    "WHEN OLD.\"<i>\" = NEW.\"<i>\" AND (NEW.\"<c>\" NOTNULL AND NOT ST_IsEmpty(NEW.\"<c>\")) "
    "BEGIN INSERT OR REPLACE INTO \"rtree_<t>_<c>\" VALUES (NEW.\"<i>\", ST_MinX(NEW.\"<c>\"), "
    "ST_MaxX(NEW.\"<c>\"), ST_MinY(NEW.\"<c>\"), ST_MaxY(NEW.\"<c>\")); END;",
    "CREATE TRIGGER \"rtree_<t>_<c>_update2\" AFTER UPDATE OF \"<c>\" ON \"<t>\" "
    "WHEN OLD.\"<i>\" = NEW.\"<i>\" AND (NEW.\"<c>\" ISNULL OR ST_IsEmpty(NEW.\"<c>\")) "
    "BEGIN DELETE FROM \"rtree_<t>_<c>\" WHERE id = OLD.\"<i>\"; END;",
    "CREATE TRIGGER \"rtree_<t>_<c>_update3\" AFTER UPDATE ON \"<t>\" "
    "WHEN OLD.\"<i>\" != NEW.\"<i>\" AND (NEW.\"<c>\" NOTNULL AND NOT ST_IsEmpty(NEW.\"<c>\")) "
    "BEGIN DELETE FROM \"rtree_<t>_<c>\" WHERE id = OLD.\"<i>\"; "
    "INSERT OR REPLACE INTO \"rtree_<t>_<c>\" VALUES (NEW.\"<i>\", ST_MinX(NEW.\"<c>\"), "
    "ST_MaxX(NEW.\"<c>\"), ST_MinY(NEW.\"<c>\"), ST_MaxY(NEW.\"<c>\")); END;",
    "CREATE TRIGGER \"rtree_<t>_<c>_update4\" AFTER UPDATE ON \"<t>\" "
    "WHEN OLD.\"<i>\" != NEW.\"<i>\" AND (NEW.\"<c>\" ISNULL OR ST_IsEmpty(NEW.\"<c>\")) "
    "BEGIN DELETE FROM \"rtree_<t>_<c>\" WHERE id IN (OLD.\"<i>\", NEW.\"<i>\"); END;",
    "CREATE TRIGGER \"rtree_<t>_<c>_delete\" AFTER DELETE ON \"<t>\" "
    "WHEN OLD.\"<c>\" NOT NULL "
    "BEGIN DELETE FROM \"rtree_<t>_<c>\" WHERE id = OLD.\"<i>\"; END;",
};

/* `text` with the names in place of their marks, quotes doubled: all marks stand in quotes. */
static geo_status put_names(const geoi_gpkg *p, const char *text, geoi_text *out)
{
    geo_status status = GEO_OK;
    for (const char *s = text; *s != '\0';) {
        const char *name = strncmp(s, "<t>", 3) == 0   ? p->name
                           : strncmp(s, "<i>", 3) == 0 ? p->key
                           : strncmp(s, "<c>", 3) == 0 ? p->geometry
                                                       : NULL;
        if (name == NULL) {
            GEO_TRY(geoi_text_append(p->ctx, out, s++, 1));
            continue;
        }
        for (const char *c = name; *c != '\0'; c++) {
            GEO_TRY(geoi_text_append(p->ctx, out, *c == '"' ? "\"\"" : c, *c == '"' ? 2 : 1));
        }
        s += 3;
    }
done:
    return status;
}

static geo_status make_triggers(const geoi_gpkg *p)
{
    geo_status status = GEO_OK;
    geoi_text sql = {0};
    for (int64_t i = 0; i < GEOI_COUNT_OF(triggers); i++) {
        GEO_TRY(put_names(p, triggers[i], &sql));
    }
    GEO_TRY(geoi_sqlite_run(&p->db, "%s", sql.bytes));
done:
    geoi_release(sql.bytes);
    return status;
}

geo_status geoi_gpkg_make_index(const geoi_gpkg *p, const geoi_gpkg_boxes *boxes)
{
    geo_status status = GEO_OK;
    tree t = {.p = p};
    GEO_TRY(geoi_sqlite_run(&p->db,
                            "CREATE VIRTUAL TABLE \"rtree_%w_%w\" USING rtree(id, minx, maxx, "
                            "miny, maxy)",
                            p->name, p->geometry));
    GEO_TRY(geoi_sqlite_number(&p->db, &t.node_size,
                               "SELECT length(data) FROM \"rtree_%w_%w_node\"", p->name,
                               p->geometry));
    t.per_node = (t.node_size - HEAD) / CELL;
    if (boxes->n > 0) {
        GEO_TRY(fill_tree(&t, boxes));
    }
    GEO_TRY(make_triggers(p));
    GEO_TRY(geoi_gpkg_extension(p, p->name, p->geometry, "gpkg_rtree_index", "extension_rtree",
                                "write-only"));
done:
    clear(&t);
    return status;
}
