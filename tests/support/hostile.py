"""Ways to make a project hostile, beyond damage: what formats allow, and people prepare."""

from __future__ import annotations

import atexit
import io
import json
import math
import os
import socket
import sqlite3
import zipfile
from itertools import pairwise

import geopandas as gpd
import pandas as pd

#: listens, and is named wherever a file can name an address: nobody may call
LISTENER = socket.create_server(("127.0.0.1", 0))
LISTENER.settimeout(0)
atexit.register(LISTENER.close)
ADDRESS = f"127.0.0.1:{LISTENER.getsockname()[1]}"

NS = "http://schemas.openxmlformats.org/"
BOOK = {
    "[Content_Types].xml": (
        f'<Types xmlns="{NS}package/2006/content-types"><Default Extension="xml" ContentType='
        '"application/xml"/><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{NS}package/2006/relationships"><Relationship Id="r" Type='
        f'"{NS}officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>"
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{NS}spreadsheetml/2006/main" xmlns:r="{NS}officeDocument/2006/'
        'relationships"><sheets><sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{NS}package/2006/relationships"><Relationship Id="r1" Type='
        f'"{NS}officeDocument/2006/relationships/worksheet" Target="worksheets/s.xml"/>'
        "</Relationships>"
    ),
}
HEAD = ("code_insee", "taux_pauvrete")
ROWS = (("17300", "21.5"), ("2A004", "3"))


def sheet(rows=(HEAD, *ROWS), *, before="", after="", extra=""):
    cells = "".join(
        f'<row r="{r}">'
        + "".join(
            f'<c r="{"AB"[c]}{r}" t="inlineStr"><is><t>{text}</t></is></c>'
            for c, text in enumerate(row)
        )
        + "</row>"
        for r, row in enumerate(rows, 1)
    )
    return (
        f'{before}<worksheet xmlns="{NS}spreadsheetml/2006/main">{extra}'
        f"<sheetData>{cells}{after}</sheetData></worksheet>"
    )


def zipped(parts, *, method=zipfile.ZIP_DEFLATED):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, text in parts.items() if isinstance(parts, dict) else parts:
            archive.writestr(zipfile.ZipInfo(name), text, method)
    return packed.getvalue()


def xlsx(*, swap=None, **given):
    parts = {**BOOK, "xl/worksheets/s.xml": sheet(**given), **(swap or {})}
    return zipped({name: text for name, text in parts.items() if text is not None})


def entity(target):
    return f'<!DOCTYPE x [<!ENTITY e SYSTEM "{target}">]>'


LAUGHS = (
    "<!DOCTYPE x ["
    + "".join(f'<!ENTITY l{k + 1} "{f"&l{k};" * 10}">' for k in range(12)).replace(
        '"&l0;', '"<!-- -->&l0;'
    )
    + '<!ENTITY l0 "ha">]>'
)
RELS = BOOK["xl/_rels/workbook.xml.rels"]
BOOKS = {
    "as it should": xlsx,
    "far column": lambda: xlsx(after='<row r="3"><c r="XFD3"><v>1</v></c></row>'),
    "far row": lambda: xlsx(after='<row r="1048576"><c r="A1048576"><v>1</v></c></row>'),
    "row beyond": lambda: xlsx(after='<row r="99999999999999999999"><c><v>1</v></c></row>'),
    "row of zero": lambda: xlsx(after='<row r="0"><c r="A0"><v>1</v></c></row>'),
    "row below zero": lambda: xlsx(after='<row r="-5"><c r="A-5"><v>1</v></c></row>'),
    "column beyond": lambda: xlsx(after='<row r="3"><c r="ZZZZZZ3"><v>1</v></c></row>'),
    "dimension that lies": lambda: xlsx(extra='<dimension ref="A1:XFD1048576"/>'),
    "shared text beyond": lambda: xlsx(after='<row r="3"><c r="A3" t="s"><v>999999</v></c></row>'),
    "shared text below": lambda: xlsx(after='<row r="3"><c r="A3" t="s"><v>-1</v></c></row>'),
    "date beyond": lambda: xlsx(after='<row r="3"><c r="A3" t="d"><v>99999-99-99</v></c></row>'),
    "number beyond": lambda: xlsx(after='<row r="3"><c r="A3"><v>1e999</v></c></row>'),
    "not a number": lambda: xlsx(after='<row r="3"><c r="A3"><v>nan</v></c></row>'),
    "error": lambda: xlsx(after='<row r="3"><c r="A3" t="e"><v>#REF!</v></c></row>'),
    "style beyond": lambda: xlsx(after='<row r="3"><c r="A3" s="70000"><v>1</v></c></row>'),
    "entity of a file": lambda: xlsx(
        before=entity("file:///etc/passwd"), rows=(HEAD, ("&e;", "1"))
    ),
    "entity of the network": lambda: xlsx(
        before=entity(f"http://{ADDRESS}/xlsx"), rows=(HEAD, ("&e;", "1"))
    ),
    "laughs": lambda: xlsx(before=LAUGHS, rows=(HEAD, ("&l9;", "1"))),
    "link of the network": lambda: xlsx(
        swap={
            "xl/_rels/workbook.xml.rels": RELS.replace(
                'Target="worksheets/s.xml"', f'TargetMode="External" Target="http://{ADDRESS}/s"'
            )
        }
    ),
    "sheet out of the archive": lambda: xlsx(
        swap={
            "xl/_rels/workbook.xml.rels": RELS.replace("worksheets/s.xml", "../../../../etc/passwd")
        }
    ),
    "no sheet": lambda: xlsx(swap={"xl/worksheets/s.xml": None}),
    "no workbook": lambda: xlsx(swap={"xl/workbook.xml": None}),
    "no relations": lambda: xlsx(swap={"xl/_rels/workbook.xml.rels": None}),
    "names out of the archive": lambda: xlsx(swap={"../../../../etc/netmap-evil": "x"}),
    "name of the root": lambda: xlsx(swap={"/etc/netmap-evil": "x"}),
    "a thousand sheets": lambda: xlsx(
        swap={
            "xl/workbook.xml": BOOK["xl/workbook.xml"].replace(
                '<sheet name="s"',
                "".join(f'<sheet name="s{k}" sheetId="{k + 2}" r:id="r1"/>' for k in range(1_000))
                + '<sheet name="s"',
            )
        }
    ),
    "deep": lambda: xlsx(after="<row>" * 20_000 + "</row>" * 20_000),
    "swells": lambda: xlsx(swap={"xl/worksheets/s.xml": sheet() + " " * 400_000_000}),
    "part in utf-16": lambda: xlsx(swap={"xl/worksheets/s.xml": sheet().encode("utf-16")}),
    "old office": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4_000),
    "no archive": lambda: b"<html><table><tr><td>code_insee</td></tr></table></html>",
    "empty archive": lambda: zipped({}),
    "half": lambda: xlsx()[:400],
}  # fmt: skip

OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"
CELL = '<table:table-cell office:value-type="string"'
MIME = "application/vnd.oasis.opendocument.spreadsheet"


def ods(*, before="", cells=None, rows="", swap=None):
    body = cells or "".join(
        "<table:table-row>"
        + "".join(f"{CELL}><text:p>{text}</text:p></table:table-cell>" for text in row)
        + "</table:table-row>"
        for row in (HEAD, *ROWS)
    )
    content = (
        f'{before}<office:document-content xmlns:office="{OFFICE}office:1.0" '
        f'xmlns:table="{OFFICE}table:1.0" xmlns:text="{OFFICE}text:1.0" '
        'xmlns:xlink="http://www.w3.org/1999/xlink"><office:body><office:spreadsheet>'
        f'<table:table table:name="s">{body}{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    listed = (
        f'<m:manifest xmlns:m="{OFFICE}manifest:1.0"><m:file-entry m:full-path="content.xml" '
        'm:media-type="text/xml"/></m:manifest>'
    )
    parts = {"mimetype": MIME, "META-INF/manifest.xml": listed, "content.xml": content}
    parts |= swap or {}
    return zipped({name: text for name, text in parts.items() if text is not None})


def cell(inside, *, of="", row=""):
    held = f"{CELL} {of}>{inside}</table:table-cell>"
    return f"<table:table-row {row}>{held}</table:table-row>"


BEYOND = "99999999999999"
SHEETS = {
    "as it should": ods,
    "spaces": lambda: ods(rows=cell(f'<text:p><text:s text:c="{BEYOND}"/>x</text:p>')),
    "spaces below zero": lambda: ods(rows=cell('<text:p><text:s text:c="-1"/>x</text:p>')),
    "columns": lambda: ods(
        rows=cell("<text:p>x</text:p>", of=f'table:number-columns-repeated="{BEYOND}"')
    ),
    "rows": lambda: ods(
        rows=cell("<text:p>x</text:p>", row=f'table:number-rows-repeated="{BEYOND}"')
    ),
    "rows and columns": lambda: ods(
        rows=cell(
            "<text:p>x</text:p>",
            row='table:number-rows-repeated="1000000"',
            of='table:number-columns-repeated="16000"',
        )
    ),
    "rows that are no number": lambda: ods(rows=cell("", row='table:number-rows-repeated="x"')),
    "entity of a file": lambda: ods(
        before=entity("file:///etc/passwd"), rows=cell("<text:p>&e;</text:p>")
    ),
    "entity of the network": lambda: ods(
        before=entity(f"http://{ADDRESS}/ods"), rows=cell("<text:p>&e;</text:p>")
    ),
    "laughs": lambda: ods(before=LAUGHS, rows=cell("<text:p>&l9;</text:p>")),
    "link": lambda: ods(
        rows=cell(f'<text:p><text:a xlink:href="http://{ADDRESS}/a">x</text:a></text:p>')
    ),
    "deep": lambda: ods(rows=cell("<text:p>" + "<text:span>" * 20_000 + "</text:span>" * 20_000)),
    "no content": lambda: ods(swap={"content.xml": None}),
    "swells": lambda: ods(rows=" " * 400_000_000),
    "another kind": lambda: ods(swap={"mimetype": "application/x-dosexec"}),
    "enciphered": lambda: ods(
        swap={
            "META-INF/manifest.xml": f'<m:manifest xmlns:m="{OFFICE}manifest:1.0">'
            '<m:file-entry m:full-path="content.xml"><m:encryption-data/></m:file-entry>'
            "</m:manifest>"
        }
    ),
}


def as_table(ending, make):
    def apply(project, _chance):
        project.remove("data/indicateurs.csv").write(f"data/indicateurs{ending}", make())

    return apply


# ---- outlines ----


def star(points):
    """A ring that crosses itself again and again."""
    turn = 2 * math.pi * (points // 2 - 1) / points
    ring = [
        [385_000 + 4_000 * math.cos(k * turn), 6_575_000 + 4_000 * math.sin(k * turn)]
        for k in range(points)
    ]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


def wheel(points):
    ring = [
        [385_000 + 4_000 * math.cos(k), 6_575_000 + 4_000 * math.sin(k)]
        for k in (2 * math.pi * n / points for n in range(points))
    ]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


def nested(depth):
    shape = {"type": "Point", "coordinates": [0, 0]}
    for _ in range(depth):
        shape = {"type": "GeometryCollection", "geometries": [shape]}
    return shape


def ring(*points):
    return {"type": "Polygon", "coordinates": [list(points)]}


def holes(count):
    side = [[380_000, 6_570_000], [390_000, 6_570_000], [390_000, 6_580_000], [380_000, 6_580_000]]
    inner = [
        [[x, y], [x + 3, y], [x + 3, y + 3], [x, y]]
        for k in range(count)
        for x, y in [(380_010 + 9 * (k % 1_000), 6_570_010 + 9 * (k // 1_000))]
    ]
    return {"type": "Polygon", "coordinates": [[*side, side[0]], *inner]}


A, B, C, D = (380_000, 6_570_000), (390_000, 6_570_000), (390_000, 6_580_000), (380_000, 6_580_000)
SHAPES = {
    "none": lambda: None,
    "a number": lambda: 3,
    "a point": lambda: {"type": "Point", "coordinates": A},
    "a line": lambda: {"type": "LineString", "coordinates": [A, B]},
    "no coordinates": lambda: {"type": "Polygon"},
    "no ring": lambda: {"type": "Polygon", "coordinates": []},
    "an empty ring": ring,
    "one point": lambda: ring(A),
    "two points": lambda: ring(A, B, A),
    "open": lambda: ring(A, B, C, D),
    "flat": lambda: ring(A, B, C, B, A),
    "bow tie": lambda: ring(A, C, B, D, A),
    "of texts": lambda: ring(["x", "y"], B, C, ["x", "y"]),
    "of many dimensions": lambda: ring(*[[*p, 1, 2, 3, 4] for p in (A, B, C, A)]),
    "of one dimension": lambda: ring([1], [2], [3], [1]),
    "beyond numbers": lambda: ring([1e308, 1e308], [-1e308, 1e308], [0, -1e308], [1e308, 1e308]),
    "not numbers": lambda: ring(A, B, [float("nan"), float("inf")], A),
    "tiny": lambda: ring(A, [A[0] + 1e-9, A[1]], [A[0], A[1] + 1e-9], A),
    "on the other side": lambda: ring(*[[-x, -y] for x, y in (A, B, C, D, A)]),
    "over its neighbours": lambda: ring(A, [400_000, 6_570_000], [400_000, 6_590_000], D, A),
    "nested": lambda: nested(200),
    "star": lambda: star(3_000),
    "large star": lambda: star(40_000),
    "a million points": lambda: wheel(1_000_000),
    "ninety thousand points": lambda: wheel(90_000),
    "ninety thousand holes": lambda: holes(90_000),
    "nine thousand holes": lambda: holes(9_000),
}


def with_shape(make):
    def apply(project, _chance):
        change_layer(project, lambda layer: layer["features"][0].update(geometry=make()))

    return apply


def change_layer(project, change):
    file = "data/geo/communes.geojson"
    layer = json.loads((project.path / file).read_text("utf-8"))
    project.write(file, json.dumps(change(layer) or layer))


def with_layer(change):
    return lambda project, _chance: change_layer(project, change)


def crs(value):
    return with_layer(lambda layer: layer.update(crs=value))


def properties(**values):
    return with_layer(lambda layer: layer["features"][0]["properties"].update(values))


LAYERS = {
    "reference system by link": crs(
        {"type": "link", "properties": {"href": f"http://{ADDRESS}/crs", "type": "ogcwkt"}}
    ),
    "reference system by name of an address": crs(
        {"type": "name", "properties": {"name": f"http://{ADDRESS}/def/crs/EPSG/0/2154"}}
    ),
    "reference system by grid": crs(
        {"type": "name", "properties": {"name": f"+proj=longlat +nadgrids=http://{ADDRESS}/g.tif"}}
    ),
    "reference system of Mars": crs({"type": "name", "properties": {"name": "IAU:49900"}}),
    "reference system beyond": crs({"type": "name", "properties": {"name": "EPSG:99999999999"}}),
    "reference system a number": crs(3),
    "reference system a list": crs([{}]),
    "reference system in a loop": crs({"type": "EPSG", "properties": {"code": {"code": {}}}}),
    "features a text": with_layer(lambda layer: layer.update(features="x")),
    "features texts": with_layer(lambda layer: layer.update(features=["x", 3, None])),
    "no features": with_layer(lambda layer: layer.update(features=[])),
    "layer in a layer": with_layer(
        lambda layer: layer["features"].append({**layer, "features": layer["features"][:]})
    ),
    "properties none": with_layer(lambda layer: layer["features"][0].update(properties=None)),
    "properties a list": with_layer(lambda layer: layer["features"][0].update(properties=[1])),
    "no kind": with_layer(lambda layer: {"features": layer["features"]}),
    "topology": with_layer(lambda _: {"type": "Topology", "objects": {}, "arcs": []}),
    "of another maker": with_layer(
        lambda _: {"geometryType": "esriGeometryPolygon", "features": [{"attributes": {}}]}
    ),
    "a list": with_layer(lambda layer: layer["features"]),
    "twenty thousand": with_layer(
        lambda layer: layer.update(features=layer["features"] * 5_000)
    ),
    "code a number": properties(code_insee=17300),
    "code true": properties(code_insee=True),
    "code a list": properties(code_insee=["17300"]),
    "code of a neighbour": properties(code_insee="2A004"),
    "people below zero": properties(population=-1),
    "people beyond": properties(population=10**30),
    "people infinite": properties(population=float("inf")),
    "people a text": properties(population="beaucoup"),
    "a property of a megabyte": properties(nom="x" * 1_000_000),
    "ten thousand properties": properties(**{f"p{k}": k for k in range(10_000)}),
    "names of objects": properties(__proto__="x", constructor="x", __class__="x"),
}  # fmt: skip


# ---- databases and shapefiles ----


def as_layer(project, name):
    """Put a layer of another format in the place of the communes; return both."""
    outlines = project.path / "data" / "geo" / "communes.geojson"
    table = gpd.read_file(outlines)
    outlines.unlink()
    project.replace("data/geo/SOURCES.toml", "communes.geojson", name)
    return table, outlines.with_name(name)


def database(*statements):
    """Statements of SQL; what is none is the value of the one before."""

    def apply(project, _chance):
        table, file = as_layer(project, "communes.gpkg")
        table.to_file(file, layer="communes", driver="GPKG", SPATIAL_INDEX="NO")
        base = sqlite3.connect(file)
        for statement, value in pairwise((*statements, "")):
            if " " in statement and "://" not in statement:
                base.execute(statement, (value,) if "?" in statement else ())
        base.commit()
        base.close()

    return apply


def view(query):
    return database("ALTER TABLE communes RENAME TO t", f"CREATE VIEW communes AS {query}")


DATABASES = {
    "as it should": database(),
    "view that never ends": view(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
        "SELECT i AS fid, NULL AS geom, CAST(i AS TEXT) AS code_insee, 'x' AS nom, 1 AS population"
        " FROM n"
    ),
    "view of a gigabyte": view(
        "SELECT fid, zeroblob(1000000000) AS geom, code_insee, nom, population FROM t"
    ),
    "view of itself": view("SELECT * FROM communes"),
    "view of files": view(
        "SELECT fid, geom, code_insee, load_extension('x') AS nom, population FROM t"
    ),
    "shape of noise": database("UPDATE communes SET geom = randomblob(5000)"),
    "shape a text": database("UPDATE communes SET geom = 'x'"),
    "no shape": database("UPDATE communes SET geom = NULL"),
    "no contents": database("DELETE FROM gpkg_contents"),
    "contents dropped": database("DROP TABLE gpkg_contents"),
    "reference system by address": database(
        "UPDATE gpkg_spatial_ref_sys SET definition = ?", f"http://{ADDRESS}/wkt"
    ),
    "reference system by grid": database(
        "UPDATE gpkg_spatial_ref_sys SET definition = ?",
        f"+proj=longlat +nadgrids=http://{ADDRESS}/g.tif +type=crs",
    ),
    "reference system none": database("DELETE FROM gpkg_spatial_ref_sys"),
    "trigger": database(
        "CREATE TRIGGER x AFTER INSERT ON communes BEGIN DELETE FROM communes; END"
    ),
    "extension": database(
        "CREATE TABLE x AS SELECT ? AS definition", f"http://{ADDRESS}/extension"
    ),
}


def damaged_database(project, chance):
    DATABASES["as it should"](project, chance)
    file = project.path / "data/geo/communes.gpkg"
    content = bytearray(file.read_bytes())
    for _ in range(2_000):
        content[chance.randrange(100, len(content))] = chance.randrange(256)
    file.write_bytes(content)


def shapefile(change):
    def apply(project, chance):
        table, file = as_layer(project, "communes.shp")
        table.to_file(file)
        change(file, chance)

    return apply


def prj(text):
    return shapefile(lambda file, _: file.with_suffix(".prj").write_text(text, "utf-8"))


def part(ending, change):
    def apply(file, chance):
        at = file.with_suffix(ending)
        at.write_bytes(change(at.read_bytes(), chance))

    return shapefile(apply)


WGS = 'GEOGCS["x",DATUM["x",SPHEROID["x",6378137,298.257]{}],PRIMEM["x",0],UNIT["Degree",0.0174]]'
SHAPEFILES = {
    "no index": shapefile(lambda file, _: file.with_suffix(".shx").unlink()),
    "no table": shapefile(lambda file, _: file.with_suffix(".dbf").unlink()),
    "reference system by grid": prj(WGS.format(f',EXTENSION["PROJ4_GRIDS","http://{ADDRESS}/g.gsb"]')),
    "reference system of Mars": prj(WGS.format("").replace("6378137", "3396190")),
    "reference system of noise": prj('GEOGCS["' + "x[" * 5_000),
    "reference system by address": prj(f"http://{ADDRESS}/prj"),
    "shapes of noise": part(".shp", lambda c, r: c[:100] + r.randbytes(len(c) - 100)),
    "index of noise": part(".shx", lambda c, r: c[:100] + r.randbytes(len(c) - 100)),
    "table of many rows": part(".dbf", lambda c, _: c[:4] + b"\xff\xff\xff\x7f" + c[8:]),
    "table of noise": part(".dbf", lambda c, r: c[:32] + r.randbytes(len(c) - 32)),
    "letters beyond": shapefile(lambda file, _: file.with_suffix(".cpg").write_text("UTF-99")),
}  # fmt: skip


def plain_layer(name, content):
    return lambda project, chance: as_layer(project, name)[1].write_bytes(
        content(chance) if callable(content) else content
    )


def parquet(change):
    def apply(project, chance):
        project.remove("data/passages.csv")
        packed = io.BytesIO()
        pd.DataFrame({"date": ["2024-02-29"], "code": ["17300"]}).to_parquet(packed)
        project.write("data/passages.parquet", change(packed.getvalue(), chance))

    return apply


VRT = f'<OGRVRTDataSource><OGRVRTLayer name="communes"><SrcDataSource>/vsicurl/http://{ADDRESS}/x.shp</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>'
OTHERS = {
    "flatgeobuf of noise": plain_layer(
        "communes.fgb", lambda r: b"fgb\x03fgb\x00" + r.randbytes(3_000)
    ),
    "geoparquet of noise": plain_layer(
        "communes.parquet", lambda r: b"PAR1" + r.randbytes(3_000) + b"PAR1"
    ),
    "virtual layer": plain_layer("communes.gpkg", VRT.encode()),
    "virtual layer as outlines": plain_layer("communes.geojson", VRT.encode()),
    "address as outlines": plain_layer("communes.geojson", f"http://{ADDRESS}/x".encode()),
    "service as outlines": plain_layer("communes.geojson", f"WFS:http://{ADDRESS}/wfs".encode()),
    "marks of the earth": plain_layer(
        "communes.kml",
        f"{entity(f'http://{ADDRESS}/kml')}<kml><Document>&e;</Document></kml>".encode(),
    ),
    "parquet of noise": parquet(lambda _, r: b"PAR1" + r.randbytes(3_000) + b"PAR1"),
    "parquet by half": parquet(lambda c, _: c[: len(c) // 2]),
    "parquet with noise": parquet(
        lambda c, r: c[:8] + bytes(b ^ (r.random() < 0.05) for b in c[8:-8]) + c[-8:]
    ),
    "parquet with a large end": parquet(lambda c, _: c[:-8] + b"\xff\xff\xff\x7fPAR1"),
    "database with noise": damaged_database,
}


# ---- what stands where pages go ----


def standing(name, content):
    return lambda project, _chance: project.write(f"outputs/{name}", content)


def fifo(name):
    def apply(project, _chance):
        (project.path / "outputs").mkdir()
        os.mkfifo(project.path / "outputs" / name)

    return apply


def link(name, target):
    def apply(project, _chance):
        (project.path / name).parent.mkdir(exist_ok=True)
        (project.path / name).symlink_to(target)

    return apply


STANDING = {
    "a stranger's manifest": standing("manifest.json", '{"name": "my web site"}'),
    "a manifest of a number": standing("manifest.json", '{"sorties": 5}'),
    "a manifest of a list": standing("manifest.json", "[1]"),
    "a manifest that is deep": standing("manifest.json", "[" * 100_000),
    "a manifest of noise": standing("manifest.json", bytes(range(256)) * 50),
    "a manifest of another's file": standing("manifest.json", '{"sorties": {"these.docx": "x"}}'),
    "a manifest out of it": standing("manifest.json", '{"sorties": {"../netmap.toml": "x"}}'),
    "a log of noise": standing("releases.jsonl", "{\n[\x00"),
    "a log that is a pipe": fifo("releases.jsonl"),
    "a manifest that is a pipe": fifo("manifest.json"),
    "a link to a device": link("outputs/manifest.json", "/dev/zero"),
    "a link to nowhere": link("outputs", "nowhere"),
    "a file": lambda project, _chance: project.write("outputs", "x"),
}


ADDED = {
    **{f"workbook, {name}": as_table(".xlsx", make) for name, make in BOOKS.items()},
    **{f"sheet, {name}": as_table(".ods", make) for name, make in SHEETS.items()},
    **{f"outline, {name}": with_shape(make) for name, make in SHAPES.items()},
    **{f"layer, {name}": apply for name, apply in LAYERS.items()},
    **{f"database, {name}": apply for name, apply in DATABASES.items()},
    **{f"shapefile, {name}": apply for name, apply in SHAPEFILES.items()},
    **{f"format, {name}": apply for name, apply in OTHERS.items()},
    **{f"outputs, {name}": apply for name, apply in STANDING.items()},
}
