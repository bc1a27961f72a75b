# SPDX-License-Identifier: GPL-3.0-or-later
"""The asset of an entry point: by its name where the API knows it, in files of Control Hub too, else by its id."""

from __future__ import annotations

import csv
from typing import Any

import pytest
from support.engine import apply, listed
from support.hub_files import hub, own
from support.simulator import Row, Simulator

from ansible_collections.webex.contact_center.plugins.module_utils.config.desired.reading import RefusedError, check
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.hub.table import HUB_FORMS
from ansible_collections.webex.contact_center.plugins.module_utils.config.review.offline import dangling
from ansible_collections.webex.contact_center.plugins.module_utils.config.source.parse import Document
from ansible_collections.webex.contact_center.plugins.module_utils.config.writing.hub import write_hub

HEADER = "Name,Description,Service Level Threshold,Timezone,Channel Type,Social Channel Type,Asset Name"
OF_CONNECT = "a_38412723414"
CHANNEL: Row = {"name": "Chat", "channel_type": "CUSTOM_MESSAGING"}
ASSET: Row = {
    "name": "Address",
    "channel_type": "CUSTOM_MESSAGING",
    "channel": "Chat",
    "business_address": "chat.example.com",
}
POINT: Row = {"name": "Main", "channel_type": "CHAT", "service_level_threshold": 30, "timezone": "Europe/Oslo"}


def sheet(asset: str, *, capitals: bool = False) -> list[Document]:
    """An entry point in a file as the template has it, or as Control Hub exports it."""
    return hub(f"{HEADER.upper() if capitals else HEADER}\nMain,,30,Europe/Oslo,CHAT,,{asset}\n", "entry-point")


def asset_of(sim: Simulator) -> str | None:
    (point,) = [row for row in sim.objects("entry-point") if row["name"] == "Main"]
    return point.get("assetId")


@pytest.fixture
def made(sim: Simulator) -> str:
    """The id of the one asset of the organization."""
    apply(sim, {"channel": [CHANNEL], "asset": [ASSET]}).ok()
    return str(sim.objects("asset")[0]["id"])


def test_a_name_means_the_same_in_every_form(sim: Simulator, made: str) -> None:
    header = "name,service_level_threshold,timezone,channel_type,asset"
    ours = own(f"{header}\nMain,30,Europe/Oslo,CHAT,Address\n", "entry-point")
    forms = (sheet("Address"), sheet("Address", capitals=True), ours)
    plans = [apply(sim, form, check_mode=True).ok().rows for form in forms]
    assert plans[0] == plans[1] == plans[2]
    apply(sim, sheet("Address")).ok()
    assert plans[0][0]["action"] == "created"
    assert asset_of(sim) == made
    (record,) = [record for record in listed(sim, "entry-point").objects if record["name"] == "Main"]
    assert record["asset"] == "Address"
    (text,) = write_hub(HUB_FORMS["entry-point"], CATALOG["entry-point"], [record]) or [""]
    assert next(csv.DictReader(text.splitlines()))["ASSET NAME"] == "Address"
    sim.clear_requests()
    assert not apply(sim, hub(text, "entry-point")).ok().changed
    assert sim.writes() == []


def test_a_name_that_the_api_does_not_know_is_left_out_with_a_warning(sim: Simulator, made: str) -> None:
    apply(sim, {"entry-point": [{**POINT, "asset_id": OF_CONNECT}]}).ok()
    for documents in (sheet("Facebook page"), sheet("Facebook page", capitals=True)):
        done = apply(sim, documents).ok()
        assert not done.changed
        assert done.warnings == [
            "1 value left out, because it does not exist in this organization: hub.csv:2: entry point Main: asset:"
            ' "Facebook page": no asset has this name. The names are, among others, "Address"'
        ]
    assert asset_of(sim) == OF_CONNECT
    with pytest.raises(RefusedError, match='asset: "Facebook page": no asset has this name'):
        apply(sim, {"entry-point": [{**POINT, "asset": "Facebook page"}]})
    assert dangling(check([*sheet("Facebook page"), *own("name\nAddress\n", "asset")], None)) == []


def test_an_id_may_be_that_of_something_else(sim: Simulator, made: str) -> None:
    """Assets of Webex Connect are on no list, so their ids are taken as they are, also beside assets of the source."""
    source: dict[str, list[Row]] = {"asset": [ASSET], "entry-point": [{**POINT, "asset_id": OF_CONNECT}]}
    apply(sim, source).ok()
    assert asset_of(sim) == OF_CONNECT
    (record,) = [record for record in listed(sim, "entry-point").objects if record["name"] == "Main"]
    assert record["asset_id"] == OF_CONNECT
    (text,) = write_hub(HUB_FORMS["entry-point"], CATALOG["entry-point"], [record]) or [""]
    assert next(csv.DictReader(text.splitlines()))["ASSET NAME"] == ""
    assert not apply(sim, hub(text, "entry-point")).ok().changed


@pytest.mark.parametrize(("asset", "kept"), [("asset_id", False), ("asset", True)])
def test_where_such_ids_are_left_out_assets_of_the_list_stay(sim: Simulator, made: str, asset: str, kept: bool) -> None:
    value: Any = "Address" if kept else OF_CONNECT
    done = apply(sim, {"entry-point": [{**POINT, asset: value}]}, skip_missing=["webex_connect"]).ok()
    assert (asset_of(sim) == made) is kept
    assert bool(done.warnings) is not kept


def test_an_asset_and_its_entry_point_are_made_and_deleted_together(sim: Simulator) -> None:
    source: dict[str, list[Row]] = {"entry-point": [{**POINT, "asset": "Address"}], "channel": [CHANNEL]}
    apply(sim, {**source, "asset": [ASSET]}).ok()
    assert asset_of(sim) == sim.objects("asset")[0]["id"]
    names = {"entry-point": "Main", "channel": "Chat", "asset": "Address"}
    gone = {family: [{"name": name, "state": "absent"}] for family, name in names.items()}
    assert apply(sim, gone).ok().counts["deleted"] == 3
