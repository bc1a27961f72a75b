# SPDX-License-Identifier: GPL-3.0-or-later
"""The controller's half of `plan` and `plan_dest`: the file of a plan, and the place of its source."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from ansible.errors import AnsibleActionFail

from ..module_utils.config.source.parse import FOLDER, FORMS
from . import packing

OPTIONS: Final = ("plan", "plan_dest", "findings_dest")
WRITTEN: Final = ("plan_dest", "findings_dest")
ROOT: Final = Path(__file__).parents[2]
VERSION: Final = re.compile(r"^version: *[\"']?([^\s\"'#]+)", re.MULTILINE)

Find = Callable[[str, str], str]
Read = Callable[[str], tuple[bytes, bool]]


class Plans:
    """The options of a task about plans; `folder` is that of the playbook, `find` and `read` are Ansible's."""

    def __init__(self, given: Mapping[str, Any], folder: str, find: Find, read: Read) -> None:
        self._given = given
        self._folder = folder
        self._find = find
        self._read = read
        self._text = packing.text_of(given["plan"], "plan", find, read) if "plan" in given else None

    def handed(self, *, is_local: bool) -> dict[str, str]:
        """Return the hidden option for the module, if it needs one, and where it writes files.

        On this host, a relative path starts from the folder of the playbook, wherever the module runs.
        """
        if not any(option in self._given for option in OPTIONS):
            return {}
        known: dict[str, Any] = {"collection": version(), "path": self._path(self._folder), "here": self._path()}
        if self._text is not None:
            known |= {"text": self._text, "type": self.type}
        dests = {option: self._given[option] for option in WRITTEN if option in self._given and is_local}
        places = {
            option: os.path.join(self._folder, os.path.expanduser(dest)) if isinstance(dest, str) else dest
            for option, dest in dests.items()
        }
        return {"_plan": json.dumps(known), **places}

    def source(self) -> tuple[str, Find, str | None]:
        """Return the source that a plan names, for a task that only gives the plan: its name, path and form."""
        plan, source = self._given["plan"], self._source()
        path, name, form = (source.get(key) for key in ("path", "name", "form"))
        if form not in (FOLDER, *FORMS.values()) or not isinstance(path, str) or not isinstance(name, str):
            raise AnsibleActionFail(f"{plan}: options of a task made the plan. Give the same options beside plan")
        place = os.path.normpath(os.path.join(self._folder, path))
        if not os.path.exists(place):
            raise AnsibleActionFail(f"{plan}: its source is missing: there is no {place}. Give its new place as src")
        return name, lambda _folder, _name: place, None if form == FOLDER else form

    @property
    def type(self) -> str | None:
        """The family that the plan names for all records; None where it names none, or there is no plan."""
        return None if self._text is None else self._source().get("type")

    def _source(self) -> dict[str, Any]:
        try:
            source = json.loads(self._text or "")["source"]
        except (ValueError, LookupError, TypeError):
            source = None
        if not isinstance(source, dict):
            raise AnsibleActionFail(f"{self._given['plan']}: not a plan. Give the JSON file that plan_dest wrote")
        return source

    def _path(self, start: str = os.curdir) -> str:
        """Return the path of the source, relative to a folder; empty where it is not a file."""
        return os.path.relpath(self._find("files", self._given["src"]), start) if "src" in self._given else ""


def for_second_run(arguments: dict[str, Any], first: Mapping[str, Any]) -> None:
    """Make a second run of the task keep the plan files of the first one, and continue from there."""
    if "plan_file" in first:
        arguments.pop("plan_dest", None)
    if "_plan" in arguments:
        arguments["_plan"] = json.dumps({**json.loads(arguments["_plan"]), "is_second_run": True})


@cache
def version() -> str:
    """Return the version of this collection: from its manifest where it is installed, else from galaxy.yml."""
    manifest = ROOT / "MANIFEST.json"
    if manifest.is_file():
        return str(json.loads(manifest.read_text(encoding="utf-8"))["collection_info"]["version"])
    found = VERSION.search((ROOT / "galaxy.yml").read_text(encoding="utf-8"))
    return found[1] if found else ""
