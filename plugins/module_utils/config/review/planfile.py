# SPDX-License-Identifier: GPL-3.0-or-later
"""A plan as a file that is reviewed and then applied: the plan, what it was made of, and a digest over all of it.

The file is JSON (FORMAT 1, described by `docs/schemas/plan.json`), made here and nowhere else:

    format        1; a reader refuses any other
    collection    the version of the collection that made the plan
    organization  the id of the organization
    source        what the plan was made of:
      name        how the task wrote it, such as `orgs/acme`; empty for options of the task
      path        the same relative to the folder of the playbook; empty for options of the task
      form        `folder`, `csv`, `yaml`, `json`, or the form of options (`items`, `objects`, `options`)
      type        the option `type`, null where none was given
      files       the SHA-256 of each file, by its path inside the folder, also of those that records name
    counts        how many objects of each family are created, updated, deleted and unchanged
    references    what refers to an object that is deleted, renamed or switched off: by family, then by id, texts
    plan          the plan itself, see `planning/documents/document.py`
    digest        SHA-256 of all the rest

A plan holds no secrets: their places are marked, and the source gives them when the plan is applied.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Final

from ...mistakes import UserError
from ..model.catalog.table import CATALOG
from ..model.values import JSON
from ..planning.action import CREATE, DELETE, KEEP, UPDATE, Action
from ..planning.documents.document import from_document, to_document
from ..planning.plan import Plan
from ..source.parse import FOLDER
from ..source.templates import RENDERED

FORMAT: Final = 1
KINDS: Final = (CREATE, UPDATE, DELETE, KEEP)
AGAIN: Final = "Make a new plan"
SHOWN_FILES: Final = 10
TEMPLATES: Final = "the text of the rendered templates"
"""The entry among the files for the results of their templates."""


@dataclass(frozen=True)
class Source:
    """The source of a plan. `files` has the SHA-256 of each by its name, `path` leads there from the playbook."""

    name: str
    path: str
    form: str
    type: str | None
    files: Mapping[str, str]


@dataclass(frozen=True)
class Origin:
    """Where a plan comes from, or is applied: version of the collection, id of the organization, and the source."""

    collection: str
    organization: str
    source: Source


def source_of(
    packed: Mapping[str, Any], contents: Mapping[str, Mapping[str, str]], path: str, family: str | None
) -> Source:
    """Describe a source and the files that its records name, both as packed by the controller."""
    name = str(packed["name"])
    if packed["form"] != FOLDER:
        files = {_file_name(name, packed["form"]): _sha256(packed["text"])}
    else:
        files = {_inside(name, file["name"]): _sha256(file["text"]) for file in packed["files"]}
    if values := packed.get(RENDERED):
        files[TEMPLATES] = _sha256(json.dumps(values, sort_keys=True))
    files |= {file: fact["sha256"] for file, fact in contents.items() if "sha256" in fact}
    return Source(name, path, packed["form"], family, files)


def _inside(folder: str, name: str) -> str:
    return name.removeprefix(folder).lstrip("/")


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def written(plan: Plan, origin: Origin, references: Mapping[Action, tuple[str, ...]]) -> str:
    """Return the text of the file."""
    source = origin.source
    document: JSON = {
        "format": FORMAT,
        "collection": origin.collection,
        "organization": origin.organization,
        "source": {
            "name": source.name,
            "path": source.path,
            "form": source.form,
            "type": source.type,
            "files": dict(sorted(source.files.items())),
        },
        "counts": {part.resource.family: _counts(part.actions) for part in plan.families},
        "references": _by_family(references),
        "plan": to_document(plan),
    }
    return json.dumps({**document, "digest": _digest(document)}, indent=1, ensure_ascii=False) + "\n"


def read(text: str, name: str, origin: Origin) -> Plan:
    """Return the plan of a file that was made here, of this source, for this organization, and not changed since.

    UserError says what does not fit. Whether live objects moved is not known here.
    """
    document = opened(text, name)
    if document["collection"] != origin.collection:
        raise UserError(
            f"{name}: version {document['collection']} of the collection made this plan, and this is version"
            f" {origin.collection}. {AGAIN}"
        )
    if document["organization"] != origin.organization:
        raise UserError(
            f"{name}: the plan was made for the organization {document['organization']}, and this task speaks for"
            f" {origin.organization}. {AGAIN}, or give the access of the other organization"
        )
    if moved := _moved(_under_name(document["source"], origin.source), origin.source.files):
        raise UserError(f"{name}: the source changed since the plan was made: {moved}. {AGAIN}")
    return from_document(document["plan"], CATALOG)


def opened(text: str, name: str) -> JSON:
    """Return the content of a file that is a plan and was not changed by hand; UserError says what is wrong."""
    try:
        document = json.loads(text)
    except ValueError:
        document = None
    if not isinstance(document, dict) or "format" not in document:
        raise UserError(f"{name}: not a plan. Give the JSON file that plan_dest wrote")
    if document["format"] != FORMAT:
        raise UserError(f"{name}: the plan has format {document['format']}; only {FORMAT} can be read. {AGAIN}")
    digest = document.pop("digest", None)
    if digest != _digest(document):
        raise UserError(f"{name}: the plan was changed after it was made, so it cannot be trusted. {AGAIN}")
    return document


def _digest(document: JSON) -> str:
    return _sha256(json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":")))


def _under_name(planned: Mapping[str, Any], now: Source) -> Mapping[str, str]:
    """Return the files of a plan; a source that is one file is known by the name that it has now."""
    files: dict[str, str] = dict(planned["files"])
    if FOLDER not in (planned["form"], now.form):
        name = _file_name(str(planned["name"]), str(planned["form"]))
        if name in files:
            files[_file_name(now.name, now.form)] = files.pop(name)
    return files


def _file_name(name: str, form: str) -> str:
    """Return how a source that is one file is called among the files of a plan."""
    return PurePosixPath(name).name or form


def _moved(planned: Mapping[str, str], now: Mapping[str, str]) -> str:
    """Return which files have changed."""
    changes = [
        *(f"{file} has other content" for file in planned if file in now and planned[file] != now[file]),
        *(f"{file} is new" for file in now if file not in planned),
        *(f"{file} is gone" for file in planned if file not in now),
    ]
    rest = [f"and {len(changes) - SHOWN_FILES} more"] if len(changes) > SHOWN_FILES else []
    return ", ".join([*changes[:SHOWN_FILES], *rest])


def _counts(actions: tuple[Action, ...]) -> dict[str, int]:
    kinds = Counter(action.kind for action in actions)
    return {kind: kinds[kind] for kind in KINDS}


def _by_family(references: Mapping[Action, tuple[str, ...]]) -> dict[str, dict[str, list[str]]]:
    named: dict[str, dict[str, list[str]]] = {}
    for action, texts in references.items():
        named.setdefault(action.resource.family, {})[str(action.id)] = list(texts)
    return named
