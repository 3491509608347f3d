"""The frame of any page: one HTML document that asks for nothing.

Text of tables and layers travels in one JSON block that scripts show with ``textContent``. A
Content-Security-Policy, computed last, allows the inlined scripts and styles by their hashes,
and images held in the page; nothing else may load or run.
"""

from __future__ import annotations

import base64
import hashlib
import json
from html import escape
from typing import TYPE_CHECKING

from netmap.formats.packed import pack
from netmap.render.page.view import Json, plain
from netmap.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from netmap.messages import Messages
    from netmap.vocabulary import Audience

_JSON_ESCAPES = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)


def document(
    *,
    title: str,
    audience: Audience,
    body: str,
    payload: Json,
    styles: Sequence[str],
    scripts: Sequence[str],
    messages: Messages,
) -> str:
    """Return a complete document; the same text for the same arguments.

    Parameters
    ----------
    title
        As typed; it is escaped here.
    body
        Markup of ours.
    payload
        What the scripts read, which travels in columns (:mod:`netmap.formats.packed`).
    styles, scripts
        Texts that can stand between tags as they are.
    """
    policy = content_security_policy(scripts, styles)
    said = escape(messages(f"page.audience.{audience}"), quote=True)
    data = json_for_script(pack(plain(payload)))
    text = "\n".join(
        [
            "<!DOCTYPE html>",
            f'<html lang="{messages.language}" data-audience="{audience}">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="robots" content="noindex, nofollow">',
            '<meta name="referrer" content="no-referrer">',
            f'<meta name="generator" content="netmap {__version__}">',
            f'<meta name="audience" content="{said}">',
            f"<title>{escape(title, quote=True)}</title>",
            *(f"<style>{style}</style>" for style in styles),
            "</head>",
            "<body>",
            body,
            f'<script type="application/json" id="netmap-data">{data}</script>',
            *(f"<script>{script}</script>" for script in scripts),
            "</body>",
            "</html>",
            "",
        ]
    )
    return text.encode("utf-8", "replace").decode("utf-8")


def json_for_script(value: Json) -> str:
    r"""Write `value` as JSON that no HTML parser and no script reads as anything else.

    >>> json_for_script({"nom": "</script><b>&"})
    '{"nom":"\\u003c/script\\u003e\\u003cb\\u003e\\u0026"}'
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.translate(_JSON_ESCAPES)


def content_security_policy(scripts: Iterable[str], styles: Iterable[str]) -> str:
    """Return the policy that lets these inline scripts and styles run, and nothing else.

    Source: Content Security Policy Level 3, hash sources of inline elements.
    """
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {_hashes(scripts)}",
            f"style-src {_hashes(styles)}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _hashes(texts: Iterable[str]) -> str:
    digests = (hashlib.sha256(text.encode("utf-8")).digest() for text in texts)
    sources = [f"'sha256-{base64.b64encode(digest).decode('ascii')}'" for digest in digests]
    return " ".join(dict.fromkeys(sources)) or "'none'"
