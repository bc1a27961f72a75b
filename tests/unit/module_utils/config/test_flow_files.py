# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of flows that are not what they should be: each is one sentence with its place, and nothing is sent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from support import flows
from support.contents import contents_in
from support.exporting import applied, documents_of, exported, texts_of
from support.flow_runs import rows, writes
from support.simulator import Row, Simulator

from ansible_collections.webex.contact_center.plugins.module_utils.config.desired.reading import RefusedError, check
from ansible_collections.webex.contact_center.plugins.module_utils.config.source.parse import (
    SourceError,
    parse,
    with_contents,
)

X = "files/flow/x.json"
LINE = f"flow.yml:2: file: {X}"


def folder(tmp_path: Path, file: bytes, records: str = "- name: X\n  file: files/flow/x.json\n") -> Path:
    (tmp_path / "files/flow").mkdir(parents=True, exist_ok=True)
    (tmp_path / "flow.yml").write_text(records)
    (tmp_path / X).write_bytes(file)
    return tmp_path


def content(**more: Any) -> bytes:
    return json.dumps({**flows.hello(), **more}).encode()


PROCESS = b'{"process": {}, '
WRONG: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "but it holds nothing"),
    "broken": (b'{\n  "process": {', "2:15: a key in double quotes is expected here"),
    "cut off": (content()[:-1], ' "," or "}" is expected here'),
    "two documents": (b"{}\n{}", "2:1: something follows the end of the document"),
    "a list": (b"[]", "not a flow, since it has no process with activities"),
    "null": (b"null", "but it holds nothing"),
    "a word": (b'"flow"', "not a flow, since it has no process with activities"),
    "HTML": (b"<!DOCTYPE html>", "1:1: a value is expected here"),
    "another JSON": (b'{"jsonFileContent": {}}', "not a flow, since it has no process with activities"),
    "a process that is a list": (b'{"process": []}', "not a flow, since it has no process with activities"),
    "activities that are a number": (b'{"process": {"activities": 5}}', "not a flow"),
    "a key twice": (PROCESS + b'\n"description": "a",\n"description": "b"}', "description"),
    "deep": (PROCESS + b'"a": ' + b"[" * 100_000, "nested deeper than 50 levels"),
    "a number without end": (PROCESS + b'"a": ' + b"9" * 10_000 + b"}", "a number"),
    "not a number": (PROCESS + b'"a": NaN}', "is not a finite number"),
    "UTF-16": (content().decode().encode("utf-16"), "the file is UTF-16; save it as UTF-8"),
    "UTF-16 without a mark": (content().decode().encode("utf-16-le"), "save it as UTF-8"),
    "Latin-1": ('{"process": {}, "a": "é"}'.encode("latin-1"), "save it as UTF-8"),
    "binary": (b"\x89PNG\r\n\x1a\n\0\0", "save it as UTF-8"),
    "half a character": (PROCESS + b'"a": "\\ud83d"}', "half of a \\u surrogate pair"),
    "too large": (PROCESS + b'"a": "' + b"x" * 21_000_000 + b'"}', "20 MiB"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_file_that_is_no_flow_is_one_sentence_with_its_place(sim: Simulator, tmp_path: Path, what: str) -> None:
    data, told = WRONG[what]
    with pytest.raises(RefusedError) as refused:
        applied(sim, folder(tmp_path, data))
    lines = str(refused.value).splitlines()
    [line] = [line for line in lines if "flow.yml" in line]
    assert LINE in line
    assert told in line.partition(X)[2], line
    assert len(line) < 400
    assert writes(sim) == []


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8"])
def test_encodings_that_say_what_they_are_and_line_ends_are_read(sim: Simulator, tmp_path: Path, encoding: str) -> None:
    text = json.dumps({**flows.hello(), "description": "Grüße 🎉"}, indent=1, ensure_ascii=False).replace("\n", "\r\n")
    here = folder(tmp_path, text.encode(encoding))
    applied(sim, here).ok()
    assert rows(sim)["X"]["description"] == "Grüße 🎉"
    assert not applied(sim, here).ok().changed


def test_a_file_that_is_a_link_out_of_the_folder_or_missing_is_named(sim: Simulator, tmp_path: Path) -> None:
    here = folder(tmp_path / "here", content())
    (tmp_path / "secret.json").write_bytes(content())
    (here / X).unlink()
    with pytest.raises(RefusedError, match="no such file in"):
        applied(sim, here)
    (here / X).symlink_to(tmp_path / "secret.json")
    with pytest.raises(RefusedError, match="a link leads out of the folder"):
        applied(sim, here)


def test_two_flows_of_one_name_in_a_folder_are_named_with_both_places(sim: Simulator, tmp_path: Path) -> None:
    record = "- name: X\n  file: files/flow/x.json\n"
    with pytest.raises((RefusedError, SourceError)) as refused:
        applied(sim, folder(tmp_path, content(), record * 2))
    assert "flow.yml:3" in str(refused.value)
    assert "flow.yml:1" in str(refused.value)


def test_a_flow_and_a_subflow_may_have_one_name(sim: Simulator, tmp_path: Path) -> None:
    here = folder(tmp_path, content())
    (here / "subflow.yml").write_text("- name: X\n  file: files/flow/y.json\n")
    (here / "files/flow/y.json").write_bytes(json.dumps(flows.callback()).encode())
    assert applied(sim, here).ok().counts["created"] == 2
    assert not applied(sim, here).ok().changed


SIGNS = ['a "b" \\ c', "A", "a", "{{ lookup('pipe', 'id') }}", "-", "файл"]
NAMES = ["Sales/Support", "../../etc/passwd", "Hallo 🎉", *SIGNS]


def test_names_of_any_signs_come_back_from_an_export(sim: Simulator, tmp_path: Path) -> None:
    for name in NAMES:
        flows.put_flow(sim, {**flows.hello(), "name": name}, "Live")
    result = exported(sim, tmp_path / "out", include=["flow:*"], format="yaml")
    assert (result["objects"], result["incomplete"]) == ({"flow": len(NAMES)}, [])
    names = {record.values["name"] for document in documents_of(tmp_path / "out") for record in document.records}
    assert names == set(NAMES)
    files = [path for path in texts_of(tmp_path / "out") if path.startswith("files/")]
    assert len({path.casefold() for path in files}) == len(NAMES)
    assert all(path.isascii() and ".." not in path and path.count("/") == 2 for path in files)
    assert not applied(sim, tmp_path / "out").ok().changed
    other = len(sim.orgs)
    sim.add_organization("Other")
    applied(sim, tmp_path / "out", org=other).ok()
    assert set(rows(sim, other)) == set(NAMES)


def test_two_live_flows_of_one_name_are_named_with_both_ids(sim: Simulator, tmp_path: Path) -> None:
    first = flows.put_flow(sim, {**flows.hello(), "name": "X"})
    row: Row = rows(sim)["X"]
    twin = {**row, "id": "f" * 24}
    for page, body in enumerate(([row, twin], [])):
        sim.fault(method="GET", path="*/flows", status=200, body=json.dumps(body), times=1 if page == 0 else 9)
    with pytest.raises(RefusedError) as refused:
        applied(sim, folder(tmp_path, content()))
    assert first in str(refused.value)
    assert twin["id"] in str(refused.value)


@pytest.mark.parametrize("data", [b"", b" \n", b"null"])
@pytest.mark.parametrize("family", ["flow", "subflow", "desktop-layout"])
def test_a_file_that_holds_nothing_is_refused_for_each_family_with_json_files(
    tmp_path: Path, family: str, data: bytes
) -> None:
    document = parse(json.dumps({family: [{"name": "X", "file": "files/x.json"}]}), "objects", "objects")
    with pytest.raises(RefusedError) as refused:
        check(with_contents([document], contents_in(tmp_path, {"files/x.json": data})), None)
    told = f"{family}[0]: file: files/x.json: a mapping or a list is expected in the file, but it holds nothing"
    assert [line.strip() for line in str(refused.value).splitlines() if "holds nothing" in line] == [told]
