# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the organization of a simulator random: objects of every family that refer to each other, with odd texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from hypothesis import strategies as st

from ansible_collections.webex.contact_center.plugins.module_utils.config.desired.reading import RefusedError
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.references import part_of
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.resource import Resource
from support.contents import OBJECTS, with_file
from support.engine import apply
from support.simulator import Row, Simulator
from support.valid_records import TEXTS, records_of
from wxcc_simulator.families.registry import FAMILIES

ROUNDS = 2
"""The second one lets families refer to those that come after them."""
MOST = 2
"""New objects of a family in each round."""
PARTS = {part_of("skill", "enum_skill_values"): ("skill", "enumSkillValues")}
"""Lists of which other objects name entries: the family, and the field of the API."""
SHAPED = ("id", "Id", "Ids", "Type", "Time", "Status", "email", "timezone", "Timezone", "Url", "url", "Number")
"""How the names of fields end whose texts are no free ones."""


def grow(sim: Simulator, data: st.DataObject) -> None:
    """Make objects, change some that are there, and write odd texts beside the catalog. What is refused is not made."""
    names = {family: references_to(sim, family) for family in OBJECTS} | parts_in(sim)
    for _round in range(ROUNDS):
        for family in OBJECTS:
            records = data.draw(_records(sim, CATALOG[family], names), label=family)
            if not records:
                continue
            for record in records:
                with suppress(RefusedError):  # the organization lacks what the record needs, or has such an object
                    apply(sim, {family: [record]})
            names[family] = references_to(sim, family)
            names |= parts_in(sim) if family == "skill" else {}
    _give_dynamic_skills(sim, data)
    for family in data.draw(st.lists(st.sampled_from(OBJECTS), max_size=4, unique=True)):
        _write_odd_texts(sim, data, family)


def references_to(sim: Simulator, family: str) -> list[Any]:
    """What references to the objects of a family may say: a name, or where several have it, more of the key."""
    resource = CATALOG[family]
    rows = sim.objects(family)
    first, *rest = resource.key_fields
    counts = Counter(row.get(first.api_name) for row in rows)
    found: list[Any] = []
    for row in rows:
        name = row.get(first.api_name)
        if counts[name] == 1:
            found.append(name)
        elif rest:
            found.append({"name": name, **{field.id_option: row.get(field.api_name) for field in rest}})
    return [entry for entry in found if entry]


def parts_in(sim: Simulator) -> dict[str, list[Any]]:
    """What references to entries of lists may say."""
    return {
        part: [
            {"name": entry["name"], family: row["name"]} for row in sim.objects(family) for entry in row.get(field, ())
        ]
        for part, (family, field) in PARTS.items()
    }


def _records(sim: Simulator, resource: Resource, names: Mapping[str, Sequence[Any]]) -> st.SearchStrategy[list[Row]]:
    """New objects, and changes of one that is there."""
    key = resource.key_names
    new = records_of(resource, names).map(partial(with_file, resource.family))
    lists = st.lists(new, max_size=MOST, unique_by=lambda record: str(record.get(resource.key[0])))
    there = [row for row in sim.objects(resource.family) if all(row.get(name) for name in key)]
    if not (there and resource.verbs.update) or resource.beside:
        return lists if resource.verbs.create else st.just([])
    known = [{field.id_option: row[field.api_name] for field in resource.key_fields} for row in there]
    change = st.builds(partial(_changed, resource), new, st.sampled_from(known))
    changes = st.lists(change, max_size=1)
    return st.builds(lambda one, two: [*one, *two], lists, changes) if resource.verbs.create else changes


def _changed(resource: Resource, given: Row, own: Row) -> Row:
    """A record with the key of another."""
    return {**{option: value for option, value in given.items() if option not in resource.key}, **own}


def _give_dynamic_skills(sim: Simulator, data: st.DataObject) -> None:
    skills = [row for row in sim.objects("skill") if row.get("dynamicSkill")]
    if not skills:
        return
    records = [
        {"email": user["email"], "dynamic_skills": {skill["name"]: data.draw(_value(skill)) for skill in skills}}
        for user in sim.objects("user")[: data.draw(st.integers(0, 2))]
    ]
    if records:
        apply(sim, {"user": records})


def _value(skill: Row) -> st.SearchStrategy[Any]:
    if skill["skillType"] == "ENUM":
        return st.lists(st.sampled_from([entry["name"] for entry in skill["enumSkillValues"]]), min_size=1, unique=True)
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "PROFICIENCY": st.integers(0, 10),
        "BOOLEAN": st.booleans(),
        "TEXT": TEXTS.map(lambda text: [text.strip()]),
    }
    return kinds[skill["skillType"]]


def _write_odd_texts(sim: Simulator, data: st.DataObject, family: str) -> None:
    """Change the free texts of an object as another program may do, with blanks at the ends and all."""
    rows = sim.objects(family)
    if not rows or ("put", "*") not in FAMILIES[family].served:
        return
    row = data.draw(st.sampled_from(rows), label=f"odd {family}")
    texts = [name for name, value in row.items() if isinstance(value, str) and not name.endswith(SHAPED)]
    is_fixed = row.get("systemDefault") or family == "user"
    for name in ("description",) if is_fixed else (*texts, "description"):
        body = {**row, name: data.draw(TEXTS, label=name)}
        path = "/".join((*CATALOG[family].path("item", row), row["id"]))
        if sim.call("PUT", path, json=body).status_code == 200:
            row = next(one for one in sim.objects(family) if one["id"] == row["id"])
