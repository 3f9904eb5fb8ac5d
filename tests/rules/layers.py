#!/usr/bin/env python3
"""Fails when a file includes what its room may not see. The tables are the architecture."""
import pathlib
import re
import sys

MAY_SEE = {  # room of libgeo/ -> rooms whose headers it may include
    "base": {"base"},
    "layer": {"base", "layer"},
    "space": {"base", "layer", "space"},
    "geometry": {"base", "layer", "space", "geometry"},
    "network": {"base", "layer", "space", "network"},
    "io": {"base", "layer", "space", "io"},
    "metrics": {"base", "layer", "space", "geometry", "network", "metrics"},
}
PUBLIC = {  # public header -> the room that implements it
    "geo/geo.h": "base",
    "geo/layer.h": "layer",
    "geo/where.h": "layer",
    "geo/space.h": "space",
    "geo/cost.h": "space",
    "geo/weights.h": "space",
    "geo/geometry.h": "geometry",
    "geo/io.h": "io",
    "geo/cost_file.h": "io",
    "geo/weights_file.h": "io",
    "geo/stream.h": "io",
    "geo/raster.h": "io",
    "geo/coverage.h": "metrics",
    "geo/demand.h": "metrics",
    "geo/grid.h": "metrics",
    "geo/zones.h": "metrics",
    "geo/proximity.h": "metrics",
    "geo/cluster.h": "metrics",
    "geo/descriptors.h": "metrics",
    "geo/regions.h": "metrics",
    "geo/hierarchy.h": "metrics",
    "geo/access.h": "metrics",
    "geo/equity.h": "metrics",
    "geo/autocorrelation.h": "metrics",
    "geo/density.h": "metrics",
    "geo/pattern.h": "metrics",
    "geo/window.h": "metrics",
    "geo/agglomeration.h": "metrics",
    "geo/concentration.h": "metrics",
    "geo/sdg.h": "metrics",
    "geo/street.h": "metrics",
}
# layer/ keeps where a layer came from, which geo/io.h declares.
EXCEPTIONS = {("layer", "geo/io.h")}
THIRD_PARTY = [  # header -> the one room that may include it
    (r"(gdal|ogr_|cpl_)[a-z_0-9]*\.h$", "io"),
    (r"(proj|geodesic)\.h$", "space"),
    (r"geos_c\.h$", "geometry"),
    (r"sqlite3\.h$", "io"),
    (r"zlib\.h$", "io"),
]
INCLUDE = re.compile(r'\s*#\s*include\s+[<"]([^">]+)')


def faults_of(room, header):
    """What is wrong with a file of `room` including `header`."""
    seen = PUBLIC.get(header) or header.split("/")[0]
    if header.startswith("geo/") and header not in PUBLIC:
        yield f"{header} is not in the table of public headers"
    if room in MAY_SEE and seen in MAY_SEE and seen not in MAY_SEE[room]:
        if (room, header) not in EXCEPTIONS:
            yield f"{room}/ may not include {header}"
    if room == "tools" and seen in MAY_SEE and header not in PUBLIC:
        yield f"tools see only include/geo, not {header}"
    for pattern, home in THIRD_PARTY:
        if re.match(pattern, header) and room != home:
            yield f"only {home}/ may include {header}"


def faults(root):
    files = [p for top in ("libgeo", "tools", "include") for p in (root / top).glob("**/*.[ch]")]
    for path in sorted(files):
        parts = path.relative_to(root).parts
        room = parts[1] if parts[0] == "libgeo" else parts[0]
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            found = INCLUDE.match(line)
            for fault in faults_of(room, found[1]) if found else ():
                yield f"{path.relative_to(root)}:{number}: {fault}"


if __name__ == "__main__":
    found = list(faults(pathlib.Path(sys.argv[1])))
    print("\n".join(found) or "layers: no fault")
    sys.exit(bool(found))
