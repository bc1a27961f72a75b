# SPDX-License-Identifier: GPL-3.0-or-later
"""Plan, then apply: from checked records to what was done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ..api.client import Client
from .applying.apply import Applier
from .applying.outcome import Outcome, State
from .desired.reading import RefusedError, Wanted
from .live.lists import LiveLists
from .model.catalog import CATALOG
from .planning.action import KEEP, Action
from .planning.plan import Plan, make_plan, too_many_deletes
from .planning.resolve import Names, resolve
from .source.parse import Problem

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Policy:
    """How far a run may go. `max_deletes` counts purged and explicit deletes of all families together."""

    purge: bool = False
    max_deletes: int = 10
    bulk_size: int = 100
    check_mode: bool = False


@dataclass
class Result:
    """What was planned and what became of it, also of temporary names; in check mode `outcomes` is empty."""

    plans: list[Plan]
    outcomes: dict[Action, Outcome]
    names: Names
    observed: list[str] = field(default_factory=list)  # warnings of what answers showed beside success
    unauthorized: bool = False  # whether the token was refused, so that a fresh one would help

    @property
    def actions(self) -> list[Action]:
        """All actions, in the order of families and records."""
        return [action for plan in self.plans for action in plan.actions]

    @property
    def changed(self) -> bool:
        """Whether anything was written, or would be."""
        if self.outcomes:
            return any(outcome.state is State.DONE for outcome in self.outcomes.values())
        return any(action.kind != KEEP for action in self.actions)

    @property
    def warnings(self) -> list[str]:
        """What deserves a look but stops nothing."""
        return [*(warning for plan in self.plans for warning in plan.warnings), *self.observed]


def run(client: Client, wanted: Wanted, policy: Policy, progress: Progress) -> Result:
    """Plan all families, and unless in check mode carry the plans out."""
    live = LiveLists(client)
    names = Names(CATALOG, live.of)
    plans: list[Plan] = []
    problems: list[Problem] = []
    for family, resource in CATALOG.items():
        if family in wanted:
            desired = wanted[family]
            unresolved = resolve(resource, desired, names)
            plan = make_plan(resource, desired, live.complete(resource, desired), names, purge=policy.purge)
            problems += unresolved + plan.problems
            plans.append(plan)
    if problems:
        raise RefusedError(problems)
    if refusal := too_many_deletes(plans, policy.max_deletes):
        raise RefusedError([Problem("", refusal)])
    result = Result(plans, {}, names)
    if not policy.check_mode:
        total = sum(len(plan.parked) for plan in plans)
        total += sum(action.kind != KEEP for plan in plans for action in plan.actions)
        what = f"{plans[0].resource.plural if len(plans) == 1 else 'objects'} written"
        applier = Applier(
            client,
            live,
            bulk_size=policy.bulk_size,
            advance=lambda done: progress(done, total, what),
        )
        applier.run(plans)
        result.outcomes, result.observed = applier.outcomes, applier.warnings
        result.unauthorized = client.is_refused
    return result
