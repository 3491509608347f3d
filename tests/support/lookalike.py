"""Files that look like those of official sources, drawn from the recipes that read them.

A row is what a test gives, and for the rest what the recipe's columns may hold. Every other name
of a column stands in the file too, before the preferred one and with another value, as official
files do; and every personal column, filled with :data:`SOMEBODY`, whom nothing may tell.
"""

import csv
import io
import json
import random

import pandas as pd
import shapely
import xlsxwriter

from netmap.sources import base

#: Who must never be read, kept, written or told.
SOMEBODY = "QUIDAM-INTROUVABLE"
#: What stands in columns that are not the preferred ones.
DECOY = "77"


def title(said):
    """Return a name of a column as a file of a year has it."""
    for marks, digits in (("########", "20240101"), ("####", "2024"), ("##", "22"), ("#", "1")):
        said = said.replace(marks, digits)
    return said.replace("*", "")


def headers(recipe):
    """Return (title, column, whether it is the preferred name) for each column of the file."""
    found = []
    for column in recipe.columns:
        names = list(dict.fromkeys(map(title, column.said)))
        unsure = [name for name in names[1:] if column.name != "genre"]
        found += [(name, column, False) for name in reversed(unsure)]
        found.append((names[0], column, True))
    taken = [name for name, _, preferred in found if preferred]
    kept = [one for one in found if one[2] or one[0] not in taken]
    seen, only = set(), []
    for one in kept:
        if one[0] not in seen:
            only.append(one)
        seen.add(one[0])
    return only


def personal(recipe):
    """Return the titles of the personal columns."""
    return [title(said) or "nom" for said in recipe.personal]


def drawn(recipe, place, rng):
    """Return a row of a place (a commune's code, or what the recipe asks for)."""
    row = {}
    for column in recipe.columns:
        if column.name in {"longitude", "latitude", "x", "y"}:
            row[column.name] = ""
        elif column.numbers:
            row[column.name] = str(rng.randint(1, 60))
        elif column.many:
            row[column.name] = ""
        else:
            row[column.name] = f"{column.name} {rng.randint(100, 999)}"
    row |= dict.fromkeys(recipe.code, place)
    if recipe.grain == "iris":
        row |= {"code_iris": f"{place}{rng.randint(1000, 9999)}", "code_insee": place}
    if recipe.code == ("departement", "commune"):
        row |= {"departement": place[:2], "commune": place[2:]}
    if recipe.code == ("code_postal", "ville"):
        row |= {"code_postal": f"{place[:2]}000", "ville": base.communes()["nom"][place].upper()}
    if recipe.grain == "qpv":
        row["code_qp"] = place
    return row


def table(recipe, rows):
    """Return the header and the rows of a file."""
    columns = headers(recipe)
    names = [name for name, *_ in columns] + personal(recipe)
    body = [
        [row.get(column.name, "") if preferred else DECOY for _, column, preferred in columns]
        + [SOMEBODY] * len(recipe.personal)
        for row in rows
    ]
    return names, body


def write(recipe, folder, rows, *, ending=None, name=None, without=(), renamed=None, sheet=None):
    """Write a look-alike and return its path.

    Parameters
    ----------
    rows
        Columns of the recipe → text, whole: see :func:`drawn`.
    without, renamed
        Titles that the file lacks, or has under another.
    """
    names, body = table(recipe, rows)
    kept = [i for i, one in enumerate(names) if one not in without]
    names = [(renamed or {}).get(names[i], names[i]) for i in kept]
    body = [[row[i] for i in kept] for row in body]
    ending = ending or next(e for e in recipe.formats if e not in {".zip", ".parquet", ".bz2"})
    path = folder / f"{name or recipe.id}{ending}"
    if recipe.fields and not renamed and not without:
        path.write_bytes(_sections(recipe, rows))
    elif ending == ".parquet":
        pd.DataFrame(body, columns=names).to_parquet(path, index=False)
    elif ending == ".xlsx":
        _workbook(recipe, path, names, body, sheet)
    elif ending in {".json", ".geojson"}:
        objects = [dict(zip(names, row, strict=True)) for row in body]
        path.write_text(json.dumps({recipe.inside: objects} if recipe.inside else objects), "utf-8")
    else:
        text = io.StringIO()
        writer = csv.writer(text, delimiter=recipe.separator or ";", lineterminator="\r\n")
        writer.writerows([names, *body])
        path.write_text(text.getvalue(), "utf-8")
    return path


def _sections(recipe, rows):
    """Return rows by kind: those of the first hold what a row says, those of the second too."""
    called = {title(c.said[0]): c.name for c in recipe.columns}
    lines = ["finess;etalab;96;2026-03-11"]
    for kind, fields in recipe.fields:
        first = kind == recipe.fields[0][0]
        for row in rows:
            values = {"typeet": kind}
            for field in fields.split():
                both = field in {"coordxet", "coordyet", "sourcecoordet", "nofinesset"}
                if field in called and (first or both):
                    values[field] = row.get(called[field], "")
                elif field in {"telephone", "telecopie"}:
                    values[field] = SOMEBODY
            lines.append(";".join(values.get(field, "") for field in fields.split()))
    return ("\n".join(lines) + "\n").encode("latin-1")


def _workbook(recipe, path, names, body, sheet):
    """Write a workbook as its office does: sheets, titles above, units under, notes below."""
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Lisez-moi").write(0, 0, "Méthode")
        wanted = sheet or (
            title(recipe.sheets[0]).replace("_", " ") if recipe.sheets else "Données"
        )
        page = book.add_worksheet(wanted.replace("*", "") or "Données")
        for line in range(recipe.titles or 0):
            page.write(line, 0, f"Titre {line + 1}")
        at = recipe.titles or 0
        page.write_row(at, 0, [f"{name} " for name in names])
        at += 1
        if "units-under" in recipe.traits:
            page.write_row(at, 1, ["en consultations"] * (len(names) - 1))
            at += 1
        for line, row in enumerate(body):
            page.write_row(at + line, 0, row)
        if recipe.titles:
            page.write(at + len(body) + 1, 0, "Note : les communes sont celles du 1er janvier.")


def outlines(recipe, path, shapes, **columns):
    """Write outlines (shapely) with the recipe's columns as GeoJSON."""
    features = []
    for i, shape in enumerate(shapes):
        properties = {
            title(c.said[0]): columns[c.name][i] for c in recipe.columns if c.name in columns
        }
        properties |= {name: columns[name][i] for name in columns if name.startswith("extra_")}
        geometry = json.loads(shapely.to_geojson(shape))
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


def generator(seed):
    """Return what draws rows, the same each time."""
    return random.Random(seed)
