"""What ten thousand discs and a hundred thousand reach, drawn as polygons and written as GeoJSON,
against buffers united and written by shapely."""
import pathlib

import inputs


def cases(geo, folder, wall, own_seconds):
    """As bench.cases()."""
    area, out = str(folder / "area.geojson"), str(folder / "out.geojson")
    peers = ["/usr/bin/python3", str(pathlib.Path(__file__).parent / "peers.py")]
    for n in (10000, 100000):
        discs = folder / f"discs-{n}.geojson"
        inputs.write_points(discs, n, stream=7)
        yield (f"reach of {n} discs drawn, with reading and writing",
               [geo, "coverage", area, "-f", str(discs), "--radius", "100m", "--quiet",
                "--overwrite", "--no-style", "--served", str(folder / "drawn.geojson"), "-o", out],
               "shapely buffers, union and text alone", own_seconds,
               [*peers, "drawn", str(discs), "100"])
