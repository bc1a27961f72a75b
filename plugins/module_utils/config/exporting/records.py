# SPDX-License-Identifier: GPL-3.0-or-later
"""Turn a live object into a record that creates it in any organization."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ..desired.places import Spot
from ..model.kinds.field import Field, squash
from ..model.kinds.kind import Names
from ..model.kinds.nested import shown_object
from ..model.resource import Resource
from ..model.values import JSON, UNSET, hashable
from ..source.parse import Problem, Record

NOTHING: Final = ("", "")
"""The file of an object of a family without files."""


@dataclass
class Portable:
    """A record, the options that it lacks with the reasons, and options with ids, which are not valid elsewhere."""

    record: JSON
    missing: dict[str, str] = field(default_factory=dict)
    ids: list[str] = field(default_factory=list)


class Recorder:
    """Makes records of the objects of one family.

    Names stand for ids, lists whose order does not count have an order of their own, and defaults, empty values and
    what the server fills are left out. An object has its `id` only where it cannot be found by its key.
    """

    def __init__(self, resource: Resource, rows: Iterable[JSON], names: Names) -> None:
        """Take the rows of all objects of the family, to know which keys are unique."""
        self._resource = resource
        self._names = names
        tags = resource.content.tags if resource.content else ""
        self._fields = tuple(
            part for part in resource.fields if not part.elsewhere and (part.is_readable or part.api_name == tags)
        )
        self._keys = Counter(map(self._key, rows))

    def record(self, body: JSON, file: tuple[str, str] = NOTHING) -> Portable:
        """Return the record of an object; `file` is the path of its file beside the records, or why it has none."""
        content = self._resource.content
        given = [part for part in self._fields if not self._is_default(part, body.get(part.api_name))]
        if content:
            given = [part for part in given if part.api_name != content.field]
        shown = shown_object(given, body, self._names)
        made = Portable({})
        for option, value in shown.items():
            kind = self._resource.kind_of(option)
            settled = kind.settled(value) if kind else value
            if why := self._refusal(option, settled):
                made.missing[option] = why
            else:
                made.record[option] = settled
                made.ids += kind.foreign(option, settled) if kind else ()
        self._identify(made, body, shown)
        if self._resource.rules:
            for option, why in self._resource.refused(body):
                if made.record.pop(option, None) is not None:
                    made.missing[option] = why
        path, why = file
        if content and why:
            made.missing[content.option] = why
        elif content and path:
            made.record[content.option] = path
        if body.get("systemDefault"):
            made.record["system_default"] = True
        return made

    def _identify(self, made: Portable, body: JSON, shown: Mapping[str, Any]) -> None:
        """Add the id of an object whose key is not unique, or whose name is not allowed in files."""
        if self._resource.is_singleton:
            return
        option = self._resource.key[0]
        is_odd = option in made.missing
        if is_odd:
            del made.missing[option]
        if is_odd or option not in shown or self._keys[self._key(body)] > 1:
            head = {option: shown[option]} if option in shown else {}
            made.record = {**head, "id": body["id"], **made.record}
            made.ids.append("id")

    def _key(self, body: JSON) -> tuple[Any, ...]:
        return tuple([hashable(part.kind.mark(body.get(part.api_name))) for part in self._resource.key_fields])

    def _is_default(self, part: Field, value: Any) -> bool:
        if part.name in self._resource.key:
            return False
        return value in UNSET or (part.default is not None and part.equal(value, part.default))

    def _refusal(self, option: str, value: Any) -> str:
        """Return why a value of the service is not allowed in a file; empty if it is allowed."""
        _name, part = self._resource.index.get(squash(option), ("", None))
        if part is None:
            return ""
        problems: list[Problem] = []
        part.read(option, value, Spot(Record({option: value}, ""), (option,), problems))
        return problems[0].what if problems else ""


def in_order(names: Mapping[str, str]) -> list[str]:
    """Return ids in an order of their portable names that is the same everywhere."""
    return sorted(names, key=lambda object_id: (names[object_id].encode(errors="replace").lower(), names[object_id]))
