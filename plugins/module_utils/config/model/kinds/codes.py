# SPDX-License-Identifier: GPL-3.0-or-later
"""Codes (ids, telephone numbers) that a spreadsheet has taken for numbers and changed."""

from __future__ import annotations

import re
from typing import Final

CHANGED: Final = re.compile(
    r"[+-]?\d+(?:[.,]\d+)?E[+-]\d+|[+-]?\d+[.,]\d+E\d+|[+-]?\d{2,}[.,]0+|#{2,}|#(?:N/A|(?:NAME|REF|VALUE|NUM|NULL|DIV/0)[?!])",
    re.ASCII | re.IGNORECASE,
)
"""How spreadsheets write a long number, a number that has become a decimal, a column too narrow, and their errors."""
CHANGED_WORDS: Final = (
    "was changed by a spreadsheet, which took it for a number. Format the column as Text there (Excel: Home, Number"
    " Format, Text), enter the value again, and save the file"
)


def is_changed(text: str) -> bool:
    """Tell whether a spreadsheet wrote a code as a number."""
    return CHANGED.fullmatch(text) is not None
