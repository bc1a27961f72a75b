# SPDX-License-Identifier: GPL-3.0-or-later
"""Content such as layouts and flows in plans: by name, size and digest, with the lines that differ folded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from markdown_it import MarkdownIt
from support import flows
from support.planning import play
from support.simulator import Row, Simulator

ROOT = Path(__file__).resolve().parents[4]
SCHEMA = json.loads((ROOT / "docs/schemas/plan.json").read_text("utf-8"))
FILE = "files/desktop_layout/desk.json"
RECORD = f"- {{name: Desk, edited_by: me, json_file_name: desk.json, file: {FILE}}}\n"


def layout(**changes: Any) -> str:
    """A layout of many lines."""
    widgets = {f"widget-{number}": {"comp": "agentx", "title": f"Title {number}"} for number in range(2000)}
    return json.dumps({"agent": {"area": {**widgets, **changes}}}, indent=1)


def write(folder: Path, **files: str) -> None:
    for name, text in {"desktop_layout.yml": RECORD, **files}.items():
        path = folder / "acme" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def plan(sim: Simulator, folder: Path, **files: str) -> tuple[Row, Row, str]:
    """Plan the folder; return the plan, the action about the layout, and the Markdown."""
    write(folder, **files)
    result = play(sim, folder, src="acme", plan_dest="plan.json", check=True)
    assert result.get("plan_file"), result
    document = json.loads((folder / "plan.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(SCHEMA).validate(document)
    (part,) = document["plan"]["families"]
    return document, part["actions"][0], (folder / "plan.md").read_text("utf-8")


def test_a_plan_knows_content_by_its_digest_and_applies_it(sim: Simulator, tmp_path: Path) -> None:
    _document, action, text = plan(sim, tmp_path, **{FILE: layout()})
    assert action["values"]["jsonFileContent"].keys() == {"$content"}
    assert (tmp_path / "plan.json").stat().st_size < 10_000
    assert f"json_file_content: `{FILE}`" in text
    assert "bytes, SHA-256 `" in text
    assert "widget" not in text
    assert play(sim, tmp_path, plan="plan.json")["changed"]
    (made,) = [row for row in sim.objects("desktop-layout") if row["name"] == "Desk"]
    assert json.loads(made["jsonFileContent"]) == json.loads(layout())

    changed = layout(**{"widget-7": {"comp": "```</details>"}, "new": [1]})
    _document, action, text = plan(sim, tmp_path, **{FILE: changed})
    assert (tmp_path / "plan.json").stat().st_size < 10_000
    assert action["live"]["jsonFileContent"].keys() == {"$content"}
    change = action["changes"]["json_file_content"]
    assert change["after"].startswith(f"{FILE}: ")
    assert (change["added"], change["removed"]) == (4, 2)
    assert [line.split(" ", 1)[1].strip() for line in change["lines"] if line.startswith("+")][:2] == ['"new": [', "1"]
    assert "Lines added: 4, removed: 2" in text
    assert [line for line in text.splitlines() if len(line) > 80] == []
    page = MarkdownIt("commonmark", {"html": True}).render(text)
    assert page.count("<details>") == page.count("\n</details>") == 2  # of the family, and of the lines that differ
    assert "+" in page.split("<code", 1)[1]
    assert play(sim, tmp_path, plan="plan.json")["changed"]
    assert not play(sim, tmp_path, src="acme")["changed"]


@pytest.mark.parametrize("who", ["the file", "the organization"])
def test_content_that_moved_since_is_refused(sim: Simulator, tmp_path: Path, who: str) -> None:
    plan(sim, tmp_path, **{FILE: layout()})
    play(sim, tmp_path, plan="plan.json")
    plan(sim, tmp_path, **{FILE: layout(new=[1])})
    if who == "the file":
        write(tmp_path, **{FILE: layout(new=[2])})
        told = f"the source changed since the plan was made: {FILE} has other content"
    else:
        (row,) = [row for row in sim.objects("desktop-layout") if row["name"] == "Desk"]
        body = {key: value for key, value in row.items() if key not in ("links", "createdTime", "lastUpdatedTime")}
        assert (
            sim.call("PUT", f"desktop-layout/{row['id']}", json={**body, "jsonFileContent": "[1]"}).status_code == 200
        )
        told = "json_file_content "
    result = play(sim, tmp_path, plan="plan.json")
    assert told in result["msg"]
    if who != "the file":
        assert " is now 3 bytes, SHA-256 " in result["msg"]


@pytest.mark.parametrize("count", [3, 300])
def test_many_changed_layouts_fit_into_a_comment(sim: Simulator, tmp_path: Path, count: int) -> None:
    def write_all(**changes: Any) -> None:
        records = []
        for number in range(count):
            name = f"files/desktop_layout/{number}.json"
            text = json.dumps({"agent": {f"w{part}": [part, *changes.values()] for part in range(50)}})
            write(tmp_path, **{name: text})
            records.append(f"- {{name: L{number}, edited_by: me, json_file_name: x.json, file: {name}}}\n")
        write(tmp_path, **{"desktop_layout.yml": "".join(records)})

    write_all()
    play(sim, tmp_path, src="acme")
    write_all(more="long " * 40)
    result = play(sim, tmp_path, src="acme", plan_dest="plan.json", check=True)
    assert result["summary"]["updated"] == count
    text = (tmp_path / "plan.md").read_text("utf-8")
    assert len(text) < 60_000
    assert [line for line in text.splitlines() if len(line) > 80] == []
    assert "Lines added: " in text
    assert text.count("<details>") == text.count("</details>")


def test_references_inside_of_a_flow_lead_where_the_plan_says(sim: Simulator, tmp_path: Path) -> None:
    """One to an object that is there, and one to an object that the plan makes."""
    site = {"$ref": "contact-service-queue", "name": sim.objects("contact-service-queue")[0]["name"]}
    new = {"$ref": "business-hours", "name": "New hours"}
    steps = [{"activityName": "queue-contact", "destination": site}, {"activityName": "business-hours", "hours": new}]
    files = {
        "desktop_layout.yml": "[]\n",
        "flow.yml": "- {name: Menu, file: files/flow/menu.json}\n",
        "files/flow/menu.json": json.dumps(flows.flow("Menu", *steps)),
        "business_hours.yml": (
            "- name: New hours\n  timezone: UTC\n  working_hours:\n"
            "  - {name: All, days: [MON], start_time: '09:00', end_time: '17:00'}\n"
        ),
    }
    write(tmp_path, **files)
    result = play(sim, tmp_path, src="acme", plan_dest="plan.json", check=True)
    assert result["summary"]["created"] == 2, result
    text = (tmp_path / "plan.json").read_text("utf-8")
    assert "activities" not in text.replace(" activities (SHA-256", "")
    assert play(sim, tmp_path, plan="plan.json")["changed"]
    again = play(sim, tmp_path, src="acme")
    assert (again.get("failed"), again["changed"]) == (None, False), again
    (row,) = flows.ask(sim, "GET", "flows", params={"size": 100}).json()
    exported = flows.ask(sim, "GET", f"flows/{row['id']}:export", params={"version": "draft"}).text
    (hours,) = [row["id"] for row in sim.objects("business-hours") if row["name"] == "New hours"]
    assert hours in exported
    assert sim.objects("contact-service-queue")[0]["id"] in exported
