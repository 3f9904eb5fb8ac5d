#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The layers of datasets/ are what make.py writes from the facts: remade.py FACTS_DIR.

Exit 77 (skipped) where the facts are missing."""
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]


def layers(folder):
    return {p.relative_to(folder): p.read_bytes() for p in sorted(folder.glob("*/*.geojson"))}


def main(facts):
    if not (facts / "institutions.csv").exists():
        print(f"skipped: no facts in {facts}")
        return 77
    with tempfile.TemporaryDirectory() as made:
        subprocess.run([sys.executable, ROOT / "datasets/make.py", facts, made], check=True)
        ours, remade = layers(ROOT / "datasets"), layers(pathlib.Path(made))
    differ = [str(p) for p in sorted(ours.keys() | remade.keys()) if ours.get(p) != remade.get(p)]
    print(f"{len(remade)} layers made, {len(differ)} differ", *differ, sep="\n")
    return 1 if differ or not remade else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
