# SPDX-License-Identifier: GPL-3.0-or-later
"""Dialled numbers and the entry points that they lead to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wxcc_simulator.families.common import ORGANIZATION, fields
from wxcc_simulator.families.deviation import Deviation
from wxcc_simulator.families.family import EVERYTHING, Family, First, Object, On, Others, Reference
from wxcc_simulator.wire.answers import RefusedError

INVENTORY = re.compile(r"\+1415555\d{4}")
"""The numbers that the organization has in Webex Calling."""
DERIVED = {"type": "string", "readOnly": True}


def _number(body: Object, live: Object | None, _others: Others, on: On) -> Iterator[str]:
    if on("dial_number_required") and live is None and not INVENTORY.fullmatch(body["dialledNumber"]):
        raise RefusedError(404, "Dialed number does not exist", "dial-number")
    yield from ()


def _entry_point(others: Others, item: Object, _on: On) -> Object:
    entry_point = others.get("entry-point", item["entryPointId"])
    digits = re.sub(r"\D", "", item.get("dialledNumber", ""))
    return {"entryPointName": entry_point["name"] if entry_point else "", "dialledNumberDigits": digits}


FAMILY = Family(
    name="dial-number",
    sample={
        "dialledNumber": "+14155550100",
        "entryPointId": First("entry-point"),
        "location": "Headquarters",
        "regionId": "us-west",
    },
    key=("dialledNumber",),
    other=lambda number: {"dialledNumber": f"+1415555{number:04d}"},
    references=(Reference("entryPointId", "entry-point"),),
    check=_number,
    derived=_entry_point,
    without={"dial_number_required": {"entryPointName": "Sample"}},
    served=(*EVERYTHING, ("delete_all", "*")),
    writes_seen=False,
    deviations=(
        Deviation(
            name="dial_number_derived",
            state="always",
            where="entryPointName and dialledNumberDigits of a dialled number",
            file="can be written",
            observed="not probed; they follow from the entry point and from the number",
            source="none",
            schemas={"DialledNumberEntryPointDTO": fields(entryPointName=DERIVED, dialledNumberDigits=DERIVED)},
        ),
        Deviation(
            name="dial_number_required",
            where="POST and PUT of a dialled number",
            file="requires entryPointId and entryPointName",
            observed="requires location and regionId too, and not entryPointName; 404 for a number that is not in the "
            "Calling inventory, which is +14155550000 to +14155559999 here",
            source="live write probes, 2026-07-11 to 2026-07-20",
            operations={f"POST {ORGANIZATION}/dial-number": {"responses": {"404": {"copy": "400"}}}},
            schemas={
                "DialledNumberEntryPointDTO": {"required": ["dialledNumber", "entryPointId", "location", "regionId"]}
            },
            probes=({"location": None},),
        ),
    ),
)
