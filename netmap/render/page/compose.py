"""The page itself: one HTML document that holds everything it needs and asks for nothing.

The little that stands in the markup (the territory's name, the sources) is escaped here; the
rest of the document is that of :mod:`netmap.render.page.document`.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from netmap.render.page.document import document
from netmap.render.page.libraries import Library, find_library, inline_script
from netmap.render.page.licences import LICENCE_TEXTS
from netmap.render.page.modules import link, read_style
from netmap.render.page.notes import notices, provenance
from netmap.version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from netmap.findings.model import Findings
    from netmap.messages import Messages
    from netmap.render.page.view import View

_STYLE = "render/page/page.css"
#: Last of all: every view has registered, so that the address can be followed.
START = "render/page/start.mjs"


def compose(
    findings: Findings,
    views: Sequence[View],
    messages: Messages,
    *,
    siblings: Mapping[str, str],
    headline: Sequence[str] = (),
    figures: bool = True,
) -> str:
    """Return one complete HTML document that holds `views`.

    Parameters
    ----------
    release
        What may be shown.
    views
        One, or several as tabs of one page.
    messages
        Catalogue of the page's language.
    siblings
        Every view of the edition, in the order of the tabs: name → name of the file it lies in.
    headline
        The sentences that open the page.
    figures
        Whether figures are shown, and with them what to know of them and where they come from.

    Returns
    -------
    str
        The document; the same bytes for the same arguments.
    """
    shown = {view.name for view in views}
    libraries = _libraries(views)
    scripts = [text for library in libraries for text in library.scripts]
    scripts += [inline_script(view.prelude) for view in views if view.prelude]
    scripts += [link([*(view.script for view in views if view.script), START])]
    styles = [text for library in libraries for text in library.styles]
    styles += [read_style(path) for path in (_STYLE, *(p for view in views for p in view.styles))]
    internal = findings.release.audience == "interne"
    name = findings.release.settings.territory.name
    title = f"{name} – {messages('page.title')}"
    if internal:
        title = f"{messages('page.internal.short')} – {title}"
    told = [*notices(findings, messages), *_files(shown, siblings, messages)] if figures else []
    body = "\n".join(
        [
            f'<a class="skip" href="#main">{_text(messages("page.skip"))}</a>',
            "<header>",
            _header(findings, views, messages, siblings=siblings),
            _headline(headline),
            f'<noscript><p class="banner">{_text(messages("page.noscript"))}</p></noscript>',
            f'<div class="before">{_banners(findings, messages)}',
            _notices(told, messages),
            "</div></header>",
            f'<main id="main" tabindex="-1">{_sections(views)}</main>',
            _footer(findings, libraries, messages, figures=figures),
            '<p id="live" class="visually-hidden" role="status"></p>',
        ]
    )
    payload = {
        "language": messages.language,
        "locale": messages("language.tag"),
        "audience": findings.release.audience,
        "messages": messages.section("page.script"),
        "siblings": {name: file for name, file in siblings.items() if name not in shown},
        "views": {view.name: {"title": view.title, "data": view.data} for view in views},
    }
    return document(
        title=title,
        audience=findings.release.audience,
        body=body,
        payload=payload,
        styles=styles,
        scripts=scripts,
        messages=messages,
    )


def _libraries(views: Sequence[View]) -> list[Library]:
    names = dict.fromkeys(name for view in views for name in view.libraries)
    return [find_library(name) for name in names]


def _header(
    findings: Findings, views: Sequence[View], messages: Messages, *, siblings: Mapping[str, str]
) -> str:
    name = findings.release.settings.territory.name
    shown = {view.name: view for view in views}
    tabs = [_tab(name, shown, messages, file=file) for name, file in siblings.items()]
    tabs += [_tab(name, shown, messages) for name in shown if name not in siblings]
    label = _text(messages("page.views"))
    return (
        '<div class="page-header"><div>'
        f'<h1><bdi class="typed">{_text(name)}</bdi></h1>'
        f'<p class="subtitle">{_text(messages("page.title"))}'
        f" · {_text(messages(f'page.audience.{findings.release.audience}'))}</p></div>"
        + (f'<nav class="views" aria-label="{label}">{"".join(tabs)}</nav>' if tabs[1:] else "")
        + "</div>"
    )


def _tab(
    name: str, shown: Mapping[str, View], messages: Messages, *, file: str | None = None
) -> str:
    if name in shown:
        link, where = f"#vue={name}", "view"
    else:
        link, where = file or "", "sibling"
    title = shown[name].title if name in shown else messages(f"page.view.{name}")
    return f'<a class="view-link" href="{_text(link)}" data-{where}="{name}">{_text(title)}</a>'


def _headline(sentences: Sequence[str]) -> str:
    if not sentences:
        return ""
    told = " ".join(f'<bdi class="typed">{_text(sentence)}</bdi>' for sentence in sentences)
    return f'<p class="headline">{told}</p>'


def _banners(findings: Findings, messages: Messages) -> str:
    banners = []
    if findings.release.audience == "interne":
        banners.append(f'<p class="banner internal">{_text(messages("page.internal.banner"))}</p>')
    if findings.release.settings.example:
        banners.append(f'<p class="banner example">{_text(messages("page.example"))}</p>')
    return "".join(banners)


def _sections(views: Sequence[View]) -> str:
    return "".join(
        f'<section class="view" id="view-{view.name}" aria-label="{_text(view.title)}">'
        f"{view.html}</section>"
        for view in views
    )


def _footer(
    findings: Findings, libraries: Sequence[Library], messages: Messages, *, figures: bool
) -> str:
    credits_ = [
        f"{library.title} {library.version} – {library.notice} – {library.licence} – {library.link}"
        for library in libraries
    ]
    texts = {library.licence: LICENCE_TEXTS[library.licence] for library in libraries}
    full = "".join(
        f"<h3>{_text(licence)}</h3>" + "".join(f"<p>{_text(part)}</p>" for part in parts)
        for licence, parts in sorted(texts.items())
    )
    libraries_html = (
        f"<details><summary>{_text(messages('page.libraries'))}</summary>"
        f"{_items(credits_)}<div class='licences' lang='en'>{full}</div></details>"
        if libraries
        else ""
    )
    about = (
        f"{_printed(notices(findings, messages), messages)}"
        f"<h2>{_text(messages('page.sources'))}</h2>"
        f"{_items(provenance(findings, messages))}"
    )
    return (
        f'<footer class="page-footer">{about if figures else ""}{libraries_html}'
        f"<p>{_text(messages('page.made-with', version=__version__))}</p></footer>"
    )


def _files(shown: AbstractSet[str], siblings: Mapping[str, str], messages: Messages) -> list[str]:
    """Return what to keep together, where the views lie in several files."""
    files = list(dict.fromkeys(siblings.values()))
    apart = len(files) > 1 and not shown >= siblings.keys()
    return [messages("page.siblings", files=messages.join(files))] if apart else []


def _notices(lines: Sequence[str], messages: Messages) -> str:
    """Return what to know before reading, as one line that opens."""
    if not lines:
        return ""
    title = _text(messages("page.notices", count=messages.number(len(lines))))
    return (
        f'<details class="notices" id="notices"><summary>{title}</summary>{_items(lines)}</details>'
    )


def _printed(lines: Sequence[str], messages: Messages) -> str:
    """Return the same for paper, where nothing opens."""
    if not lines:
        return ""
    title = _text(messages("page.notices", count=messages.number(len(lines))))
    return f'<div class="print-only"><h2>{title}</h2>{_items(lines)}</div>'


def _items(lines: Sequence[str]) -> str:
    items = "".join(f'<li><bdi class="typed">{_text(line)}</bdi></li>' for line in lines)
    return f"<ul>{items}</ul>"


def _text(value: str) -> str:
    """Escape a text for markup, between tags or in a quoted attribute."""
    return escape(value, quote=True)
