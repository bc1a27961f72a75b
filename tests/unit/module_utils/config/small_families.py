# SPDX-License-Identifier: GPL-3.0-or-later
"""Families of the tests that refer to each other: crews of a place have a main line, and each line has a crew."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from support.small_service import Facts

from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog import CATALOG
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.resource import LATER, Field, Resource

NAME = Field("name", required=True, min_length=1, max_length=40)
PLACE = Resource("place", "places", (NAME,), bulk=frozenset())
CREW = Resource(
    "crew",
    "crews",
    (
        NAME,
        Field("place", required=True, reference="place", immutable=True),
        Field("main_line", reference="line", link=LATER),
        Field("note"),
    ),
    key=("name", "place"),
    bulk=frozenset(),
)
LINE = Resource(
    "line", "lines", (NAME, Field("crew", required=True, reference="crew"), Field("note")), bulk=frozenset()
)
FLOOR = Resource(
    "floor",
    "floors",
    (NAME, Field("below", reference="floor"), Field("exit", reference="floor", link=LATER)),
    bulk=frozenset(),
)

FACTS = {
    "place": Facts(),
    "crew": Facts(("name", "placeId"), {"placeId": "place", "mainLineId": "line"}),
    "line": Facts(refers={"crewId": "crew"}),
    "floor": Facts(refers={"belowId": "floor", "exitId": "floor"}),
}


def use(monkeypatch: pytest.MonkeyPatch, families: Iterable[Resource] = (PLACE, CREW, LINE, FLOOR)) -> None:
    """Put families into the catalog, in this order."""
    for family in families:
        monkeypatch.setitem(CATALOG, family.family, family)


def hidden(resource: Resource, name: str) -> Resource:
    """The same family, whose lists leave a field out."""
    fields = tuple(replace(field, in_list=field.name != name) for field in resource.fields)
    return replace(resource, fields=fields)
