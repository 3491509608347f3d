"""People of a place in a period, where the service was open: for the office alone."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from netmap.counts import count
from netmap.disclosure import publish
from netmap.edition import complete
from netmap.exports.files import findings_file
from netmap.findings import conclude, network_of
from netmap.formats.workbook import sheets_of
from netmap.inputs import read_inputs
from netmap.messages import Messages
from netmap.territory import build_territory


@pytest.fixture
def rochelle(la_rochelle):
    inputs = read_inputs(la_rochelle.folder)
    return inputs, count(inputs, build_territory(inputs))


def test_a_place_in_a_period_is_what_its_rows_say_where_the_service_was_open(rochelle, la_rochelle):
    inputs, counts = rochelle
    rows = pd.read_csv(la_rochelle.folder / "data" / "accompagnements.csv", sep=";", dtype=str)
    opened = inputs.settings.perimeter
    told = 0
    for (level, code), people in counts.by_period.iterrows():
        for period in counts.by_period.columns:
            own = rows[(rows["code"] == code) & (rows["periode"] == period)]
            if code not in opened[period]:
                assert np.isnan(people[period]), (level, code, period)
            elif level == "qpv" and len(own):
                assert people[period] == own["personnes"].astype(float).sum()
                told += 1
    assert told == 12


def test_only_the_office_reads_them(rochelle):
    inputs, counts = rochelle
    for audience in ("public", "interne"):
        release = publish(inputs, counts, audience=audience)
        edition = complete(conclude(release, network_of(release)))
        found = findings_file(edition, Messages())
        internal = audience == "interne"
        assert (release.by_period is not None) == internal
        assert (edition.charts.places is not None) == internal
        assert (found.tendances is not None) == internal
        assert ("trends" in [sheet.key for sheet in sheets_of(found)]) == internal
        assert ("personnes_de" in json.dumps(found.plain())) == internal
