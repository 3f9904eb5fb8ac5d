#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compute sums by zone and cell again by slow, obvious methods:
grid.py GEO_GRID GEO_COVERAGE DATA_DIR.

Wuhan's raster of people into stars and squares: the place of every cell, zone by zone. Coverage by
squares of 500 m: every cell's distance to every point; and with --raster-cells area the four sides
of every cell cut at the square, and of what is left the area within discs. Nothing of the library
is used; all agree within 1e-9.

Exit 77 (skipped) where the data are missing, or Python has no GDAL.
"""
import json
import math
import os
import pathlib
import random
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from coverage import covers, depth_areas, differ, inside, projection, ring_area, run, with_gdal

WEST, SOUTH, SIZE = 114.22, 30.54, 500.0
PROJECT = projection(114.0)
DISTANCES = (800.0, 2000.0)


class Raster:
    """The cells with data near a place, by column and row."""

    def __init__(self, path):
        from osgeo import gdal
        gdal.UseExceptions()
        band = gdal.Open(str(path))
        self.west, self.dx, _, self.north, _, self.dy = band.GetGeoTransform()
        nothing = band.GetRasterBand(1).GetNoDataValue()
        self.value = {(c, r): v for r, row in enumerate(band.ReadAsArray().tolist())
                      for c, v in enumerate(row) if v != nothing}
        self.centre = {(c, r): self.place(c + 0.5, r + 0.5) for c, r in self.value}

    def place(self, column, row):
        return PROJECT(self.west + column * self.dx, self.north + row * self.dy)

    def within(self, lon, lat, size):
        """Cells of the square `size` degrees wide, and a few more."""
        return [(c, r) for c, r in self.value
                if abs(self.west + (c + 0.5) * self.dx - lon) < size / 2
                and abs(self.north + (r + 0.5) * self.dy - lat) < size / 2]

    def ring(self, c, r):
        return [self.place(c + i, r + j) for i, j in ((0, 0), (0, 1), (1, 1), (1, 0), (0, 0))]


def star(rng, lon, lat, size, corners):
    turns = sorted(rng.uniform(0, 2 * math.pi) for _ in range(corners))
    far = [size * rng.uniform(0.3, 1) for _ in turns]
    ring = [(round(lon + d * math.cos(t), 7), round(lat + d * math.sin(t), 7))
            for t, d in zip(turns, far)]
    return ring + ring[:1]


def write(path, rings):
    features = [{"type": "Feature", "properties": {"name": str(i)},
                 "geometry": {"type": "Polygon", "coordinates": [r]}} for i, r in enumerate(rings)]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))


def properties(path):
    read = json.loads(path.read_text(encoding="utf-8"))
    return read["geo:run"]["results"], [f["properties"] for f in read["features"]]


def compare_zones(raster, zones, out):
    """Each cell is in the first zone that has its centre."""
    results, rows = properties(out)
    held = [[] for _ in zones]
    rest = []
    for at, value in raster.value.items():
        x, y = raster.centre[at]
        home = next((k for k, (ring, box) in enumerate(zones) if box[0] <= x <= box[2]
                     and box[1] <= y <= box[3] and inside([ring], x, y)), None)
        (rest if home is None else held[home]).append(value)
    wrong = differ("all zones", results["raster_inside"], math.fsum(sum(held, [])))
    wrong += differ("outside", results["raster_outside"], math.fsum(rest))
    for k, (row, values) in enumerate(zip(rows, held)):
        wrong += differ(f"zone {k} cells", row["r_n"], len(values))
        if values:
            wrong += differ(f"zone {k} sum", row["r_sum"], math.fsum(values))
            wrong += differ(f"zone {k} mean", row["r_mean"], math.fsum(values) / len(values))
            wrong += differ(f"zone {k} range", row["r_max"] - row["r_min"],
                            max(values) - min(values))
    return wrong


def zones_of(rings):
    made = []
    for ring in rings:
        places = [PROJECT(*p) for p in ring]
        xs, ys = zip(*places)
        made.append((places, (min(xs), min(ys), max(xs), max(ys))))
    return made


def sums_by_zone(tool, path, raster, folder):
    rng = random.Random(5)
    stars = [star(rng, rng.uniform(113.8, 115.0), rng.uniform(30.1, 31.2), 0.15, 9)
             for _ in range(12)]
    zones, out = folder / "zones.geojson", folder / "sums.geojson"
    write(zones, stars)
    run(tool, zones, "--raster", path, "--crs", "EPSG:4547", "-o", out)
    wrong = compare_zones(raster, zones_of(stars), out)
    squares = folder / "squares.geojson"
    write(zones, [[(WEST, SOUTH), (WEST + 0.2, SOUTH), (WEST + 0.2, SOUTH + 0.1), (WEST, SOUTH)]])
    run(tool, zones, "--square", "2km", "--raster", path, "--crs", "EPSG:4547", "-o", squares)
    names = [p["cell"].split("_") for p in properties(squares)[1]]
    boxes = [[2000.0 * int(v) for v in name[1:]] for name in names]
    zones = [([(x, y), (x + 2e3, y), (x + 2e3, y + 2e3), (x, y + 2e3), (x, y)],
              (x, y, x + 2e3, y + 2e3)) for x, y in boxes]
    return wrong + compare_zones(raster, zones, squares)


# ---- Coverage by cell -----------------------------------------------------------------------


def cut(ring, keep, along):
    """What of a ring is on the side where keep(place) >= 0; along gives where an edge crosses."""
    out = []
    for a, b in zip(ring, ring[1:]):
        if keep(a) >= 0:
            out.append(a)
        if (keep(a) >= 0) != (keep(b) >= 0):
            t = keep(a) / (keep(a) - keep(b))
            out.append(along(a, b, t))
    return out + out[:1]


def cut_to_square(ring, x, y):
    def along(a, b, t):
        return a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])
    for keep in (lambda p: p[0] - x, lambda p: x + SIZE - p[0],
                 lambda p: p[1] - y, lambda p: y + SIZE - p[1]):
        ring = cut(ring, keep, along)
    return ring


def by_centres(raster, near, points):
    """{square: {distance: [people, covered, facilities times people]}}"""
    sums = {}
    for c, r in near:
        x, y = raster.centre[c, r]
        square = (math.floor(x / SIZE), math.floor(y / SIZE))
        for d in DISTANCES:
            count = sum(covers((*p, d), x, y) for p in points)
            add(sums, square, d, raster.value[c, r], count > 0, count)
    return sums


def add(sums, square, d, weight, share, depth):
    terms = sums.setdefault(square, {}).setdefault(d, [[], [], []])
    for t, v in zip(terms, (weight, weight * share, weight * depth)):
        t.append(v)


def by_areas(raster, near, points):
    sums = {}
    for c, r in near:
        ring = raster.ring(c, r)
        whole = ring_area(ring)
        columns = {math.floor(p[0] / SIZE) for p in ring}
        rows = {math.floor(p[1] / SIZE) for p in ring}
        for square in ((i, j) for i in columns for j in rows):
            piece = cut_to_square(ring, square[0] * SIZE, square[1] * SIZE)
            own = ring_area(piece) if len(piece) > 3 else 0.0
            for d in DISTANCES if own > 0 else ():
                discs = [(*p, d) for p in points
                         if math.dist(p, ring[0]) < d + 300]
                areas = depth_areas([piece], discs, len(discs)) if discs else [0.0]
                add(sums, square, d, raster.value[c, r] * own / whole, areas[0] / own,
                    math.fsum(areas) / own)
    return sums


def compare_cells(what, out, sums, points):
    wrong, people = 0, 0
    for row in properties(out)[1]:
        square = tuple(int(v) for v in row["cell"].split("_")[1:])
        x, y = square[0] * SIZE, square[1] * SIZE
        ring = [(x, y), (x + SIZE, y), (x + SIZE, y + SIZE), (x, y + SIZE), (x, y)]
        for d in DISTANCES:
            weight, covered, depth = map(math.fsum, sums.get(square, {}).get(d, [[], [], []]))
            name = f"{what} {row['cell']} {d:.0f} m"
            wrong += differ(name + " people", row["dem_all"], weight)
            wrong += differ(name + " covered", row[f"cov_d{d:.0f}"], covered)
            if weight > 0:
                wrong += abs(row[f"dem_m{d:.0f}"] - depth / weight) > 6e-7
            discs = [(*p, d) for p in points if math.dist(p, (x, y)) < d + 2 * SIZE]
            land = depth_areas([ring], discs, 1)[0] if discs else 0.0
            wrong += abs(row[f"cov_a{d:.0f}"] * 1e6 - land) > 0.51
        people += weight > 0
    print(f"{what}: {people} cells with people")
    return wrong + (people < 100)


def coverage_by_cell(tool, path, raster, folder):
    rng = random.Random(6)
    points = [(round(WEST + 0.1 * rng.random(), 7), round(SOUTH + 0.1 * rng.random(), 7))
              for _ in range(12)]
    with open(folder / "points.csv", "w", encoding="utf-8") as out:
        print("lon,lat", *(f"{x},{y}" for x, y in points), sep="\n", file=out)
    area, out = folder / "area.geojson", folder / "cells.geojson"
    write(area, [star(rng, WEST + 0.05, SOUTH + 0.05, 0.05, 12)])
    near = raster.within(WEST + 0.05, SOUTH + 0.05, 0.12)
    places, wrong = [PROJECT(*p) for p in points], 0
    for word, sums in (("centre", by_centres), ("area", by_areas)):
        run(tool, area, "--raster", path, "--raster-cells", word, "-f", folder / "points.csv",
            "-r", "800m,2km", "--grid", "500m", "--crs", "EPSG:4547", "-o", out, "--overwrite")
        wrong += compare_cells(word, out, sums(raster, near, places), places)
    return wrong


def main(grid, coverage, data):
    path = data / "population" / "wuhan_pop20plus.tif"
    if not path.exists():
        print(f"skipped: no {path}")
        return 77
    try:
        raster = Raster(path)
    except ImportError:
        print("skipped: no GDAL for Python")
        return 77
    with tempfile.TemporaryDirectory() as folder:
        wrong = sums_by_zone(grid, path, raster, pathlib.Path(folder))
        wrong += coverage_by_cell(coverage, path, raster, pathlib.Path(folder))
    print(f"{wrong} of the numbers differ")
    return 1 if wrong else 0


if __name__ == "__main__":
    if os.path.exists("/usr/bin/python3"):
        with_gdal()
    sys.exit(main(sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])))
