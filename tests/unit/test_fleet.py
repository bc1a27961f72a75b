# SPDX-License-Identifier: GPL-3.0-or-later
"""Which hosts are the same organization, and what became of each, as the playbook `fleet` works it out."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.webex.contact_center.plugins.filter.wxcc_fleet import row, table, twins

ONE, TWO = "c0ffee00-0000-4000-8000-000000000001", "C0FFEE00-0000-4000-8000-00000000000A"
STORE: list[dict[str, Any]] = [{"org": "acme", "org_id": ONE}, {"org": "broken", "org_id": None}]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"wxcc_org_id": TWO}, {"wxcc_org_id": f" {TWO.lower()} "}),
        ({"wxcc_org_id": ONE}, {"wxcc_access_token": f"x_PF84_{ONE}"}),
        ({"wxcc_org": "acme"}, {"wxcc_org_id": ONE}),
        ({"wxcc_org": "acme"}, {"wxcc_org": "acme"}),
        ({"wxcc_org": "unknown"}, {"wxcc_org": "unknown"}),
    ],
)
def test_two_hosts_are_one_organization(one: dict[str, Any], other: dict[str, Any]) -> None:
    variables = {"a": one, "b": {"wxcc_org_id": "c0ffee00-0000-4000-8000-000000000009"}, "c": other}
    found = twins(["a", "b", "c"], variables, STORE)
    assert set(found) == {"a", "c"}
    assert found["a"].endswith("is also the organization of c; keep one of them")


def test_hosts_of_which_nothing_is_known_are_no_twins() -> None:
    variables: dict[str, dict[str, Any]] = {"a": {}, "b": {"wxcc_access_token": "opaque"}, "c": {"wxcc_org": "broken"}}
    assert twins(["a", "b", "c"], variables, STORE) == {}


def test_a_row_counts_and_tells_a_lack_of_rights_from_a_refusal() -> None:
    objects = [{"error": "403 no right"}, {"error": "400 bad"}, {"name": "fine"}]
    result = {"msg": "2 failed:\n  why", "objects": objects, "summary": {"failed": 2, "rate_limit_seconds": 1.5}}
    told = row(result, "acme", "failed")
    assert (told["failed"], told["refused"], told["waited"], told["reason"]) == (2, 1, 1.5, "2 failed: why")
    unknown = row({}, "acme", "failed")
    assert (unknown["reason"], unknown["requests"], unknown["waited"]) == ("no reason is known", None, None)
    assert row({"msg": "acme: not in the token store"}, "acme", "failed")["reason"] == "not in the token store"
    assert row({"msg": "created 1", "summary": {"created": 1}}, "acme")["reason"] == ""


def test_a_table_holds_whatever_an_organization_is_called() -> None:
    rows = [row({}, "a|b"), row({"msg": "x | y\nz"}, "c", "failed")]
    lines = table(rows).splitlines()
    assert lines[2].startswith("| a\\|b ")
    assert lines[3].endswith(" x \\| y z |")
    assert [cell.strip() for cell in lines[3].split(" | ")[6:8]] == ["", ""], "requests and seconds are not known"
    assert lines[-1].startswith("| 2 organizations | 1 done |")
    assert [cell.strip() for cell in lines[-1].split(" | ")[6:8]] == ["0", "0 s"]
    assert len({len(line) for line in lines}) == 1
    assert "x" not in table(rows, with_reasons=False)
