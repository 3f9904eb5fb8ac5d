"""What the benchmarks share: a case, and how a side of it is timed."""
import dataclasses
import functools
import os
import subprocess
import sys
import tempfile
import time
import typing

SKIPPED = 77
PEERS = "/usr/bin/python3"  # where the distribution's packages of the peers are


@dataclasses.dataclass
class Timing:
    """One run: seconds, the largest resident set in MB (of our commands), what was printed."""
    seconds: float
    peak_mb: float = None
    said: str = ""


@dataclasses.dataclass
class Case:
    """Ours against a peer. Each side is timed by a function that takes its command and gives a
    Timing, or None when what it needs is not installed."""
    what: str
    ours: list
    peer: str = "no peer"
    by: typing.Callable = None       # None: there is no peer
    theirs: typing.Any = None
    floor: float = None              # how many times faster we are to be
    ours_by: typing.Callable = None  # None: as a whole command
    most_mb: float = None            # memory that we may take
    make: tuple = ()                 # called first: the inputs
    after: typing.Callable = None    # (our Timing, the peer's or None) -> (words, all is well)


def run(command):
    """To its end: its exit code, its Timing, what it complained of."""
    with tempfile.TemporaryFile("w+") as complaint:
        begin = time.perf_counter()
        with subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE,
                              stderr=complaint, text=True) as process:
            said = process.stdout.read()
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        took = time.perf_counter() - begin
        complaint.seek(0)
        return process.returncode, Timing(took, usage.ru_maxrss * 1024 / 1e6, said), \
            complaint.read()


def wall(command):
    """From start to exit."""
    try:
        code, timing, complaint = run(command)
    except FileNotFoundError:
        return None
    if code != 0:
        sys.exit(f"failed: {' '.join(map(str, command))}\n{complaint}")
    return timing


def own_seconds(command):
    """The first word that a program prints: the seconds of its work alone."""
    code, timing, complaint = run(command)
    if code == SKIPPED:
        return None
    if code != 0:
        sys.exit(f"failed: {' '.join(map(str, command))}\n{complaint}")
    timing.seconds = float(timing.said.split()[0])
    return timing


def need(path, write, *arguments):
    """For Case.make: writes the file when it is not there yet."""
    return functools.partial(lambda: path.exists() or write(path, *arguments))
