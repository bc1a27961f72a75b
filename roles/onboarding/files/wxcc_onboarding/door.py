# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may use the page: whoever opened the one-time link, in that browser, for half a day."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from wxcc_onboarding.logins import Login

LINK_S: Final = 3600
SESSION_S: Final = 12 * 3600
MOST_LOGINS: Final = 100


@dataclass(frozen=True)
class Notice:
    """What the next page tells: of a success, or of a refusal."""

    text: str
    is_error: bool


@dataclass
class Session:
    """One browser. It keeps the states of its own logins, so that those of another session mean nothing here."""

    ends_at: float
    csrf: str = field(default_factory=secrets.token_urlsafe, repr=False)
    notice: Notice | None = None
    _logins: dict[str, Login] = field(default_factory=dict, repr=False)

    def keep(self, login: Login) -> str:
        """Give the state under which the answer to this login will come; the oldest of very many are forgotten."""
        while len(self._logins) >= MOST_LOGINS:
            del self._logins[next(iter(self._logins))]
        state = secrets.token_urlsafe()
        self._logins[state] = login
        return state

    def take(self, state: str, now: float) -> Login | None:
        """Give the login of a state, once, and only in time."""
        login = self._logins.pop(state, None)
        return login if login and now < login.ends_at else None

    def take_notice(self) -> Notice | None:
        """Give what is to be told, once."""
        notice, self.notice = self.notice, None
        return notice


class Door:
    """Makes a session of a key, once, and knows the sessions by their cookies."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._keys: dict[str, float] = {}
        self._sessions: dict[str, Session] = {}

    def invite(self) -> str:
        """Give the key for a one-time link."""
        key = secrets.token_urlsafe()
        self._keys[key] = self._clock() + LINK_S
        return key

    def enter(self, key: str) -> str | None:
        """Give the cookie of a new session, None for a key that is wrong, used or too old."""
        now = self._clock()
        if now >= self._keys.pop(key, now):
            return None
        cookie = secrets.token_urlsafe()
        self._sessions[cookie] = Session(now + SESSION_S)
        return cookie

    def session(self, cookie: str) -> Session | None:
        """Give the session of a cookie."""
        session = self._sessions.get(cookie)
        return session if session and self._clock() < session.ends_at else None
