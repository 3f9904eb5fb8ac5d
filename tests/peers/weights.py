#!/usr/bin/python3
"""Weights against PySAL, on stations of Beijing's metro in metres and on the polygons of three
published layers: neighbours and weights of every kind, and their codings.

    weights.py LIBGEO.SO GEO SHARED_DATA

Other conventions of PySAL's kernels: each feature is its own neighbour; weights have a constant
(uniform 1/2, Epanechnikov 3/4, quartic 15/16, Gaussian 1 / root of 2 pi), and a bandwidth by the
k-th neighbour is 1.0000001 times as wide, so that this one weighs a little more than nothing. Here
the first are left out, the second divided by, and its eps is 1; what it has otherwise is told.
"""
import ctypes as c
import json
import pathlib
import subprocess
import sys
import tempfile
import warnings

from libgeo import Library, assert_near, metres, skip

warnings.simplefilter("ignore")
try:
    import numpy
    from libpysal import weights as pysal
except ImportError as missing:
    skip(missing)

# ours, theirs, the constant of theirs
KERNELS = ((0, "uniform", 0.5), (1, "triangular", 1.0), (2, "quadratic", 0.75),
           (3, "quartic", 15.0 / 16.0), (4, "gaussian", (2.0 * numpy.pi) ** -0.5))
CODINGS = ((1, "R"), (3, "D"), (4, "V"))  # of row; all have the sum 1; variance
POLYGONS = (("columbus/columbus.shp", "CRIME"), ("stl/stl_hom.shp", "HR8893"),
            ("sids2/sids2.shp", "SIDR74"))


class Rows(c.Structure):
    _fields_ = [("n", c.c_int64), ("begin", c.POINTER(c.c_int64)),
                ("neighbour", c.POINTER(c.c_int32)), ("weight", c.POINTER(c.c_double))]


def pairs_of(geo, weights):
    """{(from, to): weight}"""
    of = geo.lib.geo_weights_rows
    of.restype = Rows
    rows = of(weights)
    return {(i, rows.neighbour[k]): rows.weight[k] for i in range(rows.n)
            for k in range(rows.begin[i], rows.begin[i + 1])}


def pairs_there(w, constant=1.0, least=0.0):
    return {(i, j): v / constant for i in w.neighbors
            for j, v in zip(w.neighbors[i], w.weights[i], strict=True)
            if i != j and v / constant > least}


def assert_same(what, ours, theirs):
    assert ours.keys() == theirs.keys(), (what, sorted(ours.keys() ^ theirs.keys())[:9])
    at = sorted(ours)
    assert_near(what, [ours[p] for p in at], [theirs[p] for p in at])


def check_points(geo, places):
    points, k, far = geo.points(places), 6, 1500.0
    peers = (("knn", geo.made("weights_nearest", points, k), pysal.KNN(places, k=k)),
             ("band", geo.made("weights_band", points, far), pysal.DistanceBand(places, far)),
             ("inverse", geo.made("weights_inverse", points, 1.5, 1.0, far),
              pysal.DistanceBand(places, far, alpha=-1.5, binary=False)),
             ("delaunay", geo.made("weights_delaunay", points), pysal.Delaunay(places)),
             ("gabriel", geo.made("weights_gabriel", points), pysal.Gabriel(places)))
    for name, ours, theirs in peers:
        assert_same(name, pairs_of(geo, ours), pairs_there(theirs))
        for coding, letter in CODINGS:
            if not theirs.islands:
                theirs.transform = "O"  # D divides by the sum of the coding before
                theirs.transform = letter
                coded = geo.made("weights_code", ours, c.c_int(coding))
                assert_same(f"{name}, coded {letter}", pairs_of(geo, coded), pairs_there(theirs))
    width = numpy.empty(1)
    geo.weights_full_band(points, width)
    assert_near("full band", width, pysal.min_threshold_distance(places))


def check_kernels(geo, places):
    """With one bandwidth, and with each its own; what is at the end of a kernel weighs nothing."""
    points, k, width = geo.points(places), 8, 2345.0
    for kernel, name, constant in KERNELS:
        for what, ours, theirs in (
                ("one bandwidth", geo.made("weights_kernel", points, c.c_int(kernel), width, 1),
                 pysal.Kernel(places, bandwidth=width, function=name)),
                ("each its own", geo.made("weights_kernel", points, c.c_int(kernel), 0.0, k),
                 pysal.Kernel(places, fixed=False, k=k, function=name, eps=1.0))):
            assert_same(f"kernel {name}, {what}", pairs_of(geo, ours),
                        pairs_there(theirs, constant, 1e-12))
    theirs = pysal.Kernel(places, fixed=False, k=k, function="triangular")
    ours = pairs_of(geo, geo.made("weights_kernel", points, c.c_int(1), 0.0, k))
    i = 0
    last = max((j for j in theirs.neighbors[i] if j != i),
               key=lambda j: numpy.hypot(*(places[j] - places[i])))
    print(f"triangular, the {k}-th neighbour of the first: ours {ours.get((i, last), 0.0)}, PySAL "
          f"{theirs[i][last]:.4g} (its own {theirs[i][i]})")


def check_groups(geo, layer):
    """Stations of one name."""
    said = json.loads(layer.read_text(encoding="utf-8"))["features"]
    names = [f["properties"]["name"] for f in said]
    codes = {name: i for i, name in enumerate(sorted(set(names)))}
    group = numpy.array([codes[name] for name in names], "i8")
    ours = geo.made("weights_block", len(group), group)
    assert_same(f"block, {len(codes)} groups", pairs_of(geo, ours),
                pairs_there(pysal.block_weights(names)))


def check_polygons(tool, folder, data):
    """By the tool: files of their own say by places who touches whom."""
    for name, field in POLYGONS:
        if not (data / name).exists():
            print(f"{data / name} is not there")
            continue
        for kind, peer in (("queen", pysal.Queen), ("rook", pysal.Rook)):
            out = folder / f"{kind}.gwt"
            subprocess.run([tool, "hotspot", data / name, "--in-crs", "WGS84", "--field", field,
                            "--weights", kind, "--permutations", "0", "-q", "--no-style",
                            "--write-weights", out, "--overwrite", "-o", folder / "x.geojson"],
                           check=True)
            words = [line.split() for line in out.read_text(encoding="utf-8").splitlines()[1:]]
            ours = {(int(a) - 1, int(b) - 1): float(w) for a, b, w in words}
            theirs = peer.from_shapefile(str(data / name))
            assert_same(f"{kind}, {name}", ours, pairs_there(theirs))


def main():
    library, tool, data = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    layer = data / "beijing/metro_stations.geojson"
    if not layer.exists():
        skip(f"no {layer}")
    geo = Library(library)
    places = numpy.unique(metres(layer), axis=0)  # of points at one place peers keep other ones
    check_points(geo, places)
    check_kernels(geo, places)
    check_groups(geo, layer)
    with tempfile.TemporaryDirectory(prefix="geo-peers-") as name:
        check_polygons(tool, pathlib.Path(name), data / "reference")


if __name__ == "__main__":
    main()
