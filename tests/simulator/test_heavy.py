# SPDX-License-Identifier: GPL-3.0-or-later
"""Heavy requests: what is too long is refused, and what is long leaves the requests beside it their turns."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from threading import Thread
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message
from support.exchanges import site
from support.simulator import Row
from support.simulator import Simulator as Process

from wxcc_simulator.families.quirks import Quirks
from wxcc_simulator.serving.app import Simulator
from wxcc_simulator.wire import long_json, turns
from wxcc_simulator.wire.sent import MOST_BYTES, read_json
from wxcc_simulator.world.options import Options

MANY = 60


def padded(body: Row, size: int) -> bytes:
    """JSON of so many bytes, most of them blanks."""
    return json.dumps(body).encode().ljust(size)


@pytest.mark.parametrize("path", ["site/bulk", "site", "/search", "/v1/access_token", "/_simulator/objects"])
def test_a_body_that_is_too_long_is_refused(sim: Process, path: str) -> None:
    """Also one that does not say its length; and the connection can be used again."""
    body = padded({"items": []}, MOST_BYTES + 1)
    for data in (body, iter([body[:-1], body[-1:]])):
        answer = sim.call("POST", path, data=data, headers={"Content-Type": "application/json"})
        assert answer.status_code == 413
        assert "the body is longer than 20 MB" in answer.text
    assert [row["status"] for row in sim.requests()] == ([] if path.startswith("/_sim") else [413, 413])


def test_the_longest_body_is_taken(sim: Process) -> None:
    body = padded({"items": [{"item": site(sim, "Long")}]}, MOST_BYTES)
    answer = sim.call("POST", "site/bulk", data=body, headers={"Content-Type": "application/json"})
    assert [row["status"] for row in answer.json()["items"]] == [201]


def test_light_requests_are_answered_beside_a_heavy_one(sim: Process) -> None:
    answers: list[int] = []
    items = [{"item": {"name": number}} for number in range(2500)]
    heavy = Thread(target=lambda: answers.append(sim.call("POST", "site/bulk", json={"items": items}).status_code))
    heavy.start()
    beside = 0
    while heavy.is_alive():
        assert sim.objects("multimedia-profile")
        beside += 1
    assert answers == [207]
    assert beside > 20


class App:
    """A simulator within this process, whose long work gives a turn after every item."""

    def __init__(self) -> None:
        self.simulator = Simulator(
            Options(orgs=1, rate_limit=0, quirks=Quirks().with_changes({"purge_forbidden": False}))
        )
        (self.org,) = self.simulator.world.organizations.values()
        self.token = self.simulator.world.credentials["orgs"][0]["access_token"]
        self.profile = self.org.store.all("multimedia-profile")[0]["id"]

    def site(self, number: int, **fields: Any) -> Row:
        return {"name": f"Site {number}", "active": True, "multimediaProfileId": self.profile, **fields}

    async def call(self, method: str, path: str, body: Any = None) -> Any:
        """The answer of a request that succeeds."""
        path, _mark, query = path.partition("?")
        sent = b"" if body is None else json.dumps(body).encode()
        head = {"host": "localhost", "authorization": f"Bearer {self.token}", "content-type": "application/json"}
        where = path if path.startswith("/") else f"/organization/{self.org.org_id}/{path}"
        scope = {
            "type": "http",
            "method": method,
            "path": where,
            "raw_path": where.encode(),
            "query_string": query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in head.items()],
            "client": ("127.0.0.1", 1),
            "extensions": {},
        }
        messages: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": sent, "more_body": False}

        async def send(message: Message) -> None:
            messages.append(message)

        await self.simulator(scope, receive, send)
        answer = b"".join(message.get("body", b"") for message in messages)
        assert messages[0]["status"] < 300, answer
        return json.loads(answer)

    def turns_of(self, method: str, path: str, body: Any = None) -> int:
        """How many turns others have until the answer is there."""

        async def count() -> int:
            heavy = asyncio.ensure_future(self.call(method, path, body))
            found = 0
            while not heavy.done():
                await asyncio.sleep(0)
                found += 1
            await heavy
            return found

        return asyncio.run(count())


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> App:
    monkeypatch.setattr(turns, "TURN_S", 0)
    monkeypatch.setattr(long_json, "LONG", 0)
    monkeypatch.setattr(long_json, "WINDOW", 64)
    return App()


def heavy_requests(app: App) -> Iterator[tuple[str, str, str, Any]]:
    org_id = app.org.org_id
    day = 1_700_000_000_000
    sites = [app.site(number, id=f"id {number}") for number in range(MANY)]
    yield "set objects", "POST", "/_simulator/objects", {"org_id": org_id, "objects": {"site": sites}}
    yield "all objects", "GET", f"/_simulator/objects?org_id={org_id}&family=site", None
    yield "a list with a search", "GET", "v2/site?search=Site", None
    yield "a list with a filter", "GET", "v2/site?filter=active==true", None
    yield "a list without pages", "GET", "site", None
    yield "purge", "POST", "site/purge-inactive-entities", None
    yield "bulk", "POST", "site/bulk", {"items": [{"item": app.site(number)} for number in range(MANY, 2 * MANY)]}
    yield "users", "POST", "/_simulator/users", {"org_id": org_id, "site_id": "id 1", "count": MANY}
    yield "activities", "GET", f"/_simulator/stats?from={day}&to={day + 86_400_000}&count=activities", None
    yield "recordings", "GET", f"/_simulator/stats?from={day}&to={day + 3_600_000}&count=recordings", None
    yield "faults", "POST", "/_simulator/faults", [{"path": "/nowhere", "status": 500}] * MANY
    yield "journal", "GET", "/_simulator/requests", None


def test_long_work_is_cut_into_turns(app: App) -> None:
    """Per item one turn at least."""
    seen = {name: app.turns_of(method, path, body) for name, method, path, body in heavy_requests(app)}
    few = {name: count for name, count in seen.items() if count < MANY and name != "journal"}
    assert not few
    assert seen["journal"] >= 6


def test_what_is_written_while_objects_are_set_stays(app: App) -> None:
    """The order replaces its own families only."""

    async def both() -> None:
        sites = [app.site(number, id=f"id {number}") for number in range(MANY)]
        order = {"org_id": app.org.org_id, "objects": {"site": sites}}
        setting = asyncio.ensure_future(app.call("POST", "/_simulator/objects", order))
        for _turn in range(MANY):
            await asyncio.sleep(0)
        assert not setting.done()
        live = (await app.call("GET", "v2/site"))["data"]
        assert [row["name"] for row in live] == ["Site-1"], "not before all are there"
        team = {"name": "Meanwhile", "siteId": live[0]["id"], "teamType": "AGENT", "teamStatus": "IN_SERVICE"}
        await app.call("POST", "team", {**team, "active": True, "rankQueuesForTeam": False})
        assert not setting.done()
        assert await setting == {"site": MANY}

    asyncio.run(both())
    assert "Meanwhile" in {row["name"] for row in app.org.store.all("team")}
    assert len(app.org.store.all("site")) == MANY


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON, st.integers(4, 40), st.sampled_from([None, 1]), st.data())
def test_long_json_is_read_as_short_json_is(value: Any, window: int, indent: int | None, data: st.DataObject) -> None:
    """So are texts that are cut off or broken, with the same words."""
    text = json.dumps(value, indent=indent, ensure_ascii=False)
    place = data.draw(st.integers(0, len(text)))
    broken = text[:place] + data.draw(st.sampled_from(["", "}", "]", ",", '"', ":", "NaN", "[[", "1e"]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(long_json, "LONG", 0)
        patch.setattr(long_json, "WINDOW", window)
        assert asyncio.run(long_json.read_in_turns(text.encode())) == value
        assert _read_in_turns(broken.encode()) == _read_at_once(broken.encode())


@pytest.mark.parametrize("depth", [100, 101])
@pytest.mark.parametrize("pair", ["[]", '{"a":}'])
def test_the_deepest_json(monkeypatch: pytest.MonkeyPatch, depth: int, pair: str) -> None:
    monkeypatch.setattr(long_json, "LONG", 0)
    monkeypatch.setattr(long_json, "WINDOW", 8)
    body = f"{pair[:-1] * (depth - 1)}[]{pair[-1] * (depth - 1)}".encode()
    assert _read_in_turns(body) == _read_at_once(body)


def _read_in_turns(body: bytes) -> Any:
    try:
        return repr(asyncio.run(long_json.read_in_turns(body)))
    except ValueError as problem:
        return str(problem)


def _read_at_once(body: bytes) -> Any:
    try:
        return repr(read_json(body))
    except ValueError as problem:
        return str(problem)


@pytest.mark.parametrize("rows", [[], [1], [[], {}], [None, {"a": [1, "é"]}]])
def test_a_list_is_written_row_by_row(rows: list[Any]) -> None:
    assert json.loads(asyncio.run(long_json.written_in_turns(rows))) == rows
