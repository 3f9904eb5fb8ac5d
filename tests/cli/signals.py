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


def stop_while_waiting(folder):
    """The first signal ends the wait for input, or at the latest the second ends the tool."""
    with subprocess.Popen([BIN / "geo-cluster", "-", "-o", "out.geojson"], cwd=folder,
                          stdin=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        for _ in range(2):
            time.sleep(0.5)
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
        process.wait(timeout=20)
        process.stdin.close()
    expect("it ends", process.returncode in (130, -signal.SIGINT), True)
    expect("files after waiting", sorted(os.listdir(folder)), ["many.geojson"])


with tempfile.TemporaryDirectory() as scratch:
    write_points(os.path.join(scratch, "many.geojson"), 60000)
    stop_while_working(scratch, signal.SIGINT, 130)
    stop_while_working(scratch, signal.SIGTERM, 143)
    stop_while_waiting(scratch)
print("\n".join(faults) or "stopped as asked, and nothing left behind")
sys.exit(1 if faults else 0)
