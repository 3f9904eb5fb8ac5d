#!/usr/bin/python3
"""Clusters of density against peers on real layers, on the same metres: DBSCAN against scikit-learn
and R, OPTICS with its clusters against scikit-learn. Peers that are not installed, and layers that
are not there, are told and passed over.

    cluster.py BENCH_CLUSTER SHARED_DATA

DBSCAN: core points, noise and the partition of core points are the same; a border point between two
clusters goes to the nearest with us, to the first that reached it with them. OPTICS: everything is
the same.
"""
import pathlib
import subprocess
import sys
import tempfile

from libgeo import metres, r, skip


class Peers:
    def __init__(self, bench, data, folder):
        self.bench, self.data, self.folder = bench, data, folder

    def places(self, name):
        path = self.folder / f"{name}.f64"
        places = metres(self.data / f"beijing/{name}.geojson")
        places.tofile(path)
        return places, path

    def ours(self, method, path, *numbers):
        import numpy

        out = self.folder / "out.bin"
        subprocess.run([self.bench, method, path, *map(str, numbers), out], check=True,
                       stdout=subprocess.DEVNULL)
        return numpy.fromfile(out, dtype=[("label", "i8"), ("place", "i8"), ("first", "f8"),
                                          ("second", "f8")])

    def r(self, method, path, *numbers):
        """Rows of numbers, or None without R's package."""
        import numpy

        said = r("cluster.R", method, path, *numbers)
        return None if said is None else numpy.array([[float(w) for w in row.split()]
                                                      for row in said[1:]])


def check_dbscan(peers):
    import numpy
    from sklearn.cluster import DBSCAN
    from sklearn.metrics import adjusted_rand_score

    places, path = peers.places("road_nodes")
    for eps, least in ((150, 5), (300, 10), (80, 4)):
        ours = peers.ours("dbscan", path, eps, least)
        theirs = DBSCAN(eps=eps, min_samples=least, n_jobs=2).fit(places)
        core = numpy.zeros(len(places), bool)
        core[theirs.core_sample_indices_] = True
        assert ((ours["place"] == 2) == core).all(), f"eps {eps}: other core points"
        assert ((ours["label"] < 0) == (theirs.labels_ < 0)).all(), f"eps {eps}: other noise"
        assert adjusted_rand_score(ours["label"][core], theirs.labels_[core]) == 1.0, eps
    found = peers.r("dbscan", path, 300, 10)
    if found is None:
        return "DBSCAN is that of scikit-learn; R has no dbscan"
    ours = peers.ours("dbscan", path, 300, 10)
    core = ours["place"] == 2
    assert ((ours["label"] < 0) == (found[:, 0] == 0)).all(), "other noise than R"
    assert adjusted_rand_score(ours["label"][core], found[core, 0]) == 1.0, "other than R"
    return "DBSCAN is that of scikit-learn and R"


def check_optics(peers):
    import numpy
    from sklearn.cluster import OPTICS

    places, path = peers.places("metro_entrances")
    for least, xi in ((5, 0.05), (3, 0.1), (8, 0.02)):
        ours = peers.ours("optics", path, least, xi)
        theirs = OPTICS(min_samples=least, xi=xi, min_cluster_size=least,
                        predecessor_correction=False, algorithm="kd_tree").fit(places)
        place = numpy.empty(len(places), int)
        place[theirs.ordering_] = numpy.arange(len(places))
        reach = numpy.where(numpy.isnan(ours["first"]), numpy.inf, ours["first"])
        assert (place == ours["place"]).all(), f"another order with {least}"
        assert numpy.allclose(reach, theirs.reachability_, rtol=1e-9, atol=0), least
        assert numpy.allclose(ours["second"], theirs.core_distances_, rtol=1e-9, atol=0), least
        pairs = set(zip(ours["label"], theirs.labels_, strict=True))
        assert len(pairs) == len(set(ours["label"])) == len(set(theirs.labels_)), least
    return "OPTICS is that of scikit-learn"


def main():
    bench, data = sys.argv[1], pathlib.Path(sys.argv[2])
    if not (data / "beijing/road_nodes.geojson").exists():
        skip("no layers")
    with tempfile.TemporaryDirectory() as folder:
        peers = Peers(bench, data, pathlib.Path(folder))
        try:
            for check in (check_dbscan, check_optics):
                print(check(peers))
        except ImportError as missing:
            skip(missing)


if __name__ == "__main__":
    main()
