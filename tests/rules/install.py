#!/usr/bin/env python3
"""Installs the library into a fresh folder, moves it, and builds and runs the README's C program
against it, by pkg-config and by CMake's geo::geo."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

CMAKE = """cmake_minimum_required(VERSION 3.25)
project(example LANGUAGES C)
find_package(geo REQUIRED)
add_executable(example example.c)
target_link_libraries(example PRIVATE geo::geo)
"""


def run(*command, **options):
    print("+", *command, flush=True)
    return subprocess.run(command, check=True, text=True, **options)


def readme_program(root):
    """The first C block of the README."""
    text = (root / "README.md").read_text(encoding="utf-8")
    return re.search(r"^```c\n(.*?)^```", text, re.S | re.M)[1]


def install(build, folder):
    run("cmake", "--install", str(build), "--prefix", str(folder / "first"),
        stdout=subprocess.DEVNULL)
    shutil.move(folder / "first", folder / "moved")  # nothing may depend on the place
    return folder / "moved"


def by_pkg_config(folder, environment):
    flags = run("pkg-config", "--cflags", "--libs", "geo", env=environment, capture_output=True)
    run("cc", "-std=c11", "-Wall", "-Wextra", "-Werror", str(folder / "example.c"), "-o",
        str(folder / "example"), *flags.stdout.split())
    return folder / "example"


def by_cmake(folder, prefix):
    (folder / "CMakeLists.txt").write_text(CMAKE)
    run("cmake", "-S", str(folder), "-B", str(folder / "build"), f"-DCMAKE_PREFIX_PATH={prefix}",
        stdout=subprocess.DEVNULL)
    run("cmake", "--build", str(folder / "build"), stdout=subprocess.DEVNULL)
    return folder / "build/example"


def main(root, build):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        prefix = install(build, folder)
        lib = next(prefix.glob("lib*/**/libgeo.so")).parent
        environment = dict(os.environ, PKG_CONFIG_PATH=str(lib / "pkgconfig"),
                           LD_LIBRARY_PATH=str(lib))
        (folder / "example.c").write_text(readme_program(root), encoding="utf-8")
        programs = [by_pkg_config(folder, environment), by_cmake(folder, prefix)]
        outputs = [run(str(p), cwd=root, env=environment, capture_output=True).stdout
                   for p in programs]
        print(outputs[0], end="")
        assert outputs[0] and outputs[0] == outputs[1], "the two programs differ"


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
