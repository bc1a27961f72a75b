# SPDX-License-Identifier: GPL-3.0-or-later
"""Find the proxy of an address in the environment, and check it before anything is sent."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Final
from urllib.parse import unquote, urlsplit

from ...mistakes import UserError
from .identity import is_loopback

with suppress(ImportError):  # the module that makes a transport reports it
    from requests.utils import get_environ_proxies, select_proxy

SHAPE: Final = (
    "not the address of a proxy; write it as http://host:port or http://user:password@host:port, and in user and"
    " password # as %23, / as %2F, : as %3A, ? as %3F and @ as %40"
)
SHORTEST_PASSWORD: Final = 4
"""A shorter password occurs in too many words to be hidden without its user."""
SCHEMES: Final = ("http", "https", "socks4", "socks4a", "socks5", "socks5h")


@dataclass(frozen=True)
class Proxies:
    """The `proxies` for `requests`, the setting that names them, and their secrets. Empty without a proxy."""

    by_scheme: dict[str, str] = field(default_factory=dict, repr=False)
    setting: str = ""
    secrets: frozenset[str] = field(default=frozenset(), repr=False)


def proxies_for(url: str) -> Proxies:
    """Return the proxy for an address; there is none for this machine.

    UserError, without showing the value, if it cannot work.
    """
    by_scheme = {} if is_loopback(urlsplit(url).hostname or "") else dict(get_environ_proxies(url))
    proxy = select_proxy(url, by_scheme)
    if not proxy:
        return Proxies()
    setting = _setting(urlsplit(url).scheme, proxy)
    if problem := _problem(proxy):
        raise UserError(f"{setting}: {problem}")
    return Proxies(by_scheme, setting, _logins(proxy))


def _setting(scheme: str, proxy: str) -> str:
    """Return the name of the environment variable with the proxy."""
    names = (f"{scheme}_proxy", f"{scheme}_proxy".upper(), "all_proxy", "ALL_PROXY")
    return next((name for name in names if os.environ.get(name) == proxy), "the proxy of this system")


def _problem(proxy: str) -> str:
    """Return why a proxy cannot work; empty if it may."""
    address = proxy if "://" in proxy else f"http://{proxy}"
    try:
        parts = urlsplit(address)
        host, _unused = parts.hostname, parts.port
    except ValueError:
        return SHAPE
    if not host or "@" in f"{parts.path}{parts.query}{parts.fragment}" or any(sign <= " " for sign in address):
        return SHAPE
    if parts.scheme.lower() not in SCHEMES:
        return f"the kind of proxy is unknown; use one of {', '.join(SCHEMES)}"
    if parts.scheme.lower().startswith("socks") and find_spec("socks") is None:
        return "a SOCKS proxy needs the Python library PySocks; run pip install 'requests[socks]'"
    return ""


def _logins(proxy: str) -> frozenset[str]:
    """Return the parts of a login that no message may show."""
    login, _unused, _host = (urlsplit(proxy if "://" in proxy else f"http://{proxy}").netloc).rpartition("@")
    _user, _unused, password = login.partition(":")
    passwords = {text for text in (password, unquote(password)) if len(text) >= SHORTEST_PASSWORD}
    return frozenset({login, unquote(login)} | passwords if login else ())
