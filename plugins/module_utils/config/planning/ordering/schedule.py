# SPDX-License-Identifier: GPL-3.0-or-later
"""Batches of actions to send side by side, in an order in which everything that is needed comes first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..plan import Step
from .circles import Needs, Node, Nodes


def scheduled(families: Sequence[str], kinds: Sequence[str], nodes: Nodes, needs: Needs) -> Iterator[Step]:
    """Yield steps: family by family, kind by kind, with all actions that can be done at once.

    A family comes again only where one of its actions needs one of a later family first. The needs have no circles.
    """
    waiting = {node: len(targets) for node, targets in needs.items() if targets and node in nodes}
    followers: dict[Node, list[Node]] = {}
    for node in waiting:
        for target in needs[node]:
            followers.setdefault(target, []).append(node)
    ready: dict[tuple[str, str], list[int]] = {(family, kind): [] for family in families for kind in kinds}
    for (family, number), action in nodes.items():
        if (family, number) not in waiting:
            ready[family, action.kind].append(number)

    def released(family: str, numbers: Iterable[int]) -> None:
        for number in numbers:
            for follower in followers.get((family, number), ()):
                waiting[follower] -= 1
                if not waiting[follower]:
                    ready[follower[0], nodes[follower].kind].append(follower[1])

    while any(ready.values()):
        for family in families:
            for kind in kinds:
                while numbers := ready[family, kind]:
                    ready[family, kind] = []
                    yield Step(family, kind, tuple(sorted(numbers)))
                    released(family, numbers)
