# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Variables of roles and playbooks: blank means not given, errors name them, paths start in the working folder."""

from __future__ import annotations

import datetime
import os
import re
import shlex
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from ansible.errors import AnsibleError, AnsibleFilterError
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.release import __version__
from jinja2 import TemplateError

from ..module_utils import times
from ..module_utils.api.access.tokens import TokenStore
from ..module_utils.blanks import is_blank
from ..module_utils.mistakes import UserError, with_sentences

ROLES: Final = Path(__file__).parents[2] / "roles"
INTEGER: Final = re.compile(r"\s*[+-]?\d+\s*", re.ASCII)
NO_HOME: Final = "this user has no home folder; set HOME, or give the full path"
REFUSED: Final = '"\\:$`'
NOT_IN_HOMES: Final = re.compile(f"[{re.escape(REFUSED)}\x00-\x1f\x7f]")
NO_FOLDER: Final = "the folder that Ansible was started in was removed; start it in another one"


@dataclass(frozen=True)
class Kind:
    """A type of variables: how a value is read, and the words for the type in an error.

    `read` gets the value, the name of the variable and the time zone; TypeError if the value has another type.
    """

    what: str
    read: Callable[[Any, str, str], Any]
    reads_default: bool = False
    """Whether a default is read like a value; otherwise it is returned unchanged, and may be `omit`."""
    default: Callable[[], Any] = str
    """Makes the result for a variable without any default; for most options an empty text means not given."""


def variable(
    value: Any,
    name: str,
    type: str = "str",  # pylint: disable=redefined-builtin
    default: Any = None,
    choices: Sequence[str | int] = (),
    timezone: str = "UTC",
) -> Any:
    """Return the value of a variable in its type, or its default; UserError begins with the variable's name.

    The default of a role's variable comes from the role, unless the caller passes one that the role's file cannot hold.
    """
    if type not in TYPES:
        raise UserError(f"{name}: type: {type} is none of {', '.join(TYPES)}")
    kind = TYPES[type]
    if is_blank(value):
        value = default_of(name) if default is None else default
        if is_blank(value):
            return kind.default() if default is None else default
        if not kind.reads_default:
            return value
    try:
        given = kind.read(value, name, timezone)
    except TypeError:
        shown = f'"{value}"' if isinstance(value, str | int | float) else "what was given"
        raise UserError(f"{name}: {shown} is not {kind.what}") from None
    except (OSError, RuntimeError) as error:
        raise UserError(f"{name}: {error.strerror if isinstance(error, OSError) else NO_HOME}") from None
    if choices and given not in choices:
        raise UserError(f'{name}: "{given}" is not one of {", ".join(map(str, choices))}')
    return given


def default_of(name: str) -> Any:
    """Return the default of a variable from its role; None if the role has none, or computes it with a template."""
    roles = [path for path in ROLES.glob("*") if name.startswith(f"{path.name}_")]
    default = _defaults(roles[0] / "defaults" / "main.yml").get(name) if roles else None
    return None if isinstance(default, str) and "{{" in default else deepcopy(default)


@cache
def _defaults(path: Path) -> Mapping[str, Any]:
    return yaml.safe_load(path.read_text(encoding="utf-8")) or {}


def full_path(value: Any) -> str:
    """Return the full path; a relative path starts from the working folder of the process, whatever PWD says."""
    path = os.path.expanduser(os.path.expandvars(_text(value)))
    if path.startswith("~"):
        raise FileNotFoundError(0, NO_HOME)
    try:
        return os.path.abspath(path)
    except FileNotFoundError:
        raise FileNotFoundError(0, NO_FOLDER) from None


def _home(value: Any, name: str, _unused: str) -> str:
    """Return the path of a folder for a virtual environment; its scripts do not support every character of a path."""
    path = full_path(value)
    if NOT_IN_HOMES.search(path):
        raise UserError(f"{name}: {path!r} holds one of {' '.join(REFUSED)} or a line break; choose another folder")
    return path


def _interpreter(value: Any) -> str:
    """Return the path of an interpreter, quoted before ansible-core 2.17, which passes it to a shell unchanged."""
    is_quoted_later = tuple(map(int, __version__.split(".")[:2])) >= (2, 17)
    return _text(value) if is_quoted_later else shlex.quote(_text(value))


def _text(value: Any) -> str:
    """Return text unchanged, with the tags that Ansible attaches to it, and a number or a date of YAML as text."""
    if isinstance(value, str):
        return value
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError
    return str(value)


def _integer(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and INTEGER.fullmatch(value):
        return int(value)
    raise TypeError


def _number(value: Any) -> float:
    if isinstance(value, bool):
        raise TypeError
    try:
        return float(value)
    except ValueError:
        raise TypeError from None


def _boolean(value: Any) -> bool:
    return bool(boolean(value))


def _list(value: Any) -> list[Any]:
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    if isinstance(value, list | tuple):
        return list(value)
    if isinstance(value, Mapping):
        raise TypeError
    return [value]


def _mapping(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise TypeError
    return value


def _timezone(value: Any, name: str, _unused: str) -> str:
    text = _text(value)
    times.zone(text, name)
    return text


def _day(value: Any, name: str, timezone: str) -> str:
    """Return the date of a time in any form, so that a file named after it has the same name all day."""
    place = times.zone(timezone)
    written = times.text_writer(place)(times.parse_time(_text(value), name, place, times.current_ms()))
    return str(written)[: len("2026-11-24")]


def _alone(read: Callable[[Any], Any]) -> Callable[[Any, str, str], Any]:
    """Wrap a reader that needs neither the name nor the time zone."""
    return lambda value, _name, _timezone: read(value)


TYPES: Final[Mapping[str, Kind]] = {
    "str": Kind("a text", _alone(_text)),
    "int": Kind("a whole number", _alone(_integer)),
    "float": Kind("a number", _alone(_number)),
    "bool": Kind("true or false", _alone(_boolean)),
    "list": Kind("a list", _alone(_list)),
    "dict": Kind("a mapping", _alone(_mapping)),
    "path": Kind("a path", _alone(full_path), reads_default=True),
    "home": Kind("a path", _home, reads_default=True),
    "token_store": Kind("a path", _alone(full_path), default=lambda: str(TokenStore.default_folder())),
    "interpreter": Kind("a path", _alone(_interpreter)),
    "timezone": Kind("a time zone", _timezone),
    "day": Kind("a day", _day, reads_default=True),
}


class FilterModule:
    """The filter by its name."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return it."""
        return {"wxcc_variable": with_sentences(variable, AnsibleFilterError, passed=(AnsibleError, TemplateError))}
