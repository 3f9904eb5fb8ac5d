/* SPDX-License-Identifier: MIT */
/* GDAL, loaded when the first file needs it. To start its hundred libraries takes 55 ms, more
 * than all else that a tool does with a small GeoJSON; GeoJSON and CSV need none of them.
 *
 * Every file that calls GDAL includes this header instead of GDAL's own: their names then mean
 * the loaded functions. One that is missing from the lists does not link. */
#ifndef GEOI_GDAL_LOAD_H
#define GEOI_GDAL_LOAD_H

#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_http.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <gdal.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>

#include "base/base.h"

/* C functions that GDAL declares in C++ headers only. */
extern void GDALRegister_GTiff(void);
extern void RegisterOGRFlatGeobuf(void);
extern void RegisterOGRGeoJSON(void);
extern void RegisterOGRGeoPackage(void);
extern void RegisterOGRLIBKML(void);
extern void RegisterOGROSM(void);
extern void RegisterOGRPG(void);
extern void RegisterOGRShape(void);
extern void RegisterOGRTAB(void);

/* clang-format off */
#define GEOI_GDAL_FUNCTIONS(X) \
    X(CPLCalloc) \
    X(CPLErrorReset) \
    X(CPLGetErrorHandlerUserData) \
    X(CPLGetThreadLocalConfigOption) \
    X(CPLHTTPPopFetchCallback) \
    X(CPLHTTPPushFetchCallback) \
    X(CPLPopErrorHandler) \
    X(CPLPushErrorHandlerEx) \
    X(CPLSetThreadLocalConfigOption) \
    X(CPLStrdup) \
    X(CSLAddString) \
    X(CSLDestroy) \
    X(CSLSetNameValue) \
    X(GDALClose) \
    X(GDALCreate) \
    X(GDALDataTypeIsComplex) \
    X(GDALDatasetExecuteSQL) \
    X(GDALDatasetGetLayer) \
    X(GDALDatasetGetLayerCount) \
    X(GDALDatasetGetNextFeature) \
    X(GDALDatasetReleaseResultSet) \
    X(GDALDatasetResetReading) \
    X(GDALDatasetStartTransaction) \
    X(GDALFlushRasterCache) \
    X(GDALGetBlockSize) \
    X(GDALGetDataTypeSizeBytes) \
    X(GDALGetDriverByName) \
    X(GDALGetGeoTransform) \
    X(GDALGetMaskBand) \
    X(GDALGetMaskFlags) \
    X(GDALGetMetadata) \
    X(GDALGetRasterBand) \
    X(GDALGetRasterCount) \
    X(GDALGetRasterDataType) \
    X(GDALGetRasterNoDataValue) \
    X(GDALGetRasterNoDataValueAsInt64) \
    X(GDALGetRasterNoDataValueAsUInt64) \
    X(GDALGetRasterOffset) \
    X(GDALGetRasterScale) \
    X(GDALGetRasterXSize) \
    X(GDALGetRasterYSize) \
    X(GDALGetSpatialRef) \
    X(GDALOpenEx) \
    X(GDALRasterIO) \
    X(GDALRegister_GTiff) \
    X(GDALSetDescription) \
    X(GDALSetGeoTransform) \
    X(GDALSetMetadataItem) \
    X(GDALSetRasterNoDataValue) \
    X(GDALSetSpatialRef) \
    X(GDALVersionInfo) \
    X(OGR_FD_GetFieldCount) \
    X(OGR_FD_GetFieldDefn) \
    X(OGR_FD_GetGeomFieldCount) \
    X(OGR_F_Destroy) \
    X(OGR_F_GetFID) \
    X(OGR_F_GetFieldAsDateTimeEx) \
    X(OGR_F_GetFieldAsDouble) \
    X(OGR_F_GetFieldAsDoubleList) \
    X(OGR_F_GetFieldAsInteger) \
    X(OGR_F_GetFieldAsInteger64) \
    X(OGR_F_GetFieldAsInteger64List) \
    X(OGR_F_GetFieldAsIntegerList) \
    X(OGR_F_GetFieldAsString) \
    X(OGR_F_GetFieldAsStringList) \
    X(OGR_F_GetFieldDefnRef) \
    X(OGR_F_GetGeometryRef) \
    X(OGR_F_IsFieldSetAndNotNull) \
    X(OGR_Fld_GetAlternativeNameRef) \
    X(OGR_Fld_GetNameRef) \
    X(OGR_Fld_GetSubType) \
    X(OGR_Fld_GetType) \
    X(OGR_Fld_GetWidth) \
    X(OGR_GT_Flatten) \
    X(OGR_GT_GetLinear) \
    X(OGR_G_Clone) \
    X(OGR_G_CloseRings) \
    X(OGR_G_DestroyGeometry) \
    X(OGR_G_ForceToMultiPolygon) \
    X(OGR_G_ForceToPolygon) \
    X(OGR_G_GetGeometryCount) \
    X(OGR_G_GetGeometryName) \
    X(OGR_G_GetGeometryRef) \
    X(OGR_G_GetGeometryType) \
    X(OGR_G_GetLinearGeometry) \
    X(OGR_G_GetPoint) \
    X(OGR_G_GetPointCount) \
    X(OGR_G_GetPoints) \
    X(OGR_G_HasCurveGeometry) \
    X(OGR_G_Is3D) \
    X(OGR_G_IsEmpty) \
    X(OGR_G_IsMeasured) \
    X(OGR_L_GetArrowStream) \
    X(OGR_L_GetFIDColumn) \
    X(OGR_L_GetFeatureCount) \
    X(OGR_L_GetGeomType) \
    X(OGR_L_GetGeometryColumn) \
    X(OGR_L_GetLayerDefn) \
    X(OGR_L_GetName) \
    X(OGR_L_GetNextFeature) \
    X(OGR_L_GetSpatialRef) \
    X(OGR_L_ResetReading) \
    X(OSRClone) \
    X(OSRDestroySpatialReference) \
    X(OSRExportToWktEx) \
    X(OSRFindMatches) \
    X(OSRFreeSRSArray) \
    X(OSRGetAuthorityCode) \
    X(OSRGetAuthorityName) \
    X(OSRGetName) \
    X(OSRImportFromWkt) \
    X(OSRIsProjected) \
    X(OSRNewSpatialReference) \
    X(OSRSetAxisMappingStrategy) \
    X(OSRSetFromUserInput) \
    X(OSRSetProjCS) \
    X(RegisterOGRFlatGeobuf) \
    X(RegisterOGRGeoJSON) \
    X(RegisterOGRGeoPackage) \
    X(RegisterOGRLIBKML) \
    X(RegisterOGROSM) \
    X(RegisterOGRShape) \
    X(RegisterOGRTAB) \
    X(VSIFCloseL) \
    X(VSIFileFromMemBuffer) \
    X(VSIFree) \
    X(VSIGetMemFileBuffer) \
    X(VSIRmdirRecursive)

typedef struct geoi_gdal_table {
#define GEOI_GDAL_MEMBER(name) __typeof__(name) *(name);
    GEOI_GDAL_FUNCTIONS(GEOI_GDAL_MEMBER)
#undef GEOI_GDAL_MEMBER
    __typeof__(RegisterOGRPG) *RegisterOGRPG; /* NULL: this GDAL was made without PostgreSQL */
} geoi_gdal_table;

extern geoi_gdal_table geoi_gdal_functions;

/* Before any of them is called. GEO_UNSUPPORTED when GDAL is not installed. */
geo_status geoi_gdal_load(geo_ctx *ctx);

#ifndef GEOI_GDAL_LOADS /* gdal_load.c alone needs the names as they are */
#define CPLCalloc geoi_gdal_functions.CPLCalloc
#define CPLErrorReset geoi_gdal_functions.CPLErrorReset
#define CPLGetErrorHandlerUserData geoi_gdal_functions.CPLGetErrorHandlerUserData
#define CPLGetThreadLocalConfigOption geoi_gdal_functions.CPLGetThreadLocalConfigOption
#define CPLHTTPPopFetchCallback geoi_gdal_functions.CPLHTTPPopFetchCallback
#define CPLHTTPPushFetchCallback geoi_gdal_functions.CPLHTTPPushFetchCallback
#define CPLPopErrorHandler geoi_gdal_functions.CPLPopErrorHandler
#define CPLPushErrorHandlerEx geoi_gdal_functions.CPLPushErrorHandlerEx
#define CPLSetThreadLocalConfigOption geoi_gdal_functions.CPLSetThreadLocalConfigOption
#define CPLStrdup geoi_gdal_functions.CPLStrdup
#define CSLAddString geoi_gdal_functions.CSLAddString
#define CSLDestroy geoi_gdal_functions.CSLDestroy
#define CSLSetNameValue geoi_gdal_functions.CSLSetNameValue
#define GDALClose geoi_gdal_functions.GDALClose
#define GDALCreate geoi_gdal_functions.GDALCreate
#define GDALDataTypeIsComplex geoi_gdal_functions.GDALDataTypeIsComplex
#define GDALDatasetExecuteSQL geoi_gdal_functions.GDALDatasetExecuteSQL
#define GDALDatasetGetLayer geoi_gdal_functions.GDALDatasetGetLayer
#define GDALDatasetGetLayerCount geoi_gdal_functions.GDALDatasetGetLayerCount
#define GDALDatasetGetNextFeature geoi_gdal_functions.GDALDatasetGetNextFeature
#define GDALDatasetReleaseResultSet geoi_gdal_functions.GDALDatasetReleaseResultSet
#define GDALDatasetResetReading geoi_gdal_functions.GDALDatasetResetReading
#define GDALDatasetStartTransaction geoi_gdal_functions.GDALDatasetStartTransaction
#define GDALFlushRasterCache geoi_gdal_functions.GDALFlushRasterCache
#define GDALGetBlockSize geoi_gdal_functions.GDALGetBlockSize
#define GDALGetDataTypeSizeBytes geoi_gdal_functions.GDALGetDataTypeSizeBytes
#define GDALGetDriverByName geoi_gdal_functions.GDALGetDriverByName
#define GDALGetGeoTransform geoi_gdal_functions.GDALGetGeoTransform
#define GDALGetMaskBand geoi_gdal_functions.GDALGetMaskBand
#define GDALGetMaskFlags geoi_gdal_functions.GDALGetMaskFlags
#define GDALGetMetadata geoi_gdal_functions.GDALGetMetadata
#define GDALGetRasterBand geoi_gdal_functions.GDALGetRasterBand
#define GDALGetRasterCount geoi_gdal_functions.GDALGetRasterCount
#define GDALGetRasterDataType geoi_gdal_functions.GDALGetRasterDataType
#define GDALGetRasterNoDataValue geoi_gdal_functions.GDALGetRasterNoDataValue
#define GDALGetRasterNoDataValueAsInt64 geoi_gdal_functions.GDALGetRasterNoDataValueAsInt64
#define GDALGetRasterNoDataValueAsUInt64 geoi_gdal_functions.GDALGetRasterNoDataValueAsUInt64
#define GDALGetRasterOffset geoi_gdal_functions.GDALGetRasterOffset
#define GDALGetRasterScale geoi_gdal_functions.GDALGetRasterScale
#define GDALGetRasterXSize geoi_gdal_functions.GDALGetRasterXSize
#define GDALGetRasterYSize geoi_gdal_functions.GDALGetRasterYSize
#define GDALGetSpatialRef geoi_gdal_functions.GDALGetSpatialRef
#define GDALOpenEx geoi_gdal_functions.GDALOpenEx
#define GDALRasterIO geoi_gdal_functions.GDALRasterIO
#define GDALRegister_GTiff geoi_gdal_functions.GDALRegister_GTiff
#define GDALSetDescription geoi_gdal_functions.GDALSetDescription
#define GDALSetGeoTransform geoi_gdal_functions.GDALSetGeoTransform
#define GDALSetMetadataItem geoi_gdal_functions.GDALSetMetadataItem
#define GDALSetRasterNoDataValue geoi_gdal_functions.GDALSetRasterNoDataValue
#define GDALSetSpatialRef geoi_gdal_functions.GDALSetSpatialRef
#define GDALVersionInfo geoi_gdal_functions.GDALVersionInfo
#define OGR_FD_GetFieldCount geoi_gdal_functions.OGR_FD_GetFieldCount
#define OGR_FD_GetFieldDefn geoi_gdal_functions.OGR_FD_GetFieldDefn
#define OGR_FD_GetGeomFieldCount geoi_gdal_functions.OGR_FD_GetGeomFieldCount
#define OGR_F_Destroy geoi_gdal_functions.OGR_F_Destroy
#define OGR_F_GetFID geoi_gdal_functions.OGR_F_GetFID
#define OGR_F_GetFieldAsDateTimeEx geoi_gdal_functions.OGR_F_GetFieldAsDateTimeEx
#define OGR_F_GetFieldAsDouble geoi_gdal_functions.OGR_F_GetFieldAsDouble
#define OGR_F_GetFieldAsDoubleList geoi_gdal_functions.OGR_F_GetFieldAsDoubleList
#define OGR_F_GetFieldAsInteger geoi_gdal_functions.OGR_F_GetFieldAsInteger
#define OGR_F_GetFieldAsInteger64 geoi_gdal_functions.OGR_F_GetFieldAsInteger64
#define OGR_F_GetFieldAsInteger64List geoi_gdal_functions.OGR_F_GetFieldAsInteger64List
#define OGR_F_GetFieldAsIntegerList geoi_gdal_functions.OGR_F_GetFieldAsIntegerList
#define OGR_F_GetFieldAsString geoi_gdal_functions.OGR_F_GetFieldAsString
#define OGR_F_GetFieldAsStringList geoi_gdal_functions.OGR_F_GetFieldAsStringList
#define OGR_F_GetFieldDefnRef geoi_gdal_functions.OGR_F_GetFieldDefnRef
#define OGR_F_GetGeometryRef geoi_gdal_functions.OGR_F_GetGeometryRef
#define OGR_F_IsFieldSetAndNotNull geoi_gdal_functions.OGR_F_IsFieldSetAndNotNull
#define OGR_Fld_GetAlternativeNameRef geoi_gdal_functions.OGR_Fld_GetAlternativeNameRef
#define OGR_Fld_GetNameRef geoi_gdal_functions.OGR_Fld_GetNameRef
#define OGR_Fld_GetSubType geoi_gdal_functions.OGR_Fld_GetSubType
#define OGR_Fld_GetType geoi_gdal_functions.OGR_Fld_GetType
#define OGR_Fld_GetWidth geoi_gdal_functions.OGR_Fld_GetWidth
#define OGR_GT_Flatten geoi_gdal_functions.OGR_GT_Flatten
#define OGR_GT_GetLinear geoi_gdal_functions.OGR_GT_GetLinear
#define OGR_G_Clone geoi_gdal_functions.OGR_G_Clone
#define OGR_G_CloseRings geoi_gdal_functions.OGR_G_CloseRings
#define OGR_G_DestroyGeometry geoi_gdal_functions.OGR_G_DestroyGeometry
#define OGR_G_ForceToMultiPolygon geoi_gdal_functions.OGR_G_ForceToMultiPolygon
#define OGR_G_ForceToPolygon geoi_gdal_functions.OGR_G_ForceToPolygon
#define OGR_G_GetGeometryCount geoi_gdal_functions.OGR_G_GetGeometryCount
#define OGR_G_GetGeometryName geoi_gdal_functions.OGR_G_GetGeometryName
#define OGR_G_GetGeometryRef geoi_gdal_functions.OGR_G_GetGeometryRef
#define OGR_G_GetGeometryType geoi_gdal_functions.OGR_G_GetGeometryType
#define OGR_G_GetLinearGeometry geoi_gdal_functions.OGR_G_GetLinearGeometry
#define OGR_G_GetPoint geoi_gdal_functions.OGR_G_GetPoint
#define OGR_G_GetPointCount geoi_gdal_functions.OGR_G_GetPointCount
#define OGR_G_GetPoints geoi_gdal_functions.OGR_G_GetPoints
#define OGR_G_HasCurveGeometry geoi_gdal_functions.OGR_G_HasCurveGeometry
#define OGR_G_Is3D geoi_gdal_functions.OGR_G_Is3D
#define OGR_G_IsEmpty geoi_gdal_functions.OGR_G_IsEmpty
#define OGR_G_IsMeasured geoi_gdal_functions.OGR_G_IsMeasured
#define OGR_L_GetArrowStream geoi_gdal_functions.OGR_L_GetArrowStream
#define OGR_L_GetFIDColumn geoi_gdal_functions.OGR_L_GetFIDColumn
#define OGR_L_GetFeatureCount geoi_gdal_functions.OGR_L_GetFeatureCount
#define OGR_L_GetGeomType geoi_gdal_functions.OGR_L_GetGeomType
#define OGR_L_GetGeometryColumn geoi_gdal_functions.OGR_L_GetGeometryColumn
#define OGR_L_GetLayerDefn geoi_gdal_functions.OGR_L_GetLayerDefn
#define OGR_L_GetName geoi_gdal_functions.OGR_L_GetName
#define OGR_L_GetNextFeature geoi_gdal_functions.OGR_L_GetNextFeature
#define OGR_L_GetSpatialRef geoi_gdal_functions.OGR_L_GetSpatialRef
#define OGR_L_ResetReading geoi_gdal_functions.OGR_L_ResetReading
#define OSRClone geoi_gdal_functions.OSRClone
#define OSRDestroySpatialReference geoi_gdal_functions.OSRDestroySpatialReference
#define OSRExportToWktEx geoi_gdal_functions.OSRExportToWktEx
#define OSRFindMatches geoi_gdal_functions.OSRFindMatches
#define OSRFreeSRSArray geoi_gdal_functions.OSRFreeSRSArray
#define OSRGetAuthorityCode geoi_gdal_functions.OSRGetAuthorityCode
#define OSRGetAuthorityName geoi_gdal_functions.OSRGetAuthorityName
#define OSRGetName geoi_gdal_functions.OSRGetName
#define OSRImportFromWkt geoi_gdal_functions.OSRImportFromWkt
#define OSRIsProjected geoi_gdal_functions.OSRIsProjected
#define OSRNewSpatialReference geoi_gdal_functions.OSRNewSpatialReference
#define OSRSetAxisMappingStrategy geoi_gdal_functions.OSRSetAxisMappingStrategy
#define OSRSetFromUserInput geoi_gdal_functions.OSRSetFromUserInput
#define OSRSetProjCS geoi_gdal_functions.OSRSetProjCS
#define RegisterOGRFlatGeobuf geoi_gdal_functions.RegisterOGRFlatGeobuf
#define RegisterOGRGeoJSON geoi_gdal_functions.RegisterOGRGeoJSON
#define RegisterOGRGeoPackage geoi_gdal_functions.RegisterOGRGeoPackage
#define RegisterOGRLIBKML geoi_gdal_functions.RegisterOGRLIBKML
#define RegisterOGROSM geoi_gdal_functions.RegisterOGROSM
#define RegisterOGRPG geoi_gdal_functions.RegisterOGRPG
#define RegisterOGRShape geoi_gdal_functions.RegisterOGRShape
#define RegisterOGRTAB geoi_gdal_functions.RegisterOGRTAB
#define VSIFCloseL geoi_gdal_functions.VSIFCloseL
#define VSIFileFromMemBuffer geoi_gdal_functions.VSIFileFromMemBuffer
#define VSIFree geoi_gdal_functions.VSIFree
#define VSIGetMemFileBuffer geoi_gdal_functions.VSIGetMemFileBuffer
#define VSIRmdirRecursive geoi_gdal_functions.VSIRmdirRecursive
#endif
/* clang-format on */

#endif /* GEOI_GDAL_LOAD_H */
