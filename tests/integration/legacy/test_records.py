# SPDX-License-Identifier: GPL-3.0-or-later
"""Legacy records as a user reads them: filters with plain HTTP tasks, the module, chains, and what goes wrong."""

from __future__ import annotations

import csv
import json
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from support.legacy import (
    LAB_ACTIVITIES,
    LAB_ENCODED,
    LAB_KEY,
    LAB_QUERY,
    LAB_RESPONSE,
    LAB_SESSION,
    LAB_SIGNATURE,
    LAB_TEXT,
    LAB_USER,
    contact,
    legacy_access,
    read,
    whole_contact,
)
from support.playbook import ROOT, run_playbook
from support.project import Project, Step
from support.simulator import Row, Simulator

from ansible_collections.webex.contact_center.plugins.module_utils.api.legacy.client import (
    LegacyClient,
    LegacySettings,
)
from ansible_collections.webex.contact_center.plugins.module_utils.api.legacy.signing import CSV, JSON
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.legacy.query import query_of
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.legacy.reader import LegacyReader
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.windows.periods import Period

BEGIN = 1_700_000_000_000
CHAINS, LENGTH = 120, 12


def test_the_labs_calls_with_filters_and_a_plain_http_task(project: Project, sim: Simulator) -> None:
    account = sim.legacy_account()
    signed = (
        "{{ account.user | webex.contact_center.wxcc_legacy_headers(account.api_key, tenant_id=account.tenant_id) }}"
    )
    call: Row = {"headers": signed, "return_content": True, "follow_redirects": "none"}
    query = "{{ response | webex.contact_center.wxcc_encode_query }}"
    urls = [f"{sim.legacy['url']}/cars/{activity}" for activity in LAB_ACTIVITIES]
    facts = {
        "hmac": f"{{{{ '{LAB_USER}' | webex.contact_center.wxcc_hmac('{LAB_KEY}', tenant_id='1000000') }}}}",
        "old": f"{{{{ '{LAB_USER}' | webex.contact_center.wxcc_hmac('{LAB_KEY}', layout='{{signature}}') }}}}",
        "text": "{{ text | webex.contact_center.wxcc_encode_query }}",
        "compact": "{{ query | webex.contact_center.wxcc_encode_query | length }}",
        "back": "{{ text | webex.contact_center.wxcc_encode_query | webex.contact_center.wxcc_decode_query == text }}",
        "start": "{{ '2021-02-02T04:06:08.144Z' | webex.contact_center.wxcc_epoch }}",
        "local": "{{ '2021-02-01' | webex.contact_center.wxcc_epoch('America/New_York') }}",
        "day": "{{ day | webex.contact_center.wxcc_epoch }}",
        "when": "{{ 1612238768144 | webex.contact_center.wxcc_from_epoch }}",
        "there": "{{ 1612238768144 | webex.contact_center.wxcc_from_epoch('America/New_York') }}",
    }
    variables = {
        "account": account,
        "text": LAB_TEXT,
        "query": LAB_QUERY,
        "response": LAB_RESPONSE,
    }
    project.write("vars.yml", json.dumps(variables) + "\n")
    shown, *answers = project.play(
        {"name": "Filters", "ansible.builtin.debug": {"msg": facts}},
        *({"name": "Call", "ansible.builtin.uri": {**call, "url": url}} for url in urls),
        {"name": "Ask", "ansible.builtin.uri": {**call, "url": f"{sim.legacy['url']}/csrs?q={query}"}},
        {
            "name": "CSV",
            "ansible.builtin.uri": {
                **call,
                "headers": signed.replace(") }}", ", accept='text/csv') }}"),
                "url": f"{sim.legacy['url']}/csrs?q={query}",
            },
        },
        keywords={"vars_files": ["vars.yml"], "vars": {"day": "2021-02-02"}},
    )
    # Older releases of Ansible make text of numbers.
    assert {name: str(value) for name, value in shown.ok()["msg"].items()} == {
        "hmac": f"{LAB_SIGNATURE};tenantId=1000000",
        "old": LAB_SIGNATURE,
        "text": LAB_ENCODED,
        "compact": "889",
        "back": "True",
        "start": "1612238768144",
        "local": "1612155600000",
        "day": "1612224000000",
        "when": "2021-02-02T04:06:08.144Z",
        "there": "2021-02-01T23:06:08.144-05:00",
    }
    *records, asked, table = [answer.ok() for answer in answers]
    assert [record["json"]["sid"] for record in records] == LAB_ACTIVITIES
    assert [row["sid"] for row in asked["json"]["data"]] == [LAB_SESSION]
    assert table["content"] == f"sid\n{LAB_SESSION}\n"


def test_the_labs_calls_with_the_module(project: Project, sim: Simulator) -> None:
    project.write("analyzer.json", LAB_RESPONSE)
    steps = project.play(
        read({"record": "car", "id": LAB_ACTIVITIES, "follow": "session"}),
        read({"record": "csr", "src": "analyzer.json", "follow": "activities"}),
        read({"record": "csr", "query": LAB_TEXT, "format": "csv"}),
        read({"record": "csr", "query": LAB_QUERY}),
        read({"record": "csr", "id": LAB_SESSION, "follow": "activities", "format": "csv"}),
    )
    by_id, from_file, as_text, as_mapping, followed = [step.ok() for step in steps]
    assert [record["sid"] for record in by_id["records"]] == LAB_ACTIVITIES
    assert [record["sid"] for record in by_id["sessions"]] == [LAB_SESSION]
    assert {record["session"] for record in by_id["records"]} == {LAB_SESSION}
    assert by_id["records"][0]["csttsRfc3339"] == "2021-02-02T04:06:08.144Z"
    assert [record["sid"] for record in as_mapping["records"]] == [LAB_SESSION]
    assert as_text["csv"].splitlines() == ["sid", LAB_SESSION]
    for result in (from_file, followed):
        (chain,) = result["chains"]
        assert (chain["complete"], chain["end"], chain["missing"], chain["problems"]) == (True, "ended", None, [])
        assert [activity["sid"] for activity in chain["activities"]][:3] == LAB_ACTIVITIES
    header, *rows = followed["activities_csv"].splitlines()
    assert header.startswith("session,complete,end,missing,sid,")
    assert [row.split(",")[4] for row in rows][:3] == LAB_ACTIVITIES
    # Text goes as it stands, white space and all.
    assert steps[1].requests[0]["query"]["q"] == LAB_TEXT
    assert steps[2].requests[0]["query"]["q"] == LAB_TEXT


def test_a_period_is_read_without_a_query_and_moves_one(tmp_path: Path) -> None:
    with Simulator.start() as sim:
        project = Project(tmp_path, sim)
        project.environment = legacy_access(sim)
        _period_is_read(project, sim)


def _period_is_read(project: Project, sim: Simulator) -> None:
    now, agents, moved, yesterday = project.play(
        read({"record": "csr", "from": "-2h"}),
        read({"record": "aar", "from": "-2h", "to": "-1h"}),
        read({"record": "csr", "query": LAB_QUERY, "from": "2021-02-02T00:00", "timezone": "Europe/Berlin"}),
        read({"record": "asr", "from": "yesterday", "to": "today", "timezone": "Asia/Tokyo"}),
    )
    rows = now.ok()["records"]
    assert now.result["found"] == len(rows) == sim.traffic(*_asked(now), "tasks")["tasks"]
    assert {type(row["cstts"]) for row in rows} == {int}
    assert agents.ok()["records"]
    assert yesterday.ok()["records"]
    begin, end = _asked(yesterday)
    assert end - begin == 86_400_000
    assert begin % 86_400_000 == 15 * 3_600_000
    query = json.loads(moved.requests[0]["query"]["q"])
    assert LAB_SESSION in [row["sid"] for row in moved.ok()["records"]]
    assert (query["dateBegin"], query["dateEnd"], query["timezone"]) == (
        [1612220400000],
        LAB_QUERY["dateEnd"],
        "Europe/Berlin",
    )


def _asked(step: Step) -> tuple[int, int]:
    query = json.loads(step.requests[0]["query"]["q"])
    return query["dateBegin"][0], query["dateEnd"][0]


SPELLINGS = {"flat": "session", "suffixed": "callSessionId", "nested": "session"}
REPLIES = {"objects": "null", "arrays": "NA", "lines": "", "mixed": "null"}
FORMS = [
    {"spelling": spelling, "session_name": name, "reply": reply, "nulls": nulls}
    for spelling, name in SPELLINGS.items()
    for reply, nulls in REPLIES.items()
]


def test_every_form_of_an_answer_gives_the_same_records(sim: Simulator) -> None:
    sim.add_legacy_contacts([whole_contact(f"session-{number}", BEGIN + number, 5) for number in range(3)])
    asked = query_of("car", Period(BEGIN, BEGIN + 60_000))
    one, several = [], []
    account: Row = sim.legacy
    with closing(LegacyClient(LegacySettings(**account, requests_per_minute=100_000))) as client:
        for form in FORMS:
            sim.legacy_manners(**form)
            for accept in (JSON, CSV):
                reader = LegacyReader(client, accept=accept)
                several.append(reader.listing("car", asked).records)
                one.append([reader.record("car", f"session-1-{BEGIN + 1}-new")])
    assert [len(records) for records in several] == [15] * 24
    for results in (one, several):
        assert [records for records in results if _without_nothing(records) != _without_nothing(results[0])] == []
    assert [type(value) for value in several[0][0].values()].count(int) == 3


def test_a_mixed_answer_reaches_the_playbook_as_the_lab_would_read_it(project: Project, sim: Simulator) -> None:
    sim.legacy_manners(reply="mixed", spelling="nested", session_name="callSessionId", nulls="NA")
    asked, by_id = project.play(
        read({"record": "car", "from": "2021-02-02", "to": "+1d"}), read({"record": "car", "id": LAB_ACTIVITIES[2]})
    )
    records = asked.ok()["records"]
    assert [record["sid"] for record in records][:3] == LAB_ACTIVITIES
    assert {record["session"] for record in (*records, *by_id.ok()["records"])} == {LAB_SESSION}
    assert records[2]["nextState"] == by_id.result["records"][0]["nextState"] == "ended"
    assert records[3]["nextState"] is None


def _without_nothing(records: list[Row]) -> list[Row]:
    return [{name: value for name, value in row.items() if value is not None} for row in records]


@pytest.mark.parametrize("activity_queries", [True, False], ids=["by queries", "by a walk"])
def test_chains_of_many_sessions(project: Project, sim: Simulator, activity_queries: bool) -> None:
    sim.add_legacy_contacts([whole_contact(f"contact-{n:05d}", BEGIN + n * 10, LENGTH) for n in range(CHAINS)])
    sim.legacy_manners(activity_queries=activity_queries)
    (step,) = project.play(
        read({"record": "csr", "from": str(BEGIN), "to": str(BEGIN + 3_600_000), "follow": "activities"})
    )
    chains = step.ok()["chains"]
    assert len(chains) == CHAINS
    assert {(chain["complete"], len(chain["activities"])) for chain in chains} == {(True, LENGTH)}
    # One query for the sessions, and either few for all activities or a request for each.
    unavoidable = 1 + (1 if activity_queries else CHAINS * LENGTH)
    assert len(step.requests) <= (unavoidable + 1) * 1.2
    assert step.result["summary"]["requests"] == len(step.requests)


def test_chains_that_break_loop_or_branch_are_told(project: Project, sim: Simulator) -> None:
    at = BEGIN
    sim.add_legacy_contacts(
        [
            contact("broken", ("new", at, at + 5, "ivr-connected"), ("parked", at + 9, at + 12, "ended")),
            contact("loop", ("new", at, at, "parked"), ("parked", at, at, "new")),
            contact(
                "together",
                ("new", at, at + 5, "parked"),
                ("parked", at + 5, at + 5, "connected"),
                ("connected", at + 5, at + 9, "ended"),
                ("consulting", at + 5, at + 9, "ended"),
                ("ended", at + 9, at + 9, None),
            ),
            contact("open", ("new", at, at + 5, "parked"), ("parked", at + 5, None, None)),
            contact("silent", ("new", at, at + 5, None), ("parked", at + 5, None, None)),
        ]
    )
    for activity_queries in (True, False):
        sim.legacy_manners(activity_queries=activity_queries)
        ids = ["broken", "loop", "together", "open", "silent"]
        run = project.run(read({"record": "csr", "id": ids, "follow": "activities"}))
        step = Step(run.last, False, sim.requests())
        assert "4 of 5 chains are not complete" in run.output
        chains = {chain["session"]: chain for chain in step.ok()["chains"]}
        assert {name: chain["end"] for name, chain in chains.items()} == {
            "broken": "missing",
            "loop": "loop",
            "together": "ended",
            "open": "open",
            "silent": "open",
        }
        assert chains["broken"]["missing"] == f"broken-{at + 5}-ivr-connected"
        assert len(chains["loop"]["activities"]) == 2
        assert any("begin at the same time" in problem for problem in chains["together"]["problems"])
        if activity_queries:
            assert [row["sid"] for row in chains["broken"]["detached"]] == [f"broken-{at + 9}-parked"]
            assert [row["sid"] for row in chains["together"]["detached"]] == [f"together-{at + 5}-consulting"]


def test_an_answer_that_was_cut_is_asked_for_in_parts_or_told(project: Project, sim: Simulator) -> None:
    sim.add_legacy_contacts([whole_contact(f"c-{number}", BEGIN + number * 1000, 2) for number in range(95)])
    sim.add_legacy_contacts([whole_contact(f"d-{number}", BEGIN, 2) for number in range(30)], org=1)
    sim.legacy_manners(most_records=20)
    period = {"from": str(BEGIN), "to": str(BEGIN + 100_000)}
    other = {f"legacy_{name}": value for name, value in sim.legacy_account(1).items()}
    count: Row = {**LAB_QUERY, "dateBegin": [BEGIN], "dateEnd": [BEGIN + 100_000]}
    whole, as_csv, taken, same_time, last = project.play(
        read({"record": "csr", **period}),
        read({"record": "csr", **period, "format": "csv"}),
        read({"record": "csr", **period, "narrow": False}),
        read({"record": "csr", **period, **other}),
        read({"record": "csr", "query": {**count, "lastNRecords": True}}),
    )
    for step in (whole, as_csv):
        assert (step.ok()["complete"], len(step.result["records"])) == (True, 95)
        assert len({row["sid"] for row in step.result["records"]}) == 95
    assert len(whole.requests) <= 12
    assert (taken.ok()["complete"], taken.result["found"], len(taken.result["records"])) == (False, 95, 20)
    for step in (same_time, last):
        assert "use narrower periods" in step.failure()
        assert step.result["complete"] is False
        assert len(step.result["records"]) == 20


def test_yesterdays_sessions_of_organizations_are_in_files(tmp_path: Path) -> None:
    with Simulator.start(tasks_per_day=200) as sim:
        hosts = {
            name: {f"wxcc_legacy_{option}": value for option, value in sim.legacy_account(org).items()}
            for org, name in enumerate(("acme", "borealis"))
        }
        inventory = tmp_path / "inventory.yml"
        inventory.write_text(json.dumps({"all": {"hosts": hosts}}), encoding="utf-8")
        variables = {"WXCC_LEGACY_URL": sim.legacy["url"], "WXCC_REQUESTS_PER_MINUTE": "100000"}
        options = ("-i", str(inventory), "-e", "legacy_hosts=all", "-e", f"legacy_folder={tmp_path}/reports", "--diff")
        first = run_playbook(ROOT / "playbooks/legacy_sessions.yml", tmp_path, *options, variables=variables)
        again = run_playbook(ROOT / "playbooks/legacy_sessions.yml", tmp_path, *options, variables=variables)
        assert (first.code, again.code, again.output.count("changed=0")) == (0, 0, 2), first.output
        kept = {path: path.read_bytes() for path in (tmp_path / "reports").iterdir()}
        nothing = {"numberOfRecordsFound": 0, "numberOfRecordsInDataset": 0, "isComplete": True}
        sim.fault(path="*/csrs", status=200, body={"datasetMetadata": nothing, "data": []}, times=2)
        empty = run_playbook(ROOT / "playbooks/legacy_sessions.yml", tmp_path, *options, variables=variables)
        assert (empty.code, "no CSR records match this query" in empty.output) == (0, True), empty.output
        assert {path: path.read_bytes() for path in kept} == kept
        day = next(iter((tmp_path / "reports").iterdir())).stem[-10:]
        begin = datetime.fromisoformat(f"{day}T00:00+00:00").timestamp() * 1000
        counts = [sim.traffic(int(begin), int(begin) + 86_400_000, "tasks", org=org)["tasks"] for org in (0, 1)]
    files = {path.name: path for path in (tmp_path / "reports").iterdir()}
    assert {path.stat().st_mode & 0o777 for path in files.values()} == {0o600}
    tables = {name: list(csv.DictReader(path.read_text(encoding="utf-8").splitlines())) for name, path in files.items()}
    for host, count in zip(hosts, counts, strict=True):
        sessions = {row["sid"] for row in tables[f"{host}-sessions-{day}.csv"]}
        activities = tables[f"{host}-activities-{day}.csv"]
        assert len(sessions) == count > 50
        assert {row["session"] for row in activities} == sessions
        assert {row["session"] for row in activities if row["complete"] == "true"} == {
            row["session"] for row in activities if row["currentState"] == "ended"
        }
    assert all(account["wxcc_legacy_api_key"] not in first.output for account in hosts.values())
