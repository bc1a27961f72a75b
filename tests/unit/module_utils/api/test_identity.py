# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest

from ansible_collections.webex.contact_center.plugins.module_utils.api.http import identity

ORG = "0b1c2d3e-4f50-4617-8293-a4b5c6d7e8f9"
OTHER = "ffffffff-4f50-4617-8293-a4b5c6d7e8f9"
TOKEN = f"c2VjcmV0_PF84_{ORG}"


def test_every_data_center_has_an_address_that_requests_may_go_to() -> None:
    for data_center in identity.DATA_CENTERS:
        url = identity.api_url_of(data_center)
        assert identity.check_api_url(url) == url == f"https://api.wxcc-{data_center}.cisco.com"


@pytest.mark.parametrize(
    ("token", "org_id"),
    [
        (TOKEN, ORG),
        (TOKEN + "_more", ORG),
        ("c2VjcmV0", None),
        ("c2VjcmV0_PF84", None),
        ("c2VjcmV0_PF84_somebody", None),
        (f"{ORG}_PF84", None),
    ],
)
def test_org_id_of(token: str, org_id: str | None) -> None:
    assert identity.org_id_of(token) == org_id


@pytest.mark.parametrize(
    ("org_id", "token", "used"),
    [
        (ORG, TOKEN, ORG),
        (None, TOKEN, ORG),
        ("", TOKEN, ORG),
        (" ", TOKEN, ORG),
        (ORG.upper(), TOKEN, ORG),
        (f" {ORG.upper()}\n", "plain", ORG),
        (None, TOKEN.upper(), ORG),
        (ORG, TOKEN.upper(), ORG),
        (ORG, "plain", ORG),
    ],
)
def test_the_organization_is_known_from_either_side(org_id: str | None, token: str, used: str) -> None:
    assert identity.check_identity(org_id, token) == used


@pytest.mark.parametrize(
    ("org_id", "token", "told"),
    [
        (OTHER, TOKEN, [OTHER, ORG]),
        (None, "plain", ["org_id"]),
        ("my company", TOKEN, ["'my company'", "UUID"]),
        (ORG + "/site", TOKEN, ["/site", "UUID"]),
    ],
)
def test_a_doubtful_identity_is_refused(org_id: str | None, token: str, told: list[str]) -> None:
    with pytest.raises(ValueError, match=r"^org_id: ") as caught:
        identity.check_identity(org_id, token)
    assert all(word in str(caught.value) for word in told)
    assert "c2VjcmV0" not in str(caught.value)


@pytest.mark.parametrize("token", ["", "c2VjcmV0\n", "c2VjcmV0\r\nX: y", "c2Vj cmV0", "c2VjcmV0é", "c2VjcmV0\0"])
def test_a_token_that_no_header_can_carry_is_refused_without_showing_it(token: str) -> None:
    with pytest.raises(ValueError, match=r"^access_token: ") as caught:
        identity.check_token(token)
    assert "c2V" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["https://host", "https://host:8443/api", "http://127.0.0.1:9080", "http://localhost", "http://[::1]:80"]
)
def test_addresses_that_requests_may_go_to(url: str) -> None:
    assert identity.check_api_url(url + "/") == url


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://api.example.com", "unencrypted"),
        ("http://127.0.0.1.example.com", "unencrypted"),
        ("http://localhost.example.com", "unencrypted"),
        ("https://user:hidden@host", "user name or password"),
        ("https://hidden@host", "user name or password"),
        ("https://host/?a=b", "query"),
        ("https://host/?", "query"),
        ("https://host/#top", "fragment"),
        ("host", "not a web address like https://"),
        ("ftp://host", "not a web address like https://"),
        ("https://", "not a web address like https://"),
        ("https://host:port", "not a web address"),
        ("https://[::1", "not a web address"),
    ],
)
def test_addresses_that_requests_must_not_go_to(url: str, told: str) -> None:
    with pytest.raises(ValueError, match=r"^api_url: ") as caught:
        identity.check_api_url(url)
    assert told in str(caught.value)
    assert "hidden" not in str(caught.value)
