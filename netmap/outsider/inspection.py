"""Reading a folder of outputs back, as whoever receives it does: nothing else is looked at."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from netmap.disk.plain import NotPlainError, TooLargeError, read_plain
from netmap.errors import InputError
from netmap.formats.findings import FINDINGS, read_findings, unknown_keys
from netmap.formats.manifest import MANIFEST, SYSTEM_FILES, is_internal, read_manifest, sha256
from netmap.formats.releases import RELEASES, Log, read_log
from netmap.outsider.claims import claims_of_map, claims_of_tables, view_data
from netmap.outsider.held import claims_of_files
from netmap.outsider.ledger import (
    TELLING,
    differences,
    dwellings_of,
    ground_of,
    hidden_places,
    residents_of,
    small_counts,
    told_of,
)
from netmap.outsider.page_tables import read_tables
from netmap.outsider.pages import read_page
from netmap.outsider.sheets import are_sheets, claims_of_sheets
from netmap.outsider.stated import records_of
from netmap.outsider.sums import Ground
from netmap.outsider.titles import bears_title

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from netmap.formats.findings import FindingsFile
    from netmap.formats.manifest import Manifest
    from netmap.formats.releases import Key
    from netmap.outsider.pages import Json

_BYTES = 500_000_000
_MANIFEST_BYTES = 20_000_000
#: Names of what is not in the public edition: how many people were referred, and columns of
#: partners that the settings of the manifest do not name.
_NEVER = frozenset(
    {
        "adresse", "contact", "telephone", "courriel", "email", "notes", "nb_orientations",
        "nb_acceptees", "delai_median_j", "taux_acceptation", "nb_non_abouties",
    }
)  # fmt: skip
#: What outlines in the script of a map may say: their number, and whether they are indicative.
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
        ``findings.json``; None: it cannot be read, or the edition is not the public one.
    log
        The releases; empty where there is no log.
    faults
        Sorted; empty where all is as it was written, and as it should be.
    former
        What places of today were in earlier releases, by code, as the manifest says.
    sheets
        Whether it is a folder of partners' sheets: they count nobody, and are no release.
    """

    edition: str | None
    findings: FindingsFile | None
    log: Log
    faults: tuple[Fault, ...]
    former: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sheets: bool = False

    @property
    def ground(self) -> Ground:
        """What is told of places, and of what they were."""
        return Ground() if self.findings is None else ground_of(self.findings, self.former)

    @property
    def residents(self) -> dict[Key, float]:
        """Public populations of places and sectors."""
        return {} if self.findings is None else residents_of(self.findings)

    @property
    def dwellings(self) -> dict[str, float]:
        """Dwellings visited, by code of rounds."""
        return {} if self.findings is None else dwellings_of(self.findings)


def inspect_folder(folder: Path) -> Inspection:
    """Read every file of a folder of outputs.

    Raises
    ------
    OSError
        The folder cannot be read.
    """
    manifest = _manifest(folder)
    if manifest is None:
        return Inspection(None, None, Log(), (Fault("no-manifest", MANIFEST),))
    files, faults = _contents(folder)
    faults += _against(manifest, files)
    if manifest.edition != "public":
        return Inspection(manifest.edition, None, Log(), tuple(sorted(faults)))
    stated: dict[str, list[Json]] = {}
    for name, content in files.items():
        found, data = _look_into(name, content)
        asked = manifest.asked_columns
        faults += [one for one in found if one.kind != "personal" or one.found not in asked]
        stated[name] = data
    if are_sheets(manifest.sorties):
        wrong = claims_of_sheets(files, stated)
        faults += [Fault(kind, name, at) for name, (kind, at) in wrong]
        return Inspection("public", None, Log(), tuple(sorted(set(faults))), sheets=True)
    findings, more = _findings(files)
    log, none = _log(files)
    faults += more + none
    figures = log.lines[-1].figures if log.lines else None
    if figures is not None:
        faults += [Fault("small", RELEASES, one) for one in small_counts(figures)]
    if figures is not None and findings is not None:
        faults += [Fault("log-differs", RELEASES, one) for one in differences(findings, figures)]
    if findings is not None:
        faults += _people_named(findings, manifest.named)
        faults += _claims(files, stated, findings)
    every = tuple(sorted(set(faults)))
    return Inspection("public", findings, log, every, manifest.former_codes)


def _findings(files: Mapping[str, bytes]) -> tuple[FindingsFile | None, list[Fault]]:
    content = files.get(FINDINGS, b"")
    stray = [Fault("unknown", FINDINGS, key) for key in unknown_keys(content)]
    try:
        return read_findings(content, file=FINDINGS), stray
    except InputError as error:
        kind = error.problems[0].kind.removeprefix("findings-")
        return None, [Fault(kind, FINDINGS), *stray]


def _log(files: Mapping[str, bytes]) -> tuple[Log, list[Fault]]:
    if RELEASES not in files:
        return Log(), [Fault("no-log", RELEASES)]
    try:
        return read_log(files[RELEASES], file=RELEASES), []
    except InputError:
        return Log(), [Fault("unreadable", RELEASES)]


def _people_named(findings: FindingsFile, named: frozenset[str]) -> Iterator[Fault]:
    """Yield the partners who bear a person's title, and whom nobody let the edition name."""
    for partner in findings.partenaires:
        allowed = partner.organisation or partner.id in named
        if bears_title(partner.nom) and not allowed:
            yield Fault("person", FINDINGS, partner.nom)


def _claims(
    files: Mapping[str, bytes], data: Mapping[str, list[Json]], findings: FindingsFile
) -> Iterator[Fault]:
    """Hold files, and tables and data of pages, against ``findings.json``."""
    records, hidden = records_of(findings), hidden_places(findings)
    for name, values in data.items():
        for value in values:
            for code, figure in told_of(value, hidden):
                yield Fault("stated", name, f"{code}: {figure}")
    for name, (kind, at) in claims_of_files(files, findings):
        yield Fault(kind, name, at)
    for name, content in files.items():
        if name.endswith(".html"):
            language, tables = read_tables(content.decode("utf-8", errors="replace"))
            wrong = [*claims_of_tables(tables, language, records, hidden)]
            for page in data.get(name, ()):
                if (shown := view_data(page, "map")) is not None:
                    wrong += claims_of_map(shown, findings, records)
            yield from (Fault(kind, name, at) for kind, at in wrong)


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


def _against(manifest: Manifest, files: Mapping[str, bytes]) -> list[Fault]:
    """Compare files with the manifest: none missing, none changed, none besides."""
    faults = [Fault("missing", name) for name in manifest.sorties if name not in files]
    for name, content in files.items():
        if name == MANIFEST:
            continue
        if name not in manifest.sorties:
            faults.append(Fault("foreign", name))
        elif sha256(content) != manifest.sorties[name]:
            faults.append(Fault("altered", name))
        if is_internal(name) != (manifest.edition == "interne"):
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
            case "geojson":
                return _never(name, _names(json.loads(content))), []
            case "csv":
                rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
                filled = (str(column) for row in rows for column, cell in row.items() if cell)
                return _never(name, filled, never=_NEVER | TELLING), []
            case "graphml" | "gexf" if b"<!" not in content:
                root = ET.fromstring(content)  # noqa: S314 - neither document type nor entities
                used = (e.get("key") or e.get("for") or "" for e in root.iter() if _says(e))
                columns = (column.rpartition("-")[2] for column in used)
                return _never(name, columns, never=_NEVER | TELLING), []
            case "jsonl" | "xlsx" | "gpkg" | "qgz" | "pdf" | "parquet":
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


def _manifest(folder: Path) -> Manifest | None:
    try:
        return read_manifest(read_plain(folder / MANIFEST, limit=_MANIFEST_BYTES, follow=False))
    except (FileNotFoundError, NotPlainError, TooLargeError):
        return None
