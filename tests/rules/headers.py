#!/usr/bin/env python3
"""Fails when a public header does not compile alone, as C11 and as C++17."""
import pathlib
import subprocess
import sys

LANGUAGES = [
    (["cc", "-std=c11", "-xc"], "C11"),
    (["c++", "-std=c++17", "-xc++"], "C++17"),
]
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror", "-fsyntax-only"]


def faults(include):
    headers = sorted(include.glob("geo/*.h"))
    if not headers:
        yield f"no headers in {include}/geo"
    for header in headers:
        source = f'#include "geo/{header.name}"\n#include "geo/{header.name}"\n'
        for compiler, name in LANGUAGES:
            command = [*compiler, *WARNINGS, f"-I{include}", "-"]
            run = subprocess.run(command, input=source, text=True, capture_output=True)
            if run.returncode != 0:
                yield f"{header.name} does not compile alone as {name}:\n{run.stderr}"


if __name__ == "__main__":
    found = list(faults(pathlib.Path(sys.argv[1]) / "include"))
    print("\n".join(found) or "headers: no fault")
    sys.exit(bool(found))
