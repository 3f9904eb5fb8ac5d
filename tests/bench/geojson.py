"""The doors for GeoJSON against their peers: ogrinfo, ogr2ogr and, where asked for, mapshaper,
which npm fetches into a folder of its own. A million points with three attributes (172 MB) and
200,000 polygons of 50 vertices, as in the promises of the README, or a share of them."""
import functools
import math
import pathlib
import random
import subprocess

import inputs
from case import Case, need, wall

VERTICES = 50
MEMORY = 400  # MB that converting the points may take at most


def write_points(path, n):
    """n points with three attributes, 172 bytes each."""
    rng = random.Random(inputs.SEED * 1000 + 601)
    kinds = ["enterprise", "institute", "university", "laboratory"]
    with open(path, "w", encoding="utf-8") as out:
        out.write('{"type":"FeatureCollection","features":[\n')
        for i, (lon, lat) in enumerate(inputs.places(n, 601)):
            out.write(f'{"," if i else ""}{{ "type": "Feature", "properties": {{ "id": {i}, "kind": '
                      f'"{kinds[rng.randrange(4)]}", "jobs": {rng.randrange(50000) / 10} }}, '
                      f'"geometry": {{ "type": "Point", "coordinates": [ {lon:.9f}, {lat:.9f} ] }} '
                      f'}}\n')
        out.write("]}\n")


def write_polygons(path, n):
    """n star-shaped polygons of 50 vertices, about 100 m across."""
    rng = random.Random(inputs.SEED * 1000 + 602)
    turns = [2 * math.pi * k / (VERTICES - 1) for k in range(VERTICES - 1)]
    turns = [(math.cos(a), math.sin(a)) for a in turns]
    with open(path, "w", encoding="utf-8") as out:
        out.write('{"type":"FeatureCollection","features":[\n')
        for i, (lon, lat) in enumerate(inputs.places(n, 602)):
            ring = []
            for x, y in turns:
                r = rng.uniform(0.0004, 0.0006)
                ring.append(f"[{lon + r * x:.7f},{lat + r * y:.7f}]")
            ring.append(ring[0])
            out.write(f'{"," if i else ""}{{"type":"Feature","properties":{{"id":{i},"floors":'
                      f'{rng.randrange(1, 40)}}},"geometry":{{"type":"Polygon","coordinates":'
                      f'[[{",".join(ring)}]]}}}}\n')
        out.write("]}\n")


def fetch_mapshaper(folder):
    """The program, or None without npm or network."""
    try:
        subprocess.run(["npm", "install", "--silent", "--prefix", folder, "mapshaper"], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=300)
    except (OSError, subprocess.SubprocessError):
        return None
    return str(pathlib.Path(folder) / "node_modules/.bin/mapshaper")


def cases(geo, folder, n, mapshaper):
    """As bench.cases()."""
    out, theirs = folder / "out.geojson", folder / "theirs.geojson"
    layers = [(f"{n} points", folder / "many-points.geojson", write_points, n),
              (f"{n // 5} polygons of {VERTICES} vertices", folder / "polygons.geojson",
               write_polygons, n // 5)]
    for what, path, write, count in layers:
        made = (need(path, write, count),)
        convert = [geo, "convert", path, "--quiet", "--overwrite", "--no-style", "-o", out]
        points = write is write_points
        yield Case(f"read {what}", [geo, "info", path], "ogrinfo -al -so", wall,
                   ["ogrinfo", "-al", "-so", path], make=made)
        yield Case(f"convert {what}", convert, "ogr2ogr", wall,
                   ["sh", "-c", f"rm -f {theirs}; exec ogr2ogr -f GeoJSON {theirs} {path}"],
                   most_mb=MEMORY if points and n == 1_000_000 else None, make=made,
                   after=functools.partial(again, geo, folder) if points else None)
        if mapshaper is not None:
            yield Case(f"convert {what}", convert, "mapshaper", wall,
                       [mapshaper, path, "-quiet", "-o", "force", theirs], make=made)


def again(geo, folder, _ours, _theirs):
    """Our own output is written again with the same bytes."""
    out, twin = folder / "out.geojson", folder / "again.geojson"
    subprocess.run([geo, "convert", out, "--quiet", "--overwrite", "--no-style", "-o", twin],
                   check=True)
    with open(out, "rb") as first, open(twin, "rb") as second:
        same = all(a == b for a, b in zip(first, second, strict=True)
                   if not a.startswith(b'"geo:run"'))
    return f"converted again: {'the same' if same else 'OTHER'} bytes", same
