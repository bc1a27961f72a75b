# SPDX-License-Identifier: GPL-3.0-or-later
"""The one way by which texts from outside get into messages: without secrets, printable, of limited length."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from html import escape
from typing import Final
from urllib.parse import quote, quote_plus, unquote

HIDDEN: Final = "********"

_CONTROLS: Final = (
    r"\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    r"\ud800-\udfff\U000e0000-\U000e007f"
)
"""What moves the cursor of a terminal, colours it, rings its bell, turns the text around it, or is not to be seen."""
_UNPRINTABLE: Final = re.compile(rf"[\s{_CONTROLS}]+")
_CONTROL: Final = re.compile(rf"(?!\n)[{_CONTROLS}]")
_USER_INFO: Final = re.compile(r"(\b[a-z][a-z0-9+.-]*://)[^\s/?#\"']+@", re.IGNORECASE)


def shortened(text: str, length: int) -> str:
    """Put a text into one printable line of limited length."""
    line = _UNPRINTABLE.sub(" ", text).strip()
    return line if len(line) <= length else line[: length - 1] + "…"


def printable(text: str) -> str:
    r"""Write control characters as escapes (`\x1b`), and keep the lines: for texts in which a few may be left."""
    return _CONTROL.sub(lambda found: ascii(found[0])[1:-1], text)


class Mask:
    """Takes secrets out of texts, however the other side wrote what it had been sent, and the login out of any URL."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets = frozenset(filter(None, secrets))
        ways: tuple[Callable[[str], str], ...] = (
            *(str, unquote, quote, quote_plus, escape),
            lambda text: json.dumps(text)[1:-1],
            lambda text: quote(text, safe=""),
        )
        # The longest first, because one may be a part of another.
        self._written = sorted({way(secret) for secret in self._secrets for way in ways}, key=len, reverse=True)

    def plus(self, *secrets: str) -> Mask:
        """Return a mask that knows more secrets."""
        return self if self._secrets.issuperset(secrets) else Mask((*self._secrets, *secrets))

    def text(self, text: str) -> str:
        """Take the secrets out of a text."""
        for written in self._written:
            text = text.replace(written, HIDDEN)
        return _USER_INFO.sub(rf"\1{HIDDEN}@", text)

    def line(self, text: str, length: int) -> str:
        """Make a text from outside fit for a message."""
        return shortened(self.text(text), length)

    def content(self, body: bytes) -> bytes:
        """Take the secrets out of the body of a successful answer, which is for programs."""
        for written in self._written:
            body = body.replace(written.encode(errors="surrogatepass"), HIDDEN.encode())
        return body

    def error(self, body: bytes) -> bytes:
        """Take the secrets out of the body of an error, however it escapes them."""
        with suppress(ValueError, RecursionError):
            body = json.dumps(json.loads(body)).encode()  # of many ways to escape a character, the one we know
        return self.content(body)
