# SPDX-License-Identifier: GPL-3.0-or-later
"""Webex's own name of an organization, read once after a login; people know their organization by it."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Final

from ansible_collections.webex.contact_center.plugins.module_utils.api.access.tokens import (
    Entry,
    TokenStore,
    TokenStoreError,
)
from ansible_collections.webex.contact_center.plugins.module_utils.api.http.transport import Lost, Transport
from ansible_collections.webex.contact_center.plugins.module_utils.outside import shortened
from wxcc_onboarding.settings import Settings

ORGANIZATIONS: Final = "/v1/organizations"
TIMEOUT_S: Final = 5.0  # somebody waits for the page, and the name is only shown
LONGEST_NAME: Final = 100


def described(settings: Settings, store: TokenStore, entry: Entry) -> Entry:
    """Return an entry with the name of its organization, if the app may read it; a failure is ignored."""
    if name := org_name(settings, entry):
        with suppress(TokenStoreError):
            return store.describe(entry.name, name)
    return entry


def org_name(settings: Settings, entry: Entry) -> str:
    """Read `displayName` from the identity provider's own API, once; empty where that fails."""
    transport = Transport(
        settings.auth_url.rstrip("/"),
        entry.grant.access_token,
        timeout=TIMEOUT_S,
        ca_path=settings.ca_path or None,
        option="auth_url",
    )
    try:
        answer = transport.exchange("GET", f"{ORGANIZATIONS}/{entry.org_id}")
        content = json.loads(answer.body) if answer.is_success else None
    except (Lost, ValueError, RecursionError):
        return ""
    finally:
        transport.close()
    name = content.get("displayName") if isinstance(content, dict) else None
    return shortened(name, LONGEST_NAME) if isinstance(name, str) else ""
