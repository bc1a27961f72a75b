# SPDX-License-Identifier: GPL-3.0-or-later
"""What the catalog says of a field, in words of the documentation."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.content import FOLDER
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.contents import FileKind, FlowFile
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.documents import Json
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.field import Field
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.kind import Kind
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.lists import (
    Keyed,
    ListKind,
    Ordered,
)
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.nested import (
    Nested,
)
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.references import (
    AnyReference,
    PartReference,
    Reference,
)
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.rules import Rule
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.scalars import (
    Choice,
    Flag,
    Id,
    Text,
    Whole,
)
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.skills import SkillValues
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.resource import Resource

IN_PLACE: Final = "In place of "
"""Begins the remark on an option that another one may be given for."""
_SKILLS: Final = (
    "a mapping of the names of [skills](#skill) to their values: a number, `true` or `false`, a text, a list of texts,"
    " or `absent`"
)


def words(kind: Kind) -> str:
    """Say what values a kind takes."""
    if isinstance(kind, ListKind):
        return words_of_list(kind)
    if isinstance(kind, AnyReference):
        return "the name of an object of the kind that the entry is about"
    if isinstance(kind, PartReference):
        whole = "" if kind.family not in CATALOG else f" of a [{kind.family}](#{kind.family})"
        return f"the name of an entry in `{kind.part}`{whole}"
    if isinstance(kind, Reference):
        article = "an" if kind.family.startswith(tuple("aeio")) else "a"  # but a user
        known = kind.family in CATALOG
        return f"the name of {article} [{kind.family}](#{kind.family})" if known else f"{article} {kind.family}"
    if isinstance(kind, Choice):
        return ", ".join(f"`{value}`" for value in kind.values)
    if isinstance(kind, Whole):
        limits = [f"from {kind.minimum}"] if kind.minimum is not None else []
        limits += [f"{'to' if limits else 'up to'} {kind.maximum}"] if kind.maximum is not None else []
        return " ".join(["a whole number", *limits])
    if isinstance(kind, Text):
        return words_of_text(kind)
    if isinstance(kind, FileKind):
        return f"the path of a `{kind.ending}` file below `{FOLDER}/`"
    simple = {
        Flag: "`true` or `false`",
        Id: "an id",
        Nested: "a mapping",
        Json: "a mapping or a list, kept as JSON",
        SkillValues: _SKILLS,
    }
    return simple.get(type(kind), "any value")


def words_of_text(kind: Text) -> str:
    """Say which texts are allowed."""
    if kind.form:
        return f"a text of the form `{kind.example}`"
    parts = ["a text"]
    if kind.max_length is not None:
        parts.append(f"of up to {kind.max_length} characters")
    if kind.ending:
        parts.append(f"ending in {kind.ending}")
    if kind.allowed:
        parts.append(f"({kind.allowed})".replace("|", "\\|"))
    return " ".join(parts)


def words_of_list(kind: ListKind) -> str:
    """Say what a list holds, and whether its order counts."""
    if isinstance(kind, Keyed):
        keys = " and ".join(f"`{name}`" for name in kind.key)
        return f"a list of mappings, each with its own {keys}; the order does not count"
    item = "mappings" if isinstance(kind.item, Nested) else f"values, each {words(kind.item)}"
    return f"a list of {item}; the order {'counts' if isinstance(kind, Ordered) else 'does not count'}"


def of_new_object(field: Field) -> str:
    """Say what a new object needs."""
    if field.elsewhere:
        return ""
    if field.default is not None:
        return f"`{json.dumps(field.default)}` if not given".replace('"', "")
    return "required" if field.required else ""


def remarks(field: Field) -> str:
    """Say what is special about a field."""
    if field.elsewhere.startswith(IN_PLACE) or (isinstance(field.kind, FileKind) and field.elsewhere):
        return f"{field.elsewhere}."
    found = [f"Read-only. {field.elsewhere}."] if field.elsewhere else []
    if field.writes == "once":
        found.append("Cannot be changed after creation.")
    if field.writes == "later":
        found.append("For a new object, a second request writes it.")
    if field.under:
        found.append(
            "Names that are left out keep their values. Lists do not show them, so each name in the file takes a"
            " request. A value of the wrong type is refused before anything is sent."
        )
    if field.secret:
        found.append("A secret: sent with a new object, and again only with `write_secrets`; never shown or kept.")
    if field.seen == "item" and not field.elsewhere:
        found.append("Lists do not show it, so it takes a request per object that has it in the file.")
    if isinstance(field.kind, FlowFile):
        found.append("Compared as a whole, which takes a request per object that has it in the file.")
    elif field.seen == "file" and isinstance(field.kind, FileKind):
        found.append("Compared by its bytes, which takes a request per object that has it in the file.")
    if field.flagged:
        found.append("Only with a feature that not every organization has.")
    return " ".join(found)


def rules(resource: Resource) -> Iterator[str]:
    """Yield the rules between the options of an object."""
    lines = [f"- {_while(rule)}: {what}." for rule in resource.rules for what in _demands(rule)]
    if lines:
        yield from ["Rules between options:", "", *lines, ""]


def _while(rule: Rule) -> str:
    conditions = " and ".join(f"`{name}` is {_either(values)}" for name, values in rule.when.items())
    return f"While {conditions}" if conditions else "Always"


def _either(values: Iterable[Any]) -> str:
    return " or ".join(f"`{json.dumps(value)}`".replace('"', "") for value in values)


def _demands(rule: Rule) -> Iterator[str]:
    needed = ["`" + "` or `".join(need.split("|")) + "`" for need in rule.needs]
    if needed:
        yield f"{', '.join(needed)} must be given"
    if rule.refuses:
        yield f"{', '.join(f'`{name}`' for name in rule.refuses)} must not be given"
