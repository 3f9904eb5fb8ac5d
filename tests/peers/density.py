#!/usr/bin/env python3
"""Kernel density against scikit-learn and spatstat, on road nodes of Beijing in metres.

    density.py LIBGEO.SO SHARED_DATA

scikit-learn's tophat and linear are the uniform and the triangular kernel; its density is times n.
spatstat's sigma is the standard deviation; density.ppp(at="points") is exact with the Gaussian, and
edge=TRUE divides by the share about the point, diggle=TRUE by those about the data. bw.diggle has the
translation correction here, as libgeo does."""
import ctypes as c
import json
import pathlib
import sys
import tempfile

from libgeo import ByValue, Library, Options, assert_near, r, skip

try:
    import numpy as np
    from sklearn.neighbors import KernelDensity
except ImportError:
    skip("python3-sklearn is missing")


class Box(c.Structure):
    _fields_ = [(name, c.c_double) for name in ("min_x", "min_y", "max_x", "max_y")]


class Settings(Options):
    _fields_ = [("size", c.c_size_t), ("kernel", c.c_int), ("bandwidth", c.c_double),
                ("edge", c.c_int)]


UNIFORM, POINTS, NONE = range(3)
GAUSSIAN, QUARTIC, EPANECHNIKOV, DISC, LINEAR = range(5)
HALF, SIGMA = 2000.0, 400.0


class Geo:
    def __init__(self, path, xy, box):
        self.lib, self.n = Library(path), len(xy)
        self.points = self.lib.points(xy)
        self.window = self.lib.made("window_create_box", ByValue(Box(*box)))

    def at_points(self, kernel, bandwidth, edge, weight=None):
        out, room = np.empty(self.n), np.empty(32)
        self.lib.density_at(self.window, self.points, weight, self.points,
                            Settings(kernel, bandwidth, edge), out, room)
        return out

    def of_others(self, sigma):
        out = np.empty(self.n)
        self.lib.pattern_intensity(self.window, self.points, sigma, out)
        return out

    def sigmas(self, rule):
        room = np.empty(16)
        self.lib.density_bandwidth(self.window, self.points, c.c_int(rule), 0, room)
        return room[1:4]  # sigma_m, sigma_x_m, sigma_y_m


def nodes(path):
    """A thousand and more of them, in metres about their middle, on no two at one place."""
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    lon, lat = np.array([f["geometry"]["coordinates"][:2] for f in features]).T
    x, y = 85400.0 * (lon - 116.4), 111000.0 * (lat - 39.9)
    near = (abs(x) < HALF) & (abs(y) < HALF)
    return np.unique(np.column_stack([x[near], y[near]]), axis=0)


def check_scikit_learn(geo, xy):
    for name, kernel in (("gaussian", GAUSSIAN), ("epanechnikov", EPANECHNIKOV),
                         ("tophat", DISC), ("linear", LINEAR)):
        tree = KernelDensity(kernel=name, bandwidth=SIGMA, rtol=0, atol=0).fit(xy)
        theirs = np.exp(tree.score_samples(xy)) * len(xy)
        assert_near(f"scikit-learn, {name}, {len(xy)} points", geo.at_points(kernel, SIGMA, NONE),
                    theirs)


def check_spatstat(geo, folder, xy):
    weight = 1.0 + np.arange(len(xy)) * 7919 % 13
    for name, values in (("x", xy[:, 0]), ("y", xy[:, 1]), ("weight", weight)):
        np.ascontiguousarray(values).tofile(folder / name)
    said = r("density.R", folder, HALF, SIGMA)
    if said is None:
        print("no spatstat.explore")
        return
    peer = {words[0]: np.array(words[1:], float) for words in map(str.split, said)}
    assert_near("bw.scott", geo.sigmas(0)[1:], peer["scott"])
    assert_near("bw.nrd0", geo.sigmas(2)[1:], peer["nrd0"])
    assert_near("bw.diggle", geo.sigmas(4)[:1], peer["diggle"])
    for name, edge in (("none", NONE), ("uniform", UNIFORM), ("points", POINTS)):
        assert_near(f"density.ppp, {name}", geo.at_points(GAUSSIAN, SIGMA, edge), peer[name])
    assert_near("density.ppp, weights", geo.at_points(GAUSSIAN, SIGMA, UNIFORM, weight),
                peer["weighted"])
    assert_near("density.ppp, of all but itself", geo.of_others(SIGMA), peer["others"])
    for name, kernel, width in (("epanechnikov", EPANECHNIKOV, 6), ("quartic", QUARTIC, 8),
                                ("disc", DISC, 4)):
        assert_near(f"density.ppp, {name}", geo.at_points(kernel, SIGMA * width ** 0.5, NONE),
                    peer[name])


def main():
    layer = pathlib.Path(sys.argv[2]) / "beijing/road_nodes.geojson"
    if not layer.exists():
        skip(f"{layer} is missing")
    xy = nodes(layer)
    geo = Geo(sys.argv[1], xy, (-HALF, -HALF, HALF, HALF))
    check_scikit_learn(geo, xy)
    with tempfile.TemporaryDirectory(prefix="geo-peers-") as folder:
        check_spatstat(geo, pathlib.Path(folder), xy)


if __name__ == "__main__":
    main()
