/* SPDX-License-Identifier: MIT */
/* Tags of an XML 1.0 document, one after another, without its text: enough to look a file over
 * before a library may parse it. Document types, and with them entities, are refused: no file of
 * places needs them, and they are how XML fills memories and reads other files. */
#ifndef GEOI_XML_H
#define GEOI_XML_H

#include "base/base.h"

enum { GEOI_XML_DEEPEST = 100 };

typedef struct geoi_xml_span {
    const char *at;
    int64_t length;
} geoi_xml_span;

typedef struct geoi_xml {
    geo_ctx *ctx;
    const char *begin, *at, *end;
    int depth; /* of the tag at hand: 1 for the root */
    bool rooted;
    geoi_xml_span open[GEOI_XML_DEEPEST];
    /* The tag at hand. */
    const char *tag; /* its '<' */
    geoi_xml_span name, attributes;
    bool opens, closes; /* both: <a/> */
    bool leaving;       /* it closed: its depth counts no more */
} geoi_xml;

/* GEO_DATA: not UTF-8. */
geo_status geoi_xml_open(geo_ctx *ctx, const char *bytes, int64_t size, geoi_xml *x);
/* The next tag; *found is false at the end of a document that is whole. GEO_DATA names the line. */
geo_status geoi_xml_next(geoi_xml *x, bool *found);
/* GEO_DATA "line 3: <what>", of the tag at hand. */
geo_status geoi_xml_fail(const geoi_xml *x, const char *what);
bool geoi_xml_is(const geoi_xml_span *name, const char *text);
/* The value of an attribute of the tag at hand, as it is written; false: it has none. */
bool geoi_xml_attribute(const geoi_xml *x, const char *name, geoi_xml_span *value);

#endif /* GEOI_XML_H */
