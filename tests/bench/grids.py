"""Points into squares and polygons into zones: whole commands, with reading and writing, against
GDAL's reading and pandas for the points, and against shapely's tree and intersections alone, its
input given, for the polygons."""
import pathlib
import random
import subprocess

import inputs
from case import PEERS, Case, need, own_seconds, wall
from near import read_and_search


def write_blocks(path, n, stream):
    """n buildings: quadrilaterals of 20 to 120 m in the towns of inputs.py."""
    rng = random.Random(inputs.SEED * 1000 + 700 + stream)
    with open(path, "w", encoding="utf-8") as out:
        out.write('{"type":"FeatureCollection","features":[\n')
        for i, (lon, lat) in enumerate(inputs.places(n, stream)):
            w, h, turn = rng.uniform(2e-4, 14e-4), rng.uniform(2e-4, 1e-3), rng.uniform(0, 2e-4)
            ring = [(lon, lat), (lon + w, lat + turn), (lon + w - turn, lat + h + turn),
                    (lon - turn, lat + h), (lon, lat)]
            text = ",".join(f"[{x:.7f},{y:.7f}]" for x, y in ring)
            out.write(f'{"," if i else ""}{{"type":"Feature","properties":{{"people":'
                      f'{rng.randrange(200)}}},"geometry":{{"type":"Polygon","coordinates":'
                      f"[[{text}]]}}}}\n")
        out.write("]}\n")


def write_zones(path, geo, area):
    """Hexagons of 5 km over the extent."""
    subprocess.run([geo, "grid", area, "--hex", "5km", "--quiet", "--no-style", "-o", path],
                   check=True)


def cases(geo, folder, n):
    """As bench.cases()."""
    area, zones = folder / "area.geojson", folder / "hexagons.geojson"
    points, blocks = folder / "many.geojson", folder / "blocks.geojson"
    peers = [PEERS, pathlib.Path(__file__).parent / "peers.py"]
    quiet = ["--quiet", "--overwrite", "--no-style", "-o", folder / "out.geojson"]
    square = need(area, inputs.write_square)
    yield Case(f"{n} points into squares of 250 m, whole command",
               [geo, "grid", area, "--square", "250m", "--count", points, "--sum", "jobs", *quiet],
               "GDAL's read (ogrinfo) and pandas groupby", read_and_search,
               [(wall, ["ogrinfo", "-al", "-so", points]),
                (own_seconds, [*peers, "squares", points, "250"])],
               make=(square, need(points, inputs.write_points, n, 1)))
    yield Case(f"{n // 10} polygons into hexagons of 5 km, whole command",
               [geo, "grid", zones, "--count", blocks, "--sum", "people", *quiet],
               "shapely STRtree and intersections alone", own_seconds,
               [*peers, "divided", blocks, zones],
               make=(square, need(zones, write_zones, geo, area),
                     need(blocks, write_blocks, n // 10, 3)))
