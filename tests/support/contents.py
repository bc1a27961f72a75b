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
from support.simulator import Row

WAV = bytes.fromhex("524946462600000057415645666d74201200000007000100401f0000401f0000010008000000") + b"data\0\0\0\0"
"""Audio without a sound."""
LAYOUT = json.dumps({"agent": {"area": {}}}).encode()


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
    data = {".wav": WAV, ".json": LAYOUT}
    files = {f"files/{family.replace('-', '_')}/sample{ending}": data[ending] for family, ending in _endings().items()}
    return folder, contents_in(Path(folder.name), files)


def _endings() -> dict[str, str]:
    return {family: resource.content.ending for family, resource in CATALOG.items() if resource.content}


def sample_contents() -> dict[str, Any]:
    """One file for each family whose objects have any."""
    return _samples()[1]


def with_file(family: str, record: Row) -> Row:
    """A record with its file, where objects of the family cannot be created without one."""
    resource = CATALOG[family]
    if not resource.beside:
        return record
    return {"file": f"files/{family.replace('-', '_')}/sample{_endings()[family]}", **record}
