#!/usr/bin/env python3
"""Opens what the tools write in a real QGIS, without a screen: each layer must be valid, have the
features and the coordinate system it should, and take its style. `--picture FILE` also draws the
scorecard of the cities, as the README shows it; `--pictures FOLDER` each output by itself.

Run it through `tests/run --qgis`, which installs QGIS and sets QT_QPA_PLATFORM=offscreen."""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

from qgis.core import (QgsApplication, QgsCoordinateReferenceSystem, QgsMapRendererParallelJob,
                       QgsMapSettings, QgsRasterBandStats, QgsRasterLayer, QgsVectorLayer)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor

ROOT = pathlib.Path(__file__).resolve().parents[2]
STATIONS = ROOT / "datasets/zhongguancun/stations.geojson"
INSTITUTIONS = ROOT / "datasets/zhongguancun/institutions.geojson"
BOUNDARY = ROOT / "datasets/zhongguancun/boundary.geojson"


def features_of(path):
    return len(json.loads(path.read_text(encoding="utf-8"))["features"])


def make_outputs(geo, folder):
    """Yields (file, features expected, renderer expected or None) of every kind of output."""
    def run(*arguments):
        subprocess.run([geo, *map(str, arguments)], check=True, stdout=subprocess.DEVNULL)

    run("scorecard", ROOT / "datasets", "-o", folder / "out", "--quiet")
    for path in sorted((folder / "out").glob("**/*.geojson")):
        yield path, features_of(path), None
    institutions = features_of(INSTITUTIONS)
    for extension in ("geojson", "gpkg", "fgb", "shp"):
        path = folder / f"clusters_{extension}.{extension}"
        run("cluster", INSTITUTIONS, "--eps", "500m", "--min", "5", "-o", path, "--quiet")
        yield path, institutions, "categorizedSymbol"
        path = folder / f"near_{extension}.{extension}"
        run("proximity", INSTITUTIONS, "--facilities", STATIONS, "-o", path, "--quiet")
        yield path, institutions, "graduatedSymbol"
        path = folder / f"coverage_{extension}.{extension}"
        run("coverage", BOUNDARY, "--facilities", STATIONS, "--radius", "500m,800m", "-o", path,
            "--quiet")
        yield path, 1, "graduatedSymbol"
    yield from make_statistics(run, folder)
    path = folder / "near.csv"
    run("proximity", INSTITUTIONS, "--facilities", STATIONS, "-o", path, "--quiet")
    yield path, institutions, None
    for name, source in (("stations", STATIONS), ("boundary", BOUNDARY)):
        run("convert", source, "-o", f"{folder / 'city.gpkg'}:{name}", "--quiet")
        layer = pathlib.Path(f"{folder / 'city.gpkg'}|layername={name}")
        yield layer, features_of(source), "singleSymbol"


def make_statistics(run, folder):
    """As make_outputs(), of the tools that ask of chance and of clusters."""
    institutions = features_of(INSTITUTIONS)
    heat = ("pattern", INSTITUTIONS, "-w", BOUNDARY, "-s", "density", "--bandwidth", "500m",
            "--cell", "100m", "--quiet", "-o")
    first = folder / "cells_geojson.geojson"
    for extension in ("geojson", "gpkg", "fgb", "shp"):
        path = folder / f"cells_{extension}.{extension}"
        run(*heat, path)
        cells = features_of(first)
        yield path, cells, "graduatedSymbol"
        path = folder / f"spots_{extension}.{extension}"
        run("hotspot", first, "--field", "k_dens", "--weights", "queen", "-o", path,
            "--quiet")
        yield path, cells, "categorizedSymbol"
        path = folder / f"dense_{extension}.{extension}"
        outlines = folder / f"outlines_{extension}.{extension}"
        tree = folder / f"tree_{extension}.json"
        run("cluster", INSTITUTIONS, "--method", "hdbscan", "--tree", tree, "--outlines", outlines,
            "-o", path, "--quiet")
        yield path, institutions, "categorizedSymbol"
        found = {f["properties"]["cl_id"] for f in
                 json.loads((folder / "dense_geojson.geojson").read_text())["features"]}
        yield outlines, len(found - {None}), "categorizedSymbol"
    (folder / "raster").mkdir()
    run(*heat, folder / "raster" / "heat.tif")
    yield folder / "raster" / "heat.tif", cells, None


def open_layer(path):
    """As QGIS opens a file that is dropped on it, with the style that it finds."""
    if path.suffix == ".csv":
        return QgsVectorLayer(f"file://{path}?xField=lon&yField=lat&crs=EPSG:4326", path.stem,
                              "delimitedtext")
    return QgsVectorLayer(str(path), path.stem, "ogr")


def faults_of_style(layer, path):
    """A GeoPackage has its style inside; others have it beside them; a CSV has none."""
    qml = path.with_suffix(".qml")
    if ".gpkg" in path.name or path.suffix == ".csv":
        if qml.exists():
            yield "has a .qml beside it"
        if path.suffix != ".csv" and not layer.listStylesInDatabase()[1]:
            yield "has no style inside"
    else:
        _, taken = layer.loadNamedStyle(str(qml))
        if not taken:
            yield "does not take its style"


def faults_of_raster(path, expected):
    """QGIS draws it in five colours, and shows nothing where no number is."""
    layer = QgsRasterLayer(str(path), path.stem)
    if not layer.isValid():
        yield "is not a valid layer"
        return
    if not layer.crs().isValid() or layer.crs().isGeographic():
        yield f"is in {layer.crs().authid()}"
    if layer.bandCount() != 1 or not layer.dataProvider().sourceHasNoDataValue(1):
        yield "is not one band with no data"
    stats = layer.dataProvider().bandStatistics(1, QgsRasterBandStats.All)
    if stats.elementCount != expected or not 0.0 <= stats.minimumValue < stats.maximumValue:
        yield f"has {stats.elementCount} cells, not {expected}, up to {stats.maximumValue}"
    _, taken = layer.loadNamedStyle(str(path.with_suffix(".qml")))
    if not taken or layer.renderer().type() != "singlebandpseudocolor":
        yield f"is drawn by {layer.renderer().type()}"
    elif len(layer.renderer().legendSymbologyItems()) != 5:
        yield f"has a legend of {layer.renderer().legendSymbologyItems()}"


def faults_of(path, expected, renderer):
    if path.suffix == ".tif":
        yield from faults_of_raster(path, expected)
        return
    layer = open_layer(path)
    if not layer.isValid():
        yield "is not a valid layer"
        return
    if layer.featureCount() != expected:
        yield f"has {layer.featureCount()} features, not {expected}"
    if expected == 0:
        return  # GeoJSON does not say of which kind or where nothing is
    if layer.crs().authid() not in ("EPSG:4326", "OGC:CRS84"):
        yield f"is in {layer.crs().authid()}"
    yield from faults_of_style(layer, path)
    if renderer and layer.renderer().type() != renderer:
        yield f"is drawn by {layer.renderer().type()}, not {renderer}"
    measured = renderer not in (None, "singleSymbol")
    if measured and not any(layer.attributeAlias(i) for i in range(layer.fields().count())):
        yield "has no aliases"


def draw(out, picture):
    """Draws Zhongguancun: three cities on one map would be specks."""
    city = out / "zhongguancun"
    layers = []
    for path in (city / f"{name}.geojson" for name in ("institutions", "stations", "cover_800")):
        layer = QgsVectorLayer(str(path), path.stem, "ogr")
        layer.loadNamedStyle(str(path.with_suffix(".qml")))
        layers.append(layer)
    draw_layers(layers, picture)


def draw_layers(layers, picture):
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setBackgroundColor(QColor("white"))
    settings.setOutputSize(QSize(1000, 900))
    settings.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:4548"))
    extent = settings.layerExtentToOutputExtent(layers[-1], layers[-1].extent())
    extent.scale(1.1)
    settings.setExtent(extent)
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    job.renderedImage().save(str(picture))


def draw_each(paths, folder):
    folder.mkdir(parents=True, exist_ok=True)
    for path in paths:
        raster = path.suffix == ".tif"
        layer = QgsRasterLayer(str(path), path.stem) if raster else open_layer(path)
        layer.loadNamedStyle(str(path.with_suffix(".qml")))
        draw_layers([layer], folder / f"{path.parent.name}-{path.name}.png")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--picture", type=pathlib.Path)
    parser.add_argument("--pictures", type=pathlib.Path)
    arguments = parser.parse_args()
    geo = str((arguments.build / "tools/geo").resolve())
    application = QgsApplication([], False)
    application.initQgis()
    wrong, opened = 0, []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for path, expected, renderer in make_outputs(geo, folder):
            opened.append(path)
            for fault in faults_of(path, expected, renderer):
                wrong += 1
                print(f"{path.relative_to(folder)} {fault}")
        if arguments.picture:
            draw(folder / "out", arguments.picture)
        if arguments.pictures:
            draw_each(opened, arguments.pictures)
    application.exitQgis()
    print(f"qgis: {len(opened)} outputs opened, {wrong} faults")
    return 1 if wrong or not opened else 0


if __name__ == "__main__":
    sys.exit(main())
