"""A hand-made release (square communes, whole kilometres), and a browser with no network."""

from __future__ import annotations

import dataclasses
from collections import defaultdict

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from editions import altered, edition_of, reference_of
from made import chain_levels, made_release, shown_counts, shown_table
from pyproj import CRS

from netmap.disclosure.model import Hidden
from netmap.findings.gaps import Gap, Reason
from netmap.findings.model import Findings
from netmap.findings.planning import make_planning
from netmap.inputs.model import InputFile, LayerSource
from netmap.render.page.modules import link, read_own
from netmap.settings import Settings
from netmap.territory.model import Territory
from netmap.territory.origins import inhabited_points
from netmap.territory.zones import build_zones

NAN = float("nan")
X0, Y0 = 380_000, 6_570_000
KM = 1_000

#: What people have put in cells to make a page run it.
PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(2)</script>",
    "</title><script>alert(2)</script>",
    "<!--<script>",
    "${alert(3)}",
    "`${alert(3)}`",
    "\\`${alert(3)}\\`",
    "{{7*7}}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{% if %}",
    "{#",
    "{name}",
    "{0.__class__}",
    '=HYPERLINK("http://example.invalid";"x")',
    "javascript:alert(4)",
    "\x1b[31mred\x1b]0;title\x07",
    "abc\u202edcb\u2066",
    "a\u2028b\u2029c",
    "&lt;b&gt;&amp;",
    "' onmouseover='alert(5)",
)


def square(x, y, side=10):
    west, south = X0 + x * KM, Y0 + y * KM
    return shapely.box(west, south, west + side * KM, south + side * KM)


def nowhere(ids):
    """Places of which nobody knows where they are."""
    columns = ["x_m", "y_m", "code_insee", "code_qp", "zone", "lieu"]
    table = pd.DataFrame(index=pd.Index(ids, name="id", dtype=object), columns=columns)
    return table.astype({"x_m": float, "y_m": float}).assign(lieu="inconnu")


def make_territory():
    """Four squares of 10 km, and a QPV of 2 × 1 km over the two western ones."""
    names = ["Ville", "Bourg", "Rivage", "Plaine"]
    codes = ["17001", "17002", "17003", "17004"]
    people = [40_000.0, 9_000.0, 3_000.0, NAN]
    shapes = [square(0, 0), square(10, 0), square(0, 10), square(10, 10)]
    crs = CRS.from_epsg(2154)
    communes = gpd.GeoDataFrame(
        {"nom": names, "population": people},
        geometry=shapes,
        index=pd.Index(codes, name="code_insee"),
        crs=crs,
    )
    qpv = gpd.GeoDataFrame(
        {"lib_qp": ["Les Tours"], "population": [4_000.0], "precision": ["indicative"]},
        geometry=[shapely.box(X0 + 4 * KM, Y0 + 9.5 * KM, X0 + 6 * KM, Y0 + 10.5 * KM)],
        index=pd.Index(["QN01701M"], name="code_qp"),
        crs=crs,
    )
    zones = build_zones(communes, qpv)
    return Territory(
        name="Le Pays carré",
        epci="200000001",
        crs=crs,
        communes=communes,
        qpv=qpv,
        zones=zones,
        origins=inhabited_points(communes, qpv, zones, communes_file="")[0],
        partner_places=nowhere([]),
        permanence_places=nowhere(["p1", "p2"]),
        qpv_shares=pd.Series(dtype=float),
        notes=(),
    )


def _point(x, y):
    geometry = gpd.GeoSeries([shapely.Point(X0 + x * KM, Y0 + y * KM)], crs=2154).to_crs(4326)[0]
    return geometry.y, geometry.x


def make_partners():
    assoc = "netmap--association"
    agency = "netmap--agence-regionale"
    everywhere, town = ("200000001",), ("17001",)
    rows = {
        "cpam": ("CPAM", "cpam", "aval", "actif", everywhere, _point(5, 5), "17001"),
        "ccas": ("CCAS de Ville", "ccas-cias", "amont", "actif", town, _point(5, 5), "17001"),
        "asso": ("Entraide", assoc, "amont", "a-mobiliser", None, _point(5, 5), "17001"),
        "med": ("Médiation", assoc, "mediation", "actif", town, _point(5.3, 9.8), "17001"),
        "csapa": (
            "CSAPA", "csapa", "amont-aval", "a-remobiliser", ("QN01701M",), _point(15, 5), "17002",
        ),
        "pmi": ("PMI", "locale--pmi", "aval", "inactif", ("17003",), _point(4, 15), "17003"),
        "ars": ("ARS", agency, "pilotage", "actif", everywhere, (NAN, NAN), None),
    }  # fmt: skip
    frame = pd.DataFrame.from_dict(
        {
            key: {
                "nom": name,
                "categorie": category,
                "position": position,
                "statut": status,
                "couvre": covers,
                "thematiques": ("netmap--soins-dentaires",) if position == "aval" else (),
                "publics": ("adultes",),
                "implication": 2.0,
                "evaluation": False,
                "adresse": "1 rue des Carrés",
                "siret": None,
                "finess": None,
                "date_maj": pd.Timestamp("2024-05-01"),
                "source": "enquête",
                "latitude": at[0],
                "longitude": at[1],
                "code_insee": place,
                "code_qp": None,
                "lieu": "point" if place else "inconnu",
            }
            for key, (name, category, position, status, covers, at, place) in rows.items()
        },
        orient="index",
    )
    frame.index.name = "id"
    return frame


def make_permanences():
    places = [
        ("p1", "Mairie de Ville", "ouverte", 2.0, 5, 6),
        ("p2", "Salle de Plaine", "candidate", NAN, 15, 15),
    ]
    rows = {}
    for key, name, status, halfdays, x, y in places:
        lat, lon = _point(x, y)
        rows[key] = {
            "nom": name,
            "latitude": lat,
            "longitude": lon,
            "code_insee": "17001" if key == "p1" else "17004",
            "demi_journees": halfdays,
            "statut": status,
            "verrouillee": False,
            "itinerante": False,
            "mediateur_id": "med" if key == "p1" else None,
            "accueil_id": "cpam" if key == "p1" else None,
            "lieu": "point",
        }
    frame = pd.DataFrame.from_dict(rows, orient="index")
    frame.index.name = "id"
    return frame


def make_density(territory):
    """Every class once: Ville served, Bourg under, Rivage hidden, Plaine not open."""
    figures = {
        "desservie": (60.0, 50.0, 1.5, 1.1, 1.9),
        "sous-desservie": (12.0, 30.0, 0.4, 0.2, 0.7),
        "indeterminee": (14.0, 14.0, 1.0, 0.6, 1.7),
        "masquee": (NAN, NAN, NAN, NAN, NAN),
        "non-ouverte": (0.0, 0.0, NAN, NAN, NAN),
        "sans-donnee": (NAN, NAN, NAN, NAN, NAN),
    }
    by_commune = {
        "17001": "desservie",
        "17002": "sous-desservie",
        "17003": "masquee",
        "17004": "non-ouverte",
    }
    places = [("territoire", "territoire", territory.name, 56_000.0, "desservie")]
    places += [
        ("commune", code, row["nom"], row["population"], by_commune[code])
        for code, row in territory.communes.iterrows()
    ]
    places += [("qpv", "QN01701M", "Les Tours", 4_000.0, "indeterminee")]
    places += [
        ("zone", code, row["nom"], row["population"],
         "indeterminee" if row["code_qp"] and row["code_insee"] == "17001"
         else "sans-donnee" if row["code_qp"] else by_commune[row["code_insee"]])
        for code, row in territory.zones.iterrows()
    ]  # fmt: skip
    records = []
    for level, code, name, population, density_class in places:
        people, expected, rate, low, high = figures[density_class]
        records.append(
            {
                "niveau": level,
                "code": code,
                "nom": name,
                "population": population,
                "cible": population,
                "cible_annees": 2 * population,
                "personnes": people,
                "attendues": expected,
                "taux": rate,
                "taux_bas": low,
                "taux_haut": high,
                "taux_lisse": rate,
                "rapport": NAN,
                "p_sous_desserte": NAN,
                "classe": density_class,
                "jugeable": True,
                "taux_habitants": NAN,
                "classe_habitants": None,
                "repartie": False,
                "repartie_moins": NAN,
                "repartie_plus": NAN,
            }
        )
    return pd.DataFrame(records).set_index(["niveau", "code"])


def make_access(territory):
    minutes = {"17001": 4.0, "17002": 18.0, "17003": 26.0, "17004": NAN}
    rows = [("commune", code, minutes[code]) for code in territory.communes.index]
    rows += [("qpv", "QN01701M", 6.0)]
    rows += [("zone", code, minutes[code[:5]]) for code in territory.zones.index]
    frame = pd.DataFrame(rows, columns=["niveau", "code", "minutes"])
    frame["permanence_id"] = [None if pd.isna(m) else "p1" for m in frame["minutes"]]
    frame["km"] = frame["minutes"] / 2
    frame["hors_portee"] = False
    return frame.set_index(["niveau", "code"])


NEEDS = ("netmap--soins-dentaires", "sante--sante-mentale", "locale--logement")


def make_chain():
    kappas = {"17001": (2, 1, 0), "17002": (0, 0, 0), "17003": (1, 2, 3), "17004": (0, 0, 0)}
    rows = []
    for code, values in kappas.items():
        for need, kappa in zip(NEEDS, values, strict=True):
            rows.append(
                {
                    "code": code,
                    "thematique": need,
                    "kappa": kappa,
                    "kappa_amont": 1,
                    "kappa_aval": kappa,
                    "kappa_max": 1 if code == "17004" else kappa,
                    "etape": "aval" if kappa == 0 else None,
                    "manque": ("aval",) if kappa == 0 else (),
                    "fragile": ("cpam",) if kappa == 1 else (),
                    "verdict": "unconfirmed"
                    if code == "17004"
                    else ("broken", "fragile", "whole")[min(kappa, 2)],
                }
            )
    return pd.DataFrame(rows)


def make_gaps():
    far = Reason(kind="loin", values=(("minutes", 26.0), ("km", 13.0)))
    broken = Reason(kind="chaine-rompue", values=(("etapes", ("aval",)), ("besoins", NEEDS[:2])))
    under = Reason(
        kind="sous-desservie",
        values=(("taux", 0.4), ("taux_bas", 0.2), ("taux_haut", 0.7), ("reference", 1.1)),
    )
    lines = [
        ("17002", "Bourg", "sous-desservie", (under, broken), NEEDS),
        ("17003", "Rivage", "masquee", (far,), ()),
    ]
    return tuple(
        Gap(
            rank=rank,
            code=code,
            name=name,
            density_class=density_class,
            reasons=reasons,
            broken_needs=needs,
            unconfirmed_needs=(),
        )
        for rank, (code, name, density_class, reasons, needs) in enumerate(lines, start=1)
    )


PERIODS = pd.DataFrame(
    {"personnes": [60.0, 61.0], "nouvelles": NAN, "situations_cloturees": [30.0, NAN]},
    index=pd.Index(["2023", "2024"], name="periode"),
)


def make_strata():
    """No stratum is known."""
    columns = ["personnes", "cible_annees", "personnes_annees", "zones", "attendues",
               "p_sous_desserte", "classe"]  # fmt: skip
    return pd.DataFrame(columns=columns, index=pd.Index([], name="strate", dtype=object))


def make_sectors():
    """Two sectors: a hidden commune joined with its neighbour, and one that stands alone."""
    rows = [
        ("17001", "Ville, Rivage", ("17001", "17003"), 70.0, 60.0, "desservie"),
        ("17002", "Bourg", ("17002",), 12.0, 30.0, "sous-desservie"),
    ]
    names = ["secteur", "nom", "communes", "personnes", "attendues", "classe"]
    table = pd.DataFrame(rows, columns=names).set_index("secteur")
    for name in ("population", "taux", "taux_bas", "taux_haut", "p_sous_desserte"):
        table[name] = 1.0
    table["rapport"] = table["personnes"] / table["attendues"]
    table["suffisant"] = True
    table["seul"] = False
    table["reunies"] = False
    return table


SETTINGS = Settings.model_validate(
    {
        "exemple": True,
        "territoire": {"nom": "Le Pays carré", "epci": "200000001"},
        "vocabulaire": {
            "thematiques": {"locale--logement": {"fr": "Logement & santé"}},
            "categories": {"locale--pmi": {"fr": "PMI du Département"}},
        },
    }
)


def make_contacts():
    """Contacts of two years: shown, none, hidden, and not open."""
    counts = {
        ("territoire", "territoire"): (84.0, 90.0),
        ("commune", "17001"): (40.0, 0.0),
        ("commune", "17002"): (44.0, 90.0),
        ("commune", "17003"): ("masquee", "masquee"),
        ("commune", "17004"): ("non-ouverte", "non-ouverte"),
        ("qpv", "QN01701M"): ("masquee", 0.0),
        ("ailleurs", "hors-territoire"): (17.0, "masquee"),
        ("ailleurs", "inconnu"): (0.0, 0.0),
    }
    rows = {
        (year, *place): (value, "montree") if isinstance(value, float) else (NAN, value)
        for turn, year in enumerate(("2023", "2024"))
        for place, values in counts.items()
        for value in (values[turn],)
    }
    index = pd.MultiIndex.from_tuples(rows, names=["periode", "niveau", "code"])
    return pd.DataFrame(list(rows.values()), columns=["passages", "etat"], index=index)


def make_places(density):
    """The counts behind a hand-made density."""
    closed = density["classe"] == "non-ouverte"
    places = density[["nom", "population"]].assign(
        personnes_annees=2 * density["population"], personnes_annees_qpv=0.0,
        cible=density["population"], cible_annees=2 * density["population"],
        cible_annees_qpv=0.0, cible_doute=0.0, annees=2.0, ouverte=~closed, partie_fermee=closed,
        personnes=density["personnes"], comptees=density["personnes"],
    )  # fmt: skip
    is_hidden = (density["classe"] == "masquee").to_numpy()
    hidden = pd.DataFrame(dict.fromkeys(("personnes", "comptees"), is_hidden), index=places.index)
    return shown_table(places, hidden)


def make_edition(**changes):
    territory = make_territory()
    density, access, chain = make_density(territory), make_access(territory), make_chain()
    release = made_release(
        settings=SETTINGS,
        territory=territory,
        counts=shown_counts(
            places=make_places(density),
            periods=PERIODS,
            reference=reference_of(1.1),
            counted=True,
            tabled=True,
        ),
        partners=make_partners(),
        relations=pd.DataFrame(
            {
                "source_id": ["ccas", "med"],
                "cible_id": ["med", "cpam"],
                "nature": [None, None],
                "thematiques": [(), ()],
                "formalisation": [None, "convention"],
                "etat": ["active", None],
                "supposee": [False, False],
                "date_verif": [None, None],
            }
        ),
        permanences=make_permanences(),
        sources=(
            LayerSource(
                layer="communes.geojson",
                producer="IGN",
                vintage="2024",
                licence="Licence Ouverte 2.0",
                link="https://geoservices.ign.fr",
            ),
        ),
        files=(InputFile(path="data/partners.csv", sha256="0" * 64, rows=7),),
        hidden=Hidden(threshold=11, cells=5, shown=9),
    )
    findings = Findings(
        release=release,
        network=None,
        needs=NEEDS,
        density=density,
        access=access,
        chains=chain_levels(chain, territory.zones.index),
        contacts=make_contacts(),
        planning=make_planning(
            release,
            density,
            sectors=make_sectors(),
            strata=make_strata(),
            need=None,
            chain=chain,
        ),
        gaps=make_gaps(),
        fingerprint="",
    )
    edition = edition_of(findings)
    return altered(edition, **changes) if changes else edition


def hostile_edition(payload):
    """The hand-made edition with `payload` in every text that a user or a layer writes."""
    edition = make_edition()
    findings = edition.findings
    release = findings.release
    territory = release.territory
    communes = territory.communes.assign(nom=payload)
    qpv = territory.qpv.assign(lib_qp=payload)
    zones = territory.zones.assign(nom=payload)
    partners = release.partners.assign(
        nom=payload, categorie=payload, adresse=payload, source=payload, contact=payload
    )
    partners["publics"] = [(payload,)] * len(partners)
    partners["thematiques"] = [(payload, NEEDS[0])] * len(partners)
    partners["couvre"] = [(payload, "17001")] * len(partners)
    settings = Settings.model_validate(
        {
            "territoire": {"nom": payload[:200], "epci": "200000001"},
            "vocabulaire": {
                "thematiques": {NEEDS[0]: {"fr": payload[:120]}, payload: {"fr": payload[:120]}},
                "categories": {payload: {"fr": payload[:120]}},
            },
        }
    )
    return altered(
        edition,
        settings=settings,
        territory=dataclasses.replace(
            territory, name=payload, communes=communes, qpv=qpv, zones=zones
        ),
        partners=partners,
        relations=release.relations.assign(nature=payload, formalisation=payload),
        permanences=release.permanences.assign(nom=payload),
        assessment=pd.DataFrame(
            [["force", payload, "chaines", "17001"], ["enjeu", payload, None, payload]],
            columns=["nature", "texte", "fait", "code"],
            dtype=object,
        ),
        density=findings.density.assign(nom=payload),
        periods=PERIODS.set_axis(pd.Index([payload, f"{payload}2"], name="periode")),
        gaps=tuple(dataclasses.replace(gap, name=payload) for gap in findings.gaps),
        sources=(
            LayerSource(
                layer=payload,
                producer=payload,
                vintage=payload,
                licence=payload,
                link=payload,
                note=payload,
            ),
        ),
        files=(InputFile(path=f"data/{payload}", sha256="0" * 64, rows=7),),
    )


@pytest.fixture(scope="session")
def square_edition():
    """Four square communes with every class; a public edition of example data, only read."""
    return make_edition()


@pytest.fixture
def hostile():
    """Make the hand-made edition with a text in every cell: a function."""
    return hostile_edition


@pytest.fixture(params=PAYLOADS, ids=lambda text: ascii(text)[1:25])
def payload(request):
    """One of the texts that people have put in cells to make a page run it."""
    return request.param


@pytest.fixture
def all_payloads():
    """All of them in one text."""
    return " ".join(PAYLOADS)


def exposed(page, **modules):
    """Put what our modules export into ``tested`` of an open page: name → path of its module."""
    entry = "tests/exposed.mjs"
    lines = [f'import {{ {name} }} from "../{path}";\n' for name, path in modules.items()]
    lines.append(f"window.tested = {{ {', '.join(modules)} }};\n")
    page.evaluate(
        link([entry], read=lambda path: "".join(lines) if path == entry else read_own(path))
    )


@pytest.fixture
def expose():
    """Make a page's tests see what a module exports: a function."""
    return exposed


class Tabs:
    """Tabs of one offline profile, each used again: a new one takes longer than most tests.

    A tab comes back empty: nothing is listened to, nothing is kept, no medium is emulated.
    """

    def __init__(self, browser, blank):
        self._browser = browser
        self._blank = blank
        self._context = None
        self._free = []
        self._heard = {}

    def take(self, size, listeners):
        """Return an empty tab of a size that tells its events: name → function."""
        if self._context is None:
            self._context = self._browser.new_context(offline=True, reduced_motion="reduce")
        page = self._free.pop() if self._free else self._context.new_page()
        page.bring_to_front()
        page.set_viewport_size({"width": size[0], "height": size[1]})
        for event, listener in listeners.items():
            page.on(event, listener)
        self._heard[page] = listeners
        return page

    def give_back(self, page):
        """Take a tab back; a second one is closed, since tabs that are not in front are slow."""
        for event, listener in self._heard.pop(page).items():
            page.remove_listener(event, listener)
        if page.is_closed():
            return
        page.emulate_media(media="screen")
        page.goto(self._blank)  # what a page is still about to keep goes with it
        page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
        if self._free:
            page.close()
            return
        self._free.append(page)


@pytest.fixture(scope="session")
def tabs(chromium, tmp_path_factory):
    """Offline tabs of one profile, one set for the session."""
    blank = tmp_path_factory.mktemp("tabs") / "blank.html"
    blank.touch()
    return Tabs(chromium, blank.as_uri())


class Opened:
    """A page opened from disk with the network off, and all that it did."""

    def __init__(self):
        self.page = None
        self.seen = defaultdict(list)
        self.listeners = {
            "request": lambda request: self.seen["requests"].append(request.url),
            "console": lambda message: self.seen["console"].append(message.text),
            "pageerror": lambda error: self.seen["errors"].append(str(error)),
            "dialog": self._refuse,
        }

    def _refuse(self, dialog):
        self.seen["dialogs"].append(dialog.message)
        dialog.dismiss()

    def assert_quiet(self):
        """Nothing was asked but files that the page names, nothing was said, nothing ran."""
        assert [
            url for url in self.seen["requests"] if not url.startswith(("file:", "data:"))
        ] == []
        assert self.seen["console"] == []
        assert self.seen["errors"] == []
        assert self.seen["dialogs"] == []


@pytest.fixture
def open_page(tabs, tmp_path):
    """Write a document (and others beside it) to disk and open it offline: an Opened."""
    pages = []

    def opener(document, *, name="map.html", hash_="", size=(1440, 900), beside=None):
        for other, text in {name: document, **(beside or {})}.items():
            (tmp_path / other).write_text(text, encoding="utf-8")
        opened = Opened()
        opened.page = tabs.take(size, opened.listeners)
        pages.append(opened.page)
        opened.page.set_default_timeout(5_000)
        opened.page.goto(f"file://{tmp_path / name}{hash_}")
        return opened

    yield opener
    for page in pages:
        tabs.give_back(page)
