"""Two-step floating catchments in process: ours on the straight lines of all pairs within 2 km, and
on the same sparse table that pandas has. Pandas cannot hold the table of a million origins, so the
two are compared on a fiftieth of them."""
import pathlib

import doors
import near


def cases(build, folder, n):
    """As bench.cases(); both sides print the seconds of their own work."""
    peers = ["/usr/bin/python3", str(pathlib.Path(__file__).parent / "peers.py")]
    places = folder / "shared-places.f64"
    near.write_places(places, n // 10, stream=2)
    for share, how, peer in ((50, "table", "pandas, same table"),
                             (50, "lines", "pandas, table given"),
                             (1, "lines", "pandas, table given, 1/50 of it")):
        origins = folder / f"shared-{share}.f64"
        near.write_places(origins, n // share, stream=1)
        files = [str(origins), str(places), "2000"]
        fewer = [str(folder / "shared-50.f64"), *files[1:]]
        yield (f"2SFCA, {n // share} by {n // 10} within 2 km, {how}",
               [str(build / "tests/bench_access"), how, *files],
               peer, doors.own_seconds, [*peers, "catchments", *fewer])
