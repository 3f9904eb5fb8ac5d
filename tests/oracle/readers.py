#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Reads every GeoJSON file of the shared data with our own reader and with GDAL's, and compares
what comes out value by value.

    readers.py GEO-CONVERT FOLDER      the folder has beijing/ and crs/; exit 77 when it is missing

Differences that are meant, and so are allowed for, and nothing else:
  - what only ours keeps: members beside those of the RFC, and geo:run with the command;
  - an id that is a text is the property "id" with GDAL;
  - a property that a feature lacks is absent with ours and null with GDAL's.
Of files over 4 MB the first and the last features are taken, with all else as it is.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

LARGE, TAKEN = 4_000_000, 2000


def sample(path, folder):
    """The file, or a smaller one with features of both its ends."""
    if path.stat().st_size <= LARGE:
        return path
    collection = json.loads(path.read_text(encoding="utf-8"))
    features = collection["features"]
    collection["features"] = features[:TAKEN] + features[-TAKEN:]
    smaller = pathlib.Path(folder) / path.name
    smaller.write_text(json.dumps(collection, ensure_ascii=False), encoding="utf-8")
    return smaller


def read(convert, path, *options):
    done = subprocess.run([convert, "-q", path, "--decimals", "15", *options], check=False,
                          capture_output=True)
    if done.returncode != 0:
        return None, done.stderr.decode()
    return json.loads(done.stdout)["features"], ""


def same_value(ours, theirs):
    """Equal, and of one type: true is not 1, and 1 is not 1.0."""
    return type(ours) is type(theirs) and ours == theirs


def difference(number, ours, theirs):
    """What is not the same in a feature, or None."""
    if ours["geometry"] != theirs["geometry"]:
        return f"feature {number}: geometry {ours['geometry']} and {theirs['geometry']}"[:300]
    a, b = ours["properties"] or {}, theirs["properties"] or {}
    their_id = theirs.get("id", b.get("id") if "id" in ours else None)
    if not same_value(ours.get("id"), their_id):
        return f"feature {number}: id {ours.get('id')!r} and {their_id!r}"
    for name in a.keys() | b.keys():
        if not same_value(a.get(name), b.get(name)):
            return f"feature {number}: {name} is {a.get(name)!r} and {b.get(name)!r}"
        if name in a and name not in b:
            return f"feature {number}: GDAL has no {name}"
    return None


def compare(convert, path):
    """The number of features compared, and what is wrong."""
    ours, said = read(convert, path)
    theirs, said_too = read(convert, path, "--reader", "gdal")
    if ours is None or theirs is None:
        return 0, said + said_too
    if len(ours) != len(theirs):
        return 0, f"{len(ours)} and {len(theirs)} features"
    for number, (a, b) in enumerate(zip(ours, theirs), 1):
        wrong = difference(number, a, b)
        if wrong:
            return number, wrong
    return len(ours), None


def sees_changes():
    """A comparison that finds nothing proves something only if it would find what differs."""
    def feature(x=1.5, fid="a", **properties):
        return {"id": fid, "properties": {"n": 1, **properties},
                "geometry": {"type": "Point", "coordinates": [x, 2]}}
    changed = (feature(x=1.500000000000001), feature(fid="b"), feature(n=1.0), feature(n=True),
               feature(n=None), feature(m="x"))
    return difference(1, feature(), feature()) is None and all(
        difference(1, feature(), other) for other in changed)


def main(convert, shared):
    files = sorted(p for part in ("beijing", "crs") for p in (shared / part).glob("*.geojson"))
    if not files:
        print(f"no GeoJSON in {shared}: skipped")
        return 77
    total = faults = 0
    if not sees_changes():
        print("the comparison passes over differences")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        for path in files:
            count, wrong = compare(convert, sample(path, folder))
            total += count
            if wrong:
                faults += 1
                print(f"{path.name}: {wrong}")
    print(f"readers: {len(files)} files, {total} features, {faults} files differ")
    return 1 if faults or total == 0 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], pathlib.Path(sys.argv[2])))
