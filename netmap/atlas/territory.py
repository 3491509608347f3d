"""One territory of an atlas: built or copied, unless that is done already.

It runs wherever Dask sends it, and knows of the others nothing at all. What is done is written
down last, once the territory's folder stands whole: whoever is killed before has done nothing,
and the next one does it again, to the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, ValidationError

from netmap.atlas.marks import code_mark, inputs_mark
from netmap.disk.plain import read_plain, sha256_of
from netmap.disk.writing import put
from netmap.errors import DisclosureError, InputError, NetmapError, OutputError, Problem
from netmap.exports.owned import read_owned
from netmap.formats.manifest import MANIFEST, sha256
from netmap.formats.record import Record

if TYPE_CHECKING:
    from pathlib import Path

    from netmap.atlas.asked import Asked
    from netmap.atlas.ground import Ground
    from netmap.vocabulary import Language

#: Folders of an atlas: those of territories, and what each was made from.
TERRITORIES, REGISTER = "territoires", "registre"
_BYTES = 10_000
_Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Done(Record):
    """What says that a territory is done: marks of the code, of the inputs, of what it wrote."""

    code: _Sha256
    entrees: _Sha256
    manifeste: _Sha256


@dataclass(frozen=True)
class Order:
    """What is to be done: a territory, the folder of the atlas, the code that must do it.

    `ground`: what its project is laid from; None: the project is somebody's own.
    """

    asked: Asked
    atlas: Path
    code: str
    language: Language
    ground: Ground | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of a territory.

    Attributes
    ----------
    state
        ``kept``: it was done already.
    problems
        Why it failed, where its files need work.
    kind, reason
        Why it failed, else: the key of a sentence, and what fills it.
    """

    name: str
    state: Literal["made", "kept", "failed"]
    problems: tuple[Problem, ...] = ()
    kind: str = ""
    reason: str = ""


def perform(order: Order) -> Outcome:
    """Make a territory, or see that it is done; whatever fails is told, and never raised."""
    name = order.asked.name
    if code_mark() != order.code:
        return Outcome(name, "failed", kind="other-code")
    try:
        _lay(order)
        if _is_done(order):
            return Outcome(name, "kept")
        _make(order)
        _write_down(order)
    except InputError as error:
        return Outcome(name, "failed", problems=error.problems)
    except DisclosureError as error:
        return Outcome(name, "failed", kind="disclosure", reason=str(error))
    except OutputError as error:
        return Outcome(name, "failed", kind=f"output.{error.kind}", reason=error.values["path"])
    except NetmapError as error:
        return Outcome(name, "failed", kind="unforeseen", reason=str(error))
    except OSError as error:
        return Outcome(name, "failed", kind="system", reason=str(error))
    except Exception as error:  # noqa: BLE001 - a fault of one territory stops no other
        reason = f"{type(error).__name__}: {error}"
        return Outcome(name, "failed", kind="unforeseen", reason=reason)
    return Outcome(name, "made")


def folder_of(atlas: Path, name: str) -> Path:
    """Return where a territory's edition stands."""
    return atlas / TERRITORIES / name


def _lay(order: Order) -> None:
    if order.ground is not None:
        from netmap.atlas.ground import lay_ground
        from netmap.messages import Messages

        lay_ground(order.ground, order.asked.folder, Messages(order.language))


def _make(order: Order) -> None:
    from netmap.messages import Messages

    out = folder_of(order.atlas, order.asked.name)
    if order.asked.origin == "release":
        from netmap.atlas.received import receive

        receive(order.asked.folder, out)
        return
    from netmap.pipeline import build

    build(order.asked.folder, out, messages=Messages(order.language), single_file=True)


def _is_done(order: Order) -> bool:
    out = folder_of(order.atlas, order.asked.name)
    try:
        done = Done.read(read_plain(_register(order), limit=_BYTES, follow=False))
        if done.code != _code(order) or done.manifeste != sha256_of(out / MANIFEST):
            return False
        owned = read_owned(out)
    except (OSError, ValidationError, OutputError):
        return False
    listed = {} if owned.manifest is None else owned.manifest.sorties
    return listed.keys() <= owned.files.keys() and done.entrees == inputs_mark(order.asked, out)


def _write_down(order: Order) -> None:
    out = folder_of(order.atlas, order.asked.name)
    done = Done(
        code=_code(order),
        entrees=inputs_mark(order.asked, out),
        manifeste=sha256_of(out / MANIFEST),
    )
    put(_register(order), f"{done.model_dump_json()}\n".encode())


def _code(order: Order) -> str:
    """Return the mark of the code; an edition in another language is another one."""
    return sha256(f"{order.code} {order.language}".encode())


def _register(order: Order) -> Path:
    return order.atlas / REGISTER / f"{order.asked.name}.json"
