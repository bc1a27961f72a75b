# SPDX-License-Identifier: GPL-3.0-or-later
"""Find the query in a file that somebody saved: the query itself, an Analyzer response, a HAR file, or a URL."""

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
"""Members that only a query has."""
IDENTITY: Final = (*MARKS, "filterGroups", "numberOfRecords")
"""Members by which two queries are the same: an Analyzer response repeats its query with changes in other members."""
IN_URL: Final = re.compile(r"(?:q|GET_DATA)=(%7B[^\s&\"']*)", re.IGNORECASE)
LONGEST_BEGINNING: Final = 40
MOST_PLACES: Final = 4
WHAT_TO_SAVE: Final = "save the query, or the whole response of dataQuery"
TOO_DEEP: Final = "is nested too deeply for a query"
AT_ERROR: Final = {
    "/": "has a comment, which JSON does not allow; remove it",
    "#": "has a comment, which JSON does not allow; remove it",
    "}": "has an extra comma before a closing bracket; remove it",
    "]": "has an extra comma before a closing bracket; remove it",
    ",": "has an extra comma; remove it",
    "'": 'has text in single quotes; JSON allows only "',
    "\u201c": 'has typographic quotes; JSON allows only "',
    "\u201d": 'has typographic quotes; JSON allows only "',
    '"': "a comma or a colon is missing before a text; add it",
    "{": "a comma is missing before a bracket; add it",
    "[": "a comma is missing before a bracket; add it",
}
"""The likely mistake, by the character at which the JSON parser stops."""


@dataclass(frozen=True)
class Saved:
    """A query with the text to send, and its path in the file; a query written by a user is sent unchanged."""

    value: Any
    text: str
    path: str = ""


def find_query(text: str, name: str) -> Saved:
    """Find the only query in a text; UserError, which begins with `name`, if there is none, or more than one."""
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
            raise UserError(f"{name}:{line}: text after the query; remove it")
        return Saved(value, plain)
    try:
        queries = list(_queries(value, ""))
    except RecursionError:
        raise UserError(f"{name}: {TOO_DEEP}; {WHAT_TO_SAVE}") from None
    return _only(queries, value, name)


def _from_other_text(text: str, name: str) -> str:
    """Return the query in a text that is not JSON: percent-encoded, in a URL, in a command."""
    if text.lstrip().startswith("<"):
        raise UserError(f"{name}: is an HTML page, not JSON; {WHAT_TO_SAVE}")
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


def _only(queries: list[Saved], value: Any, name: str) -> Saved:
    """Return the query if it is the only one, even if repeated; UserError otherwise."""
    by_meaning: dict[str, Saved] = {}
    for saved in queries:
        by_meaning.setdefault(_identity(saved.value), saved)
    if len(by_meaning) == 1:
        return next(iter(by_meaning.values()))
    if by_meaning:
        places = [saved.path for saved in by_meaning.values()]
        shown = ", ".join(places[:MOST_PLACES]) + (" and more" if len(places) > MOST_PLACES else "")
        raise UserError(f"{name}: has {len(places)} different queries, at {shown}; save only one of them")
    content = (
        "a HAR file without a dataQuery request" if isinstance(value, dict) and "log" in value else "JSON without one"
    )
    raise UserError(f"{name}: has no query, it is {content}; {WHAT_TO_SAVE}")


def _queries(value: Any, path: str) -> Iterator[Saved]:
    """Find queries anywhere in JSON, also in texts that are JSON or percent-encoded themselves."""
    if isinstance(value, Mapping):
        if sum(mark in value for mark in MARKS) > 1:
            yield Saved(value, compact(value), path or "the top")
            return
        if value.get("encoding") == "base64" and isinstance(value.get("text"), str):
            value = {**value, "text": _from_base64(value["text"])}  # a HAR file encodes some contents this way
        for key, item in value.items():
            yield from _queries(item, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _queries(item, f"{path}[{number}]")
    elif isinstance(value, str):
        for inner in _inside_text(value):
            yield from _queries(inner, path)


def _inside_text(text: str) -> Iterator[Any]:
    """Yield the JSON of a text, or of a URL in it; nothing for any other text."""
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
    """Return why a text is not JSON, with the line."""
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
