# SPDX-License-Identifier: GPL-3.0-or-later
"""Words of messages and results: quoting, near misses, and what is known."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Sequence
from typing import Any, Final

YES: Final = "yes"
NO: Final = "no"
UNKNOWN: Final = "unknown"
"""The three answers to a question that cannot always be answered."""


def quoted(value: Any, limit: int = 60) -> str:
    """Quote a value as the user would write it, shortened."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def suggest(word: str, known: Iterable[str]) -> str:
    """Give "; did you mean x?" for a near miss, else nothing."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"; did you mean {close[0]}?" if close else ""


def did_you_mean(word: str, words: Iterable[str], cutoff: float = 0.5) -> str:
    """Return the question `Did you mean "queueName"?` with up to three words, whatever their case, or ""."""
    spelling = {other.casefold(): other for other in words}
    similar = difflib.get_close_matches(word.casefold(), spelling, n=3, cutoff=cutoff)
    shown = " or ".join(f'"{spelling[other]}"' for other in similar)
    return f"Did you mean {shown}?" if similar else ""


def unknown(word: str, known: Sequence[str]) -> str:
    """Say that a word is unknown, and which words are known."""
    return f"unknown{suggest(word, known) or '.'} Known are {', '.join(known)}"
