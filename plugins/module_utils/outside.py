# SPDX-License-Identifier: GPL-3.0-or-later
"""Make texts from outside fit for messages: without secrets, printable, of limited length. No other code does this."""

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
"""Characters that move the cursor of a terminal, colour it, ring its bell, reverse the text, or are invisible."""
_UNPRINTABLE: Final = re.compile(rf"[\s{_CONTROLS}]+")
_CONTROL: Final = re.compile(rf"(?!\n)[{_CONTROLS}]")
_USER_INFO: Final = re.compile(r"(\b[a-z][a-z0-9+.-]*://)[^\s/?#\"']+@", re.IGNORECASE)


def shortened(text: str, length: int) -> str:
    """Put a text into one printable line of limited length."""
    line = _UNPRINTABLE.sub(" ", text).strip()
    return line if len(line) <= length else line[: length - 1] + "…"


def printable(text: str) -> str:
    r"""Write control characters as escapes (`\x1b`), and keep line breaks, for texts of several lines."""
    return _CONTROL.sub(lambda match: ascii(match[0])[1:-1], text)


class Mask:
    """Hides secrets in texts, in every encoding in which the other side may repeat them, and the login in any URL."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets = frozenset(filter(None, secrets))
        encoders: tuple[Callable[[str], str], ...] = (
            *(str, unquote, quote, quote_plus, escape),
            lambda text: json.dumps(text)[1:-1],
            lambda text: quote(text, safe=""),
        )
        # The longest first, because one may be part of another.
        self._forms = sorted({encode(s) for s in self._secrets for encode in encoders}, key=len, reverse=True)

    def plus(self, *secrets: str) -> Mask:
        """Return a mask that hides these secrets as well."""
        return self if self._secrets.issuperset(secrets) else Mask((*self._secrets, *secrets))

    def text(self, text: str) -> str:
        """Replace each secret in a text with asterisks."""
        for form in self._forms:
            text = text.replace(form, HIDDEN)
        return _USER_INFO.sub(rf"\1{HIDDEN}@", text)

    def line(self, text: str, length: int) -> str:
        """Make a text from outside fit for a message."""
        return shortened(self.text(text), length)

    def content(self, body: bytes) -> bytes:
        """Hide the secrets in the body of a successful answer, which programs read."""
        for form in self._forms:
            body = body.replace(form.encode(errors="surrogatepass"), HIDDEN.encode())
        return body

    def error(self, body: bytes) -> bytes:
        """Hide the secrets in the body of an error, however it escapes them."""
        with suppress(ValueError, RecursionError):
            body = json.dumps(json.loads(body)).encode()  # JSON can escape a character in many ways; this leaves one
        return self.content(body)
