# SPDX-License-Identifier: GPL-3.0-or-later
"""Exports the objects of an organization, or some of them, as records that make the same objects anywhere."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from ...api.client import Client
from ...api.http.errors import WxccError, is_no_route, is_refusal
from ..listing import whole_objects
from ..live.cache import ObjectCache
from ..live.lists import LiveLists
from ..model import flow_document
from ..model.catalog.table import CATALOG
from ..model.kinds.field import Field
from ..model.patterns import EVERY_FAMILY, EVERYTHING, SLASH, Pattern, chosen_by, portable_name
from ..model.resource import Resource
from ..model.values import JSON
from ..planning.identities import Identities
from ..writing.folder import File
from .contents import Contents
from .records import NOTHING, Recorder, in_order

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Selection:
    """Which objects to export: those that any pattern of `include` matches, or all, but none that `exclude` matches.

    With `dependencies` also the objects that these refer to, directly or not.
    """

    include: Sequence[Pattern] = ()
    exclude: Sequence[Pattern] = ()
    dependencies: bool = False

    def takes(self, family: str, name: str) -> bool:
        """Return whether the patterns choose an object."""
        return (not self.include or chosen_by(self.include, family, name)) and not self.leaves_out(family, name)

    def leaves_out(self, family: str, name: str) -> bool:
        """Return whether an object must not be exported."""
        return chosen_by(self.exclude, family, name)

    def names(self, family: str) -> bool:
        """Return whether a pattern asks for a family by its name."""
        return any(pattern.takes(family) and pattern.family != EVERY_FAMILY for pattern in self.include)

    def patterns_of(self, family: str) -> tuple[str, ...]:
        """Return what chooses a part of the objects of a family, as texts; nothing where all or none are chosen."""
        own = [pattern for pattern in self.include if pattern.takes(family)]
        without = [pattern for pattern in self.exclude if pattern.takes(family)]
        every = [SLASH.join([EVERYTHING] * parts) for parts in range(1, len(CATALOG[family].key) + 1)]
        is_whole = not self.include or any(pattern.glob in every for pattern in own)
        if any(pattern.glob in every for pattern in without) or (is_whole and not without):
            return ()
        if self.dependencies and not is_whole:  # then what others refer to counts as well
            own, without = list(self.include), list(self.exclude)
        left_out = [f"not {pattern.written}" for pattern in without]
        others = ["what others refer to"] if self.dependencies and not is_whole else []
        return (*sorted(pattern.written for pattern in own if not is_whole), *sorted(left_out), *others)

    @property
    def families(self) -> list[str]:
        """The families that it can choose objects of, in the order of the documentation."""
        return [
            family for family in CATALOG if not self.include or any(pattern.takes(family) for pattern in self.include)
        ]


@dataclass
class Export:
    """What was exported.

    `incomplete` has an entry `{"type", "id", "name", "missing": [option], "shown", "error"}` for each object of which
    the records do not have everything; `shown` tells that the service shows them, but records may not have them.
    `not_portable` has one `{"type", "name", "options": [option]}` for each record with ids that mean nothing in another
    organization, `refused` one `{"type", "error"}` for each family that may not be read. `families` are those that were
    exported, also where no object of them was chosen; `patterns` says of those that are not whole what chose their
    objects.
    """

    records: dict[str, list[JSON]] = field(default_factory=dict)
    families: list[str] = field(default_factory=list)
    patterns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    incomplete: list[JSON] = field(default_factory=list)
    not_portable: list[JSON] = field(default_factory=list)
    refused: list[JSON] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    files: dict[str, File] = field(default_factory=dict)  # those beside the records, by path


def export(client: Client, choice: Selection, folder: str, cache_dir: str | None, progress: Progress) -> Export:
    """Read what is chosen, each list once and whole objects only where lists leave fields out.

    `folder` keeps the files of objects, such as audio, until they are written.
    """
    run = _Run(client, choice, folder, cache_dir, progress)
    run.read_lists()
    run.choose()
    run.make_records()
    return run.done


class _Run:
    def __init__(
        self, client: Client, choice: Selection, folder: str, cache_dir: str | None, progress: Progress
    ) -> None:
        self._client = client
        self._choice = choice
        self._cache = ObjectCache(cache_dir, client.org_id)
        self._live = LiveLists(client, self._cache)
        self._progress = progress
        self._refused: set[str] = set()
        self._names = Identities(CATALOG, self._rows, self._showing).before
        self._contents = Contents(client, self._live.contents, self._names, folder)
        self._chosen: dict[str, dict[str, JSON]] = {family: {} for family in CATALOG}  # rows by id
        self._bodies: dict[str, dict[str, JSON]] = {family: {} for family in CATALOG}  # whole objects by id
        self.done = Export()

    def _rows(self, resource: Resource) -> list[JSON]:
        return [] if resource.family in self._refused else self._live.of(resource)

    def _showing(self, resource: Resource, part: Field) -> list[JSON]:
        return [] if resource.family in self._refused else self._live.showing(resource, part)

    def read_lists(self) -> None:
        """Read the lists of all families that are chosen or referred to, side by side.

        A family that this access may not read is left out, unless a pattern names it.
        """
        families = _with_references(self._choice.families, everything=self._choice.dependencies)
        lists = self._client.parallel([partial(self._live.of, CATALOG[family]) for family in families])
        for family, rows in zip(families, lists, strict=True):
            if not isinstance(rows, WxccError):
                continue
            if self._choice.names(family) or not (is_refusal(rows) or is_no_route(rows)):
                raise rows
            self._refused.add(family)
            self.done.refused.append({"type": family, "error": str(rows)})
        self.done.families = [family for family in self._choice.families if family not in self._refused]

    def choose(self) -> None:
        """Choose objects by patterns, and then what these refer to, until nothing is added."""
        for family in self.done.families:
            self._add(family, [row for row in self._rows(CATALOG[family]) if self._takes(family, row)])
        for pattern in self._choice.include:
            if not any(self._matched(pattern, family) for family in self.done.families):
                self.done.warnings.append(f"include: {pattern.written} matches no object")
        added = list(CATALOG) if self._choice.dependencies else []
        while added:
            found: dict[str, set[str]] = {}
            for family in added:
                self._read_whole(family)
                for body in self._bodies[family].values():
                    for other, target in CATALOG[family].references(body):
                        found.setdefault(other, set()).add(target)
                for other, ids in self._used_by_flows(family).items():
                    found.setdefault(other, set()).update(ids)
            added = [family for family, ids in found.items() if self._add_referenced(family, ids)]

    def _used_by_flows(self, family: str) -> dict[str, set[str]]:
        """Return the ids of what is named inside the files of flows that were not read yet, by family."""
        resource = CATALOG[family]
        if not resource.paths.has_documents:
            return {}
        texts = self._contents.texts(resource, self._bodies[family])
        return {
            other: {row["id"] for row in self._rows(CATALOG[other]) if row.get(_mark(other)) in texts}
            for other in flow_document.FAMILIES
        }

    def _takes(self, family: str, row: JSON) -> bool:
        return self._choice.takes(family, portable_name(CATALOG[family], row, self._names))

    def _matched(self, pattern: Pattern, family: str) -> bool:
        rows = self._rows(CATALOG[family]) if pattern.takes(family) else []
        return any(pattern.matches(family, portable_name(CATALOG[family], row, self._names)) for row in rows)

    def _add(self, family: str, rows: Iterable[JSON]) -> bool:
        before = len(self._chosen[family])
        self._chosen[family] |= {row["id"]: row for row in rows}
        return len(self._chosen[family]) > before

    def _add_referenced(self, family: str, ids: Collection[str]) -> bool:
        resource = CATALOG[family]
        rows = [row for row in self._rows(resource) if row["id"] in ids]
        kept = [row for row in rows if not self._choice.leaves_out(family, portable_name(resource, row, self._names))]
        return self._add(family, kept)

    def _read_whole(self, family: str) -> None:
        """Read the chosen objects of a family that were not read yet."""
        resource, known = CATALOG[family], self._bodies[family]
        rows = [row for object_id, row in self._chosen[family].items() if object_id not in known]
        if not rows:
            return
        fields = [part for part in resource.fields if not part.elsewhere and part.is_readable]
        listing = whole_objects(self._live, resource, rows, fields)
        known |= {body["id"]: body for body in listing.objects}
        self.done.incomplete += [{"type": family, "shown": False, **entry} for entry in listing.incomplete]
        self.done.warnings += listing.warnings
        self._progress(len(rows), sum(map(len, self._chosen.values())), "objects read")

    def make_records(self) -> None:
        """Make the records of each family, in the order of portable names; objects are let go family by family."""
        for family, resource in CATALOG.items():
            self._read_whole(family)
            bodies = self._contents.with_tags(resource, self._bodies.pop(family, {}))
            rows = self._rows(resource) if bodies else []
            recorder = Recorder(resource, rows, self._names)
            beside = self._contents.keep(resource, rows, bodies)
            names = {object_id: portable_name(resource, body, self._names) for object_id, body in bodies.items()}
            records = [
                self._record(family, names[object_id], bodies[object_id], recorder, beside.get(object_id, NOTHING))
                for object_id in in_order(names)
            ]
            self.done.records[family] = [record for record in records if record]
            if bodies and family not in self.done.families:
                self.done.families.append(family)
        self.done.files = self._contents.files
        self.done.patterns = {family: self._choice.patterns_of(family) for family in self.done.families}
        self._cache.save(self._live.ids())
        self.done.warnings += self._cache.warnings

    def _record(self, family: str, name: str, body: JSON, recorder: Recorder, beside: tuple[str, str]) -> JSON:
        made = recorder.record(body, beside)
        about: dict[str, Any] = {"type": family, "name": name}
        if made.missing:
            error = "; ".join(f"{option}: {why}" for option, why in made.missing.items())
            entry = {**about, "id": body["id"], "missing": [*made.missing], "shown": True, "error": error}
            self.done.incomplete.append(entry)
        if made.ids:
            self.done.not_portable.append({**about, "options": made.ids})
        return made.record


def _mark(family: str) -> str:
    """Return the name of the field by which flows know the objects of a family."""
    return CATALOG[family].name_field.api_name if family == flow_document.NAMED else "id"


def _with_references(families: Iterable[str], *, everything: bool) -> list[str]:
    """Return families with those whose names their records need; with `everything` also all that these refer to."""
    chosen = set(families)
    found, added = set(chosen), set(chosen)
    while added:
        added = {other for family in added for other in _named_by(family, everything or family in chosen)} - found
        found |= added
    return [family for family in CATALOG if family in found]


def _named_by(family: str, is_whole: bool) -> Collection[str]:
    """Return the families that an object refers to, or only those that its key refers to."""
    resource = CATALOG[family]
    return resource.families if is_whole else {part.reference for part in resource.key_fields if part.reference}
