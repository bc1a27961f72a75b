# SPDX-License-Identifier: GPL-3.0-or-later
"""What all code that writes shares: the client, the live side, and parallel requests."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal, TypeVar

from ...api.bulk import BulkItem
from ...api.client import Client
from ...api.http.errors import WxccError
from ..live.lists import LiveLists
from ..model.values import JSON
from ..planning.action import Action
from .copies import Copies
from .outcome import Outcome
from .payload import Payloads

T = TypeVar("T")
Outcomes = dict[Action, Outcome]


@dataclass(frozen=True)
class Means:
    """`bulk_size` is how many objects one request may take; `attempted` is called with actions that were sent."""

    client: Client
    live: LiveLists
    payloads: Payloads
    copies: Copies
    bulk_size: int
    attempted: Callable[[Sequence[Action]], None]

    def chunks(self, items: Sequence[T]) -> list[Sequence[T]]:
        """Split the actions for one path into requests."""
        return [items[at : at + self.bulk_size] for at in range(0, len(items), self.bulk_size)]

    def each(self, chunks: Sequence[Sequence[Action]], send: Callable[[Sequence[Action]], Outcomes]) -> Outcomes:
        """Send chunks side by side; the error of a request is the error of the actions in it."""
        begun: set[int] = set()

        def run(number: int) -> Outcomes:
            begun.add(number)
            try:
                return send(chunks[number])
            finally:
                self.attempted(chunks[number])

        results = self.client.parallel([partial(run, number) for number in range(len(chunks))])
        outcomes: Outcomes = {}
        for number, result in enumerate(results):
            if isinstance(result, WxccError):
                outcome = Outcome.of_error(result) if number in begun else Outcome.not_sent(result)
                result = dict.fromkeys(chunks[number], outcome)
            outcomes |= result
        return outcomes

    def each_singly(self, actions: Iterable[Action], send: Callable[[Action], Outcome]) -> Outcomes:
        """Send actions side by side, each by itself."""
        return self.each([[action] for action in actions], lambda one: {one[0]: send(one[0])})


def bulk_items(items: Iterable[tuple[Literal["SAVE", "DELETE"], JSON]]) -> list[BulkItem]:
    """Number the items of a bulk request, each with its action."""
    return [BulkItem(number, what, body) for number, (what, body) in enumerate(items)]
