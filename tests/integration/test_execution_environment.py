# SPDX-License-Identifier: GPL-3.0-or-later
"""The collection in an execution environment: what it needs, and a fleet that several nodes share."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import venv
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import yaml
from support.engine import sites
from support.playbook import ROOT, environment, run_playbook
from support.simulator import Simulator

BIN = Path(sys.executable).parent
NODES = 3
MANY = 30


def called(*command: str, **options: Any) -> str:
    """The output of a command that has to succeed."""
    done: subprocess.CompletedProcess[str] = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=600, **options
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_definition_is_rendered_with_what_the_collection_needs(tmp_path: Path) -> None:
    definition = tmp_path / "execution-environment.yml"
    shutil.copy(ROOT / "docs" / "execution-environment.yml", definition)
    called(str(BIN / "ansible-builder"), "create", "-f", str(definition), "-c", "context", cwd=tmp_path)
    names = {path.name for path in (tmp_path / "context").rglob("*")}
    assert {"requirements.yml", "assemble", "install-from-bindep"} <= names
    galaxy = yaml.safe_load((tmp_path / "context/_build/requirements.yml").read_text(encoding="utf-8"))
    assert galaxy == {"collections": ["webex.contact_center"]}
    build = next(path for path in (tmp_path / "context").iterdir() if path.name in ("Dockerfile", "Containerfile"))
    assert "ansible-core>=2.16,<2.22" in build.read_text(encoding="utf-8")
    files = {"--write-pip": tmp_path / "pip", "--write-bindep": tmp_path / "bindep"}
    options = [text for option, file in files.items() for text in (option, str(file))]
    called(str(BIN / "ansible-builder"), "introspect", str(ROOT / "build"), *options)
    needed = {line.partition("#")[0].strip() for line in (tmp_path / "pip").read_text().splitlines()} - {""}
    own = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert needed == {line for line in own if line and not line.startswith("#")}
    assert "python3-venv [platform:dpkg]" in (tmp_path / "bindep").read_text(encoding="utf-8")


@pytest.mark.torture
def test_the_requirements_are_all_that_the_demo_needs(tmp_path: Path) -> None:
    """In a virtual environment with nothing else, the demo installs its simulator and plays."""
    venv.create(tmp_path / "venv", with_pip=True)
    python = tmp_path / "venv" / "bin" / "python"
    called(str(python), "-m", "pip", "install", "-q", "-r", str(ROOT / "requirements.txt"), "ansible-core>=2.16,<2.22")
    given = environment(tmp_path, {"PATH": f"{python.parent}:{os.environ['PATH']}"})
    del given["ANSIBLE_CALLBACKS_ENABLED"]
    played = called(str(python.parent / "ansible-playbook"), str(ROOT / "playbooks/demo.yml"), cwd=ROOT, env=given)
    assert "failed=0" in played


def inventory(sim: Simulator, numbers: range) -> dict[str, Any]:
    """Organizations by their numbers, as hosts."""
    hosts = {f"org-{number:02}": {"wxcc_access_token": sim.orgs[number].access_token} for number in numbers}
    return {"all": {"hosts": hosts, "vars": {"wxcc_api_url": sim.url}}}


def write_project(folder: Path, sim: Simulator, numbers: range) -> None:
    """What AWX hands to a node: a project with the fleet, an inventory with a slice of the hosts, and settings."""
    (folder / "project").mkdir(parents=True)
    (folder / "inventory").mkdir()
    (folder / "env").mkdir()
    fleet = [{"name": "Apply the fleet", "ansible.builtin.import_playbook": "webex.contact_center.fleet"}]
    (folder / "project" / "fleet.yml").write_text(yaml.safe_dump(fleet), encoding="utf-8")
    wanted = {"site": sites("Oslo", "Bonn")}
    (folder / "project" / "common.yml").write_text(yaml.safe_dump(wanted), encoding="utf-8")
    (folder / "inventory" / "hosts.yml").write_text(yaml.safe_dump(inventory(sim, numbers)), encoding="utf-8")


def on_a_node(folder: Path, sim: Simulator, numbers: range) -> Path:
    """Send a slice to a node with a home of its own, and take back what it did."""
    write_project(folder / "sent", sim, numbers)
    (folder / "home").mkdir()
    own = {name: text for name, text in os.environ.items() if not name.startswith(("ANSIBLE_", "WXCC_"))}
    own |= {"HOME": str(folder / "home"), "ANSIBLE_COLLECTIONS_PATH": str(ROOT / "build"), "ANSIBLE_FORKS": "2"}
    own |= {"WXCC_REQUESTS_PER_MINUTE": str(300 // NODES), "PATH": f"{BIN}:{os.environ['PATH']}"}
    runner = str(BIN / "ansible-runner")
    source = "-e organization_src=common.yml"
    steps = [
        [runner, "transmit", str(folder / "sent"), "--playbook", "fleet.yml", "--cmdline", source],
        [runner, "worker", "--private-data-dir", str(folder / "node")],
        [runner, "process", str(folder / "back")],
    ]
    told = b""
    for step in steps:
        done = subprocess.run(step, input=told, capture_output=True, env=own, check=False, timeout=600)
        assert done.returncode == 0, (done.stdout + done.stderr)[-3000:].decode(errors="replace")
        told = done.stdout
    assert "successful" in next((folder / "back").rglob("status")).read_text(encoding="utf-8"), told.decode()
    return next((folder / "back").rglob("stdout"))


def state(sim: Simulator, count: int) -> list[list[Any]]:
    """The sites of each organization, without what differs from one run to the next."""
    names = ("name", "description", "active")
    return [sorted([row.get(name) for name in names] for row in sim.objects("site", org)) for org in range(count)]


@pytest.mark.parametrize("count", [NODES, pytest.param(MANY, marks=pytest.mark.torture)])
def test_nodes_that_share_a_fleet_do_what_one_machine_does(tmp_path: Path, count: int) -> None:
    with Simulator.start(orgs=count, rate_limit=300) as sim:
        each = count // NODES
        with ThreadPoolExecutor(NODES) as pool:
            slices = [range(node * each, (node + 1) * each) for node in range(NODES)]
            shown = list(pool.map(lambda part: on_a_node(tmp_path / f"node-{part.start}", sim, part), slices))
        assert all("organizations |" in path.read_text(encoding="utf-8") for path in shown)
        writes = Counter((row["org_id"], row["path"]) for row in sim.writes())
        assert len(writes) == count
        assert set(writes.values()) == {1}
        assert {row["status"] for row in sim.requests()} & {429} == set()
        shared = state(sim, count)
        sim.reset()
        alone = tmp_path / "alone"
        write_project(alone, sim, range(count))
        run = run_playbook(
            ROOT / "playbooks" / "fleet.yml",
            alone,
            *("-i", str(alone / "inventory" / "hosts.yml"), "-e", f"organization_src={alone}/project/common.yml"),
        )
        assert run.code == 0, run.output
        assert state(sim, count) == shared
        summary = json.dumps(run.tasks[-1]["result"])
        assert f"{count} organizations" in summary
