# SPDX-License-Identifier: GPL-3.0-or-later
"""Send files of objects: beside the fields, or as the whole object, which is imported and published with tags."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ....api.client import Client
from ....api.http.errors import OutcomeUnknown, WxccError
from ....api.http.forms import JSON_TYPE, Form
from ....mistakes import UserError
from ...live.contents import LiveContents
from ...model.content import Content, FileContent
from ...model.values import JSON
from ...planning.action import CREATE, Action
from ..outcome import Outcome
from ..payload import Payloads


class Documents:
    """Sends files. Each request of a document may be repeated: the same file, the same tags."""

    def __init__(self, client: Client, payloads: Payloads) -> None:
        self._client = client
        self._payloads = payloads

    def send(self, action: Action) -> Outcome:
        """Import the file if it differs, and move the tags of the record.

        A new object whose file refers to one that needs it first is imported without that reference. The whole file
        follows with its links.
        """
        resource, content = action.resource, action.resource.content
        if content is None:
            raise TypeError(f"{resource.family}: its objects are not documents")
        values = self._payloads.resolved(resource, action.managed)
        document = values[content.field] if content.field in action.values else self._preliminary(action, content)
        object_id = str(action.id) if document is None else self._imported(action, content, document)
        if values.get(content.tags) and content.tags in action.values:
            try:
                self._publish(action, object_id, content, values)
            except WxccError as error:
                return replace(Outcome.of_error(error), id=object_id, is_partly_done=document is not None)
        return Outcome(object_id)

    def _preliminary(self, action: Action, content: Content) -> JSON | None:
        """Return the file that comes with the links of a new object, without the ids that are not known yet."""
        if action.kind != CREATE or content.field not in action.links:
            return None
        given = {content.field: action.links[content.field]}
        placed = action.resource.placed(given, lambda _family, target, _path: self._payloads.id_of(target) or "")
        document: JSON = placed[content.field]
        return document

    def form(self, action: Action, body: JSON, live: Mapping[str, Any], contents: LiveContents) -> Form:
        """Make the form of an object with the file of its record, or else with the one that the live object has."""
        resource = action.resource
        field = resource.content.field if resource.content else ""
        desired = action.managed.get(field)
        try:
            data = desired.read() if isinstance(desired, FileContent) else contents.of(resource, live)
        except UserError as error:
            raise WxccError(str(error), never_sent=True) from None
        if data is None:
            option = resource.by_api[field].name
            what = f"{option}: missing; a {resource.label} is always sent together with it"
            raise WxccError(what, never_sent=True)
        return self._payloads.form(action, body, data)

    def _imported(self, action: Action, content: Content, document: JSON) -> str:
        resource = action.resource
        about = {"name": action.old_name, "orgId": self._client.org_id, **resource.paths.params}
        data = json.dumps({**about, **document}, ensure_ascii=False).encode()
        form = Form("", {}, content.option, data, f"{resource.family}{content.ending}", JSON_TYPE)
        params = {**resource.paths.params, "overwrite": "no" if action.kind == CREATE else "yes"}
        answer = self._client.post(self._client.path(*resource.path("imports")), form, params)
        object_id = answer.get("id") if isinstance(answer, dict) else None
        if not object_id:
            raise OutcomeUnknown("the answer does not name the imported object")
        if action.id and object_id != action.id:
            what = f"the service imported it as a new object with the id {object_id}, although one has this name"
            raise WxccError(what)
        return str(object_id)

    def _publish(self, action: Action, object_id: str, content: Content, values: JSON) -> None:
        resource = action.resource
        body = {content.comment: values.get(content.comment) or "", "tagIds": sorted(values[content.tags])}
        params = {**resource.paths.params, **({content.unchecked: "true"} if values.get(content.unchecked) else {})}
        self._client.post(self._client.path(*resource.path("publish", {"id": object_id})), body, params)
