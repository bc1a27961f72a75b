# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Variables of roles and playbooks: blank is not given, wrong ones are named, paths count from the working folder."""

from __future__ import annotations

import datetime
import os
import re
import shlex
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from ansible.errors import AnsibleFilterError
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.release import __version__

from ..module_utils.api import times
from ..module_utils.api.tokens import TokenStore
from ..module_utils.blanks import is_blank

INTEGER: Final = re.compile(r"\s*[+-]?\d+\s*", re.ASCII)
NO_HOME: Final = "this user has no home folder; set HOME, or give the full path"
REFUSED: Final = '"\\:$`'
NOT_IN_HOMES: Final = re.compile(f"[{re.escape(REFUSED)}\x00-\x1f\x7f]")
NO_FOLDER: Final = "the folder that Ansible was started in was removed; start it in another one"


def variable(
    value: Any,
    name: str,
    type: str = "str",  # pylint: disable=redefined-builtin
    default: Any = "",
    choices: Sequence[str | int] = (),
    timezone: str = "UTC",
) -> Any:
    """Give the value of a variable in its type, or the default as it is; ValueError begins with the variable's name.

    Whoever gives no `default` gets an empty text, which most options of modules take as not given.
    """
    if type not in TYPES:
        raise ValueError(f"{name}: type: {type} is none of {', '.join(TYPES)}")
    read, what = TYPES[type]
    try:
        if is_blank(value):
            if type == "token_store":
                return str(TokenStore.default_folder())
            # A day and a path are worked out of their default too; that of another type may be `omit`.
            if type not in ("day", "path", "home") or is_blank(default):
                return default
            value = default
        given = read(value, name, timezone) if type in NAMED else read(value)
    except TypeError:
        shown = f'"{value}"' if isinstance(value, str | int | float) else "what was given"
        raise ValueError(f"{name}: {shown} is not {what}") from None
    except (OSError, RuntimeError) as error:
        raise ValueError(f"{name}: {error.strerror if isinstance(error, OSError) else NO_HOME}") from None
    if choices and given not in choices:
        raise ValueError(f'{name}: "{given}" is not one of {", ".join(map(str, choices))}')
    return given


def full_path(value: Any) -> str:
    """Give a path in full: what is relative counts from the folder that the process works in, whatever PWD says."""
    path = os.path.expanduser(os.path.expandvars(_text(value)))
    if path.startswith("~"):
        raise FileNotFoundError(0, NO_HOME)
    try:
        return os.path.abspath(path)
    except FileNotFoundError:
        raise FileNotFoundError(0, NO_FOLDER) from None


def _home(value: Any, name: str, _unused: str) -> str:
    """Give the path of a folder for a virtual environment, whose scripts cannot hold all characters of paths."""
    path = full_path(value)
    if NOT_IN_HOMES.search(path):
        raise ValueError(f"{name}: {path!r} holds one of {' '.join(REFUSED)} or a line break; choose another folder")
    return path


def _interpreter(value: Any) -> str:
    """Give the path of an interpreter as Ansible wants it: before 2.17 its shell is given the path as it is."""
    is_quoted_later = tuple(map(int, __version__.split(".")[:2])) >= (2, 17)
    return _text(value) if is_quoted_later else shlex.quote(_text(value))


def _text(value: Any) -> str:
    """Take text as it is, with whatever Ansible notes on it, and a number or a date of YAML as it is written."""
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
    """Give the date of a day that a time of any form is in, so that what is called after it has one name a day."""
    place = times.zone(timezone)
    written = times.text_writer(place)(times.parse_time(_text(value), name, place, times.current_ms()))
    return str(written)[: len("2026-11-24")]


NAMED: Final = ("home", "timezone", "day")
TYPES: Final[Mapping[str, tuple[Callable[..., Any], str]]] = {
    "str": (_text, "a text"),
    "int": (_integer, "a whole number"),
    "float": (_number, "a number"),
    "bool": (_boolean, "true or false"),
    "list": (_list, "a list"),
    "dict": (_mapping, "a mapping"),
    "path": (full_path, "a path"),
    "home": (_home, "a path"),
    "token_store": (full_path, "a path"),
    "interpreter": (_interpreter, "a path"),
    "timezone": (_timezone, "a time zone"),
    "day": (_day, "a day"),
}


class FilterModule:
    """The filter by its name."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Give it."""

        def told(*values: Any, **options: Any) -> Any:
            try:
                return variable(*values, **options)
            except ValueError as error:
                raise AnsibleFilterError(str(error)) from None

        return {"wxcc_variable": told}
