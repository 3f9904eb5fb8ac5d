"""GeoPackage and FlatGeobuf: read by the library against the bare loop over GDAL's Arrow stream,
which keeps nothing; written against ogr2ogr from the same file, both without an index in
FlatGeobuf and with one in GeoPackage. A million points with three attributes, or a share."""
import subprocess

import geojson
from case import Case, need, own_seconds, wall


def convert(path, geo, source):
    subprocess.run([geo, "convert", source, "--quiet", "--overwrite", "--no-style", "-o", path],
                   check=True)


def cases(geo, build, folder, n):
    """As bench.cases()."""
    points = folder / "many-points.geojson"
    made = [need(points, geojson.write_points, n)]
    made += [need(folder / f"doors.{end}", convert, geo, points) for end in ("gpkg", "fgb")]
    for end, title, other in (("gpkg", "GeoPackage", "fgb"), ("fgb", "FlatGeobuf", "gpkg")):
        path, source = folder / f"doors.{end}", folder / f"doors.{other}"
        out, theirs = folder / f"out.{end}", folder / f"theirs.{end}"
        options = "-lco SPATIAL_INDEX=NO" if end == "fgb" else ""
        driver = "FlatGeobuf" if end == "fgb" else "GPKG"
        yield Case(f"read {title}, {n} points", [build / "tests/bench_read", path],
                   "bare Arrow loop", own_seconds, [build / "tests/bench_arrow", path],
                   ours_by=own_seconds, make=made)
        yield Case(f"write {title}, {n} points, from .{other}",
                   [geo, "convert", source, "--quiet", "--overwrite", "--no-style", "-o", out],
                   "ogr2ogr", wall, ["sh", "-c", f"rm -f {theirs}; exec ogr2ogr -f {driver} "
                                     f"{options} {theirs} {source}"], make=made)
