"""What ``netmap import`` shows before it writes: what a file is, what is taken, what is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from netmap.text import visible

if TYPE_CHECKING:
    from netmap.intake.plan import Plan, Story
    from netmap.messages import Messages

#: pairs, names and places that are listed; the others are counted
_LISTED = 12
#: figures beyond which it is said that each of them counts
_SEVERAL = 4


def tell_plan(plan: Plan, messages: Messages) -> None:
    """Tell each file, then what would change."""
    for story in plan.stories:
        _tell_file(story, messages)
    _tell_rows(plan, messages)
    _tell_figures(plan, messages)
    for name, (_, _, frame) in plan.layers.items():
        click.echo(messages("import.layer", layer=name, count=messages.number(len(frame))))
    _tell_doubts(plan, messages)


def _tell_file(story: Story, messages: Messages) -> None:
    from netmap.cli.problems import print_problems

    if story.recipe is not None:
        title = messages(f"import.title.{story.recipe.id}")
    else:
        target = story.meaning.target if story.meaning else ""
        title = messages("import.own", target=target)
    vintage = story.taken.vintage if story.taken else ""
    click.echo(f"{visible(story.file)} : {title}{f', {vintage}' if vintage else ''}")
    _tell_meaning(story, messages)
    if story.recipe is not None and story.recipe.personal:
        click.echo(messages("import.dropped"))
    _tell_use(story, messages)
    taken = story.taken
    if taken is not None and taken.unplaced:
        click.echo(messages("import.unplaced", count=messages.number(taken.unplaced)))
    if taken is not None and taken.strayed:
        lines = ", ".join(map(str, taken.strayed[:_LISTED]))
        more = len(taken.strayed) - _LISTED
        rest = messages("import.and-more", count=more) if more > 0 else ""
        told = {"count": messages.number(len(taken.strayed)), "lines": lines, "more": rest}
        click.echo(messages("import.strayed", **told))
    figures = {name for one in taken.recipe.figures for name in one.of} if taken else set()
    for column, why, count in taken.missing if taken is not None else ():
        if column not in figures:
            continue
        reason = messages(f"import.missing.{why}")
        said = messages.number(count)
        click.echo(messages("import.missing-figure", column=column, count=said, why=reason))
    _tell_left_out(story, messages)
    if taken is not None and taken.problems:
        print_problems(taken.problems, messages)


def _tell_use(story: Story, messages: Messages) -> None:
    """Tell what a file that fills no table is for, and what a list of neighbourhoods says."""
    use = f"import.use.{story.recipe.target}" if story.recipe else ""
    if use in messages:
        click.echo(messages(use, file=visible(story.file)))
    found = story.listed
    if found is None:
        return
    click.echo(messages("import.listed-same", count=found.same))
    for key, said in (
        ("lacking", [f"{code} ({name})" for code, name in found.lacking]),
        ("unlisted", list(found.unlisted)),
    ):
        if said:
            shown = visible(", ".join(said[:_LISTED]), limit=1_000)
            more = len(said) - _LISTED
            rest = messages("import.and-more", count=more) if more > 0 else ""
            click.echo(messages(f"import.listed-{key}", count=len(said), codes=shown, more=rest))
    for code, own, listed in found.communes:
        told = {"own": ", ".join(own), "listed": ", ".join(listed)}
        click.echo(messages("import.listed-communes", code=code, **told))


def _tell_meaning(story: Story, messages: Messages) -> None:
    """Tell what each column of a table of one's own is taken for."""
    if story.meaning is None:
        return
    for name, typed in story.meaning.columns.items():
        click.echo(messages("import.column", column=name, title=visible(typed.strip())))
    for name, text in story.meaning.values.items():
        click.echo(messages("import.value", column=name, value=visible(text)))
    for key, titles in (("left", story.meaning.left), ("personal", story.meaning.personal)):
        if titles:
            shown = visible(", ".join(titles[:_LISTED]))
            click.echo(messages(f"import.{key}", titles=shown, count=len(titles)))


def _tell_left_out(story: Story, messages: Messages) -> None:
    found = story.candidates
    if found is not None:
        if found.persons:
            click.echo(messages("import.persons", count=messages.number(found.persons)))
        if found.elsewhere:
            click.echo(messages("import.elsewhere", count=messages.number(found.elsewhere)))
        if found.kindless:
            kinds = [kind for kind, _ in found.kindless.most_common(5)]
            count = messages.number(found.kindless.total())
            kinds_shown = visible(", ".join(kinds), limit=200)
            click.echo(messages("import.kindless", count=count, kinds=kinds_shown))
    if story.known:
        click.echo(messages("import.known-contacts", count=messages.number(story.known)))
    if story.lost:
        click.echo(messages("import.no-day", count=messages.number(story.lost)))
    if story.unknown:
        names = visible(", ".join(name for name, _ in story.unknown.most_common(5)), limit=200)
        count = messages.number(story.unknown.total())
        click.echo(messages("import.no-partner", count=count, names=names))


def _tell_rows(plan: Plan, messages: Messages) -> None:
    from netmap.inputs.rows import IndicatorRow

    for model, rows in plan.rows.items():
        click.echo(messages("import.rows", table=model.stem, count=messages.number(len(rows))))
    for model, cells in plan.cells.items():
        if model is not IndicatorRow:
            count = messages.number(len(cells))
            click.echo(messages("import.rows-known", table=model.stem, count=count))


def _tell_figures(plan: Plan, messages: Messages) -> None:
    """Tell each figure: how many places have it, and which have not."""
    if plan.figures is None:
        return
    if not plan.declared:
        click.echo(messages("import.no-figure"))
    if len(plan.declared) > _SEVERAL:
        click.echo(messages("import.many-figures", count=len(plan.declared)))
    for one in plan.declared:
        name = one.figure.name
        known = plan.figures[name].dropna().index if name in plan.figures else ()
        lacking = sorted(plan.territory.communes - set(known))
        label = messages(f"import.figure.{name}")
        communes = len(plan.territory.communes)
        values = {
            "label": label,
            "name": name,
            "unit": one.figure.unit,
            "vintage": one.vintage or messages("import.no-vintage"),
            "known": messages.number(communes - len(lacking)),
            "communes": messages.number(communes),
            "quarters": messages.number(sum(code.startswith("Q") for code in known)),
        }
        click.echo(messages("import.figure-known", **values))
        if lacking:
            shown = ", ".join(lacking[:_LISTED])
            more = len(lacking) - _LISTED
            rest = messages("import.and-more", count=messages.number(more)) if more > 0 else ""
            click.echo(messages("import.figure-lacks", codes=shown, more=rest))


def _tell_doubts(plan: Plan, messages: Messages) -> None:
    if not plan.doubts:
        return
    sure = sum(doubt.sure for doubt in plan.doubts)
    click.echo(
        messages(
            "import.doubts",
            count=messages.number(len(plan.doubts)),
            sure=messages.number(sure),
        )
    )
    for doubt in plan.doubts[:_LISTED]:
        one, other = map(visible, doubt.names)
        why = messages(f"import.why.{doubt.why}")
        key = "import.pair-sure" if doubt.sure else "import.pair-perhaps"
        click.echo(messages(key, one=one, other=other, why=why))
    if len(plan.doubts) > _LISTED:
        click.echo(messages("import.more-pairs", count=len(plan.doubts) - _LISTED))
