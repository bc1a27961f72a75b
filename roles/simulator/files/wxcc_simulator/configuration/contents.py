# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects that have a file beside their fields, sent together as the parts of a form."""

from __future__ import annotations

import re
from typing import Any

from wxcc_simulator.configuration.collection import Collection
from wxcc_simulator.families.family import Content, Object
from wxcc_simulator.families.registry import FAMILIES
from wxcc_simulator.families.store import Store
from wxcc_simulator.wire.sent import Part, read_json

SILENCE = (
    bytes.fromhex("524946462600000057415645666d74201200000007000100401f0000401f0000010008000000") + b"data\0\0\0\0"
)
"""A WAV file without a sound, for files that the control room or the seed made."""


def create(collection: Collection, content: Content, parts: dict[str, Part]) -> Object:
    """Add an object with its file."""
    fields, file = _read(collection, content, parts)
    item = collection.create(fields)
    collection.org.blobs[item[content.id_field]] = file
    return item


def replace(collection: Collection, content: Content, object_id: str, parts: dict[str, Part]) -> Object:
    """Replace the fields and the file; the id of the file stays."""
    live = collection.find(object_id)
    fields, file = _read(collection, content, parts)
    if isinstance(fields, dict) and fields.get(content.id_field) != live[content.id_field]:
        raise collection.refusal(400, f"{content.id_field}: invalid value")
    item = collection.replace(object_id, fields)
    collection.org.blobs[item[content.id_field]] = file
    return item


def _read(collection: Collection, content: Content, parts: dict[str, Part]) -> tuple[Any, bytes]:
    missing = [name for name in (content.info, content.file) if name not in parts]
    if missing:
        raise collection.refusal(400, f"{missing[0]}: this part is required")
    if not re.fullmatch(r"application/json(;.*)?", parts[content.info].media_type):
        raise collection.refusal(415, f"{content.info}: the part must be application/json")
    try:
        return read_json(parts[content.info].body), parts[content.file].body
    except ValueError as problem:
        raise collection.refusal(400, f"{content.info}: cannot be read as JSON: {problem}") from None


def is_known(store: Store, blob_id: str) -> bool:
    """Whether a file with this id is there: the file of an object that is not deleted."""
    return any(
        item.get(family.content.id_field) == blob_id
        for family in FAMILIES.values()
        if family.content
        for item in store.all(family.name)
    )
