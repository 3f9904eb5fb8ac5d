"""Two-step floating catchments in process, against pandas that was given the sparse table of all
pairs within 2 km: ours with the same table in memory, and ours from coordinates, lines measured
within the time. Pandas cannot hold the table of a million places, so the two are compared on a
fiftieth of them; the million is run by ours alone, for its time and memory."""
import pathlib

import near
from case import PEERS, Case, need, own_seconds

CUTOFF = "2000"
SHARE = 50  # pandas gets one place of so many
FASTER, MOST_MB = 10.0, 2000  # promised


def same_pairs(ours, theirs):
    """Both shared out along as many pairs."""
    pairs = int(ours.said.split()[2])
    if theirs is None:
        return f"{pairs / 1e6:.1f} million pairs", True
    other = int(theirs.said.split()[1])
    return f"{pairs / 1e6:.1f} and {other / 1e6:.1f} million pairs", pairs == other


def each_pair(ours, _):
    pairs = int(ours.said.split()[2])
    return f"{pairs / 1e6:.1f} million pairs, {ours.seconds / pairs * 1e9:.1f} ns each", True


def cases(build, folder, n):
    """As bench.cases(); both sides print the seconds of their own work, and the pairs."""
    peer = [PEERS, pathlib.Path(__file__).parent / "peers.py", "catchments"]
    bench = build / "tests/bench_access"
    places, some, every = (folder / f"shared-{name}.f64" for name in ("places", "some", "all"))
    made = (need(places, near.write_places, n // 10, 2),
            need(some, near.write_places, n // SHARE, 1))
    for how, what in (("table", "from the same table"), ("lines", "from coordinates")):
        yield Case(f"2SFCA, {n // SHARE} by {n // 10} within 2 km, {what}",
                   [bench, how, some, places, CUTOFF],
                   "pandas, table given", own_seconds, [*peer, some, places, CUTOFF], floor=FASTER,
                   ours_by=own_seconds, make=made, after=same_pairs)
    yield Case(f"2SFCA, {n} by {n // 10} within 2 km, from coordinates",
               [bench, "lines", every, places, CUTOFF], most_mb=MOST_MB, ours_by=own_seconds,
               make=(*made, need(every, near.write_places, n, 1)), after=each_pair)
