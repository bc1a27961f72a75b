# SPDX-License-Identifier: GPL-3.0-or-later
"""What a module tells only its action: the output of modules is in debug logs and in those of SSH."""

from __future__ import annotations

import base64
import hashlib
import os
from typing import Final

NONCE_BYTES: Final = 16


def new_key() -> str:
    """Give a key for one task."""
    return os.urandom(32).hex()


def sealed(key: str, text: str) -> str:
    """Make a text unreadable without the key."""
    nonce, content = os.urandom(NONCE_BYTES), text.encode()
    return base64.b64encode(nonce + _mixed(key, nonce, content)).decode()


def unsealed(key: str, text: str) -> str:
    """Give the text that was sealed with this key."""
    content = base64.b64decode(text)
    return _mixed(key, content[:NONCE_BYTES], content[NONCE_BYTES:]).decode()


def _mixed(key: str, nonce: bytes, content: bytes) -> bytes:
    stream = hashlib.shake_256(bytes.fromhex(key) + nonce).digest(len(content))
    return bytes(left ^ right for left, right in zip(content, stream, strict=True))
