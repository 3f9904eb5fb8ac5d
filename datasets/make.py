#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Write every layer of datasets/ from a folder of facts: make.py FACTS_DIR [OUT_DIR].

The same facts give the same bytes. datasets/README.md says what each layer holds.
"""
import csv
import json
import math
import os
import sys

MARGIN_M = 3000  # stations and services this far outside a study area still serve it
DISTRICTS = {  # where a study area lies, for the census units that may live in it
    "zhongguancun": ["Haidian"],
    "huairou": ["Huairou", "Miyun"],
    "future-science-city": ["Changping"],
}
UNITS_PUBLISHED = {"Haidian": 29, "Changping": 22, "Huairou": 16, "Miyun": 20}
OSM = "ODbL-1.0, © OpenStreetMap contributors"


# ---- Reading ------------------------------------------------------------------------------

def rows(facts, name):
    with open(os.path.join(facts, name + ".csv"), encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def position(row):
    return [float(row["lon"]), float(row["lat"])]


def text(value):
    """A text, its typing slips mended; None when there is none."""
    value = value.replace(" a a ", " a ").replace(" ,", ",").removeprefix("; ").strip()
    return value or None


# ---- Plane geometry (a study area is a few kilometres: one scale per area is enough) --------

def metres(ring):
    """A function from degrees to metres about the middle of the ring."""
    lat = math.radians(sum(p[1] for p in ring) / len(ring))
    return lambda p: (p[0] * 111320.0 * math.cos(lat), p[1] * 110950.0)


def inside(ring, p):
    odd = False
    for a, b in zip(ring, ring[1:]):
        if (a[1] > p[1]) != (b[1] > p[1]):
            odd ^= p[0] < (b[0] - a[0]) * (p[1] - a[1]) / (b[1] - a[1]) + a[0]
    return odd


def to_segment(p, a, b):
    dx, dy = b[0] - a[0], b[1] - a[1]
    t = ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / (dx * dx + dy * dy)
    t = min(1.0, max(0.0, t))
    return math.hypot(p[0] - a[0] - t * dx, p[1] - a[1] - t * dy)


def near(ring, p):
    """Inside the ring, or at most MARGIN_M from its edge."""
    m = metres(ring)
    return inside(ring, p) or any(
        to_segment(m(p), m(a), m(b)) <= MARGIN_M for a, b in zip(ring, ring[1:]))


# ---- Writing ------------------------------------------------------------------------------

def point(p):
    return {"type": "Point", "coordinates": [round(c, 6) for c in p]}


def feature(geometry, properties):
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def write(out, path, features, **members):
    head = {"type": "FeatureCollection", "name": os.path.basename(path), **members}
    for f in features:  # with each feature, so that it stays with what is made of them
        f["properties"] = {**f["properties"], "license": members["license"]}
    lines = ",\n".join(json.dumps(f, ensure_ascii=False) for f in features)
    body = json.dumps(head, ensure_ascii=False, indent=0)[:-2] + ',\n"features": [\n'
    target = os.path.join(out, path + ".geojson")
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with open(target, "w", encoding="utf-8", newline="\n") as f:
        f.write(body + lines + ("\n" if features else "") + "]\n}\n")


# ---- The layers of one study area ---------------------------------------------------------

def boundary(out, city, fact):
    write(out, f"{city}/boundary", [feature(fact["geometry"], fact["properties"])],
          source="drawn by hand for this project from published descriptions",
          license="MIT, as the project", accuracy=fact["properties"]["note"],
          status="schematic: no official machine-readable boundary is published")


def institution(row):
    return feature(point(position(row)), {
        "name": text(row["name"]), "name_zh": text(row["name_zh"]), "kind": row["kind"],
        "sector": text(row["sector_hint"]), "affiliation": text(row["affiliation"]),
        "district": row["district"], "accuracy_m": int(row["accuracy_m"]),
        "source": text(row["source"])})


def institutions(out, city, ring, table):
    write(out, f"{city}/institutions",
          [institution(r) for r in table if inside(ring, position(r))],
          source="OpenStreetMap; other places as each feature's source says", license=OSM,
          accuracy="per feature (accuracy_m); kinds and sectors were guessed from tags and names",
          status="as mapped: not a register; what nobody mapped is missing")


def merge_stations(table, links):
    """One entry a physical station: rows joined by transfer links (one name, one place)."""
    home = {r["code"]: r["code"] for r in table}

    def root(code):
        while home[code] != code:
            code = home[code]
        return code

    for link in links:
        if link["kind"] == "transfer":
            a, b = sorted((root(link["from_code"]), root(link["to_code"])))
            home[b] = a
    groups = {}
    for row in table:
        groups.setdefault(root(row["code"]), []).append(row)
    return list(groups.values())


def station(group, ring):
    members = [position(r) for r in group]
    p = [sum(m[k] for m in members) / len(members) for k in (0, 1)]
    to_m = metres([p])
    spread = max(math.dist(to_m(p), to_m(m)) for m in members)
    return feature(point(p), {
        "name_zh": group[0]["name_zh"], "lines": ", ".join(r["line"] for r in group),
        "line_count": len(group), "spread_m": round(spread), "inside": inside(ring, p),
        "source": "OpenStreetMap"})


def stations(out, city, ring, groups):
    found = [station(g, ring) for g in groups]
    write(out, f"{city}/stations",
          [f for f in found if near(ring, f["geometry"]["coordinates"])],
          source="OpenStreetMap", license=OSM,
          accuracy="as mapped; an interchange is one point, the mean of its lines' points, "
                   "which lie up to spread_m from it",
          status=f"metro stations inside the boundary or within {MARGIN_M} m of it")


def census_unit(row, ring, complete):
    return feature(point(position(row)), {
        "name_zh": row["name_zh"], "district": row["district"],
        "population": int(row["population_2020"]), "inside": inside(ring, position(row)),
        "complete": complete, "accuracy_m": int(row["accuracy_m"]), "source": text(row["source"])})


def population(out, city, ring, table):
    known = {d: [r for r in table if r["district"] == d] for d in DISTRICTS[city]}
    complete = all(len(known[d]) == UNITS_PUBLISHED[d] for d in known)
    units = [census_unit(r, ring, complete) for d in known for r in known[d]]
    tally = ", ".join(f"{d} {len(known[d])} of {UNITS_PUBLISHED[d]}" for d in known)
    write(out, f"{city}/population", units,
          source="7th national census, 2020, by way of public tables (each feature's source)",
          license="figures of the national census; no licence claimed",
          accuracy="one centre point per sub-district or town (accuracy_m): its people are "
                   "counted where the centre is",
          status=("complete" if complete else "incomplete") + ": units known: " + tally)


def services(out, city, ring, table):
    found = [r for r in table if near(ring, position(r))]
    if not found:
        return
    write(out, f"{city}/services", [feature(point(position(r)), {
        "name": text(r["name"]), "name_zh": text(r["name_zh"]), "kind": r["kind"],
        "inside": inside(ring, position(r)), "complete": False,
        "accuracy_m": int(r["accuracy_m"]), "source": text(r["source"])}) for r in found],
          source="public lists and OpenStreetMap (each feature's source)", license=OSM,
          accuracy="per feature (accuracy_m)",
          status=f"incomplete: known services inside the boundary or within {MARGIN_M} m of it")


# ---- The layers of the whole city ---------------------------------------------------------

def metro(out, table, links):
    write(out, "beijing/metro_stations", [feature(point(position(r)), {
        "code": r["code"], "name_zh": r["name_zh"], "line": r["line"]}) for r in table],
          source="OpenStreetMap", license=OSM, accuracy="as mapped",
          status="one feature per station and line; a few rows are missing, as on the "
                 "Changping line")
    at = {r["code"]: position(r) for r in table}
    drawn = [k for k in links if at[k["from_code"]] != at[k["to_code"]]]
    write(out, "beijing/metro_links", [feature(
        {"type": "LineString", "coordinates": [at[k["from_code"]], at[k["to_code"]]]},
        {"from_code": k["from_code"], "to_code": k["to_code"], "line": text(k["line"]),
         "kind": k["kind"], "straight_m": int(k["straight_m"])}) for k in drawn],
          source="derived from OpenStreetMap stations by the order of their codes", license=OSM,
          accuracy="straight lines between stations, not the track",
          status=f"rides and transfers; {len(links) - len(drawn)} transfers between rows at one "
                 "position are left out")


def whole_city(out, facts, table, links, places):
    metro(out, table, links)
    write(out, "beijing/big_facilities",
          [institution(r) for r in places if r["kind"] == "big science facility"],
          source="each feature's source", license="MIT, as the project",
          accuracy="approximate, within 3 km", status="the facilities known, not a register")
    write(out, "beijing/railway_stations", [feature(point(position(r)), {
        "name": text(r["name"]), "name_zh": r["name_zh"], "district": r["district"],
        "source": text(r["source"])}) for r in rows(facts, "railway_stations")],
          source="OpenStreetMap", license=OSM, accuracy="as mapped",
          status="Haidian, Changping and Huairou only; which carry passengers is not known")


def unique(table):
    """Rows without exact repetitions."""
    return [r for i, r in enumerate(table) if r not in table[:i]]


def main(facts, out):
    table, links = unique(rows(facts, "metro_stations")), rows(facts, "metro_links")
    places, units = rows(facts, "institutions"), rows(facts, "townships")
    groups = merge_stations(table, links)
    with open(os.path.join(facts, "boundaries.geojson"), encoding="utf-8") as f:
        areas = json.load(f)["features"]
    for area in areas:
        city, ring = area["id"], area["geometry"]["coordinates"][0]
        boundary(out, city, area)
        institutions(out, city, ring, places)
        stations(out, city, ring, groups)
        population(out, city, ring, units)
        services(out, city, ring, rows(facts, "services"))
    whole_city(out, facts, table, links, places)


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit("usage: make.py FACTS_DIR [OUT_DIR]")
    main(sys.argv[1], sys.argv[2] if len(sys.argv) == 3 else os.path.dirname(__file__) or ".")
