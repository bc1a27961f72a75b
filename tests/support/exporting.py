# SPDX-License-Identifier: GPL-3.0-or-later
"""Organizations exported into folders, and folders applied, in the process of the test."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ansible_collections.webex.contact_center.plugins.module_utils.config.source.hub.recognize import Sheets
from ansible_collections.webex.contact_center.plugins.module_utils.config.source.hub.translate import translated
from ansible_collections.webex.contact_center.plugins.module_utils.config.source.parse import Document, documents
from ansible_collections.webex.contact_center.plugins.module_utils.module.organization.export import export_folder
from ansible_collections.webex.contact_center.plugins.plugin_utils import contents, packing
from ansible_collections.webex.contact_center.plugins.plugin_utils.templates import with_rendered
from support.engine import Applied, apply
from support.in_process import run_module
from support.project import NO_PACE
from support.simulator import Row, Simulator


def exported(sim: Simulator, dest: Path, *, org: int = 0, **options: Any) -> Row:
    """The result of the module."""
    access = {
        "api_url": sim.url,
        "access_token": sim.orgs[org].access_token,
        "org_id": sim.orgs[org].org_id,
        "requests_per_minute": NO_PACE,
    }
    return packing.unpacked(run_module(export_folder, {**access, "dest": str(dest), **options}))


def applied(
    sim: Simulator, folder: Path, *, src_format: str = "auto", template: bool = False, **options: Any
) -> Applied:
    """What applying a folder does, as a task gives it to the module; with `template`, no text may be one."""
    beside = contents.facts(_packed(folder), None, contents.placer(str(folder), _found), str)
    found = documents_of(folder, src_format, template=template)
    return apply(sim, found, contents=json.loads(beside or "{}"), **options)


def documents_of(folder: Path, src_format: str = "auto", *, template: bool = False) -> list[Document]:
    """What the files of a folder say, in any form; with `template`, any template would become another text."""
    packed = with_rendered(_packed(folder), lambda text: f"rendered {len(text)}") if template else _packed(folder)
    return translated(documents(json.loads(packed)), None, Sheets(src_format))


def _packed(folder: Path) -> str:
    return packing.from_file(str(folder), _found, lambda path: (Path(path).read_bytes(), True), takes_folder=True)


def _found(_kind: str, src: str) -> str:
    return src


def texts_of(folder: Path) -> dict[str, bytes]:
    """The content of every file of a folder, hidden ones too."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
