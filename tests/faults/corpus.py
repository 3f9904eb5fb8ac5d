#!/usr/bin/env python3
"""Hostile files (P1, P6, P7, P14): every file of the corpus through geo-info, geo-convert, three
tools in a row, and the tools that ask of chance and of clusters. No crash, hang, sanitizer report,
network or changed input is ever excused. A verdict of a reader that is not the manifest's must stand
in corpus_differs.tsv with the reason, and a row there that nothing needs any more is a fault as
well. The others may refuse what they can measure nothing of.

In short a few folders of it through two tools, with --long everything through all. The corpus is no part of this project (../shared/corpus); without it the test is skipped."""
import csv
import pathlib
import re
import subprocess
import sys

from rig import ROOT, SANITIZED, Rig

CORPUS = ROOT.parent / "shared" / "corpus"
SHORT = ("own/encoding", "own/properties", "own/names")
SECONDS = 20 if not SANITIZED else 90
FAULTS = re.compile(  # how the runner joins them; what it expected may hold a "; " as well
    "; (?=signal|exit|no answer|failed|[0-9]+ lines|sanitizer|changed|network|accepted|refused)")
VERDICTS = ("accepted", "refused", "exit 2")  # what a row of the table may excuse


def read_table():
    """{(file, verdict): reason}"""
    path = pathlib.Path(__file__).with_name("corpus_differs.tsv")
    with open(path, encoding="utf-8") as text:
        rows = [r for r in csv.reader(text, delimiter="\t") if r and not r[0].startswith("#")]
    return {(name, verdict): why for name, verdict, why in rows}


READERS = ("info", "convert", "three tools")


def commands(rig):
    """(name, command for the runner)"""
    tool = {n: str(rig.bin / f"geo-{n}") for n in ("info", "convert")}
    out = str(rig.folder / "out.geojson")
    yield "info", [tool["info"], "-q", "{}"]
    yield "convert", [tool["convert"], "-q", "--overwrite", "{}", "-o", out]
    if rig.long:
        line = f'{tool["convert"]} -q "$1" | {tool["convert"]} -q --repair - | {tool["info"]} -q -'
        yield "three tools", ["bash", "-o", "pipefail", "-c", line, "_", "{}"]
        yield from statistics_of(rig)


def statistics_of(rig):
    """As commands(). geo-hotspot gets the first column of numbers that geo-info finds."""
    pattern, cluster, hotspot = (str(rig.bin / f"geo-{n}") for n in ("pattern", "cluster", "hotspot"))
    yield "curve", [pattern, "-q", "-n", "9", "{}"]
    yield "density", [pattern, "-q", "-s", "density", "--overwrite", "-o",
                      str(rig.folder / "out.tif"), "{}"]
    yield "cluster", [cluster, "-q", "{}"]
    yield "hdbscan", [cluster, "-q", "--method", "hdbscan", "{}"]
    find = (f'field=$({rig.bin}/geo-info -q --json "$1" 2>/dev/null | sed -nE '
            '\'s/^ *\\{"name": "([^"\\]+)", "type": "(int|real)".*/\\1/p\' | head -n 1)')
    yield "hotspot", ["bash", "-c", f'{find}; exec {hotspot} -q --field "${{field:-none}}" "$1"',
                      "_", "{}"]


def main():
    rig = Rig(__doc__)
    if not (CORPUS / "run").exists():
        rig.skip("no ../shared/corpus")
    excused, needed, tried = read_table(), set(), set()
    counts = []
    for name, command in commands(rig):
        for only in ("",) if rig.long else SHORT:
            report = rig.folder / "report.tsv"
            memory = "0" if SANITIZED else "4096"
            done = subprocess.run([sys.executable, CORPUS / "run", "--only", only, "--seconds",
                                   str(SECONDS), "--memory-mb", memory, "--report", report,
                                   *command], capture_output=True, text=True,
                                  errors="surrogateescape", check=False)
            if not report.exists() or not done.stdout:
                sys.exit(done.stderr)
            counts.append(f"{name} {only}: {done.stdout.splitlines()[-1]}")
            for row in report.read_text("utf-8", "surrogateescape").splitlines():
                file, _, _, faults, said, wanted = row.split("\t")
                tried.add(file)
                for fault in FAULTS.split(faults) if faults else ():
                    verdict = next((v for v in VERDICTS if fault.startswith(v)), None)
                    if verdict and name not in READERS:
                        continue
                    needed.add((file, verdict))
                    if (file, verdict) not in excused:
                        rig.fault(f"{name}: {file}: {fault} | {said[:160]} | {wanted[:80]}")
    for file, verdict in excused.keys() - needed:
        if file in tried:
            rig.fault(f"corpus_differs.tsv: {file} is no longer {verdict}")
    rig.end("\n".join(counts))


if __name__ == "__main__":
    main()
