"""Statistics of point patterns in process, on the same bytes: 100,000 points in a square of 100 km,
K at 101 distances up to 2 km with the translation correction, and L with 39 simulations, against
spatstat."""
import array
import pathlib
import random

from case import Case, need, own_seconds

SIDE = 100000.0  # metres: about 126 of the others lie within 2 km


def write_points(path, n):
    rng = random.Random(5)
    path.write_bytes(array.array("d", (SIDE * rng.random() for _ in range(2 * n))).tobytes())


def same(ours, theirs):
    """The curve at its last distance, which both print."""
    if theirs is None:
        return "", True
    a, b = (float(side.said.split()[1]) for side in (ours, theirs))
    return f"last value {a:.10g} and {b:.10g}", abs(a - b) <= 1e-9 * abs(b)


def cases(build, folder, n):
    """As bench.cases(); both sides print the seconds of their own work."""
    points = folder / "pattern.f64"
    script = pathlib.Path(__file__).parent / "pattern.R"
    for what, simulations, floor in (("K", "0", 5), ("L with 39 simulations", "39", 10)):
        arguments = [what[0].lower(), points, SIDE, "2000", "101", simulations]
        yield Case(f"{what} of {n} points, 101 distances up to 2 km, in process",
                   [build / "tests/bench_pattern", *arguments], "spatstat", own_seconds,
                   ["Rscript", script, *arguments], floor, own_seconds,
                   make=(need(points, write_points, n),), after=same)
