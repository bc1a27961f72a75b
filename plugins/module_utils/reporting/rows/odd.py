# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the entries of an answer; an unreadable entry is left out and named, and the others are kept.

Readers of a single entry raise `Odd`; `read_entries` applies one to all entries of an answer.
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
"""How many reasons a result lists; a service that sends only unreadable rows must not fill the memory."""
AND_MORE: Final = "and more like these"
LONGEST_NAME: Final = 60

T = TypeVar("T")


class Odd(Exception):
    """An entry cannot be read. The text says why and follows the name of the entry: "row 2 (Ann) has no id"."""


@dataclass(frozen=True)
class Readable(Generic[T]):
    """The readable entries of an answer, the number of all its entries, and a sentence about the unreadable ones."""

    entries: list[T]
    size: int
    note: str = ""


def read_entries(entries: Sequence[Any], read: Callable[[Any], T], request: str, *id_names: str) -> Readable[T]:
    """Read each entry of an answer; count those for which `read` raises Odd, and name the first of them.

    `id_names` are the fields that may name an entry. BadAnswer if an answer has several entries and none is readable:
    then it does not answer the request at all.
    """
    readable: list[T] = []
    first = ""
    for number, entry in enumerate(entries, 1):
        result = read_or_odd(read, entry)
        if not isinstance(result, Odd):
            readable.append(result)
        elif not first:
            first = f"row {number}{_name_of(entry, id_names)} {result}"
    if len(entries) > 1 and not readable:
        raise BadAnswer(f"no row of the answer can be read: {first}", request=request)
    unreadable = len(entries) - len(readable)
    if not unreadable:
        return Readable(readable, len(entries))
    rows = "1 row of the answer" if unreadable == 1 else f"{unreadable} rows of the answer"
    which = "" if unreadable == 1 else "the first is "
    return Readable(readable, len(entries), f"{request}: {rows} cannot be read: {which}{first}")


def read_or_odd(read: Callable[[Any], T], entry: Any) -> T | Odd:
    """Return the result of `read`, or the Odd that it raises."""
    try:
        return read(entry)
    except Odd as odd:
        return odd


def joined(*notes: str) -> str:
    """Join the notes that are not empty with semicolons, each once."""
    return "; ".join(dict.fromkeys(note for note in notes if note))


def add_reason(reasons: list[str], reason: str) -> None:
    """Add a new reason to a list of at most MOST_REASONS, and then a last one that says there are more."""
    if reason and reason not in reasons and len(reasons) <= MOST_REASONS:
        reasons.append(reason if len(reasons) < MOST_REASONS else AND_MORE)


def as_object(value: Any, name: str = "") -> dict[str, Any]:
    """Return the value, if it is a JSON object; Odd otherwise."""
    if not isinstance(value, dict):
        raise Odd(_mismatch(name, value, "an object"))
    return value


def as_list(value: Any, name: str) -> list[Any]:
    """Return the value, if it is a list; Odd otherwise."""
    if not isinstance(value, list):
        raise Odd(_mismatch(name, value, "a list"))
    return value


def check_text(entry: dict[str, Any], name: str) -> None:
    """Raise Odd unless a field holds a text."""
    if not isinstance(entry.get(name), str):
        raise Odd(_mismatch(name, entry.get(name), "a text"))


def check_time(entry: dict[str, Any], name: str, *, needed: bool = True) -> None:
    """Raise Odd unless a field holds epoch milliseconds; it may be null if it is not needed.

    A needed time decides whether a row belongs to a period: a time in seconds would make its row vanish unseen.
    """
    value: Any = entry.get(name)
    if value is None and not needed:
        return
    if not isinstance(value, int) or isinstance(value, bool):
        raise Odd(_mismatch(name, value, "a time in milliseconds"))
    if needed and not LEAST_MS <= value <= LATEST_MS:
        seconds = ", but perhaps in seconds" if LEAST_MS <= value * SECOND_MS <= LATEST_MS else ""
        raise Odd(f"has {shortened(str(value), LONGEST_NAME)} as {name}, which is not a time in milliseconds{seconds}")


def check_number(entry: dict[str, Any], name: str) -> None:
    """Raise Odd unless a field holds a number or null."""
    value = entry.get(name)
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return
    if isinstance(value, float) and math.isfinite(value):
        return
    raise Odd(_mismatch(name, value, "a number"))


def check_single(entry: dict[str, Any], name: str) -> None:
    """Raise Odd if a field holds an object or a list."""
    if isinstance(entry.get(name), (dict, list)):
        raise Odd(_mismatch(name, entry[name], "a single value"))


def _mismatch(name: str, value: Any, needed: str) -> str:
    if value is None and name:
        return f"has no {name}"
    kind = {dict: "an object", list: "a list", str: "a text", bool: "a boolean"}.get(type(value), "null")
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        kind = "a number" if math.isfinite(value) and needed != "a time in milliseconds" else str(value)
    return f"has {kind} as {name}, not {needed}" if name else f"is {kind}, not {needed}"


def _name_of(entry: Any, id_names: Sequence[str]) -> str:
    values = [entry.get(name) for name in id_names] if isinstance(entry, dict) else []
    text = next((shortened(value, LONGEST_NAME) for value in values if isinstance(value, str) and value), "")
    return f" ({text})" if text else ""
