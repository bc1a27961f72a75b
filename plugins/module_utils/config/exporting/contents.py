# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of exported objects, such as audio, kept on disk until the folder is written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Final

from ...api.client import Client
from ...api.http.errors import WxccError, is_refusal
from ..live.contents import LiveContents
from ..model import flow_document
from ..model.content import file_names
from ..model.kinds.kind import Names
from ..model.resource import Resource
from ..model.values import JSON
from ..writing.folder import File

NO_FILE: Final = "the service has no file of this object"
NO_JSON: Final = "the service has a text that is not JSON"


class Contents:
    """Reads the files of objects in parallel, into a folder for temporary files.

    So memory never holds more of them than there are parallel requests.
    """

    def __init__(self, client: Client, live: LiveContents, names: Names, folder: str) -> None:
        """Take the `names` of all objects, which replace ids in documents."""
        self._client = client
        self._names = names
        self._live = live
        self._folder = Path(folder)
        self.files: dict[str, File] = {}
        self._tags: dict[str, JSON] = {}  # of documents that were read for what is named inside, by id

    def keep(self, resource: Resource, rows: Iterable[JSON], bodies: Mapping[str, JSON]) -> dict[str, tuple[str, str]]:
        """Read the files of whole objects; returns for each id the path inside the folder, and why there is no file.

        `rows` are all objects of the family, so that an object keeps its path whichever others are exported.
        """
        content = resource.content
        if content is None:
            return {}
        key = resource.name_field.api_name
        paths = file_names(resource.family, content, [(row["id"], str(row.get(key) or "")) for row in rows])
        found = self._client.parallel([partial(self._read, resource, body) for body in bodies.values()])
        kept = {}
        for object_id, why in zip(bodies, found, strict=True):
            if isinstance(why, WxccError):
                if not is_refusal(why):
                    raise why
                why = str(why)
            path = paths[object_id]
            kept[object_id] = (path, why)
            if not why:
                self.files[path] = File(resource.family, self._place(resource, object_id))
        return kept

    def with_tags(self, resource: Resource, bodies: Mapping[str, JSON]) -> Mapping[str, JSON]:
        """Return objects by id; documents with the tags of the version that is exported."""
        if resource.content and resource.content.tags:
            self.texts(resource, bodies)
        return {object_id: {**body, **self._tags.get(object_id, {})} for object_id, body in bodies.items()}

    def texts(self, resource: Resource, bodies: Mapping[str, JSON]) -> set[str]:
        """Return the texts inside of those documents that were not read before."""
        content, texts = resource.content, set[str]()
        if content is None:
            return texts
        new = [body for object_id, body in bodies.items() if object_id not in self._tags]
        for object_id, found in self._live.all_beside(resource, new).items():
            self._tags[object_id] = {content.tags: found[content.tags]}
            texts |= flow_document.texts(found[content.field])
        return texts

    def _read(self, resource: Resource, body: JSON) -> str:
        """Store the file of an object, or return why there is none."""
        data = self._live.of(resource, body, self._names)
        if data is None:
            return NO_FILE
        if resource.content and not resource.content.blob and not _is_json(data):
            return NO_JSON
        self._place(resource, body["id"]).write_bytes(data)
        return ""

    def _place(self, resource: Resource, object_id: str) -> Path:
        return self._folder / f"{resource.family.replace('/', '_')}-{object_id}"


def _is_json(data: bytes) -> bool:
    try:
        return isinstance(json.loads(data), dict | list)
    except (ValueError, RecursionError):
        return False
