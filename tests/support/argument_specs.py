# SPDX-License-Identifier: GPL-3.0-or-later
"""The argument spec of every module, and what Ansible makes of arguments by it, without a process."""

from __future__ import annotations

import importlib
import io
import json
from collections.abc import Iterator, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

from ansible.module_utils import basic

from ansible_collections.webex.contact_center.plugins.module_utils.module import base as shared
from ansible_collections.webex.contact_center.plugins.module_utils.module.options import INFO_SPEC, TOKEN_SPEC

MODULES: Final = Path(shared.__file__).parents[2] / "modules"
CONTROLLER_SPECS: Final[dict[str, dict[str, Any]]] = {"wxcc_token": TOKEN_SPEC, "wxcc_token_info": INFO_SPEC}
"""The specs of modules whose whole work is done by their actions."""


class Refused(Exception):
    """The message of a module that failed."""


class _Seen(Exception):
    def __init__(self, module: basic.AnsibleModule) -> None:
        super().__init__()
        self.module = module


@dataclass(frozen=True)
class Option:
    """An option of a module by its path, such as `("search", "fields")`."""

    module: str
    path: tuple[str, ...]
    spec: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.module}-{'.'.join(self.path)}"

    def arguments(self, *value: Any) -> dict[str, Any]:
        """Valid arguments of the module with this value of the option, or without the option."""
        arguments = required(spec_of(self.module))
        inner, spec = arguments, spec_of(self.module)
        for name in self.path[:-1]:
            spec, is_list = spec[name]["options"], spec[name].get("type") == "list"
            entry = {**required(spec), **({"document": "query"} if name == "search" else {})}
            inner[name] = [entry] if is_list else entry
            inner = entry
        inner.pop(self.path[-1], None)
        return arguments if not value else self._with(arguments, value[0])

    def _with(self, arguments: dict[str, Any], value: Any) -> dict[str, Any]:
        inner: Any = arguments
        for name in self.path[:-1]:
            inner = inner[name]
            inner = inner[0] if isinstance(inner, list) else inner
        inner[self.path[-1]] = value
        return arguments


def spec_of(module: str) -> dict[str, Any]:
    """The argument spec of a module."""
    if module not in _SPECS:
        _SPECS[module] = CONTROLLER_SPECS[module] if module in CONTROLLER_SPECS else dict(_made(module).argument_spec)
    return _SPECS[module]


_SPECS: dict[str, dict[str, Any]] = {}


def every_option() -> Iterator[Option]:
    """Every option of every module that a user may give, those inside of others too."""
    for path in sorted(MODULES.glob("wxcc_*.py")):
        yield from _below(path.stem, spec_of(path.stem), ())


def _below(module: str, spec: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[Option]:
    for name, option in spec.items():
        if not name.startswith("_"):
            yield Option(module, (*path, name), option)
            yield from _below(module, option.get("options", {}), (*path, name))


def required(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Values of the options that have to be given."""
    return {name: option.get("choices", ["text"])[0] for name, option in spec.items() if option.get("required")}


def read(module: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """What a module works with when a task gives these arguments; Refused where it works not at all."""
    with _arguments(arguments), redirect_stdout(io.StringIO()) as printed:
        try:
            return dict(shared.module_for({}, connection=spec_of(module)).params)
        except SystemExit:
            raise Refused(json.loads(printed.getvalue())["msg"]) from None


def _made(module: str) -> basic.AnsibleModule:
    """The AnsibleModule of a module, caught before it reads any argument."""

    def seen(made: basic.AnsibleModule, argument_spec: Mapping[str, Any], **_unused: Any) -> None:
        made.argument_spec = argument_spec
        raise _Seen(made)

    name = f"ansible_collections.webex.contact_center.plugins.modules.{module}"
    with patch.object(basic.AnsibleModule, "__init__", seen):
        try:
            importlib.import_module(name).main()
        except _Seen as caught:
            return caught.module
    raise AssertionError(f"{module} makes no AnsibleModule")


def _arguments(arguments: Mapping[str, Any]) -> Any:
    sent = json.dumps({"ANSIBLE_MODULE_ARGS": dict(arguments)}).encode()
    return patch.multiple(basic, create=True, _ANSIBLE_ARGS=sent, _ANSIBLE_PROFILE="legacy")
