# SPDX-License-Identifier: GPL-3.0-or-later
"""Files beside the records of a folder: which are found, which are refused, and where the module reads them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from support.contents import LAYOUT, WAV

from ansible_collections.webex.contact_center.plugins.module_utils.config.desired.reading import (
    DesiredState,
    RefusedError,
    check,
)
from ansible_collections.webex.contact_center.plugins.module_utils.config.source.parse import (
    MAX_BYTES,
    documents,
    with_contents,
)
from ansible_collections.webex.contact_center.plugins.plugin_utils import contents, packing

VAULT = b"$ANSIBLE_VAULT;1.1;AES256\n00"
AUDIO = "- name: {0}\n  file: {0}\n"


@pytest.fixture
def acme(tmp_path: Path) -> Path:
    """A folder with one file of each kind, and one outside of it."""
    for name, data in {
        "acme/files/audio_file/welcome.wav": WAV,
        "acme/files/audio_file/song.wav": b"ID3" + WAV,
        "acme/files/desktop_layout/all.json": LAYOUT,
        "acme/files/desktop_layout/broken.json": b'{"agent": {},\r\n "agent": }',
        "acme/files/desktop_layout/text.json": b'"agent"',
        "acme/site.csv": b"name,multimedia_profile\nLyon,Voice\n",
        "secret.wav": WAV,
        "elsewhere/secret.wav": WAV,
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (tmp_path / "acme/files/audio_file/linked.wav").symlink_to(tmp_path / "secret.wav")
    (tmp_path / "acme/files/elsewhere").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "acme/files/audio_file/also.wav").symlink_to("welcome.wav")
    (tmp_path / "acme/files/audio_file/folder.wav").mkdir()
    os.mkfifo(tmp_path / "acme/files/audio_file/pipe.wav")
    return tmp_path


def find(folder: Path) -> Any:
    return lambda _kind, name: str(folder / name)


def wanted(folder: Path, src: str = "acme", decrypted: Any = str) -> tuple[DesiredState, dict[str, Any]]:
    """The records of a source with their files, and what the controller says of these."""
    source = packing.from_file(src, find(folder), lambda path: (Path(path).read_bytes(), True), takes_folder=True)
    named = contents.facts(source, None, contents.placer(src, find(folder)), decrypted)
    facts = json.loads(named or "{}")
    return check(with_contents(documents(json.loads(source)), facts), None), facts


def test_files_are_known_by_their_bytes_and_read_where_they_are(acme: Path) -> None:
    (acme / "acme/audio_file.yml").write_text(
        "- {name: a.wav, file: files/audio_file/welcome.wav}\n- {name: b.wav, file: files/audio_file/also.wav}\n"
    )
    (acme / "acme/desktop_layout.json").write_text(
        '[{"name": "All", "edited_by": "me", "json_file_name": "x", "file": "files/desktop_layout/all.json"}]'
    )
    records, facts = wanted(acme)
    first, second = (record.values["audioFile"] for record in records["audio-file"])
    assert (first.read(), first.sha256) == (WAV, second.sha256)
    assert json.loads(records["desktop-layout"][0].values["jsonFileContent"]) == json.loads(LAYOUT)
    assert str(acme) in facts["files/audio_file/welcome.wav"]["path"]
    assert WAV.hex() not in json.dumps(facts), "the bytes do not travel as options"


@pytest.mark.parametrize(
    ("family", "file", "told"),
    [
        ("audio_file", "files/audio_file/welcom.wav", "there is no such file in {0}/acme; did you mean"),
        ("audio_file", "files/none/at/all.wav", "there is no such file in {0}/acme"),
        ("audio_file", "/etc/passwd.wav", "must be a path below files/"),
        ("audio_file", "audio_file/welcome.wav", "must be a path below files/"),
        ("audio_file", "files/../../secret.wav", "must be a path below files/"),
        ("audio_file", "files/audio_file/linked.wav", "a link leads out of the folder of the source"),
        ("audio_file", "files/elsewhere/secret.wav", "a link leads out of the folder of the source"),
        ("audio_file", "files/audio_file/folder.wav", "not a file"),
        ("audio_file", "files/audio_file/pipe.wav", "not a file"),
        ("audio_file", "files/audio_file/song.wav", "not a WAV file, although it is called one"),
        ("audio_file", "files/desktop_layout/all.json", "not a .wav file"),
        ("audio_file", "files/audio_file/large.wav", "bytes; at most 60 MiB are allowed"),
        (
            "desktop_layout",
            "files/desktop_layout/broken.json",
            "files/desktop_layout/broken.json:2:11: a value is expected",
        ),
        ("desktop_layout", "files/desktop_layout/text.json", "a mapping or a list is expected in the file"),
        ("desktop_layout", "files/audio_file/welcome.wav", "not a .json file"),
    ],
)
def test_a_file_that_cannot_be_taken_is_told_with_the_line_of_its_record(
    acme: Path, family: str, file: str, told: str
) -> None:
    with (acme / "acme/files/audio_file/large.wav").open("wb") as large:
        large.truncate(contents.MOST_BYTES + 1)
    (acme / f"acme/{family}.yml").write_text(f"- name: a.wav\n  file: {file}\n")
    with pytest.raises(RefusedError) as refused:
        wanted(acme)
    assert f"acme/{family}.yml:2: file: {file}" in str(refused.value)
    assert told.format(acme) in str(refused.value)


def test_files_do_not_count_into_the_limit_of_records(acme: Path) -> None:
    names = [f"files/audio_file/{number}.wav" for number in range(2)]
    for name in names:
        (acme / "acme" / name).write_bytes(WAV + bytes(MAX_BYTES // 2 + 1))
    (acme / "acme/audio_file.yml").write_text("".join(f"- {{name: {name[17:]}, file: {name}}}\n" for name in names))
    records, facts = wanted(acme)
    assert [record.values["audioFile"].size for record in records["audio-file"]] == [len(WAV) + MAX_BYTES // 2 + 1] * 2
    assert len(json.dumps(facts)) < 1000


@pytest.mark.parametrize("form", ["acme/audio_file.yml", "acme/organization.yml", "objects"])
def test_files_of_any_source_are_found(acme: Path, form: str) -> None:
    rows = [{"name": "a.wav", "file": "files/audio_file/welcome.wav"}]
    if form == "objects":
        source, src = packing.from_value(form, form, {"audio_files": rows}), None
        folder = acme / "acme"  # where Ansible finds the files of a playbook or role
    else:
        (acme / form).write_text(json.dumps(rows if "audio" in form else {"audio-prompt": rows}))
        source, src = packing.from_file(form, find(acme), lambda path: (Path(path).read_bytes(), True)), form
        folder = acme
    named = contents.facts(source, "audio-file", contents.placer(src, find(folder)), str)
    [record] = check(with_contents(documents(json.loads(source)), json.loads(named)), "audio-file")["audio-file"]
    assert record.values["audioFile"].read() == WAV


def test_a_vault_is_read_as_what_it_holds_and_a_source_without_files_costs_nothing(acme: Path) -> None:
    assert wanted(acme)[1] == {}
    (acme / "acme/files/audio_file/welcome.wav").write_bytes(VAULT)
    (acme / "acme/audio_file.yml").write_text("- {name: a.wav, file: files/audio_file/welcome.wav}\n")
    records, _facts = wanted(acme, decrypted=lambda path: str(acme / "secret.wav") if "welcome" in path else path)
    assert records["audio-file"][0].values["audioFile"].read() == WAV


def test_another_host_gets_copies(acme: Path) -> None:
    named = json.dumps(
        {"files/a.wav": {"path": "/here/a.wav", "size": 1, "sha256": "0"}, "files/b.wav": {"problem": "x"}}
    )
    moved = json.loads(contents.transferred(named, lambda path, name: f"/there/{name} of {path}"))
    assert moved["files/a.wav"]["path"] == "/there/content_0 of /here/a.wav"
    assert moved["files/b.wav"] == {"problem": "x"}
