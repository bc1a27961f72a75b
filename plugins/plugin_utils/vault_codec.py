# SPDX-License-Identifier: GPL-3.0-or-later
"""Encrypt the token store with Ansible Vault, so that `ansible-vault view` shows its files."""

from __future__ import annotations

from collections.abc import Sequence

from ansible.errors import AnsibleError
from ansible.parsing.vault import VaultLib, VaultSecret, is_encrypted

from ..module_utils.mistakes import UserError


class VaultCodec:
    """Encrypts with the first of some vault secrets, pairs of vault id and secret, and decrypts with any of them.

    Raises UserError where there is none, or none of them fits.
    """

    def __init__(self, secrets: Sequence[tuple[str, VaultSecret]]) -> None:
        if not secrets:
            raise UserError(
                "the token store must be encrypted, but there is no vault password; give one with"
                " --vault-password-file, --vault-id or ANSIBLE_VAULT_PASSWORD_FILE"
            )
        self._vault_id, self._secret = secrets[0]
        self._vault = VaultLib(list(secrets))

    def encode(self, content: bytes) -> bytes:
        """Encrypt, with the vault id of the secret unless it is the default one."""
        vault_id = None if self._vault_id == "default" else self._vault_id
        encrypted: bytes = self._vault.encrypt(content, self._secret, vault_id)
        return encrypted

    def decode(self, content: bytes) -> bytes:
        """Decrypt; plain content is returned unchanged."""
        if not is_encrypted(content):
            return content
        try:
            decrypted: bytes = self._vault.decrypt(content)
        except (AnsibleError, ValueError):
            # Its text differs between releases, and some of them quote what they could not decrypt.
            raise UserError(
                "cannot be decrypted: another vault password is needed, or the file is damaged; in that case move it"
                " away and log in again"
            ) from None
        return decrypted
