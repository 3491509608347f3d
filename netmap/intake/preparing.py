"""Files read, and what they would change in a project told as a plan; nothing is written."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from netmap.errors import InputError, Problem
from netmap.inputs.reading import inspect
from netmap.inputs.rows import ContactRow, DirectoryRow, IndicatorRow, PartnerRow, RelationRow, Row
from netmap.intake.activity import contacts_of, referrals_of
from netmap.intake.candidates import Territory, candidates_of
from netmap.intake.decisions import pair_of, read_decisions
from netmap.intake.duplicates import find_pairs
from netmap.intake.figures import figures_of
from netmap.intake.listed import compare
from netmap.intake.mapping import TARGETS, Meaning, absent_titles, propose
from netmap.intake.own import candidates_of_own, rows_of
from netmap.intake.plan import DIRECTORIES, Doubt, Plan, Story
from netmap.intake.reading import Taken, read
from netmap.intake.recognise import recognise
from netmap.intake.refusals import no_title, refuse_own, titles_of
from netmap.sources import base

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from netmap.inputs.draft import Draft
    from netmap.intake.plan import Asked
    from netmap.sources.recipes.model import Recipe


def prepare(project: Path, paths: Sequence[Path], asked: Asked) -> Plan:
    """Read files and return what they would change in a project; nothing is written.

    Raises
    ------
    InputError
        A file cannot be read, or is nothing that is known; or the project cannot be read.
    """
    draft, problems = inspect(project)
    if draft is None:
        raise InputError(problems)
    plan = Plan(
        project,
        draft,
        _territory(draft),
        problems,
        read_decisions(project),
    )
    if not plan.territory.communes:
        raise InputError(tuple(p for p in problems if p.severity == "error") or problems)
    figured: list[Taken] = []
    for path in paths:
        for story in _stories(plan, path, asked):
            plan.stories.append(story)
            if story.taken is not None and story.taken.recipe.target == "indicateurs":
                figured.append(story.taken)
    if figured:
        _take_figures(plan, figured, asked.only)
    for model in DIRECTORIES:
        if plan.rows.get(model):
            _find_doubts(plan, model, plan.rows[model])
    return plan


def _territory(draft: Draft) -> Territory:
    frame = draft.qpv.frame
    rows = () if frame is None else zip(frame["code_qp"], frame["insee_com"], strict=True)
    epci = draft.settings.territory.epci if draft.settings else None
    group = base.groups().get(epci or "")
    communes = draft.commune_codes or frozenset(group.communes if group else ())
    return Territory(communes, _quarters(rows), epci)


def _quarters(rows: Iterable[tuple[str, tuple[str, ...]]]) -> dict[str, tuple[str, ...]]:
    """Return the neighbourhoods of each commune; "" for those of which none is said."""
    found: dict[str, list[str]] = {}
    for code, named in rows:
        for commune in named or ("",):
            found.setdefault(commune, []).append(code)
    return {commune: tuple(codes) for commune, codes in found.items()}


def _stories(plan: Plan, path: Path, asked: Asked) -> Iterator[Story]:
    if path in asked.recipes:
        yield _by_recipe(plan, path, asked.recipes[path])
        return
    refuse_own(plan.project, path)
    recipes, looks = recognise(path)
    absent = absent_titles(looks, list(asked.columns.values()))
    if absent:
        raise InputError((no_title(path, looks, absent[0]),))
    if recipes and asked.target is None:
        for recipe in recipes:
            yield _by_recipe(plan, path, recipe)
        return
    kept = plan.draft.settings.imports if plan.draft.settings else {}
    meaning = propose(
        looks, path.stem, target=asked.target, columns=asked.columns, values=asked.values, kept=kept
    )
    if meaning is None:
        details = (("columns", titles_of(looks)),)
        raise InputError((Problem(file=path.name, kind="import-unknown", details=details),))
    story = Story(path.name, meaning=meaning)
    if meaning.recipe is not None:
        recipe = replace(meaning.recipe, producer=asked.source or path.name)
        story.taken = read(recipe, path, None, told=plan.territory.codes)
    else:
        _by_meaning(plan, story, path, meaning)
    yield story


def _by_recipe(plan: Plan, path: Path, recipe: Recipe) -> Story:
    if recipe.target == "adresses":  # millions of rows, of which no table takes any
        return Story(path.name, recipe=recipe)
    whole = recipe.target in {"indicateurs", "codes"}
    codes = plan.territory.codes if recipe.target == "passages" else plan.territory.communes
    taken = read(recipe, path, None if whole else codes, told=plan.territory.codes)
    story = Story(path.name, recipe=recipe, taken=taken)
    match recipe.target:
        case "annuaire":
            story.candidates = candidates_of(taken, plan.territory)
            plan.rows.setdefault(DirectoryRow, []).extend(story.candidates.rows)
        case "passages":
            known = plan.draft.frame(ContactRow)
            rows, story.known, story.lost = contacts_of(taken, known)
            plan.rows.setdefault(ContactRow, []).extend(rows)
        case "relations":
            rows, story.unknown = referrals_of(taken, plan.draft.frame(PartnerRow))
            plan.rows.setdefault(RelationRow, []).extend(rows)
        case "codes":
            own = plan.layers["qpv"][2] if "qpv" in plan.layers else plan.draft.qpv.frame
            story.listed = compare(taken.frame, own, plan.territory.communes)
        case "communes" | "qpv":
            plan.layers[recipe.target] = (recipe, path.name, taken.frame)
            if recipe.target == "qpv":
                frame = taken.frame
                quarters = _quarters(zip(frame["code_qp"], frame["insee_com"], strict=True))
                plan.territory = replace(plan.territory, quarters=quarters)
    return story


def _by_meaning(plan: Plan, story: Story, path: Path, meaning: Meaning) -> None:
    """Take the rows of a table of one's own."""
    model = TARGETS[meaning.target]
    rows = rows_of(path, meaning, optional=("categorie", "position", "statut"))
    if model in DIRECTORIES:
        story.candidates = candidates_of_own(rows, plan.territory, story.file)
        rows = story.candidates.rows
    if model is PartnerRow:
        rows = [{"statut": "a-mobiliser", **row} for row in rows]
    plan.rows.setdefault(model, []).extend(rows)


def _take_figures(plan: Plan, taken: Sequence[Taken], only: tuple[str, ...]) -> None:
    """Take the figures of the territory, drawn from all that the files hold."""
    table, declared = figures_of(taken, quarters=plan.territory.quarters)
    here = table.reindex([code for code in table.index if code in plan.territory.codes])
    here = here.dropna(axis="columns", how="all")
    wanted = [name for name in here.columns if not only or name in only]
    plan.figures = here[wanted].dropna(how="all")
    plan.declared = tuple(one for one in declared if one.figure.name in wanted)
    for code, row in plan.figures.iterrows():
        cells = {name: f"{v:.10g}".replace(".", ",") for name, v in row.items() if v == v}  # noqa: PLR0124
        plan.cells.setdefault(IndicatorRow, {})[str(code)] = cells


def _find_doubts(plan: Plan, model: type[Row], rows: list[dict[str, str]]) -> None:
    import pandas as pd

    from netmap.inputs.identifiers import made_id

    taken: set[str] = set()
    for row in rows:
        row.setdefault("id", made_id(f"{row['nom']} {row.get('code_insee', '')}", taken))
        taken.add(row["id"])
    existing = [_kept_rows(plan.draft, one) for one in DIRECTORIES]
    had = pd.concat([frame for frame in existing if frame is not None], ignore_index=True) if any(
        frame is not None for frame in existing) else pd.DataFrame(columns=["id"])  # fmt: skip
    ids = frozenset(had["id"])
    new = [row for row in rows if row["id"] not in ids]
    for row in rows:
        if row["id"] in ids and model is DirectoryRow:
            plan.cells.setdefault(model, {})[row["id"]] = row
    every = pd.concat([had, pd.DataFrame(new)], ignore_index=True)
    first = len(had)
    dropped: set[str] = set()
    for pair in find_pairs(every):
        one, other = every.iloc[pair.one], every.iloc[pair.other]
        if pair.other < first:
            continue
        key = pair_of(one["id"], other["id"])
        said = plan.decided.pairs.get(key, "")
        if said == "meme":
            dropped.add(other["id"])
        elif said != "differents":
            names = (one["nom"], other["nom"])
            plan.doubts.append(
                Doubt((one["id"], other["id"]), names, pair.why, pair.likeness == "sure")
            )
    plan.rows[model] = [row for row in new if row["id"] not in dropped]


def _kept_rows(draft: Draft, model: type[Row]) -> Any:  # noqa: ANN401
    frame = draft.frame(model)
    if frame is None or frame.empty:
        return None
    columns = [c for c in ("id", "nom", "code_insee", "siret", "finess", "adresse") if c in frame]
    return frame[columns]
