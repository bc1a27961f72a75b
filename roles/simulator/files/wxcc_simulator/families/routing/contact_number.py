# SPDX-License-Identifier: GPL-3.0-or-later
"""Contact numbers: the numbers of the organization, without anything beside them."""

from __future__ import annotations

from wxcc_simulator.families.common import fields
from wxcc_simulator.families.deviation import Deviation
from wxcc_simulator.families.family import Family

FAMILY = Family(
    name="contact-number",
    sample={"number": "100000"},
    key=("number",),
    other=lambda number: {"number": str(100000 + number)},
    words={("number", "maxLength"): "number: should not be more than 9 characters"},
    bulk_updates=False,
    deviations=(
        Deviation(
            name="contact_number_length",
            where="number of a contact number",
            file="any number of digits",
            observed="400 for more than 9 characters",
            source="live write probes, 2026-07-21",
            schemas={"ContactNumberDTO": fields(number={"maxLength": 9})},
            probes=({"number": "1234567890"},),
        ),
    ),
)
