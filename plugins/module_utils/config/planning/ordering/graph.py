# SPDX-License-Identifier: GPL-3.0-or-later
"""Sort a graph by its needs; nodes that need each other in a circle stay together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

T = TypeVar("T")


def components(needs: Mapping[T, Iterable[T]]) -> list[list[T]]:
    """Return the strongly connected components of a graph, each after those that it needs.

    Tarjan's algorithm without recursion, because chains of renames can be as long as a file. Needs that are not nodes
    of the graph are ignored. The result depends on the order of the mapping only, so it is the same in every run.
    """
    index: dict[T, int] = {}
    lowest: dict[T, int] = {}
    on_stack: set[T] = set()
    stack: list[T] = []
    found: list[list[T]] = []

    def enter(node: T) -> tuple[T, Iterator[T]]:
        index[node] = lowest[node] = len(index)
        stack.append(node)
        on_stack.add(node)
        return node, iter(needs[node])

    for root in needs:
        if root in index:
            continue
        path = [enter(root)]
        while path:
            node, rest = path[-1]
            for need in rest:
                if need not in needs:
                    continue
                if need not in index:
                    path.append(enter(need))
                    break
                if need in on_stack:
                    lowest[node] = min(lowest[node], index[need])
            else:
                path.pop()
                if path:
                    parent = path[-1][0]
                    lowest[parent] = min(lowest[parent], lowest[node])
                if lowest[node] == index[node]:
                    found.append(_popped(stack, on_stack, node))
    return found


def _popped(stack: list[T], on_stack: set[T], last: T) -> list[T]:
    """Pop a whole component from the stack, in the order in which its nodes were reached."""
    start = len(stack) - 1
    while stack[start] != last:
        start -= 1
    component = stack[start:]
    del stack[start:]
    on_stack.difference_update(component)
    return component


def circle(needs: Mapping[T, Iterable[T]]) -> list[T]:
    """Return one circle of a graph, each node followed by one that it needs; empty where the graph has none."""
    for component in components(needs):
        inside = set(component)
        if len(component) == 1 and component[0] not in needs[component[0]]:
            continue
        path, places = [component[0]], {component[0]: 0}
        while True:
            following = next(need for need in needs[path[-1]] if need in inside)
            if following in places:
                return path[places[following] :]
            places[following] = len(path)
            path.append(following)
    return []
