# SPDX-License-Identifier: GPL-3.0-or-later
"""Which rows of a result are returned: all of them, or those that the run changed.

This is chosen last, because two runs of one task are put together from all of their rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from .merging import OBJECT_LISTS

ROW_LISTS: Final = (*OBJECT_LISTS, "recordings")
STEADY: Final = frozenset({"unchanged", "sensitive", "expired"})
"""Actions of rows that say nothing new from one run to the next."""


def chosen(result: Mapping[str, Any], rows: Any) -> dict[str, Any]:
    """Give a result without the rows of what did not change, where `rows` is `changed`; counts stay those of all."""
    if rows != "changed":
        return dict(result)
    return {
        key: [row for row in value if row["action"] not in STEADY] if key in ROW_LISTS else value
        for key, value in result.items()
    }
