"""Worlds made by hand, as fixtures."""

import pytest
from worlds import World


@pytest.fixture
def make_world() -> type[World]:
    return World


@pytest.fixture(scope="session")
def make_world_type() -> type[World]:
    return World
