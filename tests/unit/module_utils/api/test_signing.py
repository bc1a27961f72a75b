# SPDX-License-Identifier: GPL-3.0-or-later
"""Signatures by the lab's and RFC 2202's inputs, and queries that survive their way through a URL."""

from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.legacy import LAB_ENCODED, LAB_KEY, LAB_QUERY, LAB_RESPONSE, LAB_SIGNATURE, LAB_TEXT, LAB_USER

from ansible_collections.webex.contact_center.plugins.module_utils.api.legacy.signing import (
    Scheme,
    authorization,
    decode_query,
    encode_query,
    signature,
    signed_headers,
)

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)


@pytest.mark.parametrize(
    ("key", "user", "signed"),
    [
        pytest.param(LAB_KEY, LAB_USER, LAB_SIGNATURE, id="the lab's"),
        pytest.param(LAB_KEY, "admin1pod1@example.com", "NyPy5Egv6gpQC2FO7pzjtThkPRQ=", id="another user"),
        pytest.param("ключ-api", "пользователь@example.com", "4yb8Ji5hFFA9eltFABApy/a4qnc=", id="UTF-8"),
        pytest.param("Jefe", "what do ya want for nothing?", "7/zfauXrL6LSdBbV8YTfnCWafHk=", id="RFC 2202, case 2"),
        pytest.param(LAB_USER, LAB_KEY, "n/DXdPOiRhTSCXDEoFK04PMN15M=", id="roles swapped"),
        pytest.param(LAB_KEY, LAB_USER.lower(), "445hBvSOklJZm9sjgv/1HRm2SaQ=", id="case folded"),
        pytest.param(LAB_KEY, LAB_USER + "\n", "aXvMGEJKEK7Y5d41NjmYCt0cq7A=", id="a line break more"),
    ],
)
def test_a_signature_is_the_hmac_of_the_user(key: str, user: str, signed: str) -> None:
    assert signature(user, key) == signed


@pytest.mark.parametrize(
    ("scheme", "value"),
    [
        pytest.param(Scheme(), f"{LAB_SIGNATURE};tenantId=1000000", id="the lab's"),
        pytest.param(
            Scheme(layout="{signature}; tenantId={tenant_id}"), f"{LAB_SIGNATURE}; tenantId=1000000", id="a space"
        ),
        pytest.param(Scheme(layout="{signature}"), LAB_SIGNATURE, id="older: no tenant"),
        pytest.param(
            Scheme("sha256", "HMAC {signature}"),
            "HMAC /qfPKIwFkeoVq9hCtFQ6RibfU7ai7e8GFsc+ljMNdXM=",
            id="another digest",
        ),
    ],
)
def test_digest_and_layout_are_data(scheme: Scheme, value: str) -> None:
    assert authorization(LAB_USER, LAB_KEY, "1000000", scheme) == value


@pytest.mark.parametrize(
    ("user", "key", "tenant", "message"),
    [
        ("", LAB_KEY, "1", "user: empty"),
        (LAB_USER + "\n", LAB_KEY, "1", "user: empty, or with spaces around it or a line break"),
        ("two\r\nlines", LAB_KEY, "1", "user: empty, or with"),
        (LAB_USER, "", "1", "api_key: empty"),
        (LAB_USER, LAB_KEY + " ", "1", "api_key: empty, or with spaces around it or a line break"),
        (LAB_USER, LAB_KEY, "", "tenant_id: missing"),
        (LAB_USER, LAB_KEY, "1\r\nX: y", "tenant_id: missing or invalid; it is the number"),
    ],
)
def test_what_cannot_be_right_is_refused_without_the_key(user: str, key: str, tenant: str, message: str) -> None:
    with pytest.raises(ValueError, match=message) as refusal:
        authorization(user, key, tenant)
    assert LAB_KEY not in str(refusal.value)


@pytest.mark.parametrize(
    ("digest", "layout"),
    [("sha-1", "{signature}"), ("shake_128", "{signature}"), ("sha1", "{tenant_id}"), ("sha1", "{signature}{who}")],
)
def test_a_scheme_that_makes_no_sense_is_refused(digest: str, layout: str) -> None:
    with pytest.raises(ValueError, match=r"digest: |layout: "):
        Scheme(digest, layout)


@given(st.text(st.characters(min_codepoint=33, exclude_categories=["Cs", "Zs", "Cc"]), min_size=1).map(str.strip))
def test_the_user_arrives_as_it_was_signed(user: str) -> None:
    if user:
        headers = signed_headers(user, LAB_KEY, "1")
        assert headers["From"].encode("latin-1").decode() == user


def test_the_labs_query_is_encoded_byte_for_byte() -> None:
    assert hashlib.sha256(LAB_TEXT.encode()).hexdigest()[:16] == "da9ea0692e6b5d7e"
    assert encode_query(LAB_TEXT) == LAB_ENCODED
    assert encode_query(LAB_RESPONSE) == LAB_ENCODED
    assert decode_query(LAB_ENCODED) == LAB_TEXT
    assert len(encode_query(LAB_QUERY)) == 889
    assert encode_query({"query": LAB_QUERY, "isComplete": True}) == encode_query(LAB_QUERY)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        pytest.param('{"isComplete":true,"query":{"a":1}}', '{"a":1}', id="in any place"),
        pytest.param('{"query":{"a":1.50}}\nSEG_PROFILE\nsid\n', '{"a":1.50}', id="of a mixed answer"),
        pytest.param('\n{"query" : {"a" : "}"} , "b":[]}', '{"a" : "}"}', id="as it is written"),
        pytest.param('{"query":"text"}', '{"query":"text"}', id="no object: the text itself"),
        pytest.param('{"query":{"a":', '{"query":{"a":', id="broken: the text itself"),
        pytest.param("no JSON + 100 %", "no JSON + 100 %", id="any text"),
    ],
)
def test_of_a_response_the_query_is_encoded(text: str, query: str) -> None:
    assert decode_query(encode_query(text)) == query


@given(TEXT)
def test_text_comes_back_as_it_was(text: str) -> None:
    assert decode_query(encode_query(text)) == text


@given(st.dictionaries(TEXT.filter(lambda name: name != "query"), JSON, max_size=5))
def test_a_mapping_comes_back_with_the_same_meaning(query: dict[str, object]) -> None:
    assert json.loads(decode_query(encode_query(query))) == query


@pytest.mark.parametrize("text", ["a b+c%d/e?f=g&h", "€ ü 漢字 🙂", "x" * 200_000])
def test_awkward_values_come_back(text: str) -> None:
    encoded = encode_query({"anchorId": text})
    assert json.loads(decode_query(encoded)) == {"anchorId": text}
    assert not set(encoded) & set(" +/?&=\"'")


@pytest.mark.parametrize("text", ["100%", "%zz", "%ff%fe"])
def test_what_is_not_encoded_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not percent-encoded"):
        decode_query(text)


def test_half_a_character_is_refused() -> None:
    with pytest.raises(ValueError, match="half a character"):
        encode_query("\ud800")
