"""Writing a folder whole: the former one stays until the new one takes its name.

The new folder is written beside, under ``.netmap-<name>-<16 hexadecimal digits>.new``. What a
killed build leaves under such a name is removed by the next one only where it proves to be
ours, as the folder itself does (:mod:`netmap.exports.owned`): its manifest comes first and
goes last, and a file has its own name once it is whole.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from netmap.disk.lock import held, lock_of
from netmap.disk.plain import NotPlainError, TooLargeError, read_plain
from netmap.disk.writing import naming, sync_folder, write_new
from netmap.errors import InputError, OutputError, Problem
from netmap.exports.exchange import exchange
from netmap.exports.owned import Owned, read_owned, trusted_manifest
from netmap.exports.rights import Rights
from netmap.formats.manifest import MANIFEST
from netmap.formats.releases import RELEASES, Log, read_log

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from netmap.vocabulary import Audience

__all__ = ["Claim", "claimed", "former_log", "log_in"]

#: bytes of a log of releases
_LOG_BYTES = 200_000_000


@dataclass(frozen=True)
class Claim:
    """A folder that only this command writes, for as long as :func:`claimed` lasts.

    Attributes
    ----------
    out
        The folder.
    former
        What it held when it was claimed; None: it was not there.
    rights
        Those of what is written.
    """

    out: Path
    former: Owned | None
    rights: Rights

    def replace(self, files: Mapping[str, bytes]) -> None:
        """Write `files` (name → content) as the folder, whole or not at all.

        The new folder is forced to the disk, then exchanged with the former one.

        Raises
        ------
        ValueError
            The manifest does not name the files as :mod:`netmap.exports.owned` reads it: the
            next build could not tell that they are ours.
        OutputError
            Somebody changed the folder since it was claimed; it stays as it is.
        OSError
            The disk refused; the folder stays as it is. The error names the file.
        """
        _check_provable(files)
        token = secrets.token_hex(8)
        staging = _beside(self.out, token, "new")
        aside = _beside(self.out, token, "old")
        try:
            with naming(self.out):
                self.rights.make_folder(staging)
            first = {MANIFEST: files[MANIFEST], **files}
            for name, content in first.items():
                part = staging / f"{token}.part"
                mode = self.rights.file_mode
                write_new(part, content, mode=mode, known_as=self.out / name)
                part.rename(staging / name)
            self.rights.settle(staging)
            sync_folder(staging)
            with naming(self.out):
                self._take_place(staging, aside)
        finally:
            _sweep(self.out)

    def _take_place(self, staging: Path, aside: Path) -> None:
        if os.path.lexists(self.out):
            exchange(staging, self.out, aside=aside, check=self._check_same)
        else:
            staging.rename(self.out)
        sync_folder(self.out.parent)

    def _check_same(self, folder: Path) -> None:
        """Refuse a folder in which something was saved while the new one was made."""
        now = read_owned(folder, shown=self.out).files
        before = {} if self.former is None else self.former.files
        if now != before:
            name, _ = min(now.items() ^ before.items())
            raise OutputError("changed", path=str(self.out), name=name)


@contextlib.contextmanager
def claimed(
    out: Path, *, audience: Audience, project: Path, waiting: Callable[[], object]
) -> Iterator[Claim]:
    """Claim a folder, from before its log is read to after it is replaced.

    What a killed build left is cleared up first; a former folder that it had moved aside has
    its name back.

    Parameters
    ----------
    out
        The folder; it may be absent.
    audience
        The edition that is going to be written there.
    project
        The project's folder: nobody reads the internal edition who cannot read that.
    waiting
        Called where another build has the folder, before the wait.

    Raises
    ------
    InputError
        There is no such project.
    OutputError
        ``link``, ``not-a-folder``; ``foreign``, ``changed`` or ``open``, as
        :func:`~netmap.exports.owned.read_owned`; ``other-edition``; ``busy``.
    OSError
        The folder, or the one that it lies in, may not be written.
    """
    out = Path(os.path.abspath(out))  # noqa: PTH100  (resolve() would follow a link at out itself)
    _check_name(out)
    if not project.is_dir():
        raise InputError((Problem(file=str(project), kind="missing-project"),))
    with contextlib.ExitStack() as stack:
        stack.enter_context(_parents(out))
        with naming(out.parent):
            stack.enter_context(held(lock_of(out), of=out, waiting=waiting))
        _sweep(out)
        _check_name(out)
        former = None
        if out.exists():
            former = read_owned(out)
            _check_edition(out, former, audience)
            if not os.access(out, os.W_OK | os.X_OK):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(out))
        yield Claim(out, former, Rights(None if former is None else out, project, audience))


@contextlib.contextmanager
def _parents(out: Path) -> Iterator[None]:
    """Make the folders that `out` lies in; those that are still empty in the end go away again."""
    made = [folder for folder in out.parents if not folder.exists()]
    out.parent.mkdir(parents=True, exist_ok=True)
    try:
        yield
    finally:
        for folder in made:
            with contextlib.suppress(OSError):
                folder.rmdir()


def former_log(out: Path) -> Log:
    """Return the log of the folder `out`, or of the one that a killed build had moved aside.

    Raises
    ------
    InputError
        As :func:`log_in`.
    """
    return log_in(_standing(Path(os.path.abspath(out))))  # noqa: PTH100


def log_in(folder: Path) -> Log:
    """Return the log of public releases that stands in a folder; an empty one where there is none.

    Raises
    ------
    InputError
        The log is there and cannot be read whole: what was already shown is not known.
    """
    file = folder / RELEASES
    try:
        content = read_plain(file, limit=_LOG_BYTES, follow=False)
    except (FileNotFoundError, NotADirectoryError):
        return Log()
    except (NotPlainError, TooLargeError, IsADirectoryError):
        raise InputError((Problem(file=str(file), kind="release-log"),)) from None
    return read_log(content, file=str(file))


def _check_name(out: Path) -> None:
    """Refuse a link: whether it or what it leads to is meant, nobody can tell."""
    junction = getattr(out, "is_junction", None)
    if out.is_symlink() or (junction is not None and junction()):
        raise OutputError("link", path=str(out), target=str(out.resolve()))
    if out.exists() and not out.is_dir():
        raise OutputError("not-a-folder", path=str(out))


def _check_edition(out: Path, former: Owned, audience: Audience) -> None:
    edition = audience if former.manifest is None else former.manifest.edition
    if edition != audience or (audience == "interne" and RELEASES in former.files):
        raise OutputError("other-edition", path=str(out))


def _check_provable(files: Mapping[str, bytes]) -> None:
    manifest = trusted_manifest(files.get(MANIFEST, b""))
    if manifest is None or {*manifest.sorties, MANIFEST} != files.keys():
        raise ValueError(MANIFEST)


def _beside(out: Path, token: str, what: str) -> Path:
    return out.with_name(f".netmap-{out.name}-{token}.{what}")


def _left(out: Path) -> list[tuple[Path, str, str]]:
    """Return the folders beside `out` that have a name of ours for it, with token and kind."""
    form = re.compile(rf"\.netmap-{re.escape(out.name)}-([0-9a-f]{{16}})\.(new|old)")
    try:
        names = sorted(entry.name for entry in out.parent.iterdir())
    except OSError:
        return []
    found = ((out.with_name(name), form.fullmatch(name)) for name in names)
    return [
        (path, match[1], match[2])
        for path, match in found
        if match and path.is_dir() and not path.is_symlink()
    ]


def _standing(out: Path) -> Path:
    """Return the folder, or the former one where a killed build had just moved it aside."""
    if not os.path.lexists(out):
        for left, _, kind in _left(out):
            if kind == "old" and _is_whole(left):
                return left
    return out


def _sweep(out: Path) -> None:
    """Clear up what killed builds left, ours only, and give a former folder its name back."""
    standing = _standing(out)
    if standing != out:
        standing.rename(out)
    for left, token, _ in _left(out):
        with contextlib.suppress(OSError):
            _discard(left, out, token)


def _is_whole(folder: Path) -> bool:
    """Tell whether a folder is ours and lacks nothing."""
    try:
        owned = read_owned(folder)
    except (OutputError, OSError):
        return False
    return owned.manifest is not None and owned.manifest.sorties.keys() <= owned.files.keys()


def _discard(folder: Path, out: Path, token: str) -> None:
    """Remove a folder whose whole content is ours; the manifest, its proof, goes last."""
    part = folder / f"{token}.part"
    if os.path.lexists(part):
        part.unlink()
    try:
        owned = read_owned(folder)
    except OutputError:
        return
    folder.chmod(0o700)
    for name in owned.system:
        at = folder / name
        if out.is_dir() and not os.path.lexists(out / name):
            at.rename(out / name)
        else:
            at.unlink()
    for name in sorted(owned.files, key=lambda one: one == MANIFEST):
        (folder / name).unlink()
    folder.rmdir()
