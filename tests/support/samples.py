# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects of every family, made from the samples in the simulator's own files."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

from support.simulator import Row, Simulator
from wxcc_simulator.families.family import Family, First, first_among, sample_of
from wxcc_simulator.families.quirks import Quirks
from wxcc_simulator.families.registry import FAMILIES
from wxcc_simulator.families.shapes import shapes

Parts = dict[str, tuple[str, str | bytes, str]]


def sample(sim: Simulator, family: str, number: int = 0, /, **changes: Any) -> Row:
    """An object that can be created; what it refers to is created where there is none."""
    known = FAMILIES[family]
    values = {**known.other(number), **changes}
    return sample_of(known, lambda wanted: first(sim, wanted), lambda quirk: sim.quirks()[quirk], **values)


def create(sim: Simulator, family: str, number: int = 0, parent_id: str = "", /, **changes: Any) -> Row:
    """Create such an object, wherever the family wants it: in the body or in the query."""
    item = sample(sim, family, number, **changes)
    operation = shapes(Quirks()).operation(family, "create")
    assert operation is not None
    name = operation.request_in_query
    path = re.sub(r"\{\w+\}", parent_id, operation.path.partition("{orgid}/")[2] or operation.path)
    if FAMILIES[family].content:
        made = sim.call("POST", path, files=form_of(FAMILIES[family], item))
    else:
        made = sim.call("POST", path, json=item, params={name: json.dumps(item)} if name else {})
    assert made.status_code in (200, 201), made.text
    body: Row = made.json()
    return body["data"] if FAMILIES[family].is_outside else body


def add_queues(sim: Simulator, *ids: str, org: int = 0) -> None:
    """Add queues for mail with these ids, called `Queue` and the id, without a request in the journal."""
    family, team = "contact-service-queue", sim.objects("team", org)[0]["id"]
    of_team = {"channelType": "EMAIL", "callDistributionGroups": [{"order": 1, "agentGroups": [{"teamId": team}]}]}
    made = [{**FAMILIES[family].sample, **of_team, "name": f"Queue {object_id}", "id": object_id} for object_id in ids]
    whole = [{name: value for name, value in row.items() if not isinstance(value, First)} for row in made]
    sim.set_objects({family: [*sim.objects(family, org), *whole]}, org)


def form_of(family: Family, item: Row, file: bytes = b"RIFF") -> Parts:
    """The parts of a form with an object and its file, as the library for requests takes them."""
    content = family.content
    assert content is not None
    return {
        content.info: ("", json.dumps(item), "application/json"),
        content.file: ("sample.wav", file, "audio/wav"),
    }


def first(sim: Simulator, wanted: First) -> str:
    wanted = replace(wanted, where=_spelled(sim, wanted))
    try:
        return first_among(sim.objects(wanted.family), wanted)
    except IndexError:
        number = 900 + len(sim.objects(wanted.family))
        create(sim, wanted.family, number, **_with_part(wanted), **wanted.where)
        return first_among(sim.objects(wanted.family), wanted)


def _with_part(wanted: First) -> Row:
    """What an object needs to have the part that is asked for."""
    return {wanted.part: [{"name": "Part"}]} if wanted.part else {}


def _spelled(sim: Simulator, wanted: First) -> Row:
    """The values that the object must have, as the choices are spelled while these quirks are on."""
    if not wanted.where:
        return {}
    on = Quirks(frozenset(name for name, is_on in sim.quirks().items() if is_on))
    now = shapes(on)
    fields = now.properties(now.written(wanted.family))
    spelled = {}
    for name, value in wanted.where.items():
        choices = {str(choice).casefold(): choice for choice in fields[name].get("enum", ())}
        spelled[name] = choices.get(str(value).casefold(), value)
    return spelled
