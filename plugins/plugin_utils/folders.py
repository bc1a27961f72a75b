# SPDX-License-Identifier: GPL-3.0-or-later
"""A folder that describes an organization: which of its files hold records, and of which family.

`team.yml` and everything inside `team/` describe teams. `files/` holds content, such as audio, and no records.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ansible.errors import AnsibleActionFail
from ansible.module_utils.parsing.convert_bool import boolean

from ..module_utils.config.source.parse import FORMS, MAX_BYTES, UNFINISHED, form_of

CONTENT: Final = "files"
"""The folder for content, in the folder of the source."""
BACKUPS: Final = "backup"
"""The folder of backups beside the playbook, where a task names no other."""
LITTER: Final = frozenset({"thumbs.db", "desktop.ini"})
"""What Windows puts into folders, in lower case."""
MAX_FILES: Final = 10_000
MAX_DEPTH: Final = 8


@dataclass(frozen=True)
class RecordFile:
    """One file with records: its path, its name in messages, its form, and the family that its place names.

    With a `problem` it cannot be read, and its form may be empty.
    """

    path: str
    name: str
    form: str
    family: str
    problem: str = ""


def backup_options(given: Mapping[str, Any], beside: Callable[[str], str]) -> dict[str, Any]:
    """Return the options of a backup with an absolute path, if the task makes one.

    `beside` makes a path absolute; a relative one starts from the folder of the playbook.
    """
    options = given.get("backup_options") or {}
    if not boolean(given.get("backup", False), strict=False) or not isinstance(options, Mapping):
        return {}
    return {"backup_options": {**options, "dir_path": beside(str(options.get("dir_path") or BACKUPS))}}


def record_files(src: str, folder: str) -> list[RecordFile]:
    """List the files with records in a folder, in an order that depends on their names only.

    Hidden files, backups of editors, what file managers leave behind and READMEs are left alone. Any other file that
    does not say what it holds has a problem: a misspelled ending must not make a purge delete what the file describes.
    """
    if os.path.lexists(os.path.join(folder, UNFINISHED)):
        raise AnsibleActionFail(
            f"{src}: the task that writes this folder has not ended, or was killed, so files may be missing or old. Run"
            f" it again, or delete {os.path.join(src, UNFINISHED)} if you know that the folder is complete"
        )
    found: list[RecordFile] = []
    size = 0
    for path, parts in _walk(src, folder, ()):
        name = os.path.join(src, *parts)
        family = parts[0] if len(parts) > 1 else os.path.splitext(parts[0])[0]
        problem, bytes_there = _looked_at(src, path)
        size += bytes_there
        if size > MAX_BYTES or len(found) == MAX_FILES:
            limit = f"{MAX_BYTES // 1024 // 1024} MiB and {MAX_FILES:,} files"
            raise AnsibleActionFail(f"{src}: the files with records are more than {limit} together. Split the folder")
        found.append(RecordFile(path, name, form_of(path) or "", family, problem))
    if not found:
        raise AnsibleActionFail(f"{src}: the folder holds no file with records, such as site.csv or team.yml")
    return found


def _looked_at(src: str, path: str) -> tuple[str, int]:
    """Return what keeps a file from being read, empty where nothing does, and its size in bytes."""
    if form_of(path) is None:
        content = os.path.join(src, CONTENT)
        return (
            f"the ending does not say what the file holds. Use one of {', '.join(FORMS)}, or move the file out of {src}"
            f" (content such as audio belongs in {content})"
        ), 0
    try:
        status = os.stat(path)
    except OSError as error:
        return f"cannot be read: {error.strerror}", 0
    return ("", status.st_size) if stat.S_ISREG(status.st_mode) else ("not a regular file", 0)


def _walk(src: str, folder: str, above: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each file of a folder and of those in it, with the names that lead to it."""
    with os.scandir(folder) as entries:
        ordered = sorted(entries, key=lambda entry: entry.name)
    for entry in ordered:
        if _is_ignored(entry.name) or (not above and entry.name == CONTENT):
            continue
        if os.path.isdir(entry.path):  # False also for a link to itself, which is_dir() raises
            if len(above) == MAX_DEPTH:
                raise AnsibleActionFail(
                    f"{os.path.join(src, *above, entry.name)}: more than {MAX_DEPTH} folders inside one another. Does a"
                    " link lead back to a folder above?"
                )
            yield from _walk(src, entry.path, (*above, entry.name))
        else:
            yield entry.path, (*above, entry.name)


def _is_ignored(name: str) -> bool:
    is_readme = os.path.splitext(name)[0].upper() == "README"
    return name.startswith((".", "#")) or name.endswith("~") or is_readme or name.casefold() in LITTER
