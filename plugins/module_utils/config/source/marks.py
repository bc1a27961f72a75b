# SPDX-License-Identifier: GPL-3.0-or-later
"""Marks before a text that keep spreadsheets from running it as a formula, and Ansible from rendering it."""

from __future__ import annotations

import re
from typing import Final

UNSAFE: Final = "!unsafe"
"""Ansible's YAML tag of a text that is never rendered."""
TEMPLATE: Final = re.compile(r"\{[{%#]")
"""What begins a template."""
APOSTROPHE: Final = "'"
_FORMULA: Final = re.compile(r"'*[=+@-]")
_GUARDED: Final = re.compile(r"'+[=+@-]")


def guarded(cell: str) -> str:
    """Return a cell that spreadsheets show instead of running it: with an apostrophe before `=`, `+`, `-` or `@`."""
    return f"{APOSTROPHE}{cell}" if _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """Return the text of a cell without the apostrophe that guards it."""
    return cell[1:] if _GUARDED.match(cell) else cell
