"""The map: layers that folium builds, the data that our script reads, and where both stand."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from netmap.records.found import gap_records
from netmap.records.sentences import label_of
from netmap.render.map.ground import ground
from netmap.render.map.layers import build_layers, drawn_outlines, outline_rows
from netmap.render.map.outline import label_points
from netmap.render.map.places import (
    QUESTIONS,
    all_needs,
    chain_numbers,
    partner_rows,
    permanence_rows,
    place_rows,
    scales,
    zone_rows,
)
from netmap.render.page.marks import SHAPES
from netmap.render.page.style import PATTERNED
from netmap.render.page.view import View, plain
from netmap.vocabulary import PARTNER_LISTS

if TYPE_CHECKING:
    from netmap.edition import Edition
    from netmap.findings.model import Findings
    from netmap.messages import Messages
    from netmap.render.map.ground import Ground
    from netmap.render.page.view import Json


def map_view(edition: Edition, messages: Messages) -> View:
    """Return the map of a release as a view.

    No text of a table goes through folium: its layers are empty, and texts and outlines travel
    in the data of the view.
    """
    around = ground(edition.findings.release.territory)
    outlines = drawn_outlines(edition.findings, around)
    parts = build_layers(edition, messages, outlines)
    return View(
        name="map",
        title=messages("page.view.map"),
        html=_markup(parts.html, messages),
        data=map_data(edition, messages, around) | {"outlines": outline_rows(outlines)},
        styles=("render/map/map.css",),
        script="render/map/map.mjs",
        prelude=parts.script,
        libraries=parts.libraries,
    )


def map_data(edition: Edition, messages: Messages, around: Ground | None = None) -> dict[str, Json]:
    """Return what the map's script reads."""
    findings = edition.findings
    known = scales(findings, messages)
    chains, cells = chain_numbers(findings)
    data = {
        "messages": messages.section("map") | _said_of_nothing(findings, messages),
        "steps": messages.section("step"),
        "tiers": messages.section("need.tier"),
        "classes": messages.section("class"),
        "alike": {
            kind: messages.about("strate")(f"class.{kind}") for kind in messages.section("class")
        },
        "reference": findings.common_rate,
        "epci": findings.release.settings.territory.epci,
        "measures": [
            {
                "key": key,
                "question": key in QUESTIONS,
                "classes": [{"colour": c.colour, "label": c.label} for c in scale.classes],
            }
            for key, scale in known.items()
        ],
        "patterns": PATTERNED,
        "zones": zone_rows(findings, messages),
        "places": place_rows(findings, cells, messages),
        "chains": chains,
        "ground": around and {"window": around.window, "names": around.names},
        "lived": findings.release.territory.edges is not None,
        "labels": label_points(findings.release.territory),
        "needs": {
            need: label_of("need", need, findings.release.settings, messages)
            for need in all_needs(findings)
        },
        "examined": findings.needs,
        "partners": partner_rows(findings),
        "categories": {
            code: label_of("category", code, findings.release.settings, messages)
            for code in sorted({str(one) for one in findings.release.partners["categorie"]})
        },
        "permanences": permanence_rows(findings, edition.plan),
        "gaps": [gap.plain() for gap in gap_records(findings, messages)],
        "lists": PARTNER_LISTS,
        "positions": messages.section("vocabulary.position"),
        "shapes": SHAPES,
        "statuses": messages.section("vocabulary.status"),
    }
    return {key: plain(value) for key, value in data.items()}


def _said_of_nothing(findings: Findings, messages: Messages) -> dict[str, str]:
    """Return what the map says instead, where there is nothing to conclude from."""
    said = {}
    if findings.judges_no_place:
        said["gaps.none"] = messages("empty.gaps")
    if "accompagnements" in findings.release.absent:
        said |= dict.fromkeys(
            [f"measure.{key}.alone" for key in ("secteur", "classe", "taux")],
            messages("empty.rate"),
        )
    return said


def _markup(map_html: str, messages: Messages) -> str:
    """Return the containers that the script fills; every text in them is ours."""

    def say(key: str) -> str:
        return escape(messages(f"map.{key}"))

    return f"""
<div class="stage">
  <div class="panel side-panel">
    <div class="search"><label for="map-search">{say("search.label")}</label>
      <input id="map-search" type="search" autocomplete="off" placeholder="{say("search.hint")}">
      <ul id="map-found" aria-label="{say("search.label")}" hidden></ul></div>
    <section id="map-card" class="card" aria-live="polite" tabindex="-1" hidden></section>
    <section class="gaps" aria-labelledby="map-gaps-title">
      <h2 id="map-gaps-title">{say("gaps.title")}</h2>
      <p class="hint">{say("gaps.hint")}</p>
      <ol id="map-gaps"></ol>
    </section>
  </div>
  <aside class="panel legend-panel" aria-labelledby="map-legend-title">
    <h2 id="map-legend-title">{say("legend.title")}</h2>
    <fieldset id="map-measures"><legend>{say("legend.measure")}</legend></fieldset>
    <div id="map-legend"></div>
    <details id="map-more"><summary>{say("legend.layers")}</summary>
      <div id="map-layers"></div>
      <div id="map-statuses"></div>
    </details>
    <div id="map-symbols"></div>
    <button type="button" class="plain" id="map-picture">{say("picture.save")}</button>
  </aside>
  <div class="canvas" role="region" aria-label="{say("region")}">
    {map_html}
    <svg id="map-patterns" width="0" height="0" aria-hidden="true" focusable="false"></svg>
  </div>
</div>
<section class="tables" aria-labelledby="map-tables-title">
  <h2 id="map-tables-title">{say("tables.title")}</h2>
  <p class="hint">{say("tables.hint")}</p>
  <div id="map-table-places"></div>
  <div id="map-table-partners"></div>
  <div id="map-table-permanences"></div>
</section>"""
