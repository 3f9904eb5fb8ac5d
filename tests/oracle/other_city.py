#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A scorecard of a made-up city, whose numbers are known beforehand: other_city.py GEO_SCORECARD.

The city is a square of 2 km on the plane of EPSG:4548, so distances and areas are those one would
work out on paper. What is wrong with the data or the indicators is told, and leaves nothing."""
import csv
import json
import math
import os
import pathlib
import subprocess
import sys
import tempfile

import scorecard

EAST, NORTH = 450000.0, 4430000.0
HEAD = ("id,title,title_zh,tool,measure,options,layer,filter,facilities,facilities_filter,unit,"
        "target,target_source,column,answers\n")


# ---- The city -----------------------------------------------------------------------------

def degrees(x, y):
    return scorecard.unproject((EAST + x, NORTH + y))


def point(x, y, **properties):
    return {"type": "Feature", "properties": properties,
            "geometry": {"type": "Point", "coordinates": degrees(x, y)}}


def box(x0, y0, x1, y1, **properties):
    ring = [degrees(*p) for p in ((x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0))]
    return {"type": "Feature", "properties": properties,
            "geometry": {"type": "Polygon", "coordinates": [ring]}}


def save(path, features):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))


def make_city(root, rows):
    """`square` with every layer, and `bare`, 10 km east, with none but a shop."""
    square, bare = root / "square", root / "bare"
    save(square / "boundary.geojson", [box(0, 0, 2000, 2000, name="Square", name_zh="方城")])
    save(square / "stops.geojson", [point(500, 1000, beds=10), point(1500, 1000, beds=20)])
    save(square / "zones.geojson", [  # METHODS 2.9
        box(600 * i, 0, 600 * i + 600, 600, jobs=jobs, homes=homes)
        for i, (jobs, homes) in enumerate(((600, 300), (100, 500), (300, 200)))])
    shops = [(100 + 10 * i, 100) for i in range(5)] + [(1000, 1900), (1900, 1900), (5000, 100)]
    save(square / "shops.geojson", [
        point(x, y, kind="old" if i < 5 else "new", jobs=None if i == 6 else i)
        for i, (x, y) in enumerate(shops)])
    save(square / "people.geojson", [box(-1000, 0, 1000, 2000, people=1000, complete=True),
                                     box(1000, 0, 2000, 2000, people=300, complete=True)])
    save(square / "homes.geojson", [point(500, 900, people=70, complete=False, accuracy_m=700),
                                    point(10, 10, people=30, complete=True, accuracy_m=5)])
    plants = [(x, x, "a") for x in (100, 110, 130, 160, 200)]
    plants += [(2000 - x, 2000 - y, "b") for x, y, _ in plants] + [(1500, 300, None)]
    save(square / "plants.geojson", [point(x, y, make=make, jobs=5) for x, y, make in plants])
    blocks = [(300 + 600 * (i % 3), 300 + 600 * (i // 3), n)  # METHODS 5
              for i, n in enumerate((8, 7, 3, 6, 5, 2, 4, 1, 0))]
    save(square / "blocks.geojson", [box(x - 300, y - 300, x + 300, y + 300, name=str(n))
                                     for x, y, n in blocks])
    save(square / "labs.geojson", [point(x + 10 * k, y, field="x") for x, y, n in blocks
                                   for k in range(n)] + [point(1900, 1900, field="x")])
    save(bare / "plants.geojson", [point(10100, 100, make="a", jobs=1)])
    save(bare / "boundary.geojson", [box(10000, 0, 11000, 1000, name="Bare", status="schematic",
                                         note="drawn by hand")])
    save(bare / "shops.geojson", [point(10500, 500, kind="new", jobs=1)])
    (root / "indicators.csv").write_text(HEAD + rows, encoding="utf-8")


ROWS = """\
area,Area,面积,coverage,area,,,,,,km2,<=4.5,,,
stop_600,Near a stop,近站,coverage,covered_area,--radius 600m,,,stops,,%,>=52,,near_600,
shops,Shops,店,grid,count,,shops,,,,,,,,
shops_new,New shops,,grid,count,,shops,kind=new,,,,,,,
shops_old,Not new,,grid,count,,shops,kind!=new,,,,,,,
jobs,Jobs,,grid,sum,--sum jobs,shops,,,,,,,,
dens,Density,,grid,density,,shops,kind=old|new,,,/km2,,,,
people,People,,grid,sum,--sum people,people,,,,,,,,
p_600,People near a stop,,coverage,covered,--radius 600m --weight people,people,,stops,,%,>=99,,cov,
h_600,Homes near a stop,,coverage,covered,--radius 600m --weight people,homes,,stops,,%,>=50,,cov,
near,To another shop,,proximity,nearest_median,,shops,,shops,,m,,,near_m,
near90,To another shop,,proximity,nearest_p90,,shops,,shops,,m,,,near_m,
to_stop,To a stop,,proximity,nearest_median,,shops,kind=new,square/stops,,km,,,stop_m,
cl,Clusters,,cluster,count,--eps 25m --min 3,shops,,,,,,,cl_id,
cl_big,Largest,,cluster,largest,--eps 25m --min 3,shops,,,,,,,cl_id,
cl_share,In clusters,,cluster,share,--eps 25m --min 3,shops,,,,%,,,cl_id,
far,To Bare,,scorecard,center_distance,,stops,,bare/shops,,km,,,,
p_band,600 to 1200 m,,coverage,band,"--radius 600m,1.2km --weight people",homes,,stops,,%,,,band,
p_far,Farther,,coverage,beyond,--radius=600m --weight people,homes,,stops,,%,,,cov,
gap_n,Gaps,,coverage,gap_count,--radius 600m,,,stops,,,,,gap_600,
gap_km2,Of an area,,coverage,gap_area,--radius 600m,,,stops,,km2,,,gap_600,
gap_ha,Without them,,coverage,gap_area,--radius 600m --gap-area 96,,,stops,,m2,,,,
gap_deep,Deep,,coverage,gap_deepest,--radius 600m,,,stops,,m,,,gap_600,
gap_p,People there,,coverage,gap_demand,--radius 600m --weight 'people',homes,,stops,,,,,,
gap_shops,Shops there,,coverage,gap_demand,--radius 600m,shops,,stops,,,,,,
a_mean,Beds a head,,access,mean,--weight people --capacity beds --cutoff 600m,homes,,stops,,,,,beds,
a_gini,Gini,,access,gini,--weight people --capacity beds --cutoff 600m,homes,,stops,,,,,beds,
a_theil,Theil,,access,theil,--weight people --capacity beds --cutoff 600m,homes,,stops,,,,,beds,
a_hoover,Hoover,,access,hoover,--weight people --capacity beds --cutoff 600m,homes,,stops,,%,,,beds,
a_palma,Palma,,access,palma,--weight people --capacity beds --cutoff 600m,homes,,stops,,,,,beds,
a_below,Too few,,access,below,--weight people --capacity beds --cutoff 600m --standard 0.05,homes,,stops,,%,,,beds,
a_none,None,,access,none,--weight people --capacity beds --cutoff 600m,homes,,stops,,%,,,beds,
a_all,Shared by both,,access,mean,--cutoff 50km,shops,,square/stops,,/1000,,,stops,
a_step,Weighted,,access,mean,"--method hansen --decay step:600m=1,2km=.5 --capacity beds",homes,,stops,,,,,step,
j_ratio,Jobs each,,access,jobs_ratio,--jobs jobs --residents homes,zones,,,,,,,,
mismatch,Mismatch,,access,mismatch,--jobs jobs --residents homes,zones,,,,,,,,
near_mean,To another,,proximity,nearest_mean,,shops,,shops,,m,,,near_m,
near_max,Farthest,,proximity,nearest_max,,shops,,shops,,m,,,near_m,
stop_w,By people,,proximity,nearest_median,--origin-weight people,homes,,stops,,m,,,,
m_a,M of a,,pattern,m,--sector make --from a --radius 150m,plants,make!=,,,,,,,
m_jobs,By jobs,,pattern,m,--sector make --from a --radius 150m --weight jobs,plants,make!=,,,,,,,
m_ab,Of b about a,,pattern,m,--sector make --from a --to b --radius 150m,plants,make!=,,,,,,,
m_far,Too near,,pattern,m,--sector make --from a --radius 5m,plants,make!=,,,,,,,
q_aa,a and a,,pattern,colocation,--sector make --from a --to a,plants,,,,,,,,
q_ab,a and b,,pattern,colocation,--sector make --from a --to b,plants,,,,,,,,
kd_a,Kd,,pattern,kd_localisation,--sector make --from a,plants,,,,%,,,kd_a,
kd_lab,Kd,,pattern,kd_localisation,--sector field --from x --simulations 40,labs,,,,%,,,kd_lab,
kd_low,Kd,,pattern,kd_dispersion,--sector field --from x --simulations 40,labs,,,,%,,,kd_lab,
moran,Moran,,hotspot,moran,--weights rook --permutations 400000,labs,,blocks,,,,,,
moran_k,Moran,,hotspot,moran,--weights queen --permutations 9,labs,,blocks,,,,,,
cl_out,In none,,cluster,noise,--eps 25m --min 3,shops,,,,,,,cl_id,
"""


# ---- Running ------------------------------------------------------------------------------

class Failed(Exception):
    pass


def check(what, condition, seen=""):
    if not condition:
        raise Failed(f"{what}\n{seen}")


def run(tool, root, *options):
    return subprocess.run([tool, str(root), *options], capture_output=True, text=True,
                          encoding="utf-8", check=False)


def answers(out):
    with open(out / "scorecard.csv", encoding="utf-8", newline="") as f:
        return {(r["city"], r["indicator"]): r for r in csv.DictReader(f)}


def numbers_are_those_worked_out_on_paper(tool, root):
    make_city(root, ROWS)
    done = run(tool, root, "-o", str(root / "out"))
    check("it runs", done.returncode == 0, done.stderr)
    a = answers(root / "out")
    c1 = 2081884.486077 / 4e6 * 100  # two discs of 600 m, METHODS 1.1
    expected = {"area": 4, "stop_600": c1, "shops": 7, "shops_new": 2, "shops_old": 5,
                "jobs": 0 + 1 + 2 + 3 + 4 + 5, "dens": 7 / 4, "people": 500 + 300, "p_600": c1,
                "h_600": 70, "near": 10, "near90": 900, "cl": 1, "cl_big": 5,
                "cl_share": 500 / 7, "to_stop": (1029.5630 + 984.8858) / 2 / 1000,
                "p_band": 30, "p_far": 30, "gap_n": 2, "gap_km2": 4 - 2.081884486077,
                "gap_ha": 0, "gap_deep": math.sqrt(1.25) * 1000, "gap_p": 30, "gap_shops": 7,
                # one stop of 10 beds for 70 people, none for 30
                "a_mean": 0.1, "a_gini": 0.3, "a_theil": -math.log(0.7), "a_hoover": 30,
                "a_palma": 1, "a_below": 30, "a_none": 30,
                "a_all": 250,  # 2 stops for 7 shops here and one in the other city
                "a_step": (10 + 20 / 2 + 10 / 2 + 20 / 2) / 2,
                "j_ratio": 1, "mismatch": 40, "near_mean": (5 * 10 + 2 * 900) / 7,
                "near_max": 900, "stop_w": 100,
                # five of ten, whose neighbours are all their own; METHODS 5
                "m_a": 9 / 4, "m_jobs": 9 / 4, "m_ab": 0, "q_aa": 9 / 4, "q_ab": 0,
                "moran": .5416666667, "moran_k": .3390277778, "cl_out": 2,
                # a sector that is all there is has no other places to be
                "kd_lab": 0, "kd_low": 0}
    for name, value in expected.items():
        seen = float(a["square", name]["value"])
        check(f"{name} is {value}", abs(seen - value) <= 1e-6 * max(1.0, abs(value)), seen)
    check("the other city competes", abs(float(a["bare", "a_all"]["value"]) - 250) < 1e-9)
    check("the method is told", a["square", "a_gini"]["method"] ==
          "Gini of accessibility: 0 = all have the same, towards 1 = one has all (geo access gini "
          "--weight people --capacity beds --cutoff 600m); of homes, all study areas compete; to "
          "stops", a["square", "a_gini"]["method"])
    for name, support in {"m_a": ("5", "10", 4 / 252), "q_ab": ("5", "10", 8 / 252),
                          "kd_a": ("5", "11", None), "moran": ("9", "", 2 * .0010582011),
                          "kd_lab": ("37", "37", None), "cl": ("7", "", None)}.items():
        seen = a["square", name]
        check(f"{name} stands on {support}", (seen["n"], seen["of"]) == support[:2]
              and (seen["p"] == "" if support[2] is None
                   else abs(float(seen["p"]) - support[2]) < 1e-9), seen)
    far = scorecard.geodesic(degrees(1000, 1000), degrees(10500, 500)) / 1000
    check("far", abs(float(a["square", "far"]["value"]) - far) < 1e-8, a["square", "far"])
    met = [a["square", i]["met"] for i in ("area", "stop_600", "p_600", "h_600", "shops")]
    check("targets are judged on complete data only", met == ["yes", "yes", "no", "", ""], met)
    check("people at points are told of", "each counted at one point" in a["square", "h_600"]["note"])
    check("coarse positions are told of", "within 700 m" in a["square", "h_600"]["note"])


def what_is_missing_is_no_data(tool, root):
    make_city(root, ROWS)
    done = run(tool, root, "-o", str(root / "out"))
    a = answers(root / "out")
    for city, name, why in (("square", "kd_a", "fewer than 10 of it"), ("bare", "m_a", "fewer than 5"),
                            ("square", "m_far", "none of it has a neighbour within the radius"),
                            ("bare", "q_ab", "fewer than 5"), ("bare", "moran", "no layer bare/labs")):
        check(f"{name} says why", a[city, name]["value"] == "" and why in a[city, name]["note"],
              a[city, name])
    check("features of no sector are told", "1 without make, counted as others"
          in a["square", "q_aa"]["note"], a["square", "q_aa"])
    for name in ("stop_600", "people", "p_600", "near", "far"):
        check(f"{name} has no value", a["bare", name]["value"] == "", a["bare", name])
        check(f"{name} is not judged", a["bare", name]["met"] == "")
    check("the table says so", "no data" in done.stdout and "no layer bare/stops" in done.stdout,
          done.stdout)
    check("a distance to itself is neither", any(
        line.startswith("To Bare") and "no data" not in line for line in done.stdout.splitlines()),
        done.stdout)
    check("schematic boundaries are told of", "schematic boundary: drawn by hand" in done.stdout)
    layer = json.loads((root / "out/scorecard.geojson").read_text(encoding="utf-8"))
    bare = [f["properties"] for f in layer["features"] if f["properties"]["area_id"] == "bare"][0]
    check("null in the layer", bare["p_600"] is None and bare["shops"] == 1, bare)


def unknown_capacities_are_told_by_every_row(tool, root):
    """Also by rows that take the scores of an earlier one, and by methods that share nothing."""
    make_city(root, ROWS)
    save(root / "square/stops.geojson", [point(500, 1000, beds=10), point(1500, 1000, beds=20),
                                         point(1900, 100, beds=None)])
    done = run(tool, root, "-o", str(root / "out"))
    check("it runs", done.returncode == 0, done.stderr)
    a = answers(root / "out")
    told = {i for city, i in a if city == "square" and i.startswith("a_")
            and "1 without a figure left out" in a[city, i]["note"]}
    check("those that look at beds", told == {"a_mean", "a_gini", "a_theil", "a_hoover", "a_palma",
                                              "a_below", "a_none", "a_step"}, told)


def layers_behind_the_numbers_are_written(tool, root):
    make_city(root, ROWS)
    run(tool, root, "-o", str(root / "out"))
    out = root / "out"
    files = sorted(str(p.relative_to(out)) for p in out.glob("**/*") if p.is_file())
    names = ["scorecard", "bare/shops", "square/homes", "square/gap_600", "square/near_600",
             "square/people", "square/shops", "square/stops", "square/zones", "square/blocks",
             "square/labs", "square/plants", "bare/plants"]
    wanted = sorted(["scorecard.csv", "agglomeration.csv", "square/kd_lab.csv",
                     "square/kd_lab.svg"] + [n + e for n in names for e in (".geojson", ".qml")])
    check("exactly these files", files == wanted, files)
    shops = json.loads((out / "square/shops.geojson").read_text())["features"]
    seen = [(f["properties"]["cl_id"], f["properties"]["kind"]) for f in shops]
    check("clusters stand with the shops", seen == [(1, "old")] * 5 + [(None, "new")] * 2 + [
        (None, "new")], seen)
    gaps = [f["properties"] for f in json.loads(
        (out / "square/gap_600.geojson").read_text())["features"]]
    check("gaps and their depth", [(round(g["gap_ha"], 2), g["gap_depth"]) for g in gaps]
          == [(95.91, 1118.034)] * 2, gaps)
    homes = [f["properties"] for f in json.loads(
        (out / "square/homes.geojson").read_text())["features"]]
    check("accessibility stands with the homes", abs(homes[0]["beds"] - 1 / 7) < 1e-12
          and homes[1]["beds"] == 0, homes)
    area = {f["properties"]["served"]: f["properties"]["area_km2"] for f in json.loads(
        (out / "square/near_600.geojson").read_text())["features"]}
    check("served and unserved make the square", abs(area[True] + area[False] - 4) < 1e-6, area)
    check("served is as measured", abs(area[True] - 2.081884) < 3e-4, area)


def files_are_replaced_only_when_told(tool, root):
    make_city(root, ROWS)
    check("first", run(tool, root, "-o", str(root / "out")).returncode == 0)
    before = {p: p.read_bytes() for p in (root / "out").glob("**/*") if p.is_file()}
    again = run(tool, root, "-o", str(root / "out"))
    check("refused", again.returncode == 1 and "exists" in again.stderr
          and "--overwrite" in again.stderr and again.stdout == "", again.stderr)
    check("overwritten", run(tool, root, "-o", str(root / "out"), "--overwrite").returncode == 0)
    after = {p: p.read_bytes() for p in (root / "out").glob("**/*") if p.is_file()}
    differ = [str(p) for p in before if before[p] != after.get(p) and p.suffix != ".geojson"]
    check("the same bytes", before.keys() == after.keys() and not differ, differ)
    own = root / "out" / "square" / "shops.geojson"
    (root / "out2/square").mkdir(parents=True)
    (root / "out2/square/shops.geojson").write_text("mine")
    for name in ("shops.geojson", "near_600.qml"):
        (root / "out2/square/shops.geojson").rename(root / "out2/square" / name)
        clash = run(tool, root, "-o", str(root / "out2"))
        check(f"{name} stays", clash.returncode == 1 and f"{name} exists" in clash.stderr,
              clash.stderr)
        (root / "out2/square" / name).rename(root / "out2/square/shops.geojson")
    left = [p for p in (root / "out2").glob("**/*") if p.is_file()]
    check("a file of somebody else stays, alone", clash.returncode == 1 and len(left) == 1
          and left[0].read_text() == "mine" and own.exists(), clash.stderr)


def threads_do_not_change_the_bytes(tool, root):
    make_city(root, ROWS)
    seen = set()
    for threads in "1237":
        done = run(tool, root, "-o", str(root / "out"), "--overwrite", f"--threads={threads}")
        check("runs", done.returncode == 0, done.stderr)
        seen.add((done.stdout, *[p.read_bytes() for p in sorted((root / "out").glob("**/*"))
                                 if p.is_file()]))
    check("one result", len(seen) == 1)


def the_table_is_as_wide_in_chinese(tool, root):
    make_city(root, ROWS)
    done = run(tool, root, "-o", str(root / "out"), "--lang", "zh")
    lines = done.stdout.splitlines()
    check("Chinese heads and titles", "方城" in lines[0] and lines[1].startswith("面积"), done.stdout)
    check("no data in Chinese", "无数据" in done.stdout and "缺少图层" in done.stdout)

    def columns(line):
        return sum(2 if ord(c) > 0x2E7F else 1 for c in line)
    ends = {columns(line[:line.index(unit) + len(unit)])
            for line, unit in ((lines[1], "km2"), (lines[2], "%"))}
    check("units begin in one column", len({e - n for e, n in zip(sorted(ends), (1, 3))}) == 1, ends)


MISTAKES = {  # what is changed in ROWS -> what is said
    ("coverage,covered_area", "coverage,covered_aera"):
        ["indicators.csv: line 3 (stop_600): unknown measure 'covered_aera' of coverage",
         "did you mean covered_area? There are area, covered_area, covered, band,"],
    ("coverage,covered_area", "covrage,covered_area"):
        ["line 3 (stop_600): unknown tool 'covrage'",
         "did you mean coverage? There are access, cluster, coverage, grid, hotspot, pattern, proximity, scorecard"],
    ("grid,count,,shops,kind=new", "grid,count,,shops,knid=new"):
        ["line 5 (shops_new): ", "shops.geojson has no column 'knid'", "did you mean kind?"],
    ("--sum jobs", "--sum job"):
        ["line 7 (jobs): ", "has no column 'job'", "did you mean jobs?"],
    (".5 --capacity beds", ".5 --capacity bedz"):
        ["line 35 (a_step): ", "stops.geojson has no column 'bedz'", "did you mean beds?"],
    ("--radius 600m --weight people,people,,stops", "--radius 600m --weight people,people,,stop"):
        ["line 10 (p_600): no study area has a stop.geojson"],
    ("square/stops", "square/nowhere"):
        ["line 14 (to_stop): there is no ", "square/nowhere.geojson"],
    ("--radius 600m,,,stops,,%", "--radius 600,,,stops,,%"):
        ["line 3 (stop_600): --radius: 600 has no unit", "--radius 600m"],
    ("--radius 600m,,,stops,,%", "--radius 600deg,,,stops,,%"):
        ["line 3 (stop_600): --radius: the unit of \"600deg\" is not m or km"],
    ("--radius 600m,,,stops,,%", "--radius -600m,,,stops,,%"):
        ["line 3 (stop_600): --radius: -600m is out of range"],
    ("--radius 600m,,,stops,,%", "--radius 600m --radios 5m,,,stops,,%"):
        ["line 3 (stop_600): --radios: there is no option here", "try: --radius"],
    ("--radius 600m,,,stops,,%", "600m,,,stops,,%"):
        ["line 3 (stop_600): 600m: not an option"],
    ("--radius 600m,,,stops,,%", "--radius '600m,,,stops,,%"):
        ["line 3 (stop_600): --radius: a quote is not closed"],
    ("--radius 600m,,,stops,,%", "--radius 600m --radius 500m,,,stops,,%"):
        ["line 3 (stop_600): --radius is given twice"],
    ("--radius 600m,,,stops,,%", "--radius,,,stops,,%"):
        ["line 3 (stop_600): --radius needs a value"],
    ("--radius 600m,,,stops,,%,>=52", "--radius 600m,,,stops,,km2,>=52"):
        ["line 3 (stop_600): 'km2' is no unit of covered_area", "write %"],
    ("%,>=52", "%,52"): ["line 3 (stop_600): target '52' cannot be read"],
    ("shops_new,", "shops,"): ["line 5 (shops): line 4 has that id too"],
    ("shops_old,", "shops/../x,"): ["cannot name a column"],
    ("--radius 600m,,,stops,,%", ",,,stops,,%"): ["line 3 (stop_600): --radius is missing"],
    ("grid,count,,shops,,,,", "grid,count,,shops,,stops,,"): ["measure count takes no facilities"],
    ("bare/shops", "beside/shops"): ["line 18 (far): there is no "],
    ("stop_m", "near_m"): ["line 14 (to_stop): column 'near_m' is filled by line 12"],
    ("near_600,", "shops,"): ["line 3 (stop_600): column 'shops' would take the file"],
    ("near_600,", "gap_600,"): ["line 21 (gap_n): column 'gap_600' is filled by line 3"],
    ("grid,count,,shops,kind=new", "grid,count,,shops,new"): ["filter is 'new', not a condition"],
    ('"--radius 600m,1.2km', '"--radius 600m'):
        ["line 19 (p_band): measure band lies between two distances"],
    ('"--radius 600m,1.2km', '"--radius 1.2km,600m'):
        ["line 19 (p_band): --radius: no place lies between those distances"],
    ("--radius 600m,,,stops,,%", '"--radius 600m,800m",,,stops,,%'):
        ["line 3 (stop_600): measure covered_area takes one distance"],
    (" --cutoff 600m,homes", ",homes"): ["line 27 (a_mean): 2sfca needs --cutoff"],
    (" --cutoff 600m,homes", " --cutoff 600,homes"):
        ["line 27 (a_mean): --cutoff: 600 has no unit"],
    (" --cutoff 600m,homes", " --cutoff 0m,homes"):
        ["line 27 (a_mean): --cutoff is 0: nothing would be in reach"],
    (" --cutoff 600m,homes", " --cutoff 600m --method huff,homes"):
        ["line 27 (a_mean): --method huff gives no amount that is shared"],
    (" --cutoff 600m,homes", " --cutoff 600m --method e2fsca,homes"):
        ["line 27 (a_mean): --method: \"e2fsca\" is not one of its words", "--method e2sfca"],
    ("--method hansen --decay step:600m=1", "--method hansen --decay steps:600m=1"):
        ["line 35 (a_step): --decay: there is no form steps", "try: step"],
    ("--sector make --from a --radius 150m,", "--sector mkae --from a --radius 150m,"):
        ["line 41 (m_a): ", "plants.geojson has no column 'mkae'", "did you mean make?"],
    ("--sector make --from a --radius 150m,", "--sector make --from c --radius 150m,"):
        ['line 41 (m_a): no feature of any study area has make "c"'],
    ("--sector make --from a --to b,", '--sector field --from x --to "x y",'):
        ["line 46 (q_ab): ", "plants.geojson has no column 'field'"],
    ("--sector make --from a --radius 150m,", "--sector make --radius 150m,"):
        ["line 41 (m_a): --from is missing"],
    ("--sector make --from a --radius 150m,", "--sector make --from a,"):
        ["line 41 (m_a): --radius is missing"],
    ("--sector make --from a --radius 150m,", '"--sector make --from a --radius 150m,300m",'):
        ["line 41 (m_a): measure m takes one distance"],
    ("--sector make --from a --radius 150m,", "--sector make --from a --radius 150m --eps 5m,"):
        ["line 41 (m_a): --eps: there is no option here", "try: --radius, --weight, --sector"],
    ("--sector field --from x --simulations 40", "--sector field --from x --simulations 0"):
        ["line 48 (kd_lab): --simulations: 0 is out of range"],
    ("--sector field --from x --simulations 40", "--sector field --from x --alpha 60%"):
        ["line 48 (kd_lab): --alpha: 60% is out of range"],
    ("--simulations 40,labs,,,,%,,,kd_lab,\nmoran", "--simulations 41,labs,,,,%,,,kd_lab,\nmoran"):
        ["line 49 (kd_low): column 'kd_lab' is filled by line 48 in another way"],
    ("--weights rook", "--weights bishop"):
        ['line 50 (moran): --weights: "bishop" is not one of its words'],
    ("--weights rook --permutations 400000,labs,,blocks", "--weights rook,labs,,"):
        ["line 50 (moran): measure moran needs a facilities"],
    ("--weights rook --permutations 400000,labs,,blocks", "--weights rook,labs,,square/shops"):
        ["line 50 (moran): feature 1 is a Point, not a polygon", "the nearest"],
    ("facilities_filter", "facilities_fliter"):
        ["indicators.csv: line 1: unknown column 'facilities_fliter'",
         "did you mean facilities_filter?"],
    ("shops_new,New shops", "note,New shops"): ["line 5 (note): the scorecard has a column 'note'"],
    ("shops_new,New shops", "shops_new,"): ["line 5 (shops_new): it has no title"],
    ("grid,count,,shops,kind=new", "grid,count,,../square/shops,kind=new"):
        ["line 5 (shops_new): '../square/shops' leads out of the folder"],
    ("grid,count,,shops,kind=new", "grid,count,,/shops,kind=new"): ["'/shops' leads out of"],
    (" --standard 0.05", ""): ["line 32 (a_below): --standard is missing"],
}


def mistakes_are_told_with_their_line(tool, root):
    for (old, new), said in MISTAKES.items():
        check(f"{old} is there", old in HEAD + ROWS)
        make_city(root, ROWS)
        (root / "indicators.csv").write_text((HEAD + ROWS).replace(old, new, 1), encoding="utf-8")
        done = run(tool, root, "-o", str(root / "out"))
        check(f"{new}: exit 1, nothing printed", done.returncode == 1 and done.stdout == "",
              done.stderr)
        for words in said:
            check(f"{new}: says {words}", words in done.stderr, done.stderr)
        check(f"{new}: nothing left", not (root / "out").exists())


def a_folder_without_study_areas_is_refused(tool, root):
    (root / "indicators.csv").write_text(HEAD + "area,Area,,coverage,area,,,,,,km2,,,,\n")
    done = run(tool, root, "-o", str(root / "out"))
    check("says so", done.returncode == 1 and "no study area" in done.stderr, done.stderr)
    done = run(tool, root / "nowhere", "-o", str(root / "out"))
    check("no folder", done.returncode == 1 and "nowhere/indicators.csv" in done.stderr,
          done.stderr)
    save(root / "a" / "boundary.geojson", [point(0, 0)])
    done = run(tool, root, "-o", str(root / "out"))
    check("a point is no boundary", done.returncode == 1
          and "a boundary is one polygon or multipolygon" in done.stderr, done.stderr)
    check("nothing left", not (root / "out").exists())


def a_boundary_that_cannot_be_is_told(tool, root):
    faults = {"": "boundary.geojson: is empty",
              '{"type":"FeatureCollection","features":[]}': "the boundary has no feature",
              '{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":'
              '[[[450000,4430000],[452000,4430000],[452000,4432000],[450000,4430000]]]}}':
              "is not longitude and latitude",
              '{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":'
              '[[[10,10],[10.1,10],[10.1,10.1],[10,10]]]}}':
              "/square and what its rows look at: "}  # the other city lies in China
    for text, said in faults.items():
        make_city(root, ROWS)
        (root / "square/boundary.geojson").write_text(text)
        done = run(tool, root, "-o", str(root / "out"))
        check(f"says {said}", done.returncode == 1 and said in done.stderr and done.stdout == ""
              and not (root / "out").exists(), done.stderr)


def values_that_nobody_has_are_told(tool, root):
    make_city(root, ROWS.replace("kind=new,", "kind=nwe,", 1))
    done = run(tool, root, "-o", str(root / "out"))
    check("a note", done.returncode == 0 and 'line 5 (shops_new): no feature has kind "nwe"; did '
          'you mean "new"?' in done.stderr, done.stderr)
    make_city(root, ROWS)
    done = run(tool, root, "-o", str(root / "out2"))
    check("else none", "no feature has" not in done.stderr, done.stderr)


def sites_at_one_place_have_no_curve(tool, root):
    make_city(root, ROWS)
    save(root / "square/labs.geojson", [point(500, 500, field="x") for _ in range(20)])
    done = run(tool, root, "-o", str(root / "out"))
    check("it runs", done.returncode == 0, done.stderr)
    a = answers(root / "out")["square", "kd_lab"]
    check("null with its reason", a["value"] == "" and a["n"] == "20" and (
        "one place" in a["note"] or "equally far apart" in a["note"]), a)
    check("no file", not (root / "out/square/kd_lab.csv").exists())


def an_output_that_cannot_be_is_told(tool, root):
    make_city(root, ROWS)
    (root / "file").write_text("mine")
    done = run(tool, root, "-o", str(root / "file"))
    check("a file is no folder", done.returncode == 1 and "cannot make this folder" in done.stderr
          and (root / "file").read_text() == "mine" and done.stdout == "", done.stderr)
    done = run(tool, root)
    check("-o is needed", done.returncode == 2 and "--output" in done.stderr, done.stderr)
    done = run(tool, root, "-o", str(root / "out"), "--crs", "EPSG:4326")
    check("degrees are no metres", done.returncode != 0 and "degrees" in done.stderr
          and not (root / "out").exists(), done.stderr)
    with open("/dev/full", "w", encoding="ascii") as full:
        done = subprocess.run([tool, str(root), "-o", str(root / "out")], stdout=full,
                              stderr=subprocess.PIPE, text=True, check=False)
    check("a full disk is told", done.returncode == 1 and "No space left" in done.stderr,
          done.stderr)


TESTS = [numbers_are_those_worked_out_on_paper, what_is_missing_is_no_data,
         unknown_capacities_are_told_by_every_row,
         layers_behind_the_numbers_are_written, files_are_replaced_only_when_told,
         threads_do_not_change_the_bytes, the_table_is_as_wide_in_chinese,
         mistakes_are_told_with_their_line, a_folder_without_study_areas_is_refused,
         a_boundary_that_cannot_be_is_told, values_that_nobody_has_are_told,
         sites_at_one_place_have_no_curve, an_output_that_cannot_be_is_told]


def main(tool):
    failed = 0
    os.environ["LC_ALL"] = "C.UTF-8"
    for test in TESTS:
        with tempfile.TemporaryDirectory() as folder:
            try:
                test(os.path.abspath(tool), pathlib.Path(folder))
                print(f"ok    {test.__name__}")
            except Failed as wrong:
                failed += 1
                print(f"wrong {test.__name__}: {wrong}")
    print(f"{len(TESTS)} tests, {failed} wrong")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
