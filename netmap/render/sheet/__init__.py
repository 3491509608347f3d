"""A sheet a partner: what is held of it, to be confirmed or corrected in five minutes.

A sheet holds its own partner, its relations and the names at their other ends, all of them as
the public edition shows them, and counts nobody. What comes back is a ``revue.json``.
"""

from __future__ import annotations

import re
import unicodedata
from html import escape
from typing import TYPE_CHECKING

from netmap.render.network.data import anonymous, labels, read_network
from netmap.render.page.compose import compose
from netmap.render.page.marks import ASIDE, UNSTATED
from netmap.render.page.view import View

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from netmap.findings.model import Findings
    from netmap.messages import Messages
    from netmap.render.network.data import NetworkData
    from netmap.render.page.view import JsonObject

SCRIPT = "render/sheet/sheet.mjs"
#: Facts of a partner and of a relation that a sheet asks about, in their order.
_FACTS = ("categorie", "position", "statut", "thematiques", "couvre")
_RELATION_FACTS = ("nature", "etat", "date_verif", "thematiques")
#: Relations of which nobody says that they do not work.
_TODAY = {"active", UNSTATED}
#: Letters of a file's name before its number.
_STEM = 60


def sheets(findings: Findings, messages: Messages) -> dict[str, bytes]:
    """Return the sheet of each partner, by name of file.

    Whom the public edition does not name has none: a sheet is addressed to somebody.
    """
    return {
        name: compose(findings, [view], messages, siblings={}, figures=False).encode()
        for name, view in sheet_views(findings, messages).items()
    }


def sheet_views(findings: Findings, messages: Messages) -> dict[str, View]:
    """Return what the sheet of each partner shows, by name of file."""
    data = read_network(findings, messages)
    words = labels(findings, messages, data)
    views: dict[str, View] = {}
    for i, partner in enumerate(data.partners):
        if anonymous(findings, partner["id"]):
            continue
        name = _file_name(partner["nom"], views)
        file = name.replace(".html", ".json")
        views[name] = _view(findings, data, i, words, messages, file=file)
    return views


def _file_name(name: str, taken: Collection[str]) -> str:
    """Return a name that any system takes, and that no other sheet has.

    >>> _file_name("CPAM – La Rochelle", {}), _file_name("///", ["fiche-partenaire.html"])
    ('fiche-cpam-la-rochelle.html', 'fiche-partenaire-2.html')
    """
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^a-z0-9]+", "-", plain)[:_STEM].strip("-") or "partenaire"
    names = (f"fiche-{stem}{f'-{n}' if n > 1 else ''}.html" for n in range(1, len(taken) + 2))
    return next(one for one in names if one not in taken)


def _view(
    findings: Findings,
    data: NetworkData,
    i: int,
    words: Mapping[str, Mapping[str, str]],
    messages: Messages,
    *,
    file: str,
) -> View:
    partner = data.partners[i]
    touching = [one for one in data.relations if i in {one["de"], one["vers"]}]
    told = [_relation(one, i, data, words) for one in touching if _nameable(one, data)]
    return View(
        name="fiche",
        title=messages("sheet.title", name=partner["nom"]),
        html=_markup(partner["nom"], messages),
        data={
            "messages": messages.section("sheet.script"),
            "review": {
                "projet": findings.release.territory.name,
                "empreinte": findings.fingerprint,
            },
            "partner": {
                "id": partner["id"],
                "nom": partner["nom"],
                "statut": partner["statut"],
                "facts": _facts(partner, _FACTS, words),
            },
            "file": file,
            "statuses": dict(words["statut"]),
            "relations": [] if findings.network.supposed else told,
            "nommables": _nameable_names(findings, data, {i}, touching),
        },
        styles=("render/sheet/sheet.css",),
        script=SCRIPT,
    )


def _nameable(one: Mapping[str, int], data: NetworkData) -> bool:
    """Tell whether both ends are known to the tables by the ids that a sheet gives them."""
    return not any(data.partners[one[name]].get("anonyme") for name in ("de", "vers"))


def _nameable_names(
    findings: Findings, data: NetworkData, own: set[int], touching: Iterable[Mapping[str, int]]
) -> list[str]:
    """Return the names that are an organisation's, or a person's who may be named."""
    rows = own | {one[end] for one in touching for end in ("de", "vers")}
    partners = [data.partners[i] for i in sorted(rows)]
    return [one["nom"] for one in partners if not anonymous(findings, one["id"])]


def _relation(
    one: Mapping[str, object], i: int, data: NetworkData, words: Mapping[str, Mapping[str, str]]
) -> JsonObject:
    """Return a relation as its partner is asked of it.

    ``sens`` says who refers people to whom today, could do so, or that nobody does along it.
    """
    ends = {name: data.partners[int(str(one[name]))] for name in ("de", "vers")}
    other = "vers" if one["de"] == i else "de"
    return {
        "source_id": ends["de"]["id"],
        "cible_id": ends["vers"]["id"],
        "nature": one["nature"],
        "sens": ASIDE
        if one["trait"] == ASIDE
        else other
        if one["aspect"] in _TODAY
        else f"{other}-possible",
        "autre": ends[other]["nom"],
        "facts": _facts(one, _RELATION_FACTS, words),
    }


def _facts(
    row: Mapping[str, object], names: tuple[str, ...], words: Mapping[str, Mapping[str, str]]
) -> list[list[object]]:
    """Return what a row says under each name, codes in words; what it does not say is left out."""
    kinds = {"thematiques": "besoin", "couvre": "lieu"}
    told: list[list[object]] = []
    for name in names:
        value = row[name]
        known = words.get(kinds.get(name, name), {})
        if isinstance(value, list):
            value = ", ".join(known.get(str(code), str(code)) for code in value)
        elif isinstance(value, str):
            value = known.get(value, value)
        if value:
            told.append([name, value])
    return told


def _markup(name: str, messages: Messages) -> str:
    def say(key: str) -> str:
        return escape(messages(f"sheet.{key}"))

    return (
        f'<form class="sheet" id="sheet" novalidate>'
        f'<h2><bdi class="typed">{escape(name)}</bdi></h2><p>{say("lead")}</p>'
        f'<section><h3>{say("self")}</h3><dl id="sheet-self"></dl>'
        f'<label class="field">{say("status")} <select id="sheet-status"></select></label>'
        f'<label class="field">{say("remark")}<textarea id="sheet-remark" rows="2" '
        f'maxlength="2000"></textarea></label></section>'
        f"<section><h3>{say('relations')}</h3><p>{say('relations-lead')}</p>"
        f'<div id="sheet-relations"></div>'
        f'<label class="field">{say("missing")}<textarea id="sheet-missing" rows="2" '
        f'maxlength="2000"></textarea></label></section>'
        f"<section><h3>{say('send')}</h3>"
        f'<label class="field">{say("who")} <input id="sheet-who" type="text" maxlength="200" '
        f'autocomplete="off"></label>'
        f'<label class="field">{say("day")} <input id="sheet-day" type="date"></label>'
        f'<p><button type="submit" class="plain strong">{say("export")}</button> '
        f'<button type="button" class="plain" id="sheet-clear">{say("clear")}</button></p>'
        f'<p id="sheet-said" role="status"></p><p class="hint" id="sheet-kept"></p>'
        f"</section></form>"
    )
