# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that this collection uses of Ansible although Ansible does not promise it; no other file does.

| private name | for what |
|---|---|
| `AnsibleModule._load_params` | blank options count as not given, before Ansible checks their types |
| `ActionBase._compute_environment_string` | read the `environment` keyword; keep `WXCC_` variables off command lines |
| `ActionBase._low_level_execute_command` | let Python read a module at once: 0.1 s less for each task |
| `ActionBase._make_tmp_path`, `_transfer_file`, `_fixup_perms2` | bring files to another host, like `copy` |
| `ActionBase._find_needle`, `DataLoader._get_file_contents` | find and decrypt a file of the controller, like `copy` |
| `DataLoader._vault` | encrypt the token store with the vault password of the run |
| `AnsibleEnvironment`, `Templar.copy_with_new_env` | before 2.19: render a template without guessing its type |
| `ConnectionBase._shell` | write variables in front of a command |

tests/unit/test_private_ansible.py calls each through Ansible's own classes, on every ansible-core of `make matrix`. The
file imports nothing of Ansible, because modules and the controller both need it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from .blanks import without_blanks

OURS: Final = "WXCC_"
BARE_PYTHON: Final = re.compile(r"python[\d.]*$")
READ_AT_ONCE: Final = "-c 'import sys; exec(sys.stdin.buffer.read())'"
"""Arguments of Python for a program on standard input, which it otherwise reads byte by byte: 0.1 s for a module."""


class BlanksNotGiven:
    """For modules, before AnsibleModule in the bases: drops blank options before their types are checked."""

    argument_spec: Mapping[str, Any]
    params: dict[str, Any]

    def _load_params(self) -> None:
        base: Any = super()
        base._load_params()
        self.params = without_blanks(self.params, self.argument_spec)


class EnvironmentKeyword:
    """For actions, before ActionBase in the bases: reads the `environment` of the task and of all around it."""

    def _environment_keyword(self) -> dict[str, Any]:
        """Return the variables, templated."""
        environment: dict[str, Any] = {}
        base: Any = super()
        base._compute_environment_string(environment)
        return environment


class OwnCommandLine(EnvironmentKeyword):
    """For actions that run modules, first in the bases: changes the command line of a module."""

    _connection: Any

    def _compute_environment_string(self, raw_environment_out: dict[str, Any] | None = None) -> str:
        """Keep our own variables off the module's command line, which -vvv and ps show: options carry their values."""
        kept = {name: value for name, value in self._environment_keyword().items() if not name.startswith(OURS)}
        if raw_environment_out is not None:
            raw_environment_out.clear()
            raw_environment_out.update(kept)
        return str(self._connection._shell.env_prefix(**kept))

    def _low_level_execute_command(
        self, cmd: str, sudoable: bool = True, in_data: Any = None, *options: Any, **named: Any
    ) -> dict[str, Any]:
        """Let Python read a module that comes through standard input at once."""
        command = f"{cmd} {READ_AT_ONCE}" if in_data is not None and BARE_PYTHON.search(cmd) else cmd
        base: Any = super()
        result: dict[str, Any] = base._low_level_execute_command(command, sudoable, in_data, *options, **named)
        return result


def file_finder(action: Any) -> Callable[[str, str], str]:
    """Return what finds a file of a role or of the playbook by its folder and name."""
    find: Callable[[str, str], str] = action._find_needle
    return find


def file_reader(loader: Any) -> Callable[[str], tuple[bytes, bool]]:
    """Return what reads a file and decrypts it where it is a vault; True where the content may be shown."""
    read: Callable[[str], tuple[bytes, bool]] = loader._get_file_contents
    return read


def file_sender(action: Any) -> Callable[[str, str], str]:
    """Return what copies a file of the controller to the host of a task under a name, and gives its path there.

    Ansible removes the folder when the task is over.
    """

    def send(path: str, name: str) -> str:
        shell = action._connection._shell
        folder = shell.tmpdir or action._make_tmp_path()
        target = str(shell.join_path(folder, name))
        action._transfer_file(path, target)
        action._fixup_perms2((folder, target))
        return target

    return send


def vault_secrets(loader: Any) -> Sequence[tuple[str, Any]]:
    """Return the vault ids of the run, each with its secret."""
    return loader._vault.secrets or ()


def typed_templar(templar: Any, template: Any) -> Any:
    """Return a copy, for ansible-core before 2.19, whose templates give values with the types that 2.19 gives.

    A template that is one expression gives the value of it, any other a text. `template` is that module of Ansible.
    """
    from jinja2 import Undefined, pass_context  # a module has no Jinja

    @pass_context  # without it, Jinja makes texts of constants beforehand
    def checked(_context: Any, value: Any) -> Any:
        return str(value) if isinstance(value, Undefined) else value  # str raises the error that names it

    def together(parts: Iterable[Any]) -> Any:
        values = list(parts)
        if len(values) < 2:
            return values[0] if values else None
        return "".join(str(value) for value in values if value is not None)

    typed = type("TypedEnvironment", (template.AnsibleEnvironment,), {"concat": staticmethod(together)})
    return templar.copy_with_new_env(environment_class=typed, finalize=checked)
