# SPDX-License-Identifier: GPL-3.0-or-later
"""Options that several modules have. Those of the token store are read by the controller, and documented by modules."""

from __future__ import annotations

from typing import Any, Final

from ..api.http.identity import AUTH_URL, DATA_CENTERS

HTTP_SPEC: Final[dict[str, Any]] = {
    "timeout": {"type": "float", "default": 30},
    "retry_timeout": {"type": "float", "default": 900},
    "validate_certs": {"type": "bool", "default": True},
    "ca_path": {"type": "path"},
}
BUDGET_SPEC: Final[dict[str, Any]] = {
    "parallelism": {"type": "int", "default": 8},
    "requests_per_minute": {"type": "int", "default": 300},
    "_progress": {"type": "path"},  # from the action plugin: a file for progress
    "_budget": {"type": "str", "no_log": False},  # from the action plugin: whose requests count together
    "_budget_folder": {"type": "path"},  # from the action plugin: the folder of their count, if on this machine
}
CONNECTION_SPEC: Final[dict[str, Any]] = {
    "api_url": {"type": "str"},
    "data_center": {"type": "str", "choices": list(DATA_CENTERS)},
    "org": {"type": "str"},  # the action plugin makes an access token of it
    "org_id": {"type": "str"},
    "access_token": {"type": "str", "no_log": True},
    **HTTP_SPEC,
    **BUDGET_SPEC,
}
SHEETS_SPEC: Final[dict[str, Any]] = {
    "src_format": {"type": "str", "choices": ["auto", "native", "control_hub", "matrix"], "default": "auto"},
    "source_is_complete": {"type": "bool", "default": False},
    "ignore_unknown_columns": {"type": "list", "elements": "str", "default": []},
}
ROWS_SPEC: Final[dict[str, Any]] = {
    "rows": {"type": "str", "choices": ["all", "changed"], "default": "all"},  # the action plugin leaves the others out
}
SECRETS_SPEC: Final[dict[str, Any]] = {
    "write_secrets": {"type": "bool", "default": False},
}
GUARDS_SPEC: Final[dict[str, Any]] = {
    "max_changes": {"type": "str"},  # a number or a percentage
    "protect": {"type": "list", "elements": "str", "default": []},
}
BACKUP_SPEC: Final[dict[str, Any]] = {
    "backup": {"type": "bool", "default": False},
    "backup_options": {"type": "dict", "options": {"dir_path": {"type": "path"}}},  # made absolute by the action plugin
}
TEMPLATE_SPEC: Final[dict[str, Any]] = {"template": {"type": "bool", "default": False}}  # for the action plugin
MISSING_SPEC: Final[dict[str, Any]] = {"skip_missing": {"type": "list", "elements": "str", "default": []}}
FLOWS_SPEC: Final[dict[str, Any]] = {"validate_flows": {"type": "bool", "default": False}}
STORE_SPEC: Final[dict[str, Any]] = {
    "token_store": {"type": "path"},
}

OAUTH_SPEC: Final[dict[str, Any]] = STORE_SPEC | {
    "client_id": {"type": "str"},
    "client_secret": {"type": "str", "no_log": True},
    "auth_url": {"type": "str", "default": AUTH_URL},
    **HTTP_SPEC,
}

TOKEN_SPEC: Final[dict[str, Any]] = OAUTH_SPEC | {
    "org": {"type": "str"},
    "org_id": {"type": "str"},
    "state": {"type": "str", "choices": ["present", "refreshed", "absent"], "default": "present"},
    "min_validity": {"type": "int", "default": 3600},
    "code": {"type": "str", "no_log": True},
    "redirect_uri": {"type": "str"},
    "refresh_token": {"type": "str", "no_log": True},
    "encrypt": {"type": "bool", "default": False},
    "reveal": {"type": "bool", "default": False},
}
TOKEN_REQUIRED_BY: Final = {"code": ["redirect_uri"]}

INFO_SPEC: Final[dict[str, Any]] = STORE_SPEC | {"warn_days": {"type": "float", "default": 14}}

CONTROLLER: Final = "this module works on the controller only, through the action plugin of the same name"
