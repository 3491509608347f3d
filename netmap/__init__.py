"""Partner-network mapping and GIS for health mediation.

The tool in one line: a territory's tables and layers become a map, a partner page and the list
of its gaps. :mod:`netmap.pipeline` shows how, on one screen. From a notebook
(``docs/library.md``)::

    import netmap

    project = netmap.read("examples/roanne")
    analysis = netmap.analyse(project)
    analysis.communes.plot("classe")

:mod:`netmap.methods` holds the formulas, each with its source. Importing the package imports
nothing else: a name brings what it needs when it is first used.
"""

from typing import TYPE_CHECKING

from netmap.version import __version__

if TYPE_CHECKING:
    from netmap import methods
    from netmap.errors import InputError, NetmapError
    from netmap.library import Analysis, Project, analyse, audit, build, read

__all__ = [
    "Analysis",
    "InputError",
    "NetmapError",
    "Project",
    "__version__",
    "analyse",
    "audit",
    "build",
    "methods",
    "read",
]

_ERRORS = frozenset({"InputError", "NetmapError"})

if not TYPE_CHECKING:  # so that a type checker refuses a name that is not there

    def __getattr__(name: str) -> object:
        from importlib import import_module

        if name == "methods":
            return import_module("netmap.methods")
        if name in __all__:
            return getattr(
                import_module("netmap.errors" if name in _ERRORS else "netmap.library"), name
            )
        message = f"module 'netmap' has no attribute {name!r}"
        raise AttributeError(message)

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
