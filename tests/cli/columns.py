#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The columns that tools tell of their tables are those that they write, in their order:
columns.py BIN."""
import json
import pathlib
import random
import subprocess
import sys
import tempfile

BIN = pathlib.Path(sys.argv[1]).resolve()
SIMULATED = ["-n", "39"]
SECTORS = ["--sector", "kind"]
# tool, table, arguments, the option that takes the table
TABLES = [("geo-pattern", "k, l, pair, f, g and j", ["-s", s, *SIMULATED], "-o")
          for s in ("k", "l", "pair", "f", "g", "j")]
TABLES += [
    ("geo-pattern", "clark-evans", ["-s", "clark-evans", *SIMULATED], "-o"),
    ("geo-pattern", "quadrat", ["-s", "quadrat"], "-o"),
    ("geo-pattern", "kd", ["-s", "kd", *SECTORS, *SIMULATED], "-o"),
    ("geo-pattern", "m", ["-s", "m", *SECTORS, *SIMULATED], "-o"),
    ("geo-pattern", "colocation", ["-s", "colocation", *SECTORS, *SIMULATED], "-o"),
    ("geo-pattern", "quotients", ["-s", "quotients", *SECTORS, "--zone", "zone"], "-o"),
    ("geo-cluster", "--sweep", ["--sweep", "eps=500m:2km:500m", "--min", "5"], "-o"),
    ("geo-cluster", "--k-distance", ["--k-distance", "--min", "5"], "-o"),
    ("geo-hotspot", "--distances-to", ["--field", "jobs", "--distances", "1km:3km:1km", "-o",
                                       "spots.geojson"], "--distances-to"),
    ("geo-coverage", "--table", ["--demand", "points.csv", "-f", "points.csv", "-r", "500m", "-o",
                                 "served.geojson"], "--table"),
]


def say(folder, *command):
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{command}: exit {done.returncode}\n{done.stderr}")
    return done.stdout


def main():
    wrong, told = [], set()
    rng = random.Random(7)
    with tempfile.TemporaryDirectory() as folder:
        rows = [f"{116.3 + rng.random() / 20:.6f},{39.9 + rng.random() / 20:.6f},"
                f"{rng.choice('ab')},{rng.choice('xy')},{rng.randrange(50)}" for _ in range(60)]
        pathlib.Path(folder, "points.csv").write_text("\n".join(["lon,lat,kind,zone,jobs", *rows]))
        for tool, of, arguments, takes in TABLES:
            tables = json.loads(say(folder, BIN / tool, "--describe"))["tables"]
            expected = [[c["name"] for c in t["columns"]] for t in tables if t["of"] == of]
            told |= {(tool, t["of"]) for t in tables}
            points = ["points.csv"] if "--demand" not in arguments else []
            say(folder, BIN / tool, *points, *arguments, takes, "table.csv", "--overwrite", "-q",
                "--in-crs", "OGC:CRS84")
            with open(pathlib.Path(folder, "table.csv"), encoding="utf-8-sig") as f:
                head = f.readline().strip().split(",")
            if expected != [head]:
                wrong.append(f"{tool} {of}: writes {head}, tells {expected}")
    wrong += [f"{t}: not tried" for t in told - {(tool, of) for tool, of, _, _ in TABLES}]
    print(*wrong, f"{len(TABLES)} tables, {len(wrong)} wrong", sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
