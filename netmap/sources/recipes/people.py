"""Recipes of people: census and income, by IRIS or commune; C2S where it is given."""

from __future__ import annotations

from netmap.sources.recipes.model import (
    INSEE_MISSING,
    OPEN,
    Address,
    Figure,
    Recipe,
    Vintage,
    number,
    sums,
    text,
)

_INCOME = Figure("revenu_median", "ressource", "€ par an", ("revenu_median",), digits=0)
_POVERTY = Figure("taux_pauvrete", "besoin", "%", ("taux_pauvrete",))
_INSEE = "INSEE"
#: where the files of the census by IRIS are; the site refuses to go on where it stopped
_BASE = "https://www.insee.fr/fr/statistiques/fichier"
_YEAR = Vintage((("header", r"^[pc](\d\d)_"), ("name", r"(20\d\d)")))


def _census(name: str, *columns: str, figures: tuple[Figure, ...], url: str = "") -> Recipe:
    """Return a table of the census by IRIS: `columns` are those that its figures need."""
    return Recipe(
        id=f"rp-{name}",
        producer=f"{_INSEE}, recensement de la population, base infracommunale (IRIS)",
        licence=OPEN,
        target="indicateurs",
        grain="iris",
        formats=(".csv", ".zip", ".parquet"),
        addresses=(Address(url, resumes=False),) if url else (),
        separator=";",
        member="base-ic-*.csv",
        columns=(
            text("code_iris", "iris", required=True),
            text("code_insee", "com", required=True),
            *(
                sums(one, f"p##_nscol15p_{one}*", required=True)
                if one == "sup"
                else number(one, f"p##_{one}", f"c##_{one}", required=True)
                for one in columns
            ),
        ),
        key="code_iris",
        missing=INSEE_MISSING,
        vintage=_YEAR,
        figures=figures,
    )


def _share(name: str, of: str, over: str, *, times: float = 100.0) -> Figure:
    return Figure(name, "besoin", "%", (of,), "ratio", over, times=times)


PEOPLE = (
    _census(
        "population",
        "pop",
        "pop65p",
        "pop75p",
        figures=(_share("part_65_ans_plus", "pop65p", "pop"),),
        url=f"{_BASE}/8647014/base-ic-evol-struct-pop-2022_csv.zip",
    ),
    _census(
        "diplomes",
        "nscol15p",
        "nscol15p_bac",
        "sup",
        figures=(
            Figure(
                "part_bacheliers",
                "ressource",
                "%",
                ("nscol15p_bac", "sup"),
                "ratio",
                "nscol15p",
                times=100.0,
            ),
        ),
    ),
    _census(
        "activite",
        "act1564",
        "chom1564",
        "act1564_cs6",
        figures=(
            _share("taux_chomage", "chom1564", "act1564"),
            _share("part_ouvriers", "act1564_cs6", "act1564"),
        ),
    ),
    Recipe(
        id="filosofi-iris",
        producer=f"{_INSEE}, Filosofi (revenus disponibles) par IRIS",
        licence=OPEN,
        target="indicateurs",
        grain="iris",
        formats=(".csv", ".zip", ".parquet"),
        addresses=(Address(f"{_BASE}/8229323/BASE_TD_FILO_IRIS_2021_DISP_CSV.zip", resumes=False),),
        separator=";",
        member="*DISP*.csv",
        columns=(
            text("code_iris", "iris", required=True),
            number("taux_pauvrete", "disp_tp60##", required=True),
            number("revenu_median", "disp_med##", required=True),
        ),
        code=("code_iris",),
        width=9,
        key="code_iris",
        missing=INSEE_MISSING,
        vintage=Vintage((("header", r"^disp_med(\d\d)$"), ("name", r"(20\d\d)"))),
        figures=(
            Figure("taux_pauvrete", "besoin", "%", ("taux_pauvrete",), over="pop"),
            Figure(
                "revenu_median", "ressource", "€ par an", ("revenu_median",), over="pop", digits=0
            ),
        ),
    ),
    Recipe(
        id="filosofi-commune",
        producer=f"{_INSEE}, Filosofi (revenus disponibles) par commune",
        licence=OPEN,
        target="indicateurs",
        grain="commune",
        formats=(".csv", ".zip", ".xlsx", ".parquet"),
        separator=";",
        member="*DISP_COM*.csv",
        columns=(
            text("code_insee", "codgeo", required=True),
            number("revenu_median", "q2##", "med##", required=True),
            number("taux_pauvrete", "tp60##", required=True),
        ),
        missing=INSEE_MISSING,
        vintage=Vintage((("header", r"^(?:q2|med)(\d\d)$"), ("name", r"(20\d\d)"))),
        figures=(_INCOME, _POVERTY),
    ),
    Recipe(
        id="c2s",
        producer="Assurance maladie (fichier obtenu de la CPAM)",
        licence="Usage convenu avec la CPAM",
        target="indicateurs",
        grain="commune",
        formats=(".csv", ".xlsx", ".ods"),
        columns=(
            text("code_insee", "code_insee", "codgeo", required=True),
            number("c2s", "c2s*", "beneficiaires_c2s*", "nb_c2s*", required=True),
            number("pop_consommante", "pop_consommante*", "population_consommante*"),
            number("sans_mt", "sans_mt*", "sans_medecin_traitant*"),
        ),
        missing=INSEE_MISSING,
        vintage=Vintage((("header", r"(20\d\d)"), ("name", r"(20\d\d)"))),
        figures=(
            Figure("beneficiaires_c2s", "effectif", "personnes", ("c2s",), "sum", digits=0),
            _share("part_c2s", "c2s", "pop_consommante"),
            _share("part_sans_medecin_traitant", "sans_mt", "pop_consommante"),
        ),
    ),
)
