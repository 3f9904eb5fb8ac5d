#!/usr/bin/python3
"""Envelopes of curves against spatstat: curves of L of nodes of Beijing's roads in a square, and of
99 patterns that spatstat draws there, go through our envelopes and p, and through spatstat's.

    envelopes.py LIBGEO.SO SHARED_DATA

Pointwise: envelope(nrank=). Deviation: p as mad.test() has it with use.theory=FALSE and leaveout=0,
of each curve in its turn; spatstat draws its global band about the mean of other simulations, we
about that of all curves: by its definition here. Curves that deviate as much count as extreme with
us, while spatstat places them by chance: they are many at short distances, where L is 0 of all that
have no pair; so deviations begin beyond, and what comes of the others is told. Rank length is in R's
GET, which Debian has not: by its definition, too.
"""
import ctypes as c
import pathlib
import sys
import tempfile

from libgeo import Library, Options, address, assert_near, metres, r, skip

try:
    import numpy
except ImportError as missing:
    skip(missing)

SIDE, SIMULATIONS, ALPHA = 2500.0, 99, 0.1
STEPS, FIRST = 40, 16  # up to a quarter of half the side; deviations begin at the first
POINTWISE, DEVIATION, RANK_LENGTH = range(3)


class Settings(Options):
    _fields_ = [("size", c.c_size_t), ("kind", c.c_int), ("rank", c.c_int64), ("alpha", c.c_double),
                ("relabel", c.c_int), ("seed", c.c_uint64), ("simulations", c.c_int64)]


class Envelope(c.Structure):
    _fields_ = [(name, c.c_void_p) for name in ("low", "high", "mean")] + [
        ("p", c.c_double), ("alpha", c.c_double)]


def envelope(geo, observed, simulated, kind, rank=1):
    low, high, mean = (numpy.empty(len(observed)) for _ in range(3))
    out = Envelope(address(low), address(high), address(mean))
    geo.envelope_of(len(observed), observed, simulated,
                    Settings(kind, rank, ALPHA, 0, 1, len(simulated)), out)
    assert numpy.allclose(mean, simulated.mean(0), rtol=1e-12, atol=1e-12)
    return low, high, out.p


def of_each(geo, curves, kind):
    """p of each curve in its turn as the one that is there."""
    return [envelope(geo, numpy.ascontiguousarray(curves[k]), numpy.delete(curves, k, 0), kind)[2]
            for k in range(len(curves))]


def check_spatstat(geo, peer, observed, simulated):
    for rank in (1, 2, 5):
        low, high, _ = envelope(geo, observed, simulated, POINTWISE, rank)
        assert_near(f"pointwise, rank {rank}, low", low, peer[f"low.{rank}"])
        assert_near(f"pointwise, rank {rank}, high", high, peer[f"high.{rank}"])
    whole = numpy.vstack([observed, simulated])
    tied = of_each(geo, whole, DEVIATION)
    k = int(numpy.abs(tied - peer["p.ties"]).argmax())
    print(f"ties: p of curve {k} is {tied[k]} with us, {peer['p.ties'][k]} with spatstat")
    observed, simulated = (numpy.ascontiguousarray(a[..., FIRST:]) for a in (observed, simulated))
    curves = numpy.vstack([observed, simulated])
    assert_near("deviation, p of each curve", of_each(geo, curves, DEVIATION), peer["p.each"])
    most = numpy.sort(numpy.abs(curves - curves.mean(0)).max(1))
    assert_near("deviation of the pattern", numpy.abs(observed - curves.mean(0)).max(), peer["most"])
    low, high, _ = envelope(geo, observed, simulated, DEVIATION)
    width = most[len(curves) - 1 - int(ALPHA * len(curves))]
    assert_near("deviation, low", low, curves.mean(0) - width)
    assert_near("deviation, high", high, curves.mean(0) + width)


def check_rank_length(geo, observed, simulated):
    """Ranks from both ends, the smaller, ties their mean; sorted, the first that differs decides."""
    curves = numpy.vstack([observed, simulated])
    below = (curves[None] < curves[:, None]).sum(1)
    same = (curves[None] == curves[:, None]).sum(1)
    rank = below + (same + 1) / 2
    ranks = [tuple(row) for row in numpy.sort(numpy.minimum(rank, len(curves) + 1 - rank), 1)]
    assert_near("rank length, p of each curve", of_each(geo, curves, RANK_LENGTH),
                [sum(other <= own for other in ranks) / len(ranks) for own in ranks])
    before = numpy.array([sum(other < own for other in ranks) for own in ranks])
    least = before[before <= ALPHA * len(ranks) + 1e-9].max()
    low, high, _ = envelope(geo, observed, simulated, RANK_LENGTH)
    assert_near("rank length, low", low, curves[before >= least].min(0))
    assert_near("rank length, high", high, curves[before >= least].max(0))


def main():
    library, layer = sys.argv[1], pathlib.Path(sys.argv[2]) / "beijing/road_nodes.geojson"
    if not layer.exists():
        skip(f"no {layer}")
    geo, nodes = Library(library), metres(layer)
    nodes = numpy.unique(nodes - numpy.round(numpy.median(nodes, 0)), axis=0)
    nodes = nodes[(numpy.abs(nodes) < SIDE / 2).all(1)]
    with tempfile.TemporaryDirectory(prefix="geo-peers-") as name:
        folder = pathlib.Path(name)
        for k, axis in enumerate("xy"):
            numpy.ascontiguousarray(nodes[:, k]).tofile(folder / axis)
        said = r("envelopes.R", folder, SIDE, SIMULATIONS,
                 SIDE / 8 / STEPS * (FIRST - 0.5))
        if said is None:
            skip("no spatstat.explore")
        peer = {words[0]: numpy.array(words[1:], float) for words in map(str.split, said)}
        observed = numpy.fromfile(folder / "observed")
        simulated = numpy.fromfile(folder / "simulated").reshape(SIMULATIONS, -1)
    check_spatstat(geo, peer, observed, simulated)
    check_rank_length(geo, observed, simulated)


if __name__ == "__main__":
    main()
