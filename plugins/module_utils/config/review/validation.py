# SPDX-License-Identifier: GPL-3.0-or-later
"""What the service itself finds wrong in flows. It is asked after a run, and its answer fails nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from ...api.client import Client
from ...api.http.errors import WxccError
from ...outside import shortened
from ...words import quoted
from ..model import flow_document
from ..model.values import JSON
from ..planning.action import DELETE, Action

ADVICE: Final = "RECOMMENDATION"
MISTAKE: Final = "ERROR"
LONGEST: Final = 300
"""Characters of a text of the service."""
NOT_IMPORTED: Final = "not validated: the service validates imported flows only, and this file is not imported yet"
MAY_BE_FALSE: Final = "this may be a false alarm, because the flow hands off to another flow"


@dataclass(frozen=True)
class Validation:
    """What the service finds in one flow.

    `entry` has `type`, `name`, `where` (file and line of the record), `valid` (null where the service was not asked or
    did not answer), `error` (why not, else absent), and `findings`, each with `severity`, `code`, `message`,
    `activity`, `hint` and `may_be_false`.
    """

    action: Action
    entry: JSON

    @property
    def warnings(self) -> Iterator[str]:
        """Everything but advice, as sentences that begin with the place of the record."""
        if self.entry.get("error"):
            yield f"{self.action.title}: {self.entry['error']}"
        for finding in self.entry["findings"]:
            if finding["severity"] == ADVICE:
                continue
            place = f"{quoted(finding['activity'])}: " if finding["activity"] else ""
            what = f"{finding['code']} {place}{finding['message']}{' ' if finding['hint'] else ''}{finding['hint']}"
            doubt = f"; {MAY_BE_FALSE}" if finding["may_be_false"] else ""
            kind = finding["severity"].lower()
            article = "an" if kind.startswith(tuple("aeiou")) else "a"
            yield f"{self.action.title}: the service finds {article} {kind}: {what}{doubt}"


def validated(client: Client, actions: Iterable[Action], id_of: Callable[[Action], str | None]) -> list[Validation]:
    """Ask about the draft of each flow of the source.

    `id_of` gives None for a flow whose draft is not as its file says.
    """
    flows = [action for action in actions if action.resource.paths.validate and action.where and _remains(action)]
    ids = [id_of(action) for action in flows]
    reads = [partial(_read, client, action, object_id) for action, object_id in zip(flows, ids, strict=True)]
    answers = client.parallel(reads)
    return [_validation(action, answer) for action, answer in zip(flows, answers, strict=True)]


def _remains(action: Action) -> bool:
    return action.kind != DELETE and not action.skipped and action.stays


def _read(client: Client, action: Action, object_id: str | None) -> Any:
    if object_id is None:
        return NOT_IMPORTED
    path = action.resource.path("validate", {"id": object_id})
    return client.get(client.path(*path), action.resource.paths.params)


def _validation(action: Action, answer: Any) -> Validation:
    about = {"type": action.resource.family, "name": action.name, "where": action.where}
    if answer is NOT_IMPORTED:
        return Validation(action, {**about, "valid": None, "error": NOT_IMPORTED, "findings": []})
    if isinstance(answer, WxccError):
        return Validation(action, {**about, "valid": None, "error": f"not validated: {answer}", "findings": []})
    results = answer.get("results") if isinstance(answer, Mapping) else None
    if not isinstance(results, Sequence) or not all(isinstance(row, Mapping) for row in results):
        error = "not validated: the answer of the service was not understood"
        return Validation(action, {**about, "valid": None, "error": error, "findings": []})
    hands_off = flow_document.hands_off(action.declared)
    found = [_finding(row, hands_off=hands_off) for row in results]
    return Validation(action, {**about, "valid": bool(answer.get("valid")), "findings": found})


def _finding(row: Mapping[str, Any], *, hands_off: bool) -> JSON:
    def text(name: str) -> str:
        return shortened(str(row.get(name) or ""), LONGEST)

    severity = text("severity") or MISTAKE
    return {
        "severity": severity,
        "code": text("code"),
        "message": text("message"),
        "activity": text("activityLabel"),
        "hint": text("hint"),
        "may_be_false": hands_off and severity == MISTAKE,
    }
