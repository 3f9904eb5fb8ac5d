#!/usr/bin/env python3
"""A real PostGIS server of this test's own: it listens on a socket in a temporary folder, on no
port, and gives what the file gives that was put into it. Where PostgreSQL, PostGIS or ogr2ogr is
not installed only what needs no server is looked at, and the rest is skipped, saying so.

    postgis.py BIN"""
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from postgis_server import Server, find_programs  # noqa: E402

BIN = pathlib.Path(sys.argv[1]).resolve()
DATA = pathlib.Path(__file__).resolve().parent / "data"
SECRET = "s3cret'\\ word"
QUOTED = "'s3cret\\'\\\\ word'"
IN_ADDRESS = "s3cret%27%5C%20word"
SKIPPED = 77
faults = []


def expect(what, good, got=""):
    if not good:
        faults.append(f"{what}: {got}")


def run(*command, env=None, timeout=60):
    return subprocess.run([BIN / command[0], *map(str, command[1:])], capture_output=True,
                          text=True, check=False, timeout=timeout,
                          env={**os.environ, "LC_ALL": "C.UTF-8", **(env or {})})


# ---- Without a server -------------------------------------------------------------------------

def check_refused(folder):
    """A server that is not there: one error, with its reason, soon, and without the password."""
    for source in (f"PG:dbname=city host={folder} user=me password=s3cret",
                   "postgresql://me:s3cret@127.0.0.1:1/city"):
        done = run("geo-info", "--allow-remote", source)
        expect("no server: exit", done.returncode == 1, done)
        expect("no server: reason", "cannot be opened: connection to server" in done.stderr,
               done.stderr)
        expect("no server: secret", "s3cret" not in done.stderr + done.stdout, done.stderr)
        expect("no server: one error", done.stderr.count("error:") == 1, done.stderr)


def silent_server():
    """Something that takes connections and says nothing."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(5)
    listener.settimeout(60)
    return listener, f"host=127.0.0.1 port={listener.getsockname()[1]} dbname=city user=me"


def check_silent():
    listener, where = silent_server()
    with listener:
        begun = time.monotonic()
        done = run("geo-info", "--allow-remote", f"PG:{where} connect_timeout=2")
        expect("timeout", done.returncode == 1 and "timeout" in done.stderr, done)
        expect("timeout: time", time.monotonic() - begun < 8, time.monotonic() - begun)
    listener, where = silent_server()
    with listener:
        command = [BIN / "geo-convert", "--allow-remote", "-q", f"PG:{where} password=s3cret",
                   "--format", "geojson"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              text=True) as waiting:
            called = listener.accept()[0]  # kept open: it waits for the answer
            called.recv(8)
            title = pathlib.Path(f"/proc/{waiting.pid}/cmdline").read_bytes()
            expect("title", b"s3cret" not in title and b"password=***" in title, title)
            asked = time.monotonic()
            waiting.send_signal(signal.SIGINT)
            _, said = waiting.communicate(timeout=30)
            called.close()
            expect("Ctrl-C", waiting.returncode == 130 and said == "geo-convert: error: "
                   "interrupted\n", (waiting.returncode, said))
            expect("Ctrl-C: time", time.monotonic() - asked < 2, time.monotonic() - asked)


# ---- A server ---------------------------------------------------------------------------------

def fill(server, folder):
    """The places of a file, put in by GDAL, and tables of other kinds."""
    server.ask("CREATE DATABASE city", "postgres")
    server.ask("CREATE EXTENSION postgis")
    write_places(folder / "places.geojson")
    subprocess.run(["ogr2ogr", "-f", "PostgreSQL", server.source(), folder / "places.geojson",
                    "-nln", "places"], check=True, capture_output=True)
    escaped = SECRET.replace("'", "''")
    server.ask("CREATE SCHEMA plan; CREATE TABLE plan.lots (id int PRIMARY KEY, use text, "
               "geom geometry(MultiPolygon, 4548)); INSERT INTO plan.lots VALUES (7, 'R2', "
               "ST_Multi(ST_MakeEnvelope(500000, 4400000, 500100, 4400050, 4548))); "
               "CREATE TABLE lost (geom geometry(Point)); INSERT INTO lost VALUES "
               "(ST_Point(500000, 4400000)); "
               "CREATE VIEW every AS SELECT * FROM places; "
               "CREATE MATERIALIZED VIEW kept AS SELECT * FROM places; "
               "CREATE FUNCTION spoil() RETURNS int LANGUAGE sql AS "
               "'DELETE FROM lost RETURNING 1'; "
               "CREATE VIEW trap AS SELECT spoil() AS n, geom FROM lost; "
               f"CREATE ROLE reader LOGIN PASSWORD '{escaped}'; GRANT SELECT ON places TO reader")


def write_places(path):
    features = [{"type": "Feature",
                 "properties": {"name": None if i % 7 == 3 else f"学院路 {i}", "jobs": i * 10 ** 9,
                                "size": i / 8, "open": i % 2 == 0, "since": f"2024-01-{i + 1:02}"},
                 "geometry": None if i == 5 else {"type": "Point", "coordinates":
                                                  [116.3 + i / 1024, 39.9 + i / 2048]}}
                for i in range(20)]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))


def features_of(done):
    return [(f["properties"], f["geometry"]) for f in json.loads(done.stdout)["features"]]


def check_twin(server, folder):
    """The table is what the file was."""
    twin = run("geo-convert", "-q", folder / "places.geojson")
    for source, more in ((server.source(), ["--layer", "places"]),
                         (server.source(), ["--layer", "public.places"]),
                         (server.source(), ["--layer", "kept"]),
                         (server.source("tables=places"), []),
                         (server.source("schemas=public"), ["--layer", "places"]),
                         (f"postgresql://{server.name}@/city?host={server.folder}",
                          ["--layer", "places"])):
        done = run("geo-convert", "-q", "--allow-remote", source, *more)
        expect(f"{source} {more}: exit", done.returncode == 0, done.stderr)
        if done.returncode == 0:
            expect(f"{source} {more}: the same", features_of(done) == features_of(twin),
                   done.stdout[:600])
    stream = run("geo-convert", "-q", "--allow-remote", server.source("tables=places"), "--format",
                 "geojsonseq")
    expect("as a stream", len(stream.stdout.splitlines()) == 20, stream)
    again = [run("geo-convert", "-q", "--allow-remote", server.source("tables=places")).stdout
             for _ in range(2)]
    expect("equal bytes", again[0] == again[1])


def check_systems(server):
    lots = run("geo-info", "--json", "--allow-remote", server.source(), "--layer", "plan.lots")
    expect("SRID 4548", lots.returncode == 0 and json.loads(lots.stdout)["crs"] == "EPSG:4548"
           if lots.stdout else False, lots)
    made = json.loads(run("geo-convert", "-q", "--allow-remote", server.source(), "--layer",
                          "plan.lots").stdout)
    expect("key becomes id", made["features"][0]["id"] == 7, made)
    expect("layer kept", made["geo:run"]["inputs"][0]["layer"] == "plan.lots", made["geo:run"])
    lost = run("geo-info", "--allow-remote", server.source(), "--layer", "lost")
    expect("no SRID", lost.returncode == 1 and "does not say in which system" in lost.stderr, lost)
    told = run("geo-info", "-q", "--allow-remote", "--in-crs", "EPSG:4548", server.source(),
               "--layer", "lost")
    expect("no SRID, told", told.returncode == 0, told)


def check_list(server):
    done = run("geo-info", "--json", "--allow-remote", server.source())
    listed = json.loads(done.stdout)["layers"] if done.returncode == 0 else done
    found = {e["name"]: (e["geometry"], e["features"], e["view"]) for e in listed} \
        if isinstance(listed, list) else {}
    expect("list", found == {"places": ("Point", 20, False), "plan.lots": ("MultiPolygon", 1, False),
                             "lost": ("Point", 1, False), "kept": ("Point", 20, False),
                             "every": ("any", None, True), "trap": ("any", None, True)}, listed)
    wrong = run("geo-info", "--allow-remote", server.source(), "--layer", "plan.lot")
    expect("wrong name", wrong.returncode == 2 and 'did you mean "plan.lots"' in wrong.stderr, wrong)
    both = run("geo-convert", "--allow-remote", server.source())
    expect("several", both.returncode == 2 and "tables=" in both.stderr, both)


def check_views(server):
    """A view runs SQL of whoever made it: refused, and read only where it is allowed."""
    done = run("geo-convert", "--allow-remote", server.source(), "--layer", "every")
    expect("view", done.returncode == 1 and "is a view" in done.stderr, done)
    done = run("geo-convert", "-q", "--allow-remote", "--allow-views", server.source(), "--layer",
               "every")
    expect("view, allowed", done.returncode == 0 and len(features_of(done)) == 20, done.stderr)
    done = run("geo-convert", "--allow-remote", "--allow-views", "--in-crs", "EPSG:4548",
               server.source(), "--layer", "trap")
    expect("trap", done.returncode == 1 and "read-only transaction" in done.stderr, done)
    expect("nothing deleted", server.ask("SELECT count(*) FROM lost") == "1")


def check_password(server, folder):
    """Given in the source or by a file that is named, and kept out of all that is written."""
    where = f"PG:host={server.folder} dbname=city user=reader tables=places"
    file = folder / "pass"
    escaped = SECRET.replace("\\", "\\\\")
    file.write_text(f"*:*:city:reader:{escaped}\n")
    file.chmod(0o600)
    address = f"postgres://reader:{IN_ADDRESS}@/city?host={server.folder}&tables=places"
    for source in (f"{where} password={QUOTED}", f"{where} passfile={file}", address):
        done = run("geo-convert", "--allow-remote", source)
        expect(f"{source}: let in", done.returncode == 0, done.stderr)
        text = done.stdout + done.stderr
        expect(f"{source}: kept out", "s3cret" not in text and "word" not in
               text.replace("password", ""), text[-900:])
        expect(f"{source}: shown", source == f"{where} passfile={file}" or "***" in done.stdout)
    wrong = run("geo-info", "--allow-remote", f"{where} password=s3cretly")
    expect("wrong password", wrong.returncode == 1 and "authentication failed" in wrong.stderr
           and "s3cret" not in wrong.stderr, wrong)
    home = folder / "home"
    home.mkdir()
    shutil.copy(file, home / ".pgpass")
    for env in ({"PGPASSWORD": SECRET}, {"HOME": str(home)}, {"PGPASSFILE": str(file)}):
        done = run("geo-info", "--allow-remote", where, env=env)
        expect(f"{env}: not used", done.returncode == 1 and "no password supplied" in done.stderr,
               done)
    done = run("geo-info", "-q", "--allow-remote", server.source("tables=places"),
               env={"PGHOST": "/nowhere", "PGPORT": "1", "PGUSER": "x", "PGTZ": "Asia/Shanghai",
                    "PGCLIENTENCODING": "LATIN1", "PGOPTIONS": "-c search_path=nowhere"})
    expect("environment: not used", done.returncode == 0 and "学院路" in done.stdout, done)


def check_closed(server):
    """Without the option nothing connects, though the server is there."""
    before = server.ask("SELECT sessions FROM pg_stat_database WHERE datname = 'city'")
    done = run("geo-convert", server.source())
    expect("not allowed", done.returncode == 1 and "--allow-remote" in done.stderr, done)
    after = server.ask("SELECT sessions FROM pg_stat_database WHERE datname = 'city'")
    expect("not allowed: nobody came", int(after) - int(before) <= 1, (before, after))
    gone = run("geo-info", "--allow-remote", server.source().replace("city", "town"))
    expect("no such database", gone.returncode == 1 and 'database "town" does not exist' in
           gone.stderr, gone)


def check_server(folder, programs):
    server = Server(folder / "s", programs)
    try:
        fill(server, folder)
        check_twin(server, folder)
        check_systems(server)
        check_list(server)
        check_views(server)
        check_password(server, folder)
        check_closed(server)
    finally:
        server.stop()


def main():
    programs = find_programs() if shutil.which("ogr2ogr") else None
    with tempfile.TemporaryDirectory(prefix="geo-pg-") as name:
        folder = pathlib.Path(name)
        folder.chmod(0o755)
        check_refused(folder)
        check_silent()
        if programs:
            (folder / "s").mkdir()
            check_server(folder, programs)
    print("\n".join(faults))
    if faults:
        sys.exit(1)
    if not programs:
        print("skipped: a server is not looked at, since PostgreSQL with PostGIS, or ogr2ogr, is "
              "not installed")
        sys.exit(SKIPPED)


if __name__ == "__main__":
    main()
