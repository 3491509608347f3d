"""Layers as GeoParquet, read by geopandas, and by whoever receives the folder."""

import io

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

from netmap.errors import OutputError
from netmap.exports import geoparquet
from netmap.exports.files import findings_file
from netmap.exports.gis import layers_of
from netmap.messages import Messages
from netmap.outsider.geoparquet import claims_of_parquet

FR = Messages("fr")
NAMES = (
    "communes", "qpv", "zones", "secteurs", "partenaires", "permanences", "plan", "voisines",
)  # fmt: skip


@pytest.fixture(scope="module", params=["la-rochelle", "roanne"])
def made(request, editions):
    edition = editions[request.param]
    found = findings_file(edition, FR)
    layers = layers_of(edition, found, FR)
    return geoparquet.parquet_files(edition, layers), layers, found


def test_geopandas_finds_every_place_where_the_geopackage_has_it(made):
    files, layers, found = made
    assert set(files) == {f"layer-{name}.parquet" for name in NAMES}
    for name in NAMES:
        content = files[f"layer-{name}.parquet"]
        read = gpd.read_parquet(io.BytesIO(content)).set_index("code")
        assert read.crs == layers[name].crs
        assert list(read.index) == [str(code) for code in layers[name].index]
        there = read.geometry.to_numpy(), layers[name].geometry.to_numpy()
        assert [*there[0]] == [*there[1]]
        assert not [*claims_of_parquet(f"layer-{name}.parquet", content, found)]


def test_what_is_hidden_is_null(made):
    files, _, found = made
    hidden = {one.code for one in found.densite if one.personnes is None}
    read = pd.read_parquet(io.BytesIO(files["layer-communes.parquet"])).set_index("code")
    assert read.loc[sorted(hidden & set(read.index)), "personnes"].isna().all()
    assert read["personnes"].notna().any()


def test_a_layer_that_says_more_than_the_findings_is_seen(made):
    files, _, found = made
    name = "layer-communes.parquet"
    table = parquet.read_table(io.BytesIO(files[name]))
    hidden = next(one.code for one in found.densite if one.personnes is None)
    codes, true = table["code"].to_pylist(), table["personnes"].to_pylist()
    told = [
        4 if code == hidden else value if value is None else int(value) + 1
        for code, value in zip(codes, true, strict=True)
    ]
    at = table.column_names.index("personnes")
    changed = table.set_column(at, "personnes", pa.array(told, pa.int64()))
    changed = changed.append_column("contact", pa.array(["Mme X"] * len(told)))
    changed = changed.replace_schema_metadata({**table.schema.metadata, b"note": b"4"})
    written = io.BytesIO()
    parquet.write_table(changed, written)
    kinds = {kind for kind, _ in claims_of_parquet(name, written.getvalue(), found)}
    assert kinds == {"stated", "differs", "untied"}
    assert [*claims_of_parquet("layer-x.parquet", b"", found)] == [("untied", "layer-x.parquet")]
    assert [*claims_of_parquet(name, files[name][:-90], found)] == [("unreadable", "")]


def test_without_the_package_the_remedy_is_said(made, editions, monkeypatch):
    _, layers, _ = made
    monkeypatch.setattr(geoparquet, "can_write_parquet", lambda: False)
    with pytest.raises(OutputError) as refusal:
        geoparquet.parquet_files(editions["roanne"], layers)
    assert "pip install" in FR(f"output.{refusal.value.kind}")
