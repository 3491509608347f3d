"""The files of installed packages that a page carries inside itself.

Nothing of others is copied into this repository. A file of an installed package is
taken only when its SHA-256 is in the list below: another version must be looked at
(what it fetches, what it inlines) before it is added.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from importlib import metadata

from netmap.errors import AssetError

_SOURCE_MAP = re.compile(r"^\s*(?://[#@]|/\*[#@])\s*sourceMappingURL=.*$", re.MULTILINE)
_RELATIVE_IMAGE = re.compile(r"[\w-]+\s*:\s*url\((?!\s*[\"']?data:)[^)]*\)\s*;?")
_INLINE_IMAGE = re.compile(r"background-image\s*:\s*url\(\s*\"data:[^\"]*\"\s*\)\s*;?")


@dataclass(frozen=True, kw_only=True)
class Library:
    """A third-party library as a page carries it.

    `scripts` and `styles` are texts that can stand between tags as they are; `licence`
    and `notice` are what its authors ask to keep with every copy.
    """

    name: str
    title: str
    version: str
    licence: str
    notice: str
    link: str
    scripts: tuple[str, ...]
    styles: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class _Origin:
    """Where a library lies: a distribution, its files and the SHA-256 of each, by version."""

    distribution: str
    title: str
    licence: str
    notice: str
    link: str
    files: tuple[str, ...]
    known: dict[tuple[str, ...], str]


_ORIGINS = {
    "leaflet": _Origin(
        distribution="XStatic-Leaflet",
        title="Leaflet",
        licence="BSD-2-Clause",
        notice="© 2010–2022 Vladimir Agafonkin, © 2010–2011 CloudMade",
        link="https://leafletjs.com",
        files=("xstatic/pkg/leaflet/data/leaflet.js", "xstatic/pkg/leaflet/data/leaflet.css"),
        known={
            (
                "5819285cec137b229c94e1ee5ad73e8b6b84345a4367d60f75fe477fe0fb7b03",
                "90b693d86392a4779c861b28cf307e7e59c3fb35328c4d8b95f58f814d38c722",
            ): "1.9.3",
        },
    ),
    "markercluster": _Origin(
        distribution="XStatic-Leaflet-MarkerCluster",
        title="Leaflet.markercluster",
        licence="MIT",
        notice="© 2012 David Leaver",
        link="https://github.com/Leaflet/Leaflet.markercluster",
        files=(
            "xstatic/pkg/leaflet_markercluster/data/leaflet.markercluster.js",
            "xstatic/pkg/leaflet_markercluster/data/MarkerCluster.css",
        ),
        known={
            (
                "58be871df61f6c512464e15db0941e63b9491bf1396a2ae3bea6f39e0854cd1c",
                "614dea0a98ff3f4ead74f04918f6b1d1b9ba435c25b5fc23b21a394d1e3e4d87",
            ): "1.4.1",
        },
    ),
    "vis-network": _Origin(
        distribution="pyvis",
        title="vis-network",
        licence="MIT",
        notice="© 2011–2017 Almende B.V., © 2017–2019 vis.js contributors",
        link="https://visjs.github.io/vis-network/",
        files=(
            "pyvis/lib/vis-9.1.2/vis-network.min.js",
            "pyvis/lib/vis-9.1.2/vis-network.css",
        ),
        known={
            (
                "1f20f0736f32cb9bedf8f6383b25cfea2f839e1abe80d6e8040b4d5bea378c69",
                "2e82d445ad5878ea881652470ce632601f8f55f1b99e6ebecdff8614600e6d0e",
            ): "9.1.2",
        },
    ),
}


@cache
def find_library(name: str) -> Library:
    """Return a third-party library from the package that carries it, checked and trimmed.

    Neither pyvis nor XStatic is imported: only their files are read.

    Raises
    ------
    AssetError
        The name is unknown, the package is not installed, or a file is not one of those
        that were checked.
    """
    origin = _ORIGINS.get(name)
    if origin is None:
        message = f"no library is called {name!r}; known: {', '.join(sorted(_ORIGINS))}"
        raise AssetError(message)
    contents = tuple(_read_installed(origin.distribution, file) for file in origin.files)
    hashes = tuple(hashlib.sha256(content).hexdigest() for content in contents)
    version = origin.known.get(hashes)
    if version is None:
        message = f"{origin.distribution}: {', '.join(origin.files)} are not the checked versions"
        raise AssetError(message)
    texts = {
        file: content.decode("utf-8-sig")
        for file, content in zip(origin.files, contents, strict=True)
    }
    return Library(
        name=name,
        title=origin.title,
        version=version,
        licence=origin.licence,
        notice=origin.notice,
        link=origin.link,
        scripts=tuple(inline_script(text) for file, text in texts.items() if file.endswith(".js")),
        styles=tuple(
            inline_style(_without_images(text))
            for file, text in texts.items()
            if file.endswith(".css")
        ),
    )


def inline_script(text: str) -> str:
    r"""Make a script fit to stand between tags: nothing in it ends the element early.

    Line ends are those the browser's parser leaves, so that a hash of the text holds.

    Raises
    ------
    AssetError
        It holds ``<!--``, after which a parser reads ``</script>`` otherwise.

    >>> inline_script("a = '</script>';\r\n//# sourceMappingURL=a.js.map")
    "a = '<\\/script>';\n"
    """
    if "<!--" in text:
        message = "a script that holds '<!--' cannot be inlined safely"
        raise AssetError(message)
    text = _SOURCE_MAP.sub("", _unix_lines(text))
    return re.sub(r"</(?=script)", r"<\\/", text, flags=re.IGNORECASE)


def inline_style(text: str) -> str:
    """Make a style sheet fit to stand between tags.

    Raises
    ------
    AssetError
        It holds ``</style``, which no escape makes safe.
    """
    if "</style" in text.lower():
        message = "a style sheet that holds '</style' cannot be inlined"
        raise AssetError(message)
    return _SOURCE_MAP.sub("", _unix_lines(text))


def _without_images(text: str) -> str:
    """Drop what a style sheet would fetch, and the icons of buttons that no page shows."""
    return _RELATIVE_IMAGE.sub("", _INLINE_IMAGE.sub("", text))


def _unix_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def _read_installed(distribution: str, file: str) -> bytes:
    try:
        installed = metadata.distribution(distribution)
    except metadata.PackageNotFoundError as error:
        message = f"the package {distribution} is not installed; it carries {file}"
        raise AssetError(message) from error
    path = installed.locate_file(file)
    try:
        with open(str(path), "rb") as stream:  # noqa: PTH123
            return stream.read()
    except OSError as error:
        message = f"the package {distribution} does not carry {file}"
        raise AssetError(message) from error
