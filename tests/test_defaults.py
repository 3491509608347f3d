"""A number that a setting and a formula share has one default, whichever way it is asked for."""

from dataclasses import fields
from inspect import signature
from pathlib import Path

import pytest

from netmap.findings.need import NeedRules
from netmap.findings.outreach import outreach_figures, wilson
from netmap.findings.posterior import classify, probability_under
from netmap.findings.rates import garwood
from netmap.findings.sizing import Caseload
from netmap.settings import DensitySettings, NeedSettings, SitingSettings, SizingSettings
from netmap.siting.request import PlanRules
from netmap.version import __version__


def shared(settings, given):
    """The defaults of `given` and those of the settings, where a name is in both."""
    if isinstance(given, type):
        theirs = {field.name: field.default for field in fields(given)}
    else:
        theirs = {name: p.default for name, p in signature(given).parameters.items()}
    ours = settings().model_dump()
    return {name: (theirs[name], ours[name]) for name in theirs if name in ours}


@pytest.mark.parametrize(
    ("settings", "given", "least"),
    [
        (DensitySettings, garwood, 1),
        (DensitySettings, wilson, 1),
        (DensitySettings, outreach_figures, 1),
        (DensitySettings, probability_under, 1),
        (DensitySettings, classify, 1),
        (NeedSettings, NeedRules, 5),
        (SizingSettings, Caseload, 3),
        (SitingSettings, PlanRules, 7),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_one_default(settings, given, least):
    both = shared(settings, given)
    assert len(both) >= least
    assert not {name: pair for name, pair in both.items() if pair[0] != pair[1]}


def test_a_half_day_is_its_part_of_a_post():
    sizing = SizingSettings()
    capacity = sizing.people_a_post / sizing.half_days_a_post
    assert PlanRules().capacity_per_half_day == pytest.approx(capacity)


def test_the_citation_names_the_version_that_is_here():
    cited = (Path(__file__).parents[1] / "CITATION.cff").read_text("utf-8")
    assert f"\nversion: {__version__}\n" in cited
