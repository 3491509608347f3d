"""Scripts are put together from modules: all, in order, and nothing that is not understood."""

from pathlib import Path

import pytest
from editions import altered

from netmap.diff.page import SCRIPT as DIFF
from netmap.errors import AssetError
from netmap.messages import Messages
from netmap.render.atlas import SCRIPT as ATLAS
from netmap.render.map.view import map_view
from netmap.render.network.view import network_view
from netmap.render.page.compose import START
from netmap.render.page.modules import link, modules, read_own
from netmap.render.report import report_view
from netmap.render.sheet import SCRIPT as SHEET

PACKAGE = Path(__file__).parents[2] / "netmap"


def linked(entry="page/a.mjs", **texts):
    """Link an entry of a folder of its own: name → text."""
    given = {f"page/{name}.mjs": text for name, text in texts.items()}
    return link([entry], read=given.__getitem__)


@pytest.fixture(scope="module")
def entries(square_edition):
    """The entry of each page, as the views name it."""
    permanences = square_edition.findings.release.permanences[:0]
    edition = altered(square_edition, permanences=permanences)
    views = [make(edition, Messages()) for make in (map_view, network_view, report_view)]
    return [*(view.script for view in views), SHEET, DIFF, ATLAS, START]


def test_every_module_of_the_package_is_of_some_page(entries):
    """Put together they also prove that no two of them define the same name."""
    ours = {str(path.relative_to(PACKAGE)) for path in PACKAGE.rglob("*.*js")}
    assert set(modules(entries)) == ours
    assert len(ours) > 40


def test_a_page_carries_what_it_imports_and_no_more(entries):
    report = set(modules([entry for entry in entries if "report" in entry]))
    assert "render/page/views.mjs" in report
    assert not {path for path in report if path.startswith(("render/map/", "render/network/"))}
    assert "render/page/table.mjs" not in report


def test_a_module_comes_once_and_after_what_it_needs():
    text = linked(
        a='import { b } from "./b.mjs";\nimport { c } from "./c.mjs";\nb(c);\n',
        b='import { c } from "./c.mjs";\nexport function b() {\n  return c;\n}\n',
        c="export const c = 1;\n",
    )
    lines = text.splitlines()
    assert lines == [
        "(function () {", '"use strict";', "const c = 1;", "function b() {", "  return c;", "}",
        "b(c);", "})();",
    ]  # fmt: skip


def test_names_may_stand_on_several_lines_and_end_with_a_comma():
    text = linked(
        a='import {\n  one,\n  two,\n} from "./b.mjs";\none(two);\n',
        b="export const one = String;\nexport class two {}\n",
    )
    assert "import" not in text
    assert "export" not in text


@pytest.mark.parametrize(
    ("told", "first", "second"),
    [
        ("does not export x", 'import { x } from "./b.mjs";', "const x = 1;"),
        ("does not export y", 'import { y } from "./b.mjs";', "export const x = 1;"),
        ("does not export x as y", 'import { x as y } from "./b.mjs";', "export const x = 1;"),
        ("circle", 'import { b } from "./b.mjs";', 'import { a } from "./a.mjs";'),
        ("circle", 'import { a } from "./a.mjs";', ""),
        ("x is defined in page/b.mjs and in", 'import { b } from "./b.mjs";', "const x = 1;"),
    ],
)
def test_imports_that_do_not_hold_are_refused(told, first, second):
    with pytest.raises(AssetError, match=told):
        linked(
            a=f"{first}\nexport const a = 1;\nfunction x() {{}}\n",
            b=f"{second}\nexport const b = 1;\n",
        )


@pytest.mark.parametrize(
    "line",
    [
        'import x from "./b.mjs";',
        'import * as x from "./b.mjs";',
        'import "./b.mjs";',
        'import { x } from "https://example.invalid/b.mjs";',
        'import { x } from "b";',
        'const x = await import("./b.mjs");',
        "const here = import.meta.url;",
        "export default 1;",
        "export { x };",
        'export * from "./b.mjs";',
        "export const { x } = y;",
        "const [x] = y;",
        "var x = 1;",
        "x = '<!--';",
    ],
)
def test_a_line_that_is_not_understood_is_refused(line):
    with pytest.raises(AssetError):
        linked(a=f"{line}\n", b="export const x = 1;\n")


@pytest.mark.parametrize(
    "path",
    [
        "../pyproject.toml", "render/page/compose.py", "/etc/passwd", "render/page/no-such.mjs",
        "render/../render/page/dom.mjs", "dom.mjs",
    ],
)  # fmt: skip
def test_only_files_of_the_package_are_read(path):
    with pytest.raises(AssetError):
        read_own(path)


def test_an_import_cannot_lead_out_of_the_package():
    given = {"render/a.mjs": 'import { x } from "../../../secret.mjs";\n'}
    with pytest.raises(AssetError, match="does not name"):
        link(["render/a.mjs"], read=lambda path: given.get(path) or read_own(path))
