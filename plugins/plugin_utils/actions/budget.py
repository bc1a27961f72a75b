# SPDX-License-Identifier: GPL-3.0-or-later
"""Which tasks share a request budget, and the folder in which they count their requests."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from ...module_utils.api.access.tokens import TokenStore, TokenStoreError

ENDING: Final = ".budget"
LENGTH: Final = 32


def key_of(kind: str, value: str) -> str:
    """Return a digest of a client id, a token or a user, so that the value itself stays on the controller."""
    return hashlib.sha256(f"{kind}:{value}".encode()).hexdigest()[:LENGTH]


def folder_of(options: Mapping[str, Any]) -> str:
    """Return the folder beside the token store; empty where neither an option nor a home folder gives its place."""
    with suppress(TokenStoreError):
        store = options.get("token_store")
        place = TokenStore(Path(str(store)) if store else TokenStore.default_folder()).path
        return f"{os.path.abspath(place)}{ENDING}"
    return ""
