# SPDX-License-Identifier: GPL-3.0-or-later
"""Cursors of pages of groups: the keys of the last group as text, `teamId=...::intervalStartTime=...`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

Key = tuple[Any, ...]
NULL = "null"
WHOLE = re.compile(r"-?\d{1,19}")
DECIMAL = re.compile(r"-?\d{1,19}\.\d{1,19}(e[+-]?\d{1,3})?")
FLAGS = {"True": True, "False": False}


def cursor_of(names: Sequence[str], key: Key) -> str:
    """The keys as text, from which the next page follows."""
    pairs = zip(names, key, strict=True)
    return "::".join(f"{name}={NULL if value is None else value}" for name, value in pairs)


def key_of(names: Sequence[str], are_texts: Sequence[bool], cursor: str) -> Key | None:
    """The keys of a cursor; None for a text that does not fit these names."""
    texts = _texts(names, cursor)
    values = zip(texts, are_texts, strict=True) if len(texts) == len(names) else ()
    key = tuple(None if text == NULL else text if is_text else _value(text) for text, is_text in values)
    return key if key and cursor_of(names, key) == cursor else None


def _texts(names: Sequence[str], cursor: str) -> list[str]:
    """What stands behind each name; nothing where one is missing."""
    texts = []
    rest = f"::{cursor}"
    for name in names:
        text, found, rest = rest.partition(f"::{name}=")
        if not found:
            return []
        texts.append(text)
    return [*texts[1:], rest]


def _value(text: str) -> Any:
    """A number or a truth value; the text itself where it is neither."""
    if WHOLE.fullmatch(text):
        return int(text)
    return float(text) if DECIMAL.fullmatch(text) else FLAGS.get(text, text)


def in_order(key: Key) -> Any:
    """What keys are compared by: null first."""
    return [(value is not None, value) for value in key]
