# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects that are sent as a form: their JSON in one part, a file in the other."""

from __future__ import annotations

from email.message import Message
from email.parser import BytesParser

import pytest
from unit.module_utils.api.connected import Waiting, connect
from unit.module_utils.api.scripted_server import Received, ScriptedServer, Step, hang_up, reply

from ansible_collections.webex.contact_center.plugins.module_utils.api.http.errors import OutcomeUnknown
from ansible_collections.webex.contact_center.plugins.module_utils.api.http.forms import Form

BYTES = bytes(range(256)) + b"\r\n--"
INFO = {"name": 'A "b"\r\nC: d é', "contentType": "AUDIO_WAV"}
FORM = Form("audioFileInfo", INFO, "audioFile", BYTES, file_name=INFO["name"], content_type="audio/wav")
OK = reply(201, {"id": "1"})
LATER = reply(429, headers={"Retry-After": "7"})
BUSY = reply(503)


def parts(received: Received) -> dict[str, Message]:
    head = f"Content-Type: {received.headers['Content-Type']}\r\n\r\n".encode()
    found = BytesParser().parsebytes(head + received.body).get_payload()
    assert isinstance(found, list)
    return {
        str(part.get_param("name", header="Content-Disposition")): part for part in found if not isinstance(part, str)
    }


def test_a_form_has_the_object_and_the_file_byte_for_byte() -> None:
    with ScriptedServer(OK) as server:
        assert connect(server.url).post("/audio-file", FORM) == {"id": "1"}
    sent = parts(server.received[0])
    assert list(sent) == ["audioFileInfo", "audioFile"]
    assert sent["audioFileInfo"].get_content_type() == "application/json"
    assert sent["audioFileInfo"].get_payload(decode=True) == (
        b'{"name": "A \\"b\\"\\r\\nC: d \\u00e9", "contentType": "AUDIO_WAV"}'
    )
    assert sent["audioFile"].get_content_type() == "audio/wav"
    assert sent["audioFile"].get_payload(decode=True) == BYTES
    assert sent["audioFile"]["C"] is None, "no name of a file makes a header of its own"


@pytest.mark.parametrize("fault", [LATER, BUSY, hang_up])
def test_a_form_is_repeated_exactly_where_json_is(fault: Step) -> None:
    """After 429 the same is sent again; after a lost answer only a look can tell."""
    waiting = Waiting()
    with ScriptedServer(reply(content={}), fault, OK) as server:
        client = connect(server.url, waiting)
        client.get("/x")
        if fault is LATER:
            assert client.post("/audio-file", FORM) == {"id": "1"}
            assert server.received[1].body.count(BYTES) == server.received[2].body.count(BYTES) == 1
        else:
            with pytest.raises(OutcomeUnknown):
                client.post("/audio-file", FORM)
            assert len(server.received) == 2


def test_a_form_that_replaces_is_made_anew_of_the_live_object() -> None:
    live, steps = {"id": "1", "blobId": "new"}, [hang_up, reply(content={"id": "1", "blobId": "new"}), OK]
    with ScriptedServer(reply(content={}), *steps) as server:
        client = connect(server.url, Waiting())
        client.get("/x")
        client.put(
            "/audio-file/1",
            {"id": "1", "blobId": "old"},
            lambda found: Form("info", found, "file", b"x", file_name="x", content_type="audio/wav"),
            is_done=lambda _found: False,
        )
    bodies = [parts(received)["info"].get_payload(decode=True) for received in server.received if received.body]
    assert bodies == [b'{"id": "1", "blobId": "old"}', b'{"id": "1", "blobId": "new"}']
    assert live["blobId"] == "new"
