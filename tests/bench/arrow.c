/* SPDX-License-Identifier: MIT */
/* The bare loop that readers of GeoPackage and FlatGeobuf are measured against: every batch of
 * GDAL's Arrow stream is fetched and let go, nothing is kept.
 *
 * usage: bench_arrow FILE      prints the seconds and, after them, the rows */
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include <gdal.h>
#include <ogr_api.h>
#include <ogr_recordbatch.h>

static double now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int64_t count_rows(OGRLayerH layer)
{
    struct ArrowArrayStream stream;
    struct ArrowArray batch;
    int64_t rows = 0;
    if (!OGR_L_GetArrowStream(layer, &stream, NULL)) {
        return -1;
    }
    while (stream.get_next(&stream, &batch) == 0 && batch.release != NULL) {
        rows += batch.length;
        batch.release(&batch);
    }
    stream.release(&stream);
    return rows;
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        (void)fprintf(stderr, "usage: bench_arrow FILE\n");
        return 2;
    }
    GDALAllRegister();
    double begin = now();
    GDALDatasetH dataset = GDALOpenEx(argv[1], GDAL_OF_VECTOR, NULL, NULL, NULL);
    int64_t rows = dataset != NULL ? count_rows(GDALDatasetGetLayer(dataset, 0)) : -1;
    if (rows < 0) {
        (void)fprintf(stderr, "bench_arrow: cannot read %s\n", argv[1]);
        return 1;
    }
    (void)printf("%.6f %" PRId64 "\n", now() - begin, rows);
    (void)GDALClose(dataset);
    return 0;
}
