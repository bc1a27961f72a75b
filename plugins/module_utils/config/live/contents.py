# SPDX-License-Identifier: GPL-3.0-or-later
"""The files that live objects have beside their fields."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from ...api.client import Client
from ...api.http.errors import NotFound
from ...api.http.workers import succeeded
from ..model.content import digest
from ..model.resource import Resource
from ..model.values import JSON


class LiveContents:
    """Reads the files of live objects. Their bytes are kept by nobody here, since there may be many of them."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def of(self, resource: Resource, body: Mapping[str, Any]) -> bytes | None:
        """Return what a file beside the records holds to make this object, of which `body` is whole; None for none.

        JSON that the service keeps as a text is laid out for people, the same for the same data.
        """
        content = resource.content
        if content is None:
            return None
        if not content.blob:
            text = body.get(content.field)
            return None if text is None else _laid_out(str(text))
        path = content.path_of(body)
        try:
            return self._client.get_bytes(self._client.path(*path)) if path else None
        except NotFound:
            return None

    def digests(self, resource: Resource, rows: Iterable[JSON]) -> dict[str, str | None]:
        """Return the digests of the files of objects by id, read side by side; None for an object without a file."""
        rows = list(rows)
        digests = succeeded(self._client.parallel([partial(self._digest, resource, row) for row in rows]))
        return {row["id"]: one for row, one in zip(rows, digests, strict=True)}

    def beside(self, resource: Resource, body: JSON) -> JSON:
        """Return an object with the digest of its file in the field that stands for it."""
        if resource.content is None:
            return body
        return {**body, resource.content.field: self._digest(resource, body)}

    def _digest(self, resource: Resource, body: Mapping[str, Any]) -> str | None:
        data = self.of(resource, body)
        return None if data is None else digest(data)


def _laid_out(text: str) -> bytes:
    """Write JSON as a file has it; a text that is not JSON stays as it is."""
    try:
        data = json.loads(text)
    except ValueError:
        return text.encode()
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()
