#!/usr/bin/env python3
"""Fails when the library exports another set of symbols than the reviewed list, or calls what a
library must not. After a deliberate change: symbols.py --update ROOT LIBRARY."""
import pathlib
import re
import subprocess
import sys

LIST = "libgeo/exported_symbols.txt"
FORBIDDEN = {"exit", "_exit", "abort", "printf", "puts", "putchar", "perror", "setlocale", "rand",
             "srand", "random", "system", "popen", "execl", "execv", "execvp", "fork", "chdir",
             "localtime", "gmtime", "time", "strtok", "gets"}


def names(library, kind):
    flag = "--defined-only" if kind == "defined" else "--undefined-only"
    text = subprocess.run(["nm", "-D", flag, library], check=True, text=True, capture_output=True)
    found = (line.split()[-1] for line in text.stdout.splitlines() if line.strip())
    return {re.sub(r"@.*", "", name) for name in found}


def is_instrument(name):
    """What sanitizers and coverage add to every object."""
    return name.startswith(("__", "_init", "_fini", "_edata", "_end", "_bss_start"))


def faults(root, library):
    exported = {n for n in names(library, "defined") if not is_instrument(n)}
    reviewed = set((root / LIST).read_text().split())
    for name in sorted(exported - reviewed):
        yield f"{name} is exported and not in {LIST}"
    for name in sorted(reviewed - exported):
        yield f"{name} is in {LIST} and not exported"
    for name in sorted(names(library, "undefined") & FORBIDDEN):
        yield f"the library calls {name}()"


def update(root, library):
    listed = sorted(n for n in names(library, "defined") if not is_instrument(n))
    (root / LIST).write_text("\n".join(listed) + "\n")


if __name__ == "__main__":
    arguments = [a for a in sys.argv[1:] if a != "--update"]
    top, built = pathlib.Path(arguments[0]), arguments[1]
    if "--update" in sys.argv:
        update(top, built)
    found = list(faults(top, built))
    print("\n".join(found) or "symbols: no fault")
    sys.exit(bool(found))
