"""Nobody waits between two tries here."""

import time

import pytest


@pytest.fixture(autouse=True)
def waits(monkeypatch):
    """What would be waited for."""
    slept = []
    monkeypatch.setattr(time, "sleep", slept.append)
    return slept
