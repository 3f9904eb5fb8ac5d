"""Kernel density in process, on the same bytes: 100,000 points in a square of 100 km, 1,000 by 1,000
cells. scikit-learn's is exact as ours, and asked of every 997th cell alone: its seconds are those of
its tree and 997 times those of its answers. spatstat's is another way: points go into pixels, which a
Fourier transform smooths, so that its figures are near."""
import pathlib

import pattern
from case import PEERS, Case, need, own_seconds

HERE = pathlib.Path(__file__).parent
CELLS, STRIDE = "1000", "997"


def compare(most):
    """The sums of the cells that both sides print differ by no more than this share."""
    def after(ours, theirs):
        if theirs is None:
            return "", True
        a, b = (float(side.said.split()[1]) for side in (ours, theirs))
        return f"sums differ by {abs(a / b - 1):.1e}", abs(a / b - 1) <= most
    return after


def cases(build, folder, n):
    """As bench.cases(); both sides print the seconds of their own work."""
    points = folder / "pattern.f64"
    for kernel, width, peer, by, most, floor in (
            ("epanechnikov", "2000", f"sklearn, by each {STRIDE}th cell",
             [PEERS, HERE / "peers.py", "density"], 1e-12, 50),
            ("gaussian", "1000", "spatstat, of pixels", ["Rscript", HERE / "density.R"], 1e-3, 2)):
        arguments = [kernel, points, pattern.SIDE, CELLS, width, STRIDE]
        yield Case(f"density of {n} points, {kernel} of {width} m, {CELLS} x {CELLS} cells",
                   [build / "tests/bench_density", *arguments], peer, own_seconds,
                   [*by, *arguments], floor, own_seconds,
                   make=(need(points, pattern.write_points, n),), after=compare(most))
