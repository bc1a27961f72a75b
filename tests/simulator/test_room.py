# SPDX-License-Identifier: GPL-3.0-or-later
"""The control room and the life of the process."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from support.exchanges import site
from support.simulator import PACKAGE_FOLDER, Simulator

from wxcc_simulator.families.registry import FAMILIES

DAY_MS = 24 * 3600 * 1000


@pytest.mark.parametrize(
    ("host", "status"),
    [("127.0.0.1:1", 200), ("localhost", 200), ("[::1]:80", 200), ("evil.example", 403), ("10.0.0.1", 403), ("", 403)],
)
def test_only_loopback_gets_in(sim: Simulator, host: str, status: int) -> None:
    connection = HTTPConnection(urlsplit(sim.url).netloc, timeout=30)
    connection.request("GET", "/_simulator/requests", headers={"Host": host})
    assert connection.getresponse().status == status


@pytest.mark.parametrize(
    ("method", "name", "order", "words"),
    [
        ("POST", "faults", {}, "given as a list"),
        ("POST", "faults", [1], "a fault is an object"),
        ("POST", "faults", [{"statos": 500}], "statos: unknown field"),
        ("POST", "faults", [{"drop": "never"}], "never: unknown drop"),
        ("POST", "faults", [{"status": "500"}], "not a value for status"),
        ("POST", "faults", [{"truncate_to": 0}], "truncate_to: must be 1 or more"),
        ("POST", "faults", [{"bytes_per_s": -1}], "bytes_per_s: must be 1 or more"),
        ("POST", "faults", [{"method": "GET"}], "at least one of status, drop, delay_ms"),
        *(
            ("POST", "faults", [{"items": places, "status": 500}], f"{json.dumps(places)}: items must list places")
            for places in ([], [-1], ["0"], [True], [0, None])
        ),
        ("POST", "quirks", {"nothing": True}, "nothing: no such quirk; there are blending_mode_enum"),
        ("POST", "quirks", {"purge_forbidden": "off"}, "purge_forbidden: must be true or false"),
        ("POST", "quirks", [], "must be a JSON object"),
        ("POST", "clock", {"advance_s": -1}, "-1: advance_s must be"),
        ("POST", "clock", {}, "None: advance_s must be"),
        ("POST", "clock", [], "must be a JSON object"),
        ("POST", "grants", {"expires": 5}, "expires: unknown field"),
        ("POST", "grants", {"expires_in": -1}, "-1: expires_in must be"),
        ("POST", "grants", {"expires_in": True}, "True: expires_in must be"),
        ("POST", "grants", {"refresh_token_expires_in": "5"}, "5: refresh_token_expires_in must be"),
        ("POST", "grants", {"times": 0}, "0: times must be a whole number, 1 or more"),
        ("POST", "grants", [], "must be a JSON object"),
        ("POST", "organizations", {}, "None: name must be"),
        ("POST", "organizations", {"name": " "}, "name must be"),
        ("POST", "organizations", [], "must be a JSON object"),
        ("GET", "stats?from=yesterday", None, "yesterday: from must be a time in epoch milliseconds"),
        ("GET", "stats?from=0&to=1&count=calls", None, "calls: unknown count; there are tasks"),
        ("POST", "users", {"org_id": "x"}, "x: unknown organization"),
        ("GET", "objects", None, ": unknown family"),
    ],
)
def test_orders_that_cannot_be_carried_out(sim: Simulator, method: str, name: str, order: Any, words: str) -> None:
    connection = HTTPConnection(urlsplit(sim.url).netloc, timeout=30)
    connection.request(method, f"/_simulator/{name}", None if order is None else json.dumps(order))
    answer = connection.getresponse()
    assert answer.status == 400
    assert words in json.loads(answer.read())["error"]


def test_users_need_a_site_that_exists(sim: Simulator) -> None:
    with pytest.raises(ValueError, match="nowhere: no site has this id"):
        sim.add_users("nowhere")


def test_objects_are_set_as_ordered_or_not_at_all(sim: Simulator) -> None:
    profile = sim.objects("multimedia-profile")[0]["id"]
    bonn = {"id": "b", "name": "Bonn", "active": True, "multimediaProfileId": profile}
    sim.set_objects({"site": [bonn, {**bonn, "id": "p", "name": "Paris", "systemDefault": True}], "team": []})
    assert [(row["id"], row["name"], row.get("systemDefault")) for row in sim.objects("site")] == [
        ("b", "Bonn", None),
        ("p", "Paris", True),
    ]
    assert sim.objects("team") == []
    assert sim.call("DELETE", "site/b").status_code == 204
    assert sim.call("DELETE", "site/p").status_code == 403
    refused: list[tuple[dict[str, Any], str]] = [
        ({"site": [{**bonn, "id": 5}]}, "5: id must be"),
        ({"site": [bonn, bonn]}, "b: another site has this id"),
        ({"site": [bonn, {**bonn, "id": "c"}]}, "has this already"),
        ({"site": [{**bonn, "multimediaProfileId": "x"}]}, "no multimedia-profile has the id x"),
        ({"site": [{**bonn, "colour": "red"}]}, "colour"),
        ({"site": [5]}, "must be a JSON object"),
        ({"user": []}, "user: objects of this family cannot be set; there are"),
    ]
    for wrong, words in refused:
        with pytest.raises(ValueError, match=words):
            sim.set_objects(wrong)
        assert [row["id"] for row in sim.objects("site")] == ["p"]


def test_reset_brings_back_the_start(sim: Simulator) -> None:
    before = [{**item, "createdTime": 0, "lastUpdatedTime": 0} for item in sim.objects("site")]
    sim.call("POST", "site", json=site(sim, "Paris"))
    sim.fault(status=500)
    sim.quirks(purge_forbidden=False)
    sim.advance(1_000_000_000)
    sim.reset()
    assert [{**item, "createdTime": 0, "lastUpdatedTime": 0} for item in sim.objects("site")] == before
    assert sim.requests() == []
    assert sim.call("GET", "v2/site").status_code == 200
    assert sim.call("POST", "site/purge-inactive-entities").status_code == 403


def test_stats(sim: Simulator) -> None:
    counts = sim.stats()["objects"]
    assert counts.keys() == {org.org_id for org in sim.orgs}
    of_first = counts[sim.orgs[0].org_id]
    assert of_first.keys() == {name for name, family in FAMILIES.items() if not any(family.inside)}
    assert {name: count for name, count in of_first.items() if count and not FAMILIES[name].fresh} == {
        "contact-service-queue": 6,
        "multimedia-profile": 3,
        "site": 1,
        "team": 1,
        "user": 60,
    }
    assert all(of_first[name] == len(family.fresh) for name, family in FAMILIES.items() if family.fresh)


def test_stats_of_a_period(sim: Simulator) -> None:
    now = int(time.time() * 1000)
    for number in range(len(sim.orgs)):
        counts = sim.traffic(now - DAY_MS, now + DAY_MS, org=number)
        assert 2500 < counts["tasks"] < 7000
        assert counts["activities"] > 4 * counts["tasks"]
        assert 0 < counts["recordings"] < counts["tasks"]
    assert sim.traffic(now - DAY_MS, now, "tasks").keys() == {"tasks"}
    assert sim.traffic(now, now - DAY_MS, "tasks") == {"tasks": 0}


def test_the_seed_decides_everything() -> None:
    told = []
    for seed in (1, 1, 2):
        with Simulator.start(seed=seed, orgs=7, sites=100) as sim:
            ids = [item["id"] for item in sim.objects("site", org=6)]
            told.append((sim.client_id, sim.client_secret, sim.orgs, ids))
    assert told[0] == told[1]
    assert told[0][2] != told[2][2]
    client_id, secret, orgs, ids = told[0]
    assert len({client_id, secret, *ids}) == 103
    assert len({org.name for org in orgs}) == 7
    for org in orgs:
        assert org.access_token.split("_")[1:] == ["PF84", org.org_id]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_good_order(number: int) -> None:
    sim = Simulator.start()
    sim.call("GET", "v2/site")
    os.kill(sim.pid, number)
    assert sim.wait() == 0


def test_the_end_of_its_input_ends_it() -> None:
    sim = Simulator.start()
    assert sim.stop() == 0


def test_settings_for_a_shell_are_there_while_it_runs(tmp_path: Path) -> None:
    settings = tmp_path / "simulator.env"
    settings.write_text("old", encoding="utf-8")
    command = [sys.executable, "-m", "wxcc_simulator", "--exit-with-stdin", "--env-file", str(settings)]
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE_FOLDER)}
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        show = subprocess.run(
            ["sh", "-c", f". {settings} && env"],
            env={"WXCC_ORG": "a real one", "WXCC_TOKEN_STORE": "/with/real/tokens"},
            capture_output=True,
            text=True,
            check=True,
        )
        assert {row for row in show.stdout.splitlines() if row.startswith("WXCC_")} == {
            f"WXCC_API_URL={ready['url']}",
            f"WXCC_AUTH_URL={ready['url']}",
            f"WXCC_ACCESS_TOKEN={ready['orgs'][0]['access_token']}",
            f"WXCC_CLIENT_ID={ready['client_id']}",
            f"WXCC_CLIENT_SECRET={ready['client_secret']}",
            f"WXCC_TOKEN_STORE={tmp_path / 'simulator.tokens'}",
            *(f"WXCC_LEGACY_{name.upper()}={value}" for name, value in ready["legacy"].items()),
        }
        assert settings.stat().st_mode & 0o777 == 0o600
    assert not settings.exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--quirk", "nothing=on"], "nothing: no such quirk; there are blending_mode_enum"),
        (["--quirk", "work_item_flag"], "work_item_flag: a quirk is written NAME=on or NAME=off"),
    ],
)
def test_options_that_cannot_be(arguments: list[str], words: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "wxcc_simulator", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE_FOLDER)}
    ended = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert words in ended.stderr
