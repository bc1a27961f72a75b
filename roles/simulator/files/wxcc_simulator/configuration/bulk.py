# SPDX-License-Identifier: GPL-3.0-or-later
"""The bulk endpoint: each item is handled separately, and the answer is always 207."""

from __future__ import annotations

from typing import Any

from wxcc_simulator.configuration.collection import NO_ID_ON_CREATE, Collection
from wxcc_simulator.families.shapes import Operation
from wxcc_simulator.wire.answers import RefusedError
from wxcc_simulator.wire.long_json import Rows
from wxcc_simulator.wire.turns import each

WRAPPER_FIELDS = ("itemIdentifier", "item", "requestAction")


async def bulk(collection: Collection, operation: Operation, body: Any, path: str, tracking_id: str) -> bytes:
    """Carry out the items in order, and return the answer as JSON; a failed item does not stop the others."""
    rows = Rows()
    wrappers = await wrappers_of(collection, body)
    faults = collection.world.faults.for_items(operation.method, path, (wrapper["item"] for wrapper in wrappers))
    async for wrapper, fault in each(zip(wrappers, faults, strict=True)):
        if fault and fault.drop == "before":
            continue
        row: dict[str, Any] = {}
        if "itemIdentifier" in wrapper:
            row["itemIdentifier"] = wrapper["itemIdentifier"]
        try:
            if fault and fault.status:
                raise collection.refusal(fault.status, fault.content() or "ordered by a fault")
            row.update(_carry_out(collection, operation, wrapper))
        except RefusedError as refusal:
            row["status"] = refusal.status
            row["apiError"] = refusal.body(tracking_id, collection.world.options.quirks)
        if not (fault and fault.drop):
            rows.add(row)
    return b'{"items":' + rows.whole() + b"}"


async def wrappers_of(collection: Collection, body: Any) -> list[dict[str, Any]]:
    """The items; one without its wrapper makes the whole request invalid."""
    if not isinstance(body, dict):
        raise collection.refusal(400, "the body must be a JSON object with items")
    problems = [f"{name}: unknown field" for name in body if name != "items"]
    items = [] if body.get("items") is None else body["items"]
    if not isinstance(items, list):
        raise collection.refusal(400, "items: must be a list")
    async for index, wrapper in each(enumerate(items)):
        if not isinstance(wrapper, dict) or not isinstance(wrapper.get("item"), dict):
            problems.append(f"items[{index}].item: must not be null or blank")
            continue
        problems += [f"items[{index}].{name}: unknown field" for name in wrapper if name not in WRAPPER_FIELDS]
        identifier = wrapper.get("itemIdentifier", 0)
        if not isinstance(identifier, int) or isinstance(identifier, bool) or not -(2**31) <= identifier < 2**31:
            problems.append(f"items[{index}].itemIdentifier: must be a 32-bit number")
        if not isinstance(wrapper.get("requestAction", ""), str):
            problems.append(f"items[{index}].requestAction: must be text")
    if problems:
        raise collection.refusal(400, "; ".join(problems))
    return items


def _carry_out(collection: Collection, operation: Operation, wrapper: dict[str, Any]) -> dict[str, Any]:
    action, item = wrapper.get("requestAction") or "SAVE", wrapper["item"]
    if operation.verb == "bulk_patch":
        if action != "SAVE":
            raise collection.refusal(400, f"{action}: action must be empty or SAVE")
        update = collection.replace if collection.family.patches_whole else collection.update
        object_id, kind, status = update(item.get("id"), item)["id"], "UPDATE", 200
    elif action == "DELETE":
        needs_whole = bool(operation.says.get("x-whole-delete"))
        object_id, kind, status = collection.delete_from_bulk(item, needs_whole=needs_whole), "DELETE", 204
    elif action != "SAVE":
        raise collection.refusal(400, f"{action}: requestAction must be SAVE or DELETE")
    elif item.get("id") is None:
        object_id, kind, status = collection.create(item)["id"], "CREATE", 201
    elif operation.says.get("x-updates") is False:
        raise collection.refusal(400, NO_ID_ON_CREATE)
    else:
        object_id, kind, status = collection.replace(item["id"], item)["id"], "UPDATE", 200
    href = f"/api/organization/{collection.org.org_id}/{collection.path}/{object_id}"
    return {"status": status, "operationType": kind, "href": href}
