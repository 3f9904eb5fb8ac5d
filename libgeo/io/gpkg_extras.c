/* SPDX-License-Identifier: MIT */
/* What a GeoPackage tells of a layer beyond its values: titles, the run, the style. */
#include "io/gpkg_internal.h"
#include "io/style.h"

/* ---- Titles ----------------------------------------------------------------------------- */

/* OGC 12-128r17, F.9 (schema). GDAL reads titles from 3.7 on, QGIS shows them as aliases. */
geo_status geoi_gpkg_put_titles(const geoi_gpkg *p)
{
    geo_status status = GEO_OK;
    bool made = false;
    for (int64_t i = 0; i < p->columns.count; i++) {
        const geoi_out_column *c = &p->columns.column[i];
        const char *mime = c->kind == GEOI_OUT_JSON ? "application/json" : NULL;
        if (c->title == NULL && mime == NULL) {
            continue;
        }
        if (!made) {
            GEO_TRY(geoi_sqlite_run(
                &p->db,
                "CREATE TABLE IF NOT EXISTS gpkg_data_columns (table_name TEXT NOT NULL, "
                "column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT, mime_type "
                "TEXT, constraint_name TEXT, CONSTRAINT pk_gdc PRIMARY KEY (table_name, "
                "column_name), CONSTRAINT gdc_tn UNIQUE (table_name, name))"));
            GEO_TRY(geoi_gpkg_extension(p, "gpkg_data_columns", NULL, "gpkg_schema",
                                        "extension_schema", "read-write"));
            made = true;
        }
        GEO_TRY(geoi_sqlite_run(&p->db,
                                "INSERT INTO gpkg_data_columns (table_name, column_name, title, "
                                "mime_type) VALUES (%Q, %Q, %Q, %Q)",
                                p->name, c->name, c->title, mime));
    }
done:
    return status;
}

/* ---- The run ---------------------------------------------------------------------------- */

static geo_status append_xml(geo_ctx *ctx, geoi_text *out, const char *text)
{
    geo_status status = GEO_OK;
    for (const char *s = text; *s != '\0'; s++) {
        const char *escaped = *s == '&' ? "&amp;" : *s == '<' ? "&lt;" : *s == '>' ? "&gt;" : NULL;
        GEO_TRY(escaped != NULL ? geoi_text_append(ctx, out, escaped, (int64_t)strlen(escaped))
                                : geoi_text_append(ctx, out, s, 1));
    }
done:
    return status;
}

static geo_status make_metadata_tables(const geoi_gpkg *p)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_sqlite_run(
        &p->db,
        "CREATE TABLE IF NOT EXISTS gpkg_metadata (id INTEGER CONSTRAINT m_pk PRIMARY KEY ASC "
        "NOT NULL, md_scope TEXT NOT NULL DEFAULT 'dataset', md_standard_uri TEXT NOT NULL, "
        "mime_type TEXT NOT NULL DEFAULT 'text/xml', metadata TEXT NOT NULL DEFAULT '');"
        "CREATE TABLE IF NOT EXISTS gpkg_metadata_reference (reference_scope TEXT NOT NULL, "
        "table_name TEXT, column_name TEXT, row_id_value INTEGER, timestamp DATETIME NOT NULL "
        "DEFAULT (strftime('%%Y-%%m-%%dT%%H:%%M:%%fZ','now')), md_file_id INTEGER NOT NULL, "
        "md_parent_id INTEGER, CONSTRAINT crmr_mfi_fk FOREIGN KEY (md_file_id) REFERENCES "
        "gpkg_metadata(id), CONSTRAINT crmr_mpi_fk FOREIGN KEY (md_parent_id) REFERENCES "
        "gpkg_metadata(id));"));
    GEO_TRY(geoi_gpkg_extension(p, "gpkg_metadata", NULL, "gpkg_metadata", "extension_metadata",
                                "read-write"));
    GEO_TRY(geoi_gpkg_extension(p, "gpkg_metadata_reference", NULL, "gpkg_metadata",
                                "extension_metadata", "read-write"));
done:
    return status;
}

/* OGC 12-128r17, F.8 (metadata), in the XML of GDAL's own: `ogrinfo -so` shows it. */
geo_status geoi_gpkg_put_run(const geoi_gpkg *p, const char *run)
{
    geo_status status = GEO_OK;
    geoi_text xml = {0};
    GEO_TRY(make_metadata_tables(p));
    GEO_TRY(geoi_text_format(p->ctx, &xml,
                             "<GDALMultiDomainMetadata>\n  <Metadata>\n    "
                             "<MDI key=\"GEO_RUN\">"));
    GEO_TRY(append_xml(p->ctx, &xml, run));
    GEO_TRY(geoi_text_format(p->ctx, &xml, "</MDI>\n  </Metadata>\n</GDALMultiDomainMetadata>\n"));
    GEO_TRY(geoi_sqlite_run(&p->db,
                            "INSERT INTO gpkg_metadata (md_scope, md_standard_uri, mime_type, "
                            "metadata) VALUES ('dataset', 'http://gdal.org', 'text/xml', %Q)",
                            xml.bytes));
    GEO_TRY(geoi_sqlite_run(&p->db,
                            "INSERT INTO gpkg_metadata_reference (reference_scope, table_name, "
                            "timestamp, md_file_id) VALUES ('table', %Q, '" GEOI_GPKG_NOW
                            "', %lld)",
                            p->name, sqlite3_last_insert_rowid(p->db.db)));
done:
    geoi_release(xml.bytes);
    return status;
}

/* ---- The style -------------------------------------------------------------------------- */

/* QGIS loads the default style of the table and geometry column whose schema is ''. The table
 * must be among the contents, or it is taken for something foreign. */
static geo_status make_style_table(const geoi_gpkg *p)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_sqlite_run(
        &p->db,
        "CREATE TABLE IF NOT EXISTS layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "
        "f_table_catalog TEXT, f_table_schema TEXT, f_table_name TEXT, f_geometry_column TEXT, "
        "styleName TEXT, styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, "
        "owner TEXT, ui TEXT, update_time DATETIME DEFAULT "
        "(strftime('%%Y-%%m-%%dT%%H:%%M:%%fZ','now')))"));
    GEO_TRY(geoi_sqlite_run(&p->db,
                            "INSERT OR IGNORE INTO gpkg_contents (table_name, data_type, "
                            "identifier, last_change) VALUES ('layer_styles', 'attributes', "
                            "'layer_styles', '" GEOI_GPKG_NOW "')"));
done:
    return status;
}

geo_status geoi_gpkg_put_style(const geoi_gpkg *p, const geoi_style *style)
{
    geo_status status = GEO_OK;
    const char **names = NULL;
    geoi_text qml = {0};
    GEO_TRY(geoi_out_columns_names(p->ctx, &p->columns, p->layer, &names));
    GEO_TRY(geoi_style_qml(p->ctx, p->layer, style, names, &qml));
    GEO_TRY(make_style_table(p));
    GEO_TRY(geoi_sqlite_run(&p->db,
                            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, "
                            "f_table_name, f_geometry_column, styleName, styleQML, styleSLD, "
                            "useAsDefault, description, owner, ui, update_time) VALUES ('', '', "
                            "%Q, %Q, %Q, %Q, '', 1, '', '', NULL, '" GEOI_GPKG_NOW "')",
                            p->name, p->geometry, p->name, qml.bytes));
done:
    geoi_release(names);
    geoi_release(qml.bytes);
    return status;
}
