# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the modules that take only one family, and their action plugins, from the catalog and typed_modules.yml.

Run it as `PYTHONPATH=build:roles/simulator/files:tools .venv/bin/python tools/typed_modules.py`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import yaml
from family_words import remarks
from family_words import rules as rules_of
from family_words import words as words_of
from typed_results import returned

from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.field import Field
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.kind import Kind
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.references import (
    PartReference,
    Reference,
)
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.scalars import Choice, Flag, Id
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.resource import OwnModule, Resource
from ansible_collections.webex.contact_center.plugins.module_utils.module.typed import object_spec

ROOT: Final = Path(__file__).resolve().parent.parent
WORDS: Final = ROOT / "tools" / "typed_modules.yml"
PLUGINS: Final = ROOT / "plugins"
WIDTH: Final = 66

PLAN_ONLY: Final = "With O(plan_dest), check mode writes the two files of the plan. It writes nothing else."

MODULE: Final = '''\
#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# Written by tools/typed_modules.py: change the catalog or tools/typed_modules.yml, and run the script again.

from __future__ import annotations

DOCUMENTATION = r"""
{documentation}"""

EXAMPLES = r"""
{examples}"""

RETURN = r"""
{returned}"""

from ansible_collections.webex.contact_center.plugins.module_utils.module.config import apply_family


def main() -> None:
    """Apply {plural}."""
    apply_family("{family}")


if __name__ == "__main__":
    main()
'''

ACTION: Final = '''\
# SPDX-License-Identifier: GPL-3.0-or-later
# Written by tools/typed_modules.py.
"""Controller side of {name}."""

from __future__ import annotations

from ..plugin_utils.actions.family import ObjectAction


class ActionModule(ObjectAction):
    """A single object of the family {family}, or a list of them."""

    family = "{family}"
'''


def main() -> None:
    """Write the modules and their actions."""
    for path, text in files().items():
        path.write_text(text, encoding="utf-8")


def files() -> dict[Path, str]:
    """Return the text of each file that is written."""
    found: dict[Path, str] = {}
    words = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    for resource in CATALOG.values():
        if own := resource.module:
            found[PLUGINS / "modules" / f"{own.name}.py"] = module(resource, own, words[own.name], words["common"])
            found[PLUGINS / "action" / f"{own.name}.py"] = ACTION.format(name=own.name, family=resource.family)
    return found


def module(resource: Resource, own: OwnModule, words: Mapping[str, Any], common: Mapping[str, str]) -> str:
    """Return the Python of a module."""
    return MODULE.format(
        documentation=dumped(documentation(resource, own, words, {**common, **words.get("options", {})})),
        examples=words["examples"],
        returned=dumped(returned(resource, own)),
        plural=resource.plural,
        family=resource.family,
    )


class _Dumper(yaml.SafeDumper):
    """Writes YAML as people indent it."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent lists inside of mappings."""
        del indentless
        super().increase_indent(flow, False)


def dumped(document: Mapping[str, Any]) -> str:
    """Return a mapping as YAML in lines of a readable length."""
    return yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=WIDTH)


def documentation(
    resource: Resource, own: OwnModule, words: Mapping[str, Any], meanings: Mapping[str, str]
) -> dict[str, Any]:
    """Return the documentation of a module."""
    can = [verb for verb in ("create", "update", "delete") if resource.verbs.of(verb)]
    verbs = joined([{"create": "creates", "update": "changes", "delete": "deletes"}[verb] for verb in can])
    key = joined([f"O({name})" for name in resource.key])
    text = {
        "module": own.name,
        "short_description": f"Make the {resource.plural} of an organization match a list",
        "version_added": words.get("version_added", "0.2.0"),
        "description": [
            f"{verbs.capitalize()} {resource.plural} of Webex Contact Center, one or thousands in a single task.",
            f"The module first compares the whole list with the live {resource.plural}, and writes only what differs.",
            f"A record with an O(id) stands for the object with this id. A record without an O(id) stands for the"
            f" object with the same {key}.",
            "An option that a record does not give keeps its live value.",
        ],
        "options": {own.many: the_list(resource), **dict(options(resource, meanings))},
        "extends_documentation_fragment": [
            f"webex.contact_center.{name}"
            for name in (
                "apply",
                "attributes",
                "backups",
                "connection",
                "missing",
                "plans",
                "spreadsheets",
                "templates",
                "transport",
                "transport.budget",
            )
        ],
        "attributes": {
            "check_mode": {"support": "full", "details": PLAN_ONLY},
            "diff_mode": {"support": "full"},
        },
        "seealso": [{"module": "webex.contact_center.wxcc_config"}],
        "author": ["The webex.contact_center contributors (@webex)"],
    }
    if notes := [*words.get("notes", ()), *rules(resource)]:
        text["notes"] = notes
    return text


def rules(resource: Resource) -> Iterator[str]:
    """Yield the rules between the options of an object."""
    for line in rules_of(resource):
        if line.startswith("- "):
            yield re.sub(r"`([a-z_.]+)`", r"C(\1)", line[2:]).replace("`", "")


def joined(parts: Iterable[str]) -> str:
    """Join words in a sentence."""
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last


def the_list(resource: Resource) -> dict[str, Any]:
    """Return the documentation of the option that takes a list."""
    return {
        "description": [
            f"The {resource.plural}, each a mapping of the options of a single one, from O({resource.key[0]}) to"
            " O(state).",
            f"Excludes O(src) and the options of a single {resource.label}.",
        ],
        "type": "list",
        "elements": "dict",
    }


def options(resource: Resource, meanings: Mapping[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the options of a single object, in the order of the catalog."""
    spec = object_spec(resource)
    fields = {option: field for field in resource.fields if not field.elsewhere for option in field.options}
    for option in resource.option_names():
        if option == "id":
            use = "needed to change" if resource.name_field.writes == "always" else "instead of"
            about = [f"The id of the {resource.label}, {use} its O({resource.key[0]})."]
        elif option == "state":
            about = [f"Whether the {resource.label} must exist."]
        else:
            about = list(description(option, fields[option], meanings))
        yield option, {"description": about, **documented(spec[option], fields.get(option))}


def description(option: str, field: Field, meanings: Mapping[str, str], of: str = "object") -> Iterator[str]:
    """Yield the sentences about an option; `of` is what has it."""
    if option != field.name:
        several = option.endswith("_ids")
        mark = "O" if of == "object" else "C"
        what, other = ("ids", "names") if several else ("id", "a name")
        yield f"The {what} for {mark}({field.name}), instead of {other}."
        return
    if option in meanings:
        yield meanings[option]
    if takes := sentence(field.kind):
        yield takes
    if field.required and field.default is None:
        yield f"A new {of} needs it."
    elif field.default is not None:
        yield f"A new {of} has V({json.dumps(field.default).strip(chr(34))}) unless it is given."
    if special := remarks(field):
        yield special


def sentence(kind: Kind) -> str:
    """Say what values a kind takes where its type does not; empty where it does."""
    if isinstance(kind, Choice | Flag | Id):
        return ""
    text = words_of(kind)
    if isinstance(kind, Reference) and not isinstance(kind, PartReference):
        text = f"the name of the {CATALOG[kind.family].label}" if kind.family in CATALOG else text
    text = re.sub(r"\[([^]]*)\]\([^)]*\)", r"C(\1)", text)
    text = re.sub(r"`([^`]*)`", r"V(\1)", text).replace("\\|", "|")
    return "" if text in ("a text", "a mapping", "any value") else f"{text[0].upper()}{text[1:]}."


def documented(spec: Mapping[str, Any], field: Field | None) -> dict[str, Any]:
    """Return the type of an option as documentation has it, with the options inside of it."""
    found = {key: spec[key] for key in ("type", "elements", "choices", "default") if key in spec}
    if "options" in spec and field is not None:
        inside = {option: part for part in field.kind.fields for option in part.options}
        found["suboptions"] = {
            name: {
                "description": list(description(name, inside[name], {}, "entry")) or [named(name)],
                **documented(part, inside[name]),
            }
            for name, part in spec["options"].items()
        }
    return found


def named(option: str) -> str:
    """Say what an option is, where its name says it all."""
    text = option.replace("_", " ")
    return f"{text[0].upper()}{text[1:]}."


if __name__ == "__main__":
    main()
