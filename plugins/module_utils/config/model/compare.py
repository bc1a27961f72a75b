# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts that look alike."""

from __future__ import annotations

import json
import unicodedata
from typing import Any


def look_of(key: tuple[Any, ...]) -> tuple[Any, ...]:
    """Reduce a natural key to what a reader sees of it."""
    return tuple([_seen(part) if isinstance(part, str) else part for part in key])


def _seen(text: str) -> str:
    return (text if text.isascii() else unicodedata.normalize("NFKC", text)).strip().casefold()


def told_apart(value: Any, other: Any) -> str:
    """Write a text that looks like another one so that they differ: `Zu<U+0308>rich`; empty where that is useless."""
    if not (isinstance(value, str) and isinstance(other, str)) or value == other or _seen(value) != _seen(other):
        return ""
    if value.isascii() and other.isascii():  # case and blanks can be seen
        return ""
    points = [character if " " <= character <= "~" else f"<U+{ord(character):04X}>" for character in value]
    return json.dumps("".join(points))
