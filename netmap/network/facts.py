"""What is known of each declared relation: how often it works, and whether that is old news."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable

#: No date of a table is older: a longer age would leave the calendar.
_MOST_MONTHS = 12 * 150


def relation_facts(
    relations: pd.DataFrame, *, newest: pd.Timestamp | None, months: int
) -> pd.DataFrame:
    """Work out what the columns of a table of relations say together.

    Parameters
    ----------
    relations
        Columns ``nb_orientations``, ``nb_acceptees`` (NaN: not counted), ``date_verif``
        (NaT: nobody said).
    newest
        The newest date of the tables (:func:`newest_date`); None: no table has any.
    months
        Age, counted back from `newest`, beyond which a check is old.

    Returns
    -------
    DataFrame
        Same index. ``taux_acceptation``, a share from 0 to 1; NaN where a count is missing,
        where nobody was referred, or where more were accepted than referred.
        ``nb_non_abouties``: people referred and not accepted, refused or left without an answer.
        ``perimee``: last checked more than `months` before `newest`; a relation with no date
        is not called old, since nobody knows.

    Examples
    --------
    >>> table = pd.DataFrame({"nb_orientations": [8.0, 3.0], "nb_acceptees": [6.0, float("nan")],
    ...                       "date_verif": ["2024-01-01", "2021-06-30"]})
    >>> relation_facts(table, newest=pd.Timestamp("2024-01-01"), months=24)
       taux_acceptation  nb_non_abouties  perimee
    0              0.75              2.0    False
    1               NaN              NaN     True
    """
    referred = pd.to_numeric(relations["nb_orientations"]).astype(float)
    accepted = pd.to_numeric(relations["nb_acceptees"]).astype(float)
    lost = (referred - accepted).where(lambda difference: difference >= 0)
    checked = pd.to_datetime(relations["date_verif"])
    old = (
        pd.Series(data=False, index=relations.index)
        if newest is None
        else checked < newest - pd.DateOffset(months=min(months, _MOST_MONTHS))
    )
    return pd.DataFrame(
        {
            "taux_acceptation": (accepted / referred).where((referred > 0) & lost.notna()),
            "nb_non_abouties": lost,
            "perimee": old.astype(bool),
        }
    )


def newest_date(columns: Iterable[pd.Series[Any]]) -> pd.Timestamp | None:
    """Return the newest date of some columns; None where none holds any.

    >>> newest_date([pd.Series(["2024-01-01", None]), pd.Series([], dtype=object)])
    Timestamp('2024-01-01 00:00:00')
    """
    dates = [pd.to_datetime(column).max() for column in columns if column.notna().any()]
    return max(dates, default=None)
