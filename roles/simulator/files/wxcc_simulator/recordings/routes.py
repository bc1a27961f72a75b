# SPDX-License-Identifier: GPL-3.0-or-later
"""The capture query of the API, and the storage that its URLs lead to."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from hashlib import md5
from typing import Any
from xml.sax.saxutils import escape  # nosec B406 # it writes XML, and reads none

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from wxcc_simulator.access.gate import admit
from wxcc_simulator.families.quirks import Quirks
from wxcc_simulator.families.shapes import shapes
from wxcc_simulator.recordings import signing, tones
from wxcc_simulator.recordings.captured import Recording, Transcription, recordings, transcriptions
from wxcc_simulator.recordings.signing import DeniedError
from wxcc_simulator.traffic import Contact
from wxcc_simulator.wire.answers import RefusedError, json_response
from wxcc_simulator.wire.sent import Sent, is_json
from wxcc_simulator.world.world import READ_SCOPE, Organization, World

QUERY = "/v1/captures/query"
STORAGE = "/recordings/"
DEFAULT_MINUTES = 30
UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
RANGE = re.compile(r"bytes=(?!-$)(\d{0,18})-(\d{0,18})")


def recording_routes(world: Callable[[], World]) -> list[Route]:
    """The routes of both."""

    async def query(request: Request) -> Response:
        now = world()
        try:
            own = admit(now, request, None, READ_SCOPE)
            if not is_json(request):
                raise RefusedError(400, "the content type is not application/json")
            chosen = _query_of(request.state.sent, now.options.quirks)
            org = admit(now, request, chosen.get("orgId", own.org_id), READ_SCOPE)
            return json_response(_captures(now, org, chosen, str(request.base_url).rstrip("/")))
        except RefusedError as refusal:
            return refusal.response(request.state.tracking_id, now.options.quirks)

    async def stored(request: Request) -> Response:
        try:
            return _stored(world(), request)
        except DeniedError as denied:
            return _denial(denied)

    return [
        Route(QUERY, query, methods=["POST"]),
        Route(STORAGE + "{orgid}/{task_id}/{id}", stored, methods=["GET"]),
    ]


def _query_of(sent: Sent, quirks: Quirks) -> dict[str, Any]:
    """The query of a body, if it keeps to the official file."""
    try:
        content = sent.json()
    except ValueError:
        raise RefusedError(400, "the body is not JSON") from None
    found = shapes(quirks).problems("RecordingBodyParams", content)
    if found:
        raise RefusedError(400, "; ".join(str(problem) for problem in found))
    query: dict[str, Any] = content["query"]
    if query.get("urlExpiration", DEFAULT_MINUTES) <= 0:
        raise RefusedError(400, "urlExpiration should be greater than 0.")
    wrong = [task_id for task_id in query["taskIds"] if not UUID.fullmatch(task_id)]
    if wrong:
        raise RefusedError(400, f"query.taskIds: {wrong[0]} is not a UUID")
    return query


def _captures(world: World, org: Organization, query: dict[str, Any], host: str) -> dict[str, Any]:
    now, minutes = world.clock.now_ms(), query.get("urlExpiration", DEFAULT_MINUTES)
    flags = {"segments": query.get("includeSegments", False), "virtual_agent": query.get("includeVARecordings", False)}

    def url(task_id: str, file_id: str) -> str:
        return host + signing.signed(f"{STORAGE}{org.org_id}/{task_id}/{file_id}", _key(world), now, minutes)

    data = []
    for task_id in query["taskIds"]:
        contact = org.traffic.contact(task_id)
        sounds = recordings(contact, now, **flags) if contact else []
        texts = transcriptions(contact, now) if contact else []
        data.append(
            {
                "taskId": task_id,
                "recording": [_shown(recording, url(task_id, recording.id)) for recording in sounds],
                "transcription": [_shown_text(text, url(task_id, text.id)) for text in texts],
            }
        )
    return {"meta": {"orgId": org.org_id, "urlExpiration": minutes}, "data": data}


def _shown(recording: Recording, url: str) -> dict[str, Any]:
    return {
        "id": recording.id,
        "segment": recording.segment,
        "attributes": {
            "fileName": recording.file_name,
            "filePath": url,
            "startTime": recording.start,
            "stopTime": recording.stop,
            "participants": list(recording.participants),
            "channel1": recording.channels[0],
            "channel2": recording.channels[1],
            "callType": recording.call_type,
            "sensitive": recording.sensitive,
        },
    }


def _shown_text(text: Transcription, url: str) -> dict[str, Any]:
    return {
        "Source": "recording",
        "Provider": "CISCO",
        "id": text.id,
        "fileName": text.file_name,
        "filePath": url,
        "startTime": str(text.start),
        "languageCode": "en-US",
        "createTime": str(text.created),
    }


def _stored(world: World, request: Request) -> Response:
    """A file, or the requested part of it."""
    if "authorization" in request.headers:
        raise DeniedError(
            400,
            "InvalidArgument",
            "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string"
            " parameter or the Authorization header should be specified",
        )
    signing.check(request.url.path, request.query_params, _key(world), world.clock.now_ms())
    content, kind = _file(world, **request.path_params)
    etag = f'"{md5(content, usedforsecurity=False).hexdigest()}"'
    headers = {"ETag": etag, "Accept-Ranges": "bytes", "Content-Type": kind}
    span = RANGE.fullmatch(request.headers.get("range", ""))
    if span is None or _is_backwards(span[1], span[2]) or request.headers.get("if-range", etag) != etag:
        return Response(content, 200, headers)
    first, last = _bounds(span[1], span[2], len(content))
    if first > last:
        return _denial(
            DeniedError(416, "InvalidRange", "The requested range is not satisfiable"),
            {"Content-Range": f"bytes */{len(content)}"},
        )
    headers["Content-Range"] = f"bytes {first}-{last}/{len(content)}"
    return Response(content[first : last + 1], 206, headers)


def _file(world: World, orgid: str, task_id: str, id: str) -> tuple[bytes, str]:
    org = world.organizations.get(orgid)
    contact: Contact | None = org.traffic.contact(task_id) if org else None
    if contact:
        now = world.clock.now_ms()
        for segments in (False, True):
            for recording in recordings(contact, now, segments=segments, virtual_agent=True):
                if recording.id == id:
                    return tones.wav(recording, world.options.recording_bytes), "audio/wav"
        for text in transcriptions(contact, now):
            if text.id == id:
                return tones.transcript(text), "application/json"
    raise DeniedError(404, "NoSuchKey", "The specified key does not exist.")


def _is_backwards(first: str, last: str) -> bool:
    """Whether a range ends before it begins, so that it is ignored."""
    return bool(first and last) and int(first) > int(last)


def _bounds(first: str, last: str, length: int) -> tuple[int, int]:
    if not first:
        return max(0, length - int(last)), length - 1
    return int(first), min(int(last), length - 1) if last else length - 1


def _key(world: World) -> str:
    return str(world.credentials["client_secret"])


def _denial(denied: DeniedError, headers: dict[str, str] | None = None) -> Response:
    fields = {"Code": denied.code, "Message": denied.message, **denied.fields, "RequestId": uuid.uuid4().hex.upper()}
    text = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in fields.items())
    content = f'<?xml version="1.0" encoding="UTF-8"?>\n<Error>{text}</Error>'
    return Response(content, denied.status, headers, media_type="application/xml")
