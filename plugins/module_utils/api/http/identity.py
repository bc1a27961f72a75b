# SPDX-License-Identifier: GPL-3.0-or-later
"""Check data centers, API addresses, organization ids and tokens."""

from __future__ import annotations

import ipaddress
import re
from typing import Final
from urllib.parse import urlsplit

from ...mistakes import UserError

AUTH_URL: Final = "https://webexapis.com"
DATA_CENTERS: Final = ("us1", "eu1", "eu2", "anz1", "ca1", "jp1", "sg1", "in1")
UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
VISIBLE_ASCII: Final = re.compile(r"[!-~]+")


def api_url_of(data_center: str) -> str:
    """Return the address of the API in a data center."""
    return f"https://api.wxcc-{data_center}.cisco.com"


def one_form(text: str) -> str:
    """Return an id in the form in which ids are compared and sent: stripped, and a UUID in lower case."""
    text = text.strip()
    return text.lower() if UUID.fullmatch(text) else text


def org_id_of(token: str) -> str | None:
    """Return the organization id in an access token, which is its third part; None if it has none."""
    parts = token.split("_")
    return one_form(parts[2]) if len(parts) >= 3 and UUID.fullmatch(parts[2]) else None


def check_identity(org_id: str | None, token: str) -> str:
    """Return the organization id to use; UserError if there is none, or if the token belongs to another."""
    of_token = org_id_of(token)
    org_id = one_form(org_id or "")
    if not org_id:
        if of_token is None:
            raise UserError("org_id: missing, and this access token does not name its organization; set org_id")
        return of_token
    if not UUID.fullmatch(org_id):
        raise UserError(
            f"org_id: {org_id!r} is not an organization id; write a UUID, 32 hexadecimal digits as 8-4-4-4-12"
        )
    if of_token and of_token != org_id:
        raise UserError(f"org_id: {org_id} is one organization, but the access token belongs to another: {of_token}")
    return org_id


def check_token(token: str) -> str:
    """Return the token; UserError, without showing it, if it cannot be in an HTTP header."""
    if not VISIBLE_ASCII.fullmatch(token):
        raise UserError(
            "access_token: empty, or with a space, a line break or another invalid character; copy it again"
        )
    return token


def is_loopback(host: str) -> bool:
    """Return whether a host name or address is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def check_api_url(api_url: str, option: str = "api_url", example: str = api_url_of(DATA_CENTERS[0])) -> str:
    """Return an address without its trailing slash; UserError if it is not safe to send requests there."""
    if "@" in api_url:
        raise UserError(f"{option}: must not contain a user name or password; use the option access_token")
    try:
        url = urlsplit(api_url)
        host, _unused = url.hostname, url.port
    except ValueError as error:
        raise UserError(f"{option}: not a web address: {error}") from None
    if not host or url.scheme not in ("https", "http"):
        raise UserError(f"{option}: {api_url!r} is not a web address like {example}")
    if "?" in api_url or "#" in api_url:
        raise UserError(f"{option}: {api_url!r} must not have a query (?) or fragment (#)")
    if url.scheme == "http" and not is_loopback(host):
        raise UserError(
            f"{option}: {api_url!r} would send the access token unencrypted; use https (http is for this machine only)"
        )
    return api_url.rstrip("/")
