/* SPDX-License-Identifier: MIT */
/* The account as a table: a row for each distance, zone and type of facility. */
#include <math.h>

#include "question.h"

enum {
    DISTANCE,
    FROM,
    ZONE,
    TYPE,
    DEMAND,
    COVERED,
    SHARE,
    BAND,
    TWICE,
    REDUNDANCY,
    DEPTH,
    REACHED_0,
    REACHED_1,
    REACHED_2,
    REACHED_3,
    UNITS,
    UNKNOWN
};

const cli_column coverage_table_columns[] = {
    {"distance_m", GEO_REAL, "m", "distance", "距离", "null: each facility's own"},
    {"from_m", GEO_REAL, "m", "from distance", "起始距离", "the next smaller distance"},
    {"zone", GEO_TEXT, NULL, "zone", "分区", "null: all"},
    {"type", GEO_TEXT, NULL, "type of facility", "设施类型", "null: any"},
    {"demand", GEO_REAL, NULL, "demand", "需求量", "all there is"},
    {"covered", GEO_REAL, NULL, "demand within reach", "覆盖需求量", "of one facility or more"},
    {"share", GEO_REAL, "%", "share within reach", "需求覆盖率", "covered of demand"},
    {"band", GEO_REAL, NULL, "demand of the band", "圈层需求量", "covered, but not from_m away"},
    {"twice", GEO_REAL, NULL, "demand covered twice", "重复覆盖需求量", "of two or more"},
    {"redundancy", GEO_REAL, "%", "covered twice of what is covered", "需求冗余率", "twice of it"},
    {"mean_fac", GEO_REAL, NULL, "mean facilities", "平均设施数", "mean over the demand"},
    {"reached_0", GEO_REAL, NULL, "reached by none", "无设施覆盖需求量", ""},
    {"reached_1", GEO_REAL, NULL, "reached by one", "一处设施覆盖需求量", ""},
    {"reached_2", GEO_REAL, NULL, "reached by two", "两处设施覆盖需求量", ""},
    {"reached_3p", GEO_REAL, NULL, "reached by three or more", "三处及以上覆盖需求量", ""},
    {"units", GEO_INT, NULL, "units counted", "计入单元数", ""},
    {"unknown", GEO_INT, NULL, "units left out", "未计入单元数", ""},
    {0},
};

enum { COLUMNS = sizeof coverage_table_columns / sizeof coverage_table_columns[0] - 1 };
_Static_assert(COLUMNS == UNKNOWN + 1 && REACHED_3 == REACHED_0 + MOST_TOLD_APART,
               "a column for each entry");

typedef struct rows {
    int64_t n;
    double *real[COLUMNS];
    int64_t *whole[COLUMNS];
    const char **text[COLUMNS];
} rows;

static geo_status add_row(cli_call *call, const question *q, const geo_demand *account,
                          const int64_t at[3], double before, rows *r)
{
    geo_demand_row row;
    double by_count[MOST_TOLD_APART + 1];
    int64_t i = r->n, zone = at[1], type = at[2];
    geo_status status = geo_demand_read(cli_ctx(call), account, at[0], zone, type, &row, by_count);
    if (status != GEO_OK) {
        return status;
    }
    r->real[DISTANCE][i] = q->distance_m != NULL ? q->distance_m[at[0]] : (double)NAN;
    r->text[ZONE][i] = zone >= 0 ? q->zones.name[zone] : NULL;
    r->text[TYPE][i] = type >= 0                ? q->types.name[type]
                       : type == GEO_EVERY_TYPE ? "every type"
                                                : NULL;
    r->real[DEMAND][i] = row.weight;
    r->real[COVERED][i] = row.covered;
    r->real[SHARE][i] = 100.0 * row.share;
    r->real[BAND][i] = row.covered - before;
    r->real[TWICE][i] = row.twice;
    r->real[REDUNDANCY][i] = 100.0 * row.redundancy;
    r->real[DEPTH][i] = row.mean_depth;
    for (int k = 0; k <= MOST_TOLD_APART; k++) {
        r->real[REACHED_0 + k][i] = by_count[k];
    }
    r->whole[UNITS][i] = row.used;
    r->whole[UNKNOWN][i] = row.unknown;
    r->n++;
    return GEO_OK;
}

/* One zone and type at all distances, from the smallest on. */
static geo_status add_rows(cli_call *call, const question *q, const geo_demand *account,
                           int64_t zone, int64_t type, rows *r)
{
    geo_status status = GEO_OK;
    int64_t *order = cli_array(call, q->m, sizeof *order);
    double before = 0.0, from = q->distance_m != NULL ? 0.0 : (double)NAN;
    order_distances(q, order);
    for (int64_t i = 0; i < q->m; i++) {
        const int64_t at[3] = {order[i], zone, type};
        r->real[FROM][r->n] = from;
        CLI_TRY(add_row(call, q, account, at, before, r));
        before = r->real[COVERED][r->n - 1];
        from = r->real[DISTANCE][r->n - 1];
    }
done:
    return status;
}

static geo_status make_layer(cli_call *call, const rows *r, geo_layer **out)
{
    geo_status status = GEO_OK;
    uint8_t *type = cli_array(call, r->n, 1); /* zero: without geometry */
    int64_t *parts = cli_array(call, r->n + 1, sizeof *parts);
    geo_geometry none = {.n = r->n, .type = type, .part_offset = parts};
    CLI_TRY(geo_layer_create(cli_ctx(call), "coverage", &none, out));
    for (int c = 0; c < COLUMNS; c++) {
        const cli_column *column = &coverage_table_columns[c];
        CLI_TRY(column->type == GEO_REAL ? cli_add_reals(call, *out, column, NULL, r->real[c])
                : column->type == GEO_INT
                    ? cli_add_ints(call, *out, column, NULL, r->whole[c], NULL)
                    : cli_add_texts(call, *out, column, NULL, r->text[c]));
    }
done:
    return status;
}

geo_status write_table(cli_call *call, const char *path, const question *q,
                       const geo_demand *account)
{
    geo_status status = GEO_OK;
    geo_layer *layer = NULL;
    rows r = {0};
    int64_t types = q->types.n > 0 ? q->types.n + 2 : 1, room = q->m * (1 + q->zones.n) * types;
    if (path == NULL) {
        return GEO_OK;
    }
    for (int c = 0; c < COLUMNS; c++) {
        r.real[c] = cli_array(call, room, sizeof *r.real[c]);
        r.whole[c] = cli_array(call, room, sizeof *r.whole[c]);
        r.text[c] = cli_array(call, room, sizeof *r.text[c]);
    }
    for (int64_t zone = -1; zone < q->zones.n; zone++) {
        for (int64_t t = -1; t < types - 1; t++) {
            bool every = q->types.n > 0 && t == types - 2;
            CLI_TRY(add_rows(call, q, account, zone, every ? GEO_EVERY_TYPE : t, &r));
        }
    }
    CLI_TRY(make_layer(call, &r, &layer));
    CLI_TRY(cli_write_to(call, path, layer, (cli_style){.kind = GEO_STYLE_NONE}));
done:
    geo_layer_destroy(layer);
    return status;
}
