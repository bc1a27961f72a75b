# SPDX-License-Identifier: GPL-3.0-or-later
"""Channels, assets, subscriptions and the features of artificial intelligence: what only these families have."""

from __future__ import annotations

import json
from typing import Any

import pytest
from support.engine import apply, listed
from support.simulator import Row, Simulator

from ansible_collections.webex.contact_center.plugins.module_utils.config.desired.reading import RefusedError
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG

SECRET = "0123456789abcdef0123456789abcdef"
HOOK: Row = {
    "name": "Events",
    "event_types": ["task:new", "task:ended"],
    "destination_url": "https://hooks.example.com/events",
    "resource_version": "task:1.0.0",
}
CHANNEL: Row = {"name": "Chat", "channel_type": "CUSTOM_MESSAGING"}
WORK: Row = {"name": "Work", "channel_type": "WORK_ITEM"}
CUSTOM: Row = {
    "name": "Address",
    "channel_type": "CUSTOM_MESSAGING",
    "channel": "Chat",
    "business_address": "chat.example.com",
    "webhook_config": {"webhook_url": "https://hooks.example.com/chat", "webhook_secret": SECRET},
}
FORM: Row = {
    "name": "Form",
    "channel_type": "WORK_ITEM",
    "channel": "Work",
    "business_address": "form",
    "data_schema": [{"field_key": "a", "display_name": "A", "is_viewable": True, "is_required": True}],
}


def sent(sim: Simulator) -> list[str]:
    """The writes since the last look, by method and the last words of the path."""
    found = [
        f"{entry['method']} {entry['path'].split('/', 3)[-1] if 'organization' in entry['path'] else entry['path']}"
        for entry in sim.writes()
    ]
    sim.clear_requests()
    return found


def test_a_subscription_is_made_changed_and_deleted_outside_of_the_organization(sim: Simulator) -> None:
    apply(sim, {"subscription": [{**HOOK, "secret": SECRET}]}).ok()
    (made,) = sim.objects("subscription")
    assert (made["secret"], made["status"]) == (SECRET, "active")
    assert sent(sim) == ["POST /v2/subscriptions"]
    assert apply(sim, {"subscription": [{**HOOK, "secret": SECRET[::-1]}]}).ok().counts["unchanged"] == 1
    assert sent(sim) == []
    # The service wants the version of the resource with every change, so it comes along although it stays.
    changed = {"name": "Events", "event_types": ["task:ended"], "description": "new"}
    assert apply(sim, {"subscription": [changed]}).ok().rows[0]["changes"].keys() == {"event_types", "description"}
    assert sent(sim) == [f"PATCH /v2/subscriptions/{made['id']}"]
    (now,) = sim.objects("subscription")
    assert (now["eventTypes"], now["description"], now["secret"]) == (["task:ended"], "new", SECRET)
    assert apply(sim, {"subscription": [{"id": made["id"], "state": "absent"}]}).ok().counts["deleted"] == 1
    assert sim.objects("subscription") == []


def test_the_secret_of_a_subscription_is_written_again_only_where_that_is_asked_for(sim: Simulator) -> None:
    apply(sim, {"subscription": [{**HOOK, "secret": SECRET}]}).ok()
    other = {**HOOK, "secret": SECRET[::-1]}
    assert apply(sim, {"subscription": [other]}, write_secrets=True, check_mode=True).counts["updated"] == 1
    done = apply(sim, {"subscription": [other]}, write_secrets=True).ok()
    assert done.rows[0]["changes"] == {"secret": {"before": None, "after": "********"}}
    assert sim.objects("subscription")[0]["secret"] == SECRET[::-1]
    assert SECRET not in json.dumps(listed(sim, "subscription").objects)


def test_a_new_subscription_that_must_be_inactive_is_switched_off_by_a_second_write(sim: Simulator) -> None:
    record = {**HOOK, "status": "inactive"}
    sim.clear_requests()
    apply(sim, {"subscription": [record]}).ok()
    (made,) = sim.objects("subscription")
    assert made["status"] == "inactive"
    assert sent(sim) == ["POST /v2/subscriptions", f"PATCH /v2/subscriptions/{made['id']}"]
    assert not apply(sim, {"subscription": [record]}).changed


def test_a_purge_deletes_subscriptions(sim: Simulator) -> None:
    apply(sim, {"subscription": [HOOK, {**HOOK, "name": "More"}]}).ok()
    assert apply(sim, {"subscription": [HOOK]}, purge=True).ok().counts["deleted"] == 1
    assert [row["name"] for row in sim.objects("subscription")] == ["Events"]


@pytest.mark.parametrize(
    ("family", "record", "message"),
    [
        ("subscription", {**HOOK, "destination_url": "http://hooks.example.com/x"}, "destination_url: 'http:"),
        (
            "subscription",
            {**HOOK, "destination_url": "https://hooks.example.com/x?token=1"},
            "destination_url: 'https:",
        ),
        ("subscription", {"id": "{id}", "name": "Other"}, "name: cannot be changed after creation; it is 'Events'"),
        ("subscription", {**HOOK, "secret": "short"}, "secret: needs text in quotes that is not empty, of at least 32"),
        ("channel", {**CHANNEL, "channel_type": "WORK_ITEM"}, "channel_type: cannot be changed after creation"),
        ("asset", {**CUSTOM, "business_address": "other"}, "business_address: cannot be changed after creation"),
        (
            "asset",
            {**FORM, "name": "New", "data_schema": []},
            "data_schema: missing; needed while channel_type is 'WORK",
        ),
    ],
)
def test_what_these_families_do_not_take_is_said_before_anything_is_sent(
    sim: Simulator, family: str, record: Row, message: str
) -> None:
    apply(sim, {"subscription": [HOOK], "channel": [CHANNEL, WORK], "asset": [CUSTOM]}).ok()
    record = json.loads(json.dumps(record).replace("{id}", sim.objects("subscription")[0]["id"]))
    sim.clear_requests()
    with pytest.raises(RefusedError) as caught:
        apply(sim, {family: [record]})
    assert message.replace("'", '"') in str(caught.value).replace("'", '"')
    assert sim.writes() == []


def test_channels_and_assets_are_made_together_and_changed_in_the_way_of_their_type(sim: Simulator) -> None:
    everything = {"asset": [CUSTOM, FORM], "channel": [CHANNEL, WORK]}
    apply(sim, everything).ok()
    assert not apply(sim, everything).changed
    ids = {row["name"]: row["id"] for row in sim.objects("asset")}
    assert {row["name"]: "webhookConfig" in row for row in sim.objects("asset")} == {"Address": True, "Form": False}
    sim.clear_requests()
    new = {"webhook_url": "https://other.example.com/chat"}
    title = [{**FORM["data_schema"][0], "display_name": "B"}]
    apply(sim, {"asset": [{**CUSTOM, "webhook_config": new}, {**FORM, "data_schema": title}]}).ok()
    assert sorted(entry["method"] for entry in sim.writes()) == ["PATCH", "PUT"]
    now = {row["id"]: row for row in sim.objects("asset")}
    assert now[ids["Address"]]["webhookConfig"] == {"webhookUrl": new["webhook_url"], "webhookSecret": SECRET}
    assert now[ids["Form"]]["dataSchema"][0]["displayName"] == "B"


def test_a_channel_is_changed_by_patch_without_what_is_fixed(sim: Simulator) -> None:
    apply(sim, {"channel": [CHANNEL]}).ok()
    sim.clear_requests()
    apply(sim, {"channel": [{**CHANNEL, "description": "new"}]}).ok()
    assert [entry["method"] for entry in sim.writes()] == ["PATCH"]


def test_families_that_are_known_second_hand_say_so() -> None:
    assert {family for family, resource in CATALOG.items() if resource.is_second_hand} == {"asset", "channel"}


def test_the_only_object_of_an_organization_needs_no_key(sim: Simulator) -> None:
    (before,) = sim.objects("ai-feature")
    record: dict[str, Any] = {"suggested_responses": {"enable": True}}
    sim.clear_requests()
    assert apply(sim, {"ai-feature": [record]}, check_mode=True).counts["updated"] == 1
    assert apply(sim, {"ai-feature": [record]}).ok().rows[0]["changes"] == {
        "suggested_responses.enable": {"before": False, "after": True}
    }
    assert [entry["method"] for entry in sim.writes()] == ["PATCH"]
    (after,) = sim.objects("ai-feature")
    assert after["id"] == before["id"]
    assert after["suggestedResponses"]["enable"] is True
    assert after["coachingInsights"] == before["coachingInsights"]
    assert not apply(sim, {"ai-feature": [record]}).changed


@pytest.mark.parametrize(
    ("records", "message"),
    [
        ([{"coaching_insights": {"enable": True}}, {}], "an organization has one ai feature, which is also defined at"),
        ([{"state": "absent"}], "AI features cannot be deleted here"),
        ([{"auto_csat": {"selected_global_variable": "None"}}], "auto_csat.selected_global_variable: "),
    ],
)
def test_the_only_object_of_an_organization_cannot_be_made_twice_or_deleted(
    sim: Simulator, records: list[Row], message: str
) -> None:
    with pytest.raises(RefusedError, match=message):
        apply(sim, {"ai-feature": records})
