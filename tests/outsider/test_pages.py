"""A page that would load, run or send anything is told from one that would not."""

import base64
import hashlib
import json

import pytest

from netmap.formats.packed import pack
from netmap.outsider.pages import read_page

SCRIPT = "let a = 1;"
HASH = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
POLICY = (
    f"default-src 'none'; script-src 'sha256-{HASH}'; style-src 'none'; img-src data:; "
    "base-uri 'none'; form-action 'none'"
)


def page(body, *, policy=POLICY):
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    return f'<!DOCTYPE html><html data-audience="public"><head>{meta}</head>{body}</html>'


def kinds(text):
    return [kind for kind, _ in read_page(text).faults]


def test_a_page_of_ours_is_at_fault_in_nothing():
    body = f'<a href="map.html">x</a><a href="#v">x</a><script>{SCRIPT}</script>'
    read = read_page(page(body + '<script type="application/json">{"n": 1}</script>'))
    assert (read.faults, read.data, read.audience) == ([], [{"n": 1}], "public")


def test_data_are_taken_out_of_their_columns():
    rows = [{"nom": f"M. {i}", "n": 3} for i in range(5)]
    assert read_page(
        page(f'<script type="application/json">{json.dumps(pack(rows))}</script>')
    ).data == [rows]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("<script>let b = 2;</script>", "unlisted"),
        ("<style>a{}</style>", "unlisted"),
        ('<script src="x.js"></script>', "loads"),
        ('<img src="https://example.invalid/x">', "loads"),
        ('<link rel="stylesheet" href="x.css">', "loads"),
        ('<svg><use xlink:href="x.svg#a"/></svg>', "loads"),
        ('<form action="https://example.invalid"></form>', "loads"),
        ('<a ping="https://example.invalid" href="#">x</a>', "loads"),
        ('<a href="javascript:alert(1)">x</a>', "loads"),
        ('<meta http-equiv="refresh" content="0;url=x">', "loads"),
        ('<p onclick="x()">x</p>', "handler"),
        ('<script type="application/json">{</script>', "bad-data"),
        ('<script type="application/json">{"texts": [], "of": {"=rows": 1}}</script>', "bad-data"),
    ],
)
def test_what_a_page_may_not_hold(body, kind):
    assert kind in kinds(page(body))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("default-src 'none'", "default-src 'self'"),
        ("style-src 'none'", "style-src 'unsafe-inline'"),
        ("img-src data:", "img-src *"),
        ("; form-action 'none'", ""),
        ("img-src data:", "img-src data:; connect-src https://example.invalid"),
    ],
)
def test_a_wider_policy_is_told(old, new):
    assert kinds(page("", policy=POLICY.replace(old, new))) == ["weak-policy"]
    assert kinds("<p>x</p>") == ["no-policy"]
