#!/usr/bin/env python3
"""Ctrl-C and its kin: a run that is asked to stop says so, exits with 130 (or 143), and leaves
nothing half-written behind; one that waits for its input stops as well."""
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time

BIN = pathlib.Path(sys.argv[1]).resolve()
faults = []


def expect(what, got, wanted):
    if got != wanted:
        faults.append(f"{what}: got {got!r}, expected {wanted!r}")


def write_points(path, count):
    """Points spread evenly: k-means needs very many rounds on them."""
    draw = random.Random(1)
    with open(path, "w", encoding="utf-8") as out:
        out.write('{"type":"FeatureCollection","features":[\n')
        out.write(",\n".join(
            '{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":'
            f"[{116.2 + 0.4 * draw.random():.7f},{39.8 + 0.3 * draw.random():.7f}]}}}}"
            for _ in range(count)))
        out.write("\n]}\n")


def is_at_work(process, seconds):
    """Wait until it has used some processor time, so that it is past its start."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        if int(fields[11]) + int(fields[12]) >= 0.5 * os.sysconf("SC_CLK_TCK"):
            return True
        time.sleep(0.05)
    return False


def is_waiting(process):
    """Wait until it has slept for a while."""
    asleep = 0
    for _ in range(1000):
        stat = pathlib.Path(f"/proc/{process.pid}/stat").read_text()
        asleep = asleep + 1 if stat.rsplit(")", 1)[1].split()[0] == "S" else 0
        if asleep == 10:
            return True
        time.sleep(0.02)
    return False


def stop_while_working(folder, number, code):
    command = [BIN / "geo-cluster", "-q", "many.geojson", "--method", "kmeans", "--k", "3000",
               "-o", "out.geojson"]
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True) as process:
        expect("it works", is_at_work(process, 60), True)
        process.send_signal(number)
        _, said = process.communicate(timeout=60)
    expect(f"exit after {number.name}", process.returncode, code)
    expect(f"message after {number.name}", said, "geo-cluster: error: interrupted\n")
    expect(f"files after {number.name}", sorted(os.listdir(folder)), ["many.geojson"])


def stop_while_waiting(folder, source, number, code):
    """A pipe that nobody writes to: the first signal ends the wait."""
    with subprocess.Popen([BIN / "geo-cluster", source, "-o", "out.geojson"], cwd=folder,
                          stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        expect("it waits", is_waiting(process), True)
        process.send_signal(number)
        process.wait(timeout=20)
        expect(f"message after waiting for {source}", process.stderr.read(),
               "geo-cluster: error: interrupted\n")
        process.stdin.close()
    expect(f"exit after waiting for {source}", process.returncode, code)
    expect("files after waiting", sorted(os.listdir(folder)), ["many.geojson", "pipe"])


with tempfile.TemporaryDirectory() as scratch:
    write_points(os.path.join(scratch, "many.geojson"), 60000)
    stop_while_working(scratch, signal.SIGINT, 130)
    stop_while_working(scratch, signal.SIGTERM, 143)
    os.mkfifo(os.path.join(scratch, "pipe"))
    stop_while_waiting(scratch, "-", signal.SIGINT, 130)
    stop_while_waiting(scratch, "pipe", signal.SIGTERM, 143)
print("\n".join(faults) or "stopped as asked, and nothing left behind")
sys.exit(1 if faults else 0)
