# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may do what: bearer tokens, their scopes and their organization."""

from __future__ import annotations

import ipaddress

from starlette.requests import Request

from wxcc_simulator.wire.answers import RefusedError
from wxcc_simulator.world.grants import Token
from wxcc_simulator.world.world import BOTH_SCOPES, Organization, World


def bearer(world: World, authorization: str | None) -> Token | None:
    """The token of an Authorization header, if it is known and has not expired."""
    scheme, _unused, value = (authorization or "").partition(" ")
    token = world.grants.access_tokens.get(value.strip()) if scheme.lower() == "bearer" else None
    return token if token and token.expires_ms > world.clock.now_ms() else None


def admit(world: World, request: Request, org_id: str | None, scope: str) -> Organization:
    """The requested organization, or that of the bearer, if the bearer has access to it; else 401 or 403."""
    token = bearer(world, request.headers.get("authorization"))
    if token is None:
        raise RefusedError(401, "the access token is missing, unknown or expired")
    if org_id is not None and token.org_id != org_id:
        raise RefusedError(403, f"{org_id}: the access token belongs to another organization")
    if not token.scopes & {scope, BOTH_SCOPES}:
        raise RefusedError(403, f"the access token lacks the scope {scope}")
    return world.organizations[token.org_id]


def is_loopback(host: str) -> bool:
    """Whether a host name or address means this machine."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
