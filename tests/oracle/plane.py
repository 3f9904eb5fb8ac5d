# SPDX-License-Identifier: MIT
"""Places on a plane and on the ellipsoid, polygons and discs, by slow, obvious methods."""
import math

# ---- Projection: CGCS2000 3-degree Gauss-Krueger, 117 E (EPSG:4548) -------------------------
# Krueger 1912 as Karney 2011 writes it, order n^6.

A, F = 6378137.0, 1 / 298.257222101
N = F / (2 - F)
ECC = math.sqrt(F * (2 - F))
RADIUS = A / (1 + N) * (1 + N**2 / 4 + N**4 / 64 + N**6 / 256)
ALPHA = [
    N / 2 - 2 * N**2 / 3 + 5 * N**3 / 16 + 41 * N**4 / 180 - 127 * N**5 / 288
    + 7891 * N**6 / 37800,
    13 * N**2 / 48 - 3 * N**3 / 5 + 557 * N**4 / 1440 + 281 * N**5 / 630
    - 1983433 * N**6 / 1935360,
    61 * N**3 / 240 - 103 * N**4 / 140 + 15061 * N**5 / 26880 + 167603 * N**6 / 181440,
    49561 * N**4 / 161280 - 179 * N**5 / 168 + 6601661 * N**6 / 7257600,
    34729 * N**5 / 80640 - 3418889 * N**6 / 1995840,
    212378941 * N**6 / 319334400,
]


def project(p):
    lon, lat = math.radians(p[0] - 117.0), math.radians(p[1])
    t = math.sinh(math.atanh(math.sin(lat)) - ECC * math.atanh(ECC * math.sin(lat)))
    xi = math.atan2(t, math.cos(lon))
    eta = math.asinh(math.sin(lon) / math.hypot(t, math.cos(lon)))
    x, y = eta, xi
    for j, a in enumerate(ALPHA, 1):
        x += a * math.cos(2 * j * xi) * math.sinh(2 * j * eta)
        y += a * math.sin(2 * j * xi) * math.cosh(2 * j * eta)
    return (500000.0 + RADIUS * x, RADIUS * y)


def unproject(q):
    """Newton's method on project(), from a guess by spherical arithmetic."""
    p = [117.0 + (q[0] - 500000.0) / 85000.0, q[1] / 111000.0]
    for _ in range(30):
        x, y = project(p)
        e = 1e-6
        a, b = project((p[0] + e, p[1])), project((p[0], p[1] + e))
        m = [(a[0] - x) / e, (b[0] - x) / e, (a[1] - y) / e, (b[1] - y) / e]
        det = m[0] * m[3] - m[1] * m[2]
        dx, dy = q[0] - x, q[1] - y
        p = [p[0] + (m[3] * dx - m[1] * dy) / det, p[1] + (m[0] * dy - m[2] * dx) / det]
    return p


def geodesic(p, q):
    """Vincenty 1975, inverse problem, on WGS 84."""
    f = 1 / 298.257223563
    b = A * (1 - f)
    lon = math.radians(q[0] - p[0])
    u1, u2 = (math.atan((1 - f) * math.tan(math.radians(v[1]))) for v in (p, q))
    s1, c1, s2, c2 = math.sin(u1), math.cos(u1), math.sin(u2), math.cos(u2)
    if p == q:
        return 0.0
    lam = lon
    for _ in range(200):
        sl, cl = math.sin(lam), math.cos(lam)
        ss = math.hypot(c2 * sl, c1 * s2 - s1 * c2 * cl)
        cs = s1 * s2 + c1 * c2 * cl
        sig = math.atan2(ss, cs)
        sa = c1 * c2 * sl / ss
        ca2 = 1 - sa * sa
        cm = cs - 2 * s1 * s2 / ca2
        k = f / 16 * ca2 * (4 + f * (4 - 3 * ca2))
        lam = lon + (1 - k) * f * sa * (sig + k * ss * (cm + k * cs * (2 * cm * cm - 1)))
    uu = ca2 * (A * A - b * b) / (b * b)
    big = 1 + uu / 16384 * (4096 + uu * (-768 + uu * (320 - 175 * uu)))
    little = uu / 1024 * (256 + uu * (-128 + uu * (74 - 47 * uu)))
    d = little * ss * (cm + little / 4 * (cs * (2 * cm * cm - 1) - little / 6 * cm * (
        4 * ss * ss - 3) * (4 * cm * cm - 3)))
    return b * big * (sig - d)


# ---- Plane geometry: a polygon is a list of rings, even-odd ---------------------------------

def edges(rings):
    return [(a, b) for r in rings for a, b in zip(r, r[1:])]


def area(rings):
    """The first ring of each polygon turns one way, holes the other; GeoJSON promises it only
    since RFC 7946, so take each ring's own sign: outer rings add, rings inside them subtract."""
    x0, y0 = rings[0][0]
    total = 0.0
    for i, r in enumerate(rings):
        a = sum((p[0] - x0) * (q[1] - y0) - (q[0] - x0) * (p[1] - y0) for p, q in zip(r, r[1:]))
        around = sum(inside([o], r[0]) for j, o in enumerate(rings) if j != i)
        total += abs(a) / 2 * (-1 if around % 2 else 1)
    return total


def inside(rings, p):
    odd = False
    for a, b in edges(rings):
        if (a[1] > p[1]) != (b[1] > p[1]):
            odd ^= p[0] < (b[0] - a[0]) * (p[1] - a[1]) / (b[1] - a[1]) + a[0]
    return odd


def chord(rings, discs, r, y):
    """Length of the line at height y that lies in the polygon and in a disc."""
    cuts = sorted((b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]) + a[0]
                  for a, b in edges(rings) if (a[1] > y) != (b[1] > y))
    spans = []
    for cx, cy in discs:
        if abs(y - cy) < r:
            w = math.sqrt((r - (y - cy)) * (r + (y - cy)))
            spans.append((cx - w, cx + w))
    length, reach = 0.0, [-math.inf]
    merged = []
    for s, e in sorted(spans):
        if merged and s <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], e)
        else:
            merged.append([s, e])
    for lo, hi in zip(cuts[::2], cuts[1::2]):
        length += sum(max(0.0, min(hi, e) - max(lo, s)) for s, e in merged)
    return length


def crossings(rings, discs, r):
    """Heights where the chord is not smooth: tops and bottoms, corners, crossings."""
    ys = {v for _, cy in discs for v in (cy - r, cy + r)} | {p[1] for g in rings for p in g}
    for i, (ax, ay) in enumerate(discs):
        for bx, by in discs[:i]:
            d = math.hypot(bx - ax, by - ay)
            if 0 < d < 2 * r:
                h = math.sqrt(r * r - d * d / 4) / d
                ys |= {(ay + by) / 2 + h * (bx - ax), (ay + by) / 2 - h * (bx - ax)}
        for a, b in edges(rings):
            dx, dy = b[0] - a[0], b[1] - a[1]
            qa, qb = dx * dx + dy * dy, dx * (a[0] - ax) + dy * (a[1] - ay)
            qc = (a[0] - ax) ** 2 + (a[1] - ay) ** 2 - r * r
            if qa > 0 and qb * qb > qa * qc:
                root = math.sqrt(qb * qb - qa * qc)
                ys |= {a[1] + (s - qb) / qa * dy for s in (root, -root)}
    return sorted(ys)


def gauss_legendre(n):
    """Nodes and weights on [-1, 1], by Newton's method on Legendre's polynomial."""
    out = []
    for i in range(n):
        x = math.cos(math.pi * (i + 0.75) / (n + 0.5))
        for _ in range(50):
            p0, p1 = 1.0, x
            for k in range(2, n + 1):
                p0, p1 = p1, ((2 * k - 1) * x * p1 - (k - 1) * p0) / k
            slope = n * (x * p1 - p0) / (x * x - 1)
            x -= p1 / slope
        out.append((x, 2 / ((1 - x * x) * slope * slope)))
    return out


RULE = gauss_legendre(24)


def covered_area(rings, discs, r):
    """Strips between the crossings; y = m + h sin(pi t / 2) takes away the roots at the ends."""
    bottom, top = min(p[1] for g in rings for p in g), max(p[1] for g in rings for p in g)
    ys = [y for y in crossings(rings, discs, r) if bottom <= y <= top]
    total = 0.0
    for lo, hi in zip(ys, ys[1:]):
        m, h = (lo + hi) / 2, (hi - lo) / 2
        if h > 0:
            total += sum(w * chord(rings, discs, r, m + h * math.sin(math.pi * t / 2))
                         * h * math.cos(math.pi * t / 2) * math.pi / 2 for t, w in RULE)
    return total
