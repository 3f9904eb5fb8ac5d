#!/usr/bin/env python3
"""Rows in = rows out + rejected, for every tool: features are damaged at random, and with --rejects
just these are left out, each with its number and a reason; without it the file is refused."""
import json
import pathlib
import random
import subprocess
import sys
import tempfile

BIN = pathlib.Path(sys.argv[1]).resolve()
DATA = pathlib.Path(__file__).resolve().parent / "data"
COUNT = 120
faults = []
draw = random.Random(12)


def expect(what, good, got=""):
    if not good:
        faults.append(f"{what}: {got}")


def feature(i):
    return {"type": "Feature", "id": i, "properties": {"name": f"place {i}", "jobs": i},
            "geometry": {"type": "Point", "coordinates": [116.3 + draw.random() / 10,
                                                          39.95 + draw.random() / 10]}}


def damage(text):
    """A feature's text with something wrong in it that leaves it JSON."""
    return draw.choice([
        lambda t: t.replace('"coordinates": [116', '"coordinates": [516'),
        lambda t: t.replace('"Point"', '"Pont"'),
        lambda t: t.replace('"coordinates": [', '"coordinates": ["x", '),
        lambda t: t.replace('"jobs"', '"name": 1, "jobs"'),
        lambda t: t.replace('"geometry"', '"geomtry"'),
        lambda t: t.replace('"type": "Feature"', '"type": "feature"'),
        lambda t: "17",
    ])(text)


def run(tool, *arguments):
    return subprocess.run([BIN / tool, "-q", *arguments], capture_output=True, text=True,
                          check=False)


def rejected(path):
    return [f["properties"] for f in json.loads(path.read_text())["features"]]


def check(what, done, path, bad, rows):
    """`rows` of the output and the rejects are all there were, and just the damaged are rejected."""
    expect(f"{what}: exit", done.returncode == (3 if bad else 0), done.stderr)
    if done.returncode not in (0, 3):
        return
    rejects = rejected(path)
    expect(f"{what}: rows", rows is None or rows + len(rejects) == COUNT,
           f"{rows} out, {len(rejects)} rejected")
    expect(f"{what}: which", [r["feature"] for r in rejects] == bad,
           f"{[r['feature'] for r in rejects]}, not {bad}")
    expect(f"{what}: reasons", all(r["reason"] and r["text"] is not None for r in rejects), rejects)
    path.unlink()


def tools(folder, source, bad):
    """Every tool that reads points, with one output feature a row."""
    areas, stations = str(DATA / "areas.geojson"), str(DATA / "stations.geojson")
    rejects = folder / "rejects.geojson"
    out = ["--rejects", str(rejects), "--format", "geojson"]
    commands = [("geo-convert", [source, *out]),
                ("geo-cluster", [source, "--eps", "300m", *out]),
                ("geo-proximity", [source, "-f", stations, *out]),
                ("geo-coverage", [areas, "-f", source, "-r", "500m", *out]),
                ("geo-grid", [areas, "--count", source, *out])]
    for tool, arguments in commands:
        done = run(tool, *arguments)
        rows = None
        if tool not in ("geo-coverage", "geo-grid") and done.returncode in (0, 3):
            rows = len(json.loads(done.stdout)["features"])
            counts = json.loads(done.stdout)["geo:run"]["counts"]
            expect(f"{tool} geo:run", counts["in"] == counts["out"] + counts["rejected"], counts)
        check(f"{tool} {source}", done, rejects, bad, rows)
    done = run("geo-info", source, "--rejects", str(rejects))
    check(f"geo-info {source}", done, rejects, bad, None)
    done = run("geo-convert", source)
    expect(f"without --rejects {source}", (done.returncode == 1) == bool(bad), done.stderr)


def geojson(folder, sequence):
    texts = [json.dumps(feature(i)) for i in range(1, COUNT + 1)]
    bad = sorted(draw.sample(range(1, COUNT + 1), draw.choice([0, 1, 7, 40])))
    for i in bad:
        texts[i - 1] = damage(texts[i - 1])
    path = folder / ("in.geojsonl" if sequence else "in.geojson")
    if sequence: # here even what is no JSON at all costs one line
        for i in bad[::3]:
            texts[i - 1] = texts[i - 1][:-9] if len(texts[i - 1]) > 9 else "{"
        path.write_text("\n".join(texts) + "\n")
    else:
        path.write_text('{"type":"FeatureCollection","features":[' + ",\n".join(texts) + "]}")
    if not sequence or texts[0].startswith("{"):
        tools(folder, str(path), bad)
    if sequence and texts[0].startswith("{"):
        rejects = folder / "rejects.geojson"
        done = run("geo-convert", str(path), "--format", "geojsonseq", "--rejects", str(rejects))
        check("a stream", done, rejects, bad, done.stdout.count("\n"))


def csv(folder):
    rows = [f"place {i},{116.3 + i / 1000},{39.9 + i / 1000},{i}" for i in range(1, COUNT + 1)]
    bad = sorted(draw.sample(range(1, COUNT + 1), draw.choice([0, 1, 9])))
    for i in bad:
        rows[i - 1] = draw.choice([rows[i - 1] + ",extra", f"place,nowhere,39.9,{i}", f'"a"b,1,2,{i}',
                                   f"short,{i}"])
    path = folder / "in.csv"
    path.write_text("name,lon,lat,jobs\n" + "\n".join(rows) + "\n")
    tools(folder, str(path), bad)


with tempfile.TemporaryDirectory() as scratch:
    for _ in range(3):
        geojson(pathlib.Path(scratch), False)
        geojson(pathlib.Path(scratch), True)
        csv(pathlib.Path(scratch))
print("\n".join(faults[:20]) or "what goes in comes out or is rejected")
sys.exit(1 if faults else 0)
