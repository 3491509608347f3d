"""Travel times of all households together: by car, and otherwise for those who have none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from netmap.errors import Problem
from netmap.inputs.counted import quarters_by_commune
from netmap.inputs.project import SETTINGS_FILE
from netmap.inputs.rows import IndicatorRow
from netmap.inputs.words import closest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    import pandas as pd

    from netmap.inputs.draft import Draft

_HUNDRED = 100.0
#: A journey without a car is no longer than so many times what is far; so is one out of reach.
_LONGEST = 2.0


def households_minutes(car: pd.DataFrame, other: pd.DataFrame, draft: Draft) -> pd.DataFrame:
    """Return the minutes of each pair, the mean of households with a car and without.

    Parameters
    ----------
    car, other
        Rows of ``data/temps`` of a mode each: ``de, vers, minutes``; a pair of `car` that
        `other` lacks stays as it is.

    Returns
    -------
        `car` with other minutes. A place of unknown share takes that of its commune, else the
        mean of the communes that have one.
    """
    if draft.settings is None:
        return car
    share, mean = _shares(draft)
    longest = _LONGEST * draft.settings.access.far_minutes
    pairs = ["de", "vers"]
    found = car[pairs].merge(other.drop_duplicates(pairs), on=pairs, how="left")["minutes"]
    own = car["minutes"].to_numpy(np.float64)
    without = np.minimum(found.to_numpy(np.float64), np.maximum(longest, own))
    part = car["de"].map(share).astype(float).fillna(mean).to_numpy(np.float64) / _HUNDRED
    mixed = (1 - part) * np.where(part < 1, own, 0.0) + part * without
    return car.assign(minutes=np.where((part > 0) & ~np.isnan(without), mixed, own))


def _shares(draft: Draft) -> tuple[dict[object, float], float]:
    """Return the percentage of households without a car by place, and the mean of communes."""
    frame, settings = draft.frame(IndicatorRow), draft.settings
    column = None if settings is None else settings.access.carless
    if frame is None or column is None or column not in frame:
        return {}, 0.0
    given = zip(frame["code_insee"], frame[column].astype(float), strict=True)
    told = {code: share for code, share in given if code is not None and not np.isnan(share)}
    communes = [share for code, share in told.items() if code in (draft.commune_codes or ())]
    for quarter, homes in quarters_by_commune(draft).items():
        around = [told[home] for home in homes if home in told]
        if quarter not in told and around:
            told[quarter] = sum(around) / len(around)
    return told, sum(communes) / len(communes) if communes else 0.0


def check_carless(draft: Draft, modes: Collection[str]) -> Iterator[Problem]:
    """Yield what keeps ``[acces]`` from mixing two modes: a key or a column that lacks."""
    settings = draft.settings
    if settings is None:
        return
    access = settings.access
    given = {"mode_sans_voiture": access.without_car, "menages_sans_voiture": access.carless}
    if not any(given.values()):
        return
    lacking = [key for key, value in {"mode": access.mode, **given}.items() if value is None]
    for key in lacking:
        yield _of(draft, key, "times-carless-lacking", None)
    if access.carless is not None and access.carless not in settings.indicators:
        yield _of(draft, "menages_sans_voiture", "target-column-unknown", access.carless)
    if access.without_car is not None and access.without_car not in modes:
        details = (
            ("modes", ", ".join(sorted(modes)) or "—"),
            ("suggestion", closest(access.without_car, sorted(modes))),
        )
        problem = "times-mode-unknown"
        yield _of(draft, "mode_sans_voiture", problem, access.without_car, details)


def _of(
    draft: Draft,
    key: str,
    kind: str,
    found: str | None,
    details: tuple[tuple[str, str], ...] = (),
) -> Problem:
    return Problem(
        file=SETTINGS_FILE,
        kind=kind,
        column=f"acces.{key}",
        line=draft.settings_file.line_of(["acces", key]),
        found=found,
        details=details,
    )
