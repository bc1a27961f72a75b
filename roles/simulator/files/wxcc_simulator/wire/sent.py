# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the JSON of clients, and refuse values that later code could not process."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, NamedTuple, NoReturn

from starlette.requests import Request
from starlette.types import Receive

DEEPEST = 100
WHOLE = re.compile(r"[+-]?[0-9]{1,19}")
MOST_BYTES = 20_000_000
TOO_LONG = "the body is longer than 20 MB, which is the most that the simulator takes; send it in parts"


class Received(NamedTuple):
    """A body, empty where it is too long, and whether it came to its end before the client went away."""

    body: bytes
    is_whole: bool
    is_too_long: bool


@dataclass(frozen=True)
class Sent:
    """A body that is read once; `problem` says why it is not JSON."""

    body: bytes
    value: Any = None
    problem: str | None = None

    def json(self) -> Any:
        """The value; ValueError for what is not JSON."""
        if self.problem is not None:
            raise ValueError(self.problem)
        return self.value


class Part(NamedTuple):
    """A part of a form: its media type and its bytes."""

    media_type: str
    body: bytes


def parts_of(request: Request, body: bytes) -> dict[str, Part]:
    """The parts of a form by name; none where the body is not a form of several parts."""
    found = re.search(r'multipart/form-data;.*boundary="?([^";]+)"?', request.headers.get("content-type", ""), re.I)
    parts = {}
    for piece in body.split(b"--" + found[1].encode())[1:-1] if found else ():
        head, _unused, content = piece.partition(b"\r\n\r\n")
        headers = head.decode(errors="replace")
        name = re.search(r'name="([^"]*)"', headers)
        kind = re.search(r"content-type:\s*([^\r\n]+)", headers, re.I)
        if name:
            parts[name[1]] = Part(kind[1].strip().lower() if kind else "", content.removesuffix(b"\r\n"))
    return parts


async def received(receive: Receive) -> Received:
    """The body of a request. One that is too long is read, so that the client hears the refusal, and is not kept."""
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > MOST_BYTES:
            chunks.clear()
        else:
            chunks.append(chunk)
        if not message.get("more_body"):
            return Received(b"".join(chunks), message["type"] == "http.request", size > MOST_BYTES)


def media_type(request: Request) -> str:
    """The media type of the body, without parameters such as the encoding."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def is_json(request: Request) -> bool:
    """Whether the media type of the body is JSON."""
    return media_type(request) == "application/json"


def read_json(text: str | bytes) -> Any:
    """The value of a text; ValueError for what is not JSON, NaN and Infinity among it, and for more than 100 levels."""
    try:
        value = json.loads(text, parse_constant=_refuse)
    except RecursionError:
        raise too_deep() from None
    check_depth(value, DEEPEST)
    return value


def whole_number(text: str) -> int:
    """The number that a parameter of a query holds; ValueError for what only Python reads as one, such as `1_000`."""
    if not WHOLE.fullmatch(text):
        raise ValueError(f"{text}: not a whole number")
    return int(text)


def check_depth(value: Any, deepest: int) -> None:
    """Raise ValueError for a value of more levels."""
    level = [value]
    for _depth in range(deepest):
        level = [inner for outer in level for inner in _members(outer)]
        if not level:
            return
    raise too_deep()


def too_deep() -> ValueError:
    """What is wrong with JSON of too many levels."""
    return ValueError(f"nested deeper than {DEEPEST} levels")


def _members(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a value of JSON")


DECODER = json.JSONDecoder(parse_constant=_refuse)
