# SPDX-License-Identifier: GPL-3.0-or-later
"""What administrators allowed the app: open requests for consent, codes, access tokens and refresh tokens."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from wxcc_simulator.world.options import Options

CONSENT_LIFE_MS = 10 * 60 * 1000
CLUSTER = "PF84"
BEARER = "Bearer"


class GrantError(Exception):
    """A grant that is not given; `error` is a code of RFC 6749, sections 4.1.2.1 and 5.2."""

    def __init__(self, error: str, reason: str, status: int = 400) -> None:
        super().__init__(reason)
        self.error = error
        self.reason = reason
        self.status = status


@dataclass(frozen=True)
class Token:
    """An access or refresh token: whose it is, what it may do, until when (epoch ms), and the code it goes back to."""

    client_id: str
    org_id: str
    scopes: frozenset[str]
    expires_ms: int
    origin: str = ""


@dataclass(frozen=True)
class Inquiry:
    """What the app asks an administrator for, and where the answer goes."""

    client_id: str
    redirect_uri: str
    scopes: frozenset[str]
    state: str
    expires_ms: int


@dataclass
class Code:
    """The code of an administrator's consent, to be exchanged once."""

    inquiry: Inquiry
    org_id: str
    expires_ms: int
    spent: bool = False


@dataclass
class Lifetimes:
    """Seconds that new tokens are valid for, in so many answers (`times`: None means always)."""

    access_s: int
    refresh_s: int
    times: int | None = None


class Grants:
    """The grants of one client; `now_ms` is the server's clock."""

    def __init__(self, options: Options, now_ms: Callable[[], int]) -> None:
        self._options = options
        self._now_ms = now_ms
        self._inquiries: dict[str, Inquiry] = {}
        self._codes: dict[str, Code] = {}
        self._default = Lifetimes(options.access_token_s, options.refresh_token_s)
        self._lifetimes = self._default
        self.access_tokens: dict[str, Token] = {}
        self.refresh_tokens: dict[str, Token] = {}

    def is_secret(self, text: str) -> bool:
        """Whether the text is a code or holds a token, of this day or of one before."""
        return text in self._codes or f"_{CLUSTER}_" in text

    def order_lifetimes(self, access_s: int | None, refresh_s: int | None, times: int | None) -> None:
        """Other lifetimes for the next answers, instead of an order before; None is the usual one."""
        usual = self._default
        self._lifetimes = Lifetimes(
            usual.access_s if access_s is None else access_s, usual.refresh_s if refresh_s is None else refresh_s, times
        )

    def ask(self, client_id: str, redirect_uri: str, scopes: frozenset[str], state: str) -> str:
        """Keep the request of the app until an administrator decides; returns the id of the consent."""
        now = self._now_ms()
        self._inquiries = {key: inquiry for key, inquiry in self._inquiries.items() if inquiry.expires_ms > now}
        consent_id = secrets.token_hex(32)
        self._inquiries[consent_id] = Inquiry(client_id, redirect_uri, scopes, state, now + CONSENT_LIFE_MS)
        return consent_id

    def inquiry(self, consent_id: str) -> Inquiry | None:
        """What a consent is about, where it is still open."""
        inquiry = self._inquiries.get(consent_id)
        return inquiry if inquiry and inquiry.expires_ms > self._now_ms() else None

    def decline(self, consent_id: str) -> None:
        """Record an administrator's refusal."""
        del self._inquiries[consent_id]

    def accept(self, consent_id: str, org_id: str) -> str:
        """Record an administrator's consent; returns the code."""
        code = secrets.token_hex(32)
        self._codes[code] = Code(self._inquiries.pop(consent_id), org_id, self._now_ms() + CONSENT_LIFE_MS)
        return code

    def redeem(self, text: str, redirect_uri: str) -> dict[str, Any]:
        """The token answer for a code; raises GrantError."""
        code = self._codes.get(text)
        if code is None:
            raise GrantError("invalid_grant", "the code is unknown")
        if code.spent:
            if self._options.code_replay_revokes:
                self._revoke(text)
            raise GrantError("invalid_grant", "the code was exchanged before")
        if code.expires_ms <= self._now_ms():
            raise GrantError("invalid_grant", "the code has expired")
        if code.inquiry.redirect_uri != redirect_uri:
            raise GrantError("invalid_grant", f"{redirect_uri}: not the redirect URI that the code was asked with")
        code.spent = True
        return self._issue(code.inquiry.client_id, code.org_id, code.inquiry.scopes, text)

    def refresh(self, text: str) -> dict[str, Any]:
        """The token answer for a refresh token, which it may end; raises GrantError."""
        token = self.refresh_tokens.get(text)
        if token is None:
            raise GrantError("invalid_grant", "the refresh token is unknown or was replaced")
        if token.expires_ms <= self._now_ms():
            raise GrantError("invalid_grant", "the refresh token has expired")
        if self._options.refresh_rotation:
            del self.refresh_tokens[text]
        return self._issue(token.client_id, token.org_id, token.scopes, token.origin)

    def _issue(self, client_id: str, org_id: str, scopes: frozenset[str], origin: str) -> dict[str, Any]:
        lifetimes, now = self._next_lifetimes(), self._now_ms()
        access, refresh = (f"{secrets.token_hex(32)}_{CLUSTER}_{org_id}" for _unused in range(2))
        self.access_tokens[access] = Token(client_id, org_id, scopes, now + lifetimes.access_s * 1000, origin)
        self.refresh_tokens[refresh] = Token(client_id, org_id, scopes, now + lifetimes.refresh_s * 1000, origin)
        return {
            "access_token": access,
            "expires_in": lifetimes.access_s,
            "refresh_token": refresh,
            "refresh_token_expires_in": lifetimes.refresh_s,
            "token_type": BEARER,
            "scope": " ".join(sorted(scopes)),
        }

    def _next_lifetimes(self) -> Lifetimes:
        lifetimes = self._lifetimes
        if lifetimes.times is not None:
            lifetimes.times -= 1
            if lifetimes.times <= 0:
                self._lifetimes = self._default
        return lifetimes

    def _revoke(self, origin: str) -> None:
        for tokens in (self.access_tokens, self.refresh_tokens):
            for text in [text for text, token in tokens.items() if token.origin == origin]:
                del tokens[text]
