#!/usr/bin/python3
"""HDBSCAN* against R's dbscan, on entrances of Beijing's metro and nodes of its roads in metres.

    hdbscan.py LIBGEO.SO SHARED_DATA

R parts links of one length one after another, we together, and with core distances of 3 points and
more there are always such: what both put into a cluster is nearly the same partition. With 2 points
and places that are moved by less than a millimetre no two links are of one length: there clusters,
their stability, and outlier scores are the same. Probabilities are not compared: those of R go by
core distances.
"""
import ctypes as c
import pathlib
import sys
import tempfile

from libgeo import Library, Options, Out, address, assert_near, metres, r, skip

try:
    import numpy
    from sklearn.metrics import adjusted_rand_score
except ImportError as missing:
    skip(missing)


class Settings(Options):
    _fields_ = [("size", c.c_size_t), ("min_points", c.c_int64), ("min_cluster_size", c.c_int64),
                ("selection", c.c_int), ("ties", c.c_int), ("allow_single", c.c_int),
                ("merge_m", c.c_double), ("shortest_m", c.c_double)]


class Membership(c.Structure):
    _fields_ = [(name, c.c_void_p) for name in ("label", "probability", "outlier", "node",
                                                "leave_m")] + [("count", c.c_int64)]


class Nodes(c.Structure):
    _fields_ = [("n", c.c_int64), ("parent", c.POINTER(c.c_int64)), ("size", c.POINTER(c.c_int64)),
                ("birth_m", c.POINTER(c.c_double)), ("death_m", c.POINTER(c.c_double)),
                ("stability", c.POINTER(c.c_double)), ("label", c.POINTER(c.c_int64))]


def found(geo, places, least):
    """Label and outlier score of each point; the nodes of the tree."""
    label, outlier, tree = numpy.empty(len(places), "i8"), numpy.empty(len(places)), c.c_void_p()
    out = Membership(address(label), None, address(outlier), None, None, 0)
    geo.hdbscan(geo.points(places), Settings(least, least, 0, 0, 0, 0.0, 0.0), out, Out(tree))
    geo.lib.geo_hierarchy_view.restype = Nodes
    return label, outlier, geo.lib.geo_hierarchy_view(tree)


def asked(folder, places, least):
    """Of each point R's cluster, outlier score, and the stability of the cluster."""
    numpy.ascontiguousarray(places).tofile(folder / "places")
    said = r("cluster.R", "hdbscan", folder / "places", least)
    if said is None:
        skip("no dbscan of R")
    return numpy.array([row.split() for row in said[1:]], dtype=float).T


def check_untied(geo, folder, name, places):
    places = numpy.unique(places, axis=0)
    places = places + numpy.random.default_rng(1).uniform(-5e-4, 5e-4, places.shape)
    label, outlier, nodes = found(geo, places, 2)
    cluster, scores, stability = asked(folder, places, 2)
    assert ((label < 0) == (cluster == 0)).all(), f"{name}: other noise"
    assert adjusted_rand_score(label, cluster) == 1.0, f"{name}: other clusters"
    assert_near(f"{name}, outlier scores", outlier, scores)
    of = {nodes.label[k]: nodes.stability[k] for k in range(nodes.n) if nodes.label[k] >= 0}
    assert_near(f"{name}, stability of {len(of)} clusters",
                [of.get(k, float("nan")) for k in label], stability)


def check_tied(geo, folder, places):
    for least in (3, 10):
        label = found(geo, places, least)[0]
        cluster = asked(folder, places, least)[0]
        both = (label >= 0) & (cluster > 0)
        agree = adjusted_rand_score(label[both], cluster[both])
        print(f"core distances of {least} points: {label.max() + 1} clusters, {cluster.max():.0f} of "
              f"R; adjusted Rand {agree:.6f}")
        assert agree > 0.99, (least, agree)


def main():
    library, data = sys.argv[1], pathlib.Path(sys.argv[2]) / "beijing"
    if not (data / "road_nodes.geojson").exists():
        skip(f"no {data / 'road_nodes.geojson'}")
    geo, entrances = Library(library), metres(data / "metro_entrances.geojson")
    nodes = metres(data / "road_nodes.geojson")
    with tempfile.TemporaryDirectory(prefix="geo-peers-") as name:
        folder = pathlib.Path(name)
        check_untied(geo, folder, "entrances", entrances)
        check_untied(geo, folder, "nodes", nodes[numpy.hypot(*nodes.T).argsort()[:1200]])
        check_tied(geo, folder, entrances)


if __name__ == "__main__":
    main()
