# SPDX-License-Identifier: GPL-3.0-or-later
"""What a configuration family is: its fields and abilities, as data.

Option names, CSV columns, JSON Schema and payloads are all derived from `Resource`; the entries stand in `catalog.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Final

JSON = dict[str, Any]

TYPES: Final = {"bool": "boolean", "int": "integer"}
STATES: Final = ("present", "absent")

NEEDED: Final = "needed"
LATER: Final = "later"

# On every object, filled by the server: accepted in a file (exports carry them), never managed.
SERVER_FIELDS: Final = (
    "organizationId",
    "version",
    "createdTime",
    "lastUpdatedTime",
    "systemDefault",
    "links",
    "_links",
)


class _Clear:
    """The wish that a field have no value."""

    def __repr__(self) -> str:
        return "(empty)"


CLEAR: Final = _Clear()


@dataclass(frozen=True)
class ByName:
    """A reference as a person writes it, to be replaced by an id; `rest`: other parts of the key, by option."""

    family: str
    name: str
    rest: tuple[tuple[str, Any], ...] = ()


def camel(name: str) -> str:
    """Give the API's spelling of an option: `multimedia_profile` is `multimediaProfile`."""
    head, *tail = name.split("_")
    return head + "".join(part.capitalize() for part in tail)


@lru_cache(maxsize=1024)
def squash(key: str) -> str:
    """Reduce a key to what matters, so that `Multimedia Profile`, `multimedia_profile`, `multimediaProfile` agree."""
    return re.sub(r"[\s_.-]", "", key).lower()


@dataclass(frozen=True)
class Field:
    """One field of a family, or of an object nested in it.

    A field with `reference` is two options: its name takes the name of the referred object, `<name>_id` its id.
    """

    name: str
    kind: str = "str"  # str, id, bool, int, dict, list (of dicts where it has fields, else of strings)
    api: str = ""
    required: bool = False  # for a new object
    default: Any = None  # of a new object; the server means it too when it leaves the field out
    choices: tuple[str, ...] = ()
    charset: str = ""  # the body of a regular expression's character class
    allowed: str = ""  # the same in words
    min_length: int = 0
    max_length: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    immutable: bool = False
    reference: str = ""
    fields: tuple[Field, ...] = ()
    key: str = ""  # of a list of dicts: the nested field that tells its items apart
    in_list: bool = True  # False: list answers leave it out, only the item has it
    code: bool = False  # digits that are a text, as a telephone number: what a spreadsheet made of it is refused
    clearable: bool = True  # False: an empty text says nothing
    owner: str = ""  # managed elsewhere, where the text says; never sent from here
    link: str = NEEDED  # LATER: what it refers to may be written after the object is made, and cleared before others go

    @cached_property
    def api_name(self) -> str:
        """The name in payloads."""
        return self.api or camel(self.id_option)

    @cached_property
    def id_option(self) -> str:
        """The option that takes the payload's own value: for a reference the one with the id."""
        return f"{self.name}_id" if self.reference else self.name

    def takes_id(self, option: str) -> bool:
        """Tell whether an option of this field takes ids, which are compared and sent in one form."""
        return self.kind == "id" or bool(self.reference and option == self.id_option) or option.endswith("_ids")

    def takes_code(self, option: str) -> bool:
        """Tell whether an option of this field takes ids, telephone numbers or other codes."""
        return self.code or self.takes_id(option)

    @cached_property
    def options(self) -> tuple[str, ...]:
        """The names under which a person may write it."""
        return (self.name, self.id_option) if self.reference else (self.name,)

    @cached_property
    def index(self) -> dict[str, tuple[str, Field]]:
        """Nested options by squashed spelling."""
        return _index(self.fields)

    @cached_property
    def by_api(self) -> dict[str, Field]:
        """Nested fields by their name in payloads."""
        return {field.api_name: field for field in self.fields}

    @cached_property
    def _pattern(self) -> str:
        return rf"^[{self.charset}]*\Z" if self.charset else ""

    @cached_property
    def _written_as(self) -> re.Pattern[str]:
        return re.compile(self._pattern)

    def plainly_fits(self, value: Any) -> bool:
        """Tell of most good values that they are good, many times faster than the schema, which judges the others."""
        if self.kind == "bool":
            return isinstance(value, bool)
        if self.kind in ("dict", "list", "int") or not isinstance(value, str):
            return False
        if self.reference:
            return value != ""
        return (
            self.min_length <= len(value) <= (self.max_length or len(value))
            and (not self.choices or value in self.choices)
            and self._written_as.match(value) is not None
        )

    def schema(self) -> JSON:
        """Give the JSON Schema of a value."""
        if self.reference:
            return {"type": "string", "minLength": 1}
        schema: JSON = {"type": TYPES.get(self.kind, "string")}
        if self.kind == "list":
            item = _object_schema(self.fields, all_required=True) if self.fields else {"type": "string", "minLength": 1}
            return {"type": "array", "items": item}
        if self.kind == "dict":
            return _object_schema(self.fields, all_required=False)
        if self.choices:
            schema["enum"] = list(self.choices)
        if self.charset:
            schema["pattern"] = self._pattern
        for keyword, value in (
            ("minLength", self.min_length or None),
            ("maxLength", self.max_length),
            ("minimum", self.minimum),
            ("maximum", self.maximum),
        ):
            if value is not None:
                schema[keyword] = value
        return schema


EVERYWHERE: Final = (Field("id", "id", min_length=1, clearable=False), Field("state", choices=STATES, clearable=False))
"""What a record of any family may say beside the fields of its family."""


def _index(fields: tuple[Field, ...]) -> dict[str, tuple[str, Field]]:
    return {
        squash(spelling): (option, field)
        for field in fields
        for option in field.options
        for spelling in (option, *((field.api_name,) if option == field.id_option else ()))
    }


def _object_schema(fields: tuple[Field, ...], *, all_required: bool) -> JSON:
    properties = {option: field.schema() for field in fields for option in field.options}
    schema: JSON = {"type": "object", "properties": properties}
    if all_required:
        schema["required"] = [field.name for field in fields if field.required]
    return schema


@dataclass(frozen=True)
class Resource:
    """One configuration family of `/organization/{orgid}/`."""

    family: str
    plural: str
    fields: tuple[Field, ...]
    key: tuple[str, ...] = ("name",)  # names of the fields that identify an object; the first is what a rename changes
    bulk: frozenset[str] = frozenset({"create", "delete"})  # what `<family>/bulk` really does
    response_only: tuple[str, ...] = ()  # in answers only, refused or ignored in requests
    feature_flagged: tuple[str, ...] = ()  # read back, but refused in requests while the organization lacks the feature

    @cached_property
    def index(self) -> dict[str, tuple[str, Field]]:
        """Writable options by squashed spelling; exports of the API call the name of a reference `siteName`."""
        exported = {squash(f"{field.name}_name"): (field.name, field) for field in self.fields if field.reference}
        return {key: exported[key] for key in exported.keys() - self.ignored} | _index(self.fields)

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """Fields by option name, for a reference the one without `_id`."""
        return {field.name: field for field in self.fields}

    @cached_property
    def by_api(self) -> dict[str, Field]:
        """Fields by their name in payloads."""
        return {field.api_name: field for field in self.fields}

    @cached_property
    def ignored(self) -> frozenset[str]:
        """Squashed spellings of what only the server fills."""
        return frozenset(squash(name) for name in (*SERVER_FIELDS, *self.response_only))

    @cached_property
    def never_sent(self) -> frozenset[str]:
        """What answers hold and requests must not."""
        return frozenset({"links", "_links", *self.response_only})

    @cached_property
    def key_fields(self) -> tuple[Field, ...]:
        """The fields of the natural key, the renameable one first."""
        return tuple(self.by_name[name] for name in self.key)

    @cached_property
    def key_names(self) -> tuple[str, ...]:
        """The natural key in payloads."""
        return tuple(field.api_name for field in self.key_fields)

    @cached_property
    def referring(self) -> tuple[Field, ...]:
        """The fields that refer to other objects, themselves or in what is nested in them."""
        return tuple(field for field in self.fields if any(part.reference for part in walk((field,))))

    @cached_property
    def name_field(self) -> Field:
        """The field that a rename changes."""
        return self.key_fields[0]

    @property
    def label(self) -> str:
        """The family as a word in a sentence."""
        return self.family.replace("-", " ")

    @cached_property
    def list_is_whole(self) -> bool:
        """Whether a row of a list answer is the complete object."""
        return all(field.in_list for field in self.fields)

    @cached_property
    def references(self) -> frozenset[str]:
        """Families that objects of this one refer to by an id that can be given as a name."""
        return frozenset(field.reference for field in walk(self.fields) if field.reference)

    def option_names(self) -> tuple[str, ...]:
        """Every option of one object, in documentation order."""
        names = [option for field in self.fields if not field.owner for option in field.options]
        return (names[0], "id", *names[1:], "state")

    @cached_property
    def by_option(self) -> dict[str, Field]:
        """What every option of one record takes."""
        return {option: field for field in (*self.fields, *EVERYWHERE) for option in field.options}

    def key_of(self, body: JSON) -> tuple[Any, ...]:
        """Give the natural key of a payload."""
        return tuple([body.get(name) for name in self.key_names])


def walk(fields: tuple[Field, ...]) -> Iterator[Field]:
    """Yield fields and the fields nested in them."""
    for field in fields:
        yield field
        yield from walk(field.fields)
