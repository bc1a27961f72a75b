# SPDX-License-Identifier: GPL-3.0-or-later
"""Desired state on its way to the module, and the answer on its way back.

Each is one JSON text, because Ansible handles nested values one by one, which takes seconds per thousand objects.
"""

from __future__ import annotations

import datetime
import json
import math
import os
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from ansible.errors import AnsibleActionFail, AnsibleError, AnsibleFileNotFound

from ..module_utils.config.source.parse import FOLDER, FORMS, MAX_BYTES, Problem, SourceError, decode, form_of
from .folders import RecordFile, record_files

OpenVaults = Callable[[str, str], Sequence[str]]
"""Returns the decrypted `!vault` values of a YAML text with a name, in their order."""


def no_vaults(_text: str, _name: str) -> Sequence[str]:
    """Decrypt nothing."""
    return ()


def packed(name: str, form: str, text: str) -> str:
    """Pack a source for the module's hidden option `_source`; `name` is its name in messages."""
    return json.dumps(_part(name, form, text, no_vaults))


def _part(name: str, form: str, text: str, open_vaults: OpenVaults) -> dict[str, Any]:
    """Return a text with its name and form, and for YAML also its decrypted `!vault` values."""
    values = open_vaults(text, name) if form == "yaml" else ()
    return {"name": name, "form": form, "text": text, **({"vaulted": values} if values else {})}


def unpacked(result: Mapping[str, Any]) -> dict[str, Any]:
    """Return a module's result with its rows, which came as one text."""
    rest = {key: value for key, value in result.items() if key != "_answer"}
    return {**json.loads(result["_answer"]), **rest} if "_answer" in result else rest


def from_value(name: str, form: str, value: Any) -> str:
    """Pack a value of the task's arguments with its types, so that the module can tell the number 7 from "7"."""
    return packed(name, form, json.dumps(plain(value, name)))


def from_file(
    src: Any,
    find: Callable[[str, str], str],
    read: Callable[[str], tuple[bytes, bool]],
    form: str | None = None,
    *,
    takes_folder: bool = False,
    open_vaults: OpenVaults = no_vaults,
) -> str:
    """Pack a file of the controller, or a folder of files where that is allowed.

    `find` and `read` are Ansible's: a role's or playbook's files, vault opened. The file's name decides its form
    unless the caller does.
    """
    if not isinstance(src, str) or not src:
        raise AnsibleActionFail(f"src: {json.dumps(src, default=str)} is not the path of a file")
    with _as_action_error(src):
        path = find("files", src)
        status = os.stat(path)
        if takes_folder and stat.S_ISDIR(status.st_mode):
            return _packed_folder(src, path, read, open_vaults)
        form = _checked(src, status, form or form_of(src))
        return json.dumps(_part(src, form, decode(bytes(read(path)[0]), src), open_vaults))


def text_of(path: Any, option: str, find: Callable[[str, str], str], read: Callable[[str], tuple[bytes, bool]]) -> str:
    """Return the text of a file that an option names; Ansible finds and decrypts it."""
    if not isinstance(path, str):
        raise AnsibleActionFail(f"{option}: {json.dumps(path, default=str)} is not the path of a file")
    with _as_action_error(path):
        return decode(bytes(read(find("files", path))[0]), path)


def _packed_folder(src: str, path: str, read: Callable[[str], tuple[bytes, bool]], open_vaults: OpenVaults) -> str:
    """Pack a folder for `_source`: form `folder`, and its `files`, each with name, form, text and family.

    A file that cannot be read has `problems` instead of a text, so that the module reports those of all files.
    """
    files = [_packed_file(file, read, open_vaults) for file in record_files(src, path)]
    return json.dumps({"name": src, "form": FOLDER, "files": files})


def _packed_file(
    file: RecordFile, read: Callable[[str], tuple[bytes, bool]], open_vaults: OpenVaults
) -> dict[str, Any]:
    try:
        if file.problem:
            raise SourceError([Problem(file.name, file.problem)])
        with _as_source_error(file.name):
            text = decode(bytes(read(file.path)[0]), file.name)
            return {**_part(file.name, file.form, text, open_vaults), "family": file.family}
    except SourceError as error:
        return {"name": file.name, "problems": [(problem.where, problem.what) for problem in error.problems]}


@contextmanager
def _as_action_error(src: str) -> Iterator[None]:
    """Turn errors of a source into a message that begins with its name."""
    try:
        with _as_source_error(src):
            yield
    except SourceError as error:
        raise AnsibleActionFail(str(error)) from None


@contextmanager
def _as_source_error(name: str) -> Iterator[None]:
    """Turn errors of a file into a SourceError, unless they have a message already."""
    try:
        yield
    except OSError as error:
        raise SourceError([Problem(name, f"cannot be read: {error.strerror}")]) from None
    except AnsibleFileNotFound as error:
        searched = ", ".join(dict.fromkeys(error.paths or ()))
        where = f"; looked for {searched}" if searched else ""
        raise SourceError([Problem(name, f"there is no such file{where}")]) from None
    except AnsibleActionFail:
        raise
    except AnsibleError as error:
        raise SourceError([Problem(name, str(error.message))]) from None


def _checked(src: str, status: os.stat_result, form: str | None) -> str:
    """Return the form of a file; AnsibleActionFail says why another one cannot be read."""
    if stat.S_ISDIR(status.st_mode):
        raise AnsibleActionFail(f"{src}: is a directory; src takes one file")
    if not stat.S_ISREG(status.st_mode):
        raise AnsibleActionFail(f"{src}: is not a regular file")
    if form is None:
        raise AnsibleActionFail(f"{src}: the name does not say what the file is; endings are {', '.join(FORMS)}")
    if status.st_size > MAX_BYTES:
        raise AnsibleActionFail(f"{src}: the file has {status.st_size:,} bytes, {MAX_BYTES:,} are allowed; split it")
    return form


def plain(value: Any, where: str) -> Any:
    """Rebuild a value from JSON's types; any other type is an error instead of silently becoming a text."""
    if getattr(value, "__ENCRYPTED__", False):
        return str(value)
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str):
                raise AnsibleActionFail(f'{where}: the key {key} is not text; write it in quotes: "{key}"')
        return {key: plain(item, f"{where}.{key}" if where else key) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item, f"{where}[{index}]") for index, item in enumerate(value)]
    if value is None or isinstance(value, str | bool | int) or (isinstance(value, float) and math.isfinite(value)):
        return value
    what = "a date" if isinstance(value, datetime.date) else "neither text nor a finite number, a list or a mapping"
    raise AnsibleActionFail(f'{where}: {value} is {what}; if it is meant as text, write it in quotes: "{value}"')
