#!/usr/bin/env python3
"""Sequences through geo-convert: memory that does not grow with their length, bytes that do not
depend on how they come, mistakes told with their place, and an end within a second of Ctrl-C.

    streams.py BIN [MEGABYTES]"""
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import time

BIN = pathlib.Path(sys.argv[1]).resolve()
MEGABYTES = int(sys.argv[2]) if len(sys.argv) > 2 else 40
SANITIZED = bool(os.environ.get("GEO_SANITIZE"))
MOST_KIB = 64 * 1024
faults = []


def expect(what, good, got=""):
    if not good:
        faults.append(f"{what}: {got}")


def lines(first, count):
    """Features whose properties come, go and change their type."""
    out = []
    for i in range(first, first + count):
        late = f'"late":{i}.5,' if i % 9 == 8 else ""
        rate = "1.0" if i % 3 == 0 else '"none"' if i % 1000 == 7 else "2.5"
        out.append(f'{{"type":"Feature","id":{i},"properties":{{{late}"name":"场所 {i % 50}",'
                   f'"jobs":{i % 500},"rate":{rate}}},"geometry":{{"type":"Point",'
                   f'"coordinates":[{116 + i % 977 / 1000},{39.5 + i % 983 / 1000}]}}}}\n')
    return "".join(out).encode()


def feed(pipe, pieces):
    try:
        for piece in pieces:
            pipe.write(piece)
        pipe.close()
    except BrokenPipeError:
        pass


def most_memory(process):
    """KiB so far. (What wait4() tells begins with the memory of whoever started it: ours.)"""
    try:
        for line in pathlib.Path(f"/proc/{process.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0


def convert(pieces, *options):
    """What comes out when the pieces go in, and the most memory it took in KiB."""
    process = subprocess.Popen([BIN / "geo-convert", "-", "--format", "geojsonseq", *options],
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE)
    writer = threading.Thread(target=feed, args=(process.stdin, pieces))
    writer.start()
    size, most, kept = 0, 0, []
    while chunk := process.stdout.read(1 << 16):
        if size >> 20 != (size + len(chunk)) >> 20:
            most = max(most, most_memory(process))
        size += len(chunk)
        if size < 30 << 20:
            kept.append(chunk)
    said = process.stderr.read().decode()
    writer.join()
    process.wait()
    return b"".join(kept), size, said, process.returncode, most


def memory_stays_small():
    block = lines(0, 8000)
    count = MEGABYTES * (1 << 20) // len(block)
    steps = ["--where", "jobs >= 250 or name like '%1'", "--clip", "116.1,39.6,116.9,40.4",
             "--repair", "--select", "name,late"]
    for options in ([], steps):
        _, size, said, code, most = convert((block for _ in range(count)), *options)
        expect(f"exit of {MEGABYTES} MB {options}", code == 0, said)
        expect("it is all there", size > count * 100000, size)
        if not SANITIZED: # a sanitizer's own memory is not ours
            expect(f"memory of {MEGABYTES} MB", 0 < most < MOST_KIB, f"{most} KiB")
        print(f"{MEGABYTES} MB through pipes, {len(options)} options: {most} KiB at most")


def bytes_do_not_depend_on_pieces(folder):
    text = lines(0, 40000)
    path = os.path.join(folder, "in.geojsonl")
    pathlib.Path(path).write_bytes(text)
    steps = ["--where", "jobs >= 100", "--clip", "116.1,39.6,116.9,40.4", "--select", "late,name"]
    for options in ([], steps):
        whole = os.path.join(folder, "whole.geojsonl") # with a style it is read in one piece
        subprocess.run([BIN / "geo-convert", "-q", path, "-o", whole, "--overwrite", "--style",
                        *options], check=True)
        expected = pathlib.Path(whole).read_bytes()
        for size in (len(text), 1 << 16, 99991):
            pieces = [text[i:i + size] for i in range(0, len(text), size)]
            for threads in ("1", "3"):
                got = convert(pieces, "-j", threads, *options)[0]
                expect(f"bytes in pieces of {size} on {threads} threads", got == expected,
                       f"{len(got)} and {len(expected)} bytes")


def mistakes_have_their_place(folder):
    text = lines(0, 30000) + b'{"type":"Feature","properties":{},"geometry":{"type":"Pont"}}\n'
    out, _, said, code, _ = convert([text])
    expect("exit after a mistake", code == 1, code)
    expect("place of the mistake", "standard input: feature 30001: line 30001, column " in said,
           said)
    expect("what was written", out != b"" and "what was written is incomplete" in said, said)
    out, _, said, code, _ = convert([text], "--where", "\"name\" = 'nowhere' or late = 8.5")
    expect("nothing was written yet", code == 1 and out == b"" and "incomplete" not in said,
           f"{len(out)} bytes, {said}")
    path = os.path.join(folder, "wrong.geojsonl")
    pathlib.Path(path).write_bytes(text)
    done = subprocess.run([BIN / "geo-convert", path, "-o", os.path.join(folder, "no.geojsonl")],
                          stderr=subprocess.PIPE, text=True, check=False)
    expect("a file is all or nothing", done.returncode == 1 and
           not os.path.exists(os.path.join(folder, "no.geojsonl")), done.stderr)
    for option, name in (("--select", "jbos"), ("--where", "jbos = 5")):
        _, _, said, code, _ = convert([lines(0, 100)], option, name)
        expect(f"a column that never comes in {option}", code == 2 and '"jobs"' in said, said)


def joined_files_are_told_once(folder):
    """Windows files, each with a byte order mark, put one after the other: as a pipe and a file."""
    text = b"".join(b"\xef\xbb\xbf" + lines(i * 10000, 10000) for i in range(4))
    plain = convert([text.replace(b"\xef\xbb\xbf", b"")])
    path = os.path.join(folder, "joined.geojsonl")
    pathlib.Path(path).write_bytes(text)
    whole = subprocess.run([BIN / "geo-convert", path, "--sort", "name"], capture_output=True,
                           text=True, check=False)
    for said in (convert([text[:99991], text[99991:]]), convert([text[i:i + 70001] for i in
                                                               range(0, len(text), 70001)])):
        expect("bytes of joined files", said[:2] == plain[:2] and said[3] == 0, said[2])
        expect("marks of joined files", said[2].count("3 byte order marks beyond") == 1, said[2])
    expect("marks in one piece", whole.returncode == 0 and
           whole.stderr.count("3 byte order marks beyond") == 1, whole.stderr)


def stops_within_a_second(folder):
    """While it waits in the midst of a stream, and while it writes a long one to a file."""
    for number, expected in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
        process = subprocess.Popen([BIN / "geo-convert", "-", "-o", "stopped.geojsonl"],
                                   cwd=folder, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
        process.stdin.write(lines(0, 30000))
        process.stdin.flush()
        time.sleep(0.5)
        began = time.monotonic()
        process.send_signal(number)
        code = process.wait(timeout=20)
        took = time.monotonic() - began
        process.stdin.close()
        expect(f"exit after {number.name}", code == expected, code)
        expect(f"time after {number.name}", took < (10 if SANITIZED else 1), f"{took:.2f} s")
        expect("nothing is left", not os.path.exists(os.path.join(folder, "stopped.geojsonl")))


with tempfile.TemporaryDirectory() as scratch:
    memory_stays_small()
    bytes_do_not_depend_on_pieces(scratch)
    mistakes_have_their_place(scratch)
    joined_files_are_told_once(scratch)
    stops_within_a_second(scratch)
print("\n".join(faults) or "streams flow")
sys.exit(1 if faults else 0)
