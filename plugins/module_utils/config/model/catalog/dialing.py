# SPDX-License-Identifier: GPL-3.0-or-later
"""Whom agents call, and the numbers that they call from."""

from __future__ import annotations

from typing import Final

from ..kinds.field import Field
from ..kinds.lists import Keyed
from ..kinds.references import Reference
from ..kinds.rules import Rule
from ..kinds.scalars import Choice, Flag, Text
from ..resource import Resource
from ..verbs import PARENT, SINGLY, EntryPaths, Paths
from .common import DESCRIPTION, name


def _number(form: str, longest: int, example: str) -> Text:
    return Text(max_length=longest, form=form, example=example, is_code=True)


ADDRESS_BOOK = Resource(
    family="address-book",
    plural="address books",
    fields=(
        name("._ -"),
        DESCRIPTION,
        Field("parent_type", Choice(("ORGANIZATION", "SITE")), required=True, default="ORGANIZATION", writes="once"),
        Field("site", Reference("site")),
        Field(
            "entries",
            Keyed(
                ("name",),
                (
                    name("._ -"),
                    Field("number", Text(1, form="[0-9()+-]+", example="+14155550100", is_code=True), required=True),
                ),
            ),
            api="addressBookEntries",
            seen="item",
            entries=EntryPaths(
                list=f"v2/address-book/{PARENT}/entry",
                item=f"address-book/{PARENT}/entry",
                bulk=f"address-book/{PARENT}/entry/bulk",
            ),
        ),
    ),
    rules=(Rule({"parent_type": ("SITE",)}, needs=("site|site_id",)),),
    verbs=SINGLY,
    paths=Paths(list="v3/address-book", item="v3/address-book", references="address-book"),
)

OUTDIAL_ANI = Resource(
    family="outdial-ani",
    plural="outdial ANIs",
    fields=(
        name("._ -"),
        DESCRIPTION,
        Field(
            "entries",
            Keyed(
                ("name",),
                (
                    name("._ -"),
                    Field("number", Text(1, is_code=True), required=True),
                    Field("default_ani_entry", Flag(), api="defaultANIEntry"),
                ),
            ),
            api="outdialANIEntries",
            seen="item",
            entries=EntryPaths(
                item=f"outdial-ani/{PARENT}/entry",
                bulk=f"outdial-ani/{PARENT}/entry/bulk",
            ),
        ),
    ),
)

DIAL_NUMBER = Resource(
    family="dial-number",
    plural="dial numbers",
    aliases=("entry-point-mapping", "entry point mappings"),
    key=("dialled_number",),
    fields=(
        Field("dialled_number", _number(r"\+?[0-9][0-9.-]*", 20, "+14155550100"), required=True),
        Field("entry_point", Reference("entry-point"), required=True),
        Field("location", Text(1, outside="location"), required=True),
        Field("region_id", Text(1, is_code=True, outside="location"), required=True),
        Field("extension", _number("[0-9]{2,10}", 10, "4711")),
        Field("routing_prefix", _number("[0-9]{2,7}", 7, "80")),
        Field("esn", _number("[0-9]{2,17}", 17, "804711")),
        Field("route_point_id", Text(is_code=True, outside="route_point")),
        Field("default_ani", Flag()),
    ),
    response_only=("entryPointName", "dialledNumberDigits"),
    only_where="The number must belong to the organization in Webex Calling",
)

FAMILIES: Final = (ADDRESS_BOOK, OUTDIAL_ANI, DIAL_NUMBER)
