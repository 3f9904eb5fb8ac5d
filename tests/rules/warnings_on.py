#!/usr/bin/env python3
"""Fails when a file of ours is built without the warnings: the options of every compile command
must refuse probes that each of the warnings catches."""
import json
import pathlib
import shlex
import subprocess
import sys
import tempfile

PROBES = {
    "-Wall": "int probe(void); int probe(void) { int unused; return 0; }",
    "-Wextra": "int probe(unsigned a); int probe(unsigned a) { return a < 0; }",
    "-Wconversion": "char probe(int a); char probe(int a) { return a; }",
    "-Wshadow": "int probe(int a); int probe(int a) { { int a = 1; (void)a; } return a; }",
    "-Wmissing-prototypes": "int probe(void) { return 0; }",
    "-Wdouble-promotion": "double probe(float a); double probe(float a) { return a * 2.0; }",
    "-Wvla": "int probe(int n); int probe(int n) { int a[n]; return (int)sizeof a; }",
}


def options_of(command):
    """The warning and language options of one compile command."""
    return tuple(a for a in shlex.split(command) if a.startswith(("-W", "-std", "-pedantic")))


def accepts(options, text):
    with tempfile.NamedTemporaryFile("w", suffix=".c") as probe:
        probe.write(text + "\n")
        probe.flush()
        command = ["cc", *options, "-Werror", "-fsyntax-only", probe.name]
        return subprocess.run(command, capture_output=True).returncode == 0


def faults(commands):
    samples = {options_of(c["command"]): c["file"] for c in commands}
    if not samples:
        yield "no compile commands found"
    for options, sample in sorted(samples.items()):
        for warning, text in PROBES.items():
            if accepts(options, text):
                yield f"{warning} is not on for {sample}"


def commands_of(build):
    return json.loads((build / "compile_commands.json").read_text())


if __name__ == "__main__":
    found = list(faults(commands_of(pathlib.Path(sys.argv[1]))))
    print("\n".join(found) or "warnings: no fault")
    sys.exit(bool(found))
