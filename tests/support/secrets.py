# SPDX-License-Identifier: GPL-3.0-or-later
"""The secrets that tests use, so that whatever is printed can be searched for them."""

from __future__ import annotations

from collections.abc import Iterable

KNOWN: set[str] = set()


def keep(secrets: Iterable[str]) -> None:
    """Remember what must not be printed; of a token the part before the organization is what nobody can guess."""
    KNOWN.update(secret.partition("_")[0] for secret in secrets)


def shown(text: str) -> list[str]:
    """Give the lines that show a secret, with it hidden."""
    return [_hidden(line) for line in text.splitlines() if any(secret in line for secret in KNOWN)]


def _hidden(line: str) -> str:
    for secret in KNOWN:
        line = line.replace(secret, "*" * 8)
    return line
