# SPDX-License-Identifier: GPL-3.0-or-later
"""Access to organizations by their names: obtained once, kept alive, and gone on with after a 401."""

from __future__ import annotations

import json
import os
import re
import stat
import time
from pathlib import Path

import pytest
from support.engine import sites
from support.playbook import ROOT
from support.project import Project, task
from support.simulator import Row, Simulator
from support.token_store import change, entry, filled, logged_in, token_requests

HOUR = 3600
INI = """[defaults]
collections_path = {}
[webex_contact_center]
auth_url = {}
client_id = {}
client_secret = {}
token_store = {}
"""


def test_the_life_of_an_access(project: Project, sim: Simulator, store: Path) -> None:
    planned, first, again, longer, longer_again, refreshed = project.play(
        logged_in(sim) | {"check_mode": True},
        logged_in(sim),
        filled(sim),
        task("wxcc_token", {"org": "acme", "min_validity": 13 * HOUR}),
        task("wxcc_token", {"org": "acme", "min_validity": 13 * HOUR}),
        task("wxcc_token", {"org": "acme", "state": "refreshed", "org_id": sim.orgs[0].org_id}),
    )
    assert planned.ok()["changed"]
    assert planned.requests == []
    assert first.ok()["changed"]
    assert token_requests(first.requests) == [200]
    assert (first.result["org"], first.result["org_id"]) == ("acme", sim.orgs[0].org_id)
    assert set(first.result["scopes"]) == {"cjp:config", "cjp:config_read", "cjp:config_write"}
    assert 59 < first.result["days_left"] < 60
    assert first.result["expires_at"].endswith("Z")
    assert 0 < first.result["expires_at_ms"] - first.result["last_refresh_ms"] <= 12 * HOUR * 1000
    again.unchanged()
    assert again.requests == []
    assert longer.ok()["changed"]
    assert token_requests(longer.requests) == [200]
    longer_again.unchanged()
    assert longer_again.requests == []
    (warning,) = longer.result["warnings"]
    assert longer_again.result["warnings"] == [warning]
    assert re.search(
        r"min_validity is 46800 s, but the access tokens of this organization live 4\d{4}\.?\d* s", warning
    )
    assert refreshed.ok()["changed"]
    assert stat.S_IMODE(os.stat(store).st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in store.iterdir()} == {0o600}

    steps = project.play(
        *(task("wxcc_token", {"org": "acme", "state": "absent"}, check_mode=check) for check in (True, False, False)),
        task("wxcc_token", {"org": "acme"}),
    )
    assert [step.result["changed"] for step in steps[:3]] == [True, True, False]
    assert "acme: not in the token store" in steps[3].refusal()
    assert "webex.contact_center.onboard" in steps[3].refusal()


def test_check_mode_sends_nothing_and_changes_nothing(project: Project, sim: Simulator, store: Path) -> None:
    project.play(filled(sim))
    aged(store)
    before = entry(store)
    steps = project.play(
        *(
            task("wxcc_token", {"org": "acme", **options})
            for options in ({"state": "refreshed"}, {"min_validity": 13 * HOUR}, {}, {"org": "new"})
        ),
        options=("--check",),
    )
    assert [step.ok()["changed"] for step in steps[:3]] == [True, True, False]
    assert "new: not in the token store" in steps[3].refusal()
    assert [row for step in steps for row in step.requests] == []
    assert entry(store) == before


def test_a_new_login_takes_the_place_of_dead_tokens(project: Project, sim: Simulator, store: Path) -> None:
    project.play(filled(sim))
    change(store, refresh_token="spent", expires_at=0)
    dead, login, again = project.play(
        task("wxcc_token", {"org": "acme"}),
        logged_in(sim),
        logged_in(sim, state="refreshed"),
    )
    assert dead.refusal().startswith("acme: POST /v1/access_token: 400: ")
    assert "webex.contact_center.onboard" in dead.refusal()
    assert login.ok()["changed"]
    assert again.ok()["changed"]
    assert token_requests(again.requests) == [200]


def test_a_new_refresh_token_is_tried_where_the_old_one_is_dead(project: Project, sim: Simulator, store: Path) -> None:
    good = sim.orgs[0].refresh_token
    project.play(logged_in(sim))
    change(store, refresh_token="spent")
    dead, known, refused = project.play(
        task("wxcc_token", {"org": "acme", "state": "refreshed"}),
        task("wxcc_token", {"org": "acme"}),
        task("wxcc_token", {"org": "acme", "refresh_token": "dead too"}),
    )
    planned, new, again = project.play(
        task("wxcc_token", {"org": "acme", "refresh_token": good}, check_mode=True),
        task("wxcc_token", {"org": "acme", "refresh_token": good}),
        task("wxcc_token", {"org": "acme", "refresh_token": "not needed"}),
    )
    assert "invalid_grant" in dead.refusal()
    assert (known.ok()["changed"], known.result["days_left"]) == (False, 0.4)
    assert "invalid_grant" in known.result["last_error"]
    assert "invalid_grant" in known.result["warnings"][0]
    assert token_requests(refused.requests) == [400]
    assert "invalid_grant" in refused.refusal()
    assert (planned.ok()["changed"], planned.requests) == (True, [])
    assert (new.ok()["changed"], new.result["last_error"], "warnings" in new.result) == (True, "", False)
    assert new.result["days_left"] > 59
    again.unchanged()
    assert again.requests == []


def test_a_module_takes_the_name_of_an_organization(project: Project, sim: Simulator, store: Path) -> None:
    project.play(filled(sim), filled(sim, "borealis", 1))
    for org, kind in enumerate(("acme", "borealis")):
        option, variable = project.play(
            task("wxcc_site", {"org": kind, **sites(f"By option {org}")[0]}, vars={"wxcc_org_id": "ignored"}),
            task("wxcc_site", sites(f"By variable {org}")[0], vars={"wxcc_org": kind, "wxcc_access_token": ""}),
        )
        assert option.writes == variable.writes == ["POST site"]
        assert {row["org_id"] for row in option.requests} == {sim.orgs[org].org_id}
        assert {f"By option {org}", f"By variable {org}"} <= {row["name"] for row in sim.objects("site", org)}
    both, other, unknown, secret = project.play(
        task("wxcc_site", {"org": "acme", "access_token": "t", **sites("Bonn")[0]}),
        task("wxcc_site", {"org": "acme", "org_id": sim.orgs[1].org_id, **sites("Bonn")[0]}),
        task("wxcc_site", {"org": "nobody", **sites("Bonn")[0]}),
        task("wxcc_site", {"org": "acme", "client_secret": "hidden", **sites("Bonn")[0]}),
    )
    assert "org and access_token exclude one another, but the task gives both" in both.refusal()
    for step, said in (
        (other, [sim.orgs[0].org_id, sim.orgs[1].org_id, "acme"]),
        (unknown, ["nobody", "acme, borealis", "webex.contact_center.onboard"]),
        (secret, ["client_secret: is not an option of this module", "wxcc_client_secret", "WXCC_CLIENT_SECRET"]),
    ):
        assert [part for part in said if part not in step.refusal()] == []
        assert step.requests == []
    assert "hidden" not in json.dumps(secret.result)


@pytest.mark.parametrize("purge", [False, True])
def test_a_token_that_ends_in_the_middle(project: Project, sim: Simulator, store: Path, purge: bool) -> None:
    """The first chunks of a thousand sites are written, then comes a 401; refreshed once, both runs are one result."""
    old = [row["name"] for row in project.seed_sites(["Old 1", "Old 2", "Old 3"])]
    project.play(filled(sim))
    first = entry(store)["access_token"]
    many = sites(*(f"Site {number}" for number in range(1000)))
    listed = [*many, {"name": "Site-1"}]
    options = {"sites": listed, "org": "acme", "bulk_size": 50, "parallelism": 2, "purge": purge, "max_deletes": 3}
    options["max_diff"] = 0
    sim.fault(method="POST", path="*/site/bulk", where={"name": "Site 500"}, status=401)
    sim.fault(method="POST", path="*/site/bulk", status=401, delay_ms=1500)
    step, again = project.play(task("wxcc_site", options, diff=True), task("wxcc_site", options))
    result = step.ok()
    assert token_requests(step.requests) == [200]
    assert [row["status"] for row in step.requests].count(401) >= 1
    assert entry(store)["access_token"] != first
    assert result["changed"]
    deleted = 3 if purge else 0
    assert {name: result["summary"][name] for name in ("created", "deleted", "unchanged", "failed")} == {
        "created": 1000,
        "deleted": deleted,
        "unchanged": 1,
        "failed": 0,
    }
    assert [row["name"] for row in result["sites"][:1001]] == [site["name"] for site in listed]
    assert {row["action"] for row in result["sites"][:1000]} == {"created"}
    assert all(row["id"] for row in result["sites"])
    created = [line for part in result["diff"] for line in part["after"].splitlines()]
    assert len(created) == len(set(created)) == 1000
    assert result["summary"]["requests"] == len(step.requests) - 1
    again.unchanged()
    assert set(old).isdisjoint(project.names()) == purge
    assert "unauthorized" not in result


def test_a_second_401_is_an_error(project: Project, sim: Simulator, store: Path) -> None:
    project.play(filled(sim))
    sim.fault(method="GET", path="*/site*", status=401, times=2)
    (step,) = project.play(task("wxcc_site", {"org": "acme", **sites("Bonn")[0]}))
    assert step.refusal().startswith("acme: GET ")
    assert ": 401: " in step.refusal()
    assert token_requests(step.requests) == [200]
    assert "unauthorized" not in step.result


def test_a_401_that_cannot_be_helped(project: Project, sim: Simulator, store: Path) -> None:
    project.play(filled(sim))
    change(store, refresh_token="spent")
    sim.fault(method="GET", path="*/site*", status=401, times=None)
    ours = {"access_token": sim.orgs[0].access_token}
    by_name, by_token = project.play(
        task("wxcc_site", {"org": "acme", **sites("Bonn")[0]}), task("wxcc_site", {**ours, **sites("Bonn")[0]})
    )
    refusal = by_name.refusal()
    assert refusal.startswith("acme: GET ")
    assert "; could not get a new access token: POST /v1/access_token: 400: invalid_grant, " in refusal
    assert refusal.count("acme") == refusal.count("refresh token") == 1
    assert by_token.refusal().startswith(f"organization {sim.orgs[0].org_id}: GET ")
    assert ": 401: " in by_token.refusal()
    assert token_requests(by_token.requests) == []
    sim.clear_faults()


def test_the_end_of_a_refresh_token(project: Project, sim: Simulator, store: Path) -> None:
    sim.grants(expires_in=60, refresh_token_expires_in=86400, times=1)
    project.play(filled(sim))
    (saved,) = project.play(task("wxcc_site", {"org": "acme", **sites("Bonn")[0]}))
    assert saved.ok()["changed"]
    assert token_requests(saved.requests) == [200]
    assert entry(store)["refresh_expires_at"] - entry(store)["obtained_at"] > 59 * 86400
    change(store, refresh_expires_at=1e9, expires_at=1e9)
    for step in project.play(
        task("wxcc_site", {"org": "acme", **sites("Bonn")[0]}), task("wxcc_token", {"org": "acme"})
    ):
        said = ("acme: the refresh token expired on 2001-09-09", "webex.contact_center.onboard")
        assert [part for part in said if part not in step.refusal()] == []
        assert step.requests == []


def test_twenty_organizations_of_which_three_are_dead(project: Project, sim: Simulator, store: Path) -> None:
    names = [f"org-{number:02}" for number in range(20)]
    more = [sim.add_organization(name) for name in names]
    fill = [{"org": org.name, "refresh_token": org.refresh_token} for org in more]
    options = {"org": "{{ item.org }}", "refresh_token": "{{ item.refresh_token }}"}
    project.play(task("wxcc_token", options, loop=fill, no_log=True))
    dead = names[3], names[11], names[19]
    for name in dead:
        change(store, name, refresh_token="spent")
    (step, info) = project.play(
        task("wxcc_token", {"org": "{{ item }}", "state": "refreshed"}, loop=names),
        task("wxcc_token_info"),
    )
    assert token_requests(step.requests).count(200) == 17
    results = {row["item"]: row for row in step.result["results"]}
    assert step.failed
    assert {name for name, row in results.items() if row.get("failed")} == set(dead)
    assert all(results[name]["msg"].startswith(f"{name}: ") for name in dead)
    rows = {row["org"]: row for row in info.ok()["organizations"]}
    assert {name for name, row in rows.items() if row["last_error"]} == set(dead)
    assert len(info.result["warnings"]) == 3
    assert info.requests == []


def test_access_that_ends_soon_is_a_warning(project: Project, sim: Simulator, store: Path) -> None:
    sim.grants(refresh_token_expires_in=86400 * 10, times=1)
    project.play(filled(sim), filled(sim, "borealis", 1))
    (store / "broken.json").write_text("{", encoding="utf-8")
    (store / "broken.json").chmod(0o600)
    soon, late = (
        step.ok() for step in project.play(task("wxcc_token_info"), task("wxcc_token_info", {"warn_days": 2}))
    )
    assert [row["org"] for row in soon["organizations"]] == ["acme", "borealis", "broken"]
    assert soon["warnings"][0].startswith("acme: the access ends in 9.9 days")
    assert "broken.json: is not a file of the token store" in soon["warnings"][1]
    assert len(late["warnings"]) == 1


def aged(store: Path) -> None:
    """Make the access token of the entry a day older, of which two hours are left."""
    change(store, expires_at=time.time() + 2 * HOUR, obtained_at=time.time() - 22 * HOUR)


def renewed_by_lookup(name: str) -> Row:
    """An action that needs a longer life than is left of the token, and so a refresh."""
    return {"ansible.builtin.assert": {"that": f"lookup('{name}', 'acme', min_validity={13 * HOUR}) | length > 20"}}


def test_the_lookup(project: Project, sim: Simulator, store: Path) -> None:
    project.play(filled(sim), filled(sim, "borealis", 1))
    name = "webex.contact_center.wxcc_token"
    check = (
        f"(query('{name}', 'acme', 'borealis') | map('split', '_') | map('last') | list)"
        f" == ['{sim.orgs[0].org_id}', '{sim.orgs[1].org_id}']"
    )
    elsewhere = "{{ lookup('" + name + "', 'acme', token_store='/nowhere/tokens') }}"
    aged(store)
    cached, variable, renewed, missing, nowhere = project.play(
        {"name": "Several", "ansible.builtin.assert": {"that": check}},
        {
            "name": "Variables are templates",
            "ansible.builtin.assert": {"that": f"lookup('{name}', 'acme') | length > 20"},
            "vars": {"wxcc_token_store": "{{ place }}", "place": str(store)},
        },
        {"name": "Renewed", **renewed_by_lookup(name)},
        {"name": "Missing", "ansible.builtin.debug": {"msg": "{{ lookup('" + name + "', 'nobody') }}"}},
        {"name": "No store", "ansible.builtin.debug": {"msg": elsewhere}},
    )
    for step in (cached, variable):
        step.ok()
        assert step.requests == []
    renewed.ok()
    assert token_requests(renewed.requests) == [200]
    aged(store)
    ini = project.write("ansible.cfg", INI.format(ROOT / "build", sim.url, sim.client_id, sim.client_secret, store))
    again = {"name": "All from an ini file", **renewed_by_lookup(name)}
    (step,) = project.play(again, environment={"ANSIBLE_CONFIG": str(project.folder / ini)})
    step.ok()
    assert token_requests(step.requests) == [200]
    assert "nobody: not in the token store" in missing.refusal()
    assert "/nowhere/tokens: there is no token store here" in nowhere.refusal()
