# SPDX-License-Identifier: GPL-3.0-or-later
"""The files that live objects have beside their fields."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from ...api.client import Client
from ...api.http.errors import BadAnswer, NotFound
from ...api.http.workers import succeeded
from ..model.content import Content
from ..model.kinds.contents import file_kind
from ..model.kinds.kind import Names
from ..model.resource import Resource
from ..model.values import JSON


class LiveContents:
    """Reads the files of live objects. Their bytes are not kept, because there may be many."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def of(self, resource: Resource, body: Mapping[str, Any], names: Names | None = None) -> bytes | None:
        """Return what a file beside the records holds to make this object, of which `body` is whole; None for none.

        JSON that the service keeps as a text is laid out for people, the same for the same data. With `names`, the ids
        inside of a document that lead to objects are names.
        """
        content = resource.content
        if content is None:
            return None
        if not (content.blob or resource.paths.has_documents):
            text = body.get(content.field)
            return None if text is None else _laid_out(str(text))
        data = self._bytes(resource, content, body)
        if data is None or not names:
            return data
        return file_kind(resource.by_api[content.field].kind).filed(data, names)

    def all_beside(self, resource: Resource, rows: Iterable[JSON]) -> dict[str, JSON]:
        """Return by id the values of the fields that stand for the files of objects."""
        rows = list(rows)
        found = succeeded(self._client.parallel([partial(self._found, resource, row) for row in rows]))
        return {row["id"]: one for row, one in zip(rows, found, strict=True)}

    def beside(self, resource: Resource, body: JSON) -> JSON:
        """Return an object with the values of the fields that stand for its file."""
        return {**body, **self._found(resource, body)}

    def _found(self, resource: Resource, body: Mapping[str, Any]) -> JSON:
        content = resource.content
        if content is None:
            return {}
        value = self._value(resource, content, self._bytes(resource, content, body))
        if not content.tags:
            return {content.field: value}
        return {content.field: value, content.tags: self._tags(resource, content, body, value)}

    def _tags(self, resource: Resource, content: Content, body: Mapping[str, Any], draft: Any) -> list[str]:
        """Return the tags of the versions that are the same as the draft."""
        versions: dict[str, list[str]] = {}
        for tag in body.get("tags") or ():
            versions.setdefault(str(tag.get("flowVersionId")), []).append(str(tag.get("id")))
        same: list[str] = []
        for version, tags in versions.items():
            if self._value(resource, content, self._bytes(resource, content, body, version)) == draft:
                same += tags
        return sorted(same)

    def _value(self, resource: Resource, content: Content, data: bytes | None) -> Any:
        if data is None:
            return None
        try:
            value = file_kind(resource.by_api[content.field].kind).live(data)
        except ValueError:
            value = None
        if value is None:
            raise BadAnswer(f"the answer is not the file of a {resource.label}")
        return value

    def _bytes(
        self, resource: Resource, content: Content, body: Mapping[str, Any], version: str = "draft"
    ) -> bytes | None:
        params: dict[str, str] | None = None
        if resource.paths.has_documents:
            path, params = resource.path("export", body), {**resource.paths.params, "version": version}
        else:
            path = content.path_of(body)
        try:
            return self._client.get_bytes(self._client.path(*path), params) if path else None
        except NotFound:
            return None


def _laid_out(text: str) -> bytes:
    """Write JSON as a file has it; a text that is not JSON stays as it is."""
    try:
        data = json.loads(text)
    except ValueError:
        return text.encode()
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()
