# SPDX-License-Identifier: GPL-3.0-or-later
"""A user's folder with files and playbooks, played against a simulator and judged by its journal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from support.playbook import Run, run_playbook
from support.simulator import Row, Simulator

NO_PACE = "100000"


def task(module: str, /, options: Mapping[str, Any] | None = None, **keywords: Any) -> Row:
    """A task with a module of the collection; `keywords` are those of the task, as `check_mode`."""
    return {"name": module, f"webex.contact_center.{module}": dict(options or {}), **keywords}


@dataclass(frozen=True)
class Step:
    """What one task returned, and the requests that arrived while it ran."""

    result: Row
    failed: bool
    requests: list[Row] = field(repr=False)

    @property
    def writes(self) -> list[str]:
        """The requests that write to an organization, without its id and others: `POST site/bulk`."""
        return [
            f"{row['method']} {_family_path(row)}"
            for row in self.requests
            if row["method"] != "GET" and row["path"].startswith("/organization/")
        ]

    @property
    def reads(self) -> list[str]:
        """The requests that read, without organization and ids."""
        return [_family_path(row) for row in self.requests if row["method"] == "GET"]

    @property
    def statuses(self) -> set[int | None]:
        """All the statuses that were answered."""
        return {row["status"] for row in self.requests}

    def ok(self) -> Row:
        """The result of a task that must not have failed."""
        assert not self.failed, self.result.get("msg")
        return self.result

    def unchanged(self) -> Row:
        """The result of a task that must have found everything right and written nothing."""
        assert (self.ok()["changed"], self.writes) == (False, [])
        return self.result

    def refusal(self) -> str:
        """The message of a task that must have failed before it wrote anything."""
        assert (self.failed, self.writes) == (True, []), self.result
        return str(self.result["msg"])

    def failure(self) -> str:
        """The message of a task that must have failed, whatever it wrote."""
        assert self.failed, self.result
        return str(self.result["msg"])


def _family_path(row: Row) -> str:
    parts = row["path"].split("/")[3:]
    return "/".join("*" if len(part) == 36 else part for part in parts)


class Project:
    """A folder of files; its playbooks speak to the first organization of a simulator, without a request budget."""

    def __init__(self, folder: Path, simulator: Simulator) -> None:
        self.folder = folder
        self.simulator = simulator
        self.environment = {
            "WXCC_API_URL": simulator.url,
            "WXCC_ACCESS_TOKEN": simulator.orgs[0].access_token,
            "WXCC_REQUESTS_PER_MINUTE": NO_PACE,
        }

    def write(self, name: str, content: str | bytes) -> str:
        """Put a file into the folder, text as it is in UTF-8, and give its name."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return name

    def run(
        self,
        *tasks: Row,
        options: tuple[str, ...] = (),
        environment: Mapping[str, str] | None = None,
        keywords: Mapping[str, Any] | None = None,
    ) -> Run:
        """Play tasks, whatever becomes of each, and give what was printed and returned."""
        self.simulator.clear_requests()
        return run_playbook(
            tasks,
            self.folder,
            *options,
            variables=self.environment if environment is None else environment,
            keywords={"ignore_errors": True, **(keywords or {})},
        )

    def play(self, *tasks: Row, options: tuple[str, ...] = (), **more: Any) -> list[Step]:
        """Play tasks and give one step each."""
        run = self.run(*tasks, options=options, **more)
        journal = self.simulator.requests()
        assert len(run.tasks) >= len(tasks), run.output
        steps, began = [], 0.0
        for entry in run.tasks:
            ended = entry["ended"] * 1000
            requests = [row for row in journal if began < row["at"] <= ended]
            steps.append(Step(entry["result"], entry["state"] == "failed", requests))
            began = ended
        return steps

    def names(self, family: str = "site") -> set[str]:
        """The names of a family as they are stored."""
        return {row["name"] for row in self.simulator.objects(family)}

    def seed_sites(self, names: list[str]) -> list[Row]:
        """Put sites into the organization past all modules, and give those objects."""
        profile = next(row for row in self.simulator.objects("multimedia-profile") if row["name"] == "Voice and Chat")
        org_id = self.simulator.orgs[0].org_id
        items = [
            {
                "itemIdentifier": number,
                "requestAction": "SAVE",
                "item": {
                    "name": name,
                    "active": True,
                    "multimediaProfileId": profile["id"],
                    "organizationId": org_id,
                },
            }
            for number, name in enumerate(names)
        ]
        answer = self.simulator.call("POST", "site/bulk", json={"items": items})
        assert {row["status"] for row in answer.json()["items"]} == {201}, answer.text
        wanted = set(names)
        return [row for row in self.simulator.objects("site") if row["name"] in wanted]
