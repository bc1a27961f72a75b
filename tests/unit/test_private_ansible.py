# SPDX-License-Identifier: GPL-3.0-or-later
"""What this collection uses of Ansible without a promise works through Ansible's own classes, on each ansible-core."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ansible.executor import module_common
from ansible.parsing.dataloader import DataLoader
from ansible.parsing.vault import VaultLib, VaultSecret
from ansible.playbook.play_context import PlayContext
from ansible.playbook.task import Task
from ansible.plugins.action import ActionBase
from ansible.plugins.loader import connection_loader
from ansible.template import Templar
from support.argument_specs import MODULES

from ansible_collections.webex.contact_center.plugins.module_utils import private_ansible
from ansible_collections.webex.contact_center.plugins.module_utils.module.base import module_for
from ansible_collections.webex.contact_center.plugins.plugin_utils.levels import LeveledAction

ROOT = Path(__file__).resolve().parents[2]
VARIABLES = {"inventory_hostname": "acme", "name": "Berlin"}


class Commands(ActionBase):
    """Notes the commands of an action instead of running them."""

    commands: list[tuple[str, Any]]

    def _configure_module(self, *_unused: Any, **_named: Any) -> Any:
        module, shebang, built = b"print('{}')", f"#!{sys.executable}", getattr(module_common, "_BuiltModule", None)
        if built is None:  # before 2.19
            return "new", shebang, module, "ping.py"
        bits = built(b_module_data=module, module_style="new", shebang=shebang, serialization_profile="legacy")
        return bits, "ping.py"

    def _low_level_execute_command(
        self, cmd: str, sudoable: bool = True, in_data: Any = None, *_options: Any, **_named: Any
    ) -> dict[str, Any]:
        assert isinstance(sudoable, bool)
        self.commands.append((cmd, in_data))
        stdout = json.dumps({"changed": False})
        return {"rc": 0, "stdout": stdout, "stdout_lines": [stdout], "stderr": "", "stderr_lines": []}


class Action(private_ansible.OwnCommandLine, LeveledAction, Commands):
    """An action that runs a module as ours do."""

    def _outcome(self, variables: dict[str, Any]) -> dict[str, Any]:
        return dict(self._execute_module("ping", {}, task_vars=variables))


@pytest.fixture
def action(tmp_path: Path) -> Action:
    loader = DataLoader()
    loader.set_basedir(str(tmp_path))
    connection = connection_loader.get("local", PlayContext())
    connection.set_option("pipelining", True)
    task = Task()
    task.args, task.action = {}, "ansible.builtin.ping"
    task.environment = [{"WXCC_ACCESS_TOKEN": "secret", "LANG_OF": "de"}, {"SITE": "Berlin"}]
    action: Any = Action(task, connection, PlayContext(), loader, Templar(loader, dict(VARIABLES)), None)
    action.commands = []
    return action  # type: ignore[no-any-return]


def test_a_module_is_read_at_once_and_its_command_shows_no_variable_of_ours(action: Action) -> None:
    result = action.run(task_vars={**VARIABLES, "ansible_python_interpreter": sys.executable})
    assert not result.get("failed"), result
    [(command, module)] = [(command, data) for command, data in action.commands if data]
    assert command.endswith(private_ansible.READ_AT_ONCE)
    assert module == b"print('{}')"
    assert "SITE=Berlin" in command
    assert "LANG_OF=de" in command
    assert "WXCC_" not in command
    assert "secret" not in command


def test_python_runs_a_program_that_it_reads_at_once() -> None:
    command = [sys.executable, "-c", private_ansible.READ_AT_ONCE.removeprefix("-c ").strip("'")]
    assert subprocess.run(command, input=b"print(6 * 7)", capture_output=True, check=True).stdout == b"42\n"


def test_the_environment_keyword_is_read_whole(action: Action) -> None:
    assert action._environment_keyword() == {"WXCC_ACCESS_TOKEN": "secret", "LANG_OF": "de", "SITE": "Berlin"}


def test_a_module_drops_blank_options_before_it_checks_types(monkeypatch: pytest.MonkeyPatch) -> None:
    from ansible.module_utils import basic

    arguments = {"ANSIBLE_MODULE_ARGS": {"timeout": " ", "parallelism": "", "access_token": "a"}}
    monkeypatch.setattr(basic, "_ANSIBLE_ARGS", json.dumps(arguments).encode())
    monkeypatch.setattr(basic, "_ANSIBLE_PROFILE", "legacy", raising=False)
    module = module_for({})
    assert (module.params["timeout"], module.params["parallelism"], module.params["access_token"]) == (30, 8, "a")


def test_a_file_is_found_and_decrypted(action: Action, tmp_path: Path) -> None:
    secrets: Any = [("default", VaultSecret(b"password"))]
    action._loader.set_vault_secrets(secrets)
    assert list(private_ansible.vault_secrets(action._loader)) == secrets
    place = tmp_path / "files" / "sites.csv"
    place.parent.mkdir()
    place.write_bytes(VaultLib(secrets).encrypt(b"name\nBerlin\n", secrets[0][1]))
    found = private_ansible.file_finder(action)("files", "sites.csv")
    assert found == str(place)
    content, is_shown = private_ansible.file_reader(action._loader)(found)
    assert (bytes(content), is_shown) == (b"name\nBerlin\n", False)


def test_a_file_is_copied_to_another_host_into_a_folder_that_ansible_removes(
    action: Action, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[tuple[str, str]] = []
    monkeypatch.setattr(action._connection._shell, "tmpdir", "/tmp/there")
    monkeypatch.setattr(action._connection, "put_file", lambda path, target: sent.append((path, target)))
    (tmp_path / "a.wav").write_bytes(b"RIFF")
    target = private_ansible.file_sender(action)(str(tmp_path / "a.wav"), "content_0")
    assert (target, sent) == ("/tmp/there/content_0", [(str(tmp_path / "a.wav"), target)])


def test_without_a_password_there_are_no_secrets() -> None:
    assert list(private_ansible.vault_secrets(DataLoader())) == []


PROMISED = {
    *("_task", "_connection", "_loader", "_templar", "_execute_module"),  # every guide to action plugins has these
    *(
        "_read_config_data",
        "_set_composite_vars",
        "_add_host_to_composed_groups",
        "_add_host_to_keyed_groups",
        "_cache",
    ),
    "_diff",  # of AnsibleModule: whether --diff was given
    "_exit",  # of os
}
"""Names with an underscore that the developer guide of Ansible documents."""
FOLDERS = ("action", "filter", "inventory", "lookup", "plugin_utils", "module_utils/module")


def sources() -> Iterator[tuple[Path, ast.Module]]:
    for folder in FOLDERS:
        for path in sorted((MODULES.parent / folder).rglob("*.py")):
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def own_names() -> set[str]:
    """Private names that the collection itself defines: functions, and attributes of its own objects."""
    names = set()
    for _path, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                names.add(node.name)
            elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                names.add(node.attr)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                names.add(node.id)
    return names


FOREIGN = {"_loader", "loader", "_connection", "connection", "_task", "_templar"}
"""Names of objects of Ansible, whose attributes are not ours even where we have some of the same name."""


def test_no_other_file_uses_what_is_private() -> None:
    own = own_names() | PROMISED | set(vars(private_ansible.EnvironmentKeyword))
    found = []
    for path, tree in sources():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Attribute) or not node.attr.startswith("_") or node.attr.startswith("__"):
                continue
            holder = getattr(node.value, "attr", getattr(node.value, "id", ""))
            if node.attr not in own or holder in FOREIGN:
                found.append(f"{path.name}:{node.lineno}: {ast.unparse(node)}")
    assert found == []
