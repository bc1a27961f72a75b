# SPDX-License-Identifier: GPL-3.0-or-later
"""People are found by their email, changed by PATCH, and neither created nor deleted."""

from __future__ import annotations

import pytest
from support.engine import apply
from support.simulator import Row, Simulator

from ansible_collections.webex.contact_center.plugins.module_utils.config.desired.reading import RefusedError


@pytest.fixture
def people(sim: Simulator) -> list[Row]:
    sim.clear_requests()
    return sim.objects("user")[:3]


def sent(sim: Simulator) -> list[str]:
    return [f"{row['method']} {'/'.join(row['path'].split('/')[3:])}" for row in sim.writes()]


def test_a_user_is_found_by_the_email_in_any_case_and_only_what_changes_is_sent(
    sim: Simulator, people: list[Row]
) -> None:
    record = {"email": people[0]["email"].upper(), "work_phone": "+498912345", "external_id": "4711"}
    assert apply(sim, {"user": [record]}, check_mode=True).ok().counts["updated"] == 1
    assert sim.writes() == []
    assert apply(sim, {"user": [record]}).ok().counts["updated"] == 1
    assert sent(sim) == [f"PATCH user/{people[0]['id']}"]
    now = next(row for row in sim.objects("user") if row["id"] == people[0]["id"])
    assert (now["email"], now["workPhone"], now["externalIdentifier"]) == (people[0]["email"], "+498912345", "4711")
    assert apply(sim, {"user": [record]}).ok().changed is False


def test_many_users_are_changed_by_one_request(sim: Simulator, people: list[Row]) -> None:
    records = [{"email": row["email"], "mobile": "+4917012345"} for row in people]
    assert apply(sim, {"user": records}).ok().counts["updated"] == len(people)
    assert sent(sim) == ["PATCH user/bulk"]
    assert apply(sim, {"user": records}).ok().changed is False


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"email": "nobody@example.com"}, "People are created in Control Hub"),
        ({"state": "absent"}, "Remove the person, or the license"),
        ({"first_name": "Else"}, "Change it in Control Hub"),
        ({"dynamic_skills": []}, "dynamic_skills"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_what_control_hub_does_is_refused_before_anything_is_sent(
    sim: Simulator, people: list[Row], change: Row, words: str
) -> None:
    with pytest.raises(RefusedError, match=words):
        apply(sim, {"user": [{"email": people[0]["email"], **change}]})
    assert sim.writes() == []


def test_two_records_of_one_email_are_one_mistake(sim: Simulator, people: list[Row]) -> None:
    email = people[0]["email"]
    with pytest.raises(RefusedError, match="is the same object as"):
        apply(sim, {"user": [{"email": email}, {"email": email.upper()}]})
