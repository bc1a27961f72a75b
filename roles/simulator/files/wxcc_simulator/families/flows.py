# SPDX-License-Identifier: GPL-3.0-or-later
"""The flows of an organization: drafts, published versions and their tags. No family of the official file has them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

from wxcc_simulator.families.deviation import Deviation

Document = dict[str, Any]
PROJECT = "5e5c9ad6d61f870d6d778c1b"
"""The id of the only project, which is the same in every organization."""
TAGS = ("Live", "Test", "Dev", "Latest")
TYPES = ("FLOW", "SUBFLOW")
LOCK_MS = 15 * 60 * 1000
OF_THE_SERVICE = (
    *("orgId", "version", "id", "flowId", "flowType", "name", "comment", "validating", "validationResults"),
    *("createdBy", "createdDate", "lastModifiedBy", "lastModifiedDate", "lockedAt", "lockedBy", "persist"),
)
"""What an export has beside the content."""


@dataclass
class Version:
    """A published version: its number counts from 1."""

    id: str
    number: int
    content: Document
    comment: str


@dataclass
class Flow:
    """A flow or subflow; times in epoch milliseconds."""

    id: str
    flow_type: str
    name: str
    draft: Document
    created_ms: int
    modified_ms: int
    versions: list[Version] = field(default_factory=list)
    tags: dict[str, Version] = field(default_factory=dict)
    locked_ms: int | None = None

    def is_locked(self, now_ms: int) -> bool:
        """Whether somebody edits it; a lock ends after 15 idle minutes."""
        return self.locked_ms is not None and now_ms - self.locked_ms < LOCK_MS

    def version(self, wanted: str) -> Version | None:
        """A published version by its id, or the latest."""
        if wanted == "latest":
            return self.versions[-1] if self.versions else None
        return next((version for version in self.versions if version.id == wanted), None)


class FlowStore:
    """The flows of one organization."""

    def __init__(self, new_id: Callable[[], str]) -> None:
        self._new_id = new_id
        self._flows: dict[str, Flow] = {}

    def new_id(self) -> str:
        """An id as flows have them: 24 hexadecimal digits."""
        return self._new_id().replace("-", "")[:24]

    def of_type(self, flow_type: str) -> list[Flow]:
        """All flows of a type, oldest first."""
        return [flow for flow in self._flows.values() if flow.flow_type == flow_type]

    def get(self, flow_id: str) -> Flow | None:
        """One flow."""
        return self._flows.get(flow_id)

    def named(self, flow_type: str, name: str) -> Flow | None:
        """The flow of this type and name."""
        return next((flow for flow in self.of_type(flow_type) if flow.name == name), None)

    def add(self, flow_type: str, name: str, content: Document, now_ms: int) -> Flow:
        """A new flow, with a draft only."""
        flow = Flow(self.new_id(), flow_type, name, content, now_ms, now_ms)
        self._flows[flow.id] = flow
        return flow

    def publish(self, flow: Flow, tags: list[str], comment: str, now_ms: int) -> Version:
        """Make a version of the draft, and move tags to it, always including Latest."""
        version = Version(self.new_id(), len(flow.versions) + 1, flow.draft, comment)
        flow.versions.append(version)
        flow.tags |= dict.fromkeys((*tags, "Latest"), version)
        flow.modified_ms = now_ms
        return version

    def remove(self, flow: Flow) -> None:
        """Delete a flow."""
        del self._flows[flow.id]


def content_of(exported: Document) -> Document:
    """The content of a file that is imported."""
    return {name: value for name, value in exported.items() if name not in OF_THE_SERVICE}


def hand_offs(value: Any) -> Iterator[Document]:
    """Every hand-off to another flow inside of a content."""
    if isinstance(value, dict):
        if "handOffTo" in value:
            yield value
        for inner in value.values():
            yield from hand_offs(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from hand_offs(inner)


def moment(time_ms: int) -> str:
    """A time as flows show it."""
    return datetime.fromtimestamp(time_ms / 1000, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z")


LINES = (
    Deviation(
        name="flow_list_size",
        where="GET flows without size",
        file="size has the default 10, and nothing tells that there is more",
        observed="the rest is left out without a word; off, everything is answered",
        source="live reads, 2026-08-26",
    ),
    Deviation(
        name="flow_wrong_project",
        where="GET flows of another project",
        file="404",
        observed="200 with an empty list for 24 hexadecimal digits, 404 without a body for anything else",
        source="live reads, 2026-08-26",
    ),
    Deviation(
        name="flow_json_import",
        where="POST flows:import with JSON instead of a form",
        file="takes a form",
        observed="500 without a reason; off, 400",
        source="live writes of others, 2026-07",
    ),
    Deviation(
        name="flow_type_needed",
        where="every operation of a subflow",
        file="flowType is an option of lists and imports",
        observed="404 without flowType=SUBFLOW; off, the id is enough",
        source="live writes of others, 2026-07",
    ),
    Deviation(
        name="flow_locks",
        where="POST flows:import over a flow that somebody edits",
        file="only shows lockedBy and lockedAt",
        observed="locks end after 15 idle minutes; which answer refuses the import is not known, here it is 409",
        source="live writes of others, 2026-07; the answer: none",
    ),
    Deviation(
        name="flow_false_alarms",
        where="POST flows/{id}:publish and GET :validate of a flow that hands off to another",
        file="validates the basic structure",
        observed="refused although it is right; skipValidation=true publishes it",
        source="live writes of others, 2026-10",
    ),
)
