"""Answers for other programs: JSON, or CSV that a French spreadsheet opens."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import click

from netmap.text import spreadsheet_safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from netmap.messages import Messages

#: what tells a spreadsheet that a file is UTF-8
_MARK = "\ufeff"


def json_option(messages: Messages) -> click.Option:
    """Return ``--json``."""
    return click.Option(["--json", "as_json"], is_flag=True, help=messages("cli.json"))


def csv_option(messages: Messages) -> click.Option:
    """Return ``--csv``."""
    return click.Option(["--csv", "as_csv"], is_flag=True, help=messages("cli.csv"))


def echo_json(answer: object) -> None:
    """Print an answer as JSON."""
    click.echo(json.dumps(answer, ensure_ascii=False, indent=1))


def echo_csv(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> None:
    """Print rows as CSV."""
    click.echo(csv_text(rows, columns), nl=False)


def csv_text(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> str:
    """Return rows as CSV: semicolons, decimal commas, lists joined by ``|``.

    What has values by name (by year) takes a column a name. An empty cell is hidden or unknown.

    Parameters
    ----------
    rows
        Values as JSON has them, by column.
    columns
        Those that the header names where there is no row.

    Examples
    --------
    >>> rows = [{"id": "a", "places": {"2026": 1.5, "2027": 2.0}, "minutes": None}]
    >>> print(csv_text(rows, ["id"]).lstrip(chr(0xFEFF)), end="")
    id;places 2026;places 2027;minutes
    a;1,5;2,0;
    """
    flat = [dict(_flat(row)) for row in rows]
    header = list(dict.fromkeys(name for row in flat for name in row)) or list(columns)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow([spreadsheet_safe(name) for name in header])
    writer.writerows([spreadsheet_safe(_cell(row.get(name))) for name in header] for row in flat)
    return _MARK + text.getvalue()


def _flat(row: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    for name, value in row.items():
        if isinstance(value, dict):
            yield from ((f"{name} {key}", one) for key, one in value.items())
        else:
            yield name, value


def _cell(value: object) -> str:
    if isinstance(value, list):
        return "|".join(map(_cell, value))
    if isinstance(value, float):
        return str(value).replace(".", ",")
    return "" if value is None else str(value)
