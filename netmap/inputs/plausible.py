"""Values that cannot be, or hardly: each stops a build, or is asked about, with its remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmap.inputs import codes
from netmap.inputs.counted import quarters_by_commune
from netmap.inputs.draft import rows_where
from netmap.inputs.rows import (
    IndicatorRow,
    PartnerRow,
    PermanenceRow,
    PopulationRow,
    RelationRow,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netmap.errors import Problem
    from netmap.inputs.draft import Draft

_HUNDRED = 100.0
#: how much a place may have grown or shrunk between a period and its layer before it is asked
_TWICE = 2
#: values from which it is told whether they are shares or percentages
_SEVERAL = 3
#: who holds a permanence of mediation
_MEDIATING = frozenset({"mediation", "amont-aval"})


def check_plausible(draft: Draft) -> Iterator[Problem]:
    """Yield values that cannot be right, and those that deserve a question."""
    yield from _shares(draft)
    yield from _populations(draft)
    yield from _relations(draft)
    yield from _permanences(draft)
    yield from _covering(draft)


def _shares(draft: Draft) -> Iterator[Problem]:
    """Yield percentages over 100, or all of 1 at most; and negative sizes."""
    table = draft.tables[IndicatorRow]
    if table.frame is None or draft.settings is None:
        return
    for name, about in draft.settings.indicators.items():
        if name not in table.stated:
            continue
        values = table.frame[name]
        percent = about.unit.strip() == "%"
        if percent or about.direction == "effectif":
            for line, value in rows_where(table.frame, values < 0, name):
                yield table.problem("negative-number", line=line, column=name, found=f"{value:g}")
        if not percent:
            continue
        for line, value in rows_where(table.frame, values > _HUNDRED, name):
            yield table.problem("over-hundred", line=line, column=name, found=f"{value:g}")
        if values.notna().sum() >= _SEVERAL and 0 < values.max() <= 1:
            yield table.problem(
                "shares-not-percent", severity="warning", column=name, found=f"{values.max():g}"
            )


def _populations(draft: Draft) -> Iterator[Problem]:
    """Yield populations of a period that are far from those of the layers."""
    table = draft.tables[PopulationRow]
    if table.frame is None:
        return
    known: dict[str, float] = {}
    for layer in (draft.communes, draft.qpv):
        if layer.frame is not None:
            codes_of = layer.frame[layer.model.key]
            known |= dict(zip(codes_of, layer.frame["population"].astype(float), strict=True))
    layers = table.frame["code"].map(known).astype(float)
    told = table.frame["population"].astype(float)
    far = (told < layers / _TWICE) | (told > layers * _TWICE)
    for line, code, people in rows_where(table.frame, far, "code", "population"):
        yield table.problem(
            "population-far",
            severity="warning",
            line=line,
            column="population",
            found=f"{people:g}",
            details=(("layer", f"{known[code]:g}"),),
        )


def _relations(draft: Draft) -> Iterator[Problem]:
    """Yield relations that are active and over, and pairs that are active and broken."""
    table = draft.tables[RelationRow]
    if table.frame is None:
        return
    frame = table.frame
    verified = frame["date_verif"].max()
    over = (frame["etat"] == "active") & (frame["date_fin"] <= verified)
    for line, day in rows_where(frame, over, "date_fin"):
        yield table.problem(
            "active-and-over",
            severity="warning",
            line=line,
            column="date_fin",
            found=f"{day:%Y-%m-%d}",
        )
    pair = ["source_id", "cible_id", "thematiques"]
    given = frame[frame["source_id"].notna() & frame["cible_id"].notna()]
    active: dict[tuple[object, ...], int] = {}
    for line, *key in given.loc[given["etat"] == "active", ["ligne", *pair]].itertuples(
        index=False, name=None
    ):
        active.setdefault(tuple(key), line)
    broken = given[given["etat"] == "rompue"]
    for line, *key in broken[["ligne", *pair]].itertuples(index=False, name=None):
        if tuple(key) in active:
            yield table.problem(
                "active-and-broken",
                severity="warning",
                line=line,
                column="etat",
                found="rompue",
                details=(("first", str(active[tuple(key)])),),
            )


def _permanences(draft: Draft) -> Iterator[Problem]:
    """Yield open places without half-days, more half-days than posts hold, and unlikely holders."""
    table = draft.tables[PermanenceRow]
    if table.frame is None:
        return
    opened = table.frame["statut"] == "ouverte"
    half_days = table.frame["demi_journees"]
    for (line,) in rows_where(table.frame, opened & ~(half_days > 0)):
        yield table.problem(
            "open-without-half-days", severity="warning", line=line, column="demi_journees"
        )
    settings = draft.settings
    if settings is not None and settings.siting.posts is not None:
        held = settings.siting.posts * settings.sizing.half_days_a_post
        given = float(half_days[opened].sum())
        if given > held:
            yield table.problem(
                "half-days-over-posts",
                severity="warning",
                column="demi_journees",
                found=f"{given:g}",
                details=(("held", f"{held:g}"), ("posts", f"{settings.siting.posts:g}")),
            )


def _covering(draft: Draft) -> Iterator[Problem]:
    """Yield mediation that covers a QPV where none covers the commune around it."""
    table, settings = draft.tables[PartnerRow], draft.settings
    if table.frame is None or settings is None or not draft.qpv_codes:
        return
    mediating = table.frame[
        table.frame["position"].isin(_MEDIATING) & (table.frame["statut"] == "actif")
    ]
    covered = {code for own in mediating["couvre"] for code in own}
    if settings.territory.epci in covered:
        return
    homes = quarters_by_commune(draft)
    for line, own in rows_where(mediating, mediating["couvre"].map(bool), "couvre"):
        if not all(codes.QPV.fullmatch(code) for code in own):
            continue
        around = {home for code in own for home in homes.get(code, {})} - covered
        if around:
            yield table.problem(
                "covers-quarter-alone",
                severity="warning",
                line=line,
                column="couvre",
                found=", ".join(own),
                details=(("communes", ", ".join(sorted(around))),),
            )
