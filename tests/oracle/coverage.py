#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compute coverage of people again by slow, obvious methods: coverage.py GEO_COVERAGE DATA_DIR.

Townships by metro stations: the area that discs share with a polygon, from the arcs and edges
that bound it, each piece looked at by its middle. A raster by a hundred points: every cell's
distance to every point. Nothing of the library is used; both agree within 1e-9.

Exit 77 (skipped) where the data are missing; the raster is left out where Python has no GDAL.
"""
import csv
import importlib.util
import json
import math
import os
import pathlib
import random
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import scorecard

TOLERANCE = 1e-9


def projection(meridian):
    """Gauss-Krueger about another meridian: the scorecard's is about 117 E."""
    return lambda lon, lat: scorecard.project((lon - meridian + 117.0, lat))


# ---- Area of a polygon within discs ---------------------------------------------------------


def inside(rings, x, y):
    odd = False
    for ring in rings:
        for (ax, ay), (bx, by) in zip(ring, ring[1:]):
            if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
                odd = not odd
    return odd


def line_cuts(a, b, discs):
    """Where along a -> b circles are crossed, as shares of it."""
    cuts = [0.0, 1.0]
    ex, ey = b[0] - a[0], b[1] - a[1]
    for cx, cy, r in discs:
        px, py = a[0] - cx, a[1] - cy
        q, h, c = ex * ex + ey * ey, px * ex + py * ey, px * px + py * py - r * r
        d = h * h - q * c
        if q > 0 and d > 0:
            cuts += [t for t in ((-h - math.sqrt(d)) / q, (-h + math.sqrt(d)) / q) if 0 < t < 1]
    return sorted(cuts)


def circle_cuts(disc, discs, rings):
    """Angles at which other circles and edges cross this circle."""
    x, y, r = disc
    cuts = [-math.pi, math.pi]
    for other in discs:
        dx, dy = other[0] - x, other[1] - y
        d = math.hypot(dx, dy)
        if other is not disc and abs(r - other[2]) < d < r + other[2]:
            along = (d * d + r * r - other[2] ** 2) / (2 * d)
            turn, middle = math.acos(along / r), math.atan2(dy, dx)
            cuts += [math.remainder(middle + s * turn, 2 * math.pi) for s in (-1, 1)]
    for ring in rings:
        for a, b in zip(ring, ring[1:]):
            for t in line_cuts(a, b, [disc])[1:-1]:
                cuts.append(math.atan2(a[1] + t * (b[1] - a[1]) - y, a[0] + t * (b[0] - a[0]) - x))
    return sorted(cuts)


def covers(disc, x, y):
    return (x - disc[0]) ** 2 + (y - disc[1]) ** 2 <= disc[2] ** 2


def depth_areas(rings, discs, most):
    """Areas of the polygon under at least 1 .. most discs, by Green's theorem."""
    terms = [[] for _ in range(most)]
    ox, oy = rings[0][0]
    for ring in rings:
        for a, b in zip(ring, ring[1:]):
            cuts = line_cuts(a, b, discs)
            for t, u in zip(cuts, cuts[1:]):
                m = (t + u) / 2
                x, y = a[0] + m * (b[0] - a[0]), a[1] + m * (b[1] - a[1])
                depth = sum(covers(d, x, y) for d in discs)
                cross = (a[0] - ox) * (b[1] - oy) - (a[1] - oy) * (b[0] - ox)
                for k in range(min(depth, most)):
                    terms[k].append((u - t) * cross / 2)
    for i, disc in enumerate(discs):  # of equal discs each covers those after it
        x, y, r = disc
        cuts = circle_cuts(disc, discs, rings)
        for s, e in zip(cuts, cuts[1:]):
            mx, my = x + r * math.cos((s + e) / 2), y + r * math.sin((s + e) / 2)
            depth = sum(covers(d, mx, my) if d != disc else k < i
                        for k, d in enumerate(discs) if d is not disc)
            if depth < most and e > s and inside(rings, mx, my):
                terms[depth].append((r * r * (e - s) + (x - ox) * r * (math.sin(e) - math.sin(s))
                                     - (y - oy) * r * (math.cos(e) - math.cos(s))) / 2)
    return [math.fsum(t) for t in terms]


def ring_area(ring):
    ox, oy = ring[0]
    return math.fsum((a[0] - ox) * (b[1] - oy) - (a[1] - oy) * (b[0] - ox)
                     for a, b in zip(ring, ring[1:])) / 2


def polygons_of(geometry, project):
    """Rings with the area on their left: outer counter-clockwise, holes clockwise."""
    many = {"Polygon": [geometry["coordinates"]], "MultiPolygon": geometry["coordinates"]}
    for polygon in many[geometry["type"]]:
        rings = [[project(*p[:2]) for p in ring] for ring in polygon]
        yield [r if (ring_area(r) > 0) == (i == 0) else r[::-1] for i, r in enumerate(rings)]


# ---- Comparing ------------------------------------------------------------------------------


def run(tool, *arguments):
    subprocess.run([tool, "-q", "--no-style", *map(str, arguments)], check=True)


def table_of(path):
    return list(csv.DictReader(open(path, encoding="utf-8-sig")))


def differ(what, got, expected):
    if abs(got - expected) <= TOLERANCE * max(1.0, abs(expected)):
        return 0
    print(f"{what}: {got!r}, by hand {expected!r}")
    return 1


def compare_rows(what, table, rows):
    """rows[distance] = (demand, covered, twice)"""
    wrong = 0
    for row in table:
        if row["zone"] or row["type"]:
            continue
        expected = rows[float(row["distance_m"])]
        for name, value in zip(("demand", "covered", "twice"), expected):
            wrong += differ(f"{what} {row['distance_m']} m {name}", float(row[name]), value)
    return wrong


def townships(tool, data, folder):
    distances = (500.0, 800.0)
    served, table = folder / "served.geojson", folder / "townships.csv"
    people, stations = (data / "beijing" / f"{n}.geojson"
                        for n in ("haidian_townships_pop", "metro_stations"))
    run(tool, "--demand", people, "--weight", "population", "-f", stations, "-r", "500m,800m",
        "--crs", "EPSG:4548", "--decimals", 15, "-o", served, "--table", table)
    project = projection(117.0)
    points = [project(*f["geometry"]["coordinates"][:2])
              for f in json.load(open(stations, encoding="utf-8"))["features"]]
    rows, wrong = {}, 0
    features = json.load(open(served, encoding="utf-8"))["features"]  # mended
    for distance in distances:
        sums = [[], [], []]
        for f in features:
            total, within = 0.0, [0.0, 0.0]
            for rings in polygons_of(f["geometry"], project):
                xs, ys = zip(*rings[0])
                near = [(x, y, distance) for x, y in points
                        if min(xs) - distance < x < max(xs) + distance
                        and min(ys) - distance < y < max(ys) + distance]
                total += math.fsum(ring_area(r) for r in rings)
                within = [a + b for a, b in zip(within, depth_areas(rings, near, 2))]
            weight = f["properties"]["population"]
            for s, v in zip(sums, (weight, weight * within[0] / total, weight * within[1] / total)):
                s.append(v)
            wrong += differ(f"{f['properties'].get('name')} within {distance} m", 1e-4 * round(
                1e6 * within[0] / total), f["properties"][f"cov_p{distance:.0f}"]) \
                if abs(1e6 * within[0] / total % 1 - 0.5) > 1e-3 else 0
        rows[distance] = [math.fsum(s) for s in sums]
    return wrong + compare_rows("townships", table_of(table), rows)


def raster(tool, data, folder):
    try:
        from osgeo import gdal
    except ImportError:
        print("no GDAL for Python: the raster is left out")
        return 0
    gdal.UseExceptions()
    path = data / "population" / "wuhan_pop20plus.tif"
    rng = random.Random(4)
    points = [(round(113.7 + 1.38 * rng.random(), 7), round(29.97 + 1.38 * rng.random(), 7))
              for _ in range(100)]
    points[1] = points[0]  # two in one place
    with open(folder / "points.csv", "w", encoding="utf-8") as out:
        print("lon,lat", *(f"{x},{y}" for x, y in points), sep="\n", file=out)
    table, sites = folder / "raster.csv", folder / "sites.geojson"
    run(tool, "--raster", path, "-f", folder / "points.csv", "-r", "800m,2km", "--crs", "EPSG:4547",
        "-o", sites, "--table", table)
    band = gdal.Open(str(path))
    west, dx, _, north, _, dy = band.GetGeoTransform()
    nothing = band.GetRasterBand(1).GetNoDataValue()
    cells = band.ReadAsArray().tolist()
    project = projection(114.0)
    places = [project(*p) for p in points]
    total = math.fsum(v for row in cells for v in row if v != nothing)
    rows, wrong = {}, 0
    for distance in (800.0, 2000.0):
        hits = {}
        for k, (lon, lat) in enumerate(points):
            high, wide = distance / 110000, distance / 80000  # degrees, and more than enough
            first = max(0, int((lon - wide - west) / dx))
            top = max(0, int((lat + high - north) / dy))
            for r in range(top, min(len(cells), int((lat - high - north) / dy) + 2)):
                for c in range(first, min(len(cells[0]), int((lon + wide - west) / dx) + 2)):
                    if cells[r][c] != nothing:
                        x, y = project(west + (c + 0.5) * dx, north + (r + 0.5) * dy)
                        if covers((*places[k], distance), x, y):
                            hits.setdefault((r, c), []).append(k)
        value = {at: cells[at[0]][at[1]] for at in hits}
        rows[distance] = (total, math.fsum(value.values()),
                          math.fsum(v for at, v in value.items() if len(hits[at]) > 1))
        for k, f in enumerate(json.load(open(sites))["features"]):
            reach = math.fsum(v for at, v in value.items() if k in hits[at])
            sole = math.fsum(v for at, v in value.items() if hits[at] == [k])
            name = f"{distance:.0f}"
            wrong += differ(f"site {k} reach", f["properties"]["dem_r" + name], reach)
            wrong += differ(f"site {k} sole", f["properties"]["dem_s" + name], sole)
    return wrong + compare_rows("raster", table_of(table), rows)


def main(tool, data):
    if not (data / "beijing").exists():
        print(f"skipped: no {data}/beijing")
        return 77
    with tempfile.TemporaryDirectory() as folder:
        wrong = townships(tool, data, pathlib.Path(folder))
        wrong += raster(tool, data, pathlib.Path(folder))
    print(f"{wrong} of the numbers differ")
    return 1 if wrong else 0


def with_gdal():
    """The system's Python often has GDAL where another one does not."""
    system = "/usr/bin/python3"
    if importlib.util.find_spec("osgeo") is None and "GEO_ORACLE_AGAIN" not in os.environ \
            and subprocess.run([system, "-c", "import osgeo"], stderr=subprocess.DEVNULL,
                               check=False).returncode == 0:
        os.environ["GEO_ORACLE_AGAIN"] = "1"
        os.execv(system, [system, *sys.argv])


if __name__ == "__main__":
    if os.path.exists("/usr/bin/python3"):
        with_gdal()
    sys.exit(main(sys.argv[1], pathlib.Path(sys.argv[2])))
