"""Reading a page back: what it would load, run or send, and the data that it carries."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, TypeAlias

from netmap.formats.unpacked import unpack

#: What JSON can say: None, bool, int, float, str, list and dict of these.
Json: TypeAlias = Any

#: Attributes by which an element loads or sends something, whoever clicks.
_LOADING = frozenset(
    {"src", "srcset", "data", "poster", "action", "formaction", "background", "ping", "manifest"}
)
_HASH = re.compile(r"'sha(256|384|512)-[A-Za-z0-9+/]+={0,2}'")
_PROPERTIES = re.compile(r'"properties"\s*:\s*\{([^{}]*)')
_ALLOWED = {
    "default-src": frozenset({"'none'"}),
    "img-src": frozenset({"data:", "'none'"}),
    "base-uri": frozenset({"'none'"}),
    "form-action": frozenset({"'none'"}),
}
_HASHED = ("script-src", "style-src")


@dataclass
class PageReading:
    """What was found in a page.

    Attributes
    ----------
    faults
        Pairs of a kind (``no-policy, weak-policy, unlisted, loads, handler, bad-data``) and
        what was found.
    data
        The JSON that its scripts read.
    audience
        The edition that the page says it is; None: it does not say.
    properties
        Names of what the outlines in its scripts (GeoJSON) say besides their geometry.
    """

    faults: list[tuple[str, str]] = field(default_factory=list)
    data: list[Json] = field(default_factory=list)
    audience: str | None = None
    properties: set[str] = field(default_factory=set)


def read_page(text: str) -> PageReading:
    """Read a page as a browser takes it apart.

    Examples
    --------
    >>> read_page('<img src="https://example.invalid/x.png">').faults
    [('loads', 'img src'), ('no-policy', '')]
    """
    reader = _Reader()
    reader.feed(text)
    reader.close()
    if not reader.policy:
        reader.found.faults.append(("no-policy", ""))
    return reader.found


class _Reader(HTMLParser):
    """Collects faults and data while a page is read."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found = PageReading()
        self.policy: dict[str, list[str]] = {}
        self._inside = ""
        self._is_data = False
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at an element's attributes."""
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.found.audience = given.get("data-audience")
        if tag == "meta":
            self._meta(given)
        for name, value in given.items():
            loads = name in _LOADING or (name.endswith("href") and tag != "a")
            if loads and not value.startswith(("data:", "#")):
                self.found.faults.append(("loads", f"{tag} {name}"))
            if name.startswith("on"):
                self.found.faults.append(("handler", f"{tag} {name}"))
            if tag == "a" and name.endswith("href") and _scheme(value) not in _LINKS:
                self.found.faults.append(("loads", f"{tag} {name}"))
        if tag in {"script", "style"}:
            self._inside, self._text = tag, []
            self._is_data = given.get("type") == "application/json"

    def handle_data(self, data: str) -> None:
        """Keep the text of a script or a style."""
        if self._inside:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        """Check a script or a style against the policy; take its data."""
        if tag != self._inside:
            return
        text, self._inside = "".join(self._text), ""
        if self._is_data:
            self._take(text)
            return
        for inside in _PROPERTIES.findall(text):
            self.found.properties |= set(re.findall(r'"([^"]*)"\s*:', inside))
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
        if f"'sha256-{digest}'" not in self.policy.get(f"{tag}-src", []):
            self.found.faults.append(("unlisted", tag))
        if tag == "style" and re.search(r"@import|url\(\s*['\"]?(?!data:|#)", text):
            self.found.faults.append(("loads", "style url"))

    def _take(self, text: str) -> None:
        try:
            value = json.loads(text)
            in_columns = isinstance(value, dict) and value.keys() == {"texts", "of"}
            self.found.data.append(unpack(value) if in_columns else value)
        except ValueError:
            self.found.faults.append(("bad-data", ""))

    def _meta(self, given: dict[str, str]) -> None:
        kind = given.get("http-equiv", "").lower()
        if kind == "content-security-policy":
            for part in given.get("content", "").split(";"):
                name, *sources = part.split() or [""]
                self.policy.setdefault(name.lower(), sources)
            for fault in _weaknesses(self.policy):
                self.found.faults.append(("weak-policy", fault))
        elif kind == "refresh":
            self.found.faults.append(("loads", "meta refresh"))


#: Schemes that a link to follow by hand may have; none: another page of the folder.
_LINKS = frozenset({"", "http", "https", "mailto"})


def _scheme(link: str) -> str:
    match = re.match(r"\s*([a-zA-Z][a-zA-Z0-9+.-]*):", link)
    return match.group(1).lower() if match else ""


def _weaknesses(policy: dict[str, list[str]]) -> list[str]:
    """Return the directives that allow more than inline text by its hash, and data images."""
    weak = []
    for name, sources in policy.items():
        if name in _HASHED:
            bad: Any = [s for s in sources if s != "'none'" and not _HASH.fullmatch(s)]
        else:
            bad = [s for s in sources if s not in _ALLOWED.get(name, {"'none'"})]
        if bad:
            weak.append(f"{name} {' '.join(bad)}")
    absent = {"default-src", "base-uri", "form-action"} - policy.keys()
    return [*weak, *sorted(absent)]
