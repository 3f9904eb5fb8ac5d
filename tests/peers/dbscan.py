#!/usr/bin/python3
"""More of DBSCAN against peers, on stations and nodes of Beijing's roads in metres: DBSCAN* against
R's dbscan, with weights and in space and time against scikit-learn; and what helps to choose an
eps: distances to the k-th neighbour against both, how far clusterings agree against scikit-learn.

    dbscan.py LIBGEO.SO GEO SHARED_DATA

Conventions: a point is the first of its own neighbours with us and with scikit-learn, none with R's
kNNdist(), whose k is ours less 1. scikit-learn and R give a border point between clusters to the
one that comes first, we to that of the nearest core point: it is held against all core points.
"""
import csv
import ctypes as c
import json
import pathlib
import subprocess
import sys
import tempfile

from libgeo import Library, Options, address, assert_near, metres, r, skip

try:
    import numpy
    from sklearn.cluster import DBSCAN
    from sklearn.metrics import adjusted_rand_score
    from sklearn.neighbors import NearestNeighbors
except ImportError as missing:
    skip(missing)

NOISE, BORDER, CORE = range(3)


class Settings(Options):
    _fields_ = [("size", c.c_size_t), ("eps_m", c.c_double), ("min_weight", c.c_double),
                ("core_only", c.c_int), ("time_s", c.c_void_p), ("time_eps_s", c.c_double)]


def found(geo, points, n, settings, weight=None):
    """Labels and roles."""
    label, role, count = numpy.empty(n, "i8"), numpy.empty(n, "u1"), numpy.zeros(1, "i8")
    geo.dbscan(points, weight, settings, label, role, count)
    assert count[0] == len(set(label) - {-1})
    return label, role


def assert_same_clusters(what, label, role, peer):
    """Of a peer of scikit-learn's."""
    core = numpy.zeros(len(label), bool)
    core[peer.core_sample_indices_] = True
    assert ((role == CORE) == core).all(), f"{what}: other core points"
    assert ((label < 0) == (peer.labels_ < 0)).all(), f"{what}: other noise"
    assert adjusted_rand_score(label[core], peer.labels_[core]) == 1.0, what


def check_star(geo, folder, nodes):
    """The whole partition: no border, no rules for it."""
    points = geo.points(nodes)
    for eps, least in ((150, 5), (300, 10)):
        said = r("cluster.R", "dbscan-star", folder / "nodes", eps, least)
        if said is None:
            return "DBSCAN*: no dbscan of R"
        theirs = numpy.array(said[1:], dtype=float)
        label, role = found(geo, points, len(nodes), Settings(eps, least, 1, None, 0.0))
        assert ((label < 0) == (theirs == 0)).all() and not (role == BORDER).any(), eps
        assert adjusted_rand_score(label, theirs) == 1.0, eps
    return f"DBSCAN*: two partitions of {len(nodes)} nodes are those of R"


def check_weights(geo, nodes):
    weight = 1.0 + numpy.arange(len(nodes)) * 7919 % 5
    label, role = found(geo, geo.points(nodes), len(nodes), Settings(120, 12, 0, None, 0.0), weight)
    peer = DBSCAN(eps=120, min_samples=12, n_jobs=2).fit(nodes, sample_weight=weight)
    assert_same_clusters("weights", label, role, peer)
    return f"DBSCAN with weights: {label.max() + 1} clusters are those of scikit-learn"


def check_times(geo, nodes):
    """A time for each, made up; the peer measures by the larger of both ratios."""
    some = numpy.ascontiguousarray(nodes[numpy.hypot(*nodes.T).argsort()[:3000]])
    time = (numpy.arange(len(some)) * 7919 % 30011 * 60).astype(float)
    apart = numpy.hypot(some[:, None, 0] - some[None, :, 0], some[:, None, 1] - some[None, :, 1])
    between = numpy.abs(time[:, None] - time[None, :])
    told = []
    for eps, hours, least in ((300.0, 24, 4), (600.0, 12, 6), (1000.0, 48, 30)):
        metric = numpy.maximum(apart / eps, between / (3600.0 * hours))
        peer = DBSCAN(eps=1.0, min_samples=least, metric="precomputed").fit(metric)
        label, role = found(geo, geo.points(some), len(some),
                            Settings(eps, least, 0, address(time), 3600.0 * hours))
        assert_same_clusters(f"{eps} m, {hours} h", label, role, peer)
        border = numpy.flatnonzero(role == BORDER)
        reached = numpy.where((metric[border] <= 1.0) & (role == CORE), apart[border], numpy.inf)
        assert (label[border] == label[reached.argmin(1)]).all(), f"{eps} m: another's border"
        star, _ = found(geo, geo.points(some), len(some),
                        Settings(eps, least, 1, address(time), 3600.0 * hours))
        assert (star == numpy.where(role == CORE, label, -1)).all()
        told.append(f"{label.max() + 1} clusters, {len(border)} border")
    return "in space and time: as scikit-learn has it: " + "; ".join(told)


def check_distances(geo, tool, folder, nodes, layer):
    """Of every point to its k-th, the point the first; and the table of the tool, sorted."""
    for k in (2, 5, 20):
        ours = numpy.empty(len(nodes))
        geo.k_distances(geo.points(nodes), k, ours)
        near = NearestNeighbors(n_neighbors=k).fit(nodes).kneighbors(nodes)[0]
        assert_near(f"k-distances, {k}, scikit-learn", ours, near[:, -1])
    said = r("cluster.R", "distances", folder / "nodes", k - 1)
    if said is not None:
        assert_near(f"k-distances, {k}, R", ours, numpy.array(said[1:], dtype=float))
    rows = table(tool, folder, layer, "--k-distance", "--min", 5)
    places = metres(layer)
    curve = numpy.sort(NearestNeighbors(n_neighbors=5).fit(places).kneighbors(places)[0][:, -1])
    rank = numpy.array([int(row["rank"]) for row in rows])
    off = numpy.abs(numpy.array([float(row["distance_m"]) for row in rows]) - curve[rank - 1])
    assert len(rows) >= 1000 and off.max() < 2e-3, off.max()  # they are on millimetres
    return f"the curve of {len(places)} entrances: {len(rows)} ranks"


def table(tool, folder, layer, *options):
    out = folder / "table.csv"
    subprocess.run([tool, "cluster", layer, "--crs", "EPSG:4548", *map(str, options), "-q",
                    "--overwrite", "-o", out], check=True)
    with open(out, encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text))


def labels(tool, folder, layer, *options):
    out = folder / "labels.geojson"
    subprocess.run([tool, "cluster", layer, "--crs", "EPSG:4548", *map(str, options), "-q",
                    "--no-style", "--overwrite", "-o", out], check=True)
    said = json.loads(out.read_text(encoding="utf-8"))
    return numpy.array([f["properties"]["cl_id"] or 0 for f in said["features"]])


def check_sweep(geo, tool, folder, layer):
    """Of each row the clusters by a run of their own; of neighbours how far they agree."""
    rows = table(tool, folder, layer, "--min", 4, "--sweep", "eps=200m:1400m:200m")
    before = None
    for row in rows:
        now = labels(tool, folder, layer, "--min", 4, "--eps", f"{row['eps']}m")
        size = numpy.bincount(now)[1:]
        assert [int(row[c]) for c in ("clusters", "noise", "largest")] == [
            len(size), (now == 0).sum(), size.max()], row
        if before is not None:
            theirs, index = adjusted_rand_score(before, now), numpy.empty(1)
            geo.adjusted_rand(len(now), before, now, index)
            assert_near(f"adjusted Rand at {row['eps']} m", index, theirs)
            assert abs(float(row["stability"]) - theirs) <= 5.1e-7, row
        before = now
    return f"the sweep: {len(rows)} rows"


def main():
    library, tool, data = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3]) / "beijing"
    if not (data / "road_nodes.geojson").exists():
        skip(f"no {data / 'road_nodes.geojson'}")
    geo, nodes = Library(library), metres(data / "road_nodes.geojson")
    entrances = data / "metro_entrances.geojson"
    with tempfile.TemporaryDirectory(prefix="geo-peers-") as name:
        folder = pathlib.Path(name)
        nodes.tofile(folder / "nodes")
        print(check_star(geo, folder, nodes))
        print(check_weights(geo, nodes))
        print(check_times(geo, nodes))
        print(check_distances(geo, tool, folder, nodes, entrances))
        print(check_sweep(geo, tool, folder, entrances))


if __name__ == "__main__":
    main()
