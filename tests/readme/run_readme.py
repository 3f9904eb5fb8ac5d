#!/usr/bin/env python3
"""Runs every shell block of the READMEs that calls a tool, as written, in a scratch copy of the
clone's root, and sees that each succeeds and writes what it says it writes."""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

BLOCK = re.compile(r"^```sh\n(.*?)^```", re.S | re.M)
OUTPUT = re.compile(r"answers/[\w.]+")


def pipelines(readme):
    blocks = BLOCK.findall(readme.read_text(encoding="utf-8"))
    return [b for b in blocks if re.search(r"^\s*geo ", b, re.M)]


def run(block, folder, environment):
    """None, or what went wrong."""
    shell = subprocess.run(["bash", "-euo", "pipefail", "-c", block], cwd=folder, env=environment,
                           capture_output=True, text=True)
    if shell.returncode != 0:
        return f"exit {shell.returncode}\n{shell.stderr}"
    missing = [o for o in OUTPUT.findall(block) if not (folder / o).exists()]
    return f"not written: {missing}" if missing else None


def main(root, tools):
    environment = dict(os.environ, PATH=f"{tools}:{os.environ['PATH']}")
    wrong = count = 0
    for readme in (root / "README.md", root / "README.zh.md"):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            (folder / "datasets").symlink_to(root / "datasets")
            (folder / "answers").mkdir()
            for block in pipelines(readme):
                count += 1
                fault = run(block, folder, environment)
                if fault:
                    wrong += 1
                    print(f"{readme.name}:\n{block}{fault}")
    print(f"readme: {count} blocks run, {wrong} wrong")
    return 1 if wrong or count < 6 else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve(), sys.argv[2]))
