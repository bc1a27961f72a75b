# SPDX-License-Identifier: GPL-3.0-or-later
"""A login from its beginning to the tokens in the store, whoever carries the answer of the identity provider."""

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
from wxcc_onboarding.organization import described
from wxcc_onboarding.settings import Settings

# Where http is right is decided by the settings: for this machine only. oauthlib knows it for no address at all.
os.environ.setdefault("OAUTHLIB_INSECURE_TRANSPORT", "1")

LOGIN_S: Final = 600
SENTENCES: Final = {
    "access_denied": "the administrator, or a rule of the organization, declined",
    "invalid_scope": "the app is not registered for one of the scopes that were asked for",
    "unauthorized_client": "the app may not ask for this; check its registration",
    "server_error": "the identity provider has a problem of its own; try again later",
    "temporarily_unavailable": "the identity provider is busy; try again later",
}


@dataclass(frozen=True)
class Login:
    """A login that was begun for one organization; without an id, any that the store does not have yet."""

    name: str
    org_id: str | None
    ends_at: float


class LoginRefused(UserError):
    """Why there are no tokens, in one sentence; `field` is the input that it is about, where it is about one."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


def begin(store: TokenStore, name: str, org_id: str, now: float) -> Login:
    """Start a login; a name that the store knows stands for its organization, and for no other."""
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
    """Return the organization that a name stands for, None where it is new or its file is damaged."""
    try:
        return store.read(name).org_id if name in store.names() else None
    except TokenStoreError:
        return None


def authorize_url(settings: Settings, state: str) -> str:
    """Return the address where an administrator logs in; UserError where the settings do not do."""
    settings.oauth()
    url: str = WebApplicationClient(settings.client_id).prepare_request_uri(
        settings.auth_url.rstrip("/") + AUTHORIZE,
        redirect_uri=settings.redirect_uri,
        scope=list(settings.scopes),
        state=state,
    )
    return url


def finish(settings: Settings, store: TokenStore, login: Login, state: str, query: str) -> Entry:
    """Store what the identity provider gives for the answer that came to the redirect URI; LoginRefused."""
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
    """Read the answer of the identity provider, which is a code where all went well."""
    client = WebApplicationClient(settings.client_id)
    try:
        code: str = client.parse_request_uri_response(f"{settings.redirect_uri}?{query}", state)["code"]
    except MismatchingStateError:
        raise LoginRefused(f"{login.name}: this is the answer to another login. Log in again.") from None
    except MissingCodeError:
        raise LoginRefused(f"{login.name}: the answer of the identity provider holds no code. Log in again.") from None
    except OAuth2Error as refusal:
        error = refusal.error or ""
        told = shortened(refusal.description or "", LONGEST_EXCERPT)
        what = SENTENCES.get(error) or f"the identity provider refused: {shortened(error, LONGEST_EXCERPT)}"
        raise LoginRefused(f"{login.name}: {what}{f' ({told})' if told else ''}. Nothing was stored.") from None
    return code
