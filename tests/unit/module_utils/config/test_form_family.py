# SPDX-License-Identifier: GPL-3.0-or-later
"""A family whose objects are sent together with a file: created as forms, and changed by PATCH or as forms."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support.contents import WAV, contents_in
from support.engine import Applied, apply, listed, scripted
from support.simulator import Row
from support.ways_service import Fault, Served, WaysService
from unit.module_utils.api.connected import Waiting
from unit.module_utils.api.scripted_server import ScriptedServer
from unit.module_utils.config.outcomes import states

from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.content import Content, digest
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.contents import Sound
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.field import Field
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.scalars import Text
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.resource import Resource
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.verbs import FormParts, Verbs, Way

Run = Callable[..., Applied]
SOUND = WAV + b"\x00\xff\r\n--"
TUNE = Resource(
    family="tune",
    plural="tunes",
    fields=(
        Field("name", Text(1), required=True),
        Field("note", Text()),
        Field("file", Sound(), api="tune", required=True, seen="file"),
    ),
    verbs=Verbs(create=(Way.MULTIPART,), update=(Way.PATCH, Way.MULTIPART), delete=(Way.SINGLE,)),
    content=Content(field="tune", ending=".wav", blob="blobId"),
    form=FormParts(info="tuneInfo", file="tune", patches=("note",), content_type="audio/wav"),
)
RECORD = {"name": "A", "note": "first", "file": "files/a.wav"}
OTHER = SOUND + b"other"


@pytest.fixture
def tunes(monkeypatch: pytest.MonkeyPatch) -> WaysService:
    monkeypatch.setitem(CATALOG, "tune", TUNE)
    served = Served(list="v2/tune", item="tune", methods="GET POST PUT PATCH DELETE", form=("tuneInfo", "tune"))
    return WaysService(served)


@pytest.fixture
def server(tunes: WaysService) -> Iterator[ScriptedServer]:
    with ScriptedServer(tunes) as server:
        yield server


@pytest.fixture
def run(server: ScriptedServer, tmp_path: Path) -> Callable[..., Applied]:
    contents = contents_in(tmp_path, {"files/a.wav": SOUND, "files/b.wav": OTHER})

    def applied(*records: Row) -> Applied:
        return apply(scripted(server), {"tune": list(records)}, waiting=Waiting(), contents=contents)

    return applied


def test_an_object_is_created_with_its_file_and_the_same_record_writes_nothing(tunes: WaysService, run: Run) -> None:
    result = run(RECORD).ok()
    assert (result.actions(), tunes.files) == ({"A": "created"}, {"new-1": SOUND})
    assert set(tunes.objects["tune"]["new-1"]) == {"id", "version", "organizationId", "name", "note", "blobId"}
    [form] = tunes.bodies("POST")
    assert form["tune"][:2] == ("A", "audio/wav")
    assert run(RECORD).ok().changed is False
    assert tunes.sent() == ["GET v2/tune", "POST tune", "GET v2/tune", "GET blob/new-1"]


@pytest.mark.parametrize("drop", ["before", "after"])
def test_a_lost_form_is_looked_up_and_sent_again_only_where_it_is_missing(
    tunes: WaysService, run: Run, drop: str
) -> None:
    tunes.faults.append(Fault("POST", drop=drop))
    run(RECORD).ok()
    assert len(tunes.objects["tune"]) == 1
    assert len(tunes.sent("POST")) == (2 if drop == "before" else 1)


@pytest.mark.parametrize("drop", ["before", "after"])
def test_a_lost_new_file_is_judged_by_the_bytes_that_the_service_has(tunes: WaysService, run: Run, drop: str) -> None:
    run(RECORD).ok()
    tunes.faults.append(Fault("PUT", drop=drop))
    run({**RECORD, "file": "files/b.wav"}).ok()
    assert tunes.files == {"new-1": OTHER}
    assert len(tunes.sent("PUT")) == (2 if drop == "before" else 1)


def test_a_change_without_the_file_is_a_patch_and_one_with_it_a_form(tunes: WaysService, run: Run) -> None:
    run(RECORD).ok()
    run({"name": "A", "note": "second"}).ok()
    run({**RECORD, "note": "third"}).ok()
    assert tunes.bodies("PATCH") == [{"note": "second"}, {"note": "third"}]
    row = run({**RECORD, "note": "fourth", "file": "files/b.wav"}).ok().rows[0]
    assert tunes.sent("PATCH", "PUT") == ["PATCH tune/new-1"] * 2 + ["PUT tune/new-1"]
    assert (tunes.objects["tune"]["new-1"]["note"], tunes.files["new-1"]) == ("fourth", OTHER)
    assert row["changes"]["file"] == {
        "before": f"SHA-256 {digest(SOUND)}",
        "after": f"files/b.wav (SHA-256 {digest(OTHER)})",
    }


def test_what_patch_does_not_take_goes_along_with_the_file_that_the_service_has(tunes: WaysService, run: Run) -> None:
    run(RECORD).ok()
    run({"id": "new-1", "name": "B"}).ok()
    assert tunes.sent("PATCH", "PUT") == ["PUT tune/new-1"]
    assert (tunes.objects["tune"]["new-1"]["name"], tunes.files) == ("B", {"new-1": SOUND})


def test_a_form_without_a_file_is_not_sent(tunes: WaysService, run: Run) -> None:
    tunes.put("tune", {"id": "t1", "name": "A", "note": "first"})
    result = run({"id": "t1", "name": "B"})
    assert "file: missing; a tune is always sent together with it" in result.message
    assert states(result) == {"B": "not sent"}
    assert tunes.sent("PUT") == []


def test_a_file_that_changed_since_it_was_checked_is_not_sent(tunes: WaysService, run: Run, tmp_path: Path) -> None:
    (tmp_path / "files/a.wav").write_bytes(OTHER)
    result = run(RECORD)
    assert "files/a.wav: the file was changed during the run; run again" in result.message
    assert (states(result), tunes.sent("POST")) == ({"A": "not sent"}, [])


def test_lists_do_not_ask_for_what_no_answer_shows(tunes: WaysService, server: ScriptedServer) -> None:
    tunes.put("tune", {"id": "t1", "name": "A"})
    assert listed(scripted(server), "tune").objects == [{"id": "t1", "name": "A"}]
    assert tunes.sent() == ["GET v2/tune"]
