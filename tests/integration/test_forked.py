# SPDX-License-Identifier: GPL-3.0-or-later
"""Playbooks that tests fork from a process that has imported Ansible say and do what a user's do."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from support.engine import sites
from support.playbook import Run, run_playbook
from support.project import Project, task
from support.simulator import Row, Simulator

VOLATILE = re.compile(
    r"[0-9a-f]{8}-[0-9a-f-]{27}|ROUTER_[\w-]+|\d+\.\d{3,}|\d+:\d\d:\d\d[.\d]*|\d{4}-\d\d-\d\d [\d:.]+"
)
IGNORED = {
    *[
        "ended",
        "inode",
        "atime",
        "mtime",
        "ctime",
        "version",
        "start",
        "end",
        "delta",
        "duration_s",
        "src",
        "_original_basename",
    ]
}


def steady(value: Any) -> Any:
    """The same without ids and times."""
    if isinstance(value, dict):
        return {key: steady(each) for key, each in value.items() if key not in IGNORED}
    if isinstance(value, list):
        return [steady(each) for each in value]
    return VOLATILE.sub("*", value) if isinstance(value, str) else value


def tasks(folder: Path) -> list[Row]:
    """Modules of ours and of Ansible that succeed, fail, warn, plan, show a difference, and read their environment."""
    file = str(folder / "file.txt")
    elsewhere = {"WXCC_API_URL": "http://127.0.0.1:1"}
    return [
        task("wxcc_site", {"sites": sites("Alta", "Beta")}, diff=True),
        task("wxcc_site", {"sites": sites("Alta", description="new")}, check_mode=True, diff=True),
        task("wxcc_site", {"sites": sites("Alta"), "validate_certs": False}),
        task("wxcc_site", {"name": "Alta", "multimedia_profile": "Nobody"}),
        task("wxcc_site", {"sites": "not a list"}),
        task("wxcc_config_info", {"type": "site", "retry_timeout": 0}, environment=elsewhere),
        task("wxcc_config_info", {"type": "site"}, register="found"),
        {"name": "Show", "ansible.builtin.debug": {"msg": "{{ found.objects | map(attribute='name') | sort }}"}},
        {"name": "Write", "ansible.builtin.copy": {"content": "text\n", "dest": file, "mode": "0600"}},
        {"name": "Look", "ansible.builtin.stat": {"path": file}},
        {
            "name": "Say",
            "ansible.builtin.shell": {"cmd": "echo out; echo err >&2; exit $CODE"},
            "environment": {"CODE": "3"},
        },
        {"name": "Remove", "ansible.builtin.file": {"path": file, "state": "absent"}},
        {"name": "Refuse", "ansible.builtin.file": {"path": file, "state": "other"}},
    ]


def test_forked_playbooks_are_those_of_new_processes(project: Project, sim: Simulator) -> None:
    def played(*, fresh: bool) -> Run:
        sim.reset()
        return run_playbook(
            tasks(project.folder),
            project.folder,
            variables=project.environment,
            keywords={"ignore_errors": True},
            fresh=fresh,
        )

    new, forked = (played(fresh=fresh) for fresh in (True, False))
    assert steady(forked.tasks) == steady(new.tasks)
    assert [steady(text) for text in (forked.stdout, forked.stderr)] == [
        steady(text) for text in (new.stdout, new.stderr)
    ]
    assert forked.code == new.code
