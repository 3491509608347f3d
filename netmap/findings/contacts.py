"""Contacts by period and place, and why a count is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from netmap.disclosure.shown import ShownTable


def contact_table(contacts: ShownTable | None) -> pd.DataFrame | None:
    """Return contacts with their state.

    Returns
    -------
        Index (``periode``, ``niveau``, ``code``), levels ``territoire``, ``commune``, ``qpv``,
        ``ailleurs`` (``hors-territoire``, ``inconnu``); ``passages`` (0: none; NaN: see the
        next) and ``etat`` (``montree``, ``masquee``, ``non-ouverte``: none noted where the
        service was not open). None: no table.
    """
    if contacts is None:
        return None
    known = contacts.shown["passages"].notna()
    states = np.where(known, "montree", "non-ouverte")
    states = np.where(contacts.hidden["passages"], "masquee", states)
    return contacts.shown.assign(etat=states.astype(object))
