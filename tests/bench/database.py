"""PostGIS as a peer: a server of the benchmark's own, in a folder of its own."""
import array
import pathlib
import re
import subprocess
import sys

from case import Timing

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import postgis_server  # noqa: E402


class Database:
    """Started when it is first asked; every question of None where PostGIS is not installed."""

    def __init__(self, folder):
        self.folder, self.server, self.tables = folder, None, set()
        self.programs = postgis_server.find_programs()

    def start(self):
        if self.server is None:
            self.folder.mkdir()
            self.server = postgis_server.Server(self.folder, self.programs)
            self.server.ask("CREATE DATABASE city", "postgres")
            self.server.ask("CREATE EXTENSION postgis")

    def load(self, places):
        """A file of pairs of doubles as a table of points; its name."""
        name = "p_" + re.sub(r"\W", "_", places.stem)
        if name not in self.tables:
            at = array.array("d", places.read_bytes())
            text = self.folder / "places.csv"
            with open(text, "w", encoding="utf-8") as out:
                out.writelines(f"{x!r},{y!r}\n" for x, y in zip(at[::2], at[1::2], strict=True))
            self.server.ask("DROP TABLE IF EXISTS given; CREATE TABLE given (x float8, y float8)")
            self.server.ask(f"COPY given FROM '{text}' CSV")
            self.server.ask(f"CREATE TABLE {name} AS SELECT ST_SetSRID(ST_Point(x, y), 4548) "
                            "AS geom FROM given")
            self.server.ask(f"VACUUM ANALYZE {name}")
            self.tables.add(name)
        return name

    def query(self, question):
        """(places, SQL with {} for their table): the time that psql tells, and the answer."""
        places, sql = question
        if self.programs is None:
            return None
        self.start()
        table = self.load(places)
        done = subprocess.run(
            [self.programs / "psql", "-h", self.folder, "-U", self.server.name, "-d", "city",
             "-XAtq", "-c", r"\timing on", "-c", sql.format(table)], user=self.server.user,
            check=True, capture_output=True, text=True, cwd=self.folder)
        answer, time = done.stdout.rsplit("Time: ", 1)
        return Timing(float(time.split()[0]) / 1e3, said=answer.strip())

    def stop(self):
        if self.server is not None:
            self.server.stop()
