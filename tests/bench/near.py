"""Searches among points in process, on the same bytes: nearest and counting, against scipy's
cKDTree with two workers, index and query alone. A million origins, or a share of them, on a square
of 47 km; 10,000 places and 100,000."""
import array
import pathlib
import random

import doors

SIDE = 46900.0  # metres: about 140 of 100,000 places lie within 1 km


def write_places(path, n, stream):
    rng = random.Random(stream)
    places = array.array("d", (441000.0 + SIDE * rng.random() for _ in range(2 * n)))
    path.write_bytes(places.tobytes())


def cases(build, folder, n):
    """As bench.cases(); both sides print the seconds of their own work."""
    peers = ["/usr/bin/python3", str(pathlib.Path(__file__).parent / "peers.py")]
    origins = folder / "origins.f64"
    write_places(origins, n, stream=1)
    for m in (n // 100, n // 10):
        write_places(folder / f"{m}.f64", m, stream=2)
    for what, how, m, size in (("nearest", "nearest", n // 100, "1"),
                               ("5 nearest", "nearest", n // 100, "5"),
                               ("number within 1 km", "within", n // 100, "1000"),
                               ("number within 1 km", "within", n // 10, "1000")):
        files = [str(origins), str(folder / f"{m}.f64"), size]
        yield (f"{what} of {m} for {n} points, in process",
               [str(build / "tests/bench_near"), how, *files],
               "scipy cKDTree, 2 workers", doors.own_seconds, [*peers, how, *files])
