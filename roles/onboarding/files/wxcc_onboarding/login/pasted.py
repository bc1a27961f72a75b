# SPDX-License-Identifier: GPL-3.0-or-later
"""A login whose callback URL is copied from a browser on another machine; its state is kept in a file."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict
from pathlib import Path
from urllib.parse import urlsplit

from ansible_collections.webex.contact_center.plugins.module_utils.api.access.tokens import Entry, TokenStore
from wxcc_onboarding.login.logins import Login, LoginRefused, authorize_url, begin, finish
from wxcc_onboarding.settings import Settings


def begin_pasted(settings: Settings, store: TokenStore, name: str, org_id: str, file: Path, now: float) -> str:
    """Return the address where the administrator logs in; this ends an earlier login in the same file."""
    settings.check_redirect_uri()
    login = begin(store, name, org_id, now)
    state = secrets.token_urlsafe()
    url = authorize_url(settings, state)
    file.unlink(missing_ok=True)
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as stream:
        json.dump({"state": state, **asdict(login)}, stream)
    return url


def finish_pasted(settings: Settings, store: TokenStore, callback: str, file: Path, now: float) -> Entry:
    """Exchange a callback URL for tokens and store them, once; LoginRefused where it belongs to another login."""
    try:
        begun = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise LoginRefused("No login was begun, or it was finished before. Run the playbook again.") from None
    file.unlink()
    state, login = begun.pop("state"), Login(**begun)
    if now >= login.ends_at:
        raise LoginRefused(f"{login.name}: the login took more than 10 minutes. Run the playbook again.")
    try:
        url = urlsplit(callback)
    except ValueError:
        url = urlsplit("")
    if url._replace(query="", fragment="").geturl() != settings.redirect_uri:
        raise LoginRefused(
            f"{login.name}: the pasted text is not an address at {settings.redirect_uri}. Run the playbook again, and"
            " copy the whole address that the browser shows at the end."
        )
    return finish(settings, store, login, state, url.query)
