/* SPDX-License-Identifier: MIT */
/* Small GeoTIFFs, written byte by byte, so that a test knows every cell. */
#ifndef GEO_TEST_TIFF_H
#define GEO_TEST_TIFF_H

#include <stdbool.h>
#include <stdint.h>

typedef enum tiff_type {
    TIFF_UINT8,
    TIFF_INT16,
    TIFF_FLOAT32,
    TIFF_FLOAT64,
    TIFF_COMPLEX64
} tiff_type;

typedef struct tiff_spec {
    int width, height, bands; /* bands 0 = one */
    tiff_type type;
    int tile;             /* side of tiles, a multiple of 16; 0 = a strip per row */
    int strips_of;        /* rows of a strip; 0 = one */
    int epsg;             /* 0 = no system; 4326 and 4490 are degrees */
    bool unplaced;        /* has no transform */
    double transform[6];  /* as in geo_raster_info */
    const char *nodata;   /* GDAL's tag; NULL = none */
    const char *metadata; /* GDAL's XML; NULL = none */
    bool masked;          /* cells whose column + row is odd are outside the file's mask */
    /* what a cell is; NULL = band * 10000 + row * width + column */
    double (*value)(int band, int column, int row);
} tiff_spec;

/* The value that spec gives the cell. */
double tiff_value(const tiff_spec *spec, int band, int column, int row);
void write_tiff(const char *path, const tiff_spec *spec);

#endif /* GEO_TEST_TIFF_H */
