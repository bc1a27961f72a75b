# SPDX-License-Identifier: GPL-3.0-or-later
"""Read and write long JSON in turns, so that other requests are answered in between."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from wxcc_simulator.wire.answers import json_bytes
from wxcc_simulator.wire.sent import DECODER, DEEPEST, check_depth, read_json, too_deep
from wxcc_simulator.wire.turns import Turns, each

LONG = 64 * 1024
WINDOW = 64 * 1024  # characters; a reader of whole texts takes less than a millisecond for so many
LONGEST_REST = 3  # characters that may follow the beginning of a number before it goes on: 1e+5
BLANKS = re.compile(r"[ \t\n\r]*")
NAME_WANTED = "Expecting property name enclosed in double quotes"


async def read_in_turns(body: bytes) -> Any:
    """The same result and errors as `read_json`."""
    if len(body) < LONG:
        return read_json(body)
    return await _Reader(body.decode(json.detect_encoding(body), "surrogatepass")).whole()


async def written_in_turns(value: Any) -> bytes:
    """Compact JSON; the members of a list one by one."""
    return await list_in_turns(value) if isinstance(value, list) else json_bytes(value)


async def list_in_turns(rows: Iterable[Any]) -> bytes:
    """A JSON list of rows, which may be made while it is written."""
    written = Rows()
    async for row in each(rows):
        written.add(row)
    return written.whole()


class Rows:
    """A JSON list that grows row by row; kept as one text, since many small ones take several times as much memory."""

    def __init__(self) -> None:
        self._text = bytearray(b"[")

    def add(self, row: Any) -> None:
        """Write a row behind the others."""
        self._text += json_bytes(row)
        self._text += b","

    def whole(self) -> bytes:
        """The list."""
        self._text[len(self._text) - (len(self._text) > 1) :] = b"]"
        return bytes(self._text)


class _Reader:
    """Reads values that fit into a window of the text at once, and longer ones part by part."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._turns = Turns()
        self._start = 0
        self._window = text[:WINDOW]

    async def whole(self) -> Any:
        """The value that the text is."""
        value, at = await self._value(self._after_blanks(0), 1)
        at = self._after_blanks(at)
        if at != len(self._text):
            raise json.JSONDecodeError("Extra data", self._text, at)
        return value

    async def _value(self, at: int, depth: int) -> tuple[Any, int]:
        """The value that begins at a place, and where it ends; a value of the whole text has the depth 1."""
        await self._turns.give()
        found = self._in_window(at)
        if found is None and at != self._start:
            self._start, self._window = at, self._text[at : at + WINDOW]
            found = self._in_window(at)
        if found is not None:
            check_depth(found[0], DEEPEST + 1 - depth)
            return found
        if depth > DEEPEST:
            raise too_deep()
        members = {"{": self._object, "[": self._list}.get(self._text[at : at + 1])
        return await members(at + 1, depth + 1) if members else DECODER.raw_decode(self._text, at)

    def _in_window(self, at: int) -> tuple[Any, int] | None:
        """The value, if the window has all of it; what is wrong with a value is found when it is taken apart."""
        place = at - self._start
        if not 0 <= place < len(self._window):
            return None
        try:
            value, end = DECODER.raw_decode(self._window, place)
        except (ValueError, RecursionError):
            return None
        is_cut = end + LONGEST_REST > len(self._window) and self._start + len(self._window) < len(self._text)
        return None if is_cut else (value, self._start + end)

    async def _object(self, at: int, depth: int) -> tuple[dict[str, Any], int]:
        found: dict[str, Any] = {}

        async def member(at: int) -> int:
            if self._text[at : at + 1] != '"':
                raise json.JSONDecodeError(NAME_WANTED, self._text, at)
            name, at = DECODER.raw_decode(self._text, at)
            at = self._after_blanks(at)
            if self._text[at : at + 1] != ":":
                raise json.JSONDecodeError("Expecting ':' delimiter", self._text, at)
            found[name], at = await self._value(self._after_blanks(at + 1), depth)
            return at

        return found, await self._members(at, "}", member)

    async def _list(self, at: int, depth: int) -> tuple[list[Any], int]:
        found: list[Any] = []

        async def member(at: int) -> int:
            value, at = await self._value(at, depth)
            found.append(value)
            return at

        return found, await self._members(at, "]", member)

    async def _members(self, at: int, closing: str, member: Callable[[int], Awaitable[int]]) -> int:
        """Read the members of an object or list from behind its opening bracket, and give the place behind it."""
        at = self._after_blanks(at)
        if self._text[at : at + 1] == closing:
            return at + 1
        while True:
            at = self._after_blanks(await member(at))
            delimiter = self._text[at : at + 1]
            if delimiter == closing:
                return at + 1
            if delimiter != ",":
                raise json.JSONDecodeError("Expecting ',' delimiter", self._text, at)
            at = self._after_blanks(at + 1)

    def _after_blanks(self, at: int) -> int:
        match = BLANKS.match(self._text, at)
        return match.end() if match else at
