/* SPDX-License-Identifier: MIT */
/* What the columns of the tables mean, statistic by statistic. */
#include "question.h"

#define R                                                                                          \
    {                                                                                              \
        "r_m", GEO_REAL, "m", "distance", "距离", ""                                               \
    }
#define SECTOR                                                                                     \
    {                                                                                              \
        "sector", GEO_TEXT, NULL, "sector", "领域", "of --sector"                                  \
    }
#define P                                                                                          \
    {                                                                                              \
        "p", GEO_REAL, NULL, "chance", "显著性概率",                                               \
            "how often the simulations go as far from their middle, two-sided"                     \
    }

static const cli_column curve[] = {
    R,
    {"observed", GEO_REAL, NULL, "the statistic", "统计量",
     "k in m2, l less r in m, pair, f, g and j without unit; null where it is undefined"},
    {"expected", GEO_REAL, NULL, "expected without any pattern", "期望值",
     "k pi r^2, l 0, pair and j 1, f and g 1 - exp(-density pi r^2)"},
    {"low", GEO_REAL, NULL, "lower edge of the envelope", "包络下限", "with --simulations"},
    {"high", GEO_REAL, NULL, "upper edge of the envelope", "包络上限", "with --simulations"},
    {"mean", GEO_REAL, NULL, "mean of the simulations", "模拟均值", "with --simulations"},
    {0},
};

static const cli_column clark_evans[] = {
    {"used", GEO_INT, NULL, "points in the window", "点数", ""},
    {"mean_m", GEO_REAL, "m", "mean distance to the nearest other", "平均最近邻距离", ""},
    {"expected_m", GEO_REAL, "m", "that expected by chance", "期望距离", ""},
    {"ratio", GEO_REAL, NULL, "mean over expected", "最近邻比率",
     "below 1 gathered, above 1 apart; no allowance for the border"},
    {"error_m", GEO_REAL, "m", "standard error of the mean", "标准误", ""},
    {"z", GEO_REAL, NULL, "standard score", "标准分数", "(mean - expected) / error"},
    {"p", GEO_REAL, NULL, "chance", "显著性概率", "of z, two-sided"},
    {"donnelly_expected_m", GEO_REAL, "m", "expected, corrected for the border", "边界校正期望距离",
     "Donnelly 1978: rectangles only, else null, as are the next four"},
    {"donnelly_ratio", GEO_REAL, NULL, "mean over that", "边界校正比率", ""},
    {"donnelly_error_m", GEO_REAL, "m", "its standard error", "边界校正标准误", ""},
    {"donnelly_z", GEO_REAL, NULL, "its standard score", "边界校正标准分数", ""},
    {"donnelly_p", GEO_REAL, NULL, "its chance", "边界校正显著性概率", "two-sided"},
    {"drawn_ratio", GEO_REAL, NULL, "mean over that of the simulations", "模拟比率",
     "with --simulations, in any window: what the border does is in both"},
    {"drawn_p", GEO_REAL, NULL, "its chance", "模拟显著性概率", "two-sided"},
    {0},
};

static const cli_column quadrat[] = {
    {"column", GEO_INT, NULL, "from the west", "列", "from 1"},
    {"row", GEO_INT, NULL, "from the south", "行", "from 1"},
    {"points", GEO_INT, NULL, "points in it", "点数", ""},
    {"expected", GEO_REAL, NULL, "points expected", "期望点数", "by its share of the window"},
    {"area_m2", GEO_REAL, "m2", "area in the window", "面积", "quadrats without any are left out"},
    {0},
};

static const cli_column kd[] = {
    SECTOR,
    {"r_m", GEO_REAL, "m", "distance", "距离", "with --costs r, in their unit"},
    {"kd", GEO_REAL, "1/m", "density of pairs of the sector at this distance", "Kd 密度", ""},
    {"mean", GEO_REAL, "1/m", "mean of the simulations", "模拟均值",
     "this and all below with --simulations"},
    {"local_low", GEO_REAL, "1/m", "lower edge of the local band", "局部包络下限",
     "quantile --alpha at this distance alone"},
    {"local_high", GEO_REAL, "1/m", "upper edge of the local band", "局部包络上限", ""},
    {"global_low", GEO_REAL, "1/m", "lower edge of the global band", "全局包络下限",
     "1 - --alpha of the simulations stay within at all distances"},
    {"global_high", GEO_REAL, "1/m", "upper edge of the global band", "全局包络上限", ""},
    {"localised", GEO_REAL, "1/m", "what kd has above the global band", "集聚度", "0: not more"},
    {"dispersed", GEO_REAL, "1/m", "what kd lacks below it", "分散度",
     "0 everywhere where the sector is localised at any distance"},
    {0},
};

static const cli_column m[] = {
    SECTOR,
    {"near", GEO_TEXT, NULL, "whose neighbours are looked for", "邻近领域",
     "that of --to, else the sector itself"},
    {"radius_m", GEO_REAL, "m", "how far neighbours may be", "半径",
     "with --costs radius, in their unit"},
    {"m", GEO_REAL, NULL, "share among neighbours over share of all", "M",
     "1 is chance; null when none has a neighbour"},
    {"mean", GEO_REAL, NULL, "mean of the simulations", "模拟均值",
     "this, low, high and p with --simulations"},
    {"low", GEO_REAL, NULL, "lower edge of the band", "包络下限", "at this radius alone"},
    {"high", GEO_REAL, NULL, "upper edge of the band", "包络上限", ""},
    P,
    {"members", GEO_INT, NULL, "members with a neighbour", "有邻居的数目",
     "the others do not count"},
    {0},
};

static const cli_column colocation[] = {
    {"sector", GEO_TEXT, NULL, "sector that is looked from", "领域", "of --sector"},
    {"nearest", GEO_TEXT, NULL, "sector of the nearest other", "最近邻领域", ""},
    {"points", GEO_INT, NULL, "points of the sector", "点数", ""},
    {"count", GEO_REAL, NULL, "of those whose nearest is one", "最近邻计数",
     "shared out where several are as near"},
    {"quotient", GEO_REAL, NULL, "that over what is expected", "共址商",
     "1 is chance; null where nothing is expected"},
    {"mean", GEO_REAL, NULL, "mean of the simulations", "模拟均值", "with --simulations, as p"},
    P,
    {0},
};

static const cli_column quotients[] = {
    {"zone", GEO_TEXT, NULL, "zone", "分区", "null: the sector in all zones"},
    {"sector", GEO_TEXT, NULL, "sector", "领域", "null: the zone with all sectors"},
    {"plants", GEO_INT, NULL, "features", "机构数", ""},
    {"amount", GEO_REAL, NULL, "sum of --weight", "总量", "without one the same as plants"},
    {"quotient", GEO_REAL, NULL, "location quotient", "区位商",
     "the sector's share of the zone over its share of all; in rows of both"},
    {"hhi", GEO_REAL, NULL, "Herfindahl-Hirschman", "赫芬达尔指数",
     "sum of squared shares: of sectors in a zone, or of zones in a sector; this and all below in "
     "rows of one of the two"},
    {"hhi_relative", GEO_REAL, NULL, "the same from 0 to 1", "标准化赫芬达尔指数", ""},
    {"entropy", GEO_REAL, NULL, "Shannon's entropy", "熵", "in nats"},
    {"evenness", GEO_REAL, NULL, "entropy over the most there can be", "均匀度", "0 to 1"},
    {"hill1", GEO_REAL, NULL, "exp(entropy)", "希尔数1", "as many alike would be as mixed"},
    {"hill2", GEO_REAL, NULL, "1 / hhi", "希尔数2", "the same by squares"},
    {"krugman", GEO_REAL, NULL, "Krugman's specialisation", "克鲁格曼指数",
     "sum of |share - share of all|, 0 to 2"},
    {"hachman", GEO_REAL, NULL, "Hachman's index", "哈克曼指数", "1: as mixed as all"},
    {"ellison_glaeser", GEO_REAL, NULL, "Ellison and Glaeser's gamma", "EG 指数",
     "of a sector: above 0.05 much concentrated, below 0.02 little, 0 as by chance"},
    {"maurel_sedillot", GEO_REAL, NULL, "Maurel and Sedillot's gamma", "MS 指数", "of a sector"},
    {0},
};

const cli_table pattern_tables[] = {
    {"k, l, pair, f, g and j", curve},
    {"clark-evans", clark_evans},
    {"quadrat", quadrat},
    {"kd", kd},
    {"m", m},
    {"colocation", colocation},
    {"quotients", quotients},
    {0},
};
