"""The overview of an atlas: one page with a search, a map, tables, and a link to each territory."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from netmap.render.page.document import document
from netmap.render.page.modules import link, read_style
from netmap.render.page.style import ColourClass, Scale, rate_scale
from netmap.sources import base
from netmap.version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from netmap.formats.atlas import AtlasFile, MarginRecord, TerritoryRecord
    from netmap.messages import Messages
    from netmap.render.atlas.outlines import Drawing

SCRIPT = "render/atlas/atlas.mjs"
_START = "render/page/start.mjs"
_STYLES = ("render/page/page.css", "render/atlas/atlas.css")
#: Shares of residents that part the classes of the list of gaps, and the colours between them.
_SHARES = (0.0, 0.1, 0.25, 0.5)
_COLOURS = ("#fcf0d9", "#f6c583", "#e8893b", "#bf4a12", "#7a1f0a")


def overview(atlas: AtlasFile, drawing: Drawing, messages: Messages) -> str:
    """Return the page; it holds what territories' own pages show, and nothing else."""
    title = messages("atlas.title", count=messages.number(len(atlas.territoires)))
    scales = {
        "taux": rate_scale(
            float("nan"),
            [one.taux for one in atlas.territoires if one.taux is not None],
            messages,
        ),
        "part_sous_desservie": _share_scale(messages),
    }
    pages = {one.dossier: one.page for one in atlas.territoires if one.page is not None}
    payload = {
        "language": messages.language,
        "locale": messages("language.tag"),
        "audience": "public",
        "messages": {**messages.section("page.script"), **messages.section("atlas.script")},
        "siblings": pages,
        "views": {"atlas": {"title": title, "data": _data(atlas, drawing, scales, messages)}},
    }
    return document(
        title=title,
        audience="public",
        body=_body(atlas, title, messages),
        payload=payload,
        styles=[read_style(path) for path in _STYLES],
        scripts=[link([SCRIPT, _START])],
        messages=messages,
    )


def _data(
    atlas: AtlasFile, drawing: Drawing, scales: Mapping[str, Scale], messages: Messages
) -> dict[str, Any]:
    return {
        "territories": [_territory(one, scales) for one in atlas.territoires],
        "departments": [_margin(one) for one in atlas.departements],
        "drawing": {
            "box": drawing.box,
            "shapes": drawing.shapes,
            "insets": drawing.insets,
            "ground": drawing.ground,
        },
        "measures": [
            {
                "key": name,
                "label": messages(f"atlas.measure.{name}"),
                "how": messages(f"atlas.measure.{name}-how"),
                "classes": [{"colour": one.colour, "label": one.label} for one in scale.classes],
            }
            for name, scale in scales.items()
        ],
    }


def _territory(one: TerritoryRecord, scales: Mapping[str, Scale]) -> dict[str, Any]:
    values = {
        "taux": one.taux,
        "part_sous_desservie": one.part_sous_desservie if one.part_conclue else None,
    }
    return {
        "dossier": one.dossier,
        "nom": one.nom,
        "etat": one.etat,
        "page": one.page,
        "departements": list(one.departements),
        "communes": len(one.communes),
        "population": one.population,
        "periodes": list(one.periodes),
        "personnes": one.personnes,
        "masque": one.masque,
        "taux": one.taux,
        "bas": one.taux_bas,
        "haut": one.taux_haut,
        "sous_desservies": one.sous_desservies,
        "part_sous_desservie": one.part_sous_desservie,
        "part_conclue": one.part_conclue,
        "partenaires": one.partenaires,
        "classes": {
            name: None if value is None else scales[name].index(value)
            for name, value in values.items()
        },
    }


def _margin(one: MarginRecord) -> dict[str, Any]:
    return {
        "code": one.code,
        "territoires": one.territoires,
        "muets": one.muets,
        "population": one.population,
        "periodes": list(one.periodes),
        "personnes": one.personnes,
    }


def _share_scale(messages: Messages) -> Scale:
    """Return the classes of the share of residents who live in a commune of the list."""
    edges = [*_SHARES, 1.0]
    classes = [
        ColourClass(lower=0.0, upper=1e-9, colour=_COLOURS[0], label=messages("atlas.share.nobody"))
    ]
    for place, colour in enumerate(_COLOURS[1:]):
        low, high = edges[place], edges[place + 1]
        label = messages(
            "atlas.share.between",
            low=messages.number(100 * low),
            high=messages.number(100 * high),
        )
        classes.append(ColourClass(lower=low, upper=high, colour=colour, label=label))
    return Scale(classes=tuple(classes))


def _body(atlas: AtlasFile, title: str, messages: Messages) -> str:
    def said(key: str) -> str:
        return escape(messages(key), quote=True)

    return "\n".join(
        [
            f'<a class="skip" href="#main">{said("page.skip")}</a>',
            '<header><div class="page-header"><div>',
            f'<h1>{escape(title)}</h1><p class="subtitle">{said("page.title")}',
            f" · {said('page.audience.public')}</p></div></div>",
            _headline(atlas.ensemble, messages),
            f'<noscript><p class="banner">{said("page.noscript")}</p></noscript>',
            f'<div class="before">{_notices(atlas, messages)}</div></header>',
            '<main id="main" tabindex="-1">',
            f'<section class="view" id="view-atlas" aria-label="{said("atlas.map")}">',
            '<div class="atlas-stage"><div class="atlas-panel"><div class="search">',
            f'<label for="atlas-search">{said("atlas.search")}</label>',
            '<input type="search" id="atlas-search" autocomplete="off">',
            '<ul id="atlas-found" hidden></ul></div><fieldset id="atlas-measures">',
            f"<legend>{said('atlas.measures')}</legend></fieldset>",
            '<div id="atlas-legend"></div><div id="atlas-card" aria-live="polite"></div></div>',
            '<div class="atlas-map"><div class="atlas-zoom" id="atlas-zoom"></div>',
            '<div id="atlas-drawing"></div></div></div>',
            '<div id="atlas-tables"></div></section></main>',
            _footer(messages),
            '<p id="live" class="visually-hidden" role="status"></p>',
        ]
    )


def _notices(atlas: AtlasFile, messages: Messages) -> str:
    """Return that figures are examples, and what to know before reading, as a line that opens."""
    states = [one.etat for one in atlas.territoires]
    counts = {
        "held": states.count("retenu") + states.count("total-seul"),
        "failed": states.count("echec"),
    }
    lines = [messages(f"atlas.notice.{name}") for name in ("masked", "compare", "departments")]
    lines += [
        messages(f"atlas.notice.{name}", count=messages.number(count))
        for name, count in counts.items()
        if count
    ]
    opened = f"<summary>{escape(messages('atlas.notices'))}</summary>{_items(lines)}"
    example = any(one.exemple for one in atlas.territoires)
    banner = f'<p class="banner example">{escape(messages("page.example"))}</p>' if example else ""
    return f'{banner}<details class="notices">{opened}</details>'


def _footer(messages: Messages) -> str:
    made = base.origins()
    sources = [
        f"{made[name].producer}, {made[name].vintage}, {made[name].licence}"
        for name in ("contours", "communes", "groupements", "terres")
    ]
    version = escape(messages("page.made-with", version=__version__))
    title = escape(messages("page.sources"))
    return f'<footer class="page-footer"><h2>{title}</h2>{_items(sources)}<p>{version}</p></footer>'


def _headline(whole: MarginRecord | None, messages: Messages) -> str:
    if whole is None:
        return ""
    said = messages("atlas.headline", count=messages.number(whole.territoires))
    if whole.personnes is not None:
        said += " " + messages(
            "atlas.headline-people",
            people=messages.number(whole.personnes),
            count=messages.number(whole.territoires - whole.muets),
            periods=messages.join(list(whole.periodes)),
        )
    return f'<p class="headline"><bdi class="typed">{escape(said)}</bdi></p>'


def _items(lines: Sequence[str]) -> str:
    items = "".join(f'<li><bdi class="typed">{escape(line)}</bdi></li>' for line in lines)
    return f"<ul>{items}</ul>"
