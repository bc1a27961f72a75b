# SPDX-License-Identifier: GPL-3.0-or-later
"""Plan, then apply: from checked records to outcomes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from ..api.client import Client
from .applying.apply import Applier
from .applying.outcome import Outcome
from .applying.uses import told_of_flows
from .desired.reading import DesiredState, RefusedError
from .live.cache import ObjectCache
from .live.lists import LiveLists
from .model.catalog.table import CATALOG
from .model.patterns import Pattern
from .planning.action import KEEP, Action
from .planning.checks import too_many_deletes
from .planning.guards import Limit, protected, too_many_changes
from .planning.identities import Identities
from .planning.plan import Plan
from .planning.planner import Planned, families_needed, make_plan
from .review.blast import References, references_of
from .review.validation import Validation, validated
from .source.parse import Problem

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Policy:
    """The limits and choices of a run. `max_deletes` counts purged and explicit deletes of all families together.

    `max_changes` counts updates; objects that `protect` matches are neither deleted nor renamed.
    `cache_dir` is a folder for fields that lists leave out, None for no cache. `write_secrets` sends the secrets of
    live objects again, because they cannot be compared.
    """

    purge: bool = False
    max_deletes: int = 10
    bulk_size: int = 100
    check_mode: bool = False
    cache_dir: str | None = None
    write_secrets: bool = False
    max_changes: Limit | None = None
    protect: tuple[Pattern, ...] = ()
    names_references: bool = False  # find out what refers to objects that are deleted, renamed or switched off
    backup_dir: str | None = None  # a new folder for what objects are before the first write
    purge_families: frozenset[str] = frozenset()
    skip_missing: frozenset[str] = frozenset()
    validate_flows: bool = False  # ask what the service finds wrong in flows, once they are imported

    def purged(self, desired: DesiredState) -> frozenset[str]:
        """Return the families of a source whose other objects are deleted; without `purge_families` all of them."""
        families = frozenset(desired) if self.purge else frozenset()
        return families & self.purge_families if self.purge_families else families


@dataclass(frozen=True)
class Result:
    """The plan and the outcomes of its actions and temporary names; in check mode `outcomes` is empty."""

    plan: Plan
    identities: Identities
    outcomes: Mapping[Action, Outcome] = field(default_factory=dict)
    observed: Sequence[str] = ()  # warnings of what answers showed beside success
    has_written: bool = False
    unauthorized: bool = False  # whether the token was refused, so that a new one would help
    references: References = field(default_factory=dict)
    backup_dir: str | None = None  # the folder, where one was written
    validations: Sequence[Validation] = ()  # of flows, where that was wanted

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
        found = [warning for validation in self.validations for warning in validation.warnings]
        return [*self.plan.warnings, *told_of_flows(self.actions), *self.observed, *found]


Before = Callable[[Result], None]


def _nothing(_result: Result) -> None:
    """Do nothing before the first write."""


def run(client: Client, desired: DesiredState, policy: Policy, progress: Progress, before: Before = _nothing) -> Result:
    """Plan all families, and carry the plan out unless in check mode; `before` gets it before the first write."""
    cache = ObjectCache(policy.cache_dir, client.org_id)
    live = LiveLists(client, cache)
    live.read_all(families_needed(CATALOG, desired))
    planned = make_plan(
        CATALOG,
        desired,
        live,
        purge=policy.purged(desired),
        skip=policy.skip_missing,
        write_secrets=policy.write_secrets,
    )
    result = _finished(client, live, planned, policy, progress, before)
    cache.save(live.ids())
    return replace(result, observed=[*result.observed, *cache.warnings])


def apply_plan(
    client: Client,
    plan: Plan,
    policy: Policy,
    progress: Progress,
    before: Before = _nothing,
    *,
    is_second_run: bool = False,
) -> Result:
    """Carry out a plan that was made before, perhaps by another process, if nothing that it touches has moved since.

    A second run of one task leaves out what the first one has done.
    """
    from .review.resumed import remaining
    from .review.unmoved import Comparison, families_touched

    live = LiveLists(client)
    live.read_all(families_touched(plan))
    plan = remaining(plan, live.of) if is_second_run else plan
    identities = Identities(CATALOG, live.of, live.showing)
    compared = Comparison(plan, live, identities)
    planned = Planned(compared.plan, identities, tuple(compared.problems))
    return _finished(client, live, planned, policy, progress, before)


def _finished(
    client: Client, live: LiveLists, planned: Planned, policy: Policy, progress: Progress, before: Before
) -> Result:
    """Refuse a plan that must not be carried out; else carry it out, unless in check mode."""
    plan, identities = planned.plan, planned.identities
    problems = list(planned.problems) or _too_far(live, plan, identities, policy)
    if problems:
        raise RefusedError(problems)
    references = references_of(client, live, plan) if policy.names_references else {}
    result = Result(plan, identities, references=references)
    before(result)
    if policy.check_mode:
        return _validated(client, result, policy)
    folder, warnings = _backed_up(client, live, result, policy)
    result = carry_out(client, live, plan, identities, policy, progress)
    result = replace(result, references=references, backup_dir=folder, observed=[*result.observed, *warnings])
    return _validated(client, result, policy)


def _validated(client: Client, result: Result, policy: Policy) -> Result:
    """Ask what the service finds in flows, if that is wanted."""
    if not policy.validate_flows or result.unauthorized:
        return result
    return replace(result, validations=validated(client, result.actions, partial(_imported_id, result)))


def _imported_id(result: Result, action: Action) -> str | None:
    """Return the id of an object whose draft is the file of its record, None where that is not sure."""
    outcome = result.outcomes.get(action)
    if outcome:
        return outcome.id or action.id if outcome.error is None or outcome.is_partly_done else None
    content = action.resource.content
    return None if content is None or content.field in action.values else action.id


def _backed_up(client: Client, live: LiveLists, result: Result, policy: Policy) -> tuple[str | None, list[str]]:
    """Write a backup of the objects, if the policy has one and anything changes; return the folder and warnings."""
    if policy.backup_dir is None or not result.changed:
        return None, []
    from .backup import Backup  # this and other imports inside functions: most runs do without, and compile less

    backup = Backup(result.plan, result.identities, live)
    backup.write(policy.backup_dir, client.org_id)
    return policy.backup_dir, backup.warnings


def _too_far(live: LiveLists, plan: Plan, identities: Identities, policy: Policy) -> list[Problem]:
    """Return where a plan goes further than the policy allows."""
    refusals = [too_many_deletes(plan.actions, policy.max_deletes)]
    if policy.max_changes:
        refusals += too_many_changes(plan, policy.max_changes, lambda resource: len(live.of(resource)))
    problems = [Problem("", refusal) for refusal in refusals if refusal]
    return [*problems, *protected(plan, policy.protect, identities)]


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
