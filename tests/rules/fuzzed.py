#!/usr/bin/env python3
"""Fails when a public function or a reader has neither a fuzz target nor a written reason, when a
target named does not call it, or when a row is about something that is gone (fuzz_targets.tsv)."""
import csv
import pathlib
import re
import sys

TABLE = "tests/fuzz/targets.tsv"
LIST = "libgeo/exported_symbols.txt"


def rows(root):
    """{function or reader: (target or "-", reason)}"""
    with open(root / TABLE, encoding="utf-8") as text:
        table = [r for r in csv.reader(text, delimiter="\t") if r and not r[0].startswith("#")]
    return {name: (target, why) for name, target, why in table}


def source_of(root, target):
    """What the target itself and the files it shares with others say."""
    names = [root / "tests/fuzz" / f"{target}.c", root / "tests/fuzz/fuzz_layer.c"]
    return "".join(p.read_text(encoding="utf-8") for p in names if p.exists())


def faults(root):
    table = rows(root)
    public = set((root / LIST).read_text(encoding="utf-8").split())
    for name in sorted(public - table.keys()):
        yield f"{TABLE}: {name} has neither a fuzz target nor a reason"
    for name, (target, why) in sorted(table.items()):
        if name.startswith("geo_") and name not in public:
            yield f"{TABLE}: {name} is no public function any more"
        if target == "-":
            if not why.strip():
                yield f"{TABLE}: {name} has no reason"
        elif not (root / "tests/fuzz" / f"{target}.c").exists():
            yield f"{TABLE}: there is no target {target}"
        elif not re.search(rf"\b{re.escape(why.split()[0] if why else name)}\b",
                           source_of(root, target)):
            yield f"{TABLE}: {target} does not call {why.split()[0] if why else name}"


def main():
    found = list(faults(pathlib.Path(sys.argv[1])))
    print("\n".join(found) or "every public function and reader is fuzzed, or has a reason")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
