# SPDX-License-Identifier: GPL-3.0-or-later
"""Laws of the engine over HTTP, for small configurations of all families: no Ansible, because a run costs seconds."""

from __future__ import annotations

import json
from contextlib import closing
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.samples import add_queues
from support.simulator import Row, Simulator

from ansible_collections.webex.contact_center.plugins.module_utils.api.client import Client, Settings
from ansible_collections.webex.contact_center.plugins.module_utils.config import results as report
from ansible_collections.webex.contact_center.plugins.module_utils.config.desired.reading import check
from ansible_collections.webex.contact_center.plugins.module_utils.config.engine import Policy, Result, run
from ansible_collections.webex.contact_center.plugins.module_utils.config.source.parse import parse

PROFILES = ("Voice", "Mixed", "Voice and Chat")
SITES = ("Bonn", "Kiel", "Ulm")
TEAMS = ("Support", "Sales")
DESCRIPTION = st.sampled_from([None, "", "Days", "Nights & more", "Zürich"])
CHANNELS = ("telephony", "chat", "email", "social")


def some(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Row]:
    """A record with some of these fields, null among their values."""
    return st.fixed_dictionaries({}, optional=fields)


PROFILE = st.builds(
    lambda numbers, manual, more: {
        "blending_mode": "BLENDED",
        **numbers,
        "manually_assignable": {**dict.fromkeys(CHANNELS, 0), **manual},
        **more,
    },
    st.fixed_dictionaries({name: st.integers(0, 1) for name in CHANNELS}),
    some(chat=st.integers(0, 5), email=st.integers(0, 10)),
    some(description=DESCRIPTION, active=st.booleans(), blending_mode_enabled=st.booleans()),
)
SITE = st.builds(
    lambda profile, more: {"multimedia_profile": profile, **more},
    st.sampled_from(PROFILES),
    some(description=DESCRIPTION, active=st.booleans()),
)
RANKINGS = st.dictionaries(st.sampled_from(["q1", "q2", "q3"]), st.integers(1, 50)).map(
    lambda ranks: [{"queue_id": queue, "rank": rank} for queue, rank in ranks.items()]
)
TEAM = some(
    description=DESCRIPTION,
    active=st.booleans(),
    team_status=st.sampled_from(["IN_SERVICE", "NOT_AVAILABLE"]),
    multimedia_profile=st.sampled_from(["", *PROFILES]),
    rank_queues_for_team=st.booleans(),
    queue_rankings=RANKINGS,
    state=st.sampled_from(["present", "present", "absent"]),
)


@st.composite
def configurations(draw: st.DrawFn) -> dict[str, list[Row]]:
    """All profiles and sites, so that every reference leads somewhere, and some teams."""
    return {
        "team": [{"name": name, "site": site, **draw(TEAM)} for site in SITES for name in TEAMS if draw(st.booleans())],
        "site": [{"name": name, **draw(SITE)} for name in SITES],
        "multimedia-profile": [{"name": name, **draw(PROFILE)} for name in PROFILES],
    }


def renamed(configuration: dict[str, list[Row]], ids: dict[str, str], names: list[str]) -> dict[str, list[Row]]:
    """The same configuration, but sites found by id and with each other's names."""
    sites = [
        {**row, "id": ids[old], "name": new} for row, old, new in zip(configuration["site"], SITES, names, strict=True)
    ]
    return {**configuration, "site": sites}


def apply(sim: Simulator, configuration: dict[str, list[Row]], *, check_mode: bool = False) -> Result:
    """One run, as the module makes it."""
    access = Settings(
        api_url=sim.url, org_id=sim.orgs[0].org_id, access_token=sim.orgs[0].access_token, requests_per_minute=100_000
    )
    wanted = check([parse(json.dumps(configuration), "objects", "objects")], None)
    with closing(Client(access)) as client:
        return run(client, wanted, Policy(check_mode=check_mode), lambda done, total, what: None)


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(first=configurations(), second=configurations(), names=st.permutations(SITES))
def test_what_was_applied_needs_no_further_write(
    sim: Simulator, first: dict[str, list[Row]], second: dict[str, list[Row]], names: list[str]
) -> None:
    sim.reset()
    add_queues(sim, "q1", "q2", "q3")
    assert not report.failures((done := apply(sim, first)).plan.families, done.outcomes)
    second = renamed(second, {row["name"]: row["id"] for row in sim.objects("site")}, names)
    planned = apply(sim, second, check_mode=True)
    done = apply(sim, second)
    assert not report.failures(done.plan.families, done.outcomes)
    assert report.counts(planned.plan.families, planned.outcomes) == report.counts(done.plan.families, done.outcomes)
    assert 409 not in {row["status"] for row in sim.requests()}
    sim.clear_requests()
    again = apply(sim, second)
    assert (again.changed, sim.writes()) == (False, [])
