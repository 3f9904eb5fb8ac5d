#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Whether geo info names the datum and the encoding of every file of the shared data/crs rightly.

    systems.py GEO-INFO FOLDER      the folder has crs/; exit 77 when it is missing

What is right stands here, by how the files were made. A file of that folder which is not named
here, and none of the parts of one, is a failure too.
"""
import json
import pathlib
import subprocess
import sys

CHINA, WORLD = "China 2000", "World Geodetic System 1984"
GCJ = "undeclared; likely GCJ-02: the file's name says gcj02"
BD = "undeclared; likely BD-09: the file's name says bd09"
PAIRS = "gcj_bd_test_pairs.csv"

# file and options: system, datum, encoding, the system that names speak for
RIGHT = {
    ("areas_4548.geojson",): ("OGC:CRS84", WORLD, "UTF-8", None),
    ("haidian_townships_gcj02.geojson",): ("OGC:CRS84", GCJ, "UTF-8", "GCJ-02"),
    ("haidian_townships_bd09.geojson",): ("OGC:CRS84", BD, "UTF-8", "BD-09"),
    ("haidian_townships_gcj02.geojson", "--in-crs", "GCJ-02"): ("GCJ-02", "GCJ-02", "UTF-8", None),
    ("haidian_townships_bd09.geojson", "--in-crs", "BD-09"): ("BD-09", "BD-09", "UTF-8", None),
    ("ht_32650.shp",): ("EPSG:32650", WORLD, "GBK", None),
    ("ht_4490.shp",): ("EPSG:4490", CHINA, "GBK", None),
    ("ht_4527.shp",): ("EPSG:4527", CHINA, "GBK", None),
    ("ht_4527_nocpg.shp",): ("EPSG:4527", CHINA, "GB18030", None),
    ("ht_4548.shp",): ("EPSG:4548", CHINA, "GBK", None),
    (PAIRS, "--xy", "wgs_lon,wgs_lat"): ("OGC:CRS84", WORLD, "UTF-8", None),
    (PAIRS, "--xy", "gcj_lon_fixture,gcj_lat_fixture"): ("GCJ-02", "GCJ-02", "UTF-8", None),
    (PAIRS, "--xy", "bd_lon_fixture,bd_lat_fixture"): ("BD-09", "BD-09", "UTF-8", None),
    (PAIRS, "--xy", "bdmc_x,bdmc_y"): ("BD-09 Mercator", "BD-09", "UTF-8", None),
}
# What is refused, and with which words.
REFUSED = {
    PAIRS: "several pairs of coordinates: wgs_lon,wgs_lat; gcj_lon_fixture,gcj_lat_fixture",
    "gcoord_china_cities.json": "a GeoJSON object",
}


def run(info, folder, name, *options):
    return subprocess.run([info, "--json", *options, folder / name], capture_output=True,
                          text=True, check=False)


def check_one(info, folder, command, right):
    """What is wrong with what is told of one file, or None."""
    done = run(info, folder, *command)
    if done.returncode != 0:
        return done.stderr.strip()
    told = json.loads(done.stdout)
    system, datum, encoding, likely = right
    got = (told["crs"], told["datum"], told["encoding"], told["likely_crs"])
    if system.startswith("EPSG") or system == "OGC:CRS84":
        same = got[1] is not None and got[1].startswith(datum)
    else:
        same = got[1] == datum
    if not same or (got[0], got[2], got[3]) != (system, encoding, likely):
        return f"{got}, not {right}"
    noted = "read as WGS 84, though" in done.stderr and f"--in-crs {likely}" in done.stderr
    if noted != (likely is not None):
        return f"the note: {done.stderr!r}"
    checked = run(info, folder, *command, "--check")
    found = any(f["id"] == "datum" for f in json.loads(checked.stdout)["check"]["findings"])
    if found != (likely is not None) or (found and checked.returncode != 4):
        return f"--check: a finding {found}, exit {checked.returncode}"
    return None


def check_against(info, folder):
    """Numbers decide where there are some, and names are told beside them."""
    reference = folder.parent / "beijing" / "haidian_townships_pop.geojson"
    wrong = 0
    for name, words in (("haidian_townships_gcj02.geojson",
                         "GCJ-02: read so, it fits the reference; the file's name says gcj02 too"),
                        ("haidian_townships_bd09.geojson",
                         "BD-09: read so, it fits the reference; the file's name says bd09 too")):
        done = run(info, folder, name, "--against", reference)
        if done.returncode != 4 or not json.loads(done.stdout)["check"]["datum"].startswith(words):
            wrong += 1
            print(f"{name} against its twin: {done.returncode}, {done.stdout[-300:]}")
    return wrong


def main(info, shared):
    folder = shared / "crs"
    there = {p.name for p in folder.glob("*") if p.suffix in (".geojson", ".json", ".shp", ".csv")}
    if not there:
        print(f"nothing in {folder}: skipped")
        return 77
    wrong = 0
    for name in there ^ ({c[0] for c in RIGHT} | set(REFUSED)):
        wrong += 1
        print(f"{name}: not known here, or not there")
    for command, right in RIGHT.items():
        fault = check_one(info, folder, command, right)
        if fault:
            wrong += 1
            print(f"{' '.join(command)}: {fault}")
    for name, words in REFUSED.items():
        done = run(info, folder, name)
        if done.returncode != 1 or words not in done.stderr:
            wrong += 1
            print(f"{name}: exit {done.returncode}, {done.stderr}")
    wrong += check_against(info, folder)
    print(f"systems: {len(RIGHT)} readings, {len(REFUSED)} refusals, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], pathlib.Path(sys.argv[2])))
