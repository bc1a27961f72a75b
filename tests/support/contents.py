# SPDX-License-Identifier: GPL-3.0-or-later
"""Files beside records, as the controller finds them for the module."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG
from support.flows import hello
from support.simulator import Row

WAV = bytes.fromhex("524946462600000057415645666d74201200000007000100401f0000401f0000010008000000") + b"data\0\0\0\0"
"""Audio without a sound."""
LAYOUT = json.dumps({"agent": {"area": {}}}).encode()

OBJECTS = [family for family, resource in CATALOG.items() if not resource.paths.has_documents]
"""The families whose objects are fields, of which the simulator has a file each; flows are whole documents."""


def contents_in(folder: Path, files: Mapping[str, bytes]) -> dict[str, Any]:
    """Write files into a folder, and say of them what the module has to know."""
    found = {}
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        found[name] = {"path": str(path), "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    return found


@cache
def _samples() -> tuple[Any, dict[str, Any]]:
    folder = tempfile.TemporaryDirectory(prefix="wxcc-content-")
    files = {sample_path(family): _data(family) for family, resource in CATALOG.items() if resource.content}
    return folder, contents_in(Path(folder.name), files)


def _data(family: str) -> bytes:
    resource = CATALOG[family]
    if resource.paths.has_documents:
        return json.dumps(hello()).encode()
    return WAV if resource.beside else LAYOUT


def sample_path(family: str) -> str:
    """The path of the sample for a family."""
    content = CATALOG[family].content
    assert content is not None
    return f"files/{family.replace('-', '_')}/sample{content.ending}"


def sample_contents() -> dict[str, Any]:
    """One file for each family whose objects have any."""
    return _samples()[1]


def with_file(family: str, record: Row) -> Row:
    """A record with its file, where objects of the family cannot be created without one."""
    return {"file": sample_path(family), **record} if CATALOG[family].beside else record
