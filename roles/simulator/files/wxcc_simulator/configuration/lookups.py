# SPDX-License-Identifier: GPL-3.0-or-later
"""Operations that only some families have, each described in the file of its family."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from wxcc_simulator.configuration.bulk import wrappers_of
from wxcc_simulator.configuration.collection import Collection
from wxcc_simulator.configuration.lists import page_of
from wxcc_simulator.families.family import Lookup
from wxcc_simulator.wire.answers import RefusedError, json_body, json_response
from wxcc_simulator.wire.long_json import Rows, list_in_turns
from wxcc_simulator.wire.turns import each

STATUS = {"SAVE": (200, "UPDATE"), "DELETE": (204, "DELETE")}


async def looked_up(collection: Collection, lookup: Lookup, request: Request, body: Any) -> Response:
    """The answer to a request for a lookup."""
    if lookup.kind == "bulk":
        return json_body(await _bulk(collection, lookup, request, body), 207)
    found = lookup.answer(collection, request.path_params)
    if lookup.kind == "one":
        return json_response(collection.whole(found))
    if lookup.kind == "bare":
        return json_body(await list_in_turns(collection.row(item) for item in found))
    page = page_of(collection, request.query_params, len(found))
    meta = page.meta(collection.org.org_id, request.url.path, request.query_params)
    return json_response({"meta": meta, "data": list(page.cut(found))})


async def _bulk(collection: Collection, lookup: Lookup, request: Request, body: Any) -> bytes:
    rows = Rows()
    wrappers = await wrappers_of(collection, body)
    faults = collection.world.faults.for_items(request.method, request.url.path, (one["item"] for one in wrappers))
    async for wrapper, fault in each(zip(wrappers, faults, strict=True)):
        if fault and fault.drop == "before":
            continue
        row: dict[str, Any] = {"itemIdentifier": wrapper["itemIdentifier"]} if "itemIdentifier" in wrapper else {}
        action = wrapper.get("requestAction") or "SAVE"
        try:
            if fault and fault.status:
                raise collection.refusal(fault.status, fault.content() or "ordered by a fault")
            if action not in STATUS:
                raise collection.refusal(400, f"{action}: requestAction must be SAVE or DELETE")
            object_id = lookup.carry_out(collection, request.path_params, wrapper["item"], action)
            status, kind = STATUS[action]
            href = f"/api/organization/{collection.org.org_id}/{collection.path}/{object_id}"
            row |= {"status": status, "operationType": kind, "href": href}
        except RefusedError as refusal:
            row |= {
                "status": refusal.status,
                "apiError": refusal.body(str(request.state.tracking_id), collection.quirks),
            }
        if not (fault and fault.drop):
            rows.add(row)
    return b'{"items":' + rows.whole() + b"}"
