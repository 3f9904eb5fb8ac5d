#!/usr/bin/env python3
"""Benchmarks: ours against a peer, on the same input, in the same run. Prints a table and writes
bench.csv beside the build. A peer that is not installed shows as "-".

Whole commands are timed from start to exit, best of three. Where a peer prints its own seconds
(tests/bench/peers.py), only its computing is counted, so the ratio is to our disadvantage."""
import argparse
import csv
import itertools
import os
import pathlib
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import access  # noqa: E402
import doors  # noqa: E402
import drawn  # noqa: E402
import geojson  # noqa: E402
import inputs  # noqa: E402
import near  # noqa: E402

REPEAT = 3


def wall(command):
    """Seconds from start to exit; None when the program is missing or not able."""
    try:
        begin = time.perf_counter()
        run = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        took = time.perf_counter() - begin
    except FileNotFoundError:
        return None
    if run.returncode != 0:
        sys.exit(f"failed: {' '.join(command)}\n{run.stderr.decode()}")
    return took


def own_seconds(command):
    """Seconds that a peer script prints of its own work; None when it is not installed."""
    run = subprocess.run(command, capture_output=True, text=True)
    return float(run.stdout) if run.returncode == 0 else None


def best(measure, command):
    times = [measure(command) for _ in range(REPEAT)]
    return None if None in times else min(times)


def cases(geo, folder, n):
    """(name, our command, the peer's name, how it is timed, its command)"""
    points, facilities = str(folder / "points.geojson"), str(folder / "facilities.geojson")
    area, out = str(folder / "area.geojson"), str(folder / "out.geojson")
    peers = ["/usr/bin/python3", str(pathlib.Path(__file__).parent / "peers.py")]
    quiet = ["--quiet", "--overwrite", "-o", out]
    yield (f"summarise {n} points", [geo, "info", points],
           "ogrinfo -al -so", wall, ["ogrinfo", "-al", "-so", points])
    yield (f"GeoJSON to GeoJSON, {n} points", [geo, "convert", points, *quiet],
           "ogr2ogr", wall, ["ogr2ogr", "-f", "GeoJSON", "/vsimem/out.geojson", points])
    yield (f"5 nearest of {n // 100} for {n} points, with reading and writing",
           [geo, "proximity", points, "--facilities", facilities, "--k", "5", *quiet],
           "scipy cKDTree, query alone", own_seconds, [*peers, "ckdtree", points, facilities, "5"])
    yield (f"DBSCAN 250 m of {n} points, with reading and writing",
           [geo, "cluster", points, "--eps", "250m", "--min", "10", *quiet],
           "sklearn, fit alone", own_seconds, [*peers, "dbscan", points, "250", "10"])
    yield (f"area within 500 m of {n // 100} facilities, exact",
           [geo, "coverage", area, "--facilities", facilities, "--radius", "500m", *quiet],
           "shapely buffer and union alone, 16 segments", own_seconds,
           [*peers, "buffers", facilities, "500"])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--points", type=int, default=100000)
    parser.add_argument("--large", type=int, default=1000000, metavar="N",
                        help="points of the GeoJSON cases, and a fifth as many polygons")
    parser.add_argument("--mapshaper", action="store_true", help="also against mapshaper (npm)")
    parser.add_argument("--only", default="", metavar="TEXT", help="cases whose name has this")
    arguments = parser.parse_args()
    geo, n = str(arguments.build / "tools/geo"), arguments.points
    rows = []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        inputs.write_points(folder / "points.geojson", n, stream=1)
        inputs.write_points(folder / "facilities.geojson", n // 100, stream=2)
        inputs.write_square(folder / "area.geojson")
        print(f"{os.cpu_count()} processors; best of {REPEAT}; seconds")
        mapshaper = geojson.fetch_mapshaper(name) if arguments.mapshaper else None
        large = geojson.cases(geo, folder, arguments.large, mapshaper, wall)
        more = doors.cases(geo, arguments.build, folder, arguments.large, wall)
        close = near.cases(arguments.build, folder, arguments.large)
        shared = access.cases(arguments.build, folder, arguments.large)
        reach = drawn.cases(geo, folder, wall, own_seconds)
        every = itertools.chain(cases(geo, folder, n), reach, large, more, close, shared)
        for what, ours, peer, measure, theirs in every:
            if arguments.only not in what:
                continue
            a = best(doors.own_seconds if measure is doors.own_seconds else wall, ours)
            b = best(measure, theirs)
            ratio = b / a if b is not None else None
            rows.append([what, f"{a:.3f}", peer, "-" if b is None else f"{b:.3f}",
                         "-" if ratio is None else f"{ratio:.1f}"])
            print(f"{what:62s} {rows[-1][1]:>8s}   {peer:44s} {rows[-1][3]:>8s}   "
                  f"x {rows[-1][4]}", flush=True)
        if (folder / "many-points.geojson").exists():
            print("\n".join(geojson.check(geo, folder, arguments.large)))
    project = arguments.build / "tests/bench_project"
    if project.exists() and arguments.only in "project":
        subprocess.run([project], check=True)
    with open(arguments.build / "bench.csv", "w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([["what", "ours_s", "peer", "peer_s", "ratio"], *rows])


if __name__ == "__main__":
    main()
