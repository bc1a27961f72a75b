# SPDX-License-Identifier: GPL-3.0-or-later
"""Remove what other tools put around records: lines above a CSV header, the envelope of an answer of the API."""

from __future__ import annotations

import re
from typing import Any, Final

from .records import Node

PREAMBLE: Final = re.compile(r'(?:"?#TYPE [^\n]*(?:\n|\Z))?(?:"?sep=([,;\t])"?(?:\n|\Z))?', re.IGNORECASE)
"""The first lines that PowerShell (`#TYPE`) and Excel (`sep=;`) write."""
ENVELOPES: Final = {
    "data": frozenset({"meta", "links", "pageInfo"}),
    "resources": frozenset({"totalResources", "pageNumber", "pageSize", "rel"}),
}
"""The key under which an answer (a list of version 2, a bulk export) has its objects, and the keys beside it."""
ONE_OBJECT: Final = (
    "this is one object. Put it into a list: [ ] around it in JSON, a line that starts with '- ' in YAML"
)
NOT_ALL: Final = (
    "this is one page of an answer of the API, and others are missing. Save all of them in one list, or let"
    " webex.contact_center.wxcc_config_info list the objects"
)


def entries_of(root: Node) -> tuple[str, Node] | None:
    """Return the key and the list of a saved answer of the API, None for any other mapping."""
    for key, beside in ENVELOPES.items():
        node = root.value.get(key)
        if node is not None and isinstance(node.value, list) and root.value.keys() - {key} <= beside:
            return key, node
    return None


def is_one_page(root: Node) -> bool:
    """Return whether an answer has other pages, whose objects a purge would delete."""
    envelope = root.plain()
    meta = envelope.get("meta")
    meta = meta if isinstance(meta, dict) else {}
    return (
        _number(meta.get("totalPages")) > 1
        or _number(meta.get("page")) > 0
        or _number(envelope.get("pageNumber")) > 0
        or envelope.get("rel") == "next"
    )


def is_one_object(root: Node) -> bool:
    """Return whether a mapping is an object itself, where a mapping from families to lists is expected."""
    return any(key in root.value and isinstance(root.value[key].value, str) for key in ("id", "name"))


def _number(value: Any) -> int:
    return value if isinstance(value, int) else 0
