#!/usr/bin/env python3
"""How time and memory grow with the input: points from 10^4 to 10^6, with --largest to 10^7 (4 GB
of disk), read and converted; and how long a tool takes to start. Prints the exponents fitted to
the measurements from 10^5 on, after the start is taken off: 1 is linear. Writes scaling.csv
beside the build."""
import argparse
import csv
import math
import os
import pathlib
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import inputs  # noqa: E402

REPEAT, STARTS = 3, 20


def peak(command):
    """(seconds, largest resident memory in MiB) of one run."""
    begin = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        said = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"failed: {' '.join(command)}\n{said.decode()}")
    return time.perf_counter() - begin, usage.ru_maxrss / 1024


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


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--largest", action="store_true")
    arguments = parser.parse_args()
    geo, rows = str(arguments.build / "tools/geo"), []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        points, few = folder / "points.geojson", folder / "few.geojson"
        inputs.write_points(few, 3, stream=3)
        start = min(peak([geo, "info", str(few)]) for _ in range(STARTS))
        rows.append(["start", 3, f"{start[0]:.4f}", f"{start[1]:.1f}", ""])
        print(f"start: {start[0] * 1000:.0f} ms, {start[1]:.0f} MiB")
        commands = {"info": [geo, "info", str(points)]}
        for end in ("geojson", "gpkg", "fgb"):
            commands[f"convert to {end}"] = [geo, "convert", "--quiet", "--no-style", "--overwrite",
                                             str(points), "-o", str(folder / f"out.{end}")]
        measured = {what: [] for what in commands}
        for n in (10**4, 10**5, 10**6) + ((10**7,) if arguments.largest else ()):
            write_many(points, n)
            for what, command in commands.items():
                runs = [peak(command) for _ in range(REPEAT if n < 10**7 else 1)]
                seconds, memory = min(r[0] for r in runs), max(r[1] for r in runs)
                measured[what].append((n, seconds, memory))
                rows.append([what, n, f"{seconds:.3f}", f"{memory:.0f}",
                             f"{points.stat().st_size / 2**20:.1f}"])
                print(f"{what:20s} {n:>9d} points {seconds:8.3f} s {memory:8.0f} MiB", flush=True)
    for what, runs in measured.items():
        large = [r for r in runs if r[0] >= 10**5]
        of_time = exponent([r[0] for r in large], [max(r[1] - start[0], 1e-4) for r in large])
        of_memory = exponent([r[0] for r in large], [max(r[2] - start[1], 0.1) for r in large])
        print(f"{what:20s} time grows as n^{of_time:.2f}, memory as n^{of_memory:.2f}")
    with open(arguments.build / "scaling.csv", "w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([["what", "points", "seconds", "peak_MiB", "input_MiB"], *rows])


if __name__ == "__main__":
    main()
