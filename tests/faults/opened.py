#!/usr/bin/env python3
"""What a tool touches: inputs stay as they were, byte for byte and in time, and nothing is written
beside them (P6); no socket is ever made (P7); no file is opened but those named on the command
line, their parts, and the data of PROJ and GDAL (P8).

Watched with strace over every format, over names that other readers take for connections, over
GeoPackages with an unfinished journal, in a folder and a home full of decoys. With --long also over
the files that ../shared/corpus has of its own."""
import os
import re
import shutil
import sqlite3
import subprocess

from rig import ROOT, SANITIZED, Rig, statistics

SYSTEM = re.compile(  # the loader, the C library, PROJ, GDAL, and what tells of processors
    r"/etc/(ld\.so\.(cache|preload)|localtime|nsswitch\.conf|passwd|gnutls/config|ssl/openssl\.cnf"
    r"|crypto-policies/.*|host\.conf|OpenCL/.*|vdpau_wrapper\.cfg|ImageMagick.*)$"
    r"|.*\.so(\.[0-9]+)*$|/usr/lib/ssl/openssl\.cnf$|/usr/lib/x86_64-linux-gnu/.*"
    r"|/usr/lib/locale/.*|/usr/share/(locale|zoneinfo|gdal|proj)(/.*)?$"
    r"|/proc/.*|/sys/(devices/system|fs/cgroup|kernel/mm).*|/dev/(urandom|random|null|tty)$")
PARTS = {".shp": (".shx", ".dbf", ".prj", ".cpg"), ".gpkg": ("-wal", "-journal", "-shm")}
HOSTILE = ("http://127.0.0.1:18099/a.geojson", "/vsicurl/http://127.0.0.1:18099/a.geojson",
           "/vsizip/in.zip", "/vsistdin/", "PG:dbname=postgres host=127.0.0.1", "GPKG:in.gpkg:in",
           '{"type":"Point","coordinates":[1,2]}', "WFS:http://127.0.0.1:18099/", "MVT:in.gpkg",
           "/dev/zero", "/", ".", "CSV:in.csv", "/proc/self/mem", "OAPIF:http://127.0.0.1")
CALL = re.compile(r'^\d+ +(\w+)\((.*)\) += (-?\d+)')
FOLDER = re.compile(r"(?:\d+|AT_FDCWD)<([^>]*)>")
NAME = re.compile(r'"((?:[^"\\]|\\.)*)"')


class Watch:
    """A scratch folder of inputs and decoys, and what runs in it open."""

    def __init__(self, rig):
        self.rig, self.runs, self.calls = rig, 0, 0
        self.home = rig.folder / "home"
        self.work = rig.folder / "work"
        self.log = rig.folder / "strace.log"
        self.work.mkdir()
        for name in (".gdal/gdalrc", ".gdal/osmconf.ini", ".local/share/proj/proj.db",
                     ".local/share/proj/proj.ini", ".sqliterc", ".postgresql/root.crt"):
            (self.home / name).parent.mkdir(parents=True, exist_ok=True)
            (self.home / name).write_text("a decoy")
        self.env = rig.environment(HOME=self.home, XDG_DATA_HOME=self.home / ".local/share")

    def look(self):
        """{name: (bytes, time)} of the folder that is read from."""
        return {k: (v, (self.work / k).stat().st_mtime_ns)
                for k, v in self.rig.listing(self.work).items()}

    def allowed(self, path, own):
        path = os.path.normpath(os.path.join(self.work, path))
        build = self.rig.bin.parent
        return (path in own or SYSTEM.match(path) or path.startswith(f"{build}/libgeo")
                or path == str(self.rig.folder / "out") or path == str(self.log))

    def own_files(self, names):
        """The files named on the command line, with their parts and temporary names."""
        own = set()
        for name in names:
            path = os.path.normpath(os.path.join(self.work, name))
            stem, ending = os.path.splitext(path)
            own |= {path, f"{stem}.qml"}
            own |= {(path if p[0] == "-" else stem) + p for p in PARTS.get(ending.lower(), ())}
        return own

    def run(self, command, names, code):
        before = self.look()
        line = ["strace", "-f", "-y", "-s", "4096", "-o", self.log, "-e",
                "trace=open,openat,openat2,creat,execve,execveat,socket,connect,bind,unlink,"
                "unlinkat,rename,renameat,renameat2,truncate", self.rig.bin / command[0]]
        done = subprocess.run([*line, *command[1:]], cwd=self.work, env=self.env, check=False,
                              capture_output=True, stdin=subprocess.DEVNULL, timeout=120)
        what = " ".join(command)
        self.runs += 1
        if code is not None and done.returncode != code:
            self.rig.fault(f"{what}: exit {done.returncode}: {done.stderr.decode()!r:.200}")
        after = self.look()
        for name in before.keys() | after.keys():
            if before.get(name) != after.get(name):
                self.rig.fault(f"{what}: {name} is not as it was")
        self.judge(what, self.own_files(names))

    def judge(self, what, own):
        first = True
        for text in self.log.read_text("utf-8", "surrogateescape").splitlines():
            call = CALL.match(text)
            if not call:
                continue
            self.calls += 1
            name, arguments, result = call[1], call[2], int(call[3])
            paths = [p.encode().decode("unicode_escape", "replace").encode("latin-1", "replace")
                     .decode("utf-8", "surrogateescape") for p in NAME.findall(arguments)]
            if name == "execve" and first:
                first = False
                continue
            if name in ("socket", "connect", "bind", "execve", "execveat"):
                self.rig.fault(f"{what}: {text[:160]}")
                continue
            base = FOLDER.match(arguments)
            paths = [os.path.join(base[1], p) if base else p for p in paths]
            if result >= 0 and not all(self.allowed(p, own) or ".geo-" in p for p in paths):
                self.rig.fault(f"{what}: {name} {paths}")
        if first:
            self.rig.fault(f"{what}: strace saw nothing")


def put_decoys(folder):
    """Files beside the inputs that readers like to look at."""
    for name in ("other.geojson", "in.qix", "in.sbn", "in.gfs", "in.geojson.aux.xml", "in.vrt",
                 "in.csvt", "in.prj", "in.gpkg.aux.xml", "in.shp.xml", "ogr.ini", "osmconf.ini",
                 "proj.db"):
        if not (folder / name).exists():
            (folder / name).write_text("a decoy")
    os.mkfifo(folder / "fifo")


def put_journals(folder):
    """GeoPackages that another program has not finished with."""
    shutil.copy(folder / "in.gpkg", folder / "live.gpkg")
    with sqlite3.connect(folder / "live.gpkg") as live:
        live.execute("PRAGMA journal_mode=WAL")
        live.execute("CREATE TABLE more (a)")
        live.commit()
        for end in ("", "-wal"):
            shutil.copy(f"{folder}/live.gpkg{end}", f"{folder}/wal.gpkg{end}")
    live.close()
    os.unlink(folder / "live.gpkg")
    shutil.copy(folder / "in.gpkg", folder / "hot.gpkg")
    (folder / "hot.gpkg-journal").write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + bytes(504))


def commands(inputs, everything):
    """(command, files it names, exit code or None)"""
    for name in inputs:
        yield ["geo-info", "-q", name], [name], 0
    for name in inputs if everything else ("in.gpkg", "in.geojson"):
        for end in (".geojson", ".gpkg", ".fgb"):
            out = f"../out/{name[3:]}-{end[1:]}{end}"
            yield ["geo-convert", "-q", name, "-o", out], [name, out], 0
    for ask in (["geo-access", "-q", "in.geojson", "-f", "in.gpkg", "--cutoff", "2km"],
                ["geo-grid", "-q", "--square", "1km", "--around", "in.geojson"]):
        yield [*ask, "-o", f"../out/{ask[0]}.geojson"], [*ask, f"../out/{ask[0]}.geojson"], 0
    for ask in statistics("../out/") if everything else ():
        yield [*ask, "-q"], ask, 0
    for name, code in (("wal.gpkg", 0), ("hot.gpkg", 1)):
        yield ["geo-info", "-q", name], [name], code
    for name in HOSTILE if everything else HOSTILE[::4]:
        yield ["geo-convert", "-q", name], [name], None


def main():
    rig = Rig(__doc__)
    if SANITIZED:
        rig.skip("a sanitizer opens files of its own")
    if not shutil.which("strace") or subprocess.run(["strace", "-o", "/dev/null", "true"],
                                                    check=False).returncode:
        rig.skip("strace is not here, or not allowed")
    watch = Watch(rig)
    inputs = [n for n in rig.put_inputs(30)]
    for path in list(rig.folder.iterdir()):
        if path.is_file():
            path.rename(watch.work / path.name)
    put_journals(watch.work)
    put_decoys(watch.work)
    (rig.folder / "out").mkdir()
    for command, names, code in commands(inputs, rig.long):
        watch.run(command, names, code)
    corpus = ROOT.parent / "shared" / "corpus" / "own"
    for path in sorted(corpus.rglob("*")) if rig.long else ():
        if path.is_file() and path.stat().st_size < 10**7:
            watch.run(["geo-info", "-q", str(path)], [str(path)], None)
    rig.end(f"{watch.runs} runs, {watch.calls} calls: no socket, no file but those named, inputs "
            "as they were")


if __name__ == "__main__":
    main()
