# SPDX-License-Identifier: GPL-3.0-or-later
"""What the action plugins hand to their modules, with Ansible's own task, templar, loader and connection."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible.playbook.play_context import PlayContext
from ansible.playbook.task import Task
from ansible.plugins.loader import connection_loader
from ansible.template import Templar

from ansible_collections.webex.contact_center.plugins.action import wxcc_config, wxcc_config_info, wxcc_site
from ansible_collections.webex.contact_center.plugins.plugin_utils.actions.base import WxccAction

ORG = "c0ffee00-0000-4000-8000-000000000001"
OTHER = "c0ffee00-0000-4000-8000-000000000002"
TOKEN = f"secret_ABCD_{ORG}"
SITES = [{"name": "Berlin"}]


class Actor:
    """Runs an action plugin up to the moment when Ansible would start the module."""

    def __init__(self, folder: Path) -> None:
        self.loader = DataLoader()
        self.loader.set_basedir(str(folder))
        self.connection = connection_loader.get("local", PlayContext())
        self.ran: list[dict[str, Any]] = []
        self.pipelining: list[bool] = []

    def run(
        self,
        plugin: Any,
        arguments: dict[str, Any],
        variables: dict[str, Any] | None = None,
        environment: list[dict[str, str]] | None = None,
    ) -> dict[str, Any]:
        """Give the action's result."""
        task = Task()
        task.args = arguments
        task.action = f"webex.contact_center.{plugin.__name__.rpartition('.')[2]}"
        task.environment = environment
        variables = {"inventory_hostname": "acme", **(variables or {})}
        actor = self

        class Action(plugin.ActionModule):  # type: ignore[misc]
            """The plugin, with its own result instead of a module's."""

            def _execute_module(self, **keywords: Any) -> dict[str, Any]:
                actor.ran.append(keywords["module_args"])
                actor.pipelining.append(self._connection.get_option("pipelining"))
                return {"changed": True, "invocation": {"module_args": keywords["module_args"]}}

        action: WxccAction = Action(
            task, self.connection, PlayContext(), self.loader, Templar(self.loader, variables), None
        )
        return action.run(task_vars=variables)


@pytest.mark.parametrize(
    ("plugin", "arguments", "name", "form", "value"),
    [
        (wxcc_site, {"sites": SITES}, "sites", "items", SITES),
        (wxcc_site, {"sites": []}, "sites", "items", []),
        (wxcc_site, {"name": 7, "state": "absent"}, "", "options", {"name": 7, "state": "absent"}),
        (wxcc_site, {"id": "x", "active": False, "description": None}, "", "options", {"id": "x", "active": False}),
        (wxcc_site, {"src": "", "sites": SITES, "name": " ", "state": None}, "sites", "items", SITES),
        (wxcc_site, {"id": "x", "name": "", "sites": ""}, "", "options", {"id": "x", "name": ""}),
        (wxcc_site, {"name": "x", "src": " ", "description": ""}, "", "options", {"name": "x", "description": ""}),
        (wxcc_config, {"items": SITES, "type": "site", "objects": ""}, "items", "items", SITES),
        (wxcc_config, {"objects": {"site": SITES}}, "objects", "objects", {"site": SITES}),
    ],
)
def test_desired_state_travels_as_one_text(
    actor: Actor, plugin: Any, arguments: dict[str, Any], name: str, form: str, value: Any
) -> None:
    assert actor.run(plugin, {**arguments, "max_deletes": 3})["changed"]
    source = json.loads(actor.ran[0].pop("_source"))
    assert (source["name"], source["form"], json.loads(source["text"])) == (name, form, value)
    kind = {"type": "site"} if "type" in arguments else {}
    assert all(actor.ran[0].pop(own) for own in ("_progress", "_budget", "_budget_folder"))
    assert actor.ran[0] == {"max_deletes": 3, "access_token": TOKEN, **kind}


@pytest.mark.parametrize("plugin", [wxcc_site, wxcc_config])
def test_a_file_travels_as_its_text(actor: Actor, plugin: Any) -> None:
    actor.run(plugin, {"src": "sites.csv", "purge": True})
    source = json.loads(actor.ran[0]["_source"])
    assert source == {"name": "sites.csv", "form": "csv", "text": "name\nBerlin\n"}
    assert actor.ran[0]["purge"]
    assert "src" not in actor.ran[0]


def test_a_module_without_desired_state_gets_its_options(actor: Actor) -> None:
    actor.run(wxcc_config_info, {"type": "site", "filter": "x"})
    assert all(actor.ran[0].pop(own) for own in ("_progress", "_budget", "_budget_folder"))
    assert actor.ran[0] == {"type": "site", "filter": "x", "access_token": TOKEN}


@pytest.mark.parametrize(
    ("plugin", "arguments", "message"),
    [
        (wxcc_site, {"src": "a.csv", "sites": []}, "parameters are mutually exclusive: src|sites"),
        (wxcc_site, {"src": "a.csv", "name": "x"}, "parameters are mutually exclusive: src|sites|name"),
        (wxcc_site, {"sites": [], "state": "absent"}, "parameters are mutually exclusive: src|sites|state"),
        (wxcc_site, {"purge": True}, "one of the following is required: src, sites, name, id"),
        (wxcc_site, {"sites": None}, "one of the following is required: src, sites, name, id"),
        (wxcc_site, {"src": " ", "sites": ""}, "one of the following is required: src, sites, name, id"),
        (wxcc_config, {"items": [], "type": " "}, "missing parameter(s) required by 'items': type"),
        (
            wxcc_site,
            {"name": "x", "purge": "yes"},
            "purge deletes the objects that a list leaves out: give the list in src",
        ),
        (wxcc_site, {"src": "none.csv"}, "none.csv: there is no such file; "),
        (wxcc_config, {}, "one of the following is required: src, items, objects"),
        (wxcc_config, {"items": []}, "missing parameter(s) required by 'items': type"),
        (wxcc_config, {"objects": {}, "type": "site"}, "parameters are mutually exclusive: objects|type"),
        (wxcc_config, {"objects": {}, "items": []}, "parameters are mutually exclusive: src|items|objects"),
        (wxcc_config_info, {"type": "site", "_source": "{}"}, "_source: there is no such option"),
        (wxcc_config_info, {"api_url": "a", "data_center": "us1"}, "api_url and data_center exclude one another"),
        (wxcc_config_info, {"org_id": OTHER}, f"org_id: {OTHER} is one organization, but the access token"),
    ],
)
def test_bad_input_is_a_failed_result_and_nothing_runs(
    actor: Actor, plugin: Any, arguments: dict[str, Any], message: str
) -> None:
    result = actor.run(plugin, arguments)
    assert result["failed"]
    assert result["msg"].startswith(message)
    assert result["invocation"] == {"module_args": arguments}
    assert actor.ran == []


@pytest.mark.parametrize(
    ("arguments", "variables", "keyword", "process", "expected"),
    [
        pytest.param({"timeout": 1}, {"wxcc_timeout": 2}, {"WXCC_TIMEOUT": "3"}, "4", 1, id="option"),
        pytest.param({}, {"wxcc_timeout": 2}, {"WXCC_TIMEOUT": "3"}, "4", 2, id="variable"),
        pytest.param({}, {"wxcc_timeout": ""}, {"WXCC_TIMEOUT": "3"}, "4", "3", id="environment keyword"),
        pytest.param({"timeout": ""}, {"wxcc_timeout": None}, {}, "4", "4", id="process environment"),
    ],
)
def test_option_beats_variable_beats_environment(
    actor: Actor,
    monkeypatch: pytest.MonkeyPatch,
    arguments: dict[str, Any],
    variables: dict[str, Any],
    keyword: dict[str, str],
    process: str,
    expected: Any,
) -> None:
    monkeypatch.setenv("WXCC_TIMEOUT", process)
    actor.run(wxcc_config_info, arguments, variables, [{"WXCC_TIMEOUT": "outer"}, keyword] if keyword else [])
    assert actor.ran[0]["timeout"] == expected


def test_the_token_is_in_nothing_that_can_be_printed(actor: Actor) -> None:
    result = actor.run(wxcc_site, {"sites": SITES, "access_token": TOKEN})
    assert actor.ran[0]["access_token"] == TOKEN
    assert result["invocation"]["module_args"]["sites"] == SITES
    assert TOKEN not in json.dumps(result)
    assert TOKEN not in f"{actor.ran[0]}"


def test_a_token_that_cannot_be_sent_is_refused_unseen(actor: Actor) -> None:
    result = actor.run(wxcc_site, {"sites": SITES, "access_token": f"{TOKEN}\n"})
    assert result["msg"].startswith("access_token: ")
    assert TOKEN not in json.dumps(result)
    assert actor.ran == []


@pytest.mark.parametrize("before", [True, False])
def test_pipelining_is_on_for_the_module_and_then_as_before(actor: Actor, before: bool) -> None:
    actor.connection.set_option("pipelining", before)
    actor.run(wxcc_site, {"sites": SITES})
    assert actor.pipelining == [True]
    assert actor.connection.get_option("pipelining") is before
