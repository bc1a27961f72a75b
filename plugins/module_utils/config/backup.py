# SPDX-License-Identifier: GPL-3.0-or-later
"""What objects were before a run: a folder of files that undoes the run when it is applied."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from .live.lists import LiveLists
from .model.content import file_names
from .model.kinds.nested import back_object, shown_object
from .model.resource import Resource
from .model.values import JSON
from .planning.action import CREATE, DELETE, KEEP, Action
from .planning.identities import Identities
from .planning.plan import Plan
from .writing.folder import File, Folder
from .writing.formats import files_of

README: Final = "README.md"
_ABOUT: Final = """# A backup

The objects of the organization {organization}, as they were before a run of Ansible changed them. To undo the run,
apply this folder:

```yaml
- name: Undo
  webex.contact_center.wxcc_config:
    src: {folder}
```

Objects that the run created have `state: absent`. An object that the run deleted comes back with a new id.
`max_deletes` also holds for the undo.
"""
_SECRETS: Final = "\nSecrets are not in the backup. Enter these again:\n\n{lines}\n"


def backup_folder(dir_path: str, organization: str, now: float) -> str:
    """Return the path of a new folder, which has the organization and the time in its name."""
    stem = f"{organization}_{time.strftime('%Y-%m-%dT%H-%M-%SZ', time.gmtime(now))}"
    path, number = Path(dir_path) / stem, 1
    while path.exists():
        number += 1
        path = Path(dir_path) / f"{stem}_{number}"
    return str(path)


class Backup:
    """Collects the objects of a plan as they are, and writes them; `warnings` names the secrets that it cannot hold."""

    def __init__(self, plan: Plan, identities: Identities, live: LiveLists) -> None:
        self._identities = identities
        self._live = live
        self._files: dict[str, File] = {}
        self._secrets: list[str] = []
        self.records = {part.resource.family: list(self._of(part.resource, part.actions)) for part in plan.families}

    @property
    def warnings(self) -> list[str]:
        """The secrets that must be entered again after the run is undone."""
        lines = "; ".join(self._secrets)
        return [f"backup: secrets are not in it, so enter them again if you undo this run: {lines}"] if lines else []

    def write(self, folder: str, organization: str) -> None:
        """Write the folder; FileError or UserError where that is not possible."""
        texts = files_of(self.records, "yaml")
        texts[README] = _ABOUT.format(organization=organization, folder=folder)
        if self._secrets:
            texts[README] += _SECRETS.format(lines="\n".join(f"- {line}" for line in self._secrets))
        files = {path: File("", text.encode()) for path, text in texts.items()}
        Folder(folder, files | self._files).write()

    def _of(self, resource: Resource, actions: tuple[Action, ...]) -> Iterator[JSON]:
        doomed = [str(action.id) for action in actions if action.kind == DELETE]
        whole = self._live.whole(resource, doomed) if doomed and self._live.hidden(resource) else {}
        for action in actions:
            if action.kind == KEEP:
                continue
            if action.kind == CREATE:
                yield self._key(action) | {"state": "absent"}
                continue
            body = whole.get(str(action.id), action.live or {})
            yield self._deleted(action, body) if action.kind == DELETE else self._changed(action, body)

    def _key(self, action: Action) -> JSON:
        return shown_object(action.resource.key_fields, action.values, self._identities.after)

    def _deleted(self, action: Action, body: JSON) -> JSON:
        resource = action.resource
        self._secrets += [f"{action.title}: {field.name}" for field in resource.fields if field.secret]
        return self._with_file(action, body, shown_object(resource.fields, body, self._identities.before))

    def _changed(self, action: Action, body: JSON) -> JSON:
        resource = action.resource
        written = [field for field in resource.fields if field.secret and field.api_name in action.values]
        self._secrets += [f"{action.title}: {field.name}" for field in written]
        options = back_object(resource.fields, body, action.over(body), self._identities.before)
        content = resource.content
        if content and content.field in action.values:
            options = self._with_file(action, body, options)
        return {"id": action.id, **options}

    def _with_file(self, action: Action, body: JSON, options: JSON) -> JSON:
        """Return options with the path of the file that the service keeps beside the fields, which is kept as well."""
        content = action.resource.content
        if content is None or not content.blob:
            return options
        kept = {name: value for name, value in options.items() if name != action.resource.by_api[content.field].name}
        data = self._live.contents.of(action.resource, body)
        if data is None:
            return kept
        path = file_names(action.resource.family, content, [(str(action.id), action.old_name)])[str(action.id)]
        while path in self._files:
            stem, dot, ending = path.rpartition(".")
            path = f"{stem}_{dot}{ending}"
        self._files[path] = File("", data)
        return kept | {content.option: path}
