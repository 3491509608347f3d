"""A scenario changes what it names, and nothing else."""

import pytest

from netmap.errors import InputError
from netmap.inputs import read_inputs
from netmap.inputs.scenario import read_scenario
from netmap.messages import Messages, describe


@pytest.fixture
def scenario(tmp_path):
    def write(text):
        path = tmp_path / "scenario.toml"
        path.write_text(text, encoding="utf-8")
        return read_scenario(path)

    return write


def problems_of(act):
    with pytest.raises(InputError) as refusal:
        act()
    for problem in refusal.value.problems:
        describe(problem, Messages("fr"))
    return [p for p in refusal.value.problems if p.severity == "error"]


def test_only_what_is_written_differs(la_rochelle, scenario):
    before = read_inputs(la_rochelle.folder)
    file = scenario('nom = "A"\n[implantation]\netp = 2.0\n[acces]\nvitesse_km_h = 50.0\n')
    after = read_inputs(la_rochelle.folder, scenario=file)
    assert after.settings.siting.posts == 2
    assert after.settings.access.speed_km_h == 50
    back = after.settings.model_copy(
        update={"siting": before.settings.siting, "access": before.settings.access}
    )
    assert back == before.settings
    assert after.permanences.equals(before.permanences)


def test_posts_replace_the_years_of_the_project(la_rochelle, scenario):
    toml = la_rochelle.folder / "netmap.toml"
    text = toml.read_text("utf-8").replace("etp = 1.2", "annees = { 2026 = 1.2 }")
    toml.write_text(text, "utf-8")
    file = scenario('nom = "A"\n[implantation]\netp = 2.0\n')
    siting = read_inputs(la_rochelle.folder, scenario=file).settings.siting
    assert (siting.posts, siting.years) == (2.0, {})


def test_places_are_added_and_locked(la_rochelle, scenario):
    file = scenario(
        'nom = "A"\n[lieux]\nverrouilles = ["mairie-thaire"]\n'
        'deverrouilles = ["ouverte-mireuil-jeunes"]\n'
        '[[lieux.ajoutes]]\nid = "bus"\nnom = "Bus"\ncode_insee = "17407"\nitinerante = true\n'
    )
    places = read_inputs(la_rochelle.folder, scenario=file).permanences
    assert places.loc["mairie-thaire", "verrouillee"]
    assert not places.loc["ouverte-mireuil-jeunes", "verrouillee"]
    assert places.loc["bus", ["code_insee", "statut", "itinerante"]].tolist() == [
        "17407", "candidate", True,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kind", "column"),
    [
        ("", "empty-file", None),
        ("[implantation]\netp = 1.5\n", "missing-key", "nom"),
        ('nom = "A"\n[implantation]\nept = 1.5\n', "unknown-key", "implantation.ept"),
        ('nom = "A"\n[secret]\nseuil = 5\n', "unknown-key", "secret"),
        ('nom = "A"\n[implantation]\nplancher_equite = 2.0\n', "key-out-of-range",
         "implantation.plancher_equite"),
        ('nom = "A"\n[implantation]\netp = "1.5"\n', "key-not-number", "implantation.etp"),
        ('nom = "A"\n[lieux]\nfermes = "x"\n', "key-not-list", "lieux.fermes"),
        ('nom = "A', "bad-toml", None),
    ],
)  # fmt: skip
def test_a_file_that_does_not_fit_is_told(scenario, text, kind, column):
    (problem,) = problems_of(lambda: scenario(text))
    assert (problem.file, problem.kind, problem.column) == ("scenario.toml", kind, column)


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        ('fermes = ["nulle-part"]', "scenario-place-unknown"),
        ('fermes = ["mairie-thaire"]\nverrouilles = ["mairie-thaire"]', "scenario-place-both"),
        ('[[lieux.ajoutes]]\nid = "mairie-thaire"\nnom = "A"\ncode_insee = "17443"',
         "scenario-place-known"),
        ('[[lieux.ajoutes]]\nid = "a"\nnom = "A"\ncode_insee = "75056"', "unknown-code"),
        ('[[lieux.ajoutes]]\nid = "a"\nnom = "A"\ncode_insee = "17443"\nlatitude = 46.1',
         "half-a-point"),
    ],
)  # fmt: skip
def test_places_that_the_project_does_not_know_are_told(la_rochelle, scenario, lines, kind):
    file = scenario(f'nom = "A"\n[lieux]\n{lines}\n')
    (problem,) = problems_of(lambda: read_inputs(la_rochelle.folder, scenario=file))
    assert (problem.file, problem.kind) == ("scenario.toml", kind)
