"""The published description of the tables, made from the row models: a page and Table Schemas.

``write_documents(Path("docs"))`` renews the files that the repository carries.

Table Schema: https://datapackage.org/standard/table-schema/ (version 2).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from netmap.inputs.columns import kind_of
from netmap.inputs.faults import column_schema
from netmap.inputs.layers import LAYERS
from netmap.inputs.rows import TABLES, Row, about_column, endings_of
from netmap.messages import Messages
from netmap.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pydantic.fields import FieldInfo

    from netmap.vocabulary import Kind

_PROFILE = "https://datapackage.org/profiles/2.0/tableschema.json"
_CONSTRAINTS = ("pattern", "minimum", "maximum", "enum")


def table_schema(model: type[Row]) -> dict[str, Any]:
    """Return a table's Table Schema: what a validator other than this tool needs.

    >>> from netmap.inputs.rows import AccompanimentRow
    >>> table_schema(AccompanimentRow)["fields"][2]["constraints"]
    {'required': True, 'minimum': 0, 'maximum': 1000000000}
    """
    schema: dict[str, Any] = {
        "$schema": _PROFILE,
        "name": model.stem.rpartition("/")[2],
        "description": model.about.fr,
        "description_en": model.about.en,
        "fields": [_field(model, name) for name in model.model_fields],
        "missingValues": [""],
    }
    if model.key is not None:
        schema["primaryKey"] = [model.key]
    return schema


def _field(model: type[Row], name: str) -> dict[str, Any]:
    about, said = about_column(model, name), column_schema(model, name)
    kind = kind_of(model, name)
    field: dict[str, Any] = {"name": name, "description": about.fr, "description_en": about.en}
    constraints: dict[str, Any] = {"required": model.model_fields[name].is_required()}
    constraints |= {key: said[key] for key in _CONSTRAINTS if key in said}
    match kind:
        case "list":
            field |= {"type": "list", "delimiter": "|"}
        case "flag":
            field |= {"type": "boolean", "trueValues": ["oui"], "falseValues": ["non"]}
        case "date":
            field |= {"type": "date", "format": "default"}
        case "number":
            field |= {"type": said["type"]}
        case _:
            field |= {"type": "string"}
    return field | {"constraints": constraints}


def documents() -> dict[str, str]:
    """Return every generated document: its path under ``docs/`` and its text."""
    pages = {"tables.md": _page()}
    for model in TABLES:
        schema = table_schema(model)
        pages[f"schemas/{schema['name']}.json"] = (
            json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
        )
    return pages


def write_documents(folder: Path) -> None:
    """Write the generated documents under `folder`."""
    for path, text in documents().items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def _page() -> str:
    return "\n".join(
        [
            _PREFACE,
            *(line for model in TABLES for line in _table(model)),
            *_layers(),
            *_settings(),
            *_vocabulary("Thématiques", "need"),
            *_vocabulary("Catégories", "category"),
        ]
    )


_PREFACE = """\
# Les tableaux d'un projet

Cette page est produite à partir des modèles qui vérifient les tableaux : elle ne peut pas dire
autre chose qu'eux.

Un tableau est un fichier `.csv`, `.xlsx` ou `.ods` ; les passages peuvent aussi être en
`.parquet`, ou un dossier de fichiers `.parquet` et `.csv`, `data/passages/`, qui sont un seul
tableau. Le CSV est lu tel que les gens l'ont : UTF-8 ou Windows-1252, point-virgule, virgule,
tabulation ou barre, virgule décimale, lignes vides, titre au-dessus de l'en-tête. Les listes
sont séparées par `|`, `;` ou des retours à la ligne. Les codes sont du texte : mettez leur colonne
au format texte pour garder le zéro du début. **Une case vide veut dire « on ne sait pas » ; 0 veut
dire « aucun ».** De même, une commune ou un quartier sans ligne dans `data/accompagnements` est
sans donnée, et non à 0, sauf si `[lecture] lignes_absentes` dit `"zero"`.

Ce qui peut se lire de deux façons n'est lu d'aucune : `netmap check` le demande, montre les deux
lectures et leurs totaux, et la réponse est gardée sous `[lecture]`. Une feuille par année est un
seul tableau ; une feuille masquée n'est pas lue ; une ligne de total ou une note est écartée ; une
colonne par année devient une ligne par année : chaque lecture est dite.

Tous les tableaux peuvent aussi être les feuilles d'un seul classeur, `netmap.xlsx` (ou `.ods`), à
côté de `netmap.toml` : c'est celui que `netmap init` prépare, avec ses listes et ses exemples. Une
feuille sans ligne n'est pas un tableau ; un même tableau se remplit à un seul endroit. Une ligne
qui porte `EXEMPLE` dans sa première colonne n'est jamais comptée. Là où un code du vocabulaire est
attendu, son libellé l'est aussi ; un code de lieu peut être suivi de son nom : `17300 – La
Rochelle`.
"""


def _table(model: type[Row]) -> Iterator[str]:
    schema = table_schema(model)
    yield f"## `{model.stem}`"
    yield ""
    yield f"Une ligne : {model.about.fr} (*{model.about.en}*)."
    endings = ", ".join(f"`{ending}`" for ending in endings_of(model))
    path = f"schemas/{schema['name']}.json"
    yield f"Formats : {endings}, ou la feuille « {model.sheet} ». Schéma : [`{path}`]({path})."
    yield ""
    yield "| colonne | type | contenu | content |"
    yield "|---|---|---|---|"
    for field in schema["fields"]:
        required = field["constraints"]["required"]
        name = f"**`{field['name']}`** (obligatoire)" if required else f"`{field['name']}`"
        words = field["constraints"].get("enum")
        kind = " ou ".join(f"`{word}`" for word in words) if words else _KINDS[field["type"]]
        yield f"| {name} | {kind} | {field['description']} | {field['description_en']} |"
    yield ""


_KINDS = {
    "string": "texte",
    "list": "liste",
    "boolean": "oui ou non",
    "date": "date",
    "integer": "nombre entier",
    "number": "nombre",
}


def _layers() -> Iterator[str]:
    yield "## Les couches de `data/geo/`"
    yield ""
    yield (
        "GeoJSON, GeoPackage, Shapefile (ou son `.zip`), FlatGeobuf ou GeoParquet, dans tout"
        " système de coordonnées déclaré. Chaque couche a son entrée dans"
        " `data/geo/SOURCES.toml` : `producteur`, `millesime`, `licence`, et si possible `lien`,"
        " `sha256`, `note`. Sans la colonne `precision`, les contours sont ceux que publie le"
        " producteur (`official`) ; une case vide de cette colonne vaut `indicative`. Une couche de"
        " communes plus large que l'EPCI de `netmap.toml` lui est ramenée, et les populations"
        " d'une couche qui n'a pas cette colonne sont celles de la base de France : les deux"
        " sont dits."
    )
    yield ""
    yield "| couche | colonnes (**obligatoires**) |"
    yield "|---|---|"
    for layer in LAYERS:
        names = [f"**`{n}`**" if n in layer.required else f"`{n}`" for n in layer.columns]
        yield f"| `{layer.stem}` | {', '.join(names)} |"
    yield ""


def _settings() -> Iterator[str]:
    yield "## Les réglages de `netmap.toml`"
    yield ""
    yield "Seul `nom`, sous `[territoire]`, est obligatoire."
    yield ""
    yield "| section | clé | par défaut | sens |"
    yield "|---|---|---|---|"
    for name, field in Settings.model_fields.items():
        yield from _keys(field.alias or name, field)
    yield ""


def _keys(section: str, field: FieldInfo) -> Iterator[str]:
    inner = getattr(field.annotation, "model_fields", None)
    if inner is None:
        yield _key("", section, field)
        of = getattr(field.annotation, "__args__", (None,))[-1]
        inner = getattr(of, "model_fields", {})
        section = f"{section}.…"
    for name, key in inner.items():
        yield _key(section, key.alias or name, key)


def _key(section: str, key: str, field: FieldInfo) -> str:
    path = f"settings.{section.removesuffix('.…')}.{key}" if section else f"settings.{key}"
    messages = Messages()
    said = messages(path).replace("|", "\\|") if path in messages else ""
    return f"| {f'`[{section}]`' if section else ''} | `{key}` | {_default(field)} | {said} |"


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "**obligatoire**"
    value = field.get_default(call_default_factory=True, validated_data={})
    if value is None or value in ((), {}):
        return ""
    return f"`{'true' if value is True else 'false' if value is False else value}`"


def _vocabulary(title: str, kind: Kind) -> Iterator[str]:
    yield f"## {title}"
    yield ""
    yield "Un projet ajoute les siennes sous `[vocabulaire]` dans `netmap.toml`."
    yield ""
    yield "| code | libellé | label |"
    yield "|---|---|---|"
    french, english = Messages("fr"), Messages("en")
    for code in french.section(f"vocabulary.{kind}"):
        yield f"| `{code}` | {french.label(kind, code)} | {english.label(kind, code)} |"
    yield ""
