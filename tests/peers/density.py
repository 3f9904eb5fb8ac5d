#!/usr/bin/env python3
"""Kernel density against scikit-learn and spatstat, on road nodes of Beijing in metres.

    density.py LIBGEO.SO SHARED_DATA

scikit-learn's tophat and linear are the uniform and the triangular kernel; its density is times n.
spatstat's sigma is the standard deviation; density.ppp(at="points") is exact with the Gaussian, and
edge=TRUE divides by the share about the point, diggle=TRUE by those about the data. bw.diggle has the
translation correction here, as libgeo does."""
import ctypes as c
import json
import math
import pathlib
import shutil
import subprocess
import sys
import tempfile

from libgeo import ByValue, Library, Options, assert_near, skip

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


class Geo:
    def __init__(self, path, xy, box):
        self.lib, self.n = Library(path), len(xy)
        self.points = self.lib.points(xy)
        self.window = self.lib.made("window_create_box", ByValue(Box(*box)))

    def at_points(self, kernel, bandwidth, edge):
        out, room = np.empty(self.n), np.empty(32)
        self.lib.density_at(self.window, self.points, None, self.points,
                            Settings(kernel, bandwidth, edge), out, room)
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
    near = (abs(x) < 2000) & (abs(y) < 2000)
    return np.unique(np.column_stack([x[near], y[near]]), axis=0)


def spatstat(folder, xy, sigma):
    np.savetxt(folder / "xy.csv", xy, delimiter=",", fmt="%.17g")
    script = f"""suppressMessages(library(spatstat.explore))
    p <- read.csv("{folder}/xy.csv", header=FALSE)
    X <- ppp(p[,1], p[,2], window=owin(c(-2000,2000), c(-2000,2000)))
    d <- function(...) density(X, sigma={sigma}, at="points", leaveoneout=FALSE, cutoff=8*{sigma}, ...)
    cat(sprintf("%.17g", c(bw.scott(X), bw.diggle(X, correction="translate"), d(edge=FALSE), d(),
        d(diggle=TRUE))), sep="\\n")"""
    done = subprocess.run(["Rscript", "-e", script], capture_output=True, text=True, check=False)
    return np.array(done.stdout.split(), dtype=float) if done.returncode == 0 else None


def main():
    layer = pathlib.Path(sys.argv[2]) / "beijing/road_nodes.geojson"
    if not layer.exists():
        skip(f"{layer} is missing")
    xy = nodes(layer)
    geo = Geo(sys.argv[1], xy, (-2000, -2000, 2000, 2000))
    for name, kernel in (("gaussian", 0), ("epanechnikov", 2), ("tophat", 3), ("linear", 4)):
        tree = KernelDensity(kernel=name, bandwidth=400.0, rtol=0, atol=0).fit(xy)
        theirs = np.exp(tree.score_samples(xy)) * len(xy)
        assert_near(f"scikit-learn, {name}, {len(xy)} points", geo.at_points(kernel, 400.0, NONE),
                    theirs)
    if shutil.which("Rscript") is None:
        return print("Rscript is missing: spatstat skipped")
    with tempfile.TemporaryDirectory() as folder:
        said = spatstat(pathlib.Path(folder), xy, 400.0)
    if said is None:
        return print("spatstat.explore is missing: skipped")
    n = len(xy)
    assert_near("bw.scott", geo.sigmas(0)[1:], said[:2])
    assert_near("bw.diggle", geo.sigmas(4)[:1], said[2:3])
    for k, (what, edge) in enumerate((("none", NONE), ("uniform", UNIFORM), ("diggle", POINTS))):
        assert_near(f"density.ppp, {what}", geo.at_points(0, 400.0, edge),
                    said[3 + k * n:3 + (k + 1) * n])
    assert math.isfinite(said.sum())
    return None


if __name__ == "__main__":
    main()
