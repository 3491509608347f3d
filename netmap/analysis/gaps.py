"""The list that joins both layers: under-served, far, or without a whole chain of partners."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast, get_args

from netmap.analysis.model import ChainStep, DensityClass, Gap, Reason

if TYPE_CHECKING:
    import pandas as pd

    from netmap.settings import Settings

_LEVEL = "commune"
_RATES = ("taux", "taux_bas", "taux_haut")


def list_gaps(
    communes: pd.DataFrame,
    density: pd.DataFrame,
    access: pd.DataFrame,
    chain: pd.DataFrame,
    *,
    reference_rate: float,
    settings: Settings,
) -> tuple[Gap, ...]:
    """Return the communes with at least one reason to look at them, ranked.

    The order is that of what can be said aloud: first the communes that are surely
    under-served, whole or in a part (a neighbourhood, or what lies outside of it), then by residents × broken needs, then by minutes to the nearest open
    permanence, then by code. It only reads what it is given, so that the list of a
    protected release says nothing of what is hidden.

    Parameters
    ----------
    communes
        Index ``code_insee``; columns ``nom``, ``population`` (NaN: unknown).
    density
        Index (``niveau``, ``code``); columns ``classe, taux, taux_bas, taux_haut``. The class
        ``masquee`` concludes nothing.
    access
        Index (``niveau``, ``code``); columns ``km``, ``minutes`` (NaN: unknown, no reason).
    chain
        A row a commune × need: ``code, thematique, kappa, kappa_max, etape``.
    reference_rate
        The rate a year per 1,000 residents that under-service is measured against.
    settings
        ``access.far_minutes`` says how far is far.
    """
    broken = chain[(chain["kappa"] == 0)]
    by_code = {code: rows for code, rows in broken.groupby("code", sort=False)}
    parts = _under_served_parts(density)
    lines = []
    for code, commune in communes.iterrows():
        place = (_LEVEL, code)
        rate = density.loc[place]
        reasons = _density_reasons(rate, reference_rate)
        if not reasons:
            reasons = [_part_reason(part, reference_rate) for part in parts.get(str(code), ())]
        surely = bool(reasons) and rate["classe"] != "non-ouverte"
        minutes = float(cast("float", access.at[place, "minutes"]))
        if minutes > settings.access.far_minutes:
            km = float(cast("float", access.at[place, "km"]))
            reasons.append(Reason(kind="loin", values=(("minutes", minutes), ("km", km))))
        rows = by_code.get(code)
        broken_needs, unconfirmed = _broken_needs(rows)
        reasons += _chain_reasons(rows, unconfirmed)
        if not reasons:
            continue
        population = float(commune["population"])
        residents = 0.0 if population != population else population  # noqa: PLR0124
        order = (not surely, -residents * len(broken_needs), -residents, code)
        lines.append((order, code, commune["nom"], rate["classe"], reasons, broken_needs, unconfirmed))
    lines.sort(key=lambda line: line[0])
    return tuple(
        Gap(
            rank=rank,
            code=str(code),
            name=str(name),
            density_class=cast("DensityClass", density_class),
            reasons=tuple(reasons),
            broken_needs=broken_needs,
            unconfirmed_needs=unconfirmed,
        )
        for rank, (_, code, name, density_class, reasons, broken_needs, unconfirmed) in enumerate(
            lines, start=1
        )
    )


def _under_served_parts(density: pd.DataFrame) -> dict[str, list[pd.Series]]:
    """Return the zones that are surely under-served, by commune: a rate can hide its parts."""
    parts: dict[str, list[pd.Series]] = {}
    under = density[density["classe"] == "sous-desservie"]
    for (level, code), row in under.iterrows():  # type: ignore[misc]
        if level == "zone":
            parts.setdefault(str(code).partition(":")[0], []).append(row)
    return parts


def _part_reason(part: pd.Series, reference_rate: float) -> Reason:
    figures = tuple((name, float(part[name])) for name in _RATES)
    values = (*figures, ("reference", reference_rate))
    if ":" in str(part.name[1]):  # type: ignore[index]
        return Reason(kind="sous-desservie-qpv", values=(("lieu", str(part["nom"])), *values))
    return Reason(kind="sous-desservie-hors-qpv", values=values)


def _density_reasons(rate: pd.Series, reference_rate: float) -> list[Reason]:
    if rate["classe"] == "sous-desservie":
        figures = tuple((name, float(rate[name])) for name in _RATES)
        return [Reason(kind="sous-desservie", values=(*figures, ("reference", reference_rate)))]
    if rate["classe"] == "non-ouverte":
        return [Reason(kind="non-ouverte")]
    return []


def _broken_needs(rows: pd.DataFrame | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if rows is None:
        return (), ()
    certain = rows["kappa_max"] == 0
    return tuple(rows.loc[certain, "thematique"]), tuple(rows.loc[~certain, "thematique"])


def _chain_reasons(rows: pd.DataFrame | None, unconfirmed: tuple[str, ...]) -> list[Reason]:
    if rows is None:
        return []
    certain = rows[rows["kappa_max"] == 0]
    reasons = []
    for step in get_args(ChainStep):
        needs = tuple(certain.loc[certain["etape"] == step, "thematique"])
        if needs:
            reasons.append(Reason(kind=f"chaine-rompue-{step}", values=(("besoins", needs),)))
    if unconfirmed:
        reasons.append(Reason(kind="chaine-a-confirmer", values=(("besoins", unconfirmed),)))
    return reasons
