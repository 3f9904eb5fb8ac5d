/* SPDX-License-Identifier: MIT */
/** @file geo/io.h
 *  The doors: files and pipes to layers and back.
 */
#ifndef GEO_IO_H
#define GEO_IO_H

#include "geo/layer.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Read ---------------------------------------------------------------------------- */

typedef struct geo_read_options {
    size_t struct_size;
    const char *layer;      /**< layer of a file that has several; NULL = the only one */
    const char *crs;        /**< the coordinates' system when the file does not say, or says it
                                 wrong: "EPSG:4548", "GCJ-02", "BD-09", "BD09MC", WKT, a PROJ
                                 string, or a file (see below); NULL = what the file says */
    const char *encoding;   /**< of the text of Shapefile and CSV: "GBK", "UTF-8"; NULL = what the
                                 file says, else what its texts show, with a note */
    const char *x_field;    /**< CSV: column of x or longitude; NULL = lon, longitude, lng, 经度
                                 or x, else the only pair of such names, as in gcj_lon and gcj_lat,
                                 whose system counts as what the file says */
    const char *y_field;    /**< CSV: column of y or latitude; NULL = lat, latitude, 纬度 or y */
    int64_t allow_ballpark; /**< nonzero: where no change of datum is known, as for Beijing 1954
                                 and Xian 1980, do without, which may be wrong by more than
                                 100 m; default: refuse */
    const char *reader;     /**< "gdal" reads GeoJSON through GDAL's driver, and other formats of
                                 GDAL's feature by feature: to compare with. It is slow, forgives
                                 what GDAL forgives, and keeps no foreign members; NULL = our own */
    const char *tags;       /**< OSM: keys that become columns, as in "highway,name"; the others are
                                 kept in the column other_tags; NULL = a usual set */
    int64_t allow_views;    /**< nonzero: a layer of a GeoPackage may be a view or have computed
                                 columns, and so run SQL of whoever made the file */
    geo_layer **rejects;    /**< where the features go with which something is wrong: they are left
                                 out, and *rejects becomes a layer without geometry of the columns
                                 feature (its number in the file, from 1), line (or null), reason and
                                 text (what was there); NULL = such a feature fails the whole. A
                                 file that is cut off, or no whole file of its format, fails anyway.
                                 Features without geometry are not faulty */
    int64_t digest;         /**< nonzero: geo_layer_digest() will be asked for, so compute it beside
                                 the reading, on a thread of its own where the context has more
                                 than one; default: when it is asked for */
    int64_t allow_remote;   /**< nonzero: the path may name a PostGIS database, to which it then
                                 connects (see below); default: refuse, and connect to nothing */
} geo_read_options;

static inline geo_read_options geo_read_options_default(void)
{
    geo_read_options o = {
        sizeof(geo_read_options), NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, 0, NULL, 0, 0};
    return o;
}

/** Read @p path, or standard input when it is "-", into a layer.
 *
 *  GeoJSON (RFC 7946), GeoJSONSeq (RFC 8142 and newline-delimited), GeoPackage, FlatGeobuf,
 *  Shapefile, CSV with coordinates, OpenStreetMap (PBF and XML), KML and MapInfo (.tab and .mif),
 *  told apart by content. Whatever it held, the layer is
 *  OGC:CRS84 and UTF-8. A path is a regular file or a pipe; the file is not changed and nothing is
 *  written beside it. What begins like an address ("https://", "/vsicurl/") is refused, and only
 *  options->allow_remote reads a database.
 *
 *  The key of a GeoPackage becomes the features' ids. Curves become lines, measures (M) and
 *  binary columns are left out, with a note. The columns of a CSV are integers, numbers or
 *  booleans where all values are and none begins with a needless 0, else text; those of the
 *  coordinates, or one of WKT called geometry, wkt, geom or the_geom, become the geometry. A file
 *  that does not say in which system its coordinates are is refused unless options->crs does; only
 *  GeoJSON and CSV are then degrees.
 *
 *  A GeoPackage that another program has open is read with what that one saved last, from the
 *  "-wal" beside it. GeoPackages up to 64 MB are checked page by page and value by value first,
 *  larger ones as they are read. The layers of OpenStreetMap are points, lines, multipolygons
 *  (also called polygons), multilinestrings and other_relations; those of KML its folders.
 *
 *  options->crs may be the path of a file that ends in .prj, .wkt, .txt or .json, in any case,
 *  with WKT, PROJJSON, a PROJ string, or the parameters of a local system as a JSON object: either
 *  four to the plane of a projected system ("target"), x' = dx + scale (x cos r - y sin r),
 *  y' = dy + scale (x sin r + y cos r) with x to the east and r counter-clockwise,
 *    {"name": "Town grid", "method": "plane", "target": "EPSG:4548", "dx": 1.5, "dy": -2.5,
 *     "rotation": 12.3, "rotation_unit": "second", "scale": 1.00002}
 *  or seven (Bursa-Wolf) from the datum of "system" to WGS 84, metres, seconds and parts per
 *  million, with the rotations' convention as the method ("position_vector" or
 *  "coordinate_frame", EPSG methods 9606 and 9607),
 *    {"name": "Town 1980", "method": "coordinate_frame", "system": "EPSG:2384", "dx": 1, "dy": 2,
 *     "dz": 3, "rx": 0.1, "ry": 0.2, "rz": 0.3, "ppm": 0.5}
 *
 *  With options->allow_remote, "PG:dbname=city host=db.example" (the words of libpq, and
 *  tables=, schemas= to look at these alone) or "postgresql://user@host/city" is a PostGIS
 *  database. One transaction reads it that is read only and sees one state of it. Its layers are
 *  called "table", outside of the schema public "schema.table", and "table(column)" where there
 *  are several columns of geometry; views and foreign tables need options->allow_views. Rows
 *  come as the server gives them. The environment (PGPASSWORD, PGHOST, ...), ~/.pgpass, service
 *  files and ~/.postgresql are not used: name dbname, and a password in it or by
 *  passfile=FILE. Without connect_timeout it waits 10 seconds for each host.
 *
 *  @retval GEO_IO    cannot be opened or read, or the server does not let us in
 *  @retval GEO_DATA  not in a readable format, or wrong inside: the message names line and
 *                    column, feature or row; nothing is returned
 *  @retval GEO_INVALID an option does not fit the file (unknown layer, field or system)
 *  @retval GEO_UNSUPPORTED it is an address, or a format that is not read */
GEO_API GEO_MUST_CHECK geo_status geo_layer_read(geo_ctx *ctx, const char *path,
                                                 const geo_read_options *options, geo_layer **out);

/** The layers of a file. */
typedef struct geo_layers geo_layers;

/** One of them. */
typedef struct geo_layers_entry {
    const char *name;     /**< for geo_read_options::layer; of formats that hold one layer, what
                               that will be called */
    const char *geometry; /**< as the file declares it: "Point" to "GeometryCollection"; "none" is
                               a table without geometry, "any" is not declared */
    int64_t features;     /**< counted; -1 = one has to read the layer to know */
    int view;             /**< nonzero: it would run SQL of whoever made the file, so nothing
                               else is known of it; see geo_read_options::allow_views */
} geo_layers_entry;

/** List the layers of @p path in their order, without reading them: those of GeoPackage, KML,
 *  OpenStreetMap and PostGIS; a file of another format is one layer. Of the options count
 *  allow_remote and allow_views; NULL = the defaults. Errors as geo_layer_read(). */
GEO_API GEO_MUST_CHECK geo_status geo_layers_list(geo_ctx *ctx, const char *path,
                                                  const geo_read_options *options,
                                                  geo_layers **out);
GEO_API int64_t geo_layers_count(const geo_layers *layers);
/** @p i counts from 0; the name lives as long as @p layers. */
GEO_API geo_layers_entry geo_layers_at(const geo_layers *layers, int64_t i);
GEO_API void geo_layers_destroy(geo_layers *layers);

/** Is @p source no path of a file, but a database, an address or a virtual file? */
GEO_API int geo_source_is_remote(const char *source);

/** @p source as it may be shown and kept: a password in it becomes "***". What is odd may lose
 *  more than that; a path of a file stays as it is.
 *  @param out   [size], always terminated when @p size is not 0
 *  @return the length of the whole, which was cut when that is @p size or more */
GEO_API size_t geo_source_shown(const char *source, char *out, size_t size);

/** Where a layer was read from (as geo_source_shown() has it), and the BLAKE2b-256 (RFC 7693) of
 *  that file as 64 hexadecimal digits, which `b2sum -l 256` gives too; "" for a layer of a database
 *  or made otherwise, or when the file was changed since. Of a Shapefile the digest is that of the
 *  .shp. It is computed when it is first asked for, which takes as long as reading the file, unless
 *  geo_read_options::digest; it may be asked for from any thread. */
GEO_API const char *geo_layer_source(const geo_layer *layer);
GEO_API const char *geo_layer_digest(const geo_layer *layer);
/** The system the coordinates were read in: "OGC:CRS84", "EPSG:4527", "GCJ-02"; "" for a layer
 *  made otherwise. */
GEO_API const char *geo_layer_source_crs(const geo_layer *layer);
/** The system that the coordinates are more likely in, though they were read as WGS 84 as nothing
 *  declared another: "GCJ-02" or "BD-09", which look the same, where names say so; and what says
 *  it, as in "the file's name says gcj02". It is a guess: reading again with it as
 *  geo_read_options::crs is up to the user. "" where nothing speaks for it, or crs was given. */
GEO_API const char *geo_layer_likely_crs(const geo_layer *layer);
GEO_API const char *geo_layer_likely_reason(const geo_layer *layer);
/** The encoding its texts were in: "UTF-8", "GB18030"; "" for a layer made otherwise. */
GEO_API const char *geo_layer_source_encoding(const geo_layer *layer);

/* ---- Write --------------------------------------------------------------------------- */

typedef enum geo_format {
    GEO_FORMAT_AUTO, /**< by the extension; GeoJSON on standard output */
    GEO_FORMAT_GEOJSON,
    GEO_FORMAT_GEOJSONSEQ, /**< one feature a line, no record separators */
    GEO_FORMAT_GEOPACKAGE,
    GEO_FORMAT_FLATGEOBUF,
    GEO_FORMAT_SHAPEFILE, /**< .shp with .shx, .dbf, .prj and .cpg beside it; only for files */
    GEO_FORMAT_CSV        /**< points as columns lon and lat, other geometry as WKT */
} geo_format;

/** The format of which @p path has the extension; GEO_FORMAT_GEOJSON for "-", GEO_FORMAT_AUTO
 *  when it names none. */
GEO_API geo_format geo_format_of(const char *path);

/** How QGIS shall draw a layer at first sight, with the columns' titles: in a GeoPackage its
 *  table layer_styles, else a .qml file beside the output. */
typedef enum geo_style_kind {
    GEO_STYLE_NONE,
    GEO_STYLE_SINGLE,     /**< one symbol */
    GEO_STYLE_CATEGORIES, /**< one colour per value of the field, for the 20 most frequent */
    GEO_STYLE_GRADUATED   /**< five equal-count classes of the field */
} geo_style_kind;

/** How a value of the column that colours is drawn, whether it occurs or not. */
typedef struct geo_style_class {
    const char *value; /**< as a GeoJSON text or number shows it; NULL = nulls, and all else that
                            has no colour of its own */
    uint32_t colour;   /**< 0xRRGGBB */
    const char *label; /**< what the legend says; NULL = the value */
} geo_style_class;

typedef struct geo_write_options {
    size_t struct_size;
    geo_format format;
    int overwrite;           /**< nonzero: replace an existing file; default: refuse */
    const char *run;         /**< a JSON object kept as the member "geo:run", in a GeoPackage as
                                  the layer's metadata GEO_RUN; NULL = none */
    int64_t decimals;        /**< of coordinates in GeoJSON and CSV, 0 to 15; default 7 (1 cm) */
    geo_style_kind style;    /**< default none; only for files */
    const char *style_field; /**< the column that colours; NULL for single */
    const char *layer;       /**< GeoPackage: the layer's name. A file that exists keeps its other
                                  layers; one of this name is replaced with overwrite, else
                                  refused. NULL = the only layer, called as the file */
    int index;               /**< FlatGeobuf: nonzero writes its spatial index, which puts the
                                  features into another order */
    int escape_formulas;     /**< CSV: nonzero puts ' before texts that begin with = + - @, a tab
                                  or a carriage return, which spreadsheets would run; default: as
                                  they are, and a note tells how many */
    const geo_style_class *style_classes; /**< [style_class_count] with categories: come first in
                                               the legend, in this order; NULL = none */
    int64_t style_class_count;
} geo_write_options;

static inline geo_write_options geo_write_options_default(void)
{
    geo_write_options o = {sizeof(geo_write_options),
                           GEO_FORMAT_AUTO,
                           0,
                           NULL,
                           7,
                           GEO_STYLE_NONE,
                           NULL,
                           NULL,
                           0,
                           0,
                           NULL,
                           0};
    return o;
}

/** Write @p layer to @p path, or to standard output when it is "-".
 *
 *  A file appears whole under its name or not at all, also when the process is killed. Equal
 *  layers give equal bytes, and GeoJSON that was read back gives the same bytes again.
 *
 *  GeoJSON is RFC 7946: outer rings counter-clockwise, no crs member, fixed decimals, no NaN.
 *  Lines and polygons whose next longitude is more than 180 degrees away take the shorter way,
 *  over the antimeridian, and are cut there into Multi types; a ring around a pole gets the
 *  pole's edge. Members that the input's collection and features had beside those of the RFC
 *  stay, and where it had a bbox there is one of what is written, its west greater than its east
 *  when that is narrower. What was absent stays absent. Every position stays too, also when it is
 *  rounded onto the one before; a note tells of rings and lines of which nothing is left, of
 *  cuts, and of integers beyond 2^53, which are written exactly but JavaScript rounds.
 *
 *  GeoPackage (OGC 1.3, with spatial index) and FlatGeobuf (3.0.1) are EPSG:4326 and keep the order
 *  of features unless options->index, where those without a place come last. FlatGeobuf has columns
 *  of JSON, times with a zone and titles as such; it cannot have heights for some positions only,
 *  and a note tells of features without geometry, which not all of its readers take.
 *
 *  A Shapefile holds one kind of geometry, names of 10 bytes, texts of 254, dates but no times:
 *  other geometry is refused, and a note each tells what else is cut. Its members appear together.
 *  CSV (RFC 4180) has points in the columns lon and lat, other geometry as WKT in the column
 *  geometry, and an empty text in quotes, which tells it from null.
 *
 *  With options->layer a GeoPackage that is there is copied, the copy gets the layer, and takes
 *  the file's place. Its other layers stay as they are; a file with several layers is not
 *  replaced whole.
 *
 *  When the reader of standard output goes away, SIGPIPE ends the process as it does any
 *  filter; where that signal is ignored, this is GEO_IO.
 *
 *  @retval GEO_IO      cannot be written, or exists (and overwrite is 0)
 *  @retval GEO_INVALID unknown extension, or an option out of range
 *  @retval GEO_UNSUPPORTED the format cannot hold the layer: the message says what, the hint
 *                          which format can */
GEO_API GEO_MUST_CHECK geo_status geo_layer_write(geo_ctx *ctx, const char *path,
                                                  const geo_layer *layer,
                                                  const geo_write_options *options);

/** Find out before the work whether geo_layer_write() would refuse @p path: it exists, its folder
 *  is not there, its extension names no format. Nothing is left behind. Errors as above. */
GEO_API GEO_MUST_CHECK geo_status geo_layer_write_check(geo_ctx *ctx, const char *path,
                                                        const geo_write_options *options);

/** Write @p size bytes in the same all-or-nothing way: reports, tables, styles. */
GEO_API GEO_MUST_CHECK geo_status geo_file_write(geo_ctx *ctx, const char *path, const void *bytes,
                                                 size_t size, int overwrite);

/* ---- Tables -------------------------------------------------------------------------- */

/** Read a CSV file (RFC 4180, UTF-8, first row names the columns) without coordinates: a layer
 *  of features without geometry whose columns are all GEO_TEXT, an empty field being null.
 *  @retval GEO_DATA a row has another number of fields than the first (names the line) */
GEO_API GEO_MUST_CHECK geo_status geo_table_read(geo_ctx *ctx, const char *path, geo_layer **out);

#ifdef __cplusplus
}
#endif
#endif /* GEO_IO_H */
