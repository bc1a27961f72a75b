# SPDX-License-Identifier: GPL-3.0-or-later
"""The methods of every kind of value. No other part of the engine looks inside a value.

A value has three forms. *Raw* is what a record holds: a YAML value or the text of a CSV cell. *Desired* is the shape of
payloads, with `ByName` for references until they are resolved, and `CLEAR` for nested fields that must have no value.
*Live* is what the service gives, None where it leaves a field out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, Protocol

from ..content import FileContent
from ..values import GONE, JSON, Path


class Place(Protocol):
    """The place of a raw value; collects its problems."""

    def problem(self, what: str) -> None:
        """Report a problem of the value; the message begins with the place."""

    def spoiled(self, what: str) -> None:
        """Report what a spreadsheet has done to the value; the message begins with the place and the cell."""

    def inside(self, step: str | int) -> Place:
        """Return the place of a part of the value."""

    @property
    def is_cell(self) -> bool:
        """Whether the value is the text of a CSV cell."""

    def written(self) -> str | None:
        """Return a YAML scalar as it was written where that is not a string (`007`, `no`, `2024-01-01`), else None."""

    def unpacked(self, text: str) -> Any:
        """Read the JSON in a cell or a text; a mistake in it is a problem of the place."""

    def file(self, name: str) -> FileContent | None:
        """Return the file of this name beside the records; None, with a problem, if it cannot be used."""

    def beginning(self, file: FileContent) -> bytes:
        """Read the first bytes of a file; a problem where it cannot be read."""

    def json_file(self, name: str) -> Any:
        """Read the JSON of a file beside the records; None with problems where that is not possible."""


class Known(Protocol):
    """The objects of one family, by id."""

    def name_of(self, target: Any) -> str:
        """Return the name of an object, or its id where the family has no such object."""

    def is_unique(self, target: Any) -> bool:
        """Return whether the name of an object is enough to find it."""

    def rest_of(self, target: Any) -> Sequence[tuple[Any, Any]]:
        """Return the other parts (`Field`) of the key of an object, with their values; none if they are not unique."""


Names = Callable[[str], Known]
"""The objects of each family: as they are before the run, or as they are after it."""

Placer = Callable[[str, Any, Path], Any]
"""Replaces one reference; takes the family, the reference and its path inside the record."""

Dropper = Callable[["Kind", Any, Path], bool]
"""Returns whether a single value must be dropped; takes its kind, the desired value and its path in the record."""

Described = Callable[[str, Any], "JSON | None"]
"""What is known of the object that a resolved reference points to; takes its family, gives None where nothing is."""

Unfit = tuple[Path, str]
"""The path of a value that its object does not allow, and what is wrong with it."""

Twin = tuple[Path, Any]
"""The path of an entry that its list has twice, and the key of that entry."""


class Strange(NamedTuple):
    """A part of a live object that the catalog does not know: a field, or the word of a choice."""

    path: tuple[str, ...]  # names in payloads; entries of lists have no step of their own
    value: Any
    is_field: bool


Changes = dict[str, dict[str, Any]]
"""The changes, by option: `{"before": ..., "after": ...}`, as a person writes the values."""


class Kind:
    """A kind of value. The methods here are those of a single value that refers to nothing."""

    @property
    def by_id(self) -> Kind | None:
        """Of a reference: the kind of its second option, which takes ids."""
        return None

    @property
    def is_code(self) -> bool:
        """Whether it is an id, a telephone number or the like, which spreadsheets tend to change."""
        return False

    @property
    def is_file(self) -> bool:
        """Whether records give the path of a file beside them."""
        return False

    @property
    def words(self) -> tuple[str, ...]:
        """Of a choice: the words that may be chosen."""
        return ()

    @property
    def longest(self) -> int | None:
        """How many characters a text may have, None for no limit."""
        return None

    @property
    def ending(self) -> str:
        """What a text, or the name of a file, has to end in."""
        return ""

    @property
    def target(self) -> str:
        """Of a reference: a family, or the entries of a list in its objects."""
        return ""

    @property
    def part_option(self) -> str:
        """Of a reference to an entry of a list in another object: the option with the list."""
        return ""

    @property
    def key_options(self) -> tuple[str, ...]:
        """Of a list of objects: the options that tell them apart."""
        return ()

    @property
    def entry_kind(self) -> Kind:
        """Of a list: what its entries are."""
        return self

    @property
    def outside(self) -> str:
        """For the id of something outside the catalog: one word for it, such as `flow`."""
        return ""

    @property
    def clears_to_empty(self) -> bool:
        """Whether an empty text is itself a value."""
        return False

    @property
    def fields(self) -> tuple[Any, ...]:
        """The fields (`Field`) of the objects inside."""
        return ()

    @property
    def families(self) -> frozenset[str]:
        """The families that values of this kind may refer to."""
        return frozenset()

    @property
    def is_single(self) -> bool:
        """Whether nothing stands inside."""
        return True

    def id_option(self, name: str) -> str:
        """Return the option that takes ids for a field of this name; the same where there is only one option."""
        return name

    def read(self, raw: Any, at: Place) -> Any:
        """Return the desired value of a raw one, without spaces at its ends; report problems at its place."""
        raise NotImplementedError

    def column(self, segment: str) -> tuple[str | int, Kind] | None:
        """Return the part that a segment of a CSV column names, and its kind; None where there is no such part."""
        return None

    def columns(self, name: str) -> Iterator[str]:
        """Yield the CSV columns of a value under this name."""
        yield name

    @property
    def is_flat(self) -> bool:
        """Whether a person would write every value of it in one cell."""
        return True

    def cells(self, column: str, shown: Any) -> Iterator[tuple[str, str | None]]:
        """Return the CSV cells of a value as a person writes it, each with its column; None if no cell can hold it."""
        yield column, shown if isinstance(shown, str) else as_json(shown)

    def settled(self, shown: Any) -> Any:
        """Return a value as a person writes it, without what the service may change: order, spelling, spaces."""
        return shown

    def foreign(self, option: str, shown: Any) -> Iterator[str]:
        """Return the options, this one or parts of it, that hold an id, which is not valid in another organization."""
        return iter(())

    def accepts(self, raw: Any) -> bool:
        """Return whether a raw value is read without a problem."""
        place = _Silent()
        self.read(raw, place)
        return place.is_good

    def schema(self) -> JSON:
        """Return the JSON Schema of the raw values of YAML and JSON."""
        raise NotImplementedError

    def allowed_words(self) -> str:
        """Return in words which values are allowed, for a message that must not quote the value."""
        return "another value"

    def odd(self, live: Any) -> str | None:
        """Return the place inside a live value of another type than expected, "" for the value itself, None if none."""
        return "" if isinstance(live, dict | list) else None

    def strange(self, live: Any, path: tuple[str, ...]) -> Iterator[Strange]:
        """Return what a live value has and the catalog does not know."""
        return iter(())

    def mark(self, value: Any) -> Any:
        """Return a hashable form of a live or desired value, equal for values that mean the same."""
        return value

    def same(self, live: Any, desired: Any) -> bool:
        """Return whether writing the desired value would change nothing."""
        return bool(live == desired)

    def over(self, live: Any, desired: Any) -> Any:
        """Return what a PUT must carry: the desired value, with all parts of the live one that are not managed."""
        return desired

    def shown(self, value: Any, names: Names) -> Any:
        """Return a live or desired value as a person writes it, with names for ids."""
        return value

    def back(self, before: Any, after: Any, names: Names) -> Any:
        """Return what a person would write to restore the value that it had before."""
        return self.shown(before, names)

    def as_options(self, value: Any) -> Any:
        """Return a value as rules between fields see it: options for the API's names, references as they are."""
        return value

    def pairs(self, live: list[Any], desired: list[Any]) -> list[tuple[Any, Any]]:
        """For a list: return each desired entry with its live one, or None."""
        return [(None, entry) for entry in desired]

    def changes(self, name: str, before: Any, after: Any, names: tuple[Names, Names]) -> Changes:
        """Return the changes of a field of this name; `names` are those before and after the run."""
        old, new = names
        return {
            name: {
                "before": None if before is None else self.shown(before, old),
                "after": None if after is None else self.shown(after, new),
            }
        }

    def references(self, value: Any) -> Iterator[tuple[str, Any]]:
        """Return each reference inside a desired value, with its family."""
        return iter(())

    def placed(self, value: Any, place: Placer, path: Path = ()) -> Any:
        """Return a desired value with each reference replaced."""
        return value

    def kept(self, value: Any, drops: Dropper, path: Path = ()) -> Any:
        """Return a desired value without the single values to drop, GONE if nothing is left."""
        return GONE if drops(self, value, path) else value

    def twins(self, value: Any, path: Path = ()) -> Iterator[Twin]:
        """Return each entry of a list that an earlier entry already means."""
        return iter(())

    def unfit(self, value: Any, described: Described, path: Path = ()) -> Iterator[Unfit]:
        """Yield each value that does not fit its object, which shows only once references are resolved."""
        return iter(())

    def missing(self, value: Any) -> Iterator[str]:
        """Return the required options that a desired object lacks."""
        return iter(())

    def secrets(self, value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
        """Return each secret inside a desired value, with its path by options."""
        return iter(())

    def without_secrets(self, value: Any) -> Any:
        """Return a live or desired value without the secrets inside."""
        return value

    def without_flagged(self, value: Any, desired: Any, live: Any) -> Any:
        """Drop fields that the organization has no feature for, unless the record really changes them."""
        return value


def as_json(shown: Any) -> str:
    """Return the JSON of a value in a cell."""
    return json.dumps(shown, ensure_ascii=False)


class WithoutFiles:
    """A place without files, which does not read JSON inside texts."""

    __slots__ = ()

    def unpacked(self, text: str) -> Any:
        """Keep the text, because a mistake in its JSON could not be reported."""
        return text

    def file(self, name: str) -> FileContent | None:
        """Take no file."""
        return None

    def beginning(self, file: FileContent) -> bytes:
        """Read nothing."""
        return b""

    def json_file(self, name: str) -> Any:
        """Read nothing."""
        return None


class _Silent(WithoutFiles):
    """A place whose problems are ignored."""

    def __init__(self) -> None:
        self.is_good = True

    def problem(self, what: str) -> None:
        self.is_good = False

    spoiled = problem

    def inside(self, step: str | int) -> _Silent:
        return self

    @property
    def is_cell(self) -> bool:
        return False

    def written(self) -> str | None:
        return None
