# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever people save of a query: it is read, or the message says what it is and what to do."""

from __future__ import annotations

import base64
import contextlib
import json
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.legacy import LAB_ENCODED, LAB_QUERY, LAB_RESPONSE, LAB_TEXT

from ansible_collections.webex.contact_center.plugins.module_utils.api.legacy.signing import compact
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.legacy.query import read_query

ECHO = {name: value for name, value in LAB_QUERY.items() if name != "lastNRecords"}
OTHER = {**LAB_QUERY, "dateBegin": [1612155600001]}
URL = f"https://analyzer.example.com/dataQuery?GET_DATA={quote(json.dumps(LAB_QUERY), safe='')}"


def har(*entries: Any) -> str:
    """A HAR file, as browsers save it."""
    pages = {"request": {"url": "https://analyzer.example.com/"}, "response": {"content": {"text": "<html>"}}}
    return json.dumps({"log": {"version": "1.2", "entries": [pages, *entries]}})


def entry(url: str = "https://analyzer.example.com/dataQuery", text: str = "", **content: str) -> Any:
    """One request of a HAR file."""
    return {"request": {"method": "GET", "url": url}, "response": {"status": 200, "content": {"text": text, **content}}}


READ = {
    "the bare query": LAB_TEXT,
    "a response": LAB_RESPONSE,
    "a response with its table": f'{{"query":{compact(LAB_QUERY)},"isComplete":true}}\nSEG_PROFILE\nsid\n',
    "a byte order mark": "\ufeff" + LAB_TEXT,
    "a byte order mark before a response": "\ufeff" + LAB_RESPONSE,
    "blanks and line breaks around": f"\r\n \t{LAB_TEXT}\r\n",
    "percent-encoded": LAB_ENCODED,
    "percent-encoded response": quote(LAB_RESPONSE, safe=""),
    "a URL": URL,
    "a command with a URL": f"curl '{URL}' -H 'Accept: application/json'",
    "a request line": f"GET /dataQuery?GET_DATA={LAB_ENCODED} HTTP/1.1\nHost: x\n",
    "a parameter": f"q={LAB_ENCODED}",
    "a list of one": json.dumps([LAB_QUERY]),
    "a list of one response": f"[{LAB_RESPONSE}]",
    "nested": json.dumps({"result": {"data": {"query": LAB_QUERY}}}),
    "the query as a text": json.dumps({"query": LAB_TEXT}),
    "the query as an encoded text": json.dumps({"query": LAB_ENCODED}),
    "JSON in a text": json.dumps(LAB_TEXT),
    "a response in a text": json.dumps(LAB_RESPONSE),
    "HAR with a response": har(entry(text=LAB_RESPONSE)),
    "HAR with the URL only": har(entry(url=URL)),
    "HAR with both": har(entry(url=URL, text=json.dumps({"query": ECHO}))),
    "HAR in base64": har(entry(text=base64.b64encode(LAB_RESPONSE.encode()).decode(), encoding="base64")),
    "HAR with the same twice": har(entry(text=LAB_RESPONSE), entry(text=LAB_RESPONSE)),
    "twice the same": json.dumps([LAB_QUERY, LAB_QUERY]),
}


@pytest.mark.parametrize("name", READ)
def test_a_saved_query_is_read(name: str) -> None:
    query = read_query(READ[name], "analyzer.json")
    assert query.value == LAB_QUERY
    assert json.loads(query.text) == LAB_QUERY


@pytest.mark.parametrize(
    "name", ["the bare query", "a response", "a byte order mark before a response", "percent-encoded"]
)
def test_a_users_own_text_is_sent_as_it_stands(name: str) -> None:
    assert read_query(READ[name], "analyzer.json").text == LAB_TEXT


NAMED = {
    "nothing": ("", "analyzer.json: is empty; save the query, or the whole response of dataQuery"),
    "only a mark": ("\ufeff \n", "analyzer.json: is empty"),
    "a page": ("<!DOCTYPE html><title>Log in</title>", "analyzer.json: is an HTML page, not JSON; save the query"),
    "a table": ("sid,cstts\na,1\n", "analyzer.json: is not JSON, but begins with 'sid,cstts a,1'"),
    "YAML": ("dateBegin: 1", "analyzer.json: is not JSON, but begins with 'dateBegin: 1'"),
    "a command without": ("curl https://x", "analyzer.json: is not JSON, but begins with 'curl https://x'"),
    "half a percent code": ("%7B%2", "analyzer.json: not percent-encoded: the % at position 4"),
    "encoded text that is no query": ("%7B%7D", "analyzer.json: has no query, it is JSON without one"),
    "a comma too many": ('{\n "dateBegin": [1],\n}', "has an extra comma"),
    "a comma too many in a list": ('{"query": {"dateBegin": [1,]}}', "analyzer.json:1: has an extra comma"),
    "no comma": ('{"a": 1\n "b": 2}', "analyzer.json:2: a comma or a colon is missing before a text"),
    "a comment": ('{\n // the lab\n "a": 1}', "analyzer.json:2: has a comment, which JSON does not allow; remove it"),
    "another comment": ('{"a": 1 /* x */}', "analyzer.json:1: has a comment"),
    "a comment of YAML": ('{\n"a": 1,\n# x\n"b": 2}', "analyzer.json:3: has a comment"),
    "single quotes": ("{'a': 1}", "analyzer.json:1: has text in single quotes"),
    "typographic quotes": ("{\u201ca\u201d: 1}", "analyzer.json:1: has typographic quotes"),
    "names without quotes": ("{dateBegin: [1]}", "analyzer.json:1: has the word dateBegin without quotes"),
    "words of Python": ('{"a": True}', "analyzer.json:1: has the word True without quotes"),
    "cut off": (LAB_RESPONSE[:200], "analyzer.json: ends in the middle of the JSON, so it was not saved whole"),
    "cut off in a text": (LAB_RESPONSE[: LAB_RESPONSE.index("INTER") + 2], "ends in the middle of the JSON"),
    "a line break in a text": ('{"a": "x\ny"}', "analyzer.json:1: has a line break or a tab inside of a text"),
    "text behind": (f"{LAB_TEXT}\nand more", "analyzer.json:41: text after the query; remove it"),
    "a list of several": (
        json.dumps([LAB_QUERY, OTHER]),
        "analyzer.json: has 2 different queries, at [0], [1]; save only one of them",
    ),
    "HAR with several": (
        har(entry(text=LAB_RESPONSE), entry(text=json.dumps({"query": OTHER}))),
        "has 2 different queries, at log.entries[1].response.content.text.query, log.entries[2].",
    ),
    "HAR without": (har(entry(text="{}")), "it is a HAR file without a dataQuery request"),
    "an empty list": ("[]", "analyzer.json: has no query, it is JSON without one"),
    "a response without": ('{"data": []}', "analyzer.json: has no query, it is JSON without one"),
    "a text": ('"x"', "has no query"),
    "query is a word": ('{"query": "text"}', "has no query"),
    "a query of another shape": ('{"query": {"a": 1}}', "analyzer.json: query: 'dateBegin' is a required property"),
    "a bare query with a mistake": ('{"dateBegin": [1]}', "analyzer.json: 'dateEnd' is a required property"),
    "too deep": ("[" * 100_000, "analyzer.json: "),
    "deep": ('{"a":' * 600 + "1" + "}" * 600, "analyzer.json: "),
    "too deep in a text": (json.dumps({"query": "[" * 100_000}), "has no query"),
}


@pytest.mark.parametrize("name", NAMED)
def test_what_cannot_be_read_is_named(name: str) -> None:
    text, words = NAMED[name]
    with pytest.raises(ValueError, match=r"^analyzer\.json") as caught:
        read_query(text, "analyzer.json")
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


@given(st.text() | st.integers(0, len(LAB_RESPONSE)).map(lambda end: LAB_RESPONSE[:end]))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(ValueError):
        read_query(text, "analyzer.json")
