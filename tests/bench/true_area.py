#!/usr/bin/env python3
"""true_area.py PLACES METRES: the area of all that discs of one size cover, from the arcs that
no other disc hides, by numpy alone; nothing is shared with the library. Exits 77 without numpy
and scipy."""
import math
import sys


def open_arcs(start, end):
    """What is left of a circle when the intervals are taken away; start is in 0..2 pi."""
    import numpy

    order = numpy.argsort(start)
    start, end = start[order], end[order]
    reach = numpy.maximum.accumulate(end)
    first = max(reach[-1] - 2 * math.pi, 0.0)  # what covers the end goes on at the beginning
    before = numpy.maximum(numpy.concatenate(([first], reach[:-1])), first)
    free = start > before
    arcs = list(zip(before[free], start[free]))
    return arcs + ([(reach[-1], 2 * math.pi)] if reach[-1] < 2 * math.pi else [])


def area(places, radius):
    """Green's theorem along the arcs, summed exactly."""
    import numpy
    from scipy.spatial import cKDTree

    p = numpy.fromfile(places).reshape(-1, 2)
    p -= numpy.round(p.mean(axis=0))
    tree, pieces = cKDTree(p), []
    for i, (x, y) in enumerate(p):
        others = numpy.array(tree.query_ball_point((x, y), 2 * radius))
        others = others[others != i]
        arcs = [(0.0, 2 * math.pi)]
        if len(others):
            d = p[others] - (x, y)
            half = numpy.arccos(numpy.minimum(numpy.hypot(d[:, 0], d[:, 1]) / (2 * radius), 1))
            start = (numpy.arctan2(d[:, 1], d[:, 0]) - half) % (2 * math.pi)
            arcs = open_arcs(start, start + 2 * half)
        pieces += [radius * (radius * (b - a) + x * (math.sin(b) - math.sin(a))
                             - y * (math.cos(b) - math.cos(a))) / 2 for a, b in arcs]
    return math.fsum(pieces)


if __name__ == "__main__":
    try:
        print(f"{area(sys.argv[1], float(sys.argv[2])):.17g}")
    except ImportError as missing:
        print(missing, file=sys.stderr)
        sys.exit(77)
