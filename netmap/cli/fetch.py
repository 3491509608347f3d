"""``netmap fetch``: files of official sources, and travel times, asked of those who have them."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from netmap.cli.progress import counting
from netmap.cli.speech import (
    asks_yes,
    language_option,
    project_option,
    quiet_option,
    speaking,
    tell_written,
    yes_option,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netmap.download.keeping import Shelf
    from netmap.download.sources import Asking
    from netmap.messages import Messages
    from netmap.sources.recipes.model import Recipe

_MEGA = 1_000_000
#: what sources hold that is of no use to a project
_OF_NO_USE = frozenset({"iris"})


def command(messages: Messages) -> click.Command:
    """Return the command."""

    def fetch(
        sources: tuple[str, ...],
        project: Path,
        *,
        journeys: str | None,
        file: Path | None,
        offline: bool,
        cache: Path | None,
        yes: bool,
        quiet: bool,
    ) -> int:
        _check(sources, journeys, file, offline=offline, messages=messages)
        from tempfile import TemporaryDirectory

        from netmap.download.keeping import Shelf, default_folder
        from netmap.errors import InputError
        from netmap.inputs.presence import is_project, no_project

        if not is_project(project):
            raise InputError((no_project(project),))
        shelf = Shelf(cache or default_folder())
        if journeys is not None:
            return _journeys(project, journeys, shelf, messages, yes=yes, quiet=quiet)
        recipes = [_named(name, messages) for name in sources]
        if not recipes:
            _list(shelf, messages)
            return 0
        files: dict[Path, Recipe] = {}
        with TemporaryDirectory(prefix="netmap-") as aside:
            if file is not None:
                files[file] = recipes[0]
            else:
                shelves = (shelf, Shelf(Path(aside)))
                files |= _files(project, recipes, shelves, messages, offline=offline, quiet=quiet)
            return _used(project, files, shelf, messages, yes=yes, quiet=quiet)

    options: list[click.Parameter] = [
        click.Argument(
            ["sources"],
            nargs=-1,
            metavar=messages("cli.fetch.source-metavar"),
            help=messages("cli.fetch.sources"),
        ),
        project_option(messages),
        click.Option(
            ["--temps", "--times", "journeys"],
            metavar=messages("cli.fetch.journeys-metavar"),
            help=messages("cli.fetch.journeys"),
        ),
        click.Option(
            ["--from", "file"],
            type=click.Path(path_type=Path),
            metavar=messages("cli.import.file-metavar"),
            help=messages("cli.fetch.from"),
        ),
        click.Option(
            ["--offline", "--hors-ligne"], is_flag=True, help=messages("cli.fetch.offline")
        ),
        click.Option(
            ["--cache"],
            type=click.Path(path_type=Path, file_okay=False),
            metavar=messages("cli.folder-metavar"),
            help=messages("cli.fetch.cache"),
        ),
        yes_option("fetch", messages),
        language_option(messages),
        quiet_option(messages),
    ]
    return speaking("fetch", messages, fetch, options)


def _check(
    sources: tuple[str, ...],
    journeys: str | None,
    file: Path | None,
    *,
    offline: bool,
    messages: Messages,
) -> None:
    """Refuse what does not go together."""
    if journeys is not None and (sources or file):
        raise click.UsageError(messages("cli.fetch.both"))
    if file is not None and len(sources) != 1:
        raise click.UsageError(messages("cli.fetch.one-file"))
    if file is not None and offline:
        raise click.UsageError(messages("cli.fetch.from-or-offline"))
    if journeys is not None and offline:
        raise click.UsageError(messages("cli.fetch.router-offline"))


def _named(name: str, messages: Messages) -> Recipe:
    from netmap.inputs.words import closest
    from netmap.sources.recipes import BY_ID

    known = {one: recipe for one, recipe in BY_ID.items() if recipe.target not in _OF_NO_USE}
    if name in known:
        return known[name]
    near = closest(name, list(known))
    key = "cli.fetch.unknown-near" if near else "cli.fetch.unknown"
    raise click.UsageError(messages(key, name=name, near=near))


def _list(shelf: Shelf, messages: Messages) -> None:
    """Print every source: what it is called, what it is, since when it is there."""
    from rich.console import Console
    from rich.table import Table

    from netmap.sources.recipes import BY_ID

    click.echo(messages("fetch.list") + "\n")
    table = Table(box=None, pad_edge=False, show_header=False)
    for recipe in BY_ID.values():
        if recipe.target in _OF_NO_USE:
            continue
        had = [about.day for name, about in shelf.all() if name.partition(".")[0] == recipe.id]
        said = messages("fetch.not-had")
        if not recipe.addresses:
            said = messages("fetch.by-hand")
        if had:
            said = messages("fetch.had", day=max(had))
        table.add_row(recipe.id, messages(f"import.title.{recipe.id}"), said)
    Console(markup=False, highlight=False, width=max(120, Console().width)).print(table)


def _files(
    project: Path,
    recipes: list[Recipe],
    shelves: tuple[Shelf, Shelf],
    messages: Messages,
    *,
    offline: bool,
    quiet: bool,
) -> Iterator[tuple[Path, Recipe]]:
    """Yield the files of sources, fetched now or, offline, before; say what is sent to whom.

    Those with columns of persons go to the second of the shelves, which does not last: of them
    the first keeps the day alone.
    """
    from netmap.download.client import Client, host_of
    from netmap.download.fetching import fetch
    from netmap.download.keeping import About
    from netmap.download.sources import address_of, wanted_of

    shelf, aside = shelves
    client = Client()
    asking = _asking(project)
    today = datetime.now().astimezone().date()
    for recipe in recipes:
        title = messages(f"import.title.{recipe.id}")
        if not recipe.addresses:
            raise click.UsageError(messages("fetch.no-address", title=title, name=recipe.id))
        address = address_of(recipe)
        if address.sent == "epci" and asking.epci is None:
            raise click.UsageError(messages("fetch.no-epci", title=title))
        if not offline and not quiet:
            click.echo(messages(f"fetch.sent-{address.sent}", host=host_of(address.url)))
        for wanted in wanted_of(recipe, asking, None if offline else client):
            if offline:
                kept = shelf.kept(wanted.name)
                if kept is None:
                    why = "not-kept" if recipe.personal else "nothing-kept"
                    raise click.UsageError(messages(f"fetch.{why}", title=title))
                told, path, about = "kept", *kept
            else:
                say = partial(_received, messages, title)
                with counting(say, quiet=quiet) as progress:
                    own = aside if recipe.personal else shelf
                    found = fetch(wanted, own, client, today=today, progress=progress)
                if recipe.personal:
                    only = About(url=found.about.url, day=found.about.day)
                    shelf.confirm(wanted.name, only)
                told, path, about = "new" if found.new else "same", found.path, found.about
            if not quiet:
                size = messages.number(max(0.1, (about.size or 0) / _MEGA), digits=1)
                click.echo(messages(f"fetch.{told}", title=title, size=size, day=about.day))
            yield path, recipe


def _used(
    project: Path,
    files: dict[Path, Recipe],
    shelf: Shelf,
    messages: Messages,
    *,
    yes: bool,
    quiet: bool,
) -> int:
    """Make the index of the addresses among some files, and take in the others."""
    from netmap.cli.importing import take_in
    from netmap.cli.locate_story import tell_index
    from netmap.intake.plan import Asked
    from netmap.locate.index import INDEX_FILE

    addresses = [path for path, recipe in files.items() if recipe.target == "adresses"]
    others = {path: recipe for path, recipe in files.items() if path not in addresses}
    if addresses:
        kept = [about.day for _, about in shelf.all() if shelf.folder / about.file in addresses]
        today = datetime.now().astimezone().date()
        had = date.fromisoformat(min(kept, default=today.isoformat()))
        tell_index(addresses, project / INDEX_FILE, messages, had=had)
    if not others:
        return 0
    asked = Asked(recipes=others)
    return take_in(project, list(others), asked, messages, yes=yes, quiet=quiet, about="fetch")


def _received(messages: Messages, title: str, done: int, of: int | None) -> str:
    said = messages.number(done / _MEGA, digits=1)
    if of is None:
        return messages("fetch.step-unsaid", title=title, done=said)
    return messages("fetch.step", title=title, done=said, of=messages.number(of / _MEGA, digits=1))


def _asking(project: Path) -> Asking:
    from netmap.download.sources import Asking
    from netmap.errors import InputError
    from netmap.inputs.reading import inspect
    from netmap.sources import base

    draft, problems = inspect(project)
    if draft is None or draft.settings is None:
        raise InputError(problems)
    epci = draft.settings.territory.epci
    group = base.groups().get(epci or "")
    communes = draft.commune_codes or frozenset(group.communes if group else ())
    return Asking(epci, tuple(sorted(communes)))


def _journeys(
    project: Path, name: str, shelf: Shelf, messages: Messages, *, yes: bool, quiet: bool
) -> int:
    """Ask a router for all journeys, once it was said what is sent, and write them."""
    from netmap.download.client import Client
    from netmap.download.journeys import Answers, ask_router, ends_of_project, requests_for
    from netmap.download.routers import router_of
    from netmap.transit.writing import write_times

    router = router_of(name)
    if router is None:
        raise click.UsageError(messages("cli.fetch.not-a-router", name=name))
    ends = ends_of_project(project)
    answers = Answers(shelf.folder / f"temps-{router.host}.jsonl")
    wanted = requests_for(ends, router, answers)
    if not wanted:
        click.echo(messages("fetch.journeys-known"))
    else:
        places = {"homes": len(ends.homes), "sites": len(ends.sites), "count": len(wanted)}
        click.echo(messages("fetch.journeys", host=router.host, **places))
        if not (yes or asks_yes("fetch", messages)):
            return 0
    say = partial(messages, "fetch.asking", host=router.host)
    with counting(lambda done, of: say(done=done, of=of or done), quiet=quiet) as progress:
        rows = ask_router(ends, router, answers, Client(), progress=progress)
    click.echo(messages("fetch.rows", count=len(rows), mode=ends.mode))
    tell_written(write_times(project, rows, day=datetime.now().astimezone().date()), messages)
    return 0
