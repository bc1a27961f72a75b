# SPDX-License-Identifier: GPL-3.0-or-later
"""Regular expressions from clients, with limits of size and time, so that none can stop the whole server."""

from __future__ import annotations

import re
from functools import lru_cache
from math import prod

import regex

from wxcc_simulator.wire.answers import RefusedError

PATIENCE_S = 0.1
MOST_CHARACTERS = 10_000
MOST_REPEATED = 1_000_000
_COUNT = re.compile(r"(\)?)\{(\d{0,9})(?:,(\d{0,9}))?")


@lru_cache
def compiled(pattern: str) -> regex.Pattern[str]:
    """Compile a pattern, or refuse it with 400."""
    # Compiling writes repetitions out, those within others too.
    if len(pattern) > MOST_CHARACTERS or len(pattern) * _times(pattern) > MOST_REPEATED:
        raise RefusedError(400, f"{pattern[:100]}: too long a pattern")
    try:
        return regex.compile(pattern)
    except (regex.error, RecursionError) as problem:
        raise RefusedError(400, f"{pattern}: cannot be read as a pattern: {problem}") from None


def _times(pattern: str) -> int:
    """How often a character of a pattern is repeated at most: groups may be within groups, all else is not."""
    counts = [(bool(group), max(int(least or 1), int(most or 1))) for group, least, most in _COUNT.findall(pattern)]
    of_groups = prod(count for is_group, count in counts if is_group and count)
    return of_groups * max((count for is_group, count in counts if not is_group), default=1)


def matches(pattern: str, text: str, *, whole: bool = False) -> bool:
    """Whether a pattern occurs in a text, or matches all of it; 400 where the search takes too long."""
    look = compiled(pattern).fullmatch if whole else compiled(pattern).search
    try:
        return look(text, timeout=PATIENCE_S) is not None
    except TimeoutError:
        raise RefusedError(400, f"{pattern}: this pattern takes too long") from None
