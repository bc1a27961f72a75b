# SPDX-License-Identifier: GPL-3.0-or-later
"""The flow store: lists, exports and imports of whole flows, publishing, and the locks of the editor."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from wxcc_simulator.access.gate import admit
from wxcc_simulator.families.flows import (
    PROJECT,
    TAGS,
    TYPES,
    Document,
    Flow,
    FlowStore,
    content_of,
    hand_offs,
    moment,
)
from wxcc_simulator.wire.answers import RefusedError, json_response
from wxcc_simulator.wire.sent import is_json, parts_of, read_json, whole_number
from wxcc_simulator.world.world import READ_SCOPE, WRITE_SCOPE, Organization, World

OWN = "/{orgId}/project/{projectId}"
PUBLISHED = f"/flow-store{OWN}"
DEFAULT_SIZE = 10
MOST_ROWS = 100
ALARM = "the hand-off cannot be validated"


@dataclass(frozen=True)
class Call:
    """An admitted request."""

    world: World
    org: Organization
    request: Request

    @property
    def flows(self) -> FlowStore:
        """The flows of the organization."""
        return self.org.flows

    @property
    def now_ms(self) -> int:
        """The time of the simulator."""
        return self.world.clock.now_ms()

    def query(self, name: str, default: str = "") -> str:
        """A parameter of the query."""
        return str(self.request.query_params.get(name, default))

    def on(self, quirk: str) -> bool:
        """Whether a quirk is on."""
        return self.world.options.quirks.on(quirk)

    @property
    def flow_type(self) -> str:
        """The type that is asked for."""
        found = self.query("flowType", TYPES[0])
        if found not in TYPES:
            raise RefusedError(400, f"flowType: {found}: one of {', '.join(TYPES)}")
        return found

    def flow(self) -> Flow:
        """The flow of the path; 404 where it is of another type than is asked for."""
        flow = self.flows.get(self.request.path_params["flowId"])
        if flow is None or (self.on("flow_type_needed") and flow.flow_type != self.flow_type):
            raise RefusedError(404, "Invalid flowId")
        return flow


Handler = Callable[[Call], Response]


def flow_routes(world: Callable[[], World]) -> list[Route]:
    """The routes, of which those of the official file answer under the prefix of its version, and without it."""
    one = "/flows/{flowId}"
    table: list[tuple[str, tuple[str, ...], str, Handler]] = [
        ("GET", (f"{OWN}/flows", f"{PUBLISHED}/flows", f"{OWN}/v2/flows"), READ_SCOPE, _list),
        ("POST", (f"{OWN}/flows:import", f"{PUBLISHED}/flows:import"), WRITE_SCOPE, _import),
        ("GET", tuple(f"{base}{one}:export" for base in (OWN, PUBLISHED, f"{OWN}/v2")), READ_SCOPE, _export),
        ("POST", (f"{OWN}{one}:publish", f"{PUBLISHED}{one}:publish"), WRITE_SCOPE, _publish),
        ("GET", (f"{OWN}/v2{one}:validate",), READ_SCOPE, _validate),
        ("POST", (f"{OWN}{one}:lock",), WRITE_SCOPE, _lock),
        ("POST", (f"{OWN}{one}:unlock",), WRITE_SCOPE, _unlock),
        ("DELETE", (f"{OWN}{one}",), WRITE_SCOPE, _delete),
    ]
    return [
        Route(path, _endpoint(world, scope, handler), methods=[method])
        for method, paths, scope, handler in table
        for path in paths
    ]


def _endpoint(world: Callable[[], World], scope: str, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        now = world()
        try:
            call = Call(now, admit(now, request, request.path_params["orgId"], scope), request)
            project = request.path_params["projectId"]
            if project != PROJECT:
                is_list = handler is _list and re.fullmatch("[0-9a-f]{24}", project)
                if is_list and call.on("flow_wrong_project"):
                    return json_response([])
                return Response(status_code=404)
            return handler(call)
        except RefusedError as refusal:
            return refusal.response(request.state.tracking_id, now.options.quirks)

    return endpoint


def _list(call: Call) -> Response:
    ids = call.request.query_params.getlist("ids")
    rows = [_row(call, flow) for flow in call.flows.of_type(call.flow_type) if not ids or flow.id in ids]
    part = call.query("partialNameSearch").casefold()
    rows = [row for row in rows if part in row["name"].casefold()]
    if "size" not in call.request.query_params and not call.on("flow_list_size"):
        return json_response(rows)
    try:
        size = min(whole_number(call.query("size", str(DEFAULT_SIZE))), MOST_ROWS)
        page = whole_number(call.query("page", "0"))
    except ValueError:
        raise RefusedError(400, "page and size are numbers") from None
    if size < 1 or page < 0:
        raise RefusedError(400, "page and size must not be negative")
    return json_response(rows[page * size : (page + 1) * size])


def _row(call: Call, flow: Flow) -> Document:
    who = call.org.administrator
    row = {
        "id": flow.id,
        "name": flow.name,
        "description": flow.draft.get("description") or "",
        "flowType": flow.flow_type,
        "orgId": call.org.org_id,
        "version": flow.versions[-1].number if flow.versions else 0,
        "status": "Published" if flow.versions else "Draft",
        "assignedRS": [],
        "createdBy": who,
        "createdDate": moment(flow.created_ms),
        "lastModifiedBy": who,
        "lastModifiedDate": moment(flow.modified_ms),
        "tags": [
            {
                "id": tag,
                "displayName": tag,
                "default": tag == "Latest",
                "flowVersionId": version.id,
                "versionNumber": version.number,
            }
            for tag, version in flow.tags.items()
        ],
    }
    if flow.is_locked(call.now_ms):
        row |= {"lockedBy": who, "lockedAt": moment(flow.locked_ms or 0)}
    return row


def _export(call: Call) -> Response:
    flow, wanted = call.flow(), call.query("version", "latest")
    version = flow.version(wanted)
    if version is None and wanted != "draft":
        raise RefusedError(404, f"{wanted}: the flow has no such version")
    about: Document = {
        "orgId": call.org.org_id,
        "version": version.number if version else len(flow.versions) + 1,
        "id": version.id if version else flow.id,
        "flowId": flow.id,
        "flowType": flow.flow_type,
        "name": flow.name,
        "validating": False,
        "validationResults": [],
        "createdBy": call.org.administrator,
        "createdDate": moment(flow.created_ms),
        "lastModifiedBy": call.org.administrator,
        "lastModifiedDate": moment(flow.modified_ms),
    }
    if version:
        about["comment"] = version.comment
    return json_response(about | (version.content if version else flow.draft))


def _import(call: Call) -> Response:
    request = call.request
    if is_json(request):
        if call.on("flow_json_import"):
            return Response(status_code=500)
        raise RefusedError(400, "a form with the part file is needed")
    part = parts_of(request, request.state.sent.body).get("file")
    if part is None:
        raise RefusedError(400, "file: this part is required")
    try:
        exported = read_json(part.body)
    except ValueError as problem:
        raise RefusedError(400, f"File parse error: {problem}") from None
    flow_type = call.flow_type
    if not isinstance(exported, dict) or not isinstance(exported.get("process"), dict):
        raise RefusedError(400, "File parse error: this is not a flow")
    name = exported.get("name")
    if not isinstance(name, str) or not name:
        raise RefusedError(400, "Flow name is empty")
    if exported.get("flowType", flow_type) != flow_type:
        raise RefusedError(400, "Invalid flow type")
    flow = call.flows.named(flow_type, name)
    if flow is None:
        flow = call.flows.add(flow_type, name, content_of(exported), call.now_ms)
    elif call.query("overwrite", "no") != "yes":
        raise RefusedError(409, f"a {flow_type} with the name {name} already exists")
    elif call.on("flow_locks") and flow.is_locked(call.now_ms):
        raise RefusedError(409, f"the flow {name} is locked by {call.org.administrator}")
    else:
        flow.draft, flow.modified_ms = content_of(exported), call.now_ms
    return json_response(_row(call, flow), 201)


def _publish(call: Call) -> Response:
    flow = call.flow()
    body = call.request.state.sent.value
    tags = body.get("tagIds", []) if isinstance(body, dict) else None
    if not isinstance(tags, list) or any(tag not in TAGS for tag in tags):
        raise RefusedError(400, f"tagIds: a list of {', '.join(TAGS)}")
    if _alarms(call, flow.draft) and call.query("skipValidation") != "true":
        raise RefusedError(400, f"the flow is not valid: {ALARM}")
    if not isinstance(body.get("comment") or "", str):
        raise RefusedError(400, "comment: must be text")
    call.flows.publish(flow, tags, body.get("comment") or "", call.now_ms)
    return json_response(_row(call, flow))


def _alarms(call: Call, content: Document) -> list[Document]:
    """The hand-offs of a content, all of which the service takes for mistakes."""
    return [*hand_offs(content)] if call.on("flow_false_alarms") else []


def _validate(call: Call) -> Response:
    flow, wanted = call.flow(), call.query("versionId", "draft")
    version = flow.version(wanted)
    if version is None and wanted != "draft":
        raise RefusedError(404, f"{wanted}: the flow has no such version")
    content = version.content if version else flow.draft
    errors = [
        _finding("ERROR", "FC1015", ALARM, str(step.get("handOffToName") or "")) for step in _alarms(call, content)
    ]
    return json_response({"valid": not errors, "results": [*errors, *_advice(content)]})


def _advice(content: Document) -> list[Document]:
    activities = content["process"].get("activities") or {}
    if all(isinstance(step, dict) and step.get("description") for step in activities.values()):
        return []
    return [_finding("RECOMMENDATION", "FC1007", "Add descriptions for activities", "")]


def _finding(severity: str, code: str, message: str, label: str) -> Document:
    return {"code": code, "docLink": "", "message": message, "severity": severity, "activityLabel": label}


def _lock(call: Call) -> Response:
    call.flow().locked_ms = call.now_ms
    return json_response("OK")


def _unlock(call: Call) -> Response:
    call.flow().locked_ms = None
    return json_response("OK")


def _delete(call: Call) -> Response:
    flow = call.flow()
    users = [point for point in call.org.store.all("entry-point") if point.get("flowId") == flow.id]
    is_checked = call.query("skipRsEPCheck", "true") == "false"
    if users and is_checked and call.query("force", "no") != "yes":
        raise RefusedError(400, "the flow is used by entry points")
    call.flows.remove(flow)
    return json_response("OK")
