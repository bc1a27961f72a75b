# SPDX-License-Identifier: GPL-3.0-or-later
"""Fields that most families have."""

from __future__ import annotations

from typing import Final, Literal

from ..kinds.field import Field
from ..kinds.scalars import Choice, Flag, Text
from ..verbs import Verbs, Way

DESCRIPTION: Final = Field("description", Text(max_length=255))
ACTIVE: Final = Field("active", Flag(), required=True, default=True)
ACCESS: Final = Choice(("SPECIFIC", "ALL", "PROVISIONED_VALUE", "NONE"))
"""Which objects of a kind an object allows."""
UPDATED_IN_BULK: Final = Verbs(update=(Way.SINGLE, Way.BULK))


def text(signs: str, *, single_spaces: bool = False, longest: int = 80) -> Text:
    """Return the kind of a name of letters, digits and these signs; a blank among them is the space."""
    shown = [*(["space"] if " " in signs else []), *signs.replace(" ", "")]
    allowed = f"letters A-Z and a-z, digits{''.join(f', {sign}' for sign in shown[:-1])} and {shown[-1]}"
    escaped = "".join(f"\\{sign}" if sign in r"-\]^" else sign for sign in signs)
    escaped = escaped.replace(" ", "") if single_spaces else escaped
    return Text(1, longest, f"A-Za-z0-9{escaped}", allowed, single_spaces=single_spaces)


def name(signs: str, *, single_spaces: bool = False, writes: Literal["always", "once"] = "always") -> Field:
    """Return the field of a name of at most 80 letters, digits and these signs."""
    return Field("name", text(signs, single_spaces=single_spaces), required=True, writes=writes)
