# SPDX-License-Identifier: GPL-3.0-or-later
"""How often holidays and exceptions recur. Not a family: it has no `FAMILY`."""

from __future__ import annotations

from typing import Any


def needs(frequency: str, *fields: str) -> dict[str, Any]:
    """A schema: with this frequency, the recurrence must have one of these fields."""
    is_frequency = {"properties": {"frequency": {"enum": [frequency]}}, "required": ["frequency"]}
    has_one = [{"properties": {"recurrence": {"required": [name]}}, "required": ["recurrence"]} for name in fields]
    return {
        "anyOf": [{"not": is_frequency}, *has_one],
        "x-words": f"frequency {frequency} needs recurrence.{' or recurrence.'.join(fields)}",
    }
