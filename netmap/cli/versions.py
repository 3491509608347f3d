"""``netmap --version --verbose``: what to copy into a question about netmap."""

from __future__ import annotations

import platform
from importlib import metadata, resources
from typing import TYPE_CHECKING

from netmap.version import __version__

if TYPE_CHECKING:
    from netmap.messages import Messages

#: What pages and figures are made with, then what may be lacking.
_LIBRARIES = (
    "numpy", "pandas", "scipy", "shapely", "pyproj", "pyogrio", "geopandas", "networkx", "folium",
    "pyvis", "matplotlib", "pydantic", "python-calamine", "XlsxWriter",
)  # fmt: skip
_OPTIONAL = ("pyarrow", "typst", "pypdf")


def version_lines(messages: Messages) -> list[str]:
    """Return the versions of netmap, Python, the system, libraries and the base of France."""
    lines = [
        f"netmap {__version__}",
        f"Python {platform.python_version()} ({platform.system()} {platform.machine()})",
    ]
    absent = messages("cli.versions.absent")
    lines += [f"{name} {_version(name) or absent}" for name in (*_LIBRARIES, *_OPTIONAL)]
    return [*lines, messages("cli.versions.base", vintage=_vintage())]


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _vintage() -> str:
    import tomllib

    told = resources.files("netmap").joinpath("sources/france/SOURCES.toml").read_text("utf-8")
    return str(tomllib.loads(told)["communes"]["millesime"])
