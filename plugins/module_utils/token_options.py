# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of what works on the token store: the controller reads them, the module files document them."""

from __future__ import annotations

from typing import Any, Final

from .api.oauth import AUTH_URL

STORE_SPEC: Final[dict[str, Any]] = {
    "token_store": {"type": "path"},
}

OAUTH_SPEC: Final[dict[str, Any]] = STORE_SPEC | {
    "client_id": {"type": "str"},
    "client_secret": {"type": "str", "no_log": True},
    "auth_url": {"type": "str", "default": AUTH_URL},
    "timeout": {"type": "float", "default": 30},
    "retry_timeout": {"type": "float", "default": 900},
    "validate_certs": {"type": "bool", "default": True},
    "ca_path": {"type": "path"},
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
