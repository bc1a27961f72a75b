# SPDX-License-Identifier: GPL-3.0-or-later
"""The ways to say which organization is meant, and which of them wins."""

from __future__ import annotations

from typing import Any

from support.project import NO_PACE, Project, task
from support.simulator import Simulator

SITE = {"name": "Bonn", "multimedia_profile": "Voice and Chat"}


def owners(sim: Simulator) -> list[list[str]]:
    """The names of all sites of each organization, without those of the system."""
    return [[row["name"] for row in sim.objects("site", org) if row["name"] != "Site-1"] for org in (0, 1)]


def test_the_option_beats_the_variable_and_the_variable_the_environment(project: Project, sim: Simulator) -> None:
    ours, theirs = (org.access_token for org in sim.orgs)
    sites = [{**SITE, "name": name} for name in ("Environment", "Keyword", "Variable", "Option")]
    environment, keyword, variable, option = (dict(site) for site in sites)
    steps = project.play(
        task("wxcc_site", environment),
        task("wxcc_site", keyword, environment={"WXCC_ACCESS_TOKEN": theirs}),
        task("wxcc_site", variable, vars={"wxcc_access_token": theirs}, environment={"WXCC_ACCESS_TOKEN": "none"}),
        task("wxcc_site", {**option, "access_token": theirs}, vars={"wxcc_access_token": ours}),
        task("wxcc_site", {**option, "access_token": "{{ nothing | default(omit) }}"}),
    )
    for step in steps:
        assert step.ok()["changed"]
        assert theirs not in str(step.result)
    assert owners(sim) == [["Environment", "Option"], ["Keyword", "Variable", "Option"]]


def test_everything_from_variables(project: Project, sim: Simulator) -> None:
    org = sim.orgs[1]
    variables: dict[str, Any] = {
        "wxcc_api_url": "{{ address }}/",
        "address": sim.url,
        "wxcc_access_token": "{{ lookup('env', 'THEIR_TOKEN') }}",
        "wxcc_org_id": org.org_id,
        "wxcc_requests_per_minute": int(NO_PACE),
        "wxcc_parallelism": 2,
        "wxcc_timeout": 5,
        "wxcc_retry_timeout": "{{ nothing | default(omit) }}",
    }
    environment = {"THEIR_TOKEN": org.access_token}
    (step,) = project.play(task("wxcc_site", SITE), environment=environment, keywords={"vars": variables})
    assert step.ok()["changed"]
    assert owners(sim) == [[], ["Bonn"]]


def test_module_defaults_of_the_group_reach_every_module(project: Project, sim: Simulator) -> None:
    connection = {"api_url": sim.url, "access_token": sim.orgs[0].access_token, "requests_per_minute": int(NO_PACE)}
    keywords = {"module_defaults": {"group/webex.contact_center.wxcc": connection}}
    single, several, info = project.play(
        task("wxcc_site", SITE),
        task("wxcc_config", {"type": "team", "items": [{"name": "Support", "site": "Bonn"}]}),
        task("wxcc_config_info", {"type": "team", "filter": "name==Support"}),
        environment={},
        keywords=keywords,
    )
    assert [single.writes, several.writes, info.writes] == [["POST site"], ["POST team"], []]
    assert [row["site"] for row in info.ok()["objects"]] == ["Bonn"]


def test_nothing_is_guessed_and_a_source_is_checked_without_access(project: Project, sim: Simulator) -> None:
    org = sim.orgs[0]
    project.write("acme/site.csv", "name,colour\nBonn,red\n")
    project.write("acme/team.yml", "- {name: Support, site: Bonn}\n- {name: Sales, site: Bonn}\n")
    checked = {"src": "acme", "validate_only": True}
    wrong, right, missing, unowned, owned, both = project.play(
        task("wxcc_config", checked),
        task("wxcc_config", {**checked, "type": "team"}),
        task("wxcc_site", SITE),
        task("wxcc_site", {**SITE, "access_token": "no-owner", "api_url": sim.url}),
        task("wxcc_site", {**SITE, "access_token": "no-owner", "api_url": sim.url, "org_id": org.org_id}),
        task("wxcc_site", SITE, vars={"wxcc_api_url": sim.url, "wxcc_data_center": "eu1", "wxcc_access_token": "x"}),
        environment={},
    )
    assert "acme/site.csv:1: " in wrong.refusal()
    assert right.unchanged()["msg"] == "checked team: 2; nothing was sent"
    assert missing.refusal().startswith("access_token is missing: give it as the option access_token of the task")
    assert "org_id: missing, and this access token does not name its organization" in unowned.refusal()
    assert "401" in owned.refusal()
    # The lists of sites and of profiles are read side by side, so both may be on their way when the first is refused.
    assert [row["status"] for row in owned.requests] in ([401], [401, 401])
    assert "api_url and data_center exclude one another, but wxcc_ variables gives both" in both.refusal()
    assert wrong.requests + right.requests + missing.requests + unowned.requests + both.requests == []
