# SPDX-License-Identifier: GPL-3.0-or-later
"""Refuse a plan with too many updates, or that deletes or renames protected objects. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ...mistakes import UserError
from ...words import quoted
from ..model.patterns import Pattern, portable_name
from ..model.resource import Resource
from ..source.parse import Problem
from .action import DELETE, UPDATE, Action
from .checks import listed
from .identities import Identities
from .plan import Plan

LIMIT: Final = re.compile(r"(\d{1,7}) ?(%?)")
WHOLE: Final = 100


@dataclass(frozen=True)
class Limit:
    """The number of updates in a run, or, with `is_share`, the percentage of the live objects of each family."""

    number: int
    is_share: bool = False

    def less(self, updates: int) -> str:
        """Return the rest of the limit after so many updates, as a value of the option."""
        return f"{self.number}%" if self.is_share else str(max(0, self.number - updates))


def read_limit(option: str, text: str | None) -> Limit | None:
    """Read an option such as `50` or `10%`; None if it is not given, UserError if it is wrong."""
    if text is None:
        return None
    found = LIMIT.fullmatch(text.strip())
    if not found or (found[2] and int(found[1]) > WHOLE):
        raise UserError(
            f"{option}: {quoted(text)} is not a limit. Give a number such as 50, or a percentage such as 10%"
        )
    return Limit(int(found[1]), bool(found[2]))


def too_many_changes(plan: Plan, limit: Limit, size: Callable[[Resource], int]) -> Iterator[str]:
    """Yield what would be updated, if that is more than allowed; `size` counts the live objects of a family."""
    if not limit.is_share:
        changed = _updates(plan.actions)
        if len(changed) > limit.number:
            yield _limit_message(changed, "objects", f"{limit.number:,}", f"{len(changed)}")
        return
    for part in plan.families:
        changed, whole = _updates(part.actions), size(part.resource)
        if len(changed) * WHOLE > limit.number * whole:
            allowed = f"{limit.number}% of {whole:,}"
            share = -(-len(changed) * WHOLE // whole)
            yield _limit_message(changed, part.resource.plural, allowed, f"{share}%")


def _updates(actions: Iterable[Action]) -> list[Action]:
    return [action for action in actions if action.kind == UPDATE]


def _limit_message(changed: Sequence[Action], what: str, allowed: str, enough: str) -> str:
    return (
        f"max_changes: {len(changed):,} {what} would be changed, {allowed} are allowed: {listed(changed)}. If that is"
        f" right, set max_changes: {enough}"
    )


def protected(plan: Plan, patterns: Sequence[Pattern], identities: Identities) -> Iterator[Problem]:
    """Refuse each delete and rename of an object that one of the patterns matches under its name before the run."""
    for action in plan.actions if patterns else ():
        if action.live is None or not (action.kind == DELETE or action.renames):
            continue
        name = portable_name(action.resource, action.live, identities.before)
        pattern = next((one for one in patterns if one.matches(action.resource.family, name)), None)
        if pattern:
            what = "deleted" if action.kind == DELETE else f"renamed to {quoted(action.name)}"
            label = f"the {action.resource.label} {name}"
            message = f"protect: {label} would be {what}, and {quoted(pattern.written)} protects it"
            yield Problem(action.where, message)
