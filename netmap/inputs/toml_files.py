"""TOML files of a project: what stands where, and each problem at its line and key."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

from netmap.errors import ALIKE, Problem
from netmap.inputs.files import Found, open_file
from netmap.inputs.limits import SETTINGS_BYTES
from netmap.inputs.words import closest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pydantic import BaseModel, ValidationError
    from pydantic_core import ErrorDetails


@dataclass(frozen=True)
class Toml:
    """A TOML file as read: its text, and its values (None where it is not TOML)."""

    found: Found | None
    text: str
    values: dict[str, Any] | None
    problems: tuple[Problem, ...]

    def line_of(self, keys: Sequence[str]) -> int | None:
        """Return the line where a key is written; where it is absent, that of its table."""
        return next(
            (
                self._lines[tuple(keys[:depth])]
                for depth in range(len(keys), 0, -1)
                if tuple(keys[:depth]) in self._lines
            ),
            None,
        )

    @cached_property
    def _lines(self) -> dict[tuple[str, ...], int]:
        return lines_of(self.text)


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
    lines = text.split("\n")
    for number, row in enumerate(lines, start=1):
        if _QUOTED.sub("", row).count(".") > _DOTS:
            return Toml(found, text, None, (Problem(file=path, kind="bad-toml", line=number),))
    try:
        return Toml(found, text, tomllib.loads(text), ())
    except RecursionError:
        return Toml(found, text, None, (Problem(file=path, kind="bad-toml"),))
    except ValueError as error:
        place = re.search(r"at line (\d+)", str(error))
        line = min(int(place[1]) if place else len(lines), len(lines))
        shown = lines[line - 1].strip()
        return Toml(
            found,
            text,
            None,
            (Problem(file=path, kind="bad-toml", line=line, found=shown or None),),
        )


#: a key of thousands of parts takes the reader of TOML minutes; no line of ours has a hundred
_DOTS = 100
_QUOTED = re.compile(r"""\"[^"]*\"|'[^']*'""")


def toml_problems(
    error: ValidationError,
    toml: Toml,
    file: str,
    model: type[BaseModel],
    *,
    under: tuple[str, ...] = (),
) -> tuple[Problem, ...]:
    """Return what a model says of a file's values, as problems, one a key.

    Parameters
    ----------
    under
        The keys that lead to the values that the model read.
    """
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
        if len(problems) > ALIKE:
            more = (("count", str(error.error_count() - ALIKE)),)
            rest = Problem(file=file, kind="more-alike", details=more)
            return (*islice(problems.values(), ALIKE), rest)
    return tuple(problems.values())


def _keys(
    detail: ErrorDetails, values: Mapping[str, Any], under: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the keys of an error that stand in the file (a union adds names of types to them)."""
    here: Any = values
    for key in under:
        here = here[key]
    keys: list[str] = []
    for part in detail["loc"]:
        known = isinstance(here, dict) and part in here
        absent = detail["type"] == "missing" and isinstance(here, dict)
        if not known and not absent:
            break
        keys.append(str(part))
        if absent and not known:
            break
        here = here[part]
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


def lines_of(text: str) -> dict[tuple[str, ...], int]:
    """Return the line where each key and each table of a TOML text is first written.

    >>> lines = lines_of(chr(10).join(["a = 1", "[b]", "c = 2"]))
    >>> lines[("b", "c")], lines[("b",)]
    (3, 2)
    """
    lines: dict[tuple[str, ...], int] = {}
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
        lines.setdefault(path, number)
    return lines


def _dotted(text: str) -> tuple[str, ...]:
    return tuple(
        (basic or literal or bare)
        for basic, literal, bare in re.findall(r""""([^"]*)"|'([^']*)'|([\w-]+)""", text)
    )
