"""``netmap locate --online``: one address, sent once it was said to whom and agreed to."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click

from netmap.cli.answers import echo_json
from netmap.cli.locate_story import tell
from netmap.cli.speech import asks_yes

if TYPE_CHECKING:
    from pathlib import Path

    from netmap.messages import Messages


def ask(text: str, project: Path, messages: Messages, *, yes: bool, as_json: bool) -> None:
    """Say what is sent, ask, and tell what comes back."""
    from netmap.download.client import host_of
    from netmap.download.geocoder import SERVICE
    from netmap.locate.answer import guarded

    click.echo(messages("locate.send", host=host_of(SERVICE)), err=True)
    if yes or asks_yes("locate.online", messages):
        guarded(partial(_answered, text, project, messages, as_json=as_json))


def _answered(text: str, project: Path, messages: Messages, *, as_json: bool) -> None:
    from netmap.download.client import Client
    from netmap.download.geocoder import Geocoder
    from netmap.locate.answer import Asked, answers
    from netmap.locate.project import ready
    from netmap.locate.spelling import address_of
    from netmap.locate.table import record

    here = ready(project)
    asked = [Asked(address_of(text))]
    (answer,) = answers(asked, here.grounds, here.settings.inclusion, Geocoder(text, Client()))
    if as_json:
        echo_json(record(answer, here.names))
    else:
        tell(answer, here, messages)
