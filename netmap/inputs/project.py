"""``netmap.toml`` and ``data/geo/SOURCES.toml``: read, checked, each problem at its line."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from netmap.errors import Problem
from netmap.inputs.cells import Words
from netmap.inputs.files import Found, listing, open_file
from netmap.inputs.limits import SETTINGS_BYTES
from netmap.inputs.model import LayerSource
from netmap.inputs.words import closest
from netmap.settings import Settings
from netmap.vocabulary import CATEGORIES, NEEDS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from pydantic_core import ErrorDetails

SETTINGS_FILE = "netmap.toml"
SOURCES_FILE = "data/geo/SOURCES.toml"


@dataclass(frozen=True)
class Toml:
    """A TOML file as read: its text, and its values (None where it is not TOML)."""

    found: Found | None
    text: str
    values: dict[str, Any] | None
    problems: tuple[Problem, ...]

    def line_of(self, keys: Sequence[str]) -> int | None:
        """Return the line where a key is written; where it is absent, that of its table."""
        return line_of(self.text, keys)


class SourceEntry(BaseModel):
    """``["communes.geojson"]``: who made a layer, when, under which licence."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    producteur: str = Field(min_length=1, max_length=500)
    millesime: Annotated[
        str,
        BeforeValidator(lambda v: v if isinstance(v, (str, bool, dict, list)) else str(v)),
        Field(min_length=1, max_length=200),
    ]
    licence: str = Field(min_length=1, max_length=500)
    lien: str | None = Field(None, max_length=2_000)
    sha256: str | None = Field(None, pattern=r"^[0-9a-fA-F]{64}$")
    note: str | None = Field(None, max_length=10_000)


def read_toml(project: Path, path: str) -> Toml:
    """Read a TOML file of the project; what stops its reading is a problem."""
    found = open_file(project, path, limit=SETTINGS_BYTES)
    if isinstance(found, Problem):
        return Toml(None, "", None, (found,))
    try:
        text = found.content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = found.content.count(b"\n", 0, error.start) + 1
        return Toml(found, "", None, (Problem(file=path, kind="not-utf8", line=line),))
    try:
        return Toml(found, text, tomllib.loads(text), ())
    except RecursionError:
        return Toml(found, text, None, (Problem(file=path, kind="bad-toml"),))
    except ValueError as error:
        place = re.search(r"at line (\d+)", str(error))
        line = (
            int(place[1])
            if place
            else (text.count("\n") + 1 if "end of doc" in str(error) else None)
        )
        lines = text.split("\n")
        shown = lines[line - 1].strip() if line and line <= len(lines) else ""
        return Toml(
            found,
            text,
            None,
            (Problem(file=path, kind="bad-toml", line=line, found=shown or None),),
        )


def read_settings(project: Path) -> tuple[Settings | None, Toml, tuple[Problem, ...]]:
    """Read ``netmap.toml``; None with its problems where it needs work."""
    toml = read_toml(project, SETTINGS_FILE)
    if toml.values is None:
        return None, toml, toml.problems
    try:
        settings = Settings.model_validate(toml.values, by_name=False, by_alias=True)
    except ValidationError as error:
        return None, toml, _as_problems(error, toml, SETTINGS_FILE, Settings)
    return settings, toml, _check_words(settings, toml)


def words_of(settings: Settings | None) -> Words:
    """Return the vocabulary, the project's own words in it."""
    if settings is None:
        return Words()
    own = settings.vocabulary
    return Words(
        needs={**NEEDS, **{code: _labels(label.fr, label.en) for code, label in own.needs.items()}},
        categories={
            **CATEGORIES,
            **{code: _labels(label.fr, label.en) for code, label in own.categories.items()},
        },
    )


def _labels(french: str, english: str | None) -> tuple[str, ...]:
    return (french,) if english is None else (french, english)


def _check_words(settings: Settings, toml: Toml) -> tuple[Problem, ...]:
    known = words_of(settings).needs
    return tuple(
        Problem(
            file=SETTINGS_FILE,
            kind="unknown-need",
            line=toml.line_of(["besoins"]),
            column="besoins",
            found=need,
            details=(("suggestion", closest(need, known)),),
        )
        for need in settings.needs
        if need not in known
    )


def read_sources(
    project: Path, layers: Collection[str]
) -> tuple[dict[str, LayerSource], Toml, tuple[Problem, ...]]:
    """Read ``SOURCES.toml``: the source of each of `layers` (file names).

    A layer that has no entry is an error, an entry that has no layer a doubt.
    """
    if not layers and not listing(project, "data/geo"):
        return {}, Toml(None, "", None, ()), ()
    toml = read_toml(project, SOURCES_FILE)
    problems = list(toml.problems)
    sources: dict[str, LayerSource] = {}
    values = toml.values or {}
    for name, entry in sorted(values.items()):
        try:
            read = SourceEntry.model_validate(entry)
        except ValidationError as error:
            problems += _as_problems(error, toml, SOURCES_FILE, SourceEntry, under=(name,))
            continue
        sources[name] = LayerSource(
            layer=name,
            producer=read.producteur,
            vintage=read.millesime,
            licence=read.licence,
            link=read.lien,
            sha256=read.sha256.lower() if read.sha256 else None,
            note=read.note,
        )
    if toml.values is not None:
        problems += [
            Problem(
                file=SOURCES_FILE,
                kind="layer-without-source",
                found=name,
                details=(("layer", name),),
            )
            for name in sorted(layers)
            if name not in values
        ]
        present = set(listing(project, "data/geo"))
        problems += [
            Problem(
                file=SOURCES_FILE,
                kind="source-without-layer",
                severity="warning",
                line=toml.line_of([name]),
                found=name,
                details=(("suggestion", closest(name, sorted(set(layers) - set(values)))),),
            )
            for name in sorted(values)
            if name not in present
        ]
    return sources, toml, tuple(problems)


def _as_problems(
    error: ValidationError,
    toml: Toml,
    file: str,
    model: type[BaseModel],
    *,
    under: tuple[str, ...] = (),
) -> tuple[Problem, ...]:
    problems: dict[tuple[str, ...], Problem] = {}
    for detail in error.errors(include_url=False):
        keys = under + _keys(detail, toml.values or {}, under)
        kind, details = _kind(detail, model)
        found = detail.get("input")
        shown = None if detail["type"] == "missing" else _shown(found)
        problem = Problem(
            file=file,
            kind=kind,
            line=toml.line_of(keys),
            column=".".join(keys) or None,
            found=keys[-1] if kind == "unknown-key" else shown,
            details=tuple(details.items()),
        )
        problems.setdefault(keys, problem)
    return tuple(problems.values())


def _keys(
    detail: ErrorDetails, values: Mapping[str, Any], under: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the keys of an error that stand in the file (a union adds names of types to them)."""
    here: Any = values
    for key in under:
        here = here[key]
    keys: list[str] = []
    for key in detail["loc"]:
        if isinstance(here, dict) and key in here:
            keys.append(str(key))
            here = here[key]
        elif detail["type"] == "missing" and isinstance(here, dict):
            keys.append(str(key))
            break
        else:
            break
    return tuple(keys)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    try:
        return str(value)
    except ValueError:
        return type(value).__name__


_LIMITS = {"greater_than": ">", "greater_than_equal": "≥", "less_than": "<", "less_than_equal": "≤"}
_TYPES = {
    "string": "text",
    "bool": "yes-no",
    "int": "whole",
    "float": "number",
    "finite": "number",
    "tuple": "list",
    "dict": "section",
    "model": "section",
}


def _kind(detail: ErrorDetails, model: type[BaseModel]) -> tuple[str, dict[str, str]]:
    context = {key: str(value) for key, value in detail.get("ctx", {}).items()}
    name = detail["type"]
    if name == "missing":
        return "missing-key", {}
    if name == "extra_forbidden":
        key = str(detail["loc"][-1])
        return "unknown-key", {"suggestion": closest(key, _known_keys(model, detail["loc"][:-1]))}
    if name in _LIMITS:
        return "key-out-of-range", {"limits": f"{_LIMITS[name]} {next(iter(context.values()))}"}
    if name == "literal_error":
        return "unknown-value", {
            "allowed": re.sub(
                r"'| or ", lambda m: ", " if m[0] == " or " else "", context["expected"]
            )
        }
    if name == "string_pattern_mismatch":
        return ("bad-fingerprint" if "sha256" in detail["loc"] else "bad-code-epci"), {}
    if name in {"string_too_short", "string_too_long"}:
        return "key-length", {"limits": context.get("min_length") or context.get("max_length", "")}
    return f"key-not-{_TYPES.get(name.split('_')[0], 'fit')}", {}


def _known_keys(model: type[BaseModel], path: Sequence[object]) -> list[str]:
    """Return the keys that a section takes, as they are written."""
    here: Any = model
    for key in path:
        fields = getattr(here, "model_fields", {})
        field = next((f for n, f in fields.items() if key in (n, f.alias)), None)
        here = field.annotation if field else None
    return [f.alias or n for n, f in getattr(here, "model_fields", {}).items()]


def line_of(text: str, keys: Sequence[str]) -> int | None:
    """Return the line of a key in a TOML text, or of the nearest of its tables.

    >>> line_of('a = 1\\n[b]\\nc = 2', ["b", "c"])
    3
    >>> line_of('a = 1\\n[b]\\nc = 2', ["b", "absent"])
    2
    """
    best: tuple[int, int] = (0, 0)
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.split("\n"), start=1):
        if header := re.match(r"\s*\[\[?([^\]]*)\]", line):
            table = _dotted(header[1])
            path = table
        elif pair := re.match(
            r"""\s*((?:"[^"]*"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[\w-]+))*)\s*=""", line
        ):
            path = (*table, *_dotted(pair[1]))
        else:
            continue
        if len(path) > best[0] and tuple(keys[: len(path)]) == path:
            best = (len(path), number)
    return best[1] or None


def _dotted(text: str) -> tuple[str, ...]:
    return tuple(
        (basic or literal or bare)
        for basic, literal, bare in re.findall(r""""([^"]*)"|'([^']*)'|([\w-]+)""", text)
    )


def fingerprint_problem(source: LayerSource, found: Found, toml: Toml) -> Problem | None:
    """Return the problem of a layer that is not the one its source describes."""
    if source.sha256 is None or source.sha256 == found.sha256:
        return None
    return Problem(
        file=SOURCES_FILE,
        kind="other-fingerprint",
        line=toml.line_of([source.layer, "sha256"]),
        column=f"{source.layer}.sha256",
        found=source.sha256,
        details=(("layer", source.layer), ("sha256", found.sha256)),
    )
