# SPDX-License-Identifier: GPL-3.0-or-later
"""The module, the role and the playbook of the report page, as users run them."""

from __future__ import annotations

import json
import re
import stat
from pathlib import Path
from typing import Any

import pytest
import yaml
from support.playbook import ROOT, Run, run_playbook
from support.project import Project, task
from support.simulator import Row, Simulator
from support.token_store import filled

PLAYBOOK = ROOT / "playbooks" / "report.yml"
DAY = {"from": "2026-11-17", "to": "2026-11-18", "source": "rest"}

BAD: list[tuple[dict[str, Any], str]] = [
    ({"dest": "."}, "is a directory; name a file in it"),
    ({"dest": "nowhere/page.html"}, "nowhere does not exist; create it first"),
    ({"from": "2026-10-01", "to": "2026-11-15"}, "is longer than 31 days, the most that a page can show"),
    ({"from": "2026-11-18"}, "to: 2026-11-18T00:00:00Z is not after from"),
    ({"timezone": "Europe/Berlln"}, 'timezone: "Europe/Berlln" is not an IANA time zone. Did you mean "Europe/Berlin"'),
    ({"interval": 45}, "value of interval must be one of: 15, 30, 60, got: 45"),
    ({"compare": "weekday"}, "value of compare must be one of: previous, same_weekday, none, got: weekday"),
    ({"service_level_target": 120}, "service_level_target: 120.0 is not between 0 and 100"),
    ({"from": "-1200d", "to": "-1199d", "source": "search"}, "by source search reaches 36 months back"),
    ({"_assets": "{}"}, "_assets: there is no such option"),
]  # fmt: skip


def test_bad_input_is_refused_before_the_first_request(project: Project) -> None:
    tasks = []
    for options, _words in BAD:
        given = {**DAY, "dest": "page.html", **options}
        tasks.append(task("wxcc_report_page", {**given, "dest": f"{project.folder}/{given['dest']}"}))
    for step, (options, words) in zip(project.play(*tasks), BAD, strict=True):
        assert words in step.refusal(), options
        assert step.requests == [], options


def test_a_page_changes_with_its_figures_only(project: Project) -> None:
    dest = project.folder / "page.html"
    options = {**DAY, "dest": str(dest)}
    planned, first, again, titled, one_queue = project.play(
        task("wxcc_report_page", options, check_mode=True),
        task("wxcc_report_page", options),
        task("wxcc_report_page", options),
        task("wxcc_report_page", {**options, "title": "Acme"}),
        task("wxcc_report_page", {**options, "title": "Acme", "queues": ["Billing"], "service_level_target": 10}),
    )
    assert [step.ok()["changed"] for step in (planned, first, again, titled, one_queue)] == [
        True,
        True,
        False,
        True,
        True,
    ]
    assert first.result["report"] == planned.result["report"]
    whole, part = titled.result["report"], one_queue.result["report"]
    assert 0 < part["accepted"] < whole["accepted"]
    assert part["agents"] == whole["agents"]
    page = dest.read_text(encoding="utf-8")
    assert "<dt>Only these queues</dt><dd>Billing</dd>" in page
    assert stat.S_IMODE(dest.stat().st_mode) == 0o600
    assert [path.name for path in project.folder.glob("page*")] == ["page.html"]


def test_a_page_is_compared_with_the_page_of_another_day(project: Project) -> None:
    options = {**DAY, "dest": f"{project.folder}/page.html"}
    days = {"same_weekday": "2026-11-10", "previous": "2026-11-16"}
    earlier = {day: {"from": day, "to": f"{day[:-2]}{int(day[-2:]) + 1}", "compare": "none"} for day in days.values()}
    week = {"from": "2026-11-11"}
    old = {"from": "-1092d", "to": "-1091d", "source": "search"}
    steps = project.play(
        *(task("wxcc_report_page", {**options, **more}) for more in earlier.values()),
        *(task("wxcc_report_page", {**options, "compare": compare}) for compare in days),
        *(task("wxcc_report_page", {**options, **more}) for more in ({}, {"compare": "none"}, week, old)),
    )
    alone, compared, others = steps[:2], steps[2:4], steps[4:]
    for one, both in zip(alone, compared, strict=True):
        expected = one.ok()["report"]
        assert expected["compared_with"] is None
        told = both.ok()["report"]["compared_with"]
        assert told == {name: expected[name] for name in told}
        assert told["offered"] > 0
        assert both.result["report"]["sentences"][1].startswith(f"Compared with {told['period_in_words']}: offered ")
    by_default, without, of_week, of_old = others
    assert by_default.ok()["report"] == compared[0].result["report"]
    assert without.ok()["report"]["compared_with"] is None
    assert of_week.ok()["report"]["compared_with"] is None
    assert without.result["requests"] < by_default.result["requests"] <= 2 * without.result["requests"]
    assert of_old.ok()["report"]["compared_with"] is None
    assert "the page has no comparison, because the figures of" in str(of_old.result["warnings"])


def test_what_is_private_is_neither_in_the_page_nor_in_the_output(project: Project, sim: Simulator) -> None:
    dest = project.folder / "page.html"
    run = project.run(task("wxcc_report_page", {**DAY, "dest": str(dest)}), options=("-vvv",))
    assert run.last["changed"], run.output
    page = dest.read_text(encoding="utf-8")
    secret = sim.orgs[0].access_token
    for text in (secret, sim.url, sim.orgs[0].org_id):
        assert text not in page
    assert secret not in run.output
    assert "d3js" not in run.output
    assert "://" not in page.split("<!--")[0]


def test_a_folder_that_refuses_the_page_is_named(project: Project) -> None:
    folder = project.folder / "page.html.new"
    folder.mkdir()
    (step,) = project.play(task("wxcc_report_page", {**DAY, "dest": f"{project.folder}/page.html"}))
    assert "page.html: cannot be written: Is a directory; the file is as it was before" in step.failure()


def test_thresholds_that_cannot_be_read_are_left_out_with_a_warning(project: Project, sim: Simulator) -> None:
    sim.fault(method="GET", path="*/v2/contact-service-queue", times=2, status=403)
    dest = project.folder / "page.html"
    run = project.run(*[task("wxcc_report_page", {**DAY, "dest": str(dest)})] * 2)
    assert [entry["result"]["changed"] for entry in run.tasks] == [True, False]
    assert "the page does not show the thresholds of the queues" in " ".join(run.output.split())
    assert "Threshold (s)" not in dest.read_text(encoding="utf-8")


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def play(sim: Simulator, folder: Path, hosts: dict[str, Row], *options: str) -> Run:
    """Run playbooks/report.yml over hosts that stand for organizations."""
    variables = {"wxcc_api_url": sim.url, "wxcc_requests_per_minute": 100_000}
    told = {
        name: {"wxcc_access_token": sim.orgs[given.pop("org")].access_token, **given} for name, given in hosts.items()
    }
    inventory = folder / "inventory.yml"
    inventory.write_text(yaml.safe_dump({"all": {"hosts": told, "vars": variables}}), encoding="utf-8")
    days = ("-e", "report_from=2026-11-17", "-e", "report_to=2026-11-18", "-e", "report_source=rest")
    return run_playbook(PLAYBOOK, folder, "-i", str(inventory), "-e", "report_hosts=all", *days, *options)


def test_many_organizations_have_a_folder_of_pages_with_an_index(sim: Simulator, tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    hosts: dict[str, Row] = {
        "acme": {"org": 0, "report_title": "Acme & <sons>"},
        "borealis": {"org": 1, "report_compare": "none"},
        "broken": {"org": 0, "wxcc_access_token": "no_token_of_anyone"},
    }
    planned = play(sim, tmp_path, {"acme": {"org": 0}}, "-e", f"report_dest={pages}", "--check")
    assert (planned.code, pages.exists()) == (0, False), planned.output
    run = play(sim, tmp_path, hosts, "-e", f"report_dest={pages}")
    assert run.code != 0
    assert sorted(path.name for path in pages.iterdir()) == ["acme.html", "borealis.html", "index.html"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in pages.iterdir()} == {0o600}
    index = read(pages / "index.html")
    assert '<h2><a href="acme.html">Acme &amp; &lt;sons&gt;</a></h2>' in index
    assert '<h2><a href="borealis.html">borealis</a></h2>' in index
    banner = '<p class="banner" role="alert"><strong>1 of 3 organizations have no page:</strong> broken</p>'
    assert banner in index
    assert re.search(r"<h2>broken</h2>\s*<p><strong>There is no page.</strong> org_id: missing, and this access", index)
    assert index.count("Tue 17 Nov 2026, UTC") == 2
    assert [
        name for name in ("acme", "borealis") if "Compared with Tue 10 Nov 2026" in read(pages / f"{name}.html")
    ] == ["acme"]
    assert "<h1>Acme &amp; &lt;sons&gt;</h1>" in (pages / "acme.html").read_text(encoding="utf-8")


def test_an_index_names_the_organizations_where_all_failed(sim: Simulator, tmp_path: Path) -> None:
    sim.fault(method="GET", path="*/statistics", times=None, status=403, body="nobody may read this")
    hosts: dict[str, Row] = {"acme": {"org": 0}, "borealis": {"org": 1}}
    run = play(sim, tmp_path, hosts, "-e", f"report_dest={tmp_path}/pages")
    sim.clear_faults()
    assert run.code != 0
    assert [path.name for path in (tmp_path / "pages").iterdir()] == ["index.html"]
    index = (tmp_path / "pages" / "index.html").read_text(encoding="utf-8")
    assert "<strong>2 of 2 organizations have no page:</strong> acme, borealis</p>" in index
    assert index.count("nobody may read this") == 2


def test_a_page_of_this_machine_is_called_after_the_organization(project: Project, sim: Simulator, store: Path) -> None:
    project.play(filled(sim))
    folder = project.folder
    given = {"report_dest": f"{folder}/pages", "report_from": "2026-11-17", "report_to": "2026-11-18"}
    options = ("-e", json.dumps({**given, "report_source": "rest", "report_hosts": ""}))
    run = run_playbook(PLAYBOOK, folder, *options, variables={**project.environment, "WXCC_ORG": "acme"})
    assert run.code == 0, run.output
    assert sorted(path.name for path in (folder / "pages").iterdir()) == ["acme.html", "index.html"]
    assert "<h1>acme</h1>" in (folder / "pages" / "acme.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("check", [(), ("--check",)])
def test_one_organization_can_have_a_page_of_its_own(sim: Simulator, tmp_path: Path, check: tuple[str, ...]) -> None:
    page = tmp_path / "page.html"
    run = play(sim, tmp_path, {"acme": {"org": 0}}, "-e", f"report_dest={page}", *check)
    assert run.code == 0, run.output
    assert page.exists() == (not check)
    assert not (tmp_path / "index.html").exists()
    assert "changed=1" in run.output
