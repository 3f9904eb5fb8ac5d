#!/usr/bin/env python3
"""Disks that fail: each call that writes bytes, gives a name, makes a file or reads the input fails
in turn, with EIO and with ENOSPC; a device that is full, a limit on the size of files, a pipe that
nobody reads (P4).

Each failing run exits with 1 and a message, leaves what was there as it was, and nothing else;
only when the output has its name already may it stay, whole. Two calls may fail unseen: mapping
the input, which is then read, and closing a file before a byte was written to it. After a kill
each output is whole, or as it was before; between the two calls that replace a file a whole one
with a temporary name can be left, which the next run removes."""
import errno
import os
import resource
import signal
import subprocess

from rig import SANITIZED, Rig, statistics, write_places

NAMING = ("linkat", "link", "rename", "renameat", "renameat2")
BIG = 4000  # places: more than a pipe or a buffer holds


class Trial:
    """One command, of which every call fails."""

    def __init__(self, rig, command, old=()):
        self.rig, self.command, self.old = rig, command, old
        self.log = rig.folder / "calls.log"
        self.count, self.leftover = 0, 0

    def attempt(self, at, error=errno.EIO, kill=False):
        """(how it ended, the calls it made, {name: digest} of what is new or changed)"""
        for name in self.old:
            (self.rig.folder / name).write_text("old bytes of " + name)
        env = self.rig.environment(LD_PRELOAD=self.rig.preload, FAILWRITE_LOG=self.log,
                                   FAILWRITE_AT=at, FAILWRITE_ERRNO=error, FAILWRITE_KILL=int(kill),
                                   FAILWRITE_INPUT=self.rig.folder / self.command[-1])
        before = self.rig.listing()
        done = self.rig.run(self.command, env=env)
        calls = [line.split(" ", 1)[1] for line in self.log.read_text().splitlines()]
        self.log.unlink()
        after = self.rig.listing()
        left = {k: v for k, v in after.items() if before.get(k) != v}
        if kill and any(name.endswith(".part") for name in left):
            left = self.clear_up(left, before)
        for name in left:
            os.unlink(self.rig.folder / name)
        for name in before.keys() - after.keys():
            self.rig.fault(f"{' '.join(self.command)}: call {at} removed {name}")
        return done, calls, left

    def clear_up(self, left, before):
        """What is left when the next run has removed what has a temporary name."""
        parts = {k for k in left if k.endswith(".part")}
        self.leftover += 1
        done = self.rig.run(self.command)
        after = self.rig.listing()
        if done.code != 0 or parts & after.keys():
            self.rig.fault(f"{' '.join(self.command)}: {sorted(parts)} outlived the next run")
        whole = set(after.values())
        return {k: v for k, v in after.items() if before.get(k) != v} | {
            k: left[k] for k in parts if left[k] not in whole}

    def check(self, at, calls, error, whole):
        call = calls[at - 1]
        done, _, left = self.attempt(at, error)
        what = f"{' '.join(self.command)}: {call} (call {at}) gave {errno.errorcode[error]}"
        self.count += 1
        if done.code == 0:
            if (left, done.out) != whole:
                self.rig.fault(f"{what}: exit 0, but another output")
            elif call != "mmap" and (call != "close" or "write" in calls[:at]):
                self.rig.fault(f"{what}: nobody noticed")
            return
        if done.code != 1 or not done.said.strip():
            self.rig.fault(f"{what}: exit {done.code}: {done.said!r}")
        named = any(earlier in NAMING for earlier in calls[:at - 1])
        if left and not (named and left.items() <= whole[0].items()):
            self.rig.fault(f"{what}: left {sorted(left)}")

    def kill(self, at, call, whole):
        done, _, left = self.attempt(at, kill=True)
        what = f"{' '.join(self.command)}: killed before {call} (call {at})"
        self.count += 1
        if done.signal != signal.SIGKILL:
            self.rig.fault(f"{what}: exit {done.code}")
        if any(whole[0].get(name) != digest for name, digest in left.items()):
            self.rig.fault(f"{what}: left {sorted(left)}")

    def run(self):
        clean, calls, left = self.attempt(0)
        if clean.code != 0 or not calls:
            return self.rig.fault(f"{' '.join(self.command)}: {len(calls)} calls; {clean.said}")
        for at, call in enumerate(calls, 1):
            for error in (errno.EIO, errno.ENOSPC) if self.rig.long else (errno.EIO,):
                self.check(at, calls, error, (left, clean.out))
            self.kill(at, call, (left, clean.out))
            if call == "open-nameless":  # as on file systems that have no nameless files
                done, _, named = self.attempt(at, errno.EOPNOTSUPP)
                if done.code != 0 or named != left:
                    self.rig.fault(f"{' '.join(self.command)}: without O_TMPFILE: {done.said}")
        print(f"{' '.join(self.command)}: {self.count} failures at {len(calls)} calls",
              flush=True)
        return None


def commands(inputs, everything):
    """(command, files that are there before)"""
    for ending in [n[2:] for n in inputs] if everything else (".geojson", ".gpkg"):
        out = "out" + ending
        beside = () if everything else ("--no-style",)
        yield ["geo-convert", "-q", *beside, "-o", out, "in.geojson"], ()
        yield ["geo-convert", "-q", *beside, "--overwrite", "-o", out, "in.geojson"], (out,)
    yield ["geo-convert", "-q", "in.geojson"], ()
    yield ["geo-access", "-q", "in.geojson", "-f", "in.geojson", "--cutoff", "2km", "--no-style",
           "-o", "out.geojson"], ()
    yield ["geo-grid", "-q", "--square", "1km", "--around", "in.geojson", "--no-style", "-o",
           "out.geojson"], ()
    for words in statistics() if everything else ():
        yield [words[0], "-q", *words[1:]], ()
    for name in inputs if everything else ():
        yield ["geo-convert", "-q", "-o", "out.geojson", name], ()
        yield ["geo-info", "-q", name], ()


def small_files():
    resource.setrlimit(resource.RLIMIT_FSIZE, (40000, 40000))


def check_places_that_are_full(rig):
    """What the system itself refuses."""
    def expect(what, done):
        if done.code != 1 or not done.said.strip():
            rig.fault(f"{what}: exit {done.code}: {done.said!r}")

    tools = (["geo-convert", "-q", "big.geojson"], ["geo-info", "-q", "big.geojson"],
             ["geo-convert", "--describe"], ["geo-convert", "--help"])
    for command in tools:
        with open("/dev/full", "wb") as full:
            expect(f"{' '.join(command)} > /dev/full", rig.run(command, stdout=full))
    before = rig.listing()
    for name in ("out.geojson", "out.gpkg", "out.fgb"):
        command = ["geo-convert", "-q", "big.geojson", "-o", name]
        expect(f"{name} with ulimit -f", rig.run(command, preexec_fn=small_files))
    if rig.listing() != before:
        rig.fault(f"a full place: left {sorted(rig.listing().keys() - before.keys())}")


def check_pipe_that_nobody_reads(rig):
    """It ends as filters do, by SIGPIPE."""
    command = [rig.bin / "geo-convert", "-q", rig.folder / "big.geojson"]
    reader, writer = os.pipe()
    with subprocess.Popen(command, stdout=writer, stderr=subprocess.PIPE, text=True,
                          env=rig.environment()) as process:
        os.close(writer)
        os.read(reader, 100)
        os.close(reader)
        said = process.communicate(timeout=60)[1]
    if (process.returncode, said) != (-signal.SIGPIPE, ""):
        rig.fault(f"closed pipe: exit {process.returncode}: {said!r}")


def main():
    rig = Rig(__doc__)
    if SANITIZED:
        rig.skip("a sanitizer must come before what is preloaded")
    inputs = rig.put_inputs(60)
    trials = [Trial(rig, *c) for c in commands(inputs, rig.long)]
    for trial in trials:
        trial.run()
    write_places(rig.folder / "big.geojson", BIG)
    check_places_that_are_full(rig)
    check_pipe_that_nobody_reads(rig)
    rig.end(f"{sum(t.count for t in trials)} failed calls and kills in {len(trials)} commands, "
            "full devices and a closed pipe: each told, nothing left but "
            f"{sum(t.leftover for t in trials)} whole files of kills for the next run to remove")


if __name__ == "__main__":
    main()
