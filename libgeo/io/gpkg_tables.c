/* SPDX-License-Identifier: MIT */
/* The tables of a GeoPackage itself. Their definitions are those of OGC 12-128r17, annex C. */
#include "io/gpkg_internal.h"

enum { GPKG_ID = 0x47504B47, GP10_ID = 0x47503130, GP11_ID = 0x47503131 };

static const char wgs84[] =
    "GEOGCS[\"WGS 84\",DATUM[\"WGS_1984\",SPHEROID[\"WGS 84\",6378137,298.257223563,"
    "AUTHORITY[\"EPSG\",\"7030\"]],AUTHORITY[\"EPSG\",\"6326\"]],PRIMEM[\"Greenwich\",0,"
    "AUTHORITY[\"EPSG\",\"8901\"]],UNIT[\"degree\",0.0174532925199433,AUTHORITY[\"EPSG\","
    "\"9122\"]],AXIS[\"Latitude\",NORTH],AXIS[\"Longitude\",EAST],AUTHORITY[\"EPSG\",\"4326\"]]";

static const char tables[] =
    "CREATE TABLE IF NOT EXISTS gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, "
    "srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL, "
    "organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);"

    "CREATE TABLE IF NOT EXISTS gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, "
    "data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '', "
    "last_change DATETIME NOT NULL DEFAULT (strftime('%%Y-%%m-%%dT%%H:%%M:%%fZ','now')), "
    "min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER, "
    "CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));"

    "CREATE TABLE IF NOT EXISTS gpkg_geometry_columns (table_name TEXT NOT NULL, "
    "column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, "
    "z TINYINT NOT NULL, m TINYINT NOT NULL, "
    "CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), "
    "CONSTRAINT uk_gc_table_name UNIQUE (table_name), "
    "CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name), "
    "CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));"

    "CREATE TABLE IF NOT EXISTS gpkg_extensions (table_name TEXT, column_name TEXT, "
    "extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL, "
    "CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));";

geo_status geoi_gpkg_make_tables(const geoi_gpkg *p)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_sqlite_run(&p->db, tables));
    GEO_TRY(geoi_sqlite_run(
        &p->db,
        "INSERT OR IGNORE INTO gpkg_spatial_ref_sys (srs_name, srs_id, organization, "
        "organization_coordsys_id, definition, description) VALUES "
        "('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', "
        "'undefined Cartesian coordinate reference system'),"
        "('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', "
        "'undefined geographic coordinate reference system'),"
        "('WGS 84 geodetic', %d, 'EPSG', 4326, %Q, "
        "'longitude/latitude coordinates in decimal degrees on the WGS 84 spheroid')",
        GEOI_GPKG_WGS84, wgs84));
done:
    return status;
}

geo_status geoi_gpkg_check_file(const geoi_sqlite *db)
{
    geo_status status = GEO_OK;
    int64_t id, tables_there, wgs84_there;
    GEO_TRY(geoi_sqlite_number(db, &id, "PRAGMA application_id"));
    GEO_TRY(geoi_sqlite_number(db, &tables_there,
                               "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name "
                               "IN ('gpkg_contents', 'gpkg_geometry_columns', "
                               "'gpkg_spatial_ref_sys')"));
    if ((id != GPKG_ID && id != GP10_ID && id != GP11_ID) || tables_there != 3) {
        GEO_TRY(geoi_fail(db->ctx, GEO_DATA, "is no GeoPackage to which a layer can be added"));
    }
    GEO_TRY(geoi_sqlite_number(db, &wgs84_there,
                               "SELECT count(*) FROM gpkg_spatial_ref_sys WHERE srs_id = %d AND "
                               "NOT (upper(organization) = 'EPSG' AND organization_coordsys_id = "
                               "%d)",
                               GEOI_GPKG_WGS84, GEOI_GPKG_WGS84));
    if (wgs84_there != 0) {
        GEO_TRY(
            geoi_fail(db->ctx, GEO_DATA, "calls another system than WGS 84 by the number 4326"));
    }
done:
    return status;
}

geo_status geoi_gpkg_extension(const geoi_gpkg *p, const char *table, const char *column,
                               const char *extension, const char *anchor, const char *scope)
{
    return geoi_sqlite_run(&p->db,
                           "INSERT INTO gpkg_extensions SELECT %Q, %Q, %Q, "
                           "'http://www.geopackage.org/spec130/#%q', %Q WHERE NOT EXISTS "
                           "(SELECT 1 FROM gpkg_extensions WHERE lower(table_name) = lower(%Q) "
                           "AND column_name IS %Q AND extension_name = %Q)",
                           table, column, extension, anchor, scope, table, column, extension);
}
