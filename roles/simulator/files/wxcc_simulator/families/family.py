# SPDX-License-Identifier: GPL-3.0-or-later
"""Facts about a family that families.json cannot have. Each family has its own file with one `Family`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from wxcc_simulator.families.deviation import Deviation

Object = dict[str, Any]
On = Callable[[str], bool]
Served = tuple[tuple[str, str], ...]

READS: Served = (("list", "*"), ("get", "*"), ("references", "*"))
EVERYTHING: Served = (
    *READS,
    ("create", "*"),
    ("put", "*"),
    ("patch", "*"),
    ("delete", "*"),
    ("bulk", "*"),
    ("bulk_patch", "*"),
    ("purge", "*"),
)
"""All verbs except the export, which the real service is removing family by family."""


class Others(Protocol):
    """The other objects of the organization."""

    def get(self, family: str, object_id: str) -> Object | None:
        """One object, or None."""

    def all(self, family: str) -> list[Object]:
        """Every object of a family, oldest first."""

    def referrers(self, family: str, object_id: str) -> dict[str, list[str]]:
        """The ids of the objects that refer to this one, by family."""


@dataclass(frozen=True)
class First:
    """In a sample: the id of the first object of a family, or of the first child in its `part`."""

    family: str
    part: str = ""
    where: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Reference:
    """A field (dotted through children and lists) that holds ids of another family, or of children in its `part`.

    Without a check, unknown ids are accepted.
    """

    field: str
    family: str
    part: str = ""
    is_checked: bool = True


class Kept(Protocol):
    """The objects of one family."""

    def all(self) -> Sequence[Object]:
        """Every object, oldest first."""

    def save(self, item: Object) -> None:
        """Replace the object with this id, or add it."""


class Desk(Protocol):
    """The data of a lookup: the objects of its family, and the others of the organization."""

    @property
    def objects(self) -> Kept:
        """The objects of the family."""

    @property
    def store(self) -> Others:
        """The objects of all families."""

    def find(self, object_id: Any) -> Object:
        """One object, or 404."""

    def refusal(self, status: int, reason: str) -> Exception:
        """A refusal to raise."""


def _nothing_to_answer(_desk: Desk, _path: Mapping[str, str]) -> Any:
    raise NotImplementedError


def _nothing_to_carry_out(_desk: Desk, _path: Mapping[str, str], _item: Object, _action: str) -> str:
    raise NotImplementedError


@dataclass(frozen=True)
class Lookup:
    """An operation of a family beside the usual ones; `path` is below the organization.

    `answer` gives an object of the family (one), several of them (bare), or rows of any shape (list); `carry_out` does
    an item of a bulk request and gives the id of the object.
    """

    method: str
    path: str
    kind: Literal["one", "bare", "list", "bulk"]
    answer: Callable[[Desk, Mapping[str, str]], Any] = _nothing_to_answer
    carry_out: Callable[[Desk, Mapping[str, str], Object, str], str] = _nothing_to_carry_out


@dataclass(frozen=True)
class Content:
    """The parts of a form in which the fields and the file of an object come, and the field with the id of the file."""

    info: str
    file: str
    id_field: str


@dataclass(frozen=True)
class Children:
    """A field with an object, or a list of objects, that have ids of their own.

    `ids` says what becomes of an id that is sent, or not sent, with a PUT:

    - kept: a single child keeps its id without being asked
    - given: an id that is sent stays, an entry without gets a new one
    - needed: an entry of the live object that comes without its id is a duplicate (409)
    - foreign: an id that no entry of the live object has is an internal error (409), on create every id
    """

    field: str
    ids: Literal["kept", "given", "needed", "foreign"] = "given"
    key: tuple[str, ...] = ("name",)
    parent_id: str = ""
    """The field of a child that the server fills with the id of its parent."""
    is_reordered: bool = False
    has_version: bool = True


def nothing_derived(_others: Others, _item: Object, _on: On) -> Object:
    """Most families answer with exactly the written fields."""
    return {}


def nothing_to_object(_body: Object, _live: Object | None, _others: Others, _on: On) -> Iterator[str]:
    """Most families have no rules beyond their schema."""
    yield from ()


def another_name(number: int) -> Object:
    """Most families identify their objects by name."""
    return {"name": f"Sample {number}"}


@dataclass(frozen=True)
class Family:
    """One family.

    - `sample`: the smallest object that can be created
    - `schema`: what is written, where the operations of the official file do not say it
    - `inside`: the family and the field of the objects that these are children of
    - `hidden`: fields that lists leave out, `hidden_without`: while a quirk is off; `always_shown`: fields that survive
      a projection; `internal`: fields that no answer has
    - `crashes`: fields that get a 500 without a reason when they are sent
    - `is_system_fixed`: whether objects of the system cannot be changed at all
    - `immutable`: fields that a PUT may not change; `keeps`: fields that keep their value when a PUT leaves them out
    - `server_filled`: fields that are ignored when they are sent; `defaults`: values of fields that are not sent
    - `reordered`: lists that are answered in another order
    - `not_for`: a field, and the value of another field that rules it out
    - `check`: gives the reasons for a 400 that no schema can tell, or raises a refusal of its own
    - `words`: the reason for a field and the keyword of JSON Schema that it breaks, as the service was seen to say it
    - `other`: changes to the sample that make another object of it, by number; `without`: while a quirk is off;
      `change`: changes to an object that is there, where it has no description to change
    - `derived`: what an answer has beside what was written
    - `bulk_updates`: whether POST bulk updates too; `patches_whole`: whether PATCH bulk needs the whole object
    - `writes_seen`: whether the real service was seen to write such objects; else the codes of the file hold
    - `patchable`: the only fields that a PATCH takes; `written_by`: the field, and its value, of the objects that a
      verb takes; `write_only`: secrets (dotted through children) that no answer has, kept where they are not sent
    - `is_outside`: whether it stands outside of the organization's path; answers are then wrapped in `data`
    - `fresh`: the objects of a fresh organization, which belong to the system
    """

    name: str
    sample: Object = field(hash=False)
    key: tuple[str, ...] = ("name",)
    schema: str = ""
    references: tuple[Reference, ...] = ()
    children: tuple[Children, ...] = ()
    inside: tuple[str, str] = ("", "")
    hidden: tuple[str, ...] = ()
    hidden_without: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    internal: tuple[str, ...] = ()
    crashes: tuple[str, ...] = ()
    is_system_fixed: bool = False
    always_shown: tuple[str, ...] = ()
    immutable: tuple[str, ...] = ()
    server_filled: tuple[str, ...] = ()
    reordered: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()
    not_for: Mapping[str, tuple[str, Any]] = field(default_factory=dict, hash=False)
    defaults: Mapping[str, Any] = field(default_factory=dict, hash=False)
    check: Callable[[Object, Object | None, Others, On], Iterator[str]] = nothing_to_object
    words: Mapping[tuple[str, str], str] = field(default_factory=dict, hash=False)
    derived: Callable[[Others, Object, On], Object] = nothing_derived
    other: Callable[[int], Object] = another_name
    without: Mapping[str, Object] = field(default_factory=dict, hash=False)
    change: Mapping[str, Any] = field(default_factory=dict, hash=False)
    lookups: tuple[Lookup, ...] = ()
    content: Content | None = None
    served: Served = EVERYTHING
    deviations: tuple[Deviation, ...] = ()
    bulk_updates: bool = True
    patches_whole: bool = False
    writes_seen: bool = True
    patchable: tuple[str, ...] = ()
    written_by: Mapping[str, tuple[str, Any]] = field(default_factory=dict, hash=False)
    fails_on_json_patch: bool = False  # whether a PATCH with a list is a 500, as seen; else it is a 400
    write_only: tuple[str, ...] = ()
    is_outside: bool = False
    fresh: tuple[Object, ...] = field(default=(), hash=False)

    def serves(self, verb: str, version: str) -> bool:
        """Whether an operation that the official file has for the family is served."""
        return any(entry in self.served for entry in ((verb, version), (verb, "*")))

    def key_of(self, item: Object) -> tuple[Any, ...]:
        """The natural key of the object."""
        return tuple(item.get(name) for name in self.key)


def sample_of(family: Family, first: Callable[[First], str], on: On, /, **changes: Any) -> Object:
    """The sample with ids for its references, changed; a change to None leaves the field out."""
    sample = dict(family.sample)
    for quirk, other in family.without.items():
        sample |= {} if on(quirk) else other
    sample = {name: value for name, value in {**sample, **changes}.items() if value is not None}
    placed: Object = with_ids_for(sample, first)
    return placed


def with_ids_for(value: Any, first: Callable[[First], str]) -> Any:
    """The value with the ids that stand for each `First`."""
    if isinstance(value, First):
        return first(value)
    if isinstance(value, dict):
        return {name: with_ids_for(inner, first) for name, inner in value.items()}
    return [with_ids_for(inner, first) for inner in value] if isinstance(value, list) else value


def first_among(objects: list[Object], wanted: First) -> str:
    """The id of the first object, or of its first child, that a `First` stands for; IndexError where there is none."""
    found = [item for item in objects if all(item.get(name) == value for name, value in wanted.where.items())]
    if wanted.part:
        found = [child for item in found for child in item.get(wanted.part, ())]
    return str(found[0]["id"])
