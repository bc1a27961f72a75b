# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands in a file, and that it stays whole whatever ends the process that writes it."""

from __future__ import annotations

import csv
import gzip
import io
import json
import multiprocessing
import os
import stat
import time
from contextlib import suppress
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.webex.contact_center.plugins.module_utils.files import (
    FileError,
    check_file,
    replace_file,
)
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.output.part_file import (
    PartFile,
    manifest_of,
)
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.output.writers import Encoder, Form

COLUMNS = ("name", "createdTime", "createdTimeRfc3339", "count")
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
ROWS = st.lists(
    st.fixed_dictionaries({"name": st.one_of(TEXTS, st.none()), "createdTime": st.integers(0, 10**13)}), max_size=20
)
QUERY = {"report": "tasks"}


def encoder(name: str, *, escape_formulas: bool = False) -> Encoder:
    return Encoder(Form.of(name), COLUMNS, ZoneInfo("Asia/Kolkata"), escape_formulas=escape_formulas)


def content(name: str, pages: list[list[dict[str, Any]]]) -> bytes:
    made = encoder(name)
    data = made.beginning() + b"".join(made.piece(page) for page in pages)
    return data + Form.of(name).ending(len(data))


@pytest.mark.parametrize("name", ["t.csv", "t.csv.gz", "t.jsonl", "T.NDJSON.GZ"])
@given(st.lists(ROWS, max_size=5))
def test_rows_read_back_as_they_were(name: str, pages: list[list[dict[str, Any]]]) -> None:
    data = content(name, pages)
    text = (gzip.decompress(data) if name.lower().endswith("gz") else data).decode()
    rows = [row for page in pages for row in page]
    if "csv" in name:
        read = list(csv.reader(io.StringIO(text, newline="")))
        assert read[0] == list(COLUMNS)
        assert [(row[0], row[1], row[3]) for row in read[1:]] == [
            (row["name"] or "", str(row["createdTime"]), "") for row in rows
        ]
    else:
        lines = [json.loads(line) for line in text.split("\n")[:-1]]
        assert [{**line, "createdTimeRfc3339": ""} for line in lines] == [
            {**row, "createdTimeRfc3339": "", "count": None} for row in rows
        ]
        assert all(list(line) == list(COLUMNS) for line in lines)


@pytest.mark.parametrize(
    ("value", "plain", "escaped"),
    [
        ("=1+1", "=1+1", "'=1+1"),
        ("+4930123", "+4930123", "'+4930123"),
        ("@x", "@x", "'@x"),
        ("-x", "-x", "'-x"),
        (-5, "-5", "-5"),
        (True, "true", "true"),
        (None, "", ""),
        ({"a": [1]}, '{"a": [1]}', '{"a": [1]}'),
        ('a,\n"b"', 'a,\n"b"', 'a,\n"b"'),
    ],
)
def test_a_cell(value: Any, plain: str, escaped: str) -> None:
    for escape, expected in ((False, plain), (True, escaped)):
        text = encoder("t.csv", escape_formulas=escape).piece([{"name": value}]).decode()
        assert next(csv.reader(io.StringIO(text, newline="")))[0] == expected


@pytest.mark.parametrize("name", ["t", "t.json", "t.gz", "t.csv.zip", ".xlsx"])
def test_a_name_that_says_nothing_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"unknown ending; use one of \.csv, \.csv\.gz, \.jsonl"):
        Form.of(name)


@given(st.lists(st.binary(max_size=40), max_size=12), st.data())
def test_a_killed_file_goes_on_byte_for_byte(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[bytes], data: st.DataObject
) -> None:
    """Cut the work off anywhere, with anything behind the last checkpoint, and finish it."""
    dest = tmp_path_factory.mktemp("parts") / "tasks.csv"
    stop = data.draw(st.integers(0, len(pieces)))
    safe = data.draw(st.lists(st.booleans(), min_size=len(pieces), max_size=len(pieces)))
    with PartFile(dest, QUERY) as file:
        for number, piece in enumerate(pieces[:stop]):
            file.write(piece, {"next": number + 1} if safe[number] else None)
    with (dest.parent / "tasks.csv.part").open("ab") as part:
        part.write(data.draw(st.binary(max_size=20)))
    with PartFile(dest, QUERY) as file:
        start = file.state.get("next", 0)
        assert start == max((number + 1 for number in range(stop) if safe[number]), default=0)
        for number, piece in enumerate(pieces[start:], start):
            file.write(piece, {"next": number + 1})
        manifest = file.finish({"rows": 1})
    assert dest.read_bytes() == b"".join(pieces)
    assert sorted(path.name for path in dest.parent.iterdir()) == ["tasks.csv", "tasks.csv.manifest.json"]
    assert manifest_of(dest) == manifest
    assert {stat.S_IMODE(path.stat().st_mode) for path in dest.parent.iterdir()} == {0o600}


def begun(dest: Path) -> None:
    with PartFile(dest, QUERY) as file:
        file.write(b"abc", {"next": 1})


@pytest.mark.parametrize("damage", ["shorter", "changed", "no part", "no checkpoint", "not JSON", "another query"])
def test_what_cannot_be_trusted_is_begun_anew(tmp_path: Path, damage: str) -> None:
    dest = tmp_path / "t.csv"
    begun(dest)
    part, checkpoint = tmp_path / "t.csv.part", tmp_path / "t.csv.checkpoint"
    if damage == "shorter":
        part.write_bytes(b"ab")
    elif damage == "changed":
        part.write_bytes(b"abX")
    elif damage == "no part":
        part.unlink()
    elif damage == "no checkpoint":
        checkpoint.unlink()
    elif damage == "not JSON":
        checkpoint.write_text("{")
    with PartFile(dest, {"report": "search"} if damage == "another query" else QUERY) as file:
        assert (file.state, file.size) == ({}, 0)
    assert part.read_bytes() == b""


def test_two_runs_do_not_write_one_file(tmp_path: Path) -> None:
    with PartFile(tmp_path / "t.csv", QUERY), pytest.raises(FileError, match="another run is writing this file"):
        PartFile(tmp_path / "t.csv", QUERY).__enter__()


def write_again_and_again(dest: Path, number: int, until: float, told: Any) -> None:
    """In a process of its own: write whole files of a letter, by turns as an export and as a small file."""
    own, refused, other = bytes([65 + number]) * 200_000, 0, set()
    while time.monotonic() < until:
        try:
            with PartFile(dest, {"run": number}) as file:
                file.write(own[:100_000], {"half": 1})
                file.write(own[file.size :], None)
                file.finish({"rows": number})
        except FileError as error:
            refused += 1
            other |= set() if "another run is writing this file" in str(error) else {str(error)}
        replace_file(dest.with_name("page.html"), own)
    told.put((refused, other))


def test_no_reader_sees_anything_but_a_whole_file(tmp_path: Path) -> None:
    dest, context = tmp_path / "t.csv", multiprocessing.get_context("fork")
    told, until = context.Queue(), time.monotonic() + 2
    writers = [
        context.Process(target=write_again_and_again, args=(dest, number, until, told), daemon=True)
        for number in range(3)
    ]
    for writer in writers:
        writer.start()
    broken, reads = set(), 0
    while any(writer.is_alive() for writer in writers):
        for name in ("t.csv", "page.html"):
            with suppress(FileNotFoundError):
                content = (tmp_path / name).read_bytes()
                broken |= {name} if len(content) != 200_000 or len(set(content)) != 1 else set()
                reads += 1
        if told.qsize() == len(writers):
            break
    problems = [told.get(timeout=30)[1] for _unused in writers]
    for writer in writers:
        writer.join()
    assert (broken, problems) == (set(), [set()] * 3)
    assert reads
    assert manifest_of(dest) is not None
    assert {path.name for path in tmp_path.iterdir()} == {"t.csv", "t.csv.manifest.json", "page.html"}


def test_a_link_in_the_place_of_the_part_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "victim").write_text("mine")
    (tmp_path / "t.csv.part").symlink_to(tmp_path / "victim")
    with pytest.raises(FileError, match="cannot be written"):
        PartFile(tmp_path / "t.csv", QUERY).__enter__()
    assert (tmp_path / "victim").read_text() == "mine"


def test_a_full_disk_leaves_the_checkpoint_and_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dest = tmp_path / "t.csv"

    def full(_file: int, _data: Any) -> int:
        raise OSError(28, "No space left on device")

    with PartFile(dest, QUERY) as file:
        file.write(b"abc", {"next": 1})
        with monkeypatch.context() as patch:
            patch.setattr(os, "write", full)
            with pytest.raises(
                FileError, match=r"No space left on device; the rows so far are in t\.csv\.part; run again"
            ):
                file.write(b"def", {"next": 2})
    assert not dest.exists()
    with PartFile(dest, QUERY) as file:
        assert file.state == {"next": 1}


def test_a_file_that_changed_has_no_manifest(tmp_path: Path) -> None:
    dest = tmp_path / "t.csv"
    with PartFile(dest, QUERY) as file:
        file.write(b"abc", {})
        file.finish({"rows": 1})
    assert manifest_of(dest) == {"rows": 1, "bytes": 3, "sha256": manifest_of(dest)["sha256"]}  # type: ignore[index]
    dest.write_bytes(b"abd")
    assert manifest_of(dest) is None
    dest.unlink()
    assert manifest_of(dest) is None


@pytest.mark.parametrize(("name", "words"), [("", "is a directory"), ("none/t.csv", "does not exist; create it first")])
def test_a_place_where_no_file_can_be_is_refused(tmp_path: Path, name: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        check_file(tmp_path / name)
