# SPDX-License-Identifier: GPL-3.0-or-later
"""The families as their documentation tells them, for the model: one entry each, and nothing taken from the catalog.

An object of the model is a mapping of options to values: a reference is the id of the other object, under the option
that takes its name. What is unset is left out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from support.simulator import Row

State = dict[str, dict[str, Row]]
"""An organization: objects by family and id."""

PROFILES, SITES, TEAMS = "multimedia-profile", "site", "team"
LAYOUTS, SKILLS, QUEUES = "desktop-layout", "skill-profile", "contact-service-queue"
OUTSIDE: State = {
    LAYOUTS: {f"layout-{number}": {"name": f"Layout {number}"} for number in (1, 2)},
    SKILLS: {f"skills-{number}": {"name": f"Skills {number}"} for number in (1, 2)},
    QUEUES: {
        object_id: {"name": f"Queue {object_id}"}
        for object_id in (f"{number}c9f6a5e-0000-4000-8000-000000000000" for number in range(3))
    },
}
"""Objects of other families, which every organization has and no file is about."""


@dataclass(frozen=True)
class Attribute:
    """An option of a family, its name in the API, and what the service and the documentation say of it.

    `default` is what a new object gets, `needed` that it must be given one; `fixed` never changes; `clears` may be
    unset again; `only` names another option and the value with which the service takes this one.
    """

    option: str
    api: str
    samples: tuple[Any, ...] = ()
    default: Any = None
    needed: bool = False
    fixed: bool = False
    clears: bool = False
    refers: str = ""
    only: tuple[str, str] | None = None
    parts: tuple[Attribute, ...] = ()
    listed_by: str = ""  # a list of mappings, each known by this option

    @property
    def options(self) -> tuple[str, ...]:
        """How the attribute may be written: a reference also by the id of the other object."""
        return (self.option, f"{self.option}_id") if self.refers else (self.option,)

    def to_api(self, value: Any) -> Any:
        """The value as the API has it."""
        if self.listed_by:
            return [{part.api: item[part.option] for part in self.parts} for item in value]
        if self.parts:
            return {part.api: value[part.option] for part in self.parts if part.option in value}
        return value

    def as_written(self, value: Any, name_of: Callable[[Attribute, str], Row]) -> Row:
        """The option as a person writes it; `name_of` writes a reference by a name or an id."""
        if self.refers and value:
            return name_of(self, value)
        if not (self.listed_by and value):
            return {self.option: value}
        entries = [[part.as_written(item[part.option], name_of) for part in self.parts] for item in value]
        return {self.option: [dict(option for part in entry for option in part.items()) for entry in entries]}

    def from_api(self, value: Any) -> Any:
        """The value as the model has it: a list in the order of what tells its items apart."""
        if self.listed_by:
            items = [{part.option: item[part.api] for part in self.parts} for item in value]
            return sorted(items, key=lambda item: str(item[self.listed_by]))
        if self.parts:
            return {part.option: value[part.api] for part in self.parts if part.api in value}
        return value


@dataclass(frozen=True)
class Family:
    """A family: what tells its objects apart (`key`, the name first), and its options."""

    key: tuple[str, ...]
    attributes: tuple[Attribute, ...]
    names: tuple[str, ...]

    def attribute(self, option: str) -> Attribute:
        """The attribute of an option, however it is written."""
        return next(item for item in self.attributes if option in item.options)

    def to_api(self, object_id: str, item: Row) -> Row:
        """An object as the control room takes it."""
        body = {known.api: known.to_api(item[known.option]) for known in self.attributes if known.option in item}
        return {"id": object_id, **body, **({"systemDefault": True} if item.get("system") else {})}

    def from_api(self, body: Row) -> Row:
        """An object as the model has it; empty texts and lists are unset."""
        item = {known.option: known.from_api(body[known.api]) for known in self.attributes if known.api in body}
        item = {option: value for option, value in item.items() if value not in (None, "", [])}
        return {**item, **({"system": True} if body.get("systemDefault") else {})}


def _channels(email: int) -> tuple[Attribute, ...]:
    most = {"telephony": 1, "chat": 5, "email": email, "social": 5}
    return tuple(Attribute(name, name, (0, 1, limit), needed=True) for name, limit in most.items())


_ACTIVE = Attribute("active", "active", (True, False), default=True)
_DESCRIPTION = Attribute("description", "description", ("old", "new", "ä, ö and \N{SNOWMAN}"), clears=True)

FAMILIES = {
    PROFILES: Family(
        ("name",),
        (
            Attribute("name", "name", needed=True),
            _ACTIVE,
            _DESCRIPTION,
            Attribute("blending_mode", "blendingMode", ("BLENDED", "BLENDED_REALTIME", "EXCLUSIVE"), needed=True),
            Attribute("blending_mode_enabled", "blendingModeEnabled", (True, False), default=True),
            *_channels(email=5),
            Attribute(
                "manually_assignable",
                "manuallyAssignable",
                needed=True,
                default=dict.fromkeys(("telephony", "chat", "email", "social"), 0),
                parts=_channels(email=10),
            ),
        ),
        ("Voice", "Chat", "Mixed", "v1.0"),
    ),
    SITES: Family(
        ("name",),
        (
            Attribute("name", "name", needed=True),
            _ACTIVE,
            _DESCRIPTION,
            Attribute("multimedia_profile", "multimediaProfileId", needed=True, refers=PROFILES),
        ),
        ("Bonn", "Lyon", "Oslo", "Porto", "Riga"),
    ),
    TEAMS: Family(
        ("name", "site"),
        (
            Attribute("name", "name", needed=True),
            Attribute("site", "siteId", needed=True, fixed=True, refers=SITES),
            _ACTIVE,
            _DESCRIPTION,
            Attribute("team_type", "teamType", ("AGENT", "AGENT", "CAPACITY"), default="AGENT", fixed=True),
            Attribute("team_status", "teamStatus", ("IN_SERVICE", "NOT_AVAILABLE"), default="IN_SERVICE"),
            Attribute("capacity", "capacity", (1, 7), clears=True, only=("team_type", "CAPACITY")),
            Attribute(
                "dialed_number", "dialedNumber", ("+4922812", "007"), clears=True, only=("team_type", "CAPACITY")
            ),
            Attribute("desktop_layout", "desktopLayoutId", refers=LAYOUTS, clears=True),
            Attribute("skill_profile", "skillProfileId", refers=SKILLS, clears=True, only=("team_type", "AGENT")),
            Attribute(
                "multimedia_profile", "multiMediaProfileId", refers=PROFILES, clears=True, only=("team_type", "AGENT")
            ),
            Attribute("rank_queues_for_team", "rankQueuesForTeam", (True, False), default=False),
            Attribute(
                "queue_rankings",
                "queueRankings",
                tuple(
                    [
                        {"queue": queue, "rank": 1 + (number + at) % 3}
                        for at, queue in enumerate([*OUTSIDE[QUEUES]][:number])
                    ]
                    for number in range(4)
                ),
                clears=True,
                listed_by="queue",
                parts=(Attribute("queue", "queueId", refers=QUEUES), Attribute("rank", "rank")),
            ),
        ),
        ("Sales", "Care", "Night"),
    ),
}
"""Each after those it refers to, the order in which they are applied."""
