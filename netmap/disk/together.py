"""Several files put in place together: all of them or none, whenever the machine stops.

What is about to change is written down first (:mod:`netmap.disk.record`). A record that is
found later tells of a writer that died: what it had put in place is put back, from the copies
that it had made, and what it leaves behind goes away. The record goes last of all.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netmap.disk.lock import spreadsheet_lock
from netmap.disk.plain import sha256_of
from netmap.disk.record import (
    ABSENT,
    Entry,
    WriteRecord,
    beside,
    done,
    is_begun,
    preparing,
    read_record,
)
from netmap.disk.writing import naming, resemble, sync_folder, write_new
from netmap.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


@dataclass(frozen=True)
class Replacement:
    """A file that changes.

    Attributes
    ----------
    target
        The file itself, no link, inside the project.
    before, after
        Its bytes; `before` is None where it is not there yet.
    backup
        A name, free yet, where `before` stays for good; None: it is kept until the end only.
    like
        A file whose rights a new one takes over.
    """

    target: Path
    before: bytes | None
    after: bytes
    backup: Path | None = None
    like: Path | None = None


@contextlib.contextmanager
def together(home: Path, record: Path, changes: Sequence[Replacement]) -> Iterator[None]:
    """Put all the changes in place; where the body refuses them, put all back.

    Only one writer may be at work (:func:`netmap.disk.lock.held`), and :func:`undo` comes first.

    Raises
    ------
    InputError
        ``review-table-changed``: somebody saved a file meanwhile. All is as it was.
    OSError
        The disk refused. All is as it was.
    """
    plan = WriteRecord(
        jeton=secrets.token_hex(8), fichiers=tuple(_entry(home, change) for change in changes)
    )
    try:
        content = plan.model_dump_json().encode()
        write_new(preparing(record), content, mode=0o600)
        sync_folder(record.parent)
        for change in changes:
            _prepare(change, plan.jeton)
        for change, entry in zip(changes, plan.fichiers, strict=True):
            _check_same(change.target, entry)
        preparing(record).rename(record)
        for change in changes:
            with naming(change.target):
                beside(change.target, plan.jeton, "new").replace(change.target)
        for folder in {change.target.parent for change in changes}:
            sync_folder(folder)
        yield
        record.rename(done(record))
    except BaseException:
        undo(home, record)
        raise
    undo(home, record)


def undo(home: Path, record: Path) -> None:
    """Put back what a writer that died had put in place, and remove what it leaves behind.

    Nothing happens where there is no record; a writer that was done is only cleared up after.

    Raises
    ------
    InputError
        ``review-record``: the record is not one of ours. ``review-table-open``: a spreadsheet
        has a file open. ``review-half-written``: somebody changed a file since; nothing is put
        back, the backups stay, and this is told once.
    OSError
        The disk refused; the record stays.
    """
    for file in (preparing(record), record, done(record)):
        if not os.path.lexists(file):
            continue
        found = read_record(home, file)
        if found is None and not (file == preparing(record) and is_begun(file)):
            name = file.relative_to(home).as_posix()
            raise InputError((Problem(file=name, kind="review-record"),))
        problems: tuple[Problem, ...] = ()
        if found is not None:
            if file == record:
                problems = _put_back(home, found)
            _clear(home, found, keep_backups=file == done(record) or bool(problems))
        file.unlink()
        sync_folder(file.parent)
        if problems:
            raise InputError(problems)


def _entry(home: Path, change: Replacement) -> Entry:
    def name(path: Path) -> str:
        return path.relative_to(home).as_posix()

    return Entry(
        chemin=name(change.target),
        avant=ABSENT if change.before is None else hashlib.sha256(change.before).hexdigest(),
        apres=hashlib.sha256(change.after).hexdigest(),
        sauvegarde=None if change.backup is None else name(change.backup),
    )


def _check_same(target: Path, entry: Entry) -> None:
    """Refuse to write over what somebody saved meanwhile."""
    if _hash(target) != entry.avant:
        raise InputError((Problem(file=entry.chemin, kind="review-table-changed"),))


def _prepare(change: Replacement, token: str) -> None:
    """Write beside a file what it was, to put it back, and what it becomes."""
    target = change.target
    if change.before is not None:
        _write(beside(target, token, "old"), change.before, known_as=target, like=target)
        if change.backup is not None:
            copy = beside(change.backup, token, "old")
            _write(copy, change.before, known_as=change.backup, like=target)
            _name_new(copy, change.backup)
    like = change.like if change.before is None else target
    _write(beside(target, token, "new"), change.after, known_as=target, like=like)


def _write(path: Path, content: bytes, *, known_as: Path, like: Path | None) -> None:
    write_new(path, content, mode=0o600, known_as=known_as)
    if like is not None:
        resemble(like, path)


def _name_new(path: Path, name: Path) -> None:
    """Give a file a name that nothing else has; what has it meanwhile is never written over.

    Raises
    ------
    FileExistsError
        Something has it meanwhile.
    """
    try:
        os.link(path, name)
    except FileExistsError:
        raise
    except OSError:  # a disk without hard links
        if os.path.lexists(name):
            raise FileExistsError(str(name)) from None
        path.rename(name)
    else:
        path.unlink()


def _put_back(home: Path, found: WriteRecord) -> tuple[Problem, ...]:
    """Put back every file that had been put in place, unless somebody changed one since."""
    placed = [
        entry
        for entry in found.fichiers
        if not beside(home / entry.chemin, found.jeton, "new").exists()
    ]
    now = {entry: _hash(home / entry.chemin) for entry in placed}
    changed = [entry for entry in placed if now[entry] not in {entry.avant, entry.apres}]
    if changed:
        kept = ", ".join(entry.sauvegarde for entry in found.fichiers if entry.sauvegarde)
        return tuple(
            Problem(
                file=entry.chemin, kind="review-half-written", details=(("backups", kept or "—"),)
            )
            for entry in changed
        )
    new = [entry for entry in placed if now[entry] != entry.avant]
    for entry in new:
        refuse_if_open(home / entry.chemin, entry.chemin)
    for entry in reversed(new):
        target = home / entry.chemin
        if entry.avant == ABSENT:
            target.unlink()
            continue
        old = beside(target, found.jeton, "old")
        if _hash(old) != entry.avant:
            raise InputError((Problem(file=entry.chemin, kind="review-record"),))
        back = beside(target, found.jeton, "back")
        back.unlink(missing_ok=True)
        _write(back, old.read_bytes(), known_as=target, like=target)
        with naming(target):
            back.replace(target)
        sync_folder(target.parent)
    return ()


def refuse_if_open(file: Path, name: str) -> None:
    """Refuse a file that a spreadsheet has open.

    Raises
    ------
    InputError
        ``review-table-open``.
    """
    lock = spreadsheet_lock(file)
    if lock is not None:
        details = (("lock", lock.name),)
        raise InputError((Problem(file=name, kind="review-table-open", details=details),))


def _clear(home: Path, found: WriteRecord, *, keep_backups: bool) -> None:
    """Remove what a writer made beside the files; a backup only where it is what it copied."""
    for entry in found.fichiers:
        target = home / entry.chemin
        for what in ("new", "old", "back"):
            beside(target, found.jeton, what).unlink(missing_ok=True)
        if entry.sauvegarde is None:
            continue
        backup = home / entry.sauvegarde
        beside(backup, found.jeton, "old").unlink(missing_ok=True)
        if not keep_backups and _hash(backup) == entry.avant:
            backup.unlink()


def _hash(path: Path) -> str:
    try:
        return sha256_of(path)
    except FileNotFoundError:
        return ABSENT
