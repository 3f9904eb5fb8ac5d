#!/usr/bin/python3
"""Regions, k-means and descriptors of clusters against peers on real layers: SKATER against spdep,
k-means from one start against scikit-learn, hulls and middles against shapely, numpy and scipy;
max-p and clusters of a radius against their definitions.
Peers that are not installed, and layers that are not there, are told and passed over.

    regions.py GEO BENCH_KMEANS SHARED_DATA
"""
import array
import json
import math
import pathlib
import subprocess
import sys
import tempfile
import warnings

from libgeo import SKIPPED, r, skip

SKATERS = (("reference/stl/stl_hom.shp", 6, ("HR8893", "HR7984")),
           ("reference/stl/stl_hom.shp", 4, ("HR8893",)),
           ("reference/sids2/sids2.shp", 8, ("SIDR74", "NWR74")))


def clustered(geo, folder, layer, *options):
    """The features that geo cluster writes, and the results of its geo:run."""
    out = folder / "out.geojson"
    subprocess.run([geo, "cluster", layer, *map(str, options), "-q", "--no-style", "--overwrite",
                    "-o", out], check=True)
    said = json.loads(out.read_text(encoding="utf-8"))
    return said["features"], said["geo:run"]["results"]


def same_partition(ours, theirs):
    """One to one, whatever the groups are called."""
    pairs = set(zip(ours, theirs, strict=True))
    return len(pairs) == len(set(ours)) == len(set(theirs))


def check_skater(geo, folder, data):
    """Partitions are the same, and so is what they leave."""
    for name, regions, columns in SKATERS:
        said = r("regions.R", data / name, regions, *columns)
        if said is None:
            return "no spdep"
        groups, ssd, _ = said
        features, results = clustered(geo, folder, data / name, "--in-crs", "WGS84", "--method",
                                      "skater", "--regions", regions, "--values",
                                      ",".join(columns))
        ours = [f["properties"]["cl_id"] for f in features]
        assert same_partition(ours, groups.split()), f"{name}: {ours} is not {groups}"
        assert math.isclose(results["ssd_within"], float(ssd), rel_tol=1e-9), (results, ssd)
    return f"SKATER: {len(SKATERS)} partitions are those of spdep"


def connected(zones, near):
    """Whether neighbours join all of these."""
    zones, reached = set(zones), []
    waiting = list(zones)[:1]
    while waiting:
        reached.append(waiting.pop())
        zones.discard(reached[-1])
        step = [j for j in near[reached[-1]] if j in zones]
        zones.difference_update(step)
        waiting += step
    return not zones


def check_max_p(geo, folder, data):
    """No package has it: what a partition has to be, by PySAL's neighbours; and that no zone would
    make regions more alike by going over to a neighbouring one."""
    import numpy
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from libpysal.weights import Queen
        near = Queen.from_shapefile(str(data / "reference/sids2/sids2.shp")).neighbors

    least = 30000.0
    features, results = clustered(geo, folder, data / "reference/sids2/sids2.shp", "--in-crs",
                                  "WGS84", "--method", "max-p", "--values", "SIDR74,NWR74",
                                  "--floor", least, "--floor-field", "BIR74")
    rows = [f["properties"] for f in features]
    region = numpy.array([row["cl_id"] for row in rows])
    births = numpy.array([row["BIR74"] for row in rows])
    values = numpy.array([[row["SIDR74"], row["NWR74"]] for row in rows], float)
    values /= values.std(0)
    apart = numpy.abs(values[:, None] - values[None, :]).sum(2)
    within = apart[region[:, None] == region[None, :]].sum() / 2
    assert math.isclose(within, results["heterogeneity"], rel_tol=1e-9), (within, results)
    for k in set(region):
        assert births[region == k].sum() >= least and connected(numpy.flatnonzero(region == k), near)
    moves = 0
    for i, own in enumerate(region):
        left = numpy.flatnonzero((region == own) & (numpy.arange(len(region)) != i))
        if births[left].sum() < least or not connected(left, near):
            continue
        for other in {region[j] for j in near[i]} - {own}:
            moves += 1
            assert apart[i][region == other].sum() - apart[i][left].sum() > -1e-9, (i, other)
    return (f"max-p: {len(set(region))} regions, connected, of enough, {moves} moves of a zone would "
            "not make them more alike")


def metres_of(data, name):
    """Places of a layer of Beijing, by pyproj."""
    import numpy
    import pyproj

    said = json.loads((data / f"beijing/{name}.geojson").read_text(encoding="utf-8"))
    lonlat = numpy.array([f["geometry"]["coordinates"][:2] for f in said["features"]])
    project = pyproj.Transformer.from_crs("OGC:CRS84", "EPSG:4548", always_xy=True)
    return numpy.column_stack(project.transform(lonlat[:, 0], lonlat[:, 1]))


def check_kmeans(bench, folder, places):
    """Inertia from the same start, to where nothing changes."""
    from sklearn.cluster import KMeans

    k = 12
    starts = places[:: len(places) // k][:k]
    for name, at in (("points", places), ("starts", starts)):
        (folder / name).write_bytes(array.array("d", at.ravel()).tobytes())
    said = subprocess.run([bench, folder / "points", folder / "starts", "10000"], check=True,
                          capture_output=True, text=True).stdout
    inertia = float(said.split()[1])
    peer = KMeans(n_clusters=k, init=starts, n_init=1, max_iter=10000, tol=0,
                  algorithm="lloyd").fit(places)
    assert math.isclose(inertia, peer.inertia_, rel_tol=1e-9), (inertia, peer.inertia_)
    return f"k-means: inertia of {len(places)} places is that of sklearn ({peer.n_iter_} iterations)"


def expected(points):
    """What a cluster of points is like, by other means than ours."""
    import numpy
    import scipy.optimize
    import shapely.geometry

    middle = points.mean(0)
    values, vectors = numpy.linalg.eigh(numpy.cov(points.T, bias=True))
    hull = shapely.geometry.MultiPoint(points).convex_hull
    far = scipy.optimize.minimize(
        lambda at: numpy.hypot(*(points - middle - at).T).sum(), (0.0, 0.0), method="Nelder-Mead",
        options={"xatol": 1e-4, "fatol": 1e-9, "maxiter": 4000})
    area, perimeter = hull.area, hull.length
    return {"cl_sd": math.sqrt(((points - middle) ** 2).sum() / len(points)),
            "cl_major": math.sqrt(values[1]), "cl_minor": math.sqrt(values[0]),
            "cl_azimuth": math.degrees(math.atan2(vectors[0, 1], vectors[1, 1])) % 180.0,
            "cl_hull": area / 1e6, "cl_perim": perimeter, "cl_density": len(points) / area * 1e6,
            "cl_polsby": 4 * math.pi * area / perimeter ** 2, "median": far.x + middle,
            "mean": middle}


def check_descriptors(geo, folder, data, places):
    """Ten clusters of road nodes, a row each."""
    import pyproj

    rows = folder / "rows.geojson"
    features, _ = clustered(geo, folder, data / "beijing/road_nodes.geojson", "--method", "kmeans",
                            "--k", 10, "--crs", "EPSG:4548", "--max-scale-error", "1%",
                            "--outlines", rows)
    back = pyproj.Transformer.from_crs("OGC:CRS84", "EPSG:4548", always_xy=True)
    labels = [f["properties"]["cl_id"] for f in features]
    for row in json.loads(rows.read_text(encoding="utf-8"))["features"]:
        is_ours = [label == row["properties"]["cl_id"] for label in labels]
        points, ours = places[is_ours], row["properties"]
        for key, value in expected(points).items():
            if key in ("mean", "median"):
                name = "cl_m" if key == "mean" else "cl_med"
                x, y = back.transform(ours[f"{name}lon"], ours[f"{name}lat"])
                assert math.hypot(x - value[0], y - value[1]) < 0.05, (key, x, y, value)
            else:
                tolerance = 1e-4 if key == "cl_azimuth" else 1e-6 + 2e-3 * (key == "cl_perim")
                digits = 1e-5 if key == "cl_density" else 1e-6  # those that are written
                assert math.isclose(ours[key], value, rel_tol=digits, abs_tol=tolerance), (
                    key, ours[key], value)
    return "descriptors: ten clusters are as numpy, scipy and shapely have them"


def check_radius(geo, folder, data):
    """No package has these: farthest first, by its definition."""
    import numpy

    reach, places = 2500.0, metres_of(data, "metro_entrances")
    features, _ = clustered(geo, folder, data / "beijing/metro_entrances.geojson", "--method",
                            "radius", "--max-radius", f"{reach}m", "--crs", "EPSG:4548")
    middle = (places.min(0) + places.max(0)) / 2
    centre = int(numpy.hypot(*(places - middle).T).argmin())
    nearest, group, count = numpy.full(len(places), numpy.inf), numpy.zeros(len(places), int), 0
    while count == 0 or nearest.max() > reach:
        centre = int(nearest.argmax()) if count > 0 else centre
        apart = numpy.hypot(*(places - places[centre]).T)
        group[apart < nearest], count = count, count + 1
        nearest = numpy.minimum(nearest, apart)
    ours = [f["properties"]["cl_id"] for f in features]
    assert same_partition(ours, group.tolist()), len(set(ours))
    return f"radius: {count} clusters of {len(places)} places are those of its definition"


def main():
    geo, bench, data = (pathlib.Path(word) for word in sys.argv[1:4])
    if not data.exists():
        skip(f"{data} is not there")
    told = []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        told.append(check_skater(geo, folder, data))
        try:
            told.append(check_max_p(geo, folder, data))
            places = metres_of(data, "road_nodes")
            told.append(check_kmeans(bench, folder, places[::4]))
            told.append(check_descriptors(geo, folder, data, places))
            told.append(check_radius(geo, folder, data))
        except ImportError as missing:
            told.append(str(missing))
    print("\n".join(told))
    sys.exit(0 if any(":" in line for line in told) else SKIPPED)


if __name__ == "__main__":
    main()
