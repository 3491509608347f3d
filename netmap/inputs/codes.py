"""Official codes, always text: communes, priority neighbourhoods, EPCI, SIRET, FINESS.

Sources: INSEE, code officiel géographique (communes ``2A``/``2B`` for Corsica, ``97x`` and
``98x`` overseas); ANCT, perimeters of 2015 (``QP``) and of 2024 (``QN``).
"""

from __future__ import annotations

import re
from typing import Literal

from pydantic_core import PydanticCustomError

COMMUNE = re.compile(r"^(?:(?:0[1-9]|[13-8][0-9]|2[1-9AB]|9[0-5])[0-9]{3}|9[78][0-9]{3})$")
QPV = re.compile(r"^Q[PN][0-9A-Z]{6}$")
EPCI = re.compile(r"^[0-9]{9}$")
SIRET = re.compile(r"^[0-9]{14}$")
FINESS = re.compile(r"^[0-9][0-9AB][0-9]{7}$")

Generation = Literal["2015", "2024"]


def commune_code(text: str) -> str:
    """Return the code of a commune.

    >>> commune_code("2a004"), commune_code("01053"), commune_code("17300 – La Rochelle")
    ('2A004', '01053', '17300')
    """
    code = _without_rubbish(text)
    if COMMUNE.fullmatch(code):
        return code
    raise _refusal(code, COMMUNE, "bad-code-insee")


def qpv_code(text: str) -> str:
    """Return the code of a priority neighbourhood."""
    code = _without_rubbish(text)
    if QPV.fullmatch(code):
        return code
    raise _refusal(code, None, "bad-code-qp")


def commune_or_qpv_code(text: str) -> str:
    """Return the code of a commune or of a priority neighbourhood."""
    code = _without_rubbish(text)
    if COMMUNE.fullmatch(code) or QPV.fullmatch(code):
        return code
    raise _refusal(code, COMMUNE, "bad-place-code")


def place_code(text: str) -> str:
    """Return the code of a commune, of a priority neighbourhood or of an EPCI."""
    code = _without_rubbish(text)
    if COMMUNE.fullmatch(code) or QPV.fullmatch(code) or EPCI.fullmatch(code):
        return code
    raise _refusal(code, COMMUNE, "bad-place-code")


def siret(text: str) -> str:
    """Return the number of an establishment, spaces taken out."""
    code = re.sub(r"\s", "", text)
    if SIRET.fullmatch(code):
        return code
    raise _refusal(code, SIRET, "bad-siret")


def finess(text: str) -> str:
    """Return the FINESS number of an establishment."""
    code = re.sub(r"\s", "", text).upper()
    if FINESS.fullmatch(code):
        return code
    raise _refusal(code, FINESS, "bad-finess")


def generation(code_qp: str) -> Generation:
    """Return the generation of perimeters that a neighbourhood's code belongs to."""
    return "2024" if code_qp.startswith("QN") else "2015"


def _without_rubbish(text: str) -> str:
    """Return a code alone: « 17300 – La Rochelle », as lists of the workbook have it, is 17300."""
    return _DECIMAL.sub("", _NAMED.sub("", text.strip()).upper())


#: a number that a spreadsheet wrote with a decimal part of nothing
_DECIMAL = re.compile(r"(?<=[0-9])[.,]0+$")
_NAMED = re.compile(r"(?<=[0-9A-Za-z])\s+[–—-]\s+\S.*$", re.DOTALL)


def _refusal(
    code: str,
    pattern: re.Pattern[str] | None,
    kind: Literal["bad-code-insee", "bad-code-qp", "bad-place-code", "bad-siret", "bad-finess"],
) -> PydanticCustomError:
    if re.fullmatch(r"[0-9]+([.,][0-9]+)?E\+?[0-9]+", code):
        return PydanticCustomError("code-rounded", "code-rounded")
    if pattern is not None and re.fullmatch(r"[0-9AB]+", code) and pattern.fullmatch(f"0{code}"):
        return PydanticCustomError(
            "leading-zero",
            "leading-zero",
            {
                "length": str(len(code)),
                "expected_length": str(len(code) + 1),
                "suggestion": f"0{code}",
            },
        )
    return PydanticCustomError(kind, kind)
