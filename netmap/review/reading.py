"""A review file as it comes back from a meeting: read within limits, refused where it is none."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NoReturn

from pydantic import ValidationError

from netmap.disk.plain import NotPlainError, TooLargeError, read_plain
from netmap.errors import InputError, Problem, reason_of
from netmap.review.model import Review

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic_core import ErrorDetails

#: bytes of a review file
REVIEW_BYTES = 2_000_000
_LISTED = 50
_KINDS = {
    "missing": "review-missing-key",
    "extra_forbidden": "review-unknown-key",
    "literal_error": "review-unknown-word",
    "union_tag_invalid": "review-unknown-word",
    "union_tag_not_found": "review-missing-key",
    "string_too_short": "review-bad-length",
    "string_too_long": "review-bad-length",
    "too_long": "review-bad-length",
    "string_pattern_mismatch": "review-bad-fingerprint",
    "string_unicode": "review-control-character",
}


def read_review(path: Path) -> Review:
    """Read a review file.

    Raises
    ------
    InputError
        It cannot be read, or is not laid out as docs/revue.schema.json says; all problems
        at once.
    """
    name, content = str(path), content_of(path)
    try:
        value = json.loads(
            content.decode("utf-8-sig"), parse_constant=_refuse, object_pairs_hook=_once
        )
    except (ValueError, RecursionError):
        raise InputError((Problem(file=name, kind="review-not-json"),)) from None
    return review_of(value, file=name)


def review_of(value: object, *, file: str) -> Review:
    """Return the review that a value says, as JSON has it.

    Raises
    ------
    InputError
        It is not laid out as docs/revue.schema.json says; all problems at once.
    """
    try:
        return Review.model_validate(value)
    except ValidationError as error:
        problems = error.errors(include_url=False)[:_LISTED]
        raise InputError(tuple(_problem(file, one) for one in problems)) from None


def content_of(path: Path) -> bytes:
    """Return the bytes of a file that came back.

    Raises
    ------
    InputError
        It cannot be read, or is too large.
    """
    name = str(path)
    try:
        return read_plain(path, limit=REVIEW_BYTES)
    except TooLargeError:
        limit = (("limit", str(REVIEW_BYTES // 1_000_000)),)
        raise InputError((Problem(file=name, kind="review-too-large", details=limit),)) from None
    except NotPlainError:
        raise InputError((Problem(file=name, kind="not-a-file"),)) from None
    except FileNotFoundError:
        raise InputError((Problem(file=name, kind="missing-file"),)) from None
    except (OSError, ValueError) as error:
        reason = (("reason", reason_of(error)),)
        raise InputError((Problem(file=name, kind="unreadable-file", details=reason),)) from None


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Refuse a key that stands twice: two readers could take it differently."""
    keys = dict(pairs)
    if len(keys) != len(pairs):
        raise ValueError
    return keys


def _problem(file: str, error: ErrorDetails) -> Problem:
    kind = error["type"]
    kind = kind if kind.startswith("review-") else _KINDS.get(kind, "review-wrong-type")
    context = error.get("ctx", {})
    found = error["input"]
    return Problem(
        file=file,
        kind=kind,
        column=_key(error["loc"]),
        found=found if isinstance(found, str) else None,
        details=(
            ("allowed", str(context.get("expected") or context.get("expected_tags") or "")),
            ("limit", str(context.get("max_length") or context.get("min_length") or "")),
        ),
    )


def _key(place: tuple[int | str, ...]) -> str | None:
    """Return the place in the file as people write it: ``corrections[3].statut``, from 1."""
    text = ""
    for index, part in enumerate(place):
        if isinstance(part, int):
            text += f"[{part + 1}]"
        elif index != 2 or place[0] != "corrections":  # noqa: PLR2004  (the type, not a key)
            text += f".{part}" if text else part
    return text or None
