# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may use the page: whoever opened the one-time link, in that browser, for half a day."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
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


@dataclass(frozen=True)
class Draft:
    """What was written into the form, for the next page; `error` belongs to the input `field`, where it is of one."""

    name: str = ""
    org_id: str = ""
    field: str = ""
    error: str = ""


@dataclass
class Session:
    """One browser. It keeps the states of its own logins, so that those of another session mean nothing here."""

    ends_at: float
    csrf: str = field(default_factory=secrets.token_urlsafe, repr=False)
    notice: Notice | None = None
    draft: Draft | None = None
    invitation: str = field(default="", repr=False)
    _logins: dict[str, Login] = field(default_factory=dict, repr=False)

    def keep(self, login: Login) -> str:
        """Return the state under which the answer to this login will come; the oldest of very many are forgotten."""
        while len(self._logins) >= MOST_LOGINS:
            del self._logins[next(iter(self._logins))]
        state = secrets.token_urlsafe()
        self._logins[state] = login
        return state

    def take(self, state: str, now: float) -> Login | None:
        """Return the login of a state, once, and only in time."""
        login = self._logins.pop(state, None)
        return login if login and now < login.ends_at else None

    def take_told(self) -> tuple[Notice | None, Draft, str]:
        """Return what only the next page shows: a notice, the form, the link for somebody else."""
        told = self.notice, self.draft or Draft(), self.invitation
        self.notice, self.draft, self.invitation = None, None, ""
        return told


class Door:
    """Makes a session of a key, once, and knows the sessions by their cookies.

    The folder holds a file for each link that was not used: its name is the digest of the key, its content when it
    ends. So another process can make a link for this page, and nobody who reads the folder can enter.
    """

    def __init__(self, folder: Path, clock: Callable[[], float]) -> None:
        self._folder = folder
        self._clock = clock
        self._sessions: dict[str, Session] = {}

    def close(self) -> None:
        """Let no link that was given before open the page."""
        for path in self._links():
            path.unlink(missing_ok=True)

    def invite(self) -> str:
        """Return the key for a one-time link; OSError where it cannot be noted."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        now = self._clock()
        for path in self._links():
            if now >= _end(path):
                path.unlink(missing_ok=True)
        key = secrets.token_urlsafe()
        # Under a name of its own first, so that nobody finds it without its end.
        part = self._folder / f".{_digest(key)}"
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(str(now + LINK_S))
        part.rename(self._link(key))
        return key

    def enter(self, key: str) -> str | None:
        """Return the cookie of a new session, None for a key that is wrong, used or too old."""
        link, now = self._link(key), self._clock()
        end = _end(link)
        try:
            link.unlink()  # of two who come at once with one key, this succeeds for one
        except OSError:
            return None
        if now >= end:
            return None
        cookie = secrets.token_urlsafe()
        self._sessions[cookie] = Session(now + SESSION_S)
        return cookie

    def session(self, cookie: str) -> Session | None:
        """Return the session of a cookie."""
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
