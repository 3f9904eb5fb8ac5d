#!/usr/bin/env python3
"""Access and equity of a real town the slow way: E2SFCA of Haidian's people by metro stations, over
every pair, with the Gini over every pair, against geo access to 1e-9. Nothing is shared with the
library but the data and, through scorecard.py, the formula of EPSG:4548.

    access.py GEO_ACCESS SHARED_DATA
"""
import json
import math
import pathlib
import subprocess
import sys
import tempfile

import scorecard

STEPS = [(1000.0, 1.0), (2000.0, 0.68), (4000.0, 0.22)]
SIGMA = 1500.0
CUTOFF = 5000.0
STANDARD = 2e-5
TOLERANCE = 1e-9


def step(c):
    return next((w for upto, w in STEPS if c <= upto), 0.0)


def gaussian(c):
    return math.exp(-c * c / (2 * SIGMA * SIGMA)) if c <= CUTOFF else 0.0


def middle(geometry):
    """The mean of the outer vertices: a place for the people of a township."""
    polygons = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        polygons = [polygons]
    ring = [p for polygon in polygons for p in polygon[0][:-1]]
    return [math.fsum(p[k] for p in ring) / len(ring) for k in range(2)]


def point(position, **properties):
    return {"type": "Feature", "properties": properties,
            "geometry": {"type": "Point", "coordinates": position}}


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))["features"]


def save(path, features):
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))


def inputs(shared):
    towns = [point(middle(f["geometry"]), people=f["properties"]["population"])
             for f in read(shared / "beijing/haidian_townships_pop.geojson")]
    stations = [point(f["geometry"]["coordinates"], beds=1 + k % 7)
                for k, f in enumerate(read(shared / "beijing/metro_stations.geojson"))
                if f["geometry"]["type"] == "Point"]
    return towns, stations


def catchments(towns, stations, weight):
    """(scores, ratios), all pairs."""
    at = [scorecard.project(t["geometry"]["coordinates"]) for t in towns]
    to = [scorecard.project(s["geometry"]["coordinates"]) for s in stations]
    w = [[weight(math.dist(p, q)) for q in to] for p in at]
    people = [t["properties"]["people"] for t in towns]
    ratios = []
    for j, station in enumerate(stations):
        load = math.fsum(people[i] * w[i][j] for i in range(len(towns)))
        ratios.append(station["properties"]["beds"] / load if load > 0 else 0.0)
    scores = [math.fsum(w[i][j] * ratios[j] for j in range(len(stations)))
              for i in range(len(towns))]
    return scores, ratios


def gini(scores, people):
    total = math.fsum(people)
    mean = math.fsum(p * a for p, a in zip(people, scores)) / total
    apart = math.fsum(p * q * abs(a - b) for p, a in zip(people, scores)
                      for q, b in zip(people, scores))
    return apart / (2 * total * total * mean)


def ask(tool, folder, *options):
    supplies = folder / "supplies.geojson"
    done = subprocess.run([tool, folder / "towns.geojson", "-f", folder / "stations.geojson",
                           "-m", "e2sfca", "-w", "people", "-c", "beds", "--crs", "EPSG:4548",
                           "--equity", "--standard", repr(STANDARD), "--supplies", supplies,
                           "--overwrite", "--no-style", *options],
                          capture_output=True, text=True, check=True)
    return json.loads(done.stdout), read(supplies)


def worst(ours, theirs):
    return max(abs(a - b) / max(abs(b), 1e-12) for a, b in zip(ours, theirs, strict=True))


def check(tool, folder, towns, stations, weight, *options):
    result, supplies = ask(tool, folder, *options)
    scores, ratios = catchments(towns, stations, weight)
    people = [t["properties"]["people"] for t in towns]
    below = math.fsum(p for p, a in zip(people, scores) if a < STANDARD) / math.fsum(people)
    told = result["geo:run"]["results"]
    seen = {"scores": worst([f["properties"]["ac_score"] for f in result["features"]], scores),
            "ratios": worst([f["properties"]["ac_ratio"] for f in supplies], ratios),
            "Gini": worst([told["gini"]], [gini(scores, people)]),
            "share below": worst([told["below_pct"]], [100 * below])}
    print(" ".join(options), {name: f"{error:.1e}" for name, error in seen.items()},
          f"Gini {told['gini']:.6f}, {told['below_pct']:.2f} % below, "
          f"{sum(a > 0 for a in scores)} of {len(scores)} served")
    return max(seen.values()) <= TOLERANCE


def main(tool, shared):
    if not (shared / "beijing/metro_stations.geojson").exists():
        print(f"skipped: there is no {shared}")
        return 77
    towns, stations = inputs(shared)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        save(folder / "towns.geojson", towns)
        save(folder / "stations.geojson", stations)
        steps = ",".join(f"{upto:g}m={w:g}" for upto, w in STEPS)
        good = [check(tool, folder, towns, stations, step, "--decay", f"step:{steps}"),
                check(tool, folder, towns, stations, gaussian, "--decay",
                      f"gaussian:sigma={SIGMA:g}m", "--cutoff", f"{CUTOFF:g}m")]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])))
