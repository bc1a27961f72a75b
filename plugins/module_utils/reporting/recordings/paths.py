# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the path of a recording from the template of the user; no value of the service can lead out of the folder."""

from __future__ import annotations

import hashlib
import re
import string
import unicodedata
from collections.abc import Collection, Mapping
from typing import Final

from ...mistakes import UserError

CAPTURE_KEYS: Final = ("date", "time", "task_id", "recording_id", "call_type", "file_name")
TASK_KEYS: Final = ("queue", "channel")
"""Known only for tasks of a period, not for task_ids."""
LONGEST_NAME: Final = 200
"""In bytes; file systems allow 255, and a name may get a suffix to make it distinct."""
LONGEST_VALUE: Final = 120

NOT_PORTABLE: Final = frozenset('/\\:*?"<>|')


def check_template(template: str, *, segments: bool, by_period: bool) -> None:
    """Raise UserError for a template that is invalid, or gives two recordings one path.

    `by_period` says whether the tasks come from a period.
    """
    keys = _keys(template, by_period)
    parts = template.split("/")
    if any(not part.strip() or part.startswith(".") or not all(map(_is_portable, part)) for part in parts):
        raise UserError(
            f"path_template: {template!r}: must be a relative path, such as {{date}}/{{task_id}}-{{call_type}}.wav,"
            ' without parts that are empty or begin with a dot, and without control characters and \\ : * ? " < > |'
        )
    apart = {"time", "file_name"} if segments else {"time", "file_name", "call_type"}
    if "recording_id" in keys or ("task_id" in keys and keys & apart):
        return
    raise UserError(
        f"path_template: {template!r} would put two recordings into one file; use {{recording_id}}, or {{task_id}}"
        f" with {' or '.join(f'{{{key}}}' for key in sorted(apart))}"
        + (
            ", because a task may have several segments with the same call type"
            if segments and "call_type" in keys
            else ""
        )
    )


def _keys(template: str, by_period: bool) -> set[str]:
    try:
        fields = list(string.Formatter().parse(template))
    except ValueError as error:
        raise UserError(f"path_template: {template!r}: {error}") from None
    possible = (*CAPTURE_KEYS, *(TASK_KEYS if by_period else ()))
    keys: set[str] = set()
    for _literal, key, form, conversion in fields:
        if key is None:
            continue
        if key in TASK_KEYS and not by_period:
            raise UserError(
                f"path_template: {{{key}}} is only possible with from and to, not with task_ids;"
                f" possible are {', '.join(possible)}"
            )
        if key not in possible or form or conversion:
            raise UserError(f"path_template: {{{key}}}: unknown key; possible are {', '.join(possible)}")
        keys.add(key)
    return keys


def fill(template: str, values: Mapping[str, str]) -> str:
    """Return a relative path; no value can add a folder, climb out, hide a file or make a name too long."""
    safe = {key: _safe(value, LONGEST_VALUE) for key, value in values.items()}
    parts = template.format(**safe).split("/")
    return "/".join(_shortened(part, LONGEST_NAME) for part in parts)


def apart(path: str, recording_id: str, taken: Collection[str]) -> str:
    """Return the path, or, if another recording has it, one with a mark made of the recording's id.

    `taken` has folded paths, see `folded`.
    """
    if folded(path) not in taken:
        return path
    stem, dot, ending = path.rpartition(".") if "." in path.rpartition("/")[2] else (path, "", "")
    mark = hashlib.sha256(recording_id.encode(errors="replace")).hexdigest()
    for length in (8, 64):
        other = f"{stem}~{mark[:length]}{dot}{ending}"
        if folded(other) not in taken:
            break
    return other


def folded(path: str) -> str:
    """Return a form of a path that is equal for paths of the same file on a file system that ignores case."""
    return unicodedata.normalize("NFC", path).casefold()


def _safe(text: str, longest: int) -> str:
    letters = (letter if _is_portable(letter) else "\0" for letter in unicodedata.normalize("NFC", text))
    line = re.sub("\0+", "_", "".join(letters)).strip(" .")
    return _shortened(line or "unknown", longest)


def _is_portable(letter: str) -> bool:
    return letter.isprintable() and letter not in NOT_PORTABLE


def _shortened(name: str, longest: int) -> str:
    """Cut a name that is too long; keep its ending, and add a mark by which it differs from similar names."""
    if len(name.encode()) <= longest:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending.encode()) > 8:
        stem, dot, ending = name, "", ""
    mark = f"~{hashlib.sha256(name.encode()).hexdigest()[:8]}{dot}{ending}"
    return stem.encode()[: longest - len(mark.encode())].decode(errors="ignore").rstrip(" .") + mark
