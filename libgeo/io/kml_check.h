/* SPDX-License-Identifier: MIT */
#ifndef GEOI_KML_CHECK_H
#define GEOI_KML_CHECK_H

#include "io/file.h"

/* GEO_DATA: no whole XML document, or one with entities. What is not read is told. */
geo_status geoi_kml_check(geo_ctx *ctx, const geoi_bytes *file);

#endif /* GEOI_KML_CHECK_H */
