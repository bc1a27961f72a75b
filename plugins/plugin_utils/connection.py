# SPDX-License-Identifier: GPL-3.0-or-later
"""Where connection options come from: the task, else variables, else the environment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from ansible.errors import AnsibleActionFail

from ..module_utils.blanks import given_text, is_blank
from ..module_utils.mistakes import UserError

Row = tuple[str, ...]
"""A group of options that exclude each other: the strongest level that gives one of them decides."""

HTTP_OPTIONS: Final[tuple[Row, ...]] = (("timeout",), ("retry_timeout",), ("validate_certs",), ("ca_path",))
BUDGET_OPTIONS: Final[tuple[Row, ...]] = (("parallelism",), ("requests_per_minute",))
CONNECTION_OPTIONS: Final[tuple[Row, ...]] = (
    ("api_url", "data_center"),
    ("org", "access_token"),
    ("org_id",),
    *HTTP_OPTIONS,
    *BUDGET_OPTIONS,
)
LEGACY_OPTIONS: Final[tuple[Row, ...]] = (
    ("legacy_url",),
    ("legacy_user",),
    ("legacy_api_key",),
    ("legacy_tenant_id",),
    ("legacy_digest",),
    ("legacy_layout",),
    ("max_url_length",),
    *HTTP_OPTIONS,
    *BUDGET_OPTIONS,
)
STORE_OPTIONS: Final[tuple[Row, ...]] = (("token_store",), ("client_id",), ("client_secret",), ("auth_url",))
TOKEN_OPTIONS: Final[tuple[Row, ...]] = (
    ("org",),
    ("org_id",),
    ("code", "refresh_token"),
    ("redirect_uri",),
    *STORE_OPTIONS,
    *HTTP_OPTIONS,
)
NAMES: Final = frozenset(option for row in (*CONNECTION_OPTIONS, *LEGACY_OPTIONS) for option in row)
"""Options of one connection or another: with `module_defaults` of the action group a task gets those of both."""
CONTROLLER_ONLY: Final = frozenset(option for row in TOKEN_OPTIONS for option in row) - NAMES
"""Options that modules never get, because they may run on another host."""
TEXTS: Final = ("access_token", "org", "org_id", "legacy_user", "legacy_api_key", "legacy_tenant_id")
SECRETS: Final = frozenset({"access_token", "client_secret", "refresh_token", "code", "legacy_api_key"})
MASK: Final = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"

Level = tuple[str, Callable[[str], Any]]
"""The name of a level in messages, and its value of an option; a blank value counts as not given."""


def variable(option: str) -> str:
    """Name the Ansible variable behind an option."""
    return f"wxcc_{option}"


def environment_variable(option: str) -> str:
    """Name the environment variable behind an option."""
    return f"WXCC_{option.upper()}"


def resolve(*levels: Level) -> dict[str, Any]:
    """Choose the connection options; without an organization's name and without an access token the task fails."""
    chosen = choose(CONNECTION_OPTIONS, *levels)
    if "org" not in chosen:
        require(chosen, "access_token", otherwise="; or give org, the name of the organization in the token store")
    return chosen


def require(chosen: Mapping[str, Any], *options: str, otherwise: str = "") -> None:
    """Fail the task where no level gives an option; `otherwise` names an alternative."""
    for option in options:
        if option not in chosen:
            raise AnsibleActionFail(
                f"{option} is missing: give it as the option {option} of the task, as the variable"
                f" {variable(option)}, or as {environment_variable(option)} in the environment{otherwise}"
            )


def choose(rows: Iterable[Row], *levels: Level) -> dict[str, Any]:
    """Choose options from levels, the strongest first; ids, names and tokens come as text."""
    chosen: dict[str, Any] = {}
    for row in rows:
        considered = levels
        if row == ("org_id",) and "org" in chosen:
            # A level that names an organization overrides the id of a weaker level, which may be of another one.
            named = next(depth for depth, (_title, value_of) in enumerate(levels) if not is_blank(value_of("org")))
            considered = levels[: named + 1]
        chosen |= next((given for title, value_of in considered if (given := _values_of(row, title, value_of))), {})
    return chosen | {option: _text(option, chosen[option]) for option in TEXTS if option in chosen}


def _text(option: str, value: Any) -> str:
    """Return an id, a name or a secret as text; refuse a list or a truth value, which is surely a mistake."""
    try:
        return given_text(option, value, numbers=True)
    except UserError as error:
        raise AnsibleActionFail(str(error)) from None


def _values_of(row: Row, title: str, value_of: Callable[[str], Any]) -> dict[str, Any]:
    given = {option: value for option in row if not is_blank(value := value_of(option))}
    if len(given) > 1:
        raise AnsibleActionFail(f"{' and '.join(given)} exclude one another, but {title} gives both; keep one")
    return given


def masked(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Copy a task's arguments for display, secrets hidden."""
    return {option: MASK if option in SECRETS else value for option, value in arguments.items()}
