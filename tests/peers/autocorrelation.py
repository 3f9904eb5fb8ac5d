#!/usr/bin/python3
"""Autocorrelation against spdep on real layers: statistics of all and of each feature, their z, and p
within the error of draws; who touches whom. Moran's I of three layers is published. Layers that are
not there are told and passed over.

Other conventions: spdep turns the sign of z of Geary's C, and its local Geary and local bivariate
Moran are (n - 1) / n times ours.

    autocorrelation.py GEO SHARED_DATA
"""
import json
import math
import pathlib
import subprocess
import sys
import tempfile

from hotspots import asked, assert_all_near, assert_same_neighbours, pairs_of, spdep
from libgeo import skip

DRAWS, FEW = 999, 199  # of ours; of spdep where that takes long
# layer, weights, the column of their names, x, y, system, published I of x; and of some layers
# columns of events among people
LAYERS = (("reference/columbus/columbus.shp", "reference/columbus/columbus.gal", "POLYID", "CRIME",
           "INC", "WGS84", 0.5001885571828615),
          ("reference/stl/stl_hom.shp", "reference/stl/stl.gal", "POLY_ID_OG", "HR8893", "HR7984",
           "WGS84", 0.24365582621771659),
          ("reference/sids2/sids2.shp", "reference/sids2/sids2.gal", "FIPSNO", "SIDR74", "NWR74",
           "WGS84", 0.24772519320480135),
          ("beijing/haidian_townships_pop.geojson", None, None, "population", "population", None,
           None))
RATES = {"HR8893": ("HC8893", "PO8893"), "SIDR74": ("SID74", "BIR74")}


def assert_same_chance(what, ours, theirs, draws=DRAWS, apart=5.0):
    """Two draws of one p: apart by no more than so many standard errors of their difference."""
    for i, (a, b) in enumerate(zip(ours, theirs, strict=True)):
        middle = (DRAWS * a + draws * b) / (DRAWS + draws)
        error = math.sqrt(max(middle * (1.0 - middle), 1.0 / draws) * (1.0 / DRAWS + 1.0 / draws))
        assert abs(a - b) <= apart * error + 1.0 / draws, (what, i, a, b)


def of_all(results, key="global"):
    return [results[key], results[f"{key}_expected"], results[f"{key}_z"]]


def check_statistics(ask, peer, x, y, published):
    rows, results = ask("--field", x, "--global", "--tail", "greater", draws=DRAWS)
    value, expected, variance, z = peer["moran"]
    assert_all_near("Moran", of_all(results), [value, expected, z])
    assert published is None or math.isclose(value, published, rel_tol=1e-12), (value, published)
    assert_same_chance("p of Moran", [results["global_p"]], peer["moran.p"])
    rows, _ = ask("--field", x, draws=DRAWS)
    assert_all_near("local Moran", rows["hs_value"], peer["local"])
    assert_all_near("z of local Moran", rows["hs_z"], peer["local.z"])
    assert_same_chance("p of local Moran", rows["hs_p"], peer["local.p"])
    rows, results = ask("--field", x, "-s", "geary", "--global")
    value, expected, variance, z = peer["geary"]
    assert_all_near("Geary", of_all(results), [value, expected, -z])
    n = len(rows["hs_value"])
    assert_all_near("local Geary", [v * (n - 1) / n for v in rows["hs_value"]], peer["geary.local"])
    rows, _ = ask("--field", x, "-s", "gi")
    assert_all_near("Gi", rows["hs_value"], peer["gi"])
    rows, results = ask("--field", x, "-s", "gi-star", "--global", "--coding", "binary")
    assert_all_near("Gi*", rows["hs_value"], peer["gi.star"])
    value, expected, variance, z = peer["getis"]
    assert_all_near("G", of_all(results), [value, expected, z])
    rows, results = ask("--field", x, "-s", "lee", "--with", y)
    assert_all_near("L", [results["global"]], peer["lee"])
    assert_all_near("parts of L", rows["hs_value"], peer["lee.local"])


def check_draws(ask, peer, x, y):
    """Two columns, and p by draws of what has no p in check_statistics()."""
    rows, results = ask("--field", x, "-s", "geary", "--global", draws=DRAWS)
    assert_same_chance("p of Geary", [results["global_p"]], peer["geary.p"], FEW)
    assert_same_chance("p of local Geary", rows["hs_p"], peer["geary.local.p"], FEW)
    rows, _ = ask("--field", x, "-s", "gi", draws=DRAWS)
    assert_same_chance("p of Gi", rows["hs_p"], peer["gi.p"], FEW)
    _, results = ask("--field", x, "-s", "lee", "--with", y, draws=DRAWS)
    assert_same_chance("p of L", [results["global_p"]], peer["lee.p"])
    if x == y:
        return  # which is Moran's I, but for values that are drawn for one side alone
    rows, results = ask("--field", x, "-s", "bivariate", "--with", y, "--global", draws=DRAWS)
    n = len(rows["hs_value"])
    assert_all_near("bivariate", [results["global"]], peer["bivariate"])
    assert_same_chance("p of bivariate", [results["global_p"]], peer["bivariate.p"], FEW)
    assert_all_near("local bivariate", [v * (n - 1) / n for v in rows["hs_value"]],
                    peer["bivariate.local"])
    assert_same_chance("p of local bivariate", rows["hs_p"], peer["bivariate.local.p"], FEW)


def check_codings(ask, peer, x):
    for coding, style in (("binary", "B"), ("global", "C"), ("unity", "U"), ("variance", "S")):
        _, results = ask("--field", x, "--global", "--coding", coding)
        value, expected, _, z = peer[f"moran.{style}"]
        assert_all_near(f"Moran, {coding}", of_all(results), [value, expected, z])


def check_rates(ask, peer, x):
    if x in RATES:
        events, people = RATES[x]
        _, results = ask("--field", events, "--per", people, "--global")
        assert_all_near("Moran of rates", [results["global"]], peer["rates"][-1:])


def write_halves(source, x, folder, system, geo):
    """The layer with a column that is 1 above the median of x and else 0."""
    out = folder / "halves.geojson"
    subprocess.run([geo, "convert", source, *(("--in-crs", system) if system else ()), "-q",
                    "--no-style", "--overwrite", "-o", out], check=True)
    said = json.loads(out.read_text(encoding="utf-8"))
    values = sorted(f["properties"][x] for f in said["features"])
    middle = (values[(len(values) - 1) // 2] + values[len(values) // 2]) / 2
    for feature in said["features"]:
        feature["properties"]["above"] = int(feature["properties"][x] > middle)
    out.write_text(json.dumps(said), encoding="utf-8")
    return out


def weights_by_place(geo, folder, data):
    """Of each layer that is there its weights in a file by places, which both sides read."""
    for k, (name, weights, identifier, x, _, system, _) in enumerate(LAYERS):
        layer, ours = data / name, folder / f"{k}.gal"
        if not layer.exists():
            print(f"{name}: not there")
            continue
        given = (("--read-weights", data / weights, "--id", identifier) if weights
                 else ("--weights", "queen", "--snap", "1m"))
        asked(geo, folder, layer, system, "--field", x, *given, "--write-weights",
              folder / "named.gwt", *(("--id", identifier) if not weights and identifier else ()))
        places = renamed(folder / "named.gwt", layer, identifier, geo, folder, system)
        ours.write_text(places, encoding="utf-8")
        yield layer, ours, LAYERS[k]


def check_spdep(geo, folder, data):
    there = list(weights_by_place(geo, folder, data))
    if not there:
        return None
    words = [word for layer, ours, (_, _, _, x, y, _, _) in there
             for word in (layer, ours, x, y, *RATES.get(x, ("NA", "NA")))]
    peers = spdep("autocorrelation.R", DRAWS, FEW, *words)
    if peers is None:
        return None
    for (layer, ours, (_, _, _, x, y, system, published)), peer in zip(there, peers):
        def ask(*options, source=layer, known=system, draws=0, weights=ours):
            return asked(geo, folder, source, known, "--read-weights", weights, *options,
                         draws=draws)

        check_statistics(ask, peer, x, y, published)
        check_draws(ask, peer, x, y)
        check_codings(ask, peer, x)
        check_rates(ask, peer, x)
        halves = write_halves(layer, x, folder, system, geo)
        rows, results = ask("--field", "above", "-s", "joins", "--coding", "binary", source=halves,
                            known=None, draws=DRAWS)
        chance = [results["joins_11_p"], results["joins_00_p"]]
        assert_same_chance("p of joins", chance, peer["joins.p"], FEW)
        assert_all_near("local joins", rows["hs_value"], peer["joins.local"])
        joins = sum((of_all(results, f"joins_{pair}") for pair in ("11", "00", "10")), [])
        assert_all_near("joins", joins, peer["joins"])
        if system is not None:
            for kind in ("queen", "rook"):
                assert_same_neighbours(geo, folder, layer, system, x, peer, kind)
    return f"statistics, z and p of {len(there)} layers are those of spdep"


def renamed(path, layer, identifier, geo, folder, system):
    """The pairs of a .gwt as GAL by places, from 1, in the order of the layer."""
    out = folder / "names.geojson"
    subprocess.run([geo, "convert", layer, *(("--in-crs", system) if system else ()), "-q",
                    "--no-style", "--overwrite", "-o", out], check=True)
    features = json.loads(out.read_text(encoding="utf-8"))["features"]
    names = [str(f["properties"][identifier]).removesuffix(".0") if identifier else str(i + 1)
             for i, f in enumerate(features)]
    place = {name: i + 1 for i, name in enumerate(names)}
    near = {i + 1: [] for i in range(len(names))}
    for a, b in pairs_of(path):
        near[place[a]].append(place[b])
    rows = "".join(f"{i} {len(js)}\n{' '.join(map(str, sorted(js)))}\n" for i, js in near.items())
    return f"{len(names)}\n{rows}"


def main():
    geo, data = sys.argv[1], pathlib.Path(sys.argv[2])
    with tempfile.TemporaryDirectory(prefix="geo-peers-") as name:
        said = check_spdep(geo, pathlib.Path(name), data)
    if said is None:
        skip("no spdep, or no layer")
    print(said)


if __name__ == "__main__":
    main()
