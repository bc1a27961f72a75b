# SPDX-License-Identifier: GPL-3.0-or-later
"""The endpoints of the configuration families: one handler a verb, routed by the paths of families.json."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from wxcc_simulator.access.gate import admit
from wxcc_simulator.configuration import contents
from wxcc_simulator.configuration.beside import routes_beside
from wxcc_simulator.configuration.bulk import bulk
from wxcc_simulator.configuration.collection import Collection
from wxcc_simulator.configuration.lists import bare_list, page_of, paged_list
from wxcc_simulator.configuration.unserved import literal_paths
from wxcc_simulator.families import facts
from wxcc_simulator.families.family import Family, Object
from wxcc_simulator.families.quirks import Quirks
from wxcc_simulator.families.registry import FAMILIES
from wxcc_simulator.families.shapes import FLAGS, Operation, shapes
from wxcc_simulator.wire.answers import RefusedError, framework_refusal, json_body, json_response
from wxcc_simulator.wire.sent import Part, Sent, is_json, parts_of, read_json
from wxcc_simulator.wire.turns import each
from wxcc_simulator.world.world import READ_SCOPE, WRITE_SCOPE, World

PURGE_AFTER_MS = 7 * 24 * 3600 * 1000


@dataclass(frozen=True)
class Call:
    """An admitted request for an operation of one family of one organization."""

    collection: Collection
    operation: Operation
    request: Request

    @property
    def sent(self) -> Sent:
        """The body of the request."""
        sent: Sent = self.request.state.sent
        return sent

    @property
    def success(self) -> int:
        """The status of a successful answer."""
        return self.operation.success or 200

    @property
    def path_id(self) -> str:
        """The id in the path."""
        return str(self.request.path_params["id"])

    @property
    def tracking_id(self) -> str:
        """The id of this request in errors and headers."""
        return str(self.request.state.tracking_id)


class MediaTypeError(Exception):
    """A body that is not JSON."""


def config_routes(world: Callable[[], World]) -> list[Route]:
    """A route for every operation of the families in the official file; literal paths before `{id}`.

    Operations that are not served have one too, because the last part of their path would count as an id.
    """
    known_shapes = shapes(Quirks())
    operations = [(family, op) for family in facts.family_names() for op in known_shapes.operations(family)]
    operations.sort(key=lambda pair: pair[1].path.count("{"))
    known = {op.path for _family, op in operations}
    return [
        *routes_beside(world),
        *(Route(path, _not_found) for path in literal_paths() if path not in known),
        *(Route(op.path, _endpoint(world, family, op), methods=[op.method]) for family, op in operations),
    ]


async def _not_found(_request: Request) -> Response:
    raise HTTPException(404)


def _endpoint(
    world: Callable[[], World], family: str, operation: Operation
) -> Callable[[Request], Awaitable[Response]]:
    known = FAMILIES.get(family)
    handler = _HANDLERS.get(operation.verb) if known and known.serves(operation.verb, operation.version) else None

    async def endpoint(request: Request) -> Response:
        now = world()
        op = shapes(now.options.quirks).by_key[operation.key]
        try:
            scope = READ_SCOPE if request.method in ("GET", "HEAD") else WRITE_SCOPE
            org = admit(now, request, _organization(request, operation), scope)
            if handler is None:
                raise RefusedError(501, f"{operation.method} {operation.path} is not served by the simulator", family)
            _check_flags(request, operation)
            parents = [value for name, value in request.path_params.items() if name not in ("orgid", "id")]
            collection = Collection(now, org, family, operation=op, parent_id="".join(parents))
            return await handler(Call(collection, op, request))
        except RefusedError as refused:
            refusal = _as_described(refused, op)
            if known and known.is_outside:
                return refusal.bare_response(request.state.tracking_id)
            return refusal.response(request.state.tracking_id, now.options.quirks)
        except MediaTypeError:
            return framework_refusal(415, request.url.path, now.clock.now_ms())

    return endpoint


def _as_described(refusal: RefusedError, operation: Operation) -> RefusedError:
    """The refusal with a code that the operation is described with: what it does not tell apart is a bad request."""
    if refusal.status >= 500 or refusal.status in operation.refusals:
        return refusal
    return RefusedError(400, refusal.reason, refusal.entity, refusal.referenced_entities)


def _organization(request: Request, operation: Operation) -> str | None:
    """The organization of the path or, outside of it, of the query or the body; None for that of the bearer."""
    if "orgid" in request.path_params:
        return str(request.path_params["orgid"])
    body = request.state.sent.value if operation.takes_body and operation.request else None
    named = body.get("orgId") if isinstance(body, dict) else None
    return request.query_params.get("orgId", named)


def _shown(call: Call, item: Object) -> Object:
    """The object as an answer of its family wraps it."""
    view = call.collection.view(item)
    return {"meta": {"orgId": call.collection.org.org_id}, "data": view} if call.collection.family.is_outside else view


def _check_flags(request: Request, operation: Operation) -> None:
    for name in FLAGS.intersection(operation.query):
        for text in request.query_params.getlist(name):
            if text.lower() not in ("true", "false"):
                raise RefusedError(400, f"{text}: {name} must be true or false")


async def _list(call: Call) -> Response:
    query = call.request.query_params
    if call.collection.family.is_outside:
        rows = [call.collection.row(item) for item in call.collection.objects.all()]
        return json_response({"meta": {"orgId": call.collection.org.org_id}, "data": rows})
    if call.operation.version == "v1":
        return json_body(await bare_list(call.collection, call.operation, query))
    return json_response(await paged_list(call.collection, call.operation, call.request.url.path, query))


async def _create(call: Call) -> Response:
    content = call.collection.family.content
    if content:
        item = contents.create(call.collection, content, _parts(call))
    else:
        item = call.collection.create(_sent_object(call))
    return json_response(_shown(call, item), call.success)


async def _get(call: Call) -> Response:
    return json_response(_shown(call, call.collection.find(call.path_id)))


async def _put(call: Call) -> Response:
    call.collection.check_verb("put", call.path_id)
    call.collection.find(call.path_id)
    content = call.collection.family.content
    if content:
        item = contents.replace(call.collection, content, call.path_id, _parts(call))
    else:
        item = call.collection.replace(call.path_id, _sent_object(call))
    return json_response(call.collection.view(item), call.success)


async def _patch(call: Call) -> Response:
    call.collection.find(call.path_id)
    call.collection.check_verb("patch", call.path_id)
    item = call.collection.update(call.path_id, _json_body(call))
    return json_response(_shown(call, item), call.success)


async def _delete(call: Call) -> Response:
    call.collection.delete(call.path_id)
    return json_response(None, call.success)


async def _delete_all(call: Call) -> Response:
    """Remove all objects, even those that others refer to."""
    for item in call.collection.objects.all():
        call.collection.objects.remove(item["id"])
    return json_response(None, call.success)


async def _bulk(call: Call) -> Response:
    answer = await bulk(call.collection, call.operation, _json_body(call), call.request.url.path, call.tracking_id)
    return json_body(answer, call.success)


async def _bulk_export(call: Call) -> Response:
    store, family = call.collection.store, call.collection.name
    items = store.all(family)
    page = page_of(call.collection, call.request.query_params, len(items))
    body = {
        "totalResources": page.total,
        "pageNumber": page.number,
        "pageSize": page.size,
        "rel": "next" if page.number + 1 < page.count else "last",
        "resources": [_export_row(call, item) for item in page.cut(items)],
    }
    return json_response(body)


def _export_row(call: Call, item: Object) -> Object:
    """Names instead of ids: a column `xName` of the export is the name of what `xId` refers to."""
    row = {}
    families = {reference.field: reference.family for reference in call.collection.family.references}
    for column in call.collection.shapes.properties(call.operation.response or ""):
        source = f"{column.removesuffix('Name')}Id"
        if column in item:
            row[column] = item[column]
        elif source in item and source in families:
            target = call.collection.store.get(families[source], item[source])
            row[column] = target["name"] if target else item[source]
    return row


async def _purge(call: Call) -> Response:
    collection, store = call.collection, call.collection.store
    if call.operation.success is None:
        raise collection.refusal(403, "Access denied - Client is forbidden access to the resource")
    oldest = collection.world.clock.now_ms() - PURGE_AFTER_MS
    async for item in each(store.all(collection.name)):
        idle = not item.get("active", True) and item["lastUpdatedTime"] < oldest
        if idle and not item.get("systemDefault") and not store.referrers(collection.name, item["id"]):
            store.remove(collection.name, item["id"])
    return json_response({"code": call.success, "details": {}, "links": []})


async def _references(call: Call) -> Response:
    """Rows of one referring family; without `type` the page number walks from family to family."""
    collection, query = call.collection, call.request.query_params
    referring = collection.store.referrers(collection.name, collection.find(call.path_id)["id"])
    asked = page_of(collection, query, 0)
    current, number = query.get("type"), asked.number
    if current is None and referring:
        counts = {name: replace(asked, total=len(ids)).count for name, ids in referring.items()}
        walk = [(name, place) for name, count in counts.items() for place in range(count)]
        current, number = walk[number] if number < len(walk) else (walk[-1][0], number)
    ids = referring.get(current or "", [])
    page = replace(asked, total=len(ids))
    meta = page.meta(collection.org.org_id, call.request.url.path, query)
    meta["referencedEntities"] = list(referring)
    if current:
        meta["currentEntity"] = current
    shown = [collection.store.get(current or "", object_id) for object_id in replace(page, number=number).cut(ids)]
    family = FAMILIES.get(current or "", collection.family)
    data = [{"id": row["id"], "name": _name_of(family, row), "version": row["version"]} for row in shown if row]
    return json_response({"description": f"objects that refer to this {collection.name}", "meta": meta, "data": data})


def _name_of(family: Family, item: Object) -> str:
    """The name of an object, or its natural key."""
    if "firstName" in item:
        return f"{item['firstName']} {item['lastName']}"
    return str(item["name"] if "name" in item else item[family.key[0]])


def _sent_object(call: Call) -> Any:
    """The object of a create or update: the body, or the query parameter in which the official file puts it."""
    parameter = call.operation.request_in_query
    if parameter is None or (call.sent.body and call.operation.takes_body):
        return _json_body(call)
    if parameter not in call.request.query_params:
        raise call.collection.refusal(400, f"{parameter}: is required")
    return _readable(call, partial(read_json, call.request.query_params[parameter]))


def _parts(call: Call) -> dict[str, Part]:
    """The parts of a form."""
    parts = parts_of(call.request, call.sent.body)
    if not parts and is_json(call.request):
        raise call.collection.refusal(call.operation.says["x-json"], "")
    if not parts:
        raise MediaTypeError
    return parts


def _json_body(call: Call) -> Any:
    if not is_json(call.request):
        raise MediaTypeError
    return _readable(call, call.sent.json)


def _readable(call: Call, read: Callable[[], Any]) -> Any:
    try:
        return read()
    except ValueError as problem:
        raise call.collection.refusal(400, f"the body cannot be read as JSON: {problem}") from None


_HANDLERS: dict[str, Callable[[Call], Awaitable[Response]]] = {
    "list": _list,
    "create": _create,
    "get": _get,
    "put": _put,
    "patch": _patch,
    "delete": _delete,
    "delete_all": _delete_all,
    "bulk": _bulk,
    "bulk_patch": _bulk,
    "bulk_export": _bulk_export,
    "purge": _purge,
    "references": _references,
}
