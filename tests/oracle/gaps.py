# SPDX-License-Identifier: MIT
"""Gaps of discs in a polygon, by slow, obvious methods: what lies in no disc is cut into strips
at every height where something begins, ends or crosses; pieces of neighbouring strips that touch
are one gap. The deepest point is searched for by halving: distance changes by no more than one
moves."""
import heapq
import math

import plane


def open_spans(rings, discs, r, y):
    """The spans of the line at height y that lie in the polygon and in no disc."""
    cuts = sorted((b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]) + a[0]
                  for a, b in plane.edges(rings) if (a[1] > y) != (b[1] > y))
    shut = []
    for cx, cy in discs:
        if abs(y - cy) < r:
            w = math.sqrt((r - (y - cy)) * (r + (y - cy)))
            shut.append((cx - w, cx + w))
    out = []
    for lo, hi in zip(cuts[::2], cuts[1::2]):
        at = lo
        for s, e in sorted(shut):
            if s > at:
                out.append((at, min(s, hi)))
            at = max(at, e)
            if at >= hi:
                break
        if at < hi:
            out.append((at, hi))
    return [(s, e) for s, e in out if e > s]


class Gaps:
    """`parts`: area and outline of each, slivers left out."""

    def __init__(self, rings, discs, r, least_area=5000.0, least_width=25.0):
        self.rings, self.discs, self.r = rings, discs, r
        bottom = min(p[1] for g in rings for p in g)
        top = max(p[1] for g in rings for p in g)
        ys = [y for y in plane.crossings(rings, discs, r) if bottom <= y <= top]
        self.strips = [(a, b) for a, b in zip(ys, ys[1:]) if b - a > 1e-9]
        self.up, pieces = {}, {}
        for i, (lo, hi) in enumerate(self.strips):
            for k, measured in enumerate(self.piece_measures(lo, hi)):
                pieces[i, k] = measured
                self.up[i, k] = (i, k)
        for i in range(len(self.strips) - 1):
            self.join(i)
        sums = {}
        for key, (area, outline) in pieces.items():
            old = sums.get(self.root(key), (0.0, 0.0))
            sums[self.root(key)] = (old[0] + area, old[1] + outline)
        self.parts = {root: a for root, (a, outline) in sums.items()
                      if self.keeps(a, outline, least_area, least_width)}

    @staticmethod
    def keeps(area, outline, least_area, least_width):
        if area < 0.98 * least_area:
            return False
        for value, least in ((area, least_area), (area / outline, least_width)):
            assert abs(value - least) > 0.02 * least, f"too near a threshold: {value}"
        return area >= least_area and area >= least_width * outline

    def spans(self, y):
        return open_spans(self.rings, self.discs, self.r, y)

    def piece_measures(self, lo, hi):
        """Area and length of both sides, of each piece of a strip, whose pieces do not change."""
        m, h = (lo + hi) / 2, (hi - lo) / 2
        n = len(self.spans(m))
        area, outline, last = [0.0] * n, [0.0] * n, None
        for t, w in sorted(plane.RULE):
            y = m + h * math.sin(math.pi * t / 2)
            spans = self.spans(y)
            if len(spans) != n:  # within rounding of the strip's end
                assert min(y - lo, hi - y) < 1e-6, (lo, y, hi)
                continue
            for k, (s, e) in enumerate(spans):
                area[k] += w * (e - s) * h * math.cos(math.pi * t / 2) * math.pi / 2
                if last is not None:
                    outline[k] += (math.hypot(s - last[k][0], y - last_y)
                                   + math.hypot(e - last[k][1], y - last_y))
            last, last_y = spans, y
        return list(zip(area, outline))

    def root(self, key):
        while self.up[key] != key:
            key = self.up[key]
        return key

    def join(self, i):
        """Pieces of strip i and the next that share a part of the line between them."""
        lo, y = self.strips[i]
        hi = self.strips[i + 1][1]
        below = self.spans(y - 1e-7 * (y - lo))
        above = self.spans(self.strips[i + 1][0] + 1e-7 * (hi - y))
        for k, (s, e) in enumerate(below):
            for j, (t, f) in enumerate(above):
                if min(e, f) > max(s, t) and (i, k) in self.up and (i + 1, j) in self.up:
                    self.up[self.root((i, k))] = self.root((i + 1, j))

    def has(self, p):
        """Whether p lies in a gap that is kept."""
        for i, (lo, hi) in enumerate(self.strips):
            if lo <= p[1] < hi:
                return any(s <= p[0] <= e and self.root((i, k)) in self.parts
                           for k, (s, e) in enumerate(self.spans(p[1])))
        return False


# ---- The deepest point --------------------------------------------------------------------

def depth(p, discs):
    return min(math.dist(p, d) for d in discs)


def to_edges(rings, p):
    best = math.inf
    for (ax, ay), (bx, by) in plane.edges(rings):
        dx, dy = bx - ax, by - ay
        n = dx * dx + dy * dy
        t = max(0.0, min(1.0, ((p[0] - ax) * dx + (p[1] - ay) * dy) / n)) if n > 0 else 0.0
        best = min(best, math.hypot(ax + t * dx - p[0], ay + t * dy - p[1]))
    return best


def deepest(rings, discs, tolerance=1e-7):
    """Depth of the place in the polygon that is farthest from all of @p discs."""
    best = max(depth(p, discs) for g in rings for p in g)
    for (ax, ay), (bx, by) in plane.edges(rings):  # along the outline
        stack = [(0.0, 1.0)]
        length = math.hypot(bx - ax, by - ay)
        while stack:
            lo, hi = stack.pop()
            t = (lo + hi) / 2
            d = depth((ax + t * (bx - ax), ay + t * (by - ay)), discs)
            best = max(best, d)
            if d + (hi - lo) / 2 * length > best + tolerance:
                stack += [(lo, t), (t, hi)]
    xs, ys = [p[0] for g in rings for p in g], [p[1] for g in rings for p in g]
    side = max(max(xs) - min(xs), max(ys) - min(ys)) / 2
    heap = [(-math.inf, (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2, side)]
    while heap:  # squares, the most promising first
        bound, x, y, half = heapq.heappop(heap)
        if -bound <= best + tolerance:
            break
        for cx in (x - half / 2, x + half / 2):
            for cy in (y - half / 2, y + half / 2):
                d, reach = depth((cx, cy), discs), half / 2 * math.sqrt(2)
                inside = plane.inside(rings, (cx, cy))
                if inside:
                    best = max(best, d)
                if d + reach > best + tolerance and (
                        inside or to_edges(rings, (cx, cy)) <= reach):
                    heapq.heappush(heap, (-d - reach, cx, cy, half / 2))
    return best
