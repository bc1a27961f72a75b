# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives the engine over HTTP as the module does, without the second that a playbook costs."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from unit.module_utils.api.connected import Waiting
from unit.module_utils.api.scripted_server import ScriptedServer, Step, reply

from ansible_collections.webex.contact_center.plugins.module_utils.api.client import Client, Settings
from ansible_collections.webex.contact_center.plugins.module_utils.config import results as report
from ansible_collections.webex.contact_center.plugins.module_utils.config.desired.reading import check
from ansible_collections.webex.contact_center.plugins.module_utils.config.engine import Policy, run
from ansible_collections.webex.contact_center.plugins.module_utils.config.listing import Listing, list_objects
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG
from ansible_collections.webex.contact_center.plugins.module_utils.config.planning.skipping import check_names
from ansible_collections.webex.contact_center.plugins.module_utils.config.source.parse import (
    Document,
    parse,
    with_contents,
)
from support.contents import sample_contents
from support.simulator import Row, Simulator

NO_PACE = 100_000
CHANNELS = {"telephony": 1, "chat": 1, "email": 1, "social": 1}
PROFILE: Row = {"name": "Mixed", "blending_mode": "BLENDED", **CHANNELS, "manually_assignable": CHANNELS}


@dataclass(frozen=True)
class Applied:
    """What a run did, in the words of a module's result."""

    rows: list[Row]
    counts: dict[str, int]
    changed: bool
    message: str  # of the failure, empty where nothing failed
    warnings: list[str]
    diff: list[Row]
    unauthorized: bool  # whether a fresh token would help
    requests: int
    rate_limit_seconds: float
    validations: list[Row]
    progress: list[tuple[int, int]]  # how many more were done, of how many

    def actions(self) -> dict[str, str]:
        """What happened to each object, by name."""
        return {row["name"]: row["action"] for row in self.rows}

    def row(self, name: str) -> Row:
        """What the result says of one object."""
        return next(row for row in self.rows if row["name"] == name)

    def ok(self) -> Applied:
        """The same, after asserting that nothing failed."""
        assert not self.message
        return self


def settings(sim: Simulator, number: int = 0, **changes: Any) -> Settings:
    """Connection options for an organization, the first one by default; without a request budget unless asked for."""
    org = sim.orgs[number]
    given = {
        "api_url": sim.url,
        "org_id": org.org_id,
        "access_token": org.access_token,
        "requests_per_minute": NO_PACE,
        **({"parallelism": 1} if isinstance(sim, SimpleNamespace) else {}),  # a script is in the order of the requests
        **changes,
    }
    return Settings(**given)


def hasty(given: Settings, haste: int) -> Client:
    """A client whose clock runs so many times faster."""
    return Client(given, clock=lambda: time.monotonic() * haste, sleep=lambda seconds: time.sleep(seconds / haste))


def apply(
    sim: Simulator,
    objects: dict[str, list[Row]] | list[Document],
    *,
    purge: bool = False,
    max_deletes: int = 1000,
    bulk_size: int = 100,
    check_mode: bool = False,
    write_secrets: bool = False,
    haste: int = 1,
    waiting: Waiting | None = None,
    meanwhile: Callable[[], object] | None = None,
    cache_dir: Path | None = None,
    backup_dir: Path | None = None,
    purge_families: Iterable[str] = (),
    skip_missing: Iterable[str] = (),
    validate_flows: bool = False,
    org: int = 0,
    contents: Mapping[str, Any] | None = None,
    **connection: Any,
) -> Applied:
    """Make the first organization match a mapping of families, or documents that say which family they hold.

    `connection` are changes of `settings`.

    With `haste`, a second of waiting between attempts lasts so many times less; the timeout of an answer does not. With
    `waiting`, time passes only as it says. `meanwhile` is called after each write. `contents` are the files that
    records name; without them, a sample for each family that has files.
    """
    documents = objects if isinstance(objects, list) else [parse(json.dumps(objects), "objects", "objects")]
    wanted = check(with_contents(documents, sample_contents() if contents is None else contents), None)
    policy = Policy(
        purge=purge,
        max_deletes=max_deletes,
        bulk_size=bulk_size,
        check_mode=check_mode,
        write_secrets=write_secrets,
        cache_dir=str(cache_dir) if cache_dir else None,
        backup_dir=str(backup_dir) if backup_dir else None,
        purge_families=frozenset(purge_families),
        skip_missing=check_names(skip_missing),
        names_references=check_mode,
        validate_flows=validate_flows,
    )
    progress: list[tuple[int, int]] = []
    given = settings(sim, org, **connection)
    client = Client(given, clock=waiting.clock, sleep=waiting.sleep) if waiting else hasty(given, haste)

    def advance(done: int, total: int, what: str) -> None:
        progress.append((done, total))
        if meanwhile:
            meanwhile()

    with closing(client):
        result = run(client, wanted, policy, advance)
        diff = [row for part in result.plan.families for row in report.diff(part, result.outcomes, result.identities)]
        return Applied(
            rows=[
                report.row(action, result.outcomes, with_type=True, references=result.references)
                for action in result.actions
            ],
            counts=report.counts(result.plan.families, result.outcomes),
            changed=result.changed,
            message=report.failures(result.plan.families, result.outcomes),
            warnings=result.warnings,
            diff=diff,
            unauthorized=result.unauthorized,
            requests=client.requests,
            rate_limit_seconds=client.rate_limit_seconds,
            validations=[validation.entry for validation in result.validations],
            progress=progress,
        )


def listed(
    sim: Simulator, family: str, *, attributes: Sequence[str] = (), cache_dir: Path | None = None, **connection: Any
) -> Listing:
    """What the module that lists gives of a family of the first organization."""
    with closing(Client(settings(sim, **connection))) as client:
        folder = str(cache_dir) if cache_dir else None
        return list_objects(client, CATALOG[family], attributes=attributes, cache_dir=folder)


def scripted(server: ScriptedServer) -> Any:
    """A scripted service in the place of a simulator."""
    return SimpleNamespace(url=server.url, orgs=[SimpleNamespace(org_id="1", access_token="a" * 20)])


def whole_list(*rows: Row) -> Step:
    """The answer of a scripted service with a whole list."""
    return reply(200, {"meta": {"totalPages": 1, "totalRecords": len(rows)}, "data": list(rows)})


def sites(*names: str, **fields: Any) -> list[Row]:
    """Records of sites that differ in their names only."""
    return [{"name": name, "multimedia_profile": "Voice and Chat", **fields} for name in names]


def make_dynamic_skills(sim: Simulator, types: Mapping[str, str], values: Sequence[str]) -> None:
    """Make skills, by name and type, that users can have besides their profile; `values` are those of ENUM skills."""
    enum = {"enum_skill_values": [{"name": value} for value in values]}
    common = {"service_level_threshold": 0, "dynamic_skill": True}
    records = [
        {"name": name, "skill_type": kind, **common, **(enum if kind == "ENUM" else {})} for name, kind in types.items()
    ]
    apply(sim, {"skill": records}).ok()
    sim.clear_requests()
