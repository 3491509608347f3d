"""Other processes say what this one says; of one that fails nothing but its kind comes back."""

import random
import sys
import traceback
from types import ModuleType

import pytest
from addresses import DAMAGES

from netmap.errors import PlacingError
from netmap.locate import many
from netmap.locate.answer import Asked, answers
from netmap.locate.project import matching, ready
from netmap.locate.spelling import Address, address_of


def asked_of(made, known):
    draw = random.Random(7)
    codes = sorted({home.postcode for home in made.homes})
    texts = [damage(made.homes[draw.choice(made.near)], draw, codes) for damage in DAMAGES.values()]
    asked = [Asked(address_of(text, known=known)) for text in texts]
    return [*asked, Asked(), Asked(point=(46.16, -1.15))]


def told(found):
    """All that a file says of an answer; missing minutes are the same."""
    return [repr((a.result, a.score, a.standing, a.included, a.reason)) for a in found]


def test_another_process_says_the_same_in_the_same_order(quarter, made, monkeypatch):
    # one process, for it takes a second to begin: how many there are changes nothing
    monkeypatch.setattr(many, "_AT_ONCE", 5)
    # it does not begin with what began these tests
    monkeypatch.setitem(sys.modules, "__main__", ModuleType("__main__"))
    here = ready(quarter.folder)
    with matching(quarter.folder, made.index) as matcher:
        asked = asked_of(made, matcher.communes)
        alone = answers(asked, here.grounds, here.settings.inclusion, matcher)
    found = many.answers_of_many(asked, quarter.folder, made.index, processes=1)
    assert told(found) == told(alone)
    assert len({answer.result for answer in found}) == 3
    assert not any(answer.candidates for answer in found)


class Here:
    """A pool whose work is done at once, here, as its processes do it."""

    def __init__(self, count, *, mp_context, initializer):
        assert mp_context.get_start_method() == "spawn"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return False

    def submit(self, work, *words):
        self.told = work(*words)
        return self

    def result(self):
        return self.told

    def shutdown(self, *, cancel_futures):
        assert cancel_futures


def test_a_process_that_fails_tells_its_kind_alone(quarter, made, monkeypatch):
    monkeypatch.setattr(many, "ProcessPoolExecutor", Here)
    secret = Address(2**70, "", "rue secrete", "", "rochelle")
    many._answering.cache_clear()
    with pytest.raises(PlacingError) as refused:
        many.answers_of_many([Asked(secret)], quarter.folder, made.index, processes=2)
    many._answering.cache_clear()
    assert str(refused.value) == "OverflowError"
    assert refused.value.__context__ is None
    assert "secrete" not in "".join(traceback.format_exception(refused.value))


def test_a_file_of_many_rows_is_answered_as_one_of_few(netmap, quarter, made, monkeypatch):
    homes = [made.homes[k] for k in made.near[:20]]
    lines = [f"{home.numero} {home.voie};{home.postcode};{home.commune}" for home in homes]
    path = quarter.folder / "personnes.csv"
    path.write_text("\n".join(["Adresse;CP;Ville", *lines]), "utf-8")
    words = ("locate", path, "--project", quarter.folder, "--base", made.index)
    alone = netmap(*words)
    monkeypatch.setattr(many, "_FROM_ROWS", 20)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    monkeypatch.setattr(many, "ProcessPoolExecutor", Here)
    assert netmap(*words) == alone
    assert alone[0] == 0
