#!/usr/bin/env python3
"""What peers do with the same input, a command each: peers.py NAME ARGUMENT... Prints seconds of
the peer's own work (reading the input is not counted), or exits 77 when it is not installed."""
import json
import sys
import time


def coordinates(path):
    """Metres in EPSG:4548, by pyproj."""
    import numpy
    import pyproj

    with open(path, encoding="utf-8") as text:
        features = json.load(text)["features"]
    lonlat = numpy.array([f["geometry"]["coordinates"] for f in features])
    project = pyproj.Transformer.from_crs("OGC:CRS84", "EPSG:4548", always_xy=True)
    return numpy.column_stack(project.transform(lonlat[:, 0], lonlat[:, 1]))


def ckdtree(origins, facilities, k):
    from scipy.spatial import cKDTree

    o, f = coordinates(origins), coordinates(facilities)
    begin = time.perf_counter()
    cKDTree(f).query(o, k=int(k), workers=2)
    return time.perf_counter() - begin


def squares(points, size):
    import numpy
    import pandas

    places = coordinates(points)
    with open(points, encoding="utf-8") as text:
        jobs = [f["properties"]["jobs"] for f in json.load(text)["features"]]
    table = pandas.DataFrame({"x": places[:, 0], "y": places[:, 1], "jobs": jobs})
    begin = time.perf_counter()
    cell = [numpy.floor(table[c] / float(size)).astype("int64") for c in ("x", "y")]
    table.groupby(cell)["jobs"].agg(["count", "sum"])
    return time.perf_counter() - begin


def shapes(path):
    """Polygons of one ring in metres, and their properties."""
    import pyproj
    import shapely.geometry
    import shapely.ops

    with open(path, encoding="utf-8") as text:
        features = json.load(text)["features"]
    project = pyproj.Transformer.from_crs("OGC:CRS84", "EPSG:4548", always_xy=True).transform
    return [(shapely.geometry.Polygon(list(zip(*project(*zip(*f["geometry"]["coordinates"][0]))))),
             f["properties"]) for f in features]


def divided(polygons, zones):
    """Of each polygon its people by area into the zones it meets."""
    from shapely.strtree import STRtree

    units, homes = shapes(polygons), [z for z, _ in shapes(zones)]
    begin = time.perf_counter()
    tree, sums = STRtree(homes), [0.0] * len(homes)
    number = {id(z): k for k, z in enumerate(homes)}
    for unit, properties in units:
        for found in tree.query(unit):
            k = number[id(found)] if id(found) in number else int(found)
            sums[k] += properties["people"] * unit.intersection(homes[k]).area / unit.area
    return time.perf_counter() - begin


def raw(path):
    """Pairs of doubles, as tests/bench/near.py writes them."""
    import numpy

    return numpy.fromfile(path).reshape(-1, 2)


def nearest(origins, places, k):
    from scipy.spatial import cKDTree

    o, p = raw(origins), raw(places)
    begin = time.perf_counter()
    cKDTree(p).query(o, k=int(k), workers=2)
    return time.perf_counter() - begin


def within(origins, places, radius):
    from scipy.spatial import cKDTree

    o, p = raw(origins), raw(places)
    begin = time.perf_counter()
    cKDTree(p).query_ball_point(o, float(radius), workers=2, return_length=True)
    return time.perf_counter() - begin


def dbscan(points, eps, least):
    from sklearn.cluster import DBSCAN

    p = coordinates(points)
    begin = time.perf_counter()
    DBSCAN(eps=float(eps), min_samples=int(least), n_jobs=2).fit(p)
    return time.perf_counter() - begin


def kmeans(points, starts, most):
    """Tells the inertia and the iterations, too."""
    from sklearn.cluster import KMeans
    from threadpoolctl import threadpool_limits

    p, s = raw(points), raw(starts)
    with threadpool_limits(limits=2):
        begin = time.perf_counter()
        found = KMeans(n_clusters=len(s), init=s, n_init=1, max_iter=int(most), tol=0,
                       algorithm="lloyd").fit(p)
        seconds = time.perf_counter() - begin
    print(f"{seconds:.6f} {found.inertia_:.17g} {found.n_iter_}")


def dbscan_places(places, eps, least):
    """The same of what tests/bench/cluster.c writes."""
    from sklearn.cluster import DBSCAN

    p = raw(places)
    begin = time.perf_counter()
    DBSCAN(eps=float(eps), min_samples=int(least), n_jobs=2).fit(p)
    return time.perf_counter() - begin


def optics_places(places, least, xi):
    from sklearn.cluster import OPTICS

    p = raw(places)
    begin = time.perf_counter()
    OPTICS(min_samples=int(least), xi=float(xi), predecessor_correction=False).fit(p)
    return time.perf_counter() - begin


def density(kernel, places, side, cells, bandwidth, stride):
    """Of every so many-th cell, row by row from the south-west; and their sum."""
    import numpy
    from sklearn.neighbors import KernelDensity

    p, a_side = raw(places), int(cells)
    cell = numpy.arange(0, a_side * a_side, int(stride))
    at = (numpy.column_stack([cell % a_side, cell // a_side]) + 0.5) * (float(side) / a_side)
    begin = time.perf_counter()
    tree = KernelDensity(kernel=kernel, bandwidth=float(bandwidth), rtol=0, atol=0).fit(p)
    made = time.perf_counter()
    total = numpy.exp(tree.score_samples(at)).sum() * len(p)
    seconds = made - begin + (time.perf_counter() - made) * a_side * a_side / len(cell)
    print(f"{seconds:.6f} {total:.17g}")


def buffers(facilities, radius):
    """The usual way to a covered area: buffer, union, area."""
    from shapely.geometry import Point
    from shapely.ops import unary_union

    points = [Point(xy) for xy in coordinates(facilities)]
    begin = time.perf_counter()
    unary_union([p.buffer(float(radius), 16) for p in points]).area
    return time.perf_counter() - begin


def catchments(origins, places, cutoff):
    """2SFCA as it is written with pandas: join, group, join, group. The table is given; tells its
    pairs, too."""
    import pandas
    from scipy.spatial import cKDTree

    tree, ours = cKDTree(raw(places)), raw(origins)
    near_each = tree.query_ball_point(ours, float(cutoff), workers=2)
    table = pandas.DataFrame({"origin": [i for i, js in enumerate(near_each) for _ in js],
                              "destination": [j for js in near_each for j in js]})
    demand = pandas.DataFrame({"origin": range(len(ours)), "people": 1.0})
    supply = pandas.DataFrame({"destination": range(tree.n), "beds": 10.0})
    begin = time.perf_counter()
    load = table.merge(demand, on="origin").groupby("destination")["people"].sum()
    supply["ratio"] = supply["beds"] / supply["destination"].map(load)
    table.merge(supply, on="destination").groupby("origin")["ratio"].sum()
    print(f"{time.perf_counter() - begin:.6f}", len(table))


def classes(places, radius):
    """Area under just 1, 2, ... discs: circles noded, faces made of them, and each counted by how
    many centres are near a place inside it."""
    import numpy
    from scipy.spatial import cKDTree
    from shapely.geometry import Point
    from shapely.ops import polygonize, unary_union

    p, r = raw(places), float(radius)
    begin = time.perf_counter()
    faces = list(polygonize(unary_union([Point(xy).buffer(r).exterior for xy in p])))
    inside = numpy.array([face.representative_point().coords[0] for face in faces])
    depth = cKDTree(p).query_ball_point(inside, r, workers=2, return_length=True)
    numpy.bincount(depth, weights=[face.area for face in faces])
    return time.perf_counter() - begin


def local(name, points, values, neighbours, permutations):
    """Local Moran or Gi* with conditional permutations as esda has them: one table of random places,
    which all features share, each passing over itself. Tells the mean of the statistics, too."""
    import numpy
    from scipy.spatial import cKDTree

    places, x = raw(points), numpy.fromfile(values)
    n, k, draws = len(x), int(neighbours), int(permutations)
    near_each = cKDTree(places).query(places, k + 1, workers=2)[1]
    near_each = numpy.array([row[row != i][:k] for i, row in enumerate(near_each)])
    begin = time.perf_counter()
    z = x - x.mean()
    m2 = (z * z).mean()
    lag = z[near_each].mean(axis=1)
    rng = numpy.random.default_rng(1)
    table = numpy.array([rng.choice(n - 1, k, replace=False) for _ in range(draws)])
    p = numpy.empty(n)
    others = z[1:].copy()  # all but feature i: those before it stand one place earlier
    for i in range(n):
        if i > 0:
            others[i - 1] = z[i - 1]
        drawn = others[table].mean(axis=1)
        larger = numpy.count_nonzero(drawn >= lag[i])
        p[i] = (min(larger, draws - larger) + 1) / (draws + 1)
    if name == "moran":
        value = z * lag / m2
    else:
        value = (k * lag + z) / numpy.sqrt(m2 * (n * (k + 1) - (k + 1) ** 2) / (n - 1))
    print(f"{time.perf_counter() - begin:.6f} {value.mean():.12g} {p.mean():.6f}")


def valid(path):
    """Not a matter of time: what GEOS says of each feature, or "valid"."""
    from shapely.geometry import shape
    from shapely.validation import explain_validity

    with open(path, encoding="utf-8") as text:
        shapes = [shape(f["geometry"]) for f in json.load(text)["features"] if f["geometry"]]
    faults = [explain_validity(s) for s in shapes if not s.is_valid]
    print(faults[0] if faults else "valid" if shapes else "nothing drawn")


if __name__ == "__main__":
    try:
        seconds = globals()[sys.argv[1]](*sys.argv[2:])
        if seconds is not None:
            print(f"{seconds:.6f}")
    except ImportError as missing:
        print(missing, file=sys.stderr)
        sys.exit(77)
