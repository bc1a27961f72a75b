# SPDX-License-Identifier: GPL-3.0-or-later
"""Content beside the records, against the simulator: audio by its bytes, layouts as data, and how files are called."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from support.contents import WAV, contents_in
from support.engine import Applied, apply, settings
from support.simulator import Row, Simulator

from ansible_collections.webex.contact_center.plugins.module_utils.api.client import Client
from ansible_collections.webex.contact_center.plugins.module_utils.config.desired.reading import RefusedError
from ansible_collections.webex.contact_center.plugins.module_utils.config.live.contents import LiveContents
from ansible_collections.webex.contact_center.plugins.module_utils.config.live.lists import LiveLists
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.content import file_names
from ansible_collections.webex.contact_center.plugins.module_utils.config.planning.documents.document import (
    _packed,
    _unpacked,
)

OTHER = WAV + b"other"
SUPERVISOR = {"agent": {"area": {"b": 1, "a": [2]}}, "supervisor": {"title": "Übersicht"}}
FILES = {
    "files/audio_file/welcome.wav": WAV,
    "files/audio_file/other.wav": OTHER,
    "files/desktop_layout/supervisor.json": json.dumps(SUPERVISOR, indent=4).encode(),
}
WELCOME: Row = {"name": "welcome.wav", "description": "Hello", "file": "files/audio_file/welcome.wav"}
LAYOUT: Row = {
    "name": "Supervisor",
    "edited_by": "me",
    "json_file_name": "supervisor.json",
    "file": "files/desktop_layout/supervisor.json",
}
OBJECTS = {"audio-file": [WELCOME], "desktop-layout": [LAYOUT]}
Run = Callable[..., Applied]


@pytest.fixture
def run(sim: Simulator, tmp_path: Path) -> Run:
    contents = contents_in(tmp_path, FILES)

    def applied(objects: dict[str, list[Row]], **options: Any) -> Applied:
        sim.clear_requests()
        return apply(sim, objects, contents=contents, **options)

    return applied


def requests(sim: Simulator, family: str) -> list[str]:
    """The requests about objects of a family and their files, reads of lists left out."""
    paths = ((row["method"], row["path"].split("/", 3)[3]) for row in sim.requests())
    return [f"{method} {path.split('/')[0]}" for method, path in paths if path.startswith((f"{family}", "blob"))]


def test_files_make_objects_and_equal_files_write_nothing(sim: Simulator, run: Run) -> None:
    assert run(OBJECTS, check_mode=True).counts["created"] == 2
    assert run(OBJECTS).ok().counts["created"] == 2
    [layout] = [row for row in sim.objects("desktop-layout") if row["name"] == "Supervisor"]
    assert json.loads(layout["jsonFileContent"]) == SUPERVISOR
    again = run(OBJECTS).ok()
    assert (again.changed, sim.writes()) == (False, [])
    assert requests(sim, "audio-file") == ["GET blob"], "one request for each file that a record names"


def test_another_file_is_one_form_and_another_description_one_patch(sim: Simulator, run: Run) -> None:
    run(OBJECTS).ok()
    changed = {**WELCOME, "file": "files/audio_file/other.wav"}
    assert run({"audio-file": [changed]}, check_mode=True).ok().counts["updated"] == 1
    assert run({"audio-file": [changed]}).ok().counts["updated"] == 1
    assert [row["method"] for row in sim.writes()] == ["PUT"]
    assert not run({"audio-file": [changed]}).ok().changed
    run({"audio-file": [{**changed, "description": "Hi"}]}).ok()
    assert [row["method"] for row in sim.writes()] == ["PATCH"]
    (made,) = [row for row in sim.objects("audio-file") if row["name"] == "welcome.wav"]
    run({"audio-file": [{"id": made["id"], "name": "hello.wav"}]}).ok()
    assert [row["method"] for row in sim.writes()] == ["PUT"]
    assert live_files(sim, "audio-file")["hello.wav"] == OTHER


def test_what_was_uploaded_otherwise_comes_back(sim: Simulator, run: Run) -> None:
    run(OBJECTS).ok()
    (made,) = [row for row in sim.objects("desktop-layout") if row["name"] == "Supervisor"]
    assert sim.call("PUT", f"desktop-layout/{made['id']}", json={**made, "jsonFileContent": "[1]"}).status_code == 200
    result = run(OBJECTS).ok()
    assert list(result.rows[-1]["changes"]) == ["json_file_content"]
    assert not run(OBJECTS).ok().changed


def live_files(sim: Simulator, family: str) -> dict[str, bytes | None]:
    resource = CATALOG[family]
    with closing(Client(settings(sim))) as client:
        live = LiveLists(client)
        bodies = live.items(resource, live.of(resource)).values()
        return {body["name"]: LiveContents(client).of(resource, body) for body in bodies if isinstance(body, dict)}


def test_the_file_of_a_live_object_makes_it_again(sim: Simulator, run: Run, tmp_path: Path) -> None:
    run(OBJECTS).ok()
    assert live_files(sim, "audio-file")["welcome.wav"] == WAV
    layout = live_files(sim, "desktop-layout")["Supervisor"]
    assert layout is not None
    assert layout.decode().splitlines()[1] == '  "agent": {'
    contents = contents_in(tmp_path, {**FILES, LAYOUT["file"]: layout})
    assert not apply(sim, OBJECTS, contents=contents).ok().changed


def test_names_of_files_are_safe_and_different_on_every_file_system() -> None:
    content = CATALOG["audio-file"].content
    assert content is not None
    names = ["Welcome.wav", "welcome", "../../etc/passwd", "", "a b/c", "é", "x" * 300, ".hidden.WAV"]
    paths = file_names("audio-file", content, [(str(number), name) for number, name in enumerate(names)])
    assert len({path.casefold() for path in paths.values()}) == len(names)
    assert all(path.startswith("files/audio_file/") and path.endswith(".wav") for path in paths.values())
    assert all(".." not in path and path.count("/") == 2 and len(path) < 140 for path in paths.values())
    assert (paths["0"], paths["2"]) == ("files/audio_file/Welcome.wav", "files/audio_file/etc_passwd.wav")


@pytest.mark.parametrize(
    ("family", "record", "told"),
    [
        ("audio-file", {"name": "a.wav"}, 'file: missing; a new audio file ("a.wav") needs it'),
        ("audio-file", {**WELCOME, "name": "welcome"}, 'name: "welcome" must end in .wav'),
        ("audio-file", {**WELCOME, "file": 7}, "file: 7 is not the path of a file"),
        ("audio-file", {**WELCOME, "file": "files/a.wav"}, "file: files/a.wav: did not come along with the records"),
        ("desktop-layout", {**LAYOUT, "json_file_content": {}}, "give json_file_content or file, not both"),
        (
            "desktop-layout",
            {"name": "A", "edited_by": "me", "json_file_name": "x"},
            "json_file_content or file: missing",
        ),
    ],
)
def test_records_without_a_usable_file_are_refused(
    sim: Simulator, run: Run, family: str, record: Row, told: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        run({family: [record]})
    assert told in str(refused.value)
    assert sim.writes() == []


def test_a_plan_knows_files_by_their_digests(run: Run, tmp_path: Path) -> None:
    from ansible_collections.webex.contact_center.plugins.module_utils.config.model.content import FileContent

    file = FileContent("files/a.wav", str(tmp_path / "a.wav"), 3, "0" * 64)
    written = json.loads(json.dumps(_packed({"audioFile": file})))
    assert str(tmp_path) not in json.dumps(written)
    assert _unpacked(written) == {"audioFile": replace(file, path="")}
