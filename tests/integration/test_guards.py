# SPDX-License-Identifier: GPL-3.0-or-later
"""What is refused before it can do harm: deletes that nobody meant, and the wrong organization."""

from __future__ import annotations

import pytest
from support.project import Project, task
from support.simulator import Row, Simulator

CITIES = ["Bonn", "Kiel", "Mainz", "Trier", "Ulm"]


def sites_yml(*names: str, state: str = "present") -> str:
    """A file with these sites, all that is needed of such that are there."""
    return "".join(f"- {{name: {name}, state: {state}}}\n" for name in names) or "[]\n"


def test_purges_that_are_refused(project: Project) -> None:
    ids = {row["name"]: row["id"] for row in project.seed_sites(CITIES)}
    files = {
        "one.yml": sites_yml("Bonn"),
        "gone.yml": sites_yml(*CITIES, state="absent"),
        "header.csv": "name,multimedia_profile\n",
        "nothing.yml": "",
        "broken.csv": 'name\n"Bonn\n',
        "typing.csv": "name,activ\nBonn,true\n",
    }
    for name, content in files.items():
        project.write(name, content)
    everything = [f"site {name} ({ids[name]})" for name in CITIES]
    cases: list[tuple[Row, list[str]]] = [
        (
            {"src": "one.yml", "purge": True, "max_deletes": 3},
            ["4 objects would be deleted, 3 are allowed", *everything[1:]],
        ),
        ({"src": "gone.yml", "max_deletes": 4}, ["5 objects would be deleted, 4 are allowed", *everything]),
        ({"src": "gone.yml", "max_deletes": 0}, ["5 objects would be deleted, 0 are allowed", "set max_deletes: 5"]),
        ({"src": "header.csv", "purge": True}, ["every site would be deleted", *everything]),
        ({"src": "nothing.yml", "purge": True}, ["every site would be deleted", *everything]),
        ({"src": "gone.yml", "purge": True}, ["every site would be deleted", *everything]),
        ({"sites": [], "purge": True}, ["every site would be deleted", *everything]),
        ({"src": "broken.csv", "purge": True}, ["broken.csv:2: the quotes"]),
        ({"src": "typing.csv", "purge": True}, ["typing.csv:1: column", "did you mean active?"]),
        ({"name": "Bonn", "purge": True}, ["purge deletes the objects that a list leaves out"]),
        ({"name": "Bonn", "state": "absent", "max_deletes": 0}, ["1 object would be deleted, 0 are allowed"]),
    ]
    steps = project.play(*(task("wxcc_site", options) for options, _unused in cases))
    missing = [
        (options, part, step.refusal())
        for (options, said), step in zip(cases, steps, strict=True)
        for part in said
        if part not in step.refusal()
    ]
    assert missing == []
    assert project.names() == {"Site-1", *CITIES}


def test_a_purge_leaves_the_list_and_the_system(project: Project, sim: Simulator) -> None:
    kept = {row["id"] for row in project.seed_sites(CITIES) if row["name"] in ("Bonn", "Ulm")}
    listed = {"src": project.write("sites.yml", sites_yml("Ulm", "Bonn")), "purge": True, "max_deletes": 3}
    step, again = project.play(*[task("wxcc_site", listed)] * 2)
    assert step.writes == ["POST site/bulk"]
    assert [(row["name"], row["action"]) for row in step.ok()["sites"]] == [
        ("Ulm", "unchanged"),
        ("Bonn", "unchanged"),
        ("Kiel", "deleted"),
        ("Mainz", "deleted"),
        ("Trier", "deleted"),
    ]
    assert {row["id"] for row in sim.objects("site") if not row.get("systemDefault")} == kept
    assert "Site-1" in project.names()
    again.unchanged()


def test_objects_of_the_system_cannot_be_absent(project: Project) -> None:
    (step,) = project.play(task("wxcc_site", {"sites": [{"name": "Site-1", "state": "absent"}]}))
    assert 'sites[0]: state: "Site-1" belongs to the system' in step.refusal()


def test_the_token_of_another_organization(project: Project, sim: Simulator) -> None:
    ours, theirs = sim.orgs
    listed = {"sites": [{"name": "Bonn", "multimedia_profile": "Voice and Chat"}]}
    steps = project.play(
        task("wxcc_site", {**listed, "org_id": theirs.org_id}),
        task("wxcc_config", {"type": "site", "items": listed["sites"]}, vars={"wxcc_org_id": theirs.org_id}),
        task("wxcc_config_info", {"type": "site"}, environment={"WXCC_ORG_ID": theirs.org_id}),
        task("wxcc_site", {**listed, "org_id": "acme"}),
    )
    for step in steps[:3]:
        assert f"org_id: {theirs.org_id} is one organization" in step.refusal()
        assert ours.org_id in step.refusal()
    assert "org_id: 'acme' is not an organization id" in steps[3].refusal()
    assert sim.requests() == []


@pytest.mark.parametrize("which", ["read_only_token", "no_scope_token", "none of this service"])
def test_tokens_that_may_not(project: Project, sim: Simulator, which: str) -> None:
    token = getattr(sim.orgs[0], which, f"none_of_{sim.orgs[0].org_id}")
    listed = {"sites": [{"name": name, "multimedia_profile": "Voice and Chat"} for name in CITIES]}
    (step,) = project.play(task("wxcc_site", {**listed, "access_token": token}))
    said = {"read_only_token": "cjp:config_write", "no_scope_token": "cjp:config_read"}
    assert said.get(which, "401") in step.failure()
    assert "tracking id" in step.failure()
    assert token not in str(step.result)
    assert project.names() == {"Site-1"}
    assert len(step.requests) <= 3


def test_options_out_of_range(project: Project, sim: Simulator) -> None:
    site = {"name": "Bonn"}
    cases: list[tuple[Row, str]] = [
        ({**site, "timeout": 0}, "timeout: 0.0 is not between"),
        ({**site, "parallelism": 65}, "parallelism: 65 is not between 1 and 64"),
        ({**site, "requests_per_minute": -1}, "requests_per_minute: -1 is not between"),
        ({**site, "bulk_size": 0}, "bulk_size: 0 is not between 1 and 1000"),
        ({**site, "max_deletes": -1}, "max_deletes: -1 is not between"),
        ({**site, "api_url": "http://example.com"}, "api_url: 'http://example.com' would send the access token"),
        ({**site, "api_url": sim.url, "data_center": "eu1"}, "exclude one another"),
        ({**site, "access_token": "two words"}, "access_token: empty, or with a space"),
        ({**site, "colour": "red"}, "Unsupported parameters"),
    ]
    steps = project.play(*(task("wxcc_site", options) for options, _unused in cases))
    said = [(part, step.refusal()) for (_unused, part), step in zip(cases, steps, strict=True)]
    assert [(part, message) for part, message in said if part not in message] == []
    assert sim.requests() == []
