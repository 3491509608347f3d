"""A project that has a timetable."""

import pytest
from timetables import archive


@pytest.fixture
def gtfs(tmp_path):
    """Write a feed where a project has its own; give back the project's folder."""

    def write(tables):
        (tmp_path / "data").mkdir(exist_ok=True)
        (tmp_path / "data/gtfs.zip").write_bytes(archive(tables))
        return tmp_path

    return write
