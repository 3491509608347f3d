"""Files that netmap writes, made by hand: what a test does not give is the least that may stand."""

import json
from types import NoneType, UnionType
from typing import Annotated, Literal, Union, get_args, get_origin

from netmap.formats.findings import FindingsFile, read_findings
from netmap.formats.record import Record

HASH = "0" * 64
#: The layout, where the least would be no file at all.
LEAST = {"format": 1, "empreinte": HASH}


def findings_json(**given):
    """Return a findings file as bytes; its records are filled up too."""
    return json.dumps(filled(FindingsFile, {**LEAST, **given})).encode()


def findings_file(**given):
    """Return a findings file as it is read back."""
    return read_findings(findings_json(**given), file="findings.json")


def models_in(kind):
    """Yield the models of a kind, those that its fields hold included."""
    if isinstance(kind, type) and issubclass(kind, Record):
        yield kind
        for field in kind.model_fields.values():
            yield from models_in(field.annotation)
    for inner in get_args(kind):
        yield from models_in(inner)


def filled(model, given):
    """Return the JSON of a record: `given`, and for each other field the least of its kind."""
    fields = {name: field.annotation for name, field in model.model_fields.items()}
    told = {name: least(kind, given.get(name)) for name, kind in fields.items()}
    return told | {name: value for name, value in given.items() if name not in fields}


def least(kind, given):
    """Return `given` with its records filled up; None: the least of a kind."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return least(inner[0], given)
    if origin in {Union, UnionType}:
        if given is None and NoneType in inner:
            return None
        return least(next(one for one in inner if one is not NoneType), given)
    if isinstance(kind, type) and issubclass(kind, Record):
        return filled(kind, given or {})
    if origin is tuple:
        return [least(inner[0], one) for one in given or ()]
    if given is not None:
        return given
    if origin is Literal:
        return inner[0]
    return {bool: False, int: 5, float: 0.0, str: "", dict: {}}[origin or kind]
