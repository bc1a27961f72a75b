# SPDX-License-Identifier: GPL-3.0-or-later
"""Entries of an answer that cannot be read: each is left out and named, and the others are kept.

Readers of a single entry raise `Odd`; `sort_out` applies one to all entries of an answer.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from ...api.http.errors import BadAnswer
from ...outside import shortened
from ...times import LATEST_MS, LEAST_MS, SECOND_MS

MOST_REASONS: Final = 20
"""How many reasons a result lists; a service that is odd throughout must not fill the memory with them."""
AND_MORE: Final = "and more of this kind"
LONGEST_NAME: Final = 60

T = TypeVar("T")


class Odd(Exception):
    """An entry that cannot be read; as text what is wrong with it, in words that follow the name of the entry."""


@dataclass(frozen=True)
class Sorted(Generic[T]):
    """What could be read of an answer, how many entries it had, and a sentence about those that could not be read."""

    kept: list[T]
    size: int
    note: str = ""


def sort_out(entries: Sequence[Any], read: Callable[[Any], T], request: str, *id_names: str) -> Sorted[T]:
    """Read each entry of an answer; those for which `read` raises Odd are left out, counted, and the first is named.

    `id_names` are the fields that may name an entry. BadAnswer where an answer has several entries and none can be
    read: then it is not the answer that the request asks for.
    """
    kept: list[T] = []
    first = ""
    for number, entry in enumerate(entries, 1):
        outcome = tried(read, entry)
        if not isinstance(outcome, Odd):
            kept.append(outcome)
        elif not first:
            first = f"row {number}{_named(entry, id_names)} {outcome}"
    if len(entries) > 1 and not kept:
        raise BadAnswer(f"the answer has no row that can be read: {first}", request=request)
    odd_ones = len(entries) - len(kept)
    if not odd_ones:
        return Sorted(kept, len(entries))
    rows = "1 row of the answer" if odd_ones == 1 else f"{odd_ones} rows of the answer"
    return Sorted(kept, len(entries), f"{request}: {rows} cannot be read: {'' if odd_ones == 1 else 'first, '}{first}")


def tried(read: Callable[[Any], T], entry: Any) -> T | Odd:
    """Return what `read` makes of an entry, or why it cannot be read."""
    try:
        return read(entry)
    except Odd as odd:
        return odd


def joined(*notes: str) -> str:
    """Put sentences into one; empty where there is none."""
    return "; ".join(dict.fromkeys(note for note in notes if note))


def add_reason(reasons: list[str], reason: str) -> None:
    """Add a reason that is new to a list that stays short."""
    if reason and reason not in reasons and len(reasons) <= MOST_REASONS:
        reasons.append(reason if len(reasons) < MOST_REASONS else AND_MORE)


def as_object(value: Any, name: str = "") -> dict[str, Any]:
    """Return an object as it is; Odd for anything else."""
    if not isinstance(value, dict):
        raise Odd(_is_instead(name, value, "an object"))
    return value


def as_list(value: Any, name: str) -> list[Any]:
    """Return a list as it is; Odd for anything else."""
    if not isinstance(value, list):
        raise Odd(_is_instead(name, value, "a list"))
    return value


def check_text(entry: dict[str, Any], name: str) -> None:
    """Raise Odd unless a field holds a text."""
    if not isinstance(entry.get(name), str):
        raise Odd(_is_instead(name, entry.get(name), "a text"))


def check_time(entry: dict[str, Any], name: str, *, needed: bool = True) -> None:
    """Raise Odd unless a field holds epoch milliseconds, or nothing where it is not needed.

    What is needed decides whether a row belongs to a period: a number of seconds would only make rows vanish.
    """
    value: Any = entry.get(name)
    if value is None and not needed:
        return
    if type(value) is not int:
        raise Odd(_is_instead(name, value, "a time in milliseconds"))
    if needed and not LEAST_MS <= value <= LATEST_MS:
        seconds = ", but perhaps in seconds" if LEAST_MS <= value * SECOND_MS <= LATEST_MS else ""
        raise Odd(f"has {shortened(str(value), LONGEST_NAME)} as {name}, which is not a time in milliseconds{seconds}")


def check_number(entry: dict[str, Any], name: str) -> None:
    """Raise Odd unless a field holds a number or nothing."""
    value = entry.get(name)
    if type(value) is int or value is None or (type(value) is float and math.isfinite(value)):
        return
    raise Odd(_is_instead(name, value, "a number"))


def check_single(entry: dict[str, Any], name: str) -> None:
    """Raise Odd where a field holds an object or a list."""
    if isinstance(entry.get(name), (dict, list)):
        raise Odd(_is_instead(name, entry[name], "a single value"))


def _is_instead(name: str, value: Any, needed: str) -> str:
    if value is None and name:
        return f"has no {name}"
    found = {dict: "an object", list: "a list", str: "a text", bool: "a boolean"}.get(type(value), "null")
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        found = "a number" if math.isfinite(value) and needed != "a time in milliseconds" else str(value)
    return f"has {found} as {name}, not {needed}" if name else f"is {found}, not {needed}"


def _named(entry: Any, id_names: Sequence[str]) -> str:
    given = [entry.get(name) for name in id_names] if isinstance(entry, dict) else []
    text = next((shortened(value, LONGEST_NAME) for value in given if isinstance(value, str) and value), "")
    return f" ({text})" if text else ""
