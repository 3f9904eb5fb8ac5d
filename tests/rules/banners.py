#!/usr/bin/env python3
"""Fails when a banner, the comment over a part of a file, does not stand on one line: `/* ----`,
its words, hyphens and `*/`. clang-format breaks those that are too wide. 93 columns are usual."""
import pathlib
import re
import sys

BEGINS = re.compile(r"/\* ----")
WHOLE = re.compile(r"/\* ---- \S(.*\S)? -{2,} \*/$")
MOST_COLUMNS = 100


def faults(root):
    files = [p for top in ("libgeo", "tools", "include", "tests")
             for p in (root / top).glob("**/*.[ch]")]
    for path in sorted(files):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if BEGINS.match(line) and not (WHOLE.match(line) and len(line) <= MOST_COLUMNS):
                yield f"{path.relative_to(root)}:{number}: {line}"


if __name__ == "__main__":
    found = list(faults(pathlib.Path(sys.argv[1])))
    print("\n".join(found) or "banners: no fault")
    sys.exit(bool(found))
