# SPDX-License-Identifier: GPL-3.0-or-later
"""Access to an organization by its name: the token store and the app that keeps it alive, on the controller only."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Final

from ansible.errors import AnsibleError
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ..module_utils.api.access.oauth import LOG_IN, OAuth
from ..module_utils.api.access.tokens import ENCRYPTED, Entry, TokenStore
from ..module_utils.api.http.errors import WxccError
from ..module_utils.api.http.identity import one_form
from ..module_utils.api.http.os_errors import explained_os_error
from ..module_utils.mistakes import UserError, sentences
from ..module_utils.module.options import OAUTH_SPEC
from ..module_utils.private_ansible import vault_secrets
from .vault_codec import VaultCodec

DAY_S: Final = 86400
TASK_VALIDITY_S: Final = 600
"""How long a token must be valid when a task begins; a longer task gets a new one after a 401."""


class StoreCodec:
    """Encrypts where the user wants it, or where an entry that was read is encrypted; only then is a password needed.

    Raises UserError as VaultCodec does.
    """

    def __init__(self, loader: Any, *, encrypt: bool) -> None:
        self._loader = loader
        self._vault = self._opened() if encrypt else None

    def encode(self, content: bytes) -> bytes:
        """Encrypt, or return the content unchanged."""
        return self._vault.encode(content) if self._vault else content

    def decode(self, content: bytes) -> bytes:
        """Decrypt what is encrypted."""
        if not content.startswith(ENCRYPTED):
            return content
        self._vault = self._vault or self._opened()
        return self._vault.decode(content)

    def _opened(self) -> VaultCodec:
        return VaultCodec(vault_secrets(self._loader))


class Access:
    """The token store and the app that options name; their values may have the types of any level."""

    def __init__(self, options: Mapping[str, Any], loader: Any, *, encrypt: bool = False) -> None:
        self._options = {option: options[option] for option in OAUTH_SPEC if options.get(option) not in (None, "")}
        folder = self._options.get("token_store")
        folder = Path(str(folder)) if folder else TokenStore.default_folder()
        self.store = TokenStore(folder, StoreCodec(loader, encrypt=encrypt))

    def oauth(self) -> OAuth:
        """Make the OAuth client, which only a refresh or a login needs."""
        checked = ArgumentSpecValidator(OAUTH_SPEC).validate(self._options)
        if checked.error_messages:
            raise UserError("; ".join(checked.error_messages))
        settings = {option: checked.validated_parameters[option] for option in OAUTH_SPEC if option != "token_store"}
        return OAuth(**settings | {option: settings[option] or "" for option in ("client_id", "client_secret")})

    def read(self, name: str, org_id: str | None) -> Entry:
        """Return an entry as it is; refuse it where the task expects another organization under this name."""
        entry = self.store.read(name)
        if org_id and one_form(org_id) != one_form(entry.org_id):
            raise UserError(
                f"org_id: {org_id} is one organization, but in the token store {name} is another: {entry.org_id}"
            )
        return entry

    def for_task(self, name: str, org_id: str | None) -> Entry:
        """Return an entry whose token is valid long enough for a task."""
        self.read(name, org_id)
        return self.store.ensure(name, self.oauth, TASK_VALIDITY_S)[0]

    def after_refusal(self, name: str, token: str) -> Entry:
        """Return an entry with a newer token than the refused one; another process may have refreshed it already."""
        entry = self.store.read(name)
        return entry if entry.grant.access_token != token else self.store.refresh(name, self.oauth)


@contextmanager
def errors_as(kind: type[AnsibleError], options: Mapping[str, Any] | None = None) -> Iterator[None]:
    """Turn errors of the store, the identity provider, the disk or an option into `AnsibleActionFail`."""
    with sentences(kind, WxccError, passed=(AnsibleError,)):
        try:
            yield
        except OSError as error:
            if error.errno is None:
                raise
            raise kind(explained_os_error(error, options or {})) from None


def described(entry: Entry, now: float) -> dict[str, Any]:
    """Return what users may see of an entry: all but its tokens."""
    grant = entry.grant
    return {
        "org": entry.name,
        "org_id": entry.org_id,
        "scopes": list(grant.scopes),
        **_time("expires_at", grant.expires_at),
        **_time("refresh_expires_at", grant.refresh_expires_at),
        "days_left": _days_left(entry, now),
        **_time("last_refresh", entry.last_refresh),
        "last_error": entry.last_error,
    }


def shorter(entry: Entry, now: float, min_validity: float) -> str:
    """Warn that an access token is valid for less time than requested; empty where it is long enough."""
    if entry.grant.expires_at - now >= min_validity:
        return ""
    end = _time("end", entry.grant.expires_at)["end"]
    return (
        f"{entry.name}: min_validity is {min_validity:g} s, but the access tokens of this organization live"
        f" {entry.life:g} s; this one is valid until {end}. Ask for less"
    )


def undescribed(name: str, error: str) -> dict[str, Any]:
    """Return the same keys for an entry that cannot be read."""
    times = _time("expires_at", None) | _time("refresh_expires_at", None) | _time("last_refresh", None)
    return {"org": name, "org_id": None, "scopes": [], **times, "days_left": None, "last_error": error}


def ending_soon(rows: Sequence[Mapping[str, Any]], warn_days: float) -> list[str]:
    """Return a sentence for each organization whose access ends within so many days, or could not be renewed."""
    sentences = []
    for row in rows:
        if row["last_error"]:
            sentences.append(row["last_error"])
        elif row["days_left"] is not None and row["days_left"] <= warn_days:
            sentences.append(f"{row['org']}: the access ends in {row['days_left']:g} days; refresh it, or {LOG_IN}")
    return sentences


def _days_left(entry: Entry, now: float) -> float | None:
    """Return the days until somebody must log in again, rounded down; None where that is unknown."""
    grant = entry.grant
    end = grant.refresh_expires_at if entry.can_be_renewed(now) else grant.expires_at
    return days_until(end, now)


def days_until(end: float | None, now: float) -> float | None:
    """Return the days until a time, rounded down, and 0 after it; None for an unknown time."""
    return None if end is None else max(0.0, math.floor((end - now) / DAY_S * 10) / 10)


def _time(name: str, seconds: float | None) -> dict[str, Any]:
    """Return a time as RFC 3339 and in epoch milliseconds."""
    if seconds is None:
        return {name: None, f"{name}_ms": None}
    text = datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {name: text, f"{name}_ms": int(seconds * 1000)}
