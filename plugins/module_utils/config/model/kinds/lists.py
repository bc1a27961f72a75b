# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists: sets, lists whose entries have a key, and lists whose order matters."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from typing import Any, Final

from ....words import quoted
from ..entries import matched, plain, repeated
from ..values import CLEAR, GONE, JSON, Path, hashable
from .field import Field
from .kind import Dropper, Kind, Names, Place, Placer, Strange, Twin, as_json
from .nested import Nested, unpacked
from .rules import Rule
from .scalars import Choice, Id, Whole

NUMBER: Final = re.compile("[1-9][0-9]{0,3}")
JOINED: Final = "; "


class ListKind(Kind):
    """A list of values of one kind. Its subclasses differ in how they pair desired and live entries."""

    item: Kind
    min_items: int

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields of its entries."""
        return self.item.fields

    @property
    def families(self) -> frozenset[str]:
        """The families that its entries refer to."""
        return self.item.families

    @property
    def outside(self) -> str:
        """What its entries are ids of."""
        return self.item.outside

    @property
    def is_single(self) -> bool:
        """Whether nothing stands inside."""
        return False

    @property
    def is_code(self) -> bool:
        """Whether its entries are codes."""
        return self.item.is_code

    @property
    def entry_kind(self) -> Kind:
        """What its entries are."""
        return self.item

    @abstractmethod
    def pairs(self, live: list[Any], desired: list[Any]) -> list[tuple[Any, Any]]:
        """Return each desired entry with the live one that it stands for, or None."""

    def read(self, raw: Any, at: Place) -> Any:
        """Take a list, also as JSON in a text."""
        raw = self._split(raw) if at.is_cell and not self.fields else raw
        raw = unpacked(raw, at)
        if raw is CLEAR:
            return raw
        if not isinstance(raw, list):
            at.problem(f"{quoted(raw)} is not a list")
            return raw
        desired = [self._entry(entry, at.inside(number)) for number, entry in enumerate(raw)]
        if len(desired) < self.min_items:
            at.problem(f"needs at least {self.min_items} {'entry' if self.min_items == 1 else 'entries'}")
        for (number, *rest), value in self.own_twins(desired):
            here = at.inside(number)
            for step in rest:
                here = here.inside(step)
            here.problem(f"{quoted(value)} is listed twice; keep one")
        return desired

    @abstractmethod
    def own_twins(self, value: list[Any]) -> Iterator[Twin]:
        """Return the entries of this list that mean the same as an earlier one."""

    def twins(self, value: Any, path: Path = ()) -> Iterator[Twin]:
        """Find repeated entries in this list and in those inside its entries."""
        for twin, what in self.own_twins(value):
            yield (*path, *twin), what
        for number, entry in enumerate(value):
            yield from self.item.twins(entry, (*path, number))

    @property
    def _separators(self) -> str:
        """What separates the values in a cell; names may have commas in them, words and ids do not."""
        return ",;\n" if isinstance(self.item, Choice | Id | Whole) else ";\n"

    def _split(self, raw: Any) -> Any:
        """Split a cell with several values."""
        if not isinstance(raw, str) or raw.lstrip()[:1] in ("{", "["):
            return raw
        return [entry for entry in re.split(f"[{self._separators}]", raw) if entry.strip()]

    def foreign(self, option: str, shown: Any) -> Iterator[str]:
        """Look into each entry; an option of several entries is given once."""
        yield from dict.fromkeys(found for entry in shown for found in self.item.foreign(option, entry))

    @property
    def is_flat(self) -> bool:
        """Whether the entries can be joined in one cell."""
        return self.item.is_flat and not self.fields

    def cells(self, column: str, shown: Any) -> Iterator[tuple[str, str | None]]:
        """Join the entries, `Sales; Care`, or give their JSON where that would not bring them back."""
        if not self.is_flat:
            yield column, as_json(shown)
            return
        cells = [text for entry in shown for _column, text in self.item.cells(column, entry)]
        texts = [text for text in cells if text]
        joined = JOINED.join(texts)
        is_joined = len(texts) == len(shown) > 0 and self._split(joined) == _spaced(texts)
        yield column, joined if is_joined else as_json(shown)

    def settled(self, shown: Any) -> Any:
        """Settle each entry, and sort the entries if their order does not count."""
        return [self.item.settled(entry) for entry in shown]

    def column(self, segment: str) -> tuple[str | int, Kind] | None:
        """Name an entry by its number, from 1."""
        return (int(segment), self.item) if NUMBER.fullmatch(segment) else None

    def columns(self, name: str) -> Iterator[str]:
        """Return the columns of the first entry."""
        return self.item.columns(f"{name}.1")

    def _entry(self, raw: Any, at: Place) -> Any:
        value = self.item.read(raw, at)
        if isinstance(self.item, Nested) and isinstance(value, dict):
            for option, what in self.item.lacking(value):
                at.inside(option).problem(what)
        return value

    def schema(self) -> JSON:
        """Return the JSON Schema of the list."""
        item = self.item.whole_schema() if isinstance(self.item, Nested) else self.item.schema()
        return {"type": "array", "items": item, **({"minItems": self.min_items} if self.min_items else {})}

    def odd(self, live: Any) -> str | None:
        """Look into each entry."""
        if not isinstance(live, list):
            return ""
        found = (where for entry in live if (where := self.item.odd(entry)) is not None)
        return next(found, None)

    def strange(self, live: Any, path: tuple[str, ...]) -> Iterator[Strange]:
        """Look at each entry."""
        return (found for entry in (live if isinstance(live, list) else ()) for found in self.item.strange(entry, path))

    def same(self, live: Any, desired: Any) -> bool:
        """Compare entry by entry."""
        live = live or []
        pairs = self.pairs(live, desired)
        return len(live) == len(desired) and all(old is not None and self.item.same(old, new) for old, new in pairs)

    def over(self, live: Any, desired: Any) -> Any:
        """Lay each entry over its live one, so that its id stays."""
        return [self.item.over(old, new) for old, new in self.pairs(live or [], desired)]

    def shown(self, value: Any, names: Names) -> Any:
        """Return the entries as a person writes them."""
        return [self.item.shown(entry, names) for entry in value]

    def back(self, before: Any, after: Any, names: Names) -> Any:
        """Look at each entry beside what became of it."""
        return [self.item.back(old, new, names) for new, old in self.pairs(after or [], before)]

    def references(self, value: Any) -> Iterator[tuple[str, Any]]:
        """Return the references of all entries."""
        return (found for entry in value for found in self.item.references(entry))

    def placed(self, value: Any, place: Placer, path: Path = ()) -> Any:
        """Replace the references of all entries."""
        return [self.item.placed(entry, place, (*path, number)) for number, entry in enumerate(value)]

    def secrets(self, value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
        """Return the secrets of all entries."""
        return (found for number, entry in enumerate(value) for found in self.item.secrets(entry, (*path, number)))

    def without_secrets(self, value: Any) -> Any:
        """Drop the secrets of all entries."""
        is_plain = self.item.is_single or not isinstance(value, list)
        return value if is_plain else [self.item.without_secrets(entry) for entry in value]

    def kept(self, value: Any, drops: Dropper, path: Path = ()) -> Any:
        """Look at each entry; of a list that loses all of them nothing is left."""
        entries = (self.item.kept(entry, drops, (*path, number)) for number, entry in enumerate(value))
        kept = [entry for entry in entries if entry is not GONE]
        return kept if kept or not value else GONE

    def without_flagged(self, value: Any, desired: Any, live: Any) -> Any:
        """Drop flagged fields of entries; they stand in the order of the desired ones where there are any."""
        pairs = zip_longest(value, (desired or [])[: len(value)])
        return [self.item.without_flagged(entry, wanted, None) for entry, wanted in pairs]


@dataclass(frozen=True)
class Set(ListKind):
    """A list whose order does not matter and whose entries have no key."""

    item: Kind
    min_items: int = 0

    @property
    def by_id(self) -> Kind | None:
        """Of a list of references: the list of their ids."""
        return Set(self.item.by_id, self.min_items) if self.item.by_id else None

    def id_option(self, name: str) -> str:
        """Make `teams` `team_ids` where the entries are references."""
        return f"{name.removesuffix('s')}_ids" if self.item.by_id else name

    def schema(self) -> JSON:
        """Return the JSON Schema of the list, which has no entry twice."""
        return {**super().schema(), "uniqueItems": True}

    def pairs(self, live: list[Any], desired: list[Any]) -> list[tuple[Any, Any]]:
        """Pair entries of which the desired one would change nothing."""
        if self.item.fields:
            return matched(live, desired, self.item.same)
        marked = {hashable(self.item.mark(entry)): entry for entry in live}
        return [(marked.get(hashable(self.item.mark(entry))), entry) for entry in desired]

    def settled(self, shown: Any) -> Any:
        """Put words in the order of the documentation, and other entries in that of their values."""
        order = self.item.values if isinstance(self.item, Choice) else ()
        places = {word: place for place, word in enumerate(order)}
        return sorted(super().settled(shown), key=lambda entry: _place(places.get(entry, entry) if order else entry))

    def own_twins(self, value: list[Any]) -> Iterator[Twin]:
        """Find equal entries."""
        return repeated(value, lambda entry: hashable(self.item.mark(entry)))


@dataclass(frozen=True)
class Ordered(ListKind):
    """A list whose order matters."""

    item: Kind
    min_items: int = 0

    def same(self, live: Any, desired: Any) -> bool:
        """Compare place by place."""
        live = live or []
        return len(live) == len(desired) and all(map(self.item.same, live, desired))

    def pairs(self, live: list[Any], desired: list[Any]) -> list[tuple[Any, Any]]:
        """Pair equal entries, and then the remaining ones in order."""
        pairs = matched(live, desired, self.item.same)
        used = {id(old) for old, _new in pairs}
        left = (entry for entry in live if id(entry) not in used)
        return [(next(left, None) if old is None else old, new) for old, new in pairs]

    def own_twins(self, value: list[Any]) -> Iterator[Twin]:
        """Allow equal entries."""
        return iter(())


@dataclass(frozen=True)
class Keyed(ListKind):
    """A list of objects whose order does not matter; one or more of their fields tell them apart."""

    key: tuple[str, ...]  # names of these fields
    parts: tuple[Field, ...]
    min_items: int = 0
    rules: tuple[Rule, ...] = ()
    only_in_answers: tuple[str, ...] = ()

    @cached_property
    def item(self) -> Nested:  # type: ignore[override]
        """An entry."""
        return Nested(self.parts, self.rules, self.only_in_answers, self.key)

    @property
    def key_options(self) -> tuple[str, ...]:
        """The options that tell its entries apart."""
        return self.key

    @cached_property
    def _key_parts(self) -> tuple[Field, ...]:
        return tuple(part for name in self.key for part in self.parts if part.name == name)

    def _key_of(self, entry: Any) -> Any:
        values = [(part, entry.get(part.api_name)) for part in self._key_parts]
        return tuple([hashable(part.kind.mark(part.default if value is None else value)) for part, value in values])

    def pairs(self, live: list[Any], desired: list[Any]) -> list[tuple[Any, Any]]:
        """Pair entries with the same key."""
        by_key = {self._key_of(entry): entry for entry in live}
        return [(by_key.get(self._key_of(entry)), entry) for entry in desired]

    def settled(self, shown: Any) -> Any:
        """Put the entries in the order of their keys."""
        return sorted(
            super().settled(shown),
            key=lambda entry: [_place(entry.get(option)) for part in self._key_parts for option in part.options],
        )

    def own_twins(self, value: list[Any]) -> Iterator[Twin]:
        """Find entries with the same key: the server keeps one of them, so every run would change something."""
        entries = [entry if isinstance(entry, dict) else {} for entry in value]
        for (number,), entry in repeated(entries, lambda entry: self._key_of(entry) if entry else None):
            key = [entry.get(part.api_name) for part in self._key_parts]
            if len(key) > 1:
                yield (number,), {part.name: plain(value) for part, value in zip(self._key_parts, key, strict=True)}
            elif key[0] is not None:
                yield (number, self._key_parts[0].option_of(key[0])), plain(key[0])


def _spaced(texts: list[str]) -> list[str]:
    """Return the texts of a joined cell after splitting, with the blank before all but the first."""
    return [*texts[:1], *(f" {text}" for text in texts[1:])]


def _place(value: Any) -> tuple[bool, float, bytes, str]:
    """Return what a value is sorted by: numbers by size, texts in an order that is the same everywhere."""
    is_number = isinstance(value, int | float)
    text = value if isinstance(value, str) else as_json(value)
    return not is_number, value if is_number else 0, text.encode(errors="replace").lower(), text
