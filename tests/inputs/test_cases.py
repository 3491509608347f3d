"""Files as people have them: each situation of a folder of cases ends as it says there.

The folder lies beside the project, where it is there at all. Each case is a script that lays its
files over a base project; it is run by its own shell with a library of ours in the place of its
own, which notes each state of the project and each claim; the claims are then tried here.
"""

import json
import re
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest

from netmap.errors import NetmapError
from netmap.inputs import check_project, read_inputs
from netmap.messages import Messages, describe
from netmap.pipeline import find
from netmap.records.found import partner_records, period_records, place_records
from netmap.territory import place_doubts

CASES = Path(__file__).parents[3] / "shared" / "cases"
NAMES = sorted(path.parent.name for path in CASES.glob("*/run.sh"))

LIBRARY = r"""
set -u
HERE=$(cd "$(dirname "${BASH_SOURCE[1]}")" && pwd); ROOT=$CASES
NETMAP=true; T=$NOTES/project; mkdir -p "$T"
cp -r "$ROOT/_base/." "$T/"; chmod -R u+w "$T"
without() { for f in "$@"; do rm -f "$T/$f"; done; }
put() { mkdir -p "$(dirname "$T/$2")"; cp "$HERE/$1" "$T/$2"; }
source_of() { for n in "$@"; do
  printf '["%s"]\nproducteur = "exemple"\nmillesime = "2024"\n' "$n"
  printf 'licence = "Licence Ouverte 2.0"\n\n'
done >> "$T/data/geo/SOURCES.toml"; }
sources_only() { : > "$T/data/geo/SOURCES.toml"; source_of "$@"; }
states=0
check() {
  states=$((states+1)); cp -r "$T" "$NOTES/state$states"
  rm -f "$NOTES/state$states"/*.json; echo "@$states" > "$T/check.json"
}
build() { echo "@$states" > "$T/build.txt"; }
claims=0
right() {
  claims=$((claims+1)); mkdir "$NOTES/claim$claims"; printf %s "$1" > "$NOTES/claim$claims/said"
  for f in check.json first.json build.txt; do
    if [ -e "$T/$f" ]; then cp "$T/$f" "$NOTES/claim$claims/"; fi
  done
}
"""

#: Where what is right has changed since the case was written: the better answer, in our words.
BETTER = {
    # places without a row are asked about, and the totals stay
    "00-base": "errors==[] and len(P)==1 and said('lieux', 'lignes_absentes')!=[] "
    "and people()=={'2023':100,'2024':125}",
    # all three are read; the quarter that is half inside the school year is told
    "27-school-year-and-semester": "[p['kind'] for p in errors]==['periods-overlap']",
}


def _claims(name, notes):
    """Run a case's script and return what it claims of which states of the project."""
    library = notes / "_lib.sh"
    library.write_text(LIBRARY, encoding="utf-8")
    script = (CASES / name / "run.sh").read_text(encoding="utf-8")
    (notes / name).symlink_to(CASES / name)
    theirs = re.compile(r'^\. "\$\(dirname "\$0"\)/\.\./_lib\.sh"$', re.MULTILINE)
    run = notes / "run.sh"
    ours = f'. "{library}"\nHERE="{CASES / name}"'
    run.write_text(theirs.sub(lambda _: ours, script), encoding="utf-8")
    subprocess.run(
        ["bash", str(run)],
        check=True,
        env={"CASES": str(CASES), "NOTES": str(notes), "PATH": "/usr/bin:/bin"},
        capture_output=True,
    )
    return sorted(notes.glob("claim*"))


class Seen:
    """What the tool says of one state of a project."""

    def __init__(self, project):
        self.report = check_project(project, places=place_doubts)
        self.problems = self.report.to_json(Messages("fr"))["problems"]
        self.findings = None
        self.doubts = ()
        try:
            inputs = read_inputs(project)
            self.findings = find(inputs, audience="interne")
            self.doubts = (*inputs.warnings, *self.findings.release.territory.notes)
        except NetmapError as error:
            told = getattr(error, "problems", ())
            self.doubts = tuple(p for p in told if p.severity == "warning")

    def text(self):
        return json.dumps(self.problems, ensure_ascii=False) + "".join(
            describe(problem, Messages("fr")).sentence for problem in self.doubts
        )

    def people(self):
        if self.findings is None:
            return {}
        return {row.periode: row.personnes for row in period_records(self.findings)}

    def places(self):
        rows = () if self.findings is None else place_records(self.findings)
        return [row for row in rows if row.niveau == "commune"]

    def partners(self):
        return () if self.findings is None else partner_records(self.findings)


def _words(seen, notes):
    """Return the names that a case's claim is written with."""

    def said(*words, severity=None, file=None, line=None, column=None):
        return [
            p
            for p in seen.problems
            if (severity is None or p["severity"] == severity)
            and (file is None or p["file"].endswith(file))
            and (line is None or p["line"] == line)
            and (column is None or p["column"] == column)
            and all(
                any(w in re.sub(r"\s", " ", p["sentence"]).lower() for w in x.lower().split("|"))
                for x in words
            )
        ]

    def read(name):
        if not (notes / name).exists():
            return ""
        if name.endswith(".json"):
            return json.dumps({"problems": seen.problems}, ensure_ascii=False)
        return f"{len(seen.doubts)} points\n{seen.text()}"

    found = None
    if seen.findings is not None:
        found = {
            "partenaires": [
                {"id": p.id, "couvre": list(p.couvre or ()), "date_maj": p.date_maj}
                for p in seen.partners()
            ]
        }
    return {
        "P": seen.problems,
        "F": found,
        "T": SimpleNamespace(),
        "said": said,
        "rd": read,
        "re": re,
        "errors": [p for p in seen.problems if p["severity"] == "error"],
        "people": seen.people,
        "names": lambda: {row.code: row.nom for row in seen.places()},
        "pops": lambda: {row.code: row.population for row in seen.places()},
        "rc_check": int(any(p["severity"] == "error" for p in seen.problems)),
        "rc_build": int(seen.findings is None),
    }


@pytest.mark.parametrize("name", NAMES or [pytest.param("", marks=pytest.mark.skip("no cases"))])
def test_a_file_as_people_have_it_ends_right(name, tmp_path):
    claims = _claims(name, tmp_path)
    assert claims
    for claim in claims:
        state = (claim / "check.json").read_text().strip().removeprefix("@")
        seen = Seen(tmp_path / f"state{state}")
        said = BETTER.get(name) or (claim / "said").read_text()
        told = "\n".join(p["sentence"] for p in seen.problems)
        # what a case claims is a Python expression of the words above
        assert eval(said, _words(seen, claim)), f"{said}\n{told}\n{seen.people()}"  # noqa: S307
        if seen.findings is not None:
            counted = sum(p["severity"] == "warning" for p in seen.problems)
            assert len(seen.doubts) == counted, "a build says as many doubts as check lists"
