# SPDX-License-Identifier: GPL-3.0-or-later
"""The token store: access to every organization, under a name, kept alive by whoever needs it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Final, Protocol

from ..http.errors import WxccError
from ..http.identity import check_identity, one_form
from .oauth import INVALID_GRANT, LOG_IN, Grant, OAuth, OAuthError
from .signals import undisturbed
from .tokens_entry import Entry, decode, encode
from .tokens_file import TokenFolder, TokenStoreError

__all__ = ["Codec", "Entry", "TokenStore", "TokenStoreError"]

ENCRYPTED: Final = b"$ANSIBLE_VAULT;"
LOCK_TIMEOUT_S: Final = 960.0  # whoever holds a lock may be repeating its request for 15 minutes


class Codec(Protocol):
    """Encrypts what the store writes; UserError, as one sentence without secrets, where it cannot."""

    def encode(self, content: bytes) -> bytes:
        """Encrypt."""

    def decode(self, content: bytes) -> bytes:
        """Decrypt; what is not encrypted comes back as it is, so that a store can become encrypted."""


class _Malformed(TokenStoreError):
    """A file that is none of ours; a new login keeps it aside."""


class _Missing(TokenStoreError):
    """An entry that is not there, or not any more."""


class TokenStore:
    """Entries in a folder, one file each, for any number of processes.

    Its methods raise TokenStoreError; those that ask the identity provider raise WxccError too, with the name of the
    organization in front, and whatever making an OAuth raises.
    """

    def __init__(
        self,
        folder: Path,
        codec: Codec | None = None,
        clock: Callable[[], float] = time.time,
        *,
        lock_timeout: float = LOCK_TIMEOUT_S,
    ) -> None:
        self._folder = TokenFolder(_home(folder))
        self._codec = codec
        self._clock = clock
        self._lock_timeout = lock_timeout

    @staticmethod
    def default_folder() -> Path:
        """Return the place of the store where the user names none; a relative XDG_STATE_HOME does not count."""
        state = Path(os.environ.get("XDG_STATE_HOME", ""))
        return (state if state.is_absolute() else _home("~/.local/state")) / "webex_contact_center/tokens"

    @property
    def path(self) -> Path:
        """The folder, which need not exist."""
        return self._folder.path

    def create(self) -> None:
        """Make the folder where it is missing, and refuse one that is not safe: best before anybody logs in."""
        self._folder.create()

    def names(self) -> list[str]:
        """Return the names of all entries, readable or not; a folder that does not exist is an error."""
        return self._folder.names()

    def holds(self, name: str) -> bool:
        """Return whether a name has a file, readable or not."""
        return self._folder.holds(name)

    def read(self, name: str) -> Entry:
        """Return an entry as it stands: one file, no lock, no request."""
        content = self._folder.read(name)
        if content is None:
            known = ", ".join(self.names()) or "nothing"
            raise _Missing(
                f"{name}: not in the token store {self._folder.path}, which holds: {known}; check the name, or {LOG_IN}"
            )
        path = self._folder.file(name)
        if content.startswith(ENCRYPTED) and self._codec is None:
            raise TokenStoreError(f"{path}: is encrypted; give the vault password, as --vault-password-file does")
        try:
            plain = self._codec.decode(content) if self._codec else content
        except ValueError as error:
            raise TokenStoreError(f"{path}: {error}") from None
        try:
            return decode(name, plain)
        except ValueError as error:
            raise _Malformed(
                f"{path}: is not a file of the token store: {error}; {LOG_IN}, which keeps this file aside as"
                f" {name}.broken-…"
            ) from None

    def put(self, name: str, grant: Grant, org_id: str | None) -> Entry:
        """Store a grant that somebody has; without an organization id, the access token has to hold it."""
        return self.fill(name, lambda: grant, org_id)

    def fill(self, name: str, obtain: Callable[[], Grant], org_id: str | None = None) -> Entry:
        """Store a grant that is asked for only when it is certain that it can be stored."""
        self._folder.file(name)
        self._folder.create()
        with self._locked(name), self._folder.reserved(name) as write:
            self._check_free(name, org_id)
            with undisturbed():
                grant = _asked(name, obtain)
                org_id = _org_id(name, org_id, grant)
                entry = Entry(name, org_id, grant, grant.obtained_at, "")
                with self._locked():
                    if self._check_free(name, org_id):
                        self._folder.set_aside(name, self._clock())
                    write(self._content(entry))
        return entry

    def ensure(self, name: str, oauth: Callable[[], OAuth], min_validity: float) -> tuple[Entry, bool]:
        """Return an entry whose access token is valid for so many seconds, and whether it was refreshed for that.

        What the identity provider gives for a shorter time is given all the same, and not asked for anew on each call.
        """
        entry = self.read(name)
        if entry.lasts(self._clock(), min_validity):
            return entry, False
        return self._renewed(entry, oauth, min_validity)

    def refresh(self, name: str, oauth: Callable[[], OAuth]) -> Entry:
        """Refresh however long the access token is valid; calls that wait for one another share one request."""
        return self._renewed(self.read(name), oauth)[0]

    def describe(self, name: str, org_name: str) -> Entry:
        """Note what Webex calls the organization of an entry."""
        with self._locked(name):
            entry = replace(self.read(name), org_name=org_name)
            with self._folder.reserved(name) as write:
                write(self._content(entry))
        return entry

    def remove(self, name: str) -> bool:
        """Forget an entry, and tell whether there was one; its tokens stay valid until they expire."""
        if not self.holds(name):
            return False
        with self._locked(name):
            self._folder.remove(name)
        return True

    def _renewed(self, seen: Entry, oauth: Callable[[], OAuth], min_validity: float = 0) -> tuple[Entry, bool]:
        """Refresh, unless somebody else has since the entry was seen, or has failed to."""
        name = seen.name
        with self._locked(name):
            entry = self.read(name)
            if entry.grant != seen.grant and self._left(entry) > 0:
                return entry, False
            if entry.last_error and entry.last_refresh != seen.last_refresh:
                raise TokenStoreError(entry.last_error)
            refresh_token = self._refresh_token(entry)
            provider = oauth()
            with self._folder.reserved(name) as write, undisturbed():
                asked_at = self._clock()
                try:
                    grant = _asked(name, lambda: provider.refresh(refresh_token, entry.grant.scopes))
                    _org_id(name, entry.org_id, grant)
                except (WxccError, TokenStoreError) as error:
                    with suppress(TokenStoreError):
                        failed = replace(entry, last_refresh=asked_at, last_error=str(error))
                        write(self._content(replace(failed, is_refused=_is_refused(error))))
                    raise
                if grant.refresh_token == refresh_token and grant.refresh_expires_at is None:
                    grant = replace(grant, refresh_expires_at=entry.grant.refresh_expires_at)
                entry = replace(entry, grant=grant, last_refresh=asked_at, last_error="", is_refused=False)
                entry = replace(entry, is_longest=entry.life < min_validity)
                write(self._content(entry))
        return entry, True

    def _refresh_token(self, entry: Entry) -> str:
        token, end = entry.grant.refresh_token, entry.grant.refresh_expires_at
        if token is None:
            raise TokenStoreError(f"{entry.name}: the access token ends and there is no refresh token; {LOG_IN}")
        if end is not None and end <= self._clock():
            date = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(end))
            raise TokenStoreError(f"{entry.name}: the refresh token expired on {date}; {LOG_IN}")
        return token

    def _left(self, entry: Entry) -> float:
        return entry.grant.expires_at - self._clock()

    def _locked(self, name: str = "") -> AbstractContextManager[None]:
        return self._folder.locked(name, timeout=self._lock_timeout)

    def _check_free(self, name: str, org_id: str | None) -> bool:
        """Refuse a second name for an organization, or another organization for a name.

        Tells whether the file of the name is there, but malformed.
        """
        malformed = False
        for other in self._folder.names():
            try:
                taken = self.read(other).org_id
            except _Malformed:
                malformed = malformed or other == name
                continue
            except _Missing:  # removed since the names were read
                continue
            is_same = org_id is None or one_form(taken) == one_form(org_id)
            if other == name and not is_same:
                raise TokenStoreError(
                    f"{name}: this name stands for organization {taken} in the token store, not for {org_id}; choose"
                    " another name, or remove it first"
                )
            if other != name and org_id and is_same:
                raise TokenStoreError(
                    f"{name}: organization {org_id} is in the token store already, as {other}; use that name, or"
                    " remove it first"
                )
        return malformed

    def _content(self, entry: Entry) -> bytes:
        content = encode(entry)
        return self._codec.encode(content) if self._codec else content


def _home(path: Path | str) -> Path:
    """Write the home folder for a tilde; TokenStoreError where there is none."""
    try:
        return Path(path).expanduser()
    except RuntimeError:
        raise TokenStoreError(
            f"token_store: {path}: the home folder is not known; set HOME, or give the folder of the token store as"
            " token_store, wxcc_token_store or WXCC_TOKEN_STORE"
        ) from None


def _asked(name: str, ask: Callable[[], Grant]) -> Grant:
    """Return what the identity provider grants; where it does not, the error names the organization."""
    try:
        return ask()
    except WxccError as error:
        error.request = f"{name}: {error.request}"
        raise


def _is_refused(error: Exception) -> bool:
    return isinstance(error, OAuthError) and error.key == INVALID_GRANT


def _org_id(name: str, org_id: str | None, grant: Grant) -> str:
    """Return the organization id, on which the grant and whoever asks have to agree."""
    try:
        return check_identity(org_id, grant.access_token)
    except ValueError as error:
        raise TokenStoreError(f"{name}: {error}") from None
