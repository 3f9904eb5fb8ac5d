"""Two-step floating catchments in process: ours on the straight lines of all pairs within 2 km, and
on the same sparse table that pandas has. Pandas cannot hold the table of a million origins, so the
two are compared on a fiftieth of them."""
import pathlib

import near
from case import PEERS, Case, need, own_seconds


def cases(build, folder, n):
    """As bench.cases(); both sides print the seconds of their own work."""
    peers = [PEERS, pathlib.Path(__file__).parent / "peers.py"]
    places = folder / "shared-places.f64"
    for share, how, peer in ((50, "table", "pandas, same table"),
                             (50, "lines", "pandas, table given"),
                             (1, "lines", "pandas, table given, 1/50 of it")):
        origins, fewer = folder / f"shared-{share}.f64", folder / "shared-50.f64"
        made = (need(places, near.write_places, n // 10, 2),
                need(origins, near.write_places, n // share, 1),
                need(fewer, near.write_places, n // 50, 1))
        yield Case(f"2SFCA, {n // share} by {n // 10} within 2 km, {how}",
                   [build / "tests/bench_access", how, origins, places, "2000"],
                   peer, own_seconds, [*peers, "catchments", fewer, places, "2000"],
                   ours_by=own_seconds, make=made)
