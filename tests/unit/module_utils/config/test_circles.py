# SPDX-License-Identifier: GPL-3.0-or-later
"""Families that refer to each other, and objects that refer to each other: one run, and the next one writes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from support.engine import Applied, apply, scripted
from support.simulator import Row
from support.small_service import SmallService, served
from unit.module_utils.config.small_families import CREW, FACTS, FLOOR, LINE, PLACE, hidden, use

from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.field import NEEDED

NEW = {
    "place": [{"name": "Lyon"}],
    "crew": [{"name": "Sales", "place": "Lyon", "main_line": "Hot"}],
    "line": [{"name": "Hot", "crew": "Sales"}],
}
GONE = {family: [{**row, "state": "absent"} for row in rows] for family, rows in NEW.items()}


@pytest.fixture
def service() -> SmallService:
    """A service with the families of the tests and no objects."""
    return SmallService(FACTS)


@pytest.fixture
def server(service: SmallService) -> Iterator[Any]:
    with served(service) as running:
        yield scripted(running)


def run(server: Any, service: SmallService, wanted: dict[str, list[Row]]) -> Applied:
    """Apply twice: the second run must write nothing."""
    service.forget()
    result = apply(server, wanted).ok()
    first = list(service.writes)
    again = apply(server, wanted).ok()
    assert (again.changed, service.writes) == (False, first)
    return result


@pytest.mark.parametrize("in_order", [True, False], ids=["each after what it refers to", "the other way round"])
@pytest.mark.parametrize("shown", [True, False], ids=["lists show all", "lists leave the link out"])
def test_two_that_refer_to_each_other_are_made_and_deleted_in_one_run(
    server: Any, service: SmallService, monkeypatch: pytest.MonkeyPatch, in_order: bool, shown: bool
) -> None:
    crew = CREW if shown else hidden(CREW, "main_line")
    use(monkeypatch, (PLACE, crew, LINE) if in_order else (LINE, crew, PLACE))
    service.families = {**FACTS, "crew": replace(FACTS["crew"], hidden=frozenset(() if shown else ("mainLineId",)))}
    result = run(server, service, NEW)
    assert service.writes == ["POST place", "POST crew", "POST line", "PUT crew"]
    assert service.named("crew") == {"Sales": {"name": "Sales", "placeId": "Lyon", "mainLineId": "Hot"}}
    assert service.named("line") == {"Hot": {"name": "Hot", "crewId": "Sales"}}
    assert set(result.actions().values()) == {"created"}
    assert result.progress[-1][1] == 4
    result = run(server, service, GONE)
    assert service.writes == ["PUT crew", "DELETE line", "DELETE crew", "DELETE place"]
    assert set(result.actions().values()) == {"deleted"}
    assert not any(service.objects.values())


def test_a_link_to_what_is_made_before_needs_no_second_write(
    server: Any, service: SmallService, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch)
    run(server, service, {**NEW, "crew": [{"name": "Sales", "place": "Lyon"}]})
    run(
        server, service, {"line": [{"name": "Cold", "crew": "Sales"}], "crew": [{"name": "Sales", "main_line": "Cold"}]}
    )
    assert service.writes == ["POST line", "PUT crew"]
    new_crew = {"name": "Care", "place": "Lyon", "main_line": "Warm"}
    run(server, service, {"line": [{"name": "Warm", "crew": "Sales"}], "crew": [new_crew]})
    assert service.writes == ["POST line", "POST crew"]


def test_all_that_refer_to_each_other_are_purged(
    server: Any, service: SmallService, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch)
    others = [{"name": "Care", "place": "Lyon", "main_line": "Hot", "note": "x"}, {"name": "Night", "place": "Lyon"}]
    run(server, service, {**NEW, "crew": [*NEW["crew"], *others]})
    service.forget()
    left: dict[str, list[Row]] = {"crew": [others[1]], "line": [{"name": "Cold", "crew": "Night"}]}
    assert apply(server, left, purge=True).ok().counts["deleted"] == 3
    assert service.writes == ["POST line", "PUT crew", "DELETE crew", "DELETE line", "DELETE crew"]
    assert (list(service.named("crew")), list(service.named("line"))) == (["Night"], ["Cold"])


def test_names_change_in_both_families_at_once(
    server: Any, service: SmallService, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch)
    run(server, service, NEW)
    crew, line = (next(iter(service.objects[family])) for family in ("crew", "line"))
    renamed = {
        "crew": [{"id": crew, "name": "Care", "main_line": "Sales"}, {"name": "Sales", "place": "Lyon"}],
        "line": [{"id": line, "name": "Cold", "crew": "Sales"}, {"name": "Sales", "crew": "Care"}],
    }
    run(server, service, renamed)
    assert service.objects["crew"][crew]["name"] == "Care"
    assert service.named("line") == {
        "Cold": {"name": "Cold", "crewId": "Sales"},
        "Sales": {"name": "Sales", "crewId": "Care"},
    }


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_objects_of_one_family_follow_those_that_they_need(
    server: Any, service: SmallService, monkeypatch: pytest.MonkeyPatch, order: tuple[int, ...]
) -> None:
    use(monkeypatch)
    rows: list[Row] = [
        {"name": "First", "exit": "Third"},
        {"name": "Second", "below": "First"},
        {"name": "Third", "below": "Second"},
    ]
    run(server, service, {"floor": [rows[number] for number in order]})
    assert service.writes == [*["POST floor"] * 3, "PUT floor"]
    assert service.named("floor")["First"] == {"name": "First", "exitId": "Third"}
    run(server, service, {"floor": [{**rows[number], "state": "absent"} for number in order]})
    assert service.writes == ["PUT floor", *["DELETE floor"] * 3]


def test_what_needs_itself_later_is_made_first(
    server: Any, service: SmallService, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch)
    run(server, service, {"floor": [{"name": "Only", "exit": "Only"}]})
    assert service.writes == ["POST floor", "PUT floor"]


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        (NEW, 'crew "Sales", line "Hot": each of them needs another one first'),
        ({"floor": [{"name": "Only", "below": "Only"}]}, 'floor "Only": needs itself first'),
    ],
)
def test_a_circle_that_cannot_be_cut_is_refused_before_anything_is_sent(
    server: Any, service: SmallService, monkeypatch: pytest.MonkeyPatch, wanted: dict[str, list[Row]], text: str
) -> None:
    fields = tuple(replace(field, link=NEEDED) for field in CREW.fields)
    use(monkeypatch, (PLACE, replace(CREW, fields=fields), LINE, FLOOR))
    with pytest.raises(ValueError, match=text):
        apply(server, wanted)
    assert not service.writes


def test_a_link_that_fails_says_so_and_the_next_run_writes_it(
    server: Any, service: SmallService, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch)
    service.refuse = {"PUT crew"}
    result = apply(server, NEW)
    assert result.actions() == {"Lyon": "created", "Sales": "failed", "Hot": "created"}
    assert "it was created, but without main_line; the next run goes on from there" in result.message
    assert (result.changed, list(service.named("crew"))) == (True, ["Sales"])
    service.refuse = set()
    assert apply(server, NEW).ok().actions() == {"Lyon": "unchanged", "Sales": "updated", "Hot": "unchanged"}
    service.refuse = {"PUT crew"}
    result = apply(server, GONE)
    assert "its main_line could not be cleared before" in result.message
    service.refuse = set()
    apply(server, GONE).ok()
    assert not any(service.objects.values())


def test_a_link_to_what_could_not_be_made_is_not_sent(
    server: Any, service: SmallService, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch)
    service.refuse = {"POST line"}
    result = apply(server, NEW)
    assert service.writes == ["POST place", "POST crew", "POST line"]
    assert "needs the line Hot, which could not be created; it was created, but without main_line" in result.message
