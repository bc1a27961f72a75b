# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.webex.contact_center.plugins.module_utils.api.http import errors

APPLICATION = {"trackingId": "ccconfig_1", "error": {"key": "400", "reason": "name: is required"}}
DESCRIBED = {"error": {"key": "409", "message": [{"description": "one"}, {"description": "two"}], "reason": "one"}}
FRAMEWORK = {"timestamp": "2026-01-01", "status": 405, "error": "Method Not Allowed", "path": "/x"}
SPEAKING = {"status": 400, "error": "Bad Request", "message": "page must not be negative"}
PLAIN = {"message": "Resource Already Exists", "errors": ["Id 1 exists"], "trackingId": "76cd"}
IN_USE = {"error": {"reason": "dependency exists", "referencedEntities": ["user", "team"]}}
PAGE = "<html><head><title>400 Bad&nbsp;Request</title></head><body><h1>nginx</h1></body></html>"
UNTITLED = "<html><style>p {color: red}</style><body><p>Be right\n back</p><script>go()</script></body></html>"


def error_of(status: int, body: Any) -> errors.WxccError:
    data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    return errors.error_of(status, data, request="GET /site", tracking_id="ansible_1")


@pytest.mark.parametrize(
    ("status", "body", "reason", "tracking_id", "key"),
    [
        (400, APPLICATION, "name: is required", "ccconfig_1", "400"),
        (409, DESCRIBED, "one; two", "ansible_1", "409"),
        (405, FRAMEWORK, "Method Not Allowed", "ansible_1", None),
        (400, SPEAKING, "Bad Request; page must not be negative", "ansible_1", None),
        (409, PLAIN, "Resource Already Exists; Id 1 exists", "76cd", None),
        (412, IN_USE, "dependency exists", "ansible_1", None),
        (400, PAGE, "400 Bad Request", "ansible_1", None),
        (502, UNTITLED, "Be right back", "ansible_1", None),
        (404, "", "Not Found, without an explanation", "ansible_1", None),
        (404, "{}", "Not Found, without an explanation", "ansible_1", None),
        (500, "[1, 2]", "1; 2", "ansible_1", None),
        (599, "", "no explanation", "ansible_1", None),
        (400, "\x1b[2Jwiped\x07", "[2Jwiped", "ansible_1", None),
    ],
)
def test_every_shape_becomes_a_reason(
    status: int, body: Any, reason: str, tracking_id: str | None, key: str | None
) -> None:
    error = error_of(status, body)
    assert (error.reason, error.status, error.tracking_id, error.key) == (reason, status, tracking_id, key)
    assert str(error).startswith(f"GET /site: {status}: {reason}")
    assert str(error).endswith(f" (tracking id {tracking_id})")


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, errors.WxccError),
        (401, errors.Unauthorized),
        (403, errors.Forbidden),
        (404, errors.NotFound),
        (409, errors.Conflict),
        (412, errors.Referenced),
        (429, errors.RateLimited),
        (500, errors.WxccError),
    ],
)
def test_the_status_decides_the_class(status: int, kind: type[errors.WxccError]) -> None:
    assert error_of(status, APPLICATION).__class__ is kind


@pytest.mark.parametrize("body", ["", "{}", PAGE, UNTITLED, FRAMEWORK, SPEAKING, PLAIN, [], {"code": 404}])
def test_only_the_service_itself_says_that_something_is_gone(body: Any) -> None:
    error = error_of(404, body)
    assert error.__class__ is errors.ForeignNotFound
    assert "the object may still exist" in str(error)


def test_what_still_refers_to_an_object_is_named() -> None:
    assert error_of(412, IN_USE).referenced == ["user", "team"]


def test_an_error_without_request_or_status_is_its_reason() -> None:
    assert str(errors.WxccError("needs something")) == "needs something"


@given(
    name=st.sampled_from(["error", "message", "errors", "trackingId", "reason", "code", "key", "referencedEntities"]),
    value=st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists),
)
def test_no_body_is_too_strange(name: str, value: Any) -> None:
    for body in (value, {name: value}, {"error": {name: value}}, {"error": {"message": [{"description": value}]}}):
        assert error_of(400, body).reason


@given(st.binary(max_size=200))
def test_any_bytes_become_one_printable_line_of_limited_length(body: bytes) -> None:
    error = errors.error_of(500, body * 50, request="GET /site", tracking_id=None)
    assert 0 < len(error.reason) <= errors.LONGEST_REASON
    assert not any(character < " " or "\x7f" <= character <= "\x9f" for character in str(error))


def test_deep_nesting_is_no_trap() -> None:
    assert errors.error_of(500, b"[" * 100_000, request="", tracking_id=None).reason.startswith("[[[")
