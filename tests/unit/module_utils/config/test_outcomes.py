# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run says of each item is what is: done, refused, in doubt, or not sent."""

from __future__ import annotations

import json
from contextlib import closing
from functools import partial
from typing import Any

import pytest
from support.contents import OBJECTS
from support.engine import CHANNELS, PROFILE, apply, scripted, settings, sites, whole_list
from support.simulator import Row, Simulator
from unit.module_utils.api.scripted_server import ScriptedServer, reply
from unit.module_utils.config.outcomes import BRIEFLY, FRESH, live, states, teams, without

from ansible_collections.webex.contact_center.plugins.module_utils.api.client import Client
from ansible_collections.webex.contact_center.plugins.module_utils.api.http.errors import BadAnswer, ForeignNotFound
from ansible_collections.webex.contact_center.plugins.module_utils.config import results as report
from ansible_collections.webex.contact_center.plugins.module_utils.config.desired.reading import check
from ansible_collections.webex.contact_center.plugins.module_utils.config.engine import Policy, run
from ansible_collections.webex.contact_center.plugins.module_utils.config.listing import list_objects
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG
from ansible_collections.webex.contact_center.plugins.module_utils.config.source.parse import parse

RANKED = {"queue_rankings": [{"queue_id": "q1", "rank": 1}]}


def test_a_refused_item_and_a_lost_answer_end_neither_the_step_nor_the_run(sim: Simulator) -> None:
    sim.fault(method="POST", path="*/site", status=400, body={"error": {"reason": "not today"}})
    sim.fault(method="POST", path="*/team/bulk", drop="after")
    wanted = {
        "site": [*sites("Fresh 0"), *sites("Beta", state="absent")],
        "team": teams(Here="Alta", There="Fresh 0", Everywhere="Alta"),
    }
    result = apply(sim, wanted)
    assert states(result) == {
        **{"Fresh 0": "refused", "Beta": "deleted"},
        **{"Here": "created", "There": "not sent", "Everywhere": "created"},
    }
    assert {
        name: result.counts[name] for name in ("created", "deleted", "failed", "refused", "in_doubt", "not_sent")
    } == {
        **{"created": 2, "deleted": 1, "failed": 2},
        **{"refused": 1, "in_doubt": 0, "not_sent": 1},
    }
    assert result.changed
    assert "2 of 5 changes failed (1 refused, 1 not sent), the others were made" in result.message
    assert "team There: not sent: needs the site Fresh 0, which could not be created" in result.message
    assert set(live(sim, "team")) == {"Team-1", "Here", "Everywhere"}
    assert apply(sim, wanted).ok().counts["created"] == 2


def test_what_needs_an_object_in_doubt_is_not_sent(sim: Simulator) -> None:
    sim.fault(method="POST", path="*/site", status=503, times=None)
    result = apply(sim, {"site": sites("Fresh 0"), "team": teams(There="Fresh 0", Here="Alta")}, **BRIEFLY)
    assert states(result) == {"Fresh 0": "in doubt", "There": "not sent", "Here": "created"}
    assert "needs the site Fresh 0, which may or may not have been created" in result.message
    assert "site Fresh 0: in doubt: 503" in result.message


FOREIGN = ["{}", "<html><title>Not here</title></html>", {"status": 404, "error": "Not Found", "path": "/x"}]


@pytest.mark.parametrize("body", FOREIGN, ids=["nothing", "a page", "the framework"])
def test_a_404_that_the_service_did_not_say_deletes_nothing(sim: Simulator, body: Any) -> None:
    fault: Row = {"method": "DELETE", "path": "*/site/*", "status": 404, "body": body}
    wanted = {"site": sites("Beta", state="absent")}
    sim.fault(**fault, times=None)
    assert states(apply(sim, wanted, **BRIEFLY)) == {"Beta": "in doubt"}
    assert "Beta" in live(sim, "site")
    sim.clear_faults()
    sim.fault(**fault)
    assert apply(sim, wanted, **BRIEFLY).ok().actions() == {"Beta": "deleted"}
    assert "Beta" not in live(sim, "site")


def test_a_404_that_says_nothing_of_what_is_gone_is_looked_up(sim: Simulator) -> None:
    sim.fault(method="DELETE", path="*/site/*", drop="after")
    sim.fault(method="DELETE", path="*/site/*", status=404, body=FOREIGN[1], times=None)
    result = apply(sim, {"site": sites("Beta", state="absent")}, **BRIEFLY).ok()
    assert result.actions() == {"Beta": "deleted"}
    assert len(sim.writes()) == 2


@pytest.mark.parametrize("body", FOREIGN, ids=["nothing", "a page", "the framework"])
def test_no_object_is_left_out_of_a_list_without_a_word(sim: Simulator, body: Any) -> None:
    apply(sim, {"team": teams(Here="Alta", There="Beta")}).ok()
    ask = partial(list_objects, resource=CATALOG["team"], attributes=["queue_rankings"])
    gone = {"method": "GET", "path": f"*/team/{live(sim, 'team')['There']['id']}", "status": 404}
    with closing(Client(settings(sim, retry_timeout=0))) as client:
        sim.fault(**gone, body=body)
        with pytest.raises(ForeignNotFound):
            ask(client)
        sim.fault(**gone, body={"error": {"reason": "no such team"}})
        listing = ask(client)
    assert len(listing.objects) == 2
    assert listing.warnings == ["1 of 3 teams was deleted while it was read, so it is left out: There"]


@pytest.mark.parametrize("family", OBJECTS)
def test_options_that_a_list_leaves_out_are_read_unless_attributes_do_without_them(family: str) -> None:
    resource = CATALOG[family]
    own = [field for field in resource.fields if not field.elsewhere and field.is_answered]
    hidden = [field for field in own if field.seen != "list"]
    shown = [field.name for field in own if field.seen == "list" and not field.refers]
    some: list[Any] = [[{"queueId": "q"}], ["q"], [1], {"a": "b"}, "{}"]  # values of one kind of field or another
    whole = {"id": "1", **{field.api_name: next(v for v in some if field.kind.odd(v) is None) for field in hidden}}
    empty = {"meta": {"totalPages": 1, "totalRecords": 0}, "data": []}  # entries with a list of their own are read so
    item = reply(200, {"id": "1", **(empty if resource.entry_names else {})})
    for row, attributes, is_read in (
        ({"id": "1"}, [], bool(hidden)),
        ({"id": "1"}, shown, False),
        ({"id": "1"}, [field.name for field in own], bool(hidden)),
        # The names of what a row refers to take lists of their own.
        *([] if any(field.refers for field in hidden) else [(whole, [], False)]),
        (None, [], False),
    ):
        # What is kept under other objects takes the list of these.
        under = len(resource.by_target) if row and not attributes else 0
        answers = [whole_list(*([row] if row else [])), *([item] if is_read else []), *([whole_list()] * under)]
        with ScriptedServer(*answers) as server, closing(Client(settings(scripted(server)))) as client:
            assert list_objects(client, resource, attributes=attributes).warnings == []
        assert len(server.received) == len(answers)


def test_what_a_refused_token_kept_from_being_sent_says_so(sim: Simulator) -> None:
    sim.fault(method="PUT", path="*", status=401)
    result = apply(sim, {"site": sites("Alta", "Beta", description="new"), "team": teams(Here="Alta")}, parallelism=1)
    assert states(result) == {"Alta": "refused", "Beta": "not sent", "Here": "not sent"}
    assert result.unauthorized


@pytest.mark.parametrize("fault", [{"status": 503}, {"drop": "before"}])
def test_a_put_that_was_not_carried_out_is_sent_again_whatever_lists_show(sim: Simulator, fault: Row) -> None:
    apply(sim, {"team": teams(Here="Alta")}).ok()
    sim.fault(method="PUT", path="*/team/*", **fault)
    wanted = {"team": [{"name": "Here", **RANKED}]}
    assert apply(sim, wanted).ok().actions() == {"Here": "updated"}
    assert [ranking["queueId"] for ranking in live(sim, "team")["Here"]["queueRankings"]] == ["q1"]
    assert not apply(sim, wanted).ok().changed


@pytest.mark.parametrize(("drop", "told"), [("before", "in doubt"), ("after", "created")])
def test_a_new_object_whose_row_cannot_show_what_was_written_is_read(sim: Simulator, drop: str, told: str) -> None:
    """Where the request was lost, somebody else has made a team of that name, whose row looks just like ours."""
    if drop == "before":
        sim.fault(method="GET", path="*/v2/team", delay_ms=1)
        apply(sim, {"team": teams(Here="Alta")}).ok()
        sim.fault(
            method="GET", path="*/v2/team", status=200, body={"meta": {"totalPages": 1, "totalRecords": 0}, "data": []}
        )
    sim.fault(method="POST", path="*/team", drop=drop)
    result = apply(sim, {"team": [{"name": "Here", "site": "Alta", **RANKED}]})
    assert states(result) == {"Here": told}
    assert ("queueRankings" in live(sim, "team")["Here"]) == (told == "created")


def test_an_object_that_kept_its_name_is_not_taken_for_the_new_one(sim: Simulator) -> None:
    old = live(sim, "site")["Alta"]["id"]
    sim.fault(method="PUT", path="*", status=403)
    sim.fault(method="POST", path="*/site", drop="before")
    wanted = [{"id": old, "name": "Old"}, *sites("Alta")]
    assert states(apply(sim, {"site": wanted})) == {"Old": "refused", "Alta": "refused"}
    assert apply(sim, {"site": wanted}).ok().actions() == {"Old": "updated", "Alta": "created"}


@pytest.mark.parametrize(
    ("method", "path", "wanted"),
    [
        ("PUT", "*/site/*", sites("Alta", description="new")),
        ("DELETE", "*/site/*", sites("Alta", state="absent")),
        ("POST", "*/site", sites("Fresh 0")),
        ("POST", "*/site/bulk", sites(*FRESH)),
    ],
)
def test_what_is_never_answered_is_in_doubt(sim: Simulator, method: str, path: str, wanted: list[Row]) -> None:
    sim.fault(method=method, path=path, drop="before", times=None)
    result = apply(sim, {"site": wanted}, **BRIEFLY)
    assert set(states(result).values()) == {"in doubt"}
    assert "may or may not have been carried out" in result.message


def test_a_purged_object_gives_up_its_name_though_a_feature_is_off(sim: Simulator) -> None:
    apply(sim, {"multimedia-profile": [PROFILE, {**PROFILE, "name": "Other"}]}).ok()
    apply(sim, {"site": sites("Alta", multimedia_profile="Mixed")}).ok()
    old = live(sim, "multimedia-profile")
    wanted: dict[str, list[Row]] = {
        "multimedia-profile": [{"id": old["Other"]["id"], "name": "Mixed"}, {"name": "Voice and Chat"}]
    }
    result = apply(sim, wanted, purge=True)
    assert [(row["name"], row["action"]) for row in result.rows] == [
        *(("Mixed", "updated"), ("Voice and Chat", "unchanged"), ("Mixed", "failed")),
    ]
    assert f"for now it is called Mixed tmp-{old['Mixed']['id'][:8]}" in result.message
    assert live(sim, "multimedia-profile")["Mixed"]["id"] == old["Other"]["id"]
    apply(sim, {"site": sites("Alta")}).ok()
    assert apply(sim, wanted, purge=True).ok().counts["deleted"] == 1
    assert set(live(sim, "multimedia-profile")) == set(old) - {"Other"}


def test_why_a_name_could_not_be_given_up_is_told(sim: Simulator) -> None:
    apply(sim, {"multimedia-profile": [PROFILE], "site": sites("Alta", multimedia_profile="Mixed")}).ok()
    old = live(sim, "multimedia-profile")["Mixed"]["id"]
    sim.fault(method="PUT", path="*", where={"name": "* tmp-*"}, status=400, body={"error": {"reason": "no such name"}})
    result = apply(sim, {"multimedia-profile": [{"id": old, "state": "absent"}, PROFILE]})
    assert result.counts["failed"] == 2
    assert "its name could not be given up before: " in result.message
    assert "no such name" in result.message
    assert "still used by site: Alta" in result.message


def test_what_is_empty_is_cleared_at_any_depth() -> None:
    """A scripted service that has the feature of work items, which the simulator has not."""
    channels = {**CHANNELS, "workItem": 3}
    whole = {"id": "1", "name": "Mixed", "active": True, "workItem": 2, "manuallyAssignable": {"id": "2", **channels}}
    cleared = {"name": "Mixed", "manually_assignable": {"work_item": ""}, "work_item": ""}
    with ScriptedServer(whole_list(whole), reply(200, {"id": "1"})) as server:
        result = apply(scripted(server), {"multimedia-profile": [cleared]}).ok()
        sent = server.received[-1].json
    assert result.rows[0]["changes"]["manually_assignable.work_item"] == {"before": 3, "after": None}
    assert sent == {**without(whole, "workItem"), "manuallyAssignable": {"id": "2", **CHANNELS}}


def test_a_new_object_may_have_cleared_fields_at_any_depth(sim: Simulator) -> None:
    nested = {**CHANNELS, "work_item": ""}
    result = apply(sim, {"multimedia-profile": [{**PROFILE, "work_item": "", "manually_assignable": nested}]})
    assert result.ok().actions() == {"Mixed": "created"}


ODD: dict[str, Row] = {
    "name": {"name": ["Beta"]},
    "name of an object": {"name": {}},
    "multimediaProfileId": {"multimediaProfileId": {"id": "1"}},
    "active": {"active": [True]},
}


@pytest.mark.parametrize("fields", ODD.values(), ids=ODD)
def test_a_row_of_another_shape_is_named_in_one_sentence(sim: Simulator, fields: Row) -> None:
    odd = {**live(sim, "site")["Beta"], **fields}
    sim.fault(method="GET", path="*/v2/site", status=200, body=page_of(odd), times=None)
    [name] = fields
    with pytest.raises(BadAnswer, match=rf"^the site {odd['id']} has a {name} of another type than was expected"):
        apply(sim, {"site": sites("Beta", description="new")})


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"manuallyAssignable": "all"}, "manuallyAssignable"),
        ({"manuallyAssignable": {"chat": {}}}, "manuallyAssignable.chat"),
    ],
)
def test_so_is_one_inside_of_an_object(sim: Simulator, fields: Row, place: str) -> None:
    apply(sim, {"multimedia-profile": [PROFILE]}).ok()
    odd = {**live(sim, "multimedia-profile")["Mixed"], **fields}
    sim.fault(method="GET", path="*/v2/multimedia-profile", status=200, body=page_of(odd), times=None)
    with pytest.raises(BadAnswer, match=f" has a {place} of another type"):
        apply(sim, {"multimedia-profile": [{**PROFILE, "chat": 2}]})


def page_of(*rows: Row) -> Row:
    """The content of an answer with a whole list."""
    return {"meta": {"totalPages": 1, "totalRecords": len(rows)}, "data": list(rows)}


def test_no_name_brings_control_characters_into_a_diff(sim: Simulator) -> None:
    odd = {**live(sim, "site")["Beta"], "name": "A\x1b[2J\x9bB\u202e"}
    sim.fault(method="GET", path="*/v2/site", status=200, body=page_of(odd), times=None)
    with closing(Client(settings(sim))) as client:
        wanted = check(
            [parse(json.dumps({"site": [{"id": odd["id"], "description": "C\x07"}]}), "objects", "objects")], None
        )
        result = run(client, wanted, Policy(check_mode=True), lambda _done, _total, _what: None)
    [entry] = report.diff(result.plan.families[0], result.outcomes, result.identities)
    assert entry["before_header"] == r"site A\x1b[2J\x9bB\u202e"
    assert entry["after"].count("\n") == 1
    assert "\x07" not in entry["after"]
