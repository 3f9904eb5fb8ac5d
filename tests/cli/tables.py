#!/usr/bin/env python3
"""Cost tables of geo-proximity: memory that does not grow with the number of pairs, and nothing
left behind by Ctrl-C.

    tables.py BIN [POINTS]"""
import os
import pathlib
import random
import signal
import struct
import subprocess
import sys
import tempfile
import time

BIN = pathlib.Path(sys.argv[1]).resolve()
POINTS = int(sys.argv[2]) if len(sys.argv) > 2 else 4500
SANITIZED = bool(os.environ.get("GEO_SANITIZE"))
MOST_KIB = 100 * 1024  # the pairs of 4500 points alone would be 240 MB in memory
faults = []


def expect(what, good, got=""):
    if not good:
        faults.append(f"{what}: {got}")


def write_points(path, n):
    rng = random.Random(4)
    rows = [f"{116.3 + 0.3 * rng.random():.7f},{39.8 + 0.3 * rng.random():.7f}" for _ in range(n)]
    path.write_text("lon,lat\n" + "\n".join(rows) + "\n", encoding="utf-8")


def most_memory(process):
    """KiB so far."""
    for line in pathlib.Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1])
    return 0


def memory_stays_small(folder):
    n = 300 if SANITIZED else POINTS
    write_points(folder / "points.csv", n)
    process = subprocess.Popen([BIN / "geo-proximity", "points.csv", "-q", "-o", "out.csv",
                                "--table-format", "binary", "--table", "-"],
                               cwd=folder, stdout=subprocess.PIPE)
    size, most, last = 0, 0, b""
    while chunk := process.stdout.read(1 << 20):
        most = max(most, most_memory(process))
        size += len(chunk)
        last = (last + chunk)[-40:]
    expect("exit of a full table", process.wait() == 0, process.returncode)
    pairs = struct.unpack("<Q", last[:8])[0]
    expect("pairs of a full table", pairs == n * (n - 1), pairs)
    expect("bytes of a full table", size > 9 * pairs, size)
    expect("memory of a full table", SANITIZED or 0 < most < MOST_KIB, f"{most} KiB")


def interrupt_leaves_nothing(folder):
    write_points(folder / "many.csv", 6000)
    process = subprocess.Popen([BIN / "geo-proximity", "many.csv", "-q", "-o", "much.csv",
                                "--table", "much.geojson"], cwd=folder, stderr=subprocess.DEVNULL)
    time.sleep(1.0)
    process.send_signal(signal.SIGINT)
    expect("exit of an interrupted table", process.wait(30) == 130, process.returncode)
    left = [p.name for p in folder.iterdir() if "much" in p.name]
    expect("files of an interrupted table", not left, left)


with tempfile.TemporaryDirectory() as name:
    memory_stays_small(pathlib.Path(name))
    interrupt_leaves_nothing(pathlib.Path(name))
print("\n".join(faults) or "tables of any length, in little memory")
sys.exit(1 if faults else 0)
