# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may read the records of a tenant, and how a request proves it."""

from __future__ import annotations

import base64
import hmac
import random
import string
from collections.abc import Iterable
from dataclasses import dataclass

from starlette.requests import Request

from wxcc_simulator.wire.answers import RefusedError

FIRST_TENANT = 1_000_000


@dataclass(frozen=True)
class Account:
    """A user with an API key, and the tenant whose records it opens."""

    user: str
    api_key: str
    tenant_id: str

    @classmethod
    def make(cls, user: str, seed: str, number: int) -> Account:
        """The account of an organization, the same for the same seed."""
        key = "".join(random.Random(seed).choices(string.ascii_letters + string.digits, k=40))  # nosec B311 # the same again
        return cls(user, key, str(FIRST_TENANT + number))

    @property
    def signature(self) -> str:
        """The base64 HMAC-SHA1 of the user, keyed with the API key."""
        return base64.b64encode(hmac.digest(self.api_key.encode(), self.user.encode(), "sha1")).decode()


def admitted(request: Request, accounts: Iterable[Account]) -> Account:
    """The account that signed a request; else 401, or 403 for a tenant that it does not open."""
    user = request.headers.get("from", "").encode("latin-1").decode(errors="replace")
    signature, _unused, rest = request.headers.get("authorization", "").partition(";")
    account = next((account for account in accounts if account.user == user), None)
    if account is None or not hmac.compare_digest(signature.strip().encode(), account.signature.encode()):
        raise RefusedError(401, "the signature is not that of the user in From")
    if rest.strip() != f"tenantId={account.tenant_id}":
        raise RefusedError(403, "the user does not belong to this tenant")
    return account
