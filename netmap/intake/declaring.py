"""``netmap.toml`` with figures declared and mappings kept; what was there stays as written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from netmap.inputs.rows import IndicatorRow

if TYPE_CHECKING:
    from netmap.intake.plan import Plan
    from netmap.messages import Messages


def settings_text(text: str, plan: Plan, messages: Messages) -> str:
    """Return ``netmap.toml`` with the figures declared and the mappings kept.

    What was there stays as it is written, comments too: of a figure that is declared already
    the vintage and the source are renewed.
    """
    import tomlkit

    document: Any = tomlkit.parse(text)
    added = []
    for one in plan.declared:
        name, figure = one.figure.name, one.figure
        vintage = (one.vintage or messages("import.no-vintage"))[:_VINTAGE]
        section = document.get("indicateurs", {}).get(name)
        if section is not None:
            stays = _stays(plan, name)
            for key, new, most in (
                ("millesime", vintage, _VINTAGE),
                ("source", one.source, _SOURCE),
            ):
                section[key] = _with_former(new, str(section.get(key, "")), stays, most)
            continue
        label = f"import.figure.{name}"
        added.append(
            _section(
                f"indicateurs.{name}",
                libelle=messages(label) if label in messages else name,
                sens=figure.direction,
                unite=figure.unit,
                millesime=vintage,
                source=one.source[:_SOURCE],
            )
        )
    for meaning in plan.meanings:
        known = document.get("import", {}).get(meaning.name)
        if known is not None:
            known["vers"], known["colonnes"] = meaning.target, dict(meaning.columns)
            known["valeurs"] = dict(meaning.values)
            continue
        keys: dict[str, object] = {"vers": meaning.target, "colonnes": dict(meaning.columns)}
        if meaning.values:
            keys["valeurs"] = dict(meaning.values)
        added.append(_section(f"import.{meaning.name}", **keys))
    kept: str = tomlkit.dumps(document)
    return "\n".join([kept.rstrip("\n") + "\n", *added]) if added else kept


#: letters of a vintage and of a source in ``netmap.toml``
_VINTAGE, _SOURCE = 60, 300


def _stays(plan: Plan, name: str) -> bool:
    """Tell whether the table keeps values of a figure for places that the files do not give."""
    frame = plan.draft.frame(IndicatorRow)
    if frame is None or name not in frame:
        return False
    given = set(plan.figures[name].dropna().index)
    return not set(frame.loc[frame[name].notna(), "code_insee"]) <= given


def _with_former(new: str, former: str, stays: bool, most: int) -> str:  # noqa: FBT001
    """Return what is said of a figure: of values that stay, what was said of them too."""
    parts = [new, *former.split(" ; ")] if stays else [new]
    kept: list[str] = []
    for part in dict.fromkeys(filter(None, parts)):
        if len(" ; ".join([*kept, part])) <= most:
            kept.append(part)
    return " ; ".join(kept) or new[:most]


def _section(path: str, **keys: object) -> str:
    """Return a section as TOML; a mapping is written on one line."""
    lines = [f"[{path}]"]
    for key, value in keys.items():
        if isinstance(value, dict):
            inner = ", ".join(f"{_quoted(k)} = {_quoted(v)}" for k, v in value.items())
            lines.append(f"{key} = {{ {inner} }}")
        else:
            lines.append(f"{key} = {_quoted(value)}")
    return "\n".join(lines) + "\n"


def _quoted(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
