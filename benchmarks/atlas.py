"""An atlas of made-up national tables: what it takes, and what releases of three levels tell.

    python benchmarks/atlas.py speed FOLDER --departements 17 86 …
    python benchmarks/atlas.py levels FOLDER --departements 79 86

`speed` makes the same atlas with one worker and with two, in turn, and gives the ratio of the
times: the machine must have two cores to itself. `levels` builds the public editions of groups of
communes, of departments and of all of them, from the same counts, and attacks them all at once:
told whole, then as the atlas tells them.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

import national
import pandas as pd

from netmap.atlas.asked import releases_in
from netmap.atlas.joint import known_at, settle
from netmap.atlas.national import every_group
from netmap.outsider.together import combine, groups
from netmap.sources import base
from netmap.starter.layers import geojson

LAYERS = ("communes", "qpv")
SOURCES = 'producteur = "essai"\nmillesime = "essai"\nlicence = "essai"\n'


def netmap(*words: object) -> float:
    """Run a command; return the seconds that it took."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "netmap", *map(str, words), "--quiet"], check=False)
    return time.perf_counter() - start


def atlas(tables: Path, out: Path, departments: list[str], workers: int) -> float:
    """Make the atlas of departments anew."""
    shutil.rmtree(out, ignore_errors=True)
    chosen = [word for code in departments for word in ("--departement", code)]
    words = ("--france", "--tables", tables, *chosen, "--out", out, "--ouvriers", workers)
    return netmap("atlas", *words)


def speed(folder: Path, departments: list[str]) -> None:
    times = {1: [], 2: []}
    for workers in (1, 2, 1, 2):
        times[workers].append(atlas(folder / "national", folder / "atlas", departments, workers))
        print(workers, "worker(s):", round(times[workers][-1], 1), "s")
    print("ratio:", round(min(times[1]) / min(times[2]), 2))


def levels(folder: Path, departments: list[str]) -> None:
    tables = folder / "national"
    atlas(tables, folder / "atlas", departments, 1)
    codes = {code for group in every_group(departments) for code in group.communes}
    codes &= set(national.communes([]).index)
    for code in departments:
        own = {one for one in codes if base.department(one) == code}
        project(folder / f"departement-{code}", tables, own, f"Département {code}")
    project(folder / "ensemble", tables, codes, "Ensemble")
    wholes = [folder / f"departement-{code}" for code in departments] + [folder / "ensemble"]
    for one in wholes:
        netmap("build", "--project", one)
    asked = releases_in([folder / "atlas" / "territoires", *wholes])
    every = [known_at(one.folder, one.name) for one in asked]
    for group in groups([one for one in every if one is not None]):
        told = dict.fromkeys((one.name for one in group), "whole")
        before = combine(group, told)
        exact = sum(one.low == one.high for one in before.betrayed)
        settle(group, told)
        after = combine(group, told)
        less = [name for name, much in told.items() if much != "whole"]
        print(f"{len(group)} releases, {before.hidden} hidden counts")
        print(f"  told whole: {len(before.betrayed)} known to be small, {exact} exactly")
        print(f"  as an atlas tells them: {len(after.betrayed)}; told less: {', '.join(less)}")


def project(folder: Path, tables: Path, codes: set[str], name: str) -> None:
    """Write a project of communes, with their rows of the national tables."""
    geo = folder / "data" / "geo"
    geo.mkdir(parents=True)
    frame = base.outlined(codes)
    halls = base.communes().loc[frame.index, ["mairie_lon", "mairie_lat"]]
    columns = ["nom", "population", *halls.columns]
    (geo / "communes.geojson").write_bytes(geojson(frame.join(halls), "code_insee", columns))
    layer = json.loads((tables / "data" / "geo" / "qpv.geojson").read_text("utf-8"))
    inside = [one for one in layer["features"] if one["properties"]["insee_com"] in codes]
    (geo / "qpv.geojson").write_text(json.dumps({**layer, "features": inside}), encoding="utf-8")
    said = "".join(f'["{layer}.geojson"]\n{SOURCES}' for layer in LAYERS)
    (geo / "SOURCES.toml").write_text(said, encoding="utf-8")
    settings = (tables / "netmap.toml").read_text("utf-8") + f'[territoire]\nnom = "{name}"\n'
    (folder / "netmap.toml").write_text(settings, encoding="utf-8")
    places = codes | {one["properties"]["code_qp"] for one in inside}
    for table, key in {"accompagnements": "code", "indicateurs": "code_insee"}.items():
        rows = pd.read_csv(tables / "data" / f"{table}.csv", sep=";", dtype=str)
        rows[rows[key].isin(places)].to_csv(folder / "data" / f"{table}.csv", sep=";", index=False)
    header = "id;nom;categorie;position;statut\n"
    (folder / "data" / "partners.csv").write_text(header, encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["speed", "levels"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--departements", nargs="+", default=["79", "86"])
    options = parser.parse_args()
    national.write(options.folder / "national", [])
    {"speed": speed, "levels": levels}[options.what](options.folder, options.departements)


if __name__ == "__main__":
    main()
