"""What the scripts of this folder share: a folder with the same places in every format, one run
of a tool looked at from outside, and a list of faults that decides the exit code.

Each script is called as NAME.py BIN [--long] [PRELOAD]: the folder of the tools, whether to do
everything or a sample, and the library it preloads, if any."""
import argparse
import dataclasses
import hashlib
import os
import pathlib
import random
import resource
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
SKIPPED = 77
KINDS = ("lab", "office", "shop")
SANITIZED = bool(os.environ.get("GEO_SANITIZE"))


@dataclasses.dataclass
class Run:
    code: object  # an exit code, minus a signal's number, or "timeout"
    out: bytes
    said: str  # on standard error

    @property
    def signal(self):
        return -self.code if isinstance(self.code, int) and self.code < 0 else 0


class Rig:
    """A script's arguments, its scratch folder, and what it found."""

    def __init__(self, doc):
        parser = argparse.ArgumentParser(description=doc)
        parser.add_argument("bin", type=pathlib.Path)
        parser.add_argument("preload", type=pathlib.Path, nargs="?")
        parser.add_argument("--long", action="store_true")
        given = parser.parse_args()
        self.bin, self.long = given.bin.resolve(), given.long
        self.preload = given.preload and given.preload.resolve()
        self._scratch = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self._scratch.name)
        self.faults = []
        self.random = random.Random(20161)

    def fault(self, text):
        self.faults.append(text)
        print("FAULT", text, flush=True)

    def skip(self, why):
        print("skipped:", why)
        sys.exit(SKIPPED)

    def end(self, summary):
        print(summary)
        if self.faults:
            print(f"{len(self.faults)} faults")
        sys.exit(1 if self.faults else 0)

    def environment(self, **more):
        keep = ("HOME", "PATH", "LD_LIBRARY_PATH", "LSAN_OPTIONS", "ASAN_OPTIONS", "TSAN_OPTIONS",
                "UBSAN_OPTIONS")
        kept = {k: v for k, v in os.environ.items() if k in keep}
        return {**kept, "LC_ALL": "C.UTF-8", **{k: str(v) for k, v in more.items()}}

    def run(self, command, timeout=60, **how):
        """A run of `command`, a list whose first word is a tool's name, in the scratch folder."""
        how.setdefault("env", self.environment())
        how.setdefault("cwd", self.folder)
        how.setdefault("stdin", subprocess.DEVNULL)
        how.setdefault("stdout", subprocess.PIPE)
        try:
            done = subprocess.run([self.bin / command[0], *map(str, command[1:])], timeout=timeout,
                                  stderr=subprocess.PIPE, check=False, **how)
        except subprocess.TimeoutExpired as expired:
            return Run("timeout", b"", (expired.stderr or b"").decode("utf-8", "replace"))
        return Run(done.returncode, done.stdout or b"", done.stderr.decode("utf-8", "replace"))

    def listing(self, folder=None):
        """{name: digest} of all files below the scratch folder, or another."""
        folder = folder or self.folder
        return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest()
                for p in sorted(folder.rglob("*")) if p.is_file()}

    def put_inputs(self, count=60):
        """in.geojson and the same places in every other format that can be written."""
        write_places(self.folder / "in.geojson", count)
        made = ["in.geojson"]
        for name in ("in.geojsonl", "in.gpkg", "in.fgb", "in.shp", "in.csv"):
            done = self.run(["geo-convert", "-q", "in.geojson", "-o", name, "--no-style"])
            if done.code == 0:
                made.append(name)
        if "in.csv" not in made:
            write_table(self.folder / "in.csv", count)
            made.append("in.csv")
        return made


def statistics(folder=""):
    """Commands of the tools that ask of chance and of clusters, which write into `folder`; their
    input, in.geojson, comes last."""
    for words in (
            ["geo-pattern", "-s", "k", "-n", "9", "--plot", "k.svg", "-o", "k.csv"],
            ["geo-pattern", "-s", "kd", "--sector", "kind", "-n", "9", "-o", "kd.json"],
            ["geo-pattern", "-s", "density", "--cell", "500m", "-o", "heat.tif"],
            ["geo-hotspot", "--field", "jobs", "--permutations", "99", "-o", "spots.fgb"],
            ["geo-cluster", "--method", "hdbscan", "--tree", "tree.json", "-o", "dense.geojson"]):
        yield [folder + w if "." in w else w for w in words] + ["in.geojson"]


def no_core():
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def places(count):
    rng = random.Random(7)
    for i in range(count):
        yield i, 116.3 + rng.random() / 10, 39.9 + rng.random() / 10, "学院路 \\\"%d\\\"" % i


def write_places(path, count):
    with open(path, "w", encoding="utf-8") as out:
        out.write('{"type":"FeatureCollection","features":[\n')
        for i, lon, lat, name in places(count):
            size = "null" if i % 5 == 0 else f"{i * 0.25}"
            out.write(f'{"," if i else ""}{{"type":"Feature","properties":{{"name":"{name}",'
                      f'"kind":"{KINDS[i % 3]}","jobs":{i * 7},"size":{size}}},'
                      '"geometry":{"type":"Point",'
                      f'"coordinates":[{lon:.7f},{lat:.7f}]}}}}\n')
        out.write("]}\n")


def write_table(path, count):
    with open(path, "w", encoding="utf-8") as out:
        out.write("lon,lat,name,jobs\n")
        for i, lon, lat, _ in places(count):
            out.write(f'{lon:.7f},{lat:.7f},"学院路 {i}",{i * 7}\n')
