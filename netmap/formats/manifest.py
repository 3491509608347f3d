"""``manifest.json``: what a build read and wrote, each file known by its SHA-256."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Annotated

from pydantic import Field, JsonValue, field_validator

from netmap.formats.record import Record
from netmap.vocabulary import Audience

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Name of the manifest in a folder of outputs; it does not name itself.
MANIFEST = "manifest.json"

#: Files that operating systems leave in any folder they show.
SYSTEM_FILES = frozenset({".DS_Store", "Thumbs.db", "desktop.ini", ".directory"})

_Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
_OutputName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,150}$")]


class InputEntry(Record):
    """A file of the project."""

    sha256: _Sha256 | None = Field(
        description="null: small counts could be guessed from it, or it was not hashed"
    )
    lignes: int | None = Field(description="rows; null: not a table")


class LayerEntry(Record):
    """Where a layer comes from."""

    producteur: str
    millesime: str
    licence: str
    lien: str | None


class Manifest(Record):
    """What a build read and wrote."""

    netmap: str = Field(description="version")
    edition: Audience
    reglages: dict[str, JsonValue] = Field(description="netmap.toml, default values included")
    entrees: dict[str, InputEntry] = Field(description="by path in the project")
    couches: dict[str, LayerEntry] = Field(description="by name of the layer")
    sorties: dict[_OutputName, _Sha256] = Field(
        description="files of the folder but this one; those of the internal edition have "
        "-interne in their name"
    )

    @field_validator("sorties")
    @classmethod
    def _not_itself(cls, outputs: dict[str, str]) -> dict[str, str]:
        if MANIFEST in outputs:
            raise ValueError("a manifest does not name itself")
        return outputs

    @property
    def asked_columns(self) -> frozenset[str]:
        """Columns of partners that the project lets its public edition show."""
        return self._secret("colonnes_partenaires")

    @property
    def named(self) -> frozenset[str]:
        """Ids of the persons that the project lets its public edition name."""
        return self._secret("professionnels_nommes")

    @property
    def former_codes(self) -> dict[str, tuple[str, ...]]:
        """What places of today were in earlier releases, by code, as the project says."""
        given = self.reglages.get("anciens_codes")
        rows = given.items() if isinstance(given, dict) else ()
        return {code: tuple(map(str, former)) for code, former in rows if isinstance(former, list)}

    def _secret(self, key: str) -> frozenset[str]:
        secret = self.reglages.get("secret")
        given = secret.get(key) if isinstance(secret, dict) else None
        return frozenset(map(str, given)) if isinstance(given, list) else frozenset()


def read_manifest(content: bytes) -> Manifest | None:
    """Read a manifest; None: netmap did not write it.

    >>> [read_manifest(content) for content in (b"[1]", b'{"sorties": 5}', b"")]
    [None, None, None]
    """
    try:
        value = json.loads(content, object_pairs_hook=_once)
        return Manifest.model_validate(value, extra="ignore")
    except (ValueError, RecursionError):
        return None


def sha256(content: bytes) -> str:
    """Return the SHA-256 of `content`, in hexadecimal: what a manifest knows a file by."""
    return hashlib.sha256(content).hexdigest()


def is_internal(name: str) -> bool:
    """Tell whether an output is marked as one of the internal edition.

    >>> is_internal("map-interne.html"), is_internal("map.html")
    (True, False)
    """
    return "-interne." in name


def _once(pairs: Iterable[tuple[str, object]]) -> dict[str, object]:
    """Refuse a name that stands twice: two readers could take it differently."""
    given = list(pairs)
    found = dict(given)
    if len(found) != len(given):
        raise ValueError("a name stands twice")
    return found
