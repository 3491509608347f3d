"""``netmap.toml`` of a new project: what must be said, and every other key with its default.

It is made from the settings' own model, so that it can offer nothing that is not read.
"""

from __future__ import annotations

import json
import textwrap
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from netmap.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic.fields import FieldInfo

    from netmap.messages import Messages

_WIDTH = 96


def settings_text(*, name: str, epci: str, messages: Messages) -> str:
    """Return the text of ``netmap.toml``.

    >>> from netmap.messages import Messages
    >>> text = settings_text(name="La Rochelle", epci="241700434", messages=Messages())
    >>> [line for line in text.splitlines() if line.startswith("[")][:2]
    ['[territoire]', '[densite]']
    """
    said = {"nom": name, "epci": epci}
    lines = [*_comment(messages("init.settings.preface")), ""]
    for attribute, field in Settings.model_fields.items():
        if _section(field) is None and not _is_table(field):
            lines += [*_key(field.alias or attribute, field, {}, messages), ""]
    for attribute, field in Settings.model_fields.items():
        key = field.alias or attribute
        section = _section(field)
        if section is not None:
            lines += [*_comment(messages(f"init.settings.{key}")), f"[{key}]"]
            for inner, value in section.model_fields.items():
                if _is_table_of_sections(value):
                    continue
                path = f"{key}.{value.alias or inner}"
                lines += _key(path, value, said if key == "territoire" else {}, messages)
            lines.append("")
        elif _is_table(field):
            lines += [*_comment(messages(f"init.settings.{key}")), ""]
    return "\n".join(lines).rstrip() + "\n"


def _section(field: FieldInfo) -> type[BaseModel] | None:
    """Return the model of a section; None where the key is a value."""
    kind = field.annotation
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def _is_table(field: FieldInfo) -> bool:
    """Tell whether a key's own keys are the user's: one a period, one an indicator."""
    return getattr(field.annotation, "__origin__", None) is dict


def _is_table_of_sections(field: FieldInfo) -> bool:
    """Tell whether what the user's own keys hold are sections: an example shows one."""
    inner = getattr(field.annotation, "__args__", ())[-1:]
    return _is_table(field) and any(isinstance(k, type) and issubclass(k, BaseModel) for k in inner)


def _key(path: str, field: FieldInfo, said: dict[str, str], messages: Messages) -> Iterator[str]:
    """Yield what a key means, then the key: as said, or its default, as a comment."""
    key = path.rpartition(".")[2]
    if f"settings.{path}" in messages:
        yield from _comment(messages(f"settings.{path}"))
    if key in said:
        yield f"{key} = {toml_value(said[key])}"
        return
    default = field.get_default(call_default_factory=True, validated_data={})
    yield f"# {key} = {'' if default is None else toml_value(default)}".rstrip()


def toml_value(value: Any) -> str:  # noqa: ANN401
    """Return a value as TOML writes it.

    >>> toml_value(True), toml_value((1.5, "a")), toml_value({})
    ('true', '[1.5, "a"]', '{}')
    """
    if isinstance(value, tuple):
        return f"[{', '.join(map(toml_value, value))}]"
    return json.dumps(value, ensure_ascii=False)


def _comment(text: str) -> Iterator[str]:
    for paragraph in text.strip().splitlines():
        for line in textwrap.wrap(paragraph, _WIDTH, break_on_hyphens=False) or [""]:
            yield f"# {line}".rstrip()
