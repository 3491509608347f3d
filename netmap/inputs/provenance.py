"""``data/geo/SOURCES.toml``: who made each layer, when, under which licence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from netmap.errors import Problem
from netmap.inputs.files import listing
from netmap.inputs.model import LayerSource
from netmap.inputs.toml_files import Toml, read_toml, toml_problems
from netmap.inputs.words import Closest

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from netmap.inputs.files import Found

SOURCES_FILE = "data/geo/SOURCES.toml"


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
    present = set(listing(project, "data/geo"))
    for name, entry in sorted(values.items()):
        if name not in present:
            continue
        try:
            read = SourceEntry.model_validate(entry)
        except ValidationError as error:
            problems += toml_problems(error, toml, SOURCES_FILE, SourceEntry, under=(name,))
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
        near = Closest(sorted(set(layers) - set(values)))
        problems += [
            Problem(
                file=SOURCES_FILE,
                kind="source-without-layer",
                severity="warning",
                line=toml.line_of([name]),
                found=name,
                details=(("suggestion", near(name)),),
            )
            for name in sorted(values)
            if name not in present
        ]
    return sources, toml, tuple(problems)


def fingerprint_problems(source: LayerSource, found: Found, toml: Toml) -> tuple[Problem, ...]:
    """Return the problem, if there is one, of a layer that its source does not describe."""
    if source.sha256 is None or source.sha256 == found.sha256:
        return ()
    problem = Problem(
        file=SOURCES_FILE,
        kind="other-fingerprint",
        line=toml.line_of([source.layer, "sha256"]),
        column=f"{source.layer}.sha256",
        found=source.sha256,
        details=(("layer", source.layer), ("sha256", found.sha256)),
    )
    return (problem,)
