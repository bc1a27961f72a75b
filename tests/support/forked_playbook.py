# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs ansible-playbook in processes of a fork server; the modules of its tasks are processes of another one."""

from __future__ import annotations

import atexit
import importlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from support import forked_module, forking

MODULES: Final = "WXCC_TEST_MODULES"
"""The environment variable with the socket of the server of modules."""
PLUGINS: Final = Path(__file__).resolve().parents[2] / "plugins"
BUILTIN: Final = {
    "action": ("normal", "assert", "command", "copy", "debug", "fail", "include_vars", "set_fact", "template", "uri"),
    "callback": ("default",),
    "connection": ("local",),
    "filter": ("core", "encryption", "mathstuff", "urls", "urlsplit"),
    "inventory": ("host_list", "ini", "yaml"),
    "lookup": ("env", "file", "pipe"),
    "shell": ("sh",),
    "strategy": ("linear",),
    "test": ("core", "files", "mathstuff", "uri"),
    "vars": ("host_group_vars",),
}


class Order(bytes):
    """A module and its parameters, in the place of the program that Ansible would send to a new Python."""


def prepare() -> None:
    """Import Ansible and the plugins, and let modules that the other server knows run there."""
    from ansible import cli
    from ansible.cli import playbook  # noqa: F401
    from ansible.plugins import loader

    loader.init_plugin_loader([])
    cli.init_plugin_loader = lambda *_unused: None  # type: ignore[attr-defined]  # which warns of the second time
    for kind, names in BUILTIN.items():
        for name in names:
            importlib.import_module(f"ansible.plugins.{kind}.{name}")
    for kind in ("action", "filter", "lookup"):
        for file in (PLUGINS / kind).glob("wxcc_*.py"):
            importlib.import_module(f"ansible_collections.webex.contact_center.plugins.{kind}.{file.stem}")
    _run_modules_elsewhere()


def run(arguments: list[str]) -> int:
    """Run ansible-playbook; it ends by SystemExit."""
    from ansible import constants
    from ansible.cli.playbook import PlaybookCLI

    # What depends on the home folder and would be worked out as Ansible is imported.
    constants.ANSIBLE_HOME = os.path.expanduser("~/.ansible")  # type: ignore[attr-defined]
    folder = Path(constants.ANSIBLE_HOME) / "tmp"  # type: ignore[attr-defined]
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    own = tempfile.mkdtemp(prefix=f"ansible-local-{os.getpid()}", dir=folder)
    constants.DEFAULT_LOCAL_TMP = own  # type: ignore[attr-defined]
    atexit.register(shutil.rmtree, own, ignore_errors=True)
    sys.argv = ["ansible-playbook", *arguments]
    PlaybookCLI.cli_executor(sys.argv)
    return 0


def _run_modules_elsewhere() -> None:
    from ansible.plugins import action

    base: Any = action.ActionBase
    executed, is_pipelined = base._execute_module, base._is_pipelining_enabled
    configured, commanded = base._configure_module, base._low_level_execute_command

    def execute_module(
        self: Any, module_name: Any = None, module_args: Any = None, tmp: Any = None, task_vars: Any = None, **more: Any
    ) -> Any:
        name = module_name or self._task.action
        self._forked = forked_module.module_path(name) if _is_for_this_process(self, task_vars or {}) else None
        try:
            return executed(self, module_name, module_args, tmp, task_vars, **more)
        finally:
            self._forked = None

    def is_pipelining_enabled(self: Any, style: str, *more: Any) -> Any:
        return self._forked is not None or is_pipelined(self, style, *more)

    def configure_module(self: Any, module_name: Any, module_args: Any, task_vars: Any) -> Any:
        if self._forked is None:
            return configured(self, module_name, module_args, task_vars)
        return _built(self._forked, module_args)

    def low_level_execute_command(
        self: Any, cmd: str, sudoable: bool = True, in_data: Any = None, *more: Any, **named: Any
    ) -> Any:
        if not isinstance(in_data, Order):
            return commanded(self, cmd, sudoable, in_data, *more, **named)
        environment: dict[str, Any] = {}
        self._compute_environment_string(environment)
        return _ran(in_data, {name: str(value) for name, value in environment.items()})

    base._forked = None
    base._execute_module = execute_module
    base._is_pipelining_enabled = is_pipelining_enabled
    base._configure_module = configure_module
    base._low_level_execute_command = low_level_execute_command


def _is_for_this_process(action: Any, variables: Mapping[str, Any]) -> bool:
    """Whether a task runs on this machine, as this user, with this Python, and is waited for."""
    task, connection = action._task, action._connection
    if connection.transport != "local" or connection.become or task.async_val or task.delegate_to:
        return False
    return str(action._templar.template(variables.get("ansible_python_interpreter", ""))) == sys.executable


def _built(path: str, arguments: Mapping[str, Any]) -> Any:
    from ansible.executor import module_common

    given, shebang = {"ANSIBLE_MODULE_ARGS": arguments}, f"#!{sys.executable}"
    try:
        from ansible.module_utils.common import json as encoders

        encoder: Any = encoders.get_module_encoder("legacy", encoders.Direction.CONTROLLER_TO_MODULE)
    except AttributeError:  # before ansible-core 2.19
        older: Any = importlib.import_module("ansible.parsing.ajson")
        parameters = json.dumps(given, cls=older.AnsibleJSONEncoder, vault_to_text=True)
        return "new", shebang, _order(path, parameters), path
    parameters = json.dumps(given, cls=encoder)
    built = module_common._BuiltModule(
        b_module_data=_order(path, parameters), module_style="new", shebang=shebang, serialization_profile="legacy"
    )
    return built, path


def _order(path: str, parameters: str) -> Order:
    return Order(json.dumps({"module": path, "parameters": parameters, "profile": "legacy"}).encode())


def _ran(order: Order, environment: Mapping[str, str]) -> dict[str, Any]:
    """Run a module, and give what a shell would have said of it."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors, open(os.devnull, "rb") as nothing:
        code = forking.Forked(
            os.environ[MODULES],
            json.loads(order),
            environment={**os.environ, **environment},
            cwd=os.getcwd(),
            streams=[nothing.fileno(), output.fileno(), errors.fileno()],
        ).wait()
        output.seek(0)
        errors.seek(0)
        shown, said = output.read().decode(), errors.read().decode(errors="surrogateescape")
    return {
        "rc": code,
        "stdout": shown,
        "stdout_lines": shown.splitlines(),
        "stderr": said,
        "stderr_lines": said.splitlines(),
    }
