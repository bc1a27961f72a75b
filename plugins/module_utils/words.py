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


def near(word: str, words: Iterable[str], *, most: int = 3, cutoff: float = 0.5) -> list[str]:
    """Return the words that look like a word, the nearest first; upper and lower case do not count."""
    spelling = {other.casefold(): other for other in words}
    return [spelling[other] for other in difflib.get_close_matches(word.casefold(), spelling, n=most, cutoff=cutoff)]


def suggest(word: str, known: Iterable[str]) -> str:
    """Return "; did you mean x?" for a near miss, else nothing."""
    return "".join(f"; did you mean {close}?" for close in near(word, known, most=1, cutoff=0.6))


def did_you_mean(word: str, words: Iterable[str], *, most: int = 3, cutoff: float = 0.5) -> str:
    """Return the question `Did you mean "queueName"?` with some words, or ""."""
    shown = " or ".join(map(quoted, near(word, words, most=most, cutoff=cutoff)))
    return f"Did you mean {shown}?" if shown else ""


def unknown(word: str, known: Sequence[str]) -> str:
    """Say that a word is unknown, and which words are known."""
    return f"unknown{suggest(word, known) or '.'} Known are {', '.join(known)}"
