#!/usr/bin/python3
"""Agglomeration of Beijing's institutions: Duranton and Overman's Kd, Marcon and Puech's M, and
co-location quotients. No package that is here computes these (R's dbmss is not in Debian): they are
held against their formulas, over all pairs, in numpy; the bandwidth of Kd against R's bw.nrd0().

    agglomeration.py LIBGEO.SO GEO SHARED_DATA
"""
import csv
import ctypes as c
import pathlib
import subprocess
import sys
import tempfile

from libgeo import Library, Options, address, assert_near, r, skip

try:
    import numpy
    import pyproj
except ImportError as missing:
    skip(missing)

RADII = (500, 1000, 2000, 5000)
STEPS = 60


class Settings(Options):
    _fields_ = [("size", c.c_size_t), ("bandwidth", c.c_double), ("reach", c.c_double),
                ("steps", c.c_int64), ("simulations", c.c_int64), ("alpha", c.c_double),
                ("seed", c.c_uint64), ("exact", c.c_int64)]


class Kd(c.Structure):
    _fields_ = ([(name, c.c_void_p) for name in (
        "r", "value", "mean", "local_low", "local_high", "global_low", "global_high", "localised",
        "dispersed")] + [(name, c.c_double) for name in (
            "bandwidth", "reach", "localisation", "dispersion")] +
        [(name, c.c_int64) for name in ("sites", "members", "unknown", "kept")])


def institutions(path, folder):
    """A layer with a kind and, made up, jobs of each; the kinds, the jobs, metres."""
    with open(path, encoding="utf-8-sig", newline="") as text:
        rows = list(csv.DictReader(text))
    jobs = 1.0 + numpy.arange(len(rows)) * 7919 % 997
    out = folder / "institutions.csv"
    with open(out, "w", encoding="utf-8", newline="") as text:
        table = csv.writer(text)
        table.writerow(("lon", "lat", "kind", "jobs"))
        table.writerows((row["lon"], row["lat"], row["kind"], f"{j:.0f}")
                        for row, j in zip(rows, jobs, strict=True))
    project = pyproj.Transformer.from_crs("OGC:CRS84", "EPSG:4548", always_xy=True)
    x, y = project.transform([float(row["lon"]) for row in rows], [float(row["lat"]) for row in rows])
    return out, numpy.array([row["kind"] for row in rows]), jobs, numpy.column_stack([x, y])


def table_of(tool, folder, layer, *options):
    out = folder / "out.csv"
    subprocess.run([tool, "pattern", layer, "--crs", "EPSG:4548", "--sector", "kind", "-n", "0",
                    *options, "-q", "--overwrite", "-o", out], check=True)
    with open(out, encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text))


def number(text):
    return float(text) if text else float("nan")


def m_of(kind, weight, apart, radius, of, near):
    """M, and how many members count."""
    near_enough = (apart <= radius) & ~numpy.eye(len(kind), dtype=bool)
    all_near, theirs = near_enough @ weight, near_enough @ (weight * (kind == near))
    used = (kind == of) & (all_near > 0)
    if not used.any():
        return float("nan"), 0
    own = numpy.where(kind == near, weight, 0.0)
    expected = (own.sum() - own) / (weight.sum() - weight)
    return (theirs[used] / all_near[used]).sum() / expected[used].sum(), used.sum()


def check_m(tool, folder, layer, kind, jobs, apart):
    given = ("-s", "m", "--radius", ",".join(f"{x}m" for x in RADII))
    for what, weight, options in (("M, 1 each", numpy.ones(len(kind)), ()),
                                  ("M, jobs", jobs, ("--weight", "jobs")),
                                  ("cross M, jobs", jobs, ("--weight", "jobs", "--from",
                                                           "university", "--to", "enterprise"))):
        rows = table_of(tool, folder, layer, *given, *options)
        theirs = [m_of(kind, weight, apart, float(row["radius_m"]), row["sector"], row["near"])
                  for row in rows]
        assert len(rows) == len(RADII) * (1 if "--to" in options else len(set(kind))), len(rows)
        assert_near(what, [number(row["m"]) for row in rows], [value for value, _ in theirs])
        assert [int(row["members"]) for row in rows] == [used for _, used in theirs]


def check_colocation(tool, folder, layer, kind, apart):
    rows = table_of(tool, folder, layer, "-s", "colocation")
    away = apart + numpy.where(numpy.eye(len(kind), dtype=bool), numpy.inf, 0.0)
    nearest = away <= away.min(1, keepdims=True)
    share = nearest / nearest.sum(1, keepdims=True)  # of equally near ones each the same
    counts, quotients = [], []
    for row in rows:
        a, b = kind == row["sector"], kind == row["nearest"]
        counts.append((share[a] @ b).sum())
        left = b.sum() - (row["sector"] == row["nearest"])
        quotients.append(counts[-1] / a.sum() / (left / (len(kind) - 1)))
    assert len(rows) == len(set(kind)) ** 2
    assert_near("co-location, counts", [number(row["count"]) for row in rows], counts)
    assert_near("co-location quotients", [number(row["quotient"]) for row in rows], quotients)


def check_kd(geo, folder, at, kind, jobs, apart):
    upper = numpy.triu_indices(len(kind), 1)
    for name, weight in (("university", None), ("research institute", jobs)):
        member, held = (kind == name).astype("u1"), numpy.flatnonzero(kind == name)
        i, j = numpy.triu_indices(len(held), 1)
        d, w = apart[held[i], held[j]], numpy.ones(len(i))
        if weight is not None:
            w = weight[held[i]] * weight[held[j]]
        rs, value = numpy.empty(STEPS + 1), numpy.empty(STEPS + 1)
        out = Kd(r=address(rs), value=address(value))
        geo.kd_measure(geo.points(at), member, weight, Settings(0.0, 0.0, STEPS, 0, 0.05, 1, 1), out)
        spread = min(d.std(ddof=1), numpy.subtract(*numpy.percentile(d, (75, 25))) / 1.34)
        h, reach = 0.9 * spread * len(d) ** -0.2, numpy.median(apart[upper])
        assert_near(f"Kd of {name}, bandwidth and reach", [out.bandwidth, out.reach], [h, reach])
        d.tofile(folder / "distances")
        said = r("agglomeration.R", folder / "distances")
        if said is not None:
            assert_near(f"Kd of {name}, bandwidth, R", out.bandwidth, float(said[0]))
        u = rs[:, None]
        kernel = numpy.exp(-((u - d) / h) ** 2 / 2) + numpy.exp(-((u + d) / h) ** 2 / 2)
        theirs = kernel @ w / (h * w.sum() * (2 * numpy.pi) ** 0.5)
        assert_near(f"Kd of {name}", value, theirs)
        assert_near("distances", rs, numpy.linspace(0, reach, STEPS + 1))


def main():
    library, tool, data = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    source = data / "facts/institutions.csv"
    if not source.exists():
        skip(f"no {source}")
    geo = Library(library)
    with tempfile.TemporaryDirectory(prefix="geo-peers-") as name:
        folder = pathlib.Path(name)
        layer, kind, jobs, at = institutions(source, folder)
        apart = numpy.hypot(at[:, None, 0] - at[None, :, 0], at[:, None, 1] - at[None, :, 1])
        check_m(tool, folder, layer, kind, jobs, apart)
        check_colocation(tool, folder, layer, kind, apart)
        check_kd(geo, folder, at, kind, jobs, apart)


if __name__ == "__main__":
    main()
