# SPDX-License-Identifier: GPL-3.0-or-later
"""A family whose objects are sent together with a file: created as forms, and changed by PATCH or as forms."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from support.engine import Applied, apply, listed, scripted
from support.simulator import Row
from support.ways_service import Fault, Served, WaysService
from unit.module_utils.api.connected import Waiting
from unit.module_utils.api.scripted_server import ScriptedServer
from unit.module_utils.config.outcomes import states

from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.field import Field
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.scalars import Text
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.resource import Resource
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.verbs import FormParts, Verbs, Way

SOUND = b"RIFF\x00\xff\r\n--"
TUNE = Resource(
    family="tune",
    plural="tunes",
    fields=(
        Field("name", Text(1), required=True),
        Field("note", Text()),
        Field("content", Text(1), required=True, seen="never"),
    ),
    verbs=Verbs(create=(Way.MULTIPART,), update=(Way.PATCH, Way.MULTIPART), delete=(Way.SINGLE,)),
    form=FormParts(info="tuneInfo", file="tune", content="content", content_type="audio/wav"),
)
RECORD = {"name": "A", "note": "first", "content": base64.b64encode(SOUND).decode()}


@pytest.fixture
def tunes(monkeypatch: pytest.MonkeyPatch) -> WaysService:
    monkeypatch.setitem(CATALOG, "tune", TUNE)
    served = Served(list="v2/tune", item="tune", methods="GET POST PUT PATCH DELETE", form=("tuneInfo", "tune"))
    return WaysService(served)


@pytest.fixture
def server(tunes: WaysService) -> Iterator[ScriptedServer]:
    with ScriptedServer(tunes) as server:
        yield server


def run(server: ScriptedServer, *records: Row, **options: Any) -> Applied:
    return apply(scripted(server), {"tune": list(records)}, waiting=Waiting(), **options)


def test_an_object_is_created_with_its_file_and_the_same_record_writes_nothing(
    tunes: WaysService, server: ScriptedServer
) -> None:
    result = run(server, RECORD).ok()
    assert (result.actions(), tunes.files) == ({"A": "created"}, {"new-1": SOUND})
    assert "content" not in result.rows[0].get("changes", {}), "nobody wants to read the bytes"
    assert set(tunes.objects["tune"]["new-1"]) == {"id", "version", "organizationId", "name", "note"}
    [form] = tunes.bodies("POST")
    assert form["tune"][:2] == ("A", "audio/wav")
    assert run(server, RECORD).ok().changed is False
    assert tunes.sent() == ["GET v2/tune", "POST tune", "GET v2/tune"]


@pytest.mark.parametrize("drop", ["before", "after"])
def test_a_lost_form_is_looked_up_and_sent_again_only_where_it_is_missing(
    tunes: WaysService, server: ScriptedServer, drop: str
) -> None:
    tunes.faults.append(Fault("POST", drop=drop))
    run(server, RECORD).ok()
    assert len(tunes.objects["tune"]) == 1
    assert len(tunes.sent("POST")) == (2 if drop == "before" else 1)


def test_a_change_without_the_file_is_a_patch_and_one_with_it_a_form(
    tunes: WaysService, server: ScriptedServer
) -> None:
    run(server, RECORD).ok()
    run(server, {"name": "A", "note": "second"}).ok()
    run(server, {**RECORD, "note": "third", "content": base64.b64encode(b"other").decode()}).ok()
    assert tunes.sent("PATCH", "PUT") == ["PATCH tune/new-1", "PUT tune/new-1"]
    assert tunes.bodies("PATCH") == [{"note": "second"}]
    assert (tunes.objects["tune"]["new-1"]["note"], tunes.files["new-1"]) == ("third", b"other")


@pytest.mark.parametrize(
    ("content", "told"),
    [({}, "content: missing; a tune is always sent together with it"), ({"content": "?"}, "content: missing")],
)
def test_a_form_without_a_file_is_not_sent(
    tunes: WaysService,
    server: ScriptedServer,
    monkeypatch: pytest.MonkeyPatch,
    content: Row,
    told: str,
) -> None:
    monkeypatch.setitem(CATALOG, "tune", replace(TUNE, verbs=Verbs(create=(Way.MULTIPART,), update=(Way.MULTIPART,))))
    tunes.put("tune", {"id": "t1", "name": "A", "note": "first"})
    result = run(server, {"name": "A", "note": "second", **content})
    assert told in result.message
    assert states(result) == {"A": "not sent"}
    assert tunes.sent("PUT") == []


def test_lists_do_not_ask_for_what_no_answer_shows(tunes: WaysService, server: ScriptedServer) -> None:
    tunes.put("tune", {"id": "t1", "name": "A"})
    assert listed(scripted(server), "tune").objects == [{"id": "t1", "name": "A"}]
    assert tunes.sent() == ["GET v2/tune"]
