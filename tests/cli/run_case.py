#!/usr/bin/env python3
"""Run one case of tests/cli/cases and compare what it does with what it shall do.

    run_case.py BIN CASE       UPDATE=1 writes what it does as what it shall do

A case is a folder with `cmd` (sh), and what that shall give: `stdout`, `stderr`, `exit` (0 when
missing) and `left`, the names of the files it leaves behind (none when missing). It runs in an
empty folder that has tests/cli/data as `data`, with the programs of BIN first on the PATH.
"""
import difflib
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent


def without_versions(text):
    """Which libraries had a part in a run stays; their versions are those of the machine."""
    return re.sub(r'"libraries": ?\{[^}]*\}',
                  lambda found: re.sub(r'"[0-9][^"]*"', '"VERSION"', found[0]), text)


def run(bin_folder, case):
    with tempfile.TemporaryDirectory() as folder:
        os.symlink(HERE / "data", os.path.join(folder, "data"))
        keep = ("HOME", "LD_LIBRARY_PATH", "LSAN_OPTIONS", "ASAN_OPTIONS", "TSAN_OPTIONS")
        environment = {k: v for k, v in os.environ.items() if k in keep}
        environment.update(PATH=f"{bin_folder}:/usr/bin:/bin", LC_ALL="C.UTF-8", TMPDIR=folder)
        done = subprocess.run(["sh", case / "cmd"], cwd=folder, env=environment, capture_output=True,
                              stdin=subprocess.DEVNULL, timeout=120, check=False)
        os.unlink(os.path.join(folder, "data"))
        left = "".join(f"{p.relative_to(folder)}\n" for p in sorted(pathlib.Path(folder).rglob("*")))
    return {"stdout": without_versions(done.stdout.decode("utf-8", "surrogateescape")),
            "stderr": done.stderr.decode("utf-8", "surrogateescape"),
            "exit": f"{done.returncode}\n", "left": left}


def read(path, otherwise):
    return path.read_text(encoding="utf-8", errors="surrogateescape") if path.exists() else otherwise


def main():
    bin_folder, case = pathlib.Path(sys.argv[1]).resolve(), HERE / "cases" / sys.argv[2]
    got, same = run(bin_folder, case), True
    for name, text in got.items():
        path = case / name
        otherwise = "0\n" if name == "exit" else ""
        if os.environ.get("UPDATE"):
            if text == otherwise:
                path.unlink(missing_ok=True)
            else:
                path.write_text(text, encoding="utf-8", errors="surrogateescape")
        expected = read(path, otherwise)
        if text != expected:
            same = False
            sys.stdout.writelines(line if line.endswith("\n") else line + "\n" for line in
                                  difflib.unified_diff(expected.splitlines(True),
                                                       text.splitlines(True),
                                                       f"{case.name}/{name}", "got"))
    sys.exit(0 if same else 1)


if __name__ == "__main__":
    main()
