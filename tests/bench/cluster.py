"""Clusters of density in process, on the same bytes: DBSCAN against scikit-learn with two jobs and
R's dbscan, HDBSCAN* against R's, which has room for a few thousand points only, OPTICS without an
eps against scikit-learn's, whose time is their square. Points lie in 1,000 groups on a square of 40
km, and three of ten evenly between them."""
import pathlib
import subprocess

from case import PEERS, Case, need, own_seconds

HERE = pathlib.Path(__file__).resolve().parent
LEAST = "10"
FEW = 4000  # R's hdbscan takes the square of it in memory


def r_seconds(command):
    """None without R, or without its package."""
    try:
        return own_seconds(["Rscript", HERE.parent / "peers/cluster.R", *command, "quiet"])
    except FileNotFoundError:
        return None


def within(seconds):
    """For Case.after: what is promised without a peer."""
    def judge(ours, _):
        return f"{seconds} s are promised", ours.seconds <= seconds
    return judge


def cases(build, folder, n):
    """As bench.cases()."""
    bench = build / "tests/bench_cluster"

    def city(count):
        path = folder / f"city-{count}.f64"
        write = [bench, "points", path, str(count), "1"]
        return path, (need(path, lambda _: subprocess.run(write, check=True)),)

    places, made = city(n)
    for eps in ("100", "250"):
        ours = [bench, "dbscan", places, eps, LEAST]
        yield Case(f"DBSCAN {eps} m of {n} points, in process", ours, "sklearn, 2 jobs",
                   own_seconds, [PEERS, HERE / "peers.py", "dbscan_places", places, eps, LEAST],
                   25, own_seconds, make=made)
        yield Case(f"DBSCAN {eps} m of {n} points, in process", ours, "R dbscan", r_seconds,
                   ["dbscan", places, eps, LEAST], 12, own_seconds, make=made)
    many, made_many = city(10 * n)
    for eps in ("100", "250"):
        yield Case(f"DBSCAN {eps} m of {10 * n} points, in process",
                   [bench, "dbscan", many, eps, LEAST], ours_by=own_seconds, most_mb=2000,
                   make=made_many, after=within(3.0))
    few, made_few = city(FEW)
    yield Case(f"HDBSCAN* of {FEW} points, in process", [bench, "hdbscan", few, "5", "5"],
               "R hdbscan", r_seconds, ["hdbscan", few, "5"], 30, own_seconds, make=made_few)
    some, made_some = city(n // 10)
    yield Case(f"HDBSCAN* of {n // 10} points, in process", [bench, "hdbscan", some, "5", LEAST],
               ours_by=own_seconds, make=made_some, after=within(0.45))
    yield Case(f"HDBSCAN* of {n} points, in process", [bench, "hdbscan", places, "5", LEAST],
               ours_by=own_seconds, most_mb=600, make=made, after=within(15.0))
    yield Case(f"OPTICS of {FEW} points, in process", [bench, "optics", few, "5", "0.05"],
               "sklearn", own_seconds, [PEERS, HERE / "peers.py", "optics_places", few, "5", "0.05"],
               50, own_seconds, make=made_few)
    yield Case(f"OPTICS of {n} points, in process", [bench, "optics", places, "5", "0.05"],
               ours_by=own_seconds, most_mb=600, make=made, after=within(20.0))
