#!/usr/bin/env python3
"""Rows in = rows out + rejected for the formats that are read through GDAL: single features are
damaged within a sound file, and with --rejects just these are left out, each with its number and a
reason; without it the file is refused. What is cut off is refused either way."""
import json
import pathlib
import random
import shutil
import sqlite3
import struct
import subprocess
import sys
import tempfile

BIN = pathlib.Path(sys.argv[1]).resolve()
COUNT = 60
faults = []
draw = random.Random(5)


def expect(what, good, got=""):
    if not good:
        faults.append(f"{what}: {got}")


def run(tool, *arguments):
    return subprocess.run([BIN / tool, "-q", *map(str, arguments)], capture_output=True, text=True,
                          check=False)


def place(i):
    return 116.3 + i / 512, 39.9 + i / 512


def check(what, path, bad, extra=()):
    """`bad`: for each damaged feature words of its reason, by its number."""
    rejects = path.with_name("rejects.geojson")
    refused = run("geo-convert", path, *extra)
    expect(f"{what}: without --rejects", refused.returncode == 1, refused.stderr)
    done = run("geo-convert", path, "--rejects", rejects, "--format", "geojson", *extra)
    expect(f"{what}: exit", done.returncode == 3, f"{done.returncode} {done.stderr}")
    if done.returncode != 3:
        return
    out = json.loads(done.stdout)
    rows = [f["properties"] for f in json.loads(rejects.read_text())["features"]]
    rejects.unlink()
    counts = out["geo:run"]["counts"]
    expect(f"{what}: rows", len(out["features"]) + len(rows) == COUNT == counts["in"],
           f"{len(out['features'])} and {len(rows)}, {counts}")
    expect(f"{what}: counts", counts["in"] == counts["out"] + counts["rejected"], counts)
    expect(f"{what}: which", sorted(r["feature"] for r in rows) == sorted(bad),
           [(r["feature"], r["reason"]) for r in rows])
    for r in rows:
        words = bad.get(r["feature"], "")
        expect(f"{what}: reason of {r['feature']}", words in r["reason"], r["reason"])
    kept = [f["properties"].get("name") or f["properties"]["Name"] for f in out["features"]]
    left = [f"place {i:03}" for i in range(1, COUNT + 1) if i not in bad]
    expect(f"{what}: the others", sorted(kept) == left, kept)


def check_cut(what, path):
    """Half of a file is no file, with --rejects or without."""
    whole = path.read_bytes()
    path.write_bytes(whole[:len(whole) * 2 // 3])
    for extra in ([], ["--rejects", path.with_name("cut.geojson")]):
        done = run("geo-convert", path, *extra)
        expect(f"{what} cut off", done.returncode == 1 and not done.stdout, done)
    expect(f"{what}: rejects of what is refused", not path.with_name("cut.geojson").exists())


def source(folder):
    features = [{"type": "Feature", "geometry": {"type": "Point", "coordinates": place(i)},
                 "properties": {"name": f"place {i:03}", "jobs": 1000.5 + i}}
                for i in range(1, COUNT + 1)]
    path = folder / "source.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def pick(n):
    return draw.sample(range(1, COUNT + 1), n)


def geopackage(folder):
    path = folder / "in.gpkg"
    run("geo-convert", source(folder), "-o", path)
    head = b"GP\0\1" + struct.pack("<I", 4326)
    damages = [("geom", head + b"\1\1\0\0\0abc", "geometry"),
               ("geom", b"nonsense", "geometry"),
               ("geom", "a text", "geometry"),
               ("geom", head + b"\1" + struct.pack("<II", 99, 3), "type 99"),
               ("geom", head + b"\1" + struct.pack("<Idd", 1, float("nan"), 2), "one of its two coordinates"),
               ("geom", head + b"\1" + struct.pack("<Idd", 1, 216, 92), "longitude and latitude"),
               ("geom", head + b"\1" + struct.pack("<IIdddd", 2, 2, 1, 2, float("inf"), 2), "finite"),
               ("jobs", "many", '"many" is no number'),
               ("day", "2024-02-30", '"2024-02-30" is no date'),
               ("day", "yesterday", '"yesterday" is no date'),
               ("moment", "2024-02-03T25:00:00Z", "is no time"),
               ("moment", 12, "is no time")]
    bad = {}
    base = sqlite3.connect(path)
    table = base.execute("SELECT table_name FROM gpkg_geometry_columns").fetchone()[0]
    for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type='trigger'").fetchall():
        base.execute(f'DROP TRIGGER "{name}"')
    base.execute(f'ALTER TABLE "{table}" ADD COLUMN day DATE')
    base.execute(f'ALTER TABLE "{table}" ADD COLUMN moment DATETIME')
    base.execute(f"UPDATE \"{table}\" SET day='2024-02-29', moment='2024-02-29T08:30:00.000Z'")
    for key, (column, value, words) in zip(pick(len(damages) + 1), damages + [
            ("name", None, "UTF-8")]):
        bad[key] = words
        new = "CAST(X'ff41' AS TEXT)" if value is None else "?"
        base.execute(f'UPDATE "{table}" SET "{column}"={new} WHERE fid=?',
                     (key,) if value is None else (value, key))
    base.commit()
    base.close()
    check("GeoPackage", path, bad)
    check("GeoPackage by GDAL", path, bad, ["--reader", "gdal"])
    check_cut("GeoPackage", path)


def replace_once(data, old, new):
    expect(f"{old!r} is there once", data.count(old) == 1 and len(old) == len(new), data.count(old))
    return data.replace(old, new)


def flatgeobuf(folder):
    path = folder / "in.fgb"
    run("geo-convert", source(folder), "-o", path)
    data, bad = path.read_bytes(), {}
    for number, how in zip(pick(4), ["text", "infinite", "far", "text"]):
        name, at = f"place {number:03}".encode(), struct.pack("<dd", *place(number))
        if how == "text":
            data, bad[number] = replace_once(data, name, b"\xff" + name[1:]), "UTF-8"
        elif how == "infinite":
            data = replace_once(data, at, struct.pack("<dd", float("inf"), 39.9))
            bad[number] = "finite"
        else:
            data, bad[number] = replace_once(data, at, struct.pack("<dd", 416, 39.9)), "longitude and latitude"
    path.write_bytes(data)
    check("FlatGeobuf", path, bad)
    check_cut("FlatGeobuf", path)


def shapefile(folder):
    path = folder / "in.shp"
    run("geo-convert", source(folder), "-o", path)
    shp, dbf = path.read_bytes(), path.with_suffix(".dbf").read_bytes()
    text, nan, kind, comma = pick(4)
    dbf = replace_once(dbf, f"place {text:03}".encode(), f"plac\xe9 {text:03}".encode("latin-1"))
    number = f"{1000.5 + comma}".encode()
    dbf = replace_once(dbf, number, number.replace(b".", b","))
    shp = replace_once(shp, struct.pack("<dd", *place(nan)), struct.pack("<dd", float("nan"), 39.9))
    at = struct.pack("<i", 1) + struct.pack("<dd", *place(kind))
    shp = replace_once(shp, at, struct.pack("<i", 77) + at[4:])
    path.write_bytes(shp)
    path.with_suffix(".dbf").write_bytes(dbf)
    check("Shapefile", path, {text: "UTF-8", nan: "finite", kind: "shape type 77",
                              comma: "is no number"})
    check_cut("Shapefile", path)


def kml(folder):
    path, bad, places = folder / "in.kml", {}, []
    wrong = {n: text for n, text in zip(pick(5), ["", "116.3", "east,north", "116.3;39.9",
                                                  "116.3,39.9 116.4"]) if text}
    for i in range(1, COUNT + 1):
        x, y = place(i)
        places.append(f"<Placemark><name>place {i:03}</name><Point><coordinates>"
                      f"{wrong.get(i, f'{x},{y}')}</coordinates></Point></Placemark>")
    far = next(i for i in range(1, COUNT + 1) if i not in wrong)
    places[far - 1] = places[far - 1].replace("<coordinates>116", "<coordinates>516")
    bad = {**{n: "positions" for n in wrong}, far: "longitude and latitude"}
    path.write_text('<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
                    "<name>in</name>" + "\n".join(places) + "</Document></kml>")
    check("KML", path, bad)
    check_cut("KML", path)


def mapinfo(folder):
    path, text, far = folder / "in.mif", *pick(2)
    lines = ["Version 300", 'Charset "Neutral"', 'Delimiter ","', "CoordSys Earth Projection 1, 104",
             "Columns 2", "  name Char(20)", "  jobs Float", "Data", ""]
    rows = []
    for i in range(1, COUNT + 1):
        x, y = place(i)
        lines.append(f"Point {x + (400 if i == far else 0)} {y}")
        rows.append(f'"{"plac" if i == text else "place"}{chr(0xe9) if i == text else ""} {i:03}",{i}')
    path.write_text("\n".join(lines) + "\n")
    path.with_suffix(".mid").write_bytes(("\n".join(rows) + "\n").encode("latin-1"))
    check("MapInfo", path, {text: "UTF-8", far: "longitude and latitude"}, ["--encoding", "UTF-8"])


def table(folder):
    """GDAL's driver makes a sound table but for one far place; a name's bytes are damaged after."""
    if shutil.which("ogr2ogr") is None:
        print("no ogr2ogr: MapInfo tables are not tried")
        return
    path, (text, far) = folder / "in.tab", pick(2)
    features = json.loads(source(folder).read_text())
    features["features"][far - 1]["geometry"]["coordinates"][0] += 400
    made = folder / "made.geojson"
    made.write_text(json.dumps(features))
    subprocess.run(["ogr2ogr", "-f", "MapInfo File", path, made], check=True, capture_output=True)
    damage = path.with_suffix(".dat")
    whole = damage.read_bytes()
    name = f"place {text:03}".encode()
    expect("MapInfo table: the name is there once", whole.count(name) == 1, whole.count(name))
    damage.write_bytes(whole.replace(name, b"plac\xe9 " + name[6:]))
    check("MapInfo table", path, {text: "UTF-8", far: "longitude and latitude"},
          ["--encoding", "UTF-8"])
    damage.write_bytes(whole[:len(whole) * 2 // 3])
    for extra in ([], ["--rejects", folder / "cut.geojson"]):
        done = run("geo-convert", path, *extra)
        expect("MapInfo table: .dat cut off", done.returncode == 1 and not done.stdout, done)
    expect("MapInfo table: rejects of what is refused", not (folder / "cut.geojson").exists())


# ---- OSM PBF, as https://wiki.openstreetmap.org/wiki/PBF_Format has it

def varint(v):
    out = b""
    while v > 127:
        out, v = out + bytes([v & 127 | 128]), v >> 7
    return out + bytes([v])


def field(number, value):
    return (varint(number << 3) + varint(value) if isinstance(value, int)
            else varint(number << 3 | 2) + varint(len(value)) + value)


def zigzag(v):
    return varint(v << 1 if v >= 0 else (-v << 1) - 1)


def blob(kind, data):
    body = field(1, data) + field(2, len(data))
    head = field(1, kind) + field(3, len(body))
    return struct.pack(">I", len(head)) + head + body


def osm(folder):
    path, text = folder / "in.osm.pbf", pick(2)
    names = [f"place {i:03}".encode() for i in range(1, COUNT + 1)]
    for i in text:
        names[i - 1] = b"plac\xff " + names[i - 1][6:]
    strings = b"".join(field(1, s) for s in [b"", b"name"] + names)
    nodes = b""
    for i in range(1, COUNT + 1):
        x, y = place(i)
        node = (varint(1 << 3) + zigzag(i) + field(2, varint(1)) + field(3, varint(i + 1)) +
                varint(8 << 3) + zigzag(round(y * 1e7)) + varint(9 << 3) + zigzag(round(x * 1e7)))
        nodes += field(1, node)
    head = field(4, b"OsmSchema-V0.6")
    path.write_bytes(blob(b"OSMHeader", head) +
                     blob(b"OSMData", field(1, strings) + field(2, nodes)))
    check("OSM PBF", path, {i: "UTF-8" for i in text})
    check_cut("OSM PBF", path)


def projected(folder):
    """A place that its system does not reach is no degrees either."""
    path, far = folder / "in.csv", pick(3)
    rows = [f"place {i:03},{'1e30' if i in far else 440000 + i},4420000" for i in
            range(1, COUNT + 1)]
    path.write_text("name,x,y\n" + "\n".join(rows) + "\n")
    check("CSV in metres", path, {i: "" for i in far}, ["--in-crs", "EPSG:4548"])


with tempfile.TemporaryDirectory() as scratch:
    for way in (geopackage, flatgeobuf, shapefile, kml, mapinfo, table, osm, projected):
        inner = pathlib.Path(scratch) / way.__name__
        inner.mkdir()
        way(inner)
print("\n".join(faults[:20]) or "what goes in comes out or is rejected")
sys.exit(1 if faults else 0)
