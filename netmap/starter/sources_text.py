"""``data/geo/SOURCES.toml`` of a new project: who made each layer, when, under which licence."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from netmap.sources import base
from netmap.starter.layers import sha256

if TYPE_CHECKING:
    from collections.abc import Mapping

    from netmap.inputs.codes import Generation
    from netmap.messages import Messages
    from netmap.starter.layers import Territory


def sources_text(layers: Mapping[str, bytes], said: Mapping[str, Mapping[str, str]]) -> str:
    """Return the text of ``SOURCES.toml``.

    Parameters
    ----------
    layers
        Layers by file name.
    said
        What is said of each: ``producteur``, ``millesime``, ``licence``, and what else there is.
    """
    blocks = []
    for name, content in layers.items():
        values = {**said[name], "sha256": sha256(content)}
        lines = [f"{key} = {_quoted(value)}" for key, value in values.items()]
        blocks.append("\n".join([f"[{_quoted(name)}]", *lines, ""]))
    return "\n".join(blocks)


def communes_source(territory: Territory, messages: Messages) -> dict[str, str]:
    """Return what is said of the communes."""
    drawn, known = base.origins()["contours"], base.origins()["communes"]
    notes = [drawn.note or ""]
    names = base.communes()["nom"]
    notes += [
        messages(
            "init.source.within",
            names=messages.join([f"{names[code]} ({code})" for code in within]),
            holder=f"{names[holder]} ({holder})",
        )
        for holder, within in sorted(territory.within.items())
    ]
    return {
        "producteur": f"{drawn.producer} ; {known.producer}",
        "millesime": f"{drawn.vintage} ; {known.vintage}",
        "licence": drawn.licence,
        "lien": drawn.link,
        "note": " ".join(notes),
    }


def qpv_source(
    name: str,
    content: bytes,
    generations: list[Generation],
    messages: Messages,
    *,
    official: bool,
) -> dict[str, str]:
    """Return what is said of neighbourhoods: who made outlines drawn by hand is not known."""
    unsaid = "" if official else "-unsaid"
    notes = [messages("init.source.qpv-note", file=name, sha256=sha256(content))]
    notes += [messages("init.source.qpv-official")] if official else []
    return {
        "producteur": messages(f"init.source.qpv-producer{unsaid}", file=name),
        "millesime": messages("init.source.qpv-vintage", years=messages.join(list(generations))),
        "licence": messages(f"init.source.qpv-licence{unsaid}"),
        "note": " ".join(notes),
    }


def _quoted(text: str) -> str:
    """Return a text as TOML writes it."""
    return json.dumps(text, ensure_ascii=False)
