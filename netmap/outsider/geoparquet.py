"""The GeoParquet layers, held against ``findings.json``: no column says what the file hides."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from netmap.outsider.geopackage import LAYERS, claims_of_row, layer_records

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netmap.formats.findings import FindingsFile
    from netmap.outsider.claims import WrongClaim

_NAME = re.compile(r"layer-([a-z]+)\.parquet")
#: What a file says of itself: its geometry, and the types of its columns.
_ABOUT = frozenset({b"geo", b"pandas"})


def claims_of_parquet(name: str, content: bytes, findings: FindingsFile) -> Iterator[WrongClaim]:
    """Yield what the columns of a layer say and ``findings.json`` does not."""
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        yield "unheld", "pyarrow"
        return
    layer = _NAME.fullmatch(name)
    if layer is None or layer[1] not in LAYERS:
        yield "untied", name
        return
    records = layer_records(findings).get(layer[1], {})
    try:
        table = parquet.read_table(io.BytesIO(content))
        rows = table.drop_columns(["geometry"]).to_pylist()
    except (pa.ArrowException, KeyError, OSError):
        yield "unreadable", ""
        return
    for key in sorted((table.schema.metadata or {}).keys() - _ABOUT):
        yield "untied", f"{layer[1]}: {key.decode(errors='replace')}"
    fields = {name for record in records.values() for name in record}
    for column in table.column_names:
        if records and column not in fields | {"code", "geometry"}:
            yield "untied", f"{layer[1]}: {column}"
    for told in rows:
        yield from claims_of_row(layer[1], told, records)
