# SPDX-License-Identifier: GPL-3.0-or-later
"""Families of the tests that refer to each other: crews of a place have a main line, and each line has a crew."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from support.small_service import Facts

from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.field import LATER, Field
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.references import Reference
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.scalars import Text
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.resource import Resource
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.verbs import SINGLY

NAME = Field("name", Text(1, 40), required=True)
PLACE = Resource("place", "places", (NAME,), verbs=SINGLY)
CREW = Resource(
    "crew",
    "crews",
    (
        NAME,
        Field("place", Reference("place"), required=True, writes="once"),
        Field("main_line", Reference("line"), link=LATER),
        Field("note", Text()),
    ),
    key=("name", "place"),
    verbs=SINGLY,
)
LINE = Resource(
    "line", "lines", (NAME, Field("crew", Reference("crew"), required=True), Field("note", Text())), verbs=SINGLY
)
FLOOR = Resource(
    "floor",
    "floors",
    (NAME, Field("below", Reference("floor")), Field("exit", Reference("floor"), link=LATER)),
    verbs=SINGLY,
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
    fields = tuple(replace(field, seen="item") if field.name == name else field for field in resource.fields)
    return replace(resource, fields=fields)
