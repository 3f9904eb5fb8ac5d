"""Benchmark inputs: made from a fixed seed, so that every run and machine measures the same."""
import random

SEED = 20161
CENTRES = [(116.31, 39.98), (116.47, 40.12), (116.69, 40.40), (116.50, 39.79)]  # lon, lat
SPREAD = 0.04  # degrees: about 4 km, the size of a town
BACKGROUND = 0.2  # share of points spread over the whole extent
EXTENT = (115.8, 39.6, 117.2, 40.8)


def places(n, stream):
    """n places like a city's: towns of many, and a thin background."""
    rng = random.Random(SEED * 1000 + stream)
    for _ in range(n):
        if rng.random() < BACKGROUND:
            yield rng.uniform(EXTENT[0], EXTENT[2]), rng.uniform(EXTENT[1], EXTENT[3])
        else:
            lon, lat = CENTRES[rng.randrange(len(CENTRES))]
            yield rng.gauss(lon, SPREAD), rng.gauss(lat, SPREAD)


def write_points(path, n, stream):
    """A GeoJSON layer of n points with three attributes; about 170 bytes a feature."""
    kinds = ["enterprise", "institute", "university", "laboratory"]
    rng = random.Random(SEED * 1000 + 500 + stream)
    with open(path, "w", encoding="utf-8") as out:
        out.write('{"type":"FeatureCollection","features":[\n')
        for i, (lon, lat) in enumerate(places(n, stream)):
            comma = "," if i else ""
            jobs, kind = rng.randrange(1, 5000), kinds[rng.randrange(4)]
            out.write(f'{comma}{{"type":"Feature","properties":{{"id":{i},"kind":"{kind}",'
                      f'"jobs":{jobs}}},"geometry":{{"type":"Point","coordinates":'
                      f'[{lon:.7f},{lat:.7f}]}}}}\n')
        out.write("]}\n")


def write_square(path):
    """The study area of the coverage benchmark: the extent, as one polygon."""
    x0, y0, x1, y1 = EXTENT
    ring = [[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]]
    with open(path, "w", encoding="utf-8") as out:
        out.write('{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":'
                  f"[{ring}]}}}}\n")
