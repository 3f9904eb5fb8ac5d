#!/usr/bin/env python3
"""Memory that runs out, anywhere in a tool: each allocation of a whole run fails in turn, once
and with all that follow it (P3).

A failed allocation of ours gives exit 1 and a message. Others' code (GDAL, json-c, GEOS and what
they stand on) may end the process by a signal: then by a signal in their code, not in ours. Never
is there an output file that is not the whole of it, and never an exit of 0 with another output.

In short: every place of ours that allocates fails once, some with all that follow; and a few of the
others' allocations."""
import collections
import os

from rig import SANITIZED, Rig, no_core, statistics

OTHERS_SHORT, OTHERS_LONG = 2, 200  # allocations of others that fail, of each command
OFTEN = 50  # how many allocations of one place of ours fail in full
EVER_EVERY = 8  # in short, each eighth fails with all that follow, too


def is_ours(owner):
    return owner.startswith(("libgeo.", "geo-")) or owner == "geo"


class Trial:
    """One command whose allocations fail."""

    def __init__(self, rig, command, seen):
        self.rig, self.command, self.seen = rig, [*command, "-j1"], seen
        self.log = rig.folder / "malloc.log"
        self.inputs = rig.listing()
        self.count, self.died, self.coped = 0, 0, 0

    def attempt(self, at, ever):
        env = self.rig.environment(LD_PRELOAD=self.rig.preload, FAILMALLOC_LOG=self.log,
                                   FAILMALLOC_AT=at, FAILMALLOC_EVER=int(ever))
        done = self.rig.run(self.command, env=env, preexec_fn=no_core)
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        self.log.unlink(missing_ok=True)
        left = {k: v for k, v in self.rig.listing().items() if self.inputs.get(k) != v}
        for name in left:
            os.unlink(self.rig.folder / name)
        return done, lines, left

    def choose(self):
        """Which allocations to fail: [(number, owner)]."""
        _, lines, _ = self.attempt(0, False)
        ours, others = [], []
        for line in lines:
            number, site, owner = line.split(" ", 2)
            if not is_ours(owner):
                others.append((int(number), owner))
            elif self.seen[site] < (OFTEN if self.rig.long else 1):
                self.seen[site] += 1
                ours.append((int(number), owner))
        room = OTHERS_LONG if self.rig.long else OTHERS_SHORT
        return ours, sorted(self.rig.random.sample(others, min(room, len(others))))

    def check(self, at, ever, expected):
        done, lines, left = self.attempt(at, ever)
        what = f"{' '.join(self.command)}: allocation {at}{' and on' if ever else ''}"
        signals = [line.split(" ", 2)[2] for line in lines if line.startswith("signal")]
        owner = next((line.split(" ", 3)[3] for line in lines if line.startswith("failed")), "none")
        what += f" ({owner})"
        self.count += 1
        if done.code == "timeout":
            self.rig.fault(f"{what}: no end")
        elif done.signal:
            self.died += 1
            if not signals or is_ours(signals[0]) or signals[0] == "none":
                self.rig.fault(f"{what}: signal {done.signal} in {signals or 'unknown code'}")
        elif done.code == 0:
            self.coped += 1
            if (left, done.out) != expected:
                self.rig.fault(f"{what}: exit 0, but another output")
        elif not done.said.strip():
            self.rig.fault(f"{what}: exit {done.code} without a word")
        elif is_ours(owner) and done.code != 1:
            self.rig.fault(f"{what}: exit {done.code}: {done.said[:200]}")
        partial = sorted(k for k, digest in left.items() if expected[0].get(k) != digest)
        if done.code != 0 and partial:  # a whole file, put before another failed, may stay
            self.rig.fault(f"{what}: exit {done.code}, and left {partial}")

    def run(self):
        clean, _, left = self.attempt(10**9, False)
        if clean.code not in (0, 3):
            return self.rig.fault(f"{' '.join(self.command)}: {clean.said}")
        ours, others = self.choose()
        if not self.seen:
            return self.rig.fault(f"{' '.join(self.command)}: no allocation was seen")
        for i, (at, _) in enumerate(ours + others):
            self.check(at, False, (left, clean.out))
            if self.rig.long or i % EVER_EVERY == 0:
                self.check(at, True, (left, clean.out))
        print(f"{' '.join(self.command)}: {self.count} failures ({len(ours)} allocations of ours, "
              f"{len(others)} of others), {self.died} deaths in others' code, "
              f"{self.coped} survived", flush=True)
        return None


def commands(inputs, everything):
    yield ["geo-convert", "-q", "in.geojson", "-o", "out.geojson"]
    yield ["geo-access", "-q", "in.geojson", "-f", "in.geojson", "--cutoff", "2km", "-o",
           "out.geojson"]
    yield ["geo-grid", "-q", "--square", "1km", "--around", "in.geojson", "-o", "out.geojson"]
    if everything:
        for name in inputs:
            yield ["geo-info", "-q", name]
            yield ["geo-convert", "-q", name, "-o", "out.geojson"]
            if name != "in.geojson":
                yield ["geo-convert", "-q", "in.geojson", "-o", "out" + name[2:]]
        yield ["geo-cluster", "-q", "in.geojson", "-o", "out.gpkg"]
        for words in statistics():
            yield [*words, "-q"]
    else:
        yield ["geo-convert", "-q", "in.csv", "-o", "out.gpkg"]


def main():
    rig = Rig(__doc__)
    if SANITIZED:
        rig.skip("a sanitizer has an allocator of its own")
    inputs = rig.put_inputs(20)
    seen = collections.Counter()  # in short, a place that one command tried is done
    trials = [Trial(rig, c, seen) for c in commands(inputs, rig.long)]
    for trial in trials:
        trial.run()
    rig.end(f"{sum(t.count for t in trials)} failed allocations in {len(trials)} commands: "
            f"{sum(t.died for t in trials)} deaths, all in others' code; no partial output")


if __name__ == "__main__":
    main()
