# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the JSON that clients send, so that nothing behind it meets a value it cannot walk through."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from starlette.requests import Request

DEEPEST = 100


def media_type(request: Request) -> str:
    """What the body is said to be, without parameters such as the encoding."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def is_json(request: Request) -> bool:
    """Whether the body is said to be JSON."""
    return media_type(request) == "application/json"


def read_json(text: str | bytes) -> Any:
    """The value of a text; ValueError for what is no JSON, NaN and Infinity among it, and for more than 100 levels."""
    try:
        value = json.loads(text, parse_constant=_refuse)
    except RecursionError:
        raise _too_deep() from None
    level = [value]
    for _depth in range(DEEPEST):
        level = [inner for outer in level for inner in _members(outer)]
        if not level:
            return value
    raise _too_deep()


def _members(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no value of JSON")


def _too_deep() -> ValueError:
    return ValueError(f"nested deeper than {DEEPEST} levels")
