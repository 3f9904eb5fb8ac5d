/* SPDX-License-Identifier: MIT */
/* The kinds of spots in the colours that GeoDa has made customary: maps of two columns, or two
 * years, can be laid side by side, whatever kinds occur in each. */
#include "question.h"

enum { MOST = 8 };

#define OF(s) (1U << (s))
#define ASSOCIATION (OF(MORAN) | OF(BIVARIATE) | OF(LEE))

typedef struct kind {
    unsigned statistics; /* a bit each */
    geo_style_class drawn;
} kind;

static const kind kinds[] = {
    {ASSOCIATION | OF(GEARY), {"HH", 0xFF0000, "HH: high among high"}},
    {ASSOCIATION | OF(GEARY), {"LL", 0x0000FF, "LL: low among low"}},
    {ASSOCIATION, {"LH", 0xA7ADF9, "LH: low among high"}},
    {ASSOCIATION, {"HL", 0xF4ADA8, "HL: high among low"}},
    {OF(GI) | OF(GI_STAR), {"hot", 0xFF0000, "hot spot"}},
    {OF(GI) | OF(GI_STAR), {"cold", 0x0000FF, "cold spot"}},
    {OF(GEARY), {"alike", 0xFDDBC7, "like its neighbours"}},
    {OF(GEARY), {"unlike", 0x67ADC7, "unlike its neighbours"}},
    {OF(JOINS), {"joined", 0xFF0000, "joined"}},
    {~0U, {"not significant", 0xEEEEEE, NULL}},
    {~0U, {"isolated", 0x999999, "isolated: no neighbours"}},
    {~0U, {NULL, 0x464646, "no result"}},
};

cli_style hotspot_style(cli_call *call, const arguments *a)
{
    geo_style_class *classes = cli_array(call, MOST, sizeof *classes);
    int64_t n = 0;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0] && n < MOST; i++) {
        if ((kinds[i].statistics & OF(a->statistic)) != 0) {
            classes[n++] = kinds[i].drawn;
        }
    }
    return (cli_style){
        .kind = GEO_STYLE_CATEGORIES, .field = "hs_class", .classes = classes, .class_count = n};
}
