"""libgeo in this process, for scripts that compare its numbers with those of peers.

A library that is made with sanitizers cannot be loaded here: its scripts are not registered then.
"""
import ctypes as c
import json
import pathlib
import subprocess
import sys

SKIPPED = 77
HERE = pathlib.Path(__file__).resolve().parent


class Options(c.Structure):
    """Any options: the first member is their size, which is filled in."""

    def __init__(self, *values):
        super().__init__(c.sizeof(self), *values)


class Library:
    """Functions by their names, called with a context; one that fails is an error here.

    Arrays of numpy go as pointers, whole numbers as int64_t, others as double, structures by
    reference, None as NULL; what else there is (handles, enums) goes as it is."""

    def __init__(self, path):
        self.lib, self.ctx = c.CDLL(path), c.c_void_p()
        self.lib.geo_ctx_message.restype = c.c_char_p
        assert self.lib.geo_ctx_create(None, c.byref(self.ctx)) == 0

    def __getattr__(self, name):
        function = getattr(self.lib, f"geo_{name}")

        def call(*arguments):
            status = function(self.ctx, *map(as_c, arguments))
            assert status == 0, f"geo_{name}: {self.lib.geo_ctx_message(self.ctx).decode()}"

        return call

    def made(self, name, *arguments):
        """What a function makes and gives back by its last argument; lives as long as this."""
        handle = c.c_void_p()
        getattr(self, name)(*arguments, Out(handle))
        return handle

    def points(self, places):
        """Shapes of [n, 2] metres."""
        import numpy

        x, y = (numpy.ascontiguousarray(places[:, k], dtype=float) for k in (0, 1))
        return self.made("shapes_create_points", len(x), x, y)


class Out:
    def __init__(self, value):
        self.pointer = c.byref(value)


class ByValue:
    """A structure that goes itself, not by its address."""

    def __init__(self, value):
        self.value = value


def as_c(value):
    if value is None or isinstance(value, (c.c_void_p, c.c_int)):
        return value
    if isinstance(value, Out):
        return value.pointer
    if isinstance(value, ByValue):
        return value.value
    if isinstance(value, c.Structure):
        return c.byref(value)
    if isinstance(value, int):
        return c.c_int64(value)
    if isinstance(value, float):
        return c.c_double(value)
    assert value.flags["C_CONTIGUOUS"]
    return value.ctypes.data_as(c.c_void_p)


def address(array):
    """Of an array of numpy, as a member of a structure; None is NULL."""
    return None if array is None else array.ctypes.data_as(c.c_void_p)


def metres(path):
    """Points of a layer, centred, and on millimetres, so that no peer loses digits."""
    import numpy
    import pyproj

    said = json.loads(path.read_text(encoding="utf-8"))
    lonlat = numpy.array([f["geometry"]["coordinates"][:2] for f in said["features"]])
    project = pyproj.Transformer.from_crs("OGC:CRS84", "EPSG:4548", always_xy=True)
    at = numpy.column_stack(project.transform(lonlat[:, 0], lonlat[:, 1]))
    return numpy.round(at - at.mean(0), 3)


def r(script, *arguments):
    """Lines that a script of R prints, or None without R or what the script needs of it."""
    try:
        done = subprocess.run(["Rscript", "--vanilla", HERE / script, *map(str, arguments)],
                              capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return None
    if done.returncode == SKIPPED:
        return None
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def assert_near(what, ours, theirs, tolerance=1e-9):
    """Relative to each number; NaN where they have NaN."""
    import numpy

    a, b = (numpy.atleast_1d(numpy.asarray(v, dtype=float)).ravel() for v in (ours, theirs))
    assert a.shape == b.shape, (what, a.shape, b.shape)
    assert (numpy.isnan(a) == numpy.isnan(b)).all(), (what, "unknown at other places")
    off = numpy.abs(a - b) / numpy.maximum(numpy.abs(b), 1e-300)
    off = numpy.where(numpy.isnan(a) | (a == b), 0.0, off)
    worst = int(off.argmax())
    assert off[worst] <= tolerance, (what, worst, a[worst], b[worst])
    print(f"{what}: {len(a)} numbers, off by {off[worst]:.1e}")


def skip(why):
    print(f"{why}: skipped")
    sys.exit(SKIPPED)
