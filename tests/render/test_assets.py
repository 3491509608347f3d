"""Third-party files come from installed packages, are the checked ones, and stand inline safely."""

import subprocess
import sys

import pytest

from netmap.errors import AssetError
from netmap.render.page import libraries as assets


@pytest.mark.parametrize(
    ("name", "version", "sign"),
    [
        ("leaflet", "1.9.3", "L=Yi"),
        ("markercluster", "1.4.1", "MarkerClusterGroup"),
        ("vis-network", "9.1.2", "vis-network"),
    ],
)
def test_a_library_is_found_checked_and_trimmed(name, version, sign):
    library = assets.find_library(name)
    assert library.version == version
    assert any(sign in script for script in library.scripts)
    for text in (*library.scripts, *library.styles):
        assert "sourceMappingURL" not in text
        assert "\r" not in text
    assert all("</script" not in script.lower() for script in library.scripts)
    assert all("url(" not in style for style in library.styles)
    assert sum(map(len, library.styles)) < 20_000


def test_another_version_of_a_file_is_refused(monkeypatch):
    read = assets._read_installed
    monkeypatch.setattr(assets, "_read_installed", lambda d, f: read(d, f) + b" ")
    assets.find_library.cache_clear()
    with pytest.raises(AssetError, match="not the checked versions"):
        assets.find_library("leaflet")
    monkeypatch.undo()
    assets.find_library.cache_clear()


def test_a_package_that_is_absent_is_named():
    with pytest.raises(AssetError, match="no-such-package"):
        assets._read_installed("no-such-package", "leaflet.js")


def test_an_unknown_library_is_refused():
    with pytest.raises(AssetError, match="jquery"):
        assets.find_library("jquery")


def test_inlining_ends_no_element_early():
    assert "</SCRIPT" not in assets.inline_script("x = '</SCRIPT>'")
    with pytest.raises(AssetError):
        assets.inline_script("<!-- x")
    with pytest.raises(AssetError):
        assets.inline_style("a{} </STYLE>")


def test_finding_vis_network_imports_neither_pyvis_nor_ipython():
    code = (
        "import sys; from netmap.render.page.libraries import find_library; "
        "find_library('vis-network'); "
        "print(sorted({'pyvis', 'IPython'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
