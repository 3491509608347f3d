"""Which group of communes people mean: by its name, its SIREN, or one of its communes."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from netmap.inputs.words import plain, without_kind
from netmap.sources import base

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netmap.sources.base import Group

_SIREN = re.compile(r"[0-9]{9}")
#: a part of a name that is shorter is in too many
_SHORTEST_PART = 3
#: how near a misspelt name must be, of 100
_NEAR = 80.0


def find(asked: str) -> tuple[Group, ...]:
    """Return the groups that `asked` may mean, those whose name it is before those that hold it.

    The first of these that is of somebody: a SIREN; the code of a commune, of today or of
    former times; the name of a group, with or without what it is; the name of a commune, of
    today, then of former times; a part of the name of a group, then of a commune. Case,
    accents and signs do not count.

    Examples
    --------
    >>> [group.code for group in find("grand angouleme")], [g.name for g in find("42187")]
    (['200071827'], ["Communauté d'agglomération Roannais Agglomération"])
    """
    text = asked.strip()
    if _SIREN.fullmatch(text):
        return tuple(group for group in [base.groups().get(text)] if group)
    commune = base.today(text.upper())
    if commune is not None:
        return _of_communes([commune])
    words = plain(text)
    if not words:
        return ()
    names = _names()
    for level in names[:3]:
        if words in level:
            return level[words]
    if len(words) < _SHORTEST_PART:
        return ()
    part = re.compile(rf"\b{re.escape(words)}\b")
    for level in (names[0], names[1]):
        found = {g.code: g for name in level if part.search(name) for g in level[name]}
        if found:
            return tuple(found[code] for code in sorted(found))
    return ()


def alone(asked: str) -> tuple[str, ...]:
    """Return the names of the communes that `asked` may mean and that are in no group.

    >>> alone("ile d'yeu"), alone("97801"), alone("La Rochelle")
    (("L'Île-d'Yeu",), ('Saint-Martin',), ())
    """
    communes = base.communes()
    lonely = communes[~communes.index.isin(_holding())]
    code, words = base.today(asked.strip().upper()), plain(asked)
    return tuple(
        str(name)
        for key, name in lonely["nom"].items()
        if key == code or (words and re.search(rf"\b{re.escape(words)}$", plain(name)))
    )


def nearest(asked: str, *, most: int = 5) -> tuple[str, ...]:
    """Return the names of groups and communes that a misspelt one is nearest to, nearest first.

    >>> nearest("Grand Angoulaime", most=1)
    ('Grand Angoulême',)
    """
    from rapidfuzz import fuzz, process

    grouped = base.communes().loc[sorted(_holding()), "nom"]
    names = [*grouped, *(short_name(group) for group in base.groups().values())]
    spoken = {plain(name): name for name in names}
    matches = process.extract(
        plain(asked), sorted(spoken), scorer=fuzz.ratio, score_cutoff=_NEAR, limit=most
    )
    return tuple(spoken[name] for name, _, _ in matches)


def short_name(group: Group) -> str:
    """Return a group's name without what it is.

    >>> short_name(base.groups()["200071827"]), short_name(base.groups()["241700434"])
    ('Grand Angoulême', 'La Rochelle')
    """
    return without_kind(group.name)


def folder_name(group: Group) -> str:
    """Return the name of a folder for a group's project.

    >>> folder_name(base.groups()["200071827"])
    'grand-angouleme'
    """
    return plain(short_name(group)).replace(" ", "-")


@cache
def _names() -> tuple[
    dict[str, tuple[Group, ...]], dict[str, tuple[Group, ...]], dict[str, tuple[Group, ...]]
]:
    """Return groups by their own name, by a commune's, and by a commune's of former times."""
    own: dict[str, list[Group]] = {}
    for group in base.groups().values():
        for name in dict.fromkeys((plain(group.name), plain(short_name(group)))):
            own.setdefault(name, []).append(group)
    communes, former = base.communes(), base.former().dropna(subset="nom")
    now = _by_name(communes["nom"], communes.index)
    return (
        {name: tuple(groups) for name, groups in own.items()},
        {name: groups for name, codes in now.items() if (groups := _of_communes(codes))},
        {
            name: groups
            for name, codes in _by_name(former["nom"], former["code_insee"]).items()
            if (groups := _of_communes(codes))
        },
    )


def _by_name(names: Iterable[str], codes: Iterable[str]) -> dict[str, list[str]]:
    by_name: dict[str, list[str]] = {}
    for name, code in zip(names, codes, strict=True):
        by_name.setdefault(plain(name), []).append(code)
    return by_name


def _of_communes(codes: Iterable[str]) -> tuple[Group, ...]:
    """Return the groups of communes, each once, in order of SIREN."""
    found = {group.code: group for code in codes for group in _holding().get(code, ())}
    return tuple(found[code] for code in sorted(found))


@cache
def _holding() -> dict[str, tuple[Group, ...]]:
    holding: dict[str, list[Group]] = {}
    for group in base.groups().values():
        for code in group.communes:
            holding.setdefault(code, []).append(group)
    return {code: tuple(groups) for code, groups in holding.items()}
