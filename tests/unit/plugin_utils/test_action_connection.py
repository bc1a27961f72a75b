# SPDX-License-Identifier: GPL-3.0-or-later
"""Option beats variable beats environment, one decision a row."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.errors import AnsibleActionFail
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.webex.contact_center.plugins.plugin_utils.connection import (
    CONNECTION_OPTIONS,
    CONTROLLER_ONLY,
    MASK,
    NAMES,
    environment_variable,
    masked,
    resolve,
    variable,
)

TOKEN = {"access_token": "t"}
RIVALS = [row for row in CONNECTION_OPTIONS if len(row) > 1]


def levels(*values: dict[str, Any]) -> list[tuple[str, Any]]:
    """Name the levels as messages would."""
    return [(f"level {number}", value.get) for number, value in enumerate(values)]


@pytest.mark.parametrize(
    ("values", "chosen"),
    [
        pytest.param([TOKEN], TOKEN, id="nothing but the token"),
        pytest.param([{}, {"timeout": 5}, {"timeout": 6}], {"timeout": 5}, id="the stronger level wins"),
        pytest.param([{"api_url": "a"}, {"data_center": "eu1"}], {"api_url": "a"}, id="a stronger rival wins"),
        pytest.param([{"data_center": "eu1"}, {"api_url": "a"}], {"data_center": "eu1"}, id="and the other way round"),
        pytest.param(
            [{"data_center": "eu1"}, {"api_url": "a", "data_center": "us1"}],
            {"data_center": "eu1"},
            id="rivals on a weaker level do not matter",
        ),
        pytest.param([{"org_id": ""}, {"org_id": None}, {"org_id": "o"}], {"org_id": "o"}, id="empty is not given"),
        pytest.param([{"validate_certs": False}, {"validate_certs": True}], {"validate_certs": False}, id="false is"),
        pytest.param([{"unknown": 1}], {}, id="other options are left alone"),
        pytest.param([{"org_id": 7}], {"org_id": "7"}, id="ids are text"),
        pytest.param([{}, {"org_id": "weak"}], {"org_id": "weak"}, id="an id may be weaker than a token"),
    ],
)
def test_the_strongest_level_decides(values: list[dict[str, Any]], chosen: dict[str, Any]) -> None:
    assert resolve(*levels(*values, TOKEN)) == {**TOKEN, **chosen}


@pytest.mark.parametrize(
    ("values", "chosen"),
    [
        pytest.param([{"org": "acme"}, TOKEN], {"org": "acme"}, id="a weaker token is ignored"),
        pytest.param([TOKEN, {"org": "acme"}], TOKEN, id="a weaker organization is ignored"),
        pytest.param([{"org": "acme"}, {"org_id": "o"}], {"org": "acme"}, id="and a weaker id"),
        pytest.param([{"org": "acme", "org_id": "o"}], {"org": "acme", "org_id": "o"}, id="an id beside it is not"),
        pytest.param([{"org_id": "o"}, {"org": 7}], {"org": "7", "org_id": "o"}, id="nor a stronger one"),
        pytest.param(
            [{"org": "acme"}, {"org": "b", "access_token": "t", "org_id": "o"}], {"org": "acme"}, id="rivals below"
        ),
    ],
)
def test_one_identity_a_task(values: list[dict[str, Any]], chosen: dict[str, Any]) -> None:
    assert resolve(*levels(*values)) == chosen


@pytest.mark.parametrize("row", RIVALS)
def test_rivals_on_one_level_are_refused(row: tuple[str, str]) -> None:
    with pytest.raises(AnsibleActionFail, match=rf"^{row[0]} and {row[1]} exclude .* level 1 gives both"):
        resolve(*levels({}, dict.fromkeys(row, "a"), TOKEN))


@pytest.mark.parametrize("way", ["option access_token", "variable wxcc_access_token", "WXCC_ACCESS_TOKEN"])
def test_a_missing_token_names_every_way_to_give_it(way: str) -> None:
    with pytest.raises(AnsibleActionFail, match=f"^access_token is missing.*{way}"):
        resolve(*levels({}, {"access_token": ""}))


@given(st.lists(st.dictionaries(st.sampled_from(sorted(NAMES)), st.sampled_from(["", None, "a", "b"]))))
def test_each_row_comes_from_one_level(values: list[dict[str, Any]]) -> None:
    values = [*values, TOKEN]
    try:
        chosen = resolve(*levels(*values))
    except AnsibleActionFail:
        assert any(all(map(level.get, row)) for level in values for row in RIVALS)
        return
    for row in CONNECTION_OPTIONS:
        if "org" in chosen and row == ("org_id",):
            continue
        found = {option: chosen[option] for option in row if option in chosen}
        candidates = [{option: level[option] for option in row if level.get(option)} for level in values]
        assert found == next(filter(None, candidates), {})


def test_names_follow_the_option() -> None:
    assert (variable("org_id"), environment_variable("org_id")) == ("wxcc_org_id", "WXCC_ORG_ID")


def test_secrets_are_masked_for_display() -> None:
    assert masked({"access_token": "t", "src": "sites.csv"}) == {"access_token": MASK, "src": "sites.csv"}
    assert set(masked(dict.fromkeys(["client_secret", "refresh_token", "code"], "s")).values()) == {MASK}


def test_what_never_leaves_the_controller() -> None:
    assert {"client_secret", "refresh_token", "token_store"} <= CONTROLLER_ONLY
    assert not CONTROLLER_ONLY & NAMES
