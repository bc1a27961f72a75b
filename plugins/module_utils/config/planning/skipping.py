# SPDX-License-Identifier: GPL-3.0-or-later
"""Leave out parts of records that the organization does not have, where the user allows it, and warn. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from ...mistakes import UserError
from ...words import quoted, suggest
from ..desired.desired import Desired
from ..model.catalog.table import CATALOG, find, known_families
from ..model.kinds.field import kept_fields, walk
from ..model.kinds.kind import Kind
from ..model.resource import Resource
from ..model.values import JSON, ByName, Path
from ..source.parse import dotted
from .action import Action
from .identify import placed
from .identities import Identities, MissingError

OPTION: Final = "skip_missing"
LISTED: Final = 20


def check_names(names: Iterable[str]) -> frozenset[str]:
    """Return the names of the option: families as in the API, and words for things outside the catalog.

    UserError names an unknown word.
    """
    words = frozenset[str]().union(*(_outside(resource) for resource in CATALOG.values()))
    checked: set[str] = set()
    for name in names:
        word = name.strip().lower().replace("-", "_")
        resource = find(name)
        if word not in words and resource is None:
            near = suggest(name, (*words, *CATALOG))
            raise UserError(f"{OPTION}: {name}: unknown{near or '.'} {known_families()}, {', '.join(sorted(words))}")
        checked |= {word} & words
        checked |= {resource.family} if resource else set()
    return frozenset(checked)


class Skipping:
    """Removes references from records, and ids of things outside the catalog.

    Such an id counts as known if any live object has it in a field for the same thing.
    """

    def __init__(self, names: frozenset[str], identities: Identities) -> None:
        self._names = names
        self._identities = identities

    def without_references(self, resource: Resource, item: Desired) -> Desired:
        """Return a record without references to missing objects of the families that are named.

        The same goes for families that the record itself is lenient about.
        """
        families = self._names | item.record.lenient

        def why(kind: Kind, value: Any) -> str:
            if not kind.target or kind.families.isdisjoint(families):
                return ""
            try:
                placed(self._identities, kind.target, value)
            except MissingError as error:
                return str(error)
            except ValueError:
                pass  # more than one object: the user must say which
            return ""

        return _without(resource, item, why) if resource.families & families else item

    def without_outside(
        self, resource: Resource, items: Sequence[Desired | None], live: Iterable[JSON]
    ) -> Sequence[Desired | None]:
        """Return records without ids of what is outside, as far as no live object of the family has them."""
        words = _outside(resource) & self._names
        if not words:
            return items
        known = _outside_of(resource, live)

        def why(kind: Kind, value: Any) -> str:
            if kind.outside not in words or kind.mark(value) in known[kind.outside]:
                return ""
            if kind.target and self._identities.after(kind.target).knows(value):
                return ""
            return f"no {resource.label} of this organization has this {kind.outside.replace('_', ' ')}"

        return [_without(resource, item, why) if item and item.present and not item.skipped else item for item in items]


def warnings_of(actions: Iterable[Action], option: str) -> list[str]:
    """Return a warning with a count and the first things that were left out; none where nothing was.

    `option` is the option that asked for it; empty where only records themselves were lenient.
    """
    actions = [action for action in actions if action.left_out]
    if not actions:
        return []
    objects = [action.title for action in actions if action.skipped]
    values = [f"{action.title}: {what}" for action in actions if not action.skipped for what in action.left_out]
    counts = [
        f"{len(found):,} {word}{'s' if len(found) > 1 else ''}"
        for found, word in ((objects, "object"), (values, "value"))
        if found
    ]
    named = [*objects, *values]
    rest = f" and {len(named) - LISTED:,} more, each in the result" if len(named) > LISTED else ""
    why = "they do not exist" if len(named) > 1 else "it does not exist"
    what = f"{' and '.join(counts)} left out, because {why} in this organization"
    return [f"{f'{option}: ' if option else ''}{what}: {'; '.join(named[:LISTED])}{rest}"]


def _without(resource: Resource, item: Desired, why: Callable[[Kind, Any], str]) -> Desired:
    """Return a record without the values for which there is a reason, and with these reasons."""
    left_out: list[str] = []

    def drops(kind: Kind, value: Any, path: Path) -> bool:
        reason = why(kind, value)
        if reason:
            written = value.name if isinstance(value, ByName) else value
            left_out.append(f"{dotted(path)}: {quoted(written)}: {reason}")
        return bool(reason)

    key = {name: value for name, value in item.values.items() if name in resource.key_names}
    values = kept_fields(resource.by_api, {**item.values, **dict.fromkeys(key)}, drops) | key
    return item._replace(values=values, left_out=(*item.left_out, *left_out)) if left_out else item


def _outside(resource: Resource) -> frozenset[str]:
    """Return the words for what objects of a family refer to outside of the catalog."""
    return frozenset(field.kind.outside for field in walk(resource.fields)) - {""}


def _outside_of(resource: Resource, live: Iterable[JSON]) -> Mapping[str, set[Any]]:
    """Return the ids of what is outside in live objects, by the word for it."""
    found: defaultdict[str, set[Any]] = defaultdict(set)

    def notes(kind: Kind, value: Any, path: Path) -> bool:
        found[kind.outside].add(kind.mark(value))
        return False

    for body in live:
        kept_fields(resource.by_api, body, notes)
    return found
