# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets of objects: sent with a new one, again only where a run is told to, and shown to nobody."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from support.engine import apply, listed, scripted, settings
from support.simulator import Row
from support.ways_service import Fault, Served, WaysService
from unit.module_utils.api.connected import Waiting
from unit.module_utils.api.scripted_server import ScriptedServer
from unit.module_utils.config.small import refused

from ansible_collections.webex.contact_center.plugins.module_utils.api.client import Client
from ansible_collections.webex.contact_center.plugins.module_utils.config import results as report
from ansible_collections.webex.contact_center.plugins.module_utils.config.desired.reading import check
from ansible_collections.webex.contact_center.plugins.module_utils.config.engine import Policy, Result, run
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.field import Field
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.lists import Keyed
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.nested import (
    Nested,
)
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.rules import object_schema
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.scalars import Text, Whole
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.resource import Resource
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.verbs import Verbs, Way
from ansible_collections.webex.contact_center.plugins.module_utils.config.planning.documents.document import to_document
from ansible_collections.webex.contact_center.plugins.module_utils.config.source.parse import parse

SECRET = Field("secret", Text(4, 20), secret=True)
HOOK = Resource(
    family="hook",
    plural="hooks",
    fields=(
        Field("name", Text(1), required=True),
        Field("url", Text(), seen="item"),
        SECRET,
        Field("signing", Nested((Field("header", Text()), SECRET))),
        Field("rules", Keyed(("order",), (Field("order", Whole(), required=True), SECRET))),
    ),
    verbs=Verbs(create=(Way.SINGLE,), update=(Way.SINGLE,), delete=(Way.SINGLE,)),
)
SECRETS = ("s3cret-top", "s3cret-in", "s3cret-list")
RECORD: Row = {
    "name": "A",
    "url": "https://a.example.com/x",
    "secret": SECRETS[0],
    "signing": {"header": "h", "secret": SECRETS[1]},
    "rules": [{"order": 1, "secret": SECRETS[2]}],
}


@pytest.fixture
def hooks(monkeypatch: pytest.MonkeyPatch) -> WaysService:
    monkeypatch.setitem(CATALOG, "hook", HOOK)
    return WaysService(Served(list="v2/hook", item="hook", hidden=("url",)))


@pytest.fixture
def server(hooks: WaysService) -> Iterator[ScriptedServer]:
    with ScriptedServer(hooks) as server:
        yield server


def carried_out(server: ScriptedServer, *records: Row, **policy: Any) -> tuple[Result, str]:
    """What a run did, and everything that modules, files and messages may show of it."""
    wanted = check([parse(json.dumps({"hook": records}), "objects", "objects")], None)
    given = settings(scripted(server))
    waiting = Waiting()
    with closing(Client(given, clock=waiting.clock, sleep=waiting.sleep)) as client:
        result = run(client, wanted, Policy(**policy), lambda *_unused: None)
        shown = [
            [report.row(action, result.outcomes, with_type=True) for action in result.actions],
            [report.live_object(action, result.outcomes, result.identities) for action in result.actions],
            [report.diff(part, result.outcomes, result.identities) for part in result.plan.families],
            report.failures(result.plan.families, result.outcomes),
            result.warnings,
        ]
    return result, json.dumps(shown)


def written(hooks: WaysService) -> list[Row]:
    return [body for body in hooks.bodies("POST", "PUT") if body]


def test_a_new_object_is_sent_with_its_secrets_and_nothing_shows_them(
    hooks: WaysService, server: ScriptedServer, tmp_path: Path
) -> None:
    result, shown = carried_out(server, RECORD, cache_dir=str(tmp_path))
    (sent,) = written(hooks)
    assert (sent["secret"], sent["signing"]["secret"], sent["rules"][0]["secret"]) == SECRETS
    assert "s3cret" not in shown
    changes = result.actions[0].changes
    assert changes["secret"] == changes["signing.secret"] == {"before": None, "after": "********"}
    # The service of this test shows what it should not; a second run neither keeps nor sends any of it.
    again, shown = carried_out(server, RECORD, cache_dir=str(tmp_path))
    assert not again.changed
    assert "s3cret" not in shown
    assert "s3cret" not in json.dumps(to_document(again.plan))
    listing = listed(scripted(server), "hook", cache_dir=tmp_path)
    assert listing.objects[0]["signing"] == {"header": "h"}
    assert "s3cret" not in json.dumps(listing.objects)
    assert "s3cret" not in "".join(path.read_text(encoding="utf-8") for path in tmp_path.iterdir())


@pytest.mark.parametrize("write_secrets", [False, True])
@pytest.mark.parametrize("check_mode", [False, True])
def test_the_secrets_of_a_live_object_are_written_only_where_that_is_asked_for(
    hooks: WaysService, server: ScriptedServer, write_secrets: bool, check_mode: bool
) -> None:
    hooks.put(
        "hook", {"id": "1", "name": "A", "url": RECORD["url"], "signing": {"header": "h"}, "rules": [{"order": 1}]}
    )
    result, shown = carried_out(server, RECORD, write_secrets=write_secrets, check_mode=check_mode)
    assert result.changed is write_secrets
    assert "s3cret" not in shown
    assert set(result.actions[0].changes) == ({"secret", "signing.secret", "rules"} if write_secrets else set())
    sent = [(body["secret"], body["signing"], body["rules"]) for body in written(hooks)]
    whole = (SECRETS[0], RECORD["signing"], RECORD["rules"])
    assert sent == ([whole] if write_secrets and not check_mode else [])


def test_another_change_leaves_the_secrets_alone(hooks: WaysService, server: ScriptedServer) -> None:
    hooks.put("hook", {"id": "1", "name": "A", "url": "https://old", "signing": {"header": "old"}})
    result, _shown = carried_out(server, RECORD)
    assert set(result.actions[0].changes) == {"url", "signing.header", "rules"}
    assert "s3cret" not in json.dumps(written(hooks))


def test_a_refusal_that_quotes_a_secret_is_told_without_it(hooks: WaysService, server: ScriptedServer) -> None:
    reason = {"error": {"reason": f"secret: {SECRETS[0]} and {SECRETS[1]} were used before"}}
    hooks.faults.append(Fault("POST", "hook", status=400, body=reason))
    result, shown = carried_out(server, RECORD)
    assert "secret: ******** and ******** were used before" in report.failures(result.plan.families, result.outcomes)
    assert "s3cret" not in shown


def test_a_value_that_comes_back_otherwise_is_told_without_secrets(hooks: WaysService, server: ScriptedServer) -> None:
    hooks.put("hook", {"id": "1", "name": "A", "signing": {"header": "old"}})
    save = hooks._save

    def otherwise(one: Served, object_id: str, body: Any, *, keep: bool) -> Row:
        return save(one, object_id, {**body, "signing": {**body["signing"], "header": "other"}}, keep=keep)

    hooks._save = otherwise  # type: ignore[method-assign]
    result, shown = carried_out(server, RECORD, write_secrets=True)
    assert "signing came back different" in "".join(result.warnings)
    assert "s3cret" not in shown


@pytest.mark.parametrize("value", ["s3c", "s3cret" * 20, 53, ["s3cret"], {"s3cret": 1}, '["s3cret'])
def test_a_value_that_does_not_fit_is_not_quoted(value: Any) -> None:
    problems = refused(HOOK_OF_QUEUES, {"secret": value, "signing": {"secret": value}})
    wanted = "needs text in quotes that is not empty, of at least 4 and at most 20 characters"
    hidden = "the value is not shown, because it is a secret"
    good = isinstance(value, str) and 4 <= len(value) <= 20
    assert problems == (
        [] if good else [f"records[0]: {path}: {wanted}; {hidden}" for path in ("secret", "signing.secret")]
    )


HOOK_OF_QUEUES = Resource("queue", "queues", HOOK.fields)


def test_what_a_family_says_of_its_secrets() -> None:
    assert HOOK.secret_fields == {"secret", "signing", "rules"}
    assert sorted(
        HOOK.secrets({"secret": "a", "signing": {"secret": "b"}, "rules": [{"order": 1}, {"secret": "c"}]})
    ) == [
        (("rules", 1, "secret"), "c"),
        (("secret",), "a"),
        (("signing", "secret"), "b"),
    ]
    schema = object_schema(HOOK.fields, (), is_whole=True)
    assert schema["properties"]["secret"]["writeOnly"] is True
    assert schema["properties"]["signing"]["properties"]["secret"]["writeOnly"] is True


def test_a_secret_of_a_lost_create_is_sent_again(hooks: WaysService, server: ScriptedServer) -> None:
    hooks.faults += [Fault("POST", "hook", drop="before"), Fault("POST", "hook", drop="after")]
    applied = apply(scripted(server), {"hook": [RECORD]}, waiting=Waiting()).ok()
    assert applied.actions() == {"A": "created"}
    assert len(hooks.objects["hook"]) == 1
    assert all(body["secret"] == SECRETS[0] for body in written(hooks))
