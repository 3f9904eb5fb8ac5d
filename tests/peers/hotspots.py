"""What geo hotspot writes of a layer, and what scripts of R say of it; neighbours by pairs: for
autocorrelation.py and neighbours.py."""
import json
import math
import subprocess

from libgeo import r


def asked(geo, folder, layer, system, *options, draws=0):
    """Columns hs_* of all features, as lists, and the results of geo:run."""
    out = folder / "out.geojson"
    subprocess.run([geo, "hotspot", layer, *(("--in-crs", system) if system else ()),
                    "--permutations", str(draws), *map(str, options), "-q", "--no-style",
                    "--overwrite", "-o", out], check=True)
    said = json.loads(out.read_text(encoding="utf-8"))
    rows = [f["properties"] for f in said["features"]]
    return ({c: [r[c] for r in rows] for c in ("hs_value", "hs_z", "hs_p", "hs_n")},
            said["geo:run"]["results"])


def spdep(script, *arguments):
    """What a script of R says of each layer, by name; None without spdep."""
    lines = r(script, *arguments)
    if lines is None:
        return None
    said = [{}]
    for words in (line.split() for line in lines if not line.startswith("[")):
        if words == ["layer"]:
            said.append({})
        elif words:
            said[-1][words[0]] = [float(w) for w in words[1:]]
    return said


def assert_all_near(what, ours, theirs, tolerance=1e-9):
    assert len(ours) == len(theirs), (what, len(ours), len(theirs))
    for i, (a, b) in enumerate(zip(ours, theirs, strict=True)):
        if a is None or math.isnan(b):
            assert (a is None) == math.isnan(b), (what, i, a, b)
        else:
            assert abs(a - b) <= tolerance * max(1.0, abs(b)), (what, i, a, b)


def pairs_of(path):
    """{(from, to): weight} of a file .gwt whose names are places."""
    lines = path.read_text(encoding="utf-8").splitlines()[1:]
    return {(a, b): float(w) for a, b, w in (line.split() for line in lines)}


def assert_same_neighbours(geo, folder, layer, system, x, peer, kind, *options):
    path = folder / f"{kind}.gwt"
    asked(geo, folder, layer, system, "--field", x, "--weights", kind, *options,
          "--write-weights", path)
    theirs, at = set(), 0
    for i, count in enumerate(peer[f"{kind}.counts"]):
        theirs |= {(str(i + 1), str(int(j))) for j in peer[f"{kind}.places"][at:at + int(count)]}
        at += int(count)
    ours = set(pairs_of(path))
    assert ours == theirs, (kind, layer, sorted(ours ^ theirs)[:20])
