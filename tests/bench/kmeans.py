"""k-means of a million points into 100, from the same start until nothing changes, against sklearn's
Lloyd with two threads: evenly spread points, and points about 150 places."""
import array
import pathlib
import random

import near
from case import PEERS, Case, need, own_seconds

MOST = 10000  # iterations: more than are needed


def write_towns(path, n, stream):
    """Points about 150 places, each as wide as it likes."""
    rng = random.Random(stream)
    towns = [(near.SIDE * rng.random(), near.SIDE * rng.random(), rng.uniform(200.0, 2500.0))
             for _ in range(150)]
    places = array.array("d")
    for _ in range(n):
        x, y, width = rng.choice(towns)
        places.append(441000.0 + rng.gauss(x, width))
        places.append(441000.0 + rng.gauss(y, width))
    path.write_bytes(places.tobytes())


def write_starts(path, points, k):
    """Every so manieth of the points, whose order is chance."""
    every = array.array("d", points.read_bytes())
    step = len(every) // 2 // k
    path.write_bytes(array.array("d", (every[2 * step * i + a] for i in range(k)
                                       for a in (0, 1))).tobytes())


def same_inertia(ours, theirs):
    _, inertia, iterations = ours.said.split()
    words = f"{iterations} iterations"
    if theirs is None:
        return words, True
    _, other, others = theirs.said.split()
    apart = abs(float(inertia) / float(other) - 1.0)
    return f"{words}, sklearn {others}; inertia differs by {apart:.1e}", apart < 1e-9


def cases(build, folder, n):
    """As bench.cases(); both sides print the seconds of their own work."""
    for kind, write in (("even", near.write_places), ("towns", write_towns)):
        points, starts = folder / f"kmeans-{kind}.f64", folder / f"kmeans-{kind}-starts.f64"
        arguments = [points, starts, str(MOST)]
        yield Case(f"k-means, k = 100, of {n} points ({kind}), in process",
                   [build / "tests/bench_kmeans", *arguments], "sklearn Lloyd, 2 threads",
                   own_seconds, [PEERS, pathlib.Path(__file__).parent / "peers.py", "kmeans",
                                 *arguments], 4, own_seconds, after=same_inertia,
                   make=(need(points, write, n, 5), need(starts, write_starts, points, 100)))
