#!/usr/bin/env python3
"""How time and memory grow with the input: points from 10^4 to 10^6, with --largest to 10^7 (10 GB
of disk, 4 GB of memory): read, converted and searched by whole commands; searches, areas of discs
and catchments in process, where as many are near each place however many there are. And how long a
tool takes to start. Prints the exponents fitted to the measurements from 10^5 on, after the start
is taken off: 1 is linear, and n log n is 1.07. Writes scaling.csv beside the build."""
import argparse
import csv
import math
import pathlib
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import inputs  # noqa: E402
import near  # noqa: E402
from case import own_seconds, wall  # noqa: E402

REPEAT, STARTS, LONG = 3, 20, 5.0
SIZES, LARGEST = (10**4, 10**5, 10**6), 10**7
DISK = 10 * 2**30
NEAR = 4  # places within the radius of a place, in the mean


def write_many(path, n):
    """As inputs.write_points(), a block of 10^4 over and over, since that is made quickly."""
    inputs.write_points(path, 10000, stream=3)
    features = path.read_text(encoding="utf-8").split("\n")[1:-2]
    with open(path, "w", encoding="utf-8") as out:
        out.write('{"type":"FeatureCollection","features":[\n')
        for block in range(n // 10000):
            lines = features if block == 0 else ["," + features[0], *features[1:]]
            out.write("\n".join(lines) + "\n")
        out.write("]}\n")


def exponent(sizes, values):
    """Slope of the line through the logarithms."""
    xs, ys = [math.log(s) for s in sizes], [math.log(v) for v in values]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys)) / sum((a - x) ** 2 for a in xs)


def commands(build, folder, n):
    """(what, how it is timed, the command)"""
    geo, points, few = build / "tools/geo", folder / "points.geojson", folder / "few.geojson"
    quiet = ["--quiet", "--no-style", "--overwrite", "-o"]
    yield "info", wall, [geo, "info", points]
    for end in ("geojson", "gpkg", "fgb"):
        yield f"convert to {end}", wall, [geo, "convert", points, *quiet, folder / f"out.{end}"]
    yield "proximity", wall, [geo, "proximity", points, "-f", few, *quiet, folder / "out.geojson"]
    places, origins = folder / "places.f64", folder / "origins.f64"
    radius = repr(near.SIDE * math.sqrt(NEAR / (math.pi * n)))
    tests = build / "tests"
    yield "nearest, in process", own_seconds, [tests / "bench_near", "nearest", origins, places, "1"]
    yield "counting, in process", own_seconds, [tests / "bench_near", "within", origins, places,
                                                radius]
    yield "area of discs, in process", own_seconds, [tests / "bench_discs", "area", places, radius]
    yield "classes of discs, in process", own_seconds, [tests / "bench_discs", "classes", places,
                                                        radius]
    yield "2SFCA, in process", own_seconds, [tests / "bench_access", "lines", origins, places,
                                             radius]


def best(measure, command):
    runs = []
    while len(runs) < REPEAT and (not runs or runs[0].seconds < LONG):
        runs.append(measure(command))
    return min(r.seconds for r in runs), max(r.peak_mb for r in runs)


def measure_all(build, folder, sizes):
    """{what: [(n, seconds, MB)]}"""
    measured = {}
    for n in sizes:
        write_many(folder / "points.geojson", n)
        inputs.write_points(folder / "few.geojson", n // 100, stream=2)
        near.write_places(folder / "origins.f64", n, stream=1)
        near.write_places(folder / "places.f64", n, stream=2)
        for what, how, command in commands(build, folder, n):
            seconds, memory = best(how, command)
            measured.setdefault(what, []).append((n, seconds, memory))
            print(f"{what:30s} {n:>9d} {seconds:9.3f} s {memory:8.0f} MB", flush=True)
            for out in folder.glob("out.*"):
                out.unlink()
    return measured


def tell(measured, start):
    for what, runs in measured.items():
        off = 0.0 if "in process" in what else start.seconds
        large = [r for r in runs if r[0] >= 10**5]
        of_time = exponent([r[0] for r in large], [max(r[1] - off, 1e-4) for r in large])
        of_memory = exponent([r[0] for r in large], [max(r[2] - start.peak_mb, 0.1) for r in large])
        print(f"{what:30s} time grows as n^{of_time:.2f}, memory as n^{of_memory:.2f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--largest", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="geo-scaling-") as name:
        folder = pathlib.Path(name)
        if arguments.largest and shutil.disk_usage(name).free < DISK:
            sys.exit(f"{name}: less than {DISK / 1e9:.0f} GB are free")
        inputs.write_points(folder / "few.geojson", 3, stream=3)
        start = min((wall([arguments.build / "tools/geo", "info", folder / "few.geojson"])
                     for _ in range(STARTS)), key=lambda run: run.seconds)
        print(f"start: {start.seconds * 1000:.0f} ms, {start.peak_mb:.0f} MB")
        measured = measure_all(arguments.build, folder,
                               SIZES + ((LARGEST,) if arguments.largest else ()))
    tell(measured, start)
    rows = [["start", 3, f"{start.seconds:.4f}", f"{start.peak_mb:.0f}"]]
    rows += [[what, n, f"{seconds:.3f}", f"{memory:.0f}"]
             for what, runs in measured.items() for n, seconds, memory in runs]
    with open(arguments.build / "scaling.csv", "w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([["what", "points", "seconds", "peak_MB"], *rows])


if __name__ == "__main__":
    main()
