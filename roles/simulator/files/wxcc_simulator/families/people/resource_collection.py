# SPDX-License-Identifier: GPL-3.0-or-later
"""Resource collections: the objects of each kind that a user profile can access."""

from __future__ import annotations

from collections.abc import Iterator

from wxcc_simulator.families.common import fields
from wxcc_simulator.families.deviation import SCHEMA, Deviation
from wxcc_simulator.families.family import Family, Object, On, Others
from wxcc_simulator.wire.answers import RefusedError

KINDS = (
    "address-book",
    "audio-prompt",
    "cad-variable",
    "channel",
    "desktop-layout",
    "desktop-profile",
    "flow",
    "function",
    "holiday-list",
    "idle-wrapup-code",
    "multimedia-profile",
    "outdial-ani",
    "override",
    "queue",
    "site",
    "skill-definition",
    "skill-profile",
    "sub-flow",
    "team",
    "working-hour",
)
NOT_NONE = ("site", "channel", "team", "queue")
ALL = [{"name": kind, "accessLevel": "ALL", "ids": []} for kind in KINDS]


def _kinds(body: Object, _live: Object | None, _others: Others, on: On) -> Iterator[str]:
    if not on("resource_kinds"):
        return
    if "resources" not in body:
        raise RefusedError(500, "Processing failed", "resource-collection")
    levels = {entry["name"]: entry["accessLevel"] for entry in body["resources"]}
    missing = [kind for kind in KINDS if kind not in levels]
    if missing:
        yield f"resources: {', '.join(missing)} are missing"
    yield from (f"resources: {kind} must not be NONE" for kind in NOT_NONE if levels.get(kind) == "NONE")


FAMILY = Family(
    name="resource-collection",
    sample={"name": "Sample", "resources": ALL},
    hidden=("resources",),
    server_filled=("resourceCount",),
    check=_kinds,
    patches_whole=True,
    deviations=(
        Deviation(
            name="resource_kinds",
            where="resources of a resource collection",
            file="may be left out",
            observed="all 20 kinds have to be there: 400 that names the missing ones, 500 without any",
            source="live write probes, 2026-07-21",
            schemas={"ResourceCollectionDTO": fields(resources={"minItems": len(KINDS)})},
            probes=({"resources": ALL[1:]},),
        ),
        Deviation(
            name="resource_collection_bulk",
            state="always",
            where="items of PATCH resource-collection/bulk",
            file="have only an id",
            observed="are whole objects",
            source="live bulk probes, 2026-07-21",
            operations={"PATCH /organization/{orgid}/resource-collection/bulk": {"x-whole": True}},
            schemas={"BulkRequestItemDTOBaseDTO": fields(item={"$ref": f"{SCHEMA}ResourceCollectionDTO"})},
        ),
    ),
)
