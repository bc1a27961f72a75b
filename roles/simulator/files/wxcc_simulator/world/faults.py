# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults ordered through the control room: delays, answers of our own, dropped connections, refused bulk items."""

from __future__ import annotations

import json
import math
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from fnmatch import fnmatchcase
from types import NoneType
from typing import Any

DROPS = ("before", "after", "middle")
TYPES: dict[str, tuple[type, ...]] = {
    "method": (str,),
    "path": (str,),
    "skip": (int,),
    "times": (int, NoneType),
    "probability": (int, float),
    "delay_ms": (int, float),
    "status": (int, NoneType),
    "headers": (dict,),
    "drop": (str, NoneType),
    "truncate_to": (int, NoneType),
    "bytes_per_s": (int, NoneType),
    "where": (dict,),
    "items": (list, NoneType),
}
RANGES: dict[str, tuple[float, float]] = {
    "skip": (0, math.inf),
    "times": (1, math.inf),
    "probability": (0, 1),
    "delay_ms": (0, 3_600_000),
    "status": (200, 599),
    "truncate_to": (1, math.inf),
    "bytes_per_s": (1, math.inf),
}
# What may stand in the lines of a header; anything else would break the answer itself.
HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
HEADER_VALUE = re.compile(r"[\t\x20-\x7e\xa0-\xff]*")


@dataclass
class Fault:
    """What fails, for which requests, how often (`times`: None means always), after `skip` requests have passed."""

    method: str = "*"
    path: str = "*"
    skip: int = 0
    times: int | None = 1
    probability: float = 1.0
    delay_ms: float = 0
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = ""
    drop: str | None = None
    truncate_to: int | None = None
    bytes_per_s: int | None = None
    where: dict[str, Any] = field(default_factory=dict)
    items: list[int] | None = None

    @classmethod
    def read(cls, order: Any) -> Fault:
        """A fault from the JSON of the control room; raises ValueError that names what is wrong."""
        known = [f.name for f in fields(cls)]
        if not isinstance(order, dict):
            raise ValueError(f"{json.dumps(order)}: a fault is an object with {', '.join(known)}")
        unknown = sorted(set(order) - set(known))
        if unknown:
            raise ValueError(f"{unknown[0]}: unknown field; a fault has {', '.join(known)}")
        # A field that is absent stands for the empty value of its first type.
        wrong = sorted(name for name, types in TYPES.items() if not isinstance(order.get(name, types[0]()), types))
        if wrong:
            raise ValueError(f"{json.dumps(order[wrong[0]])}: not a value for {wrong[0]}")
        fault = cls(**order)
        if fault.drop not in (None, *DROPS):
            raise ValueError(f"{fault.drop}: unknown drop; it is one of {', '.join(DROPS)}")
        for name, (least, most) in RANGES.items():
            value = getattr(fault, name)
            if value is not None and (isinstance(value, bool) or not least <= value <= most):
                limits = f"{least} or more" if most == math.inf else f"from {least} to {most}"
                raise ValueError(f"{name}: must be {limits}")
        for name, text in fault.headers.items():
            if not (HEADER_NAME.fullmatch(name) and isinstance(text, str) and HEADER_VALUE.fullmatch(text)):
                raise ValueError(f"{json.dumps({name: text})}: cannot be sent as a header")
        if fault.items is not None and not (fault.items and all(map(_is_place, fault.items))):
            raise ValueError(f"{json.dumps(fault.items)}: items must list places in a bulk request, which count from 0")
        sizes = [name for name in ("truncate_to", "bytes_per_s") if getattr(fault, name) is not None]
        if fault.status is None and fault.drop is None and not fault.delay_ms and not sizes:
            raise ValueError("a fault needs at least one of status, drop, delay_ms, truncate_to and bytes_per_s")
        return fault

    def content(self) -> str:
        """The body as text."""
        return self.body if isinstance(self.body, str) else json.dumps(self.body)

    def covers(self, method: str, path: str) -> bool:
        """Whether the request line matches; `*` in the path stands for anything, slashes too."""
        return fnmatchcase(method, self.method) and fnmatchcase(path, self.path)

    @property
    def is_for_items(self) -> bool:
        """Whether it chooses among the items of bulk requests."""
        return bool(self.where) or self.items is not None

    def takes(self, place: int, item: Any) -> bool:
        """Whether it is for the item at this place of a bulk request."""
        return (self.items is None or place in self.items) and self.fits(item)

    def fits(self, item: Any) -> bool:
        """Whether every field of `where` matches the object, by glob."""
        return isinstance(item, dict) and all(
            fnmatchcase(_text(item.get(name)), _text(wanted)) for name, wanted in self.where.items()
        )


def _is_place(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


class Faults:
    """The faults in force, in the order they were given; the first that matches is used."""

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice
        self._faults: list[Fault] = []

    def add(self, faults: list[Fault]) -> None:
        """Put faults behind those that are there."""
        self._faults.extend(faults)

    def clear(self) -> None:
        """Remove all faults."""
        self._faults.clear()

    def for_request(self, method: str, path: str, body: Any) -> Fault | None:
        """The fault of a whole request; for a bulk request those that choose among items wait for these."""
        bulk = isinstance(body, dict) and "items" in body
        return self._take(
            fault
            for fault in self._faults
            if fault.covers(method, path)
            and (not fault.is_for_items or (not bulk and fault.items is None and fault.fits(body)))
        )

    def for_items(self, method: str, path: str, items: Iterable[Any]) -> Iterator[Fault | None]:
        """The fault of each item of a bulk request, as they are carried out.

        `times` of a fault with `items` counts requests, so that it meets all its items in one of them; without, items.
        """
        in_force = [fault for fault in self._faults if fault.is_for_items and fault.covers(method, path)]
        begun: list[Fault] = []
        for place, item in enumerate(items):
            fault = next((fault for fault in begun if fault.takes(place, item)), None)
            if fault is None and in_force:
                fault = self._take(fault for fault in self._faults if fault in in_force and fault.takes(place, item))
                if fault and fault.items is not None:
                    begun.append(fault)
            yield fault

    def _take(self, candidates: Iterator[Fault]) -> Fault | None:
        for fault in candidates:
            if fault.skip:
                fault.skip -= 1
            elif self._dice.random() < fault.probability:
                if fault.times is not None:
                    fault.times -= 1
                    if fault.times <= 0:
                        self._faults.remove(fault)
                return fault
        return None
