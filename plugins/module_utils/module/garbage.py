# SPDX-License-Identifier: GPL-3.0-or-later
"""What the process of a task makes of thousands of rows lives to its end, on both sides of the module."""

from __future__ import annotations

import gc
from typing import Final

YOUNG_OBJECTS: Final = 50_000
"""How many Python makes before it looks which of them are garbage."""


def look_rarely() -> None:
    """Let Python look for garbage less often than it would, since over and over it finds none."""
    gc.set_threshold(YOUNG_OBJECTS)
