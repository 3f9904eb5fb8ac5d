#!/usr/bin/python3
"""Mixes and concentration of Beijing's institutions by sector and by district, and by squares:
entropy, Herfindahl and Hill numbers against R's vegan and scipy, Theil against scipy, the shared
information against scikit-learn; Theil's T of people in townships against scipy. Location quotients,
Krugman, Hachman, Ellison and Glaeser, Maurel and Sedillot, Gini and Hoover have no peer here: by
their formulas in numpy.

    diversity.py LIBGEO.SO GEO SHARED_DATA

Evenness is over all sectors that there are with us, over those present in vegan (Pielou).
"""
import csv
import ctypes as c
import pathlib
import subprocess
import sys
import tempfile

from libgeo import Library, address, assert_near, r, skip

try:
    import numpy
    from scipy.stats import entropy
    from sklearn.metrics import mutual_info_score
except ImportError as missing:
    skip(missing)

MIX = numpy.dtype([(name, "i8" if name == "present" else "f8") for name in (
    "total", "present", "hhi", "hhi_relative", "entropy", "evenness", "hill1", "hill2", "krugman",
    "hachman", "theil")])
CONCENTRATION = numpy.dtype([(name, "i8" if name == "plants" else "f8") for name in (
    "plants", "total", "g", "h", "ellison_glaeser", "maurel_sedillot")])
EQUITY = numpy.dtype([(name, "i8" if name in ("used", "unknown") else "f8") for name in (
    "used", "unknown", "weight", "mean", "gini", "theil", "hoover", "palma", "below", "above")])


class Mixes(c.Structure):
    _fields_ = [("quotient", c.c_void_p), ("zone", c.c_void_p), ("sector", c.c_void_p),
                ("information", c.c_double)]


class Plants(c.Structure):
    _fields_ = [("n", c.c_int64), ("zone", c.c_void_p), ("sector", c.c_void_p),
                ("size", c.c_void_p), ("zones", c.c_int64), ("sectors", c.c_int64),
                ("area", c.c_void_p)]


def codes(words):
    """Of each its place among the different words; -1 of none."""
    names = sorted(set(words) - {""})
    return numpy.array([names.index(w) if w else -1 for w in words], "i8"), names


# ---- Tables ---------------------------------------------------------------------------------------

def check_vegan(what, folder, table, mixes):
    numpy.savetxt(folder / "table.csv", table, delimiter=",", fmt="%.17g")
    said = r("diversity.R", folder / "table.csv")
    if said is None:
        print("no vegan")
        return
    peer = {words[0]: numpy.array(words[1:], float) for words in map(str.split, said)}
    for name in ("entropy", "hhi", "hill1", "hill2", "present"):
        assert_near(f"{what}, {name}, vegan", mixes[name], peer[name])
    assert_near(f"{what}, hill2, renyi()", mixes["hill2"], peer["renyi2"])
    k = int(mixes["present"].argmax())
    print(f"{what}: evenness of the most mixed: ours {mixes['evenness'][k]:.10g}, by those present "
          f"{peer['evenness'][k]:.10g}")


def check_mixes(what, folder, table, mixes):
    """Of rows, of which none is empty."""
    share, others = table / table.sum(1, keepdims=True), table.sum(0) / table.sum()
    n = table.shape[1]
    check_vegan(what, folder, table, mixes)
    assert_near(f"{what}, total", mixes["total"], table.sum(1))
    assert_near(f"{what}, entropy, scipy", mixes["entropy"], entropy(table, axis=1))
    assert_near(f"{what}, evenness", mixes["evenness"], entropy(table, axis=1) / numpy.log(n))
    assert_near(f"{what}, Theil, scipy", mixes["theil"], entropy(share, others[None, :], axis=1))
    hhi = (share ** 2).sum(1)
    assert_near(f"{what}, relative Herfindahl", mixes["hhi_relative"], (hhi - 1 / n) / (1 - 1 / n))
    assert_near(f"{what}, Krugman", mixes["krugman"], numpy.abs(share - others).sum(1))
    assert_near(f"{what}, Hachman", mixes["hachman"], 1 / (share ** 2 / others).sum(1))


def check_table(geo, folder, what, zone, sector, size):
    """Zones and sectors of establishments, all of which are of a zone."""
    zones, sectors = zone.max() + 1, sector.max() + 1
    table = numpy.zeros((zones, sectors))
    numpy.add.at(table, (zone[sector >= 0], sector[sector >= 0]), size[sector >= 0])
    table = numpy.ascontiguousarray(table[table.sum(1) > 0])
    zones = len(table)
    quotient, of_zone, of_sector = (numpy.empty((zones, sectors)), numpy.empty(zones, MIX),
                                    numpy.empty(sectors, MIX))
    out = Mixes(address(quotient), address(of_zone), address(of_sector), 0.0)
    geo.mix_measure(zones, int(sectors), table, c.c_int(0), out)
    check_mixes(f"{what}, {zones} zones", folder, table, of_zone)
    check_mixes(f"{what}, {sectors} sectors", folder, numpy.ascontiguousarray(table.T), of_sector)
    all_shares = table.sum(0) / table.sum()
    assert_near(f"{what}, location quotients", quotient,
                table / table.sum(1, keepdims=True) / all_shares)
    assert_near(f"{what}, information, scikit-learn", out.information,
                mutual_info_score(None, None, contingency=table))
    return of_zone, of_sector


def check_concentration(geo, what, zone, sector, size):
    zones, sectors = int(zone.max() + 1), int(sector.max() + 1)
    out = numpy.empty(sectors, CONCENTRATION)
    geo.concentration_measure(Plants(len(zone), address(zone), address(sector), address(size), zones,
                                     sectors, None), out)
    x = numpy.bincount(zone, size, zones) / size.sum()
    expected = numpy.full((sectors, 4), numpy.nan)
    for k in range(sectors):
        held, z = sector == k, size[sector == k] / size[sector == k].sum()
        s = numpy.bincount(zone[held], z, zones)
        g, h, x2 = ((s - x) ** 2).sum(), (z ** 2).sum(), (x ** 2).sum()
        expected[k, :2] = g, h
        if held.sum() > 1:
            expected[k, 2] = (g - (1 - x2) * h) / ((1 - x2) * (1 - h))
            expected[k, 3] = (((s ** 2).sum() - x2) / (1 - x2) - h) / (1 - h)
    for k, name in enumerate(("g", "h", "ellison_glaeser", "maurel_sedillot")):
        assert_near(f"{what}, {name}, by its formula", out[name], expected[:, k])
    return out


def check_tool(tool, folder, layer, names, of_zone, of_sector, concentration):
    """The table of geo pattern: the same numbers, of twelve digits."""
    out = folder / "quotients.csv"
    subprocess.run([tool, "pattern", layer, "-s", "quotients", "--sector", "sector_hint", "--zone",
                    "district", "-q", "--overwrite", "-o", out], check=True)
    with open(out, encoding="utf-8-sig", newline="") as text:
        rows = list(csv.DictReader(text))
    for column, kinds, ours in (("zone", names[0], of_zone), ("sector", names[1], of_sector)):
        other = "sector" if column == "zone" else "zone"
        by_name = {row[column]: row for row in rows if not row[other]}
        for measure in ("hhi", "entropy", "hill1", "hill2", "krugman", "hachman"):
            assert_near(f"geo pattern, {column}, {measure}",
                        [float(by_name[kind][measure]) for kind in kinds], ours[measure])
    assert_near("geo pattern, ellison_glaeser",
                [float(by_name[kind]["ellison_glaeser"] or "nan") for kind in names[1]],
                concentration["ellison_glaeser"])


def check_institutions(geo, tool, folder, layer):
    with open(layer, encoding="utf-8-sig", newline="") as text:
        rows = list(csv.DictReader(text))
    district, districts = codes([row["district"] for row in rows])
    sector, sectors = codes([row["sector_hint"] for row in rows])
    square, _ = codes([f"{float(row['lon']) // 0.05:.0f} {float(row['lat']) // 0.05:.0f}"
                       for row in rows])
    ones, sizes = numpy.ones(len(rows)), 1.0 + numpy.arange(len(rows)) * 7919 % 997
    mixes = check_table(geo, folder, "districts", district, sector, ones)
    concentration = check_concentration(geo, "districts", district, sector, ones)
    check_tool(tool, folder, layer, (districts, sectors), *mixes, concentration)
    check_table(geo, folder, "squares, sizes", square, sector, sizes)
    check_concentration(geo, "squares, sizes", square, sector, sizes)


# ---- Shares of people ------------------------------------------------------------------------------

def check_people(geo, layer):
    """Values of townships, of 1 each and of people."""
    with open(layer, encoding="utf-8-sig", newline="") as text:
        rows = list(csv.DictReader(text))
    people = numpy.array([float(row["population_2020"]) for row in rows])
    access = numpy.hypot([float(row["lon"]) - 116.3 for row in rows],
                         [float(row["lat"]) - 39.98 for row in rows])
    for what, y, w in (("people of townships", people, numpy.ones(len(rows))),
                       ("distances of people", access, people)):
        out, p = numpy.empty(1, EQUITY), w / w.sum()
        mean = (p * y).sum()
        geo.equity_measure(len(y), y, w, float(numpy.nan), out)
        assert_near(f"{what}, Theil's T, scipy", out["theil"], entropy(p * y / mean, p))
        pairs = numpy.abs(y[:, None] - y[None, :]) * p[:, None] * p[None, :]
        assert_near(f"{what}, Gini by all pairs", out["gini"], pairs.sum() / (2 * mean))
        assert_near(f"{what}, Hoover", out["hoover"], (p * numpy.abs(y - mean)).sum() / (2 * mean))


def main():
    library, tool, data = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3]) / "facts"
    if not (data / "institutions.csv").exists():
        skip(f"no {data / 'institutions.csv'}")
    geo = Library(library)
    with tempfile.TemporaryDirectory(prefix="geo-peers-") as name:
        check_institutions(geo, tool, pathlib.Path(name), data / "institutions.csv")
    check_people(geo, data / "townships.csv")


if __name__ == "__main__":
    main()
