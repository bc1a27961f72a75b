# SPDX-License-Identifier: GPL-3.0-or-later
"""Filters for legacy calls: what is missing, of another type or beyond every calendar is refused with a sentence."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from ansible.errors import AnsibleActionFail, AnsibleFilterError
from support.legacy import LAB_ENCODED, LAB_KEY, LAB_QUERY, LAB_RESPONSE, LAB_SIGNATURE, LAB_TEXT, LAB_USER

from ansible_collections.webex.contact_center.plugins.filter.wxcc_legacy import FilterModule
from ansible_collections.webex.contact_center.plugins.plugin_utils import connection

FILTERS = FilterModule().filters()


class Encrypted:
    """What releases of Ansible before 2.19 hand over for a value in a vault."""

    __ENCRYPTED__ = True

    def __str__(self) -> str:
        return LAB_KEY


def refusal(name: str, *values: Any, **options: Any) -> str:
    """The sentence with which a filter refuses."""
    with pytest.raises(AnsibleFilterError) as caught:
        FILTERS[name](*values, **options)
    text = str(caught.value)
    assert text.startswith(f"{name}: ")
    assert LAB_KEY not in text
    return text


SIGNED: list[tuple[tuple[Any, ...], dict[str, Any], str]] = [
    ((None, None), {}, "user: missing"),
    ((None, LAB_KEY), {"tenant_id": "1"}, "user: missing"),
    (("  ", LAB_KEY), {"tenant_id": "1"}, "user: missing"),
    ((LAB_USER, None), {"tenant_id": "1"}, "api_key: missing"),
    ((LAB_USER, LAB_KEY), {"tenant_id": None}, "tenant_id: missing"),
    ((LAB_USER, LAB_KEY), {}, "tenant_id: missing"),
    (([LAB_USER], LAB_KEY), {"tenant_id": "1"}, "user: must be text, not a list"),
    (({"a": 1}, LAB_KEY), {"tenant_id": "1"}, "user: must be text, not a mapping"),
    ((True, LAB_KEY), {"tenant_id": "1"}, "user: must be text, not true or false"),
    ((LAB_USER, [LAB_KEY]), {"tenant_id": "1"}, "api_key: must be text, not a list"),
    ((LAB_USER, 12345), {"tenant_id": "1"}, "api_key: must be text, not a number; write it in quotes"),
    ((LAB_USER, LAB_KEY), {"tenant_id": True}, "tenant_id: must be text or a whole number, not true or false"),
    ((LAB_USER, LAB_KEY), {"tenant_id": 1000000.0}, "tenant_id: must be text or a whole number, not a number with"),
    ((LAB_USER, LAB_KEY), {"tenant_id": [1]}, "tenant_id: must be text or a whole number, not a list"),
    ((LAB_USER, LAB_KEY), {"tenant_id": "1\r\nX: y"}, "tenant_id: missing or invalid; it is the number"),
    ((f"{LAB_USER}\nX", LAB_KEY), {"tenant_id": "1"}, "user: empty, or with spaces around it or a line break"),
    ((LAB_USER, f"{LAB_KEY}\n"), {"tenant_id": "1"}, "api_key: empty, or with spaces around it or a line break"),
    ((LAB_USER, LAB_KEY), {"tenant_id": "1", "digest": ["sha1"]}, "digest: must be text, not a list"),
    ((LAB_USER, LAB_KEY), {"tenant_id": "1", "layout": {}}, "layout: must be text, not a mapping"),
    ((LAB_USER, LAB_KEY), {"tenant_id": "1", "layout": "{signature}\n"}, "layout: "),
]


@pytest.mark.parametrize("name", ["wxcc_hmac", "wxcc_legacy_headers"])
@pytest.mark.parametrize(("values", "options", "words"), SIGNED)
def test_who_signs_must_be_given_as_text(
    name: str, values: tuple[Any, ...], options: dict[str, Any], words: str
) -> None:
    assert words in refusal(name, *values, **options)


@pytest.mark.parametrize("accept", ["text/csv\r\nX-Evil: 1", "text/csv\n", ["text/csv"], "tëxt"])
def test_a_media_type_holds_no_line_break(accept: Any) -> None:
    assert "accept: " in refusal("wxcc_legacy_headers", LAB_USER, LAB_KEY, tenant_id=1, accept=accept)


@pytest.mark.parametrize("key", [LAB_KEY, Encrypted()])
@pytest.mark.parametrize("tenant", ["1000000", 1000000])
def test_what_is_right_is_signed(key: Any, tenant: Any) -> None:
    assert FILTERS["wxcc_hmac"](LAB_USER, key, tenant_id=tenant) == f"{LAB_SIGNATURE};tenantId=1000000"


@pytest.mark.parametrize(
    "query",
    [
        LAB_TEXT,
        LAB_RESPONSE,
        LAB_ENCODED,
        f" {LAB_ENCODED}\n",
        LAB_ENCODED.replace("%7B", "%7b"),
        f"q={LAB_ENCODED}",
        f"?q={LAB_ENCODED}",
        f"https://rest.wxcc-us1.cisco.com/aws/api/csrs?q={LAB_ENCODED}",
        f"https://analyzer.example.com/dataQuery?x=1&GET_DATA={LAB_ENCODED}&y=2",
    ],
)
def test_what_is_encoded_already_is_not_encoded_again(query: str) -> None:
    assert FILTERS["wxcc_encode_query"](query) == LAB_ENCODED
    assert FILTERS["wxcc_encode_query"](FILTERS["wxcc_encode_query"](LAB_QUERY)) == FILTERS["wxcc_encode_query"](
        LAB_QUERY
    )


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (None, "query: missing"),
        ("", "query: missing"),
        (7, "query: must be text, not a number"),
        ([LAB_QUERY], "query: must be text, not a list"),
        (True, "query: must be text, not true or false"),
        ({"a": float("nan")}, "not JSON compliant"),
        ({"a": datetime.date(2026, 1, 1)}, "not JSON serializable"),
        ("%7B%zz", "not percent-encoded"),
    ],
)
def test_what_is_no_query_is_refused(query: Any, words: str) -> None:
    assert words in refusal("wxcc_encode_query", query)


@pytest.mark.parametrize("text", [None, "", 7, ["%7B"], True])
def test_what_is_no_text_is_not_decoded(text: Any) -> None:
    assert "query: m" in refusal("wxcc_decode_query", text)


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Tokyo", "Pacific/Kiritimati"])
@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("0001-01-01", "is before 1970"),
        ("0001-01-01T00:00", "is before 1970"),
        ("0001-01-01T00:00+14:00", "is before 1970"),
        ("1969-12-30", "is before 1970"),
        ("0000-01-01", "is not a time"),
        ("9999-12-31T23:59", "a time must be before 9999-12-31"),
        ("9999-12-31T23:59:59", "a time must be before 9999-12-31"),
        ("9999-12-31T23:59:59.999999-14:00", "a time must be before 9999-12-31"),
        (253402300799999, "a time must be before 9999-12-31"),
        (10**40, "is not a number of milliseconds"),
        ("9" * 5000, "is not a number of milliseconds"),
        (datetime.datetime(9999, 12, 31, 23, 59), "a time must be before 9999-12-31"),
        (datetime.datetime(1, 1, 1), "is before 1970"),
        (None, "time: missing"),
        (True, "time: must be text or a whole number, not true or false"),
        (float("inf"), "time: must be text or a whole number, not a number with a fraction"),
        (float("nan"), "time: must be text or a whole number"),
        (["now"], "time: must be text or a whole number, not a list"),
    ],
)
def test_times_at_the_edges_are_refused(moment: Any, words: str, zone: str) -> None:
    assert words in refusal("wxcc_epoch", moment, zone)


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Pacific/Kiritimati"])
def test_the_last_time_can_be_written_and_read_in_every_zone(zone: str) -> None:
    last = 253402300799999 - 86_400_000
    text = FILTERS["wxcc_from_epoch"](last, zone)
    assert FILTERS["wxcc_epoch"](text) == last
    assert "a time must be before 9999-12-31" in refusal("wxcc_from_epoch", last + 1, zone)


@pytest.mark.parametrize(
    ("ms", "words"),
    [
        (1612238768, "if it is in seconds, write 1612238768000"),
        (-5, "is not a time in milliseconds"),
        (10**40, "is not a number of milliseconds"),
        ("now", "'now' is not a number of milliseconds since 1970"),
        ("1612238768144.5", "is not a number of milliseconds since 1970"),
        (1612238768144.5, "must be text or a whole number, not a number with a fraction"),
        (float("inf"), "must be text or a whole number"),
        (None, "time: missing"),
        (False, "must be text or a whole number, not true or false"),
        ([1612238768144], "must be text or a whole number, not a list"),
    ],
)
def test_what_is_no_number_of_milliseconds_is_refused(ms: Any, words: str) -> None:
    assert words in refusal("wxcc_from_epoch", ms)


@pytest.mark.parametrize("zone", [["UTC"], 1, "Q"])
def test_a_time_zone_is_a_text(zone: Any) -> None:
    for name, value in (("wxcc_from_epoch", 1612238768144), ("wxcc_epoch", "2021-02-02")):
        assert "timezone: " in refusal(name, value, zone)


@pytest.mark.parametrize("ms", [1612238768144, "1612238768144", 1612238768144.0])
def test_milliseconds_are_written_as_a_time(ms: Any) -> None:
    assert FILTERS["wxcc_from_epoch"](ms, "America/New_York") == "2021-02-01T23:06:08.144-05:00"


@pytest.mark.parametrize("option", connection.TEXTS)
@pytest.mark.parametrize("value", [["a"], {"a": 1}, True, 1.5])
def test_a_connection_option_of_another_type_is_refused(option: str, value: Any) -> None:
    rows = ((option,),)
    with pytest.raises(AnsibleActionFail, match=f"{option}: must be text or a whole number, not "):
        connection.choose(rows, ("the task", {option: value}.get))
    assert connection.choose(rows, ("the task", {option: 17}.get)) == {option: "17"}
