# SPDX-License-Identifier: GPL-3.0-or-later
"""Plan, then apply: from checked records to what was done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..api.client import Client
from .applying.apply import Applier
from .applying.outcome import Outcome
from .desired.reading import RefusedError, Wanted
from .live.cache import ObjectCache
from .live.lists import LiveLists
from .model.catalog.table import CATALOG
from .planning.action import KEEP, Action
from .planning.checks import too_many_deletes
from .planning.identities import Identities
from .planning.plan import Plan
from .planning.planner import families_needed, make_plan
from .source.parse import Problem

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Policy:
    """How far a run may go. `max_deletes` counts purged and explicit deletes of all families together.

    `cache_dir` is a folder for what lists leave out of objects, None for no such files. `write_secrets` sends the
    secrets of live objects again, which nobody can compare.
    """

    purge: bool = False
    max_deletes: int = 10
    bulk_size: int = 100
    check_mode: bool = False
    cache_dir: str | None = None
    write_secrets: bool = False


@dataclass(frozen=True)
class Result:
    """What was planned and what became of it, also of temporary names; in check mode `outcomes` is empty."""

    plan: Plan
    identities: Identities
    outcomes: Mapping[Action, Outcome] = field(default_factory=dict)
    observed: Sequence[str] = ()  # warnings of what answers showed beside success
    has_written: bool = False
    unauthorized: bool = False  # whether the token was refused, so that a fresh one would help

    @property
    def actions(self) -> list[Action]:
        """All actions, in the order of families and records."""
        return self.plan.actions

    @property
    def changed(self) -> bool:
        """Whether anything was written, or would be."""
        if self.outcomes:
            return self.has_written
        return any(action.kind != KEEP for action in self.actions)

    @property
    def warnings(self) -> list[str]:
        """What deserves a look but stops nothing."""
        return [*self.plan.warnings, *self.observed]


def run(client: Client, wanted: Wanted, policy: Policy, progress: Progress) -> Result:
    """Plan all families, and unless in check mode carry the plan out."""
    cache = ObjectCache(policy.cache_dir, client.org_id)
    live = LiveLists(client, cache)
    live.read_all(families_needed(CATALOG, wanted))
    planned = make_plan(CATALOG, wanted, live, purge=policy.purge, write_secrets=policy.write_secrets)
    problems = list(planned.problems)
    if not problems and (refusal := too_many_deletes(planned.plan.actions, policy.max_deletes)):
        problems.append(Problem("", refusal))
    if problems:
        raise RefusedError(problems)
    if policy.check_mode:
        result = Result(planned.plan, planned.identities)
    else:
        result = carry_out(client, live, planned.plan, planned.identities, policy, progress)
    cache.save(live.ids())
    return replace(result, observed=[*result.observed, *cache.warnings])


def apply_plan(client: Client, plan: Plan, policy: Policy, progress: Progress) -> Result:
    """Carry out a plan that was made before, perhaps by another process, so that no list is read yet."""
    live = LiveLists(client, plan_is_older=True)
    if refusal := too_many_deletes(plan.actions, policy.max_deletes):
        raise RefusedError([Problem("", refusal)])
    return carry_out(client, live, plan, Identities(CATALOG, live.of), policy, progress)


def carry_out(
    client: Client, live: LiveLists, plan: Plan, identities: Identities, policy: Policy, progress: Progress
) -> Result:
    """Apply a plan and say what became of it."""
    total = plan.writes
    what = f"{plan.families[0].resource.plural if len(plan.families) == 1 else 'objects'} written"
    applier = Applier(
        client,
        live,
        bulk_size=policy.bulk_size,
        advance=lambda done: progress(done, total, what),
    )
    applier.run(plan)
    return Result(plan, identities, applier.outcomes, applier.warnings, applier.has_written, client.is_refused)
