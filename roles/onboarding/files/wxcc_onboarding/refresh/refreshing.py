# SPDX-License-Identifier: GPL-3.0-or-later
"""Refresh every organization in time, a few per run, so that they are not all due at once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ansible_collections.webex.contact_center.plugins.module_utils.api.access.oauth import LOG_IN, OAuth
from ansible_collections.webex.contact_center.plugins.module_utils.api.access.tokens import (
    Entry,
    TokenStore,
    TokenStoreError,
)
from ansible_collections.webex.contact_center.plugins.module_utils.api.http.errors import WxccError

SPREAD: Final = 0.1


@dataclass(frozen=True)
class Outcome:
    """The outcome of one organization; `error` is empty if nothing is wrong."""

    name: str
    is_refreshed: bool
    error: str = ""


def refresh_all(
    store: TokenStore, oauth: Callable[[], OAuth], clock: Callable[[], float], share: float
) -> Iterator[Outcome]:
    """Refresh every organization whose token has lived for this share of its life; a failure stops no other one."""
    return (_refresh(store, name, oauth, clock(), share) for name in store.names())


def _refresh(store: TokenStore, name: str, oauth: Callable[[], OAuth], now: float, share: float) -> Outcome:
    try:
        due = is_due(store.read(name), now, share)
        if due:
            store.refresh(name, oauth)
    except (WxccError, TokenStoreError) as error:
        return Outcome(name, False, str(error))
    return Outcome(name, due)


def is_due(entry: Entry, now: float, share: float) -> bool:
    """Return whether an entry is due: each name has its own moment, within a tenth of the life before the share."""
    start, end = entry.grant.obtained_at, entry.grant.expires_at
    if entry.grant.refresh_expires_at is not None:
        end = min(end, entry.grant.refresh_expires_at)
    own = hashlib.sha256(entry.name.encode()).digest()[0] / 256
    return now >= start + (end - start) * max(share - SPREAD * own, 0)


def summary(outcomes: Iterable[Outcome], store: Path) -> tuple[str, bool]:
    """Return a summary of a few lines, and whether all is well; failed organizations come first.

    An empty store is an error: most likely it is not the store that the administrators have filled.
    """
    outcomes = list(outcomes)
    if not outcomes:
        return (
            f"0 refreshed: the token store {store} has no organization; {LOG_IN}, or check"
            " token_refresh_token_store if another store was filled",
            False,
        )
    failed = [outcome for outcome in outcomes if outcome.error]
    refreshed = sum(outcome.is_refreshed for outcome in outcomes)
    counts = f"{refreshed} refreshed, {len(outcomes) - refreshed - len(failed)} not due, {len(failed)} failed"
    if not failed:
        return f"{counts} in {store}", True
    names = ", ".join(outcome.name for outcome in failed)
    return "\n".join([f"{counts} in {store}: {names}", *(f"  {outcome.error}" for outcome in failed)]), False
