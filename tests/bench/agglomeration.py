"""Duranton and Overman's Kd in process: a sector of 20,000 of 200,000 sites with 1,000 simulations,
global band included. No package of a distribution computes it: the promise is a time."""
import array
import pathlib
import random

from case import Case, need, own_seconds

SIDE = 100000.0  # metres
SITES, MEMBERS, SIMULATIONS = 200000, 20000, 1000
MOST_SECONDS = 60.0


def write_sites(path, n):
    rng = random.Random(11)
    path.write_bytes(array.array("d", (SIDE * rng.random() for _ in range(2 * n))).tobytes())


def told(ours, _):
    """How much of the curve is outside the band: of members drawn at random, little."""
    outside = int(ours.said.split()[3])
    return (f"{MOST_SECONDS:.0f} s are promised; {outside} of 101 values outside the band",
            ours.seconds <= MOST_SECONDS)


def cases(build, folder, n):
    """As bench.cases(); a fifth of n sites, a tenth of these the sector."""
    sites = max(1000, min(SITES, n // 5))
    points = pathlib.Path(folder) / "agglomeration.f64"
    yield Case(f"Kd of {sites // 10} of {sites} points, {SIMULATIONS} simulations, in process",
               [build / "tests/bench_agglomeration", points, sites * MEMBERS // SITES, SIMULATIONS],
               ours_by=own_seconds, most_mb=200, make=(need(points, write_sites, sites),),
               after=told)
