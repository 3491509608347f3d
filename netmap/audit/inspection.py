"""Reading a folder of outputs back, as whoever receives it does: nothing else is looked at."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from pydantic import ValidationError

from netmap.audit.claims import claims_of_map, claims_of_tables, records_of, view_data
from netmap.audit.ledger import TELLING, differences, small_counts, told_of
from netmap.audit.page_tables import read_tables
from netmap.audit.pages import read_page
from netmap.audit.stated import Found
from netmap.disclosure.history import Log, read_log
from netmap.disk.plain import NotPlainError, TooLargeError, read_plain
from netmap.errors import InputError
from netmap.exports.folder import MANIFEST, RELEASES, SYSTEM_FILES, sha256

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from netmap.render.page.view import Json

_BYTES = 500_000_000
_MANIFEST_BYTES = 20_000_000
_INTERNAL = "-interne."
#: Names of what is not in the public edition: how many people were referred, and columns of
#: partners that the settings of the manifest do not name.
_NEVER = frozenset(
    {
        "adresse", "contact", "telephone", "courriel", "email", "notes", "nb_orientations",
        "nb_acceptees", "delai_median_j", "taux_acceptation", "nb_non_abouties",
    }
)  # fmt: skip
#: What the outlines of a map say of themselves: their number, and whether they are indicative.
_PROPERTIES = frozenset({"i", "indicative"})


@dataclass(frozen=True, order=True)
class Fault:
    """Something that should not be in the folder, or is not as it was written."""

    kind: str
    file: str
    found: str = ""


@dataclass(frozen=True)
class Inspection:
    """What the files of a folder say.

    Attributes
    ----------
    edition
        That of the manifest; None: there is none.
    findings
        The counts of ``findings.json``; none where it cannot be read.
    log
        The releases; empty where there is no log.
    faults
        Sorted; empty where all is as it was written, and as it should be.
    """

    edition: str | None
    findings: Found
    log: Log
    faults: tuple[Fault, ...]


def inspect_folder(folder: Path) -> Inspection:
    """Read every file of a folder of outputs.

    Raises
    ------
    OSError
        The folder cannot be read.
    """
    manifest = _manifest(folder)
    if not manifest:
        return Inspection(None, Found(), Log(), (Fault("no-manifest", MANIFEST),))
    files, faults = _contents(folder)
    asked = _asked(manifest)
    edition = manifest.get("edition")
    faults += _against(manifest, files)
    if edition != "public":
        return Inspection(str(edition), Found(), Log(), tuple(sorted(faults)))
    try:
        findings = Found.model_validate_json(files.get("findings.json", b""))
    except ValidationError:
        findings = Found()
        faults.append(Fault("unreadable", "findings.json"))
    stated: dict[str, list[Json]] = {}
    for name, content in files.items():
        found, data = _look_into(name, content)
        faults += [one for one in found if one.kind != "personal" or one.found not in asked]
        stated[name] = data
    log = Log()
    if RELEASES in files:
        try:
            log = read_log(files[RELEASES], file=RELEASES)
        except InputError:
            faults.append(Fault("unreadable", RELEASES))
    else:
        faults.append(Fault("no-log", RELEASES))
    if log.lines:
        figures = log.lines[-1].figures
        faults += [Fault("log-differs", RELEASES, one) for one in differences(findings, figures)]
        faults += [Fault("small", RELEASES, one) for one in small_counts(figures)]
    faults += [
        Fault("stated", name, f"{code}: {figure}")
        for name, values in stated.items()
        for value in values
        for code, figure in told_of(value, findings.hidden)
    ]
    faults += _claims(files, stated, findings.hidden)
    return Inspection("public", findings, log, tuple(sorted(set(faults))))


def _claims(
    files: Mapping[str, bytes],
    data: Mapping[str, list[Json]],
    hidden: frozenset[tuple[str, str]],
) -> Iterator[Fault]:
    """Hold tables and data of pages against ``findings.json``."""
    told = data.get("findings.json")
    findings = told[0] if told else {}
    records = records_of(findings)
    for name, content in files.items():
        if not name.endswith(".html"):
            continue
        language, tables = read_tables(content.decode("utf-8", errors="replace"))
        for kind, found in claims_of_tables(tables, language, records, hidden):
            yield Fault(kind, name, found)
        for page in data.get(name, ()):
            shown = view_data(page, "map")
            if shown is not None:
                for kind, found in claims_of_map(shown, findings, records):
                    yield Fault(kind, name, found)


def _contents(folder: Path) -> tuple[dict[str, bytes], list[Fault]]:
    files, faults = {}, []
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.name in SYSTEM_FILES:
            continue
        if entry.is_symlink() or not entry.is_file() or entry.stat().st_size > _BYTES:
            faults.append(Fault("foreign", entry.name))
        else:
            files[entry.name] = entry.read_bytes()
    return files, faults


def _asked(manifest: Mapping[str, Any]) -> frozenset[str]:
    """Return the columns of partners that the project asked for by name."""
    value: Any = manifest
    for key in ("reglages", "secret", "colonnes_partenaires"):
        value = value.get(key) if isinstance(value, dict) else None
    return frozenset(map(str, value)) if isinstance(value, list) else frozenset()


def _against(manifest: Mapping[str, Json], files: Mapping[str, bytes]) -> list[Fault]:
    """Compare files with the manifest: none missing, none changed, none besides."""
    written = manifest.get("sorties")
    hashes = written if isinstance(written, dict) else {}
    faults = [Fault("missing", name) for name in hashes if name not in files]
    for name, content in files.items():
        if name == MANIFEST:
            continue
        if name not in hashes:
            faults.append(Fault("foreign", name))
        elif sha256(content) != hashes[name]:
            faults.append(Fault("altered", name))
        if (_INTERNAL in name) != (manifest.get("edition") == "interne"):
            faults.append(Fault("mixed", name))
    return faults


def _look_into(name: str, content: bytes) -> tuple[list[Fault], list[Json]]:
    """Return what is wrong in a file of the public edition, and its data as JSON says it."""
    try:
        match name.rpartition(".")[2]:
            case "html":
                page = read_page(content.decode("utf-8"))
                faults = [Fault(kind, name, found) for kind, found in page.faults]
                if page.audience != "public":
                    faults.append(Fault("mixed", name))
                strange = sorted(page.properties - _PROPERTIES)
                faults += [Fault("untied", name, f"GeoJSON: {one}") for one in strange]
                return faults + _never(name, *map(_names, page.data)), page.data
            case "json":
                value = json.loads(content)
                return _never(name, _names(value)), [value]
            case "csv":
                rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
                filled = (str(column) for row in rows for column, cell in row.items() if cell)
                return _never(name, filled, never=_NEVER | TELLING), []
            case "graphml" | "gexf" if b"<!" not in content:
                root = ET.fromstring(content)  # noqa: S314 - neither document type nor entities
                used = (e.get("key") or e.get("for") or "" for e in root.iter() if _says(e))
                columns = (column.rpartition("-")[2] for column in used)
                return _never(name, columns, never=_NEVER | TELLING), []
            case "jsonl":
                return [], []
    except (ValueError, RecursionError, ET.ParseError):
        pass
    return [Fault("unreadable", name)], []


def _never(name: str, *columns: Iterator[str], never: frozenset[str] = _NEVER) -> list[Fault]:
    """Find columns that are never in a file, those of `never`."""
    found = {column.lower() for given in columns for column in given}
    return [Fault("personal", name, column) for column in sorted(found & never)]


def _says(element: ET.Element) -> bool:
    """Tell whether an element of a graph file gives an attribute a value."""
    return bool(element.text if "key" in element.attrib else element.get("value"))


def _names(value: Json) -> Iterator[str]:
    """Yield every name of a JSON object, whatever its depth, where it has a value."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if inner not in (None, "", [], {}) and not isinstance(inner, str):
                yield str(key)
            yield from _names(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _names(inner)


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        value = json.loads(read_plain(folder / MANIFEST, limit=_MANIFEST_BYTES, follow=False))
    except (FileNotFoundError, NotPlainError, TooLargeError, ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
