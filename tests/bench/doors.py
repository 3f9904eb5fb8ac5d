"""GeoPackage and FlatGeobuf: read by the library against the bare loop over GDAL's Arrow stream,
which keeps nothing; written against ogr2ogr from the same file, both without an index in
FlatGeobuf and with one in GeoPackage. A million points with three attributes, or a share."""
import subprocess


def own_seconds(command):
    """The first word that a program prints: the seconds of its work alone; None when what it needs
    is not installed."""
    run = subprocess.run(command, capture_output=True, text=True)
    if run.returncode == 77:
        return None
    run.check_returncode()
    return float(run.stdout.split()[0])


def make_inputs(geo, points, folder):
    for end in ("gpkg", "fgb"):
        subprocess.run([geo, "convert", points, "--quiet", "--overwrite", "--no-style", "-o",
                        folder / f"doors.{end}"], check=True)


def cases(geo, build, folder, n, wall):
    """As bench.cases(), of what geojson.cases() wrote; where a peer is timed by own_seconds(), so
    are we."""
    points = folder / "many-points.geojson"
    make_inputs(geo, points, folder)
    for end, title, other in (("gpkg", "GeoPackage", "fgb"), ("fgb", "FlatGeobuf", "gpkg")):
        path, source = str(folder / f"doors.{end}"), str(folder / f"doors.{other}")
        out, theirs = str(folder / f"out.{end}"), str(folder / f"theirs.{end}")
        options = "-lco SPATIAL_INDEX=NO" if end == "fgb" else ""
        driver = "FlatGeobuf" if end == "fgb" else "GPKG"
        yield (f"read {title}, {n} points", [str(build / "tests/bench_read"), path],
               "bare Arrow loop", own_seconds, [str(build / "tests/bench_arrow"), path])
        yield (f"write {title}, {n} points, from .{other}",
               [geo, "convert", source, "--quiet", "--overwrite", "--no-style", "-o", out],
               "ogr2ogr", wall,
               ["sh", "-c", f"rm -f {theirs}; exec ogr2ogr -f {driver} {options} {theirs} {source}"])
