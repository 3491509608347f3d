"""The address base of a department: read within limits, written whole or not at all."""

import datetime as dt
import gzip
import random
import sqlite3

import pytest
from addresses import COLUMNS, HAD, base_file

from netmap.errors import InputError
from netmap.locate.index import Dated, build_index, dated, open_index
from netmap.locate.match import Matcher
from netmap.locate.spelling import address_of


def kinds(call):
    with pytest.raises(InputError) as refused:
        call()
    return [one.kind for one in refused.value.problems]


def row(**said):
    return ";".join(str(said.get(name, "")) for name in COLUMNS)


HOME = {
    "numero": 4, "rep": "b", "nom_voie": "Rue de l'Église", "code_postal": "17220",
    "code_insee": "17010", "nom_commune": "Angoulins", "lon": -1.1, "lat": 46.1,
    "type_position": "parcelle", "nom_ancienne_commune": "Vieux-Bourg",
}  # fmt: skip


def write(path, *rows):
    path.write_text("\ufeff" + "\n".join([";".join(COLUMNS), *rows]) + "\n", "utf-8")
    return path


def test_what_the_base_says_is_found_whatever_it_is_called(tmp_path):
    file = write(tmp_path / "a.csv", row(**HOME), row(**HOME | {"lon": ""}))
    hamlets = tmp_path / "lieux-dits.csv"
    hamlets.write_text(
        "id;nom_lieu_dit;code_postal;code_insee;nom_commune;lon;lat\n"
        "1;Le Grand Pré;17220;17010;Angoulins;-1.2;46.2\n",
        "utf-8",
    )
    assert build_index([file, hamlets], tmp_path / "i", had=HAD) == (2, 2)
    matcher = Matcher(open_index(tmp_path / "i"))
    for text in ("4 bis rue de l'église 17220 Angoulins", "4B R. EGLISE, 17220 VIEUX BOURG"):
        (found,) = matcher.find(address_of(text))
        assert (found.score, found.exact) == (1.0, True)
        assert (found.points[0].lon, found.points[0].doubt_m) == (-1.1, 25.0)
    (found,) = matcher.find(address_of("lieu-dit le Grand Pré, 17220 Angoulins"))
    assert found.exact
    (found,) = matcher.find(address_of("4 rue de l'Église 17220 Angoulins"))
    assert (found.score, found.exact) == (0.97, False)


def test_a_file_of_another_kind_is_refused_and_the_former_index_stays(tmp_path):
    target = tmp_path / "i"
    build_index([write(tmp_path / "a.csv", row(**HOME))], target, had=HAD)
    former = target.read_bytes()
    (tmp_path / "b.csv").write_text("a;b\n1;2\n")
    (tmp_path / "c.csv.gz").write_bytes(gzip.compress(b"x" * 5_000)[:-9])
    (tmp_path / "d.csv").write_bytes(b"\xff\xfe\x00" * 9)
    (tmp_path / "e.csv").write_text("")
    for name, kind in {
        "b.csv": "ban-columns", "c.csv.gz": "ban-unreadable", "d.csv": "ban-unreadable",
        "e.csv": "ban-columns", "f.csv": "missing-file",
    }.items():  # fmt: skip
        assert kinds(lambda name=name: build_index([tmp_path / name], target, had=HAD)) == [kind]
        assert target.read_bytes() == former
    assert not list(tmp_path.glob("*.encours"))


def test_an_index_that_is_none_of_ours_is_refused(tmp_path):
    assert kinds(lambda: open_index(tmp_path / "i")) == ["no-index"]
    (tmp_path / "i").write_bytes(b"SQLite format 3\x00" + bytes(random.Random(1).randbytes(900)))
    assert kinds(lambda: open_index(tmp_path / "i")) == ["index-not-ours"]
    (tmp_path / "j").unlink(missing_ok=True)
    with sqlite3.connect(tmp_path / "j") as base:
        base.execute("CREATE TABLE streets (id)")
    base.close()
    assert kinds(lambda: open_index(tmp_path / "j")) == ["index-not-ours"]


def test_the_same_base_makes_the_same_answers(tmp_path, made):
    (tmp_path / "a.csv.gz").write_bytes(base_file(made.homes[:500]))
    build_index([tmp_path / "a.csv.gz"], tmp_path / "i", had=HAD)
    build_index([tmp_path / "a.csv.gz"], tmp_path / "j", had=HAD)
    one, two = (Matcher(open_index(tmp_path / name)) for name in "ij")
    for home in made.homes[:500:25]:
        asked = address_of(f"{home.numero} {home.voie}, {home.postcode} {home.commune}")
        assert one.find(asked) == two.find(asked) != []


def day_of(folder, *files):
    build_index(files, folder / "i", had=HAD)
    return dated(open_index(folder / "i"))


def test_an_index_is_of_the_day_that_its_oldest_file_says(tmp_path):
    content = "\n".join([";".join(COLUMNS), row(**HOME)]).encode()
    said = {name: dt.datetime(year, 5, 3, 12, tzinfo=dt.UTC) for name, year in
            {"a": 2021, "b": 2023, "c": 2031}.items()}  # fmt: skip
    a, b, c = (tmp_path / f"{name}.csv.gz" for name in said)
    for path, day in zip((a, b, c), said.values(), strict=True):
        path.write_bytes(gzip.compress(content, mtime=int(day.timestamp())))
    mute = tmp_path / "d.csv.gz"
    mute.write_bytes(gzip.compress(content, mtime=0))
    plain = write(tmp_path / "e.csv", row(**HOME))
    assert day_of(tmp_path, b, a) == Dated(dt.date(2021, 5, 3), said=True)
    # a day to come is none; who says nothing is as old as the day it was had, at least
    for path in (mute, plain, c):
        assert day_of(tmp_path, path) == Dated(HAD, said=False)
    assert day_of(tmp_path, mute, b) == Dated(dt.date(2023, 5, 3), said=False)


def test_an_index_that_is_over_a_year_old_is_told(netmap, la_rochelle, tmp_path):
    today = dt.datetime.now().astimezone().date()
    file = write(tmp_path / "a.csv", row(**HOME))
    words = ["locate", "4 bis rue de l'Église 17220 Angoulins"]
    words += ["--project", la_rochelle.folder, "--base", tmp_path / "i"]
    for days, is_told in ((366, False), (367, True)):
        day = today - dt.timedelta(days=days)
        build_index([file], tmp_path / "i", had=day)
        status, _, err = netmap(*words)
        assert status == 0, err
        assert (day.isoformat() in err) == is_told
    assert netmap(*words, "--quiet")[2] == ""
