# SPDX-License-Identifier: GPL-3.0-or-later
"""Many streams at once look like one after the other, and hold little."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.webex.contact_center.plugins.module_utils.reporting.windows.streams import (
    ITEMS_AHEAD,
    Once,
    in_order,
)


@given(st.lists(st.lists(st.integers(), max_size=30), max_size=12), st.integers(1, 6))
def test_items_come_in_the_order_of_their_streams(streams: list[list[int]], parallelism: int) -> None:
    sources = [partial(iter, stream) for stream in streams]
    expected = [(number, item) for number, stream in enumerate(streams) for item in stream]
    assert list(in_order(sources, parallelism)) == expected


def test_streams_are_read_side_by_side_but_not_far_ahead() -> None:
    read = [0, 0, 0, 0]
    begun = threading.Barrier(3)

    def stream(number: int) -> Iterator[int]:
        if number < 3:
            begun.wait(timeout=20)  # fails unless three are under way at once
        for item in range(100):
            read[number] += 1
            yield item

    items = in_order([partial(stream, number) for number in range(4)], 3)
    assert next(items) == (0, 0)
    assert max(read[1:]) <= ITEMS_AHEAD + 1
    assert len(list(items)) == 399


@pytest.mark.parametrize("parallelism", [1, 4])
def test_an_error_comes_behind_what_was_read_before_it(parallelism: int) -> None:
    def broken() -> Iterator[int]:
        yield 1
        raise OSError("broken")

    items = in_order([lambda: iter([0]), broken, lambda: iter([2])], parallelism)
    assert [next(items), next(items)] == [(0, 0), (1, 1)]
    with pytest.raises(OSError, match="broken"):
        next(items)


@pytest.mark.parametrize("error", [None, OSError("broken")])
def test_what_many_need_is_found_out_once(error: Exception | None) -> None:
    found: list[int] = []
    begun = threading.Event()

    def find() -> int:
        begun.wait(timeout=20)  # until others had the time to come
        found.append(1)
        if error:
            raise error
        return 7

    once = Once(find)
    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(once) for _number in range(4)]
        begun.set()
        assert [future.exception() for future in asked] == [error] * 4
    assert found == [1]
    if error is None:
        assert once() == 7
