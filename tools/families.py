# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes docs/families.md, the JSON Schemas in docs/schemas and the options of `type` from the catalog.

Run it as `PYTHONPATH=build:roles/simulator/files:tools .venv/bin/python tools/families.py`.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import yaml
from family_words import IN_PLACE, of_new_object, remarks, rules, words

from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.content import FOLDER
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.contents import FileKind
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.field import Field
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.lists import (
    ListKind,
)
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.nested import (
    shown_object,
)
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.scalars import (
    Text,
)
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.resource import Resource
from ansible_collections.webex.contact_center.plugins.module_utils.config.writing.schemas import (
    DIALECT,
    list_schema,
    schema_of,
)
from wxcc_simulator.families.family import sample_of
from wxcc_simulator.families.registry import FAMILIES

ROOT: Final = Path(__file__).resolve().parent.parent
PAGE: Final = ROOT / "docs" / "families.md"
SCHEMAS: Final = ROOT / "docs" / "schemas"
BY_HAND: Final = ("plan.json",)
FRAGMENT: Final = ROOT / "plugins" / "doc_fragments" / "families.py"
FIRST_OF_ONE: Final = {"suggested_responses": {"enable": True}}
"""An example of the family of which every organization has one, whose object nobody creates."""
ORGANIZATION: Final = "organization"
"""The schema of a file with a key for each family."""
HEAD: Final = """\
<!-- SPDX-License-Identifier: GPL-3.0-or-later -->
<!-- Written by tools/families.py from the catalog: change the catalog, and run the script again. -->
# Families

The configuration families that `webex.contact_center.wxcc_config` manages, with the options of their objects. Every
object also takes `id`, which is needed to rename it, and `state`: `present` (the default) or `absent`.

An option that you leave out keeps its live value. An empty text clears an option that is not required. Where an option
takes the name of another object, the option with `_id` or `_ids` at its end takes ids instead. Where several objects
have the name, write more of the key: `{name: Billing, site: Lyon}`, or `Billing: Lyon` in a text or a cell.

In a CSV file, a column can hold a part of an option: `manually_assignable.chat` is the chat of the mapping
`manually_assignable`, and `queue_rankings.1.rank` is the rank in the first entry of the list `queue_rankings`. An entry
whose cells are all empty does not exist. A cell of the whole option takes JSON, and for a list of names, words or ids
also `Sales; Care`.

JSON Schemas for editors are in the folder [schemas](schemas): one for the list of each family, and
`organization.json` for a file with a key for each family. They know the spelling of this page only, while files may
also use the API's names. To use one, begin a YAML file with a line such as
`# yaml-language-server: $schema=docs/schemas/site.json`.
"""


FRAGMENT_HEAD: Final = '''\
# SPDX-License-Identifier: GPL-3.0-or-later
# Written by tools/families.py from the catalog: change the catalog, and run the script again.
"""The configuration families, for the modules that take any of them."""

from __future__ import annotations


class ModuleDocFragment:
    """The option `type`, and the options of the objects of each family."""

    DOCUMENTATION = r"""
'''


def main() -> None:
    """Write the page, the fragment and the schemas."""
    PAGE.write_text(page(), encoding="utf-8")
    FRAGMENT.write_text(fragment(), encoding="utf-8")
    SCHEMAS.mkdir(exist_ok=True)
    for path in SCHEMAS.glob("*.json"):
        if path.name not in BY_HAND:
            path.unlink()
    for name, schema in schemas().items():
        (SCHEMAS / f"{name}.json").write_text(json.dumps(schema, indent=2) + "\n", encoding="utf-8")


def page() -> str:
    """Return the page about all families as Markdown."""
    sections = (line for resource in CATALOG.values() for line in section(resource))
    return "\n".join([HEAD, *sections, *left_out(), *ids()])


def fragment() -> str:
    """Return the documentation fragment of the modules that take any family, as Python."""
    applies = (
        "The family of O(items), or of a O(src) that is a plain list. If O(src) contains several, only this one is"
        " applied."
    )
    listed = option_type(["The family to list."], is_required=True)
    notes = [
        f"Options of C({resource.family}) are {', '.join(f'C({field.name})' for field in own(resource))}."
        f" {found_by(resource)}"
        for resource in CATALOG.values()
    ]
    more = f"notes:\n{bullets(notes, 2)}"
    return f'''{FRAGMENT_HEAD}{option_type([applies])}{more}"""\n\n    LISTED = r"""\n{listed}"""\n'''


def found_by(resource: Resource) -> str:
    """Say by what an object is found."""
    if resource.is_singleton:
        return "An organization has exactly one."
    return (
        f"It is found by its C(id) if you give it, else by its {' and '.join(f'C({name})' for name in resource.key)}."
    )


def option_type(description: list[str], *, is_required: bool = False) -> str:
    """Return the option `type` as YAML."""
    choices = textwrap.fill(
        f"choices: [{', '.join(CATALOG)}]",
        116,
        initial_indent="    ",
        subsequent_indent="      ",
        break_on_hyphens=False,
    )
    required = "    required: true\n" if is_required else ""
    return f"options:\n  type:\n    description:\n{bullets(description, 6)}    type: str\n{required}{choices}\n"


def bullets(texts: Iterable[str], indent: int) -> str:
    """Return texts as a YAML list."""
    first, next_ = f"{' ' * indent}- ", f"{' ' * indent}  "
    filled = (
        textwrap.fill(text, 116, initial_indent=first, subsequent_indent=next_, break_on_hyphens=False)
        for text in texts
    )
    return "".join(f"{text}\n" for text in filled)


def own(resource: Resource) -> list[Field]:
    """Return the fields that are managed on the objects of the family themselves."""
    return [field for field in resource.fields if not field.elsewhere]


def left_out() -> Iterator[str]:
    """Yield the table of what the API has and this page has not."""
    yield from ["## Fields of the API that are not options", ""]
    yield "Every field that the description of the API lets clients write is an option above, but for these."
    yield from ["", "| family | field | why |", "|---|---|---|"]
    for resource in CATALOG.values():
        reasons = dict.fromkeys(resource.response_only, "only the service fills it") | dict(resource.left_out)
        fixed = {field.api_name: f"read-only: {field.elsewhere}" for field in resource.fields if field.elsewhere}
        for name, why in (reasons | fixed).items():
            yield f"| [{resource.family}](#{resource.family}) | `{name}` | {why} |"
    yield ""


OUTSIDE: Final = {
    "analyzer_folder": "folders of Analyzer",
    "assistant_skill": "skills of AI Studio",
    "flow": "what a setting of a flow speaks of",
    "journey_template": "templates of the Customer Journey Data Service",
    "journey_workspace": "workspaces of the Customer Journey Data Service",
    "location": "locations and regions of Webex Calling",
    "resource": "functions and channels, and objects without a name",
    "route_point": "route points of Webex Calling",
    "routing_kpi": "key figures of the routing by artificial intelligence",
    "threshold_rule": "threshold rules",
    "webex_connect": "assets of Webex Connect, beside those of the family asset",
}
"""What ids mean that no family here has, by the word that `skip_missing` takes for it."""


def ids() -> Iterator[str]:
    """Yield the table of ids that cannot be given as names."""
    yield from ["## Ids that cannot be given as names", ""]
    yield (
        "Every other option that takes the id of something has an option beside it that takes the name. The API of the"
        " configuration knows no names of these things, so they stay ids, which mean nothing in another organization."
        " There, `skip_missing` with the word leaves them out."
    )
    yield from ["", "| family | option | ids of | word |", "|---|---|---|---|"]
    for resource in CATALOG.values():
        for option, field in named(resource.fields):
            if field.kind.outside and not field.elsewhere:
                name = option.removesuffix(field.name) + field.id_option
                what = OUTSIDE[field.kind.outside]
                yield f"| [{resource.family}](#{resource.family}) | `{name}` | {what} | `{field.kind.outside}` |"
    yield ""


def section(resource: Resource) -> Iterator[str]:
    """Yield the lines about one family."""
    yield f"## {resource.family}"
    yield ""
    key = " and ".join(f"`{name}`" for name in resource.key)
    if resource.is_singleton:
        yield "An organization has exactly one, so a record of it needs neither an `id` nor a name."
    else:
        yield f"An object is identified by its `id` if you give it, else by its {key}."
    yield ""
    if resource.is_second_hand:
        yield (
            "This family is newer than the description of the API that the others are made from. Its options are known"
            " from notes of others, and nobody has tried them with the collection on the real service yet."
        )
        yield ""
    yield "| option | takes | a new object | remarks |"
    yield "|---|---|---|---|"
    for option, field in named(resource.fields):
        yield f"| `{option}` | {words(field.kind)} | {of_new_object(field)} | {remarks(field)} |"
    yield ""
    yield from rules(resource)
    yield from example(resource)


def named(fields: Iterable[Field], above: str = "") -> Iterator[tuple[str, Field]]:
    """Yield each field with its path, and the fields inside of it: `queue_rankings[].rank`."""
    for field in fields:
        path = f"{above}{field.name}"
        yield path, field
        if field.also:
            option, kind = field.also
            yield f"{above}{option}", Field(option, kind, elsewhere=f"{IN_PLACE}`{field.name}`")
        step = "[]." if isinstance(field.kind, ListKind) else "."
        if not field.elsewhere:
            yield from named(field.kind.fields, f"{path}{step}")


class _Names:
    """Stands for the objects of a family: each is called as an example needs it."""

    def __init__(self, family: str) -> None:
        self._family = family

    def name_of(self, _target: Any) -> str:
        """Return a name that says what it is."""
        return f"Some {CATALOG[self._family].label}"

    def is_unique(self, _target: Any) -> bool:
        """Say that a name is enough."""
        return True

    def rest_of(self, target: Any) -> tuple[()]:
        """Return nothing, because the name is enough."""
        return ()


def example_of(resource: Resource) -> dict[str, Any]:
    """Return the smallest object of a family, in the words of options."""
    known = FAMILIES.get(resource.family)
    sample = sample_of(known, lambda first: f"({first.family})", lambda _quirk: True) if known else {"name": "Sample"}
    key = {field.name: field.kind.example for field in resource.key_fields if isinstance(field.kind, Text)}
    shown = shown_object(resource.fields, sample, _Names)
    shown = shown if resource.key[0] in shown or resource.is_singleton else {**key, **shown}
    for field in resource.fields:
        if isinstance(field.kind, FileKind):
            shown[field.name] = f"{FOLDER}/{resource.family.replace('-', '_')}/sample{field.kind.ending}"
    return shown or FIRST_OF_ONE


def example(resource: Resource) -> Iterator[str]:
    """Yield an example of an object, as a file of the family holds it."""
    yield f"`{resource.family.replace('-', '_')}.yml`:"
    yield ""
    yield "```yaml"
    yield yaml.safe_dump([example_of(resource)], sort_keys=False, allow_unicode=True, width=100).rstrip("\n")
    yield "```"
    yield ""


def schemas() -> dict[str, dict[str, Any]]:
    """Return the JSON Schema of each family's list, and that of a file with all families."""
    lists = {family: list_schema(resource) for family, resource in CATALOG.items()}
    whole = {"type": "object", "properties": lists, "additionalProperties": False}
    organization = {"$schema": DIALECT, "title": "An organization of Webex Contact Center", **whole}
    return {**{family: schema_of(resource) for family, resource in CATALOG.items()}, ORGANIZATION: organization}


if __name__ == "__main__":
    main()
