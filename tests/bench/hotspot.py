"""Local Moran and Gi* in process, 100,000 features with 8 neighbours and 999 conditional
permutations each, drawn afresh, below 200 MB; against numpy doing what esda does, which draws once
for all features, and at 2,000 features against spdep. Weights are made beforehand on both sides.

libgeoda is in no distribution: its complete method took 5.0 s with two threads of such a machine,
of which a seventh is promised."""
import array
import pathlib
import random

import near
from case import PEERS, Case, need, own_seconds

HERE = pathlib.Path(__file__).resolve().parent
FEATURES, FEW, NEIGHBOURS, PERMUTATIONS = 100000, 2000, 8, 999
SEVENTH_OF_LIBGEODA = 5.0 / 7.0


def write_values(path, n, stream):
    rng = random.Random(stream)
    path.write_bytes(array.array("d", (rng.lognormvariate(3.0, 1.0) for _ in range(n))).tobytes())


def beside_libgeoda(ours, _theirs):
    """Told, but judged by who knows how busy the machine is."""
    return f"{ours.seconds / SEVENTH_OF_LIBGEODA:.2f} of a seventh of libgeoda's 5.0 s", True


def same_mean(ours, theirs):
    """The mean of the statistics, which both sides print after their seconds; and as above."""
    words, well = beside_libgeoda(ours, theirs)
    if theirs is None:
        return words, well
    mine, other = (float(t.said.split()[1]) for t in (ours, theirs))
    return words, abs(mine - other) <= 1e-9 * max(1.0, abs(other))


def cases(build, folder):
    """As bench.cases(); of a size of their own."""
    points, values = folder / "features.f64", folder / "values.f64"
    few, few_values = folder / "few.f64", folder / "few-values.f64"
    made = (need(points, near.write_places, FEATURES, 5), need(values, write_values, FEATURES, 6))
    peers = [PEERS, HERE / "peers.py"]
    bench = build / "tests/bench_hotspot"
    for name, what in (("moran", "local Moran"), ("gi-star", "Gi*")):
        arguments = [points, values, NEIGHBOURS, PERMUTATIONS]
        yield Case(f"{what} of {FEATURES}, {NEIGHBOURS} neighbours, {PERMUTATIONS} draws each",
                   [bench, name, *arguments], "numpy as esda: draws shared, 1 thread",
                   own_seconds, [*peers, "local", name, *arguments], 10, own_seconds, 200, made,
                   same_mean)
    arguments = [few, few_values, NEIGHBOURS, PERMUTATIONS]
    yield Case(f"local Moran of {FEW}, the same", [bench, "moran", *arguments],
               "spdep localmoran_perm, 1 thread", own_seconds,
               ["Rscript", "--vanilla", HERE / "spdep.R", *arguments], 50, own_seconds,
               make=(need(few, near.write_places, FEW, 7),
                     need(few_values, write_values, FEW, 8)))
