#!/usr/bin/env python3
"""Runs every shell block of the READMEs that calls a tool, as written, in a scratch copy of the
clone's root, and sees that each succeeds and writes what it says it writes; that the figures of
the card are those of the scorecard just made, and shares told in the text those that a pipeline told
or the card has; and that the table of tools has them all."""
import csv
import os
import pathlib
import re
import subprocess
import sys
import tempfile

BLOCK = re.compile(r"^```sh\n(.*?)^```", re.S | re.M)
OUTPUT = re.compile(r"answers/[\w.]+")


def pipelines(readme):
    blocks = BLOCK.findall(readme.read_text(encoding="utf-8"))
    return [b for b in blocks if re.search(r"^\s*geo ", b, re.M)]


def run(block, folder, environment, told):
    """None, or what went wrong. What it said is added to `told`."""
    shell = subprocess.run(["bash", "-euo", "pipefail", "-c", block], cwd=folder, env=environment,
                           capture_output=True, text=True)
    if shell.returncode != 0:
        return f"exit {shell.returncode}\n{shell.stderr}"
    told.append(shell.stderr)
    missing = [o for o in OUTPUT.findall(block) if not (folder / o).exists()]
    return f"not written: {missing}" if missing else None


# ---- The card: a row of the table per row here, a number per indicator, a column per city ------

CARD = (("res_800",), ("gap_n", "gap_km2"), ("acc_mean",), ("acc_gini",), ("kd_mp",), ("m10_uni",))
CITIES = ("future-science-city", "huairou", "zhongguancun")
NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?")


def card_rows(text):
    """The cells of the table whose heads are the cities."""
    table = re.search(r"^\|.*\| (?:Huairou|怀柔) \|.*\n\|[-|]*\n((?:\|.*\n)*)", text, re.M)[1]
    return [[c.strip() for c in row.strip("|").split("|")][1:] for row in table.splitlines()]


def wrong_figures(readme, folder):
    with open(next(folder.glob("answers/*/scorecard.csv")), encoding="utf-8", newline="") as f:
        value = {(r["city"], r["indicator"]): r["value"] for r in csv.DictReader(f)}
    rows = card_rows(readme.read_text(encoding="utf-8"))
    wrong = [] if len(rows) == len(CARD) else [f"{len(rows)} rows in the card"]
    for ids, cells in zip(CARD, rows):
        for city, cell in zip(CITIES, cells):
            said = NUMBER.findall(cell)
            for i, indicator in enumerate(ids):
                seen = value[city, indicator]
                shown = said[i] if i < len(said) else ""
                if seen != "":
                    seen = f"{float(seen):.{len(shown.partition('.')[2])}f}"
                if seen != shown:
                    wrong.append(f"{city} {indicator}: says {shown or 'nothing'}, is {seen}")
    return wrong


SHARES = re.compile(r"^(?:Shares differ|图层不同).*?(?:\n\n|\Z)", re.M | re.S)
SHARE = re.compile(r"\d+\.\d(?= %)")


def wrong_shares(readme, told):
    """The paragraph on shares that differ: each is one that stands in what was told or in the card."""
    text = readme.read_text(encoding="utf-8")
    said = SHARE.findall(SHARES.search(text)[0])
    known = SHARE.findall("\n".join(told)) + NUMBER.findall("\n".join(sum(card_rows(text), [])))
    wrong = [f"{s} % was told by nobody" for s in said if s not in known]
    return wrong if len(said) > 1 else wrong + ["no shares in the text"]


def wrong_tools(readme, root):
    said = re.findall(r"^\| `geo (\w+)` \|", readme.read_text(encoding="utf-8"), re.M)
    there = sorted(p.stem[4:] for p in root.glob("tools/geo-*.c") if p.stem != "geo-help")
    return [] if sorted(said) == there else [f"table of tools: says {sorted(said)}, is {there}"]


# ---- All of it ---------------------------------------------------------------------------------

def main(root, tools):
    environment = dict(os.environ, PATH=f"{tools}:{os.environ['PATH']}")
    wrong = count = 0
    for readme in (root / "README.md", root / "README.zh.md"):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            (folder / "datasets").symlink_to(root / "datasets")
            (folder / "answers").mkdir()
            told = []
            for block in pipelines(readme):
                count += 1
                fault = run(block, folder, environment, told)
                if fault:
                    wrong += 1
                    print(f"{readme.name}:\n{block}{fault}")
            faults = wrong_figures(readme, folder) + wrong_shares(readme, told)
            for fault in faults + wrong_tools(readme, root):
                wrong += 1
                print(f"{readme.name}: {fault}")
    print(f"readme: {count} blocks run, {wrong} wrong")
    return 1 if wrong or count < 6 else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve(), sys.argv[2]))
