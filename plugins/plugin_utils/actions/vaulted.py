# SPDX-License-Identifier: GPL-3.0-or-later
"""Single values of YAML files that are encrypted with Ansible Vault, decrypted on the controller.

The file itself goes to the module unchanged, so that messages keep its lines; the decrypted values go beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final

import yaml
from ansible.errors import AnsibleError
from ansible.parsing.vault import VaultLib, is_encrypted

from ...module_utils.config.source.parse import VAULTED, Problem, SourceError

_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def opened_values(text: str, name: str, secrets: Sequence[tuple[str, Any]]) -> list[str]:
    """Return the decrypted `!vault` values of a YAML text, in their order.

    `secrets` are the vault ids of the run, each with its secret. SourceError, with file and line, names the values
    that none of them decrypts. The module reports text that is not YAML.
    """
    values: list[str] = []
    problems: list[Problem] = []
    if VAULTED not in text:
        return values
    with suppress(yaml.YAMLError):
        for event in yaml.parse(text, Loader=_LOADER):
            if isinstance(event, yaml.ScalarEvent) and (event.tag or "").startswith(VAULTED):
                try:
                    values.append(_opened(event.value, secrets))
                except ValueError as error:
                    line = event.start_mark.line + 1 if event.start_mark else 1
                    problems.append(Problem(f"{name}:{line}", str(error)))
    if problems:
        raise SourceError(problems)
    return values


def _opened(value: str, secrets: Sequence[tuple[str, Any]]) -> str:
    """Decrypt a value; ValueError says why that cannot be."""
    content = value.strip().encode()
    if not is_encrypted(content):
        raise ValueError("!vault marks a value that Ansible Vault did not encrypt")
    if not secrets:
        raise ValueError(
            "the value is encrypted, but there is no vault password; give one with --vault-password-file,"
            " --vault-id or ANSIBLE_VAULT_PASSWORD_FILE"
        )
    try:
        opened: str = VaultLib(list(secrets)).decrypt(content).decode()
    except (AnsibleError, ValueError):
        # Its text differs between releases, and some of them quote what they could not decrypt.
        raise ValueError("the value cannot be decrypted: another vault password is needed, or it is damaged") from None
    return opened
