# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects that belong to another one: its id is in their paths, its name is part of their key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from support.engine import Applied, apply, scripted
from support.simulator import Row
from support.ways_service import Fault, Served, WaysService
from unit.module_utils.api.connected import Waiting
from unit.module_utils.api.scripted_server import ScriptedServer

from ansible_collections.webex.contact_center.plugins.module_utils.config.applying.copies import FRESH_S
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.field import Field
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.references import Reference
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.scalars import Text, Whole
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.resource import Resource
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.verbs import Paths, Verbs, Way

SHELF = Resource(family="shelf", plural="shelves", fields=(Field("name", Text(1), required=True),))
BOOK = Resource(
    family="shelf/book",
    plural="books",
    key=("name", "shelf"),
    parent="shelf",
    fields=(
        Field("name", Text(1), required=True),
        Field("shelf", Reference("shelf"), required=True, writes="once"),
        Field("pages", Whole()),
        Field("notes", Text(), seen="item"),
    ),
    verbs=Verbs(create=(Way.SINGLE, Way.BULK), delete=(Way.SINGLE, Way.BULK)),
    paths=Paths(list="v2/shelf/{parent}/book", item="shelf/{parent}/book", bulk="shelf/{parent}/book/bulk"),
)


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> WaysService:
    """Two shelves, of which each has a book called A."""
    monkeypatch.setitem(CATALOG, "shelf", SHELF)
    monkeypatch.setitem(CATALOG, "shelf/book", BOOK)
    service = WaysService(
        Served(list=BOOK.paths.list, item=BOOK.paths.item, bulk=BOOK.paths.bulk, hidden=("notes",)),
        Served(list="v2/shelf", item="shelf", bulk="shelf/bulk"),
    )
    service.put("shelf", {"id": "up", "name": "Up"}, {"id": "down", "name": "Down"})
    service.put("shelf/up/book", {"id": "b1", "name": "A", "pages": 1})
    service.put("shelf/down/book", {"id": "b2", "name": "A", "pages": 2})
    return service


@pytest.fixture
def server(library: WaysService) -> Iterator[ScriptedServer]:
    with ScriptedServer(library) as server:
        yield server


def run(server: ScriptedServer, *books: Row, shelves: tuple[Row, ...] = (), **options: Any) -> Applied:
    wanted = {**({"shelf": list(shelves)} if shelves else {}), "shelf/book": list(books)}
    return apply(scripted(server), wanted, waiting=options.pop("waiting", Waiting()), **options)


def test_children_of_one_name_are_told_apart_by_their_parents(library: WaysService, server: ScriptedServer) -> None:
    result = run(server, {"name": "A", "shelf": "Up", "pages": 7}, {"name": "A", "shelf": "Down", "pages": 2}).ok()
    assert [row["action"] for row in result.rows] == ["updated", "unchanged"]
    lists = ["GET v2/shelf", "GET v2/shelf/up/book", "GET v2/shelf/down/book"]
    assert sorted(library.sent("GET")) == sorted([*lists, "GET shelf/up/book/b1"])
    assert library.sent("PUT") == ["PUT shelf/up/book/b1"]
    assert library.bodies("PUT") == [{"id": "b1", "name": "A", "pages": 7, "version": 0}], "no id of the parent"


def test_children_are_made_in_a_parent_of_the_same_run(library: WaysService, server: ScriptedServer) -> None:
    books = [{"name": name, "shelf": "New"} for name in "XY"]
    result = run(server, *books, {"name": "Z", "shelf": "Up"}, shelves=({"name": "New"},)).ok()
    assert result.counts["created"] == 4
    assert library.sent("POST") == ["POST shelf", "POST shelf/new-1/book/bulk", "POST shelf/up/book"]
    assert [row["name"] for row in library.objects["shelf/new-1/book"].values()] == ["X", "Y"]
    assert "shelfId" not in library.objects["shelf/up/book"]["new-4"]
    assert run(server, *books, shelves=({"name": "New"},)).ok().changed is False


@pytest.mark.parametrize("drop", ["before", "after"])
def test_a_lost_child_is_looked_for_below_its_parent(library: WaysService, server: ScriptedServer, drop: str) -> None:
    library.faults.append(Fault("POST", "shelf/up/book", drop=drop))
    run(server, {"name": "N", "shelf": "Up", "notes": "new"}).ok()
    assert len(library.bodies("POST")) == (2 if drop == "before" else 1)
    assert [row["notes"] for row in library.objects["shelf/up/book"].values() if row["name"] == "N"] == ["new"]


def test_children_are_deleted_below_their_parents(library: WaysService, server: ScriptedServer) -> None:
    library.put("shelf/up/book", {"id": "b3", "name": "B"})
    run(server, {"name": "A", "shelf": "Up", "state": "absent"}, {"name": "A", "shelf": "Down"}, purge=True).ok()
    assert sorted(library.sent("DELETE")) == ["DELETE shelf/up/book/b1", "DELETE shelf/up/book/b3"]
    assert list(library.objects["shelf/down/book"]) == ["b2"]


def test_children_deleted_in_bulk_are_sent_as_the_service_gave_them(
    library: WaysService, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = tuple(field for field in BOOK.fields if field.seen == "list")
    monkeypatch.setitem(CATALOG, "shelf/book", replace(BOOK, fields=shown))
    library.put("shelf/up/book", {"id": "b3", "name": "B"})
    run(server, *({"name": name, "shelf": "Up", "state": "absent"} for name in "AB")).ok()
    assert library.sent("POST", "DELETE") == ["POST shelf/up/book/bulk"]
    items = [entry["item"] for entry in library.bodies("POST")[0]["items"]]
    assert items == [{"id": "b1", "name": "A", "pages": 1, "version": 0}, {"id": "b3", "name": "B", "version": 0}]


def test_an_old_child_is_read_before_it_is_written_over(library: WaysService, server: ScriptedServer) -> None:
    waiting = Waiting()

    def meanwhile() -> None:
        library.objects["shelf/down/book"]["b2"] |= {"notes": "theirs", "version": 1}
        waiting.sleeps.append(FRESH_S + 1)

    books = [{"name": "A", "shelf": shelf, "pages": 9} for shelf in ("Up", "Down")]
    result = run(server, *books, waiting=waiting, meanwhile=meanwhile, parallelism=1).ok()
    assert library.objects["shelf/down/book"]["b2"]["notes"] == "theirs"
    assert result.counts["updated"] == 2
