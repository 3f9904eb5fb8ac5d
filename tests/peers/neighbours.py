#!/usr/bin/python3
"""Neighbours among stations of Beijing's metro against spdep, and files of weights against PySAL,
both ways, with those that ArcGIS and GeoDa wrote. Peers that are not installed, and layers that are
not there, are told and passed over.

    neighbours.py GEO SHARED_DATA
"""
import json
import pathlib
import sys
import tempfile
import warnings

from hotspots import asked, assert_all_near, assert_same_neighbours, pairs_of, spdep
from libgeo import SKIPPED


def check_neighbours(geo, folder, data):
    """The nearest, those within a distance, and the Gabriel graph of stations of the metro, each
    place once: of points at one place the peers keep other ones."""
    layer, once = data / "beijing/metro_stations.geojson", folder / "stations.geojson"
    if not layer.exists():
        return f"{layer} is not there"
    said = json.loads(layer.read_text(encoding="utf-8"))
    places = {tuple(f["geometry"]["coordinates"][:2]): i for i, f in enumerate(said["features"])}
    said["features"] = [{"type": "Feature", "properties": {"value": i % 11},
                         "geometry": {"type": "Point", "coordinates": place}}
                        for place, i in places.items()]
    once.write_text(json.dumps({"type": "FeatureCollection", "features": said["features"]}),
                    encoding="utf-8")
    peers = spdep("neighbours.R", once, 4548)
    if peers is None:
        return "no spdep"
    peer = peers[0]
    for kind, *options in (("knn", "--k", 5), ("band", "--distance", f"{peer['far'][0]:.17g}m"),
                           ("gabriel",)):
        assert_same_neighbours(geo, folder, once, None, "value", peer, kind, "--crs", "EPSG:4548",
                               *options)
    if "delaunay.counts" in peer:
        assert_same_neighbours(geo, folder, once, None, "value", peer, "delaunay", "--crs",
                               "EPSG:4548")
    asked(geo, folder, once, None, "--field", "value", "--weights", "inverse", "--power", "2",
          "--distance", f"{peer['far'][0]:.17g}m", "--crs", "EPSG:4548", "--write-weights",
          folder / "inverse.gwt")
    pairs = {tuple(map(int, pair)): w for pair, w in pairs_of(folder / "inverse.gwt").items()}
    assert_all_near("inverse", [1e6 * pairs[at] for at in sorted(pairs)], peer["inverse"], 1e-6)
    return f"neighbours among {len(places)} stations are those of spdep"


def check_files(geo, folder):
    """Every file of weights among PySAL's examples: read by both; and ours read by PySAL."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import libpysal
    except ImportError:
        return "no PySAL"
    files = sorted(p for p in pathlib.Path(libpysal.__file__).parent.rglob("examples/*/*")
                   if p.suffix in (".gal", ".gwt", ".swm"))
    checked = 0
    for path in files:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                theirs = libpysal.io.open(str(path)).read()
            except Exception as error:  # of its own examples it does not read all
                print(f"PySAL does not read {path.name}: {error}")
                continue
        if theirs.islands and path.suffix == ".gwt":
            continue
        names = [str(name) for name in theirs.id_order]
        if len(names) > 500:
            continue
        table = folder / "names.csv"
        table.write_text("lon,lat,name,value\n" + "".join(
            f"{116 + i * 1e-4:.4f},40,{name},{i * i % 7}\n" for i, name in enumerate(names)),
            encoding="utf-8")
        back = folder / "back.gwt"
        asked(geo, folder, table, None, "--field", "value", "--read-weights", path, "--id", "name",
              "--write-weights", back)
        expected = {(str(a), str(b)): w for a in theirs.neighbors
                    for b, w in zip(theirs.neighbors[a], theirs.weights[a], strict=True)
                    if a != b and w > 0}
        found = pairs_of(back)
        assert found == expected, (path, len(found), len(expected))
        ending = ("gal", "gwt", "swm")[checked % 3]
        check_back(geo, folder, libpysal, table, path, ending, expected)
        back.unlink()
        checked += 1
    assert checked > 10, checked
    return f"{checked} files of weights are read as by PySAL, and written so that it reads them"


def check_back(geo, folder, libpysal, table, path, ending, expected):
    ours = folder / f"back.{ending}"
    if ending != "gwt":  # which is there
        asked(geo, folder, table, None, "--field", "value", "--read-weights", path, "--id", "name",
              "--write-weights", ours)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        opened = libpysal.io.open(str(ours))
        read = opened.read()
        opened.close()
    found = {(str(a), str(b)): w for a in read.neighbors
             for b, w in zip(read.neighbors[a], read.weights[a], strict=True)}
    assert found == ({pair: 1.0 for pair in expected} if ending == "gal" else expected), (path, ours)


def main():
    geo, data = sys.argv[1], pathlib.Path(sys.argv[2])
    with tempfile.TemporaryDirectory(prefix="geo-peers-") as name:
        folder = pathlib.Path(name)
        said = [check_files(geo, folder), check_neighbours(geo, folder, data)]
    print("\n".join(said))
    sys.exit(SKIPPED if all(s.startswith("no ") or s.endswith("there") for s in said) else 0)


if __name__ == "__main__":
    main()
