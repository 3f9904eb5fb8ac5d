"""A PostGIS server of one's own: it listens on a socket in a folder, on no port."""
import glob
import os
import pathlib
import pwd
import shutil
import signal
import subprocess
import time


def find_programs():
    """Where they are, or None without PostgreSQL or PostGIS."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb")) or [shutil.which("initdb") or ""]
    folder = pathlib.Path(found[-1]).parent
    share = glob.glob("/usr/share/postgresql/*/extension/postgis.control") + \
        glob.glob(str(folder.parent / "share/**/extension/postgis.control"), recursive=True)
    complete = all((folder / p).exists() for p in ("initdb", "postgres", "psql"))
    return folder if complete and share else None


class Server:
    """PostgreSQL with PostGIS in a folder, run by somebody who is not root."""

    def __init__(self, folder, programs):
        self.folder, self.programs = folder, programs
        self.user = "nobody" if os.geteuid() == 0 else None
        self.name = self.user or pwd.getpwuid(os.geteuid()).pw_name
        if self.user:
            shutil.chown(folder, self.user)
        os.chmod(folder, 0o755)
        self.data = folder / "data"
        self.do("initdb", "-D", self.data, "-U", self.name, "-A", "trust", "-E", "UTF8",
                "--locale=C", "-N")
        (self.data / "pg_hba.conf").write_text(
            "local all reader scram-sha-256\nlocal all all trust\n")
        self.process = subprocess.Popen(
            [programs / "postgres", "-D", self.data, "-c", "listen_addresses=", "-c",
             f"unix_socket_directories={folder}", "-c", "fsync=off", "-c", "logging_collector=off"],
            user=self.user, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder)
        for _ in range(200):
            if (folder / ".s.PGSQL.5432").exists() and self.ask("SELECT 1", "postgres") == "1":
                break
            time.sleep(0.05)

    def do(self, program, *arguments):
        subprocess.run([self.programs / program, *map(str, arguments)], user=self.user, check=True,
                       cwd=self.folder, stdout=subprocess.DEVNULL)

    def ask(self, sql, database="city"):
        done = subprocess.run([self.programs / "psql", "-h", self.folder, "-U", self.name, "-d",
                               database, "-XAtqc", sql], user=self.user, check=False,
                              capture_output=True, text=True, cwd=self.folder)
        if done.returncode != 0 and database == "city":
            raise RuntimeError(done.stderr)
        return done.stdout.strip()

    def source(self, more=""):
        return f"PG:host={self.folder} dbname=city user={self.name} {more}".strip()

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=30)
