#!/usr/bin/python3
"""Corrections for many tests against R's p.adjust(), on local Moran's I and Gi* of two published
layers: which spots are significant with each correction.

    corrections.py LIBGEO.SO GEO SHARED_DATA
"""
import json
import pathlib
import subprocess
import sys
import tempfile

from libgeo import Library, r, skip

try:
    import numpy
except ImportError as missing:
    skip(missing)

LAYERS = (("reference/stl/stl_hom.shp", "HR8893", "moran"),
          ("reference/sids2/sids2.shp", "SIDR74", "gi-star"))


def spots(tool, folder, layer, field, statistic, correction, alpha):
    """Of each feature p, and whether it is one."""
    out = folder / "out.geojson"
    subprocess.run([tool, "hotspot", layer, "--in-crs", "WGS84", "--field", field, "--statistic",
                    statistic, "--weights", "queen", "--permutations", "9999", "--significance",
                    f"{alpha:.0%}", "--correction", correction, "-q", "--no-style", "--overwrite", "-o",
                    out], check=True)
    rows = [f["properties"] for f in json.loads(out.read_text(encoding="utf-8"))["features"]]
    rows = [row for row in rows if row["hs_p"] is not None]
    return (numpy.array([row["hs_p"] for row in rows]),
            numpy.array([row["hs_class"] not in ("not significant", None) for row in rows]))


def check(geo, tool, folder, layer, field, statistic):
    counts, peer = [], None
    for alpha in (0.05, 0.2):
        for correction in ("none", "fdr", "bonferroni"):
            p, found = spots(tool, folder, layer, field, statistic, correction, alpha)
            if peer is None:
                p.tofile(folder / "p")
                said = r("corrections.R", folder / "p")
                if said is None:
                    skip("no R")
                peer = {words[0]: numpy.array(words[1:], float) for words in map(str.split, said)}
            # a share that is met is met, whatever n / rank times p is rounded to
            theirs = peer[correction] <= alpha * (1 + 1e-12)
            assert (found == theirs).all(), (layer, statistic, correction, alpha)
            if correction != "none":
                threshold, count = numpy.empty(1), numpy.zeros(1, "i8")
                measure = geo.false_discovery if correction == "fdr" else geo.bonferroni
                measure(len(p), p, alpha, threshold, count)
                assert count[0] == theirs.sum(), (layer, correction, count, theirs.sum())
            counts.append(int(theirs.sum()))
    return f"{layer.stem}, {statistic}: {counts} of {len(p)} are those of p.adjust()"


def main():
    library, tool, data = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    there = [(data / name, *asked) for name, *asked in LAYERS if (data / name).exists()]
    if not there:
        skip(f"no layers in {data}")
    geo = Library(library)
    with tempfile.TemporaryDirectory(prefix="geo-peers-") as name:
        for layer, field, statistic in there:
            print(check(geo, tool, pathlib.Path(name), layer, field, statistic))


if __name__ == "__main__":
    main()
