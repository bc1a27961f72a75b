# SPDX-License-Identifier: GPL-3.0-or-later
"""Admit to the page the browser that opens a one-time link, for 12 hours."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from wxcc_onboarding.login.logins import Login

LINK_S: Final = 3600
SESSION_S: Final = 12 * 3600
MOST_LOGINS: Final = 100


@dataclass(frozen=True)
class Notice:
    """A message for the next page, of a success or of an error."""

    text: str
    is_error: bool


@dataclass(frozen=True)
class Draft:
    """The input of the form, to show again on the next page; `error` belongs to the input `field`, if it is set."""

    name: str = ""
    org_id: str = ""
    field: str = ""
    error: str = ""


@dataclass
class Session:
    """The session of one browser. It keeps the states of its own logins; those of other sessions are invalid."""

    ends_at: float
    csrf: str = field(default_factory=secrets.token_urlsafe, repr=False)
    notice: Notice | None = None
    draft: Draft | None = None
    invitation: str = field(default="", repr=False)
    _logins: dict[str, Login] = field(default_factory=dict, repr=False)

    def keep(self, login: Login) -> str:
        """Return a new state for a login, which its answer brings back; beyond MOST_LOGINS, the oldest is dropped."""
        while len(self._logins) >= MOST_LOGINS:
            del self._logins[next(iter(self._logins))]
        state = secrets.token_urlsafe()
        self._logins[state] = login
        return state

    def take(self, state: str, now: float) -> Login | None:
        """Return the login of a state, once and before it expires; None otherwise."""
        login = self._logins.pop(state, None)
        return login if login and now < login.ends_at else None

    def take_messages(self) -> tuple[Notice | None, Draft, str]:
        """Return what only the next page shows: a notice, the form, the link for another browser."""
        messages = self.notice, self.draft or Draft(), self.invitation
        self.notice, self.draft, self.invitation = None, None, ""
        return messages


class Door:
    """Opens one session per key, and finds sessions by their cookies.

    The folder has a file for each unused link: its name is the digest of the key, its content the time when it
    expires. So another process can make a link for this page, and reading the folder does not let anybody in.
    """

    def __init__(self, folder: Path, clock: Callable[[], float]) -> None:
        self._folder = folder
        self._clock = clock
        self._sessions: dict[str, Session] = {}

    def close(self) -> None:
        """Make all earlier links invalid."""
        for path in self._links():
            path.unlink(missing_ok=True)

    def invite(self) -> str:
        """Return the key for a new one-time link; OSError if its file cannot be written."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        now = self._clock()
        for path in self._links():
            if now >= _end(path):
                path.unlink(missing_ok=True)
        key = secrets.token_urlsafe()
        # Under another name first, so that the file is never seen without its content.
        part = self._folder / f".{_digest(key)}"
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(str(now + LINK_S))
        part.rename(self._link(key))
        return key

    def enter(self, key: str) -> str | None:
        """Return the cookie of a new session, or None for a wrong, used or old key."""
        link, now = self._link(key), self._clock()
        end = _end(link)
        try:
            link.unlink()  # of two simultaneous requests with one key, only one succeeds
        except OSError:
            return None
        if now >= end:
            return None
        cookie = secrets.token_urlsafe()
        self._sessions[cookie] = Session(now + SESSION_S)
        return cookie

    def session(self, cookie: str) -> Session | None:
        """Return the session of a cookie; None if it has ended, or there is none."""
        session = self._sessions.get(cookie)
        return session if session and self._clock() < session.ends_at else None

    def _link(self, key: str) -> Path:
        return self._folder / _digest(key)

    def _links(self) -> list[Path]:
        return list(self._folder.glob("[!.]*"))


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _end(link: Path) -> float:
    """Return when a link ends, in seconds since 1970; one that cannot be read has ended."""
    try:
        return float(link.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return 0.0
