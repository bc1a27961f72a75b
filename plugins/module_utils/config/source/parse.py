# SPDX-License-Identifier: GPL-3.0-or-later
"""Text of YAML, JSON or CSV → records that remember file and line. Knows no API and no field names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any, Final

from .json_text import read_json
from .records import Document, Path, Problem, Record, SourceError, dotted
from .templates import RENDERED, render, templates_in
from .tree import VAULTED, read_shape

__all__ = [
    "MAX_BYTES",
    "RENDERED",
    "VAULTED",
    "Document",
    "Path",
    "Problem",
    "Record",
    "SourceError",
    "decode",
    "documents",
    "dotted",
    "form_of",
    "parse",
    "templates_in",
    "with_contents",
]

MAX_BYTES: Final = 20 * 1024 * 1024
FOLDER: Final = "folder"
"""The form of a source that is a folder of files."""
UNFINISHED: Final = ".wxcc_unfinished"
"""The file that marks a folder while its files are written, and after a run that was killed meanwhile."""
FORMS: Final = {".csv": "csv", ".tsv": "csv", ".yml": "yaml", ".yaml": "yaml", ".json": "json"}
FOREIGN: Final = {
    b"\xff\xfe\x00\x00": "UTF-32",
    b"\x00\x00\xfe\xff": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}
LINE_END: Final = re.compile(rb"\r\n|\r|\n")


def form_of(name: str) -> str | None:
    """Return the form of a file by its name, None if the name does not show it."""
    return FORMS.get(PurePath(name).suffix.lower())


def decode(data: bytes, name: str) -> str:
    """Return the text of a file, without a byte order mark: of UTF-8, or of UTF-16 that a spreadsheet marked as such.

    Any other encoding is refused, because the meaning of a byte would be a guess.
    """
    is_sheet = form_of(name) == "csv"
    save = "save it as UTF-8 (Excel: Save As, CSV UTF-8)" if is_sheet else "save it as UTF-8"
    if len(data) > MAX_BYTES:
        size = f"{len(data) / 1024 / 1024:.1f} MiB"
        raise _refused(name, f"the file has {size}, {MAX_BYTES // 1024 // 1024} MiB are allowed; split it")
    for mark, encoding in FOREIGN.items():
        if data.startswith(mark):
            text = _wide(data) if is_sheet and encoding == "UTF-16" else None
            if text is None:
                raise _refused(f"{name}:1", f"the file is {encoding}; {save}")
            return text
    if b"\0" in data:
        where = f"{name}:{_line(data, data.index(0))}"
        raise _refused(where, f"a NUL byte: this is UTF-16 or no text at all; {save}")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        byte = f"byte 0x{error.object[error.start]:02X}"
        where = f"{name}:{_line(error.object, error.start)}"
        raise _refused(where, f"{byte} is not UTF-8, but perhaps Latin-1 or Windows-1252; {save}") from None


def _wide(data: bytes) -> str | None:
    """Return the text of UTF-16 with its mark, None where it is damaged."""
    try:
        text = data.decode("utf-16")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def documents(source: Mapping[str, Any]) -> list[Document]:
    """Take a source apart as the controller packs it: one text, or a folder of files.

    In a folder, a file that cannot be read is a document with problems, so that all files are checked.
    """
    parts = _parsed(source)
    render(parts, source.get(RENDERED, {}))
    return parts


def _parsed(source: Mapping[str, Any]) -> list[Document]:
    if source["form"] != FOLDER:
        return [parse(source["text"], source["name"], source["form"], source.get("vaulted", ()))]
    parts = []
    for file in source["files"]:
        if "problems" in file:  # the controller could not read it
            parts.append(Document(problems=[Problem(where, what) for where, what in file["problems"]]))
            continue
        try:
            document = parse(file["text"], file["name"], file["form"], file.get("vaulted", ()))
        except SourceError as error:
            document = Document(problems=error.problems)
        document.name, document.part = file["name"], file["family"]
        parts.append(document)
    return parts


def with_contents(parts: list[Document], contents: Mapping[str, Any]) -> list[Document]:
    """Connect records with the files beside them.

    `contents` has an entry for each file that a record names: `{"path", "size", "sha256"}`, or `{"problem": text}`.
    """
    for document in parts if contents else ():
        for record in document.records:
            record.contents = contents
    return parts


def parse(text: str, name: str, form: str, vaulted: Sequence[str] = ()) -> Document:
    """Take a text apart; `form` is that of a file (csv, yaml, json) or says what JSON from a task stands for.

    `items` is a list, its entries called `name[0]`; `objects` maps families to lists, `family[0]`; `options` is one
    object, without a place. `vaulted` are the values of YAML that were encrypted one by one, opened, in their order.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    # Importing one of these takes a hundredth of a second, which a module without such a source saves.
    if form == "csv":
        from .csv_text import read_csv

        return read_csv(text, name)
    if form == "yaml":
        from .yaml_text import read_yaml

        root, flaws = read_yaml(text, name, vaulted)
    else:
        root, flaws = read_json(text, name, is_file=form == "json")
    return read_shape(root, flaws, name, form)


def _refused(where: str, what: str) -> SourceError:
    return SourceError([Problem(where, what)])


def _line(data: bytes, position: int) -> int:
    return len(LINE_END.findall(data[:position])) + 1
