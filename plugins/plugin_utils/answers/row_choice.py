# SPDX-License-Identifier: GPL-3.0-or-later
"""Which rows of a result are returned: all of them, or those that the run changed.

This is chosen last, because two runs of one task are put together from all of their rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from .merging import ROWS

STEADY: Final = frozenset({"unchanged", "sensitive", "expired"})
"""Actions of rows that say nothing new from one run to the next."""


def chosen(result: Mapping[str, Any], rows: Any) -> dict[str, Any]:
    """Give a result without the rows of what did not change, where `rows` is `changed`; counts stay those of all."""
    key = result.get(ROWS, {}).get("list")
    if rows != "changed" or key not in result:
        return dict(result)
    return {**result, key: [row for row in result[key] if row["action"] not in STEADY]}
