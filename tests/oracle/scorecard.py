#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compute a scorecard again by slow, obvious methods, and compare: scorecard.py TOOL DATASETS.

Nothing of the library is used: an own projection (Krueger's series), areas by cutting the plane
into thin strips, all pairs for neighbours and clusters, Vincenty's formula for geodesics.
"""
import csv
import json
import math
import os
import subprocess
import sys
import tempfile

# ---- Projection: CGCS2000 3-degree Gauss-Krueger, 117 E (EPSG:4548) -------------------------
# Krueger 1912 as Karney 2011 writes it, order n^6.

A, F = 6378137.0, 1 / 298.257222101
N = F / (2 - F)
ECC = math.sqrt(F * (2 - F))
RADIUS = A / (1 + N) * (1 + N**2 / 4 + N**4 / 64 + N**6 / 256)
ALPHA = [
    N / 2 - 2 * N**2 / 3 + 5 * N**3 / 16 + 41 * N**4 / 180 - 127 * N**5 / 288
    + 7891 * N**6 / 37800,
    13 * N**2 / 48 - 3 * N**3 / 5 + 557 * N**4 / 1440 + 281 * N**5 / 630
    - 1983433 * N**6 / 1935360,
    61 * N**3 / 240 - 103 * N**4 / 140 + 15061 * N**5 / 26880 + 167603 * N**6 / 181440,
    49561 * N**4 / 161280 - 179 * N**5 / 168 + 6601661 * N**6 / 7257600,
    34729 * N**5 / 80640 - 3418889 * N**6 / 1995840,
    212378941 * N**6 / 319334400,
]


def project(p):
    lon, lat = math.radians(p[0] - 117.0), math.radians(p[1])
    t = math.sinh(math.atanh(math.sin(lat)) - ECC * math.atanh(ECC * math.sin(lat)))
    xi = math.atan2(t, math.cos(lon))
    eta = math.asinh(math.sin(lon) / math.hypot(t, math.cos(lon)))
    x, y = eta, xi
    for j, a in enumerate(ALPHA, 1):
        x += a * math.cos(2 * j * xi) * math.sinh(2 * j * eta)
        y += a * math.sin(2 * j * xi) * math.cosh(2 * j * eta)
    return (500000.0 + RADIUS * x, RADIUS * y)


def unproject(q):
    """Newton's method on project(), from a guess by spherical arithmetic."""
    p = [117.0 + (q[0] - 500000.0) / 85000.0, q[1] / 111000.0]
    for _ in range(30):
        x, y = project(p)
        e = 1e-6
        a, b = project((p[0] + e, p[1])), project((p[0], p[1] + e))
        m = [(a[0] - x) / e, (b[0] - x) / e, (a[1] - y) / e, (b[1] - y) / e]
        det = m[0] * m[3] - m[1] * m[2]
        dx, dy = q[0] - x, q[1] - y
        p = [p[0] + (m[3] * dx - m[1] * dy) / det, p[1] + (m[0] * dy - m[2] * dx) / det]
    return p


def geodesic(p, q):
    """Vincenty 1975, inverse problem, on WGS 84."""
    f = 1 / 298.257223563
    b = A * (1 - f)
    lon = math.radians(q[0] - p[0])
    u1, u2 = (math.atan((1 - f) * math.tan(math.radians(v[1]))) for v in (p, q))
    s1, c1, s2, c2 = math.sin(u1), math.cos(u1), math.sin(u2), math.cos(u2)
    if p == q:
        return 0.0
    lam = lon
    for _ in range(200):
        sl, cl = math.sin(lam), math.cos(lam)
        ss = math.hypot(c2 * sl, c1 * s2 - s1 * c2 * cl)
        cs = s1 * s2 + c1 * c2 * cl
        sig = math.atan2(ss, cs)
        sa = c1 * c2 * sl / ss
        ca2 = 1 - sa * sa
        cm = cs - 2 * s1 * s2 / ca2
        k = f / 16 * ca2 * (4 + f * (4 - 3 * ca2))
        lam = lon + (1 - k) * f * sa * (sig + k * ss * (cm + k * cs * (2 * cm * cm - 1)))
    uu = ca2 * (A * A - b * b) / (b * b)
    big = 1 + uu / 16384 * (4096 + uu * (-768 + uu * (320 - 175 * uu)))
    little = uu / 1024 * (256 + uu * (-128 + uu * (74 - 47 * uu)))
    d = little * ss * (cm + little / 4 * (cs * (2 * cm * cm - 1) - little / 6 * cm * (
        4 * ss * ss - 3) * (4 * cm * cm - 3)))
    return b * big * (sig - d)


# ---- Plane geometry: a polygon is a list of rings, even-odd ---------------------------------

def edges(rings):
    return [(a, b) for r in rings for a, b in zip(r, r[1:])]


def area(rings):
    """The first ring of each polygon turns one way, holes the other; GeoJSON promises it only
    since RFC 7946, so take each ring's own sign: outer rings add, rings inside them subtract."""
    x0, y0 = rings[0][0]
    total = 0.0
    for i, r in enumerate(rings):
        a = sum((p[0] - x0) * (q[1] - y0) - (q[0] - x0) * (p[1] - y0) for p, q in zip(r, r[1:]))
        around = sum(inside([o], r[0]) for j, o in enumerate(rings) if j != i)
        total += abs(a) / 2 * (-1 if around % 2 else 1)
    return total


def inside(rings, p):
    odd = False
    for a, b in edges(rings):
        if (a[1] > p[1]) != (b[1] > p[1]):
            odd ^= p[0] < (b[0] - a[0]) * (p[1] - a[1]) / (b[1] - a[1]) + a[0]
    return odd


def chord(rings, discs, r, y):
    """Length of the line at height y that lies in the polygon and in a disc."""
    cuts = sorted((b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]) + a[0]
                  for a, b in edges(rings) if (a[1] > y) != (b[1] > y))
    spans = []
    for cx, cy in discs:
        if abs(y - cy) < r:
            w = math.sqrt((r - (y - cy)) * (r + (y - cy)))
            spans.append((cx - w, cx + w))
    length, reach = 0.0, [-math.inf]
    merged = []
    for s, e in sorted(spans):
        if merged and s <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], e)
        else:
            merged.append([s, e])
    for lo, hi in zip(cuts[::2], cuts[1::2]):
        length += sum(max(0.0, min(hi, e) - max(lo, s)) for s, e in merged)
    return length


def crossings(rings, discs, r):
    """Heights where the chord is not smooth: tops and bottoms, corners, crossings."""
    ys = {v for _, cy in discs for v in (cy - r, cy + r)} | {p[1] for g in rings for p in g}
    for i, (ax, ay) in enumerate(discs):
        for bx, by in discs[:i]:
            d = math.hypot(bx - ax, by - ay)
            if 0 < d < 2 * r:
                h = math.sqrt(r * r - d * d / 4) / d
                ys |= {(ay + by) / 2 + h * (bx - ax), (ay + by) / 2 - h * (bx - ax)}
        for a, b in edges(rings):
            dx, dy = b[0] - a[0], b[1] - a[1]
            qa, qb = dx * dx + dy * dy, dx * (a[0] - ax) + dy * (a[1] - ay)
            qc = (a[0] - ax) ** 2 + (a[1] - ay) ** 2 - r * r
            if qa > 0 and qb * qb > qa * qc:
                root = math.sqrt(qb * qb - qa * qc)
                ys |= {a[1] + (s - qb) / qa * dy for s in (root, -root)}
    return sorted(ys)


def gauss_legendre(n):
    """Nodes and weights on [-1, 1], by Newton's method on Legendre's polynomial."""
    out = []
    for i in range(n):
        x = math.cos(math.pi * (i + 0.75) / (n + 0.5))
        for _ in range(50):
            p0, p1 = 1.0, x
            for k in range(2, n + 1):
                p0, p1 = p1, ((2 * k - 1) * x * p1 - (k - 1) * p0) / k
            slope = n * (x * p1 - p0) / (x * x - 1)
            x -= p1 / slope
        out.append((x, 2 / ((1 - x * x) * slope * slope)))
    return out


RULE = gauss_legendre(24)


def covered_area(rings, discs, r):
    """Strips between the crossings; y = m + h sin(pi t / 2) takes away the roots at the ends."""
    bottom, top = min(p[1] for g in rings for p in g), max(p[1] for g in rings for p in g)
    ys = [y for y in crossings(rings, discs, r) if bottom <= y <= top]
    total = 0.0
    for lo, hi in zip(ys, ys[1:]):
        m, h = (lo + hi) / 2, (hi - lo) / 2
        if h > 0:
            total += sum(w * chord(rings, discs, r, m + h * math.sin(math.pi * t / 2))
                         * h * math.cos(math.pi * t / 2) * math.pi / 2 for t, w in RULE)
    return total


# ---- Layers -------------------------------------------------------------------------------

class Layer:
    def __init__(self, path):
        with open(path, encoding="utf-8") as f:
            self.features = json.load(f)["features"]
        self.points = []
        for f in self.features:
            g = f["geometry"]
            assert g["type"] in ("Point", "Polygon", "MultiPolygon"), g["type"]
            self.points.append(project(g["coordinates"]) if g["type"] == "Point" else None)

    def rings(self):
        out = []
        for f in self.features:
            c = f["geometry"]["coordinates"]
            for polygon in [c] if f["geometry"]["type"] == "Polygon" else c:
                out += [[project(p) for p in ring] for ring in polygon]
        return out

    def matching(self, condition):
        """Rows for which every `column=value|value` of the condition holds, or with != does
        not; "" is null."""
        rows = list(range(len(self.features)))
        for term in filter(None, condition.split(";")):
            column, values = term.split("=", 1)
            yes = not column.endswith("!")
            rows = [i for i in rows if yes == (str(
                self.features[i]["properties"].get(column.rstrip("!")) or "")
                in values.split("|"))]
        return rows


class City:
    def __init__(self, root, name, read):
        self.root, self.name, self.read = root, name, read
        self.rings = read(f"{name}/boundary").rings()

    def layer(self, name):
        return self.read(name if "/" in name else f"{self.name}/{name}")

    def subject(self, row):
        """The layer and the rows of it that an indicator is about: those in the boundary."""
        layer = self.layer(row["layer"])
        rows = layer and [i for i in layer.matching(row["filter"])
                          if inside(self.rings, layer.points[i])]
        return layer, rows

    def facilities(self, row):
        layer = self.layer(row["facilities"])
        return layer and [layer.points[i] for i in layer.matching(row["facilities_filter"])]


# ---- Measures: None is "no data" ------------------------------------------------------------

def share_covered(city, row):
    layer, rows = city.subject(row)
    discs = city.facilities(row)
    if rows is None or discs is None:
        return None
    r = float(row["distance_m"])
    known = [(1.0 if not row["field"] else layer.features[i]["properties"][row["field"]],
              any(math.dist(layer.points[i], d) <= r for d in discs)) for i in rows]
    known = [(w, c) for w, c in known if w is not None]
    total = sum(w for w, _ in known)
    return sum(w for w, c in known if c) / total if total else None


def area_covered(city, row):
    discs = city.facilities(row)
    if discs is None:
        return None
    return covered_area(city.rings, discs, float(row["distance_m"])) / area(city.rings)


def total_of(city, row):
    layer, rows = city.subject(row)
    if not rows:
        return None
    known = [layer.features[i]["properties"][row["field"]] for i in rows]
    return sum(v for v in known if v is not None)


def count_of(city, row):
    _, rows = city.subject(row)
    return None if rows is None else len(rows)


def density(city, row):
    n = count_of(city, row)
    return None if n is None else n / area(city.rings)


def nearest(city, row):
    layer, rows = city.subject(row)
    targets = city.facilities(row)
    if rows is None or targets is None:
        return None
    others = [(None, t) for t in targets]
    if row["facilities"] == row["layer"]:  # a place is not its own neighbour
        others = [(j, layer.points[j]) for j in layer.matching(row["facilities_filter"])]
    found = [min((math.dist(layer.points[i], q) for j, q in others if j is None or j != i),
                 default=None) for i in rows]
    return sorted(d for d in found if d is not None)


def quantile(q):
    def of(city, row):
        v = nearest(city, row)
        if not v:
            return None
        at = q * (len(v) - 1)
        low = math.floor(at)
        high = min(low + 1, len(v) - 1)
        return v[low] + (at - low) * (v[high] - v[low])
    return of


def dbscan(points, eps, enough):
    """Sizes of the clusters: connected core points, and border points with the nearest core."""
    near = [[j for j, q in enumerate(points) if math.dist(p, q) <= eps] for p in points]
    core = [len(n) >= enough for n in near]
    label = [None] * len(points)
    count = 0
    for s in range(len(points)):
        if core[s] and label[s] is None:
            stack, label[s] = [s], count
            while stack:
                for j in near[stack.pop()]:
                    if core[j] and label[j] is None:
                        label[j] = count
                        stack.append(j)
            count += 1
    for i, p in enumerate(points):
        cores = [j for j in near[i] if core[j]]
        if not core[i] and cores:
            label[i] = label[min(cores, key=lambda j: (math.dist(p, points[j]), j))]
    return [label.count(c) for c in range(count)], len(points)


def clusters(answer):
    def of(city, row):
        layer, rows = city.subject(row)
        if rows is None:
            return None
        points = [layer.points[i] for i in rows]
        return answer(*dbscan(points, float(row["distance_m"]), float(row["min_count"])))
    return of


def center(points):
    return unproject([sum(p[k] for p in points) / len(points) for k in (0, 1)])


def center_distance(city, row):
    layer, rows = city.subject(row)
    there = row["facilities"].split("/")[0]
    other = City(city.root, there, city.read)
    target, found = other.subject({**row, "layer": row["facilities"].split("/")[1],
                                   "filter": row["facilities_filter"]})
    if not rows or not found or there == city.name:
        return None
    return geodesic(center([layer.points[i] for i in rows]),
                    center([target.points[i] for i in found]))


MEASURES = {
    "area": lambda city, row: area(city.rings),
    "covered_area": area_covered,
    "covered": share_covered,
    "count": count_of,
    "sum": total_of,
    "density": density,
    "nearest_median": quantile(0.5),
    "nearest_p90": quantile(0.9),
    "cluster_count": clusters(lambda sizes, n: len(sizes)),
    "cluster_largest": clusters(lambda sizes, n: max(sizes, default=0)),
    "cluster_share": clusters(lambda sizes, n: sum(sizes) / n if n else None),
    "center_distance": center_distance,
}
UNITS = {"": 1, "%": 100, "m": 1, "km": 1e-3, "m2": 1, "km2": 1e-6, "/km2": 1e6}
INTEGERS = ("count", "sum", "cluster_count", "cluster_largest")


# ---- Comparison -----------------------------------------------------------------------------

def close(row, ours, theirs):
    if row["measure"] in INTEGERS:
        return float(ours) == float(theirs)
    if row["measure"].startswith(("nearest", "center")):
        return abs(ours - theirs) / UNITS[row["unit"]] <= 1e-6
    return abs(ours - theirs) <= 1e-10 * abs(ours)


def met(target, value):
    return "yes" if (value >= float(target[2:])) == (target[:2] == ">=") else "no"


def differences(root, result):
    """Compare the table of the tool with our own, and return what differs."""
    cache = {}

    def read(name):
        path = os.path.join(root, name + ".geojson")
        if name not in cache:
            cache[name] = Layer(path) if os.path.exists(path) else None
        return cache[name]

    with open(os.path.join(root, "indicators.csv"), encoding="utf-8-sig", newline="") as f:
        indicators = {r["id"]: r for r in csv.DictReader(f)}
    with open(result, encoding="utf-8-sig", newline="") as f:
        answers = list(csv.DictReader(f))
    names = sorted(d for d in os.listdir(root)
                   if os.path.exists(os.path.join(root, d, "boundary.geojson")))
    cities = {n: City(root, n, read) for n in names}
    expected = [(c, i) for i in indicators for c in names]
    if expected != [(a["city"], a["indicator"]) for a in answers]:
        yield "the table has other rows"
        return
    for a in answers:
        row = indicators[a["indicator"]]
        ours = MEASURES[row["measure"]](cities[a["city"]], row)
        if (ours is None) != (a["value"] == ""):
            yield f"{a}: the oracle has {ours}"
        elif ours is not None and not close(row, ours * UNITS[row["unit"]], float(a["value"])):
            yield f"{a}: the oracle has {ours * UNITS[row['unit']]!r}"
        elif a["met"] and a["met"] != met(row["target"], float(a["value"])):
            yield f"{a}: target {row['target']}"
    print(f"{len(answers)} numbers compared")


def check_goldens():
    """The oracle itself, against published numbers (CRS.md 5 and 6, METHODS 1.1)."""
    x, y = project((116.31, 39.984))
    assert abs(x - 441064.2374) < 1e-4 and abs(y - 4427980.5179) < 1e-4
    assert abs(geodesic((116.31, 39.984), (116.69, 40.40)) - 56398.2134) < 1e-4
    back = unproject((x, y))
    assert abs(back[0] - 116.31) < 1e-12 and abs(back[1] - 39.984) < 1e-12
    square = [[(0, 0), (2000, 0), (2000, 2000), (0, 2000), (0, 0)]]
    assert abs(covered_area(square, [(500, 1000), (1500, 1000)], 600) - 2081884.486077) < 1e-4


def main(tool, root):
    check_goldens()
    with tempfile.TemporaryDirectory() as out:
        subprocess.run([tool, root, "-o", out], check=True, stdout=subprocess.DEVNULL)
        wrong = list(differences(root, os.path.join(out, "scorecard.csv")))
    print(*wrong, f"{len(wrong)} differ", sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
