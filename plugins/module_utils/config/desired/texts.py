# SPDX-License-Identifier: GPL-3.0-or-later
"""What every text of a record goes through before its field is checked, whichever form the record has.

Blanks at both ends are removed, ids get one form, and codes that a spreadsheet has changed are refused.
"""

from __future__ import annotations

import re
from typing import Any, Final

from ...api.http.identity import one_form
from ..model.resource import Field

CHANGED: Final = re.compile(
    r"[+-]?\d+(?:[.,]\d+)?E[+-]\d+|[+-]?\d+[.,]\d+E\d+|[+-]?\d{2,}[.,]0+|#{2,}|#(?:N/A|(?:NAME|REF|VALUE|NUM|NULL|DIV/0)[?!])",
    re.ASCII | re.IGNORECASE,
)
"""How spreadsheets write a long number, a number that has become a decimal, a column too narrow, and their errors."""
CHANGED_WORDS: Final = (
    "was changed by a spreadsheet, which took it for a number. Format the column as Text there (Excel: Home, Number"
    " Format, Text), enter the value again, and save the file"
)


def given(raw: Any, target: Field) -> Any:
    """Give a value without blanks at its ends, and None where nothing is left for a field that cannot be cleared."""
    value = raw.strip() if isinstance(raw, str) else raw
    return None if value == "" and (target.required or not target.clearable) else value


def is_changed(text: str) -> bool:
    """Tell whether a spreadsheet wrote a code (an id, a telephone number) as a number."""
    return CHANGED.fullmatch(text) is not None


def as_id(raw: Any) -> Any:
    """Give an id, or each of a list of ids, in the one form in which ids are compared and sent."""
    if isinstance(raw, list):
        return [as_id(item) for item in raw]
    return one_form(raw) if isinstance(raw, str) else raw
