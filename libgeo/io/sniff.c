/* SPDX-License-Identifier: MIT */
/* Formats by their first bytes. */
#include "io/sniff.h"

#include "io/xml.h"

enum { LOOK = 4096 };

typedef struct signature {
    const char *bytes, *what, *hint; /* what NULL: one of ours */
    int length;
    geoi_kind kind;
} signature;

static const char unpack[] = "unpack it first: gzip, unzip, xz, bzip2, zstd";
static const char convert[] = "convert it first, for example: ogr2ogr out.gpkg FILE";
static const char raster[] = "rasters are not layers of features";

#define OURS(text, kind)                                                                           \
    {                                                                                              \
        (text), NULL, NULL, sizeof(text) - 1, (kind)                                               \
    }
#define OTHER(text, what, hint)                                                                    \
    {                                                                                              \
        (text), (what), (hint), sizeof(text) - 1, GEOI_KIND_CSV                                    \
    }

static const signature signatures[] = {
    OURS("SQLite format 3\0", GEOI_KIND_GEOPACKAGE),
    OURS("fgb\x03"
         "fgb",
         GEOI_KIND_FLATGEOBUF),
    OURS("\0\0\x27\x0A\0\0\0\0\0\0\0\0\0\0\0\0", GEOI_KIND_SHAPEFILE),
    OTHER("\x1F\x8B", "a gzip file", unpack),
    OTHER("PK\x03\x04", "a ZIP archive (or a table of an office program)", unpack),
    OTHER("BZh", "a bzip2 file", unpack),
    OTHER("\xFD"
          "7zXZ",
          "an xz file", unpack),
    OTHER("\x28\xB5\x2F\xFD", "a Zstandard file", unpack),
    OTHER("7z\xBC\xAF", "a 7z archive", unpack),
    OTHER("Rar!", "a RAR archive", unpack),
    OTHER("PAR1", "a Parquet file", convert),
    OTHER("ARROW1", "an Arrow file", convert),
    OTHER("%PDF", "a PDF file", convert),
    OTHER("II*\0", "a TIFF image", raster),
    OTHER("MM\0*", "a TIFF image", raster),
    OTHER("\x89PNG", "a PNG image", raster),
    OTHER("\xFF\xD8\xFF", "a JPEG image", raster),
    OTHER("\xD0\xCF\x11\xE0", "a document of an office program", "save the table as CSV"),
    OTHER("\xFF\xFE", "UTF-16 text", "save it as UTF-8"),
    OTHER("\xFE\xFF", "UTF-16 text", "save it as UTF-8"),
};

/* ---- Paths ------------------------------------------------------------------------------ */

static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

/* The path without ".gz": it is of what is inside that one asks. */
static size_t unpacked_length(const char *path)
{
    size_t n = strlen(path);
    bool packed =
        n > 3 && path[n - 3] == '.' && lower(path[n - 2]) == 'g' && lower(path[n - 1]) == 'z';
    return packed ? n - 3 : n;
}

bool geoi_has_extension(const char *path, const char *extension)
{
    size_t n = unpacked_length(path), m = strlen(extension);
    if (n <= m) {
        return false;
    }
    for (size_t i = 0; i < m; i++) {
        if (lower(path[n - m + i]) != extension[i]) {
            return false;
        }
    }
    return true;
}

void geoi_stem(const char *path, char *out, size_t size)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    size_t length = unpacked_length(name), dot = length;
    while (dot > 0 && name[dot - 1] != '.') {
        dot--;
    }
    length = dot > 1 ? dot - 1 : length;
    if (strcmp(path, "-") == 0 || length == 0) {
        name = "layer";
        length = 5;
    }
    length = length < size ? length : size - 1;
    memcpy(out, name, length);
    out[length] = '\0';
    while (length > 0 && !geoi_utf8_valid(out, (int64_t)length)) { /* a cut character */
        out[--length] = '\0';
    }
}

static bool is_table_path(const char *path)
{
    return strcmp(path, "-") == 0 || geoi_has_extension(path, ".csv") ||
           geoi_has_extension(path, ".tsv") || geoi_has_extension(path, ".txt");
}

/* Called GeoJSON, whatever is inside: the reader says best what it is instead. */
static bool is_geojson_path(const char *path)
{
    return geoi_has_extension(path, ".geojson") || geoi_has_extension(path, ".json") ||
           geoi_has_extension(path, ".geojsonl") || geoi_has_extension(path, ".geojsons");
}

/* ---- Content ---------------------------------------------------------------------------- */

static geo_status fail_unknown(geo_ctx *ctx, const char *path)
{
    geo_status status = geoi_fail(ctx, GEO_DATA, "is in no format that is read here");
    if (geoi_has_extension(path, ".dbf") || geoi_has_extension(path, ".shx") ||
        geoi_has_extension(path, ".prj") || geoi_has_extension(path, ".cpg")) {
        geoi_hint(ctx, "it is a part of a Shapefile: give the file that ends in .shp");
    } else {
        geoi_hint(ctx, "read are GeoJSON, GeoJSONSeq, GeoPackage, FlatGeobuf, Shapefile, OSM, KML, "
                       "MapInfo, and CSV that is called .csv, .tsv or .txt");
    }
    return status;
}

/* A GeoPackage says so at byte 68 ("GPKG", or "GP10" and "GP11" of old), or by its name. */
static geo_status check_sqlite(geo_ctx *ctx, const char *path, const char *bytes, int64_t size)
{
    bool marked =
        size >= 72 && (memcmp(bytes + 68, "GPKG", 4) == 0 || memcmp(bytes + 68, "GP10", 4) == 0 ||
                       memcmp(bytes + 68, "GP11", 4) == 0);
    if (marked || geoi_has_extension(path, ".gpkg")) {
        return GEO_OK;
    }
    geo_status status = geoi_fail(ctx, GEO_UNSUPPORTED, "is an SQLite database, no GeoPackage");
    geoi_hint(ctx, "%s", convert);
    return status;
}

static bool starts(const char *bytes, int64_t size, const signature *s)
{
    return size >= s->length && memcmp(bytes, s->bytes, (size_t)s->length) == 0;
}

static const signature *find_signature(const char *bytes, int64_t size)
{
    for (int64_t i = 0; i < GEOI_COUNT_OF(signatures); i++) {
        if (starts(bytes, size, &signatures[i])) {
            return &signatures[i];
        }
    }
    return NULL;
}

/* The root's name says what an XML file is; only OSM and KML are read. */
static geo_status sniff_xml(geo_ctx *ctx, const char *bytes, int64_t size, geoi_kind *kind)
{
    geo_status status = GEO_OK;
    geoi_xml x;
    bool found;
    char shown[40];
    GEO_TRY(geoi_xml_open(ctx, bytes, size, &x));
    GEO_TRY(geoi_xml_next(&x, &found));
    if (found && (geoi_xml_is(&x.name, "osm") || geoi_xml_is(&x.name, "osmChange"))) {
        *kind = GEOI_KIND_OSM_XML;
    } else if (found && geoi_xml_is(&x.name, "kml")) {
        *kind = GEOI_KIND_KML;
    } else {
        geoi_printable(x.name.at, x.name.length, shown, sizeof shown);
        status =
            geoi_fail(ctx, GEO_UNSUPPORTED, "is an XML file of <%s>, which is not read", shown);
        geoi_hint(ctx, "%s", convert);
    }
done:
    return status;
}

static bool is_xml(const char *bytes, int64_t size)
{
    int64_t at = size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    while (at < size &&
           (bytes[at] == ' ' || bytes[at] == '\t' || bytes[at] == '\r' || bytes[at] == '\n')) {
        at++;
    }
    return at + 1 < size && bytes[at] == '<' &&
           (bytes[at + 1] == '?' || bytes[at + 1] == '!' || (bytes[at + 1] | 32) >= 'a');
}

/* The length of the first header, and in it the type of the first block. */
static bool is_osm_pbf(const char *bytes, int64_t size)
{
    return size >= 15 && bytes[0] == 0 && bytes[1] == 0 &&
           memcmp(bytes + 4, "\x0A\x09OSMHeader", 11) == 0;
}

static bool begins(const char *bytes, int64_t size, const char *text)
{
    int64_t n = (int64_t)strlen(text), k = 0;
    while (k < n && k < size && lower(bytes[k]) == text[k]) {
        k++;
    }
    return k == n;
}

static bool is_json(const char *bytes, int64_t size)
{
    const char *s = bytes, *end = bytes + size;
    if (size >= 3 && memcmp(s, "\xEF\xBB\xBF", 3) == 0) {
        s += 3;
    }
    while (s < end && (*s == ' ' || *s == '\t' || *s == '\r' || *s == '\n')) {
        s++;
    }
    return s < end && (*s == '{' || *s == '[' || *s == '\x1E');
}

static bool is_text(const char *bytes, int64_t size)
{
    return memchr(bytes, '\0', (size_t)(size < LOOK ? size : LOOK)) == NULL;
}

geo_status geoi_sniff(geo_ctx *ctx, const char *path, const char *bytes, int64_t size,
                      geoi_kind *kind)
{
    if (size == 0) {
        return geoi_fail(ctx, GEO_DATA, "is empty");
    }
    const signature *found = find_signature(bytes, size);
    if (found != NULL && found->what != NULL) {
        geo_status status =
            geoi_fail(ctx, GEO_UNSUPPORTED, "is %s, which is not read", found->what);
        geoi_hint(ctx, "%s", found->hint);
        return status;
    }
    if (found != NULL) {
        *kind = found->kind;
        return found->kind == GEOI_KIND_GEOPACKAGE ? check_sqlite(ctx, path, bytes, size) : GEO_OK;
    }
    if (is_osm_pbf(bytes, size) || geoi_has_extension(path, ".pbf")) {
        *kind = GEOI_KIND_OSM_PBF;
        return GEO_OK;
    }
    if (is_xml(bytes, size)) {
        return sniff_xml(ctx, bytes, size, kind);
    }
    if (begins(bytes, size, "!table") || begins(bytes, size, "version ")) {
        *kind = begins(bytes, size, "!") ? GEOI_KIND_MAPINFO_TAB : GEOI_KIND_MAPINFO_MIF;
        return GEO_OK;
    }
    if (is_json(bytes, size) || is_geojson_path(path)) {
        *kind = GEOI_KIND_GEOJSON;
        return GEO_OK;
    }
    if (is_table_path(path) && is_text(bytes, size)) {
        *kind = GEOI_KIND_CSV;
        return GEO_OK;
    }
    return fail_unknown(ctx, path);
}
