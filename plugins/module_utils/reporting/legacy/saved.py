# SPDX-License-Identifier: GPL-3.0-or-later
"""The query in what people save: the query, an Analyzer response, a HAR file, a URL; or what is wrong with it."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ...api.legacy.signing import compact, query_text, unencoded
from ...mistakes import UserError
from ...outside import shortened

MARKS: Final = ("dateBegin", "dateEnd", "activityType", "aggregations")
"""Members that nothing but a query has."""
IDENTITY: Final = (*MARKS, "filterGroups", "numberOfRecords")
"""What must be alike for two queries to be one: an Analyzer response repeats its query with other members changed."""
IN_URL: Final = re.compile(r"(?:q|GET_DATA)=(%7B[^\s&\"']*)", re.IGNORECASE)
LONGEST_BEGINNING: Final = 40
MOST_PLACES: Final = 4
WHAT_TO_SAVE: Final = "save the query, or the whole response of dataQuery"
TOO_DEEP: Final = "is nested too deeply for a query"
AT_ERROR: Final = {
    "/": "has a comment, which JSON does not allow; remove it",
    "#": "has a comment, which JSON does not allow; remove it",
    "}": "has a comma too many before a closing bracket; remove it",
    "]": "has a comma too many before a closing bracket; remove it",
    ",": "has a comma too many; remove it",
    "'": 'has a text in single quotes; JSON takes only "',
    "\u201c": 'has typographic quotes; JSON takes only "',
    "\u201d": 'has typographic quotes; JSON takes only "',
    '"': "lacks a comma or a colon before this text; add it",
    "{": "lacks a comma before this bracket; add it",
    "[": "lacks a comma before this bracket; add it",
}
"""What is meant by the character at which JSON cannot be read any further."""


@dataclass(frozen=True)
class Saved:
    """A query as it is sent, and its path in what was saved; a user's own text stays character by character."""

    value: Any
    text: str
    path: str = ""


def find_query(text: str, name: str) -> Saved:
    """Find the only query in a text; UserError, which begins with `name`, says why there is none, or names several."""
    plain = text.removeprefix("\ufeff")
    if not plain.strip():
        raise UserError(f"{name}: is empty; {WHAT_TO_SAVE}")
    start = plain.lstrip()
    if start.startswith(("<", "%")) or not start.startswith(("{", "[", '"')):
        plain = start = _from_other_text(plain, name)
    try:
        value, end = json.JSONDecoder().raw_decode(start)
    except RecursionError:
        raise UserError(f"{name}: {TOO_DEEP}; {WHAT_TO_SAVE}") from None
    except ValueError as error:
        raise UserError(_why_not_json(error, start, plain, name)) from None
    inner = query_text(plain)
    if inner is not plain:
        return Saved(value["query"], inner, "query")
    if isinstance(value, dict) and any(mark in value for mark in MARKS):
        if start[end:].strip():
            line = plain[: len(plain) - len(start[end:].lstrip())].count("\n") + 1
            raise UserError(f"{name}:{line}: there is text behind the query; remove it")
        return Saved(value, plain)
    try:
        found = list(_queries(value, ""))
    except RecursionError:
        raise UserError(f"{name}: {TOO_DEEP}; {WHAT_TO_SAVE}") from None
    return _only(found, value, name)


def _from_other_text(text: str, name: str) -> str:
    """Return the query in a text that is not JSON: percent-encoded, in a URL, in a command."""
    if text.lstrip().startswith("<"):
        raise UserError(f"{name}: is a page of HTML, not JSON; {WHAT_TO_SAVE}")
    try:
        decoded = unencoded(text)
        if decoded is text and (match := IN_URL.search(text)):
            decoded = unencoded(match[1])
    except ValueError as error:
        raise UserError(f"{name}: {error}") from None
    if decoded is not text:
        return decoded
    beginning = shortened(text, LONGEST_BEGINNING)
    raise UserError(f"{name}: is not JSON, but begins with {beginning!r}; {WHAT_TO_SAVE}")


def _only(found: list[Saved], value: Any, name: str) -> Saved:
    """Return the query where there is one, however often it is repeated."""
    by_meaning: dict[str, Saved] = {}
    for saved in found:
        by_meaning.setdefault(_identity(saved.value), saved)
    if len(by_meaning) == 1:
        return next(iter(by_meaning.values()))
    if by_meaning:
        places = [saved.path for saved in by_meaning.values()]
        shown = ", ".join(places[:MOST_PLACES]) + (" and more" if len(places) > MOST_PLACES else "")
        raise UserError(f"{name}: holds {len(places)} different queries, at {shown}; save only one of them")
    what = (
        "a HAR file without a request dataQuery" if isinstance(value, dict) and "log" in value else "JSON without one"
    )
    raise UserError(f"{name}: there is no query in it, it is {what}; {WHAT_TO_SAVE}")


def _queries(value: Any, path: str) -> Iterator[Saved]:
    """Find queries anywhere in JSON, also in texts that are JSON or percent-encoded themselves."""
    if isinstance(value, Mapping):
        if sum(mark in value for mark in MARKS) > 1:
            yield Saved(value, compact(value), path or "the top")
            return
        if value.get("encoding") == "base64" and isinstance(value.get("text"), str):
            value = {**value, "text": _from_base64(value["text"])}  # a HAR file packs some contents so
        for key, item in value.items():
            yield from _queries(item, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _queries(item, f"{path}[{number}]")
    elif isinstance(value, str):
        for inner in _inside_text(value):
            yield from _queries(inner, path)


def _inside_text(text: str) -> Iterator[Any]:
    """Yield the JSON that a text is, or that the URL in it holds."""
    try:
        match = IN_URL.search(text)
        start = unencoded(match[1] if match else text).lstrip("\ufeff \t\r\n")
        if start.startswith(("{", "[")):
            yield json.JSONDecoder().raw_decode(start)[0]
    except (ValueError, RecursionError):
        return


def _from_base64(text: str) -> str:
    try:
        return base64.b64decode(text).decode("utf-8-sig")
    except (binascii.Error, ValueError):
        return text


def _identity(value: Mapping[str, Any]) -> str:
    return compact({name: value.get(name) for name in IDENTITY})


def _why_not_json(error: ValueError, start: str, plain: str, name: str) -> str:
    """Say what keeps a text from being JSON, and in which line."""
    if not isinstance(error, json.JSONDecodeError):
        return f"{name}: is not JSON: {error}"
    rest = start[error.pos :].lstrip()
    line = (plain[: len(plain) - len(start)] + start[: error.pos]).count("\n") + 1
    if not rest or "Unterminated" in error.msg:
        return f"{name}: ends in the middle of the JSON, so it was not saved whole; save it again"
    if rest.startswith("/") or rest[0] in AT_ERROR:
        is_value_missing = rest[0] in '"{[' and "delimiter" not in error.msg
        if not is_value_missing:
            return f"{name}:{line}: {AT_ERROR[rest[0]]}"
    if "control character" in error.msg:
        return f"{name}:{line}: has a line break or a tab inside of a text; write it as \\n or \\t"
    word = re.match(r"[A-Za-z_$][\w$]*", rest)
    if word:
        shown = shortened(word[0], LONGEST_BEGINNING)
        return f"{name}:{line}: has the word {shown} without quotes; JSON does not allow that"
    return f"{name}:{line}: is not JSON: {error.msg}"
