# SPDX-License-Identifier: GPL-3.0-or-later
"""What a configuration family is: its fields and abilities, as data.

Option names, CSV columns, JSON Schema and payloads are all derived from `Resource`; the entries stand in the catalog.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from ...api.lists import ROOT
from .content import Content
from .kinds.field import Field, Unset, families_of, index_of, squash, strange_fields, walk, without_flagged
from .kinds.kind import Kind, Placer, Strange, Twin
from .kinds.nested import (
    SERVER_FIELDS,
    options_of,
    over_object,
    placed_fields,
    references_of,
    twins_of,
)
from .kinds.references import NAME, Reference
from .kinds.rules import Rule
from .kinds.scalars import Choice, Id, Text
from .kinds.unquoted import secrets_of, without_secrets
from .values import JSON, Path
from .verbs import USUAL_PATHS, USUAL_VERBS, FormParts, Paths, Verbs, Way, parts_of

STATES: Final = ("present", "absent")

EVERYWHERE: Final = (
    Field("id", Id(), clears=Unset.KEEPS),
    Field("state", Choice(STATES), clears=Unset.KEEPS),
)
"""The options of a record of any family, besides the fields."""
EVERYWHERE_NAMES: Final = tuple(option.name for option in EVERYWHERE)


@dataclass(frozen=True)
class OwnModule:
    """The module of one family: its name, and its names for a list of objects and for a single one."""

    name: str
    many: str
    one: str


@dataclass(frozen=True)
class Assignment:
    """How objects of another family are assigned to an object by their names, each with a value.

    `by` is the option of the other family with the type of an object. `places` has for each type the option of the list
    that the value belongs to, and the option of the value in an entry of it.
    """

    family: str
    by: str
    places: Mapping[str, tuple[str, str]]

    def mark(self, kind: Any) -> str:
        """Return a type as `places` spells it."""
        return str(kind).upper()


@dataclass(frozen=True)
class Resource:
    """One configuration family of `/organization/{orgid}/`."""

    family: str
    plural: str
    fields: tuple[Field, ...]
    aliases: tuple[str, ...] = ()  # what Control Hub calls it
    key: tuple[str, ...] = ("name",)  # names of the fields that identify an object; the first is what a rename changes
    rules: tuple[Rule, ...] = ()  # between its fields
    verbs: Verbs = USUAL_VERBS
    paths: Paths = USUAL_PATHS
    parent: str = ""  # name of the field with the object that these belong to: its id is in paths, never in bodies
    content: Content | None = None  # of families whose objects have a file
    form: FormParts | None = None  # of those among them whose file is sent beside the fields
    assigned: Assignment | None = None
    first: tuple[str, str] | None = None  # flag and field: of new ones with one value, the flagged must be the first
    response_only: tuple[str, ...] = ()  # in answers only, refused or ignored in requests
    carried: tuple[str, ...] = ()  # names in payloads of what every PATCH has to have, also where it does not change
    update_by: tuple[str, Mapping[str, Way]] | None = None  # a name in payloads; its value says how to change an object
    is_singleton: bool = False  # whether an organization has exactly one, so that records need neither key nor id
    is_second_hand: bool = False  # known from descriptions of the API by others, never seen in its own
    left_out: Mapping[str, str] = dataclasses.field(default_factory=dict)  # writable by its description: why not here
    only_where: str = ""  # what else must be there before an object can be created, as a sentence
    cannot: Mapping[str, str] = dataclasses.field(default_factory=dict)  # create, update or delete: where it is done
    module: OwnModule | None = None  # of families that many people work with

    def __post_init__(self) -> None:
        if self.form and not self.content:
            raise ValueError(f"{self.family}: its objects are sent together with a file; describe that in `content`")
        for kind in ("create", "update", "delete"):
            if not (self.verbs.of(kind) or kind in self.cannot):
                raise ValueError(f"{self.family}: without a way to {kind}; say in `cannot` where that is done")
        for field in self.fields:
            for option in field.options:
                if option in EVERYWHERE_NAMES:
                    other = f"{self.label.replace(' ', '_')}_{option}"
                    raise ValueError(f"{self.family}: every record has an option {option}; call this field {other}")

    @cached_property
    def index(self) -> dict[str, tuple[str, Field]]:
        """Writable options by squashed spelling; exports of the API call the name of a reference `siteName`."""
        exported = {squash(f"{field.name}_name"): (field.name, field) for field in self.fields if field.kind.by_id}
        return {key: exported[key] for key in exported.keys() - self.ignored} | index_of(self.fields)

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """Fields by option name, of a reference the one that takes names."""
        return {field.name: field for field in self.fields}

    @cached_property
    def by_api(self) -> dict[str, Field]:
        """Fields by their name in payloads."""
        return {field.api_name: field for field in self.fields}

    @cached_property
    def referring(self) -> tuple[Field, ...]:
        """The fields that refer to other objects, themselves or in what is nested in them."""
        return tuple(field for field in self.fields if field.refers)

    @cached_property
    def _referring(self) -> dict[str, Field]:
        return {field.api_name: field for field in self.referring}

    @cached_property
    def _composed(self) -> tuple[Field, ...]:
        return tuple(field for field in self.fields if not field.kind.is_single)

    @cached_property
    def ignored(self) -> frozenset[str]:
        """Squashed spellings of what only the server fills."""
        return frozenset(squash(name) for name in (*SERVER_FIELDS, *self.response_only))

    @cached_property
    def _known(self) -> frozenset[str]:
        """Squashed spellings of all that an answer may have without being strange."""
        return frozenset({"id", *self.ignored, *self.index})

    @cached_property
    def never_sent(self) -> frozenset[str]:
        """What answers hold and requests must not."""
        parent = [self.parent_name] if self.parent else []
        apart = [field.api_name for field in self.with_entries if field.entries and field.entries.list]
        return frozenset({"links", "_links", *self.response_only, *parent, *self.beside, *apart})

    @cached_property
    def beside(self) -> frozenset[str]:
        """Names in payloads of the fields that are neither in answers nor in requests, but in a file of the object."""
        return frozenset(field.api_name for field in self.fields if field.seen == "file")

    @cached_property
    def _file_options(self) -> frozenset[str]:
        return frozenset(option for field in self.fields for option, kind in field.kinds.items() if kind.is_file)

    def files_of(self, record: Mapping[str, Any]) -> Iterator[str]:
        """Yield the paths of the files that a record names, as it is written."""
        for key, value in record.items() if self._file_options else ():
            option, _field = self.index.get(squash(key), ("", None))
            if option in self._file_options and isinstance(value, str):
                yield value.strip()

    @property
    def is_outside(self) -> bool:
        """Whether it stands outside of the organization's path, so that requests name the organization themselves."""
        return self.paths.list.startswith(ROOT)

    def ways(self, kind: str, live: Mapping[str, Any]) -> tuple[Way, ...]:
        """Return the ways of a verb by its name (create, update or delete) that an object takes."""
        ways = self.verbs.of(kind)
        if kind != "update" or self.update_by is None:
            return ways
        name, by_value = self.update_by
        return tuple(way for way in ways if way is by_value.get(str(live.get(name))))

    @cached_property
    def parent_name(self) -> str:
        """The name in payloads of the field with the id of the parent; empty where objects have none."""
        return self.by_name[self.parent].api_name if self.parent else ""

    @cached_property
    def _places(self) -> Paths:
        return self.paths.of(self.family)

    def path(self, purpose: str, body: Mapping[str, Any] | None = None) -> list[str]:
        """Return the parts of a path for `Client.path`: of the list, an item, a bulk request or references.

        `purpose` is the name of a field of `Paths`; `body` an object, of which its id and that of the parent are taken.
        """
        body = body or {}
        return parts_of(getattr(self._places, purpose), body.get(self.parent_name), body.get("id"))

    @cached_property
    def flagged(self) -> frozenset[str]:
        """Names in payloads of what requests must not have while the organization lacks a feature, at any depth."""
        return frozenset(field.api_name for field in walk(self.fields) if field.flagged)

    @cached_property
    def key_fields(self) -> tuple[Field, ...]:
        """The fields of the natural key, the renameable one first."""
        return tuple(self.by_name[name] for name in self.key)

    @cached_property
    def key_names(self) -> tuple[str, ...]:
        """The natural key in payloads."""
        return tuple(field.api_name for field in self.key_fields)

    @cached_property
    def taken(self) -> tuple[tuple[Field, Field], ...]:
        """The fields that a record may leave to the object that it refers to, each with that reference."""
        return tuple((field, self.by_name[field.taken_from]) for field in self.fields if field.taken_from)

    @cached_property
    def name_field(self) -> Field:
        """The field that a rename changes."""
        return self.key_fields[0]

    @property
    def label(self) -> str:
        """The family as a word in a sentence."""
        return re.sub("[-/]", " ", self.family)

    @cached_property
    def hidden(self) -> frozenset[str]:
        """Names in payloads of the fields that list answers may leave out."""
        return frozenset(field.api_name for field in self.fields if field.seen == "item")

    @cached_property
    def hidden_here(self) -> frozenset[str]:
        """The same without those that are managed elsewhere."""
        return frozenset(name for name in self.hidden if not self.by_api[name].elsewhere)

    @cached_property
    def families(self) -> frozenset[str]:
        """Families that objects of this one refer to by an id that can be given as a name."""
        return families_of(self.fields)

    def kind_of(self, option: str) -> Kind | None:
        """Return the kind of value that an option takes; None for any other name."""
        return self._kinds.get(option)

    @cached_property
    def _kinds(self) -> dict[str, Kind]:
        fields = (*EVERYWHERE, *self.fields)
        return {option: kind for field in fields for option, kind in field.kinds.items()}

    @cached_property
    def is_flat(self) -> bool:
        """Whether each option of an object fits into one cell of a spreadsheet."""
        return all(field.kind.is_flat for field in self.fields if not (field.elsewhere or field.secret))

    def part(self, option: str) -> Resource:
        """Return the entries of a list as objects with a name, which belong to an object of this family."""
        owner = self.family.replace("-", "_")
        fields = (Field(NAME, Text(), required=True), Field(owner, Reference(self.family), required=True))
        family = option.removesuffix("s").replace("_", "-")
        return Resource(family, option.replace("_", " "), fields, key=(NAME, owner))

    def rules_out(self, body: Mapping[str, Any], option: str) -> bool:
        """Return whether rules between fields do not let an object have an option."""
        options = {**options_of(self.fields, body), option: True}
        return any(refused == option for rule in self.rules for refused, _what in rule.refused(options))

    def option_names(self) -> tuple[str, ...]:
        """Every option of one object, in documentation order."""
        names = [option for field in self.fields if not field.elsewhere for option in field.options]
        return (names[0], "id", *names[1:], "state")

    def key_of(self, body: JSON) -> tuple[Any, ...]:
        """Return the natural key of a payload."""
        return tuple([body.get(name) for name in self.key_names])

    def placed(self, values: JSON, place: Placer) -> JSON:
        """Return desired values with each reference replaced."""
        return placed_fields(self._referring, values, place)

    def references(self, values: JSON) -> Iterator[tuple[str, Any]]:
        """Return the references of desired values, each with its family."""
        return references_of(self.referring, values)

    def twins(self, values: JSON) -> Iterator[Twin]:
        """Return the entries of lists that an earlier entry already means."""
        return twins_of(self._composed, values)

    def strange(self, live: Mapping[str, Any]) -> Iterator[Strange]:
        """Return what a live object has and this entry does not know, at any depth."""
        return strange_fields(self.by_api, self._known, live)

    def over(self, live: Mapping[str, Any], values: JSON) -> JSON:
        """Return a live object with desired values laid over it, cleared fields left out, at any depth."""
        return over_object(self.by_api, live, values)

    @cached_property
    def with_entries(self) -> tuple[Field, ...]:
        """The fields whose entries have requests of their own."""
        return tuple(field for field in self.fields if field.entries)

    @cached_property
    def entry_names(self) -> frozenset[str]:
        """Names in payloads of the fields whose entries have requests of their own."""
        return frozenset(field.api_name for field in self.with_entries)

    @cached_property
    def by_target(self) -> tuple[Field, ...]:
        """The fields that are read and written under what they refer to."""
        return tuple(field for field in self.fields if field.under)

    @cached_property
    def apart_names(self) -> frozenset[str]:
        """Names in payloads of everything that is not written with the object."""
        return self.entry_names | {field.api_name for field in self.by_target}

    @cached_property
    def secret_fields(self) -> frozenset[str]:
        """Names in payloads of the fields that are secrets, or have one inside."""
        return frozenset(field.api_name for field in self.fields if any(part.secret for part in walk([field])))

    def secrets(self, values: JSON) -> Iterator[tuple[Path, Any]]:
        """Return the secrets of desired values, each with its path by options."""
        return secrets_of((self.by_api[name] for name in sorted(self.secret_fields)), values)

    def without_secrets(self, body: Mapping[str, Any]) -> JSON:
        """Return a live object, or desired values, without the secrets at any depth."""
        return without_secrets(self.by_api, body) if self.secret_fields else dict(body)

    def without_flagged(self, body: JSON, values: JSON, live: Mapping[str, Any]) -> JSON:
        """Drop what the organization has no feature for from a payload, except values that change the live ones."""
        return without_flagged(self.by_api, body, values, live)

    def refused(self, values: JSON) -> Iterator[tuple[str, str]]:
        """Return the options of a record that rules do not allow together, each with what is wrong."""
        options = options_of(self.fields, values)
        return (found for rule in self.rules for found in rule.refused(options))

    def broken(self, values: JSON, about: frozenset[str]) -> Iterator[tuple[str, str]]:
        """Yield what a whole object breaks of the rules that speak of one of these options."""
        options = options_of(self.fields, values)
        for rule in self.rules:
            if rule.options & about:
                yield from rule.refused(options)
                yield from rule.lacking(options)
