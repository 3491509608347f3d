"""Files from a service that misbehaves: each fault is told, nothing that was there is lost."""

import datetime as dt
import os
import random
import signal
import ssl
import subprocess
import sys

import pytest
import trustme
from services import serving

from netmap.download.client import Client
from netmap.download.fetching import Wanted, fetch
from netmap.download.keeping import Shelf
from netmap.errors import FetchError

TODAY = dt.date(2026, 11, 26)
BODY = random.Random(1).randbytes(700_000)


@pytest.fixture
def service():
    with serving() as one:
        one.files["/file"] = BODY
        yield one


@pytest.fixture
def shelf(tmp_path):
    return Shelf(tmp_path / "shelf")


def asked(service, shelf, path="/file", *, client=None, **more):
    resumes = more.pop("resumes", True)
    wanted = Wanted("source", service.url(path), ".bin", resumes=resumes)
    return fetch(wanted, shelf, client or Client(read_s=5.0), today=TODAY, **more)


def files(shelf):
    return {path.name: path.read_bytes() for path in shelf.folder.iterdir()}


def test_a_file_is_fetched_once_and_then_only_asked_about(service, shelf):
    first = asked(service, shelf)
    assert (first.path.read_bytes(), first.new) == (BODY, True)
    before = files(shelf)
    again = asked(service, shelf)
    assert (again.path, again.new) == (first.path, False)
    assert files(shelf) == before
    assert len(service.asked) == 2
    service.files["/file"] = other = BODY[::-1]
    third = asked(service, shelf)
    assert (third.path.read_bytes(), third.new) == (other, True)
    assert len(files(shelf)) == 2, "a file and what is known of it"


def test_nothing_is_said_but_who_asks(service, shelf):
    asked(service, shelf)
    ((_, headers),) = service.asked
    assert headers.keys() == {"Host", "User-Agent", "Accept-Encoding"}
    assert headers["User-Agent"].startswith("netmap/")


@pytest.mark.parametrize("how", ["cut", "cut-anew", "in-chunks", "busy-twice"])
def test_a_file_is_whole_in_the_end(service, shelf, waits, how):
    service.behaviour["/file"] = how
    assert asked(service, shelf).path.read_bytes() == BODY
    assert waits[:2] == ([7, 7] if how == "busy-twice" else []), "as long as the service asks"


def test_a_file_that_changes_while_it_is_fetched_is_begun_anew(service, shelf):
    service.behaviour["/file"] = "cut"
    other = BODY[::-1]

    def changes(done, of):
        if done > 200_000:
            service.files["/file"] = other

    assert asked(service, shelf, progress=changes).path.read_bytes() == other


@pytest.mark.parametrize(
    ("how", "kind"),
    [
        ("never-whole", "cut"),
        ("slow", "slow"),
        ("stalls", "slow"),
        ("busy", "busy"),
        ("broken", "broken"),
        ("gone", "refused"),
        ("loop", "redirects"),
        ("page", "page"),
    ],
)
def test_each_fault_is_told_and_the_former_file_stays(service, shelf, waits, how, kind):
    first = asked(service, shelf)
    before = files(shelf)
    service.behaviour["/file"] = how
    service.files["/file"] = BODY[::-1]
    with pytest.raises(FetchError) as told:
        asked(service, shelf, client=Client(connect_s=1.0, read_s=0.05))
    assert told.value.kind == kind
    assert told.value.values["host"] == "127.0.0.1"
    assert shelf.kept("source")[0] == first.path
    assert before.items() <= files(shelf).items()
    service.behaviour["/file"] = "whole"
    assert asked(service, shelf).path.read_bytes() == BODY[::-1]


def test_a_file_that_is_too_large_is_refused_said_or_not(service, shelf):
    for how in ("whole", "in-chunks"):
        service.behaviour["/file"] = how
        with pytest.raises(FetchError) as told:
            asked(service, shelf, most=100_000)
        assert told.value.kind == "too-large"
    assert not [name for name in files(shelf) if name.endswith(".bin")]


def test_a_file_may_have_moved(service, shelf):
    service.behaviour["/old"] = "moved"
    assert asked(service, shelf, "/old").path.read_bytes() == BODY


def test_what_was_damaged_on_the_shelf_is_fetched_again(service, shelf):
    path = asked(service, shelf).path
    path.write_bytes(BODY[:-1] + b"?")
    assert asked(service, shelf).path.read_bytes() == BODY
    (shelf.folder / "source.json").write_text("[1]")
    assert asked(service, shelf).path.read_bytes() == BODY


def test_a_service_that_nobody_vouches_for_is_refused(service, shelf):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    service.socket = context.wrap_socket(service.socket, server_side=True)
    url = service.url().replace("http:", "https:")
    with pytest.raises(FetchError) as told:
        fetch(Wanted("source", url, ".bin"), shelf, Client(), today=TODAY)
    assert told.value.kind == "certificate"


def test_a_private_authority_may_be_trusted(service, shelf, tmp_path, monkeypatch):
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    service.socket = context.wrap_socket(service.socket, server_side=True)
    url = service.url().replace("http:", "https:")
    assert fetch(Wanted("source", url, ".bin"), shelf, Client(), today=TODAY).new


def test_proxies_of_the_environment_are_asked(service, shelf, monkeypatch):
    monkeypatch.setenv("http_proxy", service.url("").rstrip("/"))
    service.files["/far"] = BODY
    service.behaviour["http://far.invalid/far"] = "whole"
    service.files["http://far.invalid/far"] = BODY
    wanted = Wanted("source", "http://far.invalid/far", ".bin")
    assert fetch(wanted, shelf, Client(), today=TODAY).path.read_bytes() == BODY
    monkeypatch.setenv("no_proxy", "far.invalid")
    with pytest.raises(FetchError) as told:
        fetch(wanted, shelf, Client(connect_s=1.0), today=TODAY)
    assert told.value.kind == "unreachable"


def test_requests_keep_to_the_rate_that_a_service_allows(service, shelf):
    slept = []
    client = Client(sleep=slept.append)
    for _ in range(4):
        client.get(service.url(), a_second=5).drain_conn()
    assert len(slept) == 3
    assert sum(slept) > 0.5 * 3 / 5


KILLED = """
import datetime, sys, pathlib
from netmap.download.client import Client
from netmap.download.fetching import Wanted, fetch
from netmap.download.keeping import Shelf
fetch(Wanted("source", sys.argv[1], ".bin"), Shelf(pathlib.Path(sys.argv[2])), Client(),
      today=datetime.date(2026, 11, 26))
"""


@pytest.mark.skipif(os.name != "posix", reason="processes are killed as POSIX does")
@pytest.mark.parametrize("seed", range(10))
def test_a_killed_one_goes_on_and_ends_with_the_same_bytes(service, shelf, seed):
    """Killed once so many pieces have been asked for: each answer holds 64 KiB."""
    service.behaviour["/file"] = "cut"
    pieces = random.Random(seed).randint(1, 10)
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, service.url(), str(shelf.folder)], stderr=subprocess.PIPE
    )
    while len(service.asked) < pieces and process.poll() is None:
        pass
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert asked(service, shelf).path.read_bytes() == BODY
    again = asked(service, Shelf(shelf.folder.parent / "undisturbed"))
    assert files(shelf) == files(Shelf(again.path.parent))
