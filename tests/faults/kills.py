#!/usr/bin/env python3
"""Kills at random moments (P5): tools are killed while they read, work and write. Each output is
then there in full or not at all, a file that it would replace is the old one or the new one, and
nothing else is in the folder, but for a whole file with a temporary name when it was killed just
before replacing the old one: the next run removes it. And a run asked to stop by SIGINT or
SIGTERM stops within a second, with 130 or 143, leaving nothing (P19).

In short 60 kills and 10 requests, each tool in turn, beside other tests, so within five seconds;
with --long every tool with every format, 350 kills and 105 requests, and one second."""
import os
import signal
import subprocess
import time

from rig import SANITIZED, Rig, write_places

PLACES = 6000
ENDINGS = (".geojson", ".gpkg", ".fgb", ".geojsonl")
# What is run, the file that it writes beside its output, and as what it writes that, if not as all.
COMMANDS = (
    (["geo-cluster", "--eps", "300m", "in.geojson"], None),
    (["geo-proximity", "in.geojson", "-r", "300m", "--lines", "links.fgb"], "links.fgb"),
    (["geo-coverage", "--demand", "in.geojson", "-f", "in.geojson", "-r", "300m", "--table",
      "table.csv"], "table.csv"),
    (["geo-coverage", "area.geojson", "-f", "in.geojson", "-r", "100m", "--gaps", "gaps.gpkg"],
     "gaps.gpkg"),
    (["geo-access", "in.geojson", "-f", "in.geojson", "-c", "jobs", "--cutoff", "500m", "--supplies",
      "supplies.geojson"], "supplies.geojson"),
    (["geo-grid", "area.geojson", "--square", "30m", "--count", "in.geojson", "--sum", "jobs"], None),
    (["geo-hotspot", "in.geojson", "--field", "jobs", "--weights", "knn", "--permutations", "99"],
     None),
    (["geo-cluster", "in.geojson", "--method", "hdbscan", "--tree", "tree.json"], "tree.json"),
    (["geo-pattern", "in.geojson", "-s", "k", "-n", "19", "--plot", "k.svg"], "k.svg",
     (".csv", ".json")),
    (["geo-pattern", "in.geojson", "-s", "density", "--cell", "50m"], None, (".tif",)),
)
AREA = ('{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":'
        '{"type":"Polygon","coordinates":[[[116.3,39.9],[116.33,39.9],[116.33,39.93],[116.3,39.93],'
        '[116.3,39.9]]]}}]}')
BUSY = 5.0  # seconds to stop in when other tests run beside, or under a sanitizer


class Trial:
    """A command, the files it makes, and whether they are there before."""

    def __init__(self, rig, command, ending, overwrite):
        words, beside = command[:2]
        self.rig, self.out, self.name = rig, "out" + ending, f"{words[0]} to {ending}"
        self.command = [rig.bin / words[0], "-q", *words[1:], "-o", self.out,
                        *(["--overwrite"] if overwrite else [])]
        self.old = {}
        if overwrite:
            self.old = {self.out: b"an old file", "out.qml": b"an old style"}
            if beside:
                self.old[beside] = b"an old file beside"
        self.inputs = rig.listing()
        begin = time.perf_counter()
        self.lay_out()
        done = subprocess.run(self.command, cwd=rig.folder, capture_output=True, check=False,
                              env=rig.environment())
        self.seconds = time.perf_counter() - begin
        if done.returncode != 0:
            rig.fault(f"{self.name}: {done.stderr.decode()}")
        self.new = {k: v for k, v in rig.listing().items() if k not in self.inputs}
        self.ended = {"whole": 0, "nothing": 0, "asked": 0, "leftover": 0}
        self.slowest = 0.0

    def lay_out(self):
        for path in self.rig.folder.iterdir():
            if path.name not in self.inputs:
                path.unlink()
        for name, text in self.old.items():
            (self.rig.folder / name).write_bytes(text)

    def start(self):
        self.lay_out()
        self.before = {k: v for k, v in self.rig.listing().items() if k not in self.inputs}
        process = subprocess.Popen(self.command, cwd=self.rig.folder, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.PIPE, env=self.rig.environment())
        time.sleep(self.rig.random.uniform(0.0, self.seconds * 1.1))
        return process

    def look(self, what, done):
        """Each file is whole, old or missing; a run that ended by itself made them all."""
        left = self.rig.listing()
        if {k: left.get(k) for k in self.inputs} != self.inputs:
            self.rig.fault(f"{what}: an input has changed")
        left = {k: v for k, v in left.items() if k not in self.inputs}
        for name in left.keys() - self.new.keys():
            if name.endswith(".part") and left[name] in self.new.values():
                self.clear_up(name)
            else:
                self.rig.fault(f"{what}: left {name}")
        for name, digest in self.new.items():
            if left.get(name) not in (digest, self.before.get(name)):
                self.rig.fault(f"{what}: {name} is neither whole nor as it was")
        if done and left != self.new:
            self.rig.fault(f"{what}: it ended well, and not all is there")
        self.ended["whole" if left == self.new else "nothing"] += 1

    def clear_up(self, name):
        self.ended["leftover"] += 1
        self.rig.run([self.command[0].name, *self.command[1:]])
        if name in self.rig.listing():
            self.rig.fault(f"{name} outlived the next run")

    def kill(self):
        with self.start() as process:
            process.kill()
            process.wait(timeout=60)
        self.look(f"{self.name} killed", process.returncode == 0)

    def ask(self, number):
        with self.start() as process:
            running = process.poll() is None
            begin = time.perf_counter()
            process.send_signal(number)
            said = process.communicate(timeout=60)[1].decode()
            took = time.perf_counter() - begin
        what = f"{self.name} with {number.name}"
        # Before main() the signal ends the process as it does any.
        if process.returncode not in (0, 128 + number, -number):
            self.rig.fault(f"{what}: exit {process.returncode}: {said}")
        if process.returncode == 128 + number and "interrupted" not in said:
            self.rig.fault(f"{what}: it said {said!r}")
        if running:
            self.ended["asked"] += 1
            self.slowest = max(self.slowest, took)
        if took > (1.0 if self.rig.long and not SANITIZED else BUSY):
            self.rig.fault(f"{what}: stopped after {took:.2f} s")
        self.look(what, process.returncode == 0)


def main():
    rig = Rig(__doc__)
    write_places(rig.folder / "in.geojson", PLACES)
    (rig.folder / "area.geojson").write_text(AREA)
    trials = []
    for i, command in enumerate(COMMANDS):
        endings = command[2] if len(command) > 2 else ENDINGS
        for k, ending in enumerate(endings):
            for overwrite in (False, True):
                if rig.long or k == (i + 2 * overwrite) % len(endings):
                    trials.append(Trial(rig, command, ending, overwrite))
                    trials[-1].lay_out()
                    for name in trials[-1].old:
                        os.unlink(rig.folder / name)
    kills, asked = (350, 105) if rig.long else (60, 10)
    for i in range(kills):
        trials[i % len(trials)].kill()
    for i in range(asked):
        trials[i % len(trials)].ask((signal.SIGINT, signal.SIGTERM)[i // len(trials) % 2])
    total = {k: sum(t.ended[k] for t in trials) for k in trials[0].ended}
    rig.end(f"{kills} kills and {total['asked']} requests to stop: {total['whole']} whole outputs, "
            f"{total['nothing']} none, {total['leftover']} removed by the next run; longest way to "
            f"stop {max(t.slowest for t in trials):.2f} s")


if __name__ == "__main__":
    main()
