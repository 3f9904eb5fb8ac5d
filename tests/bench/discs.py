"""What discs of one size reach: their area against PostGIS, the classes of multiplicity and what is
drawn against shapely and PostGIS; gaps, depth maps and accounts of people without a peer. Places
are spread evenly over a square of 47 km, so that 3.6 discs of 500 m lie over each place for 10,000
and 36 for 100,000."""
import array
import functools
import pathlib
import subprocess

import inputs
import near
from case import PEERS, SKIPPED, Case, need, own_seconds

HERE = pathlib.Path(__file__).resolve().parent
UNION = "SELECT ST_Area(ST_Union(ST_Buffer(geom, 500))) FROM {}"
DRAWN = "SELECT ST_AsGeoJSON(ST_Union(ST_Buffer(geom, %s))) FROM {}"
NORTH = 3960000.0  # added to y: then the square lies in Beijing, in EPSG:4548


def peer_script(name, *arguments):
    """Words that it prints; None when it lacks something."""
    done = subprocess.run([PEERS, HERE / name, *map(str, arguments)], capture_output=True, text=True)
    if done.returncode == SKIPPED:
        return None
    done.check_returncode()
    return done.stdout


def write_layer(path, places):
    """A file of doubles as GeoJSON in a projected system, which only we read."""
    at = array.array("d", places.read_bytes())
    with open(path, "w", encoding="utf-8") as out:
        out.write('{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":'
                  '"urn:ogc:def:crs:EPSG::4548"}},"features":[\n')
        out.write(",\n".join(
            f'{{"type":"Feature","properties":{{}},"geometry":{{"type":"Point","coordinates":'
            f"[{x:.3f},{y + NORTH:.3f}]}}}}"
            for x, y in zip(at[::2], at[1::2], strict=True)))
        out.write("]}\n")


def errors(places, ours, theirs):
    """How far both areas are from the true one."""
    found = peer_script("true_area.py", places, 500)
    if found is None:
        return "no numpy: errors are not told", True
    true = float(found)
    mine = abs(float(ours.said.split()[1]) / true - 1)
    if theirs is None:
        return f"wrong by {mine:.1e}", mine < 1e-12
    other = abs(float(theirs.said) / true - 1)
    return f"wrong by {mine:.1e}, PostGIS by {other:.1e}", mine < 1e-12 and mine < other


def valid(path, _ours, _theirs):
    """What we drew, asked of GEOS through shapely."""
    said = peer_script("peers.py", "valid", path)
    return ("no shapely: not checked", True) if said is None else (said.strip(), said == "valid\n")


def area_cases(build, folder, database):
    for n in (10000, 100000):
        places = folder / f"even-{n}.f64"
        yield Case(f"area within 500 m of {n} places, in process",
                   [build / "tests/bench_discs", "area", places, "500"],
                   "PostGIS ST_Area(ST_Union(ST_Buffer))", database.query, (places, UNION), 40,
                   own_seconds, make=(need(places, near.write_places, n, 2),),
                   after=functools.partial(errors, places))


def class_cases(build, folder):
    for n, metres in ((10000, 500), (1000000, 50)):
        places = folder / f"even-{n}.f64"
        case = Case(f"area by number of discs of {n} of {metres} m, in process",
                    [build / "tests/bench_discs", "classes", places, str(metres)],
                    ours_by=own_seconds, most_mb=1000,
                    make=(need(places, near.write_places, n, 2),))
        if n == 10000:
            case.peer, case.by, case.floor = "shapely node, polygonise, count", own_seconds, 100
            case.theirs = [PEERS, HERE / "peers.py", "classes", places, str(metres)]
        yield case


def drawn_cases(geo, folder, database):
    """Whole commands with reading and writing, against the server's time alone."""
    n, area, served = 100000, folder / "area.geojson", folder / "served.geojson"
    places, layer = folder / f"even-{n}.f64", folder / f"even-{n}.geojson"
    made = (need(places, near.write_places, n, 2), need(layer, write_layer, places),
            need(area, inputs.write_square))
    for metres, chords in (("500", "64"), ("100", "8")):  # the server's default is 8
        yield Case(f"reach of {n} places of {metres} m as GeoJSON, {chords} chords, whole command",
                   [geo, "coverage", area, "-f", layer, "--radius", f"{metres}m", "--quiet",
                    "--quad-segments", chords, "--overwrite", "--no-style", "--served", served,
                    "-o", folder / "out.geojson"],
                   "PostGIS ST_AsGeoJSON(ST_Union(ST_Buffer))", database.query,
                   (places, DRAWN % metres), 5, make=made, after=functools.partial(valid, served))


def lone_cases(geo, folder, n):
    """What no peer does: whole commands, for their time and memory."""
    area, out = folder / "area.geojson", folder / "out.geojson"
    places, layer = folder / "even-10000.f64", folder / "even-10000.geojson"
    demand, facilities = folder / "many.geojson", folder / f"{n // 100}.geojson"
    made = (need(places, near.write_places, 10000, 2), need(layer, write_layer, places),
            need(area, inputs.write_square))
    quiet = ["--quiet", "--overwrite", "--no-style", "-o", out]
    for what, option in (("gaps", "--gaps"), ("depth map", "--depth")):
        yield Case(f"{what} of 10000 places of 500 m, whole command",
                   [geo, "coverage", area, "-f", layer, "-r", "500m", option,
                    folder / "drawn.geojson", *quiet], make=made)
    yield Case(f"who reaches {n} points, of {n // 100}, whole command",
               [geo, "coverage", "--demand", demand, "--weight", "jobs", "-f", facilities, "-r",
                "1km", "--table", folder / "account.csv", "--facilities-out",
                folder / "reach.geojson", *quiet],
               make=(need(demand, inputs.write_points, n, 1),
                     need(facilities, inputs.write_points, n // 100, 2)))


def cases(geo, build, folder, n, database):
    """As bench.cases()."""
    yield from area_cases(build, folder, database)
    yield from class_cases(build, folder)
    yield from drawn_cases(geo, folder, database)
    yield from lone_cases(geo, folder, n)
