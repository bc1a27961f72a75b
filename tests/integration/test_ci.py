# SPDX-License-Identifier: GPL-3.0-or-later
"""The example repository and the files for CI services: each step as it stands, from a change to a clean night."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from support.playbook import ROOT, environment, lend_playbook, lend_venv, run_playbook
from support.project import NO_PACE
from support.simulator import Row, Simulator
from support.token_store import filled

EXAMPLE = ROOT / "docs/examples/gitops"
BIN = Path(sys.executable).parent
SCHEMAS = {"github-actions": "vendor.github-workflows", "gitlab-ci": "vendor.gitlab-ci"}
RECORDER = """\
#!/bin/sh
# Records its words.
for word in "$(basename "$0")" "$@"; do printf '%s\\0' "$word" >> "$RECORD"; done
printf '\\n' >> "$RECORD"
"""
FORGE = f"""\
#!{sys.executable}
# Records its words, and is the forge: the number of the request, the plan that was kept, and comments, a page each.
import json, os, shutil, sys
from pathlib import Path
words = sys.argv[1:]
with open(os.environ["RECORD"], "a") as record:
    record.write("\\0".join([Path(sys.argv[0]).name, *words]) + "\\0\\n")
path = Path(os.environ["COMMENTS"])
comments = json.loads(path.read_text("utf-8"))
what = " ".join(words[:2])
if what == "pr list":
    print(7)
elif what in ("run download", "job artifact"):
    shutil.copytree(os.environ["KEPT"], "plans")
elif "--method" in words:
    place = words[words.index("--method") + 2].rpartition("/")[2]
    name, _at, file = words[words.index("--field") + 1].partition("=@")
    comment = {{"user": {{"login": "github-actions[bot]"}}, "author": {{"id": 5}}, name: Path(file).read_text("utf-8")}}
    if place in ("comments", "notes"):
        comments.append({{"id": 100 + len(comments), **comment}})
    else:
        (old,) = [old for old in comments if str(old["id"]) == place]
        old.update(comment)
    path.write_text(json.dumps(comments), "utf-8")
elif "--paginate" in words:
    print("".join(json.dumps([comment]) for comment in comments))
else:
    print(json.dumps({{"id": 5}} if words[1] == "user" else [{{"iid": 7}}]))
"""
THEIRS = {
    "id": 1,
    "user": {"login": "somebody"},
    "author": {"id": 4},
    "body": "<!-- plan of acme --> quoted by somebody else",
}
OF_NOBODY = {**THEIRS, "id": 2, "user": None}
"""A comment whose author has deleted the account."""


class Checkout:
    """A checkout of the example on a runner; commands of the forge and of galaxy only record what they are asked."""

    def __init__(self, folder: Path, sim: Simulator) -> None:
        self.folder = folder / "repository"
        self.kept = folder / "kept"
        self.record = folder / "record"
        shutil.copytree(EXAMPLE, self.folder)
        stand_ins = folder / "bin"
        stand_ins.mkdir()
        for name in ("ansible-galaxy", "pip", "gh", "glab"):
            (stand_ins / name).write_text(FORGE if name.startswith("g") else RECORDER, encoding="utf-8")
            (stand_ins / name).chmod(0o755)
        self.comments = folder / "comments.json"
        self.comments.write_text(json.dumps([THEIRS, OF_NOBODY]), encoding="utf-8")
        lend_venv(folder / ".local/state/wxcc_token_refresh")
        store = {"WXCC_TOKEN_STORE": str(folder / "tokens")}
        service = {"WXCC_API_URL": sim.url, "WXCC_AUTH_URL": sim.url, "WXCC_REQUESTS_PER_MINUTE": NO_PACE}
        app = {"WXCC_CLIENT_ID": sim.client_id, "WXCC_CLIENT_SECRET": sim.client_secret}
        self.environment = environment(folder, {**store, **service, **app})
        lend_playbook(stand_ins, self.environment)
        self.environment |= {
            "PATH": f"{stand_ins}:{BIN}:{os.environ['PATH']}",
            "RECORD": str(self.record),
            "KEPT": str(self.kept),
            "COMMENTS": str(self.comments),
            "GITHUB_REPOSITORY": "acme/contact-center",
            "GITHUB_SHA": "0123abc",
            "GITHUB_STEP_SUMMARY": str(folder / "summary.md"),
            "PULL_REQUEST": "7",
            "CI_MERGE_REQUEST_IID": "7",
            "CI_PROJECT_ID": "1",
            "CI_COMMIT_SHA": "0123abc",
        }

    def run(self, script: str) -> subprocess.CompletedProcess[str]:
        """Run a step as runners do."""
        return subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", script],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    def job(self, steps: list[str], code: int = 0) -> str:
        """Run the steps of a job until one fails, and give what they printed."""
        output = ""
        for step in steps:
            done = self.run(step)
            output += done.stdout + done.stderr
            if done.returncode:
                break
        assert done.returncode == code, output
        return output

    def keep_plans(self) -> None:
        """Keep the plans as an artifact, and leave the folder as the next checkout finds it."""
        shutil.rmtree(self.kept, ignore_errors=True)
        shutil.move(self.folder / "plans", self.kept)

    def recorded(self) -> list[list[str]]:
        """The words of each command of the forge and of galaxy since the last call."""
        lines = self.record.read_text("utf-8").split("\0\n") if self.record.exists() else []
        self.record.unlink(missing_ok=True)
        return [line.split("\0") for line in lines if line]

    def commented(self) -> list[str]:
        """The comments on the request in their order, without those of others, which nobody may touch."""
        theirs, of_nobody, *ours = json.loads(self.comments.read_text("utf-8"))
        assert (theirs, of_nobody) == (THEIRS, OF_NOBODY)
        return [comment["body"] for comment in ours]

    def replace(self, name: str, old: str, new: str) -> None:
        """Change a line of a file."""
        path = self.folder / name
        text = path.read_text("utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), encoding="utf-8")


def github() -> dict[str, list[str]]:
    """The `run` steps of each job with their own variables, but the last of drift, which is only for failures."""
    content = yaml.safe_load((ROOT / "docs/ci/github-actions.yml").read_text("utf-8"))
    return {
        name: [f"{exported(step.get('env', {}))}{step['run']}" for step in job["steps"] if "run" in step]
        for name, job in content["jobs"].items()
    }


def exported(variables: Mapping[str, str]) -> str:
    """The lines that set variables, apart from those that only the service knows."""
    known = {name: value for name, value in variables.items() if "${{" not in value}
    return "".join(f"export {name}={shlex.quote(value)}\n" for name, value in known.items())


def gitlab() -> dict[str, list[str]]:
    """The script of each job as one step, because its lines share their variables."""
    content = yaml.safe_load((ROOT / "docs/ci/gitlab-ci.yml").read_text("utf-8"))
    first: list[str] = content["default"]["before_script"]
    return {
        name: [exported(job.get("variables", {})) + "\n".join([*first, *job["script"]])]
        for name, job in content.items()
        if isinstance(job, Mapping) and "script" in job
    }


@pytest.fixture
def checkout(tmp_path: Path, sim: Simulator) -> Checkout:
    """A checkout whose runner has access to both organizations, acme and borealis."""
    made = Checkout(tmp_path, sim)
    tasks = [filled(sim, "acme", 0), filled(sim, "borealis", 1)]
    run = run_playbook(
        tasks, tmp_path, variables={key: text for key, text in made.environment.items() if "WXCC" in key}
    )
    assert run.code == 0, run.output
    return made


def sites(sim: Simulator, org: int) -> dict[str, Any]:
    return {row["name"]: row.get("description", "") for row in sim.objects("site", org)}


def change_live(sim: Simulator, name: str) -> None:
    (row,) = [row for row in sim.objects("site") if row["name"] == name]
    body: Row = {key: value for key, value in row.items() if key not in ("links", "createdTime", "lastUpdatedTime")}
    assert sim.call("PUT", f"site/{row['id']}", json={**body, "description": "theirs"}).status_code == 200


def test_from_a_changed_line_to_a_clean_night_on_github(checkout: Checkout, sim: Simulator) -> None:
    steps = github()
    assert [len(steps[job]) for job in ("lint", "plan", "apply", "drift")] == [2, 3, 3, 4]
    sim.clear_requests()
    checkout.job(steps["lint"])
    assert sim.requests() == []
    assert {path.name for path in (checkout.folder / "findings").iterdir()} == {"acme.sarif", "borealis.sarif"}
    checkout.job(steps["plan"])
    assert sim.writes() == [] or {row["path"] for row in sim.writes()} == {"/v1/access_token"}
    install = ["ansible-galaxy", "collection", "install", "-r", "requirements.yml"]
    asked = ["gh", "api", "--paginate", "repos/acme/contact-center/issues/7/comments"]
    made = ["gh", "api", "--method", "POST", asked[-1], "--field", "body=@comment.md"]
    pip = ["pip", "install", "ansible-core", "requests", "jsonschema"]
    assert checkout.recorded() == [pip, install, install, asked, made, asked, made]
    first = checkout.commented()
    assert [body.splitlines()[0] for body in first] == ["<!-- plan of acme -->", "<!-- plan of borealis -->"]
    assert all(body.splitlines()[1].startswith("# Plan for the organization") for body in first)
    # The next push changes the comment of each organization, and adds none.
    (checkout.folder / "plans/acme.md").write_text("# Another plan\n", encoding="utf-8")
    checkout.job(steps["plan"][-1:])
    assert checkout.commented() == ["<!-- plan of acme -->\n# Another plan\n", first[1]]
    assert [words[3] for words in checkout.recorded() if "--method" in words] == ["PATCH", "PATCH"]
    checkout.keep_plans()
    checkout.job(steps["apply"])
    assert checkout.recorded()[-1] == ["gh", "run", "download", "--name", "plan-7", "--dir", "plans"]
    assert sites(sim, 0).keys() == {"Site-1", "HQ Lyon", "Oslo"}
    assert sites(sim, 1).keys() == {"Site-1", "HQ Tromso"}
    *night, show = steps["drift"]
    checkout.job(night)
    change_live(sim, "HQ Lyon")
    assert "drift: 0 missing, 1 changed, 0 not in Git" in checkout.job(night[-1:], code=2)
    checkout.job([show])
    assert 'description: `"theirs"` → ' in Path(checkout.environment["GITHUB_STEP_SUMMARY"]).read_text("utf-8")


def test_from_a_changed_line_to_a_clean_night_on_gitlab(checkout: Checkout, sim: Simulator) -> None:
    steps = gitlab()
    assert steps.keys() == {"lint", "plan", "apply", "drift"}
    checkout.replace("orgs/acme/team/support.yml", "site: Oslo", "site: Olso")
    checkout.replace("organizations.yml", "organization_purge: false", "organization_purge: true")
    assert 'site: "Olso": no site has this name. Did you mean "Oslo"?' in checkout.job(steps["lint"], code=2)
    (found,) = json.loads((checkout.folder / "findings/acme.json").read_text("utf-8"))
    assert found["location"] == {
        "path": "orgs/acme/team/support.yml",
        "positions": {"begin": {"line": 5, "column": 3}},
    }
    checkout.replace("orgs/acme/team/support.yml", "site: Olso", "site: Oslo")
    checkout.replace("organizations.yml", "organization_purge: true", "organization_purge: false")
    checkout.recorded()
    checkout.job(steps["plan"])
    assert [words[3] for words in checkout.recorded() if "--method" in words] == ["POST", "POST"]
    first = checkout.commented()
    assert [body.splitlines()[0] for body in first] == ["<!-- plan of acme -->", "<!-- plan of borealis -->"]
    checkout.replace("orgs/acme/site.csv", "Headquarters", "Head office")
    checkout.job(steps["plan"])
    assert [words[3:5] for words in checkout.recorded() if "--method" in words] == [
        ["PUT", f"projects/1/merge_requests/7/notes/{number}"] for number in (102, 103)
    ]
    again = checkout.commented()
    assert ("Head office" in again[0], again[1]) == (True, first[1])
    checkout.keep_plans()
    checkout.job(steps["apply"])
    assert checkout.recorded()[-1] == ["glab", "job", "artifact", "refs/merge-requests/7/head", "plan"]
    assert sites(sim, 0)["HQ Lyon"] == "Head office"
    checkout.job(steps["drift"])


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_file_is_what_the_vendor_takes(name: str) -> None:
    pytest.importorskip("check_jsonschema")
    command = [str(BIN / "check-jsonschema"), "--builtin-schema", SCHEMAS[name], str(ROOT / f"docs/ci/{name}.yml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_example_has_the_file_of_the_documentation() -> None:
    own = (EXAMPLE / ".github/workflows/contact-center.yml").read_text("utf-8")
    assert own == (ROOT / "docs/ci/github-actions.yml").read_text("utf-8")


def test_the_readme_of_the_example_is_one_screen() -> None:
    assert len((EXAMPLE / "README.md").read_text("utf-8").splitlines()) <= 40
