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
import shlex
import subprocess
import sys
import tempfile

import agglomeration
import gaps
from plane import area, covered_area, geodesic, inside, project, unproject

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
        self.gaps = {}

    def holds(self, point):
        return inside(self.rings, point)

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


# ---- Options: as on the command line ----------------------------------------------------------

def option(row, name, default=None):
    words = shlex.split(row["options"])
    return words[words.index("--" + name) + 1] if "--" + name in words else default


def metres(row, name, default=None):
    """500m,1km"""
    return [float(w.removesuffix("m").removesuffix("k")) * (1000 if w.endswith("km") else 1)
            for w in option(row, name, default).split(",")]


# ---- Measures: None is "no data" ------------------------------------------------------------

def share_covered(city, row):
    layer, rows = city.subject(row)
    discs = city.facilities(row)
    if rows is None or discs is None:
        return None
    near, far = ([0.0, *metres(row, "radius")])[-2:] if row["measure"] == "band" else (
        -1.0, metres(row, "radius")[0])
    field = option(row, "weight")
    known = [(layer.features[i]["properties"][field] if field else 1.0,
              near < min((math.dist(layer.points[i], d) for d in discs), default=math.inf) <= far)
             for i in rows]
    known = [(w, c) for w, c in known if w is not None]
    total = sum(w for w, _ in known)
    return sum(w for w, c in known if c) / total if total else None


def area_covered(city, row):
    discs = city.facilities(row)
    if discs is None:
        return None
    return covered_area(city.rings, discs, metres(row, "radius")[0]) / area(city.rings)


def total_of(city, row):
    layer, rows = city.subject(row)
    if not rows:
        return None
    known = [layer.features[i]["properties"][option(row, "sum")] for i in rows]
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
        return answer(*dbscan(points, metres(row, "eps")[0], float(option(row, "min"))))
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


# ---- Gaps -----------------------------------------------------------------------------------

def gaps_of(city, row):
    discs = city.facilities(row)
    if discs is None:
        return None
    key = (city.name, row["facilities"], row["facilities_filter"], row["options"])
    if key not in city.gaps:
        city.gaps[key] = gaps.Gaps(city.rings, discs, metres(row, "radius")[0],
                                   float(option(row, "gap-area", "0.5")) * 1e4,
                                   metres(row, "gap-width", "25m")[0])
    return city.gaps[key]


def gap_demand(city, row):
    layer, rows = city.subject(row)
    found = gaps_of(city, row)
    field = option(row, "weight")
    if rows is None or found is None or (field and not rows):
        return None
    known = [(layer.features[i]["properties"][field] if field else 1, i) for i in rows]
    return sum(w for w, i in known if w is not None and found.has(layer.points[i]))


def gap_deepest(city, row):
    discs = city.facilities(row)
    found = gaps.deepest(city.rings, discs)
    assert found > metres(row, "radius")[0] + 100, "the deepest place may lie in a sliver"
    return found


# ---- Access ---------------------------------------------------------------------------------

def decay(row):
    """gaussian:sigma=30km, or step:500m=1,1km=.5; without one all weigh 1."""
    cutoff = metres(row, "cutoff", "1e9m")[0]
    form, _, rest = option(row, "decay", "none").partition(":")
    parts = [p.split("=") for p in rest.split(",") if p]
    if form == "gaussian":
        sigma = metres({"options": "--s " + parts[0][1]}, "s")[0]
        return lambda c: math.exp(-c * c / (2 * sigma * sigma)) if c <= cutoff else 0.0
    if form == "step":
        steps = [(metres({"options": "--s " + upto}, "s")[0], float(w)) for upto, w in parts]
        return lambda c: next((w for upto, w in steps if c <= min(upto, cutoff)), 0.0)
    assert form == "none", form
    return lambda c: 1.0 if c <= cutoff else 0.0


def weights_in(layer, rows, field):
    return [layer.features[i]["properties"][field] if field else 1.0 for i in rows]


def access(city, row):
    """(accessibility, weight) of those in the city: two-step catchments, all study areas
    compete."""
    method = option(row, "method", "2sfca")
    assert method in ("2sfca", "e2sfca"), method
    own, rows = city.subject(row)
    facilities = city.layer(row["facilities"])
    if not rows or facilities is None:
        return None
    users = []
    shared = "/" in row["layer"]
    for c in [city] if shared else city.all_cities:
        layer, there = c.subject(row)
        if shared:
            there = layer.matching(row["filter"])
        if there:
            users += zip([layer.points[i] for i in there],
                         weights_in(layer, there, option(row, "weight")))
    users = [(p, w) for p, w in users if w is not None]
    supply = facilities.matching(row["facilities_filter"])
    offers = weights_in(facilities, supply, option(row, "capacity"))
    f = decay(row)
    loads = [math.fsum(w * f(math.dist(p, facilities.points[j])) for p, w in users)
             for j in supply]
    return [(math.fsum(s / load * f(math.dist(own.points[i], facilities.points[j]))
                       for j, s, load in zip(supply, offers, loads) if load > 0 and s is not None),
             w) for i, w in zip(rows, weights_in(own, rows, option(row, "weight")))
            if w is not None]


def fairness(figure):
    def of(city, row):
        found = access(city, row)
        total = math.fsum(w for _, w in found) if found else 0.0
        if total <= 0:
            return None
        mean = math.fsum(a * w for a, w in found) / total
        return figure(found, total, mean, row)
    return of


def gini(found, total, mean, _):
    """All pairs."""
    if mean == 0:
        return None
    return math.fsum(v * w * abs(a - b) for a, v in found for b, w in found) / (
        2 * total * total * mean)


MEASURES = {
    "coverage area": lambda city, row: area(city.rings),
    "coverage covered_area": area_covered,
    "coverage covered": share_covered,
    "coverage band": share_covered,
    "coverage beyond": lambda city, row: (lambda v: None if v is None else 1 - v)(
        share_covered(city, row)),
    "coverage gap_count": lambda city, row: (lambda g: g and len(g.parts))(gaps_of(city, row)),
    "coverage gap_area": lambda city, row: (lambda g: g and math.fsum(g.parts.values()))(
        gaps_of(city, row)),
    "coverage gap_demand": gap_demand,
    "coverage gap_deepest": gap_deepest,
    "grid count": count_of,
    "grid sum": total_of,
    "grid density": density,
    "proximity nearest_median": quantile(0.5),
    "proximity nearest_p90": quantile(0.9),
    "cluster count": clusters(lambda sizes, n: len(sizes)),
    "cluster largest": clusters(lambda sizes, n: max(sizes, default=0)),
    "cluster noise": clusters(lambda sizes, n: n - sum(sizes)),
    "cluster share": clusters(lambda sizes, n: sum(sizes) / n if n else None),
    "access mean": fairness(lambda found, total, mean, row: mean),
    "access gini": fairness(gini),
    "access below": fairness(lambda found, total, mean, row: math.fsum(
        w for a, w in found if a < float(option(row, "standard"))) / total),
    "access none": fairness(lambda found, total, mean, row: math.fsum(
        w for a, w in found if a == 0) / total),
    "scorecard center_distance": center_distance,
}
UNITS = {"": 1, "%": 100, "m": 1, "km": 1e-3, "m2": 1, "km2": 1e-6, "/km2": 1e6, "/1000": 1e3}
INTEGERS = ("cluster noise", "grid count", "grid sum", "cluster count", "cluster largest", "coverage gap_count",
            "coverage gap_demand")


def measure_of(row):
    return row["tool"] + " " + row["measure"]


# ---- Comparison -----------------------------------------------------------------------------

def close(row, ours, theirs):
    if measure_of(row) in INTEGERS:
        return float(ours) == float(theirs)
    if measure_of(row).startswith(("proximity", "scorecard center")):
        return abs(ours - theirs) / UNITS[row["unit"]] <= 1e-6
    within = 1e-9 if row["tool"] == "access" or "gap" in row["measure"] else 1e-10
    return abs(ours - theirs) <= within * abs(ours)


def support(city, row):
    """How many features the number stands on: those of the row's layer."""
    itself = measure_of(row) == "scorecard center_distance" and row["facilities"].startswith(
        city.name + "/")
    if not row["layer"] or itself:
        return None
    _, rows = city.subject(row)
    return None if rows is None else len(rows)


def answer_of(city, row):
    what = measure_of(row)
    if what in agglomeration.MEASURES:
        return agglomeration.MEASURES[what](city, row, option, metres)
    return agglomeration.Answer(MEASURES[what](city, row), support(city, row))


def text_of(value):
    return "" if value is None else str(value)


def curves_differ(path, curves):
    with open(path, encoding="utf-8", newline="") as f:
        table = [[float(v) for v in line] for line in list(csv.reader(f))[1:]]
    scale = max(line[1] for line in curves)
    return len(table) != len(curves) or any(
        abs(a - b) > 1e-9 * (scale if i else abs(b)) for ours, theirs in zip(curves, table)
        for i, (a, b) in enumerate(zip(ours, theirs)))


def side_by_side(path, answers):
    """The table of agglomeration has the numbers of the long one."""
    with open(path, encoding="utf-8", newline="") as f:
        table = list(csv.DictReader(f))
    long = [a for a in answers if a["agglomeration"]]
    if [r["indicator"] for r in table] != list(dict.fromkeys(a["indicator"] for a in long)):
        yield "agglomeration.csv has other rows"
        return
    lines = {r["indicator"]: r for r in table}
    for a in long:
        for there, here in (("", "value"), ("_n", "n"), ("_of", "of"), ("_p", "p"),
                            ("_note", "note")):
            if lines[a["indicator"]][a["city"] + there] != a[here]:
                yield f"{a}: agglomeration.csv has {lines[a['indicator']]}"


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
    for city in cities.values():
        city.all_cities = list(cities.values())
    expected = [(c, i) for i in indicators for c in names]
    if expected != [(a["city"], a["indicator"]) for a in answers]:
        yield "the table has other rows"
        return
    for a in answers:
        row = indicators[a["indicator"]]
        a["agglomeration"] = row["tool"] in ("cluster", "hotspot", "pattern")
        answer = answer_of(cities[a["city"]], row)
        ours = answer.value
        if (text_of(answer.n), text_of(answer.of)) != (a["n"], a["of"]):
            yield f"{a}: the oracle has {answer.n} of {answer.of}"
        if (answer.p is None) != (a["p"] == "") or (
                answer.p is not None and abs(answer.p - float(a["p"])) > 1e-11):
            yield f"{a}: the oracle has p {answer.p}"
        if answer.curves and curves_differ(os.path.join(
                os.path.dirname(result), a["city"], row["column"] + ".csv"), answer.curves):
            yield f"{a}: the curves differ"
        if (ours is None) != (a["value"] == ""):
            yield f"{a}: the oracle has {ours}"
        elif ours is not None and not close(row, ours * UNITS[row["unit"]], float(a["value"])):
            yield f"{a}: the oracle has {ours * UNITS[row['unit']]!r}"
        elif a["met"] and a["met"] != met(row["target"], float(a["value"])):
            yield f"{a}: target {row['target']}"
    yield from side_by_side(os.path.join(os.path.dirname(result), "agglomeration.csv"), answers)
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
    agglomeration.check_goldens()
    with tempfile.TemporaryDirectory() as out:
        subprocess.run([tool, root, "-o", out], check=True, stdout=subprocess.DEVNULL)
        wrong = list(differences(root, os.path.join(out, "scorecard.csv")))
    print(*wrong, f"{len(wrong)} differ", sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
