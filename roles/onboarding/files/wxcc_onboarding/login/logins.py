# SPDX-License-Identifier: GPL-3.0-or-later
"""Begin and finish a login, on the page or with a pasted URL, until the tokens are in the store."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Final

from oauthlib.oauth2 import MismatchingStateError, MissingCodeError, OAuth2Error, WebApplicationClient

from ansible_collections.webex.contact_center.plugins.module_utils.api.access.oauth import AUTHORIZE
from ansible_collections.webex.contact_center.plugins.module_utils.api.access.tokens import (
    Entry,
    TokenStore,
    TokenStoreError,
)
from ansible_collections.webex.contact_center.plugins.module_utils.api.access.tokens_file import NAME
from ansible_collections.webex.contact_center.plugins.module_utils.api.http.errors import LONGEST_EXCERPT, WxccError
from ansible_collections.webex.contact_center.plugins.module_utils.api.http.identity import UUID
from ansible_collections.webex.contact_center.plugins.module_utils.mistakes import UserError
from ansible_collections.webex.contact_center.plugins.module_utils.outside import shortened
from wxcc_onboarding.login.organization import described
from wxcc_onboarding.settings import Settings

# The settings decide where http is allowed: on this machine only. oauthlib would refuse it everywhere.
os.environ.setdefault("OAUTHLIB_INSECURE_TRANSPORT", "1")

LOGIN_S: Final = 600
SENTENCES: Final = {
    "access_denied": "the administrator, or a rule of the organization, declined",
    "invalid_scope": "the app is not registered for one of the requested scopes",
    "unauthorized_client": "the app may not request this; check its registration",
    "server_error": "the identity provider has a problem; try again later",
    "temporarily_unavailable": "the identity provider is busy; try again later",
}


@dataclass(frozen=True)
class Login:
    """A login for one organization; without an id, for any that the store does not have yet."""

    name: str
    org_id: str | None
    ends_at: float


class LoginRefused(UserError):
    """A login failed; the text says why, and `field` names the wrong input, if there is one."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


def begin(store: TokenStore, name: str, org_id: str, now: float) -> Login:
    """Begin a login; a name in the store belongs to one organization. LoginRefused for invalid input."""
    if not NAME.fullmatch(name):
        raise LoginRefused(
            f"{shortened(name, LONGEST_EXCERPT) or 'No name'}: a name has 1 to 64 letters, digits, '.', '_' or '-',"
            " and begins with a letter or a digit",
            "name",
        )
    if org_id and not UUID.fullmatch(org_id):
        raise LoginRefused(f"{shortened(org_id, LONGEST_EXCERPT)}: not an organization id, which is a UUID", "org_id")
    return Login(name, org_id or known_org_id(store, name), now + LOGIN_S)


def known_org_id(store: TokenStore, name: str) -> str | None:
    """Return the organization id of a name in the store; None if the name is new or its file is damaged."""
    try:
        return store.read(name).org_id if name in store.names() else None
    except TokenStoreError:
        return None


def authorize_url(settings: Settings, state: str) -> str:
    """Return the address where an administrator logs in; UserError if a setting is wrong."""
    settings.oauth()
    url: str = WebApplicationClient(settings.client_id).prepare_request_uri(
        settings.auth_url.rstrip("/") + AUTHORIZE,
        redirect_uri=settings.redirect_uri,
        scope=list(settings.scopes),
        state=state,
    )
    return url


def finish(settings: Settings, store: TokenStore, login: Login, state: str, query: str) -> Entry:
    """Exchange the answer at the redirect URI for tokens, and store them; LoginRefused if that fails."""
    code = _code(settings, login, state, query)
    try:
        oauth = settings.oauth()
        entry = store.fill(
            login.name, lambda: oauth.exchange_code(code, settings.redirect_uri, settings.scopes), login.org_id
        )
    except (WxccError, UserError) as error:
        raise LoginRefused(str(error)) from None
    return described(settings, store, entry)


def _code(settings: Settings, login: Login, state: str, query: str) -> str:
    """Read the answer of the identity provider: a code after a successful login."""
    client = WebApplicationClient(settings.client_id)
    try:
        code: str = client.parse_request_uri_response(f"{settings.redirect_uri}?{query}", state)["code"]
    except MismatchingStateError:
        raise LoginRefused(f"{login.name}: this is the answer to another login. Log in again.") from None
    except MissingCodeError:
        raise LoginRefused(f"{login.name}: the answer of the identity provider has no code. Log in again.") from None
    except OAuth2Error as refusal:
        error = refusal.error or ""
        details = shortened(refusal.description or "", LONGEST_EXCERPT)
        reason = SENTENCES.get(error) or f"the identity provider refused: {shortened(error, LONGEST_EXCERPT)}"
        raise LoginRefused(f"{login.name}: {reason}{f' ({details})' if details else ''}. Nothing was stored.") from None
    return code
