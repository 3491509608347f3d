"""The formulas under one name, each with its source."""

import re

import pytest

from netmap import methods

#: An author and a year: where a formula comes from.
SOURCE = re.compile(r"[A-Z]\w+\W+(?:et al\.\W+)?(?:18|19|20)\d\d\b")


def test_the_names_are_sorted_and_are_all_that_the_module_makes_public():
    assert methods.__all__ == sorted(methods.__all__)
    assert set(methods.__all__) == {
        "Protection", "build_zones", "chain_matrix", "empirical_bayes", "enhanced_two_step_fca",
        "garwood", "intervals", "max_cover", "p_center", "p_median", "set_cover", "suppress",
        "two_step_fca",
    }  # fmt: skip
    public = {name for name in vars(methods) if name[0].isalpha()}
    assert public == set(methods.__all__)


@pytest.mark.parametrize("name", methods.__all__)
def test_each_says_where_it_comes_from(name):
    formula = getattr(methods, name)
    assert SOURCE.search(formula.__doc__), name
    assert formula.__module__.startswith("netmap."), name
