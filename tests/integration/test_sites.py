# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job: a list of a thousand sites, and what each kind of run costs in requests."""

from __future__ import annotations

import csv
import io
import json
import random
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from support.project import Project, task
from support.simulator import Simulator

NAMES = [f"Site {number:04d}" for number in range(1000)]
COLUMNS = ("name", "active", "description", "multimedia_profile")
ROWS = [
    {
        "name": name,
        "active": number % 10 > 0,
        "description": f"Floor {number % 7}, desk {number}" if number % 2 else None,
        "multimedia_profile": "Voice and Chat" if number % 3 else "Default_Telephony_Profile",
    }
    for number, name in enumerate(NAMES)
]


def as_csv(rows: list[dict[str, Any]], columns: tuple[str, ...] = COLUMNS, **dialect: Any) -> str:
    """A CSV file as `csv` writes it."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n", **dialect)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def from_spreadsheet(rows: list[dict[str, Any]]) -> bytes:
    """The same file after somebody opened and saved it in a spreadsheet of a European locale."""
    cells = [
        {name: str(value).upper() if isinstance(value, bool) else value for name, value in row.items()} for row in rows
    ]
    header, _unused, body = as_csv(cells, delimiter=";", quoting=csv.QUOTE_ALL).partition("\n")
    text = header.title().replace("_", " ") + "\n" + body + ";;;\n"
    return b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()


def shuffled(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows in another order, the same each time."""
    return random.Random(3).sample(rows, len(rows))


def stored(sim: Simulator, family: str = "site") -> dict[str, dict[str, Any]]:
    """Objects by id, without what the server counts."""
    counted = ("version", "lastUpdatedTime")
    return {
        row["id"]: {name: value for name, value in row.items() if name not in counted} for row in sim.objects(family)
    }


def as_rows(sim: Simulator) -> list[dict[str, Any]]:
    """The stored sites in the words of the file, without those of the system."""
    profiles = {row["id"]: row["name"] for row in sim.objects("multimedia-profile")}
    rows = [
        {
            "name": site["name"],
            "active": site["active"],
            "description": site.get("description"),
            "multimedia_profile": profiles[site["multimediaProfileId"]],
        }
        for site in sim.objects("site")
        if "systemDefault" not in site
    ]
    return sorted(rows, key=lambda row: row["name"])


def test_a_thousand_new_sites_and_the_same_list_in_every_form(project: Project, sim: Simulator) -> None:
    forms: dict[str, str | bytes] = {
        "sites.csv": as_csv(ROWS),
        "shuffled.csv": as_csv(shuffled(ROWS)),
        "sites.yml": yaml.safe_dump(ROWS),
        "sites.json": json.dumps({"sites": shuffled(ROWS)}, indent=1),
        "spreadsheet.csv": from_spreadsheet(shuffled(ROWS)),
    }
    for name, content in forms.items():
        project.write(name, content)
    first, *others = project.play(*(task("wxcc_site", {"src": name}) for name in ["sites.csv", *forms]))
    result = first.ok()
    assert first.writes == ["POST site/bulk"] * 10
    assert len(first.reads) <= 3
    assert as_rows(sim) == ROWS
    counts = {name: number for name, number in result["summary"].items() if number}
    assert counts == {"created": 1000, "requests": len(first.requests)}
    ids = {row["id"]: row["name"] for row in sim.objects("site") if "systemDefault" not in row}
    assert {row["id"]: row["name"] for row in result["sites"]} == ids
    for step in others:
        assert step.unchanged()["summary"]["unchanged"] == 1000


def test_three_hundred_renames_touch_nothing_else(project: Project, sim: Simulator) -> None:
    ids = {row["name"]: row["id"] for row in project.seed_sites(NAMES)}
    rows = [{"id": ids[name], "name": name} for name in NAMES]
    for row in rows[::3][:300]:
        row["name"] = row["name"].replace("Site", "Branch")
    before = stored(sim)
    project.write("renamed.csv", as_csv(shuffled(rows), ("id", "name")))
    step, again = project.play(*[task("wxcc_site", {"src": "renamed.csv"})] * 2)
    assert step.ok()["summary"]["updated"] == 300
    assert step.writes == ["PUT site/*"] * 300
    assert len(step.reads) <= 12
    expected = {object_id: dict(site) for object_id, site in before.items()}
    for row in rows:
        expected[row["id"]]["name"] = row["name"]
    assert stored(sim) == expected
    assert sum(site["version"] for site in sim.objects("site")) == 300
    again.unchanged()


def test_refused_rows_stop_no_other(project: Project, sim: Simulator) -> None:
    project.write("sites.csv", as_csv(ROWS))
    refused = {"Site 0007": 9, "Site 0500": 502, "Site 0999": 1001}
    for name in refused:
        sim.fault(method="POST", path="*/site/bulk", where={"name": name}, status=400, body=f"{name} is not welcome")
    step, again, last = project.play(*[task("wxcc_site", {"src": "sites.csv"})] * 3)
    message = step.failure()
    assert message.startswith("3 of 1000 changes failed")
    for name, line in refused.items():
        (said,) = [text for text in message.splitlines() if f"sites.csv:{line}:" in text]
        assert f"{name} is not welcome" in said
        assert "tracking id ccconfig_" in said
    failed = [row for row in step.result["sites"] if row["action"] == "failed"]
    assert {row["name"] for row in failed} == set(refused)
    assert all("is not welcome" in row["error"] for row in failed)
    assert (step.result["summary"]["created"], step.result["summary"]["failed"]) == (997, 3)
    assert step.result["changed"]
    assert again.ok()["summary"]["created"] == 3
    assert [row["items"] for row in again.requests if row["method"] == "POST"] == [3]
    last.unchanged()
    assert as_rows(sim) == ROWS


def test_ten_thousand_unchanged_sites(tmp_path: Path) -> None:
    report = tmp_path / "peak.txt"
    python = tmp_path / "python"
    python.write_text(
        f"#!{sys.executable}\n"
        "import resource, subprocess, sys\n"
        "code = subprocess.call([sys.executable, *sys.argv[1:]])\n"
        f"with open({str(report)!r}, 'a') as file:\n"
        "    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=file)\n"
        "sys.exit(code)\n",
        encoding="utf-8",
    )
    python.chmod(0o755)
    with Simulator.start(sites=10_000) as sim:
        project = Project(tmp_path, sim)
        project.write("sites.csv", as_csv(as_rows(sim)))
        variables = {"ansible_python_interpreter": str(python)}
        (step,) = project.play(task("wxcc_site", {"src": "sites.csv"}, vars=variables))
        assert step.unchanged()["summary"]["unchanged"] == 10_000
        assert len(step.requests) <= 103
    peaks_kib = [int(line) for line in report.read_text(encoding="utf-8").split()]
    assert 0 < max(peaks_kib) <= 250 * 1024
    print(f"peak memory of the module: {max(peaks_kib) // 1024} MiB")


def test_a_single_site_through_its_life(project: Project, sim: Simulator) -> None:
    profile_id = next(row["id"] for row in sim.objects("multimedia-profile") if row["name"].startswith("Default_T"))
    new = {"name": "Berlin", "multimedia_profile": "Voice and Chat", "description": "In Mitte"}
    by_id = {"id": "{{ created.site.id }}"}
    by_name = {"name": "Berlin Mitte"}
    changes: list[dict[str, Any]] = [
        {**by_id, **by_name},
        {**by_name, "active": False, "description": ""},
        {**by_name, "multimedia_profile_id": profile_id},
    ]
    steps = project.play(
        task("wxcc_site", new, register="created"),
        task("wxcc_site", new),
        *(task("wxcc_site", options) for options in changes),
        task("wxcc_site", {**by_id, "active": False}),
        *(task("wxcc_site", {**options, "state": "absent"}) for options in (by_name, by_name, by_id)),
    )
    created, again, renamed, inactive, moved, same, gone, still_gone, gone_by_id = steps
    writes = [["POST site"], [], *[["PUT site/*"]] * 3, [], ["DELETE site/*"], [], []]
    assert [step.writes for step in steps] == writes
    assert [step.ok()["changed"] for step in steps] == [bool(written) for written in writes]

    site_id = created.result["site"]["id"]
    assert created.result["sites"] == [{"name": "Berlin", "id": site_id, "action": "created"}]
    assert created.result["site"] == {**new, "id": site_id, "active": True, "action": "created"}
    assert again.result["site"] == {**created.result["site"], "action": "unchanged"}
    assert renamed.result["sites"][0]["changes"] == {"name": {"before": "Berlin", "after": "Berlin Mitte"}}
    assert renamed.result["site"] == {**created.result["site"], **renamed.result["sites"][0]}
    assert inactive.result["sites"][0]["changes"] == {
        "active": {"before": True, "after": False},
        "description": {"before": "In Mitte", "after": ""},
    }
    assert moved.result["sites"][0]["changes"] == {
        "multimedia_profile": {"before": "Voice and Chat", "after": "Default_Telephony_Profile"}
    }
    assert same.result["site"] == {
        "name": "Berlin Mitte",
        "id": site_id,
        "active": False,
        "multimedia_profile": "Default_Telephony_Profile",
        "action": "unchanged",
    }
    assert gone.result["site"] == {"name": "Berlin Mitte", "id": site_id, "action": "deleted"}
    assert still_gone.result["site"]["action"] == gone_by_id.result["site"]["action"] == "unchanged"
    assert project.names() == {"Site-1"}


@pytest.mark.parametrize("single", [True, False], ids=["one site", "two of three sites"])
def test_sites_in_use_are_named_with_their_teams(project: Project, sim: Simulator, single: bool) -> None:
    sites = {row["name"]: row["id"] for row in project.seed_sites(["Bonn", "Kiel", "Ulm"])}
    for name, site in (("Night", "Bonn"), ("Day", "Bonn"), ("Sales", "Kiel")):
        team = {"name": name, "siteId": sites[site], "teamType": "AGENT", "teamStatus": "IN_SERVICE", "active": True}
        assert sim.call("POST", "team", json=team).status_code == 201
    if single:
        (step,) = project.play(task("wxcc_site", {"name": "Bonn", "state": "absent"}))
        assert step.failure().startswith("1 of 1 changes failed")
        assert project.names() == {"Site-1", "Bonn", "Kiel", "Ulm"}
    else:
        gone = [{"name": name, "state": "absent"} for name in sites]
        (step,) = project.play(task("wxcc_site", {"sites": gone}))
        assert step.writes == ["POST site/bulk"]
        assert step.failure().startswith("2 of 3 changes failed")
        assert "sites[1]: site Kiel: " in step.failure()
        assert "still used by team: Sales" in step.failure()
        assert project.names() == {"Site-1", "Bonn", "Kiel"}
    said = next(line for line in step.failure().splitlines() if "site Bonn: " in line)
    assert "412" in said
    assert "Night" in said
    assert "Day" in said
    assert "tracking id" in said


def test_what_the_service_says_is_never_a_template(project: Project) -> None:
    (project.folder / "sites.csv").write_text(
        'name,description,multimedia_profile\nBerlin,"{{ 6 * 7 }}",Voice and Chat\n', encoding="utf-8"
    )
    _created, changed, shown = project.play(
        task("wxcc_site", {"src": "sites.csv"}),
        task("wxcc_site", {"name": "Berlin", "description": ""}, register="changed"),
        {"name": "Show", "ansible.builtin.debug": {"msg": "{{ changed.sites[0].changes.description.before }}"}},
    )
    assert changed.ok()["sites"][0]["changes"]["description"]["before"] == "{{ 6 * 7 }}"
    assert shown.ok()["msg"] == "{{ 6 * 7 }}"
