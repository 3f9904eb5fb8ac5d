"""Searches among points in process, on the same bytes: nearest and counting, against scipy's
cKDTree with two workers, index and query alone. A million origins, or a share of them, on a square
of 47 km; 10,000 places and 100,000."""
import array
import pathlib
import random

import inputs
from case import PEERS, Case, Timing, need, own_seconds, wall

SIDE = 46900.0  # metres: about 140 of 100,000 places lie within 1 km


def write_places(path, n, stream):
    rng = random.Random(stream)
    places = array.array("d", (441000.0 + SIDE * rng.random() for _ in range(2 * n)))
    path.write_bytes(places.tobytes())


def cases(build, folder, n):
    """As bench.cases(); both sides print the seconds of their own work."""
    peers = [PEERS, pathlib.Path(__file__).parent / "peers.py"]
    origins = folder / "origins.f64"
    for what, how, m, size, floor in (("nearest", "nearest", n // 100, "1", 2),
                                      ("5 nearest", "nearest", n // 100, "5", 2),
                                      ("number within 1 km", "within", n // 100, "1000", 6),
                                      ("number within 1 km", "within", n // 10, "1000", 8)):
        places = folder / f"{m}.f64"
        arguments = [how, origins, places, size]
        yield Case(f"{what} of {m} for {n} points, in process",
                   [build / "tests/bench_near", *arguments],
                   "scipy cKDTree, 2 workers", own_seconds, [*peers, *arguments], floor,
                   own_seconds, make=(need(origins, write_places, n, 1),
                                      need(places, write_places, m, 2)))


def read_and_search(commands):
    """GDAL reads the file, then scipy searches: both together. None where one is missing."""
    timings = [measure(command) for measure, command in commands]
    return None if None in timings else Timing(sum(t.seconds for t in timings))


def whole_cases(geo, folder, n):
    """The whole command, its output written, against no more than GDAL's reading of the same file
    and scipy's index and query."""
    demand, facilities = folder / "many.geojson", folder / f"{n // 100}.geojson"
    peers = [PEERS, pathlib.Path(__file__).parent / "peers.py"]
    yield Case(f"geo proximity of {n} points and {n // 100} facilities, whole command",
               [geo, "proximity", demand, "--facilities", facilities, "--quiet", "--overwrite",
                "--no-style", "-o", folder / "out.geojson"],
               "GDAL's read (ogrinfo) and scipy's search", read_and_search,
               [(wall, ["ogrinfo", "-al", "-so", demand]),
                (own_seconds, [*peers, "ckdtree", demand, facilities, "1"])], 10,
               make=(need(demand, inputs.write_points, n, 1),
                     need(facilities, inputs.write_points, n // 100, 2)))
