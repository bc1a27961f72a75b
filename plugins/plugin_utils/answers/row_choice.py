# SPDX-License-Identifier: GPL-3.0-or-later
"""Choose the rows that a result returns: all, or those that the run changed.

This comes last, because merging two runs needs all of their rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from .merging import ROWS

STEADY: Final = frozenset({"unchanged", "sensitive", "expired"})
"""Actions of rows that changed nothing."""


def chosen(result: Mapping[str, Any], rows: Any) -> dict[str, Any]:
    """Return a result without unchanged rows, where `rows` is `changed`; the counts still include them."""
    key = result.get(ROWS, {}).get("list")
    if rows != "changed" or key not in result:
        return dict(result)
    return {**result, key: [row for row in result[key] if row["action"] not in STEADY]}
