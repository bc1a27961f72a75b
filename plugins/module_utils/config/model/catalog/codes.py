# SPDX-License-Identifier: GPL-3.0-or-later
"""Codes that agents choose: why they are idle, and what a contact was about."""

from __future__ import annotations

from typing import Final

from ..kinds.field import Field
from ..kinds.references import Reference
from ..kinds.scalars import Choice, Flag
from ..resource import Resource
from .common import ACTIVE, DESCRIPTION, name

_CODES: Final = Choice(("IDLE_CODE", "WRAP_UP_CODE"))

WORK_TYPE = Resource(
    family="work-type",
    plural="work types",
    key=("name", "work_type_code"),
    fields=(name("._ -"), Field("work_type_code", _CODES, required=True), ACTIVE, DESCRIPTION),
)

AUXILIARY_CODE = Resource(
    family="auxiliary-code",
    plural="auxiliary codes",
    key=("name", "work_type_code"),
    fields=(
        name("._)/(- "),
        Field("work_type_code", _CODES, required=True, taken_from="work_type"),
        ACTIVE,
        DESCRIPTION,
        Field("default_code", Flag(), required=True, default=False),
        Field("work_type", Reference("work-type"), required=True),
        Field("burnout_inclusion", Choice(("NOT_APPLICABLE", "EXCLUDED", "INCLUDED"))),
    ),
    response_only=("isSystemCode",),
)

FAMILIES: Final = (WORK_TYPE, AUXILIARY_CODE)
