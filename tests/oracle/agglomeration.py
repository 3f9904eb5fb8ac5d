# SPDX-License-Identifier: MIT
"""Kd, M, co-location and Moran's I of a scorecard again, by slow and obvious methods.

Chance is dealt as the library promises: Philox 4x32-10 keyed by seed and number of the simulation,
whole numbers below a bound by Lemire's method, Fisher and Yates. So p and bands are the same
numbers, not about as large. Kernels of Kd stand between bins of h / 32, as geo/agglomeration.h
says."""
import functools
import itertools
import math
import operator

MASK = 0xFFFFFFFF
LEAST_OF_KD, LEAST_OF_OTHERS, LEAST_ZONES = 10, 5, 5
SLACK = 1e-12


# ---- Chance ---------------------------------------------------------------------------------

def philox(seed, item, draw):
    """Salmon et al. 2011."""
    key = [seed & MASK, seed >> 32]
    c = [draw & MASK, draw >> 32, item & MASK, item >> 32]
    for _ in range(10):
        a, b = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(b >> 32) ^ c[1] ^ key[0], b & MASK, (a >> 32) ^ c[3] ^ key[1], a & MASK]
        key = [(key[0] + 0x9E3779B9) & MASK, (key[1] + 0xBB67AE85) & MASK]
    return c


def words(seed, item):
    for draw in itertools.count():
        yield from philox(seed, item, draw)


def below(source, bound):
    while True:
        product = next(source) * bound
        if product & MASK >= (1 << 32) % bound:
            return product >> 32


@functools.lru_cache(maxsize=None)
def shuffled(n, seed, number):
    """Who deals the labels of n places out."""
    source, order = words(seed, number), list(range(n))
    for i in range(n - 1, 0, -1):
        j = below(source, i + 1)
        order[i], order[j] = order[j], order[i]
    return operator.itemgetter(*order)


@functools.lru_cache(maxsize=None)
def drawn(n, count, seed, number):
    """So many of n sites, without replacement."""
    source, sites = words(seed, number), list(range(n))
    for i in range(count):
        at = i + below(source, n - i)
        sites[i], sites[at] = sites[at], sites[i]
    return sites[:count]


def arrangements(labels):
    """How many ways there are to deal them out."""
    n = math.factorial(len(labels))
    for label in set(labels):
        n //= math.factorial(labels.count(label))
    return n


def every(left):
    """Each arrangement once."""
    if not left:
        yield []
    for label in sorted(left):
        rest = {k: v - (k == label) for k, v in left.items() if v > (k == label)}
        for others in every(rest):
            yield [label, *others]


def two_sided(value, dealt, exact):
    known = [v for v in dealt if v is not None]
    slack = SLACK * max(1.0, abs(value))
    count = min(sum(v >= value - slack for v in known), sum(v <= value + slack for v in known))
    more = 0 if exact else 1
    return min(1.0, 2 * (count + more) / (len(known) + more))


def value_and_p(labels, statistic, simulations, seed):
    """The statistic of the labels as they stand, and how often chance goes as far."""
    value = statistic(labels)
    if value is None:
        return None, None
    exact = arrangements(labels) <= simulations
    if exact:
        ways = every({k: labels.count(k) for k in set(labels)})
    else:
        n = len(labels)
        ways = (shuffled(n, seed, s)(labels) for s in range(simulations))
    return value, two_sided(value, [statistic(w) for w in ways], exact)


# ---- What is looked at ------------------------------------------------------------------------

class Answer:
    """value, n, of and p as the columns of scorecard.csv; None is empty."""

    def __init__(self, value=None, n=None, of=None, p=None, curves=None):
        self.value, self.n, self.of, self.p, self.curves = value, n, of, p, curves


def sectors(city, row, option):
    layer, rows = city.subject(row)
    if rows is None:
        return None, None
    field = option(row, "sector")
    return [layer.points[i] for i in rows], [layer.features[i]["properties"][field] for i in rows]


def number(row, option, name, default):
    return int(option(row, name, str(default)))


# ---- Kd: Duranton and Overman 2005 --------------------------------------------------------------

def quantile(ordered, q):
    at = (len(ordered) - 1) * q
    low = math.floor(at)
    return ordered[low] + (at - low) * (ordered[min(low + 1, len(ordered) - 1)] - ordered[low])


def distances(points):
    return sorted(math.dist(a, b) for a, b in itertools.combinations(points, 2))


def rule(d):
    """Silverman's, of the distances of all pairs."""
    mean = math.fsum(d) / len(d)
    sd = math.sqrt(math.fsum((v - mean) ** 2 for v in d) / (len(d) - 1))
    width = (quantile(d, 0.75) - quantile(d, 0.25)) / 1.34
    return 0.9 * (min(sd, width) if width > 0 else sd) * len(d) ** -0.2


def kernel(r, d, h):
    def phi(u):
        return math.exp(-u * u / 2) / math.sqrt(2 * math.pi)
    return (phi((r - d) / h) + phi((r + d) / h)) / h


class Smoother:
    """Of a pair, what it adds to the curve at each distance."""

    def __init__(self, h, reach, steps):
        self.r = [reach * t / steps for t in range(steps + 1)]
        self.bin = h / 32
        count = int((reach + 9 * h) / self.bin) + 2
        self.at_bin = [[kernel(r, b * self.bin, h) for r in self.r] for b in range(count)]

    def terms(self, d):
        b = int(d / self.bin)
        if b + 1 >= len(self.at_bin):
            return None
        share = d / self.bin - b
        return [low + share * (high - low) for low, high in zip(self.at_bin[b], self.at_bin[b + 1])]


def curve(pairs, steps):
    known = [p for p in pairs if p is not None]
    if not known:
        return [0.0] * (steps + 1)
    return [total / len(pairs) for total in map(sum, zip(*known))]


def global_band(sims, alpha):
    """Simulations that are first with an extreme go, again and again, until few enough are left;
    then back a little towards the band before."""
    left, target = list(range(len(sims))), (1 - alpha) * len(sims)
    points = range(len(sims[0]))

    def edges():
        low = [min(left, key=lambda s, t=t: sims[s][t]) for t in points]
        high = [max(left, key=lambda s, t=t: sims[s][t]) for t in points]
        return low, high
    low, high = edges()
    before = band = None
    while len(left) > target:
        before = ([sims[s][t] for t, s in enumerate(low)], [sims[s][t] for t, s in enumerate(high)])
        gone = {*low, *high}
        left = [s for s in left if s not in gone]
        if not left:
            return None
        low, high = edges()
    band = ([sims[s][t] for t, s in enumerate(low)], [sims[s][t] for t, s in enumerate(high)])
    back = (target - len(left)) / len(sims)
    return [[v + (w - v) * back for v, w in zip(b, a)] for b, a in zip(band, before)]


def kd(side):
    def of(city, row, option, metres):
        points, sector = sectors(city, row, option)
        if points is None:
            return Answer()
        members = [i for i, s in enumerate(sector) if s == option(row, "from")]
        answer = Answer(n=len(members), of=len(points))
        if len(members) < LEAST_OF_KD:
            return answer
        steps, seed = number(row, option, "steps", 100), number(row, option, "seed", 1)
        h = rule(distances([points[i] for i in members]))
        reach = metres(row, "reach")[0] if option(row, "reach") else quantile(distances(points), .5)
        smoother = Smoother(h, reach, steps)
        terms = functools.lru_cache(maxsize=None)(
            lambda a, b: smoother.terms(math.dist(points[a], points[b])))

        def curve_of(chosen):
            return curve([terms(min(a, b), max(a, b))
                          for a, b in itertools.combinations(chosen, 2)], steps)
        value = curve_of(members)
        sims = [curve_of(drawn(len(points), len(members), seed, s))
                for s in range(number(row, option, "simulations", 999))]
        low, high = global_band(sims, 0.05)
        step = [reach / steps * (0.5 if t in (0, steps) else 1) for t in range(steps + 1)]
        above = math.fsum(max(v - e, 0.0) * s for v, e, s in zip(value, high, step))
        lacks = math.fsum(max(e - v, 0.0) * s for v, e, s in zip(value, low, step))
        answer.value = above if side == "above" else 0.0 if above > 0 else lacks
        columns = [sorted(c) for c in zip(*sims)]
        answer.curves = list(zip(
            smoother.r, value, [math.fsum(c) / len(c) for c in columns],
            [quantile(c, 0.05) for c in columns], [quantile(c, 0.95) for c in columns], low, high))
        return answer
    return of


# ---- M: Marcon and Puech 2010 -------------------------------------------------------------------

def m(city, row, option, metres):
    points, sector = sectors(city, row, option)
    if points is None:
        return Answer()
    of = option(row, "from")
    near = option(row, "to", of)
    answer = Answer(n=sector.count(of), of=len(points))
    if min(sector.count(of), sector.count(near)) < LEAST_OF_OTHERS:
        return answer
    radius = metres(row, "radius")[0]
    around = [[j for j, q in enumerate(points) if j != i and math.dist(p, q) <= radius]
              for i, p in enumerate(points)]
    labels = [0 if s == of else 1 if s == near else 2 for s in sector]
    wanted = 0 if of == near else 1
    answer.n = sum(1 for i, label in enumerate(labels) if label == 0 and around[i])

    def statistic(label):
        total = label.count(wanted)
        over, under = [], []
        for i, a in enumerate(label):
            if a == 0 and around[i]:
                over.append([label[j] for j in around[i]].count(wanted) / len(around[i]))
                under.append((total - (of == near)) / (len(label) - 1))
        return math.fsum(over) / math.fsum(under) if sum(under) > 0 else None
    answer.value, answer.p = value_and_p(labels, statistic, number(row, option, "simulations", 999),
                                         number(row, option, "seed", 1))
    return answer


# ---- Co-location: Leslie and Kronenfeld 2011 ------------------------------------------------------

def colocation(city, row, option, _):
    points, sector = sectors(city, row, option)
    if points is None:
        return Answer()
    a, b = option(row, "from"), option(row, "to")
    answer = Answer(n=sector.count(a), of=len(points))
    if min(sector.count(a), sector.count(b)) < LEAST_OF_OTHERS:
        return answer
    known = [(p, s) for p, s in zip(points, sector) if s is not None]
    nearest = []
    for i, (p, _) in enumerate(known):
        d = {j: math.dist(p, q) for j, (q, _) in enumerate(known) if j != i}
        least = min(d.values())
        nearest.append([j for j, v in d.items() if v == least])

    def statistic(label):
        count = math.fsum([label[j] for j in nearest[i]].count(b) / len(nearest[i])
                          for i, s in enumerate(label) if s == a)
        return count / (label.count(a) * (label.count(b) - (a == b)) / (len(label) - 1))
    answer.of = len(known)
    answer.value, answer.p = value_and_p([s for _, s in known], statistic,
                                         number(row, option, "simulations", 999),
                                         number(row, option, "seed", 1))
    return answer


# ---- Moran's I of zones known by their centres ------------------------------------------------------

def moran(city, row, option, _):
    layer, rows = city.subject(row)
    zones = city.layer(row["facilities"])
    if rows is None or zones is None:
        return Answer(n=None if rows is None else len(rows))
    chosen = zones.matching(row["facilities_filter"])
    kept = [z for z in chosen if city.holds(zones.points[z])]
    answer = Answer(n=len(kept))
    if len(kept) < LEAST_ZONES:
        return answer
    home = [min(chosen, key=lambda z, i=i: (math.dist(layer.points[i], zones.points[z]), z))
            for i in rows]
    x = [home.count(z) for z in kept]
    k = number(row, option, "k", 8)
    assert option(row, "weights", "knn") == "knn"
    near = [sorted((j for j in range(len(kept)) if j != i), key=lambda j, i=i: (
        math.dist(zones.points[kept[i]], zones.points[kept[j]]), j))[:k] for i in range(len(kept))]

    def statistic(values):
        mean = math.fsum(values) / len(values)
        z = [v - mean for v in values]
        squares = math.fsum(v * v for v in z)
        return math.fsum(z[i] * z[j] / len(near[i])
                         for i in range(len(z)) for j in near[i]) / squares if squares else None
    answer.value = statistic(x)
    permutations, n = number(row, option, "permutations", 999), len(x)
    if answer.value is not None:
        exact = math.factorial(n) <= permutations
        ways = itertools.permutations(x) if exact else (
            shuffled(n, number(row, option, "seed", 1), s)(x) for s in range(permutations))
        answer.p = two_sided(answer.value, [statistic(w) for w in ways], exact)
    return answer


MEASURES = {"pattern kd_localisation": kd("above"), "pattern kd_dispersion": kd("below"),
            "pattern m": m, "pattern colocation": colocation, "hotspot moran": moran}


# ---- The methods themselves, against published numbers ----------------------------------------------

def check_goldens():
    """METHODS 4.5, 4.6, 4.9 and 5; the words of Philox are those of its authors."""
    assert philox(0, 0, 0) == [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]
    points = [(1, 1), (2, 1), (1.5, 2), (8, 8), (9, 8), (8.5, 9), (5, 5), (2, 8)]
    d = distances([points[i] for i in (0, 1, 2, 4)])
    assert abs(rule(d) - 3.0959501895) < 1e-10
    exact = [math.fsum(kernel(r, v, 1.0) for v in d) / 6 for r in (0, 1, 2, 5)]
    for got, wanted in zip(exact, (.2230158514, .2216605541, .1322284057, .0000954093)):
        assert abs(got - wanted) < 1e-9
    binned = curve([Smoother(1.0, 5.0, 5).terms(v) for v in d], 5)
    assert abs(binned[1] - exact[1]) < 1e-4
    assert len(list(every({0: 3, 1: 5}))) == arrangements([0] * 3 + [1] * 5) == 56
