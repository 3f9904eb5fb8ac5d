#!/usr/bin/env python3
"""Benchmarks: ours against a peer, on the same input, in the same run. Prints a table, writes
bench.csv beside the build, and exits 1 when a floor is missed: a ratio, a size of memory, or what a
case looks at afterwards. A peer that is not installed shows as "-", and its floor is not judged;
nor is any with a smaller --large, where the start of a process counts for more.

Whole commands are timed from start to exit. Where a program prints its own seconds (peers.py, and
ours "in process"), only its computing is counted. Best of three, but once for what takes more than
5 s."""
import argparse
import csv
import itertools
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import access  # noqa: E402
import agglomeration  # noqa: E402
import cluster  # noqa: E402
import database  # noqa: E402
import density  # noqa: E402
import discs  # noqa: E402
import doors  # noqa: E402
import geojson  # noqa: E402
import grids  # noqa: E402
import hotspot  # noqa: E402
import inputs  # noqa: E402
import kmeans  # noqa: E402
import near  # noqa: E402
import pattern  # noqa: E402
from case import PEERS, Case, need, own_seconds, wall  # noqa: E402

REPEAT, LONG = 3, 5.0
PROMISED = 1000000  # points that the promises speak of


def best(measure, command):
    """The quickest run, with the largest memory of all; None without the program."""
    runs = []
    while len(runs) < REPEAT and (not runs or runs[0].seconds < LONG):
        timing = measure(command)
        if timing is None:
            return None
        runs.append(timing)
    chosen = min(runs, key=lambda r: r.seconds)
    chosen.peak_mb = max((r.peak_mb for r in runs if r.peak_mb), default=None)
    return chosen


def cases(geo, folder, n):
    """Cases of bench.py: whole tools, with reading and writing, against a peer's computing."""
    points, facilities = folder / "points.geojson", folder / "facilities.geojson"
    area, out = folder / "area.geojson", folder / "out.geojson"
    peers = [PEERS, pathlib.Path(__file__).parent / "peers.py"]
    quiet = ["--quiet", "--overwrite", "-o", out]
    made = (need(points, inputs.write_points, n, 1),
            need(facilities, inputs.write_points, n // 100, 2), need(area, inputs.write_square))
    yield Case(f"summarise {n} points", [geo, "info", points],
               "ogrinfo -al -so", wall, ["ogrinfo", "-al", "-so", points], make=made)
    yield Case(f"GeoJSON to GeoJSON, {n} points", [geo, "convert", points, *quiet], "ogr2ogr", wall,
               ["ogr2ogr", "-f", "GeoJSON", "/vsimem/out.geojson", points], make=made)
    yield Case(f"5 nearest of {n // 100} for {n} points, with reading and writing",
               [geo, "proximity", points, "--facilities", facilities, "--k", "5", *quiet],
               "scipy cKDTree, query alone", own_seconds,
               [*peers, "ckdtree", points, facilities, "5"], make=made)
    yield Case(f"DBSCAN 250 m of {n} points, with reading and writing",
               [geo, "cluster", points, "--eps", "250m", "--min", "10", *quiet],
               "sklearn, fit alone", own_seconds, [*peers, "dbscan", points, "250", "10"],
               make=made)
    yield Case(f"area within 500 m of {n // 100} facilities, exact",
               [geo, "coverage", area, "--facilities", facilities, "--radius", "500m", *quiet],
               "shapely buffer and union alone, 16 segments", own_seconds,
               [*peers, "buffers", facilities, "500"], make=made)


def judge(case, ours, theirs, promised):
    """(the ratio or None, words, all is well); promised: floors count."""
    ratio = theirs.seconds / ours.seconds if theirs is not None else None
    words, well = case.after(ours, theirs) if case.after else ("", True)
    if promised and case.floor is not None and ratio is not None:
        words += f"{'; ' if words else ''}at least {case.floor} are promised"
        well &= ratio >= case.floor
    if case.most_mb is not None:
        words += f"{'; ' if words else ''}{case.most_mb} MB are promised"
        well &= ours.peak_mb <= case.most_mb
    return ratio, words, well


def measure(case, promised):
    """One line of the table, printed; and whether all is well."""
    for make in case.make:
        make()
    ours = best(case.ours_by or wall, case.ours)
    theirs = best(case.by, case.theirs) if case.by else None
    if ours is None:
        sys.exit(f"not built: {case.ours[0]}")
    ratio, words, well = judge(case, ours, theirs, promised)
    row = [case.what, f"{ours.seconds:.3f}", f"{ours.peak_mb:.0f}", case.peer,
           "-" if theirs is None else f"{theirs.seconds:.3f}",
           "-" if ratio is None else f"{ratio:.1f}", words, "" if well else "MISSED"]
    print(f"{row[0]:62s} {row[1]:>8s} {row[2]:>5s} MB   {row[3]:42s} {row[4]:>8s}   x {row[5]:6s} "
          f"{'; '.join(w for w in row[6:] if w)}", flush=True)
    return row, well


def every_case(arguments, folder, served):
    geo, build, n = arguments.build / "tools/geo", arguments.build, arguments.large
    mapshaper = geojson.fetch_mapshaper(folder) if arguments.mapshaper else None
    shared = access.cases(build, folder, n)
    return itertools.chain(cases(geo, folder, arguments.points), near.cases(build, folder, n),
                           near.whole_cases(geo, folder, n), grids.cases(geo, folder, n),
                           discs.cases(geo, build, folder, n, served),
                           hotspot.cases(build, folder),
                           geojson.cases(geo, folder, n, mapshaper),
                           doors.cases(geo, build, folder, n), shared,
                           kmeans.cases(build, folder, n), cluster.cases(build, folder, n),
                           pattern.cases(build, folder, arguments.points),
                           density.cases(build, folder, arguments.points),
                           agglomeration.cases(build, folder, n))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--points", type=int, default=100000)
    parser.add_argument("--large", type=int, default=PROMISED, metavar="N",
                        help="points of the cases that are promised, and a fifth as many polygons")
    parser.add_argument("--mapshaper", action="store_true", help="also against mapshaper (npm)")
    parser.add_argument("--only", default="", metavar="TEXT", help="cases whose name has this")
    arguments = parser.parse_args()
    rows, well = [], True
    print(f"{os.cpu_count()} processors; best of {REPEAT}, once above {LONG:.0f} s; seconds")
    with tempfile.TemporaryDirectory(prefix="geo-bench-") as name:
        folder = pathlib.Path(name)
        folder.chmod(0o755)  # the database is somebody else
        served = database.Database(folder / "postgis")
        try:
            for case in every_case(arguments, folder, served):
                if arguments.only in case.what:
                    row, good = measure(case, arguments.large >= PROMISED)
                    rows.append(row)
                    well &= good
        finally:
            served.stop()
    project = arguments.build / "tests/bench_project"
    if project.exists() and arguments.only in "project":
        subprocess.run([project], check=True)
    with open(arguments.build / "bench.csv", "w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([["what", "ours_s", "peak_MB", "peer", "peer_s", "ratio", "words",
                                    "missed"], *rows])
    sys.exit(0 if well else 1)


if __name__ == "__main__":
    main()
