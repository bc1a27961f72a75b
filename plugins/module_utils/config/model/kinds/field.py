# SPDX-License-Identifier: GPL-3.0-or-later
"""One field of a family, or of an object nested in it: its names, its kind, and what the service does with it."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property, lru_cache
from typing import Any, Final, Literal

from ....outside import HIDDEN
from ..values import CLEAR, GONE, JSON, UNSET, Path, is_id
from ..verbs import EntryPaths, TargetPaths
from .kind import Changes, Described, Dropper, Kind, Names, Place, Placer, Strange, Unfit
from .under import UnderTargets
from .unquoted import Unquoted

NEEDED: Final = "needed"
LATER: Final = "later"


class Unset(Enum):
    """What a write says to clear a field."""

    LEFT_OUT = "left out"  # a PUT without the field clears it
    EMPTY_TEXT = ""
    KEEPS = "keeps"  # cannot be cleared: without the field the service keeps the old value


def camel(name: str) -> str:
    """Return the API's spelling of an option: `multimedia_profile` is `multimediaProfile`."""
    head, *tail = name.split("_")
    return head + "".join(part.capitalize() for part in tail)


@lru_cache(maxsize=1024)
def squash(key: str) -> str:
    """Normalize a key, so that `Multimedia Profile`, `multimedia_profile`, `multimediaProfile` agree."""
    return re.sub(r"[\s_.-]", "", key).lower()


@dataclass(frozen=True)
class Field:
    """One field. A reference has two options: one takes names, the other one takes ids."""

    name: str
    kind: Kind
    api: str = ""  # the name in payloads, if it does not follow from the option
    required: bool = False  # for a new object
    default: Any = dataclasses.field(default=None, hash=False)
    """The value of a new object, and of a field that an answer leaves out."""
    taken_from: str = ""  # the reference whose object has the same field, for a record that gives the reference only
    seen: Literal["list", "item", "file", "never"] = "list"
    """What shows it: lists and items, only items, only the file that the service keeps of the object (see `Content`),
    or nothing."""
    writes: Literal["always", "once", "later"] = "always"  # once: fixed after creation; later: not with a new object
    elsewhere: str = ""  # where to set it instead, as a sentence; such a field is never sent
    link: str = NEEDED  # LATER: what it refers to may be written after the object is made, and cleared before others go
    clears: Unset | None = None  # how it is cleared; None: like its kind
    entries: EntryPaths | None = None  # for a list whose entries need requests of their own
    under: TargetPaths | None = None  # for a field that the service keeps under another object
    secret: bool = False  # never shown: sent with a new object, and again only with `write_secrets`
    flagged: bool = False  # answers have it, but requests must not while the organization lacks the feature
    flag_while: tuple[str, str] = ("", "")  # another option and its value, while the text means true or false
    also: tuple[str, Kind] | None = None  # another option for the same value, such as one that takes it from a file

    @property
    def target_kind(self) -> UnderTargets:
        """The kind of a field that the service keeps under another object."""
        if not isinstance(self.kind, UnderTargets):
            raise TypeError(f"{self.name}: has `under`, so its kind must be one of those in under.py")
        return self.kind

    @property
    def is_apart(self) -> bool:
        """Whether it is written only after the new object exists."""
        return self.writes == "later" or bool(self.entries and self.entries.list)

    @property
    def is_seen(self) -> bool:
        """Whether the service shows it at all."""
        return self.seen != "never" and not self.secret

    @property
    def is_readable(self) -> bool:
        """Whether answers show it: those about the object, or about the one that it refers to."""
        return self.is_seen and self.seen != "file"

    @property
    def is_answered(self) -> bool:
        """Whether answers with an object show it."""
        return self.is_readable and self.under is None

    @cached_property
    def api_name(self) -> str:
        """The name in payloads."""
        return self.api or camel(self.id_option)

    @cached_property
    def id_option(self) -> str:
        """The option that takes the value of the payload: for a reference, the one that takes ids."""
        return self.kind.id_option(self.name)

    @cached_property
    def kinds(self) -> dict[str, Kind]:
        """The options under which a person may write it, and what each of them takes."""
        by_id = self.kind.by_id
        kinds = {self.name: self.kind, self.id_option: by_id} if by_id else {self.name: self.kind}
        return {**kinds, self.also[0]: self.also[1]} if self.also else kinds

    @cached_property
    def options(self) -> tuple[str, ...]:
        """The names under which a person may write it."""
        return tuple(self.kinds)

    @cached_property
    def reference(self) -> str:
        """The family of a single reference; empty for any other kind."""
        return "".join(self.kind.families) if self.kind.is_single else ""

    @cached_property
    def refers(self) -> bool:
        """Whether it can refer to an object of the catalog."""
        return bool(self.kind.families)

    @cached_property
    def holds_secrets(self) -> bool:
        """Whether it is a secret, or has some inside."""
        return any(part.secret for part in walk((self,)))

    @cached_property
    def spellings(self) -> dict[str, str]:
        """Its options by squashed spelling, the API's own spelling among them."""
        names = {squash(option): option for option in self.options}
        return {squash(self.api_name): self.id_option, **names}

    @cached_property
    def unset(self) -> Unset:
        """What a write says to clear it."""
        if self.required:
            return Unset.KEEPS
        return self.clears or (Unset.EMPTY_TEXT if self.kind.clears_to_empty else Unset.LEFT_OUT)

    def read(self, option: str, raw: Any, at: Place) -> Any:
        """Return the desired value that an option gives, None where it gives none."""
        if isinstance(raw, str):
            raw = raw.strip()
            if raw == "":
                return {Unset.KEEPS: None, Unset.LEFT_OUT: CLEAR, Unset.EMPTY_TEXT: ""}[self.unset]
        kind = self.kinds[option]
        return None if raw is None else kind.read(raw, Unquoted(at, kind.allowed_words()) if self.secret else at)

    def same(self, live: Any, desired: Any) -> bool:
        """Return whether writing the desired value would change nothing, as far as answers show that.

        The server leaves unset fields out of its answers, so a missing one counts as empty, or as the field's default.
        """
        if not self.is_seen:
            return True
        if desired is CLEAR:
            return live in UNSET
        return bool(live == desired) or self.kind.same(self.default if live is None else live, desired)

    def equal(self, one: Any, other: Any) -> bool:
        """Return whether two live values mean the same; absent is unset, or the default."""
        if one is None or other is None:
            given = other if one is None else one
            return given in UNSET or given == self.default
        return self.same(one, other) and self.same(other, one)

    def over(self, live: Any, desired: Any) -> Any:
        """Return the value for a PUT, CLEAR if it must leave the field out."""
        return CLEAR if desired is CLEAR else self.kind.over(live, desired)

    def secrets(self, value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
        """Return the secrets of a desired value, each with its path by options; `path` is that of the object."""
        if self.secret:
            return iter(() if value is None else (((*path, self.name), value),))
        return (
            iter(()) if self.kind.is_single or value in (None, CLEAR) else self.kind.secrets(value, (*path, self.name))
        )

    def shown(self, value: Any, names: Names) -> Any:
        """Return a value as a person writes it, None for an unset one."""
        return None if value is None or value is CLEAR else self.kind.shown(value, names)

    def changes(self, before: Any, after: Any, names: tuple[Names, Names]) -> Changes:
        """Say what changes, by option; `names` are those before the run and those after it."""
        if self.secret:
            return {self.name: {"before": None, "after": HIDDEN}}
        return self.kind.changes(self.name, before, None if after is CLEAR else after, names)

    def references(self, value: Any) -> Iterator[tuple[str, Any]]:
        """Return each reference inside a value, with its family."""
        return iter(()) if value is None or value is CLEAR else self.kind.references(value)

    def placed(self, value: Any, place: Placer, path: Path = ()) -> Any:
        """Return a desired value with each reference replaced; `path` is that of the object that has the field."""
        if value is CLEAR or value is None or not self.refers:
            return value
        return self.kind.placed(value, place, (*path, self.option_of(value)))

    def kept(self, value: Any, drops: Dropper, path: Path = ()) -> Any:
        """Return a desired value without the parts to drop, GONE if nothing is left; `path` is that of the object."""
        if value is CLEAR or value is None:
            return value
        return self.kind.kept(value, drops, (*path, self.option_of(value)))

    def option_of(self, value: Any) -> str:
        """Return the option that a desired value was written under."""
        first = value[0] if isinstance(value, list) and value else value
        return self.id_option if is_id(first) else self.name

    def unfit(self, value: Any, described: Described) -> Iterator[Unfit]:
        """Return the values that do not fit the objects that they are given for."""
        return iter(()) if value is None or value is CLEAR else self.kind.unfit(value, described, (self.name,))

    def missing(self, value: Any) -> Sequence[str]:
        """Return the required options that a new object lacks: this one, or some inside it."""
        if value is None:
            return (" or ".join(self.options),) if self.required else ()
        if self.kind.is_single or value is CLEAR:
            return ()
        return [f"{self.name}.{option}" for option in self.kind.missing(value)]


def index_of(fields: Iterable[Field]) -> dict[str, tuple[str, Field]]:
    """Return the options of fields by squashed spelling."""
    return {spelling: (option, field) for field in fields for spelling, option in field.spellings.items()}


def walk(fields: Iterable[Field]) -> Iterator[Field]:
    """Yield fields and the fields nested in them."""
    for field in fields:
        yield field
        yield from walk(field.kind.fields)


def families_of(fields: Iterable[Field]) -> frozenset[str]:
    """Return the families that fields refer to."""
    return frozenset().union(*(field.kind.families for field in fields))


def strange_fields(
    by_api: Mapping[str, Field], known: Collection[str], body: Mapping[str, Any], path: tuple[str, ...] = ()
) -> Iterator[Strange]:
    """Yield the parts of a live object that are neither fields nor among the squashed names `known`, at any depth."""
    for name, value in body.items():
        part = by_api.get(name)
        if part:
            yield from part.kind.strange(value, (*path, name))
        elif squash(name) not in known:
            yield Strange((*path, name), value, is_field=True)


def kept_fields(by_api: Mapping[str, Field], desired: Mapping[str, Any], drops: Dropper, path: Path = ()) -> JSON:
    """Return desired fields without the parts to drop, and without fields that are empty then."""
    kept = {name: by_api[name].kept(value, drops, path) if name in by_api else value for name, value in desired.items()}
    return {name: value for name, value in kept.items() if value is not GONE}


def without_flagged(
    by_api: Mapping[str, Field], body: Mapping[str, Any], desired: Mapping[str, Any], live: Mapping[str, Any]
) -> JSON:
    """Drop fields whose feature the organization lacks, except what a record changes; 0 and no value do not count."""
    kept: JSON = {}
    for name, value in body.items():
        part, wish, old = by_api.get(name), desired.get(name), live.get(name)
        if part and part.flagged and (wish is CLEAR or wish in (*UNSET, 0) or wish == old):
            continue
        kept[name] = part.kind.without_flagged(value, wish, old) if part else value
    return kept
