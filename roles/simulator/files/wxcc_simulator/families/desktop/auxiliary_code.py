# SPDX-License-Identifier: GPL-3.0-or-later
"""Idle and wrap-up codes."""

from __future__ import annotations

from collections.abc import Iterator

from wxcc_simulator.families.family import Family, First, Object, On, Others, Reference

IDLE_TYPE = First("work-type", where={"workTypeCode": "IDLE_CODE"})


def _work_type(body: Object, live: Object | None, others: Others, _on: On) -> Iterator[str]:
    work_type = others.get("work-type", body["workTypeId"])
    if work_type is None:
        return
    if work_type["workTypeCode"] != body["workTypeCode"]:
        yield f"workTypeId: the work type is of the code {work_type['workTypeCode']}"
    codes = [code for code in others.all("auxiliary-code") if code["workTypeId"] == body["workTypeId"]]
    if live is None and not codes and not body["defaultCode"]:
        yield "defaultCode: the first code of a work type must be the default code"


FAMILY = Family(
    name="auxiliary-code",
    sample={
        "name": "Sample",
        "active": True,
        "defaultCode": False,
        "workTypeCode": "IDLE_CODE",
        "workTypeId": IDLE_TYPE,
    },
    key=("name", "workTypeCode"),
    references=(Reference("workTypeId", "work-type"),),
    server_filled=("isSystemCode",),
    check=_work_type,
    bulk_updates=False,
    fresh=(
        {
            "name": "RONA",
            "active": True,
            "defaultCode": True,
            "workTypeCode": "IDLE_CODE",
            "workTypeId": IDLE_TYPE,
        },
    ),
)
