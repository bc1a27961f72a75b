# SPDX-License-Identifier: GPL-3.0-or-later
"""The token store: access to every organization under a name, refreshed by the process that needs it."""

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
LOCK_TIMEOUT_S: Final = 960.0  # the holder of a lock may be repeating its request for 15 minutes


class Codec(Protocol):
    """Encrypts what the store writes; raises UserError, without secrets, where it cannot."""

    def encode(self, content: bytes) -> bytes:
        """Encrypt."""

    def decode(self, content: bytes) -> bytes:
        """Decrypt; plain content is returned unchanged, so that an existing store can become encrypted."""


class _Malformed(TokenStoreError):
    """A file that is not an entry; a new login renames it."""


class _Missing(TokenStoreError):
    """An entry that does not exist, or no longer exists."""


class TokenStore:
    """Entries in a folder, one file each, for any number of processes.

    Its methods raise TokenStoreError. Those that send a request to the identity provider also raise WxccError, which
    begins with the name of the organization, and what `OAuth` raises.
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
        """Return the default folder of the store; a relative XDG_STATE_HOME is ignored."""
        state = Path(os.environ.get("XDG_STATE_HOME", ""))
        return (state if state.is_absolute() else _home("~/.local/state")) / "webex_contact_center/tokens"

    @property
    def path(self) -> Path:
        """The folder, which need not exist."""
        return self._folder.path

    def create(self) -> None:
        """Make the folder if it is missing, and refuse an unsafe one; call this before anybody logs in."""
        self._folder.create()

    def names(self) -> list[str]:
        """Return the names of all entries, readable or not; a missing folder is an error."""
        return self._folder.names()

    def holds(self, name: str) -> bool:
        """Return whether a name has a file, readable or not."""
        return self._folder.holds(name)

    def read(self, name: str) -> Entry:
        """Return an entry as it is: reads one file, without a lock or a request."""
        content = self._folder.read(name)
        if content is None:
            known = ", ".join(self.names()) or "nothing"
            raise _Missing(
                f"{name}: not in the token store {self._folder.path}, which holds: {known}; check the name, or {LOG_IN}"
            )
        path = self._folder.file(name)
        if content.startswith(ENCRYPTED) and self._codec is None:
            raise TokenStoreError(
                f"{path}: is encrypted; give the vault password, for example with --vault-password-file"
            )
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
        """Store tokens that exist already; without `org_id`, the access token must contain the organization id."""
        return self.fill(name, lambda: grant, org_id)

    def fill(self, name: str, obtain: Callable[[], Grant], org_id: str | None = None) -> Entry:
        """Store what `obtain` returns, which is called only once it is certain that the file can be written."""
        self._folder.file(name)
        self._folder.create()
        with self._locked(name), self._folder.reserved(name) as write:
            self._check_free(name, org_id)
            with undisturbed():
                grant = _requested(name, obtain)
                org_id = _org_id(name, org_id, grant)
                entry = Entry(name, org_id, grant, grant.obtained_at, "")
                with self._locked():
                    if self._check_free(name, org_id):
                        self._folder.set_aside(name, self._clock())
                    write(self._content(entry))
        return entry

    def ensure(self, name: str, oauth: Callable[[], OAuth], min_validity: float) -> tuple[Entry, bool]:
        """Return an entry whose access token is valid for `min_validity` seconds, and whether it had to be refreshed.

        Where the identity provider only issues tokens with a shorter life, such a token is returned, and not requested
        again by each call.
        """
        entry = self.read(name)
        if entry.lasts(self._clock(), min_validity):
            return entry, False
        return self._renewed(entry, oauth, min_validity)

    def refresh(self, name: str, oauth: Callable[[], OAuth]) -> Entry:
        """Refresh even a valid access token; calls that wait for each other share one request."""
        return self._renewed(self.read(name), oauth)[0]

    def describe(self, name: str, org_name: str) -> Entry:
        """Store Webex's own name of the organization of an entry."""
        with self._locked(name):
            entry = replace(self.read(name), org_name=org_name)
            with self._folder.reserved(name) as write:
                write(self._content(entry))
        return entry

    def remove(self, name: str) -> bool:
        """Remove an entry, and return whether it existed; its tokens stay valid until they expire."""
        if not self.holds(name):
            return False
        with self._locked(name):
            self._folder.remove(name)
        return True

    def _renewed(self, seen: Entry, oauth: Callable[[], OAuth], min_validity: float = 0) -> tuple[Entry, bool]:
        """Refresh, unless another process has done so, or has failed, since the entry was read."""
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
                    grant = _requested(name, lambda: provider.refresh(refresh_token, entry.grant.scopes))
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

        Returns whether the file of the name exists but is malformed.
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
                    f"{name}: this name belongs to organization {taken} in the token store, not to {org_id}; choose"
                    " another name, or remove it first"
                )
            if other != name and org_id and is_same:
                raise TokenStoreError(
                    f"{name}: organization {org_id} is already in the token store as {other}; use that name, or"
                    " remove it first"
                )
        return malformed

    def _content(self, entry: Entry) -> bytes:
        content = encode(entry)
        return self._codec.encode(content) if self._codec else content


def _home(path: Path | str) -> Path:
    """Replace a tilde by the home folder; TokenStoreError where that is unknown."""
    try:
        return Path(path).expanduser()
    except RuntimeError:
        raise TokenStoreError(
            f"token_store: {path}: the home folder is not known; set HOME, or give the folder of the token store as"
            " token_store, wxcc_token_store or WXCC_TOKEN_STORE"
        ) from None


def _requested(name: str, ask: Callable[[], Grant]) -> Grant:
    """Return the tokens from the identity provider; an error names the organization."""
    try:
        return ask()
    except WxccError as error:
        error.request = f"{name}: {error.request}"
        raise


def _is_refused(error: Exception) -> bool:
    return isinstance(error, OAuthError) and error.key == INVALID_GRANT


def _org_id(name: str, org_id: str | None, grant: Grant) -> str:
    """Return the organization id; that of the access token must match `org_id`, if both are known."""
    try:
        return check_identity(org_id, grant.access_token)
    except ValueError as error:
        raise TokenStoreError(f"{name}: {error}") from None
