# SPDX-License-Identifier: GPL-3.0-or-later
"""A simulator whose organization becomes what a case says, and the engine run against it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from differential.cases import USED, Case
from differential.families import FAMILIES, LAYOUTS, OUTSIDE, QUEUES, SKILLS, State
from differential.model import TEMPORARY, File, new_id
from support.engine import Applied, apply
from support.samples import add_queues, sample
from support.simulator import Simulator

HASTE = 200


@dataclass
class World:
    """A simulator, and the objects of the system that every organization of a case has."""

    sim: Simulator
    system: State

    @classmethod
    def of(cls, sim: Simulator) -> World:
        """Make a simulator ready: with users of a site and of a team, wherever an organization has them."""
        sim.set_objects(
            {
                name: [sample(sim, name, id=key, **item) for key, item in OUTSIDE[name].items()]
                for name in (SKILLS, LAYOUTS)
            }
        )
        add_queues(sim, *OUTSIDE[QUEUES])
        system: State = {}
        for name, family in FAMILIES.items():
            found = {row["id"]: family.from_api(row) for row in sim.objects(name)}
            system[name] = {key: item for key, item in found.items() if item.get("system")}
        world = cls(sim, system)
        site_of_system = next(iter(system["site"].values()))
        used: State = {name: dict(items) for name, items in system.items()}
        used["site"][USED["site"]] = {**site_of_system, "name": "Used", "system": False}
        used["team"][USED["team"]] = {**next(iter(system["team"].values())), "name": "Used", "system": False}
        world.become(used)
        sim.add_users(USED["site"], [USED["team"]])
        return world

    def become(self, state: State, *, strict: bool = False) -> None:
        """Begin anew with these objects and without faults."""
        self.sim.clear_faults()
        self.sim.quirks(stale_version_conflict=strict)
        self.sim.set_objects(
            {name: [family.to_api(key, item) for key, item in state[name].items()] for name, family in FAMILIES.items()}
        )
        self.sim.clear_requests()

    def state(self, before: State) -> State:
        """What is there now, in the words of the model: what was not there before has its made up id."""
        ids: dict[str, str] = {}
        now: State = {}
        for name, family in FAMILIES.items():
            now[name] = {}
            for row in self.sim.objects(name):
                item = family.from_api(row)
                for known in family.attributes:
                    if known.refers and known.option in item:
                        item[known.option] = ids.get(item[known.option], item[known.option])
                if re.search(f"{TEMPORARY}[0-9a-f]{{8}}$", item["name"]):
                    item["name"] = item["name"].rpartition(TEMPORARY)[0] + TEMPORARY
                key = ids[row["id"]] = row["id"] if row["id"] in before[name] else new_id(name, item)
                assert key not in now[name], f"doubled: {key}"
                now[name][key] = item
        return now

    def run(self, case: Case, file: File | None = None, **options: Any) -> Applied:
        """Run the engine as a module does, with the file of the case if no other is given."""
        names = ("purge", "max_deletes", "bulk_size", "parallelism")
        options |= {name: getattr(case, name) for name in names}
        return apply(self.sim, case.file if file is None else file, haste=HASTE, **options)
