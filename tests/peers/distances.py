#!/usr/bin/python3
"""Autocorrelation over distances against spdep, on the population of townships and on how many
entrances stations of the metro have: Moran's I, Geary's C and G with all neighbours within each.

    distances.py GEO SHARED_DATA

Features without neighbours: --islands keep is spdep's adjust.n=FALSE (and adjust.x), and drop what
spdep says of the others alone. Left to itself spdep takes n of the others and, but for G, the mean
of all: told beside ours. It turns the sign of z of Geary's C.
"""
import csv
import json
import pathlib
import subprocess
import sys
import tempfile

from libgeo import assert_near, r, skip

STATISTICS = (("moran", "row", 1.0), ("geary", "row", -1.0), ("gi", "binary", 1.0))


def write(path, places, values):
    """Each place once, with its last value."""
    seen = dict(zip(places, values, strict=True))
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"value": value},
         "geometry": {"type": "Point", "coordinates": place}} for place, value in seen.items()]}),
        encoding="utf-8")
    return path, len(seen)


def townships(folder, data):
    with open(data / "facts/townships.csv", encoding="utf-8-sig", newline="") as text:
        rows = [row for row in csv.DictReader(text) if row["population_2020"]]
    return write(folder / "townships.geojson", [(float(row["lon"]), float(row["lat"])) for row in
                                                rows], [int(row["population_2020"]) for row in rows])


def stations(folder, data):
    there, entrances = (json.loads((data / f"beijing/metro_{name}.geojson").read_text(
        encoding="utf-8"))["features"] for name in ("stations", "entrances"))
    parents = [f["properties"]["parent"] for f in entrances]
    return write(folder / "stations.geojson",
                 [tuple(f["geometry"]["coordinates"][:2]) for f in there],
                 [parents.count(f["properties"]["stop_id"]) for f in there])


def ours(geo, folder, layer, distances, statistic, coding, islands):
    out = folder / "out.csv"
    subprocess.run([geo, "hotspot", layer, "--field", "value", "--crs", "EPSG:4548", "--statistic",
                    statistic, "--coding", coding, "--islands", islands, "--permutations", "0",
                    "--distances", ",".join(f"{d}m" for d in distances), "--distances-to", out,
                    "--global", "-q", "--no-style", "--overwrite", "-o", folder / "out.geojson"],
                   check=True)
    with open(out, encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text))


def check(geo, folder, layer, n, distances):
    said = r("distances.R", layer, 4548, "value", *distances)
    if said is None:
        skip("no spdep")
    peer = {}
    for name, *numbers in (line.split() for line in said):
        peer.setdefault(name, []).append([float(v) for v in numbers])
    for statistic, coding, sign in STATISTICS:
        for islands in ("keep", "drop"):
            rows = ours(geo, folder, layer, distances, statistic, coding, islands)
            numbers = [[float(row[c]) for c in ("value", "expected", "variance", "z")]
                       for row in rows]
            theirs = [[v, e, s, sign * z] for v, e, s, z in peer[f"{statistic}.{islands}"]]
            assert_near(f"{layer.stem}, {n} features, {statistic}, {islands}", numbers, theirs)
            assert [[int(row["pairs"]), int(row["islands"])] for row in rows] == peer["pairs"]
        if peer["pairs"][0][1] > 0:
            rough = peer[f"{statistic}.rough"][0]
            print(f"{statistic} within {distances[0]} m, {peer['pairs'][0][1]:.0f} without "
                  f"neighbours: ours {numbers[0][0]:.10g}, spdep left to itself {rough[0]:.10g}")


def main():
    geo, data = sys.argv[1], pathlib.Path(sys.argv[2])
    if not (data / "facts/townships.csv").exists() or not (data / "beijing").exists():
        skip(f"no layers in {data}")
    with tempfile.TemporaryDirectory(prefix="geo-peers-") as name:
        folder = pathlib.Path(name)
        check(geo, folder, *townships(folder, data), range(3000, 30001, 3000))
        check(geo, folder, *stations(folder, data), range(800, 4001, 800))


if __name__ == "__main__":
    main()
