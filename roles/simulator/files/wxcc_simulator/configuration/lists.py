# SPDX-License-Identifier: GPL-3.0-or-later
"""The lists of a family: filter, search, projection and pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from wxcc_simulator.configuration.collection import Collection
from wxcc_simulator.configuration.rsql import FilterError, Predicate, parse_filter, parse_search
from wxcc_simulator.families.family import Object
from wxcc_simulator.families.shapes import Operation
from wxcc_simulator.wire.long_json import list_in_turns
from wxcc_simulator.wire.sent import whole_number
from wxcc_simulator.wire.turns import each

Query = Mapping[str, str]


@dataclass(frozen=True)
class Page:
    """A slice of a list; pages count from 0."""

    number: int
    size: int
    total: int

    @property
    def count(self) -> int:
        """How many pages there are."""
        return -(-self.total // self.size)

    def cut(self, rows: Sequence[Any]) -> Sequence[Any]:
        """The part of the rows that this page shows."""
        return rows[self.number * self.size : (self.number + 1) * self.size]

    def meta(self, org_id: str, path: str, query: Query) -> dict[str, Any]:
        """The `meta` of an envelope; links are paths, to be put behind the host."""
        last = max(self.count - 1, 0)
        numbers = {"self": self.number, "first": 0, "last": last}
        if self.number > 0:
            numbers["prev"] = min(self.number - 1, last)
        if self.number < last:
            numbers["next"] = self.number + 1
        links = {
            name: f"{path}?{urlencode({**query, 'page': number, 'pageSize': self.size})}"
            for name, number in numbers.items()
        }
        return {
            "orgid": org_id,
            "page": self.number,
            "pageSize": self.size,
            "totalPages": self.count,
            "totalRecords": self.total,
            "links": links,
        }


def page_of(collection: Collection, query: Query, total: int) -> Page:
    """The page that a query asks for; a size above the maximum is quietly lowered."""
    number = _integer(collection, query, "page", 0, lowest=0)
    size = _integer(collection, query, "pageSize", 100, lowest=1)
    return Page(number, min(size, collection.world.options.max_page_size), total)


async def bare_list(collection: Collection, operation: Operation, query: Query) -> bytes:
    """The list without envelope, as JSON; some families' have no pages and show everything."""
    items, attributes = await _selection(collection, operation, query)
    if "pageSize" in operation.query:
        items = page_of(collection, query, len(items)).cut(items)
    return await list_in_turns(_rows(collection, operation, query, items, attributes))


async def paged_list(collection: Collection, operation: Operation, path: str, query: Query) -> dict[str, Any]:
    """The list in its envelope."""
    items, attributes = await _selection(collection, operation, query)
    page = page_of(collection, query, len(items))
    rows = list(_rows(collection, operation, query, page.cut(items), attributes))
    return {"meta": page.meta(collection.org.org_id, path, query), "data": rows}


async def _selection(collection: Collection, operation: Operation, query: Query) -> tuple[Sequence[Object], list[str]]:
    fields = collection.shapes.properties(collection.answered)
    predicates: list[Predicate] = []
    try:
        if query.get("filter"):
            allowed = operation.filter_only or [name for name in fields if name not in operation.filter_except]
            predicates.append(parse_filter(query["filter"], allowed))
        if query.get("search") and operation.search:
            predicates.append(parse_search(query["search"], operation.search))
    except FilterError as problem:
        raise collection.refusal(400, str(problem)) from None
    if query.get("channelTypes") and "channelTypes" in operation.query:
        channels = {name.strip() for name in query["channelTypes"].split(",")}
        predicates.append(lambda row: row.get("channelType") in channels)
    attributes = [name.strip() for name in query.get("attributes", "").split(",") if name.strip()]
    hidden = collection.hidden
    unknown = [name for name in attributes if name not in fields or name in hidden]
    if unknown:
        raise collection.refusal(400, f"{unknown[0]}: no such attribute")
    items: Sequence[Object] = collection.objects.all()
    if predicates:
        items = [item async for item in each(items) if _passes(collection.row(item), predicates)]
    return items, attributes


def _passes(row: Object, predicates: Sequence[Predicate]) -> bool:
    return all(test(row) for test in predicates)


def _rows(
    collection: Collection, operation: Operation, query: Query, items: Sequence[Object], attributes: list[str]
) -> Iterator[Object]:
    show = collection.row
    if "singleObjectResponse" in operation.query and query.get("singleObjectResponse", "").lower() == "true":
        if len(items) > 1:
            raise collection.refusal(400, "singleObjectResponse: more than one object matches")
        show = collection.whole
    kept = {*attributes, *collection.family.always_shown}
    for item in items:
        row = show(item)
        yield {name: value for name, value in row.items() if name in kept} if attributes else row


def _integer(collection: Collection, query: Query, name: str, default: int, lowest: int) -> int:
    text = query.get(name, str(default))
    try:
        number = whole_number(text)
    except ValueError:
        raise collection.refusal(400, f"{text}: {name} must be a number") from None
    if not lowest <= number < 2**31:
        raise collection.refusal(400, f"{text}: {name} must be at least {lowest} and fit 32 bits")
    return number
