"""An atlas from the first territory to the overview; it may be killed at any moment.

Territories are made wherever Dask sends them. What is drawn from all of them is made once they
are there, and stands last of all under its name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from netmap.atlas.gathered import failed, margins, told
from netmap.atlas.joint import joint_states
from netmap.atlas.marks import code_mark
from netmap.atlas.results import results
from netmap.atlas.running import run
from netmap.atlas.territory import Order, folder_of
from netmap.disk.lock import held, lock_of
from netmap.disk.plain import read_plain
from netmap.disk.writing import put
from netmap.errors import OutputError
from netmap.formats.atlas import ATLAS, AtlasFile, begun, is_atlas
from netmap.formats.manifest import sha256
from netmap.render.atlas import overview
from netmap.render.atlas.outlines import draw, partition
from netmap.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from netmap.atlas.asked import Asked
    from netmap.atlas.ground import Ground
    from netmap.atlas.joint import Joint
    from netmap.atlas.running import Where
    from netmap.atlas.territory import Outcome
    from netmap.messages import Messages

PAGE = "atlas.html"
#: Folder of editions that are not to be sent with the others.
HELD = "retenus"
_BYTES = 500_000_000


@dataclass(frozen=True)
class Made:
    """An atlas that is made.

    Attributes
    ----------
    files
        Those of the overview, in the atlas's folder.
    outcomes
        What became of each territory, in order.
    joint
        What all releases tell together.
    """

    folder: Path
    files: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    joint: Joint
    atlas: AtlasFile


def claim_folder(out: Path) -> None:
    """See that a folder is an atlas's, or make it one.

    Raises
    ------
    OutputError
        ``not-an-atlas``: it holds something else.
    OSError
        It cannot be written.
    """
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise OutputError("not-an-atlas", path=str(out))
    out.mkdir(parents=True, exist_ok=True)
    ours = out / ATLAS
    if ours.is_file():
        if not is_atlas(read_plain(ours, limit=_BYTES, follow=False)):
            raise OutputError("not-an-atlas", path=str(out))
        return
    if any(not entry.name.startswith(".netmap-") for entry in out.iterdir()):
        raise OutputError("not-an-atlas", path=str(out))
    put(ours, begun(__version__).text())


def _nothing(_: object) -> None:
    """Tell nothing."""


def make(
    asked: Sequence[Asked],
    out: Path,
    where: Where,
    *,
    messages: Messages,
    grounds: Mapping[str, Ground] | None = None,
    outcome: Callable[[Outcome], object] = _nothing,
    begin: Callable[[str], object] = _nothing,
    step: Callable[[str], object] = _nothing,
) -> Made:
    """Make an atlas.

    Parameters
    ----------
    asked
        Its territories.
    out
        Its folder; one that is an atlas already is gone on with.
    grounds
        What projects are laid from, by name of territory; those that are not there are laid.
    outcome, begin
        As `told` and `begun` of :func:`netmap.atlas.running.run`.
    step
        Called with the name of each step after the territories.

    Raises
    ------
    OutputError
        As :func:`claim_folder` and :func:`netmap.atlas.running.run`; ``busy``: another command
        makes it.
    OSError
        The disk refused.
    """
    claim_folder(out)
    with held(lock_of(out), of=out):
        _bring_back(out)
        given = grounds or {}
        orders = [
            Order(one, out.resolve(), code_mark(), messages.language, given.get(one.name))
            for one in asked
        ]
        outcomes = run(orders, where, told=outcome, begun=begin)
        done = [one for one, end in zip(asked, outcomes, strict=True) if end.state != "failed"]
        step("joint")
        joint = joint_states(out, done)
        records = [
            told(out, one, joint.states[one.name]) if one.name in joint.states else failed(one)
            for one in asked
        ]
        communes = {one.dossier: one.communes for one in records}
        step("outlines")
        cells = partition(communes)
        step("results")
        files = results(out, records, cells, messages)
        departments, together = margins(records)
        atlas = AtlasFile(
            format=1,
            netmap=__version__,
            territoires=tuple(records),
            departements=departments,
            ensemble=together,
            sorties={},
        )
        step("pages")
        files[PAGE] = overview(atlas, draw(cells, communes), messages).encode()
        atlas = atlas.model_copy(
            update={"sorties": {name: sha256(files[name]) for name in sorted(files)}}
        )
        step("writing")
        for name, content in files.items():
            put(out / name, content)
        _put_aside(out, [name for name, much in joint.states.items() if much != "montre"])
        put(out / ATLAS, atlas.text())
    return Made(out, (PAGE, *(name for name in files if name != PAGE)), outcomes, joint, atlas)


def _bring_back(out: Path) -> None:
    """Put the editions that were held back among the others again."""
    for folder in sorted((out / HELD).iterdir()) if (out / HELD).is_dir() else ():
        if not folder_of(out, folder.name).exists():
            folder.rename(folder_of(out, folder.name))


def _put_aside(out: Path, names: Sequence[str]) -> None:
    """Take editions out of the folder of those that may be sent together."""
    for name in names:
        (out / HELD).mkdir(exist_ok=True)
        folder_of(out, name).rename(out / HELD / name)
    if (out / HELD).is_dir() and not any((out / HELD).iterdir()):
        (out / HELD).rmdir()
