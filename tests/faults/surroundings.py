#!/usr/bin/env python3
"""The same bytes wherever a tool runs (P11): in any locale, time zone, folder, with any umask, with
hostile configuration of GDAL and PROJ at home and in the environment, without a network, on a
processor without fused multiply-add and AVX2.

Output, messages and exit codes are compared. The locales with decimal commas and with GB18030
are made in a folder of our own, and left out, saying so, where localedef is missing. In short
three commands, and decimal commas alone."""
import os
import shutil
import subprocess
import sys

from rig import SANITIZED, Rig, statistics

HOSTILE_GDALRC = """[configoptions]
GDAL_DRIVER_PATH=/nowhere
OGR_GEOJSON_MAX_OBJ_SIZE=1
OGR_SQLITE_SYNCHRONOUS=OFF
GDAL_SKIP=GeoJSON,GPKG,FlatGeobuf
CPL_DEBUG=ON
CPL_LOG_ERRORS=ON
SHAPE_ENCODING=CP437
OGR_CT_FORCE_TRADITIONAL_GIS_ORDER=NO
CENTER_LONG=90
"""
HOSTILE_PROJ = """[general]
network = on
cdn_endpoint = http://127.0.0.1:18099
only_best_default = on
"""
NO_FUSED = "glibc.cpu.hwcaps=-AVX2_Usable,-FMA_Usable,-AVX2,-FMA,-AVX512F,-FMA4"


def commands(inputs, everything):
    """(command, does it write files)"""
    yield ["geo-cluster", "--eps", "800m", "in.geojson"], False
    yield ["geo-convert", "in.geojson", "--no-style", "-o", "out.gpkg"], True
    yield ["geo-convert", "in.gpkg"], False
    if not everything:
        return
    yield ["geo-convert", "nowhere.geojson"], False
    for name in inputs:
        yield ["geo-info", name], False
        yield ["geo-convert", name], False
        if name not in ("in.csv", "in.shp"):
            out = "out" + name[2:]
            yield ["geo-convert", "in.geojson", "--no-style", "-o", out], True
    yield ["geo-cluster", "--method", "kmeans", "--k", "5", "in.geojson"], False
    yield ["geo-proximity", "in.geojson", "--facilities", "in.fgb"], False
    yield ["geo-coverage", "area.geojson", "--facilities", "in.fgb", "--radius", "2km"], False
    yield ["geo-access", "in.geojson", "-f", "in.fgb", "--cutoff", "2km"], False
    yield ["geo-grid", "--square", "1km", "--around", "in.geojson"], False
    for words in statistics():
        yield words, True


def make_locales(folder, everything):
    """Names of the locales there are now; those of `folder` need LOCPATH."""
    made = []
    wanted = [("de_DE.UTF-8", "de_DE", "UTF-8"), ("zh_CN.GB18030", "zh_CN", "GB18030"),
              ("tr_TR.UTF-8", "tr_TR", "UTF-8")]  # the second takes long
    for name, source, charset in wanted if everything else wanted[:1]:
        if shutil.which("localedef"):
            subprocess.run(["localedef", "-c", "-i", source, "-f", charset, str(folder / name)],
                           capture_output=True, check=False)
        if (folder / name).exists():
            made.append(name)
        else:
            print(f"the locale {name} cannot be made here: left out")
    return made


def surroundings(rig):
    """(what is different, how to run there)"""
    locales = rig.folder / "locales"
    locales.mkdir()
    for name in ("C", "POSIX", *make_locales(locales, rig.long)):
        # With LOCPATH, glibc's iconv_open() never frees a list that it makes once.
        yield name, {"env": rig.environment(LC_ALL=name, LOCPATH=locales,
                                            ASAN_OPTIONS="detect_leaks=0")}
    yield "TZ", {"env": rig.environment(TZ="Asia/Shanghai")}
    yield "umask 077", {"preexec_fn": lambda: os.umask(0o077)}
    home = rig.folder / "home"
    for path, text in ((".gdal/gdalrc", HOSTILE_GDALRC),
                       (".local/share/proj/proj.ini", HOSTILE_PROJ)):
        (home / path).parent.mkdir(parents=True)
        (home / path).write_text(text)
    yield "hostile home", {"env": rig.environment(HOME=home, XDG_DATA_HOME=home / ".local/share")}
    yield "hostile environment", {"env": rig.environment(
        GDAL_CONFIG_FILE=home / ".gdal/gdalrc", GDAL_DRIVER_PATH="/nowhere", PROJ_NETWORK="ON",
        OGR_DRIVER_PATH="/nowhere", GDAL_SKIP="GPKG", CPL_DEBUG="ON", SHAPE_ENCODING="CP437",
        OSM_CONFIG_FILE="/nowhere", GDAL_NUM_THREADS="7", CPL_TMPDIR="/nowhere", TMPDIR="/nowhere",
        OGR_GEOMETRY_ACCEPT_UNCLOSED_RING="NO", SQLITE_TMPDIR="/nowhere", NO_COLOR="1")}
    if not SANITIZED:
        yield "no FMA, no AVX2", {"env": rig.environment(GLIBC_TUNABLES=NO_FUSED)}


def attempt(rig, command, writes, how):
    before = set(rig.folder.iterdir())
    done = rig.run(command, **how)
    written = {}
    for path in sorted(set(rig.folder.iterdir()) - before) if writes else ():
        written[path.name] = path.read_bytes()
        path.unlink()
    return done.code, done.out, done.said, written


def compare(rig, what, command, got, wanted):
    for name, a, b in zip(("exit", "output", "messages", "files"), got, wanted):
        if a != b:
            line = " ".join(map(str, command))
            rig.fault(f"{what}: {line}: another {name}: {a!r:.300} {b!r:.300}")


def main():
    rig = Rig(__doc__)
    inputs = rig.put_inputs(60)
    (rig.folder / "area.geojson").write_text(
        '{"type":"Polygon","coordinates":[[[116.3,39.9],[116.4,39.9],[116.4,40],[116.3,39.9]]]}')
    tried = [(c, writes, attempt(rig, c, writes, {})) for c, writes in commands(inputs, rig.long)]
    for command, writes, wanted in tried:
        if (wanted[0] != (1 if "nowhere.geojson" in command else 0)
                or bool(wanted[3]) != writes):
            sys.exit(f"{command}: {wanted}")
    places = 0
    for what, how in surroundings(rig):
        places += 1
        for command, writes, wanted in tried:
            compare(rig, what, command, attempt(rig, command, writes, how), wanted)
    if shutil.which("unshare") and subprocess.run(["unshare", "-rn", "true"], check=False,
                                                  capture_output=True).returncode == 0:
        places += 1
        for command, _, wanted in [t for t in tried if not t[1]]:
            line = ["unshare", "-rn", rig.bin / command[0], *command[1:]]
            done = subprocess.run(line, cwd=rig.folder, capture_output=True, check=False,
                                  env=rig.environment(), stdin=subprocess.DEVNULL)
            compare(rig, "no network", command,
                    (done.returncode, done.stdout, done.stderr.decode(), {}), wanted)
    else:
        print("unshare is not allowed here: the run without a network is left out")
    elsewhere = rig.folder / "else where"
    elsewhere.mkdir()
    for command, _, wanted in [t for t in tried if not t[1] and t[0][0] == "geo-convert"]:
        there = [c if not c.startswith("in.") else "../" + c for c in command]
        done = rig.run(there, cwd=elsewhere)
        compare(rig, "another folder", there, (done.code, done.out.replace(b"../in.", b"in.")),
                wanted[:2])
    rig.end(f"{len(tried)} commands in {places + 1} surroundings: the same bytes")


if __name__ == "__main__":
    main()
