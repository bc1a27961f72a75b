# SPDX-License-Identifier: GPL-3.0-or-later
"""Report what a run did, or would do: rows, counts, diff and the message of a failure."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

from ..outside import printable
from .applying.outcome import Outcome, State
from .model.compare import told_apart
from .model.kinds.nested import shown_object
from .model.values import JSON
from .planning.action import CREATE, DELETE, KEEP, UPDATE, Action
from .planning.identities import Identities
from .planning.plan import FamilyPlan
from .review.blast import References
from .review.naming import full_name

WORDS: Final = {CREATE: "created", UPDATE: "updated", DELETE: "deleted", KEEP: "unchanged"}
FAILED: Final = "failed"
SKIPPED: Final = "skipped"
LISTED: Final = 20
SEE_ALL: Final = "max_diff: 0 shows all"

Outcomes = Mapping[Action, Outcome]


def word(action: Action, outcomes: Outcomes) -> str:
    """Return the past participle of what happened to an object."""
    if action.skipped:
        return SKIPPED
    return FAILED if action in outcomes and outcomes[action].error else WORDS[action.kind]


def row(action: Action, outcomes: Outcomes, *, with_type: bool, references: References | None = None) -> JSON:
    """Return one slim row of the result; `changes` only where a live object changes."""
    outcome = outcomes.get(action, Outcome())
    entry: JSON = {"type": action.resource.family} if with_type else {}
    entry |= {"name": action.name, "id": outcome.id or action.id, "action": word(action, outcomes)}
    if action.kind == UPDATE:
        entry["changes"] = action.changes
    if references and action in references:
        entry["referenced_by"] = list(references[action])
    if action.left_out:
        entry["left_out"] = list(action.left_out)
    if outcome.error:
        entry |= {"outcome": outcome.state.value, "error": f"{_cause(outcome)}{_tracking(outcome)}"}
    if outcome.warnings:
        entry["warnings"] = list(outcome.warnings)
    return entry


def counts(plans: Iterable[FamilyPlan], outcomes: Outcomes) -> dict[str, int]:
    """Count the objects by what happened to them; counts of skipped and failed ones only where there are any."""
    words = Counter(word(action, outcomes) for plan in plans for action in plan.actions)
    totals = {name: words[name] for name in (*WORDS.values(), FAILED)}
    totals |= {SKIPPED: words[SKIPPED]} if words[SKIPPED] else {}
    return totals | failed_states(plans, outcomes)


def failed_states(plans: Iterable[FamilyPlan], outcomes: Outcomes) -> dict[str, int]:
    """Count the failed actions by state: `refused`, `in_doubt`, `not_sent`; empty where nothing failed."""
    states = [outcomes[action].state for plan in plans for action in plan.actions if action in outcomes]
    if set(states) <= {State.DONE}:
        return {}
    return {state.value.replace(" ", "_"): states.count(state) for state in State if state is not State.DONE}


def live_object(action: Action, outcomes: Outcomes, identities: Identities) -> JSON:
    """Return an object as it is after the run, with names for ids; a deleted one has only its row."""
    entry = row(action, outcomes, with_type=False)
    if action.kind == DELETE:
        return entry
    return shown_object(action.resource.fields, action.over(action.live or {}), identities.after) | entry


def diff(
    plan: FamilyPlan,
    outcomes: Outcomes,
    identities: Identities,
    *,
    most: int = 0,
    references: References | None = None,
) -> list[JSON]:
    """Return what changes in one family: changed objects one by one, then the new and the deleted ones, a line each.

    Changed objects stand apart because a joint text diff would match the equal lines of different objects. Where `most`
    is not 0, at most so many changed and so many new objects are shown, and a line counts the others. A delete is never
    left out, because nothing brings the object back.
    """
    done = [action for action in plan.actions if word(action, outcomes) != FAILED]
    changed, new = ([action for action in done if action.kind == kind] for kind in (UPDATE, CREATE))
    shown_changes, shown_new = (actions[: most or None] for actions in (changed, new))
    entries = [
        _entry(
            f"{plan.resource.label} {full_name(action, identities)}", _lines(action, "before"), _lines(action, "after")
        )
        for action in shown_changes
    ]
    if folded := changed[len(shown_changes) :]:
        options = Counter(option for action in folded for option in action.changes)
        which = ", ".join(f"{option} of {count:,}" for option, count in options.most_common())
        entries.append({"prepared": f"and {len(folded):,} more changed {plan.resource.plural}: {which}; {SEE_ALL}\n"})
    created = [f"{full_name(action, identities)}: {', '.join(_lines(action, 'after'))}" for action in shown_new]
    if len(new) > len(created):
        created.append(f"and {len(new) - len(created):,} more; {SEE_ALL}")
    deleted = [
        f"{full_name(action, identities)}: id {action.id}{_used(action, references)}"
        for action in done
        if action.kind == DELETE
    ]
    if created:
        entries.append(_entry(f"new {plan.resource.plural}", [], created))
    if deleted:
        entries.append(_entry(f"deleted {plan.resource.plural}", deleted, []))
    return entries


def _used(action: Action, references: References | None) -> str:
    texts = (references or {}).get(action, ())
    return f"; referred to by {'; '.join(texts)}" if texts else ""


def _entry(title: str, before: list[str], after: list[str]) -> JSON:
    old, new = ("".join(f"{printable(line)}\n" for line in lines) for lines in (before, after))
    title = printable(title)
    return {"before_header": title, "after_header": title, "before": old, "after": new}


def _lines(action: Action, side: str) -> list[str]:
    values = {option: change[side] for option, change in action.changes.items() if change[side] is not None}
    if action.kind == CREATE:
        values = {option: value for option, value in values.items() if option not in action.resource.key}
    other = "after" if side == "before" else "before"
    return [f"{option}: {_written(value, action.changes[option][other])}" for option, value in values.items()]


def _written(value: Any, other: Any) -> str:
    """Write a value of a diff; if it looks like the other side, with code points."""
    points = told_apart(value, other)
    return json.dumps(value, ensure_ascii=False) + (f" ({points})" if points else "")


def failures(plans: Iterable[FamilyPlan], outcomes: Outcomes, again: str = "Run again") -> str:
    """List every failed object with file, line and the API's message; empty where nothing failed.

    `again` says how to send the rest.
    """
    actions = [action for plan in plans for action in plan.actions if action.kind != KEEP]
    failed = [action for action in actions if word(action, outcomes) == FAILED]
    if not failed:
        return ""
    causes: dict[str, list[Action]] = {}
    for action in failed:
        causes.setdefault(_cause(outcomes[action]), []).append(action)
    lines = []
    for cause, alike in causes.items():
        if len(alike) == 1:
            lines.append(f"  {alike[0].title}: {cause}{_tracking(outcomes[alike[0]])}")
            continue
        items = [f"{action.title}{_tracking(outcomes[action])}" for action in alike[:LISTED]]
        if len(alike) > LISTED:
            items.append(f"and {len(alike) - LISTED} more, each in the result")
        lines += [f"  {cause}:", *(f"    {item}" for item in items)]
    rest = ", the others were made" if len(failed) < len(actions) else ""
    states = Counter(outcomes[action].state for action in failed)
    why = ", ".join(f"{states[state]} {state.value}" for state in State if states[state])
    why = "" if set(states) == {State.REFUSED} else f" ({why})"
    head = f"{len(failed)} of {len(actions)} changes failed{why}{rest}. {again} to send what is missing:"
    return "\n".join([head, *lines])


def _cause(outcome: Outcome) -> str:
    """Say why an item failed; which request it was is clear from the item."""
    error = outcome.error
    if error is None:
        return ""
    what = f"{error.status} {error.reason}" if error.status else error.reason
    state = "" if outcome.state is State.REFUSED or error.reason.startswith("not sent") else f"{outcome.state.value}: "
    return state + "; ".join(part for part in (what, error.hint, outcome.hint) if part)


def _tracking(outcome: Outcome) -> str:
    return f" (tracking id {outcome.error.tracking_id})" if outcome.error and outcome.error.tracking_id else ""
