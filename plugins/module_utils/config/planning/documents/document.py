# SPDX-License-Identifier: GPL-3.0-or-later
"""A plan as JSON, and back.

The document (VERSION 1) is made here and nowhere else:

    version     1; a reader refuses any other
    warnings    texts
    families    in the order of the result, each with `family` and `actions`:
      action    create, update, delete or keep
      id        of the live object, null for a new one
      version   of the live object when it was compared, null where the service gives none
      key       the natural key after the run, by option
      live      the live object as it was compared, only the fields of the catalog
      values    what is written, in the names of the API
      links     what is written apart from `values`: once other objects exist, or before others are deleted
      declared  all that the record says, also what needs no change
      record_id the id that the record gives
      changes   before and after, by option, as a person writes it
      where     file and line of the record
      parked_as a temporary name
      left_out  sentences about what does not exist here
      skipped   whether that is the object itself
      file      the path of the file that the record names, empty for none
    steps       one after the other, each with `family`, `kind` (see `plan.KINDS`) and `numbers` of actions in it

In values, `{"$new": [family, key]}` is the id of an object that the run creates, `{"$clear": true}` the wish that a
field have no value, `{"$secret": true}` a secret, `{"$file": {name, size, sha256}}` a file beside the records and
`{"$content": {size, sha256, references}}` the content of a layout or a flow, which the source gives again, and
`{"$plain": value}` a mapping that looks like one of these but is not. A change of content has texts about both sides,
and `added`, `removed` and the first `lines` of the difference. A plan holds neither tokens nor secrets nor bytes of
files, and of live objects only what the catalog knows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any, Final

from ....mistakes import UserError
from ...desired.desired import Desired
from ...model.content import FileContent
from ...model.resource import Resource
from ...model.values import CLEAR, JSON, NewObject
from ..action import Action
from ..plan import FamilyPlan, Plan, Step
from .contents import Summary, difference_of, with_summaries

VERSION: Final = 1
NEW: Final = "$new"
CLEARED: Final = "$clear"
FILE: Final = "$file"
CONTENT: Final = "$content"
PLAIN: Final = "$plain"
SECRET: Final = "$secret"
MARKS: Final = frozenset({NEW, CLEARED, FILE, CONTENT, PLAIN, SECRET})
SERVER: Final = ("id", "version", "systemDefault")
"""The fields of a live object that a plan keeps besides those of its family."""


def to_document(plan: Plan) -> JSON:
    """Return a plan as JSON types only, with marks for secrets."""
    return {
        "version": VERSION,
        "warnings": list(plan.warnings),
        "families": [
            {"family": part.resource.family, "actions": [_written(action) for action in part.actions]}
            for part in plan.families
        ],
        "steps": [{"family": step.family, "kind": step.kind, "numbers": list(step.numbers)} for step in plan.steps],
    }


def from_document(document: Mapping[str, Any], catalog: Mapping[str, Resource]) -> Plan:
    """Return the plan of a document; UserError if it has another version or an unknown family."""
    if document.get("version") != VERSION:
        raise UserError(f"version: this plan has version {document.get('version')}; only {VERSION} can be read")
    families = []
    for part in document["families"]:
        if part["family"] not in catalog:
            raise UserError(f"families: {part['family']}: unknown family. Known are {', '.join(catalog)}")
        resource = catalog[part["family"]]
        families.append(FamilyPlan(resource, tuple(_read(resource, entry) for entry in part["actions"])))
    steps = tuple(Step(step["family"], step["kind"], tuple(step["numbers"])) for step in document["steps"])
    return Plan(tuple(families), steps, tuple(document["warnings"]))


def _written(action: Action) -> JSON:
    resource, live = action.resource, action.live
    live = None if live is None else resource.without_secrets(live)
    live = None if live is None else with_summaries(resource, live)
    known = {*SERVER, *resource.by_api}
    content = difference_of(action)
    changes = action.changes if content is None else {**action.changes, content.option: content.as_change()}

    def packed(values: JSON) -> JSON:
        values = with_summaries(resource, values)
        secret = {name for name, value in values.items() if any(resource.by_api[name].secrets(value))}
        return {name: {SECRET: True} if name in secret else _packed(value) for name, value in values.items()}

    return {
        "action": action.kind,
        "id": action.id,
        "version": live.get("version") if live else None,
        "key": dict(zip(resource.key, map(_packed, action.key), strict=True)),
        "live": None if live is None else _packed({name: value for name, value in live.items() if name in known}),
        "values": packed(action.values),
        "links": packed(action.links),
        "declared": packed(action.declared),
        "record_id": action.record_id,
        "changes": _packed(changes),
        "where": action.where,
        "parked_as": action.parked_as,
        "left_out": list(action.left_out),
        "skipped": action.skipped,
        "file": action.file,
    }


class _LeftOut:
    """Stands for a secret in a plan that was read back, until its source gives it again."""


_LEFT_OUT: Final = _LeftOut()


def with_source(plan: Plan, desired: Mapping[str, Sequence[Desired]]) -> Plan:
    """Return a plan that was read back, with the secrets and the files of its records.

    The records must be those of the same source: each is the one at the place of its action.
    """
    families = []
    for part in plan.families:
        records = desired.get(part.resource.family, ())
        filled = [_filled(action, item.values) for action, item in zip(part.actions, records, strict=False)]
        families.append(replace(part, actions=(*filled, *part.actions[len(filled) :])))
    return replace(plan, families=tuple(families))


def _filled(action: Action, given: JSON) -> Action:
    def filled(values: JSON) -> JSON:
        return {name: again(name, value) if _is_left_out(value) else value for name, value in values.items()}

    def again(name: str, value: Any) -> Any:
        is_content = isinstance(value, Summary)
        return value.filled(action.resource.by_api[name], given[name]) if is_content else given[name]

    if not any(map(_is_left_out, (*action.values.values(), *action.links.values(), *action.declared.values()))):
        return action
    return replace(action, values=filled(action.values), links=filled(action.links), declared=filled(action.declared))


def _is_left_out(value: Any) -> bool:
    return value is _LEFT_OUT or isinstance(value, FileContent | Summary)


def _read(resource: Resource, entry: Mapping[str, Any]) -> Action:
    return Action(
        resource,
        entry["action"],
        _unpacked(entry["live"]),
        _unpacked(entry["values"]),
        _unpacked(entry["changes"]),
        _unpacked(entry["declared"]),
        entry["record_id"],
        entry["where"],
        _unpacked(entry["links"]),
        parked_as=entry["parked_as"],
        left_out=tuple(entry["left_out"]),
        skipped=entry["skipped"],
        file=entry["file"],
    )


def _packed(value: Any) -> Any:
    if value is CLEAR:
        return {CLEARED: True}
    if isinstance(value, NewObject):
        return {NEW: [value.family, [_packed(part) for part in value.key]]}
    if isinstance(value, FileContent):
        return {FILE: {name: part for name, part in asdict(value).items() if name != "path"}}
    if isinstance(value, Summary):
        references = [_packed(part) for part in value.references]
        return {CONTENT: {"size": value.size, "sha256": value.sha256, "references": references}}
    if isinstance(value, Mapping):
        packed = {name: _packed(part) for name, part in value.items()}
        return {PLAIN: packed} if len(packed) == 1 and packed.keys() & MARKS else packed
    return [_packed(part) for part in value] if isinstance(value, list | tuple) else value


def _unpacked(value: Any) -> Any:
    if isinstance(value, list):
        return [_unpacked(part) for part in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        ((mark, content),) = value.items()
        if mark == CLEARED:
            return CLEAR
        if mark == SECRET:
            return _LEFT_OUT
        if mark == NEW:
            return NewObject(content[0], tuple(_unpacked(part) for part in content[1]))
        if mark == FILE:
            return FileContent(path="", **content)
        if mark == CONTENT:
            return Summary.of(content["size"], content["sha256"], tuple(map(_unpacked, content["references"])))
        if mark == PLAIN:
            return {name: _unpacked(part) for name, part in content.items()}
    return {name: _unpacked(part) for name, part in value.items()}
