#!/usr/bin/env python3
"""Plants a fault for every rule in a copy of the sources and sees each rule find its own."""
import pathlib
import shutil
import sys
import tempfile

import banners
import fuzzed
import headers
import layers
import symbols
import warnings_on

INCLUDES = [  # file, line added to it, what that breaks
    ("libgeo/base/text.c", '#include "layer/builder.h"', "base may not include layer"),
    ("libgeo/layer/builder.h", '#include "geo/space.h"', "layer may not include space"),
    ("libgeo/space/grid.h", "#include <geos_c.h>", "GEOS outside geometry/"),
    ("libgeo/space/kdtree.h", "#include <ogr_api.h>", "GDAL outside io/"),
    ("libgeo/layer/builder.h", "#include <proj.h>", "PROJ outside space/"),
    ("libgeo/space/rtree.h", '#include "geo/coverage.h"', "space may not include metrics"),
    ("include/geo/coverage.h", '#include "geo/nowhere.h"', "a public header not in the table"),
]


def append(path, text):
    path.write_text(path.read_text(encoding="utf-8") + text + "\n", encoding="utf-8")


def plant_includes(copy):
    for name, line, what in INCLUDES:
        before = (copy / name).read_text(encoding="utf-8")
        append(copy / name, line)
        yield what, any(layers.faults(copy))
        (copy / name).write_text(before, encoding="utf-8")
    (copy / "tools").mkdir(exist_ok=True)
    (copy / "tools/geo-planted.c").write_text('#include "base/base.h"\n')
    yield "tools see only include/geo", any(layers.faults(copy))


def plant(root, library, build):
    """Yields (what was planted, whether its rule found it)."""
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder)
        for top in ("libgeo", "include"):
            shutil.copytree(root / top, copy / top)
        assert not any(layers.faults(copy)), "the sources break the layer rule already"
        yield from plant_includes(copy)

        assert not any(banners.faults(copy)), "the sources break the rule of banners already"
        before = (copy / "libgeo/base/text.c").read_text(encoding="utf-8")
        append(copy / "libgeo/base/text.c", "/* ---- Planted\n * ---- */")
        yield "a banner on two lines", any(banners.faults(copy))
        (copy / "libgeo/base/text.c").write_text(before, encoding="utf-8")

        header = copy / "include/geo/geo.h"
        header.write_text(header.read_text().replace("#include <stdint.h>", ""))
        yield "a header that needs another", any(headers.faults(copy / "include"))

        shutil.copytree(root / "tests/fuzz", copy / "tests/fuzz",
                        ignore=shutil.ignore_patterns("corpus"))
        assert not any(fuzzed.faults(copy)), "the sources break the rule of fuzzing already"
        append(copy / symbols.LIST, "geo_not_there")
        yield "a symbol listed and not exported", any(symbols.faults(copy, library))
        yield "a function without a fuzz target", any(fuzzed.faults(copy))
        (copy / symbols.LIST).write_text("geo_version\n")
        yield "a symbol exported and not listed", any(symbols.faults(copy, library))

        commands = warnings_on.commands_of(build)
        commands[0]["command"] = commands[0]["command"].replace("-Wconversion ", "")
        yield "a file built without -Wconversion", any(warnings_on.faults(commands))


if __name__ == "__main__":
    results = list(plant(pathlib.Path(sys.argv[1]), sys.argv[2], pathlib.Path(sys.argv[3])))
    for what, found in results:
        print(("found    " if found else "NOT FOUND") + "  " + what)
    sys.exit(not results or not all(found for _, found in results))
