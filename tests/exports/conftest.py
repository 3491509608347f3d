"""Folders of outputs as a build writes them, a few bytes each."""

import hashlib
import json
from types import SimpleNamespace

import pytest

from netmap.exports.folder import claimed


def outputs(edition="public", **contents):
    """Files of a build: `contents` is name (``map`` for ``map.html``) → text."""
    mark = "" if edition == "public" else f"-{edition}"
    files = {f"{name}{mark}.html": text.encode() for name, text in contents.items()}
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    empty = {"reglages": {}, "entrees": {}, "couches": {}}
    manifest = {"netmap": "0", "edition": edition, **empty, "sorties": sums}
    return {**files, "manifest.json": json.dumps(manifest, indent=1).encode()}


def write(files, out, *, edition="public", project=None):
    """Write a folder as a build does."""
    project = project or out.parent
    with claimed(out, audience=edition, project=project, waiting=lambda: None) as claim:
        claim.replace(files)


@pytest.fixture(scope="session")
def make():
    return SimpleNamespace(outputs=outputs, write=write)
