"""``netmap site``: where the half-days of some posts go, against today, year by year."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from netmap.cli.answers import csv_option, echo_csv, echo_json, json_option
from netmap.cli.progress import stages
from netmap.cli.speech import (
    audience_option,
    check_out,
    language_option,
    project_option,
    quiet_option,
    speaking,
)

if TYPE_CHECKING:
    from netmap.findings.model import Findings
    from netmap.inputs.scenario import ScenarioFile
    from netmap.messages import Messages
    from netmap.siting.stated import Posts
    from netmap.vocabulary import Audience

#: A year without posts of its own takes those of ``--etp``.
Years = tuple[tuple[str, float | None], ...]


def command(messages: Messages) -> click.Command:
    """Return the command."""

    def site(
        project: Path,
        audience: Audience,
        *,
        etp: Posts | None,
        years: Years | None,
        scenario: Path | None,
        compare: tuple[Path, Path] | None,
        time_limit: float | None,
        as_json: bool,
        as_csv: bool,
        quiet: bool,
    ) -> None:
        posts = _asked(etp, years, messages)
        if scenario is not None and compare is not None:
            raise click.UsageError(messages("cli.site.scenario-or-compare"))
        if as_json and as_csv:
            raise click.UsageError(messages("cli.one-format"))
        from netmap import pipeline
        from netmap.cli.site_tables import print_comparison, print_plan
        from netmap.formats.allocation import PlannedSite
        from netmap.inputs.scenario import read_scenario
        from netmap.records.planning import plan_record
        from netmap.records.sentences import worded
        from netmap.siting.planned import plan_of

        paths: tuple[Path | None, ...] = compare or (scenario,)
        files = [None if path is None else read_scenario(path) for path in paths]
        answers = []
        with stages(messages, quiet=quiet) as tell:
            for file in files:
                findings = pipeline.answer(
                    project, audience=audience, scenario=file, progress=tell.step
                )
                start = time.perf_counter()
                plan = plan_of(
                    findings,
                    posts=posts,
                    stated=_stated(findings, file, posts, option="--years" if years else "--etp"),
                    closed=() if file is None else file.scenario.places.closed,
                    time_limit_s=time_limit,
                    progress=tell.part,
                )
                answers.append((file, findings, plan, time.perf_counter() - start))
        check_out([one.release for _, one, _, _ in answers], messages, as_data=as_json or as_csv)
        if as_json:
            records: list[dict[str, Any]] = [
                {
                    "scenario": None if file is None else file.scenario.name,
                    **plan_record(plan).plain(),
                }
                for file, _, plan, _ in answers
            ]
            shown = records if compare else records[0]
            echo_json(shown)
        elif as_csv:
            places = [
                ({"scenario": file.scenario.name} if compare and file else {}) | place.plain()
                for file, _, plan, _ in answers
                for place in plan_record(plan).lieux
            ]
            echo_csv(places, list(PlannedSite.model_fields))
        elif compare:
            words = worded(messages, answers[0][1])
            print_comparison([answer[:3] for answer in answers], words)
        else:
            file, findings, plan, seconds = answers[0]
            print_plan(findings, plan, worded(messages, findings), scenario=file, seconds=seconds)

    return speaking(
        "site",
        messages,
        site,
        [
            project_option(messages),
            audience_option(messages),
            click.Option(["--etp"], type=EtpType(messages), help=messages("cli.site.etp")),
            click.Option(
                ["--years", "--annees", "years"],
                type=YearsType(messages),
                metavar="2026:1,0;2027:1,5",
                help=messages("cli.site.years"),
            ),
            click.Option(
                ["--scenario"],
                type=click.Path(path_type=Path),
                metavar=messages("cli.site.file-metavar"),
                help=messages("cli.site.scenario"),
            ),
            click.Option(
                ["--compare", "--comparer", "compare"],
                type=click.Path(path_type=Path),
                nargs=2,
                metavar="A.toml B.toml",
                help=messages("cli.site.compare"),
            ),
            click.Option(
                ["--time-limit", "--duree-max", "time_limit"],
                type=click.FloatRange(min=1, max=86_400),
                metavar=messages("cli.site.time-metavar"),
                help=messages("cli.site.time-limit"),
            ),
            json_option(messages),
            csv_option(messages),
            language_option(messages),
            quiet_option(messages),
        ],
    )


def _asked(etp: Posts | None, years: Years | None, messages: Messages) -> Posts | None:
    """Return the posts of each year; None: those of the project file."""
    if years is None:
        return etp
    if etp is None and any(amount is None for _, amount in years):
        raise click.UsageError(messages("cli.site.year-without-posts"))
    if etp is not None and all(amount is not None for _, amount in years):
        click.echo(messages("cli.site.etp-unused"), err=True)
    alone = etp[0][1] if etp else 0.0
    return tuple((year, alone if amount is None else amount) for year, amount in years)


def _stated(
    findings: Findings, file: ScenarioFile | None, asked: Posts | None, *, option: str
) -> str:
    """Return where the posts were stated: an option, a scenario, or the project file."""
    from netmap.siting.stated import posts_of

    if asked is not None:
        return f"netmap site {option}"
    if not posts_of(findings.release.settings):
        return "netmap site --etp"
    own = set() if file is None else file.scenario.siting.model_fields_set
    return file.path if file is not None and {"posts", "years"} & own else "netmap.toml"


class _PostsType(click.ParamType):  # type: ignore[type-arg]
    """Full-time posts by year."""

    def __init__(self, messages: Messages) -> None:
        self.messages = messages


class EtpType(_PostsType):
    """A number of full-time posts, written with a comma or a point."""

    name = "ETP"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Posts:
        """Return the posts of the one year of the plan."""
        from netmap.siting.stated import ONE_YEAR

        text = str(value)
        if not _NUMBER.fullmatch(text):
            self.fail(self.messages("cli.site.bad-etp", found=text), param, ctx)
        return ((ONE_YEAR, _float(text)),)


class YearsType(_PostsType):
    """Posts by year: ``2026:1.0,2027:1.5``, with decimal commas too; or years alone."""

    name = "ANNEES"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Years:
        """Return the posts of each year, in the order given; a year twice is told later."""
        text = str(value)
        parts = re.split(r"[,;\s]+(?=\d{4}(?:[:,;\s]|$))", text.strip())
        pairs = [_PAIR.fullmatch(part) for part in parts]
        if not all(pairs):
            self.fail(self.messages("cli.site.bad-years", found=text), param, ctx)
        return tuple((pair[1], _float(pair[2]) if pair[2] else None) for pair in pairs if pair)


_NUMBER = re.compile(r"-?\d{1,6}([.,]\d{1,6})?")
_PAIR = re.compile(r"((?:19|20)\d\d)(?::(-?\d{1,6}(?:[.,]\d{1,6})?))?")


def _float(text: str) -> float:
    return float(text.replace(",", "."))
