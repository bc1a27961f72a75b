# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the settings that the roles write for the commands of this package: app, token store, address of the page."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

from ansible_collections.webex.contact_center.plugins.module_utils.api.access.oauth import OAuth
from ansible_collections.webex.contact_center.plugins.module_utils.api.access.tokens import Codec, TokenStore
from ansible_collections.webex.contact_center.plugins.module_utils.api.http.identity import AUTH_URL, is_loopback
from ansible_collections.webex.contact_center.plugins.module_utils.mistakes import UserError

DEFAULT_PORTS: Final = {"http": 80, "https": 443}
RETRY_TIMEOUT_S: Final = 60  # somebody waits for the page


@dataclass(frozen=True)
class Settings:
    """The settings of all organizations; an empty text means the default."""

    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    auth_url: str = AUTH_URL
    ca_path: str = ""
    token_store: str = ""
    vault_password_file: str = ""
    redirect_uri: str = ""
    scopes: tuple[str, ...] = ()
    host: str = "127.0.0.1"
    port: int = 8765
    tls_certificate: str = ""
    tls_key: str = ""
    behind_proxy: bool = False
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def address(self) -> SplitResult:
        """The parts of the redirect URI; the browser opens the page at its scheme, host and port."""
        return urlsplit(self.redirect_uri)

    def oauth(self, retry_timeout: float = RETRY_TIMEOUT_S) -> OAuth:
        """Make the client of the identity provider; UserError if a setting is wrong."""
        return OAuth(
            auth_url=self.auth_url,
            client_id=self.client_id,
            client_secret=self.client_secret,
            ca_path=self.ca_path or None,
            retry_timeout=retry_timeout,
        )

    @property
    def store_folder(self) -> Path:
        """The folder of the token store; the roles write its full path, so it does not depend on the environment."""
        return Path(self.token_store) if self.token_store else TokenStore.default_folder()

    def store(self) -> TokenStore:
        """Open the token store; UserError if it cannot be encrypted as requested."""
        return TokenStore(self.store_folder, self._codec())

    def check(self) -> None:
        """Raise UserError for settings that would send tokens or the session over a network without encryption."""
        self.oauth()
        self.check_redirect_uri()
        url = self.address
        encrypted = bool(self.tls_certificate and self.tls_key)
        if bool(self.tls_certificate) != bool(self.tls_key):
            raise UserError("tls_certificate, tls_key: only one of them is set; set both")
        if not is_loopback(self.host) and not (encrypted or self.behind_proxy):
            raise UserError(
                f"host: {self.host} can be reached from other machines; set tls_certificate and tls_key, or"
                " behind_proxy: true if a proxy in front of it handles TLS"
            )
        if url.scheme == "http" and not is_loopback(url.hostname or ""):
            raise UserError(
                f"redirect_uri: {self.redirect_uri} is not encrypted; use https (http is for this machine only)"
            )
        if (url.scheme == "https") != (encrypted or self.behind_proxy):
            raise UserError(
                f"redirect_uri: {self.redirect_uri} and the page must agree: https with tls_certificate and tls_key,"
                " or with behind_proxy: true; http without them"
            )

    def check_redirect_uri(self) -> None:
        """Raise UserError unless redirect_uri can receive the answer to a login."""
        try:
            url, port = self.address, self.address.port
        except ValueError as error:
            raise UserError(f"redirect_uri: {self.redirect_uri!r} is not a web address: {error}") from None
        if url.scheme not in DEFAULT_PORTS or not url.hostname or port == 0 or "@" in url.netloc:
            raise UserError(f"redirect_uri: {self.redirect_uri!r} is not a web address like http://127.0.0.1:8765/auth")
        if url.query or url.fragment or url.path in ("", "/", "/enter", "/login", "/invite", "/style.css"):
            raise UserError(
                f"redirect_uri: {self.redirect_uri!r} must have a path of its own, such as /auth, and nothing after it"
            )

    def hosts(self) -> frozenset[str]:
        """Return the values of the Host header that a browser may send."""
        url = self.address
        host = f"[{url.hostname}]" if ":" in (url.hostname or "") else url.hostname or ""
        default = DEFAULT_PORTS[url.scheme]
        port = url.port or default
        return frozenset({f"{host}:{port}", host} if port == default else {f"{host}:{port}"})

    def _codec(self) -> Codec | None:
        if not self.vault_password_file:
            return None
        try:
            password = Path(self.vault_password_file).expanduser().read_bytes().strip()
        except OSError as error:
            raise UserError(f"vault_password_file: {self.vault_password_file}: {error.strerror}") from None
        if not password:
            raise UserError(f"vault_password_file: {self.vault_password_file} is empty")
        # Imported late: a store without encryption needs no ansible-core in this environment.
        from ansible.parsing.vault import VaultSecret

        from ansible_collections.webex.contact_center.plugins.plugin_utils.vault_codec import VaultCodec

        return VaultCodec([("default", VaultSecret(password))])


def read_settings(path: Path) -> Settings:
    """Read a JSON file of mode 0600; UserError, which quotes nothing of it, where it is unsafe or malformed."""
    try:
        with open(path, encoding="utf-8") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            content: Any = json.load(file)
    except OSError as error:
        raise UserError(f"{path}: {error.strerror}; run the playbook again, which writes it") from None
    except ValueError:
        raise UserError(f"{path}: is not JSON; run the playbook again, which writes it") from None
    if mode & 0o077:
        raise UserError(
            f"{path}: other users may read this file (mode {mode:04o}), but it holds a secret; chmod 600 it"
        )
    if not isinstance(content, dict):
        raise UserError(f"{path}: is not a JSON object; run the playbook again, which writes it")
    usual = asdict(Settings())
    wrong = [name for name, value in content.items() if name not in usual or not _fits(value, type(usual[name]))]
    if wrong:
        raise UserError(f"{path}: unknown or of the wrong type: {', '.join(wrong)}")
    return Settings(**content | {"scopes": tuple(content.get("scopes", ()))})


def _fits(value: Any, kind: type) -> bool:
    if kind is tuple:
        return isinstance(value, list) and all(isinstance(part, str) for part in value)
    if kind is dict:
        return isinstance(value, dict) and all(isinstance(part, str) for part in value.values())
    return isinstance(value, kind) and isinstance(value, bool) == (kind is bool)
