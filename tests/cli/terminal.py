#!/usr/bin/env python3
"""On a terminal: a progress bar that is gone at the end, and colour; neither when told not to."""
import os
import pathlib
import pty
import random
import subprocess
import sys
import tempfile

BIN = pathlib.Path(sys.argv[1]).resolve()
BAR, ERASE, COLOUR = b"\r\033[K[", b"\r\033[K", b"\033[1;"
faults = []


def terminal():
    try:
        return pty.openpty()
    except OSError as missing:  # a container without /dev/pts
        print(f"skipped: no terminal can be opened here: {missing}")
        sys.exit(77)


def on_terminal(folder, *arguments, **more):
    """What a tool says on standard error when that is a terminal."""
    leader, follower = terminal()
    environment = {"TERM": "xterm", "PATH": os.environ["PATH"], **more}
    with subprocess.Popen([BIN / "geo-cluster", *arguments], cwd=folder, env=environment,
                          stdout=subprocess.DEVNULL, stderr=follower) as process:
        os.close(follower)
        said = b""
        while True:
            try:
                piece = os.read(leader, 65536)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            said += piece
        process.wait(timeout=100)
    os.close(leader)
    return said


def expect(what, holds, said):
    if not holds:
        faults.append(f"{what}: {said[-300:]!r}")


with tempfile.TemporaryDirectory() as scratch:
    draw = random.Random(2)
    features = ",\n".join(
        '{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":'
        f"[{116.2 + 0.4 * draw.random():.7f},{39.8 + 0.3 * draw.random():.7f}]}}}}"
        for _ in range(20000))
    pathlib.Path(scratch, "many.geojson").write_text(
        f'{{"type":"FeatureCollection","features":[\n{features}\n]}}\n', encoding="utf-8")
    work = ("many.geojson", "--method", "kmeans", "--k", "300", "-j", "1")

    loud = on_terminal(scratch, *work)
    expect("a bar is drawn", BAR in loud, loud)
    expect("no more bars than ten a second", loud.count(BAR) < 300, loud)
    expect("the bar is erased at the end", loud.rfind(ERASE) > loud.rfind(BAR), loud)
    expect("notes have colour", COLOUR in loud, loud)
    plain = on_terminal(scratch, *work, NO_COLOR="1")
    expect("NO_COLOR is obeyed", COLOUR not in plain and b"note: " in plain, plain)
    quiet = on_terminal(scratch, *work, "--quiet")
    expect("--quiet says nothing", quiet == b"", quiet)
print("\n".join(faults) or "the bar is drawn, and gone")
sys.exit(1 if faults else 0)
