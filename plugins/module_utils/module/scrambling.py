# SPDX-License-Identifier: GPL-3.0-or-later
"""Scramble text between a module and its action, so that no log shows it.

This keeps signed URLs out of debug logs and those of SSH, where the result of a module appears. It is not encryption:
the key travels in the same connection, and nothing protects the text from being changed.
"""

from __future__ import annotations

import base64
import hashlib
import os
from typing import Final

NONCE_BYTES: Final = 16


def new_key() -> str:
    """Return a key for one task."""
    return os.urandom(32).hex()


def scrambled(key: str, text: str) -> str:
    """Return a text that shows nothing of the original, different each time."""
    nonce, content = os.urandom(NONCE_BYTES), text.encode()
    return base64.b64encode(nonce + _mixed(key, nonce, content)).decode()


def unscrambled(key: str, text: str) -> str:
    """Return the original of a text that was scrambled with this key."""
    content = base64.b64decode(text)
    return _mixed(key, content[:NONCE_BYTES], content[NONCE_BYTES:]).decode()


def _mixed(key: str, nonce: bytes, content: bytes) -> bytes:
    stream = hashlib.shake_256(bytes.fromhex(key) + nonce).digest(len(content))
    return bytes(left ^ right for left, right in zip(content, stream, strict=True))
